"""Checks on single values and texts: numbers of a table, missing totals, amounts without unit, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Cell, Kind
from xl_tools.report import NARRATIVE_KEYS, Report
from xl_tools.rules import Rule
from xl_tools.values import AMOUNT_PLACES, Amount, BadValue, Blank, Count, NotApplicable, is_number, show

PLACEHOLDER = re.compile(r"〔待填[^〕]*〕")


def missing_totals(report: Report) -> frozenset[str]:
    """Cells of a “总计” column that are blank although their row has numbers: what rule A4 reports."""
    return frozenset(
        total.id for total, others in _rows_with_total(report) if _blank(report, total) and _any_number(report, others)
    )


def total_missing(rule: Rule, severity: Severity, report: Report, locate: Locate) -> Iterator[Finding]:
    """Rule A4: one finding a row whose total is blank while its other cells hold numbers."""
    for total, others in _rows_with_total(report):
        if total.table != rule.table or not (_blank(report, total) and _any_number(report, others)):
            continue
        expected = report.total(cell.id for cell in others)
        place = locate(total.id)
        found = f"{_table(report, rule)}“{total.row_labels[-1]}”行：总计（{place.address}）空白，各栏之和为 {expected}"
        yield _finding(rule, severity, [total.id], locate, f"{found}，应填 {expected}。{rule.advice}")


def numbers(rule: Rule, severity: Severity, report: Report, locate: Locate) -> Iterator[Finding]:
    """Rules A5, B2, D10: blanks and “/” once a table; each unreadable, negative or oddly written number."""
    silent = missing_totals(report)
    cells = list(report.form.section(rule.table).cells())
    empty = [cell for cell in cells if cell.id not in silent and isinstance(report.value(cell.id), Blank)]
    slashes = [cell for cell in cells if isinstance(report.value(cell.id), NotApplicable) and cell.id not in silent]
    if empty or slashes:
        yield _empty_cells(rule, severity, report, locate, empty, slashes)
    for cell in cells:
        value = report.value(cell.id)
        place = locate(cell.id)
        where = f"{_table(report, rule)}“{cell.name}”（{place.address}）"
        if isinstance(value, BadValue):
            wrong = f"{where}填的是“{show(value)}”，{value.reason}。请改填{_wanted(cell)}"
        elif isinstance(value, Count | Amount) and value.number < 0 and cell.kind is not Kind.SIGNED:
            wrong = f"{where}填的是 {show(value)}，不能为负数。请核对"
        elif isinstance(value, Amount) and -int(value.number.normalize().as_tuple().exponent) > AMOUNT_PLACES:
            wrong = f"{where}填的是 {show(value)}，小数超过 {AMOUNT_PLACES} 位。请按万元核对"
        elif isinstance(value, Count | Amount) and value.typed and _worth_saying(value):
            unit = cell.unit or ("万元" if isinstance(value, Amount) else "")
            read = f"{where}填的是“{value.typed.strip()}”，按 {show(value)} {unit}".rstrip() + " 读取"
            yield _finding(rule, Severity.NOTICE, [cell.id], locate, f"{read}。如无误，可改成纯数字")
            continue
        else:
            continue
        yield _finding(rule, severity, [cell.id], locate, wrong)


def amount_unit(rule: Rule, severity: Severity, report: Report, locate: Locate) -> Iterator[Finding]:
    """Rule D7: a bare amount where the form prints no unit."""
    for cell in report.form.section(rule.table).cells():
        value = report.value(cell.id)
        if isinstance(value, Amount) and not value.unit_given:
            where = f"{_table(report, rule)}“{cell.name}”（{locate(cell.id).address}）"
            found = f"{where}填的是 {show(value)}，没有写单位，暂按万元计"
            yield _finding(rule, severity, [cell.id], locate, f"{found}。{rule.advice}")


def placeholder(rule: Rule, severity: Severity, report: Report, locate: Locate) -> Iterator[Finding]:
    """Rule F13, as far as this product writes them: 〔待填：…〕 left in a text; one finding a text."""
    for key in NARRATIVE_KEYS:
        found = list(dict.fromkeys(PLACEHOLDER.findall(report.narrative.get(key, ""))))
        if found:
            place = locate(key)
            message = f"“{place.sheet}”正文还有 {len(found)} 处待填：{'、'.join(found[:6])}。{rule.advice}"
            yield Finding(
                rule.id, severity, (), (place,), None, None, None, _closed(message, rule), str(rule.source)
            )


def _empty_cells(
    rule: Rule, severity: Severity, report: Report, locate: Locate, empty: Sequence[Cell], slashes: Sequence[Cell]
) -> Finding:
    counts = [f"{len(empty)} 个空白格"] if empty else []
    if slashes:
        marks = "".join(f"“{mark}”" for mark in dict.fromkeys(show(report.value(cell.id)) for cell in slashes))
        counts.append(f"{len(slashes)} 格填的是{marks}")
    cells = [cell for cell in report.form.section(rule.table).cells() if cell in empty or cell in slashes]
    addresses = "、".join(locate(cell.id).address for cell in cells[:8]) + (" 等" if len(cells) > 8 else "")
    message = f"{_table(report, rule)}有 {'，'.join(counts)}（{addresses}）。{rule.advice}"
    return _finding(rule, severity, [cell.id for cell in cells], locate, message)


def _finding(
    rule: Rule, severity: Severity, cells: Iterable[str], locate: Locate, message: str
) -> Finding:
    ids = tuple(cells)
    places = tuple(locate(cell) for cell in ids)
    return Finding(rule.id, severity, ids, places, None, None, None, _closed(message, rule), str(rule.source))


def _closed(message: str, rule: Rule) -> str:
    return f"{message}。（{rule.id}，{rule.source}）"


def _rows_with_total(report: Report) -> Iterator[tuple[Cell, list[Cell]]]:
    """(cell of the “总计” column, the other cells of its row) for each row of a table that has that column."""
    for section in report.form.tables:
        for block in section.blocks:
            totals = [column.id for column in block.columns if column.kind is Kind.TOTAL]
            if totals != ["total"]:
                continue
            for row in block.rows:
                others = [f"{section.id}.{row.id}.{column.id}" for column in block.columns if column.id != "total"]
                cells = report.form.cells
                yield cells[f"{section.id}.{row.id}.total"], [cells[cell_id] for cell_id in others]


def _blank(report: Report, cell: Cell) -> bool:
    return isinstance(report.value(cell.id), Blank)


def _any_number(report: Report, cells: Iterable[Cell]) -> bool:
    return any(is_number(report.value(cell.id)) for cell in cells)


def _worth_saying(value: Count | Amount) -> bool:
    """A bare amount without unit is rule D7's affair, not a notice as well."""
    return not isinstance(value, Amount) or value.unit_given


def _table(report: Report, rule: Rule) -> str:
    return report.form.section(rule.table).table_name


def _wanted(cell: Cell) -> str:
    if cell.kind is Kind.AMOUNT:
        return "以万元为单位的数" if cell.unit else "数和单位，例如“12.5万元”"
    return "整数，减少的填负数" if cell.kind is Kind.SIGNED else "非负整数，没有的填 0"
