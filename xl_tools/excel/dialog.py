"""Message boxes in plain Chinese, through the public xlwings API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xl_tools.characters import clean
from xl_tools.errors import XlToolsError
from xl_tools.excel.logs import own_shown_path

if TYPE_CHECKING:
    import xlwings as xw

Item = TypeVar("Item")
TITLE = "政务公开年报"
UNEXPECTED = "X99"
"""Code of an error that is the program's own fault."""
_MOST = 1000
"""Characters of a box: Windows cuts longer ones off without a word."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """The boxes of one press; every box says something, and says it of this press alone."""

    app: xw.App

    def say(self, text: str) -> None:
        """Tell the user something."""
        self.app.alert(_fitting(text), title=TITLE, buttons="ok", mode="info")

    def ask(self, text: str) -> bool:
        """Announce what would be done; True if the user agrees."""
        return self.app.alert(_fitting(text), title=TITLE, buttons="ok_cancel", mode="info") == "ok"

    def choose(self, text: str) -> str:
        """Ask for “yes”, “no” or “cancel”."""
        return self.app.alert(_fitting(text), title=TITLE, buttons="yes_no_cancel", mode="info") or "cancel"

    def offer(self, items: Sequence[Item], line: Callable[[Item], str], ask: Callable[[Item], str]) -> Item | None:
        """Ask about one after the other, all of them in sight; None if none is wanted.

        Args:
            line: how an item is listed.
            ask: the question about it, with what 是, 否 and 取消 do.
        """
        for item in items:
            lines = [f"{'→ ' if one is item else '　 '}{line(one)}" for one in items]
            answer = self.choose("\n".join((*lines, "", ask(item))))
            if answer != "no":
                return item if answer == "yes" else None
        return None

    def error(self, error: XlToolsError) -> None:
        """Say what could not be done, its code, and what to do next."""
        self.app.alert(error_text(error), title=TITLE, buttons="ok", mode="critical")

    def failure(self, label: str, log: Path | None) -> None:
        """Say that the program itself failed, and where its log is."""
        self.app.alert(failure_text(label, log), title=TITLE, buttons="ok", mode="critical")


def error_text(error: XlToolsError) -> str:
    """The sentence, the code, and what to do."""
    return _fitting(f"{error}（{error.code}）" + (f"\n\n{error.hint}" if error.hint else ""))


def failure_text(label: str, log: Path | None) -> str:
    """What is said when the program itself fails."""
    where = f"日志在：\n{own_shown_path(log)}\n" if log else "日志没有能写下来，磁盘可能已满。\n"
    return (
        f"“{label}”没有做完，是程序出了错（{UNEXPECTED}）。\n\n"
        f"{where}"
        "请把这个文件发给技术人员；里面没有单元格的内容。\n"
        "工作簿请先不要保存，检查后再用“撤销”或关闭重开。"
    )


def _fitting(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
