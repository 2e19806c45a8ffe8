"""Runs every rule of an edition over one report: all findings at once, in the form's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import cast

from xl_tools.finding import Finding, Locate, Severity
from xl_tools.report import Report
from xl_tools.rule import (
    CONSOLIDATION_CHECKS,
    DATE_CHECKS,
    DOCUMENT_CHECKS,
    LEDGER_CHECKS,
    PROSE_CHECKS,
    TEXT_CHECKS,
    Rule,
)
from xl_tools.rules import RuleBook
from xl_tools.validation.context import Context

Check = Callable[[Rule, Severity, Context], Iterator[Finding]]
CHECKS = {
    "linear": "linear:check",
    "numbers": "checks:numbers",
    "total_missing": "checks:total_missing",
    "amount_unit": "amounts:amount_unit",
    "edition_change": "years:edition_change",
    "enforcement": "plausible:enforcement",
    "jump": "years:jump",
    "large_stock": "plausible:large_stock",
    "breakdown": "texts.breakdown:breakdown",
    "cited_notice": "texts.editions:cited_notice",
    "edition_year": "texts.editions:edition_year",
    "generalities": "texts.residue:generalities",
    "government_duties": "texts.structure:government_duties",
    "identity": "texts.identity:identity",
    "long_text": "texts.structure:long_text",
    "main_year": "texts.years:main_year",
    "old_terms": "texts.residue:old_terms",
    "overview_parts": "texts.structure:overview_parts",
    "period": "texts.dates:period",
    "residue": "texts.unitname:residue",
    "similarity": "texts.similarity:similarity",
    "stated_count": "texts.structure:stated_count",
    "thin_text": "texts.structure:thin_text",
    **{name: f"texts.printed:{name}" for name in ("headings", "labels", "lines", "numbering", "real_tables")},
    "too_early": "texts.dates:too_early",
    "too_late": "texts.dates:too_late",
    "unit_title": "texts.unitname:unit_title",
    "fees_unreported": "prose.fees:unreported",
    "prose_fees": "prose.fees:check",
    "prose_figures": "prose.figures:check",
    "prose_growth": "prose.shares:growths",
    "prose_outcomes": "prose.outcomes:check",
    "prose_scope": "prose.figures:scope",
    "prose_shares": "prose.shares:shares",
    "prose_sums": "prose.sums:check",
}
"""Kind of check → module of this package and function; a module is loaded when a rule first needs it."""


class RuleCrash(ExceptionGroup[Exception]):
    """A rule's own code failed: a bug of ours, never a fault of the data.

    The group holds the original exceptions, each noted with its rule; `findings` holds what all other
    rules had to say.
    """

    findings: tuple[Finding, ...] = ()


def validate(
    report: Report, locate: Locate, *, rules: RuleBook | None = None, others: Sequence[Report] = ()
) -> tuple[Finding, ...]:
    """Judge the report by the rules of its edition.

    Args:
        locate: cell id (of last year's figures with “previous.” before it), or place of a text (lead, overview,
            overview/requests …), → place in the workbook, for the messages.
        rules: the rules to judge by, where a pack has changed them; else those of the edition.
        others: reports of other units whose texts are compared with this one's.

    Returns: findings in the form's order (table by table, then texts), each with its group number.
    Raises: SpecError if the rules are wrong; RuleCrash, after all other rules have run, if one has a bug;
        never for bad data.
    """
    # judge() is built on run() below and gives more than findings.
    from xl_tools.validation.judgement import judge

    return judge(report, locate, rules=rules, others=others).findings


def run(context: Context) -> tuple[Finding, ...]:
    """The findings of all rules in the form's order, without group numbers. Raises as `validate` does."""
    report = context.report
    found: list[tuple[tuple[int, int, int], Finding]] = []
    crashes: list[Exception] = []
    tables = {section.id: index for index, section in enumerate(report.form.sections)}
    for index, rule in enumerate(context.rules.rules):
        severity = rule.severity.get(report.unit.level)
        if severity is None or not _has_matter(rule.check, report):
            continue
        if rule.trial and severity is Severity.ERROR:
            severity = Severity.QUERY
        try:
            for finding in _check(rule.check)(rule, severity, context):
                table = tables.get(rule.table, len(tables))
                cell = report.form.positions.get(finding.cells[0], 0) if finding.cells else 0
                found.append(((table, index, cell), finding))
        except Exception as error:
            error.add_note(f"in rule {rule.id} of {report.form.id}")
            crashes.append(error)
    found.sort(key=lambda item: item[0])
    findings = tuple(finding for _, finding in found)
    if crashes:
        crash = RuleCrash("rules failed on a report", crashes)
        crash.findings = findings
        raise crash
    return findings


def status(findings: Sequence[Finding]) -> str:
    """“errors”, “queries” or “clean”; notices leave a report clean, and so do explained queries."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return "errors"
    open_queries = [f for f in findings if f.severity is Severity.QUERY and not f.explained]
    return "queries" if open_queries else "clean"


def _has_matter(check: str, report: Report) -> bool:
    """Whether the report holds what a check looks at; else it has nothing to say, and is not even loaded."""
    if check in TEXT_CHECKS:
        return bool(report.narrative)
    if check in PROSE_CHECKS:
        return bool(report.narrative or report.facts)
    if check in DOCUMENT_CHECKS:
        return report.printed is not None
    if check in LEDGER_CHECKS or check in CONSOLIDATION_CHECKS:
        return False
    return check not in DATE_CHECKS or report.published_on is not None


def _check(name: str) -> Check:
    check = _LOADED.get(name)
    if check is None:
        module, _, function = CHECKS[name].partition(":")
        loaded = import_module(f"xl_tools.validation.{module}")
        check = _LOADED[name] = cast("Check", getattr(loaded, function))
    return check


_LOADED: dict[str, Check] = {}
