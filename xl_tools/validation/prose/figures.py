"""Rules E1–E5, E7, E9, E10, E12–E14: figures that the prose states, against their cells; E16: the wrong scope."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xl_tools.facts import FACT
from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.checks import addresses
from xl_tools.validation.context import Context
from xl_tools.validation.prose.lexicon import MINUS
from xl_tools.validation.prose.matching import TEN_THOUSAND, Mismatch, Number, total
from xl_tools.validation.prose.reading import is_contrary
from xl_tools.validation.prose.statements import Statement, capped
from xl_tools.validation.prose.windows import ALL
from xl_tools.values import plain_decimal


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each statement of this rule that the tables, or the facts of 封面, contradict."""
    for mismatch in context.prose.mismatches:
        if mismatch.statement.rule == rule.id:
            yield from report_mismatch(rule, severity, mismatch, context)


def report_mismatch(rule: Rule, severity: Severity, mismatch: Mismatch, context: Context) -> Iterator[Finding]:
    """The finding on one mismatch, unless the prose speaks of another scope: that is for rule E16."""
    if not is_contrary(context.report, mismatch.statement):
        level = capped(severity, mismatch.statement) if mismatch.certain else Severity.QUERY
        yield _finding(rule, level, mismatch, context)


def scope(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule E16: the prose says 本级 and the tables are 汇总, or the reverse, and the numbers differ."""
    for mismatch in context.prose.mismatches:
        statement = mismatch.statement
        if not is_contrary(context.report, statement):
            continue
        says = "全部下属单位汇总" if statement.scope == ALL else "本级、本机关"
        scope_of_tables = context.report.unit.scope.label
        found = (
            f"{where(statement, context)}“{statement.quote}”说的是{says}的数，{said(statement)}；"
            f"封面的数据口径是“{scope_of_tables}”，{cells_say(statement.cells, mismatch.value, context)}"
        )
        yield context.finding(
            rule,
            severity,
            f"{found}。{rule.advice}",
            cells=form_cells(statement.cells),
            texts=places(statement),
            numbers=(statement.number, mismatch.value),
            subject=statement.quote,
        )


def where(statement: Statement, context: Context) -> str:
    """How a message begins: the sheet whose text it is."""
    return f"“{context.text_place(statement.key, statement.part).sheet}”正文"


def places(statement: Statement) -> list[tuple[str, str]]:
    """The text of a statement, and the fact it is about, as `Context.finding` takes them."""
    facts = [(cell, "") for cell in statement.cells if cell.startswith(FACT)]
    return [(statement.key, statement.part), *facts]


def form_cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of the form among them: facts have places of their own."""
    return tuple(cell for cell in cells if not cell.startswith(FACT))


def said(statement: Statement) -> str:
    """读作“本年新收”2 件."""
    if statement.numeral is None:
        return f"读作“{statement.measure.name}”为 0"
    written = " ".join(statement.written.split())
    return f"读作“{statement.measure.name}”{written}"


def cells_say(cells: tuple[str, ...], value: Number, context: Context) -> str:
    """表三“本年新收·总计”（J6）为 3 件, or the sum of several cells, or a fact of the sheet."""
    if cells[0].startswith(FACT):
        place = context.locate(cells[0])
        return f"“{place.sheet}”{place.address} 填的是 {show(value)}"
    form = context.report.form
    table = form.section(form.cells[cells[0]].table).table_name
    cell = form.cells[cells[0]]
    money = isinstance(context.report.number(cells[0]), Decimal)
    number = f"{show(Decimal(value) / TEN_THOUSAND)} 万元" if money else f"{show(value)} {cell.unit}".strip()
    if len(cells) == 1:
        return f"{table}“{cell.name}”（{context.locate(cells[0]).address}）为 {number}"
    return f"{table} {addresses(cells, context.locate)} 合计为 {number}"


def show(number: Number) -> str:
    """A number in plain digits."""
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)


def _finding(rule: Rule, severity: Severity, mismatch: Mismatch, context: Context) -> Finding:
    statement, value = mismatch.statement, mismatch.value
    says = cells_say(statement.cells, value, context)
    found = f"{where(statement, context)}“{statement.quote}”{said(statement)}；{says}"
    difference = abs(statement.number - value)
    if statement.measure.at_most and form_cells(statement.cells) and statement.number > value:
        expected = f"多出 {show(difference)}，前者不应大于后者"
    elif statement.qualifier:
        expected = f"只说了其中一部分（{statement.qualifier}），却多出 {show(difference)}"
    else:
        expected = f"相差 {_difference(statement, difference)}"
    message = f"{found}，{expected}{_hint(mismatch, context)}。{rule.advice}"
    return context.finding(
        rule,
        severity,
        message,
        cells=form_cells(statement.cells),
        texts=places(statement),
        numbers=(statement.number, value),
        # An explanation holds for the number compared with: cells are watched by themselves, facts are not.
        subject=statement.quote if form_cells(statement.cells) else f"{statement.quote}／{show(value)}",
    )


def _named(cell: str, context: Context) -> str:
    return f"“{context.report.form.cells[cell].name}”（{context.locate(cell).address}）"


def _difference(statement: Statement, difference: Number) -> str:
    if "money" in statement.measure.kinds and not statement.cells[0].startswith(FACT):
        return f"{show(Decimal(difference) / TEN_THOUSAND)} 万元"
    return show(difference)


def _hint(mismatch: Mismatch, context: Context) -> str:
    """What else the number may be: another sum of cells, or the cases that are not pending."""
    if mismatch.other:
        terms = [
            f"{'减' if cell.startswith(MINUS) else '加'}{_named(cell.removeprefix(MINUS), context)}"
            for cell in mismatch.other
        ]
        words = "".join(terms).removeprefix("加")
        return f"；而{words}，正好是 {show(mismatch.statement.number)}，口径须写明"
    statement = mismatch.statement
    pending = tuple(cell.replace(".total", ".pending") for cell in statement.cells)
    if statement.measure.family == "reviews" and pending != statement.cells:
        number = total(context.report, pending)
        if number and mismatch.value - statement.number == number:
            return f"，正好等于尚未审结的 {show(number)} 件，可能只计了已审结的"
    return ""
