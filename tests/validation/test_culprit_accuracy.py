"""How often the first answer is right: a seeded slice of benchmarks/culprit.py, with floors a little below its figures.

docs/culprit-study.md has the figures of 1,000 reports an edition, and why some kinds cannot be told apart.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from support.errors import KINDS, Injected, inject, prose_of, total_cells, verdict
from support.reports import EDITIONS, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation.culprit import diagnose

REPORTS = 60
IN_CELLS_OF_TABLE_3 = ("digit changed", "transposed", "digit dropped", "total not updated", "blank")
TYPED = {
    "digit changed": 0.93,
    "transposed": 0.93,
    "digit dropped": 0.93,
    "swapped cells": 0.87,
    "wrong row": 0.82,
    "total not updated": 0.93,
    "blank": 0.98,
}
BY_FORMULA = {"digit changed": 0.35, "transposed": 0.75, "digit dropped": 0.6, "swapped cells": 0.85, "blank": 0.95}
SEVERAL = {2: 0.87, 3: 0.82}


def wrong_reports(kinds: list[str], errors: int, *, formulas: bool) -> Iterator[tuple[Report, Injected]]:
    """(right report, wrong report) of both editions, half of the newer ones with a last year."""
    for edition in EDITIONS:
        form = form_for_edition(edition)
        sums = frozenset(total_cells(form)) if formulas else frozenset[str]()
        rng = random.Random(f"{edition} {kinds} {errors} {formulas}")
        made = 0
        while made < REPORTS:
            report = balanced_report(form, rng, with_previous=edition == "2021" and rng.random() < 0.5)
            injected = inject(report, rng, [rng.choice(kinds) for _ in range(errors)], formulas=sums)
            if injected is not None:
                made += 1
                yield report, injected


def counted(kinds: list[str], errors: int = 1, *, formulas: bool = False, prose: bool = False) -> Counter[str]:
    counts = Counter[str]()
    for report, injected in wrong_reports(kinds, errors, formulas=formulas):
        sums = frozenset(total_cells(report.form)) if formulas else frozenset[str]()
        soft = prose_of(report) if prose else []
        found = verdict(injected, diagnose(injected.report, load_rules(report.form), soft=soft, formulas=sums))
        if not found.detected or injected.silent:
            continue
        in_table_3 = all(cell.startswith("requests.") for cell in injected.truth)
        counts.update(
            detected=1,
            first=found.first,
            three=found.among_three,
            values=found.values,
            sure=found.sure,
            sure_and_right=found.sure and found.first,
            table_3=in_table_3,
            table_3_right=in_table_3 and found.values,
        )
    assert counts["detected"] >= REPORTS // 10
    return counts


@pytest.mark.parametrize("kind", KINDS)
def test_one_error_is_named_where_totals_are_typed(kind: str) -> None:
    counts = counted([kind])
    assert counts["first"] >= TYPED[kind] * counts["detected"]
    assert counts["values"] == counts["first"], "the right cells get the right numbers"
    assert counts["three"] >= 0.95 * counts["detected"]
    assert counts["sure_and_right"] >= 0.96 * counts["sure"]
    if kind in IN_CELLS_OF_TABLE_3:
        assert counts["table_3_right"] == counts["table_3"], "a single cell of 表三 is always named"


def test_one_error_of_any_kind_is_named_first_in_92_of_100_and_its_number_in_90() -> None:
    counts = sum((counted([kind]) for kind in KINDS), Counter[str]())
    assert counts["first"] >= 0.95 * counts["detected"]
    assert counts["values"] >= 0.95 * counts["detected"]


@pytest.mark.parametrize("kind", BY_FORMULA)
def test_one_error_is_named_as_far_as_possible_where_formulas_hide_the_row(kind: str) -> None:
    counts = counted([kind], formulas=True)
    assert counts["first"] >= BY_FORMULA[kind] * counts["detected"]
    assert counts["sure_and_right"] >= 0.8 * counts["sure"]


def test_numbers_of_the_text_make_up_for_formulas() -> None:
    kinds = [kind for kind in KINDS if kind != "total not updated"]
    without = sum((counted([kind], formulas=True) for kind in kinds if kind != "wrong row"), Counter[str]())
    stated = sum((counted([kind], formulas=True, prose=True) for kind in kinds if kind != "wrong row"), Counter[str]())
    assert without["detected"] == stated["detected"]
    assert stated["first"] >= 0.85 * stated["detected"]
    assert stated["first"] > without["first"]


@pytest.mark.parametrize("errors", SEVERAL)
def test_several_errors_are_named_together(errors: int) -> None:
    counts = counted(list(KINDS), errors)
    assert counts["first"] >= SEVERAL[errors] * counts["detected"]
    assert counts["sure_and_right"] >= 0.92 * counts["sure"]
