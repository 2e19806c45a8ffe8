"""Checks on single values and texts: numbers of a table, missing totals, amounts without unit, placeholders."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from xl_tools.expression import merge_ranges
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Cell, Form, Kind
from xl_tools.report import NARRATIVE_KEYS, Report
from xl_tools.rules import Rule
from xl_tools.values import AMOUNT_PLACES, Amount, BadValue, Count, NotApplicable, Value, show, strip

PLACEHOLDER = re.compile(r"〔待填[^〕]*〕")
SHOWN_CELLS = 8
"""A message names so many cells, ranges or slots at most."""


def missing_totals(report: Report) -> frozenset[str]:
    """Cells of a “总计” column that are blank although their row has numbers: what rule A4 reports."""
    return frozenset(
        total.id
        for total, others in _rows_with_total(report.form)
        if total.id not in report.cells and any(cell.id in report.numbers for cell in others)
    )


def total_missing(
    rule: Rule, severity: Severity, report: Report, locate: Locate, missing: Collection[str]
) -> Iterator[Finding]:
    """Rule A4: one finding a row whose total is blank while its other cells hold numbers."""
    for total, others in _rows_with_total(report.form):
        if total.table != rule.table or total.id not in missing:
            continue
        # A cell that cannot be read may hold anything, so then there is no sum to propose.
        readable = not any(isinstance(report.value(cell.id), BadValue) for cell in others)
        expected = f" {report.total(cell.id for cell in others)}" if readable else ""
        row = f"{_table(report, rule)}“{total.row.short or total.row_labels[-1]}”行"
        found = f"{row}：总计（{locate(total.id).address}）空白，应填各栏之和{expected}"
        yield _finding(rule, severity, [total.id], locate, f"{found}。{rule.advice}")


def numbers(
    rule: Rule, severity: Severity, report: Report, locate: Locate, missing: Collection[str]
) -> Iterator[Finding]:
    """Rules A5, B2, D10: blanks and “/” once a table; each unreadable, negative or oddly written number."""
    unfilled: list[Cell] = []
    single: list[Finding] = []
    for cell in report.form.cells_of(rule.table):
        value = report.cells.get(cell.id)
        if type(value) is Count and value.number >= 0 and not value.typed:
            continue
        if value is None or isinstance(value, NotApplicable):
            if cell.id not in missing:
                unfilled.append(cell)
        elif fault := _fault(cell, value):
            single.append(_finding(rule, severity, [cell.id], locate, f"{_where(report, rule, cell, locate)}{fault}"))
        elif reading := _reading(cell, value):
            message = f"{_where(report, rule, cell, locate)}{reading}"
            single.append(_finding(rule, Severity.NOTICE, [cell.id], locate, message))
    if unfilled:
        yield _unfilled(rule, severity, report, locate, unfilled)
    yield from single


def amount_unit(
    rule: Rule, severity: Severity, report: Report, locate: Locate, _missing: Collection[str]
) -> Iterator[Finding]:
    """Rule D7: a bare amount where the form prints no unit."""
    for cell in report.form.cells_of(rule.table):
        value = report.cells.get(cell.id)
        if isinstance(value, Amount) and not value.unit_given:
            number = show(value)
            found = f"{_where(report, rule, cell, locate)}填的是 {number}，没有写单位，暂按 {number} 万元计"
            yield _finding(rule, severity, [cell.id], locate, f"{found}。{rule.advice}")


def placeholder(
    rule: Rule, severity: Severity, report: Report, locate: Locate, _missing: Collection[str]
) -> Iterator[Finding]:
    """Rule F13, as far as this product writes them: gaps 〔待填：…〕; one finding a text."""
    for key in NARRATIVE_KEYS:
        found = PLACEHOLDER.findall(report.narrative.get(key, ""))
        if found:
            place = locate(key)
            different = list(dict.fromkeys(found))
            more = " 等" if len(different) > SHOWN_CELLS else ""
            shown = "、".join(different[:SHOWN_CELLS]) + more
            message = _closed(f"“{place.sheet}”正文还有 {len(found)} 处待填：{shown}。{rule.advice}", rule)
            yield Finding(rule.id, severity, (), (place,), None, None, None, message, str(rule.source))


def addresses(cells: Sequence[str], locate: Locate) -> str:
    """Where cells stand, for a message: “D6、D7、D29:D31”, at most SHOWN_CELLS of them."""
    shown = merge_ranges([locate(cell).address for cell in cells], shortest=3)
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


def _unfilled(rule: Rule, severity: Severity, report: Report, locate: Locate, cells: Sequence[Cell]) -> Finding:
    slashes = [show(report.value(cell.id)) for cell in cells if cell.id in report.cells]
    counts = [f"{len(cells) - len(slashes)} 个空白格"] if len(slashes) < len(cells) else []
    if slashes:
        counts.append(f"{len(slashes)} 格填{''.join(f'“{mark}”' for mark in dict.fromkeys(slashes))}")
    ids = [cell.id for cell in cells]
    found = f"有 {'、'.join(counts)}（{addresses(ids, locate)}）"
    if len(cells) == len(report.form.cells_of(rule.table)) and not slashes:
        found = f"全部 {len(cells)} 格都是空白"
    message = f"{_table(report, rule)}{found}。{rule.advice}"
    return _finding(rule, severity, ids, locate, message)


def _finding(rule: Rule, severity: Severity, cells: Iterable[str], locate: Locate, message: str) -> Finding:
    ids = tuple(cells)
    places = tuple(locate(cell) for cell in ids)
    return Finding(rule.id, severity, ids, places, None, None, None, _closed(message, rule), str(rule.source))


def _closed(message: str, rule: Rule) -> str:
    return f"{message}。（{rule.id}，{rule.source}）"


@cache
def _rows_with_total(form: Form) -> tuple[tuple[Cell, tuple[Cell, ...]], ...]:
    """(cell of the “总计” column, the other cells of its row) for each row of a table that has that column."""
    result: list[tuple[Cell, tuple[Cell, ...]]] = []
    for section in form.tables:
        for block in section.blocks:
            if [column.id for column in block.columns if column.kind is Kind.TOTAL] != ["total"]:
                continue
            for row in block.rows:
                cells = [form.cells[f"{section.id}.{row.id}.{column.id}"] for column in block.columns]
                total = form.cells[f"{section.id}.{row.id}.total"]
                result.append((total, tuple(cell for cell in cells if cell is not total)))
    return tuple(result)


def _table(report: Report, rule: Rule) -> str:
    return report.form.section(rule.table).table_name


def _where(report: Report, rule: Rule, cell: Cell, locate: Locate) -> str:
    return f"{_table(report, rule)}“{cell.name}”（{locate(cell.id).address}）"


def _wanted(cell: Cell) -> str:
    if cell.kind is Kind.AMOUNT:
        return "以万元为单位的数" if cell.unit else "数和单位，例如“12.5万元”"
    return "整数，减少的填负数" if cell.kind is Kind.SIGNED else "非负整数，没有的填 0"
