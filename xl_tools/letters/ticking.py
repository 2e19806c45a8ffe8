"""One by one: what became of each finding that a letter complained about, in the file that came afterwards; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

from xl_tools.consolidation.reading import Reading
from xl_tools.finding import Finding
from xl_tools.letters.sent import SentLetter, needs_answer, shown_values, unreadable_finding
from xl_tools.report import PREVIOUS

_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_REMARK = re.compile("[HV][0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MOST_CELLS = 4
"""Cells whose old and new values are told."""


class Outcome(Enum):
    """What became of a finding; `label` is the word in the letter."""

    CORRECTED = "corrected"
    EXPLAINED = "explained"
    STANDING = "standing"
    CHANGED = "changed"
    NEW = "new"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            "corrected": "已改",
            "explained": "已说明",
            "standing": "仍在",
            "changed": "变了",
            "new": "新出现",
            "unknown": "未能核对",
        }[self.value]

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self in (Outcome.CORRECTED, Outcome.EXPLAINED)


@dataclass(frozen=True, slots=True)
class Ticked:
    """One finding, ticked off.

    Attributes:
        earlier: as the letter had it; None for one that is new.
        now: the finding of the new file that it corresponds to; None if there is none any more.
        sentence: what happened, in Chinese.
    """

    outcome: Outcome
    earlier: Finding | None
    now: Finding | None
    sentence: str


def tick(sent: SentLetter, reading: Reading, *, remarks: Sequence[Finding] | None = None) -> tuple[Ticked, ...]:
    """Each finding of a letter held against what the rules say of the file that came after it.

    First come the earlier findings in the order of the letter, then errors and unexplained queries that are new. A
    finding is the same one if rule, cells and words are; where figures changed, if rule and cells are, or the words
    but for their figures. Each is matched once.

    Args:
        reading: of the new file. If it could not be read, nothing can be said of earlier findings.
        remarks: what the comparison with other units says of this one now; None if nothing was compared.
    """
    if reading.report is None:
        earlier = [Ticked(Outcome.UNKNOWN, one, None, "新报送的文件打不开，没有核对") for one in sent.findings]
        return *earlier, _new(unreadable_finding(reading))
    standing = [*reading.findings, *(remarks or ())]
    pairs = _pairs(sent.findings, standing)
    ticked = [
        Ticked(Outcome.UNKNOWN, one, None, "要与其他单位比较，没有核对")
        if remarks is None and is_remark(one)
        else _ticked(sent, reading, one, standing[pairs[index]] if index in pairs else None)
        for index, one in enumerate(sent.findings)
    ]
    matched = set(pairs.values())
    ticked += [_new(one) for index, one in enumerate(standing) if index not in matched and needs_answer(one)]
    return tuple(ticked)


def is_remark(finding: Finding) -> bool:
    """Whether it comes from seeing units side by side, which no file alone can tell."""
    return bool(_REMARK.fullmatch(finding.rule))


def counted(ticked: Sequence[Ticked]) -> str:
    """已改 3 条，仍在 1 条，新出现 1 条."""
    counts = {outcome: sum(one.outcome is outcome for one in ticked) for outcome in Outcome}
    return "，".join(f"{outcome.label} {count} 条" for outcome, count in counts.items() if count)


_KEYS: tuple[Callable[[Finding], Hashable], ...] = (
    lambda one: (one.rule, one.cells, one.subject, one.left, one.right, one.places, one.message),
    lambda one: (one.rule, one.cells, one.subject, one.left, one.right) if one.cells or one.subject else None,
    lambda one: (one.rule, one.cells, one.subject) if one.cells or one.subject else None,
    lambda one: (one.rule, one.cells, _DIGITS.sub("#", one.subject)) if one.cells or one.subject else None,
    lambda one: (one.rule, one.cells) if one.cells else None,
    lambda one: (one.rule, one.cells[0]) if one.cells else None,
    lambda one: (one.rule, one.places) if not one.cells else None,
)
"""What makes two findings the same one, the surest first; None of one that cannot be recognised so."""


def _pairs(earlier: Sequence[Finding], standing: Sequence[Finding]) -> dict[int, int]:
    """Index of an earlier finding → that of the same one now."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(standing))
    for key in _KEYS:
        known: dict[Hashable, list[int]] = {}
        for index, one in free.items():
            known.setdefault(key(one), []).append(index)
        for index, one in enumerate(earlier):
            found = known.get(key(one), []) if index not in pairs and key(one) is not None else []
            if found:
                pairs[index] = found.pop(0)
                del free[pairs[index]]
    return pairs


def _ticked(sent: SentLetter, reading: Reading, earlier: Finding, now: Finding | None) -> Ticked:
    if now is None:
        return Ticked(Outcome.CORRECTED, earlier, None, _changes(sent, reading, earlier) or "不再有这个问题")
    if now.explained:
        return Ticked(Outcome.EXPLAINED, earlier, now, f"审核说明：{now.explanation}")
    before, after = _figures(earlier), _figures(now)
    if (earlier.severity, before, earlier.subject) == (now.severity, after, now.subject) and not _changes(
        sent, reading, earlier
    ):
        return Ticked(Outcome.STANDING, earlier, now, "没有改动")
    said = [_changes(sent, reading, earlier), _sides(earlier, now), _words(earlier, now)]
    return Ticked(Outcome.CHANGED, earlier, now, "；".join(filter(None, said)) or "问题仍在")


def _new(finding: Finding) -> Ticked:
    return Ticked(Outcome.NEW, None, finding, finding.message)


def _figures(finding: Finding) -> tuple[object, object]:
    return finding.left, finding.right


def _sides(earlier: Finding, now: Finding) -> str:
    """How far apart the sides were and are."""
    if earlier.difference is None or now.difference is None:
        return ""
    before, after = abs(earlier.difference), abs(now.difference)
    return f"仍相差 {after}" if before == after else f"上次相差 {before}，现在相差 {after}"


def _words(earlier: Finding, now: Finding) -> str:
    return "" if earlier.subject == now.subject else "文字已改动，问题仍在"


def _changes(sent: SentLetter, reading: Reading, finding: Finding) -> str:
    """D8 由 59 改为 58: the cells of a finding whose values are others now; empty if none is."""
    new = shown_values(reading.report, [finding])
    changed = [
        f"{_address(reading, finding, index)} 由{_quoted(sent.values.get(cell))}改为{_quoted(new.get(cell))}"
        for index, cell in enumerate(finding.cells)
        if sent.values.get(cell) != new.get(cell) and _is_held(reading, cell)
    ]
    more = f"等 {len(changed)} 格" if len(changed) > _MOST_CELLS else ""
    return "，".join(one.strip() for one in changed[:_MOST_CELLS]) + more


def _quoted(shown: str | None) -> str:
    """A number between spaces, any other words between quotes."""
    if shown is None:
        return "空白"
    return f" {shown} " if _NUMBER.fullmatch(shown) else f"“{shown}”"


def _is_held(reading: Reading, cell: str) -> bool:
    """Whether the edition of the new file has the cell at all."""
    return reading.report is not None and cell.removeprefix(PREVIOUS) in reading.report.form.cells


def _address(reading: Reading, finding: Finding, index: int) -> str:
    """Where the cell stands now, else where it stood."""
    place = reading.places.get(finding.cells[index])
    if place is None and index < len(finding.places):
        place = finding.places[index]
    return place.address if place else finding.cells[index]
