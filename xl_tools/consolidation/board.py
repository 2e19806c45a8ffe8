"""报送情况: who has reported, who has not, whose report goes back, who was late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.units import Level


class Status(Enum):
    """Where a unit stands; every expected unit has exactly one. `label` is the word on screen."""

    RECEIVED = "received"
    RETURNED = "returned"
    WAITING = "waiting"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {"received": "已报", "returned": "退回", "waiting": "待决定", "missing": "未报"}[self.value]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One expected unit.

    Attributes:
        due: the date that is set for it, None where none is.
        came: the day on which the first file that was accepted for it came; None if none did.
        late_days: days after `due`, 0 if in time, or where no date is set.
        line: the file that the status is about: of those that count one with errors, else that of its own figures
            before the consolidated one; of those that do not, the first that waits or cannot be read.
        files: how many files came for it, those that do not count included.
        errors, queries: findings of the files that count, own and consolidated together; queries that nobody explained.
        counted: whether its figures are in the total, by its own report or by that of a unit above it.
        why: in Chinese, what else is to be said: why it goes back or waits, is not counted, or by whose report it is.
    """

    unit: Expected
    status: Status
    due: date | None
    came: date | None
    late_days: int
    line: Line | None
    files: int
    errors: int = 0
    queries: int = 0
    counted: bool = False
    why: str = ""

    @property
    def late(self) -> bool:
        return self.late_days > 0


@dataclass(frozen=True, slots=True)
class Tally:
    """应报, 已报, 退回, 待决定, 未报, of which 迟报; expected is the sum of the four in between."""

    expected: int
    received: int
    returned: int
    waiting: int
    missing: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """Every expected unit in the order of the roster, counted by level and in all; `as_of` is the day it was made."""

    rows: tuple[BoardRow, ...]
    by_level: tuple[tuple[Level, Tally], ...]
    total: Tally
    as_of: date
