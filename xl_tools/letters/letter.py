"""Who is to be written to, and about what: 退回通知, 确认通知 and 催报通知, as values; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from xl_tools.consolidation.board import BoardRow, Status
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.sorted_inbox import Line, Matched, Verdict
from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.ledger.calendar import calendar
from xl_tools.letters.items import Item, items_of
from xl_tools.letters.sent import Kind, SentLetter, needs_answer, shown_values, unreadable_finding
from xl_tools.letters.ticking import Outcome, Ticked, tick
from xl_tools.units import Scope

DAYS = 7
"""From a letter to the day by which its answer is expected, if nobody says otherwise; the next working day counts."""
_OWN_REMARKS = frozenset({"H1", "H4", "V1", "V2", "V3", "V5", "V6"})
"""Remarks that a unit can answer; the others say who is missing, what its own findings say, or what many do alike."""
_ANSWER = "请核对：有误的，改正后重新报送；无误的，请回复说明。"
_ON_SUMS = frozenset({"H1"})
"""Remarks on a consolidated report."""
_UNUSABLE = (Verdict.UNREADABLE, Verdict.OTHER_YEAR, Verdict.NO_REPORT)


@dataclass(frozen=True)
class ReturnLetter:
    """One letter, before it is put into words.

    Attributes:
        unit: to whom.
        on, deadline: the day of the letter, and the day by which its answer is expected.
        scope: of the report that it is about.
        line: the file that goes back; None where there is none, or several.
        items: findings to answer, numbered; `remarks` go on with the numbers.
        notices: how many 格式提醒 there are beside.
        files: those that cannot be used, beside `line` those that came after it; or between which the unit decides;
            of a reminder those that came instead of a report.
        row: where the unit stands.
        earlier: the last letter on another file, or the last reminder; `ticked` says what became of what it said.
        again: the last letter on the same files, of an earlier day, that had no answer; never of a reminder, and
            never one that is not due yet when another file has come since.
        round: 1 for the first letter of its kind on other files, 2 for the second, …; of reminders each day counts.
    """

    kind: Kind
    unit: Expected
    year: int
    on: date
    deadline: date
    row: BoardRow
    scope: Scope = Scope.OWN
    line: Line | None = None
    items: tuple[Item, ...] = ()
    remarks: tuple[Item, ...] = ()
    notices: int = 0
    files: tuple[Line, ...] = ()
    earlier: SentLetter | None = None
    ticked: tuple[Ticked, ...] = ()
    again: SentLetter | None = None
    round: int = 1

    @property
    def waits(self) -> bool:
        """Whether it is not to be written yet: an earlier one says the same, and there is still time to answer it."""
        return self.again is not None and self.again.deadline >= self.on

    @property
    def reading(self) -> Reading | None:
        """What the file that goes back holds."""
        return self.line.reading if self.line else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is complained about, in the order of the letter."""
        unread = [one.reading for one in self.files if one.reading is not None and one.reading.code]
        return (
            *(item.finding for item in (*self.items, *self.remarks)),
            *(unreadable_finding(reading) for reading in unread if self.line or self.kind is Kind.RETURN),
        )

    @property
    def sent(self) -> SentLetter:
        """What is kept of it, so that the next file can be held against it."""
        lines = (self.line,) if self.line else self.files if self.kind is not Kind.REMINDER else ()
        digest = "-".join(line.arrival.digest for line in lines)
        if len(lines) > 1:
            digest = sha256(digest.encode()).hexdigest()
        names = "、".join(line.arrival.origin.name for line in lines)
        values = shown_values(self.reading.report if self.reading else None, self.findings)
        return SentLetter(
            self.unit.name, self.kind, self.on, self.deadline, digest, self.scope, names, self.findings, values
        )


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of the last letter to a unit about its figures, now that another file has come.

    Attributes:
        line: the new file.
        ticked: finding by finding.
    """

    unit: str
    sent: SentLetter
    line: Line
    ticked: tuple[Ticked, ...]

    @property
    def settled(self) -> bool:
        """Whether all that was asked for has been done; what is new does not count."""
        return all(one.outcome.settled for one in self.ticked if one.earlier is not None)


def letters_for(
    collected: Collected,
    sent: Mapping[str, Sequence[SentLetter]],
    deadline: date | None = None,
    *,
    as_of: date | None = None,
    units: Collection[str] = (),
    queries: bool = False,
    reminders: bool = True,
) -> tuple[ReturnLetter, ...]:
    """The letters that are due, in the order of the roster; the collecting office does not write to itself.

    One that `waits` is only to be told: the unit has been written to, and its time is not over.

    Args:
        sent: earlier letters by unit, oldest first.
        deadline: the day by which answers are expected; that of usual_deadline() if None.
        as_of: the day of the letters; that of the collection if None.
        units: only these; all if empty.
        queries: also to units whose reports have nothing but queries that nobody explained.
        reminders: also to units that have not reported.

    Raises: XlToolsError K40 for a deadline before the letter, K41 for a unit that is not on the roster.
    """
    on = as_of or collected.as_of
    by = deadline or usual_deadline(on)
    if by < on:
        raise XlToolsError(f"重报的日期 {by} 早于通知的日期 {on}。", code="K40", hint="请写通知当天或以后的日期。")
    for name in units:
        if name not in collected.roster.by_name:
            raise XlToolsError(f"名单里没有“{name}”。", code="K41", hint="请照名单写单位的全称。")
    maker = _Maker(collected, sent, on, by, queries)
    found: list[ReturnLetter] = []
    for row in collected.board.rows:
        if row.unit.parent and (not units or row.unit.name in units):
            found += maker.letters(row, reminders=reminders)
    return tuple(found)


def usual_deadline(on: date) -> date:
    """DAYS after a letter, or the first working day after that: nobody answers in 春节."""
    day, working_days = on + timedelta(days=DAYS), calendar()
    return day if working_days.works(day) else working_days.after(day, 1)


def follow_ups(collected: Collected, sent: Mapping[str, Sequence[SentLetter]]) -> tuple[FollowUp, ...]:
    """What became of the last complaint to each unit of which another file counts now, in the roster's order."""
    found: list[FollowUp] = []
    for row in collected.board.rows:
        for scope in Scope:
            line = collected.inbox.taken.get((row.unit.name, scope))
            earlier = _last(sent.get(row.unit.name, ()), scope, line)
            if line is not None and line.reading is not None and earlier is not None:
                ticked = tick(earlier, line.reading, remarks=_remarks(collected, row.unit.name, scope))
                found.append(FollowUp(row.unit.name, earlier, line, ticked))
    return tuple(found)


