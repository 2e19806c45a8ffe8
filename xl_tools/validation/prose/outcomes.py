"""Rule E11: 均获维持, 无败诉, 未被纠正 against cases that were corrected or are still pending."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.prose.lexicon import Group, Lexicon
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.values import is_number

_GROUPS = ("reconsideration", "direct_litigation", "litigation_after_reconsideration")


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each such sentence with cases in 表四 that it denies."""
    report, lexicon = context.report, context.prose.lexicon
    about = False
    for sentence in context.prose.sentences:
        # Words such as 无败诉 may stand in a sentence of their own behind the one that says what it is about.
        before, about = about, bool(lexicon.review_about.search(sentence.folded))
        if not (about or before or sentence.part == "requests"):
            continue
        for outcome in lexicon.outcomes:
            found = outcome.pattern.search(sentence.folded)
            if not found:
                continue
            items = [item for group in _groups(lexicon, sentence) for item in group.items] or list(_GROUPS)
            cells = [f"review.{item}.{status}" for status in outcome.statuses for item in dict.fromkeys(items)]
            broken = [cell for cell in cells if is_number(report.value(cell)) and report.number(cell)]
            if broken:
                yield _finding(rule, severity, context, sentence, (found.start(), found.end()), broken)
            break


def _groups(lexicon: Lexicon, sentence: Sentence) -> list[Group]:
    """The groups the sentence names; 行政诉讼 holds both kinds of lawsuits."""
    text = sentence.folded
    named = [group for group in lexicon.groups if group.pattern.search(text)]
    return [group for group in named if len(group.items) < 3]


def _finding(
    rule: Rule, severity: Severity, context: Context, sentence: Sentence, span: tuple[int, int], cells: list[str]
) -> Finding:
    form, report = context.report.form, context.report
    listed = "、".join(
        f"“{form.cells[cell].name}”（{context.locate(cell).address}）{report.number(cell)} 件" for cell in cells
    )
    quote = sentence.quote(*span)
    sheet = context.text_place(sentence.key, sentence.part).sheet
    table = form.section("review").table_name
    message = f"“{sheet}”正文“{quote}”，而{table}{listed}。{rule.advice}"
    texts = [(sentence.key, sentence.part)]
    return context.finding(rule, severity, message, cells=cells, texts=texts, subject=quote)
