"""One cell of the workbook and ranges of cells, as addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xl_tools.finding import Place


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the workbook; row and column count from 0."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """D6"""
        return f"{column_letters(self.column)}{self.row + 1}"

    @property
    def absolute(self) -> str:
        """$D$6"""
        return f"${column_letters(self.column)}${self.row + 1}"

    @property
    def reference(self) -> str:
        """'三、申请情况'!$D$6"""
        return f"'{self.sheet}'!{self.absolute}"

    @property
    def place(self) -> Place:
        return Place(self.sheet, self.address)


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


Box = tuple[int, int, int, int]
"""First row, first column, last row, last column; all count from 0."""


def boxes(spots: Iterable[Spot]) -> list[Box]:
    """Cover cells of one sheet by few boxes that hold exactly them: runs in a row, equal runs below each other.

    Nothing but the cells given is covered, so that the inner cells of a merge are never counted.
    """
    runs: list[Box] = []
    for row, column in sorted({(spot.row, spot.column) for spot in spots}):
        if runs and runs[-1][0] == row and runs[-1][3] == column - 1:
            runs[-1] = (row, runs[-1][1], row, column)
        else:
            runs.append((row, column, row, column))
    found: dict[tuple[int, int], list[Box]] = {}
    for row, left, _, right in runs:
        above = found.setdefault((left, right), [])
        if above and above[-1][2] == row - 1:
            above[-1] = (above[-1][0], left, row, right)
        else:
            above.append((row, left, row, right))
    return sorted(box for stack in found.values() for box in stack)


def rectangles(spots: Iterable[Spot], *, absolute: bool = False) -> list[str]:
    """The boxes of some cells as ranges, without sheet."""
    return [_range(*box, absolute=absolute) for box in boxes(spots)]


def _range(top: int, left: int, bottom: int, right: int, *, absolute: bool) -> str:
    first, last = Spot("", top, left), Spot("", bottom, right)
    ends = [spot.absolute if absolute else spot.address for spot in (first, last)]
    return ends[0] if first == last else ":".join(ends)
