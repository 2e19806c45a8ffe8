"""Flattened tables: labels broken over lines, gaps, page numbers and numbers that are not as many as the columns."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from published.source_samples import TABLES, one_a_line, parts_of, row_a_line, tabbed, table_of, with_table
from support.reports import EDITIONS, balance, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.printed import TableState
from xl_tools.published.extraction import Confidence, Evidence, Extraction
from xl_tools.published.flat import TokenKind, tokens
from xl_tools.published.recognition import recognise
from xl_tools.published.source import Box, Line, Table
from xl_tools.report import Report
from xl_tools.values import BLANK, BadValue, Count

REPORT = balance(
    form_for_edition("2021"),
    {
        "proactive.normative_documents.issued": 12,
        "proactive.normative_documents.in_force": 40,
        "requests.granted.natural_person": 10,
        "requests.granted.business": 2,
        "requests.denied_security_stability.research": 5,
        "requests.carried_out.other": 3,
        "review.reconsideration.upheld": 4,
        "review.direct_litigation.pending": 6,
    },
)
GRANTED = tuple(cell for cell in REPORT.form.cells if cell.startswith("requests.granted."))


def read(section: str, lines: Sequence[str], *, like: Callable[[Table], list[str]] = one_a_line) -> Extraction:
    """The report with one table printed as these lines, the others flattened in the same way."""
    parts = parts_of(REPORT)
    for one in TABLES:
        parts = with_table(parts, one, *(lines if one == section else like(table_of(REPORT, one))))
    return recognise(parts.source())


def lines_of(section: str, like: Callable[[Table], list[str]] = one_a_line) -> list[str]:
    return like(table_of(REPORT, section))


def changed(lines: Sequence[str], at: int, *instead: str, count: int = 1) -> list[str]:
    return [*lines[:at], *instead, *lines[at + count :]]


def unsure(extraction: Extraction) -> dict[str, Evidence]:
    return {cell: one for cell, one in extraction.evidence.items() if one.confidence is not Confidence.CERTAIN}


def assert_complete(extraction: Extraction, report: Report = REPORT) -> None:
    assert unsure(extraction) == {}
    assert dict(extraction.report.cells) == dict(report.cells)


# --- labels


@pytest.mark.parametrize("like", [one_a_line, tabbed])
@pytest.mark.parametrize("edition", EDITIONS)
def test_labels_broken_over_lines(edition: str, like: Callable[[Table], list[str]]) -> None:
    report = balanced_report(form_for_edition(edition), random.Random(5))
    parts = parts_of(report)
    for section in TABLES:
        broken: list[str] = []
        for line in like(table_of(report, section)):
            text = line.strip()
            if len(text) > 3 and not text[0].isdigit():
                broken += [line[: len(line) - 2], text[-2:]]
            else:
                broken.append(line)
        parts = with_table(parts, section, *broken)
    assert_complete(recognise(parts.source()), report)


def test_labels_printed_one_character_a_line() -> None:
    lines = [part for line in lines_of("review") for part in (line if not line[0].isdigit() else [line])]
    assert_complete(read("review", lines))


@pytest.mark.parametrize("like", [one_a_line, tabbed])
def test_a_vertical_label_whose_number_stands_alone_is_a_label(like: Callable[[Table], list[str]]) -> None:
    lines = lines_of("requests", like)
    at = next(at for at, line in enumerate(lines) if line.strip() == "2.重复申请")
    tab = "\t" if like is tabbed else ""
    extraction = read("requests", changed(lines, at, f"{tab}2", ".", "重", "复", "申", "请"), like=like)
    assert_complete(extraction)
    assert extraction.report.printed
    assert extraction.report.printed.tables["requests"].labels == ()


@pytest.mark.parametrize("kept", [2, 1])
def test_the_last_rows_on_the_next_page_belong_to_the_table_of_lost_merges(kept: int) -> None:
    table = table_of(REPORT, "requests")
    rows: dict[int, list[Box]] = {}
    for box in table.boxes:
        rows.setdefault(box.row, []).append(box)
    pages = (list(rows.values())[:-kept], list(rows.values())[-kept:])
    parts = [
        Table(
            tuple(
                replace(box, row=at, column=column, rows=1, columns=1)
                for at, row in enumerate(page)
                for column, box in enumerate(row)
            ),
            f"第 {number} 个表",
        )
        for number, page in enumerate(pages, start=2)
    ]
    extraction = recognise(with_table(parts_of(REPORT), "requests", *parts, Table((), "第 9 个表")).source())
    assert_complete(extraction)
    assert extraction.remarks == ("第 9 个表不是年报的表，没有读入。",)
    assert extraction.report.printed
    assert extraction.report.printed.tables["requests"].labels == ()


def test_a_mistyped_label_is_read_and_reported() -> None:
    lines = [line.replace("三类内部事务", "三类内容事务") for line in lines_of("requests")]
    extraction = read("requests", lines)
    assert_complete(extraction)
    assert extraction.report.printed
    table = extraction.report.printed.tables["requests"]
    assert table.state is TableState.TEXT
    assert [(label.expected, label.found, label.line) for label in table.labels] == [
        ("5.属于三类内部事务信息", "5.属于三类内容事务信息", "row")
    ]


def test_the_head_of_a_page_is_no_row_and_no_number() -> None:
    lines = lines_of("requests")
    at = lines.index("8.属于行政查询事项")
    head = ["- 3 -", "第 3 页 共 8 页", "（续表）", "示例镇人民政府2024年政府信息公开工作年度报告"]
    assert_complete(read("requests", [*lines[:at], *head, *lines[at:]]))
    assert_complete(read("requests", [*lines[: at + 4], *head, *lines[at + 4 :]]))


def test_a_note_between_rows_is_kept_as_a_note() -> None:
    lines = lines_of("requests")
    at = lines.index("8.属于行政查询事项")
    extraction = read("requests", [*lines[:at], "（本表统计口径为本级）", *lines[at:]])
    assert_complete(extraction)
    assert extraction.report.printed
    assert [text for text, _ in extraction.report.printed.tables["requests"].notes] == ["（本表统计口径为本级）"]


def test_a_repeated_head_changes_nothing() -> None:
    lines = lines_of("requests")
    at = lines.index("8.属于行政查询事项")
    assert_complete(read("requests", [*lines[:at], *lines[:10], *lines[at:]]))


def test_bookmarks_are_no_part_of_a_cell() -> None:
    lines = lines_of("review", tabbed)
    lines[-2] = f"\t[bookmark: _GoBack]{lines[-2].strip()}"
    assert_complete(read("review", lines, like=tabbed))


# --- gaps


def test_a_cell_that_a_tab_says_is_empty_is_certain() -> None:
    lines = lines_of("requests", tabbed)
    at = lines.index("\t（一）予以公开")
    extraction = read("requests", changed(lines, at + 3, "\t"), like=tabbed)
    one = extraction.evidence[GRANTED[2]]
    assert (one.confidence, one.value, one.text) == (Confidence.CERTAIN, BLANK, "")
    assert extraction.evidence[GRANTED[3]].value == Count(0)
    assert unsure(extraction) == {}


def test_an_empty_line_for_an_empty_cell_is_believed_only_with_the_equations() -> None:
    lines = lines_of("requests")
    at = lines.index("（一）予以公开")
    extraction = read("requests", changed(lines, at + 3, ""))
    found = unsure(extraction)
    assert set(found) == set(GRANTED)
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}
    assert (found[GRANTED[0]].value, found[GRANTED[2]].value, found[GRANTED[6]].value) == (Count(10), BLANK, Count(12))
    assert found[GRANTED[0]].note == "原件这一行有 6 个数，应有 7 个；只有这一种读法符合勾稽关系"


def test_a_number_that_is_simply_missing_is_not_guessed() -> None:
    lines = lines_of("requests")
    at = lines.index("（一）予以公开")
    found = unsure(read("requests", changed(lines, at + 3)))
    assert set(found) == set(GRANTED)
    for one in found.values():
        assert (one.confidence, one.value, one.text) == (Confidence.MISSING, BLANK, "10 2 0 0 0 12")
        assert one.note == "原件这一行有 6 个数，应有 7 个，分不清是哪一栏的"


def test_a_missing_number_that_only_one_place_can_lack_is_likely() -> None:
    """Of 12 ＝ 10 ＋ 2 with 10 lost nothing adds up, so nothing is read; of 5 ＝ 5 the zeros leave the place open."""
    lines = lines_of("review")
    at = len(lines) - 15
    found = unsure(read("review", changed(lines, at)))
    assert {one.confidence for one in found.values()} == {Confidence.MISSING}
    assert len(found) == 15


def test_a_row_of_table_2_with_a_number_too_few_is_not_read() -> None:
    lines = lines_of("proactive")
    at = lines.index("行政规范性文件")
    found = unsure(read("proactive", changed(lines, at + 2)))
    assert {cell.split(".")[1] for cell in found} == {"normative_documents"}
    assert {one.note for one in found.values()} == {"原件这一行有 2 个数，应有 3 个，分不清是哪一栏的"}


# --- numbers too many


def test_a_bare_page_number_inside_a_row_is_told_by_the_equations() -> None:
    lines = lines_of("requests")
    at = lines.index("（一）予以公开")
    extraction = read("requests", [*lines[: at + 3], "7", *lines[at + 3 :]])
    found = unsure(extraction)
    assert set(found) == set(GRANTED)
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}
    assert dict(extraction.report.cells) == dict(REPORT.cells)
    assert found[GRANTED[0]].note == "原件这一行有 8 个数，应有 7 个；只有这一种读法符合勾稽关系"


def test_digits_below_a_tabbed_number_make_it_unreadable_and_are_proposed() -> None:
    """They may be the rest of the number, or the number of the page."""
    lines = lines_of("requests", tabbed)
    at = lines.index("\t（一）予以公开")
    broken = read("requests", changed(lines, at + 1, "\t1", "0"), like=tabbed)
    (one,) = unsure(broken).values()
    assert (one.value, one.proposed) == (BadValue("1\n0"), Count(10))
    paged = read("requests", [*lines[: at + 3], "7", *lines[at + 3 :]], like=tabbed)
    (one,) = unsure(paged).values()
    assert (one.value, one.proposed) == (BadValue("2\n7"), Count(2))


def test_a_page_number_between_tabbed_rows_is_no_cell() -> None:
    lines = lines_of("requests", tabbed)
    at = lines.index("\t（一）予以公开")
    assert_complete(read("requests", [*lines[: at + 9], "7", *lines[at + 9 :]], like=tabbed))


@pytest.mark.parametrize("like", [one_a_line, tabbed])
def test_columns_in_another_order_are_read_by_their_labels_and_doubted(like: Callable[[Table], list[str]]) -> None:
    def swap(box: Box) -> Box:
        return replace(box, column={4: 5, 5: 4}.get(box.column, box.column)) if box.columns == 1 else box

    table = table_of(REPORT, "requests")
    boxes = sorted((swap(box) for box in table.boxes), key=lambda box: (box.row, box.column))
    extraction = read("requests", like(Table(tuple(boxes), table.where)), like=like)
    assert dict(extraction.report.cells) == dict(REPORT.cells)
    assert {one.note for one in unsure(extraction).values()} == {"栏目的顺序与表式不同"}


def test_columns_in_another_order_with_one_missing_are_not_read() -> None:
    lines = lines_of("requests")
    lines[5:7] = [lines[6], lines[5]]
    del lines[7]
    extraction = read("requests", lines)
    assert {one.confidence for one in unsure(extraction).values()} == {Confidence.MISSING}
    assert len(unsure(extraction)) == 175


def test_digits_on_two_lines_are_proposed_not_read() -> None:
    lines = lines_of("requests")
    at = lines.index("（一）予以公开")
    extraction = read("requests", changed(lines, at + 1, "1", "0"))
    one = unsure(extraction)[GRANTED[0]]
    assert (one.confidence, one.value, one.proposed) == (Confidence.LIKELY, BadValue("1 0"), Count(10))
    assert one.note.endswith("可能是抽取错误，请看原件")
    assert extraction.report.value(GRANTED[6]) == Count(12)
    assert extraction.evidence[GRANTED[6]].proposed is None


def test_a_row_that_does_not_add_up_is_read_but_never_certain() -> None:
    lines = lines_of("requests")
    at = lines.index("（一）予以公开")
    found = unsure(read("requests", changed(lines, at + 7, "13")))
    assert set(found) == set(GRANTED)
    assert {one.note for one in found.values()} == {"原文没有表格线，这一行的数与总计不符"}
    assert found[GRANTED[6]].value == Count(13)


def test_a_row_that_does_not_add_up_is_certain_where_tabs_tell_its_cells() -> None:
    lines = lines_of("requests", tabbed)
    at = lines.index("\t（一）予以公开")
    extraction = read("requests", changed(lines, at + 7, "\t13"), like=tabbed)
    assert unsure(extraction) == {}
    assert extraction.report.value(GRANTED[6]) == Count(13)


# --- rows and columns


def test_the_total_row_without_its_number_is_no_column() -> None:
    lines = [line.replace("（七）总计", "总计") for line in lines_of("requests")]
    extraction = read("requests", lines)
    assert dict(extraction.report.cells) == dict(REPORT.cells)


def test_a_table_without_a_total_column_has_no_totals() -> None:
    table = table_of(REPORT, "requests")
    lines = one_a_line(Table(tuple(box for box in table.boxes if box.column != 9), table.where))
    found = unsure(read("requests", lines))
    missing = {cell for cell, one in found.items() if one.confidence is Confidence.MISSING}
    assert missing == {cell.id for cell in REPORT.form.cells_of("requests") if cell.measure == "total"}
    others = {one.note for cell, one in found.items() if cell not in missing}
    assert others == {"原文没有表格线，这一行又不能按总计核对"}


def test_rows_on_one_line_beside_real_tables() -> None:
    parts = with_table(parts_of(REPORT), "requests", *row_a_line(table_of(REPORT, "requests")))
    extraction = recognise(parts.source())
    assert_complete(extraction)
    assert extraction.report.printed
    states = {key: table.state for key, table in extraction.report.printed.tables.items()}
    assert states == {"proactive": TableState.TABLE, "requests": TableState.TEXT, "review": TableState.TABLE}


def test_a_table_whose_merges_are_lost_is_read_like_text() -> None:
    """Rows as a browser copies them: only the cells that begin in a row, side by side."""
    ragged: list[Table] = []
    for section in TABLES:
        rows: dict[int, list[Box]] = {}
        for box in table_of(REPORT, section).boxes:
            rows.setdefault(box.row, []).append(box)
        boxes = [
            replace(box, column=at, rows=1, columns=1)
            for row in rows.values()
            for at, box in enumerate(sorted(row, key=lambda one: one.column))
        ]
        ragged.append(Table(tuple(boxes), section))
    parts = parts_of(REPORT)
    for section, table in zip(TABLES, ragged, strict=True):
        parts = with_table(parts, section, table)
    assert_complete(recognise(parts.source()))


# --- tokens


def test_tokens_of_a_tabbed_row() -> None:
    lines = [
        Line(text, str(at)) for at, text in enumerate(["\t规章", "\t\u30001", "\t", "7", "\t2358万", "", "\t备注"])
    ]
    found, is_tabbed = tokens(lines)
    assert is_tabbed
    assert [(token.kind, token.text.text.strip()) for token in found] == [
        (TokenKind.LABEL, "规章"),
        (TokenKind.VALUE, "1"),
        (TokenKind.BLANK, ""),
        (TokenKind.OTHER, "7"),
        (TokenKind.VALUE, "2358万"),
        (TokenKind.EMPTY, ""),
        (TokenKind.OTHER, "备注"),
    ]


def test_tokens_of_a_row_on_one_line() -> None:
    found, is_tabbed = tokens([Line("三、本年度办理结果　（一）予以公开 10 2 / 0", "第 1 行")])
    assert not is_tabbed
    assert [token.text.text for token in found] == ["三、本年度办理结果", "（一）予以公开", "10", "2", "/", "0"]


def test_one_number_with_a_gap_is_one_number() -> None:
    found, _ = tokens([Line("1 0", "第 1 行")])
    assert [token.text.text for token in found] == ["1 0"]


@pytest.mark.parametrize("like", [one_a_line, tabbed, row_a_line])
def test_the_numbers_of_table_4_without_any_label_are_told_by_the_heading_and_the_totals(
    like: Callable[[Table], list[str]],
) -> None:
    table = table_of(REPORT, "review")
    lines = like(Table(tuple(replace(box, row=0) for box in table.boxes if box.row == 3), table.where))
    extraction = read("review", lines, like=like)
    assert dict(extraction.report.cells) == dict(REPORT.cells)
    found = unsure(extraction)
    assert set(found) == {cell.id for cell in REPORT.form.cells_of("review")}
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}


def test_a_note_inside_the_row_of_table_4_does_not_end_it() -> None:
    lines = lines_of("review")
    extraction = read("review", [*lines[:-8], "（本表为本级数据）", *lines[-8:]])
    assert_complete(extraction)
