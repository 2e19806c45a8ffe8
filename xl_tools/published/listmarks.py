"""What browsers print in front of an item of an ordered list."""

from __future__ import annotations

import re

from xl_tools.published.numbering import FORMATS

_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
_UNMARKED = frozenset({"none", "disc", "circle", "square"})
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)


def list_mark(number: int, kind: str, style: str) -> str:
    """The number of an item with its sign; empty where the list shows none.

    Args:
        kind: attribute `type` of the list or item.
        style: attribute `style` of the list.

    >>> list_mark(3, "", ""), list_mark(3, "", "list-style-type: cjk-ideographic"), list_mark(3, "", "list-style:none")
    ('3.', '三、', '')
    """
    found = _STYLE.search(style)
    words = found[1].lower().split() if found else []
    if _UNMARKED.intersection(words):
        return ""
    name = next((_STYLES[word] for word in words if word in _STYLES), _TYPES.get(kind, "decimal"))
    text = FORMATS[name](number) if number > 0 else str(number)
    return text + ("、" if any("\u4e00" <= sign <= "\u9fff" or sign == "〇" for sign in text) else ".")
