"""Addresses in Excel's A1 notation: reading, writing, and areas with rows and columns counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_PART = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?")
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*\Z")
_LIKE_A_CELL = re.compile(r"(?:[A-Za-z]{1,3}\d{1,7}|[Rr]\d*[Cc]?\d*|[Cc]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells: its first row and column, and how many of each; 0 rows or columns is an empty block."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def last_row(self) -> int:
        """Number of the last row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """Number of the last column."""
        return self.column + self.columns - 1

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.rows * self.columns

    def joined(self, other: Area) -> Area:
        """The smallest area that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        last_row, last_column = max(self.last_row, other.last_row), max(self.last_column, other.last_column)
        return Area(row, column, last_row - row + 1, last_column - column + 1)

    def common(self, other: Area) -> Area | None:
        """The cells both have, or None."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        last_row, last_column = min(self.last_row, other.last_row), min(self.last_column, other.last_column)
        if last_row < row or last_column < column:
            return None
        return Area(row, column, last_row - row + 1, last_column - column + 1)

    def holds(self, other: Area) -> bool:
        """Whether the other area lies inside this one."""
        return self.common(other) == other


def area_of(address: Any) -> Area:
    """The area of a UNO CellRangeAddress, which counts from 0."""
    rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    return Area(address.StartRow + 1, address.StartColumn + 1, rows, columns)


def column_letters(number: int) -> str:
    """Column 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Column AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse_area(text: str) -> Area | None:
    """The area of "A1", "$A$1:B2", "A:C" or "1:3"; None for anything else (a name, a list of areas)."""
    first, colon, second = text.strip().partition(":")
    start = _corner(first)
    if start is None:
        return None
    end = _corner(second) if colon else start
    if end is None or (not colon and None in start) or [p is None for p in start] != [p is None for p in end]:
        return None
    rows = sorted((start[0] or 1, end[0] or LAST_ROW))
    columns = sorted((start[1] or 1, end[1] or LAST_COLUMN))
    return Area(rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    match = _PART.fullmatch(text.strip())
    if match is None or match[0] == "" or match[0] == "$":
        return None
    row = int(match[2]) if match[2] else None
    column = column_number(match[1]) if match[1] else None
    if (row is not None and not 1 <= row <= LAST_ROW) or (column is not None and column > LAST_COLUMN):
        return None
    return row, column


def format_area(area: Area, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """The A1 text of an area, whole rows and columns in their short form."""
    row_mark, column_mark = "$" if row_absolute else "", "$" if column_absolute else ""
    if area.rows == 0 or area.columns == 0:
        return f"${column_letters(area.column)}${area.row}{{{area.rows}x{area.columns}}}"
    if area.columns == LAST_COLUMN:
        return f"{row_mark}{area.row}:{row_mark}{area.last_row}"
    first, last = column_mark + column_letters(area.column), column_mark + column_letters(area.last_column)
    if area.rows == LAST_ROW:
        return f"{first}:{last}"
    start, end = f"{first}{row_mark}{area.row}", f"{last}{row_mark}{area.last_row}"
    return start if area.size == 1 else f"{start}:{end}"


def quoted_sheet(name: str) -> str:
    """A sheet name as Excel writes it before "!": in quotes only where they are needed."""
    if _PLAIN_SHEET.match(name) and not _LIKE_A_CELL.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def split_sheet(text: str) -> tuple[str | None, str]:
    """Separate "'表 一'!A1" into the sheet's name and the rest; no sheet gives None."""
    head, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if len(head) > 1 and head[0] == head[-1] == "'":
        head = head[1:-1].replace("''", "'")
    return head, rest


def rectangles(places: Iterable[tuple[int, int]]) -> list[Area]:
    """Cells (row and column counted from 0) as few rectangles counted from 1."""
    by_row: dict[int, list[int]] = {}
    for row, column in places:
        by_row.setdefault(row, []).append(column)
    open_blocks: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    for row in sorted(by_row):
        runs: list[tuple[int, int]] = []
        for column in sorted(by_row[row]):
            if runs and runs[-1][1] == column - 1:
                runs[-1] = (runs[-1][0], column)
            else:
                runs.append((column, column))
        still_open: dict[tuple[int, int], Area] = {}
        for run in runs:
            above = open_blocks.pop(run, None)
            if above is not None and above.last_row == row:
                still_open[run] = Area(above.row, above.column, above.rows + 1, above.columns)
            else:
                done += [above] if above is not None else []
                still_open[run] = Area(row + 1, run[0] + 1, 1, run[1] - run[0] + 1)
        done += open_blocks.values()
        open_blocks = still_open
    return done + list(open_blocks.values())
