"""Numbers in Chinese prose: half and full width, 1,234, 1.2万, 二十三, 两百余, 30%, 百分之三十, each with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

PERCENT = "percent"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CHINESE = "".join(_DIGITS) + "".join(_SCALES)
_ARABIC = r"(?:[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
# A unit that belongs to a longer word is none: 3个月, 5个百分点, 2024元旦, 2024期间.
_NO_UNIT = r"(?!月|工作日|百分点|季度|小时|目|旦|间)"
# 第3条, 〔2021〕30, 0527-84, 每一件: parts of names, dates, numbers of documents or of telephones.
_NOT_BEFORE = rf"(?<![0-9A-Za-z.第〔\[\-—/×每这那同逐任某哪唯{_CHINESE}])"
_RANGE = re.compile(r"[0-9〇零一二两三四五六七八九十百千万]\s*(?:-|—|－|~|～|至|到)\s*$")
_ABOUT_BEFORE = re.compile(r"(?:大约|约|(?<![最附临就])近|接近|超过|超|逾|突破|不少于|不低于|不足|至少|最多|上)\s*$")
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|以上|以下|以内|余|多)")
_TOGETHER = re.compile(r"一起(?!行政|政府|案|涉|因|申请|诉讼|复议|未|经|信息)")
"""“一起” is most often “together”; it counts a case where a case follows."""


@dataclass(frozen=True, eq=False, slots=True)
class Numeral:
    """One number with its unit.

    Attributes:
        start, end: where it stands in the text, the unit included.
        number: an int where it can be one, 万 and 亿 multiplied out; of a percentage the number before the sign.
        unit: as written, “%” for percentages.
        kind: class of the unit (cases, posts, money, percent …).
        approximate: 约, 余, 近, 左右, or a range.
        step: the worth of the last digit written: 1, 0.01, or 1000 of 1.2万.
    """

    start: int
    end: int
    number: int | Decimal
    unit: str
    kind: str
    approximate: bool
    step: Decimal

    def agrees(self, value: int | Decimal) -> bool:
        """Whether the number may have been written for `value`: equal, or rounded to the digits that stand there."""
        return abs(self.number - value) < self.step or self.number == value


class NumeralReader:
    """Finds numbers; built once from the units of the lexicon (class → units)."""

    def __init__(self, units: Mapping[str, tuple[str, ...]]) -> None:
        self._kinds = {unit: kind for kind, words in units.items() for unit in words}
        ordered = sorted(self._kinds, key=len, reverse=True)
        unit = rf"(?P<unit>{'|'.join(map(re.escape, ordered))}){_NO_UNIT}"
        self._pattern = re.compile(
            rf"百分之(?P<parts>{_ARABIC}|[{_CHINESE}点]+)"
            rf"|{_NOT_BEFORE}(?:(?P<arabic>{_ARABIC})|(?P<chinese>[{_CHINESE}]+))"
            rf"(?:\s*(?P<percent>[%％])|(?P<more>[余多来几])?\s*(?P<scale>[十百千]?[万亿]|[百千])?\s*(?P<more2>[余多来几])?\s*{unit})"
        )

    def find(self, text: str) -> Iterator[Numeral]:
        """The numbers of a text as `sentences.fold` gives it, from left to right."""
        for found in self._pattern.finditer(text):
            numeral = self._read(text, found)
            if numeral is not None:
                yield numeral

    def _read(self, text: str, found: re.Match[str]) -> Numeral | None:
        start, end = found.span()
        about = bool(found["more"] or found["more2"] or _about(text, start, end))
        if found["parts"] or found["percent"]:
            written = found["parts"] or found["arabic"]
            number = None if written is None else _decimal(written)
            if number is None:
                return None
            return Numeral(start, end, number, "%", PERCENT, about, _step(number))
        unit = found["unit"]
        if found["chinese"] and _TOGETHER.match(text, start):
            return None
        number = _decimal(found["arabic"] or found["chinese"])
        if number is None:
            return None
        step = _step(number)
        factor = _factor(found["scale"] or "")
        number, step = number * factor, step * factor
        whole = number == number.to_integral_value()
        return Numeral(start, end, int(number) if whole else number, unit, self._kinds[unit], about, step)


def parse_chinese(text: str) -> int | None:
    """The value of 二十三, 一千零五, 两万三千, 二〇二四, 百; None if it is no number."""
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) != 2 or text[0] in "零〇" else None
    total = section = digit = 0
    last = 0
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        scale = _SCALES[char]
        if scale >= _SCALES["万"]:
            total = (total + section + digit or 1) * scale
            section = 0
        else:
            if last and last <= scale and section:
                return None
            section += (digit or 1) * scale
        digit, last = 0, scale if scale < _SCALES["万"] else 0
    # 一百二 is 120 and 两万三 is 23,000, but 二十三 is 23 and 一百零二 is 102.
    if digit and text[-2] in "百千万亿":
        digit *= _SCALES[text[-2]] // 10
    return total + section + digit


def _decimal(written: str) -> Decimal | None:
    if written[0].isascii():
        return Decimal(written.replace("，", ""))
    whole, point, places = written.partition("点")
    number = parse_chinese(whole) if whole else None
    if number is None or (point and not (places and all(char in _DIGITS for char in places))):
        return None
    return Decimal(f"{number}.{''.join(str(_DIGITS[char]) for char in places)}" if point else number)


def _step(number: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(number.as_tuple().exponent))


def _factor(scale: str) -> int:
    factor = 1
    for char in scale:
        factor *= _SCALES[char]
    return factor


def _about(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 6) : start]
    return bool(_ABOUT_BEFORE.search(before) or _RANGE.search(before) or _ABOUT_AFTER.match(text, end))
