"""汇总.xlsx: a valid workbook of ours with the total, from which every number leads to its contributors."""

from __future__ import annotations

import csv
import io
import random
import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from support.collected import ATTACK, CENTRE, FEES, HEALTH, POLICE, TOP, TOWN, large_city, small_county
from workbook.template_office import ALL_SHEETS, RECALCULATE, has_office, spoilt

from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.words import COUNTED
from xl_tools.intake.workbook import WorkbookGate
from xl_tools.summary import book as summary_book
from xl_tools.summary import plan as summary_plan
from xl_tools.summary.book import build_summary
from xl_tools.summary.links import LinkBase
from xl_tools.summary.names import (
    BOARD,
    COMPARED,
    FIGURES,
    FINDINGS,
    IDS_ROW,
    INBOX,
    NOTES,
    SHEETS,
    TRACE,
    UNITS,
)
from xl_tools.summary.names import (
    TOP as LIST_TOP,
)
from xl_tools.summary.plan import opened_by_link
from xl_tools.tasks import export, validate_file
from xl_tools.values import Amount, Count
from xl_tools.workbook import canvas
from xl_tools.workbook.canvas import Book
from xl_tools.workbook.hyperlinks import LONGEST, address_of
from xl_tools.workbook.layout import INDEX, layout_for
from xl_tools.workbook.styles import Style
from xl_tools.workbook.template import build_workbook

FOLDER = Path("/collection")
LINKS = LinkBase(FOLDER, "汇总_溯源.csv")


@cache
def county(*, clean: bool = False) -> Collected:
    return small_county(clean=clean)


@cache
def built(*, clean: bool = False) -> bytes:
    return build_summary(county(clean=clean), links=LINKS)


@cache
def formulas() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(built()))


@cache
def values() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(built()), data_only=True)


def layout():
    report = county().total.report
    return layout_for(report.form, report.previous.form if report.previous else report.form)


def rows_of(book: Workbook, sheet: str, top: int = LIST_TOP) -> list[dict[str, object]]:
    """The lines of a list by the titles of its columns."""
    titles, *lines = book[sheet].iter_rows(min_row=top + 1, values_only=True)
    return [dict(zip(map(str, titles), line, strict=True)) for line in lines]


def head_row(book: Workbook, sheet: str, title: str) -> int:
    """The row (from 0) whose first cell says `title`, the last one of several."""
    return max(row for row, (value,) in enumerate(book[sheet].iter_rows(max_col=1, values_only=True)) if value == title)


# --- a workbook of the template


