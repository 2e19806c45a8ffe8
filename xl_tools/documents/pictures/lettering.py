"""How much room text takes in a picture, without asking any font: estimates that real fonts stay below."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

_DIGIT, _DIGIT_BOLD = 0.6, 0.62
"""Widest digits among the fonts that are asked for, in em; 黑体 and Noto Sans have 0.5 to 0.59."""
_NARROW, _LETTER, _BROAD = 0.4, 0.7, 1.0
_BROAD_LETTERS = frozenset("MWmw@%&")
_NARROW_LETTERS = frozenset(" .,:;'|!()[]-")
_SHORTEST, _NEAR = 4, 10
"""Least length of the last line of several, and how far back a comma is looked for to break at, in em."""
_OPENING, _CLOSING = "（《〈「『【〔“‘(", "，。；：、？！）》〉」』】〕”’…—,.;:?!)%"
# What a line break may not tear: a number and its unit, a word, punctuation and its neighbour.
_CLUSTER = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z]+(?:\.[0-9]+)?[年月日件项个条元万%]?|.)[{re.escape(_CLOSING)}]*", re.DOTALL
)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Upper estimate of the width of a line of text, in the unit of `size`."""
    return size * sum(_em(character, bold) for character in text)


def shrunk(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """The size at which the text fits into the width: `size`, or less for a text that is too long."""
    needed = text_width(text, size, bold=bold)
    return size if needed <= width else math.floor(100 * size * width / needed) / 100


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most this width; no line begins with a comma or ends with an opening bracket.

    A last line of one or two characters gets more of the text, if possible from a comma on, without a further line.
    """
    lines = _filled(text, width, size, bold)
    if len(lines) < 2 or _long(lines[-1], size, bold):
        return lines
    narrower = [_filled(text, width - step * size / 2, size, bold) for step in range(1, 2 * _NEAR + 1)]
    balanced = [one for one in narrower if len(one) == len(lines)]
    long = [one for one in balanced if _long(one[-1], size, bold)]
    at_comma = [one for one in long if one[-2][-1] in _CLOSING]
    return next(iter((*at_comma, *long, *balanced[-1:], lines)))


def _long(line: str, size: float, bold: bool) -> bool:
    return text_width(line, size, bold=bold) >= _SHORTEST * size


def _filled(text: str, width: float, size: float, bold: bool) -> tuple[str, ...]:
    """The text in lines that are each as full as they can be."""
    lines: list[str] = []
    line = ""
    for cluster in _CLUSTER.findall(text):
        if text_width((line + cluster).rstrip(), size, bold=bold) <= width:
            line += cluster
            continue
        if line:
            lines.append(line)
        line = cluster.lstrip()
        while len(line) > 1 and text_width(line, size, bold=bold) > width:
            end = _last_that_fits(line, width, size, bold)
            lines.append(line[:end])
            line = line[end:]
    return tuple(one.strip() for one in (*lines, line) if one.strip())


def fit(
    text: str, width: float, sizes: Sequence[float], lines: int, *, bold: bool = False
) -> tuple[float, tuple[str, ...]]:
    """The largest of `sizes` (descending) at which the text takes at most so many lines, and those lines.

    A text that is too long even at the smallest size ends in “…”.
    """
    for size in sizes:
        wrapped = wrap(text, width, size, bold=bold)
        if len(wrapped) <= lines:
            return size, wrapped
    size = sizes[-1]
    kept = wrap(text, width, size, bold=bold)[:lines]
    last = kept[-1]
    while text_width(last + "…", size, bold=bold) > width:
        last = last[:-1]
    return size, (*kept[:-1], last + "…")


def _last_that_fits(text: str, width: float, size: float, bold: bool) -> int:
    """How many characters fit, at least one."""
    end = 1
    while text_width(text[: end + 1], size, bold=bold) <= width:
        end += 1
    return end


def _em(character: str, bold: bool) -> float:
    if "0" <= character <= "9":
        return _DIGIT_BOLD if bold else _DIGIT
    if character in _NARROW_LETTERS:
        return _NARROW
    if character in _BROAD_LETTERS or unicodedata.east_asian_width(character) not in ("Na", "H"):
        return _BROAD
    return _LETTER
