"""How likely an answer is: slips, totals, rare numbers, prose, equations that are only queries.

Every cost is relative to others; see slips.py for the unit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from xl_tools.forms.model import Kind
from xl_tools.validation.culprit.balance import Balance, Figures, Row
from xl_tools.validation.culprit.moves import Event
from xl_tools.validation.culprit.slips import ERROR, Number, Slip, digit_slip, spread

LEFT_OUT = -30
"""A cell that holds nothing where all others are filled is as good as convicted."""
STALE_ANYHOW = 40
"""A total that differs from its parts by none of them: an old number of some part was summed."""
EXCHANGED = 15
RUN = 60
"""A run of three cells and more that stands one place off."""
SUMMED = 20
"""A wrong part that the typed totals already contain."""
WITH_TOTAL = 5
"""An exchange in which a total takes part: totals are summed, not copied from a list line by line."""
PROSE, QUERY = 40, 12
"""To disagree with a number of the prose, or with an equation that is only a query."""
_SPAN = log(10**6)
"""Numbers up to a million share the probability that is not 0's."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Something outside the balance that says what a sum of cells should be: prose, or a rule that is a query.

    Attributes:
        weights, residual: Σ weight × change + residual = 0 when the table agrees with it.
        cost: what it costs to disagree.
        words: how to quote it, empty for a rule.
    """

    weights: Row
    residual: Number
    cost: int
    words: str

    def agrees(self, changes: Mapping[int, Number]) -> bool:
        value = self.residual
        for cell, weight in self.weights.items():
            value += weight * changes.get(cell, 0)
        return not value


class Evidence:
    """What speaks for and against changes of one report.

    Attributes:
        witnesses: all that is said of the table from outside.
    """

    def __init__(
        self,
        balance: Balance,
        figures: Figures,
        witnesses: Sequence[Witness],
    ) -> None:
        self._balance, self._figures = balance, figures
        self.witnesses = witnesses
        noughts = sum(1 for number in figures.numbers if not number)
        self._noughts = (noughts + 1) / (len(figures.numbers) + 2)

    def cost(self, events: Sequence[Event], cells: Collection[int]) -> int:
        """The cost of a set of errors; `cells` are those that any of the answers it is compared with would change."""
        changes = self.changes(events)
        total = sum(ERROR + self._event_cost(event, changes) for event in events)
        for witness in self.witnesses:
            if not witness.agrees(changes) and any(cell in witness.weights for cell in cells):
                total += witness.cost
        return total

    def changes(self, events: Sequence[Event]) -> dict[int, Number]:
        """Cell → difference from what stands there."""
        numbers = self._figures.numbers
        return {cell: number - numbers[cell] for event in events for cell, number in event.all}

    def _event_cost(self, event: Event, changes: Mapping[int, Number]) -> int:
        if event.slip is not None:
            totals = any(self._is_total(cell) for cell, _ in event.changes)
            return (EXCHANGED if len(event.changes) == 2 else RUN) + (WITH_TOTAL if totals else 0)
        cell, number = event.changes[0]
        return self.single(cell, number, changes)[1] + (SUMMED if event.follows else 0)

    def single(self, cell: int, number: Number, changes: Mapping[int, Number]) -> tuple[Slip, int]:
        """The likeliest slip of one cell by itself, and its cost."""
        if cell in self._figures.empty:
            return Slip.BLANK, LEFT_OUT + spread(len(self._figures.empty))
        best = digit_slip(self._figures.numbers[cell], number)
        if cell in self._balance.definitions:
            parts = self.parts(cell, changes)
            stale = spread(2 * len(parts)) if self.left_out(cell, number, parts) else STALE_ANYHOW
            best = min(best, (Slip.STALE, stale), key=lambda kind: kind[1])
        elif number:
            # A total follows from its parts, but of any other cell small numbers are likelier to be meant.
            best = (best[0], best[1] + self._rarity(number) - self._rarity(self._figures.numbers[cell]))
        return best

    def _rarity(self, number: Number) -> int:
        """What it costs that a cell holds just this number: Benford's law, and noughts as common as in this report."""
        size = int(abs(number))
        share = (1 - self._noughts) * log(1 + 1 / size) / _SPAN if size else self._noughts
        return round(-10 * log(share))

    def parts(self, total: int, changes: Mapping[int, Number]) -> list[tuple[int, Number]]:
        """(cell, number after the changes) of what a total sums, noughts left out."""
        line = self._balance.lines[self._balance.definitions[total]]
        numbers = self._figures.numbers
        parts = [(cell, numbers[cell] + changes.get(cell, 0)) for cell in line.weights if cell != total]
        return [part for part in parts if part[1]]

    def left_out(self, total: int, number: Number, parts: Sequence[tuple[int, Number]]) -> tuple[int, Number] | None:
        """The part that the total leaves out, or holds twice."""
        missing = abs(number - self._figures.numbers[total])
        return next((part for part in parts if part[1] == missing), None)

    def _is_total(self, cell: int) -> bool:
        return self._balance.form.cells[self._balance.cells[cell]].kind is Kind.TOTAL
