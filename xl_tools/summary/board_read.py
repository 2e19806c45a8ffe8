"""报送情况 as it stands in a summary workbook: each unit and its status, read from the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from xl_tools.consolidation.board import Status
from xl_tools.summary.sheet_board import COLUMNS
from xl_tools.workbook.anchors import Grid

_AT = {column.title: index for index, column in enumerate(COLUMNS)}
_STATUS = {status.label: status for status in Status}


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the list; `whom` is the contact with telephone and mail, as far as they are known."""

    unit: str
    status: Status
    late_days: int
    why: str
    whom: str


def standings(grid: Grid) -> tuple[Standing, ...]:
    """The lines of the sheet, in their order; none if it holds none."""
    heads = [row for (row, column), value in grid.items() if column == _AT["状态"] and value == "状态"]
    if not heads:
        return ()
    column = _AT["状态"]
    rows = sorted(row for (row, at), value in grid.items() if at == column and row > heads[0] and value in _STATUS)
    return tuple(_standing(grid, row) for row in rows)


def _standing(grid: Grid, row: int) -> Standing:
    def text(title: str) -> str:
        return str(grid.get((row, _AT[title]), ""))

    late = grid.get((row, _AT["迟报天数"]), 0)
    whom = "，".join(filter(None, (text("联系人"), text("电话"), text("邮箱"))))
    days = int(late) if isinstance(late, int | float) else 0
    return Standing(text("单位"), _STATUS[text("状态")], days, text("说明"), whom)
