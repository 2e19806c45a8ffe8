"""From readings and decisions to everything that one run knows: sorted, added up, judged, compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.consolidation.decisions import Decisions
from xl_tools.errors import XlToolsError
from xl_tools.forms.load import form_for_year
from xl_tools.judging import Standard, judge_report, layout_of
from xl_tools.report import Report
from xl_tools.tasks.previous import last_report

if TYPE_CHECKING:
    from xl_tools.consolidation.arrival import Arrival
    from xl_tools.consolidation.collected import Collected
    from xl_tools.consolidation.holding import Handed
    from xl_tools.consolidation.reading import Reading
    from xl_tools.consolidation.roster import Roster
    from xl_tools.consolidation.total import Total


_NAMED = 8
"""So many cells are named in a sentence."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's figures as the collecting office has them.

    Attributes:
        total: of the whole; None if it has none.
        source: where they come from, in Chinese.
        units: of each unit, by name.
    """

    total: Report | None = None
    source: str = ""
    units: Mapping[str, Report] = field(default_factory=dict[str, Report])


@dataclass(frozen=True)
class Run:
    """What a run goes by, but for decisions.

    Attributes:
        handed: consolidated reports of the whole that are held against the sum.
        written: puts into the total what people wrote into its workbook; None if nobody did.
    """

    arrivals: Sequence[Arrival]
    readings: Mapping[str, Reading]
    roster: Roster
    year: int
    last: LastYear
    handed: Sequence[Handed]
    as_of: date
    by: Standard
    written: Callable[[Total], Total] | None = None

    def collected(self, decisions: Decisions) -> Collected:
        """Everything that follows from these decisions.

        Raises: TemplateMismatch T10 for a report of an edition of which nothing is known; PackError.
        """
        from xl_tools.consolidation.adding import add_up
        from xl_tools.consolidation.boarding import board_of
        from xl_tools.consolidation.checks import remarks
        from xl_tools.consolidation.choosing import choose
        from xl_tools.consolidation.collected import Collected
        from xl_tools.consolidation.comparing import compare
        from xl_tools.consolidation.sorting import sort_inbox

        roster, year, by, last = self.roster, self.year, self.by, self.last
        form = form_for_year(year)
        inbox = sort_inbox(self.arrivals, self.readings, roster, year, decisions, latest=form.template_version)
        chosen = choose(inbox, roster, decisions, form)
        total = add_up(chosen, roster, year, previous=last.total, previous_source=last.source, last_year=last.units)
        # Before it is judged: texts and explanations are judged with the numbers.
        total = self.written(total) if self.written else total
        side_by_side = remarks(
            inbox,
            roster,
            total,
            by.rules(form),
            last_year=last.units,
            layout=lambda report: layout_of(report).locate,
            handed=self.handed,
        )
        compared = compare(total, roster, rules=by.rules, locate=layout_of(total.report).locate, last_year=last.units)
        return Collected(
            year=year,
            roster=roster,
            given_roster=roster.given,
            decisions=decisions,
            inbox=inbox,
            board=board_of(roster, inbox, total, year, self.as_of),
            total=total,
            judged=judge_report(total.report, by),
            remarks=(*side_by_side, *compared),
            as_of=self.as_of,
            last_year=last.units,
            pack=by.pack.summary if by.pack else "",
        )


def read_handed(path: Path | None, year: int) -> tuple[Handed, ...]:
    """A consolidated report of the whole that is held against the sum. Raises: K85 for one of another year."""
    if path is None:
        return ()
    from xl_tools.consolidation.holding import Handed

    report = last_report(path)
    if report.year != year:
        raise XlToolsError(
            f"“{path.name}”是 {report.year} 年度的，这次汇总 {year} 年度。", code="K85", hint="请换同一年度的那一份。"
        )
    return (Handed(f"“{path.name}”", report),)


def held_against(collected: Collected, handed: Sequence[Handed]) -> list[str]:
    """A sentence for each report that was held against the sum: how many cells are equal, and which are not."""
    from xl_tools.consolidation.holding import differences

    total = collected.total
    form, told = total.report.form, list[str]()
    for one in handed:
        found = differences(one.report, total.contributions, form, exact=True)
        cells = [
            f"{form.cells[cell.cell].name} {cell.found or 0}（各份之和 {cell.expected}）" for cell in found[:_NAMED]
        ]
        more = "等" if len(found) > _NAMED else ""
        listed = f"：{'、'.join(cells)}{more}" if cells else ""
        told.append(f"与{one.name}核对：{len(form.cells) - len(found)} 格相同，{len(found)} 格不同{listed}。")
    return told


def read_last_year(path: Path | None, year: int) -> LastYear:
    """Last year's figures. Raises: XlToolsError K85 for those of another year; errors of reading."""
    if path is None:
        return LastYear()
    from xl_tools.inputs import is_data, is_published
    from xl_tools.summary.read_back import is_summary, read_summary

    units: Mapping[str, Report] = {}
    if not (is_data(path) or is_published(path)) and is_summary(path):
        summary = read_summary(path)
        total, units = summary.total, summary.units
    else:
        total = last_report(path)
    if total.year != year - 1:
        raise XlToolsError(
            f"“{path.name}”是 {total.year} 年度的，不是上年（{year - 1} 年度）。", code="K85", hint="请换上年的那一份。"
        )
    return LastYear(replace(total, previous=None), f"“{path.name}”", units)
