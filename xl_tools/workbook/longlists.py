"""Rows of long lists, written as they will stand in the file: cell by cell XlsxWriter takes ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from xl_tools.workbook.spot import column_letters

Content = int | float | Decimal | str | date | None


class _Cells(dict[int, Any]):
    """The cells of a row; XlsxWriter also asks for those that stand within a line."""

    def __missing__(self, column: int) -> None:
        return None


class _Line:
    """Neighbouring cells of a row as they stand in the file."""

    __slots__ = ("cells",)

    def __init__(self, cells: str) -> None:
        self.cells = cells


class LongList:
    """The lines of one sheet, beside which other cells of it are written as usual."""

    def __init__(self, sheet: Any, text: Callable[[str], str]) -> None:
        """Args:
        sheet: a worksheet of XlsxWriter, not in its mode of constant memory.
        text: makes a text one that a cell can hold.
        """
        self._sheet, self._text = sheet, text
        one_by_one = sheet._write_cell

        def write(row: int, column: int, cell: Any) -> None:
            if isinstance(cell, _Line):
                sheet.fh.write(cell.cells)
            else:
                one_by_one(row, column, cell)

        sheet._write_cell = write
        # How far rows reach may be left unsaid, and is not known from the first cell of a line.
        sheet._calculate_spans = _nothing

    def write(self, row: int, column: int, contents: Sequence[Content], looks: Sequence[Any]) -> None:
        """Write the cells of one row from a column on; `looks` are formats of XlsxWriter, one for each."""
        sheet, text = self._sheet, self._text
        shared = sheet.str_table._get_shared_string_index
        written: list[str] = []
        for letters, content, look in zip(_letters(column, len(contents)), contents, looks, strict=True):
            head = f'<c r="{letters}{row + 1}" s="{look.xf_index or look._get_xf_index()}"'
            if content is None or content == "":
                written.append(f"{head}/>")
            elif isinstance(content, int):
                written.append(f"{head}><v>{content}</v></c>")
            elif isinstance(content, str):
                written.append(f'{head} t="s"><v>{shared(text(content))}</v></c>')
            elif isinstance(content, date):
                written.append(f"{head}><v>{sheet._convert_date_time(content):.16G}</v></c>")
            else:
                written.append(f"{head}><v>{float(content):.16G}</v></c>")
        if written:
            sheet._check_dimensions(row, column)
            sheet._check_dimensions(row, column + len(written) - 1)
            cells = _Cells(sheet.table[row])
            cells[column] = _Line("".join(written))
            sheet.table[row] = cells


@cache
def _letters(column: int, count: int) -> tuple[str, ...]:
    return tuple(column_letters(column + offset) for offset in range(count))


def _nothing() -> None:
    pass
