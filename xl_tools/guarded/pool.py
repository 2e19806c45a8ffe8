"""Keeps a reading process: starts it, hands it one file at a time, and survives its death."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from xl_tools.guarded.confine import Hold, hold
from xl_tools.guarded.worker import ANSWER, FAILED, MARK, NO_MEMORY, REQUEST
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.limitsfile import limits_here
from xl_tools.refusals import refuse

WORKBOOKS = "xl_tools.workbook.extract"
"""The module that reads workbooks, in the reading process."""
_PIPE = 1024 * 1024
"""A usual workbook passes in one piece, without the two processes waiting for each other."""
_ROOT = str(Path(__file__).resolve().parents[2])
_MOMENT = 0.05
"""Seconds that an answer may still take before the process is ended under it."""
_TRIES = 2
"""A process may die of what it did before, or by another's hand; a second one begins with this file."""
# The paths are handed over, so site need not search for them; -P keeps out the current folder, where a stranger's file
# may be called json.py.
_OPTIONS = ("-S", "-P", "-c")
_CODE = "import sys; sys.path[:] = {!r}; from xl_tools.guarded.worker import main; main({}, {!r})"


class Worker:
    """One reading process under limits; it is started at the first file, or by `start`, and again after it died.

    May be used by several threads; they take turns.
    """

    def __init__(self, limits: Limits = DEFAULT, reader: str = WORKBOOKS, family: str = "W") -> None:
        """Args:
        reader: the module that reads, as worker.main has it.
        family: letter of the codes by which this kind of file is refused: …21 to …24.
        """
        self.limits, self._reader, self._family = limits, reader, family
        self._process: subprocess.Popen[bytes] | None = None
        self._hold: Hold | None = None
        self._owner = 0
        self._lock = threading.Lock()
        self._closing = False
        self._told = False

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        process = self._process
        return process.pid if process else None

    def start(self) -> None:
        """Start the process without waiting for it, so that it gets ready while the caller does other things."""
        with self._lock:
            self._running()

    def extract(self, path: Path, data: bytes, **wanted: Any) -> dict[str, Any]:
        """What the reader's extract() returns for these bytes.

        A file on which the process dies or runs out of memory is tried once more, alone in a fresh process.

        Args:
            path: named in error messages only.
            wanted: keyword arguments of extract(), as plain data.

        Raises: XlToolsError for a refused file, and for one on which the process died twice or took too long.
        """
        asked = json.dumps([self.limits, wanted], ensure_ascii=False).encode()
        request = REQUEST.pack(len(asked), len(data)) + asked + data
        content, died_of = b"", ""
        with self._lock:
            for _ in range(_TRIES):
                content, died_of = self._ask(path, request)
                if not died_of or self._closing:
                    break
        if died_of:
            raise refuse(f"{self._family}{died_of}", path)
        answer: dict[str, Any] = json.loads(content)
        if "unbound" in answer:
            self._tell(*answer["unbound"])
        if "refused" in answer:
            code = answer["refused"]
            if code == FAILED:
                import logging

                code = f"{self._family}24"
                logging.getLogger(__name__).error("%s\n%s", code, "\n".join(answer["trail"]))
            raise refuse(code, path, **answer["details"])
        return answer

    def close(self) -> None:
        """End the process, even while it reads; it is started again when needed."""
        self._closing = True
        while not self._lock.acquire(timeout=_MOMENT):
            if process := self._process:
                process.kill()
        self._end()
        self._closing = False
        self._lock.release()

    def _ask(self, path: Path, request: bytes) -> tuple[bytes, str]:
        """The answer to one request, or the last two digits of the code of what the process died of. Raises: …22."""
        process = self._running()
        assert process.stdin and process.stdout
        overdue = threading.Event()

        def stop() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(self.limits.seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            with suppress(BrokenPipeError, OSError):
                process.stdin.write(request)
                process.stdin.flush()
            head = process.stdout.read(ANSWER.size)
            mark, size = ANSWER.unpack(head) if len(head) == ANSWER.size else (b"", 0)
            content = process.stdout.read(size) if mark == MARK else b""
            if mark == MARK and len(content) == size:
                return content, ""
        except BaseException:
            # An interrupted exchange leaves half an answer in the pipe.
            self._end()
            raise
        finally:
            timer.cancel()
        self._end()
        if overdue.is_set():
            raise refuse(f"{self._family}22", path, limit=self.limits.seconds)
        return b"", "23" if mark == NO_MEMORY else "21"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._owner != os.getpid():
            # After a fork the process belongs to the parent: it is neither asked nor waited for here.
            self._process.returncode = 0
            self._close_pipes(self._process)
            self._process = self._hold = None
        if self._process and self._process.poll() is not None:
            self._end()
        if self._process is None:
            paths = [path for path in sys.path if path]
            paths = paths if _ROOT in paths else [*paths, _ROOT]
            self._process = subprocess.Popen(
                [python(), *_OPTIONS, _CODE.format(paths, self.limits.memory, self._reader)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._owner = os.getpid()
            try:
                self._hold = hold(self._process.pid, self.limits.memory)
            except OSError as error:
                self._tell(f"{error.strerror} {error.errno}")
        return self._process

    def _tell(self, *unbound: str) -> None:
        """Note once which bounds the system does not grant."""
        if not self._told:
            import logging

            self._told = True
            logging.getLogger(__name__).info("reading without %s", ", ".join(unbound))

    def _end(self) -> None:
        process, self._process = self._process, None
        held, self._hold = self._hold, None
        if process is not None:
            # It keeps nothing that could be lost, so it is not asked to leave.
            process.kill()
            process.wait()
            self._close_pipes(process)
        if held is not None:
            held.close()

    @staticmethod
    def _close_pipes(process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def python() -> str:
    """The program that reads."""
    # In a virtual environment of Windows sys.executable only starts another process, which no job would hold.
    return getattr(sys, "_base_executable", sys.executable) if sys.platform == "win32" else sys.executable


@cache
def shared_worker() -> Worker:
    """The one process that reads workbooks for this program; ended with the program."""
    worker = Worker(limits_here())
    atexit.register(worker.close)
    return worker
