"""Many files and several reading processes: results in order, a bounded number of files ahead, nothing left behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xl_tools.errors import XlToolsError
from xl_tools.guarded.pool import Worker

if TYPE_CHECKING:
    from concurrent.futures import Future

Result = TypeVar("Result")
_MOMENT, _PATIENCE = 0.05, 0.5
"""Seconds to wait for a process that was ended, and those after which Ctrl-C is noticed at the latest."""


def in_turn(
    workers: Sequence[Worker], job: Callable[[Path, Worker], Result], paths: Iterable[Path]
) -> Generator[tuple[Path, Result | XlToolsError]]:
    """What a job gives for each path, in the order given, several at the same time; an XlToolsError is a result.

    No more than two paths a worker are ahead of the caller. In the end all workers but the first are closed; the first
    as well if the caller stops before the end, so that nothing is read for nobody.
    """
    from concurrent.futures import ThreadPoolExecutor, wait
    from queue import LifoQueue

    # The one used last is the one that certainly runs.
    idle: LifoQueue[Worker] = LifoQueue()
    for worker in reversed(workers):
        idle.put(worker)

    def run(path: Path) -> Result:
        worker = idle.get()
        try:
            return job(path, worker)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(len(workers))
    waiting: deque[tuple[Path, Future[Result]]] = deque()
    ending = workers
    try:
        for path in paths:
            waiting.append((path, threads.submit(run, path)))
            if len(waiting) == 2 * len(workers):
                yield _first_result(waiting)
        while waiting:
            yield _first_result(waiting)
        ending = workers[1:]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        running = True
        while running:
            running = [future for _, future in waiting if not future.done()]
            for worker in ending:
                # Whoever was about to ask when it was closed before has started it again.
                worker.close()
            wait(running, _MOMENT)


def _first_result(waiting: deque[tuple[Path, Future[Result]]]) -> tuple[Path, Result | XlToolsError]:
    from concurrent.futures import wait

    path, future = waiting[0]
    # Windows lets nobody interrupt a wait without end.
    while not wait([future], _PATIENCE).done:
        pass
    waiting.popleft()
    try:
        return path, future.result()
    except XlToolsError as error:
        return path, error
