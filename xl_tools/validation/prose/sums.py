"""Rule E6: 其中 chains add up, what is said twice is the same, and the facts of 封面 are counts that add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.prose import entered, figures
from xl_tools.validation.prose.chains import Chain, Item
from xl_tools.validation.prose.figures import show, where
from xl_tools.validation.prose.matching import Number, total
from xl_tools.validation.prose.numerals import Numeral
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.windows import THIS
from xl_tools.validation.texts.breakdown import claimed

_REST = re.compile("^(?:其他|其它|其余|剩余)")
_CHANNEL = re.compile("网站|公众号|微信|微博|公示栏|平台|客户端|抖音|渠道|电视|报刊|广播")
_RESULTS = frozenset({"granted", "partially_granted", "denied", "unavailable", "rejected", "otherwise"})
_GENERAL = re.compile(
    "通过|利用|依托|网站|栏目|专栏|专题|平台|门户|官方|政府|政务|渠道|发布|公布|公开|信息|主动|全年|本年度?|今年|在|经|等"
)
_FEE = "处理费"


@dataclass(frozen=True)
class Fault:
    """A chain whose parts are not the whole; `certain` if that is an error whatever else the text says."""

    chain: Chain
    parts: tuple[Item, ...]
    certain: bool

    @property
    def sum(self) -> Number:
        return sum((part.numeral.number for part in self.parts), 0)


def check(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Findings on chains, on repeated statements and on facts; chains of fees are for rule E15."""
    yield from figures.check(rule, severity, context)
    yield from chain_findings(rule, severity, context, fees=False)
    yield from _repeats(rule, context)
    if context.report.facts:
        yield from entered.check(rule, severity, context)


def chain_findings(rule: Rule, severity: Severity, context: Context, *, fees: bool) -> Iterator[Finding]:
    """One finding for each chain that does not add up, of fees or of everything else."""
    seen: set[tuple[Numeral, ...]] = set()
    elsewhere = claimed(context)
    for chain in context.prose.chains:
        if is_about_fees(chain) is not fees or (id(chain.whole.sentence), chain.whole.numeral.start) in elsewhere:
            continue
        fault = find_fault(context, chain, rule.whole("near"))
        if fault is None:
            continue
        key = tuple(item.numeral for item in (chain.whole, *fault.parts))
        if key not in seen:
            seen.add(key)
            yield _finding(rule, severity if fault.certain else Severity.QUERY, fault, context)


def is_about_fees(chain: Chain) -> bool:
    """Whether a chain lists fees for processing requests."""
    return _FEE in chain.whole.sentence.folded and (
        chain.whole.statement is None or chain.whole.statement.rule == "E15"
    )


def find_fault(context: Context, chain: Chain, near: int) -> Fault | None:
    """What is wrong with a chain; None if it adds up, cannot be judged, or a rule on its numbers says so already.

    Args:
        near: per cent of the whole from which on parts are taken for all parts.
    """
    items = (chain.whole, *chain.parts)
    if any(item.numeral.approximate or item.numeral.step > 1 or item.numeral in context.prose.wrong for item in items):
        return None
    if any(item.statement is not None and item.statement.window != THIS for item in items):
        return None
    if all(_holds(context, item) for item in items) or not _same_groups(chain):
        return None
    rest = _uncovered(chain)
    if not rest:
        return None
    amount = sum((part.numeral.number for part in rest), 0)
    whole = chain.whole.numeral.number
    if any(other.numeral.number == amount for other in chain.others):
        return None
    alone = not any(other.numeral.number > amount for other in chain.others)
    first = len(rest) == len(chain.parts)
    if amount > whole:
        if len({part.statement.measure.family for part in rest if part.statement}) > 1:
            return None
        listed = chain.marker in ("其中", "分别为", "分别是") and _is_parallel(rest) and not _overlapping(rest)
        certain = first and alone and listed
        return Fault(chain, rest, certain)
    if first and len(rest) > 1 and (complete := _is_complete(chain, rest, near)):
        return Fault(chain, rest, alone and complete == "certain")
    return None


def _uncovered(chain: Chain) -> tuple[Item, ...]:
    """The parts that are left when every run of parts that adds up to the whole is taken away."""
    whole = chain.whole.numeral.number
    parts = list(chain.parts)
    while parts:
        amount: Number = 0
        run = 0
        for index, part in enumerate(parts):
            amount += part.numeral.number
            if amount == whole:
                run = index + 1
            elif amount > whole:
                break
        if not run:
            return tuple(parts)
        parts = parts[run:]
    return ()


