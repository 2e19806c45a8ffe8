"""Tables as WordprocessingML: the statutory ones, driven by their grid alone, and plain lists in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from xl_tools.documents.blocks import PlainTable, TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.measures.heights import kept_rows, list_row_breaks
from xl_tools.documents.measures.page import twips
from xl_tools.documents.measures.spacing import LINE_EMS
from xl_tools.documents.measures.table import Layout, cell_text, fitting_size, flush_left, list_layout, table_layout
from xl_tools.documents.word.styles import type_size
from xl_tools.documents.word.wordml import NOTHING, SLOT, Xml, around_slot, join, w, w_lines
from xl_tools.forms.grid import Grid, GridCell, Role


def table_element(block: TableBlock, look: Look, *, keep: bool = False) -> Xml:
    """The w:tbl: fixed layout, merged cells, header rows that repeat, rows that never split across pages.

    Args:
        keep: keep the last row on one page with what follows.
    """
    layout = table_layout(block, look)
    grid = block.grid
    kept = kept_rows(block, layout, look)
    if keep:
        kept |= {grid.rows - 1}
    height = w("trHeight", val=twips(layout.row_height), hRule="atLeast")
    rows = (
        w(
            "tr",
            w("trPr", w("cantSplit"), height, w("tblHeader") if index < grid.head_rows else NOTHING),
            *(_cell(block, look, layout, cell, starts, index in kept) for cell, starts in row),
        )
        for index, row in enumerate(_rows(grid))
    )
    return _table(block.name, block.caption, layout, rows)


def plain_table_element(block: PlainTable, look: Look, *, keep: bool = False) -> Xml:
    """The w:tbl of a list in columns: a header row that repeats, texts from the left."""
    layout, last = list_layout(block, look), len(block.rows) - 1
    rows = [_list_row(block.head, layout, look, head=True)]
    for index, row in enumerate(block.rows):
        splits = list_row_breaks(row, layout, look)
        rows.append(_list_row(row, layout, look, keep=keep and index == last, splits=splits))
    return _table(block.caption, f"各栏：{'、'.join(block.head)}", layout, rows)


def _rows(grid: Grid) -> list[list[tuple[GridCell, bool]]]:
    """For each physical row the cells that cover it, left to right, and whether they begin there."""
    rows: list[list[tuple[GridCell, bool]]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        for offset in range(cell.row_span):
            rows[cell.row + offset].append((cell, not offset))
    for row in rows:
        row.sort(key=lambda item: item[0].column)
    return rows


def _cell(block: TableBlock, look: Look, layout: Layout, cell: GridCell, starts: bool, keep: bool) -> Xml:
    text = cell_text(block, cell) if starts else ""
    size = layout.size
    if text:
        size = fitting_size(text, size, layout.room(cell.column, cell.column_span))
    shape = _Shape(
        width=layout.width(cell.column, cell.column_span),
        columns=cell.column_span,
        merge="" if cell.row_span == 1 else "restart" if starts else "continue",
        fill=look.banner if cell.role is Role.BANNER else "",
        keep=keep,
        left=flush_left(block, cell),
        size=size,
    )
    return _filled(shape, text)


def _list_row(
    texts: Sequence[str],
    layout: Layout,
    look: Look,
    *,
    head: bool = False,
    keep: bool = False,
    splits: bool = False,
) -> Xml:
    properties = w("trPr", NOTHING if splits else w("cantSplit"), w("tblHeader") if head else NOTHING)
    cells = (
        _Shape(
            width=wide,
            columns=1,
            merge="",
            fill=look.banner if head else "",
            keep=keep or head,
            left=not head,
            size=layout.size,
            align="center" if head else "top",
        )
        for wide in layout.widths
    )
    return w("tr", properties, *(_filled(cell, text) for cell, text in zip(cells, texts, strict=True)))


class _Shape(NamedTuple):
    """Everything that makes one w:tc but its text: most of the 200 cells of a table look like another."""

    width: int
    columns: int
    merge: str
    fill: str
    keep: bool
    left: bool
    size: float
    align: str = "center"


def _filled(shape: _Shape, text: str) -> Xml:
    if not text:
        return _empty(shape)
    before, after = _around(shape)
    return join((before, w_lines(text.split("\n")), after))


@lru_cache(maxsize=512)
def _empty(shape: _Shape) -> Xml:
    cell, paragraph = _properties(shape)
    return w("tc", cell, w("p", paragraph))


@lru_cache(maxsize=512)
def _around(shape: _Shape) -> tuple[Xml, Xml]:
    """What stands before and after the text in a cell of this shape."""
    cell, paragraph = _properties(shape)
    return around_slot(w("tc", cell, w("p", paragraph, w("r", w("rPr", *type_size(shape.size)), SLOT))))


def _properties(shape: _Shape) -> tuple[Xml, Xml]:
    """The properties of a cell and of its paragraph."""
    merge = {"val": shape.merge} if shape.merge == "restart" else {}
    cell = w(
        "tcPr",
        w("tcW", w=shape.width, type="dxa"),
        w("gridSpan", val=shape.columns) if shape.columns > 1 else NOTHING,
        w("vMerge", **merge) if shape.merge else NOTHING,
        w("shd", val="clear", color="auto", fill=shape.fill) if shape.fill else NOTHING,
        w("vAlign", val=shape.align),
    )
    paragraph = w(
        "pPr",
        w("pStyle", val="TableText"),
        w("keepNext") if shape.keep else NOTHING,
        w("spacing", before=0, after=0, line=twips(shape.size * LINE_EMS), lineRule="exact"),
        w("jc", val="left" if shape.left else "center"),
    )
    return cell, paragraph


def _table(name: str, description: str, layout: Layout, rows: Iterable[Xml]) -> Xml:
    """A w:tbl with thin lines all round; Word shows name and description as the table's alternative text."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides))
    above, beside = twips(layout.padding), twips(layout.margin)
    space = {"top": above, "left": beside, "bottom": above, "right": beside}
    properties = w(
        "tblPr",
        w("tblW", w=sum(layout.widths), type="dxa"),
        w("jc", val="center"),
        borders,
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=wide, type="dxa") for side, wide in space.items())),
        # The first row is a header and the first column names the rows, for readers of the file by voice.
        w("tblLook", val="00A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=0),
        w("tblCaption", val=name),
        w("tblDescription", val=description),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=wide) for wide in layout.widths)), *rows)
