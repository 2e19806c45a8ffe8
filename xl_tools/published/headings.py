"""Headings of a published report: the six of the form, however they are numbered and mistyped, and those below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from xl_tools.forms.load import all_forms
from xl_tools.published.labels import exact_key, loose_key, ordinal
from xl_tools.published.litter import is_litter

_LONGEST = 45
"""Characters of the longest first-level heading that is told from a sentence."""
_TITLE_LENGTH = 30
_SURE, _WITH_NUMBER, _ALONE, _DEEPER = 0.75, 0.3, 0.8, 0.95
"""Likeness asked of a heading: numbered, with the right number, without a number, numbered as a sub-heading."""
_BY_NUMBER = frozenset({"overview", "problems", "other"})
_SHORTEST = 14
"""A heading of a text section that is no longer than this may be told by its number alone: “一、概述”."""
_CONTENTS = 4
"""So many headings without anything between them are a table of contents."""
_FIRST = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|第[一二三四五六七八九十]{1,3}(?:部分|章))")
_SECOND = re.compile(r"^\((?:[一二三四五六七八九十]{1,3})\)")
_THIRD = re.compile(r"^[0-9]{1,2}[.、](?![0-9])")
_FOURTH = re.compile(r"^\([0-9]{1,2}\)")
_NOTE = re.compile(r"\([^()]*\)$")
_NOTHING = re.compile(r"(?:本|我|暂|全)?[^、]{0,6}?(?:无|没有)")
"""“无其他需要报告的事项” is the text of the section, not its heading."""
_ENDS = re.compile(r"[。！？；!?;…]|[，、：,:]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A first-level heading of the form: the position of its line, and the text behind it on the same line."""

    at: int
    section: str
    text: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    at: int
    section: str
    score: float
    text: str
    rest: str


@cache
def section_titles() -> Mapping[str, tuple[int, str]]:
    """Section id → its number and its title, of the newest edition; all editions print the same ones."""
    return {section.id: (number, section.title) for number, section in enumerate(all_forms()[-1].sections, start=1)}


def find_headings(texts: Sequence[str | None]) -> list[Heading]:
    """The six headings among the texts, None standing for a table; each section at most once, in printed order.

    A table of contents is passed over. Of several lines that may be the heading of a section the likeliest counts,
    and one known by its number alone only if it stands between those of its neighbours.
    """
    found = [one for at, text in enumerate(texts) if text is not None for one in _candidates(at, text)]
    found = _without_contents(found, texts)
    best: dict[str, _Candidate] = {}
    for one in found:
        if one.section not in best or one.score > best[one.section].score:
            best[one.section] = one
    order = list(section_titles())
    kept = [one for one in best.values() if one.score >= 1 or _in_place(one, best, order)]
    return [Heading(one.at, one.section, one.text, one.rest) for one in sorted(kept, key=lambda one: one.at)]


def _in_place(one: _Candidate, best: Mapping[str, _Candidate], order: Sequence[str]) -> bool:
    """Whether a doubtful heading stands between the sure ones of other sections, in the form's order."""
    mine = order.index(one.section)
    return all(
        (other.at < one.at) == (order.index(other.section) < mine)
        for other in best.values()
        if other is not one and other.score > one.score
    )


def _candidates(at: int, text: str) -> list[_Candidate]:
    key = exact_key(text)
    if not key:
        return []
    number = ordinal(text)
    first, deeper = bool(_FIRST.match(key)), bool(_SECOND.match(key) or _FOURTH.match(key))
    short = len(key) <= _LONGEST and not _ENDS.search(key.rstrip("。.、:,;；"))
    found: list[_Candidate] = []
    for section, (wanted, title) in section_titles().items():
        likeness = _likeness(key, title) if short else 0.0
        agrees = first and number == wanted
        if agrees:
            needed = 0.0 if section in _BY_NUMBER and len(key) <= _SHORTEST else _WITH_NUMBER
        else:
            needed = _DEEPER if deeper else _SURE if number else _ALONE
        if short and likeness >= needed and (number or not (key.endswith("。") or _NOTHING.match(key))):
            sure = likeness >= _SURE and (agrees or not number)
            found.append(_Candidate(at, section, likeness + agrees * 0.5 + sure * 0.5, text.strip(), ""))
            continue
        if (split := _glued(text, title)) is not None:
            found.append(_Candidate(at, section, 1.2, text[:split].strip(), text[split:].lstrip(" 。.:：\u3000\t")))
    top = max((one.score for one in found), default=0.0)
    return [one for one in found if one.score == top][:1]


def _likeness(key: str, title: str) -> float:
    words = loose_key(title)
    spellings = {loose_key(key), loose_key(_NOTE.sub("", key))}
    best = max(Levenshtein.normalized_similarity(one, words) for one in spellings if one) if any(spellings) else 0.0
    inside = any(words in one and len(one) <= 2 * len(words) + 4 for one in spellings)
    return max(best, 0.85) if inside and len(words) > 4 else best


def _glued(text: str, title: str) -> int | None:
    """Where the text begins that stands on one line with the heading of the form; None if it is no such line."""
    target = exact_key(title)
    if not exact_key(text).startswith(target) or len(exact_key(text)) <= _LONGEST:
        return None
    return next((end for end in range(len(target), len(text)) if exact_key(text[:end]) == target), None)


def _without_contents(found: Sequence[_Candidate], texts: Sequence[str | None]) -> list[_Candidate]:
    runs: list[list[_Candidate]] = []
    for one in found:
        between: Sequence[str | None] = texts[runs[-1][-1].at + 1 : one.at] if runs else ()
        follows = bool(runs) and all(text is not None and is_litter(text) for text in between)
        if follows and one.section not in {other.section for other in runs[-1]}:
            runs[-1].append(one)
        else:
            runs.append([one])
    kept: list[_Candidate] = []
    for run in runs:
        again = all(any(other.section == one.section and other not in run for other in found) for one in run)
        if len(run) < _CONTENTS or not again:
            kept += run
    return kept


def section_titled(text: str) -> str:
    """The section of the form whose heading a text is, wherever it stands, as in a row of a table; empty for none."""
    return next((one.section for one in _candidates(0, text) if one.score >= 1), "")


def level_of_heading(text: str) -> int:
    """How deep a numbered line stands as a heading, 1 for 一、 to 4 for （1）; 0 if it is no heading."""
    key = exact_key(text)
    if not key or len(key) > _TITLE_LENGTH or _ENDS.search(key):
        return 0
    for level, pattern in enumerate((_FIRST, _SECOND, _THIRD, _FOURTH), start=1):
        if pattern.match(key):
            return level
    return 0
