"""Word files: the lists are exactly what the writer writes, and each foreign thing is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from published_samples import published
from support.examples import examples

from xl_tools.documents.guard import check_published
from xl_tools.documents.guard import word as lists
from xl_tools.errors import UnsafeOutput

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WRITTEN = {
    "word/document.xml": lists.TEXT,
    "word/header1.xml": lists.TEXT,
    "word/header2.xml": lists.TEXT,
    "word/footer1.xml": lists.TEXT,
    "word/footer2.xml": lists.TEXT,
    "word/styles.xml": lists.STYLES,
    "word/settings.xml": lists.SETTINGS,
    "word/fontTable.xml": lists.FONTS,
    "word/theme/theme1.xml": lists.THEME,
    "docProps/core.xml": lists.CORE,
    "docProps/app.xml": lists.APP,
    "[Content_Types].xml": lists.TYPES,
    "_rels/.rels": lists.RELATIONSHIPS,
    "word/_rels/document.xml.rels": lists.RELATIONSHIPS,
}


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    parts: Mapping[str, bytes], entry: Callable[[ZipInfo], object] = lambda _: None, comment: bytes = b""
) -> bytes:
    """The parts as our writer packs them; `entry` may change what the archive says of each."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            entry(info)
            archive.writestr(info, data)
        archive.comment = comment
    return stream.getvalue()


def draft_with_pictures() -> dict[str, bytes]:
    found = [parts_of(content) for content in published("word")]
    return next(parts for parts in found if "word/header2.xml" in parts and "word/media/image1.png" in parts)


def refused(content: bytes, match: str) -> None:
    with pytest.raises(UnsafeOutput, match=match):
        check_published("word", content)


def test_the_lists_hold_exactly_what_the_writer_writes() -> None:
    elements: dict[int, set[str]] = {id(names): set() for names in WRITTEN.values()}
    attributes: dict[int, set[str]] = {id(names): set() for names in WRITTEN.values()}
    for parts in map(parts_of, published("word")):
        for name, data in parts.items():
            for element in ET.fromstring(data).iter() if name in WRITTEN else ():
                elements[id(WRITTEN[name])].add(element.tag)
                attributes[id(WRITTEN[name])].update(element.attrib)
    for name, names in WRITTEN.items():
        assert (name, elements[id(names)] ^ names.elements) == (name, set())
        assert (name, attributes[id(names)] ^ names.attributes) == (name, set())


def test_a_file_packed_again_from_its_parts_passes() -> None:
    check_published("word", packed(draft_with_pictures()))


