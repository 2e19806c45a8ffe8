"""A text → sentences of known place; the text is folded to one set of digits and marks, letter by letter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

_FOLD = str.maketrans(
    "０１２３４５６７８９％．－﹣\u3000\xa0,;:()!?",
    "0123456789%.--  ，；：（）！？",
)
_SENTENCE = re.compile(r"(?:[^。！？\n.]|\.(?=[0-9A-Za-z])|(?<=[0-9])\.)+[。！？.]?")
_BREAKS = "，；：。！？"
_BRACKET = re.compile("[（）]")
_CLAUSE_END = re.compile(f"[{_BREAKS}（）]")
LAST_YEAR, THIS_YEAR, NEXT_YEAR = "\ue001", "\ue002", "\ue003"
"""Stand for the digits of the three years in folded text, so that one set of patterns serves all years."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence of one part of a narrative.

    Attributes:
        key, part: narrative key and part id (“” for the whole section).
        line: number of its line in the part, from 0.
        start: where it begins in the text of the part.
        text: as written, and `folded` of the same length.
    """

    key: str
    part: str
    line: int
    start: int
    text: str
    folded: str = field(repr=False)

    @cached_property
    def _breaks(self) -> tuple[int, ...]:
        """Where clauses end; brackets enclose clauses of their own."""
        return tuple(found.start() for found in _CLAUSE_END.finditer(self.folded))

    @cached_property
    def _brackets(self) -> tuple[tuple[int, int], ...]:
        """(place behind a bracket, how many are open there)."""
        depth, result = 0, [(0, 0)]
        for found in _BRACKET.finditer(self.folded):
            depth = max(0, depth + (1 if found[0] == "（" else -1))
            result.append((found.end(), depth))
        return tuple(result)

    def clause_start(self, position: int) -> int:
        """Where the clause that holds `position` begins."""
        index = bisect_left(self._breaks, position)
        return self._breaks[index - 1] + 1 if index else 0

    def clause_end(self, position: int) -> int:
        """Where the clause that holds `position` ends."""
        index = bisect_left(self._breaks, position)
        return self._breaks[index] if index < len(self._breaks) else len(self.folded)

    def depth(self, position: int) -> int:
        """How many brackets are open at `position`."""
        return self._brackets[bisect_right(self._brackets, (position, len(self.folded))) - 1][1]

    def quote(self, start: int, end: int, around: int = 24) -> str:
        """The words around a span, for a message: …收到申请2件…, whole clauses where they are short."""
        left = max(self.clause_start(start), start - around, 0)
        right = min(self.clause_end(end), end + around // 2)
        words = self.text[left:right].strip()
        before = "…" if self.text[:left].strip() else ""
        after = "…" if self.text[right:].strip(" 。！？.") else ""
        return f"{before}{words}{after}"


def fold(text: str, year: int) -> str:
    """The text with one set of digits and marks, and the years around `year` marked; of the same length."""
    folded = text.translate(_FOLD)
    for number, mark in ((year - 1, LAST_YEAR), (year, THIS_YEAR), (year + 1, NEXT_YEAR)):
        folded = folded.replace(f"{number}年", mark * len(str(number)) + "年")
    return folded


def sentences(key: str, part: str, text: str, year: int) -> Iterator[Sentence]:
    """The sentences of one part, in order; a line end always ends a sentence."""
    folded = fold(text, year)
    line, seen = 0, 0
    for found in _SENTENCE.finditer(folded):
        start, end = found.span()
        if not found[0].strip(" 。！？."):
            continue
        line += folded.count("\n", seen, start)
        seen = start
        yield Sentence(key, part, line, start, text[start:end], folded[start:end])
