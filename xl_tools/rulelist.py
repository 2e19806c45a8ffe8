"""The rule book as people ask for it: of an edition, or one rule with the numbers of a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.characters import clean
from xl_tools.errors import TemplateMismatch, XlToolsError
from xl_tools.finding import Locate, Severity
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.inputs import read_data_file
from xl_tools.judging import Standard, layout_of, locator, with_texts
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook
from xl_tools.validation.rulebook import Entry, RuleOnReport, entries, entry_of, on_report, to_text

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened


@dataclass(frozen=True, slots=True)
class RuleList:
    """Rules in words, as text or as a web page.

    Attributes:
        pack: the line on what a rule pack changed, empty without one.
        shown: the one rule with the numbers of a report, where a report was named; `about` says whose.
    """

    title: str
    entries: tuple[Entry, ...]
    pack: str = ""
    shown: RuleOnReport | None = None
    about: str = ""

    @property
    def broken(self) -> bool:
        """Whether the report named has an error by the rule."""
        return self.shown is not None and any(one.severity is Severity.ERROR for one in self.shown.findings)

    def text(self) -> str:
        """Plain lines, for a terminal or a file."""
        lines = [self.title, *([self.pack] if self.pack else []), "", to_text(self.entries)]
        if self.shown is not None:
            lines += ["", self.about, *(f"  {line}" for line in self.shown.lines)]
        return clean("\n".join(lines))

    def html(self) -> str:
        """One self-contained web page."""
        from xl_tools.documents.web.rule_page import write_rule_page

        shown = () if self.shown is None else (self.shown,)
        return write_rule_page(self.title, self.entries, pack=self.pack, shown=shown, about=self.about)


def rule_list(by: Standard, *, edition: str = "", rule: str = "", opened: Opened | Path | None = None) -> RuleList:
    """The rules of an edition (without one: of the latest), or one of them.

    Args:
        rule: id or alias of the one rule wanted.
        opened: a workbook, or the path of a data file, with whose numbers that rule is shown.

    Raises: TemplateMismatch for an edition that there is not or that is not the report's; XlToolsError R11 for a rule
        that there is not, R12 for a report without a rule; errors of reading; PackError.
    """
    if opened is not None and not rule:
        raise XlToolsError("要用一份年报的数来讲解，请写明是哪条规则。", code="R12")
    form = form_for_edition(edition) if edition else all_forms()[-1]
    report, locate = (None, None) if opened is None else _report(opened)
    if report is not None:
        if edition and form is not report.form:
            raise TemplateMismatch(f"这份年报是 {report.edition} 版，不是 {form.edition} 版。", code="T08")
        form = report.form
    book = by.rules(form)
    pack = "" if by.pack is None else by.pack.summary
    if not rule:
        return RuleList(f"{form.edition} 版年度报告格式的校验规则（{len(book.rules)} 条）", entries(book), pack)
    chosen = _rule(book, rule)
    title = f"校验规则 {chosen.id}（{form.edition} 版年度报告格式）"
    if report is None or locate is None:
        return RuleList(title, (entry_of(form, chosen),), pack)
    shown = on_report(chosen, report, locate, others=by.others)
    about = f"{report.unit.name}，{report.year} 年度的数："
    return RuleList(title, (shown.entry,), pack, shown, about)


def _rule(book: RuleBook, name: str) -> Rule:
    wanted = name.strip().upper()
    try:
        return book.rule(wanted)
    except KeyError:
        known = "、".join(rule.id for rule in book.rules)
        raise XlToolsError(
            f"{book.form.edition} 版没有规则“{name}”。", code="R11", hint=f"可用的规则号：{known}。"
        ) from None


def _report(opened: Opened | Path) -> tuple[Report, Locate]:
    """The report as it is judged, and where its cells stand."""
    if isinstance(opened, Path):
        report = with_texts(read_data_file(opened))
        return report, layout_of(report).locate
    from xl_tools.workbook.texts import judged_report

    return judged_report(opened)[0], locator(opened)
