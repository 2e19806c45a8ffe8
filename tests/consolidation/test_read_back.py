"""Last year's 汇总.xlsx read back: the total, and each unit's report, whatever people did to the list since."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.collected import CENTRE, CIVIL, FEES, FORM, HEALTH, POLICE, TOP, TOWN, WEST, YEAR, small_county

from xl_tools.errors import XlToolsError
from xl_tools.summary.book import build_summary
from xl_tools.summary.links import LinkBase
from xl_tools.summary.names import IDS_ROW, UNITS
from xl_tools.summary.read_back import is_summary, read_summary, units_of
from xl_tools.units import Level, Scope
from xl_tools.values import NotApplicable
from xl_tools.workbook.anchors import Raw
from xl_tools.workbook.extract import extract
from xl_tools.workbook.template import build_workbook

FIRST = IDS_ROW + 6
"""The first unit's row, counted from 0."""
PATH = Path("汇总.xlsx")


@cache
def built() -> bytes:
    return build_summary(small_county(), links=LinkBase(Path("/collection")))


def grid() -> dict[tuple[int, int], Raw]:
    """The cells of 分单位, as the reader gives them."""
    content = extract(built(), {UNITS: False})
    rows, columns, values = content["values"][UNITS]
    return dict(zip(zip(rows, columns, strict=True), values, strict=True))


def written(folder: Path, change: Callable[[Worksheet], None] | None = None) -> Path:
    """The workbook in a file, 分单位 changed as people change it."""
    path = folder / "汇总.xlsx"
    path.write_bytes(built())
    if change:
        book = openpyxl.load_workbook(io.BytesIO(built()))
        change(book[UNITS])
        book.save(path)
    return path


def test_total_and_units_come_back_as_they_were(tmp_path: Path) -> None:
    path, county = written(tmp_path), small_county()
    assert is_summary(path)
    found = read_summary(path)
    assert found.total.cells == county.total.report.cells
    assert found.total.unit.scope is Scope.CONSOLIDATED
    for one in county.total.contributions:
        report = found.units[one.unit]
        assert report.cells == one.report.cells
        assert report.year == county.year
        assert (report.unit.level, report.unit.scope) == (one.report.unit.level, one.report.unit.scope)
    assert found.units[TOWN].value(FEES) == NotApplicable("/")


def test_of_several_reports_of_a_unit_the_one_that_was_added_counts(tmp_path: Path) -> None:
    found = read_summary(written(tmp_path))
    assert found.units[HEALTH].unit.scope is Scope.CONSOLIDATED
    assert found.units[TOP].unit.scope is Scope.OWN
    assert found.units[POLICE].unit.level is Level.COUNTY_DEPARTMENT
    assert not {CENTRE, CIVIL, WEST} & found.units.keys()


def test_lines_may_be_sorted_and_columns_moved(tmp_path: Path) -> None:
    def turn(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST + 1)]
        for row, values in enumerate(reversed(rows), FIRST + 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(row, column)
                cell.value = value
                # This library takes a text that begins with “=” for a formula, as no program does that moves cells.
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
        last = sheet.max_column
        for row in (IDS_ROW + 1, *range(FIRST + 1, sheet.max_row + 1)):
            one, other = sheet.cell(row, last - 1), sheet.cell(row, last)
            one.value, other.value = other.value, one.value

    before = read_summary(written(tmp_path))
    assert read_summary(written(tmp_path, turn)).units == before.units


def test_rows_may_stand_above_it() -> None:
    lower = {(row + 3, column): value for (row, column), value in grid().items()}
    assert units_of(lower, FORM, YEAR, PATH) == units_of(grid(), FORM, YEAR, PATH)


def test_a_workbook_of_one_unit_is_no_summary(tmp_path: Path) -> None:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(build_workbook(small_county().total.report))
    assert not is_summary(path)
    with pytest.raises(XlToolsError, match="不是汇总工作簿") as caught:
        read_summary(path)
    assert caught.value.code == "K60"


def _without_ids(cells: dict[tuple[int, int], Raw]) -> None:
    for place in [place for place in cells if place[0] == IDS_ROW]:
        del cells[place]


def _without_a_column(cells: dict[tuple[int, int], Raw]) -> None:
    cells[IDS_ROW, 11] = "x"


def _with_an_error(cells: dict[tuple[int, int], Raw]) -> None:
    cells[IDS_ROW, 11] = {"error": "#REF!"}


def _without_a_name(cells: dict[tuple[int, int], Raw]) -> None:
    del cells[FIRST + 1, 0]


def _twice(cells: dict[tuple[int, int], Raw]) -> None:
    cells[FIRST + 1, 0] = cells[FIRST, 0]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (_without_ids, "K61", "缺了说明各栏是什么的那一行"),
        (_without_a_column, "K61", "缺了说明各栏是什么的那一行"),
        (_with_an_error, "K61", "缺了说明各栏是什么的那一行"),
        (_without_a_name, "K62", f"第 {FIRST + 2} 行没有单位名称"),
        (_twice, "K62", f"第 {FIRST + 2} 行又是“{TOP}”"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused(
    change: Callable[[dict[tuple[int, int], Raw]], None], code: str, words: str
) -> None:
    cells = grid()
    change(cells)
    with pytest.raises(XlToolsError, match=words) as caught:
        units_of(cells, FORM, YEAR, PATH)
    assert caught.value.code == code
    assert caught.value.hint
