"""提取上年数据 and 接转上年: last year's figures from what the office already has, never over what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.crossing import Way
from xl_tools.errors import ApplicationError
from xl_tools.excel.book import file_of, pasted_cells
from xl_tools.excel.surroundings import around_numbers
from xl_tools.importing import Imported, to_check
from xl_tools.inputs import is_published
from xl_tools.workbook.change import Change
from xl_tools.workbook.edits import Plan
from xl_tools.workbook.previous import carry_in as plan_carry_in
from xl_tools.workbook.previous import take_over

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.report import Report
    from xl_tools.workbook.reader import Opened

_OFFERED = 9
"""Files that one box can show."""
_REPORT = re.compile(r"年报|年度报告|信息公开|上年|去年")
_KINDS = (
    *(".xlsx", ".xlsm", ".json"),
    *(".docx", ".docm", ".doc", ".wps", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".txt"),
)
"""Endings that are offered, of two files of equal name the surest to read first."""
_SHOWN = 8


def take_previous(desk: Desk) -> None:
    """提取上年数据: from a sheet with a pasted report that is in front, or from a file beside the workbook."""
    opened = desk.read()
    file = file_of(desk.book)
    name, cells = pasted_cells(desk.book, opened.layout)
    if cells:
        desk.progress("正在读取粘贴的年报")
        _take_read(desk, opened, file, tasks.read_cells(cells, name))
        return
    source = _chosen(desk, _candidates(file, opened.report.year))
    if source is None:
        return
    desk.progress("正在读取上年的年报")
    if is_published(source):
        _take_read(desk, opened, file, tasks.read_document(source))
    else:
        _take(desk, opened, tasks.last_report(source), source.name)


def carry_in(desk: Desk) -> None:
    """接转上年: last year's 结转下年 becomes this year's 上年结转."""
    opened = desk.read()
    made = plan_carry_in(opened, tasks.timestamp())
    if made.differing:
        listed = _listed(made.differing)
        asked = f"{made.plan.sentence(done=False)}\n\n{listed}\n\n是：改成上年的数　　否：保留现在的数　　取消：都不做"
        answer = desk.dialog.choose(asked)
        if answer not in ("yes", "no"):
            return
        if answer == "yes":
            made = plan_carry_in(opened, tasks.timestamp(), replaced=True)
        _write(desk, opened, made.plan, agreed=True)
    else:
        _write(desk, opened, made.plan)


def _take_read(desk: Desk, opened: Opened, file: Path, imported: Imported) -> None:
    _take(desk, opened, imported.extraction.report, imported.source, (imported, tasks.review_beside(file)))


def _take(desk: Desk, opened: Opened, last: Report, source: str, read: tuple[Imported, Path] | None = None) -> None:
    """Write last year's report into 上年数据, once it is clear what would change and the user agrees.

    Args:
        read: of a published document, what was read and the page for it. The page is written before the question,
            so that it can be looked at first, but not for a report that is refused.
    """
    made = take_over(opened, last, source, datetime.now())
    told = [made.sentence(done=False)]
    if read is not None:
        tasks.write_review(*read, force=True)
        told.insert(0, _reading(*read))
    if made.differing:
        asked = [*told, _listed(made.differing), "是：改成来源的数　　否：保留现在的数　　取消：都不写"]
        answer = desk.dialog.choose("\n\n".join(asked))
        if answer not in ("yes", "no"):
            return
        if answer == "yes":
            made = take_over(opened, last, source, datetime.now(), replaced=True)
    elif not made.edits:
        desk.dialog.say("\n\n".join(told))
        return
    elif not desk.dialog.ask("\n\n".join(told)):
        return
    if made.edits:
        desk.write(made.edits)
        desk.log.note(f"{len(made.plan.changes)} cells, {len(made.texts)} texts")
    left = sum(len(line.old) for line in made.crossed if line.way is Way.LEFT)
    notes = [f"上年用的是 {last.edition} 版格式，有 {left} 格不能带过来。"] if left else []
    desk.dialog.say("\n\n".join([made.sentence(done=True), *notes, "请按“校验全表”，看与本年的数是否接得上。"]))


def _write(desk: Desk, opened: Opened, made: Plan, *, agreed: bool = False) -> None:
    if not made.edits:
        desk.dialog.say(made.sentence(done=False))
        return
    if agreed or desk.dialog.ask(made.sentence(done=False)):
        desk.write(made.edits, around_numbers(opened))
        desk.log.note(f"{len(made.changes)} cells")
        desk.dialog.say(made.sentence(done=True))


def _candidates(file: Path, year: int) -> list[Path]:
    """Files beside the workbook that may hold last year's report, the likeliest first."""
    last = str(year - 1)
    found: list[tuple[tuple[bool, bool, int, str], Path]] = []
    for path in file.parent.iterdir():
        name, suffix = path.name, path.suffix.lower()
        known = suffix in _KINDS and tasks.REVIEW not in path.stem
        # What begins with the workbook's own name was made from it, unless the rest names last year.
        own = name.startswith(file.stem) and last not in name.removeprefix(file.stem)
        if path == file or own or not known or not path.is_file() or name.startswith(("~$", ".")):
            continue
        named = last in name
        # Documents of this year are what this workbook exports.
        if not named and (str(year) in name or not _REPORT.search(name)):
            continue
        found.append(((not named, not _REPORT.search(name), _KINDS.index(suffix), name), path))
    return [path for _, path in sorted(found)][:_OFFERED]


def _chosen(desk: Desk, files: Sequence[Path]) -> Path | None:
    if not files:
        raise ApplicationError(
            "工作簿所在的文件夹里没有找到上年的年报。",
            code="P39",
            hint=(
                "请把上年的年报（Word、网页、PDF、文本或上年的工作簿）放进这个文件夹，文件名里写上年份；"
                "或者在本工作簿里新建一张表，把年报粘贴进去，停在那张表上再按一次。"
            ),
        )
    return desk.dialog.offer(
        files,
        lambda file: file.name,
        lambda file: f"从“{file.name}”提取上年数据吗？\n\n是：提取　　否：看下一个　　取消：都不要",
    )


def _reading(imported: Imported, page: Path) -> str:
    """How sure the reading is, and where it can be looked at."""
    doubtful = [imported.extraction.report.form.cells[one.cell].name for one in to_check(imported.extraction)]
    more = f"等 {len(doubtful)} 格" if len(doubtful) > _SHOWN else ""
    check = f"需要核对：{'、'.join(doubtful[:_SHOWN])}{more}。" if doubtful else ""
    return f"读出{imported.sentence}。{check}对照原文请打开“{page.name}”。"


def _listed(changes: tuple[Change, ...]) -> str:
    lines = tasks.differing_lines(changes)
    more = [f"……共 {len(lines)} 格"] if len(lines) > _SHOWN else []
    return "\n".join(["下列格里已经有别的数：", *lines[:_SHOWN], *more])
