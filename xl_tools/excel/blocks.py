"""Edits of cells written into an open workbook as few blocks, each one call to the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.characters import UNSEEN, clean
from xl_tools.errors import ApplicationError
from xl_tools.workbook.formulas import column_number
from xl_tools.workbook.patch import Edit, Formula, Stored
from xl_tools.workbook.spot import Box, Spot, boxes

if TYPE_CHECKING:
    import xlwings as xw

Address = tuple[str, str]
"""Sheet and address."""
Place = tuple[int, int]
"""Row and column, counted from 0."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LONG = 8000
"""Characters beyond which Excel refuses a text inside a block; alone in a cell it takes it."""
_CODE = re.compile(r"[A-Z]{1,2}[0-9]{1,5}")
"""A rule or an address: never a number, a date or a formula."""
# The signs in wide and small letters too, and behind what a program may skip: Excel of East Asia is not strict.
_FORMULA = re.compile(rf"""'|[\s"'{UNSEEN}]*[-=+@－＝＋＠﹣﹦﹢﹫−]""")
# What numbers, dates, times, amounts and truth values are made of, in Chinese and English settings.
_READABLE = re.compile(
    r"[\x00-\x7f０-９〇零一二三四五六七八九十百千万亿年月日号时点分秒上下午星期周元￥¥％．，：－／\s]+"
)


def apply(book: xw.Book, edits: Mapping[Address, Edit], around: Mapping[Address, Edit] | None = None) -> None:
    """Write edits, each sheet in as few blocks as there are separate areas.

    Args:
        edits: as patch_workbook takes them; stored results are left to the program, which reckons by itself.
        around: cells that may be written again with what stands in them, so that scattered edits become one block.

    Raises: ApplicationError P31 if the program refuses.
    """
    wanted, beside = _by_sheet(edits), _by_sheet(around or {})
    for sheet, cells in wanted.items():
        contents = beside.get(sheet, {}) | cells
        try:
            target = book.sheets[sheet]
            for box in _blocks(cells, contents):
                _write(target, box, contents)
        except Exception as error:
            raise ApplicationError(
                f"“{sheet}”写不进去。",
                code="P31",
                hint="请先结束单元格的编辑，再按一次；如果另外加了保护或改了表名，请先还原。已写的可用“撤销”退回。",
            ) from error


def typed(text: str) -> str:
    """The text as it must be typed to stay text: with a leading ' where Excel would read something else into it.

    Characters that no workbook may hold are left out.

    >>> typed("=1+1"), typed("2024-01-31"), typed("表三“总计”行"), typed("D6")
    ("'=1+1", "'2024-01-31", '表三“总计”行', 'D6')
    """
    text = clean(text)
    if not text or _CODE.fullmatch(text):
        return text
    return f"'{text}" if _FORMULA.match(text) or _READABLE.fullmatch(text) else text


def _by_sheet(edits: Mapping[Address, Edit]) -> dict[str, dict[Place, Edit]]:
    found: dict[str, dict[Place, Edit]] = {}
    for (sheet, address), edit in edits.items():
        if not isinstance(edit, Stored):
            match = _ADDRESS.fullmatch(address)
            if match is None:
                raise ValueError(f"{address!r} is not the address of a cell")
            found.setdefault(sheet, {})[int(match[2]) - 1, column_number(match[1])] = edit
    return found


def _blocks(cells: Mapping[Place, Edit], contents: Mapping[Place, Edit]) -> Iterator[Box]:
    """Boxes that cover the cells: within each area of writable cells the smallest one around those to be written."""
    long = {place for place, edit in contents.items() if isinstance(edit, str) and len(edit) > _LONG}
    for row, column in sorted(long & cells.keys()):
        yield row, column, row, column
    for top, left, bottom, right in boxes(_spots(contents.keys() - long)):
        inside = [(r, c) for r, c in cells if top <= r <= bottom and left <= c <= right and (r, c) not in long]
        if inside:
            rows, columns = [row for row, _ in inside], [column for _, column in inside]
            yield min(rows), min(columns), max(rows), max(columns)


def _spots(places: Iterable[Place]) -> Iterator[Spot]:
    return (Spot("", row, column) for row, column in places)


def _write(sheet: xw.Sheet, box: Box, contents: Mapping[Place, Edit]) -> None:
    top, left, bottom, right = box
    edits = [[contents[row, column] for column in range(left, right + 1)] for row in range(top, bottom + 1)]
    rows = [[_content(edit) for edit in line] for line in edits]
    target = sheet.range((top + 1, left + 1), (bottom + 1, right + 1))
    if any(isinstance(edit, Formula) for line in edits for edit in line):
        target.formula = rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]
    else:
        target.value = rows


def _content(edit: Edit) -> int | float | str | None:
    match edit:
        case Formula(text):
            return f"={text}"
        case str():
            return typed(edit)
        case Decimal():
            return float(edit)
        case Stored():
            return None
        case _:
            return edit
