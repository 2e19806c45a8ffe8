"""Tables → the data from which report.typ sets them: parts of header rows and rows, each a list of cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from xl_tools.documents.blocks import PlainTable, TableBlock, reads_from_left
from xl_tools.documents.look import Look
from xl_tools.documents.measures.placing import width
from xl_tools.documents.measures.table import LINE_EMS, Layout, fitting_size, table_layout
from xl_tools.documents.pdf.measures import Data, across, broken, text_height, text_width
from xl_tools.forms.grid import GridCell, Role

_LIST_MARGIN, _LIST_PADDING = 4.0, 2.0
_LEAST_PADDING = 1.0
_TALLEST_KEPT = 0.3
"""A row taller than this share of the page may break; others would leave a page half empty, or not fit on one."""
_HEADING_PITCHES = 2
"""Lines of text that stay free above a table on a page of its own, for its heading."""
_HEAD_ROLES = (Role.BANNER, Role.CORNER, Role.COLUMN)


def table_data(block: TableBlock, look: Look) -> Data:
    """A statutory table in the measures of the Word file."""
    layout = table_layout(block, look)
    cells = {cell: _grid_cell(block, cell, layout) for cell in block.grid.cells}
    free = text_height(look) - _HEADING_PITCHES * look.pitch
    return {
        "kind": "table",
        "note": across(block.note, look, "note") if block.note else None,
        "widths": [twips / 20 for twips in layout.widths],
        "margin": layout.margin,
        # A page may end before a banner; a table without them stays whole if a page holds it.
        "whole": block.grid.head_rows > 0 and _height(cells, layout.row_height) <= free,
        "parts": [
            {"head": head, "cells": [cell for row in rows for cell in _row((cells[one] for one in row), look)]}
            for head, rows in groupby(block.grid.by_row(), _is_head)
        ],
    }


def list_data(block: PlainTable, look: Look) -> Data:
    """A list in columns, its head repeated on every page."""
    shares = [share * text_width(look) for share in block.shares]
    size = look.styles["note"].size

    def cells(texts: Sequence[str], **shown: Any) -> list[Data]:
        rooms = (max(share - 2 * _LIST_MARGIN, size) for share in shares)
        row = (_cell(text.split("\n"), room, size) | shown for text, room in zip(texts, rooms, strict=True))
        return _row(row, look)

    head = cells(block.head, left=False, filled=True)
    body = [cell for row in block.rows for cell in cells(row, centred=False)]
    return {
        "kind": "table",
        "note": None,
        "widths": shares,
        "margin": _LIST_MARGIN,
        "whole": False,
        "parts": [{"head": True, "cells": head}, {"head": False, "cells": body}],
    }


def _is_head(row: Sequence[GridCell]) -> bool:
    return all(cell.role in _HEAD_ROLES for cell in row)


def _grid_cell(block: TableBlock, cell: GridCell, layout: Layout) -> Data:
    text = block.texts.get(cell.cell_id, "") if cell.role is Role.VALUE else cell.text
    room = layout.room(cell.column, cell.column_span)
    data = _cell([text], room, fitting_size(text, layout.size, room))
    return data | {
        "rows": cell.row_span,
        "columns": cell.column_span,
        "left": reads_from_left(cell),
        "filled": cell.role is Role.BANNER,
        "names_row": cell.role is Role.ROW,
        # One line fills the least height of a row; more lines make the row as tall as they are.
        "padding": max((layout.row_height - data["height"]) / 2, _LEAST_PADDING),
    }


def _cell(texts: Sequence[str], room: float, size: float) -> Data:
    """A cell with these lines in `room` points; its height is that of the text alone."""
    return {
        "lines": [broken(text, room, size) for text in texts],
        "size": size,
        "pitch": size * LINE_EMS,
        "height": sum(_lines(text, room, size) for text in texts) * size * LINE_EMS,
        "padding": _LIST_PADDING,
        "rows": 1,
        "columns": 1,
        "left": True,
        "centred": True,
        "filled": False,
        "names_row": False,
    }


def _lines(text: str, room: float, size: float) -> int:
    """How many lines the text takes at most: one may end a character early for a mark that may not begin the next."""
    wide, fitting = width(text), room / size
    return 1 if wide <= fitting else math.ceil(wide / max(int(fitting) - (not text.isalpha()), 1))


def _row(cells: Iterable[Data], look: Look) -> list[Data]:
    """The cells of one row, which breaks as a whole or not at all."""
    row = list(cells)
    tall = any(cell["rows"] == 1 and cell["height"] > _TALLEST_KEPT * text_height(look) for cell in row)
    return [cell | {"breaks": tall or cell["rows"] > 1} for cell in row]


def _height(cells: Mapping[GridCell, Data], row_height: float) -> float:
    """Points that the table is at most tall; the heading of one that is taller than its page would stay behind."""
    rows = [row_height] * max(place.row + place.row_span for place in cells)
    for place, cell in sorted(cells.items(), key=lambda item: item[0].row_span):
        last = place.row + place.row_span - 1
        missing = cell["height"] + 2 * _LEAST_PADDING - sum(rows[place.row : last + 1])
        rows[last] += max(missing, 0.0)
    return sum(rows)
