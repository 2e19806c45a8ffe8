"""Keeps the reading process within bounds: memory, files, processes of its own, and time if nobody waits any more.

On POSIX the process confines itself; on Windows its parent does, by a job object (jobobject.py). A bound that a system
does not offer or forbids is told, and reading goes on without it: the gate has looked at the file by then, the parent
still ends a process that takes too long, and an office whose computer is locked down could not work at all otherwise.
"""

from __future__ import annotations

import sys
from typing import Protocol

FILES = 32
"""Open files of the reading process: its pipes, and modules that it may still load."""


class Hold(Protocol):
    """What keeps a process confined for as long as it is not closed."""

    def close(self) -> None:
        """Let go; where the system can, this ends the process."""
        ...


def hold(process_id: int, memory: int) -> Hold | None:
    """Confine a child that has not been asked anything yet; None where it confines itself.

    Args:
        memory: the most that it may use, in bytes.

    Raises: OSError if the system refuses.
    """
    if sys.platform != "win32":
        return None
    from xl_tools.guarded.jobobject import Job

    return Job(process_id, memory)


def confine_loading(memory: int) -> list[str]:
    """In the reading process, before it loads anything large: memory in bytes, and no core dump.

    Returns: bounds that could not be set.
    """
    return _limit({"RLIMIT_AS": memory, "RLIMIT_CORE": 0})


def confine_reading() -> list[str]:
    """In the reading process, before its first file: from now on it writes to no file and starts no process.

    Returns: as confine_loading.
    """
    import signal

    # Ctrl-C goes to all processes of a terminal, but it is the parent that decides what to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _limit({"RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": FILES, "RLIMIT_NPROC": 0})


def end_after(seconds: int) -> None:
    """In the reading process: end it after so long, even if its parent is gone; 0 calls that off.

    On Windows the job object ends it with its parent.
    """
    import signal

    if sys.platform != "win32":
        signal.alarm(seconds)


def _limit(wanted: dict[str, int]) -> list[str]:
    if sys.platform == "win32":
        return []
    import resource

    failed: list[str] = []
    for name, size in wanted.items():
        kind = getattr(resource, name, None)
        try:
            if kind is None:
                raise OSError
            _, hard = resource.getrlimit(kind)
            size = size if hard == resource.RLIM_INFINITY else min(size, hard)
            resource.setrlimit(kind, (size, size))
        except (OSError, ValueError):
            # macOS refuses a bound on the address space.
            failed.append(name)
    return failed
