"""恢复备份: an earlier version of the workbook in front, opened beside it; what is open stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.errors import FileExists
from xl_tools.excel.book import file_of

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.outcomes import KeptVersion

_LONGEST = 110
"""Characters of one version in the box: all of them must fit."""


def restore_backup(desk: Desk) -> None:
    """恢复备份: offer the versions one by one, the newest first; the one chosen is opened as a file of its own."""
    file = file_of(desk.book)
    desk.progress("正在看有哪些备份")
    kept = tasks.list_backups(file)
    if not kept:
        desk.dialog.say(f"“{file.name}”还没有备份。\n\n按钮要改动工作簿时，会先把磁盘上的文件留一份。")
        return
    chosen = desk.dialog.offer(
        kept,
        lambda version: _short(version.sentence),
        lambda version: f"要打开第 {version.number} 个备份吗？\n\n是：打开　　否：看下一个　　取消：都不要",
    )
    if chosen is None:
        return
    made = _written(file, chosen)
    desk.book.app.books.open(str(made))
    desk.log.note(f"version {chosen.number} of {len(kept)}")
    desk.dialog.say(
        f"备份已经打开，文件名是“{made.name}”；“{file.name}”没有动。\n\n"
        "核对以后要用它代替的，请关闭原来的工作簿，再把它另存为原来的名字。"
    )


def _written(file: Path, version: KeptVersion) -> Path:
    """The version as a file beside the workbook; one that was written there before is taken as it is."""
    stem = f"{file.stem}（{version.time:%Y-%m-%d %H%M%S} 的备份）"
    number = 1
    while True:
        out = file.with_name(f"{stem}{'' if number == 1 else number}{file.suffix}")
        try:
            return tasks.restore_backup(file, version.number, digest=version.digest, out=out).file
        except FileExists:
            number += 1


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"
