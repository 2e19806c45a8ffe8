"""Web pages and pictures: the lists are exactly what the writers write, and each foreign thing is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from struct import pack
from types import MappingProxyType

import pytest
from document_samples import sample_document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from published_samples import published
from support.examples import examples

from xl_tools.documents.guard import check_published, page, picture
from xl_tools.documents.look import Face
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html
from xl_tools.errors import UnsafeOutput

PAGES = ("html", "fragment", "infographic")


def refused(name: str, content: bytes, match: str) -> None:
    with pytest.raises(UnsafeOutput, match=match):
        check_published(name, content)


def test_the_lists_of_pages_hold_exactly_what_the_writers_write() -> None:
    found = [
        element
        for name in PAGES
        for content in published(name)
        for element in html.document_fromstring(content.decode()).iter()
    ]
    assert {element.tag.lower() for element in found} ^ page.ELEMENTS == set()
    assert {name.lower() for element in found for name in element.attrib} ^ page.ATTRIBUTES == set()
    assert {element.get("name") for element in found if element.tag == "meta"} - {None} == page.META


def test_the_lists_of_styles_hold_exactly_what_the_writers_write() -> None:
    found = [
        style
        for name in PAGES
        for content in published(name)
        for element in html.document_fromstring(content.decode()).iter()
        for style in (element.get("style", ""), element.text if element.tag == "style" else "")
    ]
    styles = "\n".join(map(str, found))
    assert set(re.findall(r"([\w-]+)\(", styles)) == page.FUNCTIONS
    assert set(re.findall(r"@([\w-]+)", styles)) == page.AT_RULES


def test_the_lists_of_drawings_hold_exactly_what_the_writer_writes() -> None:
    found = [element for content in published("infographic-svg") for element in ET.fromstring(content).iter()]
    assert {element.tag for element in found} ^ picture.DRAWING.elements == set()
    assert {name for element in found for name in element.attrib} ^ picture.DRAWING.attributes == set()


PLANTED = {
    "script": ("</main>", "<script>1</script></main>", "script"),
    "handler": ("<main ", '<main onclick="1" ', "onclick"),
    "frame": ("</main>", "<iframe></iframe></main>", "iframe"),
    "picture": ("</main>", '<img src="x.png"></main>', "img"),
    "form": ("</main>", "<form></form></main>", "form"),
    "base": ("<title>", '<base href="x"><title>', "base"),
    "sheet": ("<title>", '<link rel="stylesheet" href="x.css"><title>', "link"),
    "comment": ("</main>", "<!-- 1 --></main>", "注释"),
    "open comment": ("</html>", "</html><!-- 1", "注释"),
    "nameless end": ("</main>", "</1></main>", "注释"),
    "processing": ("</main>", "<?php 1 ?></main>", "声明"),
    "section": ("</main>", "<![CDATA[1]]></main>", "声明"),
    "doctype": ("<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "about:legacy-compat">', "声明"),
    "author": ("<title>", '<meta name="author" content="1"><title>', "author"),
    "generator": ("<title>", '<meta name="generator" content="1"><title>', "generator"),
    "refresh": ("<title>", '<meta http-equiv="refresh" content="0"><title>', "refresh"),
    "http": ('href="#section-1"', 'href="http://example.org/"', "href"),
    "https": ('href="#section-1"', 'href="https://example.org/"', "href"),
    "host": ('href="#section-1"', 'href="//example.org/"', "href"),
    "scheme": ('href="#section-1"', 'href="javascript:alert(1)"', "href"),
    "mail": ('href="#section-1"', 'href="mailto:1@example.org"', "href"),
    "folder": ('href="#section-1"', 'href="../1.docx"', "href"),
    "file": ('href="#section-1"', 'href="C:\\1.docx"', "href"),
    "import": ("<style>", "<style>@import 'x.css';", "@import"),
    "font": ("<style>", "<style>@font-face {}", "@font-face"),
    "background": ("<style>", "<style>p { background: URL(x.png) }", "URL"),
    "function": ("<style>", "<style>p { width: expression(1) }", "expression"),
    "escaped": ("<style>", "<style>p { background: u\\72l(x.png) }", "样式"),
    "string": ("<style>", '<style>p { content: "1" url("x.png") }', "url"),
    "other string": ("<style>", "<style>p { content: '\"' } p { background: url(x.png) } p { content: '\"' }", "样式"),
    "hidden": ("<style>", '<style>/* " */ p { background: url(x.png) } /* " */', "样式"),
    "line end": ("<style>", '<style>p { content: "1\n} @import "x.css"; p { content: "', "样式"),
    "address in a string": ("<style>", '<style>p { background: image-set("x.png" 1x) }', "image-set"),
    "end of style": ("</style>", "</style x><script>1</script></style>", "样式|script"),
    "open style": ("</html>", "</html><style>@import 'x.css'", "import|style 不完整"),
    "inline": ("<main ", '<main style="background: url(x.png)" ', "url"),
    "namespace": ("</main>", '<svg xmlns="http://example.org/"></svg></main>', "xmlns"),
    "foreign drawing": ("</main>", "<svg><foreignObject></foreignObject></svg></main>", "foreignobject"),
    "fill": ("</main>", '<svg><rect fill="url(https://example.org/x.svg#p)"/></svg></main>', "fill"),
    "stroke": ("</main>", '<svg><rect stroke="url(#p)"/></svg></main>', "stroke"),
    "reference": ("</main>", '<svg><text xlink:href="x"></text></svg></main>', "xlink:href"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_foreign_things_in_a_page_are_refused(name: str) -> None:
    old, new, match = PLANTED[name]
    content = published("html")[0].decode()
    assert old in content
    refused("html", content.replace(old, new, 1).encode(), match)


@given(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True))
def test_any_other_element_or_attribute_is_refused(name: str) -> None:
    if name not in page.ELEMENTS:
        refused("fragment", f"<div><{name}></{name}></div>".encode(), "元素")
    if name not in page.ATTRIBUTES:
        refused("fragment", f'<div {name}="1"></div>'.encode(), "属性")


def test_words_of_the_office_are_no_addresses() -> None:
    check_published("fragment", "<p>网址 http://www.example.org/，见 &lt;script&gt; 和 url(x) // @import</p>".encode())


@pytest.mark.parametrize("name", ["示例(省)", "示例//局", "url 示例", "@示例", "示例\\ 'x' \"y\"", "<示例>"])
def test_a_title_is_no_style_where_the_parser_reads_it_as_it_reads_styles(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As html.parser does from Python 3.12.12, 3.13.6 and 3.14 on.
    monkeypatch.setattr(page._Page, "CDATA_CONTENT_ELEMENTS", ("script", "style", "title", "textarea"))
    document = replace(sample_document("2021"), title=(name, "政府信息公开工作年度报告"))
    check_published("html", write_html(document).encode())
    refused("html", write_html(document).replace("<style>", "<style>@import 'x';", 1).encode(), "@import")


@settings(max_examples=examples(40))
@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30).filter(str.isprintable))
@example("思源宋体（省）")
@example("O'Neil+")
@example("Curlz MT")
@example("\\22 ; } @import url(http://example.org/x.css); /* </style><script>")
def test_any_name_of_a_font_in_a_style_file_passes(name: str) -> None:
    standard = standard_look()
    styles = {style: replace(one, font=name) for style, one in standard.styles.items()}
    faces = {**standard.faces, name: Face(name, (f"{name}2",))}
    look = replace(standard, styles=MappingProxyType(styles), faces=MappingProxyType(faces))
    document = sample_document("2021")
    check_published("html", write_html(document, look=look).encode())
    check_published("fragment", write_fragment(document, look=look).encode())


def test_a_page_that_is_not_utf8_is_refused() -> None:
    refused("html", "<p>表</p>".encode("gbk"), "UTF-8")


DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" {}><rect/>{}</svg>'


@pytest.mark.parametrize(
    ("attribute", "inner", "match"),
    [
        ("", "<script/>", "script"),
        ("", "<foreignObject/>", "foreignObject"),
        ("", "<image/>", "image"),
        ("", "<style/>", "style"),
        ("", "<a/>", "a"),
        ("", "<use/>", "use"),
        ("", "<metadata/>", "metadata"),
        ("", "<!-- 1 -->", "注释"),
        ("", "<![CDATA[1]]>", "注释"),
        ("", "<?x y?>", "声明"),
        ('onload="1"', "", "onload"),
        ('style="1"', "", "style"),
        ('fill="url(https://example.org/x.svg#p)"', "", "fill"),
        ('stroke="url(#p)"', "", "stroke"),
        ("", '<text fill="URL(x.svg)">1</text>', "fill"),
        ("", '<line stroke="#14467c url(x.svg)"/>', "stroke"),
        ('xmlns:x="http://www.w3.org/1999/xlink" x:href="http://example.org"', "", "href"),
    ],
)
def test_foreign_things_in_a_drawing_are_refused(attribute: str, inner: str, match: str) -> None:
    check_published("infographic-svg", DRAWN.format("", "").encode())
    refused("infographic-svg", DRAWN.format(attribute, inner).encode(), match)


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"prIv"])
def test_chunks_of_text_and_time_in_a_picture_are_refused(kind: bytes) -> None:
    content = published("infographic-png")[0]
    end = content.index(b"IDAT") - 4
    refused("infographic-png", content[:end] + chunk(kind, b"a\0b") + content[end:], kind.decode())


def test_pictures_that_are_damaged_or_have_a_tail_are_refused() -> None:
    content = published("infographic-png")[0]
    refused("infographic-png", content + b"1", "后面")
    refused("infographic-png", content[:-20], "不完整")
    middle = len(content) // 2
    refused("infographic-png", content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], "不完整")
