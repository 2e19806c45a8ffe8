"""Ruled tables of a PDF: cells from the rules that are drawn, and what stands in each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xl_tools.characters import clean
from xl_tools.published.pdf_glyphs import Glyph, Printed, lines_of_glyphs, runs_of, text_in_cell, words_of
from xl_tools.published.source import Box, Table
from xl_tools.published.source_blocks import EDGES

NEAR = 3.0
"""Points within which two edges are one."""
_FIGURES = re.compile(r"[0-9０-９,，.]+")
_OVERRUN = 1.4
"""Of the width of a cell: how wide a text may be that stands in it."""
MARGINS = 12.0
"""Points that are left free within a cell, on both sides together."""
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(slots=True)
class PartCell:
    """A box while tables are put together; columns are edges until all parts are known."""

    text: str
    row: int
    rows: int
    left: float
    right: float
    page: int
    begin: float = 0.0
    """Width of the first word in it, in points."""
    end: float = 0.0
    """Width of its last line."""


@dataclass(slots=True)
class Part:
    """A table, or what of it stands on one page."""

    page: int
    top: float
    bottom: float
    edges: list[float]
    rows: int
    cells: list[PartCell]
    lines: list[Printed]
    """Its text, if it turns out to be no table but a frame around a line."""

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.text)


class Frame:
    """The cells of one table on a page, before it is known what stands in them."""

    def __init__(self, cells: Iterable[Rectangle]) -> None:
        self.cells = sorted(set(cells), key=lambda cell: (cell[1], cell[0]))
        self.columns = merged(edge for cell in self.cells for edge in (cell[0], cell[2]))
        self.rows = merged(edge for cell in self.cells for edge in (cell[1], cell[3]))
        self.places: dict[tuple[int, int], int] = {}
        self.spans = [self._span(cell) for cell in self.cells]
        for number, (top, bottom, left, right) in enumerate(self.spans):
            for row in range(top, bottom):
                for column in range(left, right):
                    self.places.setdefault((row, column), number)

    @property
    def area(self) -> float:
        """Of the whole, in square points."""
        return (self.rows[-1] - self.rows[0]) * (self.columns[-1] - self.columns[0])

    def sorted_in(self, glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
        """The characters of each cell, and those that stand outside."""
        inside: list[list[Glyph]] = [[] for _ in self.cells]
        outside: list[Glyph] = []
        for run in runs_of(glyphs):
            # A whole row may have been printed as one text, and figures wider than their cells touch each other.
            words = [run] if self._fits(run) else words_of(run)
            for piece in words:
                for some in [piece] if self._fits(piece) else [[glyph] for glyph in piece]:
                    at = self._cell_of(some)
                    (outside if at is None else inside[at]).extend(some)
        return inside, outside

    def _fits(self, run: Sequence[Glyph]) -> bool:
        """Whether a text stands in one cell, over whose edges it may run a little, or outside."""
        at = self._cell_of(run)
        if at is None:
            return self._cell_of(run[:1]) is None and self._cell_of(run[-1:]) is None
        _, _, left, right = self.spans[at]
        return run[-1].right - run[0].left <= _OVERRUN * (self.columns[right] - self.columns[left])

    def _cell_of(self, run: Sequence[Glyph]) -> int | None:
        x, y = (run[0].left + run[-1].right) / 2, run[0].middle
        return self.places.get((bisect_left(self.rows, y) - 1, bisect_left(self.columns, x) - 1))

    def part(self, page: int, glyphs: Sequence[Sequence[Glyph]]) -> Part:
        """The table with the characters of each of its cells."""
        cells: list[PartCell] = []
        for (top, bottom, left, right), inside in zip(self.spans, glyphs, strict=True):
            cell = PartCell(text_in_cell(inside), top, bottom - top, self.columns[left], self.columns[right], page)
            lines = lines_of_glyphs(inside)
            if lines:
                cell.begin, cell.end = lines[0].first, lines[-1].right - lines[-1].left
            if _is_wrapped_number(lines, cell.right - cell.left):
                cell.text = "".join(line.text for line in lines)
            cells.append(cell)
        lines = lines_of_glyphs([glyph for some in glyphs for glyph in some])
        return Part(page, self.rows[0], self.rows[-1], list(self.columns), len(self.rows) - 1, cells, lines)

    def _span(self, cell: Rectangle) -> tuple[int, int, int, int]:
        left, right = _index(self.columns, cell[0]), _index(self.columns, cell[2])
        top, bottom = _index(self.rows, cell[1]), _index(self.rows, cell[3])
        return top, bottom, left, right


def table_of(part: Part, number: int) -> Table:
    """The table as the `number`-th of its document."""
    name = f"第 {number} 个表"
    boxes: list[Box] = []
    for cell in sorted(part.cells, key=lambda cell: (cell.row, cell.left)):
        column, end = _index(part.edges, cell.left), _index(part.edges, cell.right)
        where = f"第 {cell.page} 页{name}第 {cell.row + 1} 行第 {column + 1} 栏"
        text = clean(cell.text).strip(EDGES)
        boxes.append(Box(text, cell.row, column, where, cell.rows, max(end - column, 1)))
    return Table(tuple(boxes), name)


def _is_wrapped_number(lines: Sequence[Printed], width: float) -> bool:
    """Whether a number goes on on the next line because its cell is too narrow for it."""
    return (
        len(lines) > 1
        and all(_FIGURES.fullmatch(line.text) for line in lines)
        and all(
            # The next figure would not have fitted.
            line.right - line.left + after.first / len(after.text) + MARGINS >= width
            for line, after in zip(lines, lines[1:], strict=False)
        )
    )


def merged(edges: Iterable[float]) -> list[float]:
    """Edges in their order, those that are one only once."""
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > NEAR:
            found.append(edge)
    return found


def _index(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))


def near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR
