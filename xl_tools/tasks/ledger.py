"""台账: count the ledgers, say what is wrong with them, and write 表三 and 表四 from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import TemplateMismatch, WorkbookError
from xl_tools.forms.load import form_for_year
from xl_tools.outcomes import Edited
from xl_tools.outputs import refuse_existing, write_new
from xl_tools.tallying import LedgerResult, has_ledger, ledgers_of, refuse_empty, tally_opened
from xl_tools.tasks.files import open_for_work, refuse_same, refuse_without_year, save_edits, timestamp

if TYPE_CHECKING:
    from xl_tools.finding import Finding
    from xl_tools.forms.model import Form
    from xl_tools.ledger.rows import Case, Request
    from xl_tools.workbook.reader import Opened


@dataclass(frozen=True)
class TablesBuilt:
    """What 台账生成表三 did: the cells changed, and the ledgers they were counted from."""

    edited: Edited
    ledger: LedgerResult


@dataclass(frozen=True)
class OpenRows:
    """What goes on from last year's ledger, and what is wrong with the rows of it that do not.

    Attributes:
        left: the rows that could not be read, named, one text a sheet that has any.
    """

    requests: tuple[Request, ...] = ()
    cases: tuple[Case, ...] = ()
    findings: tuple[Finding, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerMade:
    """A new ledger workbook for a year, and what it was begun with."""

    file: Path
    year: int
    carried: OpenRows

    @property
    def sentence(self) -> str:
        """What was made, for the user."""
        carried = self.carried
        old, new = (
            [self._began(rows, before) for rows in (carried.requests, carried.cases)] for before in (True, False)
        )
        kinds: list[str] = []
        if any(old):
            kinds.append(f"上年没有办结的申请 {old[0]} 件、没有审结的案件 {old[1]} 件")
        if any(new):
            kinds.append(f"本年已收到的申请 {new[0]} 件、已受理的案件 {new[1]} 件")
        text = f"已建立“{self.file.name}”" + (f"，带入{'，'.join(kinds)}" if kinds else "")
        if carried.findings:
            text += (
                f"。上年台账有 {len(carried.findings)} 处问题，这些行没有带入，请改正后补登：{'；'.join(carried.left)}"
            )
        return f"{text}。"

    def _began(self, rows: Iterable[Request | Case], before: bool) -> int:
        """How many rows began before the year, or else since."""
        return sum((one.began.year < self.year) is before for one in rows)


def tally_ledger(
    path: Path, *, ledger: Path | None = None, today: date | None = None, within: int | None = None
) -> LedgerResult:
    """Count the ledgers for the year of a workbook and compare them with its tables; nothing is written.

    Args:
        ledger: a workbook with the ledger sheets; without it, those of the workbook itself.
        today: the day on which a request is overdue or soon due, by default the present one.
        within: days before the due date from which on a request is soon due.

    Raises: WorkbookError, TemplateMismatch; WorkbookError W58 if there is no ledger sheet.
    """
    return tally_opened(_open_report(path), ledger=ledger, today=today, within=within)


def _open_report(path: Path) -> Opened:
    """The workbook of a report that has a year. Raises: as open_for_work() does; TemplateMismatch T03; W52."""
    try:
        opened = open_for_work(path)
    except TemplateMismatch as error:
        if error.code == "T03" and has_ledger(path):
            message = f"“{path.name}”是单独的台账，不是年报工作簿。"
            hint = f"请同时写年报工作簿：xl-tools ledger 年报.xlsx --ledger {path.name}"
            raise TemplateMismatch(message, code="T03", hint=hint) from error
        raise
    refuse_without_year(opened)
    return opened


def build_tables(
    path: Path, *, ledger: Path | None = None, today: date | None = None, within: int | None = None
) -> TablesBuilt:
    """台账生成表三: write what the ledgers count into 表三 and 表四 of a workbook; can be undone.

    Rows that cannot be counted are named in the result and do not stop it. Arguments as tally_ledger() has them.
    Raises: as tally_ledger() does; WorkbookError W59 if no row of either ledger counts; EditRefused.
    """
    from xl_tools.workbook.ledgers import table_edits

    opened = _open_report(path)
    result = tally_opened(opened, ledger=ledger, today=today, within=within)
    refuse_empty(result)
    plan = table_edits(opened, result.tally, timestamp())
    if plan.edits:
        save_edits(opened, plan.edits)
    sentence = f"{plan.sentence(done=True)}{result.sentence}"
    return TablesBuilt(Edited(path, plan.action, tuple(one.cell for one in plan.changes), sentence), result)


def new_ledger(out: Path, year: int, *, previous: Path | None = None, force: bool = False) -> LedgerMade:
    """Write 台账.xlsx for one year; with `previous`, last year's ledger, the rows that go on are in it.

    Raises: FileExists; WorkbookError W50 for another file type, W58 if `previous` has no ledger sheet; errors of
        reading it; TemplateMismatch if no edition applies to the year.
    """
    from xl_tools.workbook.ledger_template import build_ledger

    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{out.name}”。", code="W50")
    form = form_for_year(year)
    if previous is not None:
        refuse_same(out, previous)
    refuse_existing([out], force=force)
    last = OpenRows() if previous is None else open_rows(previous, form, year)
    write_new(out, build_ledger(form, last.requests, last.cases), force=force)
    return LedgerMade(out, year, last)


def open_rows(previous: Path, form: Form, year: int) -> OpenRows:
    """The rows of last year's ledger, in a workbook of either kind, that are not finished when `year` begins.

    Args:
        form: of `year`, in whose words the rows go on.

    Raises: errors of reading; WorkbookError W58 if there is no ledger sheet.
    """
    from xl_tools.ledger.findings import name_rows
    from xl_tools.ledger.reading import read_cases, read_requests
    from xl_tools.ledger.rollover import roll_over

    raw_requests, raw_cases = ledgers_of(previous)
    requests, cases = read_requests(raw_requests, form), read_cases(raw_cases, form)
    broken = tuple(one for one in (*requests.findings, *cases.findings) if one.stops)
    left = tuple(
        name_rows(one.raw, [row for row in one.raw.rows if row.line in one.unusable])
        for one in (requests, cases)
        if one.unusable
    )
    return OpenRows(roll_over(requests.rows, year), roll_over(cases.rows, year), broken, left)
