"""Reports for the tests of the narrative: random ones with gaps, and a value for every fact."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from xl_tools.facts import FactKind
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form, Kind
from xl_tools.narrative.phrases import load_phrases
from xl_tools.report import Fact, Report, Unit
from xl_tools.units import Level
from xl_tools.values import BLANK, Amount, Count, Value

EDITIONS = ("2019", "2021")
YEARS = {"2019": 2020, "2021": 2024}
UNIT = "示例县示例局"
AMOUNTS = ("0", "59237.2449", "26.55", "8", "0.0001", "1000000", "0.5", "123456.7")


def small(
    edition: str = "2021",
    cells: Mapping[str, int | str | None] | None = None,
    *,
    facts: Mapping[str, Fact] | None = None,
    narrative: Mapping[str, str] | None = None,
    level: Level = Level.COUNTY_DEPARTMENT,
    previous: Report | None = None,
    year: int | None = None,
) -> Report:
    """A report with 0 everywhere but in `cells`; None there means blank."""
    form = form_for_edition(edition)
    values: dict[str, Value] = {id_: zero(form, id_) for id_ in form.cells}
    for id_, raw in (cells or {}).items():
        if raw is None:
            values[id_] = BLANK
        else:
            values[id_] = Count(raw) if isinstance(raw, int) else Amount(Decimal(raw))
    unit = Unit(UNIT, level)
    return Report(form, year or YEARS[edition], unit, values, narrative or {}, facts or {}, previous=previous)


def zero(form: Form, cell_id: str) -> Value:
    return Amount(Decimal(0)) if form.cells[cell_id].kind is Kind.AMOUNT else Count(0)


def all_facts(form: Form) -> dict[str, Fact]:
    """A value for every fact; the numbers differ from each other."""
    values: dict[str, Fact] = {}
    for number, fact in enumerate(load_phrases(form).facts, start=31):
        if fact.kind is FactKind.TEXT:
            values[fact.id] = f"{fact.label}的说明。"
        else:
            values[fact.id] = Decimal(number) / 4 if fact.kind is FactKind.AMOUNT else number
    return values


def some(rng: random.Random, edition: str) -> Report:
    """A random report: zeros, blanks and large numbers in all places, some facts, sometimes a last year."""
    form = form_for_edition(edition)
    previous = None
    if rng.random() < 0.8:
        before = form_for_edition(rng.choice(EDITIONS)) if rng.random() < 0.3 else form
        previous = Report(before, YEARS[edition] - 1, Unit(UNIT), some_cells(rng, before))
    facts = {id_: value for id_, value in all_facts(form).items() if rng.random() < 0.6}
    for id_ in facts:
        if rng.random() < 0.2 and isinstance(facts[id_], int):
            facts[id_] = 0
    unit = Unit(UNIT, rng.choice([level for level in Level if not level.is_government]))
    return Report(form, YEARS[edition], unit, some_cells(rng, form), facts=facts, previous=previous)


def some_cells(rng: random.Random, form: Form) -> dict[str, Value]:
    often_zero, often_blank, top = (
        rng.choice([0.1, 0.5, 0.95]),
        rng.choice([0, 0.05, 0.9]),
        rng.choice([3, 60, 2_000_000]),
    )
    cells: dict[str, Value] = {}
    for cell in form.cells.values():
        if rng.random() < often_blank:
            cells[cell.id] = BLANK
        elif rng.random() < often_zero:
            cells[cell.id] = zero(form, cell.id)
        elif cell.kind is Kind.AMOUNT:
            cells[cell.id] = Amount(Decimal(rng.choice(AMOUNTS)))
        else:
            cells[cell.id] = Count(rng.randint(-top if cell.kind is Kind.SIGNED else 0, top))
    return cells
