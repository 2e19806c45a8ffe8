"""The closed set of cell values, and the one grammar for numbers that people type.

Blank, not applicable (“/”, “—”, “无”) and 0 are three different values. Counts are int, money is
Decimal in 万元. Nothing else in the project turns text into a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from xl_tools.forms.model import Kind

MAX_DIGITS = 15
"""Excel keeps 15 significant digits; a longer number would change on the way through a workbook."""
SHOWN_CHARACTERS = 40
AMOUNT_PLACES = 4
"""万元 with four decimals is one 元; published reports use up to four (59237.2449)."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of 件, 项 or 个. `typed` is the text it was read from, empty where it came as a plain number."""

    number: int
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in 万元. `unit_given` is False for a bare number where the form prints no unit."""

    number: Decimal
    typed: str = field(default="", compare=False)
    unit_given: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was entered."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """“/”, “-”, “—”, “无”, “不适用”: the office says that the cell does not concern it."""

    typed: str = field(default="/", compare=False)


@dataclass(frozen=True, slots=True)
class BadValue:
    """Something that is no number of the kind the cell wants; `reason` is a Chinese clause."""

    typed: str
    reason: str = field(default="不是数字", compare=False)


Value = Count | Amount | Blank | NotApplicable | BadValue
BLANK = Blank()

_SPACES = (
    "".join(map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x206A))))
    + " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u3000\u3164\ufeff"
)
"""Blanks and invisible characters that may surround a number."""
_FOLD = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {
    ord(wide): narrow
    for wide, narrow in {"．": ".", "，": ",", "＋": "+", "－": "-", "−": "-", "﹣": "-", "／": "/"}.items()
}
_NOT_APPLICABLE = frozenset({"/", "-", "--", "—", "——", "–", "―", "─", "无", "不适用", "\\", "＼"})
_LONGEST = 64
"""No number of 15 digits with sign, commas and unit is longer."""
# [0-9] and never \d, which takes the digits of every script and the mathematical alphabets as well.
_NUMBER = re.compile(
    r"(?P<sign>[+-]|增加?|减少?)?[ \u3000\xa0]*"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?[ \u3000\xa0]*"
    r"(?P<unit>万元|万件|万个|万项|万|元|件|个|项)?"
)
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def parse(raw: object, kind: Kind, unit: str = "", *, as_text: bool = False) -> Value:
    """Read what stands in one cell: text as typed, a number, or None for blank.

    Args:
        raw: str, int, float, Decimal or None; anything else (bool, date …) is a BadValue.
        kind: what the cell holds; totals are counts.
        unit: the printed unit (“万元”), empty where the form prints none.
        as_text: the cell of a workbook held text, so that even a plain “12” is not a number for Excel
            and deserves a notice.

    Returns: a Value; never raises. A number read from text that is not plain keeps the text in `typed`.
    """
    if raw is None:
        return BLANK
    if isinstance(raw, str):
        return _parse_text(raw, kind, unit, as_text)
    if isinstance(raw, bool):
        return BadValue("TRUE" if raw else "FALSE", "是逻辑值，不是数字")
    if isinstance(raw, int):
        if abs(raw) >= 10**MAX_DIGITS:
            # Not str(): Python refuses to write out integers of thousands of digits.
            return BadValue(str(raw) if raw.bit_length() <= 100 else "（很长的整数）", f"超过 {MAX_DIGITS} 位数字")
        if kind is not Kind.AMOUNT:
            return Count(raw)
    if isinstance(raw, int | Decimal):
        return _number(Decimal(raw), kind, unit, shown=str(raw))
    if isinstance(raw, float):
        number = Decimal(format(raw, ".15g"))
        return _number(number, kind, unit, shown=str(number))
    if isinstance(raw, date | time):
        return BadValue(str(raw), "是日期或时间，不是数字")
    return BadValue(f"（{type(raw).__name__}）", "不是数字")


def strip(text: str) -> str:
    """The text without blanks and invisible characters at either end."""
    return text.strip(_SPACES)


def is_number(value: Value) -> bool:
    return isinstance(value, (Count, Amount))


def to_plain(value: Value) -> int | str | None:
    """The value as the data file writes it: as typed where text came in, else a number or, for money, a string."""
    match value:
        case Count(number, typed):
            return typed or number
        case Amount(number, typed):
            return typed or plain_decimal(number)
        case Blank():
            return None
        case NotApplicable(typed) | BadValue(typed):
            return typed


def canonical(value: Value) -> str:
    """What a value says, however it was typed, for digests: a number by its value, everything else as typed.

    Whether a unit was written is part of what is said: without one it is only supposed.
    """
    match value:
        case Count(number):
            return str(number)
        case Amount(number, unit_given=given):
            return plain_decimal(number) if given else f"{plain_decimal(number)}?"
        case Blank():
            return ""
        case NotApplicable(typed) | BadValue(typed):
            return typed


def plain_decimal(number: Decimal) -> str:
    """Without exponent and without trailing zeros: 59237.2449, 26.55, 0."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: Value) -> str:
    """The value as a person reads it in a message; blank is （空白）."""
    match value:
        case Count(number):
            return str(number)
        case Amount(number):
            return plain_decimal(number)
        case Blank():
            return "（空白）"
        case NotApplicable(typed) | BadValue(typed):
            return typed if len(typed) <= SHOWN_CHARACTERS else typed[:SHOWN_CHARACTERS] + "…"


