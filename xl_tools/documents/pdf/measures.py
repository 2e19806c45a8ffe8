"""What the data for report.typ is measured and written in: points, and texts that know where they may break."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from xl_tools.documents.look import Look

Data: TypeAlias = dict[str, Any]
Text: TypeAlias = str | list[str]
"""A string; or its pieces, where a run of letters or digits has to break because it is longer than the line."""

POINTS_PER_MM = 72 / 25.4
_LETTER_EMS = 0.56
_WORD = re.compile("[!-~\u00a1-\u024f]+")


def text_width(look: Look) -> float:
    """Width of the text on a page in points."""
    return look.page.text_width * POINTS_PER_MM


def text_height(look: Look) -> float:
    return look.page.text_height * POINTS_PER_MM


def across(text: str, look: Look, style: str) -> Text:
    """A text in one of the look's styles that has the whole width of the page."""
    return broken(text, text_width(look), look.styles[style].size)


def broken(text: str, room: float, size: float) -> Text:
    """The text, in pieces if a word of Latin letters, digits and signs in it is wider than `room`."""
    longest = max(int(room / (size * _LETTER_EMS)), 1)
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        if len(word[0]) > longest:
            pieces += [text[end : word.start()], *word[0]]
            end = word.end()
    return [piece for piece in (*pieces, text[end:]) if piece] if pieces else text
