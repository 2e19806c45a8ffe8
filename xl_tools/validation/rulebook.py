"""The rule book: every rule in Chinese words, and the same with the numbers of one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.expression import Equation
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Form
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import CONSOLIDATION_CHECKS, LAST_YEAR, LINEAR, Instance, Rule, cell_name, term_name
from xl_tools.rules import RuleBook, limit_name, limit_text
from xl_tools.units import Level
from xl_tools.validation.context import Context
from xl_tools.validation.engine import run
from xl_tools.validation.linear import AXES, asked, sides, undecided
from xl_tools.values import BadValue, is_number, plain_decimal, show

GROUPS = {
    "A": "A　表三内部",
    "B": "B　表四",
    "C": "C　与上年比较",
    "D": "D　表二合理性",
    "E": "E　正文与表格",
    "F": "F　结构与格式",
    "G": "G　时间、依据、单位",
    "H": "H　汇总",
}
OTHER_GROUP = "规则包增加的规则"
OFFICIAL, UNOFFICIAL = "法定格式或法律规定，规则包不能放宽", "规则包可以调整"
_OF_BOTH_YEARS = frozenset({"jump", "edition_change", "prose_growth"})
"""Checks that say nothing without last year's report."""
SHOWN_LABELS = 3
"""So many rows or groups are named one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as people read it.

    Attributes:
        formula: the equations in words, one for each expression; empty for a check that is none.
        conditions: what must hold for the equations to be asked for.
        severity: what a violation is, by level of the unit.
        limits: (what it is called, its value) of each threshold.
        standing: whether it is official.
    """

    id: str
    alias: str
    group: str
    title: str
    table: str
    formula: tuple[str, ...]
    conditions: tuple[str, ...]
    severity: str
    why: str
    good: str
    bad: str
    limits: tuple[tuple[str, str], ...]
    advice: str
    basis: str
    standing: str

    @property
    def heading(self) -> str:
        """“A1（R-BAL）本年新收加上年结转，……”."""
        return f"{self.id}{f'（{self.alias}）' if self.alias else ' '}{self.title}"

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """(name, text) of everything there is to say, in the order of reading."""
        lines = [("公式", text) for text in self.formula] + [("前提", text) for text in self.conditions]
        lines += [("级别", self.severity), ("为什么", self.why), ("符合", self.good), ("不符合", self.bad)]
        lines += [("界限", f"{name}：{value}") for name, value in self.limits]
        lines += [("怎么办", self.advice), ("依据", f"{self.basis}（{self.standing}）")]
        return tuple((name, text) for name, text in lines if text)


@dataclass(frozen=True, slots=True)
class RuleOnReport:
    """One rule with the numbers of a report: a line for each equation, or what the check found."""

    entry: Entry
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def entries(book: RuleBook) -> tuple[Entry, ...]:
    """One entry a rule, in the order of the catalogue."""
    return tuple(entry_of(book.form, rule) for rule in book.rules)


def entry_of(form: Form, rule: Rule) -> Entry:
    """One rule in words."""
    return Entry(
        id=rule.id,
        alias=rule.alias,
        group=GROUPS.get(rule.id[0], OTHER_GROUP),
        title=rule.title,
        table=form.section(rule.table).table_name if rule.table else "",
        formula=_formula(form, rule),
        conditions=_conditions(form, rule),
        severity=_severity(rule),
        why=rule.why,
        good=rule.example.good,
        bad=rule.example.bad,
        limits=tuple(_limits(form, rule)),
        advice=rule.advice,
        basis=str(rule.source),
        standing=OFFICIAL if rule.official else UNOFFICIAL,
    )


def to_text(items: Sequence[Entry]) -> str:
    """The rule book as plain text, with a heading where a group begins."""
    lines: list[str] = []
    group = ""
    for entry in items:
        if entry.group != group:
            group = entry.group
            lines += [*([""] if lines else []), f"== {group} =="]
        lines += ["", *entry_lines(entry)]
    return "\n".join(lines)


def entry_lines(entry: Entry) -> list[str]:
    """One rule as plain text, line by line."""
    return [entry.heading, *(f"  {name}：{text}" for name, text in entry.details)]


