"""Number formats: what kind of value a cell's format makes of its number, and Excel's way of writing formats."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from xl_tools.libreoffice.addresses import Area, area_of
from xl_tools.libreoffice.bridge import struct, uno_exception
from xl_tools.libreoffice.parts import HostError

GENERAL_KEY = 0
# Bits of com.sun.star.util.NumberFormat.
_DATE_OR_TIME = 2 | 4
_TEXT = 256
_LOGICAL = 1024
# com.sun.star.sheet.CellFlags VALUE and DATETIME, and com.sun.star.sheet.FormulaResult VALUE.
_CONSTANT_NUMBERS = 1 | 2
_NUMBER_RESULTS = 1

_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[A-Za-z]+|.', re.DOTALL)
_DATE_LETTERS = re.compile(r"[ymdhsYMDHS]+\Z")


class Kind(Enum):
    """What a number format makes of a number."""

    GENERAL = "general"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    TEXT = "text"


class NumberFormats:
    """The number formats of one document, asked for once each."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._english = struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._kinds: dict[int, Kind] = {}
        self._texts: dict[int, str] = {}
        self._keys: dict[str, int] = {}

    def kind(self, key: int) -> Kind:
        """What the format behind this key makes of a number."""
        if key not in self._kinds:
            self._load(key)
        return self._kinds[key]

    def text(self, key: int) -> str:
        """The format code behind this key, as Excel writes it."""
        if key not in self._texts:
            self._load(key)
        return self._texts[key]

    def _load(self, key: int) -> None:
        entry = self._formats.getByKey(key)
        bits, locale, code = entry.Type, entry.Locale, entry.FormatString
        if locale.Language not in ("", "en"):
            code = self._formats.getByKey(self._formats.addNewConverted(code, locale, self._english)).FormatString
        if bits & _LOGICAL:
            kind = Kind.BOOLEAN
        elif bits & _TEXT:
            kind = Kind.TEXT
        elif bits & _DATE_OR_TIME:
            kind = Kind.DATE
        else:
            kind = Kind.GENERAL if code == "General" else Kind.NUMBER
        self._kinds[key] = kind
        # A truth value has no number format of its own in Excel.
        self._texts[key] = "General" if kind is Kind.BOOLEAN else excel_format(code)

    def key(self, code: str) -> int:
        """The key of a format code in Excel's English notation.

        Raises:
            HostError: when LibreOffice cannot read the code.
        """
        if code == "General":
            return GENERAL_KEY
        if code not in self._keys:
            key = self._formats.queryKey(code, self._english, False)
            if key == -1:
                try:
                    key = self._formats.addNew(code, self._english)
                except uno_exception("com.sun.star.util.MalformedNumberFormatException"):
                    raise HostError(f"{code!r} is not a number format") from None
            self._keys[code] = key
        return self._keys[code]

    def boolean_key(self) -> int:
        """The key of the format that makes a number a truth value."""
        if "BOOLEAN" not in self._keys:
            self._keys["BOOLEAN"] = self._formats.getStandardFormat(_LOGICAL, self._english)
        return self._keys["BOOLEAN"]


def excel_format(code: str) -> str:
    """A format code of Calc with the capitals Excel uses."""
    converted: list[str] = []
    for token in _TOKEN.findall(code):
        if _DATE_LETTERS.match(token) or re.match(r"\[(?:[HMS]+)\]", token):
            converted.append(token.lower())
        elif re.match(r"\[[A-Z]{3,}\d*\]", token):
            converted.append(token.title())
        else:
            converted.append(token)
    return "".join(converted)


class FormatGrid:
    """The number formats of a block of cells, read in few calls.

    A block whose cells share one number format takes two calls, however its cells differ otherwise. Any other is
    halved until its pieces do, by columns first, because a column of a form is of one kind.

    Args:
        sheet: the UNO sheet.
        cells: the UNO cell range.
        area: where the range lies.
        numbers_only: look at cells that show numbers, and take the rest for General.
    """

    def __init__(self, sheet: Any, cells: Any, area: Area, *, numbers_only: bool = False) -> None:
        self.area = area
        self._sheet = sheet
        self._parts: list[tuple[int, Area]] = []
        if not self._uniform(cells, [area]) and numbers_only:
            for group in (cells.queryContentCells(_CONSTANT_NUMBERS), cells.queryFormulaCells(_NUMBER_RESULTS)):
                areas = [area_of(address) for address in group.getRangeAddresses()]
                if areas and not self._uniform(group, areas):
                    for part in areas:
                        self._divide(part)
        elif not self._parts:
            self._halve(area)

    def _uniform(self, cells: Any, areas: list[Area]) -> bool:
        if cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return False
        key = int(cells.NumberFormat)
        self._parts += [(key, area) for area in areas]
        return True

    def _divide(self, area: Area) -> None:
        cells = self._sheet.getCellRangeByPosition(
            area.column - 1, area.row - 1, area.last_column - 1, area.last_row - 1
        )
        if not self._uniform(cells, [area]):
            self._halve(area)

    def _halve(self, area: Area) -> None:
        if area.columns > 1:
            left = area.columns // 2
            self._divide(Area(area.row, area.column, area.rows, left))
            self._divide(Area(area.row, area.column + left, area.rows, area.columns - left))
        else:
            upper = area.rows // 2
            self._divide(Area(area.row, area.column, upper, 1))
            self._divide(Area(area.row + upper, area.column, area.rows - upper, 1))

    def distinct(self) -> set[int]:
        """All keys found."""
        return {key for key, _ in self._parts}

    def grid(self) -> list[list[int]]:
        """The key of each cell."""
        rows = [[GENERAL_KEY] * self.area.columns for _ in range(self.area.rows)]
        for key, part in self._parts:
            if key != GENERAL_KEY:
                left = part.column - self.area.column
                for row in range(part.row - self.area.row, part.last_row - self.area.row + 1):
                    rows[row][left : left + part.columns] = [key] * part.columns
        return rows
