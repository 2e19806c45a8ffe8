"""Blocks of cells: reading values and formulas as Excel's COM interface gives them, and writing them so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import Area, rectangles
from xl_tools.libreoffice.numberformats import FormatGrid, Kind
from xl_tools.libreoffice.session import DocumentState
from xl_tools.libreoffice.typed_text import Entry, Formula, general_text, may_be_reformatted, understood

# Calc's error numbers and the numbers Excel's COM interface hands out for the same errors.
_VALUE_ERROR = -2146826273
_ERRORS = {532: -2146826281, 32767: -2146826246, 525: -2146826259, 521: -2146826288, 503: -2146826252, 524: -2146826265}
ERROR_TEXTS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    _VALUE_ERROR: "#VALUE!",
}

CellValue = float | int | str | bool | dt.datetime | None


def read_values(state: DocumentState, sheet: Any, cells: Any, area: Area) -> list[list[CellValue]]:
    """The values of a block: one call for the data, and one more for the formats where they are all alike."""
    data = cells.getDataArray()
    rows: list[list[CellValue]] = [[None if item == "" else item for item in row] for row in data]
    if any(type(item) is float for row in rows for item in row):
        _apply_kinds(state, rows, FormatGrid(sheet, cells, area, numbers_only=True))
    # An error arrives as None, a blank as an empty text.
    for r, row in enumerate(data):
        for c, item in enumerate(row):
            if item is None:
                code = sheet.getCellByPosition(area.column - 1 + c, area.row - 1 + r).getError()
                rows[r][c] = _ERRORS.get(code, _VALUE_ERROR) if code else None
    return rows


def _apply_kinds(state: DocumentState, rows: list[list[CellValue]], formats: FormatGrid) -> None:
    kinds = {key: state.formats.kind(key) for key in formats.distinct()}
    if not {Kind.DATE, Kind.BOOLEAN} & set(kinds.values()):
        return
    for row, keys in zip(rows, formats.grid(), strict=True):
        for c, (item, key) in enumerate(zip(row, keys, strict=True)):
            if not isinstance(item, float):
                continue
            kind = kinds[key]
            if kind is Kind.BOOLEAN and item in (0.0, 1.0):
                row[c] = item == 1.0
            elif kind is Kind.DATE:
                row[c] = _moment(state.null_date, item)


def _moment(null_date: dt.datetime, serial: float) -> CellValue:
    # Whole milliseconds, because a day's fraction in floating point is not exact.
    try:
        return null_date + dt.timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return serial


def read_formulas(state: DocumentState, sheet: Any, cells: Any, area: Area) -> list[list[str]]:
    """What stands in each cell as Excel's Formula property tells it: formula, number as text, text, or ""."""
    written, data = cells.getFormulaArray(), cells.getDataArray()
    rows: list[list[str]] = []
    truths: set[tuple[int, int]] = set()
    for r, (texts, values) in enumerate(zip(written, data, strict=True)):
        row: list[str] = []
        for c, (text, value) in enumerate(zip(texts, values, strict=True)):
            if text.startswith(("=", "{=")) and text != value:
                # An imported truth value is a formula to Calc.
                inner = text.removeprefix("{").removesuffix("}") if text.startswith("{=") else text
                row.append(inner[1:-2] if inner in {"=TRUE()", "=FALSE()"} else formulas.to_excel(inner))
            elif isinstance(value, float):
                row.append(general_text(value))
                if value in (0.0, 1.0):
                    truths.add((r, c))
            else:
                row.append(value or "")
        rows.append(row)
    if truths:
        keys = FormatGrid(sheet, cells, area, numbers_only=True)
        if any(state.formats.kind(key) is Kind.BOOLEAN for key in keys.distinct()):
            grid = keys.grid()
            for r, c in truths:
                if state.formats.kind(grid[r][c]) is Kind.BOOLEAN:
                    rows[r][c] = "TRUE" if data[r][c] else "FALSE"
    return rows


def write(state: DocumentState, sheet: Any, cells: Any, area: Area, rows: Sequence[Sequence[object]]) -> None:
    """Put values, texts and formulas into a block as if typed in Excel.

    At most one call for the data, one for each rectangle of formulas, and one for each number format set.
    """
    formats = FormatGrid(sheet, cells, area)
    keys = formats.grid()
    entries = [
        [_entry(value, state.formats.kind(key)) for value, key in zip(row, key_row, strict=True)]
        for row, key_row in zip(rows, keys, strict=True)
    ]
    wanted: dict[int, list[tuple[int, int]]] = {}
    later: dict[int, list[tuple[int, int]]] = {}
    for r, row in enumerate(entries):
        for c, entry in enumerate(row):
            key = _format_for(state, entry, keys[r][c])
            if key is not None:
                wanted.setdefault(key, []).append((r, c))
            if isinstance(entry.value, str) and may_be_reformatted(entry.value):
                later.setdefault(keys[r][c], []).append((r, c))
    _set_formats(state, area, sheet, wanted)
    _put(state, sheet, cells, area, entries)
    _set_formats(state, area, sheet, later)


