"""The contents of cells as the reading process knows them, and when two readings of one cell are the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

Place = tuple[int, int]
"""Row and column, counted from 0."""
Plain = int | float | str | bool | dict[str, str]
"""The content of a cell as JSON can carry it: {"date": …} and {"error": …} besides what JSON has."""

BLANKS = " \t\r\n"
"""White space of XML."""
_EXACT, _LARGE = 1e15, 1e300
_TIME = "时间"
"""Begins what is said of a time of day."""
_EPOCH, _MAC = datetime(1899, 12, 30), 1462
"""Day 0, and the days that workbooks of the 1904 date system are ahead."""
_MARCH_1900, _SECOND, _DAY = 61, timedelta(seconds=1), timedelta(days=1, seconds=1)
"""Before March 1900 Excel counts a day that never was, and programs differ by one."""


def plain(value: Any) -> Plain:
    """A value of calamine as it travels."""
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, (date, datetime)):
        return {"date": value.isoformat()}
    if isinstance(value, (time, timedelta)):
        return {"error": f"{_TIME} {value}"}
    return value


def plain_number(number: float) -> Plain:
    """A number as it travels: whole ones as int, which is shorter, and no digit is invented on the way."""
    if -_EXACT < number < _EXACT:
        return int(number) if number.is_integer() else number
    return number if -_LARGE < number < _LARGE else {"error": str(number)}


def number_or_text(text: str) -> Plain:
    """The content of a cell that should be a number; the text itself if it is none."""
    try:
        # Python takes 1_000 and the digits of every script as well.
        return plain_number(float(text)) if text.isascii() and "_" not in text else text
    except ValueError:
        return text


def date_or_text(text: str) -> Plain:
    """The content of a cell that should be a date as ISO 8601 has it; the text itself if it is none."""
    try:
        return {"date": datetime.fromisoformat(text).replace(tzinfo=None).isoformat()}
    except ValueError:
        return text


def differ(one: Plain | None, other: Plain | None) -> bool:
    """Whether two contents are not the same; TRUE is not 1."""
    return one != other or isinstance(one, bool) is not isinstance(other, bool)


def same(one: Plain | None, other: Plain | None, *, date1904: bool) -> bool:
    """Whether two readings are of one content, None being blank: how a date is given does not count, nor do blanks
    around a text.

    Args:
        one: as calamine gives it, which knows by its format what is a date.
        other: as it stands in the file, a date as its serial number.
    """
    if not differ(one, other):
        return True
    if isinstance(one, str) or isinstance(other, str):
        # Earlier versions of calamine keep blanks that Excel drops.
        texts = [text.strip(BLANKS) for text in (one or "", other or "") if isinstance(text, str)]
        return len(texts) == 2 and texts[0] == texts[1]
    if not isinstance(one, dict):
        return False
    if isinstance(other, dict):
        return "date" in one and "date" in other and _moment(one) == _moment(other)
    if not isinstance(other, int | float):
        return False
    if "date" in one:
        return _is_moment(one, other + _MAC if date1904 else other)
    # A time of day is an error to the reader, whichever it is.
    return one["error"].startswith(_TIME)


def _is_moment(raw: Mapping[str, str], serial: float) -> bool:
    try:
        apart = abs(_EPOCH + timedelta(days=serial) - _moment(raw))
    except OverflowError:
        return False
    return apart < (_SECOND if serial >= _MARCH_1900 else _DAY)


def _moment(raw: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(raw["date"])
