"""Ledgers in workbooks: found by titles alone, written into 表三 and 表四, undone, begun anew for the next year."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from support.examples import examples
from support.reports import EDITIONS, YEARS

from xl_tools import tasks
from xl_tools.errors import FileExists, TemplateMismatch, WorkbookError
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.forms.model import Form
from xl_tools.ledger.calendar import calendar
from xl_tools.ledger.choices import request_table
from xl_tools.ledger.fields import CASE_FIELDS, CASES, FIELDS, REQUEST_FIELDS, REQUESTS
from xl_tools.ledger.raw import Raw, RawLedger, RawRow
from xl_tools.ledger.reading import read_cases, read_requests
from xl_tools.ledger.rows import Case, Request, Span
from xl_tools.ledger.tally import count_requests
from xl_tools.report import Report, Unit
from xl_tools.tallying import ledgers_of, tally_opened
from xl_tools.tasks.ledger import build_tables, new_ledger, tally_ledger
from xl_tools.values import BLANK, Count, NotApplicable, Value, strip
from xl_tools.workbook.anchors import Raw as CellRaw
from xl_tools.workbook.changelog import read_lines
from xl_tools.workbook.ledger_template import build_ledger, ledger_rows
from xl_tools.workbook.ledgers import read_ledger, table_edits
from xl_tools.workbook.patch import Edit, Formula, patch_workbook
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.sheets.ledger import FIRST_ROW, LEDGER_ROWS, TITLE_ROW
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_workbook

FORMS = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)
GRANTED = "（一）予以公开"


def some_rows(form: Form, year: int) -> tuple[list[Request], list[Case]]:
    """Requests of every result and applicant, one with every cell filled in, and two cases."""
    table = request_table(form)
    applicants, results = [*table.applicants.shown.values()], [*table.results.shown.values()]
    requests = [
        Request(
            0, f"{year}-{index:03}", date(year, 3, 1), applicants[index % 6], result=result, answered=date(year, 3, 20)
        )
        for index, result in enumerate(results)
    ]
    full = Request(
        line=0,
        number="=1+1",
        received=date(year - 1, 12, 20),
        applicant=applicants[1],
        channel="邮政寄送",
        carried=True,
        supplement_asked=date(year - 1, 12, 21),
        supplement_received=date(year, 1, 5),
        fee_asked=date(year, 1, 6),
        fee_paid=date(year, 1, 8),
        consulted=(Span(date(year, 1, 9), date(year, 1, 12)), Span(date(year, 2, 1), date(year, 2, 2))),
        extended=True,
        remark="@SUM(A1)",
    )
    cases = [
        Case(0, "复1", f"{year}-001", "行政复议", date(year, 4, 1), None, "结果维持", date(year, 6, 1)),
        Case(0, "诉1", f"{year}-001", "行政诉讼（复议后起诉）", date(year, 7, 1)),
    ]
    return [*requests, full], cases


def report_file(folder: Path, edition: str = "2021", cells: Mapping[str, Value] | None = None) -> Path:
    path = folder / "年报.xlsx"
    path.write_bytes(_report(edition, tuple((cells or {}).items())))
    return path


@cache
def _report(edition: str, cells: tuple[tuple[str, Value], ...]) -> bytes:
    return build_workbook(Report(form_for_edition(edition), YEARS[edition], Unit("示例镇人民政府"), dict(cells)))


def ledger_file(folder: Path, edition: str = "2021") -> Path:
    form = form_for_edition(edition)
    path = folder / "台账.xlsx"
    path.write_bytes(_ledger(form))
    return path


@cache
def _ledger(form: Form) -> bytes:
    return build_ledger(form, *some_rows(form, YEARS[form.edition]))


def typed(path: Path, rows: Mapping[str, list[dict[str, str]]]) -> None:
    """Rows typed into the ledger sheets of a workbook, dates as text."""
    edits: dict[tuple[str, str], Edit] = {}
    for sheet, lines in rows.items():
        columns = {field.id: column for column, field in enumerate(FIELDS[sheet])}
        for offset, line in enumerate(lines):
            for name, text in line.items():
                edits[sheet, Spot(sheet, FIRST_ROW + offset, columns[name]).address] = text
    path.write_bytes(patch_workbook(path.read_bytes(), edits))


@cache
def empty(form: Form) -> bytes:
    return build_ledger(form)


@cache
def opened(form: Form) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(empty(form)))


# --- the sheets


@FORMS
def test_the_template_has_every_title_drop_down_and_a_frozen_head(form: Form) -> None:
    assert empty(form) == build_ledger(form), "equal rows give equal bytes"
    for name, fields in FIELDS.items():
        sheet = opened(form)[name]
        assert [sheet.cell(TITLE_ROW + 1, column + 1).value for column in range(len(fields))] == [
            one.title for one in fields
        ]
        assert sheet.freeze_panes == f"B{FIRST_ROW + 1}" and sheet.protection.sheet and not sheet.protection.password
        assert not sheet.protection.sort and not sheet.protection.insertRows and not sheet.protection.deleteRows
        for column, field in enumerate(fields):
            first, last = (Spot(name, row, column).address for row in (FIRST_ROW, FIRST_ROW + LEDGER_ROWS - 1))
            (rule,) = [one for one in sheet.data_validations.dataValidation if last in one.sqref]
            assert first in rule.sqref and rule.prompt and rule.promptTitle == field.title, field.id


@FORMS
def test_the_drop_downs_hold_the_labels_of_the_form(form: Form) -> None:
    sheet = opened(form)[REQUESTS]
    table = request_table(form)
    for name, choice in (("applicant", table.applicants), ("result", table.results)):
        column = [field.id for field in REQUEST_FIELDS].index(name)
        address = Spot(REQUESTS, FIRST_ROW, column).address
        (rule,) = [one for one in sheet.data_validations.dataValidation if address in one.sqref]
        (cells,) = sheet[rule.formula1.replace("$", "")]
        assert [cell.value for cell in cells] == [*choice.shown]
        assert sheet.row_dimensions[cells[0].row].hidden


def _rule_of(sheet: str, column: str) -> DataValidation:
    at = [field.id for field in FIELDS[sheet]].index(column)
    address = Spot(sheet, FIRST_ROW, at).address
    rules = opened(form_for_edition("2021"))[sheet].data_validations.dataValidation
    (rule,) = [one for one in rules if address in one.sqref]
    return rule


def test_columns_of_one_name_ask_for_what_belongs_on_their_sheet() -> None:
    assert "申请" in _rule_of(REQUESTS, "number").prompt and "答复" in _rule_of(REQUESTS, "carried").prompt
    for column, word in (("number", "案号"), ("carried", "审结")):
        prompt = _rule_of(CASES, column).prompt
        assert word in prompt and "申请" not in prompt and "答复" not in prompt


def test_a_way_of_receiving_outside_the_list_may_be_entered() -> None:
    free = _rule_of(REQUESTS, "channel")
    assert (free.type, free.errorStyle, free.errorTitle) == ("list", "information", "列表中没有这一项")
    assert "可以" in free.error and "只能" not in free.error
    assert "只能" in _rule_of(REQUESTS, "result").error and _rule_of(REQUESTS, "result").errorStyle in (None, "stop")


def test_a_form_without_tables_of_requests_and_cases_has_ledgers_without_choices() -> None:
    form = form_for_edition("2021")
    bare = replace(
        form, id="bare", sections=tuple(one for one in form.sections if one.id not in ("requests", "review"))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(build_ledger(bare)))[REQUESTS]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert sorted(lists) == ['"是,否"', '"是,否"', "$A$7:$E$7"]
    row: dict[str, Raw] = {"number": "1", "received": date(2024, 3, 1), "applicant": "自然人"}
    read = read_requests(RawLedger(REQUESTS, {"number": "A"}, [RawRow(10, row)]), bare)
    assert [one.rule for one in read.findings] == ["L2"] and not read.rows


@FORMS
def test_ten_thousand_rows_are_formats_of_columns_and_not_cells(form: Form) -> None:
    with zipfile.ZipFile(io.BytesIO(empty(form))) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    assert len(sheets[1]) < 20_000
    assert max(int(row) for row in re.findall(r'<row r="(\d+)"', sheets[0])) <= FIRST_ROW + 500
    assert re.findall(r'<row r="(\d+)"', sheets[1])[-1] == str(TITLE_ROW + 1)


def test_the_workbook_of_a_report_has_both_sheets_empty(tmp_path: Path) -> None:
    found = read_workbook(report_file(tmp_path))
    assert {REQUESTS, CASES} <= set(found.layout.sheets)
    for sheet in (REQUESTS, CASES):
        ledger = read_ledger(sheet, found.other(sheet))
        assert ledger.rows == [] and len(ledger.letters) == len(FIELDS[sheet])


def test_the_hidden_calendar_is_that_of_the_library() -> None:
    sheet = opened(form_for_edition("2021"))[REQUESTS]
    first, pattern = date(1899, 12, 30) + timedelta(days=sheet["A4"].value), sheet["B4"].value
    assert sheet.row_dimensions[4].hidden and set(pattern) == {"0", "1"}
    days = [first + timedelta(days=offset) for offset in range(len(pattern))]
    assert days[-1] > calendar().last and pattern == "".join(str(int(calendar().works(one))) for one in days)


# --- reading


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_written_into_a_ledger_is_read_from_it(edition: str, tmp_path: Path) -> None:
    form, year = form_for_edition(edition), YEARS[edition]
    requests, cases = some_rows(form, year)
    result = tally_ledger(report_file(tmp_path, edition), ledger=ledger_file(tmp_path, edition), today=date(year, 2, 1))
    raw_requests, raw_cases = result.tally.requests.raw, result.tally.cases.raw
    read = read_requests(raw_requests, form), read_cases(raw_cases, form)
    assert ledger_rows(form, read[0].rows, read[1].rows) == ledger_rows(form, requests, cases)
    assert [row.line for row in raw_requests.rows] == [*range(FIRST_ROW + 1, FIRST_ROW + 1 + len(requests))]
    assert result.tally.findings == ()
    assert result.tally.cells["requests.results_total.total"] == len(requests) - 1
    assert result.sentence == (
        f"台账共 {len(requests)} 行：计入 {len(requests)} 行，没有未计入的问题行。"
        "复议诉讼台账共 2 行：计入 2 行，没有未计入的问题行。"
    )


def _grid(rows: list[list[CellRaw | None]]) -> dict[tuple[int, int], CellRaw]:
    return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None}


def test_columns_are_found_by_their_titles_wherever_they_stand() -> None:
    ledger = read_ledger(
        REQUESTS,
        _grid(
            [
                ["某局台账"],
                [None, "答复日期", "办理 结果", "经办", "收到日期", "收费金额(元)", "申请人\n类型", "编号"],
                [None, {"date": "2024-03-20T00:00:00"}, GRANTED, "甲", "2024年3月1日", 5, "自然人 ", 7],
                [None, "20240321", None, None, "2024/3/2", None, None, "8"],
                [None, None, None, "只有备注"],
                [None, None, " ", None, None],
                [None, {"error": "#N/A"}, None, None, "２０２４．３．２ 10:20", None, None, None],
            ]
        ),
    )
    assert ledger.letters["answered"] == "B" and ledger.letters["number"] == "H"
    assert [(row.line, dict(row.cells)) for row in ledger.rows] == [
        (
            3,
            {"answered": date(2024, 3, 20), "result": GRANTED, "received": date(2024, 3, 1), "fee": 5}
            | {"applicant": "自然人", "number": 7},
        ),
        (4, {"answered": date(2024, 3, 21), "received": date(2024, 3, 2), "number": "8"}),
        (5, {}),
        (7, {"answered": "#N/A", "received": date(2024, 3, 2)}),
    ]
    assert str(ledger.place("due", 3)) == "台账!B3", "a column that is not there is pointed at by the first that is"


def test_a_row_with_nothing_but_the_reckoned_due_date_is_no_row() -> None:
    titles: list[CellRaw | None] = [field.title for field in REQUEST_FIELDS]
    due = [field.id for field in REQUEST_FIELDS].index("due")
    rows: list[list[CellRaw | None]] = [titles, [*[None] * due, "待补正"], [*[None] * due, {"date": "2024-03-01"}]]
    assert read_ledger(REQUESTS, _grid(rows)).rows == []


_CELLS: st.SearchStrategy[CellRaw] = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(["2024-02-30", "２０２４年２月２９日", "20241301", "是", GRANTED, "自然人", " "]),
    st.dates().map(lambda one: {"date": one.isoformat()}),
    st.just({"error": "#REF!"}),
)


@settings(max_examples=examples(40))
@given(rows=st.lists(st.lists(st.none() | _CELLS, max_size=len(REQUEST_FIELDS) + 2), max_size=12))
@example(rows=[[None] * 14 + [{"date": "2024-03-01"}] + [None] * 4 + ["只有备注"]])
def test_whatever_stands_in_the_cells_every_row_in_use_is_counted_or_named(rows: list[list[CellRaw | None]]) -> None:
    form = form_for_edition("2021")
    ledger = read_ledger(REQUESTS, _grid([[field.title for field in REQUEST_FIELDS], *rows]))
    due = [field.id for field in REQUEST_FIELDS].index("due")
    filled = [
        [at for at, cell in enumerate(row) if cell is not None and (not isinstance(cell, str) or strip(cell))]
        for row in rows
    ]
    used = {line for line, places in enumerate(filled, 2) if [at for at in places if at != due]}
    assert {row.line for row in ledger.rows} == used
    found = count_requests(read_requests(ledger, form), form, 2024)
    assert found.counted | found.earlier | found.later | found.unusable == used
    assert found.unusable <= {int(place.address[1:]) for one in found.findings if one.stops for place in one.places}


def test_an_answer_of_a_day_to_come_is_among_what_is_said(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    row = {"number": "1", "received": "2024-03-01", "applicant": "自然人", "result": GRANTED, "answered": "2024-03-20"}
    end = {"number": "复1", "category": "行政复议", "accepted": "2024-03-01", "outcome": "结果维持"}
    typed(path, {REQUESTS: [row], CASES: [end | {"concluded": "2024-05-01"}]})
    result = tally_ledger(path, today=date(2024, 3, 19))
    assert [str(one.places[0]) for one in result.findings if one.rule == "L20"] == ["台账!Q10", "复议诉讼台账!G10"]
    assert "L20" not in {one.rule for one in tally_ledger(path, today=date(2024, 5, 1)).findings}


def test_a_workbook_is_counted_as_it_was_read(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    found = read_workbook(path)
    typed(path, {REQUESTS: [{"number": "1"}]})
    assert tally_opened(found).tally.requests.raw.rows == []
    assert len(tally_opened(read_workbook(path)).tally.requests.raw.rows) == 1


def test_validation_holds_the_tables_against_the_workbooks_own_ledger(tmp_path: Path) -> None:
    """An empty ledger says nothing; one with rows names the cells that differ, with the rows."""
    path = report_file(tmp_path)
    before = {one.rule for one in tasks.validate_file(path).findings}
    assert not any(rule.startswith("L") for rule in before)
    typed(path, {REQUESTS: [{"number": "2024-7", "received": "2024-03-01", "applicant": "自然人"}]})
    found = [one for one in tasks.validate_file(path).findings if one.rule == "L18"]
    assert found
    assert all("2024-7" in one.message for one in found)
    assert "requests.received.natural_person" in {cell for one in found for cell in one.cells}


def test_dates_that_are_dates_and_remarks_that_read_like_titles_are_entries(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    row = {"number": "2024-7", "received": "2024-03-01", "applicant": "自然人"}
    typed(path, {REQUESTS: [row, {"number": "2024-8", "remark": "备注"}]})
    book = openpyxl.load_workbook(path)
    for line in book[REQUESTS].iter_rows():
        for cell in line:
            if cell.value == "2024-03-01":
                cell.value = date(2024, 3, 1)
    book.save(path)
    found = {one.rule for one in tasks.validate_file(path).findings}
    assert {"L3", "L18"} <= found


def test_ledger_whose_columns_cannot_be_told_does_not_stop_validation(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    typed(path, {REQUESTS: [{"number": "2024-7", "received": "2024-03-01", "applicant": "自然人"}]})
    book = openpyxl.load_workbook(path)
    for row in book[REQUESTS].iter_rows(max_row=40):
        for cell in row:
            if cell.value == "答复日期":
                cell.value = "什么时候答复"
    book.save(path)
    (note,) = [one for one in tasks.validate_file(path).findings if one.rule == "L19"]
    assert "台账没有与表三、表四核对" in note.message
    assert "答复日期" in note.message


def test_a_ledger_without_a_needed_column_is_refused() -> None:
    titles: list[CellRaw | None] = [
        field.title for field in REQUEST_FIELDS if field.id not in ("answered", "applicant")
    ]
    with pytest.raises(TemplateMismatch) as refused:
        read_ledger(REQUESTS, _grid([titles]))
    assert refused.value.code == "T12"
    assert str(refused.value) == "“台账”里找不到“申请人类型”、“答复日期”，没有读取。"


def test_two_columns_with_one_title_are_refused() -> None:
    titles: list[CellRaw | None] = [*(field.title for field in CASE_FIELDS), "受理日期"]
    with pytest.raises(TemplateMismatch) as refused:
        read_ledger(CASES, _grid([titles]))
    assert refused.value.code == "T11"
    assert str(refused.value) == "“复议诉讼台账”里有不止一列叫“受理日期”，没有读取。"


def test_a_workbook_without_ledger_sheets_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(WorkbookError) as refused:
        tally_ledger(report_file(tmp_path), ledger=other)
    assert refused.value.code == "W58"
    assert str(refused.value) == "“别的.xlsx”里没有工作表“台账”和“复议诉讼台账”。"


# --- building the tables


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_tables_are_written_and_everything_agrees_afterwards(edition: str, tmp_path: Path) -> None:
    path, ledger = report_file(tmp_path, edition), ledger_file(tmp_path, edition)
    before = tally_ledger(path, ledger=ledger)
    assert before.differences
    built = build_tables(path, ledger=ledger)
    after = tally_ledger(path, ledger=ledger)
    assert after.differences == ()
    report = read_workbook(path).report
    assert {cell_id: report.number(cell_id) for cell_id in after.tally.cells} == after.tally.cells
    assert all(isinstance(report.value(cell_id), Count) for cell_id in after.tally.cells)
    assert built.edited.sentence.startswith("台账生成表三：已填数 ")
    assert built.edited.sentence.endswith(built.ledger.sentence)
    findings = tasks.validate_file(path).findings
    assert not [one for one in findings if one.rule in ("A1", "A2", "A3", "A4", "A5", "B1", "B2")]
    again = build_tables(path, ledger=ledger)
    assert again.edited.cells == ()
    assert "表三、表四的数已经与台账一致，不用改。台账共" in again.edited.sentence


def test_a_built_table_is_undone_as_it_was(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    old = read_workbook(path).report
    build_tables(path, ledger=ledger_file(tmp_path))
    changed = read_workbook(path)
    assert changed.report != old
    lines = read_lines(changed.changes, changed.layout)
    assert {(line.action, line.reason) for line in lines} == {("台账生成表三", "按台账计数")}
    tasks.undo(path)
    assert read_workbook(path).report == old


def test_typed_totals_get_their_formula_and_foreign_formulas_stay(tmp_path: Path) -> None:
    path = report_file(
        tmp_path, cells={"requests.granted.total": Count(7), "requests.received.business": NotApplicable("/")}
    )
    spots = read_workbook(path).spots
    foreign = spots["requests.granted.other"]
    edits: dict[tuple[str, str], Edit] = {(foreign.sheet, foreign.address): Formula("1+1", 2)}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    built = build_tables(path, ledger=ledger_file(tmp_path))
    assert f"{foreign.place}里是自己写的公式，没有改动" in built.edited.sentence
    after = read_workbook(path)
    assert after.formulas["requests.granted.other"].text == "1+1"
    assert after.formulas["requests.granted.total"].text.startswith("SUM(")
    assert after.report.value("requests.received.business") == Count(
        built.ledger.tally.cells["requests.received.business"]
    )
    assert after.report.number("requests.granted.total") == after.report.number("requests.granted.natural_person") + 2


def test_the_ledger_of_the_workbook_itself_is_counted(tmp_path: Path) -> None:
    """Rows typed into the report's own sheets; a ledger without rows leaves its table alone; bad rows are named."""
    path = report_file(tmp_path, cells={"review.reconsideration.upheld": Count(3)})
    row = {"received": "2024-03-01", "applicant": "自然人", "answered": "2024-03-20", "result": GRANTED}
    typed(path, {REQUESTS: [{"number": "1", **row}, {"number": "2", **row, "applicant": "个人"}]})
    built = build_tables(path)
    report = read_workbook(path).report
    assert report.value("requests.granted.natural_person") == Count(1)
    assert report.value("requests.denied_state_secret.other") == Count(0)
    assert report.value("review.reconsideration.upheld") == Count(3)
    assert report.value("review.reconsideration.corrected") == BLANK
    assert "台账共 2 行：计入 1 行，1 行有问题未计入。" in built.edited.sentence
    assert [str(one.places[0]) for one in built.ledger.findings if one.rule == "L2"] == [f"台账!C{FIRST_ROW + 2}"]


