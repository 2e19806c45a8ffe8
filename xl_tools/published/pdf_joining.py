"""A ruled table that goes on over pages: its parts put together, as if the pages had no end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xl_tools.published.pdf_tables import MARGINS, NEAR, Part, PartCell, merged, near

_BEGINS = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、]|[（(]?[0-9]{1,2}[.)）、．]|第[一二三四五六七八九十]+条")
"""How a label begins; what does not begin so may be the rest of one that stands on the page before."""
_WORDS = re.compile(r"[\u3400-\u9fff]")
_FEW = 3


def continues(above: Part, below: Part) -> bool:
    """Whether a part at the head of a page goes on with a table at the foot of the page before."""
    if abs(above.edges[0] - below.edges[0]) > NEAR or abs(above.edges[-1] - below.edges[-1]) > NEAR:
        return False
    inner = [sorted(part.edges[1:-1]) for part in (above, below)]
    few, many = sorted(inner, key=len)
    return 2 * sum(_has(many, edge) for edge in few) >= len(few)


def append(above: Part, below: Part) -> None:
    """Add to a table its part on the next page, without the head that is printed there once more."""
    head = _repeated(above, below)
    cells = [cell for cell in below.cells if cell.row >= head]
    shift = above.rows - head
    for cell in cells:
        cell.row += shift
    last = [cell for cell in above.cells if cell.row + cell.rows == above.rows]
    first = [cell for cell in cells if cell.row == above.rows]
    pairs = [(_above(last, cell), cell) for cell in first]
    torn = _is_torn(above, pairs)
    gone: set[int] = set()
    for upper, cell in pairs:
        if upper is not None and ((torn and cell.rows == 1) or _goes_on(upper, cell)):
            upper.text = "\n".join(text for text in (upper.text, cell.text) if text)
            upper.rows += cell.rows
            gone.add(id(cell))
    above.cells += [cell for cell in cells if id(cell) not in gone]
    above.rows += below.rows - head
    if torn:
        _drop_row(above, above.rows - (below.rows - head))
    above.edges = merged((*above.edges, *below.edges))
    above.bottom, above.page = below.bottom, below.page


def _repeated(above: Part, below: Part) -> int:
    """How many rows at the head of a part are those that the table begins with."""
    same = 0
    while same < min(above.rows, below.rows) and _is_same_row(above, below, same):
        same += 1
    while same and any(cell.row < same < cell.row + cell.rows for cell in below.cells):
        same -= 1
    return same if same < below.rows else 0


def _is_same_row(above: Part, below: Part, row: int) -> bool:
    cells, others = (
        sorted((cell for cell in part.cells if cell.row == row), key=lambda cell: cell.left) for part in (above, below)
    )
    return len(cells) == len(others) > 0 and all(
        "".join(cell.text.split()) == "".join(other.text.split())
        and cell.rows == other.rows
        and near(cell.left, other.left)
        and near(cell.right, other.right)
        for cell, other in zip(cells, others, strict=True)
    )


def _goes_on(upper: PartCell, lower: PartCell) -> bool:
    """Whether a cell that is merged over several rows was cut by the end of the page."""
    if max(upper.rows, lower.rows) == 1 or not (upper.text or lower.text):
        return False
    if not upper.text or not lower.text:
        return True
    texts = ["".join(cell.text.split()) for cell in (upper, lower)]
    if texts[0] == texts[1]:
        lower.text = ""
        return True
    return bool(_BEGINS.match(texts[0])) and not _BEGINS.match(texts[1])


def _is_torn(table: Part, pairs: Sequence[tuple[PartCell | None, PartCell]]) -> bool:
    """Whether the last row of a page goes on in the first of the next, which programs allow unless they are told."""
    row = [(upper, cell) for upper, cell in pairs if cell.rows == 1 and upper is not None]
    if len(row) < 2 or any(upper is None for upper, cell in pairs if cell.rows == 1):
        return False
    if any(_BEGINS.match(cell.text) for _, cell in pairs if cell.rows > 1):
        return False
    if not any(cell.text for _, cell in row) or not any(upper.text for upper, _ in row if upper.rows == 1):
        # Nothing fitted above the end of the page, or nothing was left to print below it.
        return True
    both = [(upper, cell) for upper, cell in row if upper.text and cell.text]
    if any(
        _BEGINS.match(cell.text) or not (_WORDS.search(upper.text) and _WORDS.search(cell.text)) for upper, cell in both
    ):
        return False
    nameless = bool(row[0][0].text) and not row[0][1].text
    if not both:
        return nameless and not any(upper.text for upper, _ in row[1:])
    return nameless or any(_is_full(upper, cell) or _has_numbers(table, upper) for upper, cell in both)


def _is_full(upper: PartCell, lower: PartCell) -> bool:
    """Whether the next word would not have fitted on the last line above."""
    return upper.end + lower.begin + MARGINS >= upper.right - upper.left


def _has_numbers(table: Part, cell: PartCell) -> bool:
    """Whether nearly all labels of this column begin with a number, so that one without is the rest of another."""
    column = [one.text for one in table.cells if one.text and near(one.left, cell.left) and near(one.right, cell.right)]
    return len(column) >= _FEW and sum(bool(_BEGINS.match(text)) for text in column) >= 0.8 * len(column)


def _above(last: Sequence[PartCell], cell: PartCell) -> PartCell | None:
    """The cell at the foot of the page before that stands exactly over this one."""
    return next((one for one in last if near(one.left, cell.left) and near(one.right, cell.right)), None)


def _drop_row(part: Part, row: int) -> None:
    """Take out a row that has become one with the row above it."""
    for cell in part.cells:
        if cell.row >= row + 1:
            cell.row -= 1
        elif cell.row + cell.rows > row:
            cell.rows -= 1
    part.rows -= 1


def _has(edges: Sequence[float], edge: float) -> bool:
    return any(near(one, edge) for one in edges)
