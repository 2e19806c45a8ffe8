"""Tables in HTML: a statutory one, whose every number names the headers it stands under, and a plain list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from xl_tools.documents.blocks import PlainTable, TableBlock
from xl_tools.documents.markup import Node, tag
from xl_tools.documents.measures.placing import width
from xl_tools.documents.measures.table import flush_left
from xl_tools.documents.web.breaks import broken_lines, label_parts
from xl_tools.forms.grid import Grid, GridCell, Role

WIDE_COLUMNS = 10
"""Tables with this many columns scroll sideways on a phone instead of being squeezed."""
_WIDE_PLAIN_COLUMNS = 4
_SHORT = 6
"""Characters of a heading or a first text that never breaks: 填报单位, 发现的问题."""
_GUIDE = "（可左右滚动）"
ROOM = 60
"""Digits that a row of numbers holds on A4 without breaking any of them; a digit is half as wide as 万."""
_LABEL_SHARE, _WIDE_LABEL_SHARE = 26.0, 48.0
"""Per cent of the width for the labels of a table."""


def table_element(block: TableBlock, prefix: str = "") -> Node:
    """The table in a box that scrolls by itself and can be reached with the keyboard.

    Classes tell the style what it needs: `wide` or `narrow`; `labels` where label columns stay in sight, with the
    column each label begins in (`at1` …) and `last` for those that end at the numbers; `parted` for labels with
    places to break at; `packed` where numbers are so long that they may break.

    Args:
        prefix: what every id begins with.
    """
    grid = block.grid
    wide = grid.columns >= WIDE_COLUMNS
    classes = ["wide" if wide else "narrow"]
    if wide and grid.label_columns:
        classes.append("labels")
    if not _numbers_fit(block):
        classes.append("packed")
    ids = f"{prefix}{block.id}-"
    table = tag("table", _caption(block.caption), _columns(grid), class_=" ".join(classes))
    rows = list(grid.by_row())
    if grid.head_rows:
        head = (tag("tr", *(_header(block, cell, ids) for cell in row)) for row in rows[: grid.head_rows])
        table.append(tag("thead", *head))
    for first, last in _groups(grid):
        headers = _Headers([cell for cell in grid.cells if first <= cell.row < last], ids)
        body = rows[max(first, grid.head_rows) : last]
        table.append(tag("tbody", *(_row(block, row, headers, ids) for row in body)))
    return _scroll_box(table, block.caption + (_GUIDE if wide else ""), class_="scroll statutory")


def plain_table_element(block: PlainTable) -> Node:
    """A list in columns; a line break in a text stays one."""
    wide = len(block.head) >= _WIDE_PLAIN_COLUMNS
    columns = (tag("col", style=f"width: {share * 100:.4g}%") for share in block.shares)
    table = tag(
        "table",
        _caption(block.caption),
        tag("colgroup", *columns),
        tag("thead", tag("tr", *(tag("th", text, scope="col", **_short(text)) for text in block.head))),
        tag("tbody", *(_plain_row(row) for row in block.rows)),
        class_="plain long" if wide else "plain",
    )
    return _scroll_box(table, block.caption + (_GUIDE if wide else ""))


def _plain_row(texts: Sequence[str]) -> Node:
    cells = [tag("td", *broken_lines(text.split("\n")), class_="text") for text in texts]
    cells[0].attrib.update(_short(texts[0], "text "))
    return tag("tr", *cells)


def _short(text: str, before: str = "") -> dict[str, str]:
    return {"class": f"{before}short"} if width(text) <= _SHORT else {}


def _scroll_box(table: Node, label: str, *, class_: str = "scroll") -> Node:
    """A box for what may be wider than the screen: it scrolls by itself, and the keyboard reaches it."""
    return tag("div", table, class_=class_, tabindex="0", role="region", aria_label=label)


def _caption(text: str) -> Node:
    """The caption's text in an element of its own, which stays in sight while the table scrolls."""
    return tag("caption", tag("span", text))


