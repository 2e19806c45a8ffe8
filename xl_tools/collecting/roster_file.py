"""名单.xlsx → Roster: whatever it looks like, as long as its columns have titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.roster_rows import RosterRow, roster_from
from xl_tools.consolidation.roster_words import DUE, LEVEL, NAME, NOTE, PARENT, SHEET, TITLES, column_of
from xl_tools.errors import XlToolsError
from xl_tools.guarded.bytes import read_bytes
from xl_tools.guarded.pool import Worker
from xl_tools.limitsfile import limits_here
from xl_tools.values import plain_decimal, strip

_READER = "xl_tools.collecting.roster_cells"
_HEAD_ROWS = 60
"""Rows from the top among which the titles stand."""
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_SPREAD = (LEVEL, PARENT, DUE)
"""Columns in which a merged cell speaks for all its rows."""
_MOST = 100_000
Cell = int | float | str | bool | Mapping[str, str]
Grid = Mapping[tuple[int, int], Cell]


def read_roster(path: Path) -> Roster:
    """The roster in a workbook, read in the reading process.

    Raises: XlToolsError of reading for a file that cannot be read; K01 telling what is wrong with it by row, K02 if no
        sheet has the title of the column of units, or several do, K03 if two columns have one title, K04 if it names
        no unit.
    """
    worker = Worker(limits_here(), _READER)
    try:
        content = worker.extract(path, read_bytes(path, worker.limits))
    finally:
        worker.close()
    return roster_of_content(content, path.name)


def roster_of_content(content: Mapping[str, Any], name: str) -> Roster:
    """The roster of what the reading process says of a workbook. Raises: as read_roster."""
    called = f"名单“{name}”"
    grids: dict[str, Grid] = {}
    for sheet, (rows, columns, values) in content["values"].items():
        grids[sheet] = dict(zip(zip(rows, columns, strict=True), values, strict=True))
    heads = {sheet: found for sheet, grid in grids.items() if (found := _head(grid))}
    sheet = _sheet(heads, called)
    top, columns = heads[sheet]
    columns = _single(columns, grids[sheet], top, called)
    grid = _spread(grids[sheet], content["merges"].get(sheet, ()), columns, top)
    problems: list[str] = []
    rows = list(_rows(grid, top, columns, problems))
    return roster_from(rows, called, problems)


def _sheet(heads: Mapping[str, tuple[int, Mapping[int, str]]], called: str) -> str:
    """The sheet of the roster: the one called so, else the only one that has the titles."""
    if SHEET in heads:
        return SHEET
    if not heads:
        raise XlToolsError(
            f"{called}里找不到“{TITLES[NAME]}”这一列。",
            code="K02",
            hint="请在第一行写上各列的标题，例如单位名称、层级、上级单位；也可以先建立一份空的名单，再把单位填进去。",
        )
    if len(heads) > 1:
        told = "、".join(f"“{sheet}”" for sheet in heads)
        raise XlToolsError(
            f"{called}里有几张表都像名单（{told}）。", code="K02", hint=f"请把要用的那张表改名为“{SHEET}”。"
        )
    return next(iter(heads))


def _head(grid: Grid) -> tuple[int, Mapping[int, str]] | None:
    """The row of the titles with its columns; None if no row has that of the units."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in grid.items():
        if row < _HEAD_ROWS and isinstance(cell, str) and (id_ := column_of(cell)):
            found.setdefault(row, {})[column] = id_
    heads = {row: columns for row, columns in found.items() if NAME in columns.values()}
    if not heads:
        return None
    top = max(heads, key=lambda row: (len(heads[row]), -row))
    return top, dict(sorted(heads[top].items()))


def _single(columns: Mapping[int, str], grid: Grid, top: int, called: str) -> Mapping[int, str]:
    """The columns, those of which there can be but one taken once: that with our own title, if one has it.

    Raises: XlToolsError K03 if nothing says which of several.
    """
    single = dict(columns)
    for id_ in (NAME, *_SPREAD):
        several = [column for column, one in columns.items() if one == id_]
        own = [column for column in several if strip(str(grid[top, column])) == TITLES[id_]]
        if len(several) > 1 and len(own) != 1:
            raise XlToolsError(
                f"{called}里有不止一列可以当作“{TITLES[id_]}”。", code="K03", hint="请只留一列，或把多出来的列改名。"
            )
        for column in several:
            if len(several) > 1 and column not in own:
                del single[column]
    return single


def _spread(grid: Grid, merges: Sequence[str], columns: Mapping[int, str], top: int) -> Grid:
    """The cells, with the text of a merged cell in each of its rows where that is what it means."""
    full = dict(grid)
    for left, first, last in _boxes(merges):
        value = grid.get((first, left))
        if columns.get(left) in _SPREAD and first > top and value is not None and last - first < _MOST:
            for row in range(first + 1, last + 1):
                full.setdefault((row, left), value)
    return full


def _boxes(merges: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Column, first row and last row of each merge, counted from 0."""
    for reference in merges:
        if found := _RANGE.fullmatch(reference):
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
            yield column - 1, int(found[2]) - 1, int(found[4]) - 1


def _rows(grid: Grid, top: int, columns: Mapping[int, str], problems: list[str]) -> Iterator[RosterRow]:
    """Every row below the titles in which a unit stands, or something of one."""
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(grid.items(), key=lambda item: item[0]):
        if row > top and column in columns:
            by_row.setdefault(row, {})[column] = cell
    for row, cells in by_row.items():
        texts: dict[str, str] = {}
        for column, cell in cells.items():
            if text := _text(cell):
                before = texts.get(columns[column])
                texts[columns[column]] = f"{before}、{text}" if before else text
        # Merged columns reach over rows without a unit, and notes stand anywhere.
        if not texts.keys() - {*_SPREAD, NOTE}:
            continue
        if all(column_of(text) == id_ for id_, text in texts.items()):
            # The titles once more, as they are printed on every page.
            continue
        for column, cell in cells.items():
            if isinstance(cell, Mapping) and "error" in cell:
                problems.append(f"第 {row + 1} 行的“{TITLES[columns[column]]}”是错误值 {cell['error']}")
        due = next((cell for column, cell in cells.items() if columns[column] == DUE), None)
        day = date.fromisoformat(due["date"][:10]) if isinstance(due, Mapping) and "date" in due else None
        yield RosterRow(row + 1, texts, day)


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return strip(cell)
        case bool():
            return ""
        case int() | float():
            # A telephone number that was typed as a number.
            return plain_decimal(Decimal(format(cell, ".15g")) + 0)
        case _:
            return cell.get("date", "")[:10]
