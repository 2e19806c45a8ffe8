"""Tables of a source → printed rows under printed headers, by the labels and merges of the boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xl_tools.forms.load import all_forms
from xl_tools.printed import TableState
from xl_tools.published.grid import Grid, Segment, roles_of, segments
from xl_tools.published.heads import HEAD_ROLES, Heads, Span, lost_heads, read_heads, row_label_end
from xl_tools.published.labels import Role, exact_key, marks
from xl_tools.published.rows import Found, Header, Record, Slot, Text, is_blank, is_value
from xl_tools.published.source import Box, Table

_BANNER = re.compile(r"第?二十条第?")
_MERGED = "原件把几栏合并成一格，分不清是哪一栏的数"
_TALL = "原件把几行合并成一格，分不清是哪一行的数"
_SHIFTED = "这一行的格子没有对齐栏目"
_SAME_ROWS = 2
"""So many rows printed again are another table, not one that goes on."""


@dataclass
class _Open:
    """A table that is being read and may go on in the next table of the source."""

    found: Found
    heads: Heads | None = None
    width: int = 0
    leaf: Box | None = None


def read_tables(tables: Sequence[Table]) -> tuple[dict[str, Found], frozenset[int]]:
    """What the tables hold of the form, by section id, and which of them hold any of it.

    Where a table of the form stands in the source twice, the fuller one counts, and the others are its rivals.
    """
    opened: dict[str, list[_Open]] = {}
    used: set[int] = set()
    for number, table in enumerate(tables):
        grid = Grid(table)
        widths = {section: several[-1].width for section, several in opened.items()}
        for segment in segments(grid, widths):
            several = opened.setdefault(segment.section, [])
            if not several or _begins_again(grid, segment, several[-1].found):
                several.append(_Open(Found(segment.section, TableState.TABLE, table.where)))
            _Reading(grid, segment, several[-1]).read()
            used.add(number)
    found: dict[str, Found] = {}
    for section, several in opened.items():
        for one in several:
            _join_torn_labels(one.found)
        best = max((one.found for one in several), key=_fullness)
        rivals = [one.found for one in several if one.found is not best and 2 * _fullness(one.found) > _fullness(best)]
        found[section] = replace(best, rivals=rivals)
    return found, frozenset(used)


def _begins_again(grid: Grid, segment: Segment, found: Found) -> bool:
    """Whether a segment holds rows that were read already: the table is printed a second time."""
    if segment.section == "review":
        filled = any(slot.parts for record in found.records for slot in record.slots)
        heads = sum(Role.COLUMN in roles_of(box, "review") for box in grid.starting(segment.start + 1))
        return filled and heads > _SAME_ROWS
    known = {exact_key(record.path[-1]) for record in found.records if record.path}
    boxes = [box for row in range(segment.start, segment.end) for box in grid.starting(row)]
    again = {exact_key(box.text) for box in boxes if Role.ROW in roles_of(box, segment.section)}
    return len(known & again) >= _SAME_ROWS


def _fullness(found: Found) -> int:
    """How much of a table was read: its labelled rows under labelled columns."""
    rows = sum(
        min(len(record.slots), sum(bool(head.path) for head in found.headers[record.header].columns))
        for record in found.records
        if not record.path or any(mark.role is Role.ROW for mark in marks(record.path[-1]))
    )
    return 1 + 2 * rows


class _Reading:
    """One segment of a grid being read into an open table."""

    def __init__(self, grid: Grid, segment: Segment, one: _Open) -> None:
        self.grid, self.segment, self.open, self.found = grid, segment, one, one.found
        self.depth = max(
            len(column.label)
            for form in all_forms()
            for block in form.section(segment.section).blocks
            for column in block.columns
        )
        self.head_rows: list[int] = []
        self.banner = ""
        self.other_grid = one.heads is not None and grid.width != one.width
        one.leaf = None

    def read(self) -> None:
        for row in range(self.segment.start, self.segment.end):
            starting = self.grid.starting(row)
            if not starting:
                continue
            if self._is_banner(starting):
                self._end_head()
                banner = next(box for box in starting if _says_banner(box))
                self.banner = banner.text
                self.found.others.append((Role.BANNER, Text(banner.text, banner.where)))
            elif self._is_head(starting):
                self.head_rows.append(row)
            else:
                self._end_head(row)
                self._data_row(row)
        self._end_head()

    def _roles(self, box: Box) -> set[Role]:
        return roles_of(box, self.segment.section)

    def _is_banner(self, boxes: list[Box]) -> bool:
        """“第二十条第（一）项” across the table, whatever stands beside it in a column of its own."""
        filled = [box for box in boxes if exact_key(box.text)]
        if self.segment.section != "proactive" or not any(map(_says_banner, filled)):
            return False
        return not any(self._roles(box) - {Role.BANNER} for box in filled if not _says_banner(box))

    def _is_head(self, boxes: list[Box]) -> bool:
        roles = [self._roles(box) for box in boxes]
        if any(Role.ROW in one and Role.COLUMN not in one for one in roles):
            return False
        known = [box.column for box, one in zip(boxes, roles, strict=True) if one & HEAD_ROLES]
        numbers = [box.column for box in boxes if is_value(box.text) and not is_blank(box.text)]
        if known:
            return not any(column > min(known) for column in numbers)  # a number left of all labels is 序号
        return not numbers and self.depth > 1 and 0 < len(self.head_rows) < self.depth

    def _end_head(self, below: int | None = None) -> None:
        """Make the header of the rows collected, once the first row below them is reached."""
        if not self.head_rows:
            return
        heads = read_heads(self.grid, self.segment, self.head_rows, below)
        self.head_rows = []
        self.found.others += [(Role.CORNER, text) for text in heads.corners]
        self.found.others += [(Role.COLUMN_GROUP, text) for text in heads.groups]
        self._begin(heads, Header(heads.heads, self.banner))

    def _begin(self, heads: Heads, header: Header) -> None:
        self.found.headers.append(header)
        self.open.heads, self.open.width, self.other_grid = heads, self.grid.width, False

    # --- data rows

    def _data_row(self, row: int) -> None:
        if self.open.heads is None:
            heads = lost_heads(self.grid, self.segment, row)
            self._begin(heads, Header(heads.heads, lost=True))
        heads = self.open.heads
        assert heads is not None
        end = row_label_end(self.grid, self.segment) if self.other_grid else heads.label_end
        boxes = self.grid.covering(row)
        labels = [box for box in boxes if box.column < end and exact_key(box.text)]
        labels = [box for box in labels if not is_value(box.text)] or labels
        leaf = labels[-1] if labels else None
        left = [box for box in boxes if box.column < end and leaf and box.column > leaf.column and is_number(box)]
        data = left + [box for box in boxes if box.column >= end]
        if self._is_note(row, labels, data):
            return
        goes_on = leaf is not None and leaf is self.open.leaf and Role.ROW_GROUP not in self._roles(leaf)
        self.open.leaf = leaf
        where = leaf.where if leaf else (data[0].where if data else self.found.where)
        path = tuple(box.text for box in labels)
        if leaf and self._roles(leaf) == {Role.ROW_GROUP}:
            path = (*path, "")
        record = Record(path, where, len(self.found.headers) - 1)
        if goes_on and self.found.records:
            last = self.found.records[-1]
            below = self._slots(row, [box for box in data if box.row == row], heads, leaf)
            self.found.records[-1] = replace(last, slots=_together(last.slots, below))
            return
        if left or self._is_off(data, heads.spans):
            record = self._shifted(record, row, data, heads, leaf)
        else:
            aligned = all(heads.fits(box) for box in data)
            slots = self._slots(row, data, heads, leaf)
            record = replace(record, slots=slots, counted=self.other_grid or not aligned)
        self.found.others += [(Role.ROW_GROUP, Text(box.text, box.where)) for box in labels[: len(path) - 1]]
        self.found.records.append(record)

    def _is_off(self, data: Sequence[Box], spans: Sequence[Span]) -> bool:
        """Whether a row is too short or too long for the head, so that no box need stand under its own label."""
        if self.other_grid:
            return len(data) != len(spans)
        outside = [box for box in data if not any(span.meets(box) for span in spans)]
        short = bool(spans) and not any(spans[-1].meets(box) for box in data)
        return any(map(is_number, outside)) or short

    def _shifted(self, record: Record, row: int, data: Sequence[Box], heads: Heads, leaf: Box | None) -> Record:
        """A row whose boxes can only be counted: by their order if they are as many as the columns."""
        if len(data) == len(heads.spans):
            slots = tuple(self._slot(row, at, [box], leaf) for at, box in enumerate(data))
            return replace(record, slots=tuple(replace(slot, torn=slot.torn or _SHIFTED) for slot in slots))
        return replace(record, loose=tuple(Text(box.text, box.where) for box in data))

    def _is_note(self, row: int, labels: list[Box], data: list[Box]) -> bool:
        """A text over the whole width, or a label without any data box, is a note or the title of a group."""
        if data or self.segment.section == "review":
            filled = [box for box in data if not is_value(box.text)]
            wide = len(data) == 1 and not labels and filled and data[0].columns > 1
            if not wide:
                return False
            self.found.notes.append(Text(data[0].text, data[0].where))
            return True
        for box in labels:
            if box.row == row:
                if Role.ROW_GROUP in self._roles(box):
                    self.found.others.append((Role.ROW_GROUP, Text(box.text, box.where)))
                else:
                    self.found.notes.append(Text(box.text, box.where))
        return True

    def _slots(self, row: int, data: list[Box], heads: Heads, leaf: Box | None) -> tuple[Slot, ...]:
        spans = heads.spans
        if len(data) == len(spans) and (self.other_grid or all(map(Span.meets, spans, data))):
            return tuple(self._slot(row, at, [box], leaf) for at, box in enumerate(data))
        found: list[Slot] = []
        for at, span in enumerate(spans):
            here = [box for box in data if span.meets(box)]
            shared = [box for box in here if sum(one.meets(box) for one in spans) > 1]
            if shared:
                parts = tuple(Text(box.text, box.where) for box in here if not is_blank(box.text))
                found.append(Slot(at, parts, here[0].where, _MERGED, refused=True))
            elif here:
                found.append(self._slot(row, at, here, leaf))
        return tuple(found)

    def _slot(self, row: int, at: int, boxes: list[Box], leaf: Box | None) -> Slot:
        parts = tuple(Text(box.text, box.where) for box in boxes if not is_blank(box.text))
        tall = any(box.rows > 1 and (leaf is None or box.rows > leaf.rows) for box in boxes)
        if (tall and self.segment.section != "review") or any(box.row < row for box in boxes):
            return Slot(at, parts, boxes[0].where, _TALL, refused=True)
        return Slot(at, parts, boxes[0].where)


def _says_banner(box: Box) -> bool:
    return Role.BANNER in roles_of(box, "proactive") or bool(_BANNER.match(exact_key(box.text)))


def is_number(box: Box) -> bool:
    """Whether a box holds a number, a sign for none, or a damaged number; not a blank."""
    return is_value(box.text) and not is_blank(box.text)


def _together(first: tuple[Slot, ...], second: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The slots of two grid rows of one label: a cell that was split keeps both of its texts."""
    more = {slot.column: slot for slot in second}
    joined = [
        replace(slot, parts=slot.parts + more[slot.column].parts) if slot.column in more else slot for slot in first
    ]
    known = {slot.column for slot in first}
    return (*joined, *(slot for slot in second if slot.column not in known))


def _join_torn_labels(found: Found) -> None:
    """A row broken by the end of a page leaves half of its label above a row of blanks: one label again."""
    records: list[Record] = []
    for record in found.records:
        last = records[-1] if records else None
        if last and last.path and record.path and not any(slot.parts for slot in record.slots):
            whole = last.path[-1] + record.path[-1]
            is_row = any(mark.exact and mark.role is Role.ROW for mark in marks(whole))
            if is_row and not any(mark.exact for mark in marks(record.path[-1])):
                records[-1] = replace(last, path=(*last.path[:-1], whole))
                continue
        records.append(record)
    found.records = records
