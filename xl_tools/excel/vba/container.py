"""The compound file (MS-CFB, version 3) that carries a VBA project as streams in storages."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT_SECTOR, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
# The header has room for the places of 109 FAT sectors, 6.8 MB; a longer list (DIFAT sectors) is never needed here.
_HEADER_FATS = 109


@dataclass(slots=True)
class _Entry:
    """One directory entry (MS-CFB 2.6.1)."""

    name: str
    kind: int
    content: bytes = b""
    children: list[int] = field(default_factory=list[int])
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0

    def packed(self, size: int) -> bytes:
        name = self.name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name,
            len(name) + 2,
            self.kind,
            self.colour,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            0,
            0,
            self.start,
            size,
        )


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of `streams`; a “/” in a name puts the stream into a storage of that name.

    No time stamps and no class ids: the same streams always give the same bytes.
    """
    entries = _entries(streams)
    for entry in entries:
        entry.child = _link(entries, sorted(entry.children, key=lambda index: _order(entries[index].name)))
    mini, mini_fat = _mini_stream(entries)
    root = entries[0]
    root.content = mini
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        pieces = _pieces(content, _SECTOR)
        if not pieces:
            return _END
        first = len(sectors)
        sectors.extend(pieces)
        fat.extend(range(first + 1, first + len(pieces)))
        fat.append(_END)
        return first

    for entry in entries:
        if entry.kind == _ROOT or len(entry.content) >= _CUTOFF:
            entry.start = store(entry.content)
    mini_fat_start = store(b"".join(link.to_bytes(4, "little") for link in mini_fat))
    mini_fat_sectors = len(_pieces(bytes(4 * len(mini_fat)), _SECTOR))
    directory = b"".join(entry.packed(len(entry.content)) for entry in entries)
    unused = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
    while len(directory) % _SECTOR:
        directory += unused
    directory_start = store(directory)
    fat_places = _add_fat(sectors, fat)
    header = _header(directory_start, fat_places, mini_fat_start, mini_fat_sectors)
    return header + b"".join(sectors)


def _entries(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    storages = {"": 0}
    for path, content in streams.items():
        storage, _, name = path.rpartition("/")
        if storage not in storages:
            storages[storage] = len(entries)
            entries[0].children.append(len(entries))
            entries.append(_Entry(storage, _STORAGE))
        entries[storages[storage]].children.append(len(entries))
        entries.append(_Entry(name, _STREAM, content))
    for entry in entries:
        if len(entry.name) > 31:
            raise ValueError(f"the name “{entry.name}” has more than 31 characters (MS-CFB 2.6.1)")
    return entries


def _order(name: str) -> tuple[int, str]:
    # MS-CFB 2.6.4: the shorter name comes first, then upper case decides.
    return len(name), name.upper()


def _link(entries: list[_Entry], ordered: list[int]) -> int:
    """Link siblings into a red-black tree and return its root.

    Halving gives levels that are all full but the last one: that one red, all others black is a valid
    colouring (MS-CFB 2.6.4).
    """
    full_levels = (len(ordered) + 1).bit_length() - 1

    def build(low: int, high: int, level: int) -> int:
        if low >= high:
            return _NONE
        middle = (low + high) // 2
        entry = entries[ordered[middle]]
        entry.left = build(low, middle, level + 1)
        entry.right = build(middle + 1, high, level + 1)
        entry.colour = _RED if level >= full_levels else _BLACK
        return ordered[middle]

    return build(0, len(ordered), 0)


def _mini_stream(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """The mini stream and its allocation table; every stream below 4096 bytes lives there (MS-CFB 2.4)."""
    stream = bytearray()
    links: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM or len(entry.content) >= _CUTOFF:
            continue
        pieces = _pieces(entry.content, _MINI)
        entry.start = len(links) if pieces else _END
        for number, piece in enumerate(pieces, 1):
            stream += piece
            links.append(_END if number == len(pieces) else len(links) + 1)
    return bytes(stream), links


def _pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size].ljust(size, b"\x00") for start in range(0, len(content), size)]


def _add_fat(sectors: list[bytes], fat: list[int]) -> list[int]:
    """Append the allocation table, which also has to cover its own sectors; return where its sectors lie."""
    per_sector = _SECTOR // 4
    count = 0
    while count * per_sector < len(fat) + count:
        count += 1
    if count > _HEADER_FATS:
        raise ValueError(f"{len(fat)} sectors need more than {_HEADER_FATS} FAT sectors")
    places = list(range(len(sectors), len(sectors) + count))
    links = fat + [_FAT_SECTOR] * count
    links += [_FREE] * (count * per_sector - len(links))
    sectors.extend(_pieces(b"".join(link.to_bytes(4, "little") for link in links), _SECTOR))
    return places


def _header(directory: int, fat_places: list[int], mini_fat: int, mini_fat_sectors: int) -> bytes:
    # MS-CFB 2.2: version 3.62, little endian, sector shift 9, mini sector shift 6.
    header = struct.pack(
        "<8s16s5H6s9I",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        b"",
        0x003E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        len(fat_places),
        directory,
        0,
        _CUTOFF,
        mini_fat,
        mini_fat_sectors,
        _END,
        0,
    )
    places = fat_places + [_FREE] * (_HEADER_FATS - len(fat_places))
    return header + b"".join(place.to_bytes(4, "little") for place in places)
