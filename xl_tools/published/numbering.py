"""Automatic numbering of a Word file: what Word prints in front of a paragraph, reckoned from numbering.xml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xl_tools.published.wordxml import W, child, number_of, value_of

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999


def chinese(number: int, digits: str = _DIGITS, places: str = "十百千") -> str:
    """A number below ten thousand in Chinese figures.

    >>> chinese(3), chinese(10), chinese(21), chinese(105)
    ('三', '十', '二十一', '一百零五')
    """
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + (places[place - 1] if place else "")
        gap = False
    if digits is _DIGITS and 10 <= number < 20:
        text = text[1:]
    return text or digits[0]


def _row(first: str, last: str) -> Callable[[int], str]:
    """Numbers that have a character of their own, one after the other; beyond them, plain figures."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= ord(last) - ord(first) + 1 else str(number)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return _row("①", "⑳")(number) if number <= 20 else _row("㉑", "㉟")(number - 20) if number <= 35 else str(number)


def _figures(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _formal(number: int) -> str:
    return chinese(number, _FORMAL, "拾佰仟")


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _row("⑴", "⒇"),
    "decimalEnclosedFullstop": _row("⒈", "⒛"),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographDigital": _figures,
    "japaneseDigitalTenThousand": _figures,
    "taiwaneseDigital": _figures,
    "ideographEnclosedCircle": _row("㊀", "㊉"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
"""By the name that the file format gives it; what is not listed is printed as plain figures."""


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    close: bool = False
    """Nothing stands between the number and the text."""
    restarts: bool = True
    plain: bool = False
    """Numbers of the levels above are printed as plain figures."""
    style: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    style: str = ""
    """Style of numbering whose levels it has."""
    counts: dict[int, int] = field(default_factory=dict[int, int])


@dataclass(slots=True)
class _Use:
    list: _List
    starts: dict[int, int]
    """Levels that begin anew with this number where it is used first."""
    levels: dict[int, _Level]


class Numbering:
    """The lists of one document; it counts, so paragraphs have to be asked for in their order.

    Args:
        root: of numbering.xml; None if there is none.
        list_styles: number of the list of each style of numbering, by id.
    """

    def __init__(self, root: Any, list_styles: Mapping[str, str]) -> None:
        declared = [] if root is None else list(root)
        lists = {one.get(W + "abstractNumId"): _list(one) for one in declared if one.tag == W + "abstractNum"}
        self._uses = {one.get(W + "numId"): _use(one, lists) for one in declared if one.tag == W + "num"}
        for one in lists.values():
            linked = self._uses.get(list_styles.get(one.style, ""))
            if linked is not None and not one.levels:
                one.levels = linked.list.levels

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list sets aside for a style of paragraphs, from 0."""
        use = self._uses.get(number)
        return next((level for level, one in use.list.levels.items() if one.style == style), 0) if use else 0

    def next(self, number: str, level: int) -> str:
        """What is printed in front of the next paragraph of this list and level; a bullet is no text."""
        use = self._uses.get(number)
        if use is None or not 0 <= level < _LEVELS:
            return ""
        levels = {**use.list.levels, **use.levels}
        here = levels.get(level)
        if here is None:
            return ""
        counts = use.list.counts
        start = use.starts.pop(level, None)
        counts[level] = start if start is not None else counts.get(level, here.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            if levels.get(deeper, here).restarts:
                counts.pop(deeper, None)
        if here.format == "bullet":
            return ""
        text = here.text
        for above in range(level + 1):
            one = levels.get(above, here)
            text = text.replace(f"%{above + 1}", _shaped(counts.get(above, one.start), one, here.plain))
        # Between “1.” or “一、” and its text a reader sees a gap, but it means nothing.
        return text if here.close or not text or not (text[-1].isascii() and text[-1].isalnum()) else text + " "


def _shaped(number: int, level: _Level, plain: bool) -> str:
    if level.format == "none":
        return ""
    shape = FORMATS.get(level.format, str)
    return str(number) if plain or not 0 < number <= _LARGEST else shape(number)


def _list(node: Any) -> _List:
    levels = {number_of(one, "ilvl"): _level(one) for one in node.iterchildren(W + "lvl")}
    return _List(levels, value_of(child(node, "numStyleLink")))


def _level(node: Any) -> _Level:
    return _Level(
        format=value_of(child(node, "numFmt")) or "decimal",
        text=value_of(child(node, "lvlText")),
        start=number_of(child(node, "start"), "val", 1),
        close=value_of(child(node, "suff")) == "nothing",
        restarts=value_of(child(node, "lvlRestart")) != "0",
        plain=child(node, "isLgl") is not None,
        style=value_of(child(node, "pStyle")),
    )


def _use(node: Any, lists: Mapping[str, _List]) -> _Use:
    one = lists.get(value_of(child(node, "abstractNumId"))) or _List({})
    starts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for change in node.iterchildren(W + "lvlOverride"):
        level = number_of(change, "ilvl")
        start = child(change, "startOverride")
        if start is not None:
            starts[level] = number_of(start, "val", 1)
        own = child(change, "lvl")
        if own is not None:
            levels[level] = replace(_level(own), style="")
    return _Use(one, starts, levels)
