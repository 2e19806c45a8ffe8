"""提取上年数据, 接转上年, 台账生成表三 and 迁移旧模板 pressed in LibreOffice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw
from pressing import Bench, changed, snapshot
from support.reports import PUBLISHED, TESTS, published

from xl_tools import tasks
from xl_tools.forms.load import form_for_edition
from xl_tools.ledger.fields import CASE_FIELDS, CASES, REQUEST_FIELDS, REQUESTS, Field
from xl_tools.report import Report
from xl_tools.values import Count
from xl_tools.workbook.layout import PREVIOUS, layout_for_year
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.spot import Spot

pytestmark = pytest.mark.soffice

YEAR = 2024
LAYOUT = layout_for_year(form_for_edition("2021"), YEAR)
LAST = published("suqian-2023")
CARRIED = "requests.carried_in.natural_person"
OUT = "requests.carried_out.natural_person"


def this_year(**cells: int) -> Report:
    """This year's figures, without last year's."""
    report = replace(published("suqian-2024"), previous=None)
    return report.with_cells({name.replace("__", "."): Count(number) for name, number in cells.items()})


def last_year_file(folder: Path, name: str = "宿迁市2023年政府信息公开工作年度报告") -> Path:
    """Last year's report as it was published, in Word."""
    path = folder / f"{name}.docx"
    tasks.export(PUBLISHED["suqian-2023"], ["word"], out=path, draft=True)
    return path


def cell(book: xw.Book, spot: Spot) -> object:
    return book.sheets[spot.sheet].range(spot.address).value


# --- 提取上年数据


def test_last_years_word_file_fills_the_sheet_and_validation_then_knows_the_carry_over(bench: Bench) -> None:
    """The main job of the first year: a Word file is all that the office has of last year."""
    wrong = LAST.number(OUT) + 3
    path = bench.file(this_year(requests__carried_in__natural_person=int(wrong)))
    source = last_year_file(bench.folder)
    book = bench.open(path)
    before = snapshot(book)
    boxes = bench.press("take_previous", "yes", "ok")
    assert f"→ {source.name}" in boxes[0].prompt
    assert "共 200 格：可靠 200、待核 0、未找到 0" in boxes[1].prompt
    assert "提取上年数据：已填数" in boxes[2].prompt
    assert {place[0] for place in changed(before, snapshot(book))} <= {PREVIOUS, "修改记录"}
    assert cell(book, LAYOUT.previous[OUT]) == LAST.number(OUT)
    assert str(cell(book, LAYOUT.previous_fields["source"])).startswith(source.name)
    assert cell(book, LAYOUT.previous_fields["taken_on"])
    assert (bench.folder / f"{path.stem}-提取核对.html").is_file()
    bench.press("validate")
    book.save()
    found = [one for one in tasks.validate_file(path).findings if one.rule == "C1" and CARRIED in one.cells]
    assert len(found) == 1
    assert (found[0].left, found[0].right) == (wrong, LAST.number(OUT))
    rows = book.sheets["目录与审核"].range("A1:J60").value
    assert any("C1" in row for row in rows)


def test_nothing_that_was_typed_is_replaced_without_a_yes(bench: Bench) -> None:
    path = bench.file(this_year())
    last_year_file(bench.folder)
    book = bench.open(path)
    spot = LAYOUT.previous[OUT]
    book.sheets[spot.sheet].range(spot.address).value = 999
    boxes = bench.press("take_previous", "yes", "no")
    assert f"{spot.place}：原填 999，按上年数据是 {LAST.number(OUT)}" in boxes[1].prompt
    assert cell(book, spot) == 999
    other = LAYOUT.previous["requests.received.total"]
    assert cell(book, other) == LAST.number("requests.received.total")
    bench.press("take_previous", "yes", "yes")
    assert cell(book, spot) == LAST.number(OUT)


def test_cancel_changes_nothing(bench: Bench) -> None:
    path = bench.file(this_year())
    last_year_file(bench.folder)
    book = bench.open(path)
    before = snapshot(book)
    bench.press("take_previous", "cancel")
    bench.press("take_previous", "yes", "cancel")
    assert changed(before, snapshot(book)) == set()


