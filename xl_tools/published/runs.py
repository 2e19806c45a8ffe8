"""Rows of cells that came without a frame around them: which of them make a table, and which are lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_NO_LABEL = re.compile(r"^[一二三四五六七八九十]{1,2}、|[。；！？]")
"""In a heading of a section and in a sentence."""
_LONGEST = 45
"""Characters of a row label; what is longer and stands alone is a text."""
_ALONE = 8
"""Rows with a label and nothing else that may follow each other within a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        at: its number in the source, from 1.
        cells: text by column, filled ones only.
        kind: how its cells were told apart; a table has rows of one kind.
        loose: it may as well be a line of its own, whatever stands around it.
    """

    at: int
    cells: Mapping[int, str]
    kind: str = ""
    loose: bool = True

    @property
    def full(self) -> bool:
        return len(self.cells) > 1


def runs(rows: Sequence[Row], least: int) -> Iterator[tuple[Row, ...]]:
    """Cut rows into tables, of two rows or more, and single rows, which are lines.

    Args:
        least: rows with two filled cells or more that a table needs.
    """
    at = done = 0
    while at < len(rows):
        if not rows[at].full:
            at += 1
            continue
        begin, end = _begin(rows, done, at), _end(rows, at)
        run = tuple(rows[begin:end])
        full = sum(row.full for row in run)
        if full >= least and 2 * full >= sum(row.full or row.loose for row in run):
            yield from ((row,) for row in rows[done:begin])
            yield run
            done = end
        at = end
    yield from ((row,) for row in rows[done:])


def _begin(rows: Sequence[Row], done: int, at: int) -> int:
    """Number of the first row that says of itself that it belongs to the table whose first full row is `at`."""
    while at > done and not rows[at - 1].loose and rows[at - 1].kind == rows[at].kind:
        at -= 1
    return at


def _end(rows: Sequence[Row], begin: int) -> int:
    """Number of the row behind the last one that belongs to the table beginning here."""
    end = begin + 1
    alone = 0
    for at in range(begin + 1, len(rows)):
        row = rows[at]
        if row.kind == rows[begin].kind and (row.full or not (row.loose or alone)):
            end, alone = at + 1, 0
            continue
        if row.full or not row.cells or (row.loose and not _is_label(row)):
            break
        alone += 1
        if alone > _ALONE:
            break
    return end


def _is_label(row: Row) -> bool:
    text = next(iter(row.cells.values()))
    return len(text) <= _LONGEST and not _NO_LABEL.search(text)
