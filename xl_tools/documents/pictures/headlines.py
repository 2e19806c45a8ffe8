"""The headline numbers of a 图解: what a citizen asks first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.documents.pictures.chart import Number, Shown
from xl_tools.narrative.compose import figures_of
from xl_tools.narrative.figures import show_number
from xl_tools.report import Report

MOST = 8
_UNGROUPED = 4
_DISCLOSED = "disclosed_total"
_CELLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("新收申请", ("requests.received.total",)),
    ("办结申请", ("requests.results_total.total",)),
    ("结转下年度", ("requests.carried_out.total",)),
    (
        "行政复议、行政诉讼",
        (
            "review.reconsideration.total",
            "review.direct_litigation.total",
            "review.litigation_after_reconsideration.total",
        ),
    ),
    ("主动公开信息", (_DISCLOSED,)),
    ("现行有效规范性文件", ("proactive.normative_documents.in_force",)),
    ("对外公开规范性文件", ("proactive.normative_documents.public_total",)),
    ("行政许可决定", ("proactive.licensing.decisions",)),
    ("行政处罚决定", ("proactive.penalties.decisions",)),
    ("行政强制决定", ("proactive.coercion.decisions",)),
)
"""Everyday words for cells, or for a fact that no table holds, in the order of their interest."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One large number; `change` compares it with last year's, empty where that is not known."""

    label: str
    number: str
    unit: str
    change: str = ""

    @property
    def large(self) -> str:
        """The number as it is printed large: more than four digits in groups of three, as GB/T 15835-2011 allows."""
        return f"{Decimal(self.number):,}" if len(self.number) > _UNGROUPED else self.number


def headlines(report: Report) -> tuple[Headline, ...]:
    """At most MOST numbers; left out is what the edition lacks and what the report does not say in numbers."""
    return tuple(_headlines(report))[:MOST]


def _headlines(report: Report) -> Iterator[Headline]:
    for label, sources in _CELLS:
        number = _number(report, sources)
        if number is None:
            continue
        unit = _unit(report, sources[0])
        before = _number(report.previous, sources) if report.previous else None
        yield Headline(label, show_number(number), unit, "" if before is None else _change(number - before, unit))


def _number(report: Report, sources: tuple[str, ...]) -> Shown:
    """The sum of the cells, if every one of them is stated; or the fact."""
    if sources == (_DISCLOSED,):
        figures = figures_of(report)
        return next((figures.fact_number(fact) for fact in figures.facts if fact.id == _DISCLOSED), None)
    numbers = [report.numbers[cell] for cell in sources if cell in report.numbers]
    return sum(numbers) if len(numbers) == len(sources) else None


def _unit(report: Report, source: str) -> str:
    if source == _DISCLOSED:
        return figures_of(report).fact(source).unit
    return report.form.cells[source].unit


def _change(difference: Number, unit: str) -> str:
    if not difference:
        return "与上年持平"
    return f"比上年{'增加' if difference > 0 else '减少'}{show_number(abs(difference))}{unit}"
