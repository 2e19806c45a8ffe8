"""Thresholds in a rule pack: is the new value one that the check can use, and does it make a rule stricter."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from xl_tools.rule import LESS, LEVELS, NO_DAY, Limit
from xl_tools.units import Level

_DAY = "00-00"


def misfit(name: str, old: Limit, new: Limit) -> str:
    """Why a value cannot take the place of another in this limit, in Chinese; empty if it can."""
    if isinstance(old, int):
        return "" if isinstance(new, int) and new >= 0 else "应为非负整数"
    if isinstance(old, tuple):
        return _misfit_words(name, new)
    if not isinstance(new, str):
        return "应为加引号的文字"
    if _number(old) is not None:
        return "" if _number(new) is not None else f"应为数，例如“{old}”"
    if _shape(old) == _DAY:
        return "" if _is_day(new) else "应为月日，例如“01-31”"
    return "" if new.strip() else "是空的"


def _misfit_words(name: str, new: Limit) -> str:
    if not isinstance(new, tuple):
        return "应为一列文字"
    if not all(word.strip() for word in new):
        return "里有空的文字"
    known = {level.value for level in Level}
    return "里有不认识的单位级别" if name == LEVELS and not known.issuperset(new) else ""


def is_stricter(direction: str | None, old: Limit, new: Limit) -> bool:
    """Whether a limit stays or moves in its direction; without one it is fixed."""
    if new == old:
        return True
    if direction is None:
        return False
    low, high = (new, old) if direction == LESS else (old, new)
    if isinstance(low, tuple) and isinstance(high, tuple):
        return set(low) <= set(high)
    if isinstance(low, int) and isinstance(high, int):
        return low <= high
    numbers = _number(str(low)), _number(str(high))
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] <= numbers[1]
    return str(low) <= str(high)


def _number(text: str) -> Decimal | None:
    """The number that a limit written as text is, None for a date or a word."""
    return Decimal(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None


def _shape(text: str) -> str:
    """“01-31” and “99-99” have the same shape."""
    return re.sub(r"[0-9]", "0", text)


def _is_day(text: str) -> bool:
    """A day of the year, or 99-99 for none."""
    try:
        date.fromisoformat(f"2025-{text}")
    except ValueError:
        return text == NO_DAY
    return _shape(text) == _DAY
