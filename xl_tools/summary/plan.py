"""What stands where in the summary workbook, reckoned before the first sheet is drawn, so that sheets can link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from xl_tools.consolidation.board import BoardRow
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.consolidation.total import Contribution
from xl_tools.consolidation.words import COUNTED, NOT_COUNTED, ONLY_COMPARED
from xl_tools.crossing import cross
from xl_tools.finding import Severity
from xl_tools.forms.model import Cell, Form
from xl_tools.report import Report
from xl_tools.rules import RuleBook
from xl_tools.summary.links import LinkBase
from xl_tools.summary.names import IDS_ROW, INBOX, TOP, TRACE, UNIT_COLUMNS, UNITS
from xl_tools.values import Amount, Count, Value
from xl_tools.workbook.spot import Spot

TRACE_COLUMNS = 11
_MOST_CELLS = 950_000
"""Cells of a sheet that still pass the gate through which the workbook is read again."""
MOST_LINES = 60_000
"""Lines of a list of which each has a link: Excel takes 65,530 links a sheet."""
_SHOWN_BY_LINK = frozenset({".xlsx", ".json", ".docx", ".pdf", ".txt", ".csv", ".png", ".jpg", ".jpeg"})
"""Endings of files that a program only shows; not those with macros, pages, mails, archives and programs."""
_MOST_TRACED = _MOST_CELLS // TRACE_COLUMNS


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of 分单位; `report` is in the cells of the total's edition, None for a unit without one."""

    unit: str
    state: str
    level: str
    scope: str
    report: Report | None
    line: Line | None
    why: str


@dataclass(frozen=True, slots=True)
class Traced:
    """One line of 溯源."""

    cell: Cell
    contribution: Contribution
    value: Value


