"""Rule C6: paragraphs copied from last year's text or from another unit's, and figures left over from last year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xl_tools.finding import Finding, Severity
from xl_tools.forms.model import Form
from xl_tools.parts import split_text
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.validation.checks import PLACEHOLDER
from xl_tools.validation.context import Context
from xl_tools.validation.texts.names import forms_of
from xl_tools.validation.texts.sentences import SHOWN_ITEMS, quote, simplified, where

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
_YEAR = re.compile(r"20[0-9]{2}(?=年|-20)")
# A number is tried once, from its beginning to its end: of a text of digits alone, anything else would take minutes.
_NUMBER = re.compile(
    r"(?<![0-9])(?<![0-9][,，])[0-9][0-9,，]*+(?:\.[0-9]++)?+"
    r"(?=[余多]?[万亿]?[件条起份篇项次人个场期元名家])"
)
_SELF = re.compile(r"[我本](?:镇|乡|街道|局|厅|委|办|单位|机关|县|市|区)")
_PUNCTUATION = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph made ready to be compared.

    Attributes:
        text: as written.
        prose: what remains without figures, statutory formulas, years and the unit's own name.
        figures: sentences with figures, each as (with years and figures masked, the figures).
    """

    part: str
    text: str
    prose: str
    figures: tuple[tuple[str, tuple[str, ...]], ...]


def similarity(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule C6: one finding a text and source of copying, with the paragraph pairs and their share; then old figures.

    Years, the names of the units and 我镇, 我局 … are masked before comparing, so that changing them does not hide a
    copy. Sentences with figures and statutory formulas are left out, for these are alike every year by right; what
    is left must have a minimum length. Undecided without another text to compare with.
    """
    report = context.report
    sources: list[tuple[str, Report]] = []
    if report.previous is not None:
        sources.append((f"上年（{report.previous.year} 年度）正文", report.previous))
    others = [other for other in context.others if other.unit.name != report.unit.name]
    sources += [(f"“{other.unit.name}”{other.year} 年度的正文", other) for other in others]
    if not sources:
        return
    own = {key: paragraphs(rule, report, key) for key in context.texts}
    for name, source in sources:
        for key, some in own.items():
            pairs = _pairs(rule, some, paragraphs(rule, source, key))
            if pairs:
                yield _copied(rule, severity, context, key, name, pairs)
    if report.previous is not None:
        for key, some in own.items():
            yield from _left_over(rule, severity, context, key, some, paragraphs(rule, report.previous, key))


def _copied(
    rule: Rule,
    severity: Severity,
    context: Context,
    key: str,
    source: str,
    pairs: Sequence[tuple[Paragraph, Paragraph, float]],
) -> Finding:
    shown = "；".join(
        f"{share:.0%}：本年{quote(one.text, _SHOWN)}，对照{quote(other.text, _SHOWN)}"
        for one, other, share in pairs[:SHOWN_ITEMS]
    )
    more = f"；等 {len(pairs)} 段" if len(pairs) > SHOWN_ITEMS else ""
    limit = Decimal(rule.text("share"))
    said = (
        f"{where(context, key)}有 {len(pairs)} 段与{source}相似度达到 {limit:.0%}（年份、单位名称不计）：{shown}{more}"
    )
    return context.finding(
        rule,
        severity,
        f"{said}。{rule.advice}",
        texts=dict.fromkeys((key, one.part) for one, _, _ in pairs),
        subject="\n".join(one.text for one, _, _ in pairs),
    )


def _left_over(
    rule: Rule,
    severity: Severity,
    context: Context,
    key: str,
    some: Sequence[Paragraph],
    last: Sequence[Paragraph],
) -> Iterator[Finding]:
    """Sentences whose figures are last year's to the digit, though no table or fact of this year has them."""
    report = context.report
    before = {sentence for paragraph in last for sentence in paragraph.figures}
    known = {str(number) for number in (*report.numbers.values(), *report.facts.values())}
    smallest = rule.whole("smallest_figure")
    hits: list[tuple[str, tuple[str, ...]]] = []
    for paragraph in some:
        for masked, figures in paragraph.figures:
            telling = [one for one in figures if Decimal(one) >= smallest and one not in known]
            if telling and (masked, figures) in before:
                hits.append((paragraph.part, tuple(telling)))
    if hits:
        figures = list(dict.fromkeys(one for _, some in hits for one in some))
        more = " 等" if len(figures) > SHOWN_ITEMS else ""
        said = f"{where(context, key)}有 {len(hits)} 句的数与上年正文完全相同：{'、'.join(figures[:SHOWN_ITEMS])}{more}"
        yield context.finding(
            rule,
            severity,
            f"{said}。请核对是否没有更新",
            texts=dict.fromkeys((key, part) for part, _ in hits),
            subject="、".join(figures),
        )


def _pairs(
    rule: Rule, own: Sequence[Paragraph], others: Sequence[Paragraph]
) -> list[tuple[Paragraph, Paragraph, float]]:
    """Each paragraph that has a likeness, with the most alike one and the share, in reading order."""
    # Only this function needs the library, and most reports bring nothing to compare with.
    from rapidfuzz.fuzz import ratio

    least = float(rule.text("share")) * 100
    shortest = rule.whole("shortest_paragraph")
    candidates = [other for other in others if len(other.prose) >= shortest]
    found: list[tuple[Paragraph, Paragraph, float]] = []
    for one in own:
        if len(one.prose) < shortest:
            continue
        best = max(
            ((ratio(one.prose, other.prose, score_cutoff=least), other) for other in candidates),
            key=lambda scored: scored[0],
            default=None,
        )
        if best is not None and best[0]:
            found.append((one, best[1], best[0] / 100))
    return found


def paragraphs(rule: Rule, report: Report, key: str) -> tuple[Paragraph, ...]:
    """The paragraphs of one text of a report, masked and ready to be compared."""
    return _prepared(
        report.form, key, report.narrative.get(key, ""), forms_of(report.unit.name), rule.words("formulas")
    )


@lru_cache(maxsize=2048)
def _prepared(
    form: Form, key: str, text: str, names: tuple[str, ...], formulas: tuple[str, ...]
) -> tuple[Paragraph, ...]:
    parts = split_text(form, key, text) if text else {}
    lines = ((part, line.strip()) for part, some in parts.items() for line in some.split("\n"))
    return tuple(_paragraph(part, line, names, formulas) for part, line in lines if line)


def _paragraph(part: str, text: str, names: tuple[str, ...], formulas: tuple[str, ...]) -> Paragraph:
    prose: list[str] = []
    figures: list[tuple[str, tuple[str, ...]]] = []
    for sentence in _SENTENCE.findall(simplified(PLACEHOLDER.sub("", text))):
        masked = sentence
        for name in names:
            masked = masked.replace(name, "我单位")
        masked = _YEAR.sub("", _SELF.sub("我单位", masked))
        if numbers := tuple(re.sub("[,，]", "", number) for number in _NUMBER.findall(masked)):
            figures.append((_PUNCTUATION.sub("", _NUMBER.sub("#", masked)), numbers))
        elif not any(word in sentence for word in formulas):
            prose.append(_PUNCTUATION.sub("", masked))
    return Paragraph(part, text, "".join(prose), tuple(figures))
