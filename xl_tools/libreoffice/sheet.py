"""xlwings' Sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.addresses import LAST_COLUMN, LAST_ROW, Area, area_of, parse_area, split_sheet
from xl_tools.libreoffice.names import Names, range_of_name
from xl_tools.libreoffice.notes import Note, notes_of
from xl_tools.libreoffice.parts import HostError, NotFound, Part
from xl_tools.libreoffice.range import Range
from xl_tools.libreoffice.sheet_view import FreezePanes, PageSetup
from xl_tools.libreoffice.tables import Tables

if TYPE_CHECKING:
    from xl_tools.libreoffice.books import Book


class Sheet(Part):
    """One sheet."""

    __slots__ = ("_moves", "_uno", "book")

    def __init__(self, book: Book, uno: Any) -> None:
        self.book = book
        self._uno = uno
        self._moves = book.state.moves

    @property
    def uno(self) -> Any:
        """The UNO sheet, fetched anew when cells were moved: the old one falls into pieces then."""
        state = self.book.state
        if self._moves != state.moves:
            self._uno = state.document.Sheets.getByName(self._uno.Name)
            self._moves = state.moves
        return self._uno

    @property
    def api(self) -> Any:
        """The UNO sheet."""
        return self.uno

    @property
    def name(self) -> str:
        """The text on the tab."""
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        others = {name.lower() for name in self.book.document.Sheets.getElementNames()} - {self.name.lower()}
        if value.lower() in others:
            raise HostError(f"A sheet named {value!r} is already present in the workbook")
        self.uno.Name = value

    @property
    def index(self) -> int:
        """The place among the sheets, from 1."""
        return int(self.uno.RangeAddress.Sheet) + 1

    @property
    def names(self) -> Names:
        """The names that hold on this sheet only."""
        return Names(self.book, self)

    def range_at(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Range:
        """The block that starts at a cell."""
        return Range(self, Area(row, column, rows, columns))

    def range_in(self, area: Area) -> Range:
        """The block of cells of an area."""
        return Range(self, area)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """A range by address, name, or corners.

        Raises:
            IndexError: for row or column 0.
            NotFound: for text that is neither an address nor a name.
        """
        if isinstance(arg1, tuple) and len(arg1) == 4:  # pyright: ignore[reportUnknownArgumentType]
            return Range(self, Area(*arg1))  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(arg1, int) and isinstance(arg2, int):
            return self._corner((arg1, arg2))
        first = self._corner(arg1)
        if arg2 is None:
            return first if isinstance(arg1, str) else Range(self, first.area)
        return Range(self, first.area.joined(self._corner(arg2).area))

    def _corner(self, argument: Any) -> Range:
        if isinstance(argument, Range):
            return argument
        if isinstance(argument, str):
            return self._by_text(argument)
        row, column = argument
        if row == 0 or column == 0:
            raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise HostError(f"Cell ({row}, {column}) lies outside the sheet")
        return Range(self, Area(int(row), int(column)))

    def _by_text(self, text: str) -> Range:
        sheet_name, rest = split_sheet(text)
        area = parse_area(rest)
        if area is not None:
            sheet = self if sheet_name is None else self.book.sheets(sheet_name)
            return Range(sheet, area, text)
        found = range_of_name(self.book, self, text)
        if found is not None:
            return found
        table = Tables(self).find(text)
        if table is not None:
            return table.data_body_range or table.range
        if "," in rest:
            raise NotImplementedError(f"A range of several areas ({text}) is not offered in LibreOffice")
        raise NotFound(f"{text!r} is neither an address nor a name")

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, Area(1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """From the first to the last used cell; A1 on an empty sheet."""
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        a = cursor.RangeAddress
        return self.range_in(area_of(a))

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected."""
        return bool(self.uno.isProtected())

    def require_unprotected(self, what: str) -> None:
        """Raise what Excel raises when the layout or the formats of a protected sheet are changed."""
        if self.protected:
            raise HostError(f"{what} is refused: the sheet {self.name!r} is protected")

    def activate(self) -> None:
        """Bring the sheet to the front of its workbook."""
        if not self.uno.IsVisible:
            raise HostError(f"The sheet {self.name!r} is hidden and cannot be activated")
        self.book.document.CurrentController.setActiveSheet(self.uno)

    def select(self) -> None:
        """The same as activate: several selected sheets cannot be made."""
        self.activate()

    def clear_contents(self) -> None:
        """Remove values and formulas."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Remove formats."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Remove values, formulas, formats and notes."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Fit rows, columns or both to their content."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Remove the sheet; the last visible one stays."""
        if self._is_last_visible():
            raise HostError("A workbook must keep at least one visible sheet")
        self.book.document.Sheets.removeByName(self.name)

    def _is_last_visible(self) -> bool:
        others = (sheet for sheet in self.book.sheets if sheet.name != self.name)
        return bool(self.uno.IsVisible) and not any(sheet.visible for sheet in others)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet beside another one, in this or another workbook; the copy is in front."""
        beside = before or after or self
        target = beside.book
        position = beside.index - (1 if before is not None else 0)
        sheets = target.document.Sheets
        taken = set(sheets.getElementNames())
        name = self.name
        chosen = (
            name
            if name not in taken
            else next(f"{name[:27]} ({n})" for n in range(2, 10_000) if f"{name[:27]} ({n})" not in taken)
        )
        if target.document.RuntimeUID == self.book.document.RuntimeUID:
            sheets.copyByName(name, chosen, position)
        else:
            sheets.importSheet(self.book.document, name, position)
            sheets.getByIndex(position).Name = chosen
        Sheet(target, sheets.getByName(chosen)).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the sheet beside another one of the same workbook."""
        beside = before or after or self
        self.book.document.Sheets.moveByName(self.name, beside.index - (1 if before is not None else 0))

    @property
    def visible(self) -> bool:
        """Whether the tab is shown."""
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: object) -> None:
        if not value and self._is_last_visible():
            raise HostError("A workbook must keep at least one visible sheet")
        self.uno.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether grid lines are drawn; Calc's interface has one switch for all sheets of a window."""
        return bool(self.book.document.CurrentController.ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.book.document.CurrentController.ShowGrid = bool(value)

    @property
    def freeze_panes(self) -> FreezePanes:
        """Rows and columns that stay in sight."""
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        """The print area."""
        return PageSetup(self)

    @property
    def notes(self) -> list[Note]:
        """The notes in the order of their cells."""
        return notes_of(self)

    @property
    def tables(self) -> Tables:
        """The tables."""
        return Tables(self)
