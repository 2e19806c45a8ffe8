"""One save of a file at a time among the processes of this user."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from xl_tools.ownfiles import own_data_folder
from xl_tools.refusals import refuse
from xl_tools.workbook.disk import path_key

SECONDS = 15.0
"""How long a save waits for another one of the same file, which takes a fraction of a second."""
_PAUSE = 0.01
_LETTERS = 3


@contextmanager
def alone(target: Path) -> Generator[None]:
    """Keep other processes of this user from saving or backing up the same file meanwhile.

    Lock files lie in the user's own folder, never beside the file, and there are at most 4,096 of them for all files
    together. Where no lock can be had (no such folder, a file system without locks) the body runs all the same: that
    a file has not changed since it was read is checked anyway, and the lock only closes the gap behind that check.

    Args:
        target: the file, without symbolic links.

    Raises: WorkbookError W36 if another save does not end.
    """
    # Imported here, because reading and checking need no lock and start faster without it.
    from filelock import FileLock, Timeout

    lock = None
    try:
        folder = own_data_folder() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        # A soft lock would outlive a program that was killed.
        lock = FileLock(
            folder / f"{path_key(target)[:_LETTERS]}.lock",
            timeout=SECONDS,
            poll_interval=_PAUSE,
            fallback_to_soft=False,
        )
        lock.acquire()
    except Timeout as error:
        raise refuse("W36", target, seconds=format(SECONDS, "g")) from error
    except (OSError, RuntimeError):
        lock = None
    try:
        yield
    finally:
        if lock is not None:
            with suppress(OSError):
                lock.release()
