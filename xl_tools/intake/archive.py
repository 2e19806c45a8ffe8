"""The zip container of a workbook: its directory, and its parts inflated under limits that do not trust it.

Imported by the worker, so it needs nothing beyond `struct` and `zlib`. What is wrong is raised as
Refusal, a code with details; `refusals.py` has the sentences.
"""

from __future__ import annotations

import struct
import zlib

MAX_FILE = 25 * 1024 * 1024
MAX_PARTS = 1000
MAX_INFLATED = 200 * 1024 * 1024
MAX_PART = 150 * 1024 * 1024
MAX_RATIO = 200
FREE_OF_RATIO = 2 * 1024 * 1024
"""A part may pack better than MAX_RATIO as long as it stays below this size."""

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1
_UTF8 = 0x800


class Refusal(Exception):
    """A file that will not be read: `code` of refusals.py and the words its sentence needs."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class Entry:
    """One member of the archive: what the central directory says, and the span of its record in the file."""

    __slots__ = ("compressed", "crc", "header", "inflated", "method", "name", "offset")

    def __init__(self, name: str, method: int, crc: int, sizes: tuple[int, int], offset: int, header: bytes) -> None:
        self.name = name
        self.method = method
        self.crc = crc
        self.compressed, self.inflated = sizes
        self.offset = offset
        self.header = header
        """The record of the central directory, byte for byte."""


class Container:
    """A zip archive in memory.

    Raises: Refusal if the directory is broken, the archive is cut off, encrypted, or has unsafe names.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.directory, self.tail = _end(data)
        self.entries = _directory(data, self.directory, self.tail)
        self.by_name = {entry.name: entry for entry in self.entries}
        self._budget = MAX_INFLATED
        self._inflated: dict[str, bytes] = {}

    def body(self, entry: Entry) -> tuple[int, int]:
        """First and last + 1 byte of the packed data of a member."""
        local = self.data[entry.offset : entry.offset + _LOCAL.size]
        if len(local) < _LOCAL.size or local[:4] != b"PK\x03\x04":
            raise Refusal("W16", part=entry.name)
        fields = _LOCAL.unpack(local)
        start = entry.offset + _LOCAL.size + fields[9] + fields[10]
        if start + entry.compressed > self.directory:
            raise Refusal("W15")
        return start, start + entry.compressed

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
        packed = self.data[start:end]
        limit = min(self._budget, MAX_PART, max(FREE_OF_RATIO, MAX_RATIO * len(packed)))
        if entry.method == _STORED:
            content = packed
        else:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(packed, limit + 1)
            except zlib.error as error:
                raise Refusal("W16", part=entry.name) from error
            if not unpacker.eof and len(content) <= limit:
                raise Refusal("W16", part=entry.name)
        if len(content) > limit:
            raise Refusal("W17", part=entry.name)
        if zlib.crc32(content) != entry.crc or len(content) != entry.inflated:
            raise Refusal("W16", part=entry.name)
        self._budget -= len(content)
        return content


def _end(data: bytes) -> tuple[int, int]:
    """Offsets of the central directory and of the record that ends it."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65536 - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise Refusal("W15")
    _, disk, first_disk, here, total, size, offset, _comment = _END.unpack_from(data, at)
    if 0xFFFF in (here, total) or 0xFFFFFFFF in (size, offset):
        # Excel writes zip64 only above 4 GiB; this size limit ends far below.
        raise Refusal("W19", what="zip64")
    if disk or first_disk or here != total or offset + size > at:
        raise Refusal("W16", part="zip")
    if total > MAX_PARTS:
        raise Refusal("W17", part=f"{total} 个部件")
    return offset, at


def _directory(data: bytes, start: int, end: int) -> list[Entry]:
    count = _END.unpack_from(data, end)[4]
    entries: list[Entry] = []
    names: set[str] = set()
    at = start
    for _ in range(count):
        if at + _ENTRY.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise Refusal("W16", part="zip")
        fields = _ENTRY.unpack_from(data, at)
        flags, method, crc, compressed, inflated = fields[3], fields[4], fields[7], fields[8], fields[9]
        name_size, extra_size, comment_size, offset = fields[10], fields[11], fields[12], fields[16]
        length = _ENTRY.size + name_size + extra_size + comment_size
        raw = data[at + _ENTRY.size : at + _ENTRY.size + name_size]
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        if flags & _ENCRYPTED:
            raise Refusal("W19", what=f"加密的部件 {name}")
        if method not in (_STORED, _DEFLATED):
            raise Refusal("W19", what=f"不常用的压缩方法 {method}")
        # Office compares part names without regard to case.
        if name.lower() in names or _unsafe(name):
            raise Refusal("W19", what=f"重复或不安全的部件名 {name}")
        names.add(name.lower())
        entries.append(Entry(name, method, crc, (compressed, inflated), offset, data[at : at + length]))
        at += length
    return entries


def _unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")
