"""A workbook that is open in a spreadsheet program, read in blocks by the public xlwings API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from xl_tools.errors import ApplicationError, TemplateMismatch
from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.workbook.anchors import Grid, Raw
from xl_tools.workbook.identify import MOVED, STAMP_NAME, stated_layout
from xl_tools.workbook.layout import CHANGE_COLUMNS, CHANGE_ROWS, MARK_ROWS, Layout
from xl_tools.workbook.reader import UNREAD, Opened, interpret, wanted_sheets
from xl_tools.workbook.spot import Spot

if TYPE_CHECKING:
    import xlwings as xw

_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
_MOST_ROWS, _MOST_COLUMNS, _MOST_LEDGER_ROWS = 5000, 200, 100_000
"""Formats put on whole rows or columns make the used range as large as the sheet; nothing of ours lies out there."""
_EXACT, _LARGE = 1e15, 1e300


def open_live(book: xw.Book) -> Opened:
    """Read an open workbook as it stands now, saved or not.

    One read of values a sheet, and of formulas in the tables. The defined names, which programs give out one
    by one, are asked for only where addresses and labels do not agree everywhere: two anchors are enough.
    Raises: TemplateMismatch if it is not ours, of an unknown edition, or has a cell that lost two anchors.
    """
    # Where it is saved does not matter here, and may be a network address that cannot be resolved.
    path, stamp = Path(book.name), template_stamp(book)
    macros = path.suffix.lower() == ".xlsm"
    layout = stated_layout(stamp)
    if layout is not None:
        sheets = _Sheets(book, extents(layout))
        try:
            opened = interpret(path, "", _content(sheets, _expected_names(layout), macros), sheets.grid)
        except TemplateMismatch:
            pass
        else:
            if not any(note.rule == MOVED for note in opened.notes):
                return opened
    sheets = _Sheets(book, {})
    if not stamp and wanted_sheets().keys().isdisjoint(sheets.names):
        # Somebody else's workbook may be of any size.
        return interpret(path, "", _content(_Sheets(book, {"": (0, 0)}), "", macros), sheets.grid)
    return interpret(path, "", _content(sheets, _names(book), macros), sheets.grid)


def live_layout(book: xw.Book) -> Layout:
    """The template of an open workbook. Raises: TemplateMismatch as open_live does."""
    return stated_layout(template_stamp(book)) or open_live(book).layout


def read_sheet(book: xw.Book, layout: Layout, sheet: str) -> Grid:
    """The cells of one sheet, without formulas; none if there is no such sheet."""
    return _Sheets(book, extents(layout)).grid(sheet)


def pasted_cells(book: xw.Book, layout: Layout) -> tuple[str, Mapping[tuple[int, int], str]]:
    """Name of the sheet in front, and its texts if it is none of ours: what somebody pasted there."""
    name = book.sheets.active.name
    if name in layout.sheets:
        return name, {}
    return name, {place: _shown(raw) for place, raw in _Sheets(book, {}).grid(name).items()}


def select(book: xw.Book, sheet: str, address: str) -> None:
    """Go to a cell. Raises: ApplicationError P32 if there is no such sheet or cell to go to."""
    try:
        target = book.sheets[sheet]
        target.activate()
        target.range(address).select()
    except Exception as error:
        raise ApplicationError(
            f"转不到“{sheet}”的 {address}。", code="P32", hint="工作表可能被删除、改名或隐藏，请还原后再试。"
        ) from error


def folder_of(book: xw.Book) -> Path:
    """The folder a workbook is saved in. Raises: ApplicationError P33 where it is not on this computer's disk."""
    return file_of(book).parent


def file_of(book: xw.Book) -> Path:
    """The file of a workbook. Raises: ApplicationError P33 where it is not on this computer's disk."""
    try:
        name = book.fullname
    except Exception as error:
        raise _not_on_disk(book.name) from error
    if "://" in name or not Path(name).is_absolute():
        raise _not_on_disk(book.name)
    return Path(name)


@cache
def extents(layout: Layout) -> Mapping[str, tuple[int, int]]:
    """Rows and columns of each sheet, from A1, within which everything of ours stands in an untouched template."""
    spots = [*layout.names.values(), layout.mark(MARK_ROWS - 1), *layout.verdict.values()]
    spots += [spot for row in layout.texts.values() for spot in (row.digest, row.state)]
    spots += [layout.beside(spot, "confirmed") for spot in layout.proposed.values()]
    last = layout.change(CHANGE_ROWS - 1)
    spots.append(Spot(last.sheet, last.row, len(CHANGE_COLUMNS) - 1))
    found: dict[str, tuple[int, int]] = {}
    for spot in spots:
        rows, columns = found.get(spot.sheet, (0, 0))
        found[spot.sheet] = max(rows, spot.row + 1), max(columns, spot.column + 1)
    return found