def _groups(grid: Grid) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) that share one set of headers: one group a banner, or the whole table."""
    starts = [cell.row for cell in grid.cells if cell.role is Role.BANNER] or [0]
    return zip(starts, [*starts[1:], grid.rows], strict=True)


class _Headers:
    """The headers of a group of rows, by the places they stand for."""

    def __init__(self, cells: Sequence[GridCell], ids: str) -> None:
        self._banners: list[str] = []
        self._columns: defaultdict[int, list[str]] = defaultdict(list)
        self._rows: defaultdict[int, list[str]] = defaultdict(list)
        for cell in cells:
            if cell.role is Role.BANNER:
                self._banners.append(_id(ids, cell))
            elif cell.role is Role.COLUMN:
                for column in range(cell.column, cell.column + cell.column_span):
                    self._columns[column].append(_id(ids, cell))
            elif cell.role is Role.ROW:
                for row in range(cell.row, cell.row + cell.row_span):
                    self._rows[row].append(_id(ids, cell))

    def of(self, value: GridCell) -> str:
        """The ids of a value's headers: banner, columns from the top, rows from the left."""
        columns = (self._columns[value.column + offset] for offset in range(value.column_span))
        return " ".join(dict.fromkeys(chain(self._banners, *columns, self._rows[value.row])))


def _row(block: TableBlock, row: Sequence[GridCell], headers: _Headers, ids: str) -> Node:
    return tag("tr", *(_cell(block, cell, headers, ids) for cell in row))


def _cell(block: TableBlock, cell: GridCell, headers: _Headers, ids: str) -> Node:
    if cell.role is not Role.VALUE:
        return _header(block, cell, ids)
    return tag("td", block.texts.get(cell.cell_id, ""), headers=headers.of(cell), **_spans(cell))


def _header(block: TableBlock, cell: GridCell, ids: str) -> Node:
    parts = label_parts(cell.text)
    classes = " ".join((*_header_classes(block, cell), *(("parted",) if len(parts) > 1 else ())))
    looks = {"class": classes} if classes else {}
    return tag("th", *parts, id=_id(ids, cell), scope=_scope(block.grid, cell), **looks, **_spans(cell))


def _spans(cell: GridCell) -> dict[str, str]:
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    return {name: str(span) for name, span in spans.items() if span > 1}


def _scope(grid: Grid, cell: GridCell) -> str:
    match cell.role:
        case Role.BANNER:
            return "rowgroup"
        case Role.ROW:
            return "rowgroup" if cell.row_span > 1 else "row"
        case Role.CORNER:
            return "colgroup" if cell.column_span > 1 else "col"
        case _:
            below = cell.row + cell.row_span
            parent = any(
                other.role is Role.COLUMN and other.row == below and _overlaps_columns(other, cell)
                for other in grid.cells
            )
            return "colgroup" if parent else "col"


def _header_classes(block: TableBlock, cell: GridCell) -> Iterator[str]:
    """How a header is aligned, and where among the label columns it stands."""
    if cell.role is Role.BANNER:
        yield "banner"
    elif flush_left(block, cell):
        yield "row" if cell.role is Role.ROW else "note"
    if cell.role in (Role.ROW, Role.CORNER):
        yield f"at{cell.column + 1}"
        if cell.column + cell.column_span == block.grid.label_columns:
            yield "last"


def _overlaps_columns(one: GridCell, other: GridCell) -> bool:
    return one.column < other.column + other.column_span and other.column < one.column + one.column_span


def _id(ids: str, cell: GridCell) -> str:
    return f"{ids}{cell.row + 1}-{cell.column + 1}"


def _columns(grid: Grid) -> Node:
    """Widths: outer labels from the style, numbers in per cent and even, the innermost label has the rest."""
    outer = (tag("col", class_=f"outer{number}") for number in range(1, grid.label_columns))
    inner = (tag("col", class_="inner"),) if grid.label_columns else ()
    labels = (_LABEL_SHARE if grid.label_columns == 1 else _WIDE_LABEL_SHARE) if grid.label_columns else 0
    values = (tag("col", style=f"width: {float(weight) * (100 - labels):.4g}%") for weight in grid.weights)
    return tag("colgroup", *outer, *inner, *values)


def _numbers_fit(block: TableBlock) -> bool:
    """Whether all numbers can stand side by side unbroken."""
    longest: dict[int, float] = {}
    for cell in block.grid.cells:
        if cell.role is Role.VALUE:
            digits = 2 * width(block.texts.get(cell.cell_id, ""))
            longest[cell.column] = max(longest.get(cell.column, 0), digits)
    return sum(longest.values()) <= ROOM
