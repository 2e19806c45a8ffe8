"""What became of every file that came in: the unit it belongs to, and whether it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.reading import Reading
from xl_tools.units import Scope


class Verdict(Enum):
    """What becomes of a file; `label` is the word on screen."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    REPLACED = "replaced"
    CONFLICT = "conflict"
    UNCONFIRMED = "unconfirmed"
    STRANGER = "stranger"
    OTHER_YEAR = "other_year"
    UNREADABLE = "unreadable"
    NO_REPORT = "no_report"

    @property
    def label(self) -> str:
        return {
            "taken": "采用",
            "duplicate": "重复",
            "replaced": "已被替代",
            "conflict": "待决定",
            "unconfirmed": "单位待确认",
            "stranger": "不在名单",
            "other_year": "年度不符",
            "unreadable": "读不出",
            "no_report": "不是年报",
        }[self.value]


class Matched(Enum):
    """How a unit was recognised."""

    EXACT = "exact"
    ALIAS = "alias"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the inbox.

    Attributes:
        reading: None where it was not read: a container that could not be opened, a file that is no report.
        written: the unit's name as the file has it.
        unit: the unit of the roster; empty if none. Of a likely match it is only proposed.
        others: further units of the roster that it may be, best first, where that is not certain.
        sentence: why the verdict, in Chinese.
        by: number of the file that counts instead of this one; 0 if none.
    """

    arrival: Arrival
    reading: Reading | None
    verdict: Verdict
    sentence: str
    written: str = ""
    unit: str = ""
    matched: Matched = Matched.NONE
    others: tuple[str, ...] = ()
    by: int = 0

    @property
    def scope(self) -> Scope:
        report = self.reading.report if self.reading else None
        return report.unit.scope if report else Scope.OWN


@dataclass(frozen=True, slots=True)
class SortedInbox:
    """All files, in the order in which they came, and the one that counts for each unit and scope."""

    lines: tuple[Line, ...]
    taken: Mapping[tuple[str, Scope], Line]
