"""Checks on this year and last year together that are no equations: jumps, and the first year of a new edition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.finding import Finding, Severity
from xl_tools.forms.model import Cell
from xl_tools.report import PREVIOUS
from xl_tools.rule import Rule
from xl_tools.validation.checks import where
from xl_tools.validation.context import Context, by_dispute, last_year_place
from xl_tools.values import is_number, plain_decimal, show


def jump(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule C4: a number many times last year's, or a small part of it; one finding a cell.

    Limits: `factor`, `low`, and `least`, the smallest number of last year that is compared at all.
    Undecided, hence silent, without a number in both years.
    """
    report = context.report
    least, factor, low = rule.whole("least"), rule.whole("factor"), Decimal(rule.text("low"))
    for cell_id in rule.cells:
        now, before = report.operands.get(cell_id), report.operands.get(PREVIOUS + cell_id)
        if now is None or before is None or before < least or low * before <= now <= factor * before:
            continue
        cell = report.form.cells[cell_id]
        last = f"上年 {_plain(before)} {cell.unit}（{last_year_place(context, cell_id)}）"
        ratio = _ratio(Decimal(now), Decimal(before), factor, low)
        found = f"{where(context, cell)}：{last}，本年 {_plain(now)} {cell.unit}，{ratio}"
        said = f"{found}。{by_dispute(report, [PREVIOUS + cell_id])}{rule.advice}"
        yield context.finding(rule, severity, said, cells=[cell_id, PREVIOUS + cell_id])


def edition_change(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule C3: last year's report is of another edition, whose cell beside this one says something else.

    Limits: `last`, the printed column of last year's edition that is easily taken for this one.
    Silent where both numbers are the same; undecided without a number in both years.
    """
    report, last = context.report, context.report.previous
    if last is None or last.form.edition == report.form.edition:
        return
    for cell_id in rule.cells:
        cell = report.form.cells[cell_id]
        row = (one for one in last.form.cells.values() if (one.table, one.item) == (cell.table, cell.item))
        old = next((one for one in row if _printed(one) == rule.text("last")), None)
        if old is None:
            continue
        before, now = report.value(PREVIOUS + old.id), report.value(cell_id)
        same = report.number(PREVIOUS + old.id) == report.number(cell_id)
        if not is_number(before) or not is_number(now) or same:
            continue
        found = (
            f"{where(context, cell)}：上年（{last.form.edition} 版格式）{_printed(old)} {show(before)}"
            f"（{last_year_place(context, old.id)}），本年{_printed(cell)} {show(now)}，两者口径不同"
        )
        said = f"{found}。{by_dispute(report, [PREVIOUS + old.id])}{rule.advice}"
        yield context.finding(rule, severity, said, cells=[cell_id, PREVIOUS + old.id])


def _printed(cell: Cell) -> str:
    return cell.column_labels[-1]


def _ratio(now: Decimal, before: Decimal, factor: int, low: Decimal) -> str:
    """“是上年的 17.2 倍”, “只有上年的 8.5%”; where rounding would seem to keep the limit, the limit itself is named."""
    if not now:
        return "降为 0"
    if now > before:
        times = _tenths(now / before)
        return f"是上年的 {_plain(times)} 倍" if times > factor else f"超过上年的 {factor} 倍"
    percent, limit = _tenths(now / before * 100), low * 100
    return f"只有上年的 {_plain(percent)}%" if percent < limit else f"不到上年的 {_plain(limit)}%"


def _tenths(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _plain(number: int | Decimal) -> str:
    return plain_decimal(Decimal(number))