def _is_complete(chain: Chain, parts: Sequence[Item], near: int) -> str:
    """“certain” or “likely” where a list names all parts of the whole, empty where it may leave some out."""
    names = {part.statement.measure.id for part in parts if part.statement}
    all_named = all(part.statement for part in parts)
    whole = chain.whole.statement
    if chain.marker.startswith("分别") or (all_named and names == {"natural_person", "organisations"}):
        return "certain"
    results = frozenset(names - {"carried_out"})
    full = results in (_RESULTS, (_RESULTS - {"granted", "partially_granted"}) | {"granted_or_partially"})
    if all_named and full and whole is not None:
        if whole.measure.id == "results_total" or (whole.measure.id == "handled" and "carried_out" in names):
            return "certain"
        return ""
    amount = sum((part.numeral.number for part in parts), 0)
    close = len(parts) >= 3 and amount * 100 >= chain.whole.numeral.number * near
    rest = _REST.match(parts[-1].label) is not None
    return "likely" if close or rest or chain.marker == "（" or is_about_fees(chain) else ""


def _overlapping(parts: Sequence[Item]) -> bool:
    """Whether one piece may be counted in several parts: published through several channels, or about two matters."""
    return any(_CHANNEL.search(part.label) or "涉" in part.label for part in parts)


def _is_parallel(parts: Sequence[Item]) -> bool:
    """Whether the numbers are surely one list: joined by 、, of one family, or with labels that end alike.

    Without that a clause behind a comma may tell of something new: 其中现场311人次，走访群众500人次.
    """
    families = {part.statement.measure.family if part.statement else "" for part in parts}
    alike = len({part.label[-2:] for part in parts}) == 1
    return alike or all(part.joined for part in parts[1:]) or (len(families) == 1 and "" not in families)


def _holds(context: Context, item: Item) -> bool:
    """Whether the tables or the facts have a number for this item: that it is the right one is for other rules."""
    statement = item.statement
    if statement is None or statement.qualifier:
        return False
    return total(context.report, statement.cells) is not None


def _same_groups(chain: Chain) -> bool:
    """Whether parts in 表四 are of the groups of the whole: 其中尚未审结的有行政复议2件、行政诉讼1件 has two wholes."""
    whole = _groups_of_cases(chain.whole.statement)
    return all(_groups_of_cases(part.statement) <= whole for part in chain.parts)


def _groups_of_cases(statement: Statement | None) -> set[str]:
    if statement is None or statement.measure.family != "reviews":
        return set()
    return {cell.split(".")[1] for cell in statement.cells}


def _finding(rule: Rule, severity: Severity, fault: Fault, context: Context) -> Finding:
    whole, parts = fault.chain.whole, fault.parts
    last = parts[-1]
    start = whole.numeral.start if whole.sentence is last.sentence else parts[0].numeral.start
    quote = last.sentence.quote(start, last.numeral.end, around=16)
    terms = "＋".join(show(part.numeral.number) for part in parts)
    left, right = fault.sum, whole.numeral.number
    shown = f"{terms}＝{show(left)}" if len(parts) > 1 else show(left)
    sentence = whole.sentence
    total_words = sentence.text[whole.numeral.start : whole.numeral.end].strip()
    sheet = context.text_place(sentence.key, sentence.part).sheet
    message = (
        f"“{sheet}”正文“{quote}”：列出的 {len(parts)} 项{'合计 ' if len(parts) > 1 else '是 '}{shown}，"
        f"前面写的是 {total_words}，相差 {show(abs(left - right))}。{rule.advice}"
    )
    texts = [(sentence.key, sentence.part)]
    return context.finding(rule, severity, message, texts=texts, numbers=(left, right), subject=f"{quote}／{shown}")


def _repeats(rule: Rule, context: Context) -> Iterator[Finding]:
    """What was published through one channel, stated twice with different numbers."""
    seen: list[Statement] = []
    for one in context.prose.statements:
        if one.measure.id != "disclosed" or one.window != THIS or one.approximate or one.numeral in context.prose.wrong:
            continue
        first = next((other for other in seen if _same_channel(one, other)), None)
        seen.append(one)
        if first is None or first.number == one.number or first.sentence is one.sentence:
            continue
        message = (
            f"{where(first, context)}“{first.quote}”是 {first.written}，“{one.quote}”是 {one.written}，"
            f"说的像是同一个数，前后相差 {show(abs(first.number - one.number))}。{rule.advice}"
        )
        texts = [(first.key, first.part), (one.key, one.part)]
        numbers = (first.number, one.number)
        yield context.finding(rule, Severity.QUERY, message, texts=texts, numbers=numbers, subject=one.quote)


def _same_channel(one: Statement, other: Statement) -> bool:
    if one.scope != other.scope or one.numeral is None or other.numeral is None:
        return False
    if one.numeral.kind != other.numeral.kind:
        return False
    names = [_GENERAL.sub("", statement.qualifier) for statement in (one, other)]
    if not all(names):
        channels = [set(_CHANNEL.findall(statement.qualifier)) for statement in (one, other)]
        return not any(names) and channels[0] == channels[1]
    short, long = sorted(names, key=len)
    return len(short) > 1 and long.endswith(short)
