"""A process that forks for each request on its standard input and saves in the fork, so that tests can kill it.

Requests and answers are lines of JSON. Forking here, and not in the process of the tests, keeps threads out of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import saving_cases

from xl_tools.errors import WorkbookError
from xl_tools.workbook.disk import Disk, digest
from xl_tools.workbook.save import save_bytes


def version(number: int, size: int = 40_000) -> bytes:
    """A content that tells its number; no two are alike, and no piece of one passes for the whole."""
    return f"{number:08}".encode() + random.Random(number).randbytes(size) + f"{number:08}".encode()


def number_of(content: bytes) -> int:
    return int(content[:8])


def _killed_at(request: dict[str, Any]) -> None:
    """Save on a disk that kills this process at a call."""
    disk = saving_cases.FaultyDisk(request["at"], lambda: os.kill(os.getpid(), signal.SIGKILL))
    saving_cases.save(Path(request["target"]), disk)


def _forever(request: dict[str, Any]) -> None:
    """Save one version after the other, on the real disk, and note each in a log when it is saved."""
    target = Path(request["target"])
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        old = target.read_bytes()
        number = number_of(old) + 1
        save_bytes(target, version(number), expected_digest=digest(old), overwrite=True)
        os.write(log, f"{number}\n".encode())


def _count(request: dict[str, Any]) -> None:
    """Add one to the number in a file, several times; whoever was overtaken reads again."""
    target, refused = Path(request["target"]), 0
    while not Path(request["go"]).exists():
        time.sleep(0.001)
    for _ in range(request["times"]):
        while True:
            old = target.read_bytes()
            number = int(old)
            time.sleep(random.uniform(0, 0.004))
            try:
                save_bytes(target, f"{number + 1}".encode(), expected_digest=digest(old), overwrite=True)
            except WorkbookError as error:
                assert error.code == "W32", error
                refused += 1
            else:
                break
    Path(request["report"]).write_text(f"{refused}", encoding="utf-8")


def _as_user(request: dict[str, Any]) -> None:
    """Save as a user without any rights."""
    os.setgroups([])
    os.setgid(request["user"])
    os.setuid(request["user"])
    try:
        saving_cases.save(Path(request["target"]), Disk())
        said = "saved"
    except WorkbookError as error:
        said = f"{error.code} {error}"
    Path(request["report"]).write_text(said, encoding="utf-8")


ACTIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "killed at": _killed_at,
    "forever": _forever,
    "count": _count,
    "as user": _as_user,
}


def main() -> None:
    """Answer each request with the process id of the fork, and when it has ended with its status."""
    with tempfile.TemporaryDirectory() as folder:
        # What saving imports when it is first needed is imported before the first fork.
        for number in range(3):
            save_bytes(Path(folder) / "a.xlsx", version(number), overwrite=True)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                ACTIONS[request["action"]](request)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
