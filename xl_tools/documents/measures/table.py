"""The measures of a table on A4: size of type, widths of columns, room and size of the text in each cell."""

from __future__ import annotations

from dataclasses import dataclass

from xl_tools.documents.blocks import PlainTable, TableBlock, reads_from_left
from xl_tools.documents.look import Look
from xl_tools.documents.measures.page import text_width, twips
from xl_tools.documents.measures.placing import width
from xl_tools.documents.measures.spacing import LINE_EMS
from xl_tools.forms.grid import Grid, GridCell, Role

_PADDING = 1.0
_LIST_MARGIN, _LIST_PADDING = 4.0, 2.0
_READABLE = 9.0
"""Points below which the numbers of a table are hard to read."""
_LEAST_SIZE = 6.0
_STEP = 0.5
_DIGIT_EMS = 0.62
"""Width of a digit: that in the widest of the usual Chinese fonts, 0.56, and some more for one that stands in for it,
because a number that is broken reads as two; yet no more, or 表三 with numbers of four digits would leave its page."""
_HEAD_EMS = 2.0
_OUTER_EMS = (3.0, 4.0)
"""Width in characters of the label columns that group others: “三、本年度办理结果” in three lines."""
_MANY_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of one table, in points except `widths`, which are twentieths of a point.

    Attributes:
        size: size of type, of cells whose text fits at it.
        margin, padding: space beside and above a text, to the lines of the table.
        row_height: the least height of a row.
    """

    size: float
    margin: float
    padding: float
    row_height: float
    widths: tuple[int, ...]

    def width(self, column: int, span: int = 1) -> int:
        """Width of a cell in twentieths of a point."""
        return self.widths[column] if span == 1 else sum(self.widths[column : column + span])

    def room(self, column: int, span: int = 1) -> float:
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
    row_height = max(row_height, preferred * LINE_EMS + 2 * _PADDING)
    whole, size = twips(text_width(look)), preferred
    while not (widths := _widths(block, whole, size, margin)) and size - _STEP >= _READABLE:
        size -= _STEP
    if not widths:
        widths = _shares(grid, whole, whole * (1 - _least_label_share(grid)), size, margin)
    return Layout(size, margin, _PADDING, row_height, widths)


def list_layout(block: PlainTable, look: Look) -> Layout:
    """The widths that the list asks for, in the type of notes."""
    whole = twips(text_width(look))
    edges = [round(whole * sum(block.shares[:count])) for count in range(len(block.shares) + 1)]
    widths = tuple(right - left for left, right in zip(edges, edges[1:], strict=False))
    return Layout(look.styles["note"].size, _LIST_MARGIN, _LIST_PADDING, 0.0, widths)


def cell_text(block: TableBlock, cell: GridCell) -> str:
    """What is printed in a cell: its label, or the number that the report has for it."""
    return block.texts.get(cell.cell_id, "") if cell.role is Role.VALUE else cell.text


def flush_left(block: TableBlock, cell: GridCell) -> bool:
    """Whether the text of a cell is not centred; row labels in a single column are, as the heading above them is."""
    return reads_from_left(cell) and (cell.role is not Role.ROW or block.grid.label_columns > 1)


def fitting_size(text: str, size: float, room: float) -> float:
    """The size at which a number stays on one line of `room` points, if the table's own size is too big."""
    needed = _needed(text) * size
    if needed <= room:
        return size
    return min(size, max(_LEAST_SIZE, int(2 * size * room / needed) / 2))


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
    """The share of the width that labels should have: three tenths for one column of them, half for several."""
    return 0.0 if not grid.label_columns else 0.3 if grid.label_columns == 1 else 0.5


def _least_label_share(grid: Grid) -> float:
    return 0.0 if not grid.label_columns else 0.2 if grid.label_columns == 1 else 0.44


def _needed(text: str) -> float:
    """Width of a value in characters of full width; text with Chinese in it may wrap and needs two."""
    wide = width(text) > len(text) / 2
    return _HEAD_EMS if wide else len(text) * _DIGIT_EMS
