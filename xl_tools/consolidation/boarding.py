"""报送情况 of a run: where every expected unit stands, reckoned from the sorted inbox and the total."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.board import Board, BoardRow, Status, Tally
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.rosters import due_of
from xl_tools.consolidation.sorted_inbox import Line, SortedInbox, Verdict
from xl_tools.consolidation.total import Total
from xl_tools.finding import Severity
from xl_tools.units import Level, Scope

_ACCEPTED = frozenset({Verdict.TAKEN, Verdict.REPLACED, Verdict.CONFLICT})


def board_of(roster: Roster, inbox: SortedInbox, total: Total, year: int, as_of: date) -> Board:
    """Where every expected unit stands.

    A unit that sent nothing itself is 已报, without a file of its own, if a unit above it sent a consolidated report
    that stands for it: it reported to its own collector. While that report waits for a decision, so does the unit.
    """
    boarding = _Boarding(roster, inbox, total, year, as_of)
    # Nobody expects a report of a top that stands only for who collects.
    units = [unit for unit in roster.units if unit.parent or roster.given or unit.name in boarding.lines]
    rows = tuple(boarding.row(unit) for unit in units)
    levels = [level for level in Level if any(row.unit.level is level for row in rows)]
    by_level = tuple((level, _tally(row for row in rows if row.unit.level is level)) for level in levels)
    return Board(rows, by_level, _tally(rows), as_of)


class _Boarding:
    def __init__(self, roster: Roster, inbox: SortedInbox, total: Total, year: int, as_of: date) -> None:
        self._roster, self._inbox, self._year, self._as_of = roster, inbox, year, as_of
        self.lines: dict[str, list[Line]] = {}
        for line in inbox.lines:
            if line.unit:
                self.lines.setdefault(line.unit, []).append(line)
        self._added = {one.unit for one in total.contributions}
        self._through = {name: one.unit for one in total.contributions for name in one.stands_for}
        self._left_out = {one.unit: one.why for one in total.left_out}
        self._compared = frozenset(total.compared)

    def row(self, unit: Expected) -> BoardRow:
        lines = self.lines.get(unit.name, [])
        status, line, why = self._status(unit, lines)
        due = due_of(unit, self._year)
        day = due.day if due.is_set else None
        accepted = [one.arrival for one in lines if one.verdict in _ACCEPTED]
        first = min(accepted, key=lambda one: (one.time, one.number), default=None)
        came = first.time.date() if first else None
        late_days = max(0, (came - day).days) if came and day else 0
        counted = unit.name in self._added or unit.name in self._through
        if status is Status.MISSING and day and self._as_of > day:
            why = "；".join(filter(None, (f"截止日期已过 {(self._as_of - day).days} 天", why)))
        when = self._when(first, late=late_days > 0) if first else ""
        taken = self._taken(unit)
        return BoardRow(
            unit,
            status,
            day,
            came,
            late_days,
            line,
            len(lines),
            errors=sum(one.reading.count(Severity.ERROR) for one in taken if one.reading),
            queries=sum(one.reading.open_queries for one in taken if one.reading),
            counted=counted,
            why="；".join(filter(None, (why, when, self._uncounted(unit, status)))),
        )

    def _when(self, first: Arrival, *, late: bool) -> str:
        """What is to be said of the day on which a unit reported."""
        after = first.time.date() > self._as_of
        # The time of a file on the disk may be that of a copy, made by whoever collects.
        own = late and first.origin.sent is None and not first.origin.inside
        said = f"第 {first.number} 号在截止日（{self._as_of}）以后才到" if after else ""
        return "；".join(filter(None, (said, "报送日期按文件时间" if own else "")))

    def _status(self, unit: Expected, lines: list[Line]) -> tuple[Status, Line | None, str]:
        """Where a unit stands, the file that it is about, and what is to be said beside the word."""
        conflict = next((one for one in lines if one.verdict is Verdict.CONFLICT), None)
        if conflict:
            return Status.WAITING, conflict, "有几份不同的年报，或更新的一份读不出，要决定用哪一份"
        offered = next((one for one in lines if one.verdict is Verdict.UNCONFIRMED), None)
        likely = f"第 {offered.arrival.number} 号像是它的年报，还没有确认" if offered else ""
        if taken := self._taken(unit):
            wrong = next((one for one in taken if one.reading and one.reading.has_errors), None)
            said = "；".join(filter(None, ("有必须改正的错误" if wrong else "", likely)))
            return (Status.RETURNED, wrong, said) if wrong else (Status.RECEIVED, taken[0], said)
        if offered:
            return Status.WAITING, offered, likely
        unreadable = next((one for one in lines if one.verdict is Verdict.UNREADABLE), None)
        if unreadable:
            said = f"第 {unreadable.arrival.number} 号读不出，按文件名或发件地址算作它的"
            return Status.RETURNED, unreadable, said
        for above in self._roster.above(unit.name):
            if not above.parent:
                break
            if (above.name, Scope.CONSOLIDATED) in self._inbox.taken:
                return Status.RECEIVED, None, f"由上级“{above.name}”汇总报来"
            if any(_is_undecided(one) for one in self.lines.get(above.name, ())):
                return Status.WAITING, None, f"上级“{above.name}”的汇总年报待决定"
        others = [one for one in lines if one.verdict is not Verdict.DUPLICATE]
        said = "；".join(f"第 {one.arrival.number} 号{one.verdict.label}" for one in others)
        return Status.MISSING, None, said

    def _taken(self, unit: Expected) -> list[Line]:
        """The files of a unit that count, its own figures before consolidated ones."""
        slots = ((unit.name, scope) for scope in (Scope.OWN, Scope.CONSOLIDATED))
        return [line for slot in slots if (line := self._inbox.taken.get(slot))]

    def _uncounted(self, unit: Expected, status: Status) -> str:
        """Why a unit of which something came is not in the total, or by whose report it is."""
        if unit.name in self._added:
            return ""
        if unit.name in self._through:
            through = self._through[unit.name]
            return f"已计入“{through}”的汇总年报" if self.lines.get(unit.name) else ""
        if unit.name in self._left_out:
            return f"没有计入：{self._left_out[unit.name]}"
        if status in (Status.MISSING, Status.WAITING):
            return ""
        return "汇总年报只用来核对，没有相加" if unit.name in self._compared else "没有计入"


def _is_undecided(line: Line) -> bool:
    return line.verdict is Verdict.CONFLICT and line.scope is Scope.CONSOLIDATED


def _tally(rows: Iterable[BoardRow]) -> Tally:
    counted = list(rows)
    numbers = {status: sum(row.status is status for row in counted) for status in Status}
    return Tally(
        len(counted),
        numbers[Status.RECEIVED],
        numbers[Status.RETURNED],
        numbers[Status.WAITING],
        numbers[Status.MISSING],
        sum(row.late for row in counted),
    )
