"""Bytes of a text or a page → text: what the file declares is believed only if it makes sense of the bytes."""

from __future__ import annotations

import codecs
from collections import Counter

from xl_tools.intake.refusal import Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs"}
"""What is declared by the narrower name is nearly always written in the wider one."""
_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 60_000
_PLAUSIBLE = 0.5
"""Share of the characters outside ASCII that are common ones; in a right reading of a Chinese text it is over 0.9."""
_FREQUENT = {"gb2312": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
"""First bytes of the characters that either standard counts among the common ones."""


def decode(data: bytes, declared: str = "") -> str:
    """The text that bytes hold, without a byte order mark.

    Args:
        declared: encoding that the file or its headers name; empty if they name none.

    Raises: Refusal N32 if no encoding makes a text of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data[:_SAMPLE]:
        return _best(data, (*_WIDE, *_GUESSES))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        own = _known(declared)
        return _best(data, (own, *_GUESSES) if own else _GUESSES)


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip().isascii() else ""
    except (LookupError, ValueError):
        return ""
    name = _CHINESE.get(name, name)
    return name if name in _GUESSES or name in _WIDE else ""


def _best(data: bytes, encodings: tuple[str, ...]) -> str:
    """The reading in the encoding that makes most sense; of equal ones the first."""
    # A character cut in two at the end of the sample is one of thousands.
    sense = {encoding: _sense(data[:_SAMPLE].decode(encoding, "replace")) for encoding in encodings}
    best = max(sense, key=lambda encoding: sense[encoding])
    if sense[best] < _PLAUSIBLE:
        raise Refusal("N32")
    return data.decode(best, "replace")


def _sense(text: str) -> float:
    """How much of a text, outside ASCII, are characters that Chinese texts are made of: from 0 to 1."""
    counts = Counter(text)
    control = sum(count for sign, count in counts.items() if sign < " " and sign not in "\t\r\n\f\v")
    foreign = {sign: count for sign, count in counts.items() if sign > "\x7f"}
    whole = sum(foreign.values()) + control
    good = sum(count for sign, count in foreign.items() if _is_common(sign))
    return good / whole if whole else 1.0


def _is_common(sign: str) -> bool:
    if "\u3000" <= sign <= "\u301f" or "\uff01" <= sign <= "\uff5e" or sign in "\xa0“”‘’—…·":
        return True
    for encoding, first in _FREQUENT.items():
        try:
            if sign.encode(encoding)[0] in first:
                return True
        except UnicodeEncodeError:
            continue
    return False
