"""Several reading processes at once: results in order, nothing lost when some are killed, none left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support.examples import examples
from support.reports import balanced_report
from workbook_files import write

from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.forms.load import form_for_edition
from xl_tools.guarded.batch import in_turn
from xl_tools.guarded.pool import Worker
from xl_tools.report import Report
from xl_tools.workbook import reader
from xl_tools.workbook.reader import Opened, read_many, read_workbook
from xl_tools.workbook.template import build_workbook

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
ROOT = Path(reader.__file__).parents[2]


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """The processes that read_many adds to its first."""
    made: list[Worker] = []

    class Noted(Worker):
        def __init__(self, *arguments) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(reader, "Worker", Noted)
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Workbooks, each with its own numbers, two wrong files among them."""
    folder = tmp_path_factory.mktemp("many")
    form = form_for_edition("2021")
    made = [build_workbook(balanced_report(form, random.Random(seed))) for seed in range(5)]
    made[3:3] = [b"%PDF-1.7"]
    count = 60 if examples(1) == 1 else 3000
    return [
        write(folder, made[number % len(made)], f"{number:04}.xlsx") if number != 40 else folder / "missing.xlsx"
        for number in range(count)
    ]


def said(results: Sequence[tuple[Path, Opened | XlToolsError]]) -> list[tuple[str, Report | str]]:
    return [
        (path.name, result.report if isinstance(result, Opened) else f"{result.code} {result}")
        for path, result in results
    ]


def running(process_id: int) -> bool:
    """Whether a process is there and not merely waited for."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def gone(process_ids: Sequence[int], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while any(running(process_id) for process_id in process_ids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_given(
    files: list[Path], worker: Worker, others: list[Worker], processes: int
) -> None:
    some = [*files[:8], files[40]]
    results = said(list(read_many(some, worker, processes=processes)))
    assert [name for name, _ in results] == [path.name for path in some]
    assert [result[:3] for _, result in results if isinstance(result, str)] == ["W11", "W01"]
    # A file by itself says the same.
    for path, (_, report) in zip(some[:3], results, strict=False):
        assert read_workbook(path, worker).report == report
    assert len(others) == processes - 1
    assert [other.pid for other in others] == [None] * (processes - 1)


def test_no_more_is_read_ahead_than_is_said(files: list[Path], worker: Worker) -> None:
    taken: list[Path] = []

    def paths() -> Iterator[Path]:
        for path in files[:20]:
            taken.append(path)
            yield path

    results = read_many(paths(), worker, processes=2)
    for number in range(1, 5):
        next(results)
        assert len(taken) == number + 3
    results.close()


@posix
def test_processes_killed_at_random_lose_nothing(files: list[Path], worker: Worker, others: list[Worker]) -> None:
    undisturbed = said(list(read_many(files, worker)))
    chance, killed, finished = random.Random(5), list[int](), threading.Event()
    results: list[tuple[Path, Opened | XlToolsError]] = []

    def kill() -> None:
        while not finished.is_set():
            victim = chance.choice([worker, *others]).pid
            if victim is None:
                continue
            time.sleep(chance.random() * 0.03)
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed.append(victim)
            # What was being read then has had its second try before the next blow.
            read = len(results)
            while len(results) < read + 5 and not finished.wait(0.001):
                pass

    killer = threading.Thread(target=kill)
    reading = read_many(files, worker, processes=2)
    results.append(next(reading))
    killer.start()
    try:
        for result in reading:
            results += [result]
    finally:
        finished.set()
        killer.join()
    assert len(killed) >= 5
    assert said(results) == undisturbed


@posix
def test_caller_who_stops_leaves_no_process_behind(files: list[Path], worker: Worker, others: list[Worker]) -> None:
    results = read_many(files, worker, processes=3)
    first = next(results)[1]
    assert isinstance(first, Opened)
    ids = [one.pid for one in (worker, *others) if one.pid]
    assert ids
    # One hangs in the middle of a file.
    os.kill(ids[-1], signal.SIGSTOP)
    start = time.monotonic()
    results.close()
    assert time.monotonic() - start < 10
    assert gone(ids)
    assert worker.pid is None
    assert read_workbook(files[0], worker).report == first.report


def test_mistake_of_the_program_is_not_taken_for_a_result(worker: Worker) -> None:
    def job(path: Path, worker: Worker) -> str:
        if path.name == "b":
            raise ZeroDivisionError
        if path.name == "c":
            raise WorkbookError("说明。", code="W16")
        return path.name

    paths = [Path(name) for name in "acab"]
    found: list[object] = []
    with pytest.raises(ZeroDivisionError):
        for _, result in in_turn([worker], job, paths):
            found.append(result)
    assert [str(one) for one in found] == ["a", "说明。", "a"]


_ENDLESS = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from itertools import cycle
from pathlib import Path
from xl_tools.workbook import reader
from xl_tools.guarded.pool import Worker

made = []

class Noted(Worker):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        made.append(self)

reader.Worker = Noted
first = Noted()
told = False
for _ in reader.read_many(cycle(map(Path, sys.argv[1:])), first, processes=2):
    ids = [one.pid for one in made]
    if all(ids) and not told:
        told = True
        print(*ids, flush=True)
"""


@pytest.fixture
def endless(files: list[Path]) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A program that reads for ever, and the ids of the two processes it reads with."""
    command = [sys.executable, "-c", _ENDLESS, *map(str, files[:3])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    ids = [int(word) for word in process.stdout.readline().split()]
    assert len(ids) == 2
    assert all(map(running, ids))
    yield process, ids
    process.kill()
    process.communicate()


@posix
@pytest.mark.parametrize("hanging", [False, True])
def test_ctrl_c_ends_the_processes_too(endless: tuple[subprocess.Popen[str], list[int]], hanging: bool) -> None:
    process, ids = endless
    if hanging:
        os.kill(ids[0], signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in errors
    assert gone(ids)


@posix
def test_ctrl_c_is_the_business_of_the_parent(endless: tuple[subprocess.Popen[str], list[int]]) -> None:
    """A terminal sends it to all processes; those that read must not die of it one by one."""
    process, ids = endless
    for process_id in ids:
        os.kill(process_id, signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None
    assert all(map(running, ids))


@posix
def test_program_that_is_killed_takes_its_processes_along(endless: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, ids = endless
    process.kill()
    assert gone(ids)
