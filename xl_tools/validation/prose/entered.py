"""Rule E6 on facts: what the office typed beside the tables are numbers, and they add up."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.facts import FACT, FactKind, fact_number, fact_value, load_facts
from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.prose.figures import cells_say, form_cells, show
from xl_tools.validation.prose.lexicon import FactSum
from xl_tools.validation.prose.matching import total
from xl_tools.values import BadValue, is_number
from xl_tools.values import show as show_value


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each fact that is no number of its kind, and for each sum that does not hold."""
    yield from _bad_facts(rule, severity, context)
    for one in context.prose.lexicon.sums:
        yield from _fact_sum(rule, one, context)


def _bad_facts(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Facts that should be numbers and are words, fractions of a count, or negative."""
    for fact in load_facts(context.report.form):
        raw = context.report.facts.get(fact.id)
        if fact.kind is FactKind.TEXT or raw is None:
            continue
        value = fact_value(fact, raw)
        place = context.locate(fact.ref)
        fault = ""
        if isinstance(value, BadValue):
            fault = f"填的是“{show_value(value)}”，{value.reason}"
        elif is_number(value) and (fact_number(fact, raw) or 0) < 0:
            fault = f"填的是 {show_value(value)}，不能为负数"
        if fault:
            wanted = "以元为单位的数" if fact.kind is FactKind.AMOUNT else "非负整数，没有的填 0"
            message = f"“{place.sheet}”“{fact.label}”（{place.address}）{fault}。请改填{wanted}"
            yield context.finding(rule, severity, message, texts=[(fact.ref, "")], subject=f"{fact.label}：{raw}")


def _fact_sum(rule: Rule, one: FactSum, context: Context) -> Iterator[Finding]:
    numbers = [fact_number(fact, context.report.facts.get(fact.id)) for fact in one.parts]
    known = [number for number in numbers if number is not None]
    totals = [(cells, value) for cells in one.wholes if (value := total(context.report, cells)) is not None]
    if not known or not totals or any(number < 0 for number in known):
        return
    amount = sum(known, 0)
    complete = len(known) == len(numbers) and not one.at_most
    if any(amount == value if complete else amount <= value for _, value in totals):
        return
    cells, value = totals[0]
    parts = [fact for fact, number in zip(one.parts, numbers, strict=True) if number is not None]
    listed = "、".join(f"{fact.label} {show(number)}" for fact, number in zip(parts, known, strict=True))
    sum_ = f"，合计 {show(amount)}" if len(parts) > 1 else ""
    expected = "两者应相等" if complete else "前者不应大于后者"
    difference = f"相差 {show(abs(amount - value))}，{expected}"
    message = f"{listed}{sum_}；{cells_say(cells, value, context)}，{difference}。{rule.advice}"
    texts = [(fact.ref, "") for fact in parts] + [(cell, "") for cell in cells if cell.startswith(FACT)]
    yield context.finding(
        rule, Severity.QUERY, message, cells=form_cells(cells), texts=texts, numbers=(amount, value), subject=listed
    )
