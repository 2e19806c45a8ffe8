"""The head of a table: where the labels of rows end, and which grid columns each printed column covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xl_tools.published.grid import Grid, Segment, roles_of
from xl_tools.published.labels import Role, exact_key
from xl_tools.published.rows import Head, Text
from xl_tools.published.source import Box

HEAD_ROLES = frozenset({Role.COLUMN, Role.COLUMN_GROUP, Role.CORNER})


@dataclass(frozen=True, slots=True)
class Span:
    """The columns of the grid that one printed column covers, the last one excluded."""

    start: int
    end: int

    def meets(self, box: Box) -> bool:
        return box.column < self.end and self.start < box.column + box.columns


@dataclass(frozen=True, slots=True)
class Heads:
    """The printed columns of a head, with the grid columns of each; `label_end` is the first of them."""

    heads: tuple[Head, ...]
    spans: tuple[Span, ...]
    label_end: int
    corners: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()

    def fits(self, box: Box) -> bool:
        """Whether a box stands inside one printed column, or covers several of them to their edges."""
        end = box.column + box.columns
        inside = any(span.start <= box.column and end <= span.end for span in self.spans)
        edges = any(span.start == box.column for span in self.spans) and any(span.end == end for span in self.spans)
        return inside or edges


def read_heads(grid: Grid, segment: Segment, rows: Sequence[int], below: int | None) -> Heads:
    """The head that stands in some rows of a grid.

    Args:
        below: the first data row, which tells whether two columns were only not merged in the head; None for none.
    """
    end = _label_end(grid, segment, rows)
    heads: list[Head] = []
    spans: list[Span] = []
    deepest: Box | None = None
    for column in range(end, grid.width):
        boxes = [box for row in rows for box in grid.covering(row) if _covers(box, column)]
        boxes = list(dict.fromkeys(box for box in boxes if Role.CORNER not in roles_of(box, segment.section)))
        if not boxes:
            deepest = None
            continue  # right of the head: a row that is too long
        head = _head(boxes, segment.section)
        if spans and (boxes[-1] is deepest or _is_one_column(grid, below, column, head, heads[-1])):
            spans[-1] = Span(spans[-1].start, column + 1)
        else:
            spans.append(Span(column, column + 1))
            heads.append(head)
        deepest = boxes[-1]
    starting = [box for row in rows for box in grid.starting(row)]
    corners = tuple(Text(box.text, box.where) for box in starting if box.column < end and exact_key(box.text))
    named = {text for head in heads for text in head.path[:-1]}
    groups = tuple(Text(box.text, box.where) for box in starting if box.column >= end and box.text in named)
    return Heads(tuple(heads), tuple(spans), end, corners, groups)


def lost_heads(grid: Grid, segment: Segment, row: int) -> Heads:
    """Columns without labels, as many as a row has boxes right of its label."""
    end = row_label_end(grid, segment)
    boxes = [box for box in grid.covering(row) if box.column >= end]
    spans = tuple(Span(box.column, box.column + box.columns) for box in boxes)
    return Heads(tuple(Head(()) for _ in boxes), spans, end)


def row_label_end(grid: Grid, segment: Segment) -> int:
    """Where the labels of most rows end."""
    ends = [
        box.column + box.columns
        for row in range(segment.start, segment.end)
        for box in grid.starting(row)
        if Role.ROW in roles_of(box, segment.section)
    ]
    return max(set(ends), key=ends.count) if ends else 0


def _label_end(grid: Grid, segment: Segment, rows: Sequence[int]) -> int:
    section = segment.section
    boxes = [box for row in rows for box in grid.starting(row)]
    across = [box.column for box in boxes if roles_of(box, section) & {Role.COLUMN, Role.COLUMN_GROUP}]
    limit = min(across, default=grid.width)
    if section == "review":
        return 0 if limit == grid.width else limit
    corners = [box.column + box.columns for box in boxes if Role.CORNER in roles_of(box, section)]
    return min(max(corners) if corners else row_label_end(grid, segment), limit)


def _covers(box: Box, column: int) -> bool:
    return box.column <= column < box.column + box.columns


def _head(boxes: Sequence[Box], section: str) -> Head:
    """One printed column; a label that is lost, or one of two, leaves an empty text at the end of the path."""
    filled = [box for box in boxes if exact_key(box.text)]
    path = tuple(box.text for box in filled)
    lost = not filled or (filled[-1] is not boxes[-1] and roles_of(filled[-1], section) == {Role.COLUMN_GROUP})
    several = len({exact_key(box.text) for box in filled if Role.COLUMN in roles_of(box, section)}) > 1
    return Head((*path, "") if lost or several else path, boxes[-1].where)


def _is_one_column(grid: Grid, row: int | None, column: int, head: Head, left: Head) -> bool:
    """Whether a head that is blank, or the same as the one left of it, was only not merged with that one."""
    boxes = [] if row is None else grid.covering(row)
    over = any(box.column < column < box.column + box.columns for box in boxes)
    return over and (not any(map(exact_key, head.path)) or head.path == left.path)
