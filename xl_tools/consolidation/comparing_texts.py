"""V3: paragraphs that units copied from each other, found among thousands of units without comparing every pair.

Paragraphs are masked as rule C6 masks them. What most units have in common, a letter of instruction or a passage of
this program, is taken out. Of what is left, paragraphs that probably share most of their runs of characters (MinHash)
are compared exactly. Needs numpy and rapidfuzz.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xl_tools.consolidation.choosing import report_of
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.comparing_peers import BASIS, SHOWN_UNITS, Peer
from xl_tools.consolidation.remarking import names, remark
from xl_tools.finding import Severity
from xl_tools.forms.model import Form
from xl_tools.report import NARRATIVE_KEYS
from xl_tools.rule import Rule
from xl_tools.validation.texts.sentences import LEAD, SHOWN_ITEMS, quote
from xl_tools.validation.texts.similarity import (
    paragraphs as paragraphs_of,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

BOILERPLATE_UNITS = 6
"""Of fewer units, a text that most of them have may as well be a copy."""
_RUN = 4
"""Characters of a run: two Chinese words; unrelated texts on the same subject share one run in fifty."""
_BANDS, _ROWS = 30, 3
"""Texts that share half of their runs meet in a band with 98 %, those that share one in ten with 3 %."""
_TRIED = 50
"""With so many different texts of a band a further one is compared: what meets more has no words of its own."""
_BLOCK = 1 << 16
"""Runs hashed at a time: they stay in the cache."""
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Text:
    """One paragraph of a unit; `prose` is what is compared."""

    unit: int
    place: str
    text: str
    prose: str


@dataclass(frozen=True, slots=True)
class _Copy:
    """A paragraph that several units have; `share` is the least likeness by which they hang together."""

    first: _Text
    units: tuple[int, ...]
    share: float


def copies(peers: Sequence[Peer], rule: Rule) -> Iterator[Remark]:
    """V3: one remark for each group of units that have paragraphs in common which are theirs alone.

    Args:
        rule: rule C6, whose limits (share, shortest paragraph, formulas) hold here as well.
    """
    units = list(dict.fromkeys(peer.unit for peer in peers))
    groups: dict[tuple[int, ...], list[_Copy]] = {}
    for copy in _copies(_own_words(list(_texts(peers, units, rule)), len(units), rule), rule):
        groups.setdefault(copy.units, []).append(copy)
    for members in sorted(groups):
        some = groups[members]
        shown = "；".join(
            f"{copy.first.place}{quote(copy.first.text, _SHOWN)}，相似度 {int(copy.share)}%"
            for copy in some[:SHOWN_ITEMS]
        )
        more = f"；等 {len(some)} 段" if len(some) > SHOWN_ITEMS else ""
        sharing = [units[member] for member in members]
        found = f"{names(sharing, SHOWN_UNITS)}的正文有 {len(some)} 段相似"
        said = f"{found}（年份、单位名称和多数单位都有的套话不计）：{shown}{more}"
        advice = "请各单位写本单位的实际情况；确实由同一单位统一起草的，请写审核说明"
        subject = "\n".join(copy.first.text for copy in some)
        yield remark(sharing, "V3", Severity.QUERY, f"{said}。{advice}", BASIS["V3"], subject=subject)


def _texts(peers: Iterable[Peer], units: Sequence[str], rule: Rule) -> Iterator[_Text]:
    """Paragraphs that are long enough, unit by unit."""
    index = {unit: position for position, unit in enumerate(units)}
    shortest = max(rule.whole("shortest_paragraph"), _RUN)
    for peer in peers:
        report = report_of(peer.seen.line)
        if report is None or not report.narrative:
            continue
        for key in NARRATIVE_KEYS:
            for one in paragraphs_of(rule, report, key):
                if len(one.prose) >= shortest:
                    yield _Text(index[peer.unit], _place(report.form, key, one.part), one.text, one.prose)


def _place(form: Form, key: str, part: str) -> str:
    if key == LEAD:
        return "“导语”"
    section = form.section(key)
    return f"“{section.sheet}”{next((one.title for one in section.parts if one.id == part), '')}"


def _own_words(texts: Sequence[_Text], units: int, rule: Rule) -> list[_Text]:
    """The texts without what most units have; those of which too little is left are left out."""
    import numpy as np

    if units < BOILERPLATE_UNITS or not texts:
        return list(texts)
    codes, starts = _joined([one.prose for one in texts])
    hashes, at = _runs(codes, starts)
    owner = np.repeat([one.unit for one in texts], np.diff(np.append(starts, len(codes))))[at]
    order = np.argsort(hashes, kind="stable")
    hashes, owner = hashes[order], owner[order]
    # The texts come unit by unit, so that in each group of equal runs those of one unit stand together.
    new = np.append(True, hashes[1:] != hashes[:-1])
    groups = np.flatnonzero(new)
    different = np.add.reduceat((new | np.append(True, owner[1:] != owner[:-1])).astype(np.int64), groups)
    sizes = np.diff(np.append(groups, len(hashes)))
    common = at[order][np.repeat(different * 2 > units, sizes)]
    if not len(common):
        return list(texts)
    dropped = np.zeros(len(codes), dtype=bool)
    for offset in range(_RUN):
        dropped[common + offset] = True
    shortest = max(rule.whole("shortest_paragraph"), _RUN)
    own: list[_Text] = []
    for one, start in zip(texts, starts.tolist(), strict=True):
        kept = ~dropped[start : start + len(one.prose)]
        prose = codes[start : start + len(one.prose)][kept].tobytes().decode("utf-32-le")
        if len(prose) >= shortest:
            own.append(replace(one, prose=prose))
    return own


def _copies(texts: Sequence[_Text], rule: Rule) -> Iterator[_Copy]:
    """Paragraphs that several units have, in reading order."""
    from rapidfuzz.fuzz import ratio

    least = float(Decimal(rule.text("share")) * 100)
    same: dict[str, list[_Text]] = {}
    for one in texts:
        same.setdefault(one.prose, []).append(one)
    proses = list(same)
    parent = list(range(len(proses)))
    share: dict[int, float] = {}

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    tried: set[tuple[int, int]] = set()
    for bucket in _buckets(proses):
        heads: list[int] = []
        for index in bucket:
            for head in heads[:_TRIED]:
                one, other = root(head), root(index)
                if one == other:
                    break
                if (head, index) in tried:
                    continue
                tried.add((head, index))
                if likeness := ratio(proses[head], proses[index], score_cutoff=least):
                    parent[max(one, other)] = min(one, other)
                    share[min(one, other)] = min(likeness, share.get(one, 100.0), share.get(other, 100.0))
                    break
            else:
                heads.append(index)
    found: dict[int, list[_Text]] = {}
    for index, prose in enumerate(proses):
        found.setdefault(root(index), []).extend(same[prose])
    for index, some in found.items():
        units = tuple(sorted({one.unit for one in some}))
        if len(units) > 1:
            yield _Copy(some[0], units, share.get(index, 100.0))


def _buckets(proses: Sequence[str]) -> Iterator[list[int]]:
    """Positions of texts that agree in one band of their MinHash: probably alike, to be compared; ascending."""
    import numpy as np

    if len(proses) < 2:
        return
    codes, starts = _joined(proses)
    hashes, at = _runs(codes, starts)
    signature = _signature(hashes, np.searchsorted(at, starts))
    for band in range(_BANDS):
        key = np.zeros(len(proses), dtype=np.uint64)
        for row in signature[band * _ROWS : (band + 1) * _ROWS]:
            key = _mixed(key ^ row)
        order = np.argsort(key, kind="stable")
        edges = [0, *(np.flatnonzero(np.diff(key[order])) + 1).tolist(), len(order)]
        for first, end in pairwise(edges):
            if end - first > 1:
                yield order[first:end].tolist()


def _joined(proses: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The characters of all texts one after the other, and where each text begins."""
    import numpy as np

    codes = np.frombuffer("".join(proses).encode("utf-32-le"), dtype=np.uint32)
    return codes, np.cumsum([0, *map(len, proses[:-1])], dtype=np.int64)


