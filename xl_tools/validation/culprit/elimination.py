"""Elimination of cells from the rows of a balance, in whole numbers.

To eliminate a cell is to solve one row for it and to put the result into all others: what is left is what must
hold whatever that cell is (the implied edits of Fellegi and Holt). Cells count as changes from what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xl_tools.validation.culprit.balance import Balance, Row
from xl_tools.validation.culprit.slips import Number


@dataclass(frozen=True, eq=False)
class Reduced:
    """The hard lines after cells that follow others by formula have been eliminated.

    Attributes:
        rows, scales, sources: what is left of each line, the factor of its residual, and its number.
        bounds: what is left of each inequality, with the factor of its residual.
        pivots: (cell, row it follows from) in the order of elimination.
        rows_of: cell → numbers of the rows it stands in.
    """

    rows: tuple[Row, ...]
    scales: tuple[int, ...]
    sources: tuple[int, ...]
    bounds: tuple[tuple[Row, int], ...]
    pivots: tuple[tuple[int, Row], ...]
    rows_of: Mapping[int, tuple[int, ...]]


def eliminate(rows: list[Row], residuals: list[Number], cell: int, pivot: int) -> tuple[Row, Number]:
    """Solve row `pivot` for `cell`, put that into the other rows, and take the row out.

    The lists are changed, the rows in them are not. Returns the row taken out and its residual.
    """
    source, amount = rows[pivot], residuals[pivot]
    lead = source[cell]
    rows[pivot] = {}
    residuals[pivot] = 0
    for number, row in enumerate(rows):
        if cell not in row:
            continue
        if lead in (1, -1):
            factor = lead * row[cell]
            new = row.copy()
            residuals[number] -= factor * amount
        else:
            factor = row[cell]
            new = {other: lead * weight for other, weight in row.items()}
            residuals[number] = lead * residuals[number] - factor * amount
        for other, weight in source.items():
            value = new.get(other, 0) - factor * weight
            if value:
                new[other] = value
            else:
                new.pop(other, None)
        rows[number] = new
    return source, amount


@lru_cache(maxsize=64)
def reduce(balance: Balance, hard: tuple[int, ...], bounds: tuple[int, ...], derived: frozenset[int]) -> Reduced:
    """The lines in play after the derived totals, which hold by construction, have been eliminated."""
    both = [balance.lines[number].weights for number in (*hard, *bounds)]
    # An eliminated row holds, hence residuals are only scaled: 1 stands for the residual of each row.
    scales: list[Number] = [1] * len(both)
    place = {line: position for position, line in enumerate(hard)}
    pivots: list[tuple[int, Row]] = []
    for cell in sorted(derived):
        pivot = place[balance.definitions[cell]]
        if cell not in both[pivot]:
            continue
        scales[pivot] = 0
        row, _ = eliminate(both, scales, cell, pivot)
        pivots.append((cell, row))
    rows = both[: len(hard)]
    if derived:
        _drop_dependent(rows)
    factors = [int(scale) for scale in scales]
    bounded = tuple(zip(both[len(hard) :], factors[len(hard) :], strict=True))
    return Reduced(tuple(rows), tuple(factors[: len(hard)]), hard, bounded, tuple(pivots), rows_by_cell(rows))


def rows_by_cell(rows: Sequence[Row]) -> Mapping[int, tuple[int, ...]]:
    """Cell → numbers of the rows it stands in."""
    found: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for cell in row:
            found.setdefault(cell, []).append(number)
    return {cell: tuple(numbers) for cell, numbers in found.items()}


def components(rows: Sequence[Row], rows_of: Mapping[int, tuple[int, ...]], start: Iterable[int]) -> list[list[int]]:
    """The rows connected with the given ones through shared cells, part by part."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for first in start:
        if first in seen:
            continue
        seen.add(first)
        part = [first]
        for number in part:
            for cell in rows[number]:
                fresh = [other for other in rows_of[cell] if other not in seen]
                seen.update(fresh)
                part += fresh
        found.append(sorted(part))
    return found


def settle(
    pivots: Sequence[tuple[int, Row, Number]], known: dict[int, Number] | None = None
) -> dict[int, Number] | None:
    """Cell → change of every cell freed, from the last to the first; None if one is no whole number.

    Args:
        pivots: (cell, row it was solved from, that row's residual) in the order of elimination.
        known: changes of other cells.
    """
    changes: dict[int, Number] = {} if known is None else known.copy()
    for cell, row, residual in reversed(pivots):
        total = residual
        for other, weight in row.items():
            if other != cell and other in changes:
                total += weight * changes[other]
        change = divide(-total, row[cell])
        if change is None:
            return None
        changes[cell] = change
    return changes


def divide(amount: Number, by: int) -> Number | None:
    """The exact quotient, None if a whole number has none."""
    if by in (1, -1):
        return amount * by
    if isinstance(amount, int):
        return None if amount % by else amount // by
    return amount / by


def _drop_dependent(rows: list[Row]) -> None:
    """Empty the rows that follow from shorter ones: once totals are gone, those say nothing new."""
    basis: list[tuple[int, Row]] = []
    for number in sorted(range(len(rows)), key=lambda number: len(rows[number])):
        rest = [rows[number]]
        for cell, row in basis:
            if cell in rest[0]:
                pair = [row, rest[0]]
                eliminate(pair, [0, 0], cell, 0)
                rest = [pair[1]]
        if rest[0]:
            basis.append((next(iter(rest[0])), rest[0]))
        else:
            rows[number] = {}
