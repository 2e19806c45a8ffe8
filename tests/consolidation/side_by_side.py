"""Units side by side without a file: reports as if they had come in, chosen and added up by the product itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from support.reports import YEARS, locator

from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.boarding import board_of
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import Line, Matched, SortedInbox, Verdict
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.validation.judgement import Judgement, judge

TOP = "示例市人民政府"
FORM = form_for_edition("2021")


def unit_of(report: Report, name: str, level: Level = Level.TOWNSHIP) -> Report:
    return replace(report, unit=Unit(name, level, report.unit.scope))


def names(count: int) -> list[str]:
    return [f"示例县第{number}镇人民政府" for number in range(1, count + 1)]


def collected_of(
    reports: Sequence[Report],
    *,
    judged: bool = False,
    origins: Mapping[str, Origin] | None = None,
    decisions: Decisions | None = None,
    last_year: Mapping[str, Report] | None = None,
) -> Collected:
    """The reports added up below a top that has sent nothing, unless a report bears its name.

    Args:
        judged: judge each report by the rules; else none has findings.
        origins: unit → where its file came from.
    """
    units = dict.fromkeys((report.unit.name, report.unit.level) for report in reports if report.unit.name != TOP)
    top = Expected(TOP, Level.CITY_GOVERNMENT)
    roster = Roster((top, *(Expected(name, level, TOP) for name, level in units)))
    decisions = decisions or Decisions()
    lines = [_line(number, report, judged, origins or {}) for number, report in enumerate(reports, start=1)]
    inbox = SortedInbox(tuple(lines), {(line.unit, line.scope): line for line in lines})
    year = YEARS["2021"]
    total = add_up(choose(inbox, roster, decisions, FORM), roster, year)
    board = board_of(roster, inbox, total, year, date(2025, 2, 1))
    return Collected(
        *(year, roster, True, decisions, inbox, board, total, Judgement(()), (), date(2025, 2, 1)),
        last_year=last_year or {},
    )


def _line(number: int, report: Report, judged: bool, origins: Mapping[str, Origin]) -> Line:
    name = report.unit.name
    digest = hashlib.sha256(f"{number} {name}".encode()).hexdigest()
    locate = locator(report.form)
    findings = judge(report, locate).findings if judged else ()
    reading = Reading(digest, report, findings, places={cell: locate(cell) for cell in report.cells})
    origin = origins.get(name) or Origin(Path(f"收件/{name}.xlsx"))
    arrival = Arrival(number, origin, digest, 1, origin.source, datetime(2025, 1, 15, 9, 0))
    return Line(arrival, reading, Verdict.TAKEN, "", written=name, unit=name, matched=Matched.EXACT)
