"""The measures that the PDF shares with the Word file: lines in the margins, spaces, rows that stay together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from document_samples import EDITIONS, sample_document
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import ReadBack
from word_samples import LIST, NAMES, part, tables

from xl_tools.documents.blocks import Block, Lines
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import load_look, standard_look
from xl_tools.documents.measures.heights import kept_rows
from xl_tools.documents.measures.labels import broken_label, label_lines
from xl_tools.documents.measures.page import DRAFT_LINE, draft_mark, page_number, points, text_width
from xl_tools.documents.measures.placing import width
from xl_tools.documents.measures.table import table_layout
from xl_tools.documents.pdf.breaking import broken
from xl_tools.documents.pdf.tables import table_data
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.typesetting.fonts import settled
from xl_tools.documents.word.writer import write_word
from xl_tools.forms.grid import Role

W = f"{{{NAMES['w']}}}"


def sized(margin: float, size: float) -> Look:
    """The standard look with these margins on all sides and one size of type for everything."""
    look = standard_look()
    page = replace(look.page, top=margin, right=margin, bottom=margin, left=margin)
    styles = {name: replace(style, size=size) for name, style in look.styles.items()}
    return replace(look, page=page, styles=MappingProxyType(styles))


def lines_of(chars: Iterable[dict[str, Any]], height: float) -> list[tuple[float, float, str]]:
    """Top, bottom and text of each line from the top, by the em boxes of its characters."""
    lines: dict[float, list[dict[str, Any]]] = {}
    for char in chars:
        lines.setdefault(round(height - char["matrix"][5], 1), []).append(char)
    return [
        (base - 0.88 * row[0]["size"], base + 0.12 * row[0]["size"], "".join(char["text"] for char in row))
        for base, row in sorted(lines.items())
    ]


def printed(look: Look, *blocks: Block, draft: bool = False) -> ReadBack:
    return ReadBack(write_pdf(replace(sample_document("2021"), blocks=blocks, draft=draft), look))


# ---- in the margins


def test_large_page_numbers_and_a_small_margin_leave_the_draft_mark_on_the_paper(tmp_path: Path) -> None:
    file = tmp_path / "版式.toml"
    file.write_text("[page]\ntop = 10\n[styles]\npage_number = { size = 48 }\n", encoding="utf-8")
    look = load_look(file)
    with printed(look, Lines(("以上。",)), draft=True) as read:
        (page,) = read.pages
        ((top, bottom, text), _) = lines_of((char for char in page.chars if char["mcid"] is None), page.height)
    assert "".join(text.split()) == "".join(DRAFT_LINE.split())
    assert 0 <= top < bottom <= points(10) + 0.1
    sheet = part(write_word(replace(sample_document("2021"), draft=True), settled(look)), "word/styles.xml")
    size = sheet.find(f"{W}style[@{W}styleId='Header']/{W}rPr/{W}sz").get(f"{W}val")
    assert float(size) / 2 == round(bottom - top, 1)


@pytest.mark.parametrize("margin", [10, 25, 60])
@pytest.mark.parametrize("size", [6, 26, 48])
def test_whatever_the_look_the_margins_hold_what_stands_in_them(margin: float, size: float) -> None:
    with printed(sized(margin, size), Lines(("以上。",)), draft=True) as read:
        for number, page in enumerate(read.pages, 1):
            mark, footer = lines_of((char for char in page.chars if char["mcid"] is None), page.height)
            assert 0 <= mark[0] < mark[1] <= points(margin) + 0.1
            assert page.height - points(margin) - 0.1 <= footer[0] < footer[1] <= page.height
            assert footer[2] == f"— {number} —"


@given(st.floats(10, 60), st.floats(6, 48))
def test_lines_in_the_margins_are_as_large_as_the_look_has_them_where_there_is_room(margin: float, size: float) -> None:
    look = sized(margin, size)
    for line in (draft_mark(look), page_number(look)):
        assert 0 <= line.from_edge <= points(margin) - line.size + 1e-9
        assert 0 < line.size <= size
        assert line.size == size or (line.size * 2).is_integer()
    assert draft_mark(look).size * width(DRAFT_LINE) <= text_width(look) + 1e-9
    if 2 * size <= points(margin) and size * width(DRAFT_LINE) <= text_width(look):
        assert draft_mark(look).size == page_number(look).size == size


# ---- between blocks


def test_two_tables_in_a_row_are_as_far_apart_as_in_the_word_file() -> None:
    look = standard_look()
    with printed(look, LIST, LIST) as read:
        first, second = read.pages[0].find_tables()
        assert second.bbox[1] - first.bbox[3] == pytest.approx(look.pitch / 2, abs=0.6)
    body = part(write_word(replace(sample_document("2021"), blocks=(LIST, LIST)), look.settled()), "word/document.xml")
    gap = body.find(f".//{W}tbl").getnext()
    assert float(gap.find(f"{W}pPr/{W}spacing").get(f"{W}line")) / 20 == look.pitch / 2


def test_blank_line_is_as_high_as_a_line_of_the_text() -> None:
    look = replace(sized(25, 20), pitch=12.0)
    with printed(look, Lines(("甲", "", "乙"))) as read:
        (page,) = read.pages
        *_, (above, *_), (below, *_) = lines_of((char for char in page.chars if char["mcid"] is not None), page.height)
    assert below - above == pytest.approx(2 * look.pitch_of("body"), abs=0.2)


# ---- on one page


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("size", [6, 12, 20])
@pytest.mark.parametrize("margin", [10, 37, 60])
def test_table_stays_whole_where_it_does_in_the_word_file(edition: str, size: float, margin: float) -> None:
    look = sized(margin, size)
    found = set()
    for block in tables(sample_document(edition)):
        layout = table_layout(block, look)
        whole = len(kept_rows(block, layout, look)) == block.grid.rows - 1
        assert table_data(block, look)["whole"] == whole
        found.add(whole)
    assert found


@pytest.mark.parametrize(("edition", "whole"), [("2019", False), ("2021", True)])
def test_low_table_of_several_parts_stays_whole_and_a_tall_one_ends_a_page_before_a_banner(
    edition: str, whole: bool
) -> None:
    block, look = tables(sample_document(edition))[0], standard_look()
    kept = kept_rows(block, table_layout(block, look), look)
    ends = {cell.row - 1 for cell in block.grid.cells if cell.role is Role.BANNER and cell.row}
    assert kept == set(range(block.grid.rows - 1)) - (set() if whole else ends)


# ---- where labels, addresses and numbers break


@pytest.mark.parametrize(
    "pieces",
    [
        "三、|本年度|办理|结果",
        "（三）|不予公开",
        "社会|公益|组织",
        "商业|企业",
        "自|然|人",
        "结果|维持",
        "对外|公开|总数量",
        "行政|事业性|收费",
        "其他|对外|管理|服务|事项",
        "总计",
        "5.属于三类内部事务信息",
        "二、上年结转政府信息公开申请数量",
    ],
)
def test_label_breaks_after_its_mark_and_between_words(pieces: str) -> None:
    assert "|".join(broken_label(pieces.replace("|", ""))) == pieces


@pytest.mark.parametrize("edition", EDITIONS)
@given(room=st.floats(1, 20))
def test_lines_of_a_label_fit_or_leave_it_to_the_writer(edition: str, room: float) -> None:
    for block in tables(sample_document(edition)):
        for cell in block.grid.cells:
            lines = label_lines(cell.text, room)
            assert "".join(lines) == cell.text
            assert lines == (cell.text,) or max(map(width, lines)) <= room


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (3.1, "三、|本年度|办理|结果"),
        (4.1, "三、|本年度|办理结果"),
        (9, "三、本年度办理结果"),
        (1, "三、本年度办理结果"),
    ],
)
def test_lines_of_a_label_hold_as_many_pieces_as_fit(room: float, lines: str) -> None:
    assert "|".join(label_lines("三、本年度办理结果", room)) == lines


def test_label_of_three_characters_stands_on_one_line_or_on_three() -> None:
    assert label_lines("自然人", 3) == ("自然人",)
    assert label_lines("自然人", 2.5) == ("自", "然", "人")


def test_address_breaks_after_its_signs_and_other_words_anywhere() -> None:
    address = "https://www.example.gov.cn/zwgk/index.html?a=1"
    pieces = ["网址：", "https://", "www.", "example.", "gov.", "cn/", "zwgk/", "index.", "html?", "a=", "1"]
    assert broken(f"网址：{address}", 80, 10) == pieces
    assert broken(f"网址：{address}", 400, 10) == f"网址：{address}"
    assert broken("www." + "x" * 20, 80, 10) == ["www.", *"x" * 20]
    assert broken("1" * 20, 80, 10) == list("1" * 20)


@pytest.mark.parametrize(("index", "digits"), [(1, 10), (2, 8)])
def test_number_in_a_narrow_column_stays_on_one_line_inside_its_cell(index: int, digits: int) -> None:
    block = tables(sample_document("2021"))[index]
    number = "9" * digits
    values = [cell for cell in block.grid.cells if cell.role is Role.VALUE]
    with printed(standard_look(), replace(block, texts={cell.cell_id: number for cell in values})) as read:
        cells = [page.crop(cell) for page in read.pages for table in page.find_tables() for cell in table.cells]
        shown = [cell.extract_text() for cell in cells]
        sizes = {char["size"] for page in read.pages for char in page.chars if char["text"] == "9"}
    assert shown.count(number) == len(values)
    assert min(sizes) >= 6
