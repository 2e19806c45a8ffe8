"""A statutory table as one piece of WordprocessingML, driven by its grid alone."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xl_tools.documents.blocks import TableBlock, reads_from_left
from xl_tools.documents.markup import Node, clone, fill_text, w, w_text
from xl_tools.documents.word_styles import LINE_PITCH, SONG, TEXT_HEIGHT, TEXT_WIDTH, fonts, half_points, twips
from xl_tools.forms.grid import Grid, GridCell, Role

BANNER_FILL = "C6D9F1"

_SIZES = (12.0, 10.5, 10.0, 9.5, 9.0)
_LEAST_SIZE = 6.5
_LINE_EMS = 1.3
"""Line pitch; fixed, because the pitch of Chinese fonts differs so much that a table may need another page."""
_DIGIT_EMS = 0.56
"""Width of a digit in the widest of the usual Chinese fonts."""
_HEAD_EMS = 2.0
_OUTER_EMS = (3.0, 4.0)
"""Width in characters of the label columns that group others: “三、本年度办理结果” in three lines."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of one table, in points except `widths`, which are twentieths of a point."""

    size: float
    margin: float
    row_height: float
    widths: tuple[int, ...]


def table_layout(block: TableBlock) -> Layout:
    """Choose type size and column widths so that no label and no number is cut.

    The size starts from what suits the table's shape and falls to 9 points if wide numbers need it.
    """
    grid = block.grid
    if grid.columns >= 10 and grid.label_columns:
        preferred, margin, row_height = 10.0, 2.8, 17.0
    elif grid.columns >= 10:
        preferred, margin, row_height = 10.5, 1.2, 24.0
    else:
        preferred, margin, row_height = 12.0, 5.4, 22.0
    for size in (size for size in _SIZES if size <= preferred):
        widths = _widths(block, size, margin)
        if widths:
            return Layout(size, margin, row_height, widths)
    data_width = TEXT_WIDTH * (1 - _least_label_share(grid))
    return Layout(_SIZES[-1], margin, row_height, _shares(grid, data_width, _SIZES[-1], margin))


def table_element(block: TableBlock) -> Node:
    """The w:tbl: fixed layout, merged cells, header rows that repeat, rows that never split across pages."""
    layout = table_layout(block)
    grid = block.grid
    table = w(
        "tbl", _table_properties(block, layout), w("tblGrid", *(w("gridCol", w=width) for width in layout.widths))
    )
    kept = _kept_rows(block, layout)
    for index, row in enumerate(_rows(grid)):
        properties = w("trPr", w("cantSplit"), w("trHeight", val=twips(layout.row_height), hRule="atLeast"))
        if index < grid.head_rows:
            properties.append(w("tblHeader"))
        keep = index in kept
        table.append(w("tr", properties, *(_cell(block, layout, cell, starts, keep) for cell, starts in row)))
    return table


