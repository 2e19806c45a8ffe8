"""Checks on figures that do not fit the kind of unit; rule packs name the kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.checks import addresses, where
from xl_tools.validation.context import Context, table_name
from xl_tools.values import Count


def enforcement(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule D6: decisions of a unit without powers to enforce the law, or none at all of one that has them.

    Limits: `without` and `with`, words of unit names. A unit named by neither is not judged; undecided unless every
    cell holds a number.
    """
    report = context.report
    values = {cell: report.cells.get(cell) for cell in rule.cells}
    if not all(isinstance(value, Count) for value in values.values()):
        return
    filled = [cell for cell in rule.cells if report.number(cell)]
    if filled and (word := _named(report.unit.name, rule.words("without"))):
        shown = "、".join(f"{report.form.cells[cell].name} {report.number(cell)}" for cell in filled)
        found = f"{shown}（{addresses(filled, context.locate)}），而名称含“{word}”的单位没有执法职能（规则包）"
        cells: Sequence[str] = filled
    elif not filled and (word := _named(report.unit.name, rule.words("with"))):
        names = "、".join(report.form.cells[cell].row.short for cell in rule.cells)
        found = f"{names}都填 0（{addresses(rule.cells, context.locate)}），而名称含“{word}”的单位有执法职能（规则包）"
        cells = rule.cells
    else:
        return
    yield context.finding(rule, severity, f"{table_name(report, rule)}：{found}。{rule.advice}", cells=cells)


def large_stock(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule D8: a stock of documents that no single department has.

    Limits: `at_least`, from which a number is asked about; 0 until a rule pack sets it: nothing is asked.
    """
    limit = rule.whole("at_least")
    for cell_id in rule.cells:
        number = context.report.number(cell_id)
        if 0 < limit <= number:
            cell = context.report.form.cells[cell_id]
            found = f"{where(context, cell)}填的是 {number} {cell.unit}，达到 {limit} {cell.unit}，像是本地区的总数"
            yield context.finding(rule, severity, f"{found}。{rule.advice}", cells=[cell_id])


def _named(name: str, words: Sequence[str]) -> str:
    """The first of the words that is in the name of the unit, empty if none is."""
    return next((word for word in words if word in name), "")
