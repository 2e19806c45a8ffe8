"""The search: smallest sets of errors that explain every violated row (Fellegi and Holt).

Level by level: one error, two errors … up to LIMIT. Within a level each step takes the violated row with the
fewest cells and frees one of its cells, which eliminates it from all other rows; any set that repairs the report
holds a cell of every violated row, so none is missed. Rows without a common cell need an error each, which cuts
off most branches. Errors of several cells (moves) are tried before the single ones. Numbers are settled at the
end, from the last cell freed to the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from xl_tools.validation.culprit.balance import Figures, Row
from xl_tools.validation.culprit.elimination import divide, eliminate, rows_by_cell, settle
from xl_tools.validation.culprit.moves import Event, Moves
from xl_tools.validation.culprit.slips import Number

Choices = tuple[tuple[Event, ...], ...]
"""Errors found so far; each as all the errors that have the same effect on the rows."""
LIMIT = 6
"""So many errors in one connected part are looked for; an exchange of two cells is one error."""
STEPS = 6000
"""Nodes of the search in one part, whatever the machine: an answer never depends on the time it took."""
STEPS_OF_MOVES = 10
"""To look for errors of several cells takes as long as so many nodes."""
MOST_MOVES = 3
"""So many errors of several cells may be in one set."""
MOST_WAYS = 12
"""So many different ones are followed up from one point, what mends most first."""
MOST = 400
"""So many equally small sets are kept for ranking."""


@dataclass(frozen=True)
class Bound:
    """An inequality that every answer must satisfy: weights over cells, what it is now, and its relation."""

    weights: Row
    standing: Number
    relation: str

    def allows(self, changes: Mapping[int, Number]) -> bool:
        """Whether it holds after changes (cell → difference), or is at least no further from holding.

        What breaks it already may lie in another part.
        """
        by: Number = sum((self.weights.get(cell, 0) * change for cell, change in changes.items()), 0)
        if self.relation == ">=":
            return by >= 0 or self.standing + by >= 0
        return by <= 0 or self.standing + by <= 0


class Search:
    """One connected part: its rows, and after `run` the smallest sets of errors.

    Attributes:
        found: sets of errors, all of the same number, in the order met.
        cut: the search ended before every set of that number was seen.
        thinned: so did it at some point with too many errors of several cells.
    """

    def __init__(
        self,
        rows: list[Row],
        residuals: list[Number],
        figures: Figures,
        *,
        signed: Collection[int] = (),
        bounds: Sequence[Bound] = (),
        moves: Moves | None = None,
    ) -> None:
        self._rows, self._residuals = rows, residuals
        self._numbers = figures.numbers
        self._signed, self._bounds, self._moves = signed, bounds, moves
        self._met: set[frozenset[Event]] = set()
        self._sets: set[int] = set()
        self._known: dict[tuple[bool, int, frozenset[Event]], list[tuple[dict[int, Number], list[Event]]]] = {}
        violated = [row for row, residual in enumerate(residuals) if residual]
        self._runs = () if moves is None else moves.runs(violated, figures.numbers)
        self.steps = 0
        self.cut = False
        self.thinned = False
        self.found: list[tuple[Event, ...]] = []

    def run(self, limit: int = LIMIT) -> list[tuple[Event, ...]]:
        """All smallest sets of at most `limit` errors; empty if there is none, or none within STEPS."""
        for errors in range(1, limit + 1):
            self._met.clear()
            self._level(errors, self._residuals, (), 0)
            if self.found or self.cut:
                break
        return self.found

    def first_steps(self) -> list[Event]:
        """Where to begin when there are too many errors: single cells, at most LIMIT, what mends most first.

        Only cells whose repair violates no other row, and only those that mend two rows at once if there are any.
        """
        residuals, used = self._residuals.copy(), 0
        rows_of = rows_by_cell(self._rows)
        steps: list[Event] = []
        while len(steps) < LIMIT:
            best: tuple[int, int, Number] | None = None
            for cell, rows in rows_of.items():
                first = residuals[rows[0]]
                change = divide(-first, self._rows[rows[0]][cell])
                if used >> cell & 1 or not change or not self._allowed({cell: change}):
                    continue
                if any(residuals[row] + self._rows[row][cell] * change for row in rows):
                    continue
                if best is None or (len(rows), -cell) > best[:2]:
                    best = (len(rows), -cell, change)
            if best is None or (steps and best[0] == 1):
                break
            cell, change = -best[1], best[2]
            steps.append(Event(((cell, self._numbers[cell] + change),)))
            used |= 1 << cell
            for row in rows_of[cell]:
                residuals[row] += self._rows[row][cell] * change
        return steps

    def _level(self, errors: int, residuals: list[Number], choices: Choices, used: int) -> None:
        violated = [row for row, residual in enumerate(residuals) if residual]
        if not violated:
            if not errors:
                self._add(choices, {})
            return
        if not errors or self.cut:
            return
        violated.sort(key=lambda row: len(self._rows[row]))
        apart = rows_apart(self._rows, violated)
        if apart <= errors:
            self._sets.clear()
            self._singles(errors, self._rows, residuals, choices, [], used)
        if self._moves is None or len(choices) == MOST_MOVES:
            return
        for effect, events in self._possible(errors, residuals, violated, choices, used, apart):
            key = frozenset((*(alike[0] for alike in choices), events[0]))
            if key in self._met:
                continue
            self._met.add(key)
            after = residuals.copy()
            for row, change in effect.items():
                after[row] += change
            cells = [{cell for cell, _ in event.all} for event in events]
            taken = used | sum(1 << cell for cell in cells[0].intersection(*cells[1:]))
            self._level(errors - 1, after, (*choices, tuple(events)), taken)

    def _possible(
        self,
        errors: int,
        residuals: list[Number],
        violated: list[int],
        choices: Choices,
        used: int,
        apart: int,
    ) -> list[tuple[dict[int, Number], list[Event]]]:
        """The errors of several cells to go on with; remembered, because every level asks again."""
        assert self._moves is not None
        # A run comes first if at all, and may explain many rows; an exchange explains two without a common cell.
        runs = () if choices else tuple(run for run in self._runs if apart <= 2 * errors + len(run[1].changes) - 2)
        if apart > 2 * errors and not runs:
            return []
        key = (errors == 1, len(runs), frozenset(alike[0] for alike in choices))
        known = self._known.get(key)
        if known is None:
            self.steps += STEPS_OF_MOVES
            last = errors == 1
            known = self._moves.possible(residuals, violated, self._numbers, used, runs=runs, last=last)
            self.thinned |= len(known) > MOST_WAYS and not last
            known = self._known[key] = known if last else known[:MOST_WAYS]
        return known

    def _singles(
        self,
        errors: int,
        rows: Sequence[Row],
        residuals: Sequence[Number],
        choices: Choices,
        pivots: list[tuple[int, Row, Number]],
        used: int,
    ) -> None:
        self.steps += 1
        if self.steps > STEPS or self.cut:
            self.cut = True
            return
        violated = sorted((row for row, residual in enumerate(residuals) if residual), key=lambda row: len(rows[row]))
        if not violated or not rows[violated[0]]:
            return
        if errors == 1:
            self._last(rows, residuals, violated, choices, pivots, used)
            return
        if rows_apart(rows, violated, errors) > errors:
            return
        pivot = violated[0]
        for cell in rows[pivot]:
            if used >> cell & 1:
                continue
            taken = used | 1 << cell
            if taken in self._sets:
                continue
            self._sets.add(taken)
            if not _within(rows, [row for row in violated if cell not in rows[row]], errors - 1):
                continue
            below, left = list(rows), list(residuals)
            source, amount = eliminate(below, left, cell, pivot)
            self._singles(errors - 1, below, left, choices, [*pivots, (cell, source, amount)], taken)

    def _last(
        self,
        rows: Sequence[Row],
        residuals: Sequence[Number],
        violated: Sequence[int],
        choices: Choices,
        pivots: list[tuple[int, Row, Number]],
        used: int,
    ) -> None:
        """Cells that repair all violated rows at once and stand in no other row."""
        first = violated[0]
        for cell in rows[first]:
            if used >> cell & 1:
                continue
            weight, residual = rows[first][cell], residuals[first]
            if any(residuals[row] * weight != rows[row].get(cell, 0) * residual for row in violated):
                continue
            if any(cell in row and not residuals[number] for number, row in enumerate(rows)):
                continue
            changes = settle([*pivots, (cell, rows[first], residual)])
            if changes is not None:
                self._add(choices, changes)

    def _allowed(self, changes: Mapping[int, Number]) -> bool:
        numbers = self._numbers
        for cell, change in changes.items():
            if not change or (numbers[cell] + change < 0 and cell not in self._signed):
                return False
        return all(bound.allows(changes) for bound in self._bounds)

    def _add(self, choices: Choices, changes: Mapping[int, Number]) -> None:
        """Keep every combination of the errors that may be meant, with these changes of single cells."""
        numbers = self._numbers
        singles = tuple(Event(((cell, numbers[cell] + change),)) for cell, change in sorted(changes.items()))
        for events in product(*choices):
            everything = dict(changes)
            count = len(changes)
            for event in events:
                count += len(event.all)
                everything.update((cell, number - numbers[cell]) for cell, number in event.all)
            if len(everything) == count and self._allowed(everything):
                self.found.append((*events, *singles))
            if len(self.found) >= MOST:
                self.cut = True
                return


def _within(rows: Sequence[Row], violated: Sequence[int], errors: int) -> bool:
    """Whether so many cells may be enough for these violated rows."""
    if errors > 1:
        return rows_apart(rows, violated, errors) <= errors and rows_apart(rows, violated[::-1], errors) <= errors
    if len(violated) < 2:
        return True
    common = rows[violated[0]].keys() & rows[violated[1]].keys()
    for row in violated[2:]:
        common &= rows[row].keys()
    return bool(common)


def rows_apart(rows: Sequence[Row], violated: Sequence[int], enough: int = 10**6) -> int:
    """How many of the violated rows have no cell in common, found greedily in the order given; stops above `enough`."""
    taken: set[int] = set()
    count = 0
    for row in violated:
        if taken.isdisjoint(rows[row]):
            count += 1
            if count > enough:
                break
            taken.update(rows[row])
    return count
