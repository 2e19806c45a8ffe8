"""A compound file (OLE): its folders and streams, found under limits and without following any chain in a circle."""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass, field

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Refusal

_HEADER = struct.Struct("<24xHHHHH10xIIIIIIII")
"""Versions, order of bytes, powers of a sector and of a small one, sectors of the table, first of the directory, a
number, smallest stream with sectors of its own, first of the small table and how many, first of the table of tables
and how many."""
_HEADER_SIZE, _ENTRY_SIZE, _LISTED = 512, 128, 109
_LAST = 0xFFFFFFFA
"""Numbers from here on name no sector."""
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(slots=True)
class Folder:
    """A storage: what lies in it, by name; of two with one name the first counts."""

    name: str
    streams: dict[str, Entry] = field(default_factory=dict[str, "Entry"])
    folders: dict[str, Folder] = field(default_factory=dict[str, "Folder"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file.

    Attributes:
        root: its outermost folder.
    Raises: Refusal M15, M16 if it is cut off or damaged, M78 if streams share bytes, M81, M83 if a limit is reached.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        self._data = data
        if len(data) < _HEADER_SIZE:
            raise Refusal("M15")
        fields = _HEADER.unpack_from(data)
        _, _, order, power, small_power = fields[:5]
        if order != 0xFFFE or power not in (9, 12) or small_power != 6:
            raise Refusal("M16")
        self._sector, self._small = 1 << power, 1 << small_power
        self._count = -(-len(data) // self._sector) - 1
        tables, directory, _, self._smallest, small_table, _, more, _ = fields[5:]
        self._table = self._read_table(tables, more)
        entries = self._entries(directory, limits, wide=power == 12)
        self.root = _tree(entries, limits)
        total = sum(entry.size for entry in entries if entry.kind == _STREAM)
        if total > len(data):
            raise Refusal("M78")
        self._small_table = _numbers(self._chain(small_table))
        self._small_data = self._chain(entries[0].start)[: entries[0].size]

    def content(self, stream: Entry) -> bytes:
        """The bytes of a stream. Raises: Refusal if it is not whole."""
        if stream.size >= self._smallest:
            found = self._chain(stream.start, -(-stream.size // self._sector))
        else:
            found = self._small_chain(stream.start, -(-stream.size // self._small))
        if len(found) < stream.size:
            raise Refusal("M15")
        return found[: stream.size]

    def _read_table(self, tables: int, more: int) -> array[int]:
        listed = list(struct.unpack_from(f"<{_LISTED}I", self._data, _HEADER_SIZE - 4 * _LISTED))
        for _ in range(self._count):
            if more >= _LAST:
                break
            *further, more = _numbers(self._at(more))
            listed += further
        wanted = [number for number in listed[: min(tables, self._count)] if number < _LAST]
        # More would be sectors listed twice.
        if len(set(wanted)) < len(wanted):
            raise Refusal("M16")
        return _numbers(b"".join(map(self._at, wanted)))

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        sector = self._data[start : start + self._sector]
        if not sector:
            raise Refusal("M15")
        return sector.ljust(self._sector, b"\0")

    def _chain(self, number: int, most: int | None = None) -> bytes:
        """The sectors from one on, as the table links them."""
        found: list[bytes] = []
        seen: set[int] = set()
        while number < _LAST and (most is None or len(found) < most):
            if number in seen or number >= len(self._table):
                raise Refusal("M16")
            seen.add(number)
            found.append(self._at(number))
            number = self._table[number]
        return b"".join(found)

    def _small_chain(self, number: int, most: int) -> bytes:
        found: list[bytes] = []
        seen: set[int] = set()
        while number < _LAST and len(found) < most:
            if number in seen or number >= len(self._small_table):
                raise Refusal("M16")
            seen.add(number)
            found.append(self._small_data[number * self._small : (number + 1) * self._small])
            number = self._small_table[number]
        return b"".join(found)

    def _entries(self, first: int, limits: Limits, *, wide: bool) -> list[Entry]:
        content = self._chain(first)
        limits.check("streams", len(content) // _ENTRY_SIZE)
        found = [_entry(content[at : at + _ENTRY_SIZE], wide=wide) for at in range(0, len(content), _ENTRY_SIZE)]
        if not found or found[0].kind != _ROOT:
            raise Refusal("M16")
        return found


def _entry(raw: bytes, *, wide: bool) -> Entry:
    length, kind, left, right, child = struct.unpack_from("<HBx3I", raw, 64)
    start, size = struct.unpack_from("<IQ" if wide else "<II", raw, 116)
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    return Entry(name, kind, left, right, child, start, size)


def _tree(entries: list[Entry], limits: Limits) -> Folder:
    """The folders, with what the links between entries say is in each."""
    root = Folder(entries[0].name)
    seen: set[int] = set()
    waiting = [(entries[0].child, root, 1)]
    while waiting:
        number, folder, depth = waiting.pop()
        if number == _NONE:
            continue
        if number in seen or number >= len(entries):
            raise Refusal("M16")
        # A mail in a mail lies two folders deeper.
        limits.check("mime_depth", -(-depth // 2))
        seen.add(number)
        entry = entries[number]
        waiting += [(entry.left, folder, depth), (entry.right, folder, depth)]
        if entry.kind == _STREAM:
            folder.streams.setdefault(entry.name, entry)
        elif entry.kind == _STORAGE:
            inner = folder.folders.setdefault(entry.name, Folder(entry.name))
            waiting.append((entry.child, inner, depth + 1))
    return root


def _numbers(content: bytes) -> array[int]:
    found = array("I")
    found.frombytes(content[: len(content) // 4 * 4])
    if sys.byteorder == "big":
        found.byteswap()
    return found