class _Sheets:
    """The sheets of a book, each read once; within `known` extents, else within its used range."""

    def __init__(self, book: xw.Book, known: Mapping[str, tuple[int, int]]) -> None:
        self._known = known
        # Each is asked for once: looking a sheet up by name costs as much as reading it.
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        self.names = tuple(self._sheets)
        self._grids: dict[str, Grid] = {}

    def wanted(self) -> Mapping[str, bool]:
        """Sheets to read → whether formulas matter. Where nothing is known, any sheet may be a renamed table."""
        ours = wanted_sheets()
        if self._known:
            return {sheet: ours[sheet] for sheet in self.names if sheet in ours and sheet in self._known}
        return {sheet: ours.get(sheet, True) for sheet in self.names if sheet not in UNREAD}

    def grid(self, sheet: str) -> Grid:
        """The cells of one sheet by place."""
        if sheet not in self.names:
            return {}
        if sheet not in self._grids:
            self._grids[sheet] = self._read(sheet)[0]
        return self._grids[sheet]

    def with_formulas(self, sheet: str) -> tuple[Grid, list[list[Any]]]:
        """The cells of one sheet, and its formulas as extract() lists them."""
        grid, area = self._read(sheet)
        self._grids[sheet] = grid
        texts = _rows(area.formula)
        top, left = area.row - 1, area.column - 1
        found: list[list[Any]] = []
        for row, line in enumerate(texts, top):
            for column, text in enumerate(line, left):
                # A text that begins with “=” is told from a formula by being its own value.
                if isinstance(text, str) and text.startswith("=") and grid.get((row, column)) != text:
                    found.append([row, column, text[1:], "normal", True, ""])
        return grid, found

    def _read(self, sheet: str) -> tuple[Grid, xw.Range]:
        target = self._sheets[sheet]
        if sheet in self._known:
            area = target.range((1, 1), self._known[sheet])
        else:
            used = target.used_range
            rows, columns = (int(number) for number in used.shape)
            most = _MOST_LEDGER_ROWS if sheet in (REQUESTS, CASES) else _MOST_ROWS
            area = target.range(
                (used.row, used.column),
                (min(used.row + rows - 1, most), min(used.column + columns - 1, _MOST_COLUMNS)),
            )
        values = cast("list[list[Any]]", area.options(ndim=2, err_to_str=True).value)
        top, left = area.row - 1, area.column - 1
        grid = {
            (row, column): raw
            for row, line in enumerate(values, top)
            for column, value in enumerate(line, left)
            if (raw := _raw(value)) is not None
        }
        return grid, area


def _content(sheets: _Sheets, names: str, macros: bool) -> dict[str, Any]:
    """What extract() would say of the workbook if it were a file; formulas of sheets that may hold a table."""
    values: dict[str, Any] = {}
    formulas: dict[str, Any] = {}
    for sheet, needed in sheets.wanted().items():
        if needed:
            grid, formulas[sheet] = sheets.with_formulas(sheet)
        else:
            grid = sheets.grid(sheet)
        values[sheet] = [row for row, _ in grid], [column for _, column in grid], list(grid.values())
    return {
        "carried": ["macros"] if macros else [],
        "date1904": False,
        "names": names,
        "properties": {},
        "values": values,
        "formulas": formulas,
    }


def template_stamp(book: xw.Book) -> str:
    """What the hidden name says that makes a workbook ours; empty where there is none."""
    return (book.names[STAMP_NAME].refers_to or "") if STAMP_NAME in book.names else ""


def _names(book: xw.Book) -> str:
    """All defined names as extract() gives them."""
    pairs = [(name.name, (name.refers_to or "").lstrip("=")) for name in book.names]
    return "\0".join(text for pair in pairs for text in pair)


@cache
def _expected_names(layout: Layout) -> str:
    """The names as the template defines them."""
    pairs = [(STAMP_NAME, f'"{layout.stamp}"'), *((name, spot.reference) for name, spot in layout.names.items())]
    return "\0".join(text for pair in pairs for text in pair)


def _raw(value: Any) -> Raw | None:
    """A value of xlwings as the reader knows it; whole numbers as int, so that no digit is invented."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if not -_LARGE < value < _LARGE:
            return {"error": str(value)}
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return {"date": moment.replace(tzinfo=None).isoformat()}
    if isinstance(value, str):
        return {"error": value} if value in _ERRORS else value
    return value if isinstance(value, bool | int) else str(value)


def _shown(raw: Raw) -> str:
    """A cell as it reads; a fraction that Excel made a day of reads as that day."""
    if isinstance(raw, dict):
        return raw["date"][:10] if "date" in raw else raw["error"]
    return str(raw)


def _rows(formulas: Any) -> Sequence[Sequence[Any]]:
    """Formulas of a block as rows; of a single cell they come as one text."""
    return cast("Sequence[Sequence[Any]]", formulas) if isinstance(formulas, list | tuple) else ((formulas,),)


def _not_on_disk(name: str) -> ApplicationError:
    return ApplicationError(
        f"“{name}”还没有保存在本机的文件夹里，不知道新文件该放在哪里。",
        code="P33",
        hint="请先把工作簿另存到本机的文件夹（不是网盘的网址），再按一次。",
    )
