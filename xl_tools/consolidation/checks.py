"""What only shows when the reports of all units lie side by side: rules H1, H2, H4, H5, and V5, V6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from xl_tools.consolidation import holding, levels, succession
from xl_tools.consolidation.choosing import missing_units
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.holding import Handed
from xl_tools.consolidation.remarking import by_rule, severity_of
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import SortedInbox
from xl_tools.consolidation.total import Total
from xl_tools.finding import Severity
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook

_NAMED = 30
"""So many missing units are named; the board has them all."""
_FIRST = ("A", "B")
"""Groups of rules that a unit must satisfy before it is added up."""


def remarks(
    inbox: SortedInbox,
    roster: Roster,
    total: Total,
    rules: RuleBook,
    *,
    last_year: Mapping[str, Report] | None = None,
    handed: Sequence[Handed] = (),
    layout: succession.Layouts | None = None,
) -> tuple[Remark, ...]:
    """Everything that these rules have to say, in their order, and of each in the order of the roster.

    Args:
        rules: those of the edition of the total, as a pack has them; rules that it switched off say nothing.
        last_year: last year's figures of each unit as the collecting office has them.
        handed: consolidated reports of the whole to hold against the sum.
        layout: a report → where its cells stand in a workbook of the present template, for last year's figures.

    Raises: TemplateMismatch T10 for an edition of which nothing is known.
    """
    found: list[Remark] = []
    for rule in rules.rules:
        severity = severity_of(rule, roster.top.level)
        if severity is None:
            continue
        match rule.check:
            case "sum_of_units":
                found += holding.check(rule, severity, inbox, roster, total, handed)
            case "missing_units":
                found += _missing(rule, severity, inbox, roster)
            case "double_counting":
                found += levels.check(rule, severity, inbox, roster, rules, total.report.form)
            case "passed_first":
                found += _unsound(rule, severity, total)
            case _:
                pass
    found += succession.check(inbox, roster, rules, total.report.year, last_year or {}, layout)
    return tuple(found)


def _missing(rule: Rule, severity: Severity, inbox: SortedInbox, roster: Roster) -> Iterator[Remark]:
    units = [unit.name for unit in missing_units(inbox, roster)]
    if units:
        shown = "、".join(units[:_NAMED]) + (" 等" if len(units) > _NAMED else "")
        message = f"名单上 {len(roster.units)} 个单位，{len(units)} 个没有年报：{shown}"
        yield by_rule(rule, severity, units, message, subject="、".join(units))


def _unsound(rule: Rule, severity: Severity, total: Total) -> Iterator[Remark]:
    """One remark for each report that is added up although its tables have errors."""
    for one in total.contributions:
        found = one.line.reading.findings if one.line.reading else ()
        counts = Counter(
            finding.rule for finding in found if finding.severity is Severity.ERROR and finding.rule[0] in _FIRST
        )
        if counts:
            errors = "、".join(f"{code} {number} 处" for code, number in sorted(counts.items()))
            message = f"“{one.unit}”的年报有错误（{errors}），已计入汇总数"
            yield by_rule(rule, severity, [one.unit], message, subject=errors)
