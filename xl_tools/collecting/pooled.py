"""Files through confined processes that read and judge: several at a time, results as they come."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from xl_tools.collecting.basis import Basis, pack_changed
from xl_tools.collecting.plain import reading_to_text
from xl_tools.consolidation.reading import Reading
from xl_tools.errors import XlToolsError
from xl_tools.guarded.batch import in_turn
from xl_tools.guarded.bytes import read_bytes
from xl_tools.guarded.pool import Worker
from xl_tools.inputs import is_data

JUDGE = "xl_tools.collecting.judged"
"""The module that reads and judges, in the reading process."""
FILE_CHANGED = "K25"


class Job(NamedTuple):
    """One file to read.

    Attributes:
        digest: SHA-256 that its bytes have.
        path: absolute.
        kind: what to take it for: “workbook” or “data”, as judged.py has it.
    """

    digest: str
    path: str
    kind: str


class Outcome(NamedTuple):
    """What became of one file.

    Attributes:
        day: YYYY-MM-DD, if the reading holds for that day alone; else empty.
        text: the reading, as plain.reading_to_text() writes it.
        lasts: False if the next run had better read the file again: it could not be had, or a process died of it.
    """

    digest: str
    day: str
    text: str
    lasts: bool


def job_of(digest: str, path: Path, name: str) -> Job:
    """The job for a file that came under a name."""
    return Job(digest, str(path.absolute()), "data" if is_data(Path(name)) else "workbook")


def judging_worker(basis: Basis) -> Worker:
    """A process that reads and judges."""
    return Worker(basis.limits, JUDGE)


def read_one(job: Job, worker: Worker, basis: Basis) -> Outcome:
    """Have one file read and judged. Raises: XlToolsError K24 if the rule pack is not what it was."""
    path = Path(job.path)
    try:
        data = read_bytes(path, basis.limits)
        answer = worker.extract(path, data, digest=job.digest, kind=job.kind, pack=list(basis.pack), today=basis.today)
        if answer.get("changed") == "file":
            raise XlToolsError(f"“{path.name}”在汇总期间被改动过，没有读取。", code=FILE_CHANGED, hint="请再汇总一次。")
    except XlToolsError as error:
        failed = Reading(job.digest, code=error.code, sentence=str(error), hint=error.hint)
        return Outcome(job.digest, "", reading_to_text(failed), lasts=False)
    if "changed" in answer:
        raise pack_changed(basis.pack[0])
    return Outcome(job.digest, answer["day"], answer["reading"], lasts=True)


def read_here(jobs: Sequence[Job], basis: Basis, processes: int) -> Generator[Outcome]:
    """Read files with so many processes, in the order given; none of them is left when the caller stops.

    Raises: XlToolsError K24.
    """
    by_path = {Path(job.path): job for job in jobs}
    workers = [judging_worker(basis) for _ in range(processes)]
    for worker in workers:
        worker.start()
    try:
        with closing(in_turn(workers, lambda path, worker: read_one(by_path[path], worker, basis), by_path)) as results:
            for _, outcome in results:
                if isinstance(outcome, XlToolsError):
                    raise outcome
                yield outcome
    finally:
        for worker in workers:
            worker.close()
