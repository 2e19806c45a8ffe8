"""Linear rules: evaluate both sides, and say in Chinese what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xl_tools.expression import Sum
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Form
from xl_tools.report import Report
from xl_tools.rules import Instance, Rule, term_name
from xl_tools.validation.checks import missing_totals
from xl_tools.values import BadValue, Blank, NotApplicable, plain_decimal

_EXPECTED = {"=": "两边应相等", "<=": "前者不应大于后者", ">=": "前者不应小于后者"}


def check(rule: Rule, severity: Severity, report: Report, locate: Locate) -> Iterator[Finding]:
    """Findings of one linear rule, one for each equation that does not hold.

    Undecided, hence silent: every operand blank, an operand unreadable, or a total that rule A4 reports
    as missing among the operands.
    """
    silent = missing_totals(report)
    for instance in rule.instances:
        equation = instance.equation
        values = [report.value(cell) for cell in equation.cells]
        if all(isinstance(value, Blank | NotApplicable) for value in values):
            continue
        if any(isinstance(value, BadValue) for value in values) or silent & set(equation.cells):
            continue
        left, right = equation.left.evaluate(report.number), equation.right.evaluate(report.number)
        if not equation.holds(left - right):
            yield _finding(rule, severity, instance, report, locate, left, right)


def _finding(
    rule: Rule,
    severity: Severity,
    instance: Instance,
    report: Report,
    locate: Locate,
    left: int | Decimal,
    right: int | Decimal,
) -> Finding:
    equation = instance.equation
    places = [locate(cell) for cell in equation.cells]
    table = report.form.section(rule.table).table_name
    axis = {"column": "栏", "row": "行", "group": "组"}.get(rule.each, "")
    where = f"{table}“{instance.label}”{axis}" if instance.label else table
    relation = equation.relation
    if equation.right.terms:
        found = f"{_side(equation.left, rule, report)}；{_side(equation.right, rule, report)}"
        expected = f"{_EXPECTED[relation]}，相差 {_plain(abs(left - right))}"
    else:
        found = _side(equation.left, rule, report)
        expected = f"应为 {equation.right.constant}"
    advice = f"{rule.advice}（{_addresses([place.address for place in places])}）"
    blanks = _blanks(equation.cells, report, locate)
    basis = str(rule.source)
    return Finding(
        rule=rule.id,
        severity=severity,
        cells=equation.cells,
        places=tuple(places),
        left=left,
        right=right,
        difference=left - right,
        message=f"{where}：{found}。{rule.title}，{expected}。{blanks}{advice}。（{rule.id}，{basis}）",
        basis=basis,
    )


def _side(side: Sum, rule: Rule, report: Report) -> str:
    """“本年新收 60 ＋ 上年结转 0 ＝ 60”; zero terms of a long sum are left out."""
    parts: list[str] = []
    for term in side.terms:
        number = report.total(term.cells)
        if number or len(side.terms) <= 3:
            parts.append(f"{term_name(report.form, rule.each, term)} {_plain(number)}")
    total = _plain(side.evaluate(report.number))
    if len(side.terms) == 1:
        return parts[0]
    if not parts:
        return f"各项之和 {total}"
    return f"{' ＋ '.join(parts)} ＝ {total}"


def _blanks(cells: tuple[str, ...], report: Report, locate: Locate) -> str:
    empty = [cell for cell in cells if isinstance(report.value(cell), Blank | NotApplicable)]
    if not empty:
        return ""
    names = "、".join(f"{_name(report.form, cell)}（{locate(cell).address}）" for cell in empty[:4])
    more = f"等 {len(empty)} 格" if len(empty) > 4 else ""
    return f"其中{names}{more}未填，按 0 计。"


def _name(form: Form, cell: str) -> str:
    return form.cells[cell].name


def _addresses(addresses: list[str]) -> str:
    shown = "、".join(addresses[:8])
    return f"{shown} 等 {len(addresses)} 格" if len(addresses) > 8 else shown


def _plain(number: int | Decimal) -> str:
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)
