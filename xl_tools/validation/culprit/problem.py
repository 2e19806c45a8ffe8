"""A report's equations made ready for the search: formulas and unknown cells eliminated, connected parts apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from xl_tools.validation.culprit.balance import Balance, Figures, Row
from xl_tools.validation.culprit.elimination import Reduced, components, eliminate, reduce, rows_by_cell, settle
from xl_tools.validation.culprit.moves import Event, Moves
from xl_tools.validation.culprit.repair import LIMIT, Bound, Search
from xl_tools.validation.culprit.slips import Number


class Problem:
    """The rows that must hold, whatever formulas give and whatever the unknown cells hold.

    Attributes:
        rows, residuals: what is left of the hard lines; `sources` are the numbers of those lines.
        pivots: cells that follow from others, with the row they were solved from.
    """

    def __init__(
        self,
        balance: Balance,
        figures: Figures,
        derived: frozenset[int] = frozenset(),
        stale: tuple[int, ...] = (),
        *,
        moves: bool = True,
    ) -> None:
        """Prepare the equations.

        Args:
            derived: totals by formula that equal the sum of their parts; they follow their parts.
            stale: totals by formula that do not; whatever stands there, they will once they are computed again.
            moves: whether to look for single errors of several cells.
        """
        hard = figures.hard
        reduced = reduce(balance, hard, figures.bounds, derived)
        self._balance, self._figures, self._with_moves = balance, figures, moves
        self.rows: list[Row] = list(reduced.rows)
        self.sources = reduced.sources
        self.residuals: list[Number] = [
            scale * figures.residuals[line] if row else 0
            for line, scale, row in zip(reduced.sources, reduced.scales, reduced.rows, strict=True)
        ]
        self.pivots: list[tuple[int, Row, Number]] = [(cell, row, 0) for cell, row in reduced.pivots]
        self._bounds = [
            Bound(row, scale * figures.residuals[line], balance.lines[line].equation.relation)
            for line, (row, scale) in zip(figures.bounds, reduced.bounds, strict=True)
        ]
        self.rows_of: Mapping[int, tuple[int, ...]] = reduced.rows_of
        self.moves = _moves(balance, reduced)
        self._eliminate_unknown(stale)

    def parts(self) -> list[list[int]]:
        """Numbers of the rows of each connected part with a violated row; an exchange of cells may connect two."""
        violated = [row for row, residual in enumerate(self.residuals) if residual]
        parts = components(self.rows, self.rows_of, violated)
        if not self._with_moves or len(parts) < 2:
            return parts
        owner = {row: number for number, part in enumerate(parts) for row in part}
        for effect, _ in self.moves.possible(self.residuals, violated, self._figures.numbers):
            touched = {owner.get(row, -1) for row in effect}
            if len(touched) < 2 or any(self.residuals[row] + change for row, change in effect.items()):
                continue
            first, *others = sorted(touched)
            for other in others:
                parts[first] = sorted(parts[first] + parts[other])
                parts[other] = []
            owner = {row: number for number, part in enumerate(parts) for row in part}
        return [part for part in parts if part]

    def search(self, part: Iterable[int]) -> Search:
        """A search of one connected part, not yet run."""
        inside = set(part)
        rows = [row if number in inside else {} for number, row in enumerate(self.rows)]
        residuals = [residual if number in inside else 0 for number, residual in enumerate(self.residuals)]
        return Search(
            rows,
            residuals,
            self._figures,
            signed=self._balance.signed,
            bounds=self._bounds,
            moves=self.moves if self._with_moves else None,
        )

    def touched(self, event: Event) -> frozenset[int]:
        """Rows whose residual the event changes."""
        return frozenset(self.moves.effect(event, self._figures.numbers))

    def reduce_rows(self, rows: Sequence[Row], residuals: Sequence[Number]) -> list[tuple[Row, Number]]:
        """Other rows, with the cells that follow from others eliminated as they were here."""
        both, values = list(rows), list(residuals)
        for cell, source, amount in self.pivots:
            both.append(source)
            values.append(amount)
            eliminate(both, values, cell, len(both) - 1)
            del both[-1], values[-1]
        return list(zip(both, values, strict=True))

    def changes(self, events: Iterable[Event]) -> dict[int, Number]:
        """Cell → change of every cell, those that follow by formula and the unknown ones included."""
        numbers = self._figures.numbers
        known = {cell: number - numbers[cell] for event in events for cell, number in event.all}
        settled = settle(self.pivots, known)
        return known if settled is None else settled

    def settled(self, cells: Iterable[int]) -> list[int]:
        """Those of the eliminated cells whose number follows from known ones, not from each other's."""
        open_cells = list(cells)
        unsettled = set(open_cells) - {cell for cell, _, _ in self.pivots}
        for cell, row, _ in reversed(self.pivots):
            if not unsettled.isdisjoint(row):
                unsettled.add(cell)
        return [cell for cell in open_cells if cell not in unsettled]

    def _eliminate_unknown(self, stale: tuple[int, ...]) -> None:
        solved = False
        for cell in (*stale, *self._figures.unknown):
            standing = [number for number, row in enumerate(self.rows) if cell in row]
            own = [number for number in standing if self.sources[number] == self._balance.definitions.get(cell)]
            if standing:
                pivot = min(own or standing, key=lambda number: len(self.rows[number]))
                source, amount = eliminate(self.rows, self.residuals, cell, pivot)
                self.pivots.append((cell, source, amount))
                self._bounds = [self._without(bound, cell, source, amount) for bound in self._bounds]
                solved = True
        if solved:
            self.rows_of = rows_by_cell(self.rows)
            self.moves = Moves(self._balance, self.rows, self.rows_of)

    @staticmethod
    def _without(bound: Bound, cell: int, source: Row, amount: Number) -> Bound:
        lead = source[cell]
        if cell not in bound.weights:
            return bound
        # Eliminating multiplies by the lead, which must not turn the inequality round.
        pair = (
            [source, bound.weights] if lead > 0 else [{one: -weight for one, weight in source.items()}, bound.weights]
        )
        residuals: list[Number] = [amount if lead > 0 else -amount, bound.standing]
        eliminate(pair, residuals, cell, 0)
        return Bound(pair[1], residuals[1], bound.relation)


@lru_cache(maxsize=64)
def _moves(balance: Balance, reduced: Reduced) -> Moves:
    return Moves(balance, reduced.rows, reduced.rows_of)


def smallest_sets(balance: Balance, figures: Figures, limit: int = LIMIT) -> list[list[frozenset[str]]]:
    """The fewest cells that must change, every cell weighing the same: for each connected part all smallest sets.

    The plain problem of Fellegi and Holt, without formulas and without errors of several cells. A part has no set
    if it needs more than `limit` cells.
    """
    problem = Problem(balance, figures, moves=False)
    return [
        [frozenset(balance.cells[cell] for event in events for cell, _ in event.all) for events in search.run(limit)]
        for search in map(problem.search, problem.parts())
    ]
