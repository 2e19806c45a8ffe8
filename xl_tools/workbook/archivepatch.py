"""A zip archive with some members replaced or left out; all other records keep their bytes and their order."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from xl_tools.intake.archive import Container, Entry

_DESCRIPTOR = 0x8
_DEFLATED = 8
_LOCAL_SIZE = 30
_ZIP64 = 0x0001
"""Extra field with sizes that do not fit the header; those of a part always do."""


def rebuilt(container: Container, changed: Mapping[str, bytes | None]) -> bytes:
    """The bytes of the archive.

    Args:
        changed: member → its new content, or None to leave it out.
    """
    data = container.data
    ordered = sorted(container.entries, key=lambda entry: entry.offset)
    ends = [*(entry.offset for entry in ordered[1:]), container.directory]
    pieces = [data[: ordered[0].offset]]
    at = len(pieces[0])
    headers: dict[str, bytes] = {}
    for entry, end in zip(ordered, ends, strict=True):
        record = data[entry.offset : end]
        header = bytearray(entry.header)
        if entry.name in changed:
            content = changed[entry.name]
            if content is None:
                continue
            record = _record(container, entry, content, header)
        struct.pack_into("<L", header, 42, at)
        headers[entry.name] = bytes(header)
        pieces.append(record)
        at += len(record)
    directory = b"".join(headers[entry.name] for entry in container.entries if entry.name in headers)
    tail = bytearray(data[container.tail :])
    struct.pack_into("<HHLL", tail, 8, len(headers), len(headers), len(directory), at)
    between = data[container.directory + sum(len(entry.header) for entry in container.entries) : container.tail]
    return b"".join([*pieces, directory, between, bytes(tail)])


def _record(container: Container, entry: Entry, content: bytes, header: bytearray) -> bytes:
    """The local record of a replaced part; `header`, its directory record, is adjusted to it."""
    body, _ = container.body(entry)
    local = bytearray(container.data[entry.offset : entry.offset + _LOCAL_SIZE])
    name_size, extra_size = struct.unpack_from("<HH", local, 26)
    name = container.data[body - extra_size - name_size : body - extra_size]
    extra = _without_sizes(container.data[body - extra_size : body])
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush() if entry.method == _DEFLATED else content
    flags = struct.unpack_from("<H", header, 8)[0] & ~_DESCRIPTOR
    sizes = (zlib.crc32(content), len(packed), len(content))
    struct.pack_into("<H", header, 8, flags)
    struct.pack_into("<LLL", header, 16, *sizes)
    struct.pack_into("<H", local, 6, flags)
    struct.pack_into("<LLL", local, 14, *sizes)
    struct.pack_into("<H", local, 28, len(extra))
    return bytes(local) + name + extra + packed


def _without_sizes(extra: bytes) -> bytes:
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept + extra[at:]
