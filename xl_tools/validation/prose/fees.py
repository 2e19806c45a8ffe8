"""Rules E15 and D9: fees for processing requests (信息处理费) add up and are reported in section 六."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.facts import FACT
from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.prose import figures, sums
from xl_tools.validation.prose.figures import show
from xl_tools.validation.prose.matching import number_of_fact
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.windows import THIS

OTHER = "other"
_MENTIONED = re.compile("处理费|收费|收取费用|未收取|未产生费用")
_FEE_FACTS = ("fee_amount", "fee_cases")


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule E15: fees of the prose against the facts, lists of fees, and a section 六 that says nothing of fees."""
    for mismatch in context.prose.mismatches:
        one = mismatch.statement
        if one.rule == rule.id and not (one.key == OTHER and one.number == 0):  # denials in section 六 are for D9
            yield from figures.report_mismatch(rule, severity, mismatch, context)
    yield from sums.chain_findings(rule, severity, context, fees=True)
    if context.report.year >= rule.whole("from_year") and _says_all(context) and not _charged(context):
        text = context.report.narrative[OTHER]
        if not _MENTIONED.search(text):
            sheet = context.text_place(OTHER).sheet
            message = f"“{sheet}”没有写收取信息处理费的情况。{rule.advice}"
            yield context.finding(rule, severity, message, texts=[(OTHER, "")], subject="未写信息处理费")


def unreported(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule D9: fees were charged, by 封面 or by the prose, and section 六 says nothing of them or denies them."""
    if not _says_all(context):
        return
    charged = _charged(context)
    denied = next((one for one in _of_section(context) if one.number == 0 and one.measure.id == "fee_amount"), None)
    stated = any(one.number > 0 for one in _of_section(context))
    silent = not _MENTIONED.search(context.report.narrative[OTHER])
    if not charged or stated or not (silent or denied):
        return
    sheet = context.text_place(OTHER).sheet
    says = f"“{denied.quote}”" if denied else "没有写信息处理费"
    words, texts = charged
    message = f"{words}，“{sheet}”{says}。{rule.advice}"
    subject = denied.quote if denied else words
    yield context.finding(rule, severity, message, texts=[(OTHER, ""), *texts], subject=subject)


def _says_all(context: Context) -> bool:
    """Whether the text of section 六 is there as a whole, and not only what the office wrote for one part of it."""
    parts = context.texts.get(OTHER, {})
    return bool(parts.get("", "").strip() or parts.get("fees", "").strip())


def _of_section(context: Context) -> list[Statement]:
    return [one for one in context.prose.statements if one.key == OTHER and one.rule == "E15" and one.window == THIS]


def _charged(context: Context) -> tuple[str, list[tuple[str, str]]] | None:
    """How it is known that fees were charged, and where that stands; None if it is not known."""
    for fact_id in _FEE_FACTS:
        number = number_of_fact(context.report, fact_id)
        if number:
            place = context.locate(FACT + fact_id)
            label = "金额" if fact_id == "fee_amount" else "件数"
            words = f"“{place.sheet}”{place.address} 填的收取信息处理费{label}是 {show(number)}"
            return words, [(FACT + fact_id, "")]
    for one in context.prose.statements:
        if one.key != OTHER and one.measure.id == "fee_amount" and one.number > 0 and one.window == THIS:
            return f"{figures.where(one, context)}“{one.quote}”", [(one.key, one.part)]
    return None
