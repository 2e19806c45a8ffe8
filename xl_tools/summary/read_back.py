"""汇总.xlsx of last year, read back: the total, and the report of each unit out of 分单位."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xl_tools.errors import XlToolsError
from xl_tools.forms.model import Form
from xl_tools.guarded.pool import shared_worker
from xl_tools.report import Report, Unit
from xl_tools.summary.names import LEVEL, SCOPE, STATE, STATES, UNIT, UNITS
from xl_tools.units import Level, Scope
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.cellvalues import read_value
from xl_tools.workbook.fetch import fetch
from xl_tools.workbook.reader import read_workbook

_IDS_WITHIN = 40
"""The hidden row of ids is looked for so far down: rows may have been inserted above it."""
_LEVELS = {level.label: level for level in Level}
_SCOPES = {scope.label: scope for scope in Scope}


@dataclass(frozen=True, slots=True)
class LastYear:
    """What a summary workbook holds.

    Attributes:
        units: by unit name: of several reports of one unit the one that was added up. Units without a report are left
            out.
    """

    total: Report
    units: Mapping[str, Report]


def is_summary(path: Path) -> bool:
    """Whether a workbook has the sheet 分单位. Raises: WorkbookError if it cannot be read."""
    return UNITS in fetch(path, shared_worker(), {}).content["sheets"]


def read_summary(path: Path) -> LastYear:
    """Read a summary workbook, of whatever template version, in the guarded process.

    Raises: WorkbookError, TemplateMismatch as read_workbook; XlToolsError K60 if it has no sheet 分单位, K61 if the
        hidden row is gone that says what its columns hold, K62 if a figure stands beside no unit or a unit twice.
    """
    opened = read_workbook(path, past=True)
    total, grid = opened.report, opened.other(UNITS)
    if not grid:
        raise XlToolsError(
            f"“{path.name}”里没有“{UNITS}”这张表，不是汇总工作簿。",
            code="K60",
            hint="上年的汇总工作簿是由“汇总”写出的那一份；只有上年年报的，各单位的上年数取自各单位自己的表。",
        )
    return LastYear(total, units_of(grid, total.form, total.year, path))


def units_of(grid: Grid, form: Form, year: int, path: Path) -> dict[str, Report]:
    """The reports on the sheet 分单位, by unit; `path` is for messages. Raises: XlToolsError K61, K62 as above."""
    top, columns = _columns(grid, form, path)
    rows = sorted({row for row, _ in grid if row > top})
    found: dict[str, tuple[int, Report]] = {}
    for row in rows:
        state = str(grid.get((row, columns[STATE]), "")).strip()
        if state not in STATES:
            continue
        report = _report(grid, row, columns, form, year)
        name = report.unit.name
        rank = STATES.index(state)
        before = found.get(name)
        if not name or (before and before[0] == rank and before[1].unit.scope is report.unit.scope):
            said = f"又是“{name}”" if name else "没有单位名称"
            raise XlToolsError(
                f"“{path.name}”的“{UNITS}”第 {row + 1} 行{said}。",
                code="K62",
                hint="请改回汇总时写出的样子，或用原来的那一份。",
            )
        if before is None or rank < before[0]:
            found[name] = (rank, report)
    return {name: report for name, (_, report) in found.items()}


def _columns(grid: Grid, form: Form, path: Path) -> tuple[int, Mapping[str, int]]:
    """The row of ids, and the column of each. Raises: XlToolsError K61."""
    known = {UNIT, STATE, LEVEL, SCOPE, *form.cells}
    starts = [row for (row, _), value in grid.items() if value == UNIT and row < _IDS_WITHIN]
    for row in sorted(starts):
        ids = {column: value for (at, column), value in grid.items() if at == row and isinstance(value, str)}
        columns = {value: column for column, value in ids.items() if value in known}
        if columns.keys() >= known:
            return row, columns
    raise XlToolsError(
        f"“{path.name}”的“{UNITS}”缺了说明各栏是什么的那一行（隐藏在标题上面），读不出各单位的数。",
        code="K61",
        hint="请用没有删过行、列的那一份。",
    )


def _report(grid: Grid, row: int, columns: Mapping[str, int], form: Form, year: int) -> Report:
    def text(id_: str) -> str:
        return str(grid.get((row, columns[id_]), "")).strip()

    unit = Unit(text(UNIT), _LEVELS.get(text(LEVEL), Level.OTHER), _SCOPES.get(text(SCOPE), Scope.OWN))
    cells = {
        cell.id: read_value(grid.get((row, columns[cell.id])), cell.kind, cell.unit) for cell in form.cells.values()
    }
    return Report(form, year, unit, cells)
