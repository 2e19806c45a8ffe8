"""Linear rules: evaluate both sides, and say in Chinese what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xl_tools.expression import Sum, Term
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import Instance, Rule, cell_name, term_name
from xl_tools.validation.checks import SHOWN_CELLS, addresses
from xl_tools.validation.context import Context, by_dispute
from xl_tools.values import BadValue, Blank, NotApplicable, is_number, plain_decimal

_EXPECTED = {"=": "两边应相等", "<=": "前者不应大于后者", ">=": "前者不应小于后者"}
AXES = {"column": "栏", "row": "行", "group": "组"}
SHORT_SUM = 3
"""A sum of more terms leaves out those that are 0."""
SHOWN_BLANKS = 4


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Findings of one linear rule, one for each equation that does not hold.

    Undecided, hence silent: every operand blank (of the equation, or of a condition), an operand unreadable, a total
    that rule A4 reports as missing among the operands, or a figure of last year that is not there. Not asked for: an
    equation whose conditions do not hold.
    """
    report = context.report
    number = report.operands.get
    for instance in rule.instances:
        equation = instance.equation
        difference: int | Decimal = equation.constant
        for cell, weight in equation.weights:
            difference += weight * number(cell, 0)
        if equation.holds(difference) or undecided(instance, context) or not asked(instance, report):
            continue
        softened = severity is Severity.ERROR and instance.key in rule.query_only
        yield _finding(rule, Severity.QUERY if softened else severity, instance, context)


def undecided(instance: Instance, context: Context) -> bool:
    """Whether blanks, unreadable text or a missing last year leave open whether an equation holds or is asked for."""
    report = context.report
    sums = (instance.equation.cells, *(one.cells for one in instance.when))
    values = {cell: report.value(cell) for cells in sums for cell in cells}
    return (
        any(all(isinstance(values[cell], (Blank, NotApplicable)) for cell in _own(cells)) for cells in sums)
        or any(isinstance(value, BadValue) for value in values.values())
        or any(cell in context.missing for cell in values)
        or any(not is_number(value) for cell, value in values.items() if cell.startswith(PREVIOUS))
    )


def _own(cells: Sequence[str]) -> Sequence[str]:
    """The cells of this year; a year in which nothing has been entered is not compared with the last one."""
    return [cell for cell in cells if not cell.startswith(PREVIOUS)] or cells


def asked(instance: Instance, report: Report) -> bool:
    """Whether the conditions hold under which an equation must hold."""
    for condition in instance.when:
        difference = condition.left.evaluate(report.number) - condition.right.evaluate(report.number)
        if not condition.holds(difference):
            return False
    return True


def _finding(rule: Rule, severity: Severity, instance: Instance, context: Context) -> Finding:
    report, locate = context.report, context.locate
    equation = instance.equation
    left, right = equation.left.evaluate(report.number), equation.right.evaluate(report.number)
    if equation.right.terms:
        found = sides(rule, instance, report)
        expected = f"相差 {_plain(abs(left - right))}，{_EXPECTED[equation.relation]}"
    else:
        found = _listed(equation.left, rule, report, locate)
        expected = f"{_bound(equation.relation, equation.right.constant, severity)}。{rule.title}"
    table = report.form.section(rule.table).table_name
    where = f"{table}“{instance.label}”{AXES.get(rule.each, '')}" if instance.label else table
    blanks = _blanks(rule, equation.cells, report, locate)
    advice = rule.advise(f" {addresses(equation.cells, locate)}")
    message = f"{where}：{found}，{expected}。{blanks}{by_dispute(report, equation.cells)}{advice}"
    return context.finding(rule, severity, message, cells=equation.cells, numbers=(left, right))


def sides(rule: Rule, instance: Instance, report: Report) -> str:
    """Both sides of an equation with their numbers; a right side without cells is left out."""
    left, right = instance.equation.left, instance.equation.right
    return "；".join(_side(side, rule, report) for side in (left, right) if side is left or side.terms)


def _side(side: Sum, rule: Rule, report: Report) -> str:
    """“本年新收 60 ＋ 上年结转 0 ＝ 60”; a long sum leaves out its zeros."""
    parts = [
        (term, f"{_factor(term)}{term_name(report.form, rule.each, term)} {_plain(number)}".replace("） ", "）"))
        for term in side.terms
        if (number := report.total(term.cells)) or len(side.terms) <= SHORT_SUM
    ]
    if not parts and not side.constant:
        return "各项都为 0" if side.terms else "0"
    text = ""
    for term, words in parts:
        text += f" {_sign(term.coefficient)} {words}" if text or term.coefficient < 0 else words
    if side.constant or not parts:
        text += f" {_sign(side.constant)} {abs(side.constant)}" if text else str(side.constant)
    if len(parts) + bool(side.constant) > 1 or any(term.coefficient != 1 for term, _ in parts):
        return f"{text.strip()} ＝ {_plain(side.evaluate(report.number))}"
    return text if len(side.terms) <= 1 else f"{text}、其余为 0"


def _listed(side: Sum, rule: Rule, report: Report, locate: Locate) -> str:
    """“规章·制发 1（B7）、规章·废止 1（C7）”: the cells that are not 0; other sums as `_side` writes them."""
    if side.constant or any(term.coefficient != 1 for term in side.terms):
        return _side(side, rule, report)
    cells = [cell for cell in side.cells if report.number(cell)]
    shown = "、".join(
        f"{cell_name(report.form, rule.each, cell)} {_plain(report.number(cell))}（{locate(cell).address}）"
        for cell in cells[:SHOWN_CELLS]
    )
    more = f" 等 {len(cells)} 格" if len(cells) > SHOWN_CELLS else ""
    return shown + more if cells else "各项都为 0"


def _bound(relation: str, constant: int, severity: Severity) -> str:
    """“应为 0”; counts are never negative, so that at most 0 is 0."""
    usually = "一般" if severity is Severity.QUERY else ""
    if relation == "=" or (relation == "<=" and not constant):
        return f"{usually}应为 {constant}"
    return f"合计{usually}不应{'大于' if relation == '<=' else '小于'} {constant}"


def _blanks(rule: Rule, cells: tuple[str, ...], report: Report, locate: Locate) -> str:
    empty = [cell for cell in cells if isinstance(report.value(cell), (Blank, NotApplicable))]
    if not empty:
        return ""
    names = "、".join(
        f"{cell_name(report.form, rule.each, cell)}（{locate(cell).address}）" for cell in empty[:SHOWN_BLANKS]
    )
    more = f"等 {len(empty)} 格" if len(empty) > SHOWN_BLANKS else ""
    return f"其中{names}{more}未填，按 0 计。"


def _factor(term: Term) -> str:
    return "" if abs(term.coefficient) == 1 else f"{abs(term.coefficient)}×"


def _sign(number: int) -> str:
    return "－" if number < 0 else "＋"


def _plain(number: int | Decimal) -> str:
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)
