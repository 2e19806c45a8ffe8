"""Published documents that just reach a limit: which one, how far, and what the file is."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from hostile.papers import (
    DOCUMENT,
    SHOWN,
    before_end,
    compound,
    flate,
    old_word,
    page,
    paragraph,
    pdf,
    pdf_file,
    pdf_objects,
    stream,
    table,
    web_archive,
    word,
    word_file,
    word_parts,
)

_ZIPPED = random.Random(5).randbytes(1_300_000) * 2


@dataclass(frozen=True)
class Reached:
    """A file and the limit that it reaches.

    Attributes:
        ending: of the gate.
        most: how far it goes.
    """

    limit: str
    ending: str
    most: int
    build: Callable[[], bytes]
    title: str = ""

    def __str__(self) -> str:
        return f"{self.limit} of {self.ending} {self.title}".strip()

    @cache  # noqa: B019  these few live as long as the tests
    def data(self) -> bytes:
        return self.build()


def _sized(ending: str, data: bytes) -> Reached:
    return Reached("file_size", ending, len(data), lambda: data)


def _body(html: str, *, archived: bool = False) -> Callable[[], bytes]:
    data = page(html).encode()
    return lambda: web_archive(("text/html", data)) if archived else data


def _content(packed: bytes, *filters: bytes) -> Callable[[], bytes]:
    entries = b"/Filter [%b] " % b" ".join(b"/" + name for name in filters)
    return lambda: pdf_file(pdf_objects(content=stream(packed, entries)))


def _listed(count: int, before: bytes = b"", after: bytes = b"") -> Callable[[], bytes]:
    return pdf({9: flate(b"1 0", b"%b/N %d /Type /ObjStm%b " % (before, count, after))})


_ARCHIVE = web_archive(("text/html", page().encode()), ("text/css", b"a"))
_LONG = _ARCHIVE + b"\n" * 500
_TEXT = "一、总体情况\n1\n22\n".encode()
_PACKED = zlib.compress(b" " * 50_000)
_PLAIN_TAGS = page().count("<")
_ELEMENTS = word_parts()[DOCUMENT].count(b"<") - word_parts()[DOCUMENT].count(b"</")
_INFLATED = sum(map(len, word_parts().values()))
DOCUMENTS: tuple[Reached, ...] = (
    _sized(".docx", word_file()),
    _sized(".html", page().encode()),
    _sized(".mht", _ARCHIVE),
    _sized(".txt", _TEXT),
    _sized(".pdf", pdf_file(pdf_objects())),
    _sized(".doc", compound(old_word())),
    Reached("parts", ".docx", len(word_parts()), word_file),
    Reached("parts", ".mht", 3, lambda: _ARCHIVE),
    Reached("inflated", ".docx", _INFLATED, word_file),
    Reached("part_size", ".docx", len(_ZIPPED), word({"word/media/a.bin": _ZIPPED})),
    Reached("elements", ".docx", _ELEMENTS + 2 * 200, before_end("<w:p><w:r/></w:p>" * 200)),
    Reached("elements", ".html", _PLAIN_TAGS + 400, _body("<i></i>" * 200)),
    Reached("elements", ".mht", _PLAIN_TAGS + 400, _body("<i></i>" * 200, archived=True)),
    Reached("depth", ".docx", 52, before_end("<w:ins>" * 50 + "</w:ins>" * 50)),
    Reached("depth", ".html", 52, _body("<div>" * 50 + "</div>" * 50)),
    Reached("depth", ".html", 52, _body("<p><DIV class='>'>" * 50 + "</div >" * 50), "with attributes"),
    Reached("depth", ".html", 52, _body("<b/></i><br>" + "<div></p>" * 50 + "<!--</div>-->"), "with litter"),
    Reached("depth", ".mht", 52, _body("<div>" * 50, archived=True)),
    Reached("span_area", ".docx", 100, before_end(table("1", "2", properties='<w:gridSpan w:val="50"/>'))),
    Reached(
        "span_area",
        ".docx",
        9,
        before_end('<w:tbl><w:tr><w:trPr><w:gridBefore w:val="9"/></w:trPr></w:tr></w:tbl>'),
        "before",
    ),
    Reached(
        "span_area",
        ".html",
        2 * 12 + 5,
        _body("<table><td rowspan=3 colspan='4'><th colspan=4 rowspan=3><td ROWSPAN = 5>"),
    ),
    Reached("attribute", ".docx", 3000, before_end(f'<w:p a="{"年" * 1000}"/>')),
    Reached("attribute", ".html", 3000, _body(f'<p class="{"年" * 1000}" title=a>')),
    Reached("attribute", ".html", 3000, _body(f"<p class={'年' * 1000}>"), "without quotes"),
    Reached("data_uri", ".html", 3000, _body(f"<img src=' DATA:,{'a' * 2994}'>")),
    Reached("text_run", ".docx", 9000, before_end(paragraph("年" * 3000))),
    Reached(
        "text_run", ".docx", 9000, before_end(paragraph("年" * 1500 + "<![CDATA[" + "年" * 1500 + "]]>")), "in pieces"
    ),
    Reached("line", ".txt", len("一、总体情况".encode()), lambda: _TEXT),
    Reached("lines", ".txt", 4, lambda: _TEXT),
    Reached("elements", ".txt", 200, lambda: _TEXT + b"7\t" * 200),
    Reached("lines", ".txt", 4, lambda: _TEXT.replace(b"\n", b"\r"), "of old Macs"),
    Reached("lines", ".mht", _LONG.count(b"\n") - len(_LONG) // 76, lambda: _LONG),
    Reached("pages", ".pdf", 21, pdf(dict.fromkeys(range(10, 30), b"<</Type/Page>>"))),
    Reached("pages", ".pdf", 21, pdf({9: flate(b"<</Type /Page>>" * 20)}), "in a stream"),
    Reached("objects", ".pdf", 25, pdf(dict.fromkeys(range(10, 30), b"null"))),
    Reached("objects", ".pdf", 106, _listed(100), "in a stream"),
    Reached("objects", ".pdf", 106, _listed(100, after=b" /First 9"), "in a stream, named behind"),
    Reached("stream", ".pdf", 50_000, _content(_PACKED, b"FlateDecode")),
    Reached("stream", ".pdf", 50_000, _content(zlib.compress(_PACKED), b"FlateDecode", b"FlateDecode"), "twice"),
    Reached("stream", ".pdf", 50_000, _content(_PACKED.hex().encode() + b" >", b"AHx", b"FlateDecode"), "as digits"),
    Reached(
        "stream", ".pdf", 50_000, _content(base64.a85encode(_PACKED, wrapcol=60) + b"~>", b"A85", b"Fl"), "as letters"
    ),
    Reached("filters", ".pdf", 2, _content(zlib.compress(zlib.compress(SHOWN)), b"FlateDecode", b"FlateDecode")),
    Reached(
        "filters",
        ".pdf",
        3,
        _content(base64.a85encode(zlib.compress(zlib.compress(SHOWN))) + b"~>", b"A85", b"Fl", b"Fl"),
        "as letters",
    ),
)
