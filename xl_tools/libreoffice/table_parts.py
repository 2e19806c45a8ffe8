"""Rows and columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.addresses import Area
from xl_tools.libreoffice.parts import NotFound, Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.range import Range
    from xl_tools.libreoffice.tables import Table


class TableRow(Part):
    """One row between header and totals."""

    __slots__ = ("_table", "index")

    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self.index = index

    @property
    def range(self) -> Range:
        """The cells."""
        body = self._table.data_body_range
        if body is None or self.index > body.area.rows:
            raise NotFound(f"The table has no row {self.index}")
        return body.at(Area(body.row + self.index - 1, body.column, 1, body.area.columns))

    def delete(self) -> None:
        """Remove the row; the cells below move up."""
        area, cells = self._table.area, self.range
        cells.delete("up")
        self._table.set_area(Area(area.row, area.column, area.rows - 1, area.columns))


class TableRows(Part):
    """The rows between header and totals."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def api(self) -> Any:
        """UNO's rows of the table's cells."""
        return self._table.range.cells.Rows

    @property
    def parent(self) -> Table:
        """The table."""
        return self._table

    @property
    def column_count(self) -> int:
        """How many values a row has."""
        return self._table.area.columns

    def __len__(self) -> int:
        body = self._table.data_body_range
        return 0 if body is None else body.area.rows

    def __iter__(self) -> Iterator[TableRow]:
        return iter([TableRow(self._table, index) for index in range(1, len(self) + 1)])

    def __call__(self, key: int) -> TableRow:
        if not 1 <= key <= len(self):
            raise NotFound(f"The table has no row {key}")
        return TableRow(self._table, key)

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """Insert a row, at the end unless told otherwise; the cells below move down."""
        table, area = self._table, self._table.area
        position = len(self) + 1 if index is None else index
        row = area.row + int(table.show_headers) + position - 1
        cells = table.range.at(Area(row, area.column, 1, area.columns))
        cells.insert("down", "format_from_left_or_above")
        table.set_area(Area(area.row, area.column, area.rows + 1, area.columns))
        if values is not None:
            cells.raw_value = [values]
        return TableRow(table, position)


class TableColumn(Part):
    """One column."""

    __slots__ = ("_table", "index")

    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self.index = index

    @property
    def range(self) -> Range:
        """The cells, header included."""
        whole = self._table.range
        return whole.at(Area(whole.row, whole.column + self.index - 1, whole.area.rows, 1))

    @property
    def data_body_range(self) -> Range | None:
        """The cells between header and totals."""
        body = self._table.data_body_range
        return None if body is None else body.at(Area(body.row, body.column + self.index - 1, body.area.rows, 1))

    @property
    def name(self) -> str:
        """The text in the header."""
        if not self._table.show_headers:
            return f"Column{self.index}"
        return str(self.range.first_cell.getString())

    def delete(self) -> None:
        """Remove the column; the cells to the right move left."""
        area = self._table.area
        if area.columns == 1:
            raise ValueError("Cannot delete the last table column")
        self.range.delete("left")
        self._table.set_area(Area(area.row, area.column, area.rows, area.columns - 1))


class TableColumns(Part):
    """The columns of a table."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def api(self) -> Any:
        """UNO's columns of the table's cells."""
        return self._table.range.cells.Columns

    @property
    def parent(self) -> Table:
        """The table."""
        return self._table

    def __len__(self) -> int:
        return self._table.area.columns

    def __iter__(self) -> Iterator[TableColumn]:
        return iter([TableColumn(self._table, index) for index in range(1, len(self) + 1)])

    def __call__(self, key: int | str) -> TableColumn:
        for column in self:
            if column.index == key or (isinstance(key, str) and column.name.lower() == key.lower()):
                return column
        raise NotFound(f"The table has no column {key!r}")

    def __contains__(self, key: object) -> bool:
        return any(column.name == key for column in self)

    def add(self, name: str, index: int | None) -> TableColumn:
        """Insert a column, at the end unless told otherwise; the cells to the right move on."""
        table, area = self._table, self._table.area
        position = area.columns + 1 if index is None else index
        cells = table.range.at(Area(area.row, area.column + position - 1, area.rows, 1))
        cells.insert("right", "format_from_left_or_above")
        table.set_area(Area(area.row, area.column, area.rows, area.columns + 1))
        column = TableColumn(table, position)
        if table.show_headers:
            column.range.first_cell.setString(name)
        return column
