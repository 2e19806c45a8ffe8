"""Runs a command on a file as a user would, and measures what it took: time, memory, and what it left behind."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import signal
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_tools.cli import main
from xl_tools.guarded.pool import Worker, shared_worker

SECONDS = 10.0
"""Computing time that the program may take for one file, with its reading process."""
MEMORY = 2**30
"""Bytes of memory that both processes together may need for one file."""
_PATIENCE = 60
"""Seconds after which something hangs, however busy the machine is."""


class Hangs(BaseException):
    """Not an Exception, so that nothing takes it for a fault of the file."""


@dataclass(frozen=True)
class Cost:
    """What something took.

    Attributes:
        seconds: computing time of this process and the reading process.
        memory: the most bytes of memory that both together can have had, without what this one had at the start; 0
            where the system does not say.
    """

    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a command said and did.

    Attributes:
        status: exit status.
        text: standard output and standard error, one after the other.
        error: standard error alone.
        before, after: what lay in the folder of the file, see `listing`.
    """

    status: int
    text: str
    error: str
    cost: Cost
    before: Mapping[str, str]
    after: Mapping[str, str]


def run(arguments: Sequence[str], folder: Path) -> Outcome:
    """Run a command of xl-tools in this process. Raises: Hangs; whatever it raises that it should not."""
    out, err = io.StringIO(), io.StringIO()
    before = listing(folder)
    with measured() as cost, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return Outcome(status, out.getvalue() + err.getvalue(), err.getvalue(), cost[0], before, listing(folder))


@contextlib.contextmanager
def measured(reads: Worker | None = None) -> Iterator[list[Cost]]:
    """Measure the body; the Cost stands in the list afterwards. Raises: Hangs if it does not end.

    Args:
        reads: the reading process that takes part; by default that of workbooks.
    """
    worker = reads or shared_worker()
    cost: list[Cost] = []
    _forget_peaks(worker)
    # A process that has run thousands of tests is large before it begins.
    own = _peak("self")
    before, process = time.process_time(), (worker.pid, _seconds_of(worker.pid))
    with patience():
        yield cost
    pid = worker.pid
    started = process[1] if pid == process[0] else 0.0
    seconds = time.process_time() - before + _seconds_of(pid) - started
    cost.append(Cost(seconds, _peak("self") - own + _peak(str(pid))))


@contextlib.contextmanager
def patience() -> Iterator[None]:
    """Let nothing hang: raise Hangs in the body after a minute, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> None:
        raise Hangs(f"still not done after {_PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(_PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def listing(folder: Path) -> dict[str, str]:
    """Everything below a folder: what it is and, of files, a digest of the content."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        kind = stat.filemode(status.st_mode)
        if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
            kind += hashlib.sha256(path.read_bytes()).hexdigest()
        found[os.fspath(path.relative_to(folder))] = kind
    return found


def _forget_peaks(worker: Worker) -> None:
    for process in ("self", str(worker.pid)):
        with contextlib.suppress(OSError):
            # 5 sets the highest memory ever used to what is used now.
            Path(f"/proc/{process}/clear_refs").write_text("5")


def _peak(process: str) -> int:
    """The highest memory a process has used, in bytes; 0 if it has ended or the system does not say."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _seconds_of(process: int | None) -> float:
    """Computing time of a process so far; 0 if it has ended or the system does not say."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
