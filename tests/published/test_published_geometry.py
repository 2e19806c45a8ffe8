"""Real tables with the damage of life: which cells are still certain, which are not, and what is said of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published.source_samples import (
    box_at,
    edited,
    parts_of,
    relabelled,
    split_at,
    table_of,
    with_table,
    without_column,
    without_rows,
)
from support.examples import examples
from support.reports import EDITIONS, balance, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.printed import PrintedLabel, PrintedTable
from xl_tools.published.extraction import Confidence, Evidence, Extraction
from xl_tools.published.recognition import recognise
from xl_tools.published.source import Box, Table
from xl_tools.report import Report
from xl_tools.values import BLANK, Amount, BadValue, Count

REPORT = balance(
    form_for_edition("2021"),
    {
        "proactive.normative_documents.issued": 12,
        "proactive.normative_documents.in_force": 40,
        "proactive.licensing.decisions": 88,
        "requests.granted.natural_person": 10,
        "requests.granted.business": 2,
        "requests.denied_security_stability.research": 5,
        "requests.other_misc.legal_services": 7,
        "requests.carried_out.other": 3,
        "review.reconsideration.upheld": 4,
        "review.direct_litigation.pending": 6,
    },
)


def busy(edition: str) -> Report:
    """A report with numbers in most places."""
    form = form_for_edition(edition)
    return next(
        report
        for seed in range(99)
        if sum(map(bool, (report := balanced_report(form, random.Random(seed))).numbers.values())) > 150
    )


def read(section: str, *tables: Table, report: Report = REPORT) -> Extraction:
    return recognise(with_table(parts_of(report), section, *tables).source())


def unsure(extraction: Extraction) -> dict[str, Evidence]:
    return {cell: one for cell, one in extraction.evidence.items() if one.confidence is not Confidence.CERTAIN}


def wrong(extraction: Extraction, report: Report = REPORT) -> list[str]:
    """Certain cells that do not hold what the report holds."""
    return [
        cell
        for cell, one in extraction.evidence.items()
        if one.confidence is Confidence.CERTAIN and one.value != report.value(cell)
    ]


def printed(extraction: Extraction, section: str) -> PrintedTable:
    assert extraction.report.printed
    return extraction.report.printed.tables[section]


def assert_all_certain(extraction: Extraction, report: Report = REPORT) -> None:
    assert unsure(extraction) == {}
    assert dict(extraction.report.cells) == dict(report.cells)


# --- labels

NEAR: Mapping[str, tuple[str, str]] = {
    "requests": (
        ("5.属于三类内部事务信息", "5.属于三类内容事务信息"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("3.危及“三安全一稳定”", "3.危及三安全一稳定"),
        ("4.保护第三方合法权益", "4、保护第三方合法权利"),
        ("（一）予以公开", "一、予以公开"),
        ("（七）总计", "（七）合计"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
        ("社会公益组织", "社会公益团体"),
        ("法律服务机构", "法律服务机够"),
    ),
    "proactive": (
        ("行政事业性收费", "行政事业型收费"),
        ("现行有效件数", "现行有效件"),
        ("行政规范性文件", "规范性文件"),
        ("行政许可", "行政许可事项"),
    ),
    "review": (("尚未审结", "未审结"), ("结果维持", "结果维特")),
}  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("section", "expected", "found"), [(section, *pair) for section, pairs in NEAR.items() for pair in pairs]
)
def test_a_mistyped_label_is_read_and_reported(section: str, expected: str, found: str) -> None:
    report = busy("2021")
    extraction = read(section, relabelled(table_of(report, section), {expected: found}), report=report)
    assert wrong(extraction, report) == []
    assert dict(extraction.report.cells) == dict(report.cells)
    labels = [label for label in printed(extraction, section).labels if label.found == found]
    assert labels
    assert {label.expected for label in labels} == {expected}
    assert all(label.where for label in labels)


@pytest.mark.parametrize(
    "text",
    ["属 于 国 家 秘 密", "1．属于国家秘密", "1.\n属于国家\n秘密", "１.属于国家秘密", "1.属于国家秘密\u200b"],
)
def test_spaces_breaks_and_width_are_no_deviation(text: str) -> None:
    text = text if text.startswith(("1", "１")) else f"1.{text}"
    extraction = read("requests", relabelled(table_of(REPORT, "requests"), {"1.属于国家秘密": text}))
    assert_all_certain(extraction)
    assert printed(extraction, "requests").labels == ()


def test_a_label_with_another_rows_number_is_doubted() -> None:
    table = relabelled(table_of(REPORT, "requests"), {"3.危及“三安全一稳定”": "4.危及“三安全一稳定”"})
    extraction = read("requests", table)
    found = unsure(extraction)
    assert {cell.split(".")[1] for cell in found} == {"denied_security_stability"}
    one = found["requests.denied_security_stability.research"]
    assert (one.confidence, one.value) == (Confidence.LIKELY, Count(5))
    assert one.note == "行标签“4.危及“三安全一稳定””与“3.危及“三安全一稳定””不同"


def test_a_lost_row_label_is_reckoned_from_its_neighbours() -> None:
    extraction = read("requests", relabelled(table_of(REPORT, "requests"), {"3.危及“三安全一稳定”": ""}))
    found = unsure(extraction)
    assert {cell.split(".")[1] for cell in found} == {"denied_security_stability"}
    one = found["requests.denied_security_stability.research"]
    assert (one.confidence, one.value) == (Confidence.LIKELY, Count(5))
    assert one.note == "行标签缺失，按前后两行推定为“3.危及“三安全一稳定””"


def test_two_columns_of_one_name_are_told_by_their_order_and_doubted() -> None:
    extraction = read("proactive", relabelled(table_of(REPORT, "proactive"), {"本年废止件数": "本年制发件数"}))
    found = unsure(extraction)
    assert {cell.rpartition(".")[2] for cell in found} == {"issued", "repealed"}
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}
    assert dict(extraction.report.cells) == dict(REPORT.cells)
    assert (
        PrintedLabel("本年废止件数", "本年制发件数", "第 1 个表第 2 行第 3 栏", "column")
        in printed(extraction, "proactive").labels
    )


def test_two_columns_that_changed_places_are_read_by_their_labels_and_doubted() -> None:
    swapped = {"自然人": "其他", "其他": "自然人"}
    table = relabelled(table_of(REPORT, "requests"), swapped)
    values = {box.row: (box, box_at(table, box.row, 8)) for box in table.boxes if box.column == 3 and box.row > 2}

    def swap(box: Box) -> Box:
        if box.row in values and box.column in (3, 8):
            first, second = values[box.row]
            return replace(box, text=second.text if box.column == 3 else first.text)
        return box

    extraction = read("requests", edited(table, swap))
    assert dict(extraction.report.cells) == dict(REPORT.cells)
    assert {one.note for one in unsure(extraction).values()} == {"栏目的顺序与表式不同"}


def test_labels_that_were_shifted_against_their_numbers_are_not_believed() -> None:
    """Merged one column too few, 法人或其他组织 pushes 其他 behind 总计 in a page; the equations tell."""
    table = edited(
        table_of(REPORT, "requests"),
        lambda box: replace(box, text={"其他": "总计", "总计": "其他"}.get(box.text, box.text)) if box.row < 3 else box,
    )
    extraction = read("requests", table)
    assert wrong(extraction) == []
    for cell in ("requests.granted.other", "requests.granted.total"):
        assert extraction.evidence[cell].confidence is Confidence.MISSING


# --- rows and columns too many or too few


def test_rows_that_are_not_printed_are_named() -> None:
    extraction = read("requests", without_rows(table_of(REPORT, "requests"), 12, 21))
    found = unsure(extraction)
    assert {cell.split(".")[1] for cell in found} == {"denied_process_information", "rejected_excessive"}
    assert {one.confidence for one in found.values()} == {Confidence.MISSING}
    one = found["requests.rejected_excessive.total"]
    assert (one.value, one.note) == (BLANK, "原件没有“4.无正当理由大量反复申请”这一行")
    assert [(label.expected, label.found, label.line) for label in printed(extraction, "requests").labels] == [
        ("6.属于四类过程性信息", "", "row"),
        ("4.无正当理由大量反复申请", "", "row"),
    ]


def test_the_total_column_that_is_not_printed_stays_blank() -> None:
    extraction = read("requests", without_column(table_of(REPORT, "requests"), 9))
    found = unsure(extraction)
    assert {cell.rpartition(".")[2] for cell in found} == {"total"}
    assert all(cell.startswith("requests.") for cell in found)
    assert {one.note for one in found.values()} == {"原件没有“总计”这一栏，或者没有这一格"}
    assert PrintedLabel("总计", "", "第 2 个表", "column") in printed(extraction, "requests").labels


def test_a_row_of_its_own_is_left_out_and_named() -> None:
    table = table_of(REPORT, "requests")
    extra = [
        replace(box, text="9.其他情形" if box.column == 2 else "1", row=12, rows=1)
        for box in table.boxes
        if box.row == 11
    ]
    grown = [
        replace(box, row=box.row + 1)
        if box.row >= 12
        else replace(box, rows=box.rows + 1)
        if box.row + box.rows > 12 or (box.row + box.rows == 12 and box.rows == 8)
        else box
        for box in table.boxes
    ]
    boxes = tuple(sorted([*grown, *extra], key=lambda box: (box.row, box.column)))
    extraction = read("requests", Table(boxes, table.where))
    assert_all_certain(extraction)
    assert [(label.expected, label.found) for label in printed(extraction, "requests").labels] == [("", "9.其他情形")]
    assert "表三里的“9.其他情形”不是表式里的行，没有读入。" in extraction.remarks


def test_a_column_of_its_own_is_left_out_and_named() -> None:
    table = table_of(REPORT, "requests")
    extra = [Box("备注", 0, 10, "备注", 3)] + [Box("8", row, 10, "备注") for row in range(3, 28)]
    boxes = tuple(sorted([*table.boxes, *extra], key=lambda box: (box.row, box.column)))
    extraction = read("requests", Table(boxes, table.where))
    assert_all_certain(extraction)
    assert [(one.expected, one.found, one.line) for one in printed(extraction, "requests").labels] == [
        ("", "备注", "column")
    ]


def test_a_column_of_row_numbers_is_no_label_and_no_cell() -> None:
    table = table_of(REPORT, "requests")
    moved = [replace(box, column=box.column + 1) for box in table.boxes]
    extra = [Box("序号", 0, 0, "", 3)] + [Box(str(row - 2), row, 0, "") for row in range(3, 28)]
    boxes = tuple(sorted([*moved, *extra], key=lambda box: (box.row, box.column)))
    assert_all_certain(read("requests", Table(boxes, table.where)))


def test_two_columns_merged_into_one_are_nobodys() -> None:
    table = relabelled(without_column(table_of(REPORT, "requests"), 8), {"法律服务机构": "法律服务机构、其他"})
    extraction = read("requests", table)
    assert wrong(extraction) == []
    one = extraction.evidence["requests.other_misc.legal_services"]
    assert (one.confidence, one.value) == (Confidence.MISSING, BLANK)
    assert one.note == "原件把“法律服务机构”和别的栏合并成了一栏"


def test_a_note_across_the_table_is_kept_as_a_note() -> None:
    table = table_of(REPORT, "review")
    note = Box("注：以上数据不含其中尚在补正的2件。", 4, 0, "第 3 个表第 5 行", 1, 15)
    extraction = read("review", Table((*table.boxes, note), table.where))
    assert_all_certain(extraction)
    assert printed(extraction, "review").notes == ((note.text, note.where),)


# --- boxes merged, split, missing


def test_numbers_merged_over_two_columns_are_nobodys() -> None:
    def merge(box: Box) -> Box | None:
        if box.row == 3 and box.column == 3:
            return replace(box, columns=2, text="12")
        return None if box.row == 3 and box.column == 4 else box

    extraction = read("requests", edited(table_of(REPORT, "requests"), merge))
    found = unsure(extraction)
    assert set(found) == {"requests.received.natural_person", "requests.received.business"}
    for one in found.values():
        assert (one.confidence, one.text) == (Confidence.MISSING, "12")
        assert one.note == "原件把几栏合并成一格，分不清是哪一栏的数（“12”）"


def test_numbers_merged_over_two_rows_are_nobodys() -> None:
    def merge(box: Box) -> Box | None:
        if box.row == 3 and box.column == 3:
            return replace(box, rows=2)
        return None if box.row == 4 and box.column == 3 else box

    found = unsure(read("requests", edited(table_of(REPORT, "requests"), merge)))
    assert set(found) == {"requests.received.natural_person", "requests.carried_in.natural_person"}
    assert {one.confidence for one in found.values()} == {Confidence.MISSING}


def halved(table: Table, column: int, split: Mapping[int, tuple[str, str]]) -> Table:
    """The table with a grid column divided; in the rows named the number stands in two boxes."""

    def change(box: Box) -> list[Box]:
        if box.column > column:
            return [replace(box, column=box.column + 1)]
        if box.column == column and box.row in split:
            left, right = split[box.row]
            return [replace(box, text=left), replace(box, text=right, column=column + 1)]
        return [replace(box, columns=box.columns + 1)] if box.column + box.columns > column else [box]

    return edited(table, change)


def test_digits_in_two_boxes_are_proposed_not_read() -> None:
    table = halved(table_of(REPORT, "requests"), 3, {5: ("1", "0")})
    extraction = read("requests", table)
    (one,) = unsure(extraction).values()
    assert one.cell == "requests.granted.natural_person"
    assert (one.confidence, one.value, one.text) == (Confidence.LIKELY, BadValue("1 0"), "1 0")
    assert one.proposed == Count(10)
    assert one.note == "一个数分在几格里；读不出是什么数；可能是抽取错误，请看原件"


def test_digits_in_two_boxes_are_not_proposed_against_the_equations() -> None:
    table = halved(table_of(REPORT, "requests"), 3, {5: ("1", "4")})
    one = read("requests", table).evidence["requests.granted.natural_person"]
    assert (one.value, one.proposed) == (BadValue("1 4"), None)


def test_a_column_of_two_boxes_one_of_them_empty_is_read() -> None:
    table = halved(
        table_of(REPORT, "requests"),
        3,
        {row: ("", box_at(table_of(REPORT, "requests"), row, 3).text) for row in range(3, 28)},
    )
    assert_all_certain(read("requests", table))


@pytest.mark.parametrize(("text", "number"), [("1 0", 10), ("1O", 10), ("l0", 10), ("1　0", 10)])
def test_a_misread_number_is_proposed(text: str, number: int) -> None:
    table = table_of(REPORT, "requests")
    boxes = tuple(replace(box, text=text) if (box.row, box.column) == (5, 3) else box for box in table.boxes)
    one = read("requests", Table(boxes, table.where)).evidence["requests.granted.natural_person"]
    assert (one.confidence, one.value, one.proposed) == (Confidence.LIKELY, BadValue(text), Count(number))


def test_a_row_with_a_box_too_few_is_not_read_by_position() -> None:
    table = table_of(REPORT, "requests")

    def drop(box: Box) -> Box | None:
        if box.row != 5 or box.column < 6:
            return box
        return None if box.column == 6 else replace(box, column=box.column - 1)

    extraction = read("requests", edited(table, drop))
    assert wrong(extraction) == []
    found = unsure(extraction)
    assert {cell.split(".")[1] for cell in found} == {"granted"}
    assert {one.note for one in found.values()} == {"原件这一行有 6 个数，应有 7 个，分不清是哪一栏的"}


def test_a_row_with_a_box_too_many_is_read_only_if_the_equations_leave_one_way() -> None:
    table = table_of(REPORT, "requests")

    def add(box: Box) -> list[Box]:
        if box.row != 5 or box.column < 4:
            return [box]
        moved = replace(box, column=box.column + 1)
        return [replace(box, text="9"), moved] if box.column == 4 else [moved]

    extraction = read("requests", edited(table, add))
    found = unsure(extraction)
    assert {cell.split(".")[1] for cell in found} == {"granted"}
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}
    assert dict(extraction.report.cells) == dict(REPORT.cells)


def test_a_label_merged_too_narrow_does_not_shift_its_row() -> None:
    """（七）总计 stands a column too far left, and its numbers with it."""
    table = table_of(REPORT, "requests")
    boxes = [replace(box, rows=21) if box.column == 0 and box.rows == 22 else box for box in table.boxes]
    boxes = [replace(box, column=box.column - 1) if box.row == 26 and box.column else box for box in boxes]
    extraction = read("requests", Table(tuple(boxes), table.where))
    assert wrong(extraction) == []
    assert {cell.split(".")[1] for cell in unsure(extraction)} == {"results_total"}
    assert dict(extraction.report.cells) == dict(REPORT.cells)


# --- pages


@pytest.mark.parametrize("repeat", [0, 3])
@pytest.mark.parametrize("row", [4, 6, 9, 17, 26, 27])
def test_a_table_over_two_pages(row: int, repeat: int) -> None:
    extraction = read("requests", *split_at(table_of(REPORT, "requests"), row, repeat=repeat))
    assert_all_certain(extraction)
    assert printed(extraction, "requests").labels == ()


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_table_over_three_pages_with_a_narrower_grid_at_the_end(edition: str) -> None:
    report = busy(edition)
    table = table_of(report, "requests")
    first, rest = split_at(table, 8)
    second, third = split_at(rest, max(box.row for box in rest.boxes))
    narrow = Table(tuple(replace(box, column=max(box.column - 2, 0), columns=1) for box in third.boxes), "第 4 个表")
    assert_all_certain(read("requests", first, second, narrow, report=report), report)


def test_table_2_over_two_pages() -> None:
    assert_all_certain(read("proactive", *split_at(table_of(REPORT, "proactive"), 7)))


def test_a_head_alone_at_the_end_of_a_page() -> None:
    assert_all_certain(read("review", *split_at(table_of(REPORT, "review"), 3)))


def test_a_row_label_broken_by_the_page() -> None:
    table = table_of(REPORT, "requests")
    label = "5.要求行政机关确认或重新出具已获取信息"
    first, second = split_at(relabelled(table, {label: "5.要求行政机关确认或重新"}), 23)
    below = [replace(box, row=box.row + 1) for box in second.boxes if box.row > 0 or box.column > 0]
    half = [Box("", 0, 0, ""), Box("", 0, 1, ""), Box("出具已获取信息", 0, 2, "")]
    half += [Box("", 0, column, "") for column in range(3, 10)]
    below += [replace(box, row=1) for box in second.boxes if box.row == 0 and box.column == 0]
    boxes = sorted([*half, *below], key=lambda box: (box.row, box.column))
    extraction = read("requests", first, Table(tuple(boxes), second.where))
    assert_all_certain(extraction)
    assert printed(extraction, "requests").labels == ()


# --- heads lost


def test_without_a_head_columns_are_told_by_order_and_the_totals() -> None:
    extraction = read("requests", without_rows(table_of(REPORT, "requests"), 0, 1, 2))
    found = unsure(extraction)
    assert set(found) == {cell.id for cell in REPORT.form.cells_of("requests")}
    assert {one.confidence for one in found.values()} == {Confidence.LIKELY}
    assert {one.note for one in found.values()} == {"栏目没有标签，按前后顺序推定"}
    assert dict(extraction.report.cells) == dict(REPORT.cells)


def test_without_a_head_a_row_that_does_not_add_up_is_not_read() -> None:
    table = without_rows(table_of(REPORT, "requests"), 0, 1, 2)
    boxes = tuple(replace(box, text="77") if (box.row, box.column) == (2, 9) else box for box in table.boxes)
    found = unsure(read("requests", Table(boxes, table.where)))
    one = found["requests.granted.natural_person"]
    assert (one.confidence, one.text) == (Confidence.MISSING, "10")
    assert one.note == "这一格是按前后顺序推定的，数与总计不符，没有采用"


def test_a_bare_row_under_the_heading_of_table_4() -> None:
    extraction = read("review", without_rows(table_of(REPORT, "review"), 0, 1, 2))
    assert {one.confidence for one in unsure(extraction).values()} == {Confidence.LIKELY}
    assert dict(extraction.report.cells) == dict(REPORT.cells)


def test_columns_of_table_2_without_any_label_are_not_read() -> None:
    lost = dict.fromkeys(("本年制发件数", "本年废止件数", "现行有效件数"), "")
    extraction = read("proactive", relabelled(table_of(REPORT, "proactive"), lost))
    found = unsure(extraction)
    assert {one.confidence for one in found.values()} == {Confidence.MISSING}
    assert {cell.split(".")[1] for cell in found} == {"regulations", "normative_documents"}


# --- units


def test_a_column_in_yuan_is_converted_and_doubted() -> None:
    report = balance(form_for_edition("2021"), {"proactive.fees.amount": 25})
    table = relabelled(
        table_of(report, "proactive"), {"本年收费金额（单位：万元）": "本年收费金额（单位：元）", "25": "251000"}
    )
    one = read("proactive", table, report=report).evidence["proactive.fees.amount"]
    assert (one.confidence, one.value) == (Confidence.LIKELY, Amount(Decimal("25.1")))
    assert one.note == "按栏目里的单位“元”读"


# --- other tables


def test_tables_of_charts_are_passed_over() -> None:
    chart = Table(
        tuple(
            Box(text, row, column, "第 1 个表")
            for row, texts in enumerate((("结果", "件数"), ("予以公开", "99"), ("部分公开", "98"), ("不予公开", "97")))
            for column, text in enumerate(texts)
        ),
        "第 1 个表",
    )
    extraction = read("requests", chart, table_of(REPORT, "requests"), chart)
    assert_all_certain(extraction)
    assert "第 1 个表不是年报的表，没有读入。" in extraction.remarks


def test_a_comparison_of_two_years_is_no_rival() -> None:
    labels = [row.label[-1] for row in REPORT.form.section("requests").blocks[0].rows]
    rows = [("项目", "2023年", "2024年"), *((label, "71", "72") for label in labels)]
    boxes = tuple(Box(text, row, column, "") for row, texts in enumerate(rows) for column, text in enumerate(texts))
    for tables in (
        (Table(boxes, "对比表"), table_of(REPORT, "requests")),
        (table_of(REPORT, "requests"), Table(boxes, "对比表")),
    ):
        assert_all_certain(read("requests", *tables))


# --- odd rows


def test_a_number_over_two_grid_rows_of_one_label_is_one_number() -> None:
    """The label is one box over two grid rows, each column has a box in both: a cell that was split."""
    table = table_of(REPORT, "requests")

    def grow(box: Box) -> list[Box]:
        if box.row < 5:
            return [replace(box, rows=box.rows + 1) if box.row + box.rows > 6 else box]
        if box.row > 5:
            return [replace(box, row=box.row + 1)]
        if box.column == 3:
            return [replace(box, text="1"), replace(box, text="0", row=6)]
        if box.column > 3:
            return [box, replace(box, text="", row=6)]
        return [replace(box, rows=box.rows + 1)]

    boxes = sorted(edited(table, grow).boxes, key=lambda box: (box.row, box.column))
    (one,) = unsure(read("requests", Table(tuple(boxes), table.where))).values()
    assert (one.cell, one.value, one.proposed) == ("requests.granted.natural_person", BadValue("1 0"), Count(10))


def test_a_group_on_a_row_of_its_own_and_a_note_without_numbers() -> None:
    table = without_rows(table_of(REPORT, "requests"))
    moved = [replace(box, row=box.row + 2) if box.row > 4 else box for box in table.boxes]
    group = Box("三、本年度办理结果", 5, 0, "第 2 个表第 6 行", 1, 3)
    note = Box("（以下按办理结果分列）", 6, 0, "第 2 个表第 7 行", 1, 3)
    boxes = sorted([*moved, group, note], key=lambda box: (box.row, box.column))
    extraction = read("requests", Table(tuple(boxes), table.where))
    assert_all_certain(extraction)
    assert printed(extraction, "requests").notes == ((note.text, note.where),)
    assert printed(extraction, "requests").labels == ()


def test_columns_of_doubtful_labels_are_doubted() -> None:
    table = relabelled(table_of(REPORT, "requests"), {"自然人": "法律服务机够", "法律服务机构": "自然人们"})
    extraction = read("requests", table)
    assert wrong(extraction) == []


def test_a_column_without_its_unit_is_doubted() -> None:
    report = balance(form_for_edition("2021"), {"proactive.fees.amount": 25})
    table = relabelled(table_of(report, "proactive"), {"本年收费金额（单位：万元）": "本年收费金额"})
    one = read("proactive", table, report=report).evidence["proactive.fees.amount"]
    assert (one.confidence, one.value) == (Confidence.LIKELY, Amount(Decimal(25)))
    assert one.note == "栏目没有写单位，按“万元”读"


def test_a_table_below_the_heading_of_table_4_that_is_no_row_of_it() -> None:
    other = Table(tuple(Box(text, 0, at, "") for at, text in enumerate(("1", "2", "3"))), "第 3 个表")
    extraction = read("review", other)
    assert extraction.evidence["review.reconsideration.upheld"].note == "原件里没有找到表四"
    assert extraction.report.printed
    assert read("review").evidence["review.reconsideration.upheld"].note == "原件里没有找到表四"


@settings(max_examples=examples(25), deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(EDITIONS),
    st.sampled_from(["proactive", "requests", "review"]),
    st.data(),
)
def test_no_lost_or_strange_box_gives_a_wrong_certain_cell(
    seed: int, edition: str, section: str, data: st.DataObject
) -> None:
    """In a page, the boxes right of one that is lost or put in move to the next free column."""
    report = balanced_report(form_for_edition(edition), random.Random(seed))
    table = table_of(report, section)
    chosen = data.draw(st.sampled_from(table.boxes))
    if data.draw(st.booleans()):
        boxes = [box for box in table.boxes if box is not chosen]
    else:
        strange = Box(data.draw(st.sampled_from(["", "0", "7"])), chosen.row, chosen.column, "另加")
        at = table.boxes.index(chosen)
        boxes = [*table.boxes[:at], strange, *table.boxes[at:]]
    extraction = read(section, _placed(boxes), report=report)
    assert wrong(extraction, report) == []


def _placed(boxes: list[Box]) -> Table:
    """The boxes as a page lays them out: each in the next free column of its row."""
    taken: set[tuple[int, int]] = set()
    placed: list[Box] = []
    for box in boxes:
        column = 0
        while any((box.row, column + at) in taken for at in range(box.columns)):
            column += 1
        free = 1
        while free < box.rows and not any((box.row + free, column + at) in taken for at in range(box.columns)):
            free += 1
        taken |= {(box.row + down, column + right) for down in range(free) for right in range(box.columns)}
        placed.append(replace(box, column=column, rows=free))
    return Table(tuple(sorted(placed, key=lambda box: (box.row, box.column))), "某表")
