"""All rules over one report, and over 100,000 reports as one matrix, against pandas evaluating rule by rule.

The matrix and pandas are given the same figures in the same run and must find the same violations. The peer works on
fewer reports, because it would take minutes; its time is shown for all of them.

    python benchmarks/rules.py [--reports 100000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.reports import balanced_report, locator, published

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import RuleBook, load_rules
from xl_tools.validation.engine import validate

CHUNK = 20_000
"""Reports a chunk: memory stays flat however many there are."""
PEER = 2_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, {options.rounds} rounds, medians")
    single(options.rounds)
    many(options.reports, options.rounds)


def single(rounds: int) -> None:
    """One report at a time: clean ones, one with errors, and one with texts."""
    form = form_for_edition("2021")
    clean = [balanced_report(form, random.Random(seed), with_previous=True) for seed in range(50)]
    with_text = [published("suqian-2024")]
    for name, reports in (
        ("clean report, last year's with it", clean),
        ("published report with errors (huiyi-2021)", [published("huiyi-2021")]),
        ("published report with its texts (suqian-2024)", with_text),
    ):
        seconds = [timed(lambda reports=reports: judge_all(reports)) / len(reports) for _ in range(rounds + 1)][1:]
        print(f"  {name:48} {median(seconds) * 1000:7.2f} ms a report")


def judge_all(reports: list[Report]) -> None:
    for report in reports:
        validate(report, locator(report.form))


def many(count: int, rounds: int) -> None:
    """Every equation and inequality over many reports, in chunks, beside pandas.DataFrame.eval."""
    book = load_rules(form_for_edition("2021"))
    figures = random_figures(book, count)
    found = violations(book, figures)
    seconds = [timed(lambda: violations(book, figures)) for _ in range(rounds)]
    size = min(PEER, count)
    frame = pd.DataFrame(figures[:size], columns=[f"c{index}" for index in range(figures.shape[1])])
    peer_seconds = [timed(lambda: by_pandas(book, frame)) for _ in range(max(1, rounds // 2))]
    assert int(by_pandas(book, frame).sum()) == int(violations(book, figures[:size]).sum())
    ours, peer = median(seconds), median(peer_seconds) * count / size
    rules = f"{len(book.instances)} equations and inequalities"
    print(f"  {rules} × {count} reports: {ours:.2f} s, {found.sum()} violations")
    print(f"  pandas.DataFrame.eval, rule by rule ({size} reports measured): {peer:.1f} s; {peer / ours:.0f} × as long")


def random_figures(book: RuleBook, count: int) -> np.ndarray:
    """Figures of `count` reports, one a line: real-looking ones repeated, with an error in every tenth."""
    chance = random.Random(1)
    base = [balanced_report(book.form, random.Random(seed), with_previous=True) for seed in range(200)]
    lines = np.array([[int(report.number(cell)) for cell in book.columns] for report in base], dtype=np.float64)
    figures = lines[np.arange(count) % len(lines)]
    for row in range(0, count, 10):
        figures[row, chance.randrange(figures.shape[1])] += chance.randrange(1, 9)
    return figures


def violations(book: RuleBook, figures: np.ndarray) -> np.ndarray:
    """How many equations each report breaks. Whole numbers below 2**53 are exact in double precision."""
    rows, constants = (np.array(part, dtype=np.float64) for part in book.matrix())
    relations = [instance.equation.relation for _, instance in book.instances]
    equal, most = (np.array([relation == wanted for relation in relations]) for wanted in ("=", "<="))
    assert float(np.abs(rows).sum(axis=1).max()) * float(np.abs(figures).max()) < 2**53
    counts = np.empty(len(figures), dtype=np.int64)
    for start in range(0, len(figures), CHUNK):
        left = figures[start : start + CHUNK] @ rows.T + constants
        broken = np.where(equal, left != 0, np.where(most, left > 0, left < 0))
        counts[start : start + CHUNK] = broken.sum(axis=1)
    return counts


def by_pandas(book: RuleBook, frame: pd.DataFrame) -> pd.Series:
    """The same counts, by one expression of pandas a rule, as people write it in a notebook."""
    order = {cell: index for index, cell in enumerate(book.columns)}
    total = pd.Series(0, index=frame.index)
    for _, instance in book.instances:
        terms = [f"({weight})*c{order[cell]}" for cell, weight in instance.equation.weights]
        wanted = {"=": "!=", "<=": ">", ">=": "<"}[instance.equation.relation]
        total += frame.eval(f"{'+'.join(terms)}+({instance.equation.constant}) {wanted} 0").astype(int)
    return total


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
