"""How wide texts are, and where the lines of title and signature stand."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from xl_tools.documents.blocks import Signature

_AFTER = frozenset("省市州盟县区旗乡镇府局院厅")
"""What a name is best broken after, unless another of them follows (州, 市): a whole division or office."""
_AFTER_WORTH = 4.0
"""Characters of unevenness that such a place is worth."""
_NEVER_FIRST = frozenset("，。、；：）》”’·")
_DATE_FREE, _NAME_FREE = 4.0, 2.0
"""The least characters free at the right of date and name, as on documents after GB/T 9704-2012."""


@lru_cache(maxsize=1024)
def width(text: str) -> float:
    """Width in characters of full width; a digit has half of one.

    Kept, because labels of the form are the same in every report, and most numbers are small.
    """
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def title_lines(lines: Sequence[str], room: float) -> tuple[str, ...]:
    """The lines of a title, those wider than `room` characters broken into even parts.

    A single character on a line of its own, as a program that fills line by line would leave it, is no title.
    """
    return tuple(part for line in lines for part in _even(line, room))


def signature_indents(signature: Signature, room: float) -> tuple[float, float]:
    """Characters free at the right of the name and of the date, which are centred on each other.

    Args:
        room: characters in a line; a name wider than what is free of it fills several.
    """
    half = (min(width(signature.unit), room - _NAME_FREE) - width(signature.date_text)) / 2
    free = max(_DATE_FREE, _NAME_FREE + half)
    return free - half, free


def _even(line: str, room: float) -> Iterator[str]:
    whole = width(line)
    while whole > room:
        wished = whole / math.ceil(whole / room)
        places = [(_cost(line, place, reach - wished), place) for place, reach in _places(line, room)]
        if not places:
            break
        _, best = min(places)
        yield line[:best]
        line = line[best:]
        whole = width(line)
    yield line


def _places(line: str, room: float) -> Iterator[tuple[int, float]]:
    """Where the line may be broken so that the part before it fits, and how wide that part is."""
    reach = 0.0
    for place in range(1, len(line)):
        reach += width(line[place - 1])
        if reach > room:
            return
        if _may_break(line[place - 1], line[place]):
            yield place, reach


def _cost(line: str, place: int, uneven: float) -> float:
    whole_word = line[place - 1] in _AFTER and line[place] not in _AFTER
    return abs(uneven) - (_AFTER_WORTH if whole_word else 0)


def _may_break(before: str, after: str) -> bool:
    return not (before.isascii() and after.isascii()) and after not in _NEVER_FIRST
