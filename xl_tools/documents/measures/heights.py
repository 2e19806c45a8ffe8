"""How tall texts become in their cells, and what of a table a page holds together.

Where a line ends depends on the font, so heights are estimates, the most that is to be expected: what is believed to
fit on a page and does not would leave the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from xl_tools.documents.blocks import TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.measures.labels import label_lines
from xl_tools.documents.measures.page import text_height
from xl_tools.documents.measures.placing import width
from xl_tools.documents.measures.spacing import LINE_EMS, NOTE_ABOVE
from xl_tools.documents.measures.table import Layout, cell_text, fitting_size
from xl_tools.forms.grid import Role

_WHOLE_WITH_BANNERS = 0.6
"""A table of several parts that is taller than this share of the page may end a page between two of them; a lower one
would leave the page with its last rows almost empty."""
_TALLEST_KEPT = 0.3
"""A row taller than this share of the page may break; moved whole, it would leave a page half empty."""
_HEADING_PITCHES = 2
"""Lines of text that stay free above a table on a page of its own, for its heading."""


def lines_height(text: str, room: float, size: float) -> float:
    """Height of a text in `room` points, each of its own lines wrapped."""
    return sum(_wraps(line, room, size) for line in text.split("\n")) * size * LINE_EMS


def too_tall_to_keep(height: float, look: Look) -> bool:
    """Whether a row with a text of this height may break."""
    return height > _TALLEST_KEPT * text_height(look)


def list_row_breaks(texts: Sequence[str], layout: Layout, look: Look) -> bool:
    """Whether a row of a list may break."""
    heights = (lines_height(text, layout.room(column), layout.size) for column, text in enumerate(texts))
    return too_tall_to_keep(max(heights), look)


def _fits_on_page(block: TableBlock, layout: Layout, look: Look) -> bool:
    """Whether a page holds the heading, the whole table and its note."""
    return _height(block, layout, look) <= text_height(look) - _HEADING_PITCHES * look.pitch


def stays_whole(block: TableBlock, layout: Layout, look: Look) -> bool:
    """Whether the table moves to the next page as a whole where its own page has too little room."""
    low = _height(block, layout, look) <= _WHOLE_WITH_BANNERS * text_height(look)
    return _fits_on_page(block, layout, look) and (low or not _banners(block))


def kept_rows(block: TableBlock, layout: Layout, look: Look) -> frozenset[int]:
    """The rows that stay on one page with the next.

    All of a table that stays whole; of a taller one a page may end before a banner, and in one longer than a page
    only the header rows hold on to the first row of numbers.
    """
    grid = block.grid
    if not _fits_on_page(block, layout, look):
        return frozenset(range(max(grid.head_rows, 1)))
    rows = frozenset(range(grid.rows - 1))
    return rows if stays_whole(block, layout, look) else rows - {row - 1 for row in _banners(block)}


def _banners(block: TableBlock) -> frozenset[int]:
    return frozenset(cell.row for cell in block.grid.cells if cell.role is Role.BANNER)


def _height(block: TableBlock, layout: Layout, look: Look) -> float:
    """Height of the table and its note."""
    rows = [layout.row_height] * block.grid.rows
    # What a merged cell needs beyond its rows makes the last of them taller, after the cells of one row.
    for cell in sorted(block.grid.cells, key=lambda cell: cell.row_span):
        text, room = cell_text(block, cell), layout.room(cell.column, cell.column_span)
        if cell.role is not Role.VALUE:
            text = "\n".join(label_lines(text, room / layout.size))
        if width(text) * layout.size <= room:
            continue  # One line, which every row holds.
        height = lines_height(text, room, fitting_size(text, layout.size, room)) + 2 * layout.padding
        last = cell.row + cell.row_span - 1
        rows[last] += max(height - sum(rows[cell.row : last + 1]), 0.0)
    note = look.styles["note"].size * LINE_EMS + NOTE_ABOVE if block.note else 0.0
    return sum(rows) + note


def _wraps(line: str, room: float, size: float) -> int:
    """How many lines it takes: one may end a character early for a mark that may not begin the next."""
    wide, fitting = width(line), room / size
    return 1 if wide <= fitting else math.ceil(wide / max(int(fitting) - (not line.isalpha()), 1))
