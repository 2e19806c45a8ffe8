"""The compressed container in which a VBA project keeps its sources (MS-OVBA 2.4.1)."""

from __future__ import annotations

from collections import deque

_CHUNK = 4096
# A copy token holds at least 3 bytes (MS-OVBA 2.4.1.1.8).
_SHORTEST = 3
# Earlier places looked at for one match: bounds the time on long runs of blanks, costs a few bytes at most.
_CANDIDATES = 48


def compress(data: bytes) -> bytes:
    """The compressed container of `data`: signature byte 01, then one chunk for every 4096 bytes."""
    chunks = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return b"\x01" + b"".join(_chunk(chunk) for chunk in chunks)


def _chunk(data: bytes) -> bytes:
    packed = _tokens(data)
    if len(packed) > _CHUNK:
        # A raw chunk is always 4096 bytes long (MS-OVBA 2.4.1.3.10); the padding would become part of a
        # shorter last chunk's text, so such a chunk stays as literal tokens, which fit up to 3640 bytes.
        if len(data) < _CHUNK:
            raise ValueError(f"a last chunk of {len(data)} bytes does not compress below {_CHUNK} bytes")
        return _header(_CHUNK, compressed=False) + data
    return _header(len(packed), compressed=True) + packed


def _header(size: int, *, compressed: bool) -> bytes:
    # MS-OVBA 2.4.1.1.5: size of header and data minus 3 in 12 bits, then the signature 0b011, then the flag.
    return ((size - 1) | 0b011 << 12 | compressed << 15).to_bytes(2, "little")


def _tokens(data: bytes) -> bytes:
    """The token sequences of one chunk: a flag byte, then up to eight literals and copies."""
    packed = bytearray()
    seen: dict[bytes, deque[int]] = {}
    position = 0
    while position < len(data):
        flags = 0
        group = bytearray()
        for bit in range(8):
            if position >= len(data):
                break
            offset, length = _match(data, position, seen)
            if length:
                group += _copy_token(position, offset, length)
                flags |= 1 << bit
            else:
                length = 1
                group.append(data[position])
            for place in range(position, position + length):
                seen.setdefault(data[place : place + _SHORTEST], deque(maxlen=_CANDIDATES)).append(place)
            position += length
        packed.append(flags)
        packed += group
    return bytes(packed)


def _match(data: bytes, position: int, seen: dict[bytes, deque[int]]) -> tuple[int, int]:
    """Distance and length of the longest earlier text equal to what follows; (0, 0) where none is worth a copy."""
    longest = min(_longest_copy(position), len(data) - position)
    if longest < _SHORTEST:
        return 0, 0
    best_offset = best = 0
    for place in reversed(seen.get(data[position : position + _SHORTEST], ())):
        length = _SHORTEST
        while length < longest and data[place + length] == data[position + length]:
            length += 1
        if length > best:
            best_offset, best = position - place, length
            if best == longest:
                break
    return best_offset, best


def _offset_bits(position: int) -> int:
    # MS-OVBA 2.4.1.3.19.1: the offset takes as many bits as the text so far needs, at least 4.
    return max(4, (position - 1).bit_length())


def _longest_copy(position: int) -> int:
    return (1 << (16 - _offset_bits(position))) - 1 + _SHORTEST if position else 0


def _copy_token(position: int, offset: int, length: int) -> bytes:
    token = (offset - 1) << (16 - _offset_bits(position)) | (length - _SHORTEST)
    return token.to_bytes(2, "little")
