"""The headline numbers of a 图解: what a citizen asks first, in the words of the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.documents.pictures.chart import Number, Shown, joined
from xl_tools.facts import FactItem, fact_number, load_facts
from xl_tools.forms import structure
from xl_tools.forms.model import Block, Form, Kind, Section, cell_id
from xl_tools.forms.structure import Counted
from xl_tools.narrative.figures import show_number
from xl_tools.report import Report

MOST = 8
_UNGROUPED = 4
DISCLOSED = "disclosed_total"
"""The fact that says how much was published, which no table does."""
STANDING_BACK = frozenset({"regulations", "other_services", "procurement"})
"""Ids of rows shown only where there is room and something happened; a row that is not named here is shown."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One large number; `change` compares it with last year's, empty where that is not known."""

    label: str
    number: str
    unit: str
    change: str = ""

    @property
    def large(self) -> str:
        """The number as it is printed large."""
        return _grouped(self.number)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a headline is made of: cells to add up, or a fact."""

    label: str
    unit: str
    cells: tuple[str, ...] = ()
    fact: FactItem | None = None


def headlines(report: Report) -> tuple[Headline, ...]:
    """At most MOST numbers; left out is what the edition lacks and what the report does not say in numbers."""
    asked, standing_back = _sources(report.form)
    found = [*_told(report, asked), *(one for one in _told(report, standing_back) if one.number != "0")]
    return tuple(found[:MOST])


def _told(report: Report, sources: Iterable[_Source]) -> Iterator[Headline]:
    for source in sources:
        number = _number(report, source)
        if number is not None:
            before = _number(report.previous, source) if report.previous else None
            change = "" if before is None else _change(number - before, source.unit)
            yield Headline(source.label, show_number(number), source.unit, change)


def _sources(form: Form) -> tuple[list[_Source], list[_Source]]:
    """What is asked for, in the order of its interest, and what stands back."""
    balances: list[_Source] = []
    rows: list[_Source] = []
    standing_back: list[_Source] = []
    for section in form.tables:
        for block in section.blocks:
            match structure.counted(block):
                case Counted.REQUESTS:
                    balances += _requests(section, block)
                case Counted.REVIEWS:
                    balances.append(_reviews(section, block))
                case Counted.OTHER:
                    for id_, source in _counts(section, block):
                        (standing_back if id_ in STANDING_BACK else rows).append(source)
    facts = [_Source(fact.label, fact.unit, fact=fact) for fact in load_facts(form) if fact.id == DISCLOSED]
    return [*balances, *facts, *rows], standing_back


def _requests(section: Section, block: Block) -> Iterator[_Source]:
    """Received, dealt with and carried out, all applicants together; what was carried in is last year's number."""
    total = structure.total_column(block)
    for row in structure.balance(block):
        if row not in structure.coming_in(block)[1:]:
            label = row.short if row.total else f"{row.short}申请"
            yield _Source(label, total.unit, (cell_id(section, row, total),))


def _reviews(section: Section, block: Block) -> _Source:
    """Reviews and lawsuits together."""
    totals = [column for column in block.columns if column.kind is Kind.TOTAL]
    label = "、".join(dict.fromkeys(column.label[0] for column in totals))
    return _Source(label, totals[0].unit, tuple(cell_id(section, block.rows[0], column) for column in totals))


def _counts(section: Section, block: Block) -> Iterator[tuple[str, _Source]]:
    """The last count of each row (现行有效, 处理决定), which sums the row up, with the row's id."""
    counts = [column for column in block.columns if column.kind is Kind.COUNT]
    # A row of items and their change says how many rules there are, not what was done.
    if counts and block.columns[-1].kind is not Kind.SIGNED:
        for row in block.rows:
            yield (
                row.id,
                _Source(joined(row.short, counts[-1].short), counts[-1].unit, (cell_id(section, row, counts[-1]),)),
            )


def _number(report: Report, source: _Source) -> Shown:
    """The sum of the cells if every one of them is stated, or the fact."""
    if source.fact:
        return fact_number(source.fact, report.facts.get(source.fact.id))
    numbers = [report.numbers[cell] for cell in source.cells if cell in report.numbers]
    return sum(numbers) if len(numbers) == len(source.cells) else None


def _change(difference: Number, unit: str) -> str:
    if not difference:
        return "与上年持平"
    return f"比上年{'增加' if difference > 0 else '减少'}{_grouped(show_number(abs(difference)))}{unit}"


def _grouped(number: str) -> str:
    """More than four digits in groups of three, as GB/T 15835-2011 allows."""
    return f"{Decimal(number):,}" if len(number) > _UNGROUPED else number
