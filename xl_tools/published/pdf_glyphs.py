"""Characters of a PDF page by their places: put together into lines as somebody reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

UNREADABLE = "\ufffd"
"""Stands for a character whose font does not say which one it is, so that no number loses a digit unnoticed."""
_SAME_LINE = 0.5
"""Of the size of the characters: how far their middles may differ in height within one line."""
_GAP, _WIDE_GAP, _COLUMN_GAP = 0.3, 0.8, 1.6
"""Of the size: a gap that is a blank beside a figure or a letter, one between two Chinese characters, and several."""
_CLOSING = frozenset("，。、；：？！）》〉」』】〕”’…—％%")
"""What never begins a line."""
_TWICE = 1.0
"""Points between two prints of the same character, which is how some programs make it bold."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, in points from the left and upper edges of its page.

    Attributes:
        turn: 0 for upright ones, 1 for those turned clockwise (read downwards), -1 for the other way.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    turn: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of print.

    Attributes:
        size: that of most of its characters.
        first: width of what stands at its beginning and can only be printed on one line: a number, a word, a character
            with the signs behind it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    first: float


def glyphs_of(chars: Iterable[Any]) -> list[Glyph]:
    """The characters that pdfplumber found on a page, without slanted ones, which are stamps across the text."""
    found: list[Glyph] = []
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    for char in chars:
        a, b, c, d = char["matrix"][:4]
        upright = abs(b) + abs(c) <= 0.3 * (abs(a) + abs(d))
        if not upright and abs(a) + abs(d) > 0.3 * (abs(b) + abs(c)):
            continue
        text = UNREADABLE if char["text"].startswith("(cid:") else char["text"]
        left, top = float(char["x0"]), float(char["top"])
        places = [(text, round(left) + x, round(top) + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        if text.strip() and any(_is_near(seen.get(place), left, top) for place in places):
            continue
        seen[text, round(left), round(top)] = (left, top)
        turn = 0 if upright else 1 if b < 0 else -1
        found.append(Glyph(text, left, top, float(char["x1"]), float(char["bottom"]), float(char["size"]), turn))
    return found


def _is_near(place: tuple[float, float] | None, left: float, top: float) -> bool:
    return place is not None and abs(place[0] - left) < _TWICE and abs(place[1] - top) < _TWICE


def runs_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters that were printed one behind the other, in the order of the file."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and not (glyph.turn or last.turn)
            and abs(glyph.middle - last.middle) <= _GAP * glyph.size
            and abs(glyph.left - last.right) <= _GAP * glyph.size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def words_of(run: Sequence[Glyph]) -> list[list[Glyph]]:
    """A run cut where there are blanks in it."""
    words: list[list[Glyph]] = [[]]
    for glyph in run:
        if glyph.text.strip():
            words[-1].append(glyph)
        elif words[-1]:
            words.append([])
    return [word for word in words if word]


def lines_of_glyphs(glyphs: Sequence[Glyph]) -> list[Printed]:
    """The lines that upright characters make, from above to below."""
    lines: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted((one for one in glyphs if not one.turn), key=lambda one: (one.middle, one.left)):
        if lines and abs(glyph.middle - middle) <= _SAME_LINE * min(glyph.size, lines[-1][-1].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle = glyph.middle
    printed = [_printed(sorted(line, key=lambda one: (one.left, one.right))) for line in lines]
    return [line for line in printed if line.text]


def text_in_cell(glyphs: Sequence[Glyph]) -> str:
    """What stands in a cell, one line below the other; what is set from above to below becomes one line."""
    turned = Counter(glyph.turn for glyph in glyphs if glyph.text.strip())
    if turned and (turn := turned.most_common(1)[0][0]):
        return _columns([glyph for glyph in glyphs if glyph.turn == turn], turn)
    if _runs_down([glyph for glyph in glyphs if glyph.text.strip()]):
        return _columns(glyphs, 1)
    return "\n".join(line.text for line in lines_of_glyphs(glyphs))


def joined(first: str, second: str) -> str:
    """Two lines of one paragraph; between Latin words stands a blank where the line ended."""
    between = " " if re.search(r"[A-Za-z,.;]$", first) and re.match(r"[A-Za-z]", second) else ""
    return first + between + second


def _printed(line: Sequence[Glyph]) -> Printed:
    text = ""
    before: Glyph | None = None
    for glyph in line:
        if before is not None:
            text += _gap(before, glyph)
        text += glyph.text
        before = glyph
    inked = [glyph for glyph in line if glyph.text.strip()] or line
    size = Counter(round(glyph.size, 1) for glyph in inked).most_common(1)[0][0]
    return Printed(
        re.sub(r"[ \xa0]{3,}", "  ", text).strip(" \xa0\u3000\t\r\n"),
        inked[0].left,
        min(glyph.top for glyph in inked),
        max(glyph.right for glyph in inked),
        max(glyph.bottom for glyph in inked),
        size,
        inked[_token(inked) - 1].right - inked[0].left,
    )


def _token(line: Sequence[Glyph]) -> int:
    """How many characters at the beginning of a line cannot be parted."""
    latin = line[0].text.isascii()
    end = 1
    while end < len(line) and (line[end].text in _CLOSING or (latin and line[end].text.isascii())):
        end += 1
    return end


def _gap(before: Glyph, glyph: Glyph) -> str:
    """The blank that a reader sees between two characters where the file has none."""
    gap = (glyph.left - before.right) / max(before.size, glyph.size, 1)
    if gap > _COLUMN_GAP:
        return "  "
    if not before.text.strip() or not glyph.text.strip():
        return ""
    wide = before.text[-1] >= "\u2e80" and glyph.text[0] >= "\u2e80"
    return " " if gap > (_WIDE_GAP if wide else _GAP) else ""


def _runs_down(glyphs: Sequence[Glyph]) -> bool:
    """Whether the characters, in the order in which they were printed, stand one below the other."""
    down = aside = 0
    for before, glyph in zip(glyphs, glyphs[1:], strict=False):
        if abs(glyph.center - before.center) < 0.3 * glyph.size and glyph.top - before.top > 0.5 * glyph.size:
            down += 1
        elif abs(glyph.middle - before.middle) < 0.3 * glyph.size:
            aside += 1
    return down >= 2 and down > 2 * aside and any(glyph.text >= "\u2e80" for glyph in glyphs)


def _columns(glyphs: Sequence[Glyph], turn: int) -> str:
    """Characters set from above to below in columns from right to left, or, turned the other way, the reverse."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: -turn * one.center):
        # Signs such as brackets are narrow, and stand at one side of their column.
        if columns and any(_overlap(glyph, other) for other in columns[-1]):
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return "".join(
        "".join(glyph.text for glyph in sorted(column, key=lambda one: turn * one.middle)).strip() for column in columns
    )


def _overlap(one: Glyph, other: Glyph) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0.2 * min(one.size, other.size)
