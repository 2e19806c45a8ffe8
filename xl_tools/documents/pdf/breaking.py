"""Where a text may break that has no place to: a run of letters or digits longer than its line."""

from __future__ import annotations

import re
from typing import TypeAlias

from xl_tools.documents.look import Look
from xl_tools.documents.measures.addresses import address_parts
from xl_tools.documents.measures.page import text_width

Text: TypeAlias = str | list[str]
"""A string; or its pieces, between which report.typ may break it."""

_LETTER_EMS = 0.56
_WORD = re.compile("[!-~\u00a1-\u024f]+")


def across(text: str, look: Look, style: str) -> Text:
    """A text in one of the look's styles that has the whole width of the page."""
    return broken(text, text_width(look), look.styles[style].size)


def broken(text: str, room: float, size: float) -> Text:
    """The text, in pieces if a word of Latin letters, digits and signs in it is wider than `room`.

    An address breaks after its signs, and elsewhere only where they are too far from each other.
    """
    longest = max(int(room / (size * _LETTER_EMS)), 1)
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        if len(word[0]) > longest:
            pieces.append(text[end : word.start()])
            for part in address_parts(word[0]):
                pieces += part if len(part) > longest else (part,)
            end = word.end()
    return [piece for piece in (*pieces, text[end:]) if piece] if pieces else text
