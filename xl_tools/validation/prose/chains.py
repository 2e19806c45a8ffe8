"""其中, 包括, 分别为, and lists in brackets: which numbers are parts of which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from xl_tools.validation.prose.numerals import PERCENT, Numeral
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.validation.prose.statements import MAIN, Statement
from xl_tools.validation.prose.windows import THIS

_MARKER = re.compile("其中|包括|包含|分别(?:为|是|有)|(?<![包不])含(?![量义有])|（")
_OPENS = "（"
_BREAK = re.compile("另|此外|同时|同比|环比|比上|较上|比去|较去|办结|答复|平均|累计|占")
_COMPARED = re.compile(
    "^(?:增加|增长|增|减少|减|多|少|上升|下降)了?$|(?:同比|环比|(?:较|比|与)[^，。；]{1,8})(?:增加|增长|增|减少|减|多|少|上升|下降)?了?$"
)
"""较上年（993条）增加37条: neither number has parts."""
_VERB = re.compile("受理|收到|接收|办理|作出|开展|举办|召开|组织")
_CASES_BEHIND = re.compile("(?:政府信息公开)?(?:行政)?(?:复议|诉讼|应诉)")
_SPACE = re.compile(r"\s+")
_MOST = 100
"""Words and brackets of one sentence that are looked behind: each looks at all numbers that follow."""
_LIST = 3
"""So many labelled numbers in brackets behind a number are its parts, even without 其中."""


@dataclass(frozen=True, eq=False)
class Item:
    """One number of a chain with its label (the words before it) and, where its words name one, its statement.

    Attributes:
        joined: 、 stands between it and the number before.
    """

    sentence: Sentence
    numeral: Numeral
    label: str
    statement: Statement | None
    joined: bool


@dataclass(frozen=True, eq=False)
class Chain:
    """A whole and the numbers listed as its parts, of one class of units.

    Attributes:
        marker: 其中, 包括 …, or （ for a list in brackets without such a word.
        others: numbers of the same class earlier in the sentence, which may be the whole after all.
    """

    whole: Item
    parts: tuple[Item, ...]
    marker: str
    others: tuple[Item, ...]


@dataclass(frozen=True, eq=False)
class Line:
    """A sentence with its numbers, and everything that they and words such as 未收到 say."""

    sentence: Sentence
    numerals: tuple[Numeral, ...]
    everything: tuple[Statement, ...]

    @cached_property
    def statements(self) -> Mapping[int, Statement]:
        """By the place of their number, in the order of the text; of two on one number the first."""
        found: dict[int, Statement] = {}
        for one in self.everything:
            if one.numeral is not None:
                found.setdefault(one.start, one)
        return found

    @cached_property
    def markers(self) -> tuple[re.Match[str], ...]:
        """Words and brackets that begin a chain; of a sentence that nobody can have written, only the first ones."""
        return tuple(islice(_MARKER.finditer(self.sentence.folded), _MOST))

    def item(self, index: int) -> Item:
        numeral = self.numerals[index]
        start = self.numerals[index - 1].end if index else 0
        label = _SPACE.sub("", self.sentence.folded[start : numeral.start])
        statement = self.statements.get(numeral.start)
        return Item(self.sentence, numeral, label.strip("，、；：（）"), statement, label.startswith("、"))


def chains(lines: Sequence[Line]) -> Iterator[Chain]:
    """Every chain of one part of a narrative; a sentence that begins with 其中 goes on from the one before."""
    for position, line in enumerate(lines):
        before = lines[position - 1] if position and lines[position - 1].sentence.line == line.sentence.line else None
        for found in line.markers:
            yield from _chain(line, before, found)


def _chain(line: Line, before: Line | None, marker: re.Match[str]) -> Iterator[Chain]:
    sentence, text = line.sentence, line.sentence.folded
    brackets = marker[0] == _OPENS
    depth = sentence.depth(marker.end())
    parts = list(_parts(line, marker.end(), depth))
    if brackets and (len(parts) < _LIST or _MARKER.match(text, marker.end())):
        return
    kinds = dict.fromkeys(line.numerals[index].kind for index in parts)
    for kind in kinds:
        whole = _whole(line, before, marker.start(), depth, kind, brackets)
        members = [line.item(index) for index in parts if line.numerals[index].kind == kind]
        if whole is not None and members:
            others = tuple(
                line.item(index)
                for index, numeral in enumerate(line.numerals)
                if numeral.kind == kind and numeral.end <= marker.start() and numeral is not whole.numeral
            )
            yield Chain(whole, tuple(_ended(members, whole)), marker[0], others)


def _parts(line: Line, start: int, depth: int) -> Iterator[int]:
    """Numbers behind a marker, until its brackets close, another marker stands at the same depth, or the list ends."""
    text = line.sentence.folded
    end = len(text)
    for found in line.markers:
        if found.start() >= start and found[0] != _OPENS and line.sentence.depth(found.start()) <= depth:
            end = found.start()
            break
    for index, numeral in enumerate(line.numerals):
        if numeral.start < start or numeral.kind == PERCENT:
            continue
        inside = line.sentence.depth(numeral.start)
        if numeral.start >= end or inside < depth:
            return
        if inside == depth:
            yield index


def _whole(line: Line, before: Line | None, marker: int, depth: int, kind: str, brackets: bool) -> Item | None:
    """The number that the parts belong to: the last of its kind before the marker, not in closed brackets."""
    outer = depth - 1 if brackets else depth
    earlier = [
        index
        for index, numeral in enumerate(line.numerals)
        if numeral.end <= marker and numeral.kind == kind and line.sentence.depth(numeral.start) <= outer
    ]
    # 上年结转4件，均已答复，其中 …: what was carried over is no whole of results.
    earlier = [index for index in earlier if not _is_aside(line.item(index))] or earlier
    if earlier:
        index = earlier[-1]
        gap = line.sentence.folded[line.numerals[index].end : marker]
        # A list in brackets belongs to the number it stands behind, with at most a word between.
        return line.item(index) if not brackets or len(gap) <= 12 else None
    if before is None or line.sentence.folded[:marker].strip(" ，"):
        return None
    outside = [
        index
        for index, numeral in enumerate(before.numerals)
        if numeral.kind == kind and before.sentence.depth(numeral.start) == 0
    ]
    outside = [index for index in outside if not _COMPARED.search(before.item(index).label)] or outside
    return before.item(outside[-1]) if outside else None


def _ended(members: Sequence[Item], whole: Item) -> Iterator[Item]:
    """The parts until words that begin something else: 另有, 同比, 办结, or a figure that is no part of the whole."""
    for index, member in enumerate(members):
        statement = member.statement
        main = statement is not None and (
            statement.measure.id in MAIN or statement.measure.id == "carried_in" or statement.window != THIS
        )
        if index and (main or _BREAK.search(member.label) or _begins_anew(member, whole)):
            return
        if statement is not None and statement.measure.id == "carried_out" and not _holds_carried(whole):
            return
        yield member


def _begins_anew(member: Item, whole: Item) -> bool:
    """Whether a “；” behind the whole, and a verb or cases named behind their number, begin something else.

    许可278件，其中即办件212件；受理申请283件, and 复议4起，其中1起被纠正；4起行政诉讼正在审理.
    """
    text, numeral = member.sentence.folded, member.numeral
    at = text.rfind("；", 0, numeral.start)
    if at < 0 or (whole.sentence is member.sentence and at < whole.numeral.end):
        return False
    clause = text[at + 1 : numeral.start].strip()
    return bool(_VERB.match(clause)) or (not clause and _CASES_BEHIND.match(text, numeral.end) is not None)


def _is_aside(item: Item) -> bool:
    return _COMPARED.search(item.label) is not None or (
        item.statement is not None and item.statement.measure.id in ("carried_in", "carried_out", "on_time")
    )


def _holds_carried(whole: Item) -> bool:
    return whole.statement is None or whole.statement.measure.id in ("handled", "handled_sum", "received")