def test_pasted_page_in_a_sheet_of_its_own_is_read(bench: Bench) -> None:
    path = bench.file(this_year())
    book = bench.open(path)
    page = tasks.export(PUBLISHED["suqian-2023"], ["html"], out=bench.folder / "a.html", draft=True).files[0]
    source = tasks.read_document(page).extraction.source
    sheet = book.sheets.add("粘贴", after=book.sheets[-1])
    row = 1
    for block in source.blocks:
        for box in getattr(block, "boxes", ()):
            sheet.range((row + box.row, 1 + box.column)).value = box.text
        if hasattr(block, "boxes"):
            row += max(box.row + box.rows for box in block.boxes) + 1
        else:
            sheet.range((row, 1)).value = block.text
            row += 1
    sheet.activate()
    boxes = bench.press("take_previous", "ok")
    assert "粘贴（粘贴的表）" not in boxes[0].prompt
    assert cell(book, LAYOUT.previous[OUT]) == LAST.number(OUT)
    assert "粘贴" in str(cell(book, LAYOUT.previous_fields["source"]))


def test_folder_without_last_years_report_is_told_what_to_do(bench: Bench) -> None:
    bench.open(bench.file(this_year()))
    (box,) = bench.press("take_previous")
    assert "没有找到上年的年报。（P39）" in box.prompt
    assert "粘贴进去" in box.prompt


def test_last_years_workbook_and_another_year_are_told_apart(bench: Bench) -> None:
    path = bench.file(this_year())
    tasks.import_report(PUBLISHED["suqian-2023"], bench.folder / "上年 年报.xlsx")
    shutil.copy(path, bench.folder / "去年 年报.xlsx")
    bench.open(path)
    (bench.folder / "2023年报-提取核对.html").write_text("由上次提取写出")
    (bench.folder / "2023年报.jpg").write_bytes(b"a")
    boxes = bench.press("take_previous", "no", "yes")
    assert "提取核对" not in boxes[0].prompt and ".jpg" not in boxes[0].prompt
    assert "来源是 2024 年度的年报，不是上年（2023 年度）" in boxes[2].prompt
    boxes = bench.press("take_previous", "yes", "ok")
    assert "已填数" in boxes[2].prompt


def test_refused_report_writes_no_page(bench: Bench) -> None:
    path = bench.file(this_year())
    tasks.export(PUBLISHED["huiyi-2021"], ["word"], out=bench.folder / "上年年报.docx", draft=True)
    bench.open(path)
    boxes = bench.press("take_previous", "yes")
    assert "不是上年（2023 年度）" in boxes[1].prompt
    assert not list(bench.folder.glob("*提取核对.html"))


# --- 接转上年


def test_carry_over_is_taken_into_blank_cells_and_asked_about_elsewhere(bench: Bench) -> None:
    report = replace(published("suqian-2024"), previous=LAST)
    kept = {id_: value for id_, value in report.cells.items() if not id_.startswith("requests.carried_in")}
    path = bench.file(replace(report, cells={**kept, CARRIED: Count(1)}))
    book = bench.open(path)
    boxes = bench.press("carry_in", "no")
    assert f"{LAYOUT.cells[CARRIED].place}：原填 1，按上年数据是 {LAST.number(OUT)}" in boxes[0].prompt
    assert cell(book, LAYOUT.cells[CARRIED]) == 1
    other = LAYOUT.cells["requests.carried_in.business"]
    assert cell(book, other) == LAST.number("requests.carried_out.business")
    bench.press("carry_in", "yes")
    assert cell(book, LAYOUT.cells[CARRIED]) == LAST.number(OUT)
    bench.press("undo", "ok")
    assert cell(book, LAYOUT.cells[CARRIED]) == 1


def test_nothing_to_carry_over_is_said(bench: Bench) -> None:
    bench.open(bench.file(this_year()))
    (box,) = bench.press("carry_in")
    assert "没有可用的“结转下年”" in box.prompt


# --- 台账生成表三


def write_rows(book: xw.Book, name: str, fields: tuple[Field, ...], rows: list[dict[str, object]]) -> None:
    """Rows under the titles of a ledger sheet."""
    sheet = book.sheets[name]
    titles = {
        str(value): (row, column)
        for row, line in enumerate(sheet.range((1, 1), (40, 30)).value, start=1)
        for column, value in enumerate(line, start=1)
        if value is not None
    }
    for number, row in enumerate(rows, start=1):
        for field in fields:
            if field.id in row:
                top, column = titles[field.title]
                sheet.range((top + number, column)).value = row[field.id]


