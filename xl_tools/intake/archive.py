"""A zip package: its directory, and its parts inflated under limits that do not trust what it says of itself.

Runs in the reading process, so it needs nothing beyond `struct` and `zlib`. What is wrong is raised as Refusal.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import lru_cache

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.recent import LARGEST, MOST
from xl_tools.intake.refusal import Refusal

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_OPEN = 0xFFFFFFFF
"""Stands where zip64 has the number elsewhere."""


class Entry:
    """One member of the archive: what the central directory says, and the span of its record in the file."""

    __slots__ = ("compressed", "crc", "flags", "header", "inflated", "method", "name", "offset", "raw_name")

    def __init__(self, header: bytes, raw_name: bytes) -> None:
        fields = _ENTRY.unpack_from(header)
        self.header = header
        """The record of the central directory, byte for byte."""
        self.raw_name = raw_name
        self.flags, self.method, self.crc = fields[3], fields[4], fields[7]
        self.compressed, self.inflated, self.offset = fields[8], fields[9], fields[16]
        self.name = raw_name.decode("utf-8" if self.flags & _UTF8 else "cp437", "replace")

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED)

    @property
    def says_utf8(self) -> bool:
        """Whether the name is said to be UTF-8."""
        return bool(self.flags & _UTF8)

    def holds(self, content: bytes) -> bool:
        """Whether this is what was packed."""
        return len(content) == self.inflated and zlib.crc32(content) == self.crc

    def extra(self) -> bytes:
        """The extra field of the directory."""
        start = _ENTRY.size + len(self.raw_name)
        return self.header[start : start + int.from_bytes(self.header[30:32], "little")]

    def agrees(self, crc: int, compressed: int, inflated: int) -> bool:
        """Whether the header before the packed data says the same; writers that stream leave its numbers open."""
        pairs = ((crc, self.crc), (compressed, self.compressed), (inflated, self.inflated))
        return all(said in (0, _OPEN, known) for said, known in pairs)


class Container:
    """A zip archive in memory.

    Raises: Refusal if the directory is broken, the archive is cut off or encrypted, has unsafe or doubled names, packs
        in an unusual way, or has members that overlap or that another reader would find under another name.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        self.data = data
        self.limits = limits
        self.directory, self.tail, count = find_end(data)
        limits.check("parts", count)
        self.entries = read_directory(data, self.directory, self.tail, count, _Strict())
        self.by_name = {entry.name: entry for entry in self.entries}
        self._bodies = spans(data, self.directory, self.entries)
        self._counted: set[str] = set()
        self._budget = limits.inflated
        self._inflated: dict[str, bytes] = {}

    def body(self, entry: Entry) -> tuple[int, int]:
        """First and last + 1 byte of the packed data of a member."""
        return self._bodies[entry]

    def part(self, name: str) -> bytes:
        """The inflated bytes of a member, counted while they are inflated; kept for a second call.

        Raises: KeyError; Refusal if a limit is reached or the data is broken.
        """
        found = self._inflated.get(name)
        if found is None:
            found = self._inflated[name] = self._inflate(self.by_name[name])
        return found

    def forget(self, name: str) -> None:
        """Free the memory of a part that was only looked at."""
        self._inflated.pop(name, None)

    def _inflate(self, entry: Entry) -> bytes:
        start, end = self.body(entry)
        limits, part = self.limits, entry.name
        packed = self.data[start:end]
        # No more than this is ever inflated, whichever limit turns out to be the one.
        most = min(limits.part_size, max(limits.free_of_ratio, limits.ratio * len(packed)))
        if part not in self._counted:
            most = min(most, self._budget)
        # Within all limits by what it says of itself, which is what _sound() holds it to.
        small = entry.inflated <= min(most, LARGEST) and len(packed) <= LARGEST
        if small and (sound := _sound(packed, entry.method, entry.crc, entry.inflated)) is not None:
            return self._count(part, sound)
        content, whole = unpack(packed, entry, most)
        size = len(content)
        if size > limits.free_of_ratio:
            limits.check("ratio", -(-size // max(len(packed), 1)), part=part)
        limits.check("part_size", size, part=part)
        if part not in self._counted:
            limits.check("inflated", limits.inflated - self._budget + size)
        if not whole or not entry.holds(content):
            raise Refusal("W16", part=part)
        return self._count(part, content)

    def _count(self, part: str, content: bytes) -> bytes:
        if part not in self._counted:
            self._counted.add(part)
            self._budget -= len(content)
        return content


@lru_cache(maxsize=MOST)
def _sound(packed: bytes, method: int, crc: int, inflated: int) -> bytes | None:
    """The bytes of a small member; None if they are not those that its record announces.

    Kept for the next archive: equal bytes come out as one object, whose hash Python reckons once.
    """
    content, whole = packed, True
    if method != STORED:
        unpacker = zlib.decompressobj(-15)
        try:
            content = unpacker.decompress(packed, inflated + 1)
        except zlib.error:
            return None
        whole = unpacker.eof
    return content if whole and len(content) == inflated and zlib.crc32(content) == crc else None


def unpack(packed: bytes, entry: Entry, most: int) -> tuple[bytes, bool]:
    """The inflated bytes of a member, no more than `most` and one, and whether they are all. Raises: Refusal."""
    if entry.method == STORED:
        return packed, True
    unpacker = zlib.decompressobj(-15)
    try:
        content = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise Refusal("W16", part=entry.name) from error
    return content, unpacker.eof


def spans(data: bytes, directory: int, entries: list[Entry]) -> dict[Entry, tuple[int, int]]:
    """Where the packed data of each member lies; sharing it is how small files inflate to huge ones.

    Args:
        directory: offset of the central directory.

    Raises: Refusal if members overlap, are cut off, or say of themselves something else than the directory.
    """
    found: dict[Entry, tuple[int, int]] = {}
    free = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        start = entry.offset + _LOCAL.size
        local = data[entry.offset : start]
        if len(local) < _LOCAL.size or local[:4] != b"PK\x03\x04":
            raise Refusal("W16", part=entry.name)
        fields = _LOCAL.unpack(local)
        name = data[start : start + fields[9]]
        says = (fields[3] != entry.method, (fields[2] ^ entry.flags) & _ENCRYPTED, name != entry.raw_name)
        if any(says) or not entry.agrees(*fields[6:9]):
            raise Refusal("W79", part=entry.name)
        start += fields[9] + fields[10]
        end = start + entry.compressed
        if end > directory:
            raise Refusal("W15")
        if entry.offset < free:
            raise Refusal("W78", part=entry.name)
        found[entry], free = (start, end), end
    return found


def find_end(data: bytes) -> tuple[int, int, int]:
    """Offsets of the central directory and of the record that ends it, and how many members there are."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65536 - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise Refusal("W15")
    if _in_comment(data, at):
        raise Refusal("W79", part="zip")
    _, disk, first_disk, here, total, size, offset, _comment = _END.unpack_from(data, at)
    if 0xFFFF in (here, total) or _OPEN in (size, offset) or data[at - 20 : at - 16] == b"PK\x06\x07":
        # Excel writes zip64 only above 4 GiB; the limit of a file's size ends far below.
        raise Refusal("W76")
    # A directory elsewhere than right before its end is found by some readers, and by others not.
    if disk or first_disk or here != total or offset + size != at:
        raise Refusal("W16", part="zip")
    return offset, at, total


def _in_comment(data: bytes, end: int) -> bool:
    """Whether the last end record lies in the comment of an earlier one: then readers differ in which they believe."""
    at = end
    while (at := data.rfind(b"PK\x05\x06", max(0, end - 65536 - _END.size), at)) >= 0:
        if at + _END.size + int.from_bytes(data[at + 20 : at + 22], "little") > end:
            return True
    return False


def read_directory(
    data: bytes, start: int, end: int, count: int, check: Callable[[Entry], None] | None = None
) -> list[Entry]:
    """The members, in the order of the directory.

    Args:
        check: raises Refusal for a member that may not be there.
    """
    entries: list[Entry] = []
    at = start
    for _ in range(count):
        if at + _ENTRY.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise Refusal("W16", part="zip")
        name_size, extra_size, comment_size = struct.unpack_from("<3H", data, at + 28)
        length = _ENTRY.size + name_size + extra_size + comment_size
        entry = Entry(data[at : at + length], data[at + _ENTRY.size : at + _ENTRY.size + name_size])
        if check is not None:
            check(entry)
        if _OPEN in (entry.compressed, entry.inflated, entry.offset):
            raise Refusal("W76")
        entries.append(entry)
        at += length
    if at != end:
        raise Refusal("W16", part="zip")
    return entries


class _Strict:
    """What no part of an Office package may be."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def __call__(self, entry: Entry) -> None:
        if entry.encrypted:
            raise Refusal("W74", part=entry.name)
        if entry.method not in (STORED, DEFLATED):
            raise Refusal("W73", part=entry.name, method=entry.method)
        if _unsafe(entry.name):
            raise Refusal("W72", part=entry.name)
        # Office compares part names without regard to case.
        if entry.name.lower() in self._names:
            raise Refusal("W71", part=entry.name)
        self._names.add(entry.name.lower())


def _unsafe(name: str) -> bool:
    return (
        not name
        or name.startswith(("/", "\\"))
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or "\ufffd" in name
        or ".." in name.split("/")
    )
