"""The product's own sentences: consistent ones are never doubted, and a changed number is noticed."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from prose_reports import facts_for, judge
from support.reports import EDITIONS, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.compose import compose, finished_narrative
from xl_tools.report import Report
from xl_tools.units import Level
from xl_tools.validation.prose.reading import read

_NUMBER = re.compile(r"(?<![0-9.〔第])([0-9]+(?:\.[0-9]+)?)(%|件|条|个|项|元|万元|场|人次)")
REPORTS = 80
"""Reports whose numbers are changed one by one; six numbers each."""
LEAST = Decimal("0.98")
"""Share of the changes that must be noticed. Those that are not: a growth that fits the other basis by chance."""


def random_report(seed: int) -> Report:
    """A balanced report with fitting facts, with and without last year's, and the narrative generated from it."""
    rng = random.Random(seed)
    form = form_for_edition(rng.choice(EDITIONS))
    year = None if form.edition == "2019" else rng.choice((2021, 2022, 2024))
    level = rng.choice(list(Level))
    report = balanced_report(form, rng, level=level, year=year, with_previous=rng.random() < 0.6)
    report = replace(report, facts=facts_for(report, rng))
    return replace(report, narrative=finished_narrative(report))


@given(st.integers(0, 10_000_000))
def test_generated_text_never_raises_a_finding_of_these_rules(seed: int) -> None:
    assert [one.message for one in judge(random_report(seed))] == []


@given(st.integers(0, 10_000_000))
def test_what_is_read_in_generated_text_is_the_number_of_the_cells_it_came_from(seed: int) -> None:
    report = random_report(seed)
    pieces = [
        (piece.text, set(piece.cells))
        for passage in compose(replace(report, narrative={}))
        for paragraph in passage.paragraphs
        for piece in paragraph.pieces
        if piece.cells
    ]
    for one in read(report).statements:
        if one.numeral is not None and one.window == "this" and not one.measure.fact:
            digits = re.findall("[0-9.]+", one.written)[0]
            assert any(digits in text and set(one.cells) == cells for text, cells in pieces), one


def test_a_changed_number_of_generated_text_is_noticed_exactly_once() -> None:
    noticed: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for seed in range(REPORTS):
        report = random_report(seed)
        for label, changed in changes(report, random.Random(seed)):
            findings = judge(changed)
            assert len(findings) <= 1, [one.message for one in findings]
            (noticed if findings else missed)[label] += 1
    total = noticed.total() + missed.total()
    assert total > 4 * REPORTS
    assert noticed.total() >= LEAST * total, (noticed.total(), total, missed)


def changes(report: Report, rng: random.Random) -> Iterator[tuple[str, Report]]:
    """(words before the number, the report with this number changed) for some numbers of the text."""
    places = [(key, found) for key, text in report.narrative.items() for found in _NUMBER.finditer(text)]
    for key, found in rng.sample(places, min(6, len(places))):
        old = Decimal(found[1])
        new = old + rng.choice((1, 2, 7, 10, -1) if old == int(old) else (1, Decimal("0.7"), Decimal("-0.5")))
        if new < 0:
            continue
        text = report.narrative[key]
        changed = f"{text[: found.start(1)]}{new}{text[found.end(1) :]}"
        yield (
            text[max(0, found.start() - 8) : found.end()],
            replace(report, narrative={**report.narrative, key: changed}),
        )
