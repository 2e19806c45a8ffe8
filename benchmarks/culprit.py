"""Which cell is wrong: how often the search is right, kind by kind, and how long it takes beside HiGHS.

Accuracy: errors as people make them are put into balanced reports made up at random (tests/support), half of them with
a last year, half with formulas as totals. Speed: the same wrong reports for the search, with all its evidence, and for
HiGHS, which only counts cells. Tables are printed as Markdown, as docs/culprit-study.md holds them.

    python benchmarks/culprit.py [--reports 1000] [--seed 2024] [--errors 1 2 3] [--timed 60]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.errors import KINDS, Injected, inject, prose_of, total_cells, verdict
from support.reports import EDITIONS, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation.culprit import Part, SoftNumber, diagnose

MIXED = "mixed"
HEAD = ("kind", "reports", "detectable", "first right", "among three", "numbers right", "sure", "right if sure")
MORE = ("errors named", "cells too many")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000, help="balanced reports of each edition")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--errors", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--timed", type=int, default=60, help="reports timed for each number of errors")
    options = parser.parse_args()
    reports = list(balanced_reports(options.reports, options.seed))
    for errors in options.errors:
        typed = accuracy(reports, errors, options.seed, formulas=False)
        summed = accuracy(reports, errors, options.seed, formulas=True)
        show(f"{errors} of a kind, totals typed", typed, errors)
        show(f"{errors} of a kind, totals by formula", summed, errors)
        show(f"{errors} of a kind, both halves", {kind: typed[kind] + summed[kind] for kind in typed}, errors)
        if errors == 1:
            typed = accuracy(reports, errors, options.seed, formulas=False, prose=True)
            summed = accuracy(reports, errors, options.seed, formulas=True, prose=True)
            show("1 of a kind, totals by formula, common totals stated in the text", summed, errors)
            show("1 of a kind, both halves with text", {kind: typed[kind] + summed[kind] for kind in typed}, errors)
    speed(options.timed, options.seed)


def balanced_reports(count: int, seed: int) -> Sequence[tuple[bool, Report]]:
    """(whether its totals are formulas, report) of both editions."""
    made: list[tuple[bool, Report]] = []
    for edition in EDITIONS:
        form, rng = form_for_edition(edition), random.Random(f"{seed} {edition}")
        made += [
            (number % 2 == 1, balanced_report(form, rng, with_previous=number % 4 >= 2 and edition != "2019"))
            for number in range(count)
        ]
    return made


def accuracy(
    reports: Sequence[tuple[bool, Report]], errors: int, seed: int, *, formulas: bool, prose: bool = False
) -> dict[str, Counter[str]]:
    """Counts for each kind of error, over the reports whose totals are (or are not) formulas."""
    counts: dict[str, Counter[str]] = {}
    for kind in (*KINDS, MIXED):
        found = counts[kind] = Counter[str]()
        rng = random.Random(f"{seed} {kind} {errors}")
        for by_formula, report in reports:
            if by_formula != formulas:
                continue
            sums = frozenset(total_cells(report.form)) if formulas else frozenset[str]()
            kinds = [kind if kind != MIXED else rng.choice(tuple(KINDS)) for _ in range(errors)]
            injected = inject(report, rng, kinds, formulas=sums)
            if injected is not None:
                soft = prose_of(report) if prose else ()
                found.update(judged(injected, solve(injected.report, sums, soft)))
    return counts


def solve(report: Report, formulas: Collection[str] = (), soft: Sequence[SoftNumber] = ()) -> tuple[Part, ...]:
    """What the search says."""
    return diagnose(report, load_rules(report.form), soft=soft, formulas=formulas)


def judged(injected: Injected, parts: Sequence[Part]) -> Counter[str]:
    """One report as counts."""
    result = verdict(injected, parts)
    if not result.detected or injected.silent:
        return Counter({"reports": 1})
    return Counter(
        {
            "reports": 1,
            "detectable": 1,
            "first right": result.first,
            "among three": result.among_three,
            "numbers right": result.values,
            "sure": result.sure,
            "right if sure": result.sure and result.first,
            "errors": len(injected.errors),
            "errors named": result.named,
            "cells too many": result.extra,
        }
    )


def show(title: str, counts: dict[str, Counter[str]], errors: int) -> None:
    """Print a table; shares are of the detectable reports: those each of whose errors breaks a rule by itself."""
    head = HEAD if errors == 1 else HEAD + MORE
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    single = sum((found for kind, found in counts.items() if kind != MIXED), Counter[str]())
    rows = {**counts, "all kinds": single}
    if errors == 1:
        del rows[MIXED]
    for kind, found in rows.items():
        if not found["reports"]:
            continue
        seen = found["detectable"]
        cells = [kind, str(found["reports"]), share(seen, found["reports"])]
        cells += [share(found[name], seen) for name in HEAD[3:7]]
        cells.append(share(found["right if sure"], found["sure"]))
        if errors > 1:
            cells += [share(found["errors named"], found["errors"]), f"{found['cells too many'] / max(1, seen):.2f}"]
        print(f"| {' | '.join(cells)} |")


def share(part: int, whole: int) -> str:
    """A percentage with one place, a dash of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def speed(count: int, seed: int) -> None:
    """Milliseconds for 1 to 6 errors in one report, beside HiGHS."""
    try:
        from support.oracle import fewest_cells
    except ImportError:
        print("\nhighspy is not installed: no times of HiGHS")
        fewest_cells = None
    form = form_for_edition("2021")
    print(f"\nmilliseconds, {os.cpu_count()} processors, {count} reports a line\n")
    print("| errors | search, median | 95th percentile | slowest | HiGHS, median | all within the limit |")
    print("|---|---|---|---|---|---|")
    solve(balanced_report(form, random.Random(seed)))
    for errors in range(1, 7):
        rng = random.Random(f"{seed} {errors}")
        ours: list[float] = []
        peer: list[float] = []
        complete = 0
        while len(ours) < count:
            report = balanced_report(form, rng, with_previous=rng.random() < 0.5)
            injected = inject(report, rng, [rng.choice(tuple(KINDS)) for _ in range(errors)])
            if injected is None:
                continue
            start = time.perf_counter()
            parts = solve(injected.report)
            ours.append((time.perf_counter() - start) * 1000)
            complete += all(part.complete for part in parts)
            if fewest_cells is not None and len(peer) < count // 4:
                start = time.perf_counter()
                fewest_cells(injected.report)
                peer.append((time.perf_counter() - start) * 1000)
        slow = quantiles(ours, n=20)[18]
        highs = f"{median(peer):.0f}" if peer else "–"
        print(f"| {errors} | {median(ours):.1f} | {slow:.1f} | {max(ours):.1f} | {highs} | {share(complete, count)} |")


if __name__ == "__main__":
    main()
