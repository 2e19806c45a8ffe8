"""Rosters, and sorted inboxes of reports that somebody made up: the starting point of choosing and adding up."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from support.reports import balanced_report, locator

from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import Line, Matched, SortedInbox, Verdict
from xl_tools.consolidation.total import Total
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form, Kind
from xl_tools.report import PREVIOUS, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Amount, Count, Value

YEAR = 2024
FORM = form_for_edition("2021")
TOP = "示例市人民政府"
RECEIVED = "requests.received.natural_person"
LICENSING = "proactive.licensing.decisions"
FEES = "proactive.fees.amount"


def roster(tree: Mapping[str, Sequence[str]], *, given: bool = True, **predecessors: Sequence[str]) -> Roster:
    """The top with its units: name → names of the units right below it; `predecessors` by unit."""
    parents = {child: parent for parent, children in tree.items() for child in children}
    names = [TOP, *(name for name in parents if name != TOP)]
    return Roster(
        tuple(
            Expected(
                name,
                Level.CITY_GOVERNMENT if name == TOP else Level.COUNTY_DEPARTMENT,
                parents.get(name, ""),
                predecessors=tuple(predecessors.get(name, ())),
            )
            for name in names
        ),
        given,
    )


def report(
    name: str,
    cells: Mapping[str, Value | int] | None = None,
    *,
    scope: Scope = Scope.OWN,
    previous: Report | None = None,
    year: int = YEAR,
    form: Form = FORM,
    fill: int | None = 0,
) -> Report:
    """A report whose cells hold `fill` (None for blank), but for those given."""
    filled = {} if fill is None else {id_: _value(form, id_, fill) for id_ in form.cells}
    given = {id_: _value(form, id_, value) if isinstance(value, int) else value for id_, value in (cells or {}).items()}
    unit = Unit(name, Level.COUNTY_DEPARTMENT, scope)
    return Report(form, year, unit, {**filled, **given}, previous=previous)


def made_up(name: str, seed: int, *, scope: Scope = Scope.OWN, with_previous: bool = False) -> Report:
    """A balanced report with numbers as they are in life."""
    made = balanced_report(
        FORM, random.Random(seed), level=Level.COUNTY_DEPARTMENT, year=YEAR, with_previous=with_previous
    )
    return replace(made, unit=Unit(name, Level.COUNTY_DEPARTMENT, scope))


def reading(one: Report, *rules: str) -> Reading:
    """A file with this report, and an error of each of these rules."""
    locate = locator(one.form)
    last = one.previous.cells if one.previous else {}
    places = {id_: locate(id_) for id_ in (*one.cells, *(PREVIOUS + id_ for id_ in last))}
    findings = tuple(Finding(rule, Severity.ERROR, (), (), None, None, None, "", "") for rule in rules)
    return Reading(f"{one.unit.name} {one.unit.scope.value}", one, findings, (), places)


def line(number: int, unit: str, read: Reading | None, verdict: Verdict = Verdict.TAKEN) -> Line:
    source = Path(f"/收件/{number} {unit}.xlsx")
    digest = read.digest if read else ""
    arrival = Arrival(number, Origin(source), digest, 1, source, datetime(2025, 1, 20, 9, number % 60))
    return Line(arrival, read, verdict, "", unit, unit, Matched.EXACT)


def inbox(reports: Iterable[Report], *others: Line, errors: Mapping[str, Sequence[str]] | None = None) -> SortedInbox:
    """Every report taken for the unit whose name it bears; `errors`: rules that found one, by unit."""
    lines = [
        line(number, one.unit.name, reading(one, *(errors or {}).get(one.unit.name, ())))
        for number, one in enumerate(reports, 1)
    ]
    taken = {(one.unit, one.scope): one for one in lines}
    assert len(taken) == len(lines), "one report a unit and scope"
    return SortedInbox((*lines, *others), taken)


def total(reports: Iterable[Report], units: Roster, decisions: Decisions | None = None, **given: object) -> Total:
    """What is added up of these reports."""
    chosen = choose(inbox(reports), units, decisions or Decisions(), FORM)
    return add_up(chosen, units, YEAR, **given)  # type: ignore[arg-type]


def _value(form: Form, id_: str, number: int) -> Value:
    return Amount(Decimal(number)) if form.cells[id_].kind is Kind.AMOUNT else Count(number)
