"""The cells of a worksheet into which somebody pasted a report, as a source."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal
from xl_tools.published.runs import Row, runs
from xl_tools.published.source import Block, Box, Line, Source, SourceKind, Table
from xl_tools.published.source_blocks import EDGES


def source_of_grid(cells: Mapping[tuple[int, int], str], name: str) -> Source:
    """What was pasted: rows with several cells are tables, cells alone in their row are lines.

    Args:
        cells: text by row and column, both from 0; the inner cells of a merge are empty.
        name: of the worksheet.

    Raises: Refusal N31 if there is no text in it.
    """
    texts = {place: text for place, raw in cells.items() if (text := clean(raw).strip(EDGES))}
    if not texts:
        raise Refusal("N31")
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(texts.items()):
        by_row.setdefault(row, {})[column] = text
    left = min(column for _, column in texts)
    nothing: dict[int, str] = {}
    # An empty row ends a table, and the row of a table that was flattened before it was pasted.
    rows = [
        Row(row, by_row.get(row, nothing))
        for row in range(min(by_row), max(by_row) + 1)
        if row in by_row or row - 1 in by_row
    ]
    blocks: list[Block] = []
    for run in runs(rows, 1):
        first, *others = run
        blocks += [_table(run, name)] if others or first.full else _lines(first, left, name)
    return Source(SourceKind.SHEET, tuple(blocks))


def _table(run: tuple[Row, ...], name: str) -> Table:
    first = run[0].at
    boxes = tuple(
        Box(text, row.at - first, column, f"{name}!{_letters(column)}{row.at + 1}")
        for row in run
        for column, text in row.cells.items()
    )
    last = f"—{run[-1].at + 1}" if len(run) > 1 else ""
    return Table(boxes, f"{name}!第 {first + 1}{last} 行")


def _lines(row: Row, left: int, name: str) -> list[Line]:
    """A cell alone in its row, one line for each of its own; tabs tell how far to the right it stands."""
    if not row.cells:
        return [Line("", f"{name}!第 {row.at + 1} 行")]
    ((column, text),) = row.cells.items()
    tabs = "\t" * (column - left)
    return [Line(tabs + line, f"{name}!{_letters(column)}{row.at + 1}") for line in text.split("\n")]


def _letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)
