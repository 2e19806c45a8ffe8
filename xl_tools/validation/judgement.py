"""Everything that validation says of one report: findings, grouped by cause, and which cell is probably wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.finding import Finding, Locate, Place, Severity
from xl_tools.report import Explanation, Report
from xl_tools.rules import RuleBook, load_rules
from xl_tools.validation import explanations as explaining
from xl_tools.validation.context import Context
from xl_tools.validation.engine import run
from xl_tools.validation.groups import number_groups
from xl_tools.values import Amount, Blank, Count, Value, show

if TYPE_CHECKING:
    from xl_tools.validation.culprit import Part

MOST_ANSWERS = 5
"""Answers named where the figures alone cannot tell which is right."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value proposed for one cell.

    Attributes:
        group: the findings it repairs, by their group number.
        current: what stands there, as a person reads it; None for a blank.
        answer: 1 for the best answer of its group; cells with the same number belong together.
        sure: False if other answers are about as likely.
        complete: False where so much is wrong that this is only what to begin with.
        more: how many further answers of its group are not named.
        follows: a total that only follows the other cells of its answer.
    """

    group: int
    cell: str
    place: Place
    current: int | Decimal | str | None
    proposed: int | Decimal
    reason: str
    answer: int = 1
    sure: bool = True
    complete: bool = True
    more: int = 0
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings in the form's order, and suggestions, best first."""

    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...] = ()

    def advice(self, group: int) -> str:
        """What to do about a group: the most likely cell and value, or the candidates; empty if nothing is known."""
        return advice([one for one in self.suggestions if one.group == group])


def judge(
    report: Report,
    locate: Locate,
    *,
    rules: RuleBook | None = None,
    others: Sequence[Report] = (),
    formulas: Collection[str] = (),
    explanations: Iterable[Explanation] = (),
) -> Judgement:
    """Judge a report, say which cells are probably wrong, and mark the queries that somebody explained.

    Args:
        locate, rules, others: as validate() takes them.
        formulas: totals that are formulas of the template in the workbook, hence never wrong by themselves.
        explanations: beside those of the report itself.

    Raises: as validate() does.
    """
    context = Context(report, rules or load_rules(report.form), locate, tuple(others))
    findings = run(context)
    parts = _diagnose(context, findings, formulas)
    numbers, groups = number_groups(findings, parts, context.rules)
    findings = tuple(replace(finding, group=number) for finding, number in zip(findings, numbers, strict=True))
    explained = explaining.apply(findings, (*report.explanations, *explanations), report)
    return Judgement(explained, _suggestions(context, parts, groups))


def advice(suggestions: Sequence[Suggestion]) -> str:
    """Suggestions of one group in words: the answer, or the answers between which the figures cannot decide."""
    answers: dict[int, list[Suggestion]] = {}
    for one in suggestions:
        answers.setdefault(one.answer, []).append(one)
    if not answers:
        return ""
    first = suggestions[0]
    texts = [_answer(answer, after=first) for answer in answers.values()]
    if not first.complete:
        return f"错处较多，只列出先改的格：{texts[0]}。改后再校验"
    named = "；也可能是".join(texts) + (f"；另有 {first.more} 种可能" if first.more else "")
    if first.sure:
        return f"最可能是{named}"
    if len(texts) == 1:
        return f"可能是{named}"
    return f"从数字本身不能断定是哪一格，可能是{named}。请对照原始记录"


def _answer(answer: Sequence[Suggestion], after: Suggestion) -> str:
    """The cells of one answer; totals that only follow are named by their addresses alone."""
    causes = [_words(one, after) for one in answer if not one.follows]
    totals = [f"{one.place.address} 改为 {one.proposed}" for one in answer if one.follows]
    return "，".join(causes) + (f"，合计 {'、'.join(totals)}" if totals else "")


def _words(one: Suggestion, after: Suggestion) -> str:
    """The sheet is said once: with the first cell, and with cells of other sheets."""
    place = one.place.address if one is not after and one.place.sheet == after.place.sheet else str(one.place)
    current = "空白" if one.current is None else one.current
    reason = f"（{one.reason}）" if one.reason else ""
    return f"{place}：{current} 应为 {one.proposed}{reason}"


def _diagnose(context: Context, findings: Sequence[Finding], formulas: Collection[str]) -> tuple[Part, ...]:
    """The search is loaded, and the texts are read, only where an equation that must hold does not."""
    if not context.missing and not any(finding.rule in _equations(context) for finding in findings):
        return ()
    from xl_tools.validation.culprit import SoftNumber, diagnose

    soft: list[SoftNumber] = []
    if context.report.narrative:
        from xl_tools.validation.prose.reading import soft_numbers

        soft = [SoftNumber(*one) for one in soft_numbers(context.report, context.prose)]
    return diagnose(context.report, context.rules, soft=soft, formulas=formulas)


def _equations(context: Context) -> frozenset[str]:
    """Rules of equations whose violation is an error for this unit, be it only in one of their columns."""
    level = context.report.unit.level
    rules = (rule for rule, one in context.rules.instances if one.equation.relation == "=" and not rule.trial)
    return frozenset(rule.id for rule in rules if rule.severity.get(level) is Severity.ERROR)


def _suggestions(context: Context, parts: Sequence[Part], groups: Sequence[int]) -> tuple[Suggestion, ...]:
    if not parts:
        return ()
    from xl_tools.validation.culprit import Slip

    numbered = sorted(zip(parts, groups, strict=True), key=lambda one: not one[0].sure)
    return tuple(
        Suggestion(
            group=group,
            cell=repair.cell,
            place=context.locate(repair.cell),
            current=_current(context.report.value(repair.cell)),
            proposed=repair.proposed,
            reason=repair.reason,
            answer=number,
            sure=part.sure,
            complete=part.complete,
            follows=repair.kind is Slip.FOLLOWS,
            more=max(0, len(part.answers) - MOST_ANSWERS) + part.omitted,
        )
        for part, group in numbered
        for number, answer in enumerate(part.answers[:MOST_ANSWERS], start=1)
        for repair in answer.repairs
    )


def _current(value: Value) -> int | Decimal | str | None:
    match value:
        case Count(number) | Amount(number):
            return number
        case Blank():
            return None
        case _:
            return show(value)
