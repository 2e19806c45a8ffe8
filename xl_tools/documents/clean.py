"""The one place where text on its way into a document loses what no document may carry."""

from __future__ import annotations

import re

# What other programs use for “next line”; a vertical tab is a line break typed in Word.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters: the first group is illegal in XML
    "\ud800-\udfff"  # lone surrogates cannot be written as UTF-8
    "\ufdd0-\ufdef"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls make text read differently from what is stored
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # byte order mark, annotation and tag characters: never visible
    "]"
)
_EDGE = " \t\xa0\u3000"


def clean(text: str) -> str:
    """The text without XML-illegal characters, lone surrogates and bidi controls; line ends become “\\n”."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """The cleaned text on one line, without spaces at either end; for titles, headings and cells.

    >>> clean_line(" 某某\\n街道\\u202e ")
    '某某 街道'
    """
    return " ".join(clean_lines(text))


def clean_lines(text: str) -> tuple[str, ...]:
    """The cleaned lines that hold text, tabs as spaces, without the spaces people type to indent or to pad."""
    lines = (line.replace("\t", " ").strip(_EDGE) for line in clean(text).split("\n"))
    return tuple(line for line in lines if line)
