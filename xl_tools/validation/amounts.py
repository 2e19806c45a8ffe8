"""Checks on amounts of money: is the unit known, and does the size fit it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xl_tools.finding import Finding, Severity
from xl_tools.rule import LEVELS, Rule
from xl_tools.units import Level
from xl_tools.validation.checks import where
from xl_tools.validation.context import Context
from xl_tools.values import Amount, plain_decimal, show, strip

CHECK = "请核对单位；确是这么多的，请写审核说明"
YUAN_PLACES = 4
"""1 万元 is 10,000 元."""


def amount_unit(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule D7: a bare amount where the form prints no unit, or one so large that it was probably entered in 元.

    Limits: `levels`, for which size is judged; `large`, from which any amount is asked about; `whole` and `step`:
    from `whole` on, multiples of `step` look like 元, unless the unit was typed with them. All in 万元.
    """
    for cell in context.report.form.cells_of(rule.table):
        value = context.report.cells.get(cell.id)
        if not isinstance(value, Amount):
            continue
        if not value.unit_given:
            number = show(value)
            found = f"填的是 {number}，没有写单位，暂按 {number} 万元计。{rule.advice}"
        elif not (found := _size(rule, value, context.report.unit.level)):
            continue
        yield context.finding(rule, severity, f"{where(context, cell)}{found}", cells=[cell.id])


def _size(rule: Rule, value: Amount, level: Level) -> str:
    """What is odd about the size of an amount, and what to do; empty if nothing is."""
    if level.value not in rule.words(LEVELS):
        return ""
    number, shown = value.number, show(value)
    large = number >= rule.whole("large")
    if "元" in value.typed or "万" in value.typed:
        return f"填的是“{strip(value.typed)}”，即 {shown} 万元，对{level.label}偏大。{CHECK}" if large else ""
    if not large and not _looks_like_yuan(rule, number):
        return ""
    reason = f"{level.label}一般没有这么多" if large else f"数额大，又是 {rule.whole('step')} 的整倍数"
    meant = plain_decimal(number.scaleb(-YUAN_PLACES))
    return f"填的是 {shown} 万元，{reason}，像是按元填的。如果是 {shown} 元，应填 {meant}。{CHECK}"


def _looks_like_yuan(rule: Rule, number: Decimal) -> bool:
    return number >= rule.whole("whole") and number % rule.whole("step") == 0
