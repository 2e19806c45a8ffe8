"""xlwings' Sheets: the sheets of one workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.bridge import uno_exception
from xl_tools.libreoffice.parts import HostError, NotFound, Part
from xl_tools.libreoffice.sheet import Sheet

if TYPE_CHECKING:
    from xl_tools.libreoffice.books import Book


class Sheets(Part):
    """The sheets of one workbook, hidden ones included."""

    __slots__ = ("book",)

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """UNO's collection of sheets."""
        return self.book.document.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        sheets = self.api
        if isinstance(name_or_index, str):
            if sheets.hasByName(name_or_index):
                return Sheet(self.book, sheets.getByName(name_or_index))
            for name in sheets.getElementNames():
                if name.lower() == name_or_index.lower():
                    return Sheet(self.book, sheets.getByName(name))
        elif 1 <= name_or_index <= sheets.Count:
            return Sheet(self.book, sheets.getByIndex(int(name_or_index) - 1))
        raise NotFound(f"There is no sheet {name_or_index!r} in {self.book.name}")

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return isinstance(key, int) and 1 <= key <= len(self)
        return any(name.lower() == key.lower() for name in self.api.getElementNames())

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.api
        return iter([Sheet(self.book, sheets.getByName(name)) for name in sheets.getElementNames()])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, before the active one unless told otherwise, and in front as in Excel."""
        if before is not None:
            position = before.index - 1
        elif after is not None:
            position = after.index
        else:
            position = self.active.index - 1
        sheets = self.api
        chosen = name or next(f"Sheet{n}" for n in range(1, 10_000) if not sheets.hasByName(f"Sheet{n}"))
        try:
            sheets.insertNewByName(chosen, position)
        except uno_exception() as problem:
            raise HostError(f"LibreOffice could not add the sheet {chosen!r}: {problem}") from None
        sheet = Sheet(self.book, sheets.getByName(chosen))
        sheet.activate()
        return sheet
