"""Each kind of block in the Word file: headings, figures, lists, notes, lines to sign, title and signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from document_samples import sample_document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from word_samples import FIGURE, LIST, NAMES, full_document, part

from xl_tools.documents.blocks import Block, Heading, Lines, Paragraph, PlainTable, Signature
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.measures.page import text_width, twips
from xl_tools.documents.measures.placing import signature_indents, title_lines, width
from xl_tools.documents.word.writer import write_word

W = f"{{{NAMES['w']}}}"


def body(*blocks: Block) -> etree._Element:
    """The body of a Word file with these blocks alone."""
    return part(write_word(replace(sample_document("2021"), blocks=blocks)), "word/document.xml")[0]


def text(node: etree._Element) -> str:
    return "".join(node.itertext())


def paragraphs(root: etree._Element, style: str) -> list[etree._Element]:
    return root.xpath(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']", namespaces=NAMES)


def kept(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}keepNext") is not None


def test_headings_of_four_levels_are_the_built_in_styles_with_their_outline_levels() -> None:
    data = write_word(full_document("2021"))
    sheet = part(data, "word/styles.xml")
    for level in (1, 2, 3, 4):
        style = sheet.find(f"{W}style[@{W}styleId='Heading{level}']")
        assert style.find(f"{W}name").get(f"{W}val") == f"heading {level}"
        assert style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level - 1)
        assert style.find(f"{W}pPr/{W}keepNext") is not None
    word = docx.Document(BytesIO(data))
    found = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    wanted = [(f"Heading {b.level}", b.text) for b in full_document("2021").blocks if isinstance(b, Heading)]
    assert found == wanted


def test_only_a_heading_that_asks_for_it_begins_a_new_page() -> None:
    found = body(Heading(1, "一、"), Heading(1, "附：", new_page=True), Heading(2, "（一）"))
    breaks = [node for node in found if node.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert [text(node) for node in breaks] == ["附："]


def test_figure_is_a_picture_in_the_line_with_alternative_text_and_its_caption_below() -> None:
    data = write_word(replace(sample_document("2021"), blocks=(FIGURE, replace(FIGURE, caption="图2　其他", alt="二"))))
    root = part(data, "word/document.xml")
    named = root.findall(f".//{{{NAMES['wp']}}}docPr")
    assert [(node.get("descr"), node.get("title")) for node in named] == [
        (FIGURE.alt, FIGURE.caption),
        ("二", "图2　其他"),
    ]
    assert len({node.get("id") for node in named}) == 2
    pictures, captions = paragraphs(root, "Figure"), paragraphs(root, "Caption")
    assert all(kept(picture) for picture in pictures)
    assert [text(caption) for caption in captions] == ["图1　申请办理结果", "图2　其他"]
    assert [picture.getnext() for picture in pictures] == captions
    sheet = part(data, "word/styles.xml")
    for style in ("Figure", "Caption"):
        properties = sheet.find(f"{W}style[@{W}styleId='{style}']/{W}pPr")
        assert properties.find(f"{W}jc").get(f"{W}val") == "center"
    # An exact pitch would cut the picture off; the depth of tall type would stand below it.
    figure, caption = (sheet.find(f"{W}style[@{W}styleId='{style}']") for style in ("Figure", "Caption"))
    assert figure.find(f"{W}pPr/{W}spacing").get(f"{W}lineRule") == "auto"
    assert int(figure.find(f"{W}rPr/{W}sz").get(f"{W}val")) <= 2
    assert caption.find(f"{W}pPr/{W}spacing").get(f"{W}lineRule") == "exact"


def test_picture_is_the_figure_drawn_and_python_docx_finds_it_at_its_size() -> None:
    data = write_word(replace(sample_document("2021"), blocks=(FIGURE, Paragraph("以上。"))))
    with ZipFile(BytesIO(data)) as archive:
        drawn = Image.open(BytesIO(archive.read("word/media/image1.png")))
        assert b'Extension="png"' in archive.read("[Content_Types].xml")
    assert drawn.width / drawn.height == pytest.approx(FIGURE.width / FIGURE.height, abs=0.01)
    assert drawn.width > 2 * FIGURE.width
    assert len(drawn.convert("L").getcolors()) > 2
    (shape,) = docx.Document(BytesIO(data)).inline_shapes
    assert (shape.width.pt, shape.height.pt) == (FIGURE.width, FIGURE.height)


@pytest.mark.parametrize(("wide", "tall"), [(420.0, 200.0), (840.0, 400.0), (300.0, 1500.0)])
def test_picture_never_leaves_the_text_and_keeps_its_shape(wide: float, tall: float) -> None:
    data = write_word(replace(sample_document("2021"), blocks=(replace(FIGURE, width=wide, height=tall),)))
    (shape,) = docx.Document(BytesIO(data)).inline_shapes
    look = standard_look()
    assert shape.width.pt <= text_width(look) + 0.01
    assert shape.height.pt < look.page.text_height / 25.4 * 72 - look.pitch
    assert shape.width.pt / shape.height.pt == pytest.approx(wide / tall, rel=1e-3)


def test_document_with_figures_gives_the_same_bytes_and_one_without_has_no_pictures() -> None:
    assert write_word(full_document("2021")) == write_word(full_document("2021"))
    with ZipFile(BytesIO(write_word(sample_document("2021")))) as archive:
        assert not [name for name in archive.namelist() if "media" in name]
        assert b"png" not in archive.read("[Content_Types].xml")


def test_list_has_a_repeated_header_row_texts_from_the_left_and_lines_as_typed() -> None:
    data = write_word(replace(sample_document("2021"), blocks=(LIST, Paragraph("以上。"))))
    (printed,) = docx.Document(BytesIO(data)).tables
    table = printed._tbl
    rows = table.findall(f"{W}tr")
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert heads == [True, False, False, False]
    assert [[cell.text for cell in row.cells] for row in printed.rows] == [list(LIST.head), *map(list, LIST.rows)]
    aligned = {jc.get(f"{W}val") for row in rows[1:] for jc in row.iter(f"{W}jc")}
    assert aligned == {"left"}
    assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "校验结果"
    assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val") == "各栏：序号、位置、问题与处理"
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == twips(text_width(standard_look()))
    assert [round(wide / sum(widths), 2) for wide in widths] == list(LIST.shares)


def test_row_of_a_list_splits_only_if_it_is_long() -> None:
    rows = (("1", "短"), ("2", "请核对是否填错。" * 150), ("3", "\n".join("一二三四五六七八九十" * 5)))
    table = body(PlainTable("清单", ("序号", "问题"), rows, (0.2, 0.8)))[1]
    whole = [row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.findall(f"{W}tr")]
    assert whole == [True, True, False, False]


@pytest.mark.parametrize("kind", [0, 1])
def test_tables_that_touch_stay_two_and_none_ends_the_document(kind: int) -> None:
    table = (LIST, next(b for b in sample_document("2021").blocks if hasattr(b, "grid")))[kind]
    names = [etree.QName(node).localname for node in body(table, table)]
    assert names == ["p", "tbl", "p", "tbl", "p", "sectPr"]


def test_note_stands_below_its_table_on_the_same_page() -> None:
    root = part(write_word(full_document("2021", draft=True)), "word/document.xml")
    tables = root.findall(f".//{W}tbl")[:3]
    notes = paragraphs(root, "TableNote")
    assert [text(note) for note in notes] == [
        "注：表三有 1 格空白，定稿前请补齐。",
        "注：表四有 1 格不是数字，定稿前请补齐。",
    ]
    assert [note.getprevious() for note in notes] == tables[1:]
    last = [[kept(p) for p in table.findall(f"{W}tr")[-1].iter(f"{W}p")] for table in tables]
    assert [all(row) for row in last] == [False, True, True]
    assert not any(last[0])


def test_lines_are_flush_left_and_kept_together() -> None:
    root = body(Lines(("填报单位：示例街道办事处", "日期：")), Paragraph("以上。"))
    lines = paragraphs(root, "FlushLeft")
    assert [text(line) for line in lines] == ["填报单位：示例街道办事处", "日期："]
    assert [kept(line) for line in lines] == [True, False]
    sheet = part(write_word(sample_document("2021")), "word/styles.xml")
    assert sheet.find(f"{W}style[@{W}styleId='FlushLeft']/{W}pPr/{W}ind") is None


@pytest.mark.parametrize("block", [Paragraph("以上。"), Lines(("以上。", "如下。")), LIST, FIGURE])
def test_what_stands_before_the_signature_stays_on_its_page(block: Block) -> None:
    closing = Signature("示例街道办事处", date(2025, 1, 20))
    unit, day = paragraphs(body(block, closing), "Signature")
    before = unit.getprevious()
    ends = before.findall(f"{W}tr")[-1].iter(f"{W}p") if before.tag == f"{W}tbl" else [before]
    assert all(kept(end) for end in ends)
    assert (kept(unit), kept(day)) == (True, False)


@pytest.mark.parametrize("length", [1, 3, 8, 12, 20, 25])
def test_name_and_date_are_centred_on_each_other_and_keep_two_and_four_characters_free(length: int) -> None:
    signature = Signature("局" * length, date(2025, 1, 20))
    name, day = signature_indents(signature, 28)
    assert name + length / 2 == day + width(signature.date_text) / 2
    assert (name, day) >= (2, 4)
    assert name == 2 or day == 4
    indents = [p.find(f"{W}pPr/{W}ind") for p in paragraphs(body(signature), "Signature")]
    assert [float(indent.get(f"{W}rightChars")) / 100 for indent in indents] == [name, day]


def test_date_below_a_name_of_several_lines_stays_on_one() -> None:
    signature = Signature("示例省示例市示例区人民政府" * 5, date(2025, 1, 20))
    name, day = signature_indents(signature, 28)
    assert name == 2
    assert day + width(signature.date_text) / 2 == 2 + 26 / 2


def test_empty_paragraphs_never_make_space() -> None:
    root = part(write_word(full_document("2021", draft=True)), "word/document.xml")[0]
    empty = [p for p in root.findall(f"{W}p") if not text(p) and p.find(f".//{W}drawing") is None]
    assert empty == []


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("2024年政府信息公开工作年度报告", ("2024年政府信息公开工作年度报告",)),
        ("示例省示例市示例区人民政府示例街道办事处", ("示例省示例市示例区人民政府示例街道办事处",)),
        ("示例壮族自治区示例市示例县人民政府示例街道办事处", ("示例壮族自治区示例市示例县", "人民政府示例街道办事处")),
        (
            "示例自治区例州市示例区人民政府示例街道办事处综合科",
            ("示例自治区例州市示例区", "人民政府示例街道办事处综合科"),
        ),
    ],
)
def test_line_of_a_title_too_long_for_the_page_is_broken_evenly_after_a_whole_word(
    line: str, parts: tuple[str, ...]
) -> None:
    assert title_lines([line], 20.1) == parts


@given(st.text("示例省市县政府局（2024a）。、", max_size=90), st.integers(8, 30))
def test_broken_title_loses_nothing_and_fits(line: str, room: int) -> None:
    parts = title_lines([line], room)
    assert "".join(parts) == line
    for before, after in zip(parts, parts[1:], strict=False):
        assert width(before) <= room
        assert not (before[-1].isascii() and after[0].isascii())
        assert after[0] not in "）。、"


def test_title_is_one_paragraph_whose_lines_are_those_of_the_document() -> None:
    long = replace(
        sample_document("2021"), title=("示例壮族自治区示例市示例县人民政府示例街道办事处", "2024年年度报告")
    )
    word = docx.Document(BytesIO(write_word(long)))
    assert [p.text.split("\n") for p in word.paragraphs if p.style.name == "Title"] == [
        ["示例壮族自治区示例市示例县", "人民政府示例街道办事处", "2024年年度报告"]
    ]
    assert word.core_properties.title == long.title_text


def test_language_is_chinese_and_every_table_names_its_header_row_and_itself() -> None:
    data = write_word(full_document("2021"))
    language = part(data, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    assert language.get(f"{W}eastAsia") == "zh-CN"
    assert part(data, "word/settings.xml").find(f"{W}themeFontLang").get(f"{W}eastAsia") == "zh-CN"
    for properties in part(data, "word/document.xml").iter(qn("w:tblPr")):
        assert properties.find(f"{W}tblLook").get(f"{W}firstRow") == "1"
        assert properties.find(f"{W}tblCaption").get(f"{W}val")
        assert properties.find(f"{W}tblDescription").get(f"{W}val")
