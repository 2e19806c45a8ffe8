"""What stands in a range: values, formulas, clearing, and moving to the edge of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, cast

from xl_tools.libreoffice import cells as blocks
from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import LAST_COLUMN, LAST_ROW, Area, area_of
from xl_tools.libreoffice.range_base import RangeBase

_CONTENT = 1 | 2 | 4 | 16
_NOTES = 8
_FORMATS = 32 | 64 | 256
_DIRECTIONS = {
    "d": (1, 0),
    "down": (1, 0),
    "u": (-1, 0),
    "up": (-1, 0),
    "l": (0, -1),
    "left": (0, -1),
    "r": (0, 1),
    "right": (0, 1),
}


class RangeContent(RangeBase):
    """Values and formulas of a range."""

    __slots__ = ()

    @property
    def raw_value(self) -> Any:
        """The value of one cell, or a tuple of rows, in the types of Excel's COM interface."""
        if not self:
            return None
        book = self.sheet.book
        return self._by_shape(blocks.read_values(book.state, self.sheet.uno, self.cells, self.area))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data)

    @property
    def formula(self) -> Any:
        """The formula of one cell, or a tuple of rows; constants as Excel's Formula property tells them."""
        if not self:
            return None
        book = self.sheet.book
        return self._by_shape(blocks.read_formulas(book.state, self.sheet.uno, self.cells, self.area))

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value)

    @property
    def formula2(self) -> Any:
        """The same as formula: Calc has no formulas that spill."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self._write(value)

    def _by_shape(self, rows: list[list[Any]]) -> Any:
        return rows[0][0] if self.area.size == 1 else tuple(tuple(row) for row in rows)

    def _write(self, data: Any) -> None:
        if not self:
            return
        self.require_unlocked()
        if data is None or data == "":
            with self.refusals("clearing"):
                self.cells.clearContents(_CONTENT)
            return
        rows = self._as_rows(data)
        state = self.sheet.book.state
        with self.refusals("writing"):
            blocks.write(state, self.sheet.uno, self.cells, self.area, rows)

    def _as_rows(self, data: Any) -> list[list[Any]]:
        """Data in the shape of the range, as COM fills it: one value everywhere, one row in every row."""
        height, width = self.shape
        if not isinstance(data, list | tuple):
            if isinstance(data, str) and data.startswith("=") and self.area.size > 1:
                return [[formulas.shifted(data, r, c) for c in range(width)] for r in range(height)]
            return [[data] * width for _ in range(height)]
        lines = list(cast("Sequence[Any]", data))
        if not lines or not isinstance(lines[0], list | tuple):
            lines = [lines] * height
        filled: list[list[Any]] = []
        for line in lines[:height]:
            row = list(cast("Sequence[Any]", line))[:width]
            filled.append(row + ["#N/A"] * (width - len(row)))
        return filled + [["#N/A"] * width for _ in range(height - len(filled))]

    @property
    def formula_array(self) -> str | None:
        """The array formula all cells share, or the formula of a single cell; None when they differ."""
        if not self:
            return None
        text = str(self.cells.getArrayFormula())
        if text:
            return formulas.to_excel(text.removeprefix("{").removesuffix("}"))
        return self.formula if self.area.size == 1 else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if not self:
            return
        self.require_unlocked()
        with self.refusals("an array formula"):
            self.cells.setArrayFormula(formulas.to_calc(value if value.startswith("=") else f"={value}"))

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        return bool(self) and str(self.first_cell.getFormula()).startswith("{=")

    def clear_contents(self) -> None:
        """Remove values and formulas."""
        self._clear(_CONTENT)

    def clear(self) -> None:
        """Remove values, formulas, formats and notes."""
        if self:
            self.sheet.require_unprotected("Clearing everything")
            self._clear(_CONTENT | _NOTES | _FORMATS)

    def clear_formats(self) -> None:
        """Remove formats, conditional ones included."""
        if self:
            self.sheet.require_unprotected("Clearing formats")
            with self.refusals("clearing formats"):
                self.cells.clearContents(_FORMATS)

    def _clear(self, flags: int) -> None:
        if self:
            self.require_unlocked()
            with self.refusals("clearing"):
                self.cells.clearContents(flags)

    def end(self, direction: str) -> Self:
        """Where Ctrl and an arrow key lead from the first cell."""
        down, right = _DIRECTIONS[direction]
        used = self.sheet.used_range.area
        row, column = self.area.row, self.area.column
        if down:
            line = Area(1, column, max(used.last_row, row), 1)
            filled = [row_texts[0] != "" for row_texts in self.at(line).cells.getFormulaArray()]
            return self.at(Area(_edge(filled, row, down, LAST_ROW), column))
        line = Area(row, 1, 1, max(used.last_column, column))
        filled = [text != "" for text in self.at(line).cells.getFormulaArray()[0]]
        return self.at(Area(row, _edge(filled, column, right, LAST_COLUMN)))

    @property
    def current_region(self) -> Self:
        """The block around the range that blank rows and columns surround."""
        cursor = self.sheet.uno.createCursorByRange(self.cells)
        cursor.collapseToCurrentRegion()
        a = cursor.RangeAddress
        return self.at(area_of(a))


def _edge(filled: list[bool], start: int, step: int, last: int) -> int:
    """The number of the line where Ctrl+arrow stops; `filled` tells of the lines from 1 on, beyond it is blank."""

    def has(number: int) -> bool:
        return 1 <= number <= len(filled) and filled[number - 1]

    if not 1 <= start + step <= last:
        return start
    position = start + step
    if has(start) and has(position):
        while has(position + step):
            position += step
        return position
    limit = len(filled) if step > 0 else 1
    while position != limit and 1 <= position <= len(filled) and not has(position):
        position += step
    if has(position):
        return position
    return last if step > 0 else 1
