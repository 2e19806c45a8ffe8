"""Tables → the data from which report.typ sets them: parts of header rows and rows, each a list of cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeAlias

from xl_tools.documents.blocks import PlainTable, TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.measures.heights import lines_height, list_row_breaks, stays_whole, too_tall_to_keep
from xl_tools.documents.measures.labels import label_lines
from xl_tools.documents.measures.spacing import LINE_EMS
from xl_tools.documents.measures.table import Layout, cell_text, fitting_size, flush_left, list_layout, table_layout
from xl_tools.documents.pdf.breaking import across, broken
from xl_tools.forms.grid import GridCell, Role

Data: TypeAlias = dict[str, Any]

_HEAD_ROLES = (Role.BANNER, Role.CORNER, Role.COLUMN)


def table_data(block: TableBlock, look: Look) -> Data:
    """A statutory table in the measures of the Word file."""
    layout = table_layout(block, look)
    parts = [
        {"head": head, "cells": [cell for row in rows for cell in _grid_row(block, row, layout, look)]}
        for head, rows in groupby(block.grid.by_row(), _is_head)
    ]
    note = across(block.note, look, "note") if block.note else None
    return _table(layout, parts) | {"note": note, "whole": stays_whole(block, layout, look)}


def list_data(block: PlainTable, look: Look) -> Data:
    """A list in columns, its head repeated on every page."""
    layout = list_layout(block, look)
    head = [_cell(text, layout, column) | {"filled": True} for column, text in enumerate(block.head)]
    body = [
        _cell(text, layout, column) | {"left": True, "centred": False, "breaks": list_row_breaks(row, layout, look)}
        for row in block.rows
        for column, text in enumerate(row)
    ]
    return _table(layout, [{"head": True, "cells": head}, {"head": False, "cells": body}])


def _table(layout: Layout, parts: Sequence[Data]) -> Data:
    return {
        "kind": "table",
        "widths": [twips / 20 for twips in layout.widths],
        "margin": layout.margin,
        "parts": parts,
        "whole": False,
        "note": None,
    }


def _is_head(row: Sequence[GridCell]) -> bool:
    return all(cell.role in _HEAD_ROLES for cell in row)


def _grid_row(block: TableBlock, row: Sequence[GridCell], layout: Layout, look: Look) -> list[Data]:
    """The cells that begin in one row, which breaks as a whole or not at all."""
    cells = [_grid_cell(block, cell, layout) for cell in row]
    tall = any(cell["rows"] == 1 and too_tall_to_keep(cell["height"], look) for cell in cells)
    return [cell | {"breaks": tall or cell["rows"] > 1} for cell in cells]


def _grid_cell(block: TableBlock, cell: GridCell, layout: Layout) -> Data:
    text = cell_text(block, cell)
    if cell.role is not Role.VALUE:
        text = "\n".join(label_lines(text, layout.room(cell.column, cell.column_span) / layout.size))
    return _cell(text, layout, cell.column, cell.column_span, fitted=True) | {
        "rows": cell.row_span,
        "left": flush_left(block, cell),
        "filled": cell.role is Role.BANNER,
        "names_row": cell.role is Role.ROW,
    }


def _cell(text: str, layout: Layout, column: int, span: int = 1, *, fitted: bool = False) -> Data:
    """A cell with this text; `fitted` in smaller type if a number in it needs that to stay on one line."""
    room = layout.room(column, span)
    size = fitting_size(text, layout.size, room) if fitted else layout.size
    height = lines_height(text, room, size)
    return {
        # A number in the smallest type may reach into the margins; broken, it would be two.
        "lines": [broken(line, layout.width(column, span) / 20 if fitted else room, size) for line in text.split("\n")],
        "size": size,
        "pitch": size * LINE_EMS,
        "height": height,
        # One line fills the least height of a row; more lines make the row as tall as they are.
        "padding": max((layout.row_height - height) / 2, layout.padding),
        "rows": 1,
        "columns": span,
        "left": False,
        "centred": True,
        "filled": False,
        "names_row": False,
        "breaks": False,
    }
