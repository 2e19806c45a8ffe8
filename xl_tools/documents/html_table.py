"""A statutory table as an accessible HTML table: every number names the headers it stands under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.documents.blocks import TableBlock, reads_from_left
from xl_tools.documents.markup import Node, tag
from xl_tools.forms.grid import Grid, GridCell, Role

WIDE_COLUMNS = 10
"""Tables with this many columns scroll sideways on a phone instead of being squeezed."""
_OUTER_WIDTHS = (8.0, 11.0)
_GUIDE = "（可左右滚动）"


def table_element(block: TableBlock) -> Node:
    """The table in a box that scrolls by itself and can be reached with the keyboard."""
    grid = block.grid
    table = tag("table", tag("caption", block.caption), _columns(grid), class_="wide" if _is_wide(grid) else "narrow")
    rows = list(grid.by_row())
    if grid.head_rows:
        table.append(tag("thead", *(_row(block, row, ()) for row in rows[: grid.head_rows])))
    for first, last in _groups(grid):
        heads = [cell for cell in grid.cells if cell.role is not Role.VALUE and first <= cell.row < last]
        body = rows[max(first, grid.head_rows) : last]
        table.append(tag("tbody", *(_row(block, row, heads) for row in body)))
    label = block.caption + (_GUIDE if _is_wide(grid) else "")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def _groups(grid: Grid) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) that share one set of headers: one group a banner, or the whole table."""
    starts = [cell.row for cell in grid.cells if cell.role is Role.BANNER] or [0]
    return zip(starts, [*starts[1:], grid.rows], strict=True)


def _row(block: TableBlock, row: Sequence[GridCell], heads: Sequence[GridCell]) -> Node:
    return tag("tr", *(_cell(block, cell, heads) for cell in row))


def _cell(block: TableBlock, cell: GridCell, heads: Sequence[GridCell]) -> Node:
    spans: dict[str, str] = {}
    if cell.row_span > 1:
        spans["rowspan"] = str(cell.row_span)
    if cell.column_span > 1:
        spans["colspan"] = str(cell.column_span)
    if cell.role is Role.VALUE:
        headers = " ".join(_id(block, head) for head in heads if _applies(head, cell))
        return tag("td", block.texts.get(cell.cell_id, ""), headers=headers, **spans)
    scope, look = _scope(block.grid, cell)
    return tag("th", cell.text, id=_id(block, cell), scope=scope, **({"class": look} if look else {}), **spans)


def _scope(grid: Grid, cell: GridCell) -> tuple[str, str]:
    """The scope of a header cell and its class."""
    match cell.role:
        case Role.BANNER:
            return "rowgroup", "banner"
        case Role.ROW:
            return ("rowgroup" if cell.row_span > 1 else "row"), "row"
        case Role.CORNER:
            scope = "colgroup" if cell.column_span > 1 else "col"
            return scope, "note" if reads_from_left(cell) else ""
        case _:
            below = cell.row + cell.row_span
            parent = any(
                other.role is Role.COLUMN and other.row == below and _overlaps_columns(other, cell)
                for other in grid.cells
            )
            return ("colgroup" if parent else "col"), ""


def _applies(head: GridCell, value: GridCell) -> bool:
    """Whether `head`, of the value's own group, is one of its headers."""
    match head.role:
        case Role.BANNER:
            return True
        case Role.ROW:
            return head.row <= value.row < head.row + head.row_span
        case Role.COLUMN:
            return _overlaps_columns(head, value)
        case _:
            return False


def _overlaps_columns(one: GridCell, other: GridCell) -> bool:
    return one.column < other.column + other.column_span and other.column < one.column + one.column_span


def _id(block: TableBlock, cell: GridCell) -> str:
    return f"{block.id}-{cell.row + 1}-{cell.column + 1}"


def _columns(grid: Grid) -> Node:
    """Column widths in per cent, so that the data columns are as even as on the printed form."""
    count = grid.label_columns
    outer = _OUTER_WIDTHS[: max(count - 1, 0)]
    labels = [*outer, (26.0 if count == 1 else 48.0) - sum(outer)] if count else []
    rest = 100 - sum(labels)
    widths = [*labels, *(float(weight) * rest for weight in grid.weights)]
    return tag("colgroup", *(tag("col", style=f"width: {width:.4g}%") for width in widths))


def _is_wide(grid: Grid) -> bool:
    return grid.columns >= WIDE_COLUMNS