def test_it_is_read_as_a_workbook_and_judged_as_the_total(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(built())
    found = validate_file(path)
    assert found.error is None
    assert found.report is not None
    total = county().total.report
    assert found.report.cells == total.cells
    assert found.report.unit == total.unit
    assert found.report.previous is not None
    assert total.previous is not None
    assert found.report.previous.cells == total.previous.cells
    assert found.findings == county().judged.findings


def test_the_countys_own_report_is_exported_from_it(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(built(clean=True))
    made = export(path, ["html"])
    page = made.files[0].read_text(encoding="utf-8")
    assert "示例县人民政府" in page
    assert str(county(clean=True).total.report.number("requests.received.total")) in page


def test_cells_of_the_template_hold_what_they_hold_without_links() -> None:
    plain = openpyxl.load_workbook(io.BytesIO(build_workbook(county().total.report, source="各单位填报的上年数之和")))
    linked = formulas()
    assert linked.sheetnames == [*plain.sheetnames, *SHEETS]
    for name in plain.sheetnames:
        for row in plain[name].iter_rows():
            for cell in row:
                other = linked[name][cell.coordinate]
                if (name, cell.coordinate) != (INDEX, "A4"):
                    assert (other.value, other.data_type) == (cell.value, cell.data_type), cell.coordinate
                    assert other.number_format == cell.number_format


def test_equal_runs_give_equal_bytes() -> None:
    assert build_summary(small_county(), links=LINKS) == built()


def test_it_passes_the_gate() -> None:
    WorkbookGate().check(built())


# --- tracing


def test_every_number_of_the_total_leads_to_its_contributors() -> None:
    book, report = values(), county().total.report
    lines = rows_of(book, TRACE)
    by_cell: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        by_cell.setdefault(str(line["单元格编号"]), []).append(index)
    for cell, spot in layout().cells.items():
        link = book[spot.sheet][spot.address].hyperlink
        if cell not in report.cells:
            assert link is None
            continue
        assert link is not None
        first = by_cell[cell][0]
        assert link.location == f"'{TRACE}'!$A${LIST_TOP + 2 + first}"
        # One block for each cell, whose numbers are the total.
        assert by_cell[cell] == list(range(first, first + len(by_cell[cell])))
        numbers = [lines[index]["数"] for index in by_cell[cell]]
        found = sum(number for number in numbers if isinstance(number, int | float))
        assert found == pytest.approx(float(report.number(cell)))
        back = book[TRACE].cell(LIST_TOP + 2 + first, 2).hyperlink
        assert back is not None
        assert back.location == spot.reference


def test_every_line_names_its_place_and_leads_to_its_file() -> None:
    book = values()
    lines = rows_of(book, TRACE)
    contributions = {one.unit: one for one in county().total.contributions}
    assert {str(line["单位"]) for line in lines} == contributions.keys()
    for row, line in enumerate(lines, LIST_TOP + 2):
        one = contributions[str(line["单位"])]
        reading = one.line.reading
        assert reading is not None
        place = reading.places[str(line["单元格编号"])]
        assert (line["工作表"], line["单元格"]) == (place.sheet, place.address)
        assert line["摘要"] == one.line.arrival.digest[:12]
        link = book[TRACE].cell(row, 5).hyperlink
        assert link is not None
        assert link.target is not None
        assert FOLDER / unquote(link.target) == one.line.arrival.file


def test_beyond_the_limit_zeros_are_left_out_then_whole_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(build_summary(county(), links=LINKS, rows=40)), data_only=True)
    lines = rows_of(book, TRACE)
    assert 0 < len(lines) <= 40
    assert all(line["数"] != 0 for line in lines)
    note = str(book[TRACE]["A3"].value)
    assert f"这里列出 {len(lines)} 行" in note
    assert "汇总_溯源.csv" in note
    report, shown = county().total.report, {str(line["单元格编号"]) for line in lines}
    for cell in shown:
        found = sum(float(str(line["数"])) for line in lines if line["单元格编号"] == cell and line["数"] != "/")
        assert found == pytest.approx(float(report.number(cell)))
    hidden = next(cell for cell in report.numbers if cell not in shown)
    spot = layout().cells[hidden]
    link = book[spot.sheet][spot.address].hyperlink
    assert link is not None
    assert str(link.location).startswith(f"'{UNITS}'!")


# --- 分单位


def test_the_sum_adds_what_is_counted_and_nothing_else() -> None:
    sheet, total = values()[UNITS], county().total
    ids = [cell.value for cell in sheet[IDS_ROW + 1]]
    assert sheet.row_dimensions[IDS_ROW + 1].hidden
    top = IDS_ROW + 6
    rows = [dict(zip(ids, line, strict=True)) for line in sheet.iter_rows(min_row=top + 1, values_only=True)]
    states = {(row["unit"], row["scope"]): row["state"] for row in rows}
    assert states[POLICE, "本级"] == "未计入"
    assert states[HEALTH, "汇总"] == COUNTED
    assert states[HEALTH, "本级"] == "未计入"
    assert states[TOP, "汇总"] == "只作核对"
    assert states[CENTRE, None] == "已报"
    order = [row["state"] == COUNTED for row in rows]
    assert order == sorted(order, reverse=True)
    sums = [cell.value for cell in sheet[top - 1]]
    for cell, number in total.report.numbers.items():
        column = ids.index(cell)
        assert sums[column] == pytest.approx(float(number))
        added = [row[cell] for row in rows if row["state"] == COUNTED and isinstance(row[cell], int | float)]
        assert sum(added) == pytest.approx(float(number))
    assert {row["unit"]: row[FEES] for row in rows}[TOWN] == "/"
    assert sheet.freeze_panes == f"C{top + 1}"
    assert sheet.auto_filter.ref.startswith(f"A{top}:")


def test_a_sum_is_a_number_where_not_all_units_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary_plan, "_MOST_CELLS", 3 * 210)
    book = openpyxl.load_workbook(io.BytesIO(build_summary(county(), links=LINKS)), read_only=True)
    lines = list(book[UNITS].iter_rows(values_only=True))
    assert len(lines) == IDS_ROW + 6 + 3
    assert "放不下" in str(lines[2][0])
    first = next(iter(county().total.report.form.cells))
    assert lines[IDS_ROW + 4][8] == county().total.report.number(first)


