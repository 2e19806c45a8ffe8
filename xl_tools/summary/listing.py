"""The look that all lists of the summary workbook share: title, way back, note, titles of columns, lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xl_tools.summary.names import TOP
from xl_tools.workbook.canvas import Book, Content, Sheet, row_height
from xl_tools.workbook.layout import INDEX
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_MAIN, Style

_LINK_WIDTH = 16.0
_LINE = 19.0
MOST_HEIGHT = 260.0
"""A line is not made higher: the rest of a long text is read in its cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its title, its width in characters, and the look of its cells."""

    title: str
    width: float
    style: Style = Style.ITEM_LINE


def begin(book: Book, name: str, note: str, widths: Sequence[float], *, title: str = "", shown: int = 0) -> Sheet:
    """A new sheet with title, way back and note.

    Args:
        shown: over how many columns title and note stand; all of them by default.
    """
    sheet = book.sheet(name, TAB_MAIN)
    sheet.widths(widths)
    width = shown or len(widths)
    sheet.put(0, 0, title or name, Style.TITLE, columns=width)
    columns, room = 0, 0.0
    while room < _LINK_WIDTH and columns < width:
        room += widths[columns]
        columns += 1
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}", columns=columns)
    sheet.put(2, 0, note, Style.NOTE, columns=width)
    for row, points in enumerate((30, 20, row_height(note, sum(widths[:width]), 10, 18))):
        sheet.height(row, points)
    return sheet


def titles(sheet: Sheet, row: int, columns: Sequence[Column], *, height: float = 24) -> None:
    """The titles of the columns of a list."""
    sheet.line(row, 0, [column.title for column in columns], [sheet.book.format(Style.ITEM_HEAD)] * len(columns))
    sheet.height(row, height)


def chapter(sheet: Sheet, row: int, title: str) -> None:
    """A heading between the lists of one sheet."""
    sheet.put(row, 0, title, Style.CHAPTER)
    sheet.height(row, 26)


def lines(sheet: Sheet, top: int, columns: Sequence[Column], rows: Iterable[Sequence[Content]]) -> int:
    """The lines of a list, each as high as its wrapped texts need; gives the row behind the last one."""
    looks = sheet.book.formats(column.style for column in columns)
    wrapped = [(at, column.width) for at, column in enumerate(columns) if column.style in (Style.ITEM, Style.ITEM_LINK)]
    row = top
    for row, contents in enumerate(rows, top):
        sheet.line(row, 0, contents, looks)
        if wrapped:
            sheet.height(row, max(_LINE, min(_needed(contents, wrapped), MOST_HEIGHT)))
        top = row + 1
    return top


def draw_list(
    book: Book,
    name: str,
    note: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Content]],
    *,
    frozen: int = 1,
    large: bool = False,
) -> Sheet:
    """A sheet with one list from TOP on: filter, frozen titles, print set-up.

    Args:
        frozen: columns that stay in view.
        large: printed on A3.
    """
    sheet = begin(book, name, note, [column.width for column in columns])
    titles(sheet, TOP, columns)
    last = max(lines(sheet, TOP + 1, columns, rows) - 1, TOP)
    finish(sheet, TOP, last, len(columns), frozen=frozen, large=large)
    return sheet


def finish(sheet: Sheet, top: int, last: int, columns: int, *, frozen: int, large: bool = False) -> None:
    """Filter, frozen titles and print set-up of a list whose titles stand in row `top`."""
    sheet.filter(top, 0, max(last, top + 1), columns - 1)
    sheet.freeze(top + 1, frozen)
    sheet.print_on(last, columns - 1, landscape=True, repeat=(top, top), large=large)
    sheet.close(protected=False)


def _needed(contents: Sequence[Content], wrapped: Sequence[tuple[int, float]]) -> float:
    return max(
        row_height(content, width) if isinstance(content := contents[at], str) and len(content) * 2 > width else 0.0
        for at, width in wrapped
    )
