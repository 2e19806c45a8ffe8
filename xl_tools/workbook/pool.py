"""Keeps the reading process: starts it, hands it one file at a time, and survives its death."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.limitsfile import limits_here
from xl_tools.refusals import refuse
from xl_tools.workbook.worker import ANSWER, MARK, REQUEST

_PIPE = 1024 * 1024
"""A usual workbook passes in one piece, without the two processes waiting for each other."""
_ROOT = str(Path(__file__).resolve().parents[2])


class Worker:
    """One reading process under limits; it is started at the first file, or by `start`, and again after it died.

    May be used by several threads; they take turns.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process without waiting for it, so that it gets ready while the caller does other things."""
        with self._lock:
            self._running()

    def extract(self, path: Path, data: bytes, wanted: Mapping[str, bool]) -> dict[str, Any]:
        """What extract.extract returns for these bytes.

        Args:
            path: named in error messages only.
            wanted: sheet names → whether their formulas are needed.

        Raises: WorkbookError for a refused file, and for one on which the process died or took too long.
        """
        names = json.dumps([dict(wanted), self.limits], ensure_ascii=False).encode()
        with self._lock:
            content = self._ask(path, REQUEST.pack(len(names), len(data)) + names + data)
        answer: dict[str, Any] = json.loads(content)
        if "refused" in answer:
            if "traceback" in answer:
                import logging

                logging.getLogger(__name__).error("%s: %s", path, answer["traceback"])
            raise refuse(answer["refused"], path, **answer["details"])
        return answer

    def close(self) -> None:
        """End the process; it is started again when needed."""
        with self._lock:
            self._end()

    def _ask(self, path: Path, request: bytes) -> bytes:
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
            if len(head) == ANSWER.size:
                mark, size = ANSWER.unpack(head)
                content = process.stdout.read(size) if mark == MARK else b""
                if mark == MARK and len(content) == size:
                    return content
        except BaseException:
            # An interrupted exchange leaves half an answer in the pipe.
            self._end()
            raise
        finally:
            timer.cancel()
        self._end()
        if overdue.is_set():
            raise refuse("W22", path, limit=self.limits.seconds)
        raise refuse("W21", path)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._owner != os.getpid():
            # After a fork the process belongs to the parent: it is neither asked nor waited for here.
            self._process.returncode = 0
            self._close_pipes(self._process)
            self._process = None
        if self._process and self._process.poll() is not None:
            self._end()
        if self._process is None:
            # The paths are handed over, so site need not search for them; -P keeps out the current folder,
            # where a stranger's file may be called json.py.
            paths = [path for path in sys.path if path]
            paths = paths if _ROOT in paths else [*paths, _ROOT]
            code = "import sys; sys.path[:] = {!r}; from xl_tools.workbook.worker import main; main({})"
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-S",
                    "-P",
                    "-c",
                    code.format(paths, self.limits.memory),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._owner = os.getpid()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            # It keeps nothing that could be lost, so it is not asked to leave.
            process.kill()
            process.wait()
            self._close_pipes(process)

    @staticmethod
    def _close_pipes(process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


@cache
def shared_worker() -> Worker:
    """The one reading process of this program; ended with the program."""
    worker = Worker(limits_here())
    atexit.register(worker.close)
    return worker
