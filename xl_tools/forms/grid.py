"""The printed table as a grid of merged cells: one layout for workbook, Word, web page and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from xl_tools.forms.model import Block, Section, cell_id


class Role(Enum):
    """What a grid cell is for: banner (第二十条第…项), corner, header of columns or rows, or a value."""

    BANNER = "banner"
    CORNER = "corner"
    COLUMN = "column"
    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One printed cell; `row` and `column` count from 0, spans are at least 1, `cell_id` only for values."""

    row: int
    column: int
    row_span: int
    column_span: int
    role: Role
    text: str
    cell_id: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to draw.

    Attributes:
        rows: number of physical rows.
        label_columns: how many leading physical columns hold row labels (0 in 表四, 1 in 表二, 3 in 表三).
        weights: share of each physical data column in the width of the data area; they add up to 1.
        head_rows: leading rows that are header only and repeat on each page (0 where blocks have banners).
        cells: all cells, row by row from left to right; together they cover the grid exactly once.
    """

    rows: int
    label_columns: int
    weights: tuple[Fraction, ...]
    head_rows: int
    cells: tuple[GridCell, ...]

    @property
    def columns(self) -> int:
        return self.label_columns + len(self.weights)

    def by_row(self) -> Iterator[tuple[GridCell, ...]]:
        """The cells that begin in each physical row, left to right."""
        for row in range(self.rows):
            yield tuple(cell for cell in self.cells if cell.row == row)


def table_grid(section: Section) -> Grid:
    """Lay out a table section with all merges as the official form prints them.

    Blocks with 3, 2 or 1 data columns share one grid: the physical columns are the union of the
    boundaries of their equal divisions, as the published web pages of the 2019 edition merge them.
    """
    edges = sorted({Fraction(i, len(block.columns)) for block in section.blocks for i in range(len(block.columns) + 1)})
    label_columns = max(len(row.label) for block in section.blocks for row in block.rows)
    cells: list[GridCell] = []
    top = 0
    for block in section.blocks:
        spans = _spans(edges, len(block.columns), label_columns)
        width = label_columns + len(edges) - 1
        if block.banner:
            cells.append(GridCell(top, 0, 1, width, Role.BANNER, block.banner))
            top += 1
        depth = max(len(column.label) for column in block.columns)
        if label_columns:
            cells.append(GridCell(top, 0, depth, label_columns, Role.CORNER, block.corner))
        cells += _column_headers(block, spans, top, depth)
        top += depth
        cells += _row_headers(block, label_columns, top)
        for offset, row in enumerate(block.rows):
            for column, (start, span) in zip(block.columns, spans, strict=True):
                value = cell_id(section, row, column)
                cells.append(GridCell(top + offset, start, 1, span, Role.VALUE, "", value))
        top += len(block.rows)
    only = section.blocks[0]
    head_rows = max(len(column.label) for column in only.columns) if len(section.blocks) == 1 else 0
    weights = tuple(right - left for left, right in zip(edges, edges[1:], strict=False))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(top, label_columns, weights, head_rows, tuple(cells))


def _spans(edges: Sequence[Fraction], columns: int, offset: int) -> list[tuple[int, int]]:
    """(first physical column, span) of each of `columns` equal divisions."""
    at = [edges.index(Fraction(i, columns)) for i in range(columns + 1)]
    return [(offset + left, right - left) for left, right in zip(at, at[1:], strict=False)]


def _column_headers(block: Block, spans: list[tuple[int, int]], top: int, depth: int) -> Iterator[GridCell]:
    labels = [column.label for column in block.columns]
    for level, first, last in _groups(labels, depth):
        label = labels[first]
        row_span = depth - level if level == len(label) - 1 else 1
        start, width = spans[first][0], sum(span for _, span in spans[first : last + 1])
        yield GridCell(top + level, start, row_span, width, Role.COLUMN, label[level])


def _row_headers(block: Block, label_columns: int, top: int) -> Iterator[GridCell]:
    labels = [row.label for row in block.rows]
    for level, first, last in _groups(labels, label_columns):
        label = labels[first]
        column_span = label_columns - level if level == len(label) - 1 else 1
        yield GridCell(top + first, level, last - first + 1, column_span, Role.ROW, label[level])


def _groups(labels: Sequence[tuple[str, ...]], depth: int) -> Iterable[tuple[int, int, int]]:
    """Runs of neighbours that share a label path: (level, first index, last index)."""
    for level in range(depth):
        first = 0
        while first < len(labels):
            last = first
            if level < len(labels[first]):
                path = labels[first][: level + 1]
                leaf = len(path) == len(labels[first])
                while not leaf and last + 1 < len(labels) and labels[last + 1][: level + 1] == path:
                    last += 1
                yield level, first, last
            first = last + 1
