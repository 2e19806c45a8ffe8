"""Kinds of slip that lead from the number that was meant to the number that stands there, and how likely each is.

Costs are tenths of a natural logarithm: ten points more mean e times less likely. A slip of which several exist
costs the logarithm of their number: one of nine other digits at each of n places, one of n digits dropped.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from math import log

from xl_tools.values import plain_decimal

Number = int | Decimal
FACTORS = (10000, 100, 10)
"""万 or 元 taken for the other, and noughts too many or too few."""


class Slip(Enum):
    """What probably happened to a cell."""

    DIGIT = "digit changed"
    TRANSPOSED = "digits transposed"
    DROPPED = "digit dropped"
    DOUBLED = "digit doubled"
    SIGN = "sign"
    SWAPPED = "swapped with neighbour"
    SHIFTED = "shifted row or column"
    FACTOR = "factor of 万/元"
    STALE = "total not updated"
    FOLLOWS = "total follows a repaired cell"
    BLANK = "blank"
    PROSE = "prose says so"
    LAST_YEAR = "last year says so"
    OTHER = "other"


ERROR = 100
"""Any error at all."""
LONG = -7
"""Only numbers of several digits can lose one or have two exchanged, and they are fewer than one in two."""
SIGN = 5
FACTOR = 15
LEFT_ZERO = 40
"""A number was due and 0 stands there, filled in beforehand or for want of anything better."""
OTHER = 60
"""No slip that anybody knows, and a little more for every digit."""


def spread(ways: int) -> int:
    """The cost of one out of so many equally likely ways."""
    return round(10 * log(ways)) if ways > 1 else 0


def digit_slip(stands: Number, meant: Number) -> tuple[Slip, int]:
    """What kind of slip of the keyboard turns `meant` into `stands`, and what it costs; OTHER if none does."""
    if not meant:
        return Slip.OTHER, OTHER + spread(_size(stands)) // 2
    if not stands:
        return Slip.BLANK, spread(9) if _size(meant) < 10 else LEFT_ZERO
    if stands == -meant:
        return Slip.SIGN, SIGN
    if (stands < 0) != (meant < 0):
        return Slip.OTHER, OTHER + spread(_size(stands)) // 2
    right, wrong = digits(meant), digits(stands)
    kinds: list[tuple[Slip, int]] = []
    if transposed(wrong, right):
        kinds.append((Slip.TRANSPOSED, LONG + spread(len(right) - 1)))
    if dropped(wrong, right):
        kinds.append((Slip.DROPPED, LONG + spread(len(right))))
    if doubled(wrong, right):
        kinds.append((Slip.DOUBLED, spread(len(right))))
    if len(right) == len(wrong) and sum(a != b for a, b in zip(right, wrong, strict=True)) == 1:
        kinds.append((Slip.DIGIT, spread(9 * len(right))))
    if any(stands == meant * factor or meant == stands * factor for factor in FACTORS):
        kinds.append((Slip.FACTOR, FACTOR))
    if kinds:
        return min(kinds, key=lambda kind: kind[1])
    return Slip.OTHER, OTHER + spread(_size(stands)) // 4


def digits(number: Number) -> str:
    """The digits as typed, without sign and point: 59237.2449 → 592372449."""
    return plain_decimal(Decimal(number)).lstrip("-").replace(".", "")


def transposed(wrong: str, right: str) -> bool:
    """Whether two neighbouring digits changed places."""
    if len(wrong) != len(right):
        return False
    places = [index for index in range(len(right)) if wrong[index] != right[index]]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return wrong[first] == right[second] and wrong[second] == right[first]


def dropped(wrong: str, right: str) -> bool:
    """Whether one digit is missing; noughts that then lead are not written."""
    return len(wrong) < len(right) and any(
        (right[:index] + right[index + 1 :]).lstrip("0") == wrong for index in range(len(right))
    )


def doubled(wrong: str, right: str) -> bool:
    """Whether one digit was typed twice."""
    return len(wrong) == len(right) + 1 and any(
        right[: index + 1] + right[index:] == wrong for index in range(len(right))
    )


def _size(number: Number) -> int:
    return max(1, int(abs(number)))


def plain(number: Number) -> str:
    """The number as a person reads it."""
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)
