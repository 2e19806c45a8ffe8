"""The look in the Word file: a province's style file arrives in styles, page, fonts and tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from document_samples import EDITIONS, sample_document, sealed
from lxml import etree
from word_samples import NAMES, full_document, part, tables

from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import load_look, standard_look
from xl_tools.documents.measures.heights import kept_rows
from xl_tools.documents.measures.page import text_width, twips
from xl_tools.documents.measures.table import fitting_size, table_layout
from xl_tools.documents.word.writer import write_word
from xl_tools.forms.grid import Role

_W = f"{{{NAMES['w']}}}"
PROVINCE = """
name = "某省版式"
banner = "FFF2CC"
[page]
top = 30
right = 25
bottom = 20
left = 20
number = "centre"
[lines]
text = 26
title = 40
indent = 0
[styles]
title = { font = "华文中宋", size = 24 }
heading1 = { font = "华文中宋", size = 18, bold = true }
heading2 = { font = "楷体", size = 15 }
heading3 = { font = "黑体", size = 15 }
heading4 = { font = "仿宋", size = 15 }
body = { font = "宋体", size = 15 }
table = { font = "仿宋", size = 11 }
note = { font = "楷体", size = 10 }
page_number = { font = "黑体", size = 12 }
seal = { font = "楷体", size = 8 }
[[faces]]
name = "华文中宋"
families = ["STZhongsong"]
instead = "黑体"
"""
STYLES = {
    "title": "Title",
    "heading1": "Heading1",
    "heading2": "Heading2",
    "heading3": "Heading3",
    "heading4": "Heading4",
    "body": "BodyText",
    "table": "TableText",
    "note": "TableNote",
    "page_number": "Footer",
    "seal": "Seal",
}


def provincial(folder: Path) -> Look:
    file = folder / "版式.toml"
    file.write_text(PROVINCE, encoding="utf-8")
    return load_look(file)


def one(root: etree._Element, path: str) -> etree._Element:
    (found,) = root.xpath(path, namespaces=NAMES)
    return found


def value(root: etree._Element, path: str) -> str:
    return one(root, path).get(f"{_W}val")


def standard(folder: Path) -> Look:
    return standard_look().settled()


@pytest.mark.parametrize("looks", [standard, provincial])
def test_every_style_of_the_look_stands_in_the_style_sheet(looks, tmp_path: Path) -> None:
    look = looks(tmp_path)
    sheet = part(write_word(sealed(full_document("2021")), look), "word/styles.xml")
    assert set(STYLES) == set(look.styles)
    for name, style_id in STYLES.items():
        wanted, run = look.styles[name], f"w:style[@w:styleId='{style_id}']/w:rPr"
        assert set(one(sheet, f"{run}/w:rFonts").attrib.values()) == {wanted.font}
        assert float(value(sheet, f"{run}/w:sz")) / 2 == wanted.size
        assert (one(sheet, f"{run}/w:b").get(f"{_W}val") is None) == wanted.bold
    pitch = one(sheet, "w:style[@w:styleId='BodyText']/w:pPr/w:spacing")
    assert (float(pitch.get(f"{_W}line")) / 20, pitch.get(f"{_W}lineRule")) == (look.pitch, "exact")
    indent = one(sheet, "w:style[@w:styleId='BodyText']/w:pPr/w:ind")
    assert float(indent.get(f"{_W}firstLineChars")) / 100 == look.indent
    assert float(indent.get(f"{_W}firstLine")) / 20 == look.indent * look.styles["body"].size
    assert float(one(sheet, "w:style[@w:styleId='Title']/w:pPr/w:spacing").get(f"{_W}line")) / 20 == look.title_pitch


def test_standard_look_has_song_hei_kai_and_fang_in_the_sizes_of_official_documents() -> None:
    sheet = part(write_word(sample_document("2021")), "word/styles.xml")
    found = {
        style_id: (
            one(sheet, f"w:style[@w:styleId='{style_id}']/w:rPr/w:rFonts").get(f"{_W}eastAsia"),
            float(value(sheet, f"w:style[@w:styleId='{style_id}']/w:rPr/w:sz")) / 2,
        )
        for style_id in ("Title", "Heading1", "Heading2", "BodyText")
    }
    assert found == {
        "Title": ("宋体", 22),
        "Heading1": ("黑体", 16),
        "Heading2": ("楷体", 16),
        "BodyText": ("仿宋", 16),
    }


def test_fonts_that_are_installed_are_named_and_the_others_stand_in_the_font_table() -> None:
    look = standard_look().settled(["方正小标宋简体", "FangSong_GB2312"])
    data = write_word(sample_document("2021"), look)
    sheet, fonts = part(data, "word/styles.xml"), part(data, "word/fontTable.xml")
    assert one(sheet, "w:style[@w:styleId='Title']/w:rPr/w:rFonts").get(f"{_W}ascii") == "方正小标宋简体"
    assert one(sheet, "w:style[@w:styleId='Title']/w:rPr/w:b").get(f"{_W}val") == "0"
    names = [font.get(f"{_W}name") for font in fonts]
    assert names == ["方正小标宋简体", "黑体", "楷体", "仿宋_GB2312", "宋体"]
    assert {value(font, "w:charset") for font in fonts} == {"86"}
    others = value(fonts, "w:font[@w:name='仿宋_GB2312']/w:altName").split(",")
    assert others[:3] == ["FangSong_GB2312", "仿宋", "FangSong"]
    assert "SimSun" in others


def test_margins_and_centred_page_number_of_a_province(tmp_path: Path) -> None:
    data = write_word(sample_document("2021"), provincial(tmp_path))
    margins = one(part(data, "word/document.xml"), "w:body/w:sectPr/w:pgMar")
    sides = {side: round(int(margins.get(f"{_W}{side}")) * 25.4 / 1440) for side in ("top", "right", "bottom", "left")}
    assert sides == {"top": 30, "right": 25, "bottom": 20, "left": 20}
    # The page number stands between the text and the edge of the paper.
    assert 0 < int(margins.get(f"{_W}footer")) < int(margins.get(f"{_W}bottom")) - 12 * 20
    assert not part(data, "word/settings.xml").findall(f"{_W}evenAndOddHeaders")
    references = part(data, "word/document.xml").xpath("//w:footerReference/@w:type", namespaces=NAMES)
    assert references == ["default"]
    footer = part(data, "word/footer1.xml")
    assert "".join(footer.itertext()) == "— 1 —"
    assert not footer.xpath("//w:jc | //w:ind", namespaces=NAMES)
    assert value(part(data, "word/styles.xml"), "w:style[@w:styleId='Footer']/w:pPr/w:jc") == "center"


def test_outside_page_number_stands_right_on_odd_and_left_on_even_pages_one_character_inside() -> None:
    data = write_word(sample_document("2021"))
    document = part(data, "word/document.xml")
    ids = {node.get(f"{_W}type"): node.get(f"{{{NAMES['r']}}}id") for node in document.iter(f"{_W}footerReference")}
    assert part(data, "word/settings.xml").findall(f"{_W}evenAndOddHeaders")
    for parity, side in {"default": "right", "even": "left"}.items():
        footer = part(data, f"word/{ids[parity]}.xml")
        assert value(footer, "//w:pPr/w:jc") == side
        assert one(footer, "//w:pPr/w:ind").get(f"{_W}{side}Chars") == "100"
        assert one(footer, "//w:fldSimple").get(f"{_W}instr").strip() == "PAGE"
        assert "".join(footer.itertext()) == "— 1 —"


def test_banner_fill_and_type_of_tables_come_from_the_look(tmp_path: Path) -> None:
    look = provincial(tmp_path)
    body = part(write_word(full_document("2021"), look), "word/document.xml")
    assert set(body.xpath("//w:shd/@w:fill", namespaces=NAMES)) == {"FFF2CC"}
    first = table_layout(tables(full_document("2021"))[0], look)
    assert first.size == 11
    assert sum(first.widths) == twips(text_width(look))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("margin", [10, 26, 60])
@pytest.mark.parametrize("size", [6, 12, 48])
def test_any_margin_and_size_that_a_style_file_may_ask_for_gives_a_table_as_wide_as_the_text(
    edition: str, margin: float, size: float
) -> None:
    look = standard_look().settled()
    look = replace(
        look,
        page=replace(look.page, left=margin, right=margin, top=margin, bottom=margin),
        styles={name: replace(style, size=size) for name, style in look.styles.items()},
    )
    document = full_document(edition)
    for block in tables(document):
        layout = table_layout(block, look)
        assert sum(layout.widths) == twips(text_width(look))
        assert min(layout.widths) > 0
        assert layout.size <= size
    pitches = part(write_word(sample_document(edition), look), "word/styles.xml").xpath(
        "//w:spacing[@w:lineRule='exact']/@w:line", namespaces=NAMES
    )
    assert min(int(pitch) for pitch in pitches) >= size * 20


def test_two_looks_in_turn_do_not_mix(tmp_path: Path) -> None:
    document, look = sample_document("2021"), provincial(tmp_path)
    before = write_word(document)
    other = write_word(document, look)
    assert write_word(document) == before != other
    assert write_word(document, provincial(tmp_path)) == other


def test_no_style_moves_the_end_of_a_line_by_what_the_pdf_has_not() -> None:
    sheet = part(write_word(sample_document("2021")), "word/styles.xml")
    styles = sheet.findall(f"{_W}style[@{_W}type='paragraph']/{_W}pPr")
    assert styles
    for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"):
        assert {style.find(f"{_W}{name}").get(f"{_W}val") for style in styles} == {"0"}


@pytest.mark.parametrize("digits", [4, 5])
def test_table_of_large_numbers_still_fits_on_one_page_in_readable_type(digits: int) -> None:
    look = standard_look()
    block = tables(sample_document("2021"))[1]
    block = replace(block, texts=dict.fromkeys(block.texts, "8" * digits))
    layout = table_layout(block, look)
    assert layout.size >= 9
    assert len(kept_rows(block, layout, look)) == block.grid.rows - 1
    values = [cell for cell in block.grid.cells if cell.role is Role.VALUE]
    rooms = {layout.room(cell.column, cell.column_span) for cell in values}
    assert {fitting_size("8" * digits, layout.size, room) for room in rooms} == {layout.size}
