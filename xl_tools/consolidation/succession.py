"""Merged, split and renamed units: what they carry over from those before (V5), and what is said of last year (V6).

Which figures are carried over is what the rules of the edition say: every equation of this year's cells with last
year's. For units that hang together both sides are added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xl_tools.consolidation.adding import Sum, total_cells
from xl_tools.consolidation.choosing import place_in, report_of
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.holding import open_cells
from xl_tools.consolidation.remarking import Difference, listed, names, plain, remark
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import Line, SortedInbox
from xl_tools.crossing import cross
from xl_tools.finding import Locate, Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import Instance, Rule
from xl_tools.rules import RuleBook
from xl_tools.units import Scope
from xl_tools.values import BLANK, BadValue, is_number

CARRIED, SAID = "V5", "V6"
_CARRIED_BASIS = "名单上的前身单位和去年汇总时报来的数，由结转的含义推出"
_SAID_BASIS = "去年汇总时各单位报来的数，实践依据"
_SHOWN = 6
Layouts = Callable[[Report], Locate]


@dataclass(frozen=True, slots=True)
class Group:
    """Units that hang together: `successors` of this year came from `predecessors` of last year, all from all."""

    successors: tuple[str, ...]
    predecessors: tuple[str, ...]


def groups(roster: Roster, last_year: Mapping[str, Report]) -> tuple[Group, ...]:
    """Every set of units connected by predecessors, in the order of the roster.

    A unit that goes on under its own name, beside others that came from it or into it, is its own predecessor: it is
    one if somebody names it as such, or if it had figures last year.
    """
    edges = {unit.name: list(unit.predecessors) for unit in roster.units if unit.predecessors}
    named = {name for before in edges.values() for name in before}
    for unit in roster.units:
        if unit.name in named or (unit.name in edges and unit.name in last_year):
            edges.setdefault(unit.name, []).append(unit.name)
    found: list[Group] = []
    left = [unit.name for unit in roster.units if unit.name in edges]
    while left:
        members, before = {left[0]}, set[str]()
        while True:
            before = {name for unit in members for name in edges[unit]}
            grown = {unit for unit in left if before.intersection(edges[unit])}
            if grown <= members:
                break
            members |= grown
        order = [name for unit in left if unit in members for name in edges[unit]]
        found.append(Group(tuple(unit for unit in left if unit in members), tuple(dict.fromkeys(order))))
        left = [unit for unit in left if unit not in members]
    return tuple(found)


def check(
    inbox: SortedInbox,
    roster: Roster,
    rules: RuleBook,
    year: int,
    last_year: Mapping[str, Report],
    layout: Layouts | None = None,
) -> Iterator[Remark]:
    """V5, a remark a group; then V6, a remark a unit; in the order of the roster. Silent without last year's figures.

    Args:
        layout: a report → where its cells stand in a workbook of the present template.

    Raises: TemplateMismatch T10 for an edition of which nothing is known.
    """
    last = {name: report for name, report in last_year.items() if report.year == year - 1}
    form = next((one for one in all_forms() if one.applies_to(year - 1)), None)
    if form is None or not last:
        return
    by_unit = {name: group for group in groups(roster, last) for name in group.successors}
    for unit in roster.units:
        group = by_unit.get(unit.name)
        if group is None and _is_silent(inbox, unit.name):
            # Then the rules on both years have nothing to go by in its own file.
            group = Group((unit.name,), (unit.name,))
        if group is not None and group.successors[0] == unit.name:
            yield from _carried(inbox, rules, group, last, form)
    for unit in roster.units:
        for scope in Scope:
            line = inbox.taken.get((unit.name, scope))
            if line is not None:
                yield from _said(unit.name, line, by_unit.get(unit.name), last, layout)


def _is_silent(inbox: SortedInbox, name: str) -> bool:
    """Whether a unit says nothing of last year."""
    line = inbox.taken.get((name, Scope.OWN))
    report = report_of(line) if line else None
    return report is not None and (report.previous is None or report.previous.is_blank)


def _carried(
    inbox: SortedInbox, rules: RuleBook, group: Group, last: Mapping[str, Report], form: Form
) -> Iterator[Remark]:
    """The equations with last year's figures that do not hold for a group as a whole; none if anyone is missing."""
    before = [last[name] for name in group.predecessors if name in last]
    if len(before) < len(group.predecessors):
        return
    for scope in Scope:
        lines = [inbox.taken.get((name, scope)) for name in group.successors]
        there = [line for line in lines if line is not None and report_of(line) is not None]
        if len(there) == len(lines) and all(report.unit.scope is scope for report in before):
            yield from _unequal(rules, group, there, before, form)


