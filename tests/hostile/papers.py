"""Small published documents of every kind, made byte by byte: what the hostile ones start from."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from hostile.zipbytes import Member, archive, members_of
from workbook.workbook_files import Change

HEADING, FIGURE = "一、总体情况", "1234"
"""What stands in every one of them that is read."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCUMENT, STYLES, NUMBERING, NOTES = "word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml"
CORE, TYPES, TOP, BELOW = (
    "docProps/core.xml",
    "[Content_Types].xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
)
_KINDS = {STYLES: "styles", NUMBERING: "numbering", NOTES: "footnotes"}
_DUBLIN = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'


# --- Word


@cache
def word_parts() -> Mapping[str, bytes]:
    """The parts of a Word file: a heading and a table."""
    overrides = f'<Override PartName="/{DOCUMENT}" ContentType="{MAIN_TYPE}"/>' + "".join(
        f'<Override PartName="/{part}" ContentType="{MAIN_TYPE.replace("document.main", kind)}"/>'
        for part, kind in _KINDS.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides += f'<Override PartName="/{CORE}" ContentType="{core}"/>'
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(_KINDS.values())
    )
    top = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="{DOCUMENT}"/>'
    top += f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="{CORE}"/>'
    texts = {
        TYPES: f'<Types xmlns="{PACKAGE}/content-types">{overrides}</Types>',
        TOP: f'<Relationships xmlns="{PACKAGE}/relationships">{top}</Relationships>',
        BELOW: f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        DOCUMENT: f'<w:document xmlns:w="{W}"><w:body>{paragraph(HEADING)}{table(FIGURE, "2")}</w:body></w:document>',
        STYLES: f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="a"/></w:styles>',
        NUMBERING: f'<w:numbering xmlns:w="{W}"/>',
        NOTES: f'<w:footnotes xmlns:w="{W}"/>',
        CORE: f"<cp:coreProperties {_DUBLIN}><dc:title>年报</dc:title></cp:coreProperties>",
    }
    return {name: text.encode() for name, text in texts.items()}


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*texts: str, properties: str = "") -> str:
    cells = "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>" for text in texts)
    grid = '<w:gridCol w:w="2000"/>' * len(texts)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def word_file(changes: Mapping[str, Change] | None = None, *, without: tuple[str, ...] = ()) -> bytes:
    """The Word file with some parts changed (new bytes, or a function on their text), added or left out."""
    parts = dict(word_parts())
    for name, change in (changes or {}).items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name].decode()).encode()
    return archive(members_of({name: content for name, content in parts.items() if name not in without}))


def word(changes: Mapping[str, Change] | None = None, *, without: tuple[str, ...] = ()) -> Callable[[], bytes]:
    """Builds `word_file` when asked."""
    return lambda: word_file(changes, without=without)


def before_end(xml: str | Callable[[], str]) -> Callable[[], bytes]:
    """The Word file with something more at the end of its body."""
    return lambda: word_file(
        {DOCUMENT: lambda text: text.replace("</w:body>", (xml if isinstance(xml, str) else xml()) + "</w:body>")}
    )


def word_archive(change: Callable[[list[Member]], list[Member]] = list, **more: object) -> Callable[[], bytes]:
    """The Word file in an archive written byte by byte."""
    return lambda: archive(change(members_of(word_parts())), **more)  # type: ignore[arg-type]


# --- old Word


_SECTOR, _SMALLEST, _FREE, _LAST, _TABLE = 512, 4096, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(stream: bytes, name: str = "WordDocument", *, directory: int = 1, links: Mapping[int, int] | None = None):
    """A compound file of one stream: the table, the directory and the stream, a sector each or more.

    Args:
        directory: the sector that the header names.
        links: entries of the table that are a lie.
    """
    body = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    count = len(body) // _SECTOR
    table = [_TABLE, _LAST, *(3 + index for index in range(count - 1)), _LAST]
    for at, link in (links or {}).items():
        table[at] = link
    table += [_FREE] * (_SECTOR // 4 - len(table))
    # Small streams share one, which is the root's.
    small = len(stream) < _SMALLEST
    root = _entry("Root Entry", 5, 2 if small else _LAST, len(body) if small else 0, child=1)
    sector = (root + _entry(name, 2, 0 if small else 2, len(stream))).ljust(_SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, directory, 0, _SMALLEST, _LAST, 0, _LAST, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack(f"<{_SECTOR // 4}I", *table) + sector + body


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(raw), kind, 1, _FREE, _FREE, child, start, size)


def old_word(mark: int = 0xA5EC, flags: int = 0, size: int = 4096) -> bytes:
    """The beginning of a WordDocument stream."""
    return struct.pack("<H8xH", mark, flags).ljust(size, b"\0")


# --- pages


def page(body: str = "", head: str = "") -> str:
    """A web page with a heading and a table, and something more."""
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>年报</title>{head}</head><body><p>{HEADING}</p>"
        f"<table><tr><td>{FIGURE}</td><td>2</td></tr></table>{body}</body></html>"
    )


def web_archive(*parts: tuple[str, bytes], head: str = "", coding: str = "base64") -> bytes:
    """A web page saved with all that belongs to it (.mht)."""
    lines = [f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"{head}\r\n']
    for kind, content in parts:
        coded = base64.encodebytes(content).decode() if coding == "base64" else content.decode()
        lines.append(f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{coded}")
    return ("\r\n".join(lines) + "\r\n--b--\r\n").encode()


# --- PDF


def pdf_file(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R", *, start: int | None = None) -> bytes:
    """A PDF of these objects, with a table of where they are."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table, count = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % count
    out += b"0000000000 65535 f \n"
    for number in range(1, count):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    out += b"trailer\n<</Size %d %b>>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, table if start is None else start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", *, length: bytes | None = None) -> bytes:
    """A stream as an object's content."""
    size = b"%d" % len(content) if length is None else length
    return b"<</Length %b %b>>\nstream\n%b\nendstream" % (size, entries, content)


def flate(content: bytes, entries: bytes = b"") -> bytes:
    """A packed stream."""
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode " + entries)


SHOWN = b"BT /F1 12 Tf 72 700 Td (Annual report 1234) Tj ET"
"""What the page of a PDF draws."""


def pdf_objects(content: bytes | None = None, resources: bytes = b"", page: bytes = b"") -> dict[int, bytes]:
    """The objects of a PDF of one page."""
    return {
        1: b"<</Type /Catalog /Pages 2 0 R>>",
        2: b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources <</Font <</F1 5 0 R>> %b>> %b>>" % (resources, page),
        4: flate(SHOWN) if content is None else content,
        5: b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    }


def pdf(
    changes: Mapping[int, bytes] | None = None, trailer: bytes = b"/Root 1 0 R", **page: bytes
) -> Callable[[], bytes]:
    """Builds a PDF of one page with some objects changed or added."""
    return lambda: pdf_file({**pdf_objects(**page), **(changes or {})}, trailer)
