"""Rule H3: of a consolidated report, what the text lists district by district is the number it states for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.units import Scope
from xl_tools.validation.context import Context
from xl_tools.validation.prose.figures import show
from xl_tools.validation.prose.numerals import PERCENT, Numeral
from xl_tools.validation.prose.sentences import Sentence

LEAST = 3
"""Fewer numbers are no list of districts."""
_DISTRICTS = 2
"""So many of the parts must be districts by name; the others may be departments."""
_MOST = 200
"""Numbers of one sentence; one with more is no prose."""
_REACH = 40
"""So far in front of a number its list may be opened."""
_GAP = 12
"""So many letters may stand between the number for all and the list."""
_ASIDE = re.compile("（[^（）]*）")
_SPACE = re.compile(r"\s+")
_VERB = "(?:共|分别|已|新|收到|收办|接收|新收|受理|办理|办结|答复|公开|发布|收取|申请|信息|为|有)*"
_DISTRICT = re.compile(
    "(?![全各我本该其两几每另])(?P<name>[一-鿿]{1,18}?(?:区|县|市|州|旗|镇|乡|街道|街道办事处|街道办|管委会))" + _VERB
)
_GENERAL = re.compile(
    ".*(?:城镇|乡镇|城市|小区|景区|辖区|社区|农村地区|城市地区|偏远地区|边远地区|山区|[主老中心]城区)|城区"
)
"""Words that name no district: 城镇居民12件 and 农村地区30件 are no districts of one whole."""
_OFFICE = re.compile(f"(?P<name>[一-鿿]{{1,18}}?(?:本级|政府|部门|机关|单位|局|委|办公室|办)){_VERB}")
_OPENER = re.compile("（其中[：，]?|（|[，：]?分别[为是][：，]?|[，：]?其中[：，]?|[，：]?包括[：，]?|：")
_CLAUSE = re.compile("[，；]|^")
_LISTED = re.compile("^[、，；]")
_ALL = re.compile("[，；、]?(?:以上)?(?:合计|共计|总计)(?:收到|收办|受理|办理)?(?:为|是)?")
_AND_OTHERS = re.compile(r"\s*(?:等|[，；、]?(?:其[他它余]|另|还有))")
_APART = re.compile("[；（）]")
_CLOSED = re.compile(r"\s*(?:[。；！]|$)")


@dataclass(frozen=True, eq=False)
class Breakdown:
    """A number stated for all, and the numbers of the districts.

    Attributes:
        stated_in: the sentence of the number for all: that of the list, or the one before.
        complete: whether the list is surely all of it; else only parts that are more than the whole are wrong.
    """

    stated_in: Sentence
    whole: Numeral
    sentence: Sentence
    parts: tuple[Numeral, ...]
    complete: bool

    @property
    def sum(self) -> int | Decimal:
        return sum((part.number for part in self.parts), 0)

    @property
    def is_wrong(self) -> bool:
        return self.sum > self.whole.number or (self.complete and self.sum != self.whole.number)


def breakdown(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each list that is certainly not the number stated for all; own figures have no districts."""
    for one in faults(context):
        terms = "＋".join(show(part.number) for part in one.parts)
        quote = one.sentence.quote(one.parts[0].start, one.parts[-1].end, around=16)
        sheet = context.text_place(one.sentence.key, one.sentence.part).sheet
        stated = one.stated_in.text[one.whole.start : one.whole.end].strip()
        by = one.sum - one.whole.number
        message = (
            f"“{sheet}”正文“{quote}”：明细 {terms}＝{show(one.sum)}，写的总数是 {stated}，"
            f"{'多' if by > 0 else '少'} {show(abs(by))}。{rule.advice}"
        )
        yield context.finding(
            rule,
            severity,
            message,
            texts=[(one.sentence.key, one.sentence.part)],
            numbers=(one.sum, one.whole.number),
            subject=f"{quote}／{stated}",
        )


def faults(context: Context) -> tuple[Breakdown, ...]:
    """The lists that are wrong, but for those whose number for all contradicts the tables: other rules say so."""
    if context.report.unit.scope is not Scope.CONSOLIDATED or not context.report.narrative:
        return ()
    told = {(id(one.statement.sentence), one.statement.start) for one in context.prose.mismatches}
    find = context.prose.lexicon.numerals.find
    found: list[Breakdown] = []
    before: tuple[Sentence, Sequence[Numeral]] | None = None
    for sentence in context.prose.sentences:
        numerals = [one for one in find(sentence.folded) if one.kind != PERCENT]
        numerals = numerals if len(numerals) <= _MOST else []
        found += _lists(sentence, numerals, before)
        before = (sentence, numerals)
    return tuple(one for one in found if one.is_wrong and (id(one.stated_in), one.whole.start) not in told)


def claimed(context: Context) -> frozenset[tuple[int, int]]:
    """(identity of its sentence, start) of each number for all whose list this rule reports, so that E6 and E15 do not.

    Empty where this rule is switched off.
    """
    if not any(rule.check == "breakdown" for rule in context.rules.rules):
        return frozenset()
    return frozenset((id(one.stated_in), one.whole.start) for one in faults(context))


