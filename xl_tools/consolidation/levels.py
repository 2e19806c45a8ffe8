"""Rule H4: figures that seem to be counted at two levels. Evidence, never proof: a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.consolidation.adding import Sum
from xl_tools.consolidation.choosing import report_of, sum_of
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.remarking import Number, by_rule
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import SortedInbox
from xl_tools.consolidation.total import Contribution
from xl_tools.crossing import cross
from xl_tools.finding import Severity
from xl_tools.forms.model import Form, Kind
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook
from xl_tools.units import Scope

_COVERED = 3
"""A unit that has more in every cell than fewer subordinates than this is only larger than they are."""


def check(
    rule: Rule, severity: Severity, inbox: SortedInbox, roster: Roster, rules: RuleBook, form: Form
) -> Iterator[Remark]:
    """Remarks in the order of the roster: at most one on a unit and those below it, and one on it and the one above."""
    free = _free_cells(rules, form)
    below: dict[str, list[Contribution]] = {}
    for unit in roster.units:
        if roster.children(unit.name):
            parts = [one for one in sum_of(inbox, roster, unit.name, form)[0] if one.unit != unit.name]
            below[unit.name] = [one for one in parts if any(one.report.numbers.values())]
    for unit in roster.units:
        yield from _alone(rule, severity, inbox, roster, unit)
        own = _numbers(inbox, unit, Scope.OWN, form)
        if not any(own.values()):
            continue
        if parts := below.get(unit.name):
            yield from _with_those_below(rule, severity, inbox, unit, parts, own, free, form)
        # Where it is the only one below with figures, what it shares with the one above is told there.
        if unit.parent and [one.unit for one in below[unit.parent]] != [unit.name]:
            yield from _with_the_one_above(rule, severity, inbox, roster.by_name[unit.parent], unit, own, free, form)


def _alone(rule: Rule, severity: Severity, inbox: SortedInbox, roster: Roster, unit: Expected) -> Iterator[Remark]:
    """A consolidated report of a unit that has none below it."""
    if roster.children(unit.name) or (unit.name, Scope.CONSOLIDATED) not in inbox.taken:
        return
    message = (
        f"“{unit.name}”的年报选了“汇总”，名单上却没有它的下属单位：如果含有其他单位的数，会重复计数；"
        f"如果只是本单位的数，数据口径应选“本级”"
    )
    yield by_rule(rule, severity, [unit.name], message, subject="汇总")


def _with_those_below(
    rule: Rule,
    severity: Severity,
    inbox: SortedInbox,
    unit: Expected,
    parts: Sequence[Contribution],
    own: Mapping[str, Number],
    free: frozenset[str],
    form: Form,
) -> Iterator[Remark]:
    """Own figures that are the sum of those below, are the consolidated ones, or hold all of those below.

    Args:
        parts: the reports below that hold figures.
    """
    busy = [one.unit for one in parts]
    sum_ = Sum(form)
    for one in parts:
        sum_.add(one.report.cells)
    below = sum_.numbers
    least = rule.whole("same_cells")
    units = [unit.name, *busy]
    if same := _same(own, below, free, least, form):
        message = f"“{unit.name}”的本级年报，{same}等于下属 {len(busy)} 个单位之和"
        yield by_rule(rule, severity, units, message, cells=_shared(own, below, free), subject="下属之和")
        return
    consolidated = _numbers(inbox, unit, Scope.CONSOLIDATED, form)
    if own == consolidated and len(_nonzero(own) & free) >= least:
        message = f"“{unit.name}”的本级年报与它的汇总年报完全相同，而下属 {len(busy)} 个单位报了数"
        yield by_rule(rule, severity, [unit.name], message, cells=_shared(own, own, free), subject="汇总年报")
        return
    filled = _nonzero(below) & free
    if len(busy) < _COVERED or len(filled) < rule.whole("covering_cells"):
        return
    if all(own.get(cell, 0) >= below[cell] for cell in _nonzero(below)):
        message = (
            f"“{unit.name}”的本级年报，在下属 {len(busy)} 个单位合计不为 0 的各格（{len(filled)} 格，不计合计）"
            f"都不小于下属之和，可能已把下属的数包括在内"
        )
        yield by_rule(rule, severity, units, message, cells=_shared(below, below, free), subject="包括下属")


def _with_the_one_above(
    rule: Rule,
    severity: Severity,
    inbox: SortedInbox,
    parent: Expected,
    unit: Expected,
    own: Mapping[str, Number],
    free: frozenset[str],
    form: Form,
) -> Iterator[Remark]:
    """Own figures that are those of the unit above."""
    above = _numbers(inbox, parent, Scope.OWN, form)
    if same := _same(own, above, free, rule.whole("same_cells"), form):
        message = f"“{unit.name}”与上级“{parent.name}”的本级年报，{same}完全相同"
        yield by_rule(
            rule, severity, [parent.name, unit.name], message, cells=_shared(own, above, free), subject="与上级相同"
        )


def _same(one: Mapping[str, Number], other: Mapping[str, Number], free: frozenset[str], least: int, form: Form) -> str:
    """“各表（12 格不为 0）” or the tables in which two sets of figures are the same; empty if there is no evidence.

    Zeros are none, and neither are totals, which follow from the other cells.
    """
    both = _nonzero(one) | _nonzero(other)
    unequal = {cell for cell in both if one.get(cell, 0) != other.get(cell, 0)}
    if not unequal and len(both & free) >= least:
        return f"各表（{len(both & free)} 格不为 0，不计合计）"
    tables: list[str] = []
    for section in form.tables:
        cells = {cell for cell in both if form.cells[cell].table == section.id}
        if not cells & unequal and len(cells & free) >= least:
            tables.append(f"{section.table_name}（{len(cells & free)} 格不为 0，不计合计）")
    return "、".join(tables)


def _shared(one: Mapping[str, Number], other: Mapping[str, Number], free: frozenset[str]) -> Sequence[str]:
    return [cell for cell, number in one.items() if cell in free and number and number == other.get(cell)]


def _nonzero(numbers: Mapping[str, Number]) -> set[str]:
    return {cell for cell, number in numbers.items() if number}


def _numbers(inbox: SortedInbox, unit: Expected, scope: Scope, form: Form) -> Mapping[str, Number]:
    """The figures of the file that counts for a unit; empty if there is none."""
    line = inbox.taken.get((unit.name, scope))
    report: Report | None = report_of(line) if line else None
    return {} if report is None else cross(report, form).report.numbers


def _free_cells(rules: RuleBook, form: Form) -> frozenset[str]:
    """The cells that do not follow from others: neither totals nor the left side of an equation."""
    cells = form.cells.items()
    return frozenset(id_ for id_, cell in cells if cell.kind is not Kind.TOTAL and rules.total_formula(id_) is None)
