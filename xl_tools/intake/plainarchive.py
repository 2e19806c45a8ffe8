"""An archive of our own making, with nothing packed: what a parser gets in place of a stranger's."""

from __future__ import annotations

import io
import struct
import zlib

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LOCAL, _ENTRY, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_UTF8, _JANUARY_1980 = 0x800, 0x21


class PlainArchive:
    """A zip archive of stored members."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._entries: list[bytes] = []

    def add(self, name: str, content: bytes) -> None:
        """Put a member behind the others."""
        raw, offset = name.encode(), self._file.tell()
        numbers = (zlib.crc32(content), len(content), len(content))
        self._file.write(_LOCAL.pack(b"PK\x03\x04", 20, _UTF8, 0, 0, _JANUARY_1980, *numbers, len(raw), 0) + raw)
        self._file.write(content)
        fields = (b"PK\x01\x02", 20, 20, _UTF8, 0, 0, _JANUARY_1980, *numbers, len(raw), 0, 0, 0, 0, 0, offset)
        self._entries.append(_ENTRY.pack(*fields) + raw)

    def close(self) -> io.BytesIO:
        """The archive, from its beginning; nothing can be added any more."""
        start, directory = self._file.tell(), b"".join(self._entries)
        total = len(self._entries)
        self._file.write(directory + _END.pack(b"PK\x05\x06", 0, 0, total, total, len(directory), start, 0))
        self._file.seek(0)
        return self._file


def relations_part(items: str) -> bytes:
    """The part that holds these relations, each an element."""
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'.encode()
