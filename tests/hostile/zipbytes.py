"""Zip archives byte by byte, so that every field can say what no program would ever write."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800
END, CENTRAL, LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"


@dataclass(frozen=True)
class Member:
    """One member of an archive, and what its two headers say of it.

    Attributes:
        packed: the bytes in the archive, where they are not simply `content` packed by `method`.
        crc, size, packed_size: what the central directory says; by default the truth.
        local: fields of the local header that differ: name, method, flags, crc, size, packed_size, signature, extra.
        extra: extra field of the central directory.
        at: offset that the central directory names, where it is a lie.
    """

    name: bytes
    content: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    local: Mapping[str, object] = field(default_factory=dict)
    extra: bytes = b""
    at: int | None = None


@dataclass(frozen=True)
class Tail:
    """What stands behind the members, and what the record at the end says."""

    comment: bytes = b""
    disk: int = 0
    here: int | None = None
    total: int | None = None
    size: int | None = None
    offset: int | None = None
    before_end: bytes = b""
    after: bytes = b""


PLAIN = Tail()


@lru_cache(maxsize=128)
def packed(content: bytes, level: int = 6) -> bytes:
    """Raw deflate, as zip archives hold it; kept, for most parts of most archives are the same."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def archive(members: Sequence[Member], tail: Tail = PLAIN, *, prefix: bytes = b"", shifted: bool = True) -> bytes:
    """The bytes of an archive.

    Args:
        prefix: stands before the first member.
        shifted: whether offsets count the prefix.
    """
    out = bytearray(prefix)
    back = 0 if shifted else len(prefix)
    directory = bytearray()
    for member in members:
        body = _body(member)
        offset = len(out) - back if member.at is None else member.at
        crc, size, packed_size = _numbers(member, body)
        out += local_header(member, crc, size, packed_size) + body
        directory += _central(member, crc, size, packed_size, offset)
    start = len(out) - back
    out += directory
    out += tail.before_end
    count = len(members)
    out += struct.pack(
        "<4s4H2LH",
        END,
        tail.disk,
        tail.disk,
        count if tail.here is None else tail.here,
        count if tail.total is None else tail.total,
        len(directory) if tail.size is None else tail.size,
        start if tail.offset is None else tail.offset,
        len(tail.comment),
    )
    return bytes(out + tail.comment + tail.after)


def members_of(parts: Mapping[str, bytes]) -> list[Member]:
    """An ordinary member for each part."""
    return [Member(name.encode(), content) for name, content in parts.items()]


def with_member(members: Iterable[Member], name: str, **changes: object) -> list[Member]:
    """The members, one of them changed."""
    found = [replace(one, **changes) if one.name == name.encode() else one for one in members]  # type: ignore[arg-type]
    assert any(one.name == name.encode() for one in members), name
    return found


def local_header(member: Member, crc: int, size: int, packed_size: int) -> bytes:
    """The header before the packed bytes."""
    says = {
        "signature": LOCAL,
        "name": member.name,
        "method": member.method,
        "flags": member.flags,
        "crc": crc,
        "size": size,
        "packed_size": packed_size,
        "extra": b"",
        **member.local,
    }
    return (
        struct.pack(
            "<4s5H3L2H",
            says["signature"],
            20,
            says["flags"],
            says["method"],
            0,
            0x21,
            says["crc"],
            says["packed_size"],
            says["size"],
            len(says["name"]),  # type: ignore[arg-type]
            len(says["extra"]),  # type: ignore[arg-type]
        )
        + says["name"]
        + says["extra"]
    )  # type: ignore[operator]


def _body(member: Member) -> bytes:
    if member.packed is not None:
        return member.packed
    return packed(member.content) if member.method == DEFLATED else member.content


def _numbers(member: Member, body: bytes) -> tuple[int, int, int]:
    return (
        zlib.crc32(member.content) if member.crc is None else member.crc,
        len(member.content) if member.size is None else member.size,
        len(body) if member.packed_size is None else member.packed_size,
    )


def _central(member: Member, crc: int, size: int, packed_size: int, offset: int) -> bytes:
    return (
        struct.pack(
            "<4s6H3L5H2L",
            CENTRAL,
            20,
            20,
            member.flags,
            member.method,
            0,
            0x21,
            crc,
            packed_size,
            size,
            len(member.name),
            len(member.extra),
            0,
            0,
            0,
            0,
            offset,
        )
        + member.name
        + member.extra
    )