def on_report(rule: Rule, report: Report, locate: Locate, *, others: Sequence[Report] = ()) -> RuleOnReport:
    """A rule with the report's own numbers. Raises RuleCrash if the rule has a bug."""
    context = Context(report, RuleBook(report.form, (rule,)), locate, tuple(others))
    findings = run(context)
    if rule.severity.get(report.unit.level) is None:
        lines: Iterator[str] = iter([f"不适用于本级别（{report.unit.level.label}）。"])
    elif rule.check == LINEAR:
        lines = (_line(rule, instance, context) for instance in rule.instances)
    elif rule.check in CONSOLIDATION_CHECKS:
        lines = iter(["只看一份年报无法判断，汇总各单位的年报时核对。"])
    elif rule.check in _OF_BOTH_YEARS and report.previous is None:
        lines = iter(["无法判断，没有上年数据。"])
    else:
        lines = iter([finding.message for finding in findings] or ["没有发现。"])
    return RuleOnReport(entry_of(report.form, rule), tuple(lines), findings)


def _line(rule: Rule, instance: Instance, context: Context) -> str:
    """“自然人”栏：成立。本年新收 60 ＋ … ＝ 60；…"""
    where = f"“{instance.label}”{AXES.get(rule.each, '')}：" if instance.label else ""
    report, equation = context.report, instance.equation
    if undecided(instance, context):
        return f"{where}无法判断，{_open(rule, instance, context)}。"
    if not asked(instance, report):
        return f"{where}前提不成立，不核对。"
    difference = equation.left.evaluate(report.number) - equation.right.evaluate(report.number)
    verdict = "成立" if equation.holds(difference) else f"不成立，相差 {_plain(abs(difference))}"
    return f"{where}{verdict}。{sides(rule, instance, report)}。"


def _open(rule: Rule, instance: Instance, context: Context) -> str:
    """Why an equation is undecided."""
    report, locate = context.report, context.locate
    cells = dict.fromkeys((*instance.equation.cells, *(cell for one in instance.when for cell in one.cells)))
    for cell in cells:
        name = cell_name(report.form, rule.each, cell)
        value = report.value(cell)
        if isinstance(value, BadValue):
            return f"{name}（{locate(cell).address}）填的“{show(value)}”读不出"
        if cell in context.missing:
            return f"{name}（{locate(cell).address}）空白，见规则 A4"
        if cell.startswith(PREVIOUS) and not is_number(value):
            return "没有上年数据" if report.previous is None else f"上年数据里没有{name.removeprefix(LAST_YEAR)}的数"
    return "有关各格没有填数"


def _limits(form: Form, rule: Rule) -> Iterator[tuple[str, str]]:
    """Thresholds in words; the id of a part of the narrative stands for its title."""
    parts = {part.id: part.title for section in form.narratives for part in section.parts}
    for name, value in rule.limits.items():
        yield limit_name(name), parts.get(str(value), limit_text(name, value))


def _formula(form: Form, rule: Rule) -> tuple[str, ...]:
    """The equations in words, each said once for all rows, columns or groups."""
    table = form.section(rule.table).table_name if rule.table else ""
    said: dict[str, list[str]] = {}
    for instance in rule.instances:
        labels = said.setdefault(_in_words(form, rule, instance.equation), [])
        if instance.label not in labels:
            labels.append(instance.label)
    return tuple(f"{table}{_where(rule, labels)}：{words}" for words, labels in said.items())


def _where(rule: Rule, labels: Sequence[str]) -> str:
    if not rule.each:
        return ""
    names = f"（{'、'.join(labels)}）" if len(labels) <= SHOWN_LABELS else ""
    return f"每{AXES[rule.each]}{names}"


def _conditions(form: Form, rule: Rule) -> tuple[str, ...]:
    """What must hold for the equations to be asked for, with complete names: they may be about other tables."""
    found = (condition for instance in rule.instances for condition in instance.when)
    return tuple(dict.fromkeys(condition.words(lambda term: term_name(form, "", term)) for condition in found))


def _in_words(form: Form, rule: Rule, equation: Equation) -> str:
    return equation.words(lambda term: term_name(form, rule.each, term))


def _severity(rule: Rule) -> str:
    """“错误”, or severity by severity with the levels; then what softens it."""
    parts: list[str] = []
    for severity in Severity:
        levels = [level for level in Level if rule.severity.get(level) is severity]
        if levels:
            whom = "" if len(levels) == len(Level) else f"：{_levels(levels)}"
            parts.append(f"{severity.label}{whom}")
    if left_out := [level for level in Level if level not in rule.severity]:
        parts.append(f"不核对：{_levels(left_out)}")
    if soft := dict.fromkeys(one.label for one in rule.instances if one.key in rule.query_only):
        parts.append(f"{'、'.join(soft)}不合的只需核实")
    if rule.trial:
        parts.append("试行规则，按核实处理")
    return "；".join(parts)


def _levels(levels: Sequence[Level]) -> str:
    return "、".join(level.label for level in levels)


def _plain(number: int | Decimal) -> str:
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)
