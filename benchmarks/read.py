"""Guarded read of a closed workbook, and read + validate, against pandas.read_excel(engine="openpyxl").

Warm: one reading process, many files, in pairs with pandas in the same run; then as many processes as there are
processors. What the second reading of every declared cell costs, as a share of the work of the reading process. Cold:
whole processes, in turns. Times on a shared machine mean little; the ratios of medians are what counts.

    python benchmarks/read.py [--files 12] [--rounds 7]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from xl_tools.forms.load import form_for_year
from xl_tools.guarded.pool import Worker
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import status, validate
from xl_tools.values import parse
from xl_tools.workbook.extract import extract
from xl_tools.workbook.reader import Opened, read_many, read_workbook, wanted_sheets
from xl_tools.workbook.secondread import SecondReading
from xl_tools.workbook.template import build_workbook

VALIDATE = """
import sys
from pathlib import Path
from xl_tools.guarded.pool import shared_worker
shared_worker().start()
from xl_tools.validation.engine import validate
from xl_tools.workbook.reader import read_workbook
opened = read_workbook(Path(sys.argv[1]))
validate(opened.report, opened.layout.locate)
"""
PANDAS = 'import sys, pandas; pandas.read_excel(sys.argv[1], engine="openpyxl", sheet_name=None)'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), options.files)
        size = files[0].stat().st_size // 1024
        print(f"{len(files)} workbooks of {size} KB, {options.rounds} rounds, {os.cpu_count()} processors")
        warm(files, options.rounds)
        many(files, options.rounds)
        second_reading(files, options.rounds)
        processor_time(files, options.rounds)
        cold(files[0], options.rounds)


def make_files(folder: Path, count: int) -> list[Path]:
    """Filled workbooks of the 2021 edition whose figures balance, last year's with them."""
    form, chance = form_for_year(2024), random.Random(2024)
    rules = load_rules(form)

    def report(year: int, unit: Unit, previous: Report | None = None) -> Report:
        numbers = {cell.id: chance.choice((0, 0, 0, chance.randrange(1, 60))) for cell in form.cells.values()}
        numbers |= {id_: 0 for id_ in numbers if ".regulations." in id_ or ".carried_" in id_ or ".repealed" in id_}
        for _ in range(2):
            for id_ in numbers:
                item, column = id_.split(".")[1:]
                if equation := rules.total_formula(id_):
                    numbers[id_] = int(equation.right.evaluate(numbers.__getitem__))
                elif item == "received":
                    numbers[id_] = numbers[f"requests.results_total.{column}"]
        cells = {id_: parse(number, form.cells[id_].kind, form.cells[id_].unit) for id_, number in numbers.items()}
        return Report(form, year, unit, cells, previous=previous)

    files: list[Path] = []
    for index in range(count):
        unit = Unit(f"示例市第{index + 1}街道办事处", Level.SUBDISTRICT)
        files.append(folder / f"{index:03}.xlsx")
        files[-1].write_bytes(build_workbook(report(2024, unit, report(2023, unit))))
    return files


def warm(files: Sequence[Path], rounds: int) -> None:
    """One process, imports and caches ready; per file."""
    import pandas

    def read() -> None:
        for file in files:
            read_workbook(file)

    def read_batch() -> None:
        for _, opened in read_many(files):
            assert isinstance(opened, Opened)

    def judge_batch() -> None:
        for _, opened in read_many(files):
            assert isinstance(opened, Opened)
            assert status(validate(opened.report, opened.layout.locate)) != "errors"

    def peer() -> None:
        for file in files:
            pandas.read_excel(file, engine="openpyxl", sheet_name=None)

    jobs = {"read, one by one": read, "read, batch": read_batch, "read + validate, batch": judge_batch}
    times = in_turns({**jobs, "pandas + openpyxl": peer}, rounds)
    print("\nwarm, per file")
    peer_time = median(times["pandas + openpyxl"])
    for name, found in times.items():
        each = median(found) / len(files) * 1000
        print(f"  {name:24} {each:8.2f} ms   {peer_time / median(found):6.1f} × as fast as pandas + openpyxl")


