"""Pictures: PNG files without texts or times in them, SVG documents that only draw."""

from __future__ import annotations

import struct
import zlib

from xl_tools.documents.guard.lists import XML, names, paints_plainly, read
from xl_tools.errors import UnsafeOutput

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Ours have three of these; the others describe colours and size, and an encoder may come to add them.
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"sRGB", b"gAMA", b"IDAT", b"IEND"})
_SVG = "http://www.w3.org/2000/svg"
DRAWING = names(
    {_SVG: "svg title desc rect line text"},
    {
        "": "id width height viewBox role aria-labelledby font-family font-size font-weight text-anchor x y x1 y1 x2 "
        "y2 fill stroke stroke-width",
        XML: "lang",
    },
)


def check_png(content: bytes, where: str = "图片") -> None:
    """Refuse a PNG file with any chunk but those of the picture itself, with bytes behind its end, or damaged."""
    if not content.startswith(_SIGNATURE):
        raise UnsafeOutput(f"{where}：不是 PNG 图片")
    position, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        if position + 12 > len(content):
            raise UnsafeOutput(f"{where}：图片不完整")
        length, kind = struct.unpack_from(">I4s", content, position)
        if kind not in _CHUNKS:
            raise UnsafeOutput(f"{where}：{kind.decode('latin-1')}")
        end = position + 8 + length
        if int.from_bytes(content[end : end + 4]) != zlib.crc32(content[position + 4 : end]):
            raise UnsafeOutput(f"{where}：图片不完整")
        position = end + 4
    if position != len(content):
        raise UnsafeOutput(f"{where}：图片后面还有内容")


def check_svg(content: bytes) -> None:
    """Refuse an SVG document that does anything but draw shapes and texts: script, links, pictures from elsewhere."""
    root = read("矢量图", content, DRAWING, instructions=0)
    for name, value in (item for element in root.iter() for item in element.items()):
        if not paints_plainly(name, value):
            raise UnsafeOutput(f"矢量图：{name}={value}")
