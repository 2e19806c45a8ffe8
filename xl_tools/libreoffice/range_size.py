"""How large a range is: widths, heights, hidden and grouped rows and columns."""

from __future__ import annotations

from typing import Any

from xl_tools.libreoffice.bridge import enum
from xl_tools.libreoffice.range_layout import RangeLayout

_POINTS = 72 / 2540
# Excel's width unit is a digit of the standard font: 7 pixels of 0.75 points, and 5 pixels of margin.
_DIGIT, _MARGIN = 7 * 0.75, 5 * 0.75


class RangeSize(RangeLayout):
    """Sizes of the rows and columns of a range."""

    __slots__ = ()

    @property
    def column_width(self) -> float | None:
        """Width in digits of the standard font; None when the columns differ."""
        widths = {column.Width for column in self._lines(self.cells.Columns)} if self else {0}
        return round(max(0.0, (widths.pop() * _POINTS - _MARGIN) / _DIGIT), 2) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.require_unprotected("Changing column widths")
        self.cells.Columns.Width = round((value * _DIGIT + _MARGIN) / _POINTS)

    @property
    def row_height(self) -> float | None:
        """Height in points; None when the rows differ."""
        heights = {row.Height for row in self._lines(self.cells.Rows)} if self else {0}
        return round(heights.pop() * _POINTS, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.require_unprotected("Changing row heights")
        self.cells.Rows.Height = round(value / _POINTS)

    def _lines(self, lines: Any) -> list[Any]:
        # Beyond the used area all rows and columns are alike.
        used = self.sheet.used_range.area
        last = used.last_row - self.row if lines.Count == self.area.rows and lines.Count > 1000 else lines.Count - 1
        return [lines.getByIndex(index) for index in range(min(lines.Count, max(last, 0) + 2))]

    @property
    def width(self) -> float:
        """Width in points."""
        return round(self.cells.Size.Width * _POINTS, 2) if self else 0.0

    @property
    def height(self) -> float:
        """Height in points."""
        return round(self.cells.Size.Height * _POINTS, 2) if self else 0.0

    @property
    def left(self) -> float:
        """Distance from the sheet's left edge in points."""
        return round(self.cells.Position.X * _POINTS, 2) if self else 0.0

    @property
    def top(self) -> float:
        """Distance from the sheet's upper edge in points."""
        return round(self.cells.Position.Y * _POINTS, 2) if self else 0.0

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; None when they differ."""
        states = {bool(row.IsVisible) for row in self._lines(self.cells.Rows)}
        return None if len(states) > 1 else not states.pop()

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.sheet.require_unprotected("Hiding rows")
        self.cells.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None when they differ."""
        states = {bool(column.IsVisible) for column in self._lines(self.cells.Columns)}
        return None if len(states) > 1 else not states.pop()

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.sheet.require_unprotected("Hiding columns")
        self.cells.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns, rows or both to their content."""
        if not self:
            return
        self.sheet.require_unprotected("Fitting sizes")
        if axis in (None, "c", "columns"):
            self.cells.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.cells.Rows.OptimalHeight = True

    def group(self, by: str) -> None:
        """Put rows or columns into an outline group."""
        self.sheet.uno.group(self.cells.RangeAddress, _orientation(by))

    def ungroup(self, by: str) -> None:
        """Take rows or columns out of their outline group."""
        self.sheet.uno.ungroup(self.cells.RangeAddress, _orientation(by))


def _orientation(by: str) -> Any:
    word = "COLUMNS" if by.lower().startswith("c") else "ROWS"
    return enum("com.sun.star.table.TableOrientation", word)
