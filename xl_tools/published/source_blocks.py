"""From the cells of a table, each with what stands in it, to blocks of a source; and the place of every block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from xl_tools.published.source import Block, Box, Line, Table

EDGES = " \t\r\n\xa0\u3000"
"""What people type to indent or to pad."""
PICTURE, INPUT = "〔图片〕", "〔输入框〕"
_TABLE = "〔内嵌表格〕"
UNREADABLE = frozenset({PICTURE, INPUT, _TABLE})
"""What stands in the text of a cell instead of what cannot be read."""
_LONG = 200
"""Characters of a cell that holds a text; the longest label of the form has not 50."""


@dataclass(slots=True)
class Cell:
    """One cell as a table is laid out; `rows` grows while cells below are merged with it.

    `instead` says what is in it that cannot be read: it must not pass for an empty cell.
    """

    row: int
    column: int
    columns: int = 1
    rows: int = 1
    blocks: list[Block] = field(default_factory=list[Block])
    instead: str = ""

    @property
    def text(self) -> str:
        """The lines in it, one below the other."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]


def blocks_of(cells: Sequence[Cell]) -> list[Block]:
    """One table, and behind it those that stand in its cells; if it only frames a text, what it frames.

    Args:
        cells: in reading order, without overlaps.
    """
    if not any(cell.blocks for cell in cells):
        return []
    if _frames(cells):
        return [block for cell in cells for block in cell.blocks]
    boxes = tuple(Box(_said(cell), cell.row, cell.column, "", cell.rows, cell.columns) for cell in cells)
    return [Table(boxes, ""), *(table for cell in cells for table in cell.tables)]


def _said(cell: Cell) -> str:
    return cell.text or (_TABLE if cell.tables else cell.instead)


def _frames(cells: Sequence[Cell]) -> bool:
    if max(Counter(cell.row for cell in cells).values()) == 1:
        return True
    inner = sum(len(table.boxes) for cell in cells for table in cell.tables)
    texts = [cell.text for cell in cells if cell.text and not cell.tables]
    if inner:
        return len(texts) <= inner
    long = sum(len(text) > _LONG for text in texts)
    # A report that stands in a table of two columns, its headings on the left.
    return long > 0 and len(texts) <= 4 * long


def located(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their places: paragraphs and tables are counted from the beginning of the document."""
    found: list[Block] = []
    lines = tables = 0
    for block in blocks:
        if isinstance(block, Line):
            lines += 1
            found.append(replace(block, where=f"第 {lines} 段"))
        else:
            tables += 1
            name = f"第 {tables} 个表"
            boxes = (replace(box, where=f"{name}第 {box.row + 1} 行第 {box.column + 1} 栏") for box in block.boxes)
            found.append(Table(tuple(boxes), name))
    return tuple(found)


def lines_of(text: str, level: int = 0) -> list[Line]:
    """The lines of a text that hold something, without the blanks around them."""
    return [Line(line, "", level) for part in text.split("\n") if (line := part.strip(EDGES))]
