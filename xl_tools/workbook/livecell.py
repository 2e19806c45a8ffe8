"""One formula of the workbook with the value it has for one report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xl_tools.workbook.spot import Spot

Result = int | float | str


def as_result(number: int | Decimal) -> Result:
    """A number as Excel has it: whole where it is whole."""
    return int(number) if number == int(number) else float(number)


@dataclass(frozen=True, slots=True)
class LiveCell:
    """A formula, with its leading “=”, and its value; an empty text is what Excel shows as nothing."""

    spot: Spot
    formula: str
    value: Result
