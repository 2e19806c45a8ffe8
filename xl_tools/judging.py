"""A file, or a workbook that is open, judged by the rules of its edition and of a province's pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.model import Form
from xl_tools.ownfiles import PACK
from xl_tools.report import Report
from xl_tools.rules import RuleBook, load_rules
from xl_tools.validation import explanations as explaining
from xl_tools.validation.judgement import Judgement, judge
from xl_tools.workbook.layout import Layout, layout_for, layout_for_year

if TYPE_CHECKING:
    from xl_tools.packs import Pack
    from xl_tools.workbook.reader import Opened


@dataclass(frozen=True, slots=True)
class Standard:
    """By what reports are judged, beside the rules of their edition.

    Attributes:
        pack: rules and thresholds of a province.
        others: reports of other units, with which texts are compared.
    """

    pack: Pack | None = None
    others: tuple[Report, ...] = ()

    def rules(self, form: Form) -> RuleBook:
        """The rules for a report of this edition. Raises: PackError if the pack does not fit them."""
        if self.pack is None:
            return load_rules(form)
        from xl_tools.packs import apply_pack

        return apply_pack(load_rules(form), self.pack)


def standard(pack: Path | None = None, others: tuple[Report, ...] = ()) -> Standard:
    """The standard with a pack: the one named, else the one that this computer is set up with, else none.

    Raises: PackError.
    """
    path = pack or PACK.here()
    if path is None:
        return Standard(None, others)
    from xl_tools.packs import load_pack

    return Standard(load_pack(path), others)


def judge_report(report: Report, by: Standard) -> Judgement:
    """A report from a data file: its numbers, and the texts that it holds with their slots filled."""
    report = with_texts(report)
    return judge(report, layout_of(report).locate, rules=by.rules(report.form), others=by.others)


def with_texts(report: Report) -> Report:
    """A report from a data file with the slots of its texts filled."""
    if not report.narrative:
        return report
    from xl_tools.narrative.compose import finished_own, show_unknown

    texts = finished_own(report)
    return replace(report, narrative={key: show_unknown(text) for key, text in texts.items()})


def layout_of(report: Report) -> Layout:
    """Where the cells of a report from a data file would stand; last year's report may be of any edition."""
    if report.previous is None:
        return layout_for_year(report.form, report.year)
    return layout_for(report.form, report.previous.form)


def judge_opened(opened: Opened, by: Standard, today: date | None = None) -> Judgement:
    """A workbook: the reader's notes first, then the rules on numbers and on the texts that stand in it.

    Args:
        today: the day on which requests of its ledger fall due, and on which explanations that have no date were
            written; the present one if None.
    """
    from xl_tools.workbook.texts import judged_report

    report, stale = judged_report(opened)
    return _judge(opened, report, by, (*opened.notes, *stale), today)


def judge_final(opened: Opened, by: Standard) -> Judgement:
    """A workbook as it would be published: with every text that an export would make.

    Where the sheet shows another text than that, the query about it stands here as well.
    """
    from xl_tools.narrative.compose import finished_narrative
    from xl_tools.workbook.texts import edited_texts, judged_report

    _, stale = judged_report(opened)
    report = replace(opened.report, narrative=edited_texts(opened))
    return _judge(opened, replace(report, narrative=finished_narrative(report)), by, (*opened.notes, *stale))


def locator(opened: Opened) -> Callable[[str], Place]:
    """Where cells and texts of an opened workbook really stand."""

    def locate(key: str) -> Place:
        spot = opened.spots.get(key)
        return spot.place if spot else opened.layout.locate(key)

    return locate


def _judge(
    opened: Opened, report: Report, by: Standard, notes: tuple[Finding, ...], today: date | None = None
) -> Judgement:
    from xl_tools.tallying import ledger_findings
    from xl_tools.workbook.change import is_own_total
    from xl_tools.workbook.explained import notes_of
    from xl_tools.workbook.finalize import changed_since

    formulas = frozenset(cell for cell in opened.formulas if is_own_total(opened, cell))
    judged = judge(report, locator(opened), rules=by.rules(report.form), others=by.others, formulas=formulas)
    findings = (*notes, *changed_since(opened), *judged.findings, *ledger_findings(opened, today))
    if any(finding.severity is Severity.QUERY for finding in findings):
        # What people wrote beside queries stands on a sheet that is read only when it matters.
        written = [note.explanation for note in notes_of(opened, f"{today or date.today()}")]
        findings = explaining.apply(findings, written, report)
    return Judgement(findings, judged.suggestions)