def test_an_empty_ledger_builds_nothing(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as refused:
        build_tables(path)
    assert refused.value.code == "W59" and refused.value.hint == "本年没有发生任何一项的，请用“零报告”。"
    assert str(refused.value) == "“年报.xlsx”的台账里还没有登记，没有改动。"
    assert path.read_bytes() == before


ROW = {"applicant": "自然人", "answered": "2024-03-20", "result": GRANTED}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            {
                REQUESTS: [{**ROW, "number": "1", "received": "2025-03-01", "answered": "2025-03-20"}] * 2
                + [{"number": "3", "received": "2025-03-01", "applicant": "自然人"}],
                CASES: [{"number": "复1", "category": "行政复议", "accepted": "2025-04-01"}],
            },
            "1 行在本年度之后收到，1 个案件在本年度之后受理，2 行有问题",
        ),
        (
            {REQUESTS: [{**ROW, "number": "1", "received": "2023-03-01", "answered": "2023-03-20"}]},
            "1 行以前年度已办结",
        ),
    ],
    ids=["later", "earlier"],
)
def test_a_ledger_of_another_year_wipes_nothing(
    rows: dict[str, list[dict[str, str]]], why: str, tmp_path: Path
) -> None:
    path = report_file(tmp_path, cells={"requests.received.natural_person": Count(3525)})
    typed(path, rows)
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as refused:
        build_tables(path)
    assert refused.value.code == "W59"
    assert str(refused.value) == f"“年报.xlsx”的台账里没有一行计入 2024 年度（{why}），没有改动。"
    assert refused.value.hint.startswith("请核对工作簿和台账的年度")
    assert path.read_bytes() == before


