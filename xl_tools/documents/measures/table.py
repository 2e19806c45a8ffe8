"""The measures of a statutory table on A4: size of type, column widths, and which rows stay together."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from xl_tools.documents.blocks import TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.measures.page import text_height, text_width, twips
from xl_tools.documents.measures.placing import width
from xl_tools.forms.grid import Grid, Role

NOTE_ABOVE = 4.0
"""Points between a table and its note."""
LINE_EMS = 1.3
"""Line pitch; fixed, because the pitch of Chinese fonts differs so much that a table may need another page."""
_READABLE = 9.0
"""Points below which the numbers of a table are hard to read."""
_LEAST_SIZE = 6.5
_STEP = 0.5
_DIGIT_EMS = 0.56
"""Width of a digit in the widest of the usual Chinese fonts."""
_HEAD_EMS = 2.0
_OUTER_EMS = (3.0, 4.0)
"""Width in characters of the label columns that group others: “三、本年度办理结果” in three lines."""
_MANY_COLUMNS = 10
_HEADING_PITCHES = 1.5
"""Lines that the heading above a table takes, with the space around it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of one table, in points except `widths`, which are twentieths of a point."""

    size: float
    margin: float
    row_height: float
    widths: tuple[int, ...]

    def width(self, column: int, span: int) -> int:
        """Width of a cell in twentieths of a point."""
        return self.widths[column] if span == 1 else sum(self.widths[column : column + span])

    def room(self, column: int, span: int) -> float:
        """Width in points that the text of a cell has, never less than one character."""
        return max(self.width(column, span) / 20 - 2 * self.margin, self.size)


def table_layout(block: TableBlock, look: Look) -> Layout:
    """Choose type size and column widths so that no label and no number is cut.

    The size starts from what suits the table's shape and falls to 9 points if wide numbers need it, or to
    less if the look itself sets tables smaller.
    """
    grid = block.grid
    if grid.columns >= _MANY_COLUMNS and grid.label_columns:
        share, margin, row_height = 5 / 6, 2.8, 16.5
    elif grid.columns >= _MANY_COLUMNS:
        share, margin, row_height = 7 / 8, 1.2, 24.0
    else:
        share, margin, row_height = 1.0, 5.4, 22.0
    preferred = int(2 * look.styles["table"].size * share) / 2
    row_height = max(row_height, preferred * LINE_EMS + 2)
    whole, size = text_width(look), preferred
    while not (widths := _widths(block, whole, size, margin)) and size - _STEP >= _READABLE:
        size -= _STEP
    if not widths:
        widths = _shares(grid, whole, whole * (1 - _least_label_share(grid)), size, margin)
    return Layout(size, margin, row_height, widths)


def kept_rows(block: TableBlock, layout: Layout, look: Look) -> frozenset[int]:
    """The rows that stay on one page with the next.

    All, so that a table that fits on one page moves there whole; but a page may end before a banner, and
    in a table longer than a page only the header rows hold on to the first row of numbers.
    """
    grid = block.grid
    height = _height(block, layout) + (_note_height(look) if block.note else 0)
    if height > text_height(look) / 20 - _HEADING_PITCHES * look.pitch:
        return frozenset(range(max(grid.head_rows, 1)))
    ends = {cell.row - 1 for cell in grid.cells if cell.role is Role.BANNER}
    return frozenset(range(grid.rows - 1)) - ends


def fitting_size(text: str, size: float, room: float) -> float:
    """The size at which a number stays on one line of `room` points, if the table's own size is too big."""
    needed = _needed(text) * size
    if needed <= room:
        return size
    return min(size, max(_LEAST_SIZE, int(2 * size * room / needed) / 2))


def _note_height(look: Look) -> float:
    return look.styles["note"].size * LINE_EMS + NOTE_ABOVE


def _height(block: TableBlock, layout: Layout) -> float:
    """An estimate of the table's height in points, from how often the labels wrap."""
    heights = [layout.row_height] * block.grid.rows
    for cell in block.grid.cells:
        if not cell.text:
            continue
        room = layout.room(cell.column, cell.column_span)
        lines = math.ceil(width(cell.text) * layout.size / room) / cell.row_span
        for row in range(cell.row, cell.row + cell.row_span):
            heights[row] = max(heights[row], lines * layout.size * LINE_EMS + 2)
    return sum(heights)


def _widths(block: TableBlock, whole: int, size: float, margin: float) -> tuple[int, ...]:
    """Column widths at this size, empty if the numbers leave too little room for the labels."""
    grid = block.grid
    needs = [_HEAD_EMS] * len(grid.weights)
    for cell in grid.cells:
        if cell.role is Role.VALUE:
            share = _needed(block.texts.get(cell.cell_id, "")) / cell.column_span
            for column in range(cell.column, cell.column + cell.column_span):
                needs[column - grid.label_columns] = max(needs[column - grid.label_columns], share)
    least = max(twips(need * size + 2 * margin + 1) / weight for need, weight in zip(needs, grid.weights, strict=True))
    if least > whole * (1 - _least_label_share(grid)):
        return ()
    return _shares(grid, whole, max(float(least), whole * (1 - _label_share(grid))), size, margin)


def _shares(grid: Grid, whole: int, data_width: float, size: float, margin: float) -> tuple[int, ...]:
    """Split the whole width: `data_width` by weight, the rest among the label columns."""
    data = [round(weight * data_width) for weight in map(float, grid.weights)]
    if not grid.label_columns:
        data[-1] += whole - sum(data)
        return tuple(data)
    labels = whole - sum(data)
    outer = [
        min(twips(ems * size + 2 * margin + 1), labels // grid.label_columns)
        for ems in _OUTER_EMS[: grid.label_columns - 1]
    ]
    return (*outer, labels - sum(outer), *data)


def _label_share(grid: Grid) -> float:
    """The share of the width that labels should have: a quarter for one column of them, half for several."""
    return 0.0 if not grid.label_columns else 0.26 if grid.label_columns == 1 else 0.5


def _least_label_share(grid: Grid) -> float:
    return 0.0 if not grid.label_columns else 0.2 if grid.label_columns == 1 else 0.41


def _needed(text: str) -> float:
    """Width of a value in characters of full width; text with Chinese in it may wrap and needs two."""
    wide = not text.isascii() and any(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return _HEAD_EMS if wide else len(text) * _DIGIT_EMS
