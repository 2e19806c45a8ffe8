"""All rules over one report: clean ones, one with errors, one with texts. Many at once: matrix.py.

python benchmarks/rules.py [--rounds 5]
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

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.reports import balanced_report, locator, published

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.validation.engine import validate


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, {options.rounds} rounds, medians")
    single(options.rounds)


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


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
