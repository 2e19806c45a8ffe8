"""xlwings' Range, whole: what points elsewhere from a range (names, notes, links, tables, selection)."""

from __future__ import annotations

from typing import Any, cast

import xlwings as xw
from xlwings import expansion

from xl_tools.libreoffice.addresses import Area
from xl_tools.libreoffice.names import Name, Names, name_of_area
from xl_tools.libreoffice.notes import Note, add_note, note_at
from xl_tools.libreoffice.parts import HostError
from xl_tools.libreoffice.range_search import RangeSearch
from xl_tools.libreoffice.tables import Table, table_at

_URL_FIELD = "com.sun.star.text.TextField.URL"


class Range(RangeSearch):
    """Cells of one sheet."""

    __slots__ = ()

    def expand(self, mode: Any = "table") -> Any:
        """The range grown to the data that touch it."""
        known = cast("dict[Any, Any]", cast(Any, expansion).expanders)
        grown: Any = known.get(mode, mode).expand(xw.Range(impl=self))
        return grown.impl

    def select(self) -> None:
        """Select the cells; their sheet must be the active one, as in Excel."""
        controller = self.sheet.book.document.CurrentController
        if controller.ActiveSheet.Name != self.sheet.name:
            raise HostError(f"Cells of {self.sheet.name!r} cannot be selected: another sheet is active")
        controller.select(self.cells)

    @property
    def name(self) -> Name | None:
        """The first name that stands for exactly these cells."""
        return name_of_area(self.sheet.book, self.sheet, self.area)

    @name.setter
    def name(self, value: str) -> None:
        Names(self.sheet.book, None).add(value, f"={self._qualified()}")

    def _qualified(self) -> str:
        return f"'{self.sheet.name.replace(chr(39), chr(39) * 2)}'!{self.address}"

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        return note_at(self.sheet, self.row, self.column)

    def add_note(self, text: str) -> Note:
        """Attach a note to the cell."""
        self.sheet.require_unprotected("Adding a note")
        return add_note(self.sheet, self.row, self.column, text)

    @property
    def table(self) -> Table | None:
        """The table the first cell belongs to."""
        return table_at(self.sheet, Area(self.row, self.column))

    def _link(self) -> Any:
        fields = self.first_cell.getTextFields().createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if hasattr(field, "URL"):
                return field
        return None

    @property
    def hyperlink(self) -> str:
        """The address behind the cell's text.

        Raises:
            Exception: when there is no link, as on Windows.
        """
        field = self._link()
        if field is None:
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return str(field.URL)

    def add_hyperlink(self, address: str, text_to_display: str, _: str) -> None:
        """Turn the cell's text into a link; Calc has no screen tip of its own for it."""
        self.require_unlocked()
        field = self.sheet.book.document.createInstance(_URL_FIELD)
        field.URL = address
        field.Representation = text_to_display
        cell = self.first_cell
        cell.setString("")
        text = cell.getText()
        text.insertTextContent(text.createTextCursor(), field, False)

    def to_pdf(self, path: str, quality: str) -> None:
        """Write the cells as PDF."""
        self.sheet.book.export_pdf(path, quality, self.cells)
