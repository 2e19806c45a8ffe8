"""What goes on in the next year: the rows of a ledger that were open when the year began, or began in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from xl_tools.ledger.reading import Row


def roll_over(rows: Iterable[Row], year: int) -> tuple[Row, ...]:
    """The requests or cases that are not finished when `year` begins; those of earlier years marked as carried in.

    Last year's ledger is often kept on into the new year, so what came since is among them. What is known of their
    end by now stays with them. Order is kept.
    """
    first = date(year, 1, 1)
    going_on = (one for one in rows if one.ended is None or one.ended >= first)
    return tuple(replace(one, carried=True) if one.began < first else one for one in going_on)