def test_a_ledger_of_which_no_row_counts_leaves_its_table(tmp_path: Path) -> None:
    """The other table is written; whether anything changes there or not, it is said which one was left alone."""
    typed_numbers: dict[str, Value] = {"review.reconsideration.upheld": Count(3)}
    path = report_file(tmp_path, cells=typed_numbers)
    late = {"number": "复1", "category": "行政复议", "accepted": "2025-04-01"}
    typed(path, {REQUESTS: [{**ROW, "number": "1", "received": "2024-03-01"}], CASES: [late]})
    left = "复议诉讼台账没有一行计入 2024 年度，表四没有改动。"
    sentence = build_tables(path).edited.sentence
    assert sentence.startswith("台账生成表三：已填数 ") and left in sentence
    report = read_workbook(path).report
    assert report.value("requests.granted.natural_person") == Count(1)
    assert report.value("review.reconsideration.upheld") == Count(3)
    assert report.value("review.reconsideration.corrected") == BLANK
    again = build_tables(path).edited
    assert again.cells == () and again.sentence.startswith(f"没有要改的格。{left}")


def test_what_replaces_typed_numbers_is_told_from_what_fills_blanks(tmp_path: Path) -> None:
    numbers = {"received": 3525, "carried_in": 8, "granted": 1, "partially_granted": 5, "denied_state_secret": 6}
    cells: dict[str, Value] = {f"requests.{row}.natural_person": Count(number) for row, number in numbers.items()}
    cells |= {"requests.carried_out.natural_person": Count(7), "requests.granted.total": Count(9)}
    path = report_file(tmp_path, cells=cells)
    typed(path, {REQUESTS: [{**ROW, "number": "1", "received": "2024-03-01"}]})
    found = read_workbook(path)
    at = {name: found.spots[f"requests.{name}.natural_person"].address for name in (*numbers, "carried_out")}
    total = found.spots["requests.granted.total"].place
    sheet = found.spots["requests.granted.total"].sheet
    inputs = len(request_table(found.report.form).inputs)
    made = table_edits(found, tally_opened(found).tally, "2025-01-20 10:31:05")
    said = made.sentence(done=False)
    assert said.startswith(f"台账生成表三：将填数 {inputs - 6} 格（{sheet}!")
    assert (
        f"，改数 5 格（{sheet}!{at['received']} 由 3525 改为 1、{at['carried_in']} 由 8 改为 0、"
        f"{at['partially_granted']} 由 5 改为 0、{at['denied_state_secret']} 由 6 改为 0 等 5 格）"
    ) in said
    assert "，恢复合计公式 8 格（" in said
    assert said.endswith(f"，其中手填的合计 1 格（{total} 由 9 改为公式）。")
    assert at["granted"] not in said.split("改数")[1], "a number that the ledger confirms is not changed"


