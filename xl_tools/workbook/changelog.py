"""The lines of the sheet 修改记录: what an action changed, in a form that people read and 撤销 takes back."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xl_tools.workbook.anchors import Grid, Raw
from xl_tools.workbook.formulas import column_number
from xl_tools.workbook.layout import CHANGE_COLUMNS, CHANGE_ROWS, Layout
from xl_tools.workbook.patch import Edit
from xl_tools.workbook.spot import Spot

BLANK_SHOWN = "（空白）"
"""How a blank cell is written as an old value."""
_UNDONE = "（已撤销）"
_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,4})(?::([A-Z]{1,3})([1-9][0-9]{0,4}))?")
_LARGEST = 2000
"""Cells of one line; no table of the form is larger, and the sheet can be typed into."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `area` is a cell or a rectangle of cells that changed alike."""

    time: str
    action: str
    sheet: str
    area: str
    old: int | float | str | None
    new: int | float | str | None
    reason: str
    index: int = -1

    def spots(self) -> Iterator[Spot]:
        """The cells of the line; none if its area is not an address."""
        found = _AREA.fullmatch(self.area)
        if not found:
            return
        top, left = int(found[2]) - 1, column_number(found[1])
        bottom, right = (int(found[4]) - 1, column_number(found[3])) if found[3] else (top, left)
        if 0 < (bottom - top + 1) * (right - left + 1) <= _LARGEST:
            yield from (Spot(self.sheet, row, col) for row in range(top, bottom + 1) for col in range(left, right + 1))

    @property
    def values(self) -> tuple[int | float | str | None, ...]:
        """Its cells, in the order of CHANGE_COLUMNS."""
        return self.time, self.action, self.sheet, self.area, self.old, self.new, self.reason


def read_lines(grid: Grid, layout: Layout) -> list[Line]:
    """The lines in use, downwards."""
    lines: list[Line] = []
    for index in range(CHANGE_ROWS):
        first = layout.change(index)
        cells = [_plain(grid.get((first.row, first.column + offset))) for offset in range(len(CHANGE_COLUMNS))]
        if any(cell not in (None, "") for cell in cells):
            time, action, sheet, area, _, _, reason = ("" if cell is None else str(cell) for cell in cells)
            lines.append(Line(time, action, sheet, area, cells[4], cells[5], reason, index))
    return lines


def free_lines(grid: Grid, layout: Layout) -> range:
    """Numbers of the lines below the last one in use."""
    lines = read_lines(grid, layout)
    return range(lines[-1].index + 1 if lines else 0, CHANGE_ROWS)


def last_action(grid: Grid, layout: Layout, actions: Container[str]) -> tuple[str, list[Line]]:
    """The last recorded action that has not been undone, and its lines; "" and none where there is none.

    The old value of a blank cell comes as None.
    """
    found: list[Line] = []
    for line in reversed(read_lines(grid, layout)):
        if found and (line.time, line.action) != (found[0].time, found[0].action):
            break
        if line.action in actions:
            found.append(replace(line, old=None) if line.old == BLANK_SHOWN else line)
    found.reverse()
    return (found[0].action if found else ""), found


def line_edits(layout: Layout, free: Sequence[int], lines: Sequence[Line]) -> dict[tuple[str, str], Edit]:
    """Write new lines into free ones."""
    edits: dict[tuple[str, str], Edit] = {}
    for index, line in zip(free, lines, strict=False):
        edits |= _row(layout, index, line.values)
    return edits


def undone_edits(layout: Layout, lines: Sequence[Line], note: str) -> dict[tuple[str, str], Edit]:
    """Mark lines as undone: 操作 says so, and the note stands behind 原因."""
    edits: dict[tuple[str, str], Edit] = {}
    for line in lines:
        values = (f"{line.action}{_UNDONE}", "；".join(filter(None, (line.reason, note))))
        for name, value in zip(("action", "reason"), values, strict=True):
            first = layout.change(line.index)
            spot = Spot(first.sheet, first.row, first.column + CHANGE_COLUMNS.index(name))
            edits[spot.sheet, spot.address] = value
    return edits


def _row(layout: Layout, index: int, values: Sequence[int | float | str | None]) -> Mapping[tuple[str, str], Edit]:
    first = layout.change(index)
    spots = [Spot(first.sheet, first.row, first.column + offset) for offset in range(len(values))]
    return {(spot.sheet, spot.address): value for spot, value in zip(spots, values, strict=True)}


def _plain(raw: Raw | None) -> int | float | str | None:
    return str(next(iter(raw.values()), "")) if isinstance(raw, dict) else raw
