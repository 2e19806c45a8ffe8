"""查看来源: the units behind one number of a summary workbook, read from its sheet 溯源."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xl_tools.summary.names import TOP, TRACE
from xl_tools.summary.sheet_trace import COLUMNS
from xl_tools.values import plain_decimal
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.spot import Spot

_AT = {column.title: index for index, column in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class Source:
    """One line of 溯源.

    Attributes:
        value: the number as it is shown.
        spot: the line itself.
    """

    unit: str
    value: str
    file: str
    place: str
    digest: str
    explanation: str
    spot: Spot


def sources_of(grid: Grid, cell: str) -> tuple[Source, ...]:
    """The lines about one cell, by its id, in their order; none if the sheet has none."""
    column = _AT["单元格编号"]
    rows = sorted(row for (row, at), value in grid.items() if at == column and row > TOP and value == cell)
    return tuple(_source(grid, row) for row in rows)


def _source(grid: Grid, row: int) -> Source:
    def text(title: str) -> str:
        value = grid.get((row, _AT[title]), "")
        # A spreadsheet program has no other numbers; 15 digits are what it keeps.
        return plain_decimal(Decimal(f"{value:.15g}")) if isinstance(value, int | float) else str(value)

    sheet, address = text("工作表"), text("单元格")
    place = f"{sheet}!{address}" if sheet else ""
    spot = Spot(TRACE, row, 0)
    return Source(text("单位"), text("数"), text("文件"), place, text("摘要"), text("审核说明"), spot)
