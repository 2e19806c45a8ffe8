"""By when a request must be answered, by which rule, and which days did not count.

The articles below are not quoted in the project's sources word for word; every rule is marked 待核 until an office has
held it against the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from xl_tools.forms.model import Source
from xl_tools.ledger.calendar import Calendar
from xl_tools.ledger.rows import Request, Span

DAYS, EXTENSION = 20, 20
"""Working days for an answer, and by how many they can be extended at most."""
SOON_DAYS = 7
"""Days before the due date from which on a request is soon due."""
SUPPLEMENT, FEE, CONSULTING = "待补正", "待缴费", "征求意见中"
"""What a request waits for whose time does not run."""
UNCHECKED = "待核"
_REGULATION = "《中华人民共和国政府信息公开条例》（2019年修订）"
_FEES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One rule of time: what it says, where it stands, and whether that was held against the text."""

    words: str
    source: Source
    checked: bool = False

    def __str__(self) -> str:
        mark = "" if self.checked else f"，{UNCHECKED}"
        return f"{self.words}（{self.source}{mark}）"


class Rule(Enum):
    """Every rule that a due date can rest on."""

    RECEIVED = TimeRule(f"收到申请之日起 {DAYS} 个工作日内答复", Source(_REGULATION, "第三十三条"))
    FIRST_DAY = TimeRule("收到当日不计，从次日起算", Source(_REGULATION, "第三十三条"))
    SUPPLEMENT = TimeRule("补正的，答复期限从收到补正材料之日起计算", Source(_REGULATION, "第三十条"))
    FEE = TimeRule("收费的，处理期限在缴费后重新计算", Source(_FEES))
    CONSULTED = TimeRule("征求第三方和其他机关意见的时间（含起止当日）不计入期限", Source(_REGULATION, "第三十三条"))
    EXTENDED = TimeRule(f"经批准并告知申请人，最多延长 {EXTENSION} 个工作日", Source(_REGULATION, "第三十三条"))


@dataclass(frozen=True)
class Deadline:
    """Until when, and why.

    Attributes:
        start: the day whose next one counts first.
        days: working days that the request has.
        rules: what it rests on, the rule of the start first.
        due: None while the time does not run.
        waiting: what it waits for then, else empty.
        skipped: spans that do not count.
        calendar: what the working days were counted by.
    """

    start: date
    days: int
    rules: tuple[Rule, ...]
    due: date | None
    waiting: str
    skipped: tuple[Span, ...]
    calendar: Calendar

    @property
    def doubtful(self) -> bool:
        """Whether holidays of a year were needed that the calendar does not know."""
        return not self.calendar.knows(self.start) or (self.due is not None and not self.calendar.knows(self.due))


def deadline(request: Request, calendar: Calendar) -> Deadline:
    """When a request must be answered, as its dates say it.

    The time begins anew with the last of: received, supplement received, fee paid. It stands still while one of the
    last two was asked for and has not come, and while others are asked.
    """
    restarts = ((request.supplement_received, Rule.SUPPLEMENT), (request.fee_paid, Rule.FEE))
    start, first = request.received, Rule.RECEIVED
    for day, rule in restarts:
        if day is not None and day > start:
            start, first = day, rule
    rules = [*dict.fromkeys((first, Rule.RECEIVED, Rule.FIRST_DAY))]
    skipped = tuple(span for span in request.consulted if span.last is None or span.last > start)
    if skipped:
        rules.append(Rule.CONSULTED)
    if request.extended:
        rules.append(Rule.EXTENDED)
    days = DAYS + (EXTENSION if request.extended else 0)
    waiting = _waiting(request)
    due = None if waiting else calendar.after(start, days, frozenset(_days(skipped)))
    return Deadline(start, days, tuple(rules), due, waiting, skipped, calendar)


def _waiting(request: Request) -> str:
    if request.supplement_asked and not request.supplement_received:
        return SUPPLEMENT
    if request.fee_asked and not request.fee_paid:
        return FEE
    return CONSULTING if any(span.last is None for span in request.consulted) else ""


def _days(spans: tuple[Span, ...]) -> Iterator[date]:
    for first, last in spans:
        for offset in range(((last or first) - first).days + 1):
            yield first + timedelta(days=offset)
