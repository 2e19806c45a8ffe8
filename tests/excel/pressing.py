"""Pressing buttons in a real spreadsheet program, and looking at what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw
from support.reports import published

from xl_tools import __version__, tasks
from xl_tools.datafile import write_data
from xl_tools.excel import ribbon
from xl_tools.libreoffice.dialogs import Alert, RecordedDialogs
from xl_tools.report import Report
from xl_tools.values import Value
from xl_tools.workbook.spot import Spot, column_letters

Cell = tuple[str, str]
"""Sheet and address."""
Snapshot = Mapping[Cell, tuple[object, str]]
"""Value and formula of every cell that is not empty."""


class Bench:
    """One spreadsheet program with recorded boxes."""

    app: xw.App

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder, self.logs = folder, logs
        self.dialogs = RecordedDialogs()

    def open(self, path: Path) -> xw.Book:
        """Open a workbook; the next press is made from it."""
        book = self.app.books.open(str(path))
        book.set_mock_caller()
        return book

    def example(self, name: str = "suqian-2024", cells: Mapping[str, Value] | None = None) -> xw.Book:
        """A workbook of a published report, with some cells changed, open."""
        return self.open(self.file(published(name).with_cells(cells or {})))

    def file(self, report: Report, name: str = "年报 测试.xlsx") -> Path:
        """A workbook of a report, on disk."""
        source = self.folder / "数据.json"
        source.write_text(write_data(report), encoding="utf-8")
        return tasks.import_report(source, self.folder / name, force=True)

    def foreign(self) -> xw.Book:
        """Somebody else's workbook, saved."""
        book = self.app.books.add()
        book.sheets[0]["A1"].value = [["姓名", "电话"], ["张三", 123]]
        book.save(str(self.folder / "通讯录.xlsx"))
        book.set_mock_caller()
        return book

    def press(self, button: str, *answers: str, version: str = __version__) -> list[Alert]:
        """Press a button, answer its questions, and give the boxes shown; the status bar must be free again."""
        self.dialogs.answers.clear()
        self.dialogs.answers.extend(answers)
        shown = len(self.dialogs.alerts)
        ribbon.press(button, version)
        boxes = self.dialogs.alerts[shown:]
        assert all(box.prompt.strip() and box.title == "政务公开年报" for box in boxes)
        assert not self.dialogs.answers, "a question was not asked"
        assert self.app.status_bar is False
        return boxes


def snapshot(book: xw.Book) -> Snapshot:
    """Everything that stands in a workbook, read past xlwings in two calls a sheet."""
    found: dict[Cell, tuple[object, str]] = {}
    for name in book.api.Sheets.getElementNames():
        sheet = book.api.Sheets.getByName(name)
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(True)
        area = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        lines = zip(area.getDataArray(), area.getFormulaArray(), strict=True)
        for row, (values, formulas) in enumerate(lines):
            for column, (value, formula) in enumerate(zip(values, formulas, strict=True)):
                if value != "" or formula:
                    found[name, f"{column_letters(column)}{row + 1}"] = value, formula
    return found


def looks(book: xw.Book, sheet: str) -> dict[tuple[int, int], tuple[object, ...]]:
    """Number format, colours and lock of the cells of one sheet, but for those that look like the sheet itself."""
    groups = book.api.Sheets.getByName(sheet).getUniqueCellFormatRanges()
    found: dict[tuple[int, int], tuple[object, ...]] = {}
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        style = group.NumberFormat, group.CellBackColor, group.CharColor, group.CellProtection.IsLocked
        for area in group.getRangeAddresses():
            for row in range(area.StartRow, min(area.EndRow, 600) + 1):
                for column in range(area.StartColumn, min(area.EndColumn, 20) + 1):
                    found[row, column] = style
    return found


def changed(before: Snapshot, after: Snapshot, *, inputs: bool = True) -> set[Cell]:
    """Cells whose formula or typed value differs; results of formulas may change by themselves."""
    different: set[Cell] = set()
    for place in before.keys() | after.keys():
        old, new = before.get(place, ("", "")), after.get(place, ("", ""))
        if old != new and not (inputs and old[1] == new[1] and new[1].startswith("=")):
            different.add(place)
    return different


def at(spots: Iterable[Spot]) -> set[Cell]:
    return {(spot.sheet, spot.address) for spot in spots}


@contextmanager
def counted() -> Iterator[dict[tuple[str, str], int]]:
    """How often values and formulas of each sheet are read and written: (“read value”, sheet) → times."""
    calls: dict[tuple[str, str], int] = {}
    kept: dict[str, Any] = {name: xw.Range.__dict__[name] for name in ("value", "formula")}

    def note(what: str, area: xw.Range) -> None:
        key = what, area.sheet.name
        calls[key] = calls.get(key, 0) + 1

    def counting(name: str) -> property:
        def read(area: xw.Range) -> Any:
            note(f"read {name}", area)
            return kept[name].fget(area)

        def write(area: xw.Range, content: Any) -> None:
            note("write", area)
            kept[name].fset(area, content)

        return property(read, write)

    for name in kept:
        setattr(xw.Range, name, counting(name))
    try:
        yield calls
    finally:
        for name, original in kept.items():
            setattr(xw.Range, name, original)
