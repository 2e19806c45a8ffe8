"""Working days in China: weekends, public holidays, and the weekend days that are worked instead.

The days come from the library chinesecalendar, which is renewed once a year; of days outside its years only the
weekends are known, and everything reckoned with them is marked.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, cast


@dataclass(frozen=True)
class Calendar:
    """The working days from `first` to `last`, and the weekends of all other years.

    Attributes:
        worked: one byte a day from `first` on, 1 for a working day.
        names: what the public holidays are called, by their days.
    """

    first: date
    last: date
    worked: bytes
    names: dict[date, str]

    def knows(self, day: date) -> bool:
        """Whether holidays of that day's year are known."""
        return self.first <= day <= self.last

    def works(self, day: date) -> bool:
        """Whether it is a working day; by the weekend alone outside the known years."""
        index = day.toordinal() - self.first.toordinal()
        return bool(self.worked[index]) if 0 <= index < len(self.worked) else day.weekday() < 5

    def after(self, start: date, days: int, skipped: frozenset[date] = frozenset()) -> date:
        """The day on which so many working days have passed after `start`, which does not count itself.

        Args:
            days: at least 1.
            skipped: days that do not count though they are worked.
        Raises: OverflowError beyond the last day that Python knows.
        """
        if not skipped and self.knows(start):
            index = bisect_right(self._ordinals, start.toordinal()) + days - 1
            if index < len(self._ordinals):
                return date.fromordinal(self._ordinals[index])
        day = start
        while days:
            day += timedelta(days=1)
            if self.works(day) and day not in skipped:
                days -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative if `end` comes first."""
        if end < start:
            return -self.between(end, start)
        if self.knows(start) and self.knows(end):
            first = self.first.toordinal() - 1
            return self.worked.count(1, start.toordinal() - first, end.toordinal() - first)
        return sum(self.works(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))

    def pattern(self, first: date, last: date) -> str:
        """One sign a day, “1” for a working day and “0” for any other: the calendar as a formula can read it."""
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        return "".join("1" if self.works(day) else "0" for day in days)

    @cached_property
    def _ordinals(self) -> list[int]:
        """The working days of the known years."""
        return [ordinal for ordinal, works in enumerate(self.worked, self.first.toordinal()) if works]


@cache
def calendar() -> Calendar:
    """The calendar of the years that the installed library knows; loaded when first asked for."""
    import chinese_calendar.constants  # pyright: ignore[reportMissingTypeStubs]

    # Its own is_workday() looks for its first and last year at every call, which takes 50 times as long.
    table = cast(Any, chinese_calendar.constants)
    holidays, worked = table.holidays, table.workdays
    first, last = date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    flags = bytes(day in worked or (day.weekday() < 5 and day not in holidays) for day in days)
    return Calendar(first, last, flags, {day: str(table.Holiday(name).chinese) for day, name in holidays.items()})
