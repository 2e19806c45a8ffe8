"""Every file that came in: which unit it belongs to, whether it counts, and why; in Chinese, with what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.decisions import Decision, Decisions
from xl_tools.consolidation.matching import Hints, Match, Matcher
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.rivals import Rival, settle
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import Line, Matched, SortedInbox, Verdict
from xl_tools.report import Report
from xl_tools.units import Scope

_NO_REPORT = frozenset({"T03", "W08", "W09", "W10", "W11", "W12", "W13", "J01", "J05", "J07", "J08"})
"""Codes of files that can be read, or told by their first bytes, and are no report of ours."""
_CERTAIN = (Matched.EXACT, Matched.ALIAS)
Slot = tuple[str, Scope]


def sort_inbox(
    arrivals: Sequence[Arrival],
    readings: Mapping[str, Reading],
    roster: Roster,
    year: int,
    decisions: Decisions,
    *,
    latest: int = 0,
) -> SortedInbox:
    """The verdict on every file. It does not depend on the order in which files of one time are given.

    Args:
        readings: what each file holds, by digest; files that are no reports need none.
        year: of the reports that are added up.
        latest: template version of today, so that older ones can be told; 0 if nobody asks.
    """
    sorter = _Sorter(readings, Matcher(roster, decisions.aliases), year, decisions, latest)
    lines: dict[int, Line] = {}
    firsts: dict[str, Arrival] = {}
    lasts: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=_when):
        if arrival.error is None and arrival.digest:
            lasts[arrival.digest] = arrival
            if firsts.setdefault(arrival.digest, arrival) is not arrival:
                continue
        lines[arrival.number] = sorter.line(arrival)
    _settle_all(lines, lasts, roster, decisions, sorter)
    for arrival in arrivals:
        if arrival.number not in lines:
            lines[arrival.number] = sorter.again(arrival, lines[firsts[arrival.digest].number])
    ordered = tuple(lines[arrival.number] for arrival in sorted(arrivals, key=lambda one: one.number))
    taken = {(line.unit, line.scope): line for line in ordered if line.verdict is Verdict.TAKEN}
    return SortedInbox(ordered, taken)


def _settle_all(
    lines: dict[int, Line], lasts: Mapping[str, Arrival], roster: Roster, decisions: Decisions, sorter: _Sorter
) -> None:
    """Decide, for each unit and scope, which of its files counts; the lines are replaced by decided ones."""
    slots: dict[Slot, list[Rival]] = {}
    unreadable: dict[str, list[Line]] = {}
    for line in lines.values():
        report = line.reading.report if line.reading else None
        if line.verdict is Verdict.TAKEN and report is not None:
            slots.setdefault((line.unit, line.scope), []).append(Rival(line, report, lasts[line.arrival.digest]))
        elif line.verdict is Verdict.UNREADABLE and line.unit:
            unreadable.setdefault(line.unit, []).append(line)
    for (unit, scope), rivals in slots.items():
        decision = decisions.chosen.get((unit, scope.value))
        for line in settle(roster.by_name[unit], rivals, unreadable.get(unit, ()), decision):
            lines[line.arrival.number] = replace(line, sentence=line.sentence + sorter.notes(line))


class _Sorter:
    """What is known of one inbox while its files are looked at one by one."""

    def __init__(
        self, readings: Mapping[str, Reading], matcher: Matcher, year: int, decisions: Decisions, latest: int
    ) -> None:
        self._readings, self._matcher, self._year, self._latest = readings, matcher, year, latest
        known = matcher.roster.by_name
        self._chosen: dict[str, list[tuple[str, str, Decision]]] = {}
        for (unit, scope), one in decisions.chosen.items():
            if unit in known:
                self._chosen.setdefault(one.value, []).append((unit, scope, one))
        self._why: dict[int, str] = {}

    def line(self, arrival: Arrival) -> Line:
        """The verdict on a file by itself; of those that may count TAKEN, until it is settled which does."""
        reading = self._readings.get(arrival.digest)
        if arrival.error is not None:
            said = f"{arrival.error}{arrival.error.hint}"
            return Line(arrival, None, Verdict.UNREADABLE, self._told(arrival, said), unit=self._hinted(arrival))
        if reading is None:
            said = "不是年报工作簿，也不是数据文件，没有读取；随年报附来的可以不管。"
            return Line(arrival, None, Verdict.NO_REPORT, said, unit=self._hinted(arrival))
        if reading.report is None:
            return self._without_report(arrival, reading)
        return self._with_report(arrival, reading, reading.report)

    def again(self, arrival: Arrival, first: Line) -> Line:
        """The line of a file that came before, byte for byte."""
        number = first.arrival.number
        said = f"与第 {number} 号完全相同，只算一份。"
        sender, before = arrival.origin.address, first.arrival.origin.address
        if sender and before and sender.casefold() != before.casefold():
            said = f"与第 {number} 号完全相同，只算一份；那一份由 {before} 报来，这一份由 {sender} 报来。"
            other = self._matcher.by_address(sender)
            if other and other != first.unit:
                said += f"名单里这个地址是“{other}”的，请核对它是不是发错了文件。"
        return replace(first, arrival=arrival, verdict=Verdict.DUPLICATE, sentence=said, by=number)

    def notes(self, line: Line) -> str:
        """What else is to be said of a file that may count: how it was recognised, its template, its state."""
        said = self._why.get(line.arrival.number, "")
        reading = line.reading
        level = self._matcher.roster.by_name[line.unit].level
        if (
            reading
            and reading.report
            and reading.report.unit.level is not level
            and line.verdict is not Verdict.REPLACED
        ):
            said += f"封面上的级别是“{reading.report.unit.level.label}”，名单里是“{level.label}”，请核对。"
        if reading and 0 < reading.version < self._latest:
            said += f"用的是第 {reading.version} 版模板（现在是第 {self._latest} 版），照样计入，下次请用新模板。"
        if reading and reading.version and not reading.final and line.verdict is Verdict.TAKEN:
            said += "封面上还是草稿，没有定稿。"
        return said

    def _without_report(self, arrival: Arrival, reading: Reading) -> Line:
        verdict = Verdict.NO_REPORT if reading.code in _NO_REPORT else Verdict.UNREADABLE
        said = self._told(arrival, f"{reading.sentence}{reading.hint}")
        return Line(arrival, reading, verdict, said, unit=self._hinted(arrival))

    def _with_report(self, arrival: Arrival, reading: Reading, report: Report) -> Line:
        written = report.unit.name
        match = self._matcher.match(written, hints_of(arrival))
        for unit, scope, decision in self._chosen.get(arrival.digest, ()):
            if scope == report.unit.scope.value and (unit != match.unit or match.how not in _CERTAIN):
                day = f" {decision.on} " if decision.on else ""
                match = Match(unit, Matched.ALIAS, (), f"按{day}的决定算作它的")
        line = Line(arrival, reading, Verdict.TAKEN, "", written, match.unit, match.how, match.others)
        if report.year != self._year:
            said = (
                f"是 {report.year} 年度的，这次汇总 {self._year} 年度，没有计入。"
                "请核对是不是报错了文件，或封面上的年度填错了。"
            )
            return replace(line, verdict=Verdict.OTHER_YEAR, sentence=said)
        if match.how in _CERTAIN:
            if match.why:
                self._why[arrival.number] = f"封面上写的是“{written}”，{match.why}。"
            return line
        if match.how is Matched.LIKELY:
            return replace(line, verdict=Verdict.UNCONFIRMED, sentence=_to_confirm(written, match))
        return replace(line, verdict=Verdict.STRANGER, sentence=_strange(arrival, written, match))

    def _hinted(self, arrival: Arrival) -> str:
        """The unit of a file that cannot be read: the one that sender and file name say, if they do not differ."""
        return self._matcher.pointed_at(hints_of(arrival))

    def _told(self, arrival: Arrival, said: str) -> str:
        unit = self._hinted(arrival)
        return f"{said}文件名或发件地址是“{unit}”的，请它重报。" if unit else said


def _when(arrival: Arrival) -> tuple[datetime, str, str, int]:
    """The order in which files came; of one time, by who sent what, so that numbers decide nothing."""
    return arrival.time, arrival.origin.address, str(arrival.origin), arrival.number


def hints_of(arrival: Arrival) -> Hints:
    """What came along with a file that may tell whose it is."""
    origin = arrival.origin
    around = " ".join((origin.subject, *(name for name in (origin.source.name, *origin.inside[:-1]) if origin.inside)))
    return Hints(origin.name, around, origin.address)


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _to_confirm(written: str, match: Match) -> str:
    others = f"也可能是{_quoted(match.others)}。" if match.unit and match.others else ""
    if not match.unit:
        return (
            f"封面上写的是“{written}”：{match.why}（{_quoted(match.others)}），没有计入。"
            f"请确认是哪一个（--same “{written}=名单里的名称”）。"
        )
    return (
        f"{match.why}，没有确认，暂不计入。{others}是的，请确认（--same “{written}={match.unit}”）；"
        "不是的，请对方改正封面上的单位名称，或补进名单。"
    )


def _strange(arrival: Arrival, written: str, match: Match) -> str:
    if not written.strip():
        near = f"文件名或发件地址是{_quoted(match.others)}的；" if match.others else ""
        return (
            f"封面上没有单位名称，没有计入；{near}请对方填好重报，"
            f"或指定它是哪个单位的（--take “单位={arrival.number}”）。"
        )
    near = f"，写法相近的有{_quoted(match.others)}" if match.others else ""
    return (
        f"名单里没有“{written}”{near}，没有计入。确是名单里的单位的，请确认（--same “{written}=名单里的名称”）；"
        "名单漏了的，请补进名单；不归本单位汇总的，不必处理。"
    )