@dataclass(frozen=True)
class Plan:
    """The places of one summary workbook."""

    collected: Collected
    links: LinkBase
    rows: int
    rules: Callable[[Form], RuleBook]

    @property
    def form(self) -> Form:
        return self.collected.total.report.form

    @cached_property
    def targets(self) -> Mapping[int, str]:
        """Number of a file → target of a link to it, or to its folder if opening it could do more than show it."""
        return {line.arrival.number: self.links.to(opened_by_link(line)) for line in self.collected.inbox.lines}

    @property
    def left_out_units(self) -> int:
        """Lines for which 分单位 has no room."""
        return len(self._all_units) - len(self.unit_rows)

    @cached_property
    def unit_rows(self) -> tuple[UnitRow, ...]:
        """The lines of 分单位, as many as there is room for."""
        most = _MOST_CELLS // (len(UNIT_COLUMNS) + len(self.form.cells))
        return self._all_units[:most]

    @cached_property
    def _all_units(self) -> tuple[UnitRow, ...]:
        """Those that are added up, those that are not, those held against the sum, then units without a report."""
        rows = list(self._unit_rows())
        known = {row.unit for row in rows}
        rows += [_without_report(row) for row in self.collected.board.rows if row.unit.name not in known]
        return tuple(rows)

    def _unit_rows(self) -> Iterator[UnitRow]:
        total = self.collected.total
        for one in total.contributions:
            why = f"含所属 {len(one.stands_for)} 个单位" if one.stands_for else ""
            yield self._unit_row(one.unit, COUNTED, one.report, one.line, why)
        compared = {line.arrival.number for line in total.compared.values()}
        out = [(one.unit, one.line, one.why) for one in total.left_out]
        for unit, line, why in out:
            if line.arrival.number not in compared:
                yield self._unit_row(unit, NOT_COUNTED, self._crossed(line), line, why)
        reasons = {line.arrival.number: why for _, line, why in out}
        for unit, line in total.compared.items():
            why = reasons.get(line.arrival.number, "汇总年报，只与各单位之和核对，不再相加。")
            yield self._unit_row(unit, ONLY_COMPARED, self._crossed(line), line, why)

    def _unit_row(self, unit: str, state: str, report: Report | None, line: Line, why: str) -> UnitRow:
        expected = self.collected.roster.by_name.get(unit)
        level = expected.level.label if expected else report.unit.level.label if report else ""
        return UnitRow(unit, state, level, line.scope.label, report, line, why)

    def _crossed(self, line: Line) -> Report | None:
        report = line.reading.report if line.reading else None
        return cross(report, self.form).report if report and report.form is not self.form else report

    @property
    def units_top(self) -> int:
        """Row (from 0) of the first unit on 分单位: ids, three rows of titles, the sum and the row of filters first."""
        return IDS_ROW + 6

    @property
    def sum_row(self) -> int:
        return self.units_top - 2

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Column of each cell on 分单位."""
        return {cell: len(UNIT_COLUMNS) + index for index, cell in enumerate(self.form.cells)}

    @cached_property
    def traced(self) -> tuple[Traced, ...]:
        """The lines of 溯源, cell by cell. Zeros are left out where not all lines fit, then the last cells."""
        most = min(self.rows, _MOST_TRACED)
        lines = list(islice(self._traced(zeros=not self.limited), most + 1))
        if len(lines) > most:
            # Only whole cells: half of the contributors of one would pass for all of them.
            last = lines[-1].cell.id
            lines = [one for one in lines if one.cell.id != last]
        return tuple(lines)

    @cached_property
    def traceable(self) -> int:
        """How many lines 溯源 would have without a limit."""
        return sum(len(one.report.cells) for one in self.collected.total.contributions)

    @property
    def limited(self) -> bool:
        """Whether not all of them fit, so that zeros are left out."""
        return self.traceable > min(self.rows, _MOST_TRACED)

    @cached_property
    def first_traced(self) -> Mapping[str, Spot]:
        """The first line of 溯源 of each cell."""
        found: dict[str, Spot] = {}
        for index, one in enumerate(self.traced):
            found.setdefault(one.cell.id, Spot(TRACE, TOP + 1 + index, 0))
        return found

    def source_of(self, cell: str) -> Spot | None:
        """Where the contributors of a number of the total stand; None for a cell without one."""
        if cell not in self.collected.total.report.cells:
            return None
        return self.first_traced.get(cell) or Spot(UNITS, self.sum_row, self.columns[cell])

    def file_spot(self, line: Line) -> Spot:
        """The line of a file on 收件."""
        return Spot(INBOX, self._file_rows[line.arrival.number], 0)

    @cached_property
    def _file_rows(self) -> Mapping[int, int]:
        return {line.arrival.number: TOP + 1 + index for index, line in enumerate(self.collected.inbox.lines)}

    def _traced(self, *, zeros: bool) -> Iterator[Traced]:
        contributions = self.collected.total.contributions
        for cell in self.form.cells.values():
            for one in contributions:
                value = one.report.cells.get(cell.id)
                if value is not None and (zeros or not isinstance(value, Count | Amount) or value.number):
                    yield Traced(cell, one, value)


def opened_by_link(line: Line) -> Path:
    """The file itself, or its folder: nobody should start a program of a stranger by one press on a list."""
    file = line.arrival.file
    return file if file.suffix.lower() in _SHOWN_BY_LINK else file.parent


def counts(line: Line | None) -> tuple[int | None, int | None]:
    """Errors and open queries of a file; None where it was not read."""
    if line is None or line.reading is None or line.reading.report is None:
        return None, None
    return line.reading.count(Severity.ERROR), line.reading.open_queries


def places_of(places: Sequence[object]) -> str:
    """The places of a finding in words: the first three."""
    return "、".join(map(str, places[:3])) + ("等" if len(places) > 3 else "")


def _without_report(row: BoardRow) -> UnitRow:
    return UnitRow(row.unit.name, row.status.label, row.unit.level.label, "", None, row.line, row.why)
