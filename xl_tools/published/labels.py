"""Labels as they are printed and mistyped: what counts as the same label, what as nearly the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from xl_tools.characters import UNSEEN
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Section

_SPACES = re.compile(rf"[\s\ufeff{UNSEEN}]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟‘’‚‛'＇「」『』〝〞﹁﹂", '"'))
_ORDINAL = re.compile(
    r"^(?:\((?P<inner>[一二三四五六七八九十]{1,3}|[0-9]{1,2})\)|第(?P<part>[一二三四五六七八九十]{1,3})(?:部分|章|项)[、.:]?"
    r"|(?P<plain>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.,](?![0-9]))"
)
_MARKS = re.compile(r"[^\w\u4e00-\u9fff]+")
_NOTE = re.compile(r"\([^()]*\)$")
_NUMERALS = {
    name: number for number, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"), 1)
}
_LONGEST = 120
"""No label has nearly as many characters; a longer text is prose."""


class Role(Enum):
    """What a label of the form stands for."""

    BANNER = "banner"
    CORNER = "corner"
    ROW = "row"
    ROW_GROUP = "row group"
    COLUMN = "column"
    COLUMN_GROUP = "column group"


@dataclass(frozen=True, slots=True)
class Mark:
    """One label of the form that a printed text may be; `exact` if spaces and width are all that differs."""

    section: str
    role: Role
    label: str
    exact: bool


@lru_cache(maxsize=8192)
def exact_key(text: str) -> str:
    """The text without spaces, in narrow characters, with one kind of quotation marks."""
    return unicodedata.normalize("NFKC", _SPACES.sub("", text).translate(_QUOTES)).translate(_QUOTES)


@lru_cache(maxsize=8192)
def loose_key(text: str) -> str:
    """The words of a label alone, without its number and without punctuation."""
    key = exact_key(text)
    return _MARKS.sub("", _ORDINAL.sub("", key)) or _MARKS.sub("", key)


@lru_cache(maxsize=8192)
def ordinal(text: str) -> int:
    """The number that a label begins with, “3.”, “（三）” or “三、”; 0 for none."""
    found = _ORDINAL.match(exact_key(text))
    if not found:
        return 0
    number = found["inner"] or found["part"] or found["plain"]
    if number.isdecimal():
        return int(number)
    if number.startswith("十"):
        return 10 + _NUMERALS.get(number[1:], 0)
    return _NUMERALS.get(number, 0)


@lru_cache(maxsize=8192)
def spellings(label: str) -> tuple[str, ...]:
    """The words of a label of the form: in full, and without the remark in brackets after it."""
    short = _NOTE.sub("", exact_key(label))
    return tuple(dict.fromkeys(key for key in (loose_key(label), loose_key(short)) if key))


def distance(text: str, label: str) -> int:
    """Characters in which the words of a printed text differ from those of a label, at the best spelling."""
    key = loose_key(text)
    return min((Levenshtein.distance(key, one) for one in spellings(label)), default=len(key))


def near(text: str, label: str) -> bool:
    """Whether a printed text is a label with no more characters wrong than such a label can bear."""
    key = loose_key(text)
    return any(Levenshtein.distance(key, one) <= _tolerance(len(one)) for one in spellings(label))


def _tolerance(length: int) -> int:
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 10 else 3 if length < 20 else 5


@lru_cache(maxsize=8192)
def marks(text: str) -> tuple[Mark, ...]:
    """The labels of any edition that a printed text is, or nearly is; none if two different labels are as near."""
    key = exact_key(text)
    if not key or len(key) > _LONGEST:
        return ()
    if exact := _by_key().get(key):
        return exact
    words = loose_key(text)
    if len(words) < 2:
        return ()
    best, found = len(words), dict[str, list[Mark]]()
    for mark in _marks_near(len(words)):
        off = distance(text, mark.label)
        if off > best or not near(text, mark.label):
            continue
        if off < best:
            best, found = off, {}
        found.setdefault(loose_key(mark.label), []).append(mark)
    if len(found) != 1:
        return ()
    nearest = next(iter(found.values()))
    number = ordinal(text)
    agreeing = [mark for mark in nearest if ordinal(mark.label) == number] or nearest
    return tuple(Mark(mark.section, mark.role, mark.label, exact=False) for mark in agreeing)


@cache
def _by_key() -> dict[str, tuple[Mark, ...]]:
    found: dict[str, tuple[Mark, ...]] = {}
    for mark in _all_marks():
        key = exact_key(mark.label)
        found[key] = (*found.get(key, ()), mark)
    return found


@cache
def _marks_near(length: int) -> tuple[Mark, ...]:
    """Labels that a text of so many characters can be near to; most have another length."""
    return tuple(
        mark
        for mark in _all_marks()
        if any(abs(len(one) - length) <= _tolerance(len(one)) for one in spellings(mark.label))
    )


@cache
def _all_marks() -> tuple[Mark, ...]:
    found = (
        Mark(section.id, role, label, exact=True)
        for form in all_forms()
        for section in form.tables
        for role, label in section_labels(section)
    )
    return tuple(dict.fromkeys(found))


def section_labels(section: Section) -> Iterable[tuple[Role, str]]:
    """Every label that a table of the form prints, with what it stands for."""
    for block in section.blocks:
        if block.banner:
            yield Role.BANNER, block.banner
        if block.corner:
            yield Role.CORNER, block.corner
        for column in block.columns:
            yield from ((Role.COLUMN_GROUP, label) for label in column.label[:-1])
            yield Role.COLUMN, column.label[-1]
        for row in block.rows:
            yield from ((Role.ROW_GROUP, label) for label in row.label[:-1])
            yield from ((Role.ROW, label) for label in row.label[-1:])
