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
    "numbers": checks.numbers,
    "total_missing": checks.total_missing,
    "amount_unit": checks.amount_unit,
    "placeholder": checks.placeholder,
}


def validate(report: Report, locate: Locate) -> tuple[Finding, ...]:
    """Judge the report by the rules of its edition.

    Args:
        locate: cell id, or key of a text (lead, overview …), → place in the workbook, for the messages.

    Returns: findings in the form's order (table by table, then texts), each with its group number.
    Raises: SpecError if the rules are wrong; never for bad data.
    """
    findings: list[Finding] = []
    for rule in load_rules(report.form).rules:
        severity = rule.severity.get(report.unit.level)
        if severity is None:
            continue
        if rule.check == "linear":
            findings += linear.check(rule, severity, report, locate)
        else:
            findings += _CHECKS[rule.check](rule, severity, report, locate)
    order = {section.id: index for index, section in enumerate(report.form.sections)}
    position = {cell_id: index for index, cell_id in enumerate(report.form.cells)}

    def place(finding: Finding) -> tuple[int, int]:
        if not finding.cells:
            return len(order), 0
        cell = report.form.cells[finding.cells[0]]
        return order[cell.table], position[cell.id]

    findings.sort(key=lambda finding: (place(finding)[0], _rule_order(finding), place(finding)[1]))
    return tuple(
        replace(finding, group=group) for finding, group in zip(findings, number_groups(findings), strict=True)
    )


def status(findings: Sequence[Finding]) -> str:
    """“errors”, “queries” or “clean”; notices leave a report clean, and so do explained queries."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return "errors"
    open_queries = [f for f in findings if f.severity is Severity.QUERY and not f.explained]
    return "queries" if open_queries else "clean"


def _rule_order(finding: Finding) -> tuple[str, int]:
    return finding.rule[0], int(finding.rule[1:])
