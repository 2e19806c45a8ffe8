"""The ledgers of a workbook, or beside it, counted for the year of its report and held against its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import TemplateMismatch, WorkbookError
from xl_tools.finding import Finding, Place, Severity
from xl_tools.ledger.fields import CASES, FIELDS, REQUESTS

if TYPE_CHECKING:
    from xl_tools.ledger.raw import RawLedger
    from xl_tools.ledger.tally import Tally
    from xl_tools.ledger.watch import Watch
    from xl_tools.workbook.anchors import Grid
    from xl_tools.workbook.reader import Opened


@dataclass(frozen=True)
class LedgerResult:
    """What the ledgers say.

    Attributes:
        file: the workbook of the report.
        source: the workbook that holds the ledgers, the same or another.
        tally: every cell of 表三 and 表四, with the rows behind it.
        watch: the time limits of the requests.
        ahead: rows that ended on a day that has not come yet.
        differences: cells of the report that hold another number.
    """

    file: Path
    source: Path
    tally: Tally
    watch: Watch
    ahead: tuple[Finding, ...]
    differences: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything: what is wrong with rows, time limits, differences."""
        return (*self.tally.findings, *self.watch.findings, *self.ahead, *self.differences)

    @property
    def sentence(self) -> str:
        """How many rows there are and what became of them, for the user."""
        return f"{self.tally.requests.sentence}{self.tally.cases.sentence}"

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


def tally_opened(
    opened: Opened, *, ledger: Path | None = None, today: date | None = None, within: int | None = None
) -> LedgerResult:
    """Count the ledgers for the year of a workbook and compare them with its tables.

    Args:
        ledger: a workbook with the ledger sheets; without it, those of the workbook itself.
        today: the day on which a request is overdue or soon due, by default the present one.
        within: days before the due date from which on a request is soon due, by default SOON_DAYS.

    Raises: TemplateMismatch T11, T12 for columns that cannot be told; WorkbookError W58 if there is no ledger sheet.
    """
    from xl_tools.ledger.calendar import calendar
    from xl_tools.ledger.compare import differences
    from xl_tools.ledger.deadlines import SOON_DAYS
    from xl_tools.ledger.reading import read_cases, read_requests
    from xl_tools.ledger.tally import tally
    from xl_tools.ledger.watch import ahead, watch

    report = opened.report
    sheets = _own_ledgers(opened) if ledger is None else ledgers_of(ledger)
    requests, cases = read_requests(sheets[0], report.form), read_cases(sheets[1], report.form)
    counted = tally(requests, cases, report.form, report.year)
    today = today or date.today()
    running = watch(
        requests,
        calendar(),
        today,
        since=date(report.year, 1, 1),
        within=SOON_DAYS if within is None else within,
    )
    different = differences(report, counted, lambda cell_id: opened.spots[cell_id].place)
    not_yet = (*ahead(requests, today), *ahead(cases, today))
    return LedgerResult(opened.path, ledger or opened.path, counted, running, not_yet, different)


def refuse_empty(result: LedgerResult) -> None:
    """Raise WorkbookError W59 if no row of either ledger counts: tables of nothing but 0 are no result."""
    tally = result.tally
    ledgers = (tally.requests, tally.cases)
    if any(one.counted for one in ledgers):
        return
    if not any(one.raw.rows for one in ledgers):
        raise WorkbookError(
            f"“{result.source.name}”的台账里还没有登记，没有改动。",
            code="W59",
            hint="本年没有发生任何一项的，请用“零报告”。",
        )
    found = {
        "{} 行在本年度之后收到": len(tally.requests.later),
        "{} 个案件在本年度之后受理": len(tally.cases.later),
        "{} 行以前年度已办结": sum(len(one.earlier) for one in ledgers),
        "{} 行有问题": sum(len(one.unusable) for one in ledgers),
    }
    why = "，".join(words.format(number) for words, number in found.items() if number)
    raise WorkbookError(
        f"“{result.source.name}”的台账里没有一行计入 {tally.year} 年度（{why}），没有改动。",
        code="W59",
        hint="请核对工作簿和台账的年度；本年没有发生任何一项的，请用“零报告”。",
    )


def ledger_findings(opened: Opened, today: date | None = None) -> tuple[Finding, ...]:
    """What the workbook's own ledgers say of its tables and of themselves; nothing while they are empty or absent.

    Args:
        today: as tally_opened() has it.
    """
    if not any(_has_entries(sheet, opened.other(sheet)) for sheet in (REQUESTS, CASES)):
        return ()
    try:
        return tally_opened(opened, today=today).findings
    except TemplateMismatch as error:
        from xl_tools.ledger.findings import Code, finding

        # The tables can be judged all the same.
        said = f"台账没有与表三、表四核对：{error}{error.hint}".rstrip("。")
        return (finding(Code.COLUMNS, said, [Place(REQUESTS, "A1")]),)


def _has_entries(sheet: str, grid: Grid) -> bool:
    """Whether anything stands below the titles; most ledgers are empty, and need not be understood."""
    titles = {field.title for field in FIELDS[sheet]}
    # The first of them: a remark further down may read like a title.
    top = min((row for (row, _), cell in grid.items() if isinstance(cell, str) and cell in titles), default=-1)
    return any(row > top and cell != "" for (row, _), cell in grid.items())


def _own_ledgers(opened: Opened) -> tuple[RawLedger, RawLedger]:
    return read_ledgers(opened.path, {sheet: opened.other(sheet) for sheet in (REQUESTS, CASES)})


def ledgers_of(path: Path) -> tuple[RawLedger, RawLedger]:
    """Both ledgers of a closed workbook of either kind. Raises: errors of reading; as tally_opened."""
    return read_ledgers(path, _ledger_grids(path))


def has_ledger(path: Path) -> bool:
    """Whether a closed workbook of any kind has a ledger sheet. Raises: errors of reading."""
    return any(_ledger_grids(path).values())


def _ledger_grids(path: Path) -> dict[str, Grid]:
    from xl_tools.guarded.pool import shared_worker
    from xl_tools.workbook.fetch import fetch
    from xl_tools.workbook.reader import grids_of

    # Both in one reading: with a large ledger every further one costs.
    return grids_of(fetch(path, shared_worker(), dict.fromkeys((REQUESTS, CASES), False)).content)


def read_ledgers(path: Path, grids: Mapping[str, Grid]) -> tuple[RawLedger, RawLedger]:
    """The rows of both sheets; `path` is named in messages. Raises: as tally_opened."""
    from xl_tools.workbook.ledgers import read_ledger

    if not any(grids.get(sheet) for sheet in (REQUESTS, CASES)):
        raise WorkbookError(
            f"“{path.name}”里没有工作表“{REQUESTS}”和“{CASES}”。",
            code="W58",
            hint="请指定带台账的工作簿；台账要另建的，可以先生成一份空的台账。",
        )
    return read_ledger(REQUESTS, grids.get(REQUESTS, {})), read_ledger(CASES, grids.get(CASES, {}))
