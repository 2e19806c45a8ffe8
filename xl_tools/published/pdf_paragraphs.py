"""Lines of print of a PDF → paragraphs; page numbers and running heads are taken out before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.characters import clean
from xl_tools.published.pdf_glyphs import Printed, joined
from xl_tools.published.pdf_tables import Part
from xl_tools.published.source import Line
from xl_tools.published.source_blocks import EDGES

_HEAD, _FOOT = 0.12, 0.88
"""Of the height of a page: above and below stand running heads and page numbers."""
_PAGE_NUMBER = re.compile(
    r"[-—–―－~·•\s]*(?:第\s*)?[0-9０-９]{1,3}\s*(?:页\s*)?(?:[/／，,]?\s*(?:共\s*)?[0-9０-９]{1,3}\s*页?)?[-—–―－~·•\s]*"
)
_FIGURES = re.compile(r"[0-9０-９]+")
_SPARE = 0.6
"""Of the size of the characters: what may still be free on a line on which the next word does not fit."""
_SPARE_INDENTED = 3.0
_SAME_SIZE = 0.6
_INDENT, _WIDEST_INDENT = 0.7, 3.5
_PITCH = 2.6
"""Of the size: the widest distance between two lines of a paragraph."""
_LONG = 15
"""Characters of a line of text."""
_SAME_HEIGHT = _SAME_EDGE = 4.0


@dataclass(slots=True)
class Page:
    """One page. `lines` are those outside of its tables; `characters` counts all that are seen on it."""

    number: int
    width: float
    height: float
    lines: list[Printed]
    parts: list[Part]
    pictures: bool
    characters: int
    unreadable: int

    def items(self) -> Iterator[Printed | Part]:
        """Lines and tables from above to below."""
        yield from sorted((*self.lines, *self.parts), key=lambda item: item.top)


Item = tuple[Page, Printed] | Part


def without_furniture(pages: Sequence[Page]) -> None:
    """Take page numbers, running heads and running feet out of the lines."""
    seen = Counter(key for page in pages for key in {_key(page, line) for line in page.lines if _is_outer(page, line)})
    for page in pages:
        page.lines = [
            line
            for index, line in enumerate(page.lines)
            if not _is_outer(page, line)
            or not (
                2 <= seen[_key(page, line)] >= len(pages) / 2
                or (index in (0, len(page.lines) - 1) and _PAGE_NUMBER.fullmatch(line.text))
            )
        ]


def _is_outer(page: Page, line: Printed) -> bool:
    """Whether a line stands at the head or the foot of its page, with no table further out."""
    if line.bottom < _HEAD * page.height:
        return all(part.top > line.top for part in page.parts)
    return line.top > _FOOT * page.height and all(part.bottom < line.bottom for part in page.parts)


def _key(page: Page, line: Printed) -> tuple[str, int]:
    at = line.top if line.top < page.height / 2 else page.height - line.top
    return _FIGURES.sub("#", "".join(line.text.split())), round(at / _SAME_HEIGHT)


def paragraphs(items: Sequence[Item]) -> Iterator[Line | Part]:
    """Tables as they are, lines put together into paragraphs."""
    edges = _Edges([item for item in items if not isinstance(item, Part)])
    numbers: Counter[int] = Counter()
    text, where, indented = "", "", False
    last: tuple[Page, Printed] | None = None
    for item in items:
        if isinstance(item, Part):
            if text:
                yield Line(text, where)
            text, last = "", None
            yield item
            continue
        page, line = item
        numbers[page.number] += 1
        written = clean(line.text).strip(EDGES)
        if last is not None and edges.go_on(last, item, indented=indented):
            text = joined(text, written)
        else:
            if text:
                yield Line(text, where)
            text, where = written, f"第 {page.number} 页第 {numbers[page.number]} 行"
            indented = edges.is_indented(item)
        last = item
    if text:
        yield Line(text, where)


class _Edges:
    """Where the lines of the text begin and end, on pages of each width, and how large it is printed."""

    def __init__(self, lines: Sequence[tuple[Page, Printed]]) -> None:
        # Tables without rules are lines as well, and there may be more of them than text.
        texts = [line for _, line in lines if "  " not in line.text and len(line.text) >= _LONG]
        sizes: Counter[float] = Counter()
        for line in texts or [line for _, line in lines]:
            sizes[line.size] += len(line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        sides: dict[int, list[Printed]] = {}
        for page, line in lines:
            if abs(line.size - self._size) <= _SAME_SIZE:
                sides.setdefault(round(page.width), []).append(line)
        self._edges = {
            width: (-_outermost([-line.left for line in some]), _outermost([line.right for line in some]))
            for width, some in sides.items()
        }

    def _edges_of(self, page: Page) -> tuple[float, float]:
        return self._edges.get(round(page.width), (0.0, page.width))

    def is_indented(self, item: tuple[Page, Printed]) -> bool:
        """Whether a line begins a paragraph as Chinese texts do."""
        page, line = item
        indent = line.left - self._edges_of(page)[0]
        return abs(line.size - self._size) <= _SAME_SIZE and _INDENT * line.size < indent < _WIDEST_INDENT * line.size

    def go_on(self, before: tuple[Page, Printed], after: tuple[Page, Printed], *, indented: bool) -> bool:
        """Whether a line is followed by one of the same paragraph.

        Args:
            indented: the first line of that paragraph is, so that those which follow can be told by their place.
        """
        (page, line), (next_page, next_line) = before, after
        # A line of several columns is no text that goes on.
        if abs(line.size - next_line.size) > _SAME_SIZE or "  " in line.text or "  " in next_line.text:
            return False
        left, right = self._edges_of(page)
        if line.right + next_line.first < right - (_SPARE_INDENTED if indented else _SPARE) * line.size:
            return False
        if page.number != next_page.number:
            near = next_page.number == page.number + 1 and page.width == next_page.width
        else:
            near = 0 < next_line.top - line.top <= _PITCH * line.size
        indent = next_line.left - left
        if line.size > self._size + _SAME_SIZE:
            # Titles are centred, what does not fit on the first line as well.
            return near and abs(indent - (right - next_line.right)) < line.size
        return near and indent <= _INDENT * line.size


def _outermost(edges: Sequence[float]) -> float:
    """The edge furthest out that more than one line has; a single line may run over it."""
    counts = Counter(round(edge / _SAME_EDGE) for edge in edges)
    shared = [edge for edge in edges if counts[round(edge / _SAME_EDGE)] > 1]
    return max(shared or edges)
