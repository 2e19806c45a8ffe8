"""What a report knows: numbers by cell id or `fact:id`, this year and last year, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.expression import Sum
from xl_tools.facts import FACT, FactItem, FactKind, fact_number
from xl_tools.report import Report
from xl_tools.values import Amount, is_number, plain_decimal

PREVIOUS = "previous."
Number = int | Decimal


def placeholder(name: str) -> str:
    """The visible gap for something that only the office can supply."""
    return f"〔待填：{name}〕"


def show_number(number: Number) -> str:
    """Plain digits, no grouping, no trailing zeros."""
    return plain_decimal(Decimal(number))


def percentage(part: Number, whole: Number, digits: int) -> Decimal:
    """100 × part ÷ whole, rounded half up to `digits` decimals. Raises ZeroDivisionError for whole = 0."""
    exponent = Decimal(1).scaleb(-digits)
    if not whole:
        raise ZeroDivisionError(f"no share of nothing: {part} / {whole}")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(exponent, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers and facts of one report, for one edition's facts."""

    report: Report
    facts: tuple[FactItem, ...]

    def fact(self, fact_id: str) -> FactItem:
        """The fact with this id. Raises KeyError."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    def fact_number(self, fact: FactItem) -> Number | None:
        """The number of a count or amount; None if it is missing or unreadable."""
        return fact_number(fact, self.report.facts.get(fact.id))

    def fact_text(self, fact: FactItem) -> str:
        """The words of a text fact without surrounding space; empty if missing."""
        raw = self.report.facts.get(fact.id)
        return "" if raw is None else str(raw).strip()

    def knows_fact(self, fact: FactItem) -> bool:
        if fact.kind is FactKind.TEXT:
            return bool(self.fact_text(fact))
        return self.fact_number(fact) is not None

    def number(self, ref: str) -> Number:
        """The number behind a cell id or `fact:id`; what is missing counts as 0."""
        if ref.startswith(FACT):
            return self.fact_number(self.fact(ref.removeprefix(FACT))) or 0
        return self.report.number(ref)

    def value(self, expression: Sum) -> Number:
        return expression.evaluate(self.number)

    def knows(self, cells: tuple[str, ...]) -> bool:
        """True if at least one cell holds a number with a unit, and every fact is known.

        Blanks beside numbers count as 0; nothing but blanks says nothing, so no sentence may say 0.
        """
        refs = [ref.removeprefix(FACT) for ref in cells if ref.startswith(FACT)]
        if not all(self.knows_fact(self.fact(ref)) for ref in refs):
            return False
        values = [self.report.value(cell) for cell in cells if not cell.startswith(FACT)]
        if any(isinstance(value, Amount) and not value.unit_given for value in values):
            return False
        return not values or any(is_number(value) for value in values)

    def last_year(self, expression: Sum) -> Number | None:
        """The same sum in last year's report; None if a cell is not a number there or its edition lacks it."""
        previous = self.report.previous
        if previous is None or any(cell not in previous.form.cells for cell in expression.cells):
            return None
        if not all(is_number(previous.value(cell)) for cell in expression.cells):
            return None
        return expression.evaluate(previous.number)
