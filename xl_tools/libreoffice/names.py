"""xlwings' Names and Name: names for cells and formulas, of the whole workbook or of one sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import Area, area_of, parse_area, quoted_sheet, split_sheet
from xl_tools.libreoffice.bridge import struct, uno_exception
from xl_tools.libreoffice.parts import HostError, NotFound, Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.books import Book
    from xl_tools.libreoffice.range import Range
    from xl_tools.libreoffice.sheet import Sheet

_VALID = re.compile(r"[^\W\d][\w.?]*\Z|\\[\w.?]*\Z")


class Names(Part):
    """Names: all of the workbook, or those that hold on one sheet only."""

    __slots__ = ("_book", "_sheet")

    def __init__(self, book: Book, sheet: Sheet | None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """UNO's collection of names."""
        return self._owner(self._sheet)

    def _owner(self, sheet: Sheet | None) -> Any:
        return self._book.document.NamedRanges if sheet is None else sheet.uno.NamedRanges

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names as (text, Name), sorted as Excel sorts them."""
        scopes: list[Sheet | None] = [self._sheet]
        if self._sheet is None:
            scopes += list(self._book.sheets)
        found = [Name(self._book, scope, text) for scope in scopes for text in self._owner(scope).getElementNames()]
        return sorted(((name.name, name) for name in found), key=lambda pair: pair[0].lower())

    def __len__(self) -> int:
        return len(self.snapshot())

    def __call__(self, name_or_index: str | int) -> Name:
        if not isinstance(name_or_index, str):
            names = self.snapshot()
            if not 1 <= name_or_index <= len(names):
                raise NotFound(f"There is no name number {name_or_index}")
            return names[int(name_or_index) - 1][1]
        found = self.find(name_or_index)
        if found is None:
            raise NotFound(f"The name {name_or_index!r} is not defined")
        return found

    def find(self, text: str) -> Name | None:
        """A name by its text, with or without its sheet; None when it is not defined."""
        sheet_name, plain = split_sheet(text)
        if sheet_name is not None:
            if self._sheet is None and sheet_name in self._book.sheets:
                return Names(self._book, self._book.sheets(sheet_name)).find(plain)
            if self._sheet is None or self._sheet.name.lower() != sheet_name.lower():
                return None
        owner = self._owner(self._sheet)
        if owner.hasByName(plain):
            return Name(self._book, self._sheet, plain)
        match = next((n for n in owner.getElementNames() if n.lower() == plain.lower()), None)
        return Name(self._book, self._sheet, match) if match is not None else None

    def contains(self, name_or_index: str | int) -> bool:
        """Whether there is such a name."""
        if isinstance(name_or_index, str):
            return self.find(name_or_index) is not None
        return 1 <= name_or_index <= len(self)

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for cells or a formula; an existing one is replaced, as in Excel.

        Raises:
            HostError: when Excel would refuse the name.
        """
        sheet, plain = self._scope(name)
        check_name(plain)
        owner = self._owner(sheet)
        existing = Names(self._book, sheet).find(plain)
        if existing is not None:
            existing.delete()
        content = refers_to if refers_to.startswith("=") else f"={refers_to}"
        position = struct("com.sun.star.table.CellAddress", Sheet=sheet.index - 1 if sheet is not None else 0)
        try:
            owner.addNewByName(plain, formulas.to_calc(content)[1:], position, 0)
        except uno_exception() as problem:
            raise HostError(f"LibreOffice refused the name {plain!r}: {problem}") from None
        return Name(self._book, sheet, plain)

    def _scope(self, name: str) -> tuple[Sheet | None, str]:
        sheet_name, plain = split_sheet(name)
        if sheet_name is None:
            return self._sheet, plain
        return self._book.sheets(sheet_name), plain


class Name(Part):
    """One defined name."""

    __slots__ = ("_book", "_scope", "_text")

    def __init__(self, book: Book, scope: Sheet | None, text: str) -> None:
        self._book = book
        self._scope = scope
        self._text = text

    @property
    def _owner(self) -> Any:
        return self._book.document.NamedRanges if self._scope is None else self._scope.uno.NamedRanges

    @property
    def api(self) -> Any:
        """The UNO name."""
        if not self._owner.hasByName(self._text):
            raise NotFound(f"The name {self._text!r} is not defined any more")
        return self._owner.getByName(self._text)

    @property
    def name(self) -> str:
        """The text, behind its sheet when it holds there only."""
        return self._text if self._scope is None else f"{quoted_sheet(self._scope.name)}!{self._text}"

    @name.setter
    def name(self, value: str) -> None:
        _, plain = split_sheet(value)
        check_name(plain)
        self.api.setName(plain)
        self._text = plain

    @property
    def refers_to(self) -> str:
        """The formula with its equals sign, in Excel's notation."""
        return "=" + formulas.to_excel(str(self.api.Content))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        content = value if value.startswith("=") else f"={value}"
        self.api.setContent(formulas.to_calc(content)[1:])

    @property
    def refers_to_range(self) -> Range:
        """The cells the name stands for.

        Raises:
            HostError: when it stands for anything else.
        """
        cells = self.api.getReferredCells()
        if cells is None:
            raise HostError(f"The name {self.name!r} does not refer to cells: {self.refers_to}")
        a = cells.RangeAddress
        sheet = self._book.sheets(cells.Spreadsheet.Name)
        return sheet.range_in(area_of(a))

    def delete(self) -> None:
        """Remove the name; formulas that use it show #NAME?."""
        self._owner.removeByName(self._text)


def check_name(text: str) -> None:
    """Raise what Excel raises for names it does not allow: spaces, digits first, or the look of an address."""
    if not _VALID.match(text) or len(text) > 255 or parse_area(text) is not None or text.upper() in {"R", "C"}:
        raise HostError(f"{text!r} cannot be used as a name")


def range_of_name(book: Book, sheet: Sheet, text: str) -> Range | None:
    """The cells behind a name as it is understood on this sheet; None when there is no such name."""
    found = Names(book, sheet).find(text) if "!" not in text else None
    found = found or Names(book, None).find(text)
    return found.refers_to_range if found is not None else None


def name_of_area(book: Book, sheet: Sheet, area: Area) -> Name | None:
    """The first name that stands for exactly these cells."""
    for _, name in Names(book, None).snapshot():
        cells = name.api.getReferredCells()
        if cells is None:
            continue
        a = cells.RangeAddress
        found = area_of(a)
        if found == area and cells.Spreadsheet.Name == sheet.name:
            return name
    return None
