"""Unusual zip archives, with the same members: what other programs than the common ones write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

Parts = Mapping[str, bytes]


class _Stream(io.RawIOBase):
    """A target that cannot be gone back in, so that sizes follow the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk) -> int:
        self.data += bytes(chunk)
        return len(chunk)


def data_descriptors(parts: Parts) -> bytes:
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bytes(stream.data)


def stored_members(parts: Parts) -> bytes:
    return _written(parts, lambda info: setattr(info, "compress_type", zipfile.ZIP_STORED))


def extra_fields(parts: Parts) -> bytes:
    """Fields of a time stamp and of an unknown kind, in both directories."""
    extra = struct.pack("<HHBL", 0x5455, 5, 1, 1_700_000_000) + struct.pack("<HH4s", 0xCAFE, 4, b"abcd")
    return _written(parts, lambda info: setattr(info, "extra", extra))


def member_comments(parts: Parts) -> bytes:
    return _written(parts, lambda info: setattr(info, "comment", "说明".encode()), comment="整个压缩包的说明".encode())


def other_order(parts: Parts) -> bytes:
    """Last member first, and folders as members of their own."""
    folders = {f"{name.rpartition('/')[0]}/": b"" for name in parts if "/" in name}
    return _written(folders | dict(reversed(parts.items())), lambda _: None)


def utf8_names(parts: Parts) -> bytes:
    """A member whose name is not ASCII, flagged as UTF-8."""
    return _written({**parts, "xl/备用/说明.txt": "与工作簿无关".encode()}, lambda _: None)


def long_sizes(parts: Parts) -> bytes:
    """Sizes in a field for large files, although they are small."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return buffer.getvalue()


def _written(parts: Parts, change, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = comment
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 2, 29, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            change(info)
            archive.writestr(info, content)
    return buffer.getvalue()
