"""A small typed face of XlsxWriter: one workbook in memory, and sheets on which cells are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from xl_tools.characters import clean
from xl_tools.workbook.hyperlinks import MOST_LINKS, make_link
from xl_tools.workbook.livecell import LiveCell
from xl_tools.workbook.longlists import Content, LongList
from xl_tools.workbook.spot import Spot, boxes
from xl_tools.workbook.styles import SONG, Style

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
_LONGEST = 32_767
"""Characters that a cell can hold, as Excel counts them."""
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
        self.sheets: dict[str, Sheet] = {}
        self._texts: dict[str, str] = {}
        self._links: dict[tuple[Spot | str, str], Any] = {}

    def sheet(self, name: str, tab: str) -> Sheet:
        sheet: Any = self._book.add_worksheet(name)
        sheet.set_tab_color(tab)
        self.sheets[name] = Sheet(self, name, sheet)
        return self.sheets[name]

    def text(self, text: str) -> str:
        """A text as a cell takes it; long lists repeat few texts, so each is looked at once."""
        known = self._texts.get(text)
        if known is None:
            known = _MISREAD.sub(" ", clean(text))
            if len(known) > _LONGEST // 2:
                known = known.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
            self._texts[text] = known
        return known

    def target(self, target: Spot | str, tip: str) -> Any:
        """The link as XlsxWriter has it; None if its target is too long. Long lists repeat few of them."""
        if (target, tip) not in self._links:
            self._links[target, tip] = make_link(target, tip)
        return self._links[target, tip]

    def format(self, style: Style) -> Any:
        if style not in self._formats:
            self._formats[style] = self._book.add_format(style.properties)
        return self._formats[style]

    def formats(self, styles: Iterable[Style]) -> list[Any]:
        return [self.format(style) for style in styles]

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
        self._lines: LongList | None = None

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

    def line(self, row: int, column: int, contents: Sequence[Content], looks: Sequence[Any]) -> None:
        """Write the cells of one row from a column on, as `put` does, but for long lists: without merges.

        Args:
            looks: what Book.formats gives for their styles.
        """
        if self._lines is None:
            self._lines = LongList(self._sheet, self.book.text)
        self._lines.write(row, column, contents, looks)

    def attach(self, row: int, column: int, target: Spot | str, tip: str = "") -> bool:
        """Make a cell that is written a link; what it holds stays a number, a formula or a text.

        Args:
            target: a cell of this workbook; or a file, relative to the workbook's folder or as a file address, its
                steps parted by “/”, and not yet escaped.

        Returns: False, and does nothing, where Excel would take the link for damage: too many, or too long.
        """
        link = self.book.target(target, tip)
        if link is None or self._sheet.hlink_count >= MOST_LINKS:
            return False
        self._sheet.hlink_count += 1
        self._sheet.hyperlinks[row][column] = link
        return True

    def filter(self, top: int, left: int, bottom: int, right: int) -> None:
        """Buttons to filter by, on the row of titles `top`."""
        self._sheet.autofilter(top, left, bottom, right)

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

    def hide_row(self, row: int) -> None:
        self._sheet.set_row(row, None, None, {"hidden": True})

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
        self,
        last_row: int,
        last_column: int,
        *,
        landscape: bool = False,
        repeat: tuple[int, int] | None = None,
        large: bool = False,
        scale: int = 0,
        columns: tuple[int, int] | None = None,
        breaks: Sequence[int] = (),
    ) -> None:
        """One page wide, from A1 to the last row and column given.

        Args:
            repeat, columns: first and last row, and column, that each page begins with.
            large: on A3 instead of A4.
            scale: per cent; then as many pages wide as the sheet needs.
            breaks: columns before which a new page begins.
        """
        sheet = self._sheet
        sheet.set_paper(8 if large else 9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        if scale:
            sheet.set_print_scale(scale)
        else:
            sheet.fit_to_pages(1, 0)
        if columns:
            sheet.repeat_columns(*columns)
        if breaks:
            sheet.set_v_pagebreaks(breaks)
        sheet.center_horizontally()
        sheet.print_area(0, 0, last_row, last_column)
        sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
        if repeat:
            sheet.repeat_rows(*repeat)

    def close(self, *, zoom: int = 100, protected: bool = True) -> None:
        """Hide the grid, protect labels without a password. Lists that are sorted and filtered stay unprotected."""
        self._sheet.hide_gridlines(2)
        self._sheet.set_zoom(zoom)
        if protected:
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
