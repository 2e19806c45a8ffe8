"""Checks on single values: numbers of a table and missing totals; and the shape of a gap to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xl_tools.expression import merge_ranges
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Cell, Kind
from xl_tools.rule import Rule
from xl_tools.validation.context import Context, is_last_year, rows_with_total, table_name
from xl_tools.values import AMOUNT_PLACES, Amount, BadValue, Count, NotApplicable, Value, show, strip

PLACEHOLDER = re.compile(r"〔待填[^〕]*〕")
SHOWN_CELLS = 8
"""A message names so many cells, ranges or slots at most."""


def total_missing(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule A4: one finding a row whose total is blank while its other cells hold numbers."""
    report = context.report
    for total, others in rows_with_total(report.form):
        if total.table != rule.table or total.id not in context.missing:
            continue
        # A cell that cannot be read may hold anything, so then there is no sum to propose.
        readable = not any(isinstance(report.value(cell.id), BadValue) for cell in others)
        expected = f" {report.total(cell.id for cell in others)}" if readable else ""
        row = f"{table_name(report, rule)}“{total.row.short or total.row_labels[-1]}”行"
        found = f"{row}：总计（{context.locate(total.id).address}）空白，应填各栏之和{expected}"
        yield context.finding(rule, severity, f"{found}。{rule.advice}", cells=[total.id])


def numbers(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rules A5, B2, D10: blanks and “/” once a table; each unreadable, negative or oddly written number."""
    report = context.report
    unfilled: list[Cell] = []
    single: list[Finding] = []
    for cell in report.form.cells_of(rule.table):
        value = report.cells.get(cell.id)
        if type(value) is Count and value.number >= 0 and not value.typed:
            continue
        if value is None or isinstance(value, NotApplicable):
            if cell.id not in context.missing:
                unfilled.append(cell)
        elif fault := _fault(cell, value):
            single.append(context.finding(rule, severity, f"{where(context, cell)}{fault}", cells=[cell.id]))
        elif reading := _reading(cell, value):
            message = f"{where(context, cell)}{reading}"
            single.append(context.finding(rule, Severity.NOTICE, message, cells=[cell.id]))
    if unfilled:
        yield _unfilled(rule, severity, context, unfilled)
    yield from single


def addresses(cells: Sequence[str], locate: Locate) -> str:
    """Where cells stand, for a message: “D6、D7、D29:D31”, at most SHOWN_CELLS; last year's with their sheet."""
    shown = merge_ranges([locate(cell).address for cell in cells if not is_last_year(cell)], shortest=3)
    last = [locate(cell) for cell in cells if is_last_year(cell)]
    for sheet in dict.fromkeys(place.sheet for place in last):
        found = merge_ranges([place.address for place in last if place.sheet == sheet], shortest=3)
        shown += [f"“{sheet}”{found[0]}", *found[1:]]
    if len(shown) > SHOWN_CELLS:
        return f"{'、'.join(shown[:SHOWN_CELLS])} 等 {len(cells)} 格"
    return "、".join(shown)


def _fault(cell: Cell, value: Value) -> str:
    """What is wrong with a value, and what to put there instead; empty if nothing is."""
    if isinstance(value, BadValue):
        return f"填的是“{show(value)}”，{value.reason}。请改填{_wanted(cell)}"
    if isinstance(value, (Count, Amount)) and value.number < 0 and cell.kind is not Kind.SIGNED:
        return f"填的是 {show(value)}，不能为负数。请改填{_wanted(cell)}"
    if isinstance(value, Amount) and -int(value.number.normalize().as_tuple().exponent) > AMOUNT_PLACES:
        return f"填的是 {show(value)}，小数超过 {AMOUNT_PLACES} 位。请按万元核对"
    return ""


def _reading(cell: Cell, value: Value) -> str:
    """How a number that was not typed plainly was read; empty if it was, or if rule D7 asks for its unit."""
    if not isinstance(value, (Count, Amount)) or not value.typed:
        return ""
    if isinstance(value, Amount) and not value.unit_given:
        return ""
    number, typed = show(value), strip(value.typed)
    text = "文本" if typed == number else ""
    unit = cell.unit if isinstance(value, Count) else "万元"
    # Where the form prints no unit, a plain number would only bring up rule D7.
    advice = f"如无误，可改成数字 {number}" if cell.unit else "如无误，不必改"
    return f"填的是{text}“{typed}”，按 {number} {unit}读取。{advice}"


def _unfilled(rule: Rule, severity: Severity, context: Context, cells: Sequence[Cell]) -> Finding:
    report = context.report
    slashes = [show(report.value(cell.id)) for cell in cells if cell.id in report.cells]
    counts = [f"{len(cells) - len(slashes)} 个空白格"] if len(slashes) < len(cells) else []
    if slashes:
        counts.append(f"{len(slashes)} 格填{''.join(f'“{mark}”' for mark in dict.fromkeys(slashes))}")
    ids = [cell.id for cell in cells]
    found = f"有 {'、'.join(counts)}（{addresses(ids, context.locate)}）"
    if len(cells) == len(report.form.cells_of(rule.table)) and not slashes:
        found = f"全部 {len(cells)} 格都是空白"
    return context.finding(rule, severity, f"{table_name(report, rule)}{found}。{rule.advice}", cells=ids)


def where(context: Context, cell: Cell) -> str:
    """How a message begins: the table, the name of the cell, its address."""
    return f"{context.report.form.section(cell.table).table_name}“{cell.name}”（{context.locate(cell.id).address}）"


def _wanted(cell: Cell) -> str:
    if cell.kind is Kind.AMOUNT:
        return "以万元为单位的数" if cell.unit else "数和单位，例如“12.5万元”"
    return "整数，减少的填负数" if cell.kind is Kind.SIGNED else "非负整数，没有的填 0"
