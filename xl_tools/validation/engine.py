"""Runs every rule of an edition over one report: all findings at once, in the form's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xl_tools.finding import Finding, Locate, Severity
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation import checks, linear
from xl_tools.validation.groups import number_groups

_CHECKS = {
    "linear": linear.check,
    "numbers": checks.numbers,
    "total_missing": checks.total_missing,
    "amount_unit": checks.amount_unit,
    "placeholder": checks.placeholder,
}


class RuleCrash(ExceptionGroup[Exception]):
    """A rule's own code failed: a bug of ours, never a fault of the data.

    The group holds the original exceptions, each noted with its rule; `findings` holds what all other
    rules had to say.
    """

    findings: tuple[Finding, ...] = ()


def validate(report: Report, locate: Locate) -> tuple[Finding, ...]:
    """Judge the report by the rules of its edition.

    Args:
        locate: cell id, or key of a text (lead, overview …), → place in the workbook, for the messages.

    Returns: findings in the form's order (table by table, then texts), each with its group number.
    Raises: SpecError if the rules are wrong; RuleCrash, after all other rules have run, if one has a bug;
        never for bad data.
    """
    found: list[tuple[tuple[int, int, int], Finding]] = []
    crashes: list[Exception] = []
    tables = {section.id: index for index, section in enumerate(report.form.sections)}
    missing = checks.missing_totals(report)
    for index, rule in enumerate(load_rules(report.form).rules):
        severity = rule.severity.get(report.unit.level)
        if severity is None:
            continue
        try:
            for finding in _CHECKS[rule.check](rule, severity, report, locate, missing):
                table = tables.get(rule.table, len(tables))
                cell = report.form.positions[finding.cells[0]] if finding.cells else 0
                found.append(((table, index, cell), finding))
        except Exception as error:
            error.add_note(f"in rule {rule.id} of {report.form.id}")
            crashes.append(error)
    found.sort(key=lambda item: item[0])
    findings = [finding for _, finding in found]
    result = tuple(
        replace(finding, group=group) for finding, group in zip(findings, number_groups(findings), strict=True)
    )
    if crashes:
        crash = RuleCrash("rules failed on a report", crashes)
        crash.findings = result
        raise crash
    return result


def status(findings: Sequence[Finding]) -> str:
    """“errors”, “queries” or “clean”; notices leave a report clean, and so do explained queries."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return "errors"
    open_queries = [f for f in findings if f.severity is Severity.QUERY and not f.explained]
    return "queries" if open_queries else "clean"
