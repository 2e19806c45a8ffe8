"""占42.86%, 公开率30.8%, 同比增长1.08%, 比上年增加5件, 与上年持平: shares and changes, and what they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.validation.prose.binding import Binder
from xl_tools.validation.prose.chains import Chain, Item, Line
from xl_tools.validation.prose.lexicon import Measure
from xl_tools.validation.prose.numerals import PERCENT, Numeral
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.validation.prose.statements import MAIN, Statement
from xl_tools.validation.prose.windows import LAST, THIS
from xl_tools.validation.prose.words import Words

RATE, CHANGE, SAME, BEFORE = "rate", "change", "same", "before"
_SHARE = re.compile(r"(?:占比?|比例|比重)(?P<base>[^，。；（）]{0,16}?)(?:为|达到?|是|：)?$")
_OPEN_RATE = re.compile(r"公开率(?:为|达到?|是|：)?$")
_MOVE = re.compile(r"(?P<up>增长|增加|上升|提高|提升|上涨|多)|(?P<down>下降|减少|降低|下滑|回落|少)")
_MOVE_AT_END = re.compile(rf"(?:{_MOVE.pattern})(?:了|率|幅度)?(?:为|达到?)?$")
_COMPARE = re.compile("(?:与|比|较|同)(?:上一年度?|上年度?|去年|[\ue001]{4}年度?)(?:同期)?(?:相比|比)?|同比")
_SAME = re.compile("(?:与|同|和)(?:上一年度?|上年度?|去年|[\ue001]{4}年度?)(?:同期)?持平|同比持平")
_LAST_AT_END = re.compile("(?:上一年度?|上年度?|去年|[\ue001]{4}年度?)(?:同期)?(?:为|是|有|：)?$")
_BASES = ((re.compile("新收|收到|受理"), "received"), (re.compile("办结|办理结果|答复"), "results_total"))
_AMONG = re.compile("(?:新收|收到|受理|办结|答复)[^，。；]{0,12}申请中，")
_SUBJECTS = ("received", "handled", "results_total")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, eq=False)
class Share:
    """A percentage of a whole.

    Attributes:
        part: the number in front of it, or None where words name the part: then `measure`.
        wholes: numbers of the text it may be a share of, the likeliest first.
        base: measure that the words name as the whole, empty where they name none.
    """

    sentence: Sentence
    numeral: Numeral
    part: Item | None
    measure: Measure | None
    wholes: tuple[Item, ...]
    base: str


@dataclass(frozen=True, eq=False)
class Growth:
    """A comparison with last year.

    Attributes:
        kind: RATE in percent, CHANGE in cases, SAME, or BEFORE for last year's own number.
        number: with its sign; 0 for SAME.
        subject: this year's statement, where one stands before; `measure` is what it is about.
        before: last year's number, where the text gives it.
    """

    sentence: Sentence
    start: int
    end: int
    kind: str
    number: int | Decimal
    step: Decimal
    measure: Measure
    subject: Statement | None
    before: Numeral | None


def percents(lines: Sequence[Line], found: Sequence[Chain], binder: Binder) -> Iterator[Share | Growth]:
    """Every share and every comparison with last year in one part of a narrative."""
    wholes = {(part.sentence.start, part.numeral.start): chain.whole for chain in found for part in chain.parts}
    earlier: list[Item] = []
    for line in lines:
        for index, numeral in enumerate(line.numerals):
            if numeral.approximate:
                continue
            lead = _lead(line, index)
            if numeral.kind == PERCENT and (share := _share(line, index, lead, earlier, wholes, binder)):
                yield share
            elif growth := _growth(line, index, lead, binder):
                yield growth
            if numeral.kind != PERCENT:
                earlier.append(line.item(index))
        yield from _same(line, binder)


def _lead(line: Line, index: int) -> str:
    start = line.numerals[index - 1].end if index else 0
    return _SPACE.sub("", line.sentence.folded[start : line.numerals[index].start])


def _share(
    line: Line,
    index: int,
    lead: str,
    earlier: Sequence[Item],
    wholes: dict[tuple[int, int], Item],
    binder: Binder,
) -> Share | None:
    open_rate = _OPEN_RATE.search(lead)
    found = _SHARE.search(lead) or open_rate
    if not found:
        return None
    words = re.split("[，。；：（）、]", lead[: found.start()])[-1]
    part, measure = None, None
    if words and not open_rate and binder.leftover(words):
        measure = named_measure(words, binder)
        if measure is None:
            return None
    elif index and line.numerals[index - 1].kind != PERCENT:
        part = line.item(index - 1)
    else:
        return None
    base_words = (found.groupdict().get("base") or "") + lead[: found.start()]
    base = next((name for pattern, name in _BASES if pattern.search(base_words)), "")
    if not base and (named := _AMONG.search(line.sentence.folded, 0, line.numerals[index].start)):
        base = next((name for pattern, name in _BASES if pattern.search(named[0])), "")
    candidates = _candidates(part, earlier, wholes, bool(open_rate))
    return Share(line.sentence, line.numerals[index], part, measure, candidates, base)


def _candidates(
    part: Item | None, earlier: Sequence[Item], wholes: dict[tuple[int, int], Item], neighbour: bool
) -> tuple[Item, ...]:
    """The number whose part it is, by 其中; then the main numbers before, the nearest first.

    A rate such as 公开率 is also of the number just before (`neighbour`): 制发公文707件，主动公开673件，公开率95.19%.
    """
    found: list[Item] = []
    if part is not None and (whole := wholes.get((part.sentence.start, part.numeral.start))):
        found.append(whole)
    others = [one for one in earlier if part is None or one.numeral is not part.numeral]
    for one in reversed(others):
        main = one.statement is not None and one.statement.measure.id in (*MAIN, "disclosed")
        near = neighbour and not found and part is not None and one.sentence is part.sentence
        if main or near:
            found.append(one)
    kind = part.numeral.kind if part is not None else "cases"
    return tuple(one for one in dict.fromkeys(found) if one.numeral.kind == kind)


def _growth(line: Line, index: int, lead: str, binder: Binder) -> Growth | None:
    numeral, sentence = line.numerals[index], line.sentence
    text = sentence.folded[: numeral.start]
    move = _MOVE_AT_END.search(lead)
    if move:
        before = _stated_before(line, index, binder)
        compared = _last(_COMPARE, text)
        if compared is None or (before is None and compared.start() < sentence.clause_start(numeral.start)):
            return None
        kind = RATE if numeral.kind == PERCENT else CHANGE
        sign = 1 if move["up"] else -1
        return _about(line, index, compared.start(), kind, sign * numeral.number, before, binder)
    if numeral.kind == PERCENT:
        return None
    at_end = _LAST_AT_END.search(lead)
    if at_end and not _MOVE.search(lead):
        return _about(line, index, numeral.start - len(at_end[0]), BEFORE, numeral.number, None, binder)
    if lead.endswith("（") and (compared := _last(_COMPARE, text)) and compared.end() >= len(text.rstrip(" （")):
        return _about(line, index, compared.start(), BEFORE, numeral.number, None, binder)
    return None


def _about(
    line: Line, index: int, start: int, kind: str, number: int | Decimal, before: Numeral | None, binder: Binder
) -> Growth | None:
    """The comparison together with what it is about: words of its clause, or else the statement before it."""
    sentence, numeral = line.sentence, line.numerals[index]
    words = _SPACE.sub("", sentence.folded[sentence.clause_start(start) : start])
    subject: Statement | None = None
    measure: Measure | None = None
    place = max((one.end for one in line.numerals[:index]), default=0)
    if place > sentence.clause_start(start):
        words = _SPACE.sub("", sentence.folded[place:start])
    if words and binder.leftover(words):
        measure = named_measure(words, binder)
    elif words and (measure := named_measure(words, binder)):
        pass
    else:
        stated = [one for one in line.statements.values() if one.end <= start and one.window == THIS]
        subject = stated[-1] if stated and stated[-1].measure.id in _SUBJECTS else None
        measure = subject.measure if subject else None
    if measure is None or measure.id not in _SUBJECTS:
        return None
    return Growth(sentence, numeral.start, numeral.end, kind, number, numeral.step, measure, subject, before)


def _same(line: Line, binder: Binder) -> Iterator[Growth]:
    for found in _SAME.finditer(line.sentence.folded):
        clause = line.sentence.clause_start(found.start())
        words = _SPACE.sub("", line.sentence.folded[clause : found.start()])
        measure = named_measure(words, binder) if words else None
        stated = [one for one in line.statements.values() if one.end <= found.start() and one.window == THIS]
        subject = stated[-1] if stated and stated[-1].measure.id in _SUBJECTS else None
        if measure is None and not binder.leftover(words) and subject:
            measure = subject.measure
        if measure is not None and measure.id in _SUBJECTS:
            yield Growth(line.sentence, found.start(), found.end(), SAME, 0, Decimal(1), measure, subject, None)


def named_measure(words: str, binder: Binder) -> Measure | None:
    """The measure that words without a number name: 予以公开和部分公开, 新收申请."""
    best: tuple[int, Measure] | None = None
    for measure in binder.lexicon.measures:
        for phrase in measure.phrases:
            if phrase.before is None or phrase.after is not None or phrase.bare:
                continue
            found = phrase.before.search(words)
            if not found or (best is not None and best[0] <= found.start()):
                continue
            if not binder.qualifier(words[: found.start()], *found.groups("")):
                best = (found.start(), measure)
    return best[1] if best else None


def _stated_before(line: Line, index: int, binder: Binder) -> Numeral | None:
    """The number in front, if it is last year's: 比2022年（31起）下降29%."""
    if not index:
        return None
    numeral = line.numerals[index - 1]
    window = binder.lexicon.windows.marks(line.sentence).at(numeral.start).window
    return numeral if window == LAST and numeral.kind != PERCENT else None


def _last(pattern: re.Pattern[str] | Words, text: str) -> re.Match[str] | None:
    matches = list(pattern.finditer(text))
    return matches[-1] if matches else None
