"""How far a long piece of work is, for a person in front of a screen: file name, rate, time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

OPENING, READING, WRITING = "取出附件", "读取", "写通知"
"""What takes long: opening the inbox, reading what came in, writing letters."""
_MINUTE, _HOUR = 60, 3600
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Step:
    """How far a piece of work is.

    Attributes:
        done, all: files that are done, and that are to be done in this run.
        name: of the file done last.
        rate: files a second so far.
        left: seconds that the rest will take at this rate.
        doing: what is done with them, a word from above.
    """

    done: int
    all: int
    name: str
    rate: float
    left: float
    doing: str = READING


Progress = Callable[[Step], None]


class Told:
    """Tells how far a piece of work is, each time that one more file is done."""

    def __init__(self, progress: Progress | None, count: int, doing: str) -> None:
        """Args:
        progress: told after every file; None if nobody is to be told.
        count: files that are to be done.
        doing: as Step has it.
        """
        self._progress, self._all, self._doing = progress, count, doing
        self._done, self._began = 0, time.monotonic()

    def __call__(self, name: str) -> None:
        self._done += 1
        if self._progress is not None:
            rate = self._done / max(time.monotonic() - self._began, 0.001)
            left = (self._all - self._done) / rate
            self._progress(Step(self._done, self._all, shown(name), rate, left, self._doing))


@contextmanager
def progress_on_screen() -> Generator[Progress | None]:
    """What long work can tell how far it is: a line on standard error that goes away; None if nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = _Shown()
    try:
        yield shown
    finally:
        shown.close()


class _Shown:
    """A bar and a line of text, from the first file on."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def __call__(self, step: Step) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            # Square brackets in a file's name are no markup.
            columns = BarColumn(), TextColumn("{task.description}", markup=False)
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task("", total=step.all)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], total=step.all, completed=step.done, description=words(step))

    def close(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.stop()


def words(step: Step) -> str:
    """One line: 读取 120/2000 件，每秒 45.0 件，还要约 42 秒：第三街道办事处.xlsx"""
    return f"{step.doing} {step.done}/{step.all} 件，每秒 {step.rate:.1f} 件，还要约 {duration(step.left)}：{step.name}"


def duration(seconds: float) -> str:
    """A time in words, not more exact than it can be known: 42 秒, 3 分 20 秒, 2 小时 5 分."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} 秒"
    if whole < _HOUR:
        return f"{whole // _MINUTE} 分 {whole % _MINUTE} 秒"
    return f"{whole // _HOUR} 小时 {whole % _HOUR // _MINUTE} 分"


def shown(name: str) -> str:
    """A name without characters that could disturb a screen, and not at full length."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in name)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
