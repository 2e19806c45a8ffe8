"""The grid that the boxes of one table make, and which rows of it belong to which table of the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xl_tools.published.labels import Mark, Role, marks
from xl_tools.published.source import Box, Table

_FEW, _MANY = 2, 5
"""Row labels of 表三 that tell the table together with its head, and without any."""


@dataclass(frozen=True)
class Grid:
    """A table of a source by rows and columns."""

    table: Table

    @cached_property
    def width(self) -> int:
        return max((box.column + box.columns for box in self.table.boxes), default=0)

    @cached_property
    def height(self) -> int:
        return max((box.row + box.rows for box in self.table.boxes), default=0)

    @cached_property
    def _covering(self) -> dict[int, list[Box]]:
        rows: dict[int, list[Box]] = {}
        for box in self.table.boxes:
            for row in range(box.row, box.row + box.rows):
                rows.setdefault(row, []).append(box)
        for boxes in rows.values():
            boxes.sort(key=lambda box: box.column)
        return rows

    def covering(self, row: int) -> list[Box]:
        """The boxes that stand in a row, left to right, whether they begin there or above."""
        return self._covering.get(row, [])

    def starting(self, row: int) -> list[Box]:
        return [box for box in self.covering(row) if box.row == row]


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring rows of a grid that belong to one table of the form; `end` is the row after the last."""

    section: str
    start: int
    end: int


def roles_of(box: Box, section: str) -> set[Role]:
    """What a box may be in one table of the form."""
    return {mark.role for mark in marks(box.text) if mark.section == section}


def segments(grid: Grid, open_widths: dict[str, int]) -> Iterator[Segment]:
    """The parts of a grid that are tables of the form; rows of anything else are left out.

    Args:
        open_widths: columns of the grid in which each table that is already begun was printed; a part without a
            head may go on with one of them.
    """
    current, start = "", 0
    runs: list[Segment] = []
    for row in range(grid.height):
        section = _section_of(grid, row, current)
        if section != current:
            if current:
                runs.append(Segment(current, start, row))
            # The first rows of a part may be the rest of a row that the page broke.
            current, start = section, 0 if not runs and section in open_widths else row
    if current:
        runs.append(Segment(current, start, grid.height))
    elif grid.width == open_widths.get("review", -1):
        runs.append(Segment("review", 0, grid.height))
    yield from (run for run in runs if _is_table(grid, run, open_widths))


def _section_of(grid: Grid, row: int, current: str) -> str:
    votes: dict[str, int] = {}
    for box in grid.starting(row):
        found: dict[str, int] = {}
        for mark in marks(box.text):
            found[mark.section] = max(found.get(mark.section, 0), 2 if mark.exact else 1)
        for section, weight in found.items():
            votes[section] = votes.get(section, 0) + weight
    best = [section for section, weight in votes.items() if weight == max(votes.values())]
    return current if not best or current in best else best[0]


def _is_table(grid: Grid, segment: Segment, open_widths: dict[str, int]) -> bool:
    found: set[Mark] = set()
    for row in range(segment.start, segment.end):
        for box in grid.starting(row):
            found |= {mark for mark in marks(box.text) if mark.section == segment.section}
    labels = {role: {mark.label for mark in found if mark.role is role} for role in Role}
    rows, columns = len(labels[Role.ROW]), len(labels[Role.COLUMN])
    goes_on = segment.section in open_widths
    if segment.section == "review":
        same = goes_on and grid.width == open_widths["review"]
        return (columns >= 3 and bool(labels[Role.COLUMN_GROUP])) or columns >= _MANY or same
    if segment.section == "requests":
        same = goes_on and rows > 0 and (grid.width <= open_widths["requests"] or rows >= _FEW)
        head = columns >= _MANY and bool(labels[Role.CORNER] or labels[Role.COLUMN_GROUP])
        return head or (rows >= _FEW and columns >= 3) or rows >= _MANY or same
    return rows > 0 and (columns > 0 or bool(labels[Role.BANNER]) or goes_on)
