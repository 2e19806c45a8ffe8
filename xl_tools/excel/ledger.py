"""台账生成表三 and 迁移旧模板: the workbook in front filled from its ledger, or moved into the present template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.errors import FileExists, TemplateMismatch
from xl_tools.excel.book import file_of
from xl_tools.excel.surroundings import around_numbers
from xl_tools.finding import Severity
from xl_tools.workbook.ledgers import table_edits

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.tasks import LedgerResult

_SHOWN = 6
"""Findings that the box shows; `validate` and the command say all."""


def build_from_ledger(desk: Desk) -> None:
    """台账生成表三: 表三 and 表四 counted from the ledger sheets; what differs and which rows are odd is said first."""
    opened = desk.read()
    tasks.refuse_without_year(opened)
    desk.progress("正在按台账计数")
    result = tasks.tally_opened(opened)
    tasks.refuse_empty(result)
    made = table_edits(opened, result.tally, tasks.timestamp())
    told = f"{result.sentence}\n\n{_problems(result)}"
    if not made.edits:
        nothing = made.sentence(done=False) if made.kept else "表三、表四与台账一致，不用改。"
        desk.dialog.say(f"{told}\n\n{nothing}")
        return
    if desk.dialog.ask(f"{told}\n\n{made.sentence(done=False)}\n\n原来的内容记在“修改记录”里，可以用“撤销”退回。"):
        desk.write(made.edits, around_numbers(opened))
        desk.log.note(f"{len(made.changes)} cells")
        desk.dialog.say(f"{made.sentence(done=True)}\n\n请按“校验全表”。")


def migrate(desk: Desk) -> None:
    """迁移旧模板: the saved file becomes a new workbook of the present template, which is opened beside it."""
    older = _is_older(desk)
    file = file_of(desk.book)
    asked = (
        f"将把“{file.name}”里保存过的内容搬进现在的模板，写成一份新的工作簿，放在同一个文件夹。\n\n"
        "原来的文件不改动；没有保存的改动不会带过去。"
    )
    # Of a present one the task says that there is nothing to do.
    if older and not desk.dialog.ask(asked):
        return
    desk.progress("正在迁移")
    made = _migrated(file)
    desk.book.app.books.open(str(made.out))
    desk.log.note(f"{len(made.things)} things")
    desk.dialog.say("\n".join((f"新的工作簿“{made.out.name}”已经打开。", "", *made.lines())))


def _is_older(desk: Desk) -> bool:
    """Whether the workbook in front is of another template version. Raises: TemplateMismatch if it is none of ours."""
    try:
        desk.read()
    except TemplateMismatch as error:
        if error.code != "T04":
            raise
        return True
    return False


def _migrated(file: Path) -> tasks.Migrated:
    """The migrated workbook under a name that is free."""
    number, out = 1, None
    while True:
        try:
            return tasks.migrate(file, out)
        except FileExists:
            number += 1
            out = file.with_name(f"{file.stem}（新模板{number}）.xlsx")


def _problems(result: LedgerResult) -> str:
    found = result.findings
    if not found:
        return "各行都没有发现问题。"
    errors = result.count(Severity.ERROR)
    shown = [f"· {one.message}" for one in found[:_SHOWN]]
    more = [f"……共 {len(found)} 条"] if len(found) > _SHOWN else []
    return "\n".join([f"发现 {len(found)} 处，其中错误 {errors} 处：", *shown, *more])
