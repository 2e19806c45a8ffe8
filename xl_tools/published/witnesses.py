"""The equations of a form as witnesses: which cells they tie together, and whether they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from xl_tools.expression import Equation
from xl_tools.forms.model import Form
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.rules import load_rules
from xl_tools.values import Amount, Blank, Count, NotApplicable

Numbers = Mapping[str, int | Decimal]


@dataclass(frozen=True)
class Equations:
    """The equations of one form: those of one row or group, and all."""

    form: Form

    def across(self, cell: str) -> tuple[Equation, ...]:
        """The equations of a cell's own row (表三) or group (表四)."""
        return _by_cell(self.form, True).get(cell, ())

    def all(self, cell: str) -> tuple[Equation, ...]:
        return _by_cell(self.form, False).get(cell, ())


@cache
def _by_cell(form: Form, across: bool) -> dict[str, tuple[Equation, ...]]:
    found: dict[str, tuple[Equation, ...]] = {}
    for _, instance in load_rules(form).equations:
        equation = instance.equation
        items = {(form.cells[cell].table, form.cells[cell].item) for cell in equation.cells}
        if not across or len(items) == 1:
            for cell in equation.cells:
                found[cell] = (*found.get(cell, ()), equation)
    return found


def numbers_of(evidence: Mapping[str, Evidence]) -> dict[str, int | Decimal]:
    """The number of every cell that was read; a blank or “/” that is there counts as 0, as in the rules."""
    numbers: dict[str, int | Decimal] = {}
    for cell, one in evidence.items():
        match one.value:
            case Count(number) | Amount(number):
                numbers[cell] = number
            case Blank() | NotApplicable() if one.confidence is not Confidence.MISSING:
                numbers[cell] = 0
            case _:
                pass
    return numbers


def holds(equation: Equation, numbers: Numbers) -> bool:
    """Whether an equation holds; False as well where one of its cells is not known."""
    if any(cell not in numbers for cell in equation.cells):
        return False
    return equation.holds(equation.constant + sum(weight * numbers[cell] for cell, weight in equation.weights))
