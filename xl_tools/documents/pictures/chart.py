"""What a chart shows, before it is drawn: rows of numbers in one or more series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from xl_tools.narrative.figures import percentage, show_number

Number = int | Decimal
Shown = Number | None
"""A number of the report; None where it has none (blank, “/”, unreadable), of which nothing is shown."""


class Style(Enum):
    """How a chart is drawn.

    BESIDE: the bars of all series below each other, each with its number. SUMS: one bar a row made of its series,
    their numbers in columns. SHARES: as SUMS, on a track as long as the whole. PARTS: rows that each need a title.
    """

    BESIDE = "beside"
    SUMS = "sums"
    SHARES = "shares"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Row:
    """One category.

    Attributes:
        numbers: one for each series of the chart.
        group: heading that neighbouring rows share (法人或其他组织), may be empty.
        share: per cent of the whole as printed, only in a chart of shares.
        total: the stated total, only in a chart of parts.
    """

    label: str
    numbers: tuple[Shown, ...]
    group: str = ""
    share: str = ""
    total: Shown = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        id: ASCII, unique among the charts of a report.
        title: its name where unit and year are known; `caption` says it in full.
        alt: one sentence with every number.
        series: names of the series, in the order of `Row.numbers`.
        note: a remark to print below, empty for most.
    """

    id: str
    style: Style
    title: str
    caption: str
    alt: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def quantity(number: Shown, unit: str) -> str:
    """A number with its unit; empty where there is none."""
    return "" if number is None else f"{show_number(number)}{unit}"


def joined(name: str, said: str) -> str:
    """Name and what follows, without saying twice what the one ends and the other begins with: 政府集中采购项目24个."""
    overlap = next(length for length in range(min(len(name), len(said)), -1, -1) if name.endswith(said[:length]))
    return name + said[overlap:]


def known_sum(numbers: Iterable[Shown]) -> Shown:
    """The sum of those that are numbers; None if none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def percentages(numbers: Sequence[Shown]) -> tuple[str, ...]:
    """Each number's share of their sum as “40.4%”, rounded half up as in the narrative; they may add up to 99.9%.

    Empty texts where there is no whole to be a share of: a negative number, or a sum of 0.
    """
    whole = sum(number or 0 for number in numbers)
    if whole <= 0 or any(number is not None and number < 0 for number in numbers):
        return ("",) * len(numbers)
    return tuple("" if number is None else f"{percentage(number, whole, 1)}%" for number in numbers)