# --- a new ledger


def test_a_new_ledger_begins_with_what_was_open(tmp_path: Path) -> None:
    last = tmp_path / "上年台账.xlsx"
    last.write_bytes(_ledger(form_for_edition("2021")))
    made = new_ledger(tmp_path / "台账.xlsx", 2025, previous=last)
    assert made.sentence == "已建立“台账.xlsx”，带入上年没有办结的申请 1 件、没有审结的案件 1 件。"
    result = tally_ledger(report_file(tmp_path), ledger=made.file)
    (row,) = result.tally.requests.raw.rows
    assert row.cells["number"] == "=1+1" and row.cells["carried"] == "是"
    with zipfile.ZipFile(made.file) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode() + archive.read("xl/sharedStrings.xml").decode()
    assert "<t>=1+1</t>" in text and "<t>@SUM(A1)</t>" in text and "<f>1+1</f>" not in text
    with pytest.raises(FileExists):
        new_ledger(made.file, 2025)
    with pytest.raises(FileExists):
        new_ledger(last, 2025, previous=last, force=True)
    with pytest.raises(WorkbookError) as refused:
        new_ledger(tmp_path / "台账.xls", 2025)
    assert refused.value.code == "W50"


def test_rows_of_last_year_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    typed(path, {REQUESTS: [{"number": "1", "received": "2024-12-20"}]})
    made = new_ledger(tmp_path / "台账.xlsx", 2025, previous=path)
    assert made.sentence == (
        f"已建立“台账.xlsx”。上年台账有 1 处问题，这些行没有带入，请改正后补登：台账!第 {FIRST_ROW + 1} 行（1）。"
    )
    assert [one.rule for one in made.carried.findings] == ["L3"]


