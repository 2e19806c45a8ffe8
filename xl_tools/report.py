"""Report: one unit, one year; typed values by cell id, texts by section, last year's report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from xl_tools.forms.model import Form
from xl_tools.printed import Printed
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, Amount, Blank, Count, Value

NARRATIVE_KEYS = ("lead", "overview", "problems", "other")
"""The texts of a report: 导语 and the narrative sections 一, 五, 六."""

PREVIOUS = "previous."
"""Before a cell id: last year's figure in that cell."""

Fact = int | Decimal | str


@dataclass(frozen=True, slots=True)
class Unit:
    """The reporting unit: full name, level, and whether its figures are its own or consolidated."""

    name: str
    level: Level = Level.OTHER
    scope: Scope = Scope.OWN


@dataclass(frozen=True, slots=True)
class Explanation:
    """审核说明: who explained which query, when and why, bound to a digest of the values explained."""

    rule: str
    cells: tuple[str, ...]
    text: str
    by: str = ""
    on: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A figure of a published report that is itself wrong: what it should be, why, and whether somebody confirmed it.

    It stays apart from the figure published, and takes its place in checks of the next year once it is confirmed.
    """

    cell: str
    proposed: Value
    reason: str = ""
    confirmed: bool = False

    @property
    def counts(self) -> bool:
        """Whether the checks of the next year go by it: it is confirmed, and a number."""
        return self.confirmed and isinstance(self.proposed, (Count, Amount))


@dataclass(frozen=True)
class Report:
    """One yearly report. Immutable; cells that were not given are Blank.

    Attributes:
        cells: values by cell id, only ids of the form; blanks are left out, so that equal reports are equal.
        narrative: the office's own text by key (see NARRATIVE_KEYS), empty texts left out; may hold slots
            such as {本年新收}.
        facts: numbers and texts that no table holds (网站发布条数 …), by fact id.
        previous: last year's report; its edition may differ.
        printed: the frame of the published document that it was read from, None for any other source.
        disputes: what some of its figures should have been, one a cell, in the order of the form; they concern the
            report of the next year.
    """

    form: Form
    year: int
    unit: Unit
    cells: Mapping[str, Value]
    narrative: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    published_on: date | None = None
    preparer: str = ""
    reviewer: str = ""
    explanations: tuple[Explanation, ...] = ()
    previous: Report | None = None
    printed: Printed | None = field(default=None, compare=False, repr=False)
    disputes: tuple[Dispute, ...] = ()

    def __post_init__(self) -> None:
        cells = {cell_id: value for cell_id, value in self.cells.items() if not isinstance(value, Blank)}
        narrative = {key: text for key, text in self.narrative.items() if text}
        object.__setattr__(self, "cells", MappingProxyType(cells))
        object.__setattr__(self, "narrative", MappingProxyType(narrative))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        if self.disputes:
            disputes = sorted(self.disputes, key=lambda one: self.form.positions[one.cell])
            object.__setattr__(self, "disputes", tuple(disputes))

    @property
    def edition(self) -> str:
        return self.form.edition

    def value(self, cell_id: str) -> Value:
        """The value of one cell; Blank if it was not given. Raises KeyError for an id the form lacks.

        “previous.” before the id asks for last year's value, Blank where there is none: the one published, or the
        one that a confirmed dispute puts in its place.
        """
        value = self.cells.get(cell_id)
        if value is not None:
            return value
        if cell_id.startswith(PREVIOUS):
            last = None if self.previous is None else self.previous.settled.get(cell_id.removeprefix(PREVIOUS))
            return BLANK if last is None else last
        self.form.cells[cell_id]
        return BLANK

    @cached_property
    def numbers(self) -> Mapping[str, int | Decimal]:
        """The number of every cell that holds one, by cell id."""
        return _numbers(self.cells)

    @cached_property
    def settled(self) -> Mapping[str, Value]:
        """The cells as the next year goes by them: as published, but for those of confirmed disputes."""
        proposed = {one.cell: one.proposed for one in self.disputes if one.counts}
        return {**self.cells, **proposed} if proposed else self.cells

    @cached_property
    def operands(self) -> Mapping[str, int | Decimal]:
        """The numbers of this year, and those of last year, as they are settled, with “previous.” before their id."""
        if self.previous is None:
            return self.numbers
        last = _numbers(self.previous.settled) if self.previous.disputes else self.previous.numbers
        return {**self.numbers, **{PREVIOUS + id_: number for id_, number in last.items()}}

    def number(self, cell_id: str) -> int | Decimal:
        """The number in one cell; Blank, “/” and unreadable text count as 0. Raises KeyError as `value` does."""
        number = self.operands.get(cell_id)
        if number is None:
            self.value(cell_id)
            return 0
        return number

    def total(self, cell_ids: Iterable[str]) -> int | Decimal:
        return sum((self.number(cell_id) for cell_id in cell_ids), 0)

    @property
    def is_blank(self) -> bool:
        """True if no number cell holds anything."""
        return not self.cells

    def with_cells(self, changes: Mapping[str, Value]) -> Report:
        """A copy with some cells changed. Raises KeyError for an id the form lacks."""
        for cell_id in changes:
            self.form.cells[cell_id]
        return replace(self, cells={**self.cells, **changes})


def _numbers(cells: Mapping[str, Value]) -> dict[str, int | Decimal]:
    return {id_: value.number for id_, value in cells.items() if isinstance(value, (Count, Amount))}
