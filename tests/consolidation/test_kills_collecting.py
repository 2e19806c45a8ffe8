"""Processes that are killed while they read an inbox: the resumed result is that of a run that nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from consolidation.collecting_books import arrivals_in, arrivals_of, mixed_files, texts_of
from consolidation.collecting_cluster import Cluster

from xl_tools.collecting import cluster as on_cluster
from xl_tools.collecting import pooled
from xl_tools.collecting import read_all as reading_all
from xl_tools.collecting.progress import Step
from xl_tools.collecting.read_all import read_all
from xl_tools.collecting.state import State
from xl_tools.guarded.pool import Worker
from xl_tools.judging import Standard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
LONG = bool(os.environ.get("XL_TOOLS_LONG"))
KILLS = range(150 if LONG else 3)
"""Kills at random moments of each kind."""
TESTS = Path(__file__).parents[1]
STANDARD = Standard()
PATIENCE = 30
BOOKS = 10


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    arrivals_of(folder, mixed_files(BOOKS))
    return folder


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return result(inbox, tmp_path_factory.mktemp("undisturbed") / "状态.sqlite", [])


def result(inbox: Path, state: Path, done: list[str]) -> dict[str, str]:
    """Every reading after one more run in peace; `done` gets the names of what that run read."""
    arrivals = arrivals_in(inbox)
    with State(state) as kept:
        assert kept.sentence == ""
        readings = read_all(arrivals, STANDARD, kept, processes=1, progress=lambda step: done.append(step.name))
        return texts_of(readings, arrivals)


class Program:
    """collecting_process.py, running."""

    def __init__(self, inbox: Path, state: Path, *, processes: int = 2, batch: int = 1) -> None:
        command = [sys.executable, str(TESTS / "consolidation" / "collecting_process.py")]
        arguments = [str(inbox), str(state), str(processes), "", str(batch)]
        environment = os.environ | {"PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"}
        self.process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
        self.readers: list[int] = []
        self.done = 0

    def wait_for(self, files: int) -> None:
        """Until so many files are read, or it has ended."""
        assert self.process.stdout
        while self.done < files and (line := self.process.stdout.readline()):
            word, number = line.split()
            if word == "process":
                self.readers.append(int(number))
            else:
                self.done = int(number)

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        return code


def gone(process: int) -> bool:
    """Whether a process has ended before patience has."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        # An orphan that nobody waits for stays in the list.
        if Path(f"/proc/{process}/stat").exists() and ") Z " in Path(f"/proc/{process}/stat").read_text():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("seed", KILLS)
def test_the_parent_is_killed(inbox: Path, undisturbed: dict[str, str], tmp_path: Path, seed: int) -> None:
    chance, state = random.Random(seed), tmp_path / "状态.sqlite"
    # The first seed is the moment before anything is read; in batches of three something is always lost.
    batch = chance.choice((1, 3))
    program = Program(inbox, state, batch=batch)
    program.wait_for(chance.randrange(1, BOOKS + 3) if seed else 0)
    time.sleep(chance.uniform(0, 0.05))
    program.end(signal.SIGKILL)
    assert all(gone(process) for process in program.readers)
    read: list[str] = []
    assert result(inbox, state, read) == undisturbed
    # What was told as done is in the state, but for the last batch.
    assert len(read) <= len(undisturbed) - 1 - max(0, program.done - batch)
    assert result(inbox, state, read_again := []) == undisturbed
    assert read_again == []


@pytest.mark.parametrize("seed", KILLS[:1] if not LONG else KILLS)
def test_somebody_presses_ctrl_c(inbox: Path, undisturbed: dict[str, str], tmp_path: Path, seed: int) -> None:
    chance, state = random.Random(seed), tmp_path / "状态.sqlite"
    program = Program(inbox, state, batch=50)
    program.wait_for(done := chance.randrange(1, BOOKS))
    assert program.end(signal.SIGINT) != 0
    assert len(program.readers) == 2
    assert all(gone(process) for process in program.readers)
    read: list[str] = []
    assert result(inbox, state, read) == undisturbed
    # All that was done is kept, also a batch that was not full.
    assert len(read) <= len(undisturbed) - 1 - done


@pytest.mark.parametrize("seed", KILLS[:2] if not LONG else KILLS)
def test_reading_processes_are_killed(
    inbox: Path, undisturbed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, workers = random.Random(seed), list[Worker]()
    made = pooled.judging_worker

    def noted(basis) -> Worker:
        workers.append(made(basis))
        return workers[-1]

    monkeypatch.setattr(pooled, "judging_worker", noted)
    moments = {chance.randrange(1, BOOKS) for _ in range(2)}

    def kill(step: Step) -> None:
        # Not the same file twice: then it would be the file's fault.
        if step.done in moments and (process := chance.choice(workers).pid):
            os.kill(process, signal.SIGKILL)

    arrivals = arrivals_in(inbox)
    with State(tmp_path / "状态.sqlite") as state:
        readings = read_all(arrivals, STANDARD, state, processes=2, progress=kill)
        assert texts_of(readings, arrivals) == undisturbed
    assert [worker.pid for worker in workers] == [None, None]


@pytest.mark.parametrize("seed", KILLS[:1] if not LONG else KILLS)
def test_the_state_is_killed_in_the_middle_of_a_batch(tmp_path: Path, seed: int) -> None:
    """A batch is there whole or not at all, whatever moment the system chooses."""
    path, chance = tmp_path / "状态.sqlite", random.Random(seed)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from xl_tools.collecting.state import Kept, State\n"
        "state = State(Path(sys.argv[1]))\n"
        "for number in range(10**6):\n"
        "    state.keep_readings('b', [Kept(f'{number}-{one}', '', 'x' * 3000) for one in range(20)])\n"
        "    print(number, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(TESTS.parent)}
    ) as writer:
        assert writer.stdout
        for _ in range(chance.randrange(1, 30)):
            last = int(writer.stdout.readline())
        time.sleep(chance.uniform(0, 0.03))
        writer.kill()
    with State(path) as state:
        assert state.sentence == ""
        found = state.known([f"{number}-{one}" for number in range(last + 2000) for one in range(20)], "b", "")
        counts: dict[str, int] = {}
        for digest in found:
            counts[digest.partition("-")[0]] = counts.get(digest.partition("-")[0], 0) + 1
        assert set(counts.values()) == {20}
        assert {str(number) for number in range(last + 1)} <= counts.keys()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster"), 2) as cluster:
        cluster.wait_for_workers(2)
        yield cluster


@pytest.mark.skipif(not LONG, reason="only with XL_TOOLS_LONG=1; test_cluster.py kills one on every run")
def test_dask_workers_are_killed(
    inbox: Path, undisturbed: dict[str, str], cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_cluster, "BATCH", 1)
    monkeypatch.setattr(reading_all, "BATCH", 1)
    arrivals, chance = arrivals_in(inbox), random.Random(1)
    for number in range(50):
        moment = chance.randrange(1, BOOKS + 3)

        def kill(step: Step, moment: int = moment) -> None:
            if step.done == moment:
                time.sleep(chance.uniform(0, 0.1))
                cluster.kill_worker()

        with State(tmp_path / f"{number}.sqlite") as state:
            readings = read_all(arrivals, STANDARD, state, cluster=cluster.address, progress=kill)
            assert texts_of(readings, arrivals) == undisturbed
        cluster.add_worker()
        cluster.wait_for_workers(2)
