"""Lines of a section's text → headings and paragraphs: which numbered lines are titles, and how deep they stand.

A wrong heading is worse than a paragraph, so a line becomes one only together with all others of its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.documents.blocks import Heading, Paragraph

DEEPEST = 4
"""Level of the deepest headings that the look has a style for."""
LONGEST_TITLE = 30
"""Characters of a title with its number; nearly all longer lines are sentences."""
_ANEW = re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})、(?P<title>.+)")
"""Inside a section that the form does not divide, an office may begin anew with “一、”, “二、” …"""
# 结构层次序数 in their usual order below “一、”. A point between digits is a decimal, not the end of a number.
_NUMBERINGS = (
    re.compile(r"[（(]\s*(?P<number>[一二三四五六七八九十]{1,3})\s*[）)](?P<title>.+)"),
    re.compile(r"(?P<number>[0-9]{1,2})\s*[.．、](?P<title>[^0-9０-９].*)"),
    re.compile(r"[（(]\s*(?P<number>[0-9]{1,2})\s*[）)](?P<title>.+)"),
)
# A title may have commas inside, but neither ends a sentence nor announces what follows.
_TITLE = re.compile(r"[^。！？；!?;…]*[^。！？；!?;…，、：,:]")
_WIDE_DIGITS = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_ONES = tuple("一二三四五六七八九")
_CHINESE = (*_ONES, "十", *(f"十{one}" for one in _ONES))
_NUMBERS = {name: number for number, chinese in enumerate(_CHINESE, start=1) for name in (chinese, str(number))}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section; `printed` for a heading that the form itself prints."""

    text: str
    printed: bool = False


def outline(lines: Sequence[Line]) -> Iterator[Heading | Paragraph]:
    """The lines of one section in their order, texts unchanged.

    Lines of one numbering become headings if they are numbered 1, 2, 3 … without a gap, each is a short title
    that ends no sentence, and each has text below it: items of a list have none. Headings of the form always
    are. The level is how deep a title stands in the section, from 2, whatever its numbering: where “1.” stands
    right below “一、”, it is the second layer, is set in the type of the second layer (as GB/T 9704-2012 has it,
    层 by 层), and no level is skipped, which readers of the page by voice and PDF/UA rely on.
    """
    divided = any(line.printed for line in lines)
    # One “一、” alone is the section's own heading, pasted with its text.
    anew = not divided and sum(bool(_numbered(line.text, _ANEW)) for line in lines) > 1
    return _below(lines, (_ANEW, *_NUMBERINGS) if anew else _NUMBERINGS, 2)


def _below(lines: Sequence[Line], numberings: Sequence[re.Pattern[str]], level: int) -> Iterator[Heading | Paragraph]:
    if not numberings or level > DEEPEST:
        yield from (Paragraph(line.text) for line in lines)
        return
    numbering, *finer = numberings
    titles = _titles(lines, numbering)
    starts = [*titles, len(lines)]
    yield from _below(lines[: starts[0]], _finer(lines[: starts[0]], numbering, finer), level)
    for start, end in zip(starts, starts[1:], strict=False):
        below = lines[start + 1 : end]
        yield Heading(level, lines[start].text)
        yield from _below(below, _finer(below, numbering, finer), level + 1)


def _finer(
    lines: Sequence[Line], numbering: re.Pattern[str], finer: Sequence[re.Pattern[str]]
) -> Sequence[re.Pattern[str]]:
    """The numberings for lines below a title: none where a coarser one is only text, or a child would outrank it."""
    return () if any(_numbered(line.text, numbering) for line in lines) else finer


def _titles(lines: Sequence[Line], numbering: re.Pattern[str]) -> list[int]:
    """Where the titles of a numbering stand: all its lines, or only those that the form prints."""
    found = {index: match for index, line in enumerate(lines) if (match := _numbered(line.text, numbering))}
    numbers = [_NUMBERS.get(match["number"]) for match in found.values()]
    printed = [index for index, line in enumerate(lines) if line.printed]
    if numbers == list(range(1, len(numbers) + 1)) and all(
        len(lines[index].text) <= LONGEST_TITLE
        and _TITLE.fullmatch(match["title"].strip())
        and index + 1 < len(lines)
        and index + 1 not in found
        for index, match in found.items()
        if index not in printed
    ):
        return sorted({*found, *printed})
    return printed


def _numbered(text: str, numbering: re.Pattern[str]) -> re.Match[str] | None:
    return numbering.fullmatch(text.translate(_WIDE_DIGITS))
