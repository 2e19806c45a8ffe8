"""The collecting office of a made-up county at work, and what its runs are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from support.county import AS_OF, YEAR, County, county, deliver, expected_units, last_year
from support.county_books import book
from support.county_plan import Outcome, Remarked

from xl_tools import tasks
from xl_tools.consolidation.board import Board, Status
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.rosters import roster_of
from xl_tools.consolidation.sorted_inbox import SortedInbox
from xl_tools.summary.roster_book import build_roster


class Office:
    """The collecting office at its desk: an inbox, a roster, last year's summary, and what each run made.

    Attributes:
        made: the last run.
    """

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder, self.inbox = folder, folder / "收件"
        self.county = county(folder / "草稿.xlsx", seed=seed)
        self.roster = folder / "名单.xlsx"
        self.roster.write_bytes(build_roster(roster_of(expected_units(self.county.units))))
        self.before = _last_years_summary(self.county, folder / "上年")
        self.delivered: list[Path] = []
        self.deliver()
        self.made = self.run()

    def deliver(self) -> None:
        """Put into the inbox what was sent."""
        self.delivered = deliver(self.county, self.inbox)

    def run(self, changes: Decisions | None = None, as_of: date = AS_OF) -> tasks.Consolidated:
        self.made = tasks.consolidate(
            [self.inbox],
            self.folder / "汇总.xlsx",
            roster=self.roster,
            year=YEAR,
            previous=self.before,
            changes=changes,
            as_of=as_of,
        )
        return self.made

    @property
    def collected(self) -> Collected:
        return self.made.collected


def _last_years_summary(made: County, folder: Path) -> Path:
    """The total of the year before, as this office made it a year ago."""
    for number, report in enumerate(last_year(made).values()):
        path = folder / "收件" / f"{number}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(book(report))
    top = made.units[0]
    return tasks.consolidate(
        [folder / "收件"], folder / "汇总.xlsx", office=(top.name, top.level), as_of=date(2025, 2, 10)
    ).workbook


def lines_of(inbox: SortedInbox) -> Counter[tuple[object, ...]]:
    """Name, unit, verdict, how it was recognised, scope, minute, and whether it is final, of every line."""
    return Counter(
        (
            line.arrival.origin.name,
            line.unit,
            line.verdict.label,
            line.matched,
            line.scope,
            line.arrival.time.replace(second=0),
            line.reading.final if line.reading else False,
        )
        for line in inbox.lines
    )


def sent_lines(made: County) -> Counter[tuple[object, ...]]:
    return Counter(
        (one.shown or one.name, one.unit, one.verdict.label, one.matched, one.scope, one.sent, one.final)
        for several in made.sent.values()
        for one in several
    )


def board_of_run(board: Board) -> dict[str, tuple[object, ...]]:
    return {
        row.unit.name: (row.status.label, row.late_days, row.counted, row.errors > 0, row.queries > 0)
        for row in board.rows
    }


def expected_board(made: County) -> dict[str, tuple[object, ...]]:
    return {
        name: (one.status.label, one.late_days, one.counted, *_severities(one)) for name, one in made.outcomes.items()
    }


def _severities(outcome: Outcome) -> tuple[bool, bool]:
    """Whether the file that counts has errors, and queries that nobody explained."""
    rules = {rule for rule, _ in outcome.found}
    if outcome.status is not Status.RETURNED:
        return False, bool(rules) and not outcome.explained
    # Of what is carried over, only the totals must agree.
    return bool(rules), "C1" in rules


def remarks_of(found: Collected, made: County) -> set[Remarked]:
    """Rule, units and cells; cells that nobody wants to compare are left out."""
    open_ones = {(rule, units) for rule, units, cells in expected_remarks(made) if cells is None}
    remarks = [(one.finding.rule, one.units, one.finding.cells) for one in found.remarks]
    assert len(remarks) == len(set(remarks))
    return {(rule, units, None if (rule, units) in open_ones else cells) for rule, units, cells in remarks}


def expected_remarks(made: County) -> set[Remarked]:
    """Those of the faults, and what follows from all of them: who is missing, and what many did."""
    missing = tuple(name for name, one in made.outcomes.items() if one.status is Status.MISSING)
    old_notice = tuple(name for name, one in made.outcomes.items() if ("G5", ()) in one.found)
    return {*made.remarks, ("H2", missing, ()), ("V4", old_notice, ())}


def summed(reports: Iterable[Mapping[str, int | Decimal]]) -> dict[str, int | Decimal]:
    found: dict[str, int | Decimal] = {}
    for numbers in reports:
        for cell, number in numbers.items():
            found[cell] = found.get(cell, 0) + number
    return found
