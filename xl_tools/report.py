"""Report: one unit, one year; typed values by cell id, texts by section, last year's report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from xl_tools.forms.model import Form
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


@dataclass(frozen=True)
class Report:
    """One yearly report. Immutable; cells that were not given are Blank.

    Attributes:
        cells: values by cell id, only ids of the form; blanks are left out, so that equal reports are equal.
        narrative: the office's own text by key (see NARRATIVE_KEYS), empty texts left out; may hold slots
            such as {本年新收}.
        facts: numbers and texts that no table holds (网站发布条数 …), by fact id.
        previous: last year's report; its edition may differ.
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

    def __post_init__(self) -> None:
        cells = {cell_id: value for cell_id, value in self.cells.items() if not isinstance(value, Blank)}
        narrative = {key: text for key, text in self.narrative.items() if text}
        object.__setattr__(self, "cells", MappingProxyType(cells))
        object.__setattr__(self, "narrative", MappingProxyType(narrative))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    @property
    def edition(self) -> str:
        return self.form.edition

    def value(self, cell_id: str) -> Value:
        """The value of one cell; Blank if it was not given. Raises KeyError for an id the form lacks.

        “previous.” before the id asks for last year's value, Blank where there is none.
        """
        value = self.cells.get(cell_id)
        if value is not None:
            return value
        if cell_id.startswith(PREVIOUS):
            last = None if self.previous is None else self.previous.cells.get(cell_id.removeprefix(PREVIOUS))
            return BLANK if last is None else last
        self.form.cells[cell_id]
        return BLANK

    @cached_property
    def numbers(self) -> Mapping[str, int | Decimal]:
        """The number of every cell that holds one, by cell id."""
        return {id_: value.number for id_, value in self.cells.items() if isinstance(value, (Count, Amount))}

    @cached_property
    def operands(self) -> Mapping[str, int | Decimal]:
        """The numbers of this year, and those of last year with “previous.” before their id."""
        if self.previous is None:
            return self.numbers
        return {**self.numbers, **{PREVIOUS + id_: number for id_, number in self.previous.numbers.items()}}

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