def request(number: int, result: str = "", answered: datetime | None = None) -> dict[str, object]:
    row: dict[str, object] = {
        "number": f"{YEAR}-{number:03}",
        "received": datetime(YEAR, 3, number),
        "applicant": "自然人",
    }
    return row | ({"result": result, "answered": answered} if result else {})


@pytest.fixture
def results() -> list[str]:
    """Choices of 办理结果, in the form's order."""
    from xl_tools.ledger.choices import request_table

    return list(request_table(form_for_edition("2021")).results.shown)


def test_ledger_fills_the_tables_and_undo_takes_it_back(bench: Bench, results: list[str]) -> None:
    path = bench.file(replace(published("suqian-2024"), cells={}, previous=None))
    book = bench.open(path)
    answered = datetime(YEAR, 3, 28)
    write_rows(
        book, REQUESTS, REQUEST_FIELDS, [request(1, results[0], answered), request(2, results[1], answered), request(4)]
    )
    write_rows(
        book,
        CASES,
        CASE_FIELDS,
        [{"number": "复议1", "category": "行政复议", "accepted": datetime(YEAR, 5, 6)}],
    )
    before = snapshot(book)
    boxes = bench.press("build_from_ledger", "ok")
    assert "台账共 3 行：计入 3 行" in boxes[0].prompt
    received, granted = (
        LAYOUT.cells["requests.received.natural_person"],
        LAYOUT.cells["requests.granted.natural_person"],
    )
    assert (cell(book, received), cell(book, granted)) == (3, 1)
    assert cell(book, LAYOUT.cells["requests.carried_out.natural_person"]) == 1
    assert cell(book, LAYOUT.cells["requests.results_total.total"]) == 2
    assert cell(book, LAYOUT.cells["review.reconsideration.pending"]) == 1
    touched = {place[0] for place in changed(before, snapshot(book))}
    assert touched <= {received.sheet, LAYOUT.cells["review.reconsideration.pending"].sheet, "修改记录"}
    (again,) = bench.press("build_from_ledger")
    assert "表三、表四与台账一致" in again.prompt
    bench.press("undo", "ok")
    assert cell(book, received) is None


def test_odd_rows_are_named_and_not_counted(bench: Bench, results: list[str]) -> None:
    book = bench.open(bench.file(replace(published("suqian-2024"), cells={}, previous=None)))
    early = request(5, results[0], datetime(YEAR, 3, 1))
    write_rows(book, REQUESTS, REQUEST_FIELDS, [request(1), early])
    boxes = bench.press("build_from_ledger", "cancel")
    assert "1 行有问题未计入" in boxes[0].prompt
    assert f"{YEAR}-005" in boxes[0].prompt
    assert cell(book, LAYOUT.cells["requests.received.natural_person"]) is None


def test_empty_ledger_writes_nothing(bench: Bench) -> None:
    bench.open(bench.file(this_year()))
    (box,) = bench.press("build_from_ledger")
    assert "台账里还没有登记，没有改动。（W59）" in box.prompt


# --- 迁移旧模板


@pytest.mark.parametrize("version", [1, 2])
def test_older_workbook_is_moved_into_a_new_one_that_opens(bench: Bench, version: int) -> None:
    old = bench.folder / f"旧 {version}.xlsx"
    shutil.copy(TESTS / "data" / "templates" / f"filled-2021-{version}.xlsx", old)
    content = old.read_bytes()
    bench.open(old)
    (refused,) = bench.press("validate")
    assert "（T04）" in refused.prompt
    boxes = bench.press("migrate", "ok")
    assert f"第 {version} 版模板 → 第 3 版模板" in boxes[1].prompt
    assert old.read_bytes() == content
    (made,) = [path for path in bench.folder.glob("*.xlsx") if path != old]
    assert [book.name for book in bench.app.books if book.name == made.name] == [made.name]
    assert read_workbook(made).report.cells


def test_present_workbook_needs_no_migration(bench: Bench) -> None:
    bench.open(bench.file(this_year()))
    (box,) = bench.press("migrate")
    assert "不用迁移。（T09）" in box.prompt