def _unequal(
    rules: RuleBook, group: Group, lines: Sequence[Line], before: Sequence[Report], form: Form
) -> Iterator[Remark]:
    sent = [report for line in lines if (report := report_of(line)) is not None]
    reports = [cross(report, rules.form).report for report in sent]
    level = sent[0].unit.level
    pooled = _pooled(rules.form, form, reports, [cross(report, form).report for report in before])
    found: list[tuple[Difference, Severity]] = []
    for rule, instance in rules.instances:
        severity = rule.severity.get(level)
        if severity is None or not _is_carried(instance) or not _is_known(instance, reports, pooled):
            continue
        equation = instance.equation
        left, right = equation.left.evaluate(pooled.number), equation.right.evaluate(pooled.number)
        if left == right:
            continue
        cell = equation.left.cells[0]
        place = place_in(lines[0], cell, rules.form) if len(lines) == 1 else None
        found.append((Difference(cell, left, right, place), _softened(rule, instance, severity)))
    if not found:
        return
    differences = [one for one, _ in found]
    worst = Severity.ERROR if any(severity is Severity.ERROR for _, severity in found) else Severity.QUERY
    units, whose = names(group.successors, _SHOWN), names(group.predecessors, _SHOWN)
    if group.successors == group.predecessors:
        begin, expected, source = f"{units}没有填上年数据，{len(found)} 格与去年汇总时报来的数接不上", "应为", "本单位"
    else:
        begin, expected, source = f"{units}的前身是{whose}，{len(found)} 格与前身去年的数接不上", "按前身应为", "前身"
    message = (
        f"{begin}：{listed(rules.form, differences, expected)}{_each(rules.form, group, lines, differences[0])}。"
        f"请对照{source}去年的年报核对；职责划转等确有原因的，请说明"
    )
    yield remark(group.successors, CARRIED, worst, message, _CARRIED_BASIS, differences=differences, subject=whose)


def _pooled(form: Form, last_form: Form, reports: Sequence[Report], before: Sequence[Report]) -> Report:
    """The group as one report: Σ this year, and Σ last year of every cell in which all predecessors have a number."""
    known = {id_ for id_ in last_form.cells if all(is_number(report.settled.get(id_, BLANK)) for report in before)}
    settled = [replace(report, cells=report.settled, disputes=()) for report in before]
    cells = {id_: value for id_, value in total_cells(last_form, settled).items() if id_ in known}
    previous = replace(before[0], cells=cells, narrative={}, facts={}, disputes=(), previous=None)
    unit = reports[0].unit
    return Report(form, reports[0].year, unit, total_cells(form, reports), previous=previous)


def _is_carried(instance: Instance) -> bool:
    return instance.last_year and instance.equation.relation == "=" and not instance.when


def _is_known(instance: Instance, reports: Sequence[Report], pooled: Report) -> bool:
    """Whether last year's figures are there, and this year's can be read and are not all blank."""
    own = [cell for cell in instance.equation.cells if not cell.startswith(PREVIOUS)]
    last = [cell for cell in instance.equation.cells if cell.startswith(PREVIOUS)]
    readable = not any(isinstance(report.value(cell), BadValue) for report in reports for cell in own)
    return readable and all(cell in pooled.operands for cell in last) and any(cell in pooled.numbers for cell in own)


def _softened(rule: Rule, instance: Instance, severity: Severity) -> Severity:
    return Severity.QUERY if rule.trial or instance.key in rule.query_only else severity


def _each(form: Form, group: Group, lines: Sequence[Line], difference: Difference) -> str:
    """What each of several units has in the first cell: （“甲局”2，三、申请情况!D7；…）."""
    if len(lines) == 1:
        return ""
    parts: list[str] = []
    for name, line in zip(group.successors, lines, strict=True):
        report, place = report_of(line), place_in(line, difference.cell, form)
        number = 0 if report is None else cross(report, form).report.number(difference.cell)
        parts.append(f"“{name}”{plain(number)}" + (f"，{place}" if place else ""))
    return f"（{form.cells[difference.cell].name}：{'；'.join(parts)}）"


def _said(
    name: str, line: Line, group: Group | None, last: Mapping[str, Report], layout: Layouts | None
) -> Iterator[Remark]:
    """Where a unit's 上年数据 is not what it, or those it came from, sent last year."""
    report = report_of(line)
    said = report.previous if report else None
    if report is None or said is None or said.year != report.year - 1:
        return
    before = [name] if group is None else list(group.predecessors)
    collected = [last[one] for one in before if one in last]
    shared = group is not None and len(group.successors) > 1
    if shared or len(collected) < len(before) or any(one.unit.scope is not report.unit.scope for one in collected):
        return
    found = _different(said, collected, line)
    # Who goes on under its own name may also have kept the report that it published itself.
    if found and len(before) > 1 and name in last and not _different(said, [last[name]], line):
        return
    if found:
        found = _placed(found, report, line, layout)
        message = (
            f"“{name}”填的上年数据与去年汇总时报来的有 {len(found)} 格不同：{listed(said.form, found, '去年报来')}。"
            f"请核对；去年汇总后又更正过的，请说明"
        )
        yield remark([name], SAID, Severity.QUERY, message, _SAID_BASIS, differences=found, subject="上年数据")


def _placed(found: Sequence[Difference], report: Report, line: Line, layout: Layouts | None) -> tuple[Difference, ...]:
    """The differences with their places, which of last year's figures are not kept of every file."""
    present = line.reading is not None and line.reading.version == report.form.template_version
    if layout is None or not present:
        return tuple(found)
    locate = layout(report)
    return tuple(replace(one, place=one.place or locate(one.cell)) for one in found)


def _different(said: Report, collected: Sequence[Report], line: Line) -> tuple[Difference, ...]:
    """Cells in which both have a number, and not the same."""
    reports = [cross(report, said.form).report for report in collected]
    doubtful = {cell for report in collected for cell in open_cells(report, said.form)}
    sum_ = Sum(said.form)
    for report in reports:
        sum_.add(report.cells)
    unlike = {cell for cell, number in said.numbers.items() if number != sum_.numbers.get(cell)} - doubtful
    return tuple(
        Difference(PREVIOUS + cell, said.numbers[cell], sum_.numbers[cell], place_in(line, PREVIOUS + cell))
        for cell in sorted(unlike, key=said.form.positions.__getitem__)
        if all(cell in report.numbers for report in reports)
    )
