"""What is read of a PDF: paragraphs, ruled tables with their merges, and tables that go on over pages."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import cache

import pytest
from documents.document_samples import EDITIONS, sample_document
from published.drawn_pdf import (
    FOOT,
    LEFT,
    PROSE,
    RIGHT,
    TOP,
    drawn,
    line,
    picture,
    places,
    prose,
    rows_of,
    ruled,
    squeezed,
    steps,
    text,
)

from xl_tools.documents.blocks import Heading, TableBlock
from xl_tools.documents.blocks import Paragraph as Text
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.intake.refusal import Refusal
from xl_tools.published.pdf import read_pdf
from xl_tools.published.pdf_glyphs import UNREADABLE, glyphs_of
from xl_tools.published.source import SourceKind


@cache
def exported(edition: str) -> bytes:
    return write_pdf(sample_document(edition), standard_look())


def lines(*pages: list[dict[str, object]]) -> list[str]:
    return [one.text for one in read_pdf(drawn(*pages)).lines]


# ---- what this product exports


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_exported_report_comes_back_with_every_cell_and_every_paragraph(edition: str) -> None:
    document = sample_document(edition)
    source = read_pdf(exported(edition))
    assert source.kind is SourceKind.PDF
    tables = [block for block in document.blocks if isinstance(block, TableBlock)]
    for number, table in enumerate(tables):
        wanted = [
            (squeezed(table.texts.get(cell.cell_id, cell.text)), cell.row, cell.column, cell.row_span, cell.column_span)
            for cell in table.grid.cells
        ]
        assert places(source, number) == wanted
    assert len(source.tables) == len(tables)
    found = [one.text for one in source.lines]
    wanted = [block.text for block in document.blocks if isinstance(block, (Heading, Text))]
    assert [one for one in wanted if one not in found] == []
    assert "".join(found).startswith("".join(document.title))


def test_places_name_page_line_and_cell() -> None:
    source = read_pdf(exported("2021"))
    assert source.lines[0].where == "第 1 页第 1 行"
    assert source.tables[1].where == "第 2 个表"
    assert source.tables[1].boxes[0].where.endswith("页第 2 个表第 1 行第 1 栏")


def test_an_export_is_read_in_time_within_the_memory_of_the_reading_process() -> None:
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (600 << 20,) * 2)\n"
        "from xl_tools.published.pdf import read_pdf\n"
        "print(len(read_pdf(sys.stdin.buffer.read()).blocks))"
    )
    rows = rows_of(*([f"行{row}", *"00000"] for row in range(30)))
    table = list(ruled(rows, steps(LEFT, 120, *[50] * 5), steps(TOP, *[20] * 30)))
    pages = [table] * 4 + [[mark for at in range(0, 600, 100) for mark in prose(PROSE, TOP + at)]] * 4
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], input=drawn(*pages), capture_output=True, check=True)
    assert int(done.stdout) > 1
    assert time.perf_counter() - begin < 8


# ---- paragraphs


def test_full_lines_go_on_and_indented_ones_begin_a_paragraph() -> None:
    texts = ((PROSE, 0), (PROSE[:20], 84), ("一、总体情况", 112), (PROSE, 140))
    marks = [mark for one, down in texts for mark in prose(one, TOP + down)]
    assert lines(marks) == [PROSE, PROSE[:20], "一、总体情况", PROSE]


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_and_running_heads_are_gone() -> None:
    long = (PROSE * 3)[:130]
    marks = prose(long, FOOT - 28)
    number = [text(280, 775, f"- {page} -", size=13) for page in (1, 2)]
    head = [text(250, 50, "某街道年度报告", size=9)]
    first, second = marks[:2], [mark | {"y": TOP + 28 * at} for at, mark in enumerate(marks[2:])]
    assert lines([*head, *first, number[0]], [*head, *second, *prose("2024", TOP + 200), number[1]]) == [long, "2024"]


@pytest.mark.parametrize("number", ["3", "－3－", "— 3 —", "第 3 页", "第3页 共8页", "3/8", "·3·"])
def test_page_numbers_in_every_dress_but_not_in_the_middle_of_the_page(number: str) -> None:
    assert lines([*prose(PROSE, TOP), text(280, 775, number, size=12)]) == [PROSE]
    assert lines([*prose(PROSE, TOP), text(280, 400, "3", size=12), *prose("完", 500)]) == [PROSE, "3", "完"]


def test_a_title_of_two_lines_is_one_if_the_first_is_full_and_two_if_not() -> None:
    size = 22
    full, rest = "某某市某某区某某街道办事处二〇二四年政府", "信息公开工作年度报告"
    middle = (LEFT + RIGHT) / 2
    short = [text(middle - size * 4.5, TOP, full[6:15], size=size), text(middle - size * 5, TOP + 35, rest, size=size)]
    long = [text(middle - size * 9.75, TOP, full[:19], size=size), text(middle - size * 5, TOP + 35, rest, size=size)]
    body = [*prose(PROSE, TOP + 100), *prose(PROSE, TOP + 300)]
    assert lines([*long, *body])[0] == full[:19] + rest
    assert lines([*short, *body])[:2] == [full[6:15], rest]


def test_numbers_at_the_end_of_a_line_are_not_torn_from_their_paragraph() -> None:
    marks = [text(LEFT + 32, TOP, PROSE[:22]), text(LEFT, TOP + 28, "0000-12345678。"), *prose(PROSE, TOP + 56)]
    assert lines(marks) == [PROSE[:22] + "0000-12345678。", PROSE]


def test_a_ragged_line_goes_on_if_its_paragraph_began_indented() -> None:
    ragged = [text(LEFT + 32, TOP, PROSE[:23]), text(LEFT, TOP + 28, PROSE[23:40])]
    assert lines([*ragged, *prose(PROSE, TOP + 56)]) == [PROSE[:40], PROSE]
    flush = [text(LEFT, TOP, PROSE[:25]), text(LEFT, TOP + 28, PROSE[25:40])]
    assert lines([*flush, *prose(PROSE, TOP + 56)]) == [PROSE[:25], PROSE[25:40], PROSE]


def test_columns_without_rules_stay_lines_with_wide_gaps() -> None:
    first = [text(LEFT, TOP, "规章"), text(250, TOP, "12"), text(350, TOP, "3")]
    marks = [*first, text(LEFT, TOP + 28, "规范性文件"), text(350, TOP + 28, "0")]
    assert lines(marks) == ["规章  12  3", "规范性文件  0"]


def test_slanted_stamps_are_left_out_and_bold_by_printing_twice_is_read_once() -> None:
    marks = [text(200, 300, "样本", size=60, turn=-45), text(LEFT, TOP, "总体情况"), text(LEFT + 0.3, TOP, "总体情况")]
    assert lines(marks) == ["总体情况"]


# ---- what cannot be read


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_pdf(data)
    return refusal.value.code


def test_a_scanned_file_is_refused_and_a_scanned_page_is_told() -> None:
    scan = picture(0, 0, 590, 840)
    assert refused(drawn([scan], [scan, text(280, 775, "- 2 -")])) == "N30"
    source = read_pdf(drawn(prose(PROSE, TOP), [scan]))
    assert source.notes == ("第 2 页是图片，没有读取。",)


def test_a_file_without_text_and_what_is_no_pdf_are_refused() -> None:
    assert refused(drawn([line(100, 100, 50, 0)])) == "N31"
    assert refused(b"%PDF-1.7\nnothing") == "N33"
    assert refused(exported("2021")[:-900]) in ("N31", "N33")


def test_characters_without_a_name_leave_a_mark_and_many_of_them_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    base = {"matrix": (1, 0, 0, 1, 0, 0), "top": 0.0, "bottom": 10.0, "size": 10.0}
    chars = [base | {"text": one, "x0": 10.0 * at, "x1": 10.0 * at + 9} for at, one in enumerate(("1", "(cid:7)", "5"))]
    assert [glyph.text for glyph in glyphs_of(chars)] == ["1", UNREADABLE, "5"]
    data = exported("2021")
    import pdfplumber.page

    real = pdfplumber.page.Page.chars

    def nameless(page: object) -> list[dict[str, object]]:
        return [char | {"text": "(cid:3)"} if index % 2 else char for index, char in enumerate(real.fget(page))]

    monkeypatch.setattr(pdfplumber.page.Page, "chars", property(nameless))
    assert refused(data) == "N30"


def test_a_computer_without_the_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    assert refused(exported("2021")) == "N34"