def _entry(value: object, kind: Kind) -> Entry:
    if value is None or value == "":
        return Entry(None)
    if isinstance(value, str):
        if kind is not Kind.TEXT:
            return understood(value)
        return Entry(value)
    if isinstance(value, bool | dt.datetime):
        return Entry(value)
    if isinstance(value, dt.date):
        return Entry(dt.datetime(value.year, value.month, value.day))
    number = float(value)  # pyright: ignore[reportArgumentType] -- anything else is the caller's TypeError
    return Entry(general_text(number)) if kind is Kind.TEXT else Entry(number)


def _format_for(state: DocumentState, entry: Entry, key: int) -> int | None:
    value, kind = entry.value, state.formats.kind(key)
    if isinstance(value, bool):
        return None if kind is Kind.BOOLEAN else state.formats.boolean_key()
    if kind is Kind.BOOLEAN and value is not None:
        # Calc knows truth values by their format alone: a number written here would read back as one.
        return state.formats.key(entry.number_format or _date_format(value) or "General")
    if kind is Kind.GENERAL:
        code = entry.number_format or _date_format(value)
        return state.formats.key(code) if code else None
    return None


def _date_format(value: object) -> str:
    if not isinstance(value, dt.datetime):
        return ""
    return "m/d/yyyy" if value.time() == dt.time() else "m/d/yyyy h:mm"


def _put(state: DocumentState, sheet: Any, cells: Any, area: Area, entries: list[list[Entry]]) -> None:
    data = tuple(tuple(_datum(state, entry.value) for entry in row) for row in entries)
    places = [(r, c) for r, row in enumerate(entries) for c, e in enumerate(row) if isinstance(e.value, Formula)]
    if len(places) < area.size:
        cells.setDataArray(data)
    for block in rectangles(places):
        texts = tuple(
            tuple(_calc_formula(entries[r - 1][c - 1]) for c in range(block.column, block.last_column + 1))
            for r in range(block.row, block.last_row + 1)
        )
        top, left = area.row - 2 + block.row, area.column - 2 + block.column
        part = sheet.getCellRangeByPosition(left, top, left + block.columns - 1, top + block.rows - 1)
        part.setFormulaArray(texts)


def _calc_formula(entry: Entry) -> str:
    return formulas.to_calc(entry.value.text) if isinstance(entry.value, Formula) else ""


def _datum(state: DocumentState, value: object) -> float | str:
    # Never None: setDataArray ends LibreOffice 7.4 on it.
    if value is None or isinstance(value, Formula):
        return ""
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - state.null_date) / dt.timedelta(days=1)
    return value if isinstance(value, str) else float(value)  # pyright: ignore[reportArgumentType]


def _set_formats(state: DocumentState, area: Area, sheet: Any, wanted: dict[int, list[tuple[int, int]]]) -> None:
    for key, places in wanted.items():
        blocks = [Area(area.row - 1 + b.row, area.column - 1 + b.column, b.rows, b.columns) for b in rectangles(places)]
        select_cells(state, sheet, blocks).NumberFormat = key


def select_cells(state: DocumentState, sheet: Any, areas: Iterable[Area]) -> Any:
    """Several areas of one sheet as one UNO object, so that a property is set in one call."""
    blocks = [
        sheet.getCellRangeByPosition(a.column - 1, a.row - 1, a.last_column - 1, a.last_row - 1).RangeAddress
        for a in areas
    ]
    ranges = state.document.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(tuple(blocks), False)
    return ranges


def as_typed(value: object) -> object:
    """A value read from a cell in the form that, written again, gives the same value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return ERROR_TEXTS.get(value, value)
    # Text stays text: without the mark "007" would become a number.
    if isinstance(value, str) and not value.startswith("=") and understood(value).value != value:
        return f"'{value}"
    return value


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Data and formulas of a block as LibreOffice gives them, to be put back unchanged."""

    data: tuple[tuple[float | str | None, ...], ...]
    written: tuple[tuple[str, ...], ...]

    @classmethod
    def take(cls, cells: Any) -> Snapshot:
        """Read a block."""
        return cls(cells.getDataArray(), cells.getFormulaArray())

    def restore(self, sheet: Any, cells: Any, area: Area) -> None:
        """Write the block back."""
        places: list[tuple[int, int]] = []
        rows: list[tuple[float | str, ...]] = []
        for r, (values, texts) in enumerate(zip(self.data, self.written, strict=True)):
            places += [(r, c) for c, t in enumerate(texts) if t.startswith("=") and t != values[c]]
            rows.append(tuple("" if value is None else value for value in values))
        cells.setDataArray(tuple(rows))
        for r, c in places:
            sheet.getCellByPosition(area.column - 1 + c, area.row - 1 + r).setFormula(self.written[r][c])
