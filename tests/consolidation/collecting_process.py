"""A program that reads an inbox and tells how far it is, to be killed: folder, state file, processes, cluster.

Run by test_kills_collecting.py. The first line names its reading processes; then the number of files done, one a line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xl_tools.collecting import pooled
from xl_tools.collecting import read_all as reading_all
from xl_tools.collecting.pooled import Worker
from xl_tools.collecting.state import State
from xl_tools.consolidation.arrival import Arrival
from xl_tools.judging import Standard


def main(folder: str, state: str, processes: str, cluster: str, batch: str) -> None:
    from consolidation.collecting_books import arrivals_in

    reading_all.BATCH = int(batch)
    start = Worker.start

    def noted(worker: Worker) -> None:
        start(worker)
        print("process", worker.pid, flush=True)

    pooled.Worker.start = noted  # type: ignore[method-assign]
    inbox: list[Arrival] = arrivals_in(Path(folder))
    with State(Path(state)) as kept:
        reading_all.read_all(
            inbox,
            Standard(),
            kept,
            processes=int(processes),
            cluster=cluster,
            progress=lambda step: print("done", step.done, flush=True),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