PLANTED = {
    "comments": ("word/document.xml", b"<w:body>", b'<w:body><w:commentRangeStart w:id="0"/>', "commentRangeStart"),
    "tracked change": ("word/document.xml", b"<w:body>", b"<w:body><w:ins/>", "ins"),
    "deletion": ("word/document.xml", b"<w:body>", b"<w:body><w:del/>", "del"),
    "rsid": ("word/document.xml", b"<w:body>", b'<w:body><w:p w:rsidR="00A1"/>', "rsidR"),
    "hyperlink": ("word/document.xml", b"<w:body>", b'<w:body><w:hyperlink r:id="x"/>', "hyperlink"),
    "bookmark": ("word/document.xml", b"<w:body>", b'<w:body><w:bookmarkStart w:name="_GoBack"/>', "bookmarkStart"),
    "old field": ("word/document.xml", b"<w:body>", b"<w:body><w:instrText/>", "instrText"),
    "comment of XML": ("word/document.xml", b"<w:body>", b"<w:body><!-- 1 -->", "注释"),
    "DTD": ("word/document.xml", b"<w:document", b"<!DOCTYPE x><w:document", "注释或声明"),
    "instruction": ("word/document.xml", b"<w:document", b"<?x y?><w:document", "注释或声明"),
    "field": ("word/footer1.xml", b" PAGE ", b" AUTHOR ", "域"),
    "rsids": ("word/settings.xml", b"<w:compat>", b"<w:rsids/><w:compat>", "rsids"),
    "variables": ("word/settings.xml", b"<w:compat>", b"<w:docVars/><w:compat>", "docVars"),
    "author": ("docProps/core.xml", b">xl_tools<", "示例".encode().join((b">", b"<")), "creator"),
    "no author": ("docProps/core.xml", b"<dc:creator>xl_tools</dc:creator>", b"", "creator"),
    "last author": (
        "docProps/core.xml",
        b"<dc:title>",
        b"<cp:lastModifiedBy>1</cp:lastModifiedBy><dc:title>",
        "lastModifiedBy",
    ),
    "company": ("docProps/app.xml", b"<Application>", b"<Company>1</Company><Application>", "Company"),
    "program": ("docProps/app.xml", b">xl_tools<", b">Writer<", "Application"),
    "template": ("docProps/app.xml", b"<Application>", b"<Template>C:\\1.dotx</Template><Application>", "Template"),
    "target elsewhere": (
        "word/_rels/document.xml.rels",
        b"<Relationship ",
        b'<Relationship TargetMode="External" ',
        "TargetMode",
    ),
    "address": ("word/_rels/document.xml.rels", b'Target="styles.xml"', b'Target="http://example.org"', "关系"),
    "folder": ("word/_rels/document.xml.rels", b'Target="styles.xml"', b'Target="../../styles.xml"', "关系"),
    "wrong relation": ("word/_rels/document.xml.rels", b'/styles"', b'/attachedTemplate"', "关系"),
    "type": (
        "[Content_Types].xml",
        b"</Types>",
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        "vbaProject",
    ),
    "type of nothing": (
        "[Content_Types].xml",
        b"</Types>",
        b'<Override PartName="/word/x.xml" ContentType="text/xml"/></Types>',
        "word/x.xml",
    ),
    "macro type": (
        "[Content_Types].xml",
        b"wordprocessingml.document.main",
        b"ms-word.document.macroEnabled.main",
        "macroEnabled",
    ),
    "no XML": ("word/styles.xml", b"</w:styles>", b"", "XML"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_foreign_things_in_a_part_are_refused(name: str) -> None:
    part, old, new, match = PLANTED[name]
    parts = draft_with_pictures()
    assert old in parts[part]
    refused(packed(parts | {part: parts[part].replace(old, new, 1)}), match)


@pytest.mark.parametrize(
    "name",
    [
        "word/comments.xml",
        "customXml/item1.xml",
        "docProps/custom.xml",
        "word/vbaProject.bin",
        "word/media/image1.jpeg",
    ],
)
def test_foreign_parts_are_refused(name: str) -> None:
    refused(packed(draft_with_pictures() | {name: b"<x/>"}), name)


@settings(max_examples=examples(100))
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30))
def test_any_part_of_another_name_is_refused(name: str) -> None:
    assume(name not in WRITTEN)
    refused(packed({"word/document.xml": b"<x/>", name: b"<x/>"}), "Word 文件的部件")


@settings(max_examples=examples(60))
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_damaged_file_is_refused_or_says_nothing_foreign(place: float, flip: int) -> None:
    content = bytearray(published("word")[0])
    content[int(place * len(content))] ^= flip
    try:
        check_published("word", bytes(content))
    except UnsafeOutput:
        return
    assert parts_of(bytes(content)) == parts_of(published("word")[0])


def test_a_text_in_a_picture_is_refused() -> None:
    parts = draft_with_pictures()
    end = parts["word/media/image1.png"].index(b"IDAT") - 4
    chunk = b"\0\0\0\4tEXta\0bc\x8b\x1a\x15\x0f"
    picture = parts["word/media/image1.png"][:end] + chunk + parts["word/media/image1.png"][end:]
    refused(packed(parts | {"word/media/image1.png": picture}), "tEXt")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("date_time", (2025, 1, 20, 9, 30, 0)),
        ("comment", b"1"),
        ("extra", b"\x55\x54\x01\x00\x01"),
        ("create_system", 3),
    ],
)
def test_what_the_archive_says_of_the_computer_is_refused(attribute: str, value: object) -> None:
    refused(packed(draft_with_pictures(), lambda info: setattr(info, attribute, value)), "附加信息")


def test_bytes_around_the_archive_are_refused() -> None:
    content = packed(draft_with_pictures())
    refused(packed(draft_with_pictures(), comment=b"1"), "附加信息")
    refused(b"1" + content, "附加信息")
    with pytest.raises(UnsafeOutput):
        check_published("word", content + b"1" * 70000)


def test_two_parts_of_one_name_are_refused() -> None:
    parts = draft_with_pictures()
    stream = BytesIO(packed(parts))
    with ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        info = ZipInfo("word/styles.xml", (1980, 1, 1, 0, 0, 0))
        info.create_system = 0
        archive.writestr(info, parts["word/styles.xml"])
    refused(stream.getvalue(), "同名")