def test_rows_left_behind_are_named_of_both_sheets_ten_at_most(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    typed(path, {REQUESTS: [{"number": str(number)} for number in range(12)], CASES: [{"number": "复1"}]})
    made = new_ledger(tmp_path / "台账.xlsx", 2025, previous=path)
    first = FIRST_ROW + 1
    named = "、".join(f"第 {first + number} 行（{number}）" for number in range(10))
    assert made.sentence == (
        f"已建立“台账.xlsx”。上年台账有 13 处问题，这些行没有带入，请改正后补登：台账!{named} 等 12 行；"
        f"复议诉讼台账!第 {first} 行（复1）。"
    )


def test_rows_that_came_in_the_new_year_go_on_as_well(tmp_path: Path) -> None:
    """Last year's ledger was kept on: what came since is neither lost nor called carried in."""
    path = report_file(tmp_path)
    rows = [
        {"number": "1", "received": "2024-12-20", "applicant": "自然人"},
        {**ROW, "number": "2", "received": "2024-03-01"},
        {"number": "3", "received": "2025-01-06", "applicant": "自然人"},
        {**ROW, "number": "4", "received": "2025-01-07", "answered": "2025-01-08"},
    ]
    typed(path, {REQUESTS: rows, CASES: [{"number": "复1", "category": "行政复议", "accepted": "2025-01-06"}]})
    made = new_ledger(tmp_path / "台账.xlsx", 2025, previous=path)
    assert made.sentence == (
        "已建立“台账.xlsx”，带入上年没有办结的申请 1 件、没有审结的案件 0 件，"
        "本年已收到的申请 2 件、已受理的案件 1 件。"
    )
    raw_requests, raw_cases = ledgers_of(made.file)
    assert [(row.cells["number"], row.cells.get("carried")) for row in raw_requests.rows] == [
        ("1", "是"),
        ("3", None),
        ("4", None),
    ]
    assert raw_requests.rows[-1].cells["answered"] == date(2025, 1, 8)
    assert [row.cells["number"] for row in raw_cases.rows] == ["复1"]
