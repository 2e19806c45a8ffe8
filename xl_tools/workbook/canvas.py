"""A small typed face of XlsxWriter: one workbook in memory, and sheets on which cells are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from xl_tools.characters import clean
from xl_tools.workbook.livecell import LiveCell
from xl_tools.workbook.spot import Spot, boxes
from xl_tools.workbook.styles import SONG, Style

Content = int | float | Decimal | str | date | None
CREATED = datetime(2021, 9, 26)
"""A fixed time in place of the clock, so that equal input gives equal bytes: the day of the 2021 edition."""
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": SONG, "font_size": 11},
}
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MISREAD = re.compile(r"(?<=_x[0-9A-Fa-f]{4})(?=_x[0-9A-Fa-f]{4}_)|\A(?=<r>.*</r>\Z)", re.DOTALL)
"""XlsxWriter takes a text from <r> to </r> for markup of its own, and of two escapes side by side sees only one."""
_PROTECTION = {"select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True}


class Book:
    """One workbook being written; `live` are the formulas with values that sheets place by their spot."""

    def __init__(self, live: Iterable[LiveCell]) -> None:
        self._buffer = BytesIO()
        # A deep copy, for XlsxWriter adds to the options it is given.
        self._book: Any = cast(Any, xlsxwriter).Workbook(self._buffer, deepcopy(_OPTIONS))
        self._formats: dict[Style, Any] = {}
        self.live: dict[Spot, LiveCell] = {cell.spot: cell for cell in live}
        self.drawn: set[Spot] = set()

    def sheet(self, name: str, tab: str) -> Sheet:
        sheet: Any = self._book.add_worksheet(name)
        sheet.set_tab_color(tab)
        return Sheet(self, name, sheet)

    def format(self, style: Style) -> Any:
        if style not in self._formats:
            self._formats[style] = self._book.add_format(style.properties)
        return self._formats[style]

    def chart(self, options: Mapping[str, Any]) -> Any:
        return self._book.add_chart(dict(options))

    def define(self, name: str, target: str, *, hidden: bool = False) -> None:
        """Define a name for the whole workbook; `target` is a reference or a formula."""
        self._book.define_name(name, f"={target}")
        if hidden:
            # XlsxWriter hides only names of its own making; the last item of an entry is the flag it writes.
            self._book.defined_names[-1][3] = True

    def finish(self, title: str, properties: Mapping[str, str]) -> bytes:
        """Set document properties, close the workbook and give its bytes."""
        self._book.set_properties({"title": title, "created": CREATED})
        for name, value in properties.items():
            self._book.set_custom_property(name, value, "text")
        self._book.close()
        return self._buffer.getvalue()


class Sheet:
    """One sheet being drawn; rows and columns count from 0."""

    def __init__(self, book: Book, name: str, sheet: Any) -> None:
        self.book, self.name, self._sheet = book, name, sheet

    def put(self, row: int, column: int, content: Content, style: Style, *, rows: int = 1, columns: int = 1) -> None:
        """Write a value, merged over `rows` × `columns` cells. Text stays text, whatever it looks like."""
        form = self._merge(row, column, rows, columns, style)
        match content:
            case None | "":
                self._sheet.write_blank(row, column, None, form)
            case str():
                self._sheet.write_string(row, column, _MISREAD.sub(" ", clean(content)), form)
            case date():
                self._sheet.write_datetime(row, column, content, form)
            case _:
                self._sheet.write_number(row, column, float(content), form)

    def formula(
        self, row: int, column: int, formula: str, value: str | float, style: Style, *, rows: int = 1, columns: int = 1
    ) -> None:
        form = self._merge(row, column, rows, columns, style)
        self._sheet.write_formula(row, column, formula, form, _result(value) if isinstance(value, str) else value)

    def live(self, spot: Spot, style: Style, *, rows: int = 1, columns: int = 1) -> None:
        """Place the formula that belongs here; an empty cell where none does."""
        cell = self.book.live.get(spot)
        if cell is None:
            self.put(spot.row, spot.column, None, style, rows=rows, columns=columns)
        else:
            self.book.drawn.add(spot)
            self.formula(spot.row, spot.column, cell.formula, cell.value, style, rows=rows, columns=columns)

    def link(
        self, row: int, column: int, target: Spot, text: str, style: Style = Style.LINK, *, columns: int = 1
    ) -> None:
        """A link to another sheet, as a formula: it survives a change of file name and needs no relationship."""
        self.formula(
            row, column, f'=HYPERLINK("#\'{target.sheet}\'!{target.address}","{text}")', text, style, columns=columns
        )

    def widths(self, widths: Sequence[float], *, first: int = 0) -> None:
        for offset, width in enumerate(widths):
            self._sheet.set_column(first + offset, first + offset, width)

    def hide_columns(self, first: int, last: int) -> None:
        self._sheet.set_column(first, last, 12, None, {"hidden": True})

    def height(self, row: int, points: float) -> None:
        self._sheet.set_row(row, points)

    def paint(self, areas: Sequence[str], formula: str, style: Style) -> None:
        """A conditional format over exactly these ranges.

        A formula with relative references needs one range alone: programs differ in which cell of several
        ranges they count from.
        """
        first = areas[0].split(":")[0]
        options = {"type": "formula", "criteria": f"={formula}", "format": self.book.format(style)}
        self._sheet.conditional_format(first, {**options, "multi_range": " ".join(areas)})

    def restrict(self, spots: Iterable[Spot], options: Mapping[str, Any]) -> None:
        """Data validation over cells."""
        first, *others = boxes(spots)
        self._sheet.data_validation(*first, {**options, "other_cells": others})

    def insert_chart(self, row: int, column: int, chart: Any, width: int, height: int) -> None:
        self._sheet.insert_chart(row, column, chart, {"object_position": 2})
        chart.set_size({"width": width, "height": height})

    def freeze(self, row: int, column: int) -> None:
        self._sheet.freeze_panes(row, column)

    def print_on(
        self, last_row: int, last_column: int, *, landscape: bool = False, repeat: tuple[int, int] | None = None
    ) -> None:
        """A4, one page wide, from A1 to the last row and column given."""
        sheet = self._sheet
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.print_area(0, 0, last_row, last_column)
        sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
        if repeat:
            sheet.repeat_rows(*repeat)

    def close(self, *, zoom: int = 100) -> None:
        """Hide the grid, protect labels without a password."""
        self._sheet.hide_gridlines(2)
        self._sheet.set_zoom(zoom)
        self._sheet.protect("", _PROTECTION)

    def _merge(self, row: int, column: int, rows: int, columns: int, style: Style) -> Any:
        form = self.book.format(style)
        if rows * columns > 1:
            self._sheet.merge_range(row, column, row + rows - 1, column + columns - 1, "", form)
        return form


def _result(text: str) -> str:
    """The text of a result, which XlsxWriter writes as it stands: escapes in it are no characters."""
    return _ESCAPE.sub("_x005F_", clean(text))


def lines(text: str, width: float, size: float = 10.5) -> int:
    """Lines a text takes in a column `width` characters wide; a Chinese character is as wide as two digits."""
    room = max(width - 1.2, 1.0) * 11 / size
    count = 0
    for line in text.split("\n"):
        used, rows = 0.0, 1
        for character in line:
            step = 1.0 if ord(character) < 0x2E80 and character not in "“”‘’—…·√" else 2.0
            if used + step > room:
                used, rows = 0.0, rows + 1
            used += step
        count += rows
    return count


def row_height(text: str, width: float, size: float = 10.5, least: float = 20) -> float:
    """Height in points in which a text can be read in full."""
    return max(least, lines(text, width, size) * size * 1.4 + 6)
