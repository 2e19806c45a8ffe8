"""Which of several files of one unit and scope counts: the newest, where nothing speaks against that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, groupby

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.decisions import Decision
from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.sorted_inbox import Line, Verdict
from xl_tools.report import Report

_SHARE, _LEAST = 2, 10
"""A newer file is far emptier if it has less than one cell in so many filled in; of files with fewer nobody can say."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One file that may count, and when it came last: the same bytes may have come again.

    Attributes:
        report: what it holds.
        last: the arrival of the same bytes that came last; the first is that of the line.
    """

    line: Line
    report: Report
    last: Arrival

    @property
    def number(self) -> int:
        return self.line.arrival.number

    @property
    def minute(self) -> datetime:
        return _minute(self.line.arrival)


def settle(
    unit: Expected, rivals: Iterable[Rival], unreadable: Iterable[Line], decision: Decision | None
) -> list[Line]:
    """The same files with their verdicts: one is taken and replaces the others, or several wait for a decision.

    Args:
        rivals: all files of the unit and scope, each of other bytes.
        unreadable: files of the unit that nobody can read; a newer one speaks against an older file.
        decision: which file was chosen. It covers what had come by then; newer files are judged by the rules.
    """
    order = sorted(rivals, key=lambda one: (one.minute, one.line.arrival.digest))
    chosen = next((one for one in order if decision and one.line.arrival.digest == decision.value), None)
    covered = [
        one for one in order if chosen and decision and one is not chosen and _covers(decision, one.line.arrival)
    ]
    later = [one for one in order if one is not chosen and one not in covered]
    standing: list[Rival] = [chosen] if chosen else []
    for _, group in groupby(later, lambda one: one.minute):
        batch = list(group)
        standing = [one for one in standing if any(unsafe(one, newer, unit) for newer in batch)] + batch
    newest = max(one.minute for one in standing)
    reasons = [
        f"第 {line.arrival.number} 号更新，但读不出"
        for line in unreadable
        if _minute(line.arrival) > newest and not (chosen and decision and _covers(decision, line.arrival))
    ]
    missing = "；原来决定采用的那份不在收件里，或不能用了，没有照办" if decision and chosen is None else ""
    if len(standing) == 1 and not reasons:
        return _taken(unit, order, standing[0], covered, decision if standing[0] is chosen else None, missing)
    return _waiting(unit, order, standing, covered, [*_differences(standing, unit), *reasons], missing)


def _differences(standing: Sequence[Rival], unit: Expected) -> list[str]:
    """Why none of the files that are left can be taken in place of another."""
    said = [
        f"第 {_numbers(one.number for one in batch)} 号同一分钟到达，分不出先后"
        for _, group in groupby(standing, lambda one: one.minute)
        if len(batch := list(group)) > 1
    ]
    for older, newer in combinations(standing, 2):
        if older.minute < newer.minute:
            said += unsafe(older, newer, unit)
    return list(dict.fromkeys(said))


def unsafe(older: Rival, newer: Rival, unit: Expected) -> list[str]:
    """Chinese clauses that speak against taking a newer file in place of an older one; none if nothing does."""
    said: list[str] = []
    old, new = older.line.reading, newer.line.reading
    if old and new and old.final and new.version and not new.final:
        said.append(f"第 {newer.number} 号是草稿，第 {older.number} 号已经定稿")
    said += _emptier(older, newer)
    before, after = _sender(older.line), _sender(newer.line)
    if before and after and before != after and after not in unit.addresses:
        said.append(f"第 {newer.number} 号由 {after} 报来，第 {older.number} 号由 {before} 报来")
    if (again := older.last).number != older.number and again.time > newer.last.time:
        said.append(f"第 {older.number} 号的同一份文件在第 {newer.number} 号之后又报来一次（第 {again.number} 号）")
    return said


def _emptier(older: Rival, newer: Rival) -> list[str]:
    said: list[str] = []
    before, after = older.report, newer.report
    if len(before.cells) >= _LEAST and len(after.cells) * _SHARE < len(before.cells):
        said.append(
            f"第 {newer.number} 号只填了 {len(after.cells)} 格，第 {older.number} 号填了 {len(before.cells)} 格"
        )
    elif any(before.numbers.values()) and not any(after.numbers.values()):
        said.append(f"第 {newer.number} 号的数全部是 0，第 {older.number} 号不是")
    if before.narrative and not after.narrative:
        said.append(f"第 {newer.number} 号没有文字部分，第 {older.number} 号有")
    return said


def _taken(
    unit: Expected,
    order: Sequence[Rival],
    taken: Rival,
    covered: Sequence[Rival],
    decision: Decision | None,
    missing: str,
) -> list[Line]:
    found: list[Line] = []
    for one in order:
        if one is taken:
            notes = [f"第 {_numbers(other.number for other in order if other is not one)} 号不再采用"] * (
                len(order) > 1
            )
            why = f"，{decided(decision)}" if decision else ""
            note = "".join(f"，{note}" for note in notes)
            found.append(replace(one.line, verdict=Verdict.TAKEN, sentence=f"{_what(one, unit)}{why}{note}{missing}。"))
        elif one in covered and decision:
            said = f"{_what(one, unit)}；{decided(decision)}，用第 {taken.number} 号。"
            found.append(replace(one.line, verdict=Verdict.REPLACED, sentence=said, by=taken.number))
        else:
            said = f"{_what(one, unit)}；第 {taken.number} 号更新，已经替代它。"
            found.append(replace(one.line, verdict=Verdict.REPLACED, sentence=said, by=taken.number))
    return found


def _waiting(
    unit: Expected,
    order: Sequence[Rival],
    standing: Sequence[Rival],
    covered: Sequence[Rival],
    reasons: Sequence[str],
    missing: str,
) -> list[Line]:
    numbers = _numbers(one.number for one in standing)
    why = "；".join(reasons)
    found: list[Line] = []
    for one in order:
        if one in standing:
            ask = f"请决定用哪一份（--take “{unit.name}=序号”），或请该单位重报"
            said = f"{_what(one, unit)}；不能只按先后取舍：{why}{missing}。{ask}。"
            found.append(replace(one.line, verdict=Verdict.CONFLICT, sentence=said))
        else:
            past = "按以前的决定不采用" if one in covered else "已有更新的"
            said = f"{_what(one, unit)}；{past}，其中用第 {numbers} 号的哪一份待决定。"
            found.append(replace(one.line, verdict=Verdict.REPLACED, sentence=said))
    return found


def decided(decision: Decision) -> str:
    """按 2026-02-01 的决定（理由：……）"""
    day = f" {decision.on} " if decision.on else ""
    return f"按{day}的决定" + (f"（理由：{decision.reason}）" if decision.reason else "")


def _what(rival: Rival, unit: Expected) -> str:
    return f"“{unit.name}”的{rival.line.scope.label}年报"


def _covers(decision: Decision, arrival: Arrival) -> bool:
    if decision.until:
        return arrival.time <= datetime.fromisoformat(decision.until)
    return not decision.on or arrival.time.date().isoformat() <= decision.on


def _minute(arrival: Arrival) -> datetime:
    return arrival.time.replace(second=0, microsecond=0)


def _sender(line: Line) -> str:
    return (line.arrival.origin.address or line.arrival.origin.sender).strip().casefold()


def _numbers(numbers: Iterable[int]) -> str:
    return "、".join(map(str, sorted(numbers)))
