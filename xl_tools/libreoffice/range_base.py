"""The core of a range: which cells of which sheet, and the checks Excel makes before it changes them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from xl_tools.libreoffice.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    format_area,
    quoted_sheet,
)
from xl_tools.libreoffice.bridge import uno_exception
from xl_tools.libreoffice.cells import select_cells
from xl_tools.libreoffice.parts import HostError, Part, told

if TYPE_CHECKING:
    from xl_tools.libreoffice.sheet import Sheet


class RangeBase(Part):
    """Cells of one sheet; a block of no rows or no columns is allowed and holds nothing."""

    __slots__ = ("_cells", "_moves", "area", "arg1_input", "options", "sheet")

    # One call carries any block LibreOffice can hold; xlwings need not cut it up.
    max_cells_per_read = None
    max_cells_per_write = 1_000_000

    def __init__(self, sheet: Sheet, area: Area, typed: str = "") -> None:
        self.sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}
        self.arg1_input = typed
        self._cells: Any = None
        self._moves = sheet.book.state.moves

    @property
    def cells(self) -> Any:
        """The UNO cell range."""
        moves = self.sheet.book.state.moves
        if self._cells is None or self._moves != moves:
            self._moves = moves
            a = self.area
            if not self:
                raise HostError("An empty range has no cells")
            if a.row < 1 or a.column < 1 or a.last_row > LAST_ROW or a.last_column > LAST_COLUMN:
                raise HostError(f"The range lies outside the sheet: row {a.row}, column {a.column}")
            self._cells = self.sheet.uno.getCellRangeByPosition(
                a.column - 1, a.row - 1, a.last_column - 1, a.last_row - 1
            )
        return self._cells

    @property
    def first_cell(self) -> Any:
        """The UNO cell at the top left."""
        return self.sheet.uno.getCellByPosition(self.area.column - 1, self.area.row - 1)

    @property
    def api(self) -> Any:
        """The UNO cell range; None for an empty range."""
        return self.cells if self else None

    def __bool__(self) -> bool:
        return self.area.rows > 0 and self.area.columns > 0

    def __len__(self) -> int:
        return self.area.size

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet name, first row, first column, rows, columns."""
        return self.sheet.name, self.area.row, self.area.column, self.area.rows, self.area.columns

    @property
    def row(self) -> int:
        """Number of the first row."""
        return self.area.row

    @property
    def column(self) -> int:
        """Number of the first column."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.area.rows, self.area.columns

    def at(self, area: Area) -> Self:
        """Another range of the same sheet."""
        return type(self)(self.sheet, area)

    def __call__(self, arg1: int, arg2: int | None = None) -> Self:
        """The n-th cell, or the cell at a row and column counted from this range's corner."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.area.columns)
        else:
            row, column = arg1 - 1, arg2 - 1
        cell = Area(self.area.row + row, self.area.column + column)
        if not (1 <= cell.row <= LAST_ROW and 1 <= cell.column <= LAST_COLUMN):
            raise HostError("The cell lies outside the sheet")
        return self.at(cell)

    @property
    def rows(self) -> Self:
        """The range itself: xlwings makes rows of it."""
        return self

    @property
    def columns(self) -> Self:
        """The range itself: xlwings makes columns of it."""
        return self

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, with book and sheet when external."""
        text = format_area(self.area, row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return text
        name = f"[{self.sheet.book.name}]{self.sheet.name}"
        plain = quoted_sheet(self.sheet.name) == self.sheet.name and " " not in name and "'" not in name
        return f"{name}!{text}" if plain else "'" + name.replace("'", "''") + f"'!{text}"

    @property
    def address(self) -> str:
        """The absolute address."""
        return format_area(self.area)

    def used_part(self) -> Self | None:
        """The part of this range that lies in the sheet's used area, so that whole columns stay cheap."""
        common = self.area.common(self.sheet.used_range.area)
        return self.at(common) if common is not None else None

    def uniform(self, name: str) -> Any:
        """A property of all cells; None when they differ, as COM's Null."""
        cells = self.cells
        if self.area.size > 1 and cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
            return None
        return cells.getPropertyValue(name)

    def require_unlocked(self) -> None:
        """Raise what Excel raises when a locked cell of a protected sheet is written.

        LibreOffice itself ignores such writes without a word.
        """
        if not self.sheet.protected:
            return
        protection = self.uniform("CellProtection")
        if protection is None or protection.IsLocked:
            raise HostError(f"The range {self.address} of {self.sheet.name!r} is protected against changes")

    @contextmanager
    def changing_format(self) -> Generator[Any]:
        """The cells for a change of format, which Excel refuses on every protected sheet."""
        self.sheet.require_unprotected("Changing formats")
        with self.refusals("the format"):
            yield self.cells

    @contextmanager
    def refusals(self, what: str) -> Generator[None]:
        """Turn LibreOffice's wordless refusals into an error with a sentence."""
        try:
            yield
        except uno_exception() as problem:
            raise HostError(f"LibreOffice refused {what} in {self.address}: {told(problem)}") from None

    def several(self, areas: list[Area]) -> Any:
        """Several areas of this sheet as one UNO object."""
        return select_cells(self.sheet.book.state, self.sheet.uno, areas)