def _rows(grid: Grid) -> list[list[tuple[GridCell, bool]]]:
    """For each physical row the cells that cover it, left to right, and whether they begin there."""
    rows: list[list[tuple[GridCell, bool]]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        for offset in range(cell.row_span):
            rows[cell.row + offset].append((cell, not offset))
    for row in rows:
        row.sort(key=lambda item: item[0].column)
    return rows


def _kept_rows(block: TableBlock, layout: Layout) -> frozenset[int]:
    """The rows that stay on one page with the next.

    All, so that a table that fits on one page moves there whole; but a page may end before a banner, and
    in a table longer than a page only the header rows hold on to the first row of numbers.
    """
    grid = block.grid
    if _height(block, layout) > TEXT_HEIGHT / 20 - 2 * LINE_PITCH:
        return frozenset(range(max(grid.head_rows, 1)))
    ends = {cell.row - 1 for cell in grid.cells if cell.role is Role.BANNER}
    return frozenset(range(grid.rows - 1)) - ends


def _height(block: TableBlock, layout: Layout) -> float:
    """An estimate of the table's height in points, from how often the labels wrap."""
    heights = [layout.row_height] * block.grid.rows
    for cell in block.grid.cells:
        room = sum(layout.widths[cell.column : cell.column + cell.column_span]) / 20 - 2 * layout.margin
        lines = math.ceil(len(cell.text) * layout.size / room) / cell.row_span
        for row in range(cell.row, cell.row + cell.row_span):
            heights[row] = max(heights[row], lines * layout.size * _LINE_EMS + 2)
    return sum(heights)


def _cell(block: TableBlock, layout: Layout, cell: GridCell, starts: bool, keep: bool) -> Node:
    text = block.texts.get(cell.cell_id, "") if cell.role is Role.VALUE else cell.text
    width = sum(layout.widths[cell.column : cell.column + cell.column_span])
    size = _fitting(text, layout.size, width / 20 - 2 * layout.margin)
    merge = "" if cell.row_span == 1 else "restart" if starts else "continue"
    shown = text if starts else ""
    look = _Look(
        width, cell.column_span, merge, cell.role is Role.BANNER, keep, reads_from_left(cell), size, bool(shown)
    )
    node = clone(_pattern(look))
    if shown:
        fill_text(node, shown)
    return node


class _Look(NamedTuple):
    """Everything that makes one w:tc but its text: most of the 200 cells of a table look like another."""

    width: int
    columns: int
    merge: str
    banner: bool
    keep: bool
    left: bool
    size: float
    shown: bool


@lru_cache(maxsize=256)
def _pattern(look: _Look) -> Node:
    """The w:tc of this look, to be cloned: a clone costs a tenth of building its elements one by one."""
    properties = w("tcPr", w("tcW", w=look.width, type="dxa"))
    if look.columns > 1:
        properties.append(w("gridSpan", val=look.columns))
    if look.merge:
        properties.append(w("vMerge", val="restart") if look.merge == "restart" else w("vMerge"))
    if look.banner:
        properties.append(w("shd", val="clear", color="auto", fill=BANNER_FILL))
    properties.append(w("vAlign", val="center"))
    paragraph = w("pPr", w("pStyle", val="TableText"))
    if look.keep:
        paragraph.append(w("keepNext"))
    paragraph.append(w("spacing", before=0, after=0, line=twips(look.size * _LINE_EMS), lineRule="exact"))
    paragraph.append(w("jc", val="left" if look.left else "center"))
    line = w("p", paragraph)
    if look.shown:
        points = half_points(look.size)
        line.append(w("r", w("rPr", fonts(SONG), w("sz", val=points), w("szCs", val=points)), w_text("")))
    return w("tc", properties, line)


def _table_properties(block: TableBlock, layout: Layout) -> Node:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides))
    padding = {"top": 20, "left": twips(layout.margin), "bottom": 20, "right": twips(layout.margin)}
    return w(
        "tblPr",
        w("tblW", w=sum(layout.widths), type="dxa"),
        w("jc", val="center"),
        borders,
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in padding.items())),
        w("tblLook", val="0000"),
        w("tblCaption", val=block.name),
        w("tblDescription", val=block.caption),
    )


def _widths(block: TableBlock, size: float, margin: float) -> tuple[int, ...]:
    """Column widths at this size, empty if the numbers leave too little room for the labels."""
    grid = block.grid
    needs = [_HEAD_EMS] * len(grid.weights)
    for cell in grid.cells:
        if cell.role is Role.VALUE:
            share = _width(block.texts.get(cell.cell_id, "")) / cell.column_span
            for column in range(cell.column, cell.column + cell.column_span):
                needs[column - grid.label_columns] = max(needs[column - grid.label_columns], share)
    least = max(
        (twips(need * size + 2 * margin + 1)) / weight for need, weight in zip(needs, grid.weights, strict=True)
    )
    most = TEXT_WIDTH * (1 - _least_label_share(grid))
    if least > most:
        return ()
    wished = TEXT_WIDTH * (1 - _label_share(grid))
    return _shares(grid, max(float(least), wished), size, margin)


def _shares(grid: Grid, data_width: float, size: float, margin: float) -> tuple[int, ...]:
    """Split the text width: `data_width` by weight, the rest among the label columns."""
    data = [round(weight * data_width) for weight in map(float, grid.weights)]
    if not grid.label_columns:
        data[-1] += TEXT_WIDTH - sum(data)
        return tuple(data)
    outer = [twips(ems * size + 2 * margin + 1) for ems in _OUTER_EMS[: grid.label_columns - 1]]
    return (*outer, TEXT_WIDTH - sum(data) - sum(outer), *data)


def _label_share(grid: Grid) -> float:
    """The share of the width that labels should have: a quarter for one column of them, half for several."""
    return 0.0 if not grid.label_columns else 0.26 if grid.label_columns == 1 else 0.5


def _least_label_share(grid: Grid) -> float:
    return 0.0 if not grid.label_columns else 0.2 if grid.label_columns == 1 else 0.41


def _width(text: str) -> float:
    """Width of the text in characters of full width; text with Chinese in it may wrap and needs two."""
    wide = any(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return _HEAD_EMS if wide else len(text) * _DIGIT_EMS


def _fitting(text: str, size: float, room: float) -> float:
    """The size at which a number stays on one line of `room` points, if the table's own size is too big."""
    needed = _width(text) * size
    if needed <= room:
        return size
    return max(_LEAST_SIZE, int(2 * size * room / needed) / 2)