def many(files: Sequence[Path], rounds: int) -> None:
    """A large batch, with one process and with one a processor."""
    batch = [*files] * 10
    workers = [Worker(), Worker()]

    def read(worker: Worker, processes: int) -> Callable[[], None]:
        return lambda: sum(1 for _ in read_many(batch, worker, processes=processes)) and None

    processors = os.cpu_count() or 1
    jobs = {"one process": read(workers[0], 1), f"{processors} processes": read(workers[1], processors)}
    times = in_turns(jobs, rounds)
    print(f"\nwarm, per file of {len(batch)}")
    single = median(times["one process"])
    for name, found in times.items():
        print(
            f"  {name:24} {median(found) / len(batch) * 1000:8.2f} ms   {single / median(found):6.2f} × as fast as one"
        )
    for worker in workers:
        worker.close()


def second_reading(files: Sequence[Path], rounds: int) -> None:
    """The work of the reading process, in this one, with and without reading every declared cell twice."""
    contents, wanted = [file.read_bytes() for file in files], wanted_sheets()
    differences = SecondReading.differences

    def read(*, twice: bool) -> Callable[[], None]:
        def work() -> None:
            SecondReading.differences = differences if twice else lambda *_, **__: []
            for content in contents:
                extract(content, wanted)
            SecondReading.differences = differences

        return work

    # The least, because the difference is small and other work on the machine only ever adds.
    times = {
        name: min(found)
        for name, found in in_turns({"once": read(twice=False), "twice": read(twice=True)}, 3 * rounds).items()
    }
    once, twice = (times[name] / len(files) * 1000 for name in ("once", "twice"))
    print("\nwork of the reading process, per file")
    print(f"  {'read once':24} {once:8.2f} ms")
    print(f"  {'declared cells twice':24} {twice:8.2f} ms   {100 * (twice / once - 1):6.1f} % more (target < 10 %)")


def processor_time(files: Sequence[Path], rounds: int) -> None:
    """Processor time of both processes together: what other work on the machine disturbs least."""
    import pandas

    def spent() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    start = spent()
    worker = Worker()
    for _ in range(rounds):
        for _, opened in read_many(files, worker):
            assert isinstance(opened, Opened)
    worker.close()
    ours, start = spent() - start, spent()
    for _ in range(rounds):
        for file in files:
            pandas.read_excel(file, engine="openpyxl", sheet_name=None)
    peer = spent() - start
    each = 1000 / len(files) / rounds
    print("\nwarm, processor time of all processes, per file")
    print(f"  read, batch              {ours * each:8.2f} ms   {peer / ours:6.1f} × less than pandas + openpyxl")
    print(f"  pandas + openpyxl        {peer * each:8.2f} ms")


def cold(file: Path, rounds: int) -> None:
    """Whole processes, with byte-code compiled as an installer leaves it."""
    cache = tempfile.mkdtemp()
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = cache

    def run(code: str) -> Callable[[], None]:
        command = [sys.executable, "-c", code, str(file)]
        return lambda: subprocess.run(command, env=environment, check=True) and None

    jobs = {"empty Python": run("pass"), "read + validate": run(VALIDATE), "pandas.read_excel": run(PANDAS)}
    times = in_turns(jobs, rounds)
    print("\ncold, whole processes")
    for name, found in times.items():
        print(f"  {name:24} {median(found) * 1000:8.1f} ms")
    validated = median(times["read + validate"])
    print(f"  read + validate = {validated / median(times['empty Python']):.1f} × an empty Python (target ≤ 8)")
    print(
        f"                  = 1/{median(times['pandas.read_excel']) / validated:.1f} of pandas.read_excel (target 1/4)"
    )


def in_turns(jobs: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each job in each round; the first round only warms up."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if turn:
                times[name].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