@dataclass(frozen=True, slots=True)
class _Opener:
    """What opens a list: where it stands, and its words; none where a clause just begins with a district."""

    start: int
    end: int
    words: str


def _lists(
    sentence: Sentence, numerals: Sequence[Numeral], before: tuple[Sentence, Sequence[Numeral]] | None
) -> Iterator[Breakdown]:
    """The lists of one sentence that can be read in one way only."""
    text = sentence.folded
    start = 0
    while start < len(numerals):
        opener = _opener(text, numerals, start)
        end = start + 1
        while opener and end < len(numerals) and _goes_on(text, numerals, end):
            end += 1
        if opener and _is_list(text, numerals, start, end, opener):
            found = _whole(sentence, numerals, start, end, opener, before)
            if found is not None and all(map(_is_exact, (found.whole, *found.parts))):
                yield found
        start = end


def _opener(text: str, numerals: Sequence[Numeral], index: int) -> _Opener | None:
    """What opens a list at a number: （, 其中, 分别为 … and the name of a district or office behind it."""
    numeral = numerals[index]
    at = max(numerals[index - 1].end if index else 0, numeral.start - _REACH)
    for pattern in (_OPENER, _CLAUSE):
        for found in pattern.finditer(text, at, numeral.start):
            if _name(text[found.end() : numeral.start]):
                return _Opener(found.start(), found.end(), found[0] if pattern is _OPENER else "")
    return None


def _goes_on(text: str, numerals: Sequence[Numeral], index: int) -> bool:
    """Whether a number is the next of a list: of the same unit, behind a mark and a name."""
    label = _label(text, numerals, index)
    return bool(_LISTED.match(label) and _name(label[1:]) and numerals[index].unit == numerals[index - 1].unit)


def _label(text: str, numerals: Sequence[Numeral], index: int) -> str:
    """What stands between a number and the one before, without asides such as （占24%）."""
    return _ASIDE.sub("", text[numerals[index - 1].end : numerals[index].start][: 2 * _REACH]).strip()


def _name(label: str) -> tuple[str, bool] | None:
    """The name in front of a number, and whether it is a district; None for anything else."""
    label = _SPACE.sub("", label)
    for pattern, district in ((_DISTRICT, True), (_OFFICE, False)):
        found = pattern.fullmatch(label) if len(label) <= _REACH else None
        if found and not _GENERAL.fullmatch(found["name"]):
            return found["name"], district
    return None


def _is_list(text: str, numerals: Sequence[Numeral], start: int, end: int, opener: _Opener) -> bool:
    """Enough parts of different places, none within another: 甲县12件、甲县某镇5件 is no list."""
    labels = [text[opener.end : numerals[start].start]]
    labels += [_label(text, numerals, index)[1:] for index in range(start + 1, end)]
    known = [name for label in labels if (name := _name(label))]
    names = [name for name, _ in known]
    nested = any(
        one.startswith(other) for index, one in enumerate(names) for other in names[:index] + names[index + 1 :]
    )
    return len(known) >= LEAST and sum(district for _, district in known) >= _DISTRICTS and not nested


def _whole(
    sentence: Sentence,
    numerals: Sequence[Numeral],
    start: int,
    end: int,
    opener: _Opener,
    before: tuple[Sentence, Sequence[Numeral]] | None,
) -> Breakdown | None:
    """The list with the number for all: 合计 behind it, the number before, or the only one of the sentence before."""
    text, parts = sentence.folded, tuple(numerals[start:end])
    unit, last = parts[0].unit, parts[-1]
    behind = numerals[end] if end < len(numerals) and numerals[end].unit == unit else None
    if behind and _ALL.fullmatch(_SPACE.sub("", text[last.end : behind.start])):
        return Breakdown(sentence, behind, sentence, parts, True)
    if not opener.words:
        return None
    complete = _is_complete(text, last.end, opener.words)
    if start:
        whole = numerals[start - 1]
        gap = text[whole.end : opener.start]
        near = len(gap) <= _GAP and not _APART.search(gap)
        return Breakdown(sentence, whole, sentence, parts, complete) if whole.unit == unit and near else None
    if before is None or before[0].line != sentence.line or text[: opener.start].strip():
        return None
    same = [one for one in before[1] if one.unit == unit]
    return Breakdown(before[0], same[0], sentence, parts, complete) if len(same) == 1 else None


def _is_complete(text: str, end: int, opener: str) -> bool:
    """Whether nothing of the whole is left out: brackets that close behind the list, 分别为, or a colon."""
    if _AND_OTHERS.match(text, end) or "其中" in opener or "包括" in opener:
        return False
    if opener.startswith("（"):
        return text[end:].lstrip().startswith("）")
    return bool(_CLOSED.match(text, end))


def _is_exact(numeral: Numeral) -> bool:
    return not numeral.approximate and numeral.step <= 1
