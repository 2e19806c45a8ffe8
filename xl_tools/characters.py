"""Characters that no text may carry on its way out: into a workbook, a document, a data file, or onto a screen.

They are those that no XML can hold, those that steer a terminal, and those that make a text read differently from
what is stored. What a stranger typed is never refused for them here: the text goes out without them.
"""

from __future__ import annotations

import re

# What other programs use for “next line”; a vertical tab is a line break typed in Word.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters: the first group is illegal in XML
    "\ud800-\udfff"  # lone surrogates cannot be written as UTF-8
    "\ufdd0-\ufdef"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls make text read differently from what is stored
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # byte order mark, annotation and tag characters: never visible
)
UNSEEN = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
"""Characters without a shape that a text may hold, for a class of a pattern: programs may skip them before a sign."""
_DROPPED = re.compile(f"[{_FORBIDDEN}]")
_ESCAPED = re.compile(f"[{_FORBIDDEN}\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text without XML-illegal characters, lone surrogates and bidi controls; line ends become “\\n”."""
    return _DROPPED.sub("", _LINE_ENDS.sub("\n", text))


def escaped(text: str) -> str:
    """The text with the same characters written out, as JSON writes them, for a screen or JSON on its way there.

    >>> escaped("年报\\u202efdp.exe\\x1b[31m")
    '年报\\\\u202efdp.exe\\\\u001b[31m'
    """
    return _ESCAPED.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
