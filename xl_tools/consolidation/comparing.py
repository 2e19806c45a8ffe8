"""V1 to V4: units seen side by side — figures that stand apart, copied texts, mistakes that many make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xl_tools.consolidation.choosing import report_of
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.comparing_figures import outliers, zeros
from xl_tools.consolidation.comparing_peers import BASIS, SHOWN_UNITS, Peer
from xl_tools.consolidation.comparing_texts import copies
from xl_tools.consolidation.frames import RulesFor, seen
from xl_tools.consolidation.remarking import names, remark
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.total import Total
from xl_tools.finding import Finding, Locate, Severity
from xl_tools.forms.model import Form
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.rules import catalogue_order

COPY_RULE = "C6"
"""Its limits (share, shortest paragraph, formulas) are those of V3 as well."""
REPEATED_UNITS = 3
REPEATED_SHARE = 20
"""So many units, and so many in a hundred, make a mistake that is better explained to all at once than one by one."""


def compare(
    total: Total, roster: Roster, *, rules: RulesFor, locate: Locate, last_year: Mapping[str, Report] | None = None
) -> tuple[Remark, ...]:
    """Compare the units among each other, those that are left out of the total included.

    Args:
        rules: the rules of an edition; `Standard.rules`.
        locate: where a cell of the total's edition stands in a workbook, for cells that a unit left blank.
        last_year: last year's figures of each unit as the collecting office has them, by unit name.

    Returns: V1, V2, V3, V4; of each, in the order of the roster, V4 in that of the catalogue.
    Raises: TemplateMismatch T10 if a report is of an edition of which nothing is known.
    """
    form, kept = total.report.form, last_year or {}
    order = {unit.name: position for position, unit in enumerate(roster.units)}
    peers = [
        Peer(one, roster.by_name[one.unit].level, form, locate, kept.get(one.unit))
        for one in sorted(seen(total), key=lambda one: order[one.unit])
    ]
    # A pack that switches off the rule on copied texts means these as well.
    copying = [rule for rule in rules(form).rules if rule.id == COPY_RULE]
    return (
        *outliers(peers, form),
        *zeros(peers, form),
        *(found for rule in copying for found in copies(peers, rule)),
        *repeated(peers, rules),
    )


def repeated(peers: Iterable[Peer], rules: RulesFor) -> Iterator[Remark]:
    """V4: one notice a rule that many units break, so that it can be explained to all of them at once.

    Notices of units and queries that they explained are no mistakes.
    """
    known: dict[str, Rule] = {}
    judged: dict[str, set[str]] = {}
    broken: dict[str, dict[str, Finding]] = {}
    books: dict[Form, tuple[Rule, ...]] = {}
    for peer in peers:
        report, reading = report_of(peer.seen.line), peer.seen.line.reading
        if report is None or reading is None:
            continue
        if report.form not in books:
            books[report.form] = rules(report.form).rules
        for rule in books[report.form]:
            known.setdefault(rule.id, rule)
            if report.unit.level in rule.severity:
                judged.setdefault(rule.id, set()).add(peer.unit)
        for finding in reading.findings:
            if finding.severity is not Severity.NOTICE and not finding.explained:
                broken.setdefault(finding.rule, {}).setdefault(peer.unit, finding)
    for rule in sorted(known.values(), key=catalogue_order):
        units, all_ = broken.get(rule.id, {}), len(judged.get(rule.id, ()))
        if len(units) < REPEATED_UNITS or len(units) * 100 < REPEATED_SHARE * all_:
            continue
        unit, finding = next(iter(units.items()))
        share = f"{all_} 个单位中有 {len(units)} 个（占 {len(units) / all_:.0%}）不符合"
        said = f"规则 {rule.id}“{rule.title}”：{share}：{names([*units], SHOWN_UNITS)}"
        example = f"例如“{unit}”：{finding.message.rstrip('。')}"
        message = f"{said}。{example}。请向这些单位统一说明这条规则的口径，再请各单位逐个改正"
        yield remark(units, "V4", Severity.NOTICE, message, BASIS["V4"], subject=rule.id)
