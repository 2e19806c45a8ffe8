"""xlwings' Tables and Table, kept as Calc's database ranges, which is what Excel's tables become on opening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.addresses import Area, area_of
from xl_tools.libreoffice.parts import HostError, NotFound, Part
from xl_tools.libreoffice.table_parts import TableColumns, TableRows

if TYPE_CHECKING:
    from xl_tools.libreoffice.range import Range
    from xl_tools.libreoffice.sheet import Sheet

# Calc's own ranges behind autofilters, which Excel does not count as tables.
_HIDDEN_PREFIXES = ("__Anonymous", "_xlnm", "Excel_BuiltIn")


class Tables(Part):
    """The tables of one sheet."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """UNO's database ranges of the whole workbook."""
        return self._sheet.book.document.DatabaseRanges

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def _names(self) -> list[str]:
        ranges, number = self.api, self._sheet.index - 1
        names = [name for name in ranges.getElementNames() if not name.startswith(_HIDDEN_PREFIXES)]
        return [name for name in names if ranges.getByName(name).DataArea.Sheet == number]

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self._sheet, name) for name in self._names()])

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.find(key) is not None

    def find(self, name: str) -> Table | None:
        """The table of this name, or None."""
        return next((Table(self._sheet, n) for n in self._names() if n.lower() == name.lower()), None)

    def __call__(self, key: str | int) -> Table:
        if isinstance(key, str):
            table = self.find(key)
            if table is not None:
                return table
        elif 1 <= key <= len(self):
            return Table(self._sheet, self._names()[int(key) - 1])
        raise NotFound(f"There is no table {key!r} on the sheet {self._sheet.name!r}")

    def add(
        self,
        *,
        source: Any,
        has_headers: bool = True,
        name: str | None = None,
        **_: Any,
    ) -> Table:
        """Make a table of a range; the style is left out, because Calc has no table styles."""
        owner: Range = source.impl
        self._sheet.require_unprotected("Adding a table")
        taken = {n.lower() for n in self.api.getElementNames()}
        chosen = name or next(f"Table{n}" for n in range(1, 10_000) if f"table{n}" not in taken)
        if chosen.lower() in taken:
            raise HostError(f"A table named {chosen!r} already exists")
        if any(table.range.area.common(owner.area) for table in self):
            raise HostError("A table cannot overlap another table")
        if not has_headers:
            owner = self._with_header(owner)
        self.api.addNewByName(chosen, owner.cells.RangeAddress)
        table = Table(self._sheet, chosen)
        table.api.ContainsHeader = True
        table.api.AutoFilter = True
        return table

    def _with_header(self, owner: Range) -> Range:
        # Excel moves the data down and writes a header of its own.
        a = owner.area
        header = owner.at(Area(a.row, a.column, 1, a.columns))
        header.insert("down", "format_from_left_or_above")
        header.raw_value = [[f"Column{n}" for n in range(1, a.columns + 1)]]
        return owner.at(Area(a.row, a.column, a.rows + 1, a.columns))


class Table(Part):
    """One table."""

    __slots__ = ("_name", "_sheet")

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._name = name

    @property
    def api(self) -> Any:
        """The UNO database range."""
        ranges = self._sheet.book.document.DatabaseRanges
        if not ranges.hasByName(self._name):
            raise NotFound(f"The table {self._name!r} does not exist any more")
        return ranges.getByName(self._name)

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """The name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def display_name(self) -> str:
        """The name: Calc has only one."""
        return self._name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def area(self) -> Area:
        """All cells of the table, header and totals included."""
        a = self.api.DataArea
        return area_of(a)

    def _part(self, row: int, rows: int) -> Range | None:
        a = self.area
        return self._sheet.range_at(row, a.column, rows, a.columns) if rows > 0 else None

    @property
    def range(self) -> Range:
        """All cells of the table."""
        a = self.area
        return self._sheet.range_at(a.row, a.column, a.rows, a.columns)

    @property
    def header_row_range(self) -> Range | None:
        """The header."""
        return self._part(self.area.row, 1 if self.show_headers else 0)

    @property
    def data_body_range(self) -> Range | None:
        """The rows between header and totals."""
        head, foot = int(self.show_headers), int(self.show_totals)
        return self._part(self.area.row + head, self.area.rows - head - foot)

    @property
    def totals_row_range(self) -> Range | None:
        """The totals."""
        return self._part(self.area.last_row, 1 if self.show_totals else 0)

    @property
    def insert_row_range(self) -> Range | None:
        """None: Calc has no row for new entries."""
        return None

    @property
    def show_headers(self) -> bool:
        """Whether the first row is a header."""
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: object) -> None:
        self.api.ContainsHeader = bool(value)

    @property
    def show_totals(self) -> bool:
        """Whether the last row holds totals."""
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: object) -> None:
        table = self.api
        if bool(value) == bool(table.TotalsRow):
            return
        a = self.area
        if value:
            below = self._sheet.range_at(a.last_row + 1, a.column, 1, a.columns)
            below.insert("down", "format_from_left_or_above")
            self._set_area(Area(a.row, a.column, a.rows + 1, a.columns))
            below.first_cell.setString("Total")
        else:
            self._sheet.range_at(a.last_row, a.column, 1, a.columns).delete("up")
            self._set_area(Area(a.row, a.column, a.rows - 1, a.columns))
        table.TotalsRow = bool(value)

    @property
    def show_autofilter(self) -> bool:
        """Whether the header has filter buttons."""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: object) -> None:
        self.api.AutoFilter = bool(value)

    @property
    def rows(self) -> TableRows:
        """The rows between header and totals."""
        return TableRows(self)

    @property
    def columns(self) -> TableColumns:
        """The columns."""
        return TableColumns(self)

    def resize(self, range: Any) -> None:
        """Let the table cover other cells, from the same corner."""
        area: Area = range.impl.area
        if (area.row, area.column) != (self.area.row, self.area.column):
            raise HostError("A table keeps its first cell when it is resized")
        self._set_area(area)

    def _set_area(self, area: Area) -> None:
        self.api.setDataArea(self._sheet.range_at(area.row, area.column, area.rows, area.columns).cells.RangeAddress)

    def set_area(self, area: Area) -> None:
        """Let the table cover exactly these cells."""
        self._set_area(area)

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        """Sort the rows between header and totals."""
        body = self.data_body_range
        if body is not None:
            body.sort(keys, ascending, False)


def table_at(sheet: Sheet, area: Area) -> Table | None:
    """The table a cell belongs to, or None."""
    return next((table for table in Tables(sheet) if table.area.common(area)), None)
