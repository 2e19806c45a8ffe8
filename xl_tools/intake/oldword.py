"""The gate of old Word files (.doc, .wps): a compound file that holds a Word document and needs no password."""

from __future__ import annotations

import struct

from xl_tools.intake.documents import OLD_WORD, no_document, refuse_unless
from xl_tools.intake.kinds import Kind
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Published, Refusal

_HEADER = struct.Struct("<28x2H12x2I4xI8xI")
"""Order of bytes, power of a sector, sectors of the table, first sector of the directory, smallest stream with sectors
of its own, first sector of the table of tables."""
_HEADER_SIZE, _ENTRY_SIZE, _LISTED = 512, 128, 109
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on name no sector."""
_NAME, _MARK, _ENCRYPTED = "WordDocument", 0xA5EC, 0x0100
_SMALL_SECTOR = 64
_SECTOR_SIZES = (9, 12)
"""Powers of 2."""


class OldWordGate:
    """Gate of .doc and .wps."""

    kind = OLD_WORD

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the file is not safe to open, or is something else."""
        with Published():
            limits.check("file_size", len(data))
            refuse_unless(data, OLD_WORD, Kind.OLD_WORD)
            document = _Compound(data).beginning_of(_NAME)
            if len(document) < 12:
                raise Refusal("N16", part=_NAME)
            mark, flags = struct.unpack_from("<H8xH", document)
            if mark != _MARK:
                raise no_document(OLD_WORD, "更旧的 Word 文档，请在 Word 或 WPS 中另存为 .docx")
            if flags & _ENCRYPTED:
                raise Refusal("N06")


class _Compound:
    """A compound file, as far as it takes to find the beginning of a stream. Raises: Refusal if it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < _HEADER_SIZE:
            raise Refusal("N15")
        order, power, tables, self._directory, self._smallest, more = _HEADER.unpack_from(data)
        if order != 0xFFFE or power not in _SECTOR_SIZES:
            raise Refusal("N16", part="文件头")
        self._size = 1 << power
        listed = list(struct.unpack_from(f"<{_LISTED}I", data, _HEADER_SIZE - 4 * _LISTED))
        for _ in range(len(data) // self._size):
            if more >= _LAST_SECTOR:
                break
            *further, more = struct.unpack(f"<{self._size // 4}I", self._sector(more).ljust(self._size, b"\xff"))
            listed += further
        self._tables = listed[:tables]

    def beginning_of(self, name: str) -> bytes:
        """The first sector of a stream, or of what holds the small ones."""
        seen: set[int] = set()
        small = _start_of(self._sector(self._directory))
        number = self._directory
        while number < _LAST_SECTOR:
            if number in seen:
                raise Refusal("N16", part="目录")
            seen.add(number)
            sector = self._sector(number)
            for at in range(0, len(sector) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
                length = int.from_bytes(sector[at + 64 : at + 66], "little")
                if sector[at : at + max(length - 2, 0)] == name.encode("utf-16-le"):
                    entry = sector[at : at + _ENTRY_SIZE]
                    if int.from_bytes(entry[120:124], "little") < self._smallest:
                        return self._small(small, _start_of(entry) * _SMALL_SECTOR)
                    return self._sector(_start_of(entry))
            number = self._next(number)
        raise Refusal("N16", part=name)

    def _small(self, number: int, at: int) -> bytes:
        """What stands at a place of the stream that begins in sector `number` and holds the small ones."""
        sectors, rest = divmod(at, self._size)
        if sectors > len(self._data) // self._size:
            raise Refusal("N15")
        for _ in range(sectors):
            number = self._next(number)
        return self._sector(number)[rest : rest + _SMALL_SECTOR]

    def _next(self, number: int) -> int:
        """The sector that follows another, by the table."""
        which, at = divmod(number, self._size // 4)
        if which >= len(self._tables):
            raise Refusal("N16", part="目录")
        return int.from_bytes(self._sector(self._tables[which])[4 * at : 4 * at + 4], "little")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise Refusal("N15")
        return sector


def _start_of(entry: bytes) -> int:
    """The sector in which the stream of an entry of the directory begins; of the first entry, the small ones."""
    return int.from_bytes(entry[116:120], "little")
