"""What looks through the rows of a range: sorting, duplicates, finding, replacing, and cells by kind."""

from __future__ import annotations

from typing import Any, Self

from xl_tools.libreoffice import cells as blocks
from xl_tools.libreoffice.addresses import Area, area_of, rectangles
from xl_tools.libreoffice.bridge import properties, struct, typed
from xl_tools.libreoffice.range_edit import RangeEdit

_ERRORS = frozenset(blocks.ERROR_TEXTS)


class RangeSearch(RangeEdit):
    """Operations that look at every cell of a range."""

    __slots__ = ()

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        """Sort the rows by some columns, counted from 1."""
        self.require_unlocked()
        fields = tuple(
            struct("com.sun.star.table.TableSortField", Field=key - 1, IsAscending=up, IsCaseSensitive=False)
            for key, up in zip(keys, ascending, strict=True)
        )
        sequence = typed("[]com.sun.star.table.TableSortField", fields)
        self.cells.sort(
            properties(SortFields=sequence, ContainsHeader=has_headers, IsSortColumns=False, BindFormatsToContent=False)
        )

    def remove_duplicates(self, columns: list[int], has_headers: bool) -> None:
        """Keep the first row of each kind and close the gaps inside the range."""
        self.require_unlocked()
        values = blocks.read_values(self.sheet.book.state, self.sheet.uno, self.cells, self.area)
        seen: set[tuple[object, ...]] = set()
        kept: list[int] = []
        for index, row in enumerate(values):
            key = tuple(_folded(row[column - 1]) for column in columns)
            if (has_headers and index == 0) or key not in seen:
                kept.append(index)
                seen |= {key} if index or not has_headers else set()
        for place, index in enumerate(kept):
            if place != index:
                line = self.at(Area(self.row + index, self.column, 1, self.area.columns))
                self.at(Area(self.row + place, self.column, 1, self.area.columns)).take(line)
        if len(kept) < len(values):
            rest = Area(self.row + len(kept), self.column, len(values) - len(kept), self.area.columns)
            self.at(rest).clear_contents()

    def find(self, text: str, whole: bool, direction: str, order: str, match_case: bool) -> Self | None:
        """The first or last cell that shows a text; * and ? stand for any letters, as in Excel."""
        used = self.used_part()
        if used is None:
            return None
        search = used.cells.createSearchDescriptor()
        _describe(search, text, whole, match_case)
        # 1 looks at what the cells show, not at the formulas.
        search.SearchType = 1
        found = used.cells.findAll(search)
        if found is None:
            return None
        places = [
            (row + 1, column + 1)
            for a in found.getRangeAddresses()
            for row in range(a.StartRow, a.EndRow + 1)
            for column in range(a.StartColumn, a.EndColumn + 1)
        ]
        places.sort(key=lambda place: place if order == "rows" else place[::-1])
        row, column = places[0] if direction == "forward" else places[-1]
        return self.at(Area(row, column))

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """Replace text in constants and formulas."""
        self.require_unlocked()
        replacement = self.cells.createReplaceDescriptor()
        _describe(replacement, old, whole, match_case)
        replacement.ReplaceString = new
        self.cells.replaceAll(replacement)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Self]:
        """The cells of one kind as rectangles: blanks, constants, formulas or visible."""
        if cell_type == "visible":
            found = self.cells.queryVisibleCells().getRangeAddresses()
            return [self.at(area_of(a)) for a in found]
        used = self.used_part()
        if used is None:
            return []
        state, sheet = self.sheet.book.state, self.sheet.uno
        values = blocks.read_values(state, sheet, used.cells, used.area)
        written = used.cells.getFormulaArray()
        places = [
            (r, c)
            for r, row in enumerate(values)
            for c, value in enumerate(row)
            if _kind(value, written[r][c]) == cell_type and value_type in (None, _value_kind(value))
        ]
        a = used.area
        return [
            self.at(Area(a.row + b.row - 1, a.column + b.column - 1, b.rows, b.columns)) for b in rectangles(places)
        ]


def _kind(value: object, written: str) -> str:
    if not written:
        return "blanks"
    # Truth values stored in a file are formulas to Calc.
    return "formulas" if written.startswith("=") and written not in (value, "=TRUE()", "=FALSE()") else "constants"


def _value_kind(value: object) -> str:
    if isinstance(value, bool):
        return "logical"
    if isinstance(value, int) and value in _ERRORS:
        return "errors"
    return "text" if isinstance(value, str) or value is None else "numbers"


def _describe(search: Any, text: str, whole: bool, match_case: bool) -> None:
    search.SearchString = text
    search.SearchWords = whole
    search.SearchCaseSensitive = match_case
    search.SearchRegularExpression = False
    search.SearchWildcard = any(mark in text for mark in "*?~")


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value
