"""Rule H1: consolidated reports held against the sum of what their units sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.consolidation.adding import Sum
from xl_tools.consolidation.choosing import place_in, report_of, sum_of
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.remarking import Difference, by_rule, listed
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import Line, SortedInbox
from xl_tools.consolidation.total import Contribution, Total
from xl_tools.crossing import Way, cross, links
from xl_tools.finding import Severity
from xl_tools.forms.model import Form, Kind
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.units import Scope
from xl_tools.values import BadValue


@dataclass(frozen=True, slots=True)
class Handed:
    """A consolidated report of the whole from elsewhere: the one that was published, say.

    Attributes:
        name: what it is, in Chinese, for messages.
    """

    name: str
    report: Report


def check(
    rule: Rule, severity: Severity, inbox: SortedInbox, roster: Roster, total: Total, handed: Sequence[Handed]
) -> Iterator[Remark]:
    """One remark for each consolidated report that is not the sum of its parts, in the order of the roster."""
    form = total.report.form
    top = roster.top.name
    counted = {name for one in total.contributions for name in (one.unit, *one.stands_for)}
    complete = all(unit.name in counted for unit in roster.units)
    for one in handed:
        yield from _held(rule, severity, top, one.name, one.report, None, total.contributions, form, complete)
    for unit in roster.units:
        line = inbox.taken.get((unit.name, Scope.CONSOLIDATED))
        report = report_of(line) if line else None
        if line is None or report is None:
            continue
        parts, whole = (total.contributions, complete) if unit.name == top else sum_of(inbox, roster, unit.name, form)
        name = f"“{unit.name}”报来的汇总年报"
        yield from _held(rule, severity, unit.name, name, report, line, parts, form, whole)


def differences(
    report: Report, parts: Sequence[Contribution], form: Form, *, exact: bool, line: Line | None = None
) -> tuple[Difference, ...]:
    """The cells in which a consolidated report is not the sum of the parts.

    Cells that one of them cannot say (unreadable, or lacking in its edition) are left open.

    Args:
        exact: False where parts may be missing: then only a figure that is less than the sum is certainly wrong.
        line: the file of the consolidated report, for the places.
    """
    sum_ = Sum(form)
    doubtful = set(open_cells(report, form))
    for part in parts:
        sum_.add(part.report.cells)
        doubtful |= {id_ for id_, value in part.report.cells.items() if isinstance(value, BadValue)}
        if (sent := report_of(part.line)) is not None:
            doubtful |= open_cells(sent, form)
    whole = cross(report, form).report
    found: list[Difference] = []
    for id_, cell in form.cells.items():
        said, expected = whole.numbers.get(id_), sum_.numbers.get(id_, 0)
        if id_ in doubtful or isinstance(whole.value(id_), BadValue) or (said or 0) == expected:
            continue
        if exact or ((said or 0) < expected and cell.kind is not Kind.SIGNED):
            found.append(Difference(id_, said, expected, place_in(line, id_, form) if line else None))
    return tuple(found)


def open_cells(report: Report, form: Form) -> frozenset[str]:
    """The cells of an edition that a report of another one does not surely tell; none for one of this edition."""
    if report.form is form:
        return frozenset()
    told = (Way.SAME, Way.NEAR)
    return frozenset(cell for link in links(report.form, form) if link.way not in told for cell in link.new)


def _held(
    rule: Rule,
    severity: Severity,
    unit: str,
    name: str,
    report: Report,
    line: Line | None,
    parts: Sequence[Contribution],
    form: Form,
    complete: bool,
) -> Iterator[Remark]:
    if not parts:
        return
    found = differences(report, parts, form, exact=complete, line=line)
    if not found:
        return
    rest = "" if complete else "（还有单位没有单独的年报，只核对汇总数有没有比已报的少）"
    message = f"{name}与 {len(parts)} 份年报之和有 {len(found)} 格不同{rest}：{listed(form, found, '各份之和')}"
    yield by_rule(rule, severity, [unit], message, differences=found, subject=name)