def _reckoned(data: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Every sheet as LibreOffice shows it once every stored result is spoilt, line by line."""
    profile, file = folder / "profile", folder / "book.xlsx"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    file.write_bytes(spoilt(data))
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", ALL_SHEETS, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[str, list[list[str]]] = {}
    for name in SHEETS:
        with (folder / f"book-{name}.csv").open(encoding="utf-8", newline="") as stream:
            found[name] = list(csv.reader(stream))
    return found


@pytest.mark.soffice
@pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reckons_the_values_that_are_stored(tmp_path: Path) -> None:
    found = _reckoned(built(), tmp_path)
    book, checked = formulas(), 0
    for name in (UNITS, BOARD, FIGURES):
        for row in book[name].iter_rows():
            for cell in row:
                if cell.data_type != "f" or "HYPERLINK" in str(cell.value):
                    continue
                stored = values()[name][cell.coordinate].value
                here = found[name][cell.row - 1][cell.column - 1]
                checked += 1
                if isinstance(stored, float | int):
                    assert float(here) == pytest.approx(stored), cell
                else:
                    assert here == (stored or ""), cell
    assert checked > 200


# --- the other lists


def test_the_board_counts_its_own_list() -> None:
    book, board = values(), county().board
    top = head_row(book, BOARD, "序号")
    rows = rows_of(book, BOARD, top)
    assert [(row["单位"], row["状态"]) for row in rows] == [(one.unit.name, one.status.label) for one in board.rows]
    tally = next(line for line in book[BOARD].iter_rows(values_only=True) if line[1] == "合计")
    total = board.total
    expected = (total.expected, total.received, total.returned, total.waiting, total.missing, total.late)
    assert tally[2:8] == expected
    missing = next(row for row in rows if row["状态"] == "未报")
    assert missing["联系人"] == "联系人七"
    assert missing["文件"] is None


def test_every_file_that_came_has_its_line() -> None:
    rows = rows_of(values(), INBOX)
    lines = county().inbox.lines
    assert [(row["序号"], row["结论"]) for row in rows] == [(one.arrival.number, one.verdict.label) for one in lines]
    assert rows[3]["文件"] == "部门.zip › 政法口 › 公安局.xlsx"
    assert rows[2]["采用序号"] == 2


def test_every_finding_of_a_file_that_counts_has_its_line() -> None:
    book = values()
    rows = rows_of(book, FINDINGS, head_row(book, FINDINGS, "序号"))
    taken = [line for line in county().inbox.taken.values() if line.reading]
    expected = [one.message for one in county().judged.findings]
    expected += [one.message for line in taken if line.reading for one in line.reading.findings]
    assert sorted(str(row["审核内容"]) for row in rows) == sorted(expected)
    assert any(row["单位"] == POLICE and row["是否计入"] == "否" and row["建议"] for row in rows)
    by_rule = rows_of(book, FINDINGS, LIST_TOP + 1)
    assert by_rule[0]["规则"] == "A2"
    assert by_rule[0]["错误"] == 1


def test_remarks_and_decisions_are_told() -> None:
    remarks = rows_of(values(), COMPARED)
    assert [row["规则"] for row in remarks] == [one.finding.rule for one in county().remarks]
    said = [str(value) for line in values()[NOTES].iter_rows(values_only=True) for value in line if value]
    for words in ("决定有错误的计入（2025-02-11，先汇总看看）；计入的报告里有 1 份有错误。", "东山镇", "简称", "/"):
        assert words in said
    assert any("含所属 1 个单位" in words for words in said)


def test_it_says_that_nobody_decided_about_errors() -> None:
    undecided = replace(county(), decisions=Decisions())
    book = openpyxl.load_workbook(io.BytesIO(build_summary(undecided, links=LINKS)), read_only=True)
    said = [str(value) for line in book[NOTES].iter_rows(values_only=True) for value in line if value]
    assert "没有人决定过有错误的报告计不计入；现在照样计入，有 1 份。" in said


def test_charts_show_live_ranges() -> None:
    sheet = formulas()[FIGURES]
    kinds = [type(chart).__name__ for chart in sheet._charts]  # pyright: ignore[reportPrivateUsage]
    assert kinds == ["BarChart"] * 3
    refs = [cell.value for row in sheet.iter_rows(max_col=2) for cell in row if cell.data_type == "f"]
    assert any(f"'{UNITS}'!" in str(ref) for ref in refs)
    assert any("三、申请情况" in str(ref) for ref in refs)


def test_lists_are_ready_to_be_filtered_and_printed() -> None:
    for name in (BOARD, INBOX, FINDINGS, COMPARED, TRACE, UNITS):
        sheet = formulas()[name]
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.page_setup.orientation == "landscape"
        assert not sheet.protection.sheet


# --- words of strangers


def test_no_word_of_a_unit_becomes_a_formula() -> None:
    book, met = formulas(), 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert isinstance(cell, Cell) or cell.value is None
                if ATTACK[:20] in str(cell.value):
                    met += 1
                    assert cell.data_type == "s"
    assert met >= 4


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_path_can_be_read_back_from_its_address(path: str) -> None:
    address = address_of(path)
    assert unquote(address) == path
    assert not re.search(r'[\x00-\x20"#<>?\[\]\\^`{|}]', address)


def test_a_name_that_is_no_utf_8_keeps_its_bytes() -> None:
    assert address_of("\udcc4\udce3.xlsx") == "%C4%E3.xlsx"


def test_files_are_found_from_where_the_workbook_stands() -> None:
    assert LINKS.to(FOLDER / "收件" / "一.xlsx") == "收件/一.xlsx"
    assert LINKS.to(Path("/other/一.xlsx")) == "../other/一.xlsx"
    assert LINKS.to(FOLDER / "a:b.xlsx") == "./a:b.xlsx"


# --- what XlsxWriter is spared


def _book(draw) -> Workbook:  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
    book = Book([])
    sheet = book.sheet("一", "#000000")
    draw(book, sheet)
    return openpyxl.load_workbook(io.BytesIO(book.finish("", {})))


def test_a_line_holds_what_single_cells_hold() -> None:
    rng = random.Random(1)
    report = county().total.report
    row = [None, "", "=1+1", "<r>a</r>", "_x0041_", "字" * 40_000, 0, -3, county().as_of, Amount(report.number(FEES))]
    contents = [one.number if isinstance(one, Amount | Count) else one for one in row]
    contents += [rng.randrange(10**15) for _ in range(30)]
    styles = [rng.choice((Style.ITEM, Style.ITEM_NUMBER)) for _ in contents]

    def singly(_: Book, sheet: canvas.Sheet) -> None:
        for column, (content, style) in enumerate(zip(contents, styles, strict=True), 3):
            sheet.put(2, column, content, style)

    def together(book: Book, sheet: canvas.Sheet) -> None:
        sheet.put(2, 0, "前", Style.ITEM, columns=2)
        sheet.line(2, 3, contents, book.formats(styles))

    one, other = _book(singly)["一"], _book(together)["一"]
    assert other["A3"].value == "前"
    for column in range(4, len(contents) + 4):
        first, second = one.cell(3, column), other.cell(3, column)
        assert (first.value, first.data_type, first.number_format) == (
            second.value,
            second.data_type,
            second.number_format,
        )


def test_more_links_than_excel_takes_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas, "MOST_LINKS", 2)
    made: list[bool] = []

    def draw(book: Book, sheet: canvas.Sheet) -> None:
        for row in range(3):
            sheet.line(row, 0, [row], book.formats([Style.ITEM]))
            made.append(sheet.attach(row, 0, f"文件 {row}.xlsx"))
        monkeypatch.setattr(canvas, "MOST_LINKS", 9)
        made.append(sheet.attach(2, 0, "长" * (LONGEST + 1)))

    book = _book(draw)
    assert made == [True, True, False, False]
    assert [bool(book["一"].cell(row, 1).hyperlink) for row in (1, 2, 3)] == [True, True, False]


def test_a_city_is_written_with_all_its_units() -> None:
    city = large_city(12)
    book = openpyxl.load_workbook(io.BytesIO(build_summary(city, links=LINKS)), data_only=True, read_only=True)
    lines = sum(1 for _ in book[TRACE].iter_rows(min_row=LIST_TOP + 2, max_col=1))
    assert lines == 12 * len(city.total.report.form.cells)
    assert sum(1 for _ in book[UNITS].iter_rows(min_row=IDS_ROW + 7, max_col=1)) == 12
    assert summary_book.MOST_LINES < canvas.MOST_LINKS


@pytest.mark.parametrize("name", ["年报.exe", "年报.lnk", "年报.html", "年报.xlsm", "年报.zip", "来信.eml", "无后缀"])
def test_nothing_that_could_run_is_opened_by_a_link(name: str) -> None:
    (line, *_) = [one for one in small_county().inbox.lines if one.arrival.digest]
    file = line.arrival.file.with_name(name)
    assert opened_by_link(replace(line, arrival=replace(line.arrival, file=file))) == file.parent
    shown = line.arrival.file.with_name("年报.xlsx")
    assert opened_by_link(replace(line, arrival=replace(line.arrival, file=shown))) == shown
