"""A due date explained in Chinese: from which day, by which rules, how many days, and which of them did not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from xl_tools.ledger.calendar import Calendar
from xl_tools.ledger.deadlines import Deadline, Rule

_FROM = {Rule.RECEIVED: "收到申请", Rule.SUPPLEMENT: "收到补正材料", Rule.FEE: "缴费"}
_WEEKEND = 5
"""The weekday that is the first of the weekend."""


def explain(deadline: Deadline) -> str:
    """The sentences on one due date, with the rules it rests on and their marks."""
    start = f"{deadline.start} {_FROM[deadline.rules[0]]}，次日起算，{deadline.days} 个工作日"
    if deadline.due is None:
        return f"{start}；现在{deadline.waiting}，期限没有走。{rules_of(deadline)}"
    clauses = [f"{start}，应在 {deadline.due} 前（含当日）答复"]
    days = [deadline.start + timedelta(days=offset) for offset in range(1, (deadline.due - deadline.start).days + 1)]
    if not_counted := "，".join(_not_counted(days, deadline)):
        clauses.append(f"不计：{not_counted}")
    if moved := "、".join(str(day) for day in days if day.weekday() >= _WEEKEND and deadline.calendar.works(day)):
        clauses.append(f"调休上班计入：{moved}")
    return f"{'；'.join(clauses)}。{rules_of(deadline)}{doubt(deadline)}"


def rules_of(deadline: Deadline) -> str:
    """The rules that a due date rests on, with their sources."""
    return f"依据：{'；'.join(str(rule.value) for rule in deadline.rules)}。"


def doubt(deadline: Deadline) -> str:
    """That holidays were not known; empty where they were."""
    return f"{years_note(deadline.calendar)}。" if deadline.doubtful else ""


def years_note(calendar: Calendar) -> str:
    """Which years the calendar knows, without the end of the sentence."""
    first, last = calendar.first.year, calendar.last.year
    return f"节假日和调休只知道 {first} 年至 {last} 年的，以外的年份只除周末，待核"


def _not_counted(days: list[date], deadline: Deadline) -> Iterator[str]:
    skipped = {day for first, last in deadline.skipped for day in days if first <= day <= (last or first)}
    off = [day for day in days if not deadline.calendar.works(day) and day not in skipped]
    weekend = [day for day in off if day not in deadline.calendar.names]
    if weekend:
        yield f"周末 {len(weekend)} 天"
    for name, first, last in _runs(
        (deadline.calendar.names[day], day) for day in off if day in deadline.calendar.names
    ):
        yield f"{name} {_span(first, last)}"
    for first, last in deadline.skipped:
        yield f"征求意见 {_span(first, last or first)}"


def _runs(named: Iterable[tuple[str, date]]) -> Iterator[tuple[str, date, date]]:
    """Days that follow each other under one name."""
    run: tuple[str, date, date] | None = None
    for name, day in named:
        if run and run[0] == name and (day - run[2]).days == 1:
            run = (name, run[1], day)
        else:
            if run:
                yield run
            run = (name, day, day)
    if run:
        yield run


def _span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} 至 {last}"