def _parse_text(raw: str, kind: Kind, unit: str, as_text: bool) -> Value:
    text = strip(raw)
    if not text:
        return BLANK
    if len(text) > _LONGEST:
        return BadValue(raw, "不是数字")
    folded = text.translate(_FOLD)
    if text in _NOT_APPLICABLE or folded in _NOT_APPLICABLE:
        return NotApplicable(text)
    found = _NUMBER.fullmatch(folded)
    if not found:
        return BadValue(raw, "不是数字")
    if found["sign"] and kind is not Kind.SIGNED and found["sign"] not in "+-":
        return BadValue(raw, "这一格不填增减")
    minus = "-" if found["sign"] and found["sign"][0] in "-减" else ""
    number = Decimal(minus + found["digits"].replace(",", "") + (found["fraction"] or ""))
    plain = _PLAIN.fullmatch(raw.removeprefix("+") if kind is Kind.SIGNED else raw)
    typed = "" if plain and not as_text else raw
    return _number(number, kind, unit, shown=raw, typed=typed, typed_unit=found["unit"] or "")


def _number(number: Decimal, kind: Kind, unit: str, *, shown: str, typed: str = "", typed_unit: str = "") -> Value:
    if not number.is_finite():
        return BadValue(shown, "不是有限的数")
    # Every step below is exact: Decimal arithmetic would round at 28 digits, so length is judged first.
    if _digits(number) > MAX_DIGITS:
        return BadValue(shown, f"超过 {MAX_DIGITS} 位数字")
    number += 0  # neither -0 nor an exponent
    if kind is Kind.AMOUNT:
        if typed_unit not in ("", "万", "万元", "元"):
            return BadValue(shown, "金额的单位应为万元")
        if typed_unit == "元":
            number = number.scaleb(-4)
    else:
        if typed_unit in ("元", "万元"):
            return BadValue(shown, "这一格是数量，不是金额")
        if typed_unit.startswith("万"):
            number = number.scaleb(4)
            typed_unit = typed_unit[1:]
        if typed_unit and unit and typed_unit not in (unit, "件", "个"):
            return BadValue(shown, f"这一格的单位是{unit}")
    if _digits(number) > MAX_DIGITS:
        return BadValue(shown, f"超过 {MAX_DIGITS} 位数字")
    if kind is Kind.AMOUNT:
        return Amount(number, typed, unit_given=bool(unit or typed_unit) or not number)
    if number != number.to_integral_value():
        return BadValue(shown, "应为整数")
    return Count(int(number), typed)


def _digits(number: Decimal) -> int:
    """Significant digits, or digits before the point if that is more; twice that many places are allowed behind it."""
    if not number:
        return 1
    parts = number.as_tuple()
    digits, exponent = len(parts.digits), int(parts.exponent)
    while not parts.digits[digits - 1]:
        digits, exponent = digits - 1, exponent + 1
    return max(digits, digits + exponent, -exponent - MAX_DIGITS)