def _runs(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.int64]]:
    """A hash of every run of characters within one text, and where it begins; ascending."""
    import numpy as np

    # 16 bits a character: no text holds others than those of the basic plane, letters and digits.
    hashes = np.zeros(len(codes) - _RUN + 1, dtype=np.uint64)
    for offset in range(_RUN):
        hashes = (hashes << np.uint64(16)) ^ codes[offset : len(codes) - _RUN + 1 + offset]
    inside = np.ones(len(hashes), dtype=bool)
    for offset in range(1, _RUN):
        inside[starts[1:] - offset] = False
    return _mixed(hashes[inside]), np.flatnonzero(inside)


def _mixed(values: Hashes) -> Hashes:
    """Each value scattered over all 64 bits (the finisher of splitmix64)."""
    import numpy as np

    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return values ^ (values >> np.uint64(31))


def _signature(hashes: Hashes, starts: NDArray[np.int64]) -> Hashes:
    """MinHash: of each of _BANDS × _ROWS orders of all runs, the first run of each text. Shape (orders, texts)."""
    import numpy as np

    found = np.empty((_BANDS * _ROWS, len(starts)), dtype=np.uint64)
    ends = np.append(starts[1:], len(hashes))
    first = 0
    while first < len(starts):
        # Whole texts, as many as stay in the cache together.
        last = max(first + 1, int(np.searchsorted(ends, starts[first] + _BLOCK, side="right")))
        block, at = hashes[starts[first] : ends[last - 1]], starts[first:last] - starts[first]
        for order in range(len(found)):
            # Odd factors permute the numbers of 64 bits; the upper half is well mixed.
            factor = np.uint64((0x9E3779B97F4A7C15 * (2 * order + 1)) % 2**64)
            found[order, first:last] = np.minimum.reduceat((block * factor) >> np.uint64(32), at)
        first = last
    return found
