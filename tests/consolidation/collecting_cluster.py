"""A dask cluster of separate processes on this computer, whose workers can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 60
_ENVIRONMENT = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error", "PYTHONPATH": str(Path(__file__).parents[1])}


class Cluster:
    """A scheduler and workers, one thread each, without dashboards; all of them end with the `with` block."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self._wait(self._file.exists)
        self._wait(lambda: self._file.stat().st_size > 0)
        self.address: str = json.loads(self._file.read_text())["address"]
        for _ in range(workers):
            self.add_worker()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()

    def add_worker(self) -> None:
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        self.workers.append(self._start("worker", *options))

    def kill_worker(self) -> None:
        """End one worker at once."""
        process = self.workers.pop()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def wait_for_workers(self, count: int) -> None:
        """Until the scheduler knows so many."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--scheduler-file", str(self._file), "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ENVIRONMENT,
        )

    def _wait(self, ready) -> None:
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, "the scheduler does not start"
            time.sleep(0.05)


# --- what may be said by a worker instead of a reading


def give_up(*_: object) -> None:
    from distributed.scheduler import KilledWorker

    raise KilledWorker("batch", Last, 3)  # type: ignore[arg-type]


class Last:
    """The worker that was killed last."""

    address = "tcp://10.0.0.7:41234"


def cut_off(*_: object) -> None:
    raise ConnectionResetError


def mistake(*_: object) -> None:
    raise RuntimeError("a mistake")
