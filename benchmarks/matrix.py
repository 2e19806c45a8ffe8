"""All linear rules over 1,000 to 100,000 reports as one integer matrix, beside what it is made of and what people use.

The reports come as a stream of arrays, made chunk by chunk and not timed; each size runs in a process of its own, whose
peak memory is shown. Beside it, on the same figures: the product of matrix and figures alone, in whole numbers and in
floating point; pandas.DataFrame.eval, an expression a rule; the engine for one report. Those two are given fewer
reports, and their time is shown for all. All must find the same violations.

    python benchmarks/matrix.py [--reports 100000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.reports import balanced_report, locator

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import RuleBook, load_rules
from xl_tools.validation.context import Context
from xl_tools.validation.linear import check
from xl_tools.validation.matrix import CHUNK, EMPTY, Cells, RuleMatrix, State

BASE = 200
PEER = 2_000
"""Reports that pandas is given."""
ENGINE = 500
"""Reports that the engine for one report is given."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone is not None:
        alone(options.alone)
        return
    matrix = RuleMatrix(load_rules(form_for_edition("2021")))
    print(f"{os.cpu_count()} processors, {options.rounds} rounds, medians; {len(matrix.instances)} equations")
    ours = median(seconds(matrix, options.reports)[0] for _ in range(options.rounds))
    print(f"  matrix, {options.reports} reports:                {ours:8.3f} s")
    for name, kind in (("whole numbers", np.int64), ("floating point", np.float64)):
        floor = median(product(matrix, options.reports, kind) for _ in range(options.rounds))
        print(f"  A@x alone, {name:15}                {floor:8.3f} s; the matrix {ours / floor:.2f} × as long")
    for name, size, taken in (
        ("pandas.eval, rule by rule", PEER, by_pandas(matrix.rules)),
        ("engine, report by report", ENGINE, by_engine(matrix.rules)),
    ):
        peer = taken * options.reports / size
        print(f"  {name:26} ({size} measured) {peer:8.1f} s; {peer / ours:.0f} × as long as the matrix")
    for size in (1_000, 10_000, options.reports):
        command = [sys.executable, __file__, "--alone", str(size)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def alone(count: int) -> None:
    """One size in this process: time, violations, and the most memory that the arrays and the process took."""
    matrix = RuleMatrix(load_rules(form_for_edition("2021")))
    taken, found = seconds(matrix, count)
    # Not getrusage, which starts from the size of the process that this one was forked from.
    peak = int(re.findall(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[0]) / 1024
    tracemalloc.start()
    seconds(matrix, count)
    arrays = tracemalloc.get_traced_memory()[1] / 2**20
    print(f"  {count:7} reports: {taken:6.3f} s, {found:6} violations; process {peak:.0f} MB, arrays {arrays:.1f} MB")


def seconds(matrix: RuleMatrix, count: int) -> tuple[float, int]:
    """Seconds to judge a stream of so many reports, and how many violations there are."""
    taken, found = 0.0, 0
    for cells in stream(matrix, count):
        start = time.perf_counter()
        states = matrix.judge(cells)
        found += int(np.count_nonzero(states == State.VIOLATED))
        taken += time.perf_counter() - start
    return taken, found


def product(matrix: RuleMatrix, count: int, kind: type[np.int64] | type[np.float64]) -> float:
    """Seconds for left minus right of every equation, and nothing else."""
    order = {cell: index for index, cell in enumerate(matrix.columns)}
    rows = np.array([instance.equation.matrix_row(order) for _, instance in matrix.instances], dtype=kind)
    taken = 0.0
    for cells in stream(matrix, count):
        numbers = cells.numbers.astype(kind)
        start = time.perf_counter()
        rows @ numbers
        taken += time.perf_counter() - start
    return taken


def base_reports(book: RuleBook) -> list[Report]:
    return [balanced_report(book.form, random.Random(seed), with_previous=True) for seed in range(BASE)]


def figures(matrix: RuleMatrix, reports: list[Report]) -> Cells:
    cells, unfit = matrix.cells(reports)
    assert not unfit
    return cells


def stream(matrix: RuleMatrix, count: int) -> Iterator[Cells]:
    """Real-looking reports repeated, with an error in every tenth, and a cell left blank in every seventh."""
    base = figures(matrix, base_reports(matrix.rules))
    chance = np.random.default_rng(1)
    columns = len(matrix.columns)
    for first in range(0, count, CHUNK):
        which = np.arange(first, min(first + CHUNK, count))
        numbers, kinds = base.numbers[:, which % BASE].copy(), base.kinds[:, which % BASE].copy()
        wrong = np.flatnonzero(which % 10 == 0)
        numbers[chance.integers(columns, size=len(wrong)), wrong] += chance.integers(1, 9, size=len(wrong))
        blank = np.flatnonzero(which % 7 == 0)
        cells = chance.integers(columns, size=len(blank))
        numbers[cells, blank], kinds[cells, blank] = 0, EMPTY
        yield Cells(numbers, kinds)


def by_pandas(book: RuleBook) -> float:
    """Seconds of pandas for PEER reports without blanks, an expression a rule, as people write it in a notebook."""
    import pandas as pd

    matrix = RuleMatrix(book)
    base = figures(matrix, base_reports(book))
    numbers = base.numbers[:, np.arange(PEER) % BASE].copy()
    numbers[5, ::10] += 3
    frame = pd.DataFrame(numbers.T, columns=[f"c{index}" for index in range(len(numbers))])
    order = {cell: index for index, cell in enumerate(matrix.columns)}
    start = time.perf_counter()
    total = pd.Series(0, index=frame.index)
    for _, instance in book.instances:
        terms = [f"({weight})*c{order[cell]}" for cell, weight in instance.equation.weights]
        wanted = {"=": "!=", "<=": ">", ">=": "<"}[instance.equation.relation]
        broken = frame.eval(f"{'+'.join(terms)}+({instance.equation.constant}) {wanted} 0")
        for condition in instance.when:
            named = [f"({weight})*c{order[cell]}" for cell, weight in condition.weights]
            held = {"=": "==", "<=": "<=", ">=": ">="}[condition.relation]
            broken &= frame.eval(f"{'+'.join(named)}+({condition.constant}) {held} 0")
        total += broken.astype(int)
    taken = time.perf_counter() - start
    states = matrix.judge(Cells(numbers, base.kinds[:, np.arange(PEER) % BASE]))
    assert total.tolist() == (states == State.VIOLATED).sum(axis=0).tolist()
    return taken


def by_engine(book: RuleBook) -> float:
    """Seconds of validation/linear.py for ENGINE reports, one after the other."""
    reports = [balanced_report(book.form, random.Random(seed), with_previous=True) for seed in range(ENGINE)]
    start = time.perf_counter()
    found = 0
    for report in reports:
        context = Context(report, book, locator(book.form))
        for rule in book.rules:
            if rule.instances and (severity := rule.severity.get(report.unit.level)):
                found += sum(1 for _ in check(rule, severity, context))
    taken = time.perf_counter() - start
    states = [judged.states for judged in RuleMatrix(book).evaluate(reports)]
    assert found == sum(int((some == State.VIOLATED).sum()) for some in states)
    return taken


if __name__ == "__main__":
    main()
