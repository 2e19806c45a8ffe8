"""V1 and V2: figures that stand apart from those of all units of the same level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10
from statistics import median, median_low

from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.comparing_peers import BASIS, Peer, grouped
from xl_tools.consolidation.remarking import SHOWN_CELLS, Difference, plain, remark
from xl_tools.finding import Severity
from xl_tools.forms.model import Form, Kind
from xl_tools.values import Amount, BadValue, Count

SMALLEST_GROUP = 8
"""Of fewer units nothing can be said: one large town and four small ones are no norm."""
SCORE = 4.5
"""Spreads (MAD, on the scale of powers of ten) from the median: once in 150,000 cells where nothing is wrong."""
JUMPED_SCORE = 3.0
JUMP = 5
"""So many spreads are enough for a figure so many times, or so small a part of, that of the unit's own last year."""
SMALLEST_SPREAD = 0.15
"""Where all units are alike: the least that stands out is then 4.7 times the median, or as small a part of it."""
LEAST_DIFFERENCE = 30
"""From the median, in 件, 项, 个 or 万元: 9 where others have 1 is nothing to ask about."""
MOST = 10
"""If more than one of so many stands out, the units differ by kind, as departments with and without permits do."""
USUAL = 3
"""A figure within so many times that of the unit's own last year is what it usually has."""
DOZENS = 24
"""So many at least are “dozens”."""
NEARLY_ALL = Decimal("0.9")
"""Of the other units of the group."""
_MAD = 1.4826
"""Makes the median of deviations the standard deviation of figures that are spread normally."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cell of a unit that stands apart from `others` figures with this median."""

    cell: str
    number: int | Decimal
    others: int
    middle: int | Decimal


def outliers(peers: Iterable[Peer], form: Form) -> Iterator[Remark]:
    """V1: one remark a unit whose figures are far above or below those of its level, and unlike its own last year's.

    Only units that have something in a cell are compared there; that others have much is V2.
    """
    for (level, scope), group in grouped(peers).items():
        if len(group) < SMALLEST_GROUP:
            continue
        found: dict[int, list[_Hit]] = {}
        for cell in form.cells.values():
            if cell.kind is not Kind.SIGNED:
                for index, hit in _apart(group, cell.id):
                    found.setdefault(index, []).append(hit)
        for index in sorted(found):
            peer, hits = group[index], found[index]
            said = f"与同级（{level.label}，{scope.label}）有数的单位相比，{_cells(peer, form, hits)}"
            advice = "请核对是否多写、少写了数位，金额单位是否填错，是否填成了全地区的数；确实如此的，请写审核说明"
            yield _about(peer, "V1", Severity.QUERY, f"{said}。{advice}", hits)


def zeros(peers: Iterable[Peer], form: Form) -> Iterator[Remark]:
    """V2: one remark a unit that has nothing where nearly all others of its level have dozens or more.

    A notice only, where all these cells were 0 in the year before as well.
    """
    for (level, scope), group in grouped(peers).items():
        if len(group) < SMALLEST_GROUP:
            continue
        found: dict[int, list[_Hit]] = {}
        for cell in form.cells.values():
            if cell.kind in (Kind.COUNT, Kind.TOTAL):
                for index, hit in _nothing(group, cell.id):
                    found.setdefault(index, []).append(hit)
        for index in sorted(found):
            peer, hits = group[index], found[index]
            usual = all(peer.before(hit.cell) == 0 for hit in hits)
            said = f"同级（{level.label}，{scope.label}）单位普遍有 {DOZENS} 以上的数，{_cells(peer, form, hits)}"
            advice = "请核对是否漏填、漏统计；确实没有的，请写审核说明"
            severity = Severity.NOTICE if usual else Severity.QUERY
            yield _about(peer, "V2", severity, f"{said}。{advice}", hits)


def _apart(group: Sequence[Peer], cell: str) -> Iterator[tuple[int, _Hit]]:
    numbers = {index: number for index, peer in enumerate(group) if (number := _number(peer, cell)) > 0}
    if len(numbers) < SMALLEST_GROUP:
        return
    sizes = {index: log10(number) for index, number in numbers.items()}
    middle = median(sizes.values())
    spread = max(_MAD * median(abs(size - middle) for size in sizes.values()), SMALLEST_SPREAD)
    scores = {index: abs(size - middle) / spread for index, size in sizes.items()}
    far = [index for index, score in scores.items() if score > JUMPED_SCORE]
    apart = [index for index in far if scores[index] > SCORE or _far(group[index], cell, numbers[index])]
    if not apart or len(apart) > max(1, len(numbers) // MOST):
        return
    shown_middle = median_low(numbers.values())
    for index in apart:
        number = numbers[index]
        if abs(number - shown_middle) >= LEAST_DIFFERENCE and not _usual(group[index], cell, number):
            yield index, _Hit(cell, number, len(numbers) - 1, shown_middle)


def _far(peer: Peer, cell: str, number: int | Decimal) -> bool:
    """Whether a figure is unlike that of the unit's own last year as well."""
    before = peer.before(cell)
    return bool(before) and (number > before * JUMP or number * JUMP < before)


def _usual(peer: Peer, cell: str, number: int | Decimal) -> bool:
    before = peer.before(cell)
    return before is not None and before <= number * USUAL and number <= before * USUAL


def _nothing(group: Sequence[Peer], cell: str) -> Iterator[tuple[int, _Hit]]:
    numbers = [_number(peer, cell) for peer in group]
    many = [number for number in numbers if number >= DOZENS]
    if len(many) < NEARLY_ALL * (len(group) - 1):
        return
    for index, number in enumerate(numbers):
        if not number and not isinstance(group[index].report.cells.get(cell), BadValue):
            others = [number for other, number in enumerate(numbers) if other != index]
            yield index, _Hit(cell, number, len(others), median_low(others))


def _number(peer: Peer, cell: str) -> int | Decimal:
    """The figure of this year, 0 where there is none."""
    return peer.report.numbers.get(cell, 0)


def _cells(peer: Peer, form: Form, hits: Sequence[_Hit]) -> str:
    """“表三“本年新收·总计”（I5）填 9487，15 个单位的中位数是 21，本单位上年 25”, one after the other."""
    parts = [_cell(peer, form, hit) for hit in hits[:SHOWN_CELLS]]
    more = f"；另有 {len(hits) - SHOWN_CELLS} 格" if len(hits) > SHOWN_CELLS else ""
    return "；".join(parts) + more


def _cell(peer: Peer, form: Form, hit: _Hit) -> str:
    cell = form.cells[hit.cell]
    value = peer.report.cells.get(hit.cell)
    entered = f"填的是 {plain(hit.number)}" if isinstance(value, (Count, Amount)) else "没有填"
    before = peer.before(hit.cell)
    last = "" if before is None else f"，本单位上年 {before}"
    where = f"{form.section(cell.table).table_name}“{cell.name}”（{peer.place(hit.cell).address}）"
    return f"{where}{entered}，其他 {hit.others} 个单位的中位数是 {plain(hit.middle)}{last}"


def _about(peer: Peer, rule: str, severity: Severity, message: str, hits: Sequence[_Hit]) -> Remark:
    differences = [Difference(hit.cell, hit.number, hit.middle, peer.place(hit.cell)) for hit in hits]
    return remark([peer.unit], rule, severity, message, BASIS[rule], differences=differences)
