"""The search finds as few cells as HiGHS does, and all the sets of so few cells."""

from __future__ import annotations

import random
from itertools import combinations, product

import pytest
from support.errors import KINDS, Injected, balanced_cells, inject, unbalanced
from support.oracle import fewest_cells
from support.reports import EDITIONS, YEARS, balance, free_cells, report_of

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation.culprit.balance import balance_of, read_figures
from xl_tools.validation.culprit.problem import smallest_sets
from xl_tools.validation.culprit.repair import LIMIT
from xl_tools.values import Count


def sets_of(report: Report) -> list[list[frozenset[str]]]:
    balances = balance_of(load_rules(report.form), report.unit.level)
    return smallest_sets(balances, read_figures(balances, report))


def wrong_report(edition: str, rng: random.Random, errors: int) -> Injected:
    """Small numbers, so that a solver with rounding errors can be trusted."""
    form = form_for_edition(edition)
    free = [cell for cell in free_cells(form) if not cell.startswith("proactive.")]

    def chosen(share: float) -> dict[str, int]:
        return {cell: rng.randrange(1, 60) for cell in free if rng.random() < share}

    while True:
        last = balance(form, chosen(0.4), year=YEARS[edition] - 1) if edition == "2021" and rng.random() < 0.4 else None
        report = balance(form, chosen(rng.choice((0.05, 0.2, 0.5))), previous=last)
        kinds = [rng.choice([kind for kind in KINDS if kind != "blank"]) for _ in range(errors)]
        injected = inject(report, rng, kinds)
        if injected is not None:
            return injected


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("errors", [1, 2, 3, 4, 5])
def test_the_fewest_cells_are_as_few_as_highs_finds(edition: str, errors: int) -> None:
    rng = random.Random(f"{edition} {errors}")
    for _ in range(12):
        report = wrong_report(edition, rng, errors).report
        parts = sets_of(report)
        if all(parts):
            assert sum(len(part[0]) for part in parts) == fewest_cells(report)
        else:
            assert fewest_cells(report) > LIMIT


def test_all_smallest_sets_are_found_and_none_twice() -> None:
    """Compared with trying every pair of cells that has one in each broken equation."""
    columns = ("business", "other")
    true = {f"requests.{row}.{column}": 9 for row in ("received", "results_total") for column in columns}
    true |= {"requests.granted.business": 5, "requests.granted.other": 4}
    true |= {"requests.rejected_petition.business": 4, "requests.rejected_petition.other": 5}
    true |= {f"requests.{row}.total": 9 for row in ("granted", "rejected_petition")}
    true |= {f"requests.{row}.total": 18 for row in ("received", "results_total")}
    report = report_of("2021", true)
    assert unbalanced(report) == []
    wrong = report.with_cells({"requests.granted.business": Count(7), "requests.rejected_petition.other": Count(7)})
    (found,) = sets_of(wrong)
    assert len(found) == len(set(found)) == 2
    equations = {(rule.id, one.key): set(one.equation.cells) for rule, one in load_rules(wrong.form).instances}
    broken = [equations[key] for key in unbalanced(wrong)]
    pairs = [pair for pair in combinations(balanced_cells(wrong.form), 2) if not any(map(set(pair).isdisjoint, broken))]
    assert set(found) == {frozenset(pair) for pair in pairs if mends(wrong, pair)}


def mends(report: Report, pair: tuple[str, str]) -> bool:
    """Whether some numbers of two cells satisfy every equation of a report in which each difference is 2."""
    first, second = ([int(report.number(cell)) + by for by in (-4, -2, 2, 4)] for cell in pair)
    return any(
        not unbalanced(report.with_cells({pair[0]: Count(a), pair[1]: Count(b)}))
        for a, b in product(first, second)
        if min(a, b) >= 0
    )
