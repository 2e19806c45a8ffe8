"""数字核对: every number of the texts that says something of the tables, beside the cells it was held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from xl_tools.facts import FACT
from xl_tools.finding import Locate, Place
from xl_tools.report import Report
from xl_tools.validation.prose.matching import TEN_THOUSAND, total
from xl_tools.validation.prose.reading import Reading, is_contrary, read
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.windows import THIS
from xl_tools.values import Amount

_LISTED = 3
"""Cells of a sum that are named one by one."""


class Verdict(Enum):
    """What became of one number."""

    SAME = "一致"
    DIFFERENT = "不一致"
    NOT_COMPARED = "不核对"


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """One number of the texts.

    Attributes:
        place: where the text stands.
        quote: the words around the number.
        name: the figure it was read as.
        cells: ids of the cells whose sum that is, or `fact:id`; `where` says the same in addresses.
        stated, found: the number in the text and in the tables; None where a cell holds no number.
        reason: why it was not compared.
    """

    place: Place
    quote: str
    name: str
    cells: tuple[str, ...]
    where: str
    stated: int | Decimal
    found: int | Decimal | None
    verdict: Verdict
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether it contradicts the tables."""
        return self.verdict is Verdict.DIFFERENT


def check_numbers(report: Report, locate: Locate) -> tuple[CheckedNumber, ...]:
    """The numbers in the order of the texts; those that say nothing of the tables are left out."""
    reading = read(report)
    return tuple(_checked(report, reading, locate))


def _checked(report: Report, reading: Reading, locate: Locate) -> Iterator[CheckedNumber]:
    for one in reading.statements:
        key = f"{one.key}/{one.part}" if one.part else one.key
        sums = [total(report, cells) for cells in (one.cells, *one.also)]
        found = next((value for value in sums if value is not None and one.agrees(value)), sums[0])
        reason = _reason(report, one, found)
        same = found is not None and one.agrees(found)
        verdict = Verdict.SAME if same else Verdict.NOT_COMPARED if reason else Verdict.DIFFERENT
        yield CheckedNumber(
            place=locate(key),
            quote=one.quote,
            name=one.measure.name,
            cells=one.cells,
            where=_where(one.cells, locate),
            stated=_as_in_cells(report, one, one.number),
            found=None if found is None else _as_in_cells(report, one, found),
            verdict=verdict,
            reason="" if same else reason,
        )


def _as_in_cells(report: Report, one: Statement, number: int | Decimal) -> int | Decimal:
    """A number of the reading, which takes all money in 元, in the unit of the cells it is held against."""
    if one.cells[0].startswith(FACT) or not isinstance(report.value(one.cells[0]), Amount):
        return number
    return Decimal(number) / TEN_THOUSAND


def _reason(report: Report, one: Statement, found: int | Decimal | None) -> str:
    """Why a number need not be that of the tables; empty if it must be."""
    if one.window != THIS:
        return "说的不是全年，或不是本年"
    if one.numeral is not None and one.numeral.approximate:
        return "是约数"
    if one.qualifier:
        return f"只是其中一部分（{one.qualifier}）"
    if is_contrary(report, one):
        return "与表的范围（本级、汇总）不同"
    if found is None:
        return "表里没有填数"
    if one.measure.at_most and one.number <= found:
        return "可以小于表里的数"
    return "有两种读法" if one.doubtful else ""


def _where(cells: tuple[str, ...], locate: Locate) -> str:
    shown = "＋".join(
        str(locate(cell)) if index == 0 else locate(cell).address for index, cell in enumerate(cells[:_LISTED])
    )
    return f"{shown} 等 {len(cells)} 格之和" if len(cells) > _LISTED else shown