class _Maker:
    """Makes the letters of one run."""

    def __init__(
        self, collected: Collected, sent: Mapping[str, Sequence[SentLetter]], on: date, by: date, queries: bool
    ) -> None:
        self._collected = collected
        self._sent = sent
        self._on = on
        self._by = by
        self._queries = queries
        self._lines: dict[str, list[Line]] = {}
        for line in collected.inbox.lines:
            if line.unit and line.matched is not Matched.LIKELY:
                self._lines.setdefault(line.unit, []).append(line)
        self._ticked = {(one.unit, one.line.scope): one for one in follow_ups(collected, sent)}

    def letters(self, row: BoardRow, *, reminders: bool) -> Iterator[ReturnLetter]:
        """What is to be written to one unit."""
        made = [letter for scope in Scope if (letter := self._returned(row, scope))]
        if not made and (question := self._question(row)):
            made = [question]
        if not made and row.status is not Status.RECEIVED and self._of(row, (Verdict.UNREADABLE,)):
            made = [self._letter(Kind.RETURN, row, files=self._of(row, _UNUSABLE))]
        if not made and reminders and row.status is Status.MISSING:
            made = [self._reminder(row)]
        for letter in made:
            yield replace(letter, round=self._round(letter), again=self._again(letter))

    def _returned(self, row: BoardRow, scope: Scope) -> ReturnLetter | None:
        """A report that is to be corrected, with everything that is to be answered in it."""
        line = self._collected.inbox.taken.get((row.unit.name, scope))
        if line is None or line.reading is None or line.reading.report is None:
            return None
        reading = line.reading
        remarks = _remarks(self._collected, row.unit.name, scope)
        found = (*reading.findings, *remarks)
        reasons = [one for one in found if one.stops] or [one for one in found if self._queries and needs_answer(one)]
        if not reasons:
            return None
        # Where a sum and its parts differ, its own figures may well be right: it stands as received.
        kind = Kind.QUESTION if all(one.rule in _ON_SUMS for one in reasons) else Kind.RETURN
        follow_up = self._ticked.get((row.unit.name, scope))
        ticked = follow_up.ticked if follow_up else ()
        standing = [one.now for one in ticked if one.now and one.outcome in (Outcome.STANDING, Outcome.CHANGED)]
        items = items_of(reading.findings, reading.suggestions, standing=standing)
        # Signed copies and pictures often follow a report; only what was meant as one is told.
        later = [
            one
            for one in self._of(row, (Verdict.UNREADABLE, Verdict.OTHER_YEAR))
            if one.arrival.time > line.arrival.time
        ]
        speaks = _speaks_for(self._collected, row.unit.name) is scope
        return replace(
            self._letter(kind, row, scope, tuple(later) if speaks else ()),
            line=line,
            items=items,
            remarks=items_of(remarks, (), first=len(items) + 1, standing=standing, answer=_ANSWER),
            notices=reading.count(Severity.NOTICE),
            earlier=follow_up.sent if follow_up else None,
            ticked=ticked,
        )

    def _question(self, row: BoardRow) -> ReturnLetter | None:
        """Which of several files counts; of own figures before consolidated ones."""
        for scope in Scope:
            lines = [one for one in self._of(row, (Verdict.CONFLICT,)) if one.scope is scope]
            if lines:
                # A newer file that nobody can read is a reason not to take the older one.
                lines += self._of(row, (Verdict.UNREADABLE,))
                lines.sort(key=lambda one: one.arrival.number)
                return self._letter(Kind.QUESTION, row, scope, tuple(lines))
        return None

    def _reminder(self, row: BoardRow) -> ReturnLetter:
        letter = self._letter(Kind.REMINDER, row, files=self._of(row, _UNUSABLE))
        earlier = [one for one in self._sent.get(row.unit.name, ()) if one.kind is Kind.REMINDER and one.on < self._on]
        # Nobody is asked for more than was set, while there is still time.
        due = row.due if row.due is not None and row.due >= self._on else self._by
        return replace(letter, deadline=due, earlier=earlier[-1] if earlier else None)

    def _of(self, row: BoardRow, verdicts: Sequence[Verdict]) -> tuple[Line, ...]:
        return tuple(one for one in self._lines.get(row.unit.name, ()) if one.verdict in verdicts)

    def _letter(
        self, kind: Kind, row: BoardRow, scope: Scope = Scope.OWN, files: tuple[Line, ...] = ()
    ) -> ReturnLetter:
        return ReturnLetter(kind, row.unit, self._collected.year, self._on, self._by, row, scope, files=files)

    def _again(self, letter: ReturnLetter) -> SentLetter | None:
        now = letter.sent
        same = [
            one
            for one in self._sent.get(now.unit, ())
            if now.digest and (one.kind, one.digest, one.scope) == (now.kind, now.digest, now.scope) and one.on < now.on
        ]
        if not same:
            return None
        # What came since is an answer, if not the one that was asked for: nobody is told that there was none.
        since = letter.line is not None and any(one.arrival.time.date() > same[-1].on for one in letter.files)
        return None if since and same[-1].deadline >= now.on else same[-1]

    def _round(self, letter: ReturnLetter) -> int:
        """One more than there were: files that went back, or days on which a reminder was written."""
        now = letter.sent
        before = {
            one.digest or one.on.isoformat()
            for one in self._sent.get(now.unit, ())
            if (one.kind, one.scope) == (now.kind, now.scope) and one.on <= now.on
        }
        return len(before - {now.digest or now.on.isoformat()}) + 1


def _last(letters: Sequence[SentLetter], scope: Scope, line: Line | None) -> SentLetter | None:
    """The last letter about one file that complained, of another file than this one."""
    digest = line.arrival.digest if line else ""
    found = [
        one
        for one in letters
        if (one.kind is Kind.RETURN or one.findings) and one.scope is scope and one.digest != digest
    ]
    return found[-1] if found else None


def _speaks_for(collected: Collected, unit: str, rule: str = "") -> Scope:
    """The report to which goes what is said of a unit: its own one first, but sums of others are consolidated."""
    order = (Scope.CONSOLIDATED, Scope.OWN) if rule in _ON_SUMS else (Scope.OWN, Scope.CONSOLIDATED)
    return next((scope for scope in order if (unit, scope) in collected.inbox.taken), Scope.OWN)


def _remarks(collected: Collected, unit: str, scope: Scope) -> list[Finding]:
    """What was found side by side with others and the unit can answer, as far as it is about this report."""
    return [
        remark.finding
        for remark in collected.remarks
        if unit in remark.units
        and remark.finding.rule in _OWN_REMARKS
        and needs_answer(remark.finding)
        and _speaks_for(collected, unit, remark.finding.rule) is scope
    ]
