"""Which of the reports that came are added up: every unit once, and what stands for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from xl_tools.consolidation.decisions import OUT, Decision, Decisions
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import Line, SortedInbox, Verdict
from xl_tools.consolidation.total import Contribution, LeftOut, NotAdded
from xl_tools.crossing import Way, cross, links
from xl_tools.finding import Place
from xl_tools.forms.model import Form
from xl_tools.report import Report
from xl_tools.units import Scope
from xl_tools.values import BLANK, Blank

_CAME = frozenset({Verdict.TAKEN, Verdict.CONFLICT, Verdict.UNCONFIRMED, Verdict.UNREADABLE})
"""Verdicts on files of a unit that is not missing: it sent something, although it may not count yet."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reports that are added up, and those that are not.

    Attributes:
        form: the edition of the total.
        contributions, left_out: in the order of the roster.
        compared: consolidated reports that are not added: unit → line.
        not_crossed: cells of reports of another edition that have no place in this one, in the order of the roster.
        errors_undecided: whether reports with errors are added although nobody decided that they should be.
    """

    form: Form
    contributions: tuple[Contribution, ...]
    left_out: tuple[LeftOut, ...]
    compared: Mapping[str, Line]
    not_crossed: tuple[NotAdded, ...] = ()
    errors_undecided: bool = False


def choose(inbox: SortedInbox, roster: Roster, decisions: Decisions, form: Form) -> Chosen:
    """Decide what is added up, so that nothing is counted twice.

    A consolidated report of a unit below the top stands for the unit and everything below it, whether it is added or
    left out; that of the top is only compared. Reports with errors are in, unless somebody decided otherwise.

    Args:
        form: the edition of the total.

    Raises: TemplateMismatch T10 if a report is of an edition of which nothing is known.
    """
    contributions: list[Contribution] = []
    left_out: list[LeftOut] = []
    not_crossed: list[NotAdded] = []
    compared: dict[str, Line] = {}
    undecided = False
    for unit, holder in _in_order(inbox, roster):
        own, consolidated = (inbox.taken.get((unit.name, scope)) for scope in (Scope.OWN, Scope.CONSOLIDATED))
        if consolidated is not None and (holder or unit.name == roster.top.name):
            compared[unit.name] = consolidated
        for line in (own, consolidated):
            if line is None or (read := report_of(line)) is None:
                continue
            why = _why_not(unit, line, holder, consolidated, roster, decisions)
            if why:
                left_out.append(LeftOut(unit.name, line, why))
                continue
            undecided |= has_errors(line) and _about_errors(unit, decisions) is None
            report, lost = _crossed(unit, line, read, form)
            not_crossed += lost
            below = tuple(one.name for one in roster.below(unit.name)) if line is consolidated else ()
            contributions.append(Contribution(unit.name, line, report, below))
    return Chosen(form, tuple(contributions), tuple(left_out), compared, tuple(not_crossed), undecided)


def report_of(line: Line) -> Report | None:
    """What a file holds, if it is a report that could be read."""
    return line.reading.report if line.reading else None


def has_errors(line: Line) -> bool:
    """Whether the rules found an error in a file."""
    return line.reading is not None and line.reading.has_errors


def place_in(line: Line, cell: str, form: Form | None = None) -> Place | None:
    """Where a cell, of last year's figures with “previous.” before it, stands in a file; None if nowhere.

    Args:
        form: the edition of the cell, if it may be another than that of the file: then of the cell it was crossed from.
    """
    if line.reading is None:
        return None
    report = line.reading.report
    if form is not None and report is not None and report.form is not form:
        cell = _origins(report.form, form).get(cell, "")
    return line.reading.places.get(cell)


@cache
def _origins(old: Form, new: Form) -> Mapping[str, str]:
    """Cell of one edition → the cell of another whose figure it takes over."""
    return {link.new[0]: link.old[0] for link in links(old, new) if link.way in (Way.SAME, Way.NEAR)}


def missing_units(inbox: SortedInbox, roster: Roster) -> tuple[Expected, ...]:
    """The units of which no report came, in the order of the roster; none where there was no roster.

    A unit that is in a consolidated report of one above it is not missing, and neither is one whose files, or whose
    superior's, wait for a decision or cannot be read.
    """
    if not roster.given:
        return ()
    came = {line.unit for line in inbox.lines if line.unit and line.verdict in _CAME}
    above = {line.unit for line in inbox.lines if line.verdict is Verdict.CONFLICT and line.scope is not Scope.OWN}
    above.discard(roster.top.name)
    return tuple(
        unit
        for unit, holder in _in_order(inbox, roster)
        if not holder and unit.name not in came and not any(one.name in above for one in roster.above(unit.name))
    )


def sum_of(inbox: SortedInbox, roster: Roster, name: str, form: Form) -> tuple[tuple[Contribution, ...], bool]:
    """What the units of one branch sent, without the consolidated report of the unit at its head.

    Returns: the reports to add up, in the order of the tree, and whether they are all that there should be.
    Raises: TemplateMismatch as `choose` does.
    """
    found: list[Contribution] = []
    complete = True
    for unit, line, below in _branch(inbox, roster, roster.by_name[name], head=True):
        if line is None or (read := report_of(line)) is None:
            complete = False
            continue
        report, _ = _crossed(unit, line, read, form)
        found.append(Contribution(unit.name, line, report, below))
    return tuple(found), complete


def _branch(
    inbox: SortedInbox, roster: Roster, unit: Expected, *, head: bool = False
) -> Iterator[tuple[Expected, Line | None, tuple[str, ...]]]:
    """(unit, the report that counts for it, units that are in that report) for one branch of the roster."""
    consolidated = None if head else inbox.taken.get((unit.name, Scope.CONSOLIDATED))
    if consolidated is not None:
        yield unit, consolidated, tuple(one.name for one in roster.below(unit.name))
        return
    yield unit, inbox.taken.get((unit.name, Scope.OWN)), ()
    for child in roster.children(unit.name):
        yield from _branch(inbox, roster, child)


def _in_order(inbox: SortedInbox, roster: Roster) -> Iterator[tuple[Expected, str]]:
    """Every unit, and the highest unit above it whose consolidated report holds its figures; empty if none does."""
    top = roster.top.name
    holders: dict[str, str] = {top: ""}

    def holder(unit: Expected) -> str:
        found = holders.get(unit.name)
        if found is None:
            above = roster.by_name[unit.parent]
            itself = above.name != top and (above.name, Scope.CONSOLIDATED) in inbox.taken
            found = holders[unit.name] = holder(above) or (above.name if itself else "")
        return found

    for unit in roster.units:
        yield unit, holder(unit)


def _why_not(
    unit: Expected, line: Line, holder: str, consolidated: Line | None, roster: Roster, decisions: Decisions
) -> str:
    """Why a report is not added, as a Chinese sentence; empty if it is."""
    decided = decisions.left_out.get(unit.name)
    if unit.name == roster.top.name and line is consolidated:
        return "汇总单位自己的汇总年报，只与各单位之和核对，不再相加。"
    if holder:
        also = f"决定不计入的“{unit.name}”也在其中，没有减去。" if decided else ""
        return f"数已含在“{holder}”的汇总年报里，不再相加。{also}"
    if line is not consolidated and consolidated is not None and unit.name != roster.top.name:
        return "数已含在本单位的汇总年报里，不再相加。"
    if decided is not None:
        return f"决定不计入{decided.because}。"
    about = _about_errors(unit, decisions)
    if has_errors(line) and about is not None and about.value == OUT:
        return f"有错误，决定有错误的不计入{about.because}。"
    return ""


def _about_errors(unit: Expected, decisions: Decisions) -> Decision | None:
    return decisions.with_errors.get(unit.name, decisions.errors)


def _crossed(unit: Expected, line: Line, report: Report, form: Form) -> tuple[Report, list[NotAdded]]:
    """The report in the cells of the total, and what has no place there."""
    if report.form is form:
        return report, []
    crossing = cross(report, form)
    lost = [
        NotAdded(
            unit.name,
            cell,
            report.value(cell),
            place_in(line, cell),
            f"{report.edition} 版的这一格在 {form.edition} 版里没有对应的格",
            report.form.cells[cell].name,
        )
        for crossed in crossing.left
        for cell in crossed.old
        if not isinstance(report.value(cell), Blank)
    ]
    lost += [
        NotAdded(unit.name, cell, BLANK, None, f"用的是 {report.edition} 版，没有这一格", form.cells[cell].name)
        for link in links(report.form, form)
        if link.way is Way.FRESH
        for cell in link.new
    ]
    return crossing.report, lost
