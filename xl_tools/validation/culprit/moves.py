"""Single errors that touch several cells at once: exchanged neighbours, a shifted run, a wrong part already summed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xl_tools.validation.culprit.balance import Balance, Row
from xl_tools.validation.culprit.slips import Number, Slip

Changes = tuple[tuple[int, Number], ...]
Summed = tuple[dict[int, int], list[tuple[int, tuple[int, ...]]]]
"""Row → weight, and the cells with that effect, each with the totals it is part of."""


@dataclass(frozen=True, slots=True)
class Event:
    """One error: what the cells should hold that it touched.

    Attributes:
        changes: (cell, number that should stand there), at least one.
        follows: totals that were summed from a wrong cell and change with it.
        slip: SWAPPED or SHIFTED; None for a single cell, whose kind depends on the numbers.
    """

    changes: Changes
    follows: Changes = ()
    slip: Slip | None = None

    @property
    def all(self) -> Changes:
        return self.changes + self.follows


class Moves:
    """The errors of several cells that are possible in a table, whatever its numbers."""

    def __init__(self, balance: Balance, rows: Sequence[Row], rows_of: Mapping[int, tuple[int, ...]]) -> None:
        """Prepare for the given rows; cells that stand in none of them follow by formula or are unknown."""
        self._rows, self._rows_of = rows, rows_of
        self._lines = [part for line in balance.printed for part in _unbroken(line, rows_of)]
        self._neighbours: dict[int, list[int]] = {}
        for line in self._lines:
            for first, second in pairwise(line):
                self._neighbours.setdefault(first, []).append(second)
                self._neighbours.setdefault(second, []).append(first)
        self._sums: dict[int, list[int]] = {}
        for total, line in balance.definitions.items():
            for cell in balance.lines[line].weights:
                if cell != total:
                    self._sums.setdefault(cell, []).append(total)
        self._summed_by_row = self._summed_effects(balance)

    def possible(
        self,
        residuals: Sequence[Number],
        violated: Sequence[int],
        numbers: Sequence[Number],
        used: int = 0,
        *,
        runs: Sequence[tuple[dict[int, Number], Event]] = (),
        last: bool = False,
    ) -> list[tuple[dict[int, Number], list[Event]]]:
        """Each error that explains one violated row completely and leaves fewer violated than there are.

        Args:
            used: bit set of cells that another error has taken.
            runs: what `runs` returned for these numbers.
            last: only errors that explain all violated rows.

        Returns: (row → what is added to its residual, all errors that add just that), what mends most first.
        """
        found: dict[frozenset[tuple[int, Number]], tuple[int, dict[int, Number], list[Event]]] = {}
        least = len(violated) if last else 1

        def alike(effect: dict[int, Number]) -> list[Event] | None:
            """The errors with this effect met so far, None if it is no good."""
            before = after = 0
            for row, change in effect.items():
                if residuals[row]:
                    before += 1
                if residuals[row] + change:
                    after += 1
            if before - after < least:
                return None
            return found.setdefault(frozenset(effect.items()), (after - before, effect, []))[2]

        for effect, event in runs:
            if (events := alike(effect)) is not None:
                events.append(event)
        for number in violated[:1] if last else violated:
            for first, second in self._swaps(number, residuals[number], numbers):
                event = _swap(first, second, numbers)
                if (events := alike(self.effect(event, numbers))) is not None and event not in events:
                    events.append(event)
            for weights, cells in self._summed_by_row.get(number, ()):
                change = residuals[number] * -weights[number]
                events = alike({row: weight * change for row, weight in weights.items()})
                if events is not None:
                    events += [event for event in _summed(cells, change, numbers) if event not in events]
        ranked: list[tuple[dict[int, Number], list[Event]]] = []
        for _, effect, events in sorted(found.values(), key=lambda one: one[0]):
            free = [event for event in events if not any(used >> cell & 1 for cell, _ in event.all)]
            if free:
                ranked.append((effect, free))
        return ranked

    def effect(self, event: Event, numbers: Sequence[Number]) -> dict[int, Number]:
        """Row → what the event adds to its residual."""
        effect: dict[int, Number] = {}
        for cell, number in event.all:
            change = number - numbers[cell]
            for row in self._rows_of.get(cell, ()):
                effect[row] = effect.get(row, 0) + self._rows[row][cell] * change
        return {row: change for row, change in effect.items() if change}

    def runs(self, violated: Sequence[int], numbers: Sequence[Number]) -> list[tuple[dict[int, Number], Event]]:
        """Runs of three cells and more that all stand one place too far on, or one too early, with their effects."""
        touched = {cell for row in violated for cell in self._rows[row]}
        events = [
            event
            for line in self._lines
            if len(line) > 2 and not touched.isdisjoint(line)
            for way in (line, line[::-1])
            for event in _shifts(way, touched, numbers)
        ]
        return [(self.effect(event, numbers), event) for event in events]

    def _swaps(self, number: int, residual: Number, numbers: Sequence[Number]) -> Iterator[tuple[int, int]]:
        """Two neighbours whose exchange makes one row hold."""
        row = self._rows[number]
        for cell, weight in row.items():
            here = numbers[cell]
            for other in self._neighbours.get(cell, ()):
                change = numbers[other] - here
                if change and (weight - row.get(other, 0)) * change == -residual:
                    yield cell, other

    def _summed_effects(self, balance: Balance) -> dict[int, list[Summed]]:
        """Row that defines no total → cells by what a wrong number in them adds to the rows, summed totals included."""
        found: dict[int, dict[frozenset[tuple[int, int]], Summed]] = {}
        for cell in self._rows_of:
            if cell in balance.definitions:
                continue
            totals = tuple(total for total in self._totals_of(cell) if total in self._rows_of)
            if not totals:
                continue
            effect: dict[int, int] = {}
            for other in (cell, *totals):
                for row in self._rows_of[other]:
                    effect[row] = effect.get(row, 0) + self._rows[row][other]
            effect = {row: weight for row, weight in effect.items() if weight}
            for row, weight in effect.items():
                if weight in (1, -1):
                    alike = found.setdefault(row, {})
                    alike.setdefault(frozenset(effect.items()), (effect, []))[1].append((cell, totals))
        return {row: list(alike.values()) for row, alike in found.items()}

    def _totals_of(self, cell: int) -> list[int]:
        """The totals that a cell is part of, directly or through other totals, each once."""
        found: list[int] = []
        for total in self._sums.get(cell, ()):
            for one in (total, *self._totals_of(total)):
                if one not in found:
                    found.append(one)
        return found


def _unbroken(line: Sequence[int], known: Container[int]) -> list[list[int]]:
    """The stretches of a printed line whose cells are all known."""
    stretches: list[list[int]] = [[]]
    for cell in line:
        if cell in known:
            stretches[-1].append(cell)
        elif stretches[-1]:
            stretches.append([])
    return [stretch for stretch in stretches if len(stretch) > 1]


def _summed(cells: Sequence[tuple[int, tuple[int, ...]]], change: Number, numbers: Sequence[Number]) -> list[Event]:
    """A wrong number in one of some cells, with the totals that were summed from it; all must stay above 0."""
    events: list[Event] = []
    for cell, totals in cells:
        if all(numbers[one] + change >= 0 for one in (cell, *totals)):
            follows = tuple((total, numbers[total] + change) for total in totals)
            events.append(Event(((cell, numbers[cell] + change),), follows))
    return events


def _swap(cell: int, other: int, numbers: Sequence[Number]) -> Event:
    first, second = sorted((cell, other))
    slip = Slip.SWAPPED if numbers[first] and numbers[second] else Slip.SHIFTED
    return Event(((first, numbers[second]), (second, numbers[first])), slip=slip)


def _shifts(line: Sequence[int], touched: set[int], numbers: Sequence[Number]) -> Iterator[Event]:
    """0 and at least two other numbers after it, which should stand one cell earlier, with 0 behind them."""
    for start in range(len(line) - 2):
        if numbers[line[start]]:
            continue
        changes: list[tuple[int, Number]] = []
        for place in range(start, len(line) - 1):
            cell, following = line[place], numbers[line[place + 1]]
            if not following:
                break
            if numbers[cell] != following:
                # Its other row changes with it and with nothing else of this run, so it must be violated now.
                if cell not in touched:
                    break
                changes.append((cell, following))
            if place > start:
                yield Event(tuple(sorted((*changes, (line[place + 1], 0)))), slip=Slip.SHIFTED)
