"""The buttons that change numbers: each announces what it will do, does it, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.excel.book import folder_of
from xl_tools.excel.surroundings import around_numbers
from xl_tools.workbook.edits import UNDO, Plan, nil_edits, restore_edits, undo_edits, zero_edits

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.workbook.reader import Opened


def new_report(desk: Desk) -> None:
    """新建年报: next year's workbook of the same unit, beside this one, with this year's numbers as last year's."""
    folder = folder_of(desk.book)
    report, _ = tasks.finished_workbook(desk.read())
    path = tasks.next_year_file(report, folder)
    if path.exists():
        desk.dialog.say(f"已经有“{path.name}”，没有覆盖。\n\n要重新建立，请先把它移到别处或改名。")
        return
    announced = (
        f"将建立 {report.year + 1} 年度的年报工作簿：\n{path.name}\n\n"
        f"放在本工作簿所在的文件夹；{report.unit.name} {report.year} 年度的数字写入“上年数据”。"
    )
    if desk.dialog.ask(announced):
        desk.progress("正在建立工作簿")
        made = tasks.next_year(report, folder)
        desk.book.app.books.open(str(made))
        desk.dialog.say(f"已建立并打开“{made.name}”。请先填“封面”，再填各表。")


def fill_zeros(desk: Desk) -> None:
    """空白补零."""
    _change(desk, zero_edits)


def nil_report(desk: Desk) -> None:
    """零报告."""
    _change(desk, nil_edits)


def restore_formulas(desk: Desk) -> None:
    """恢复公式."""
    _change(desk, restore_edits)


def undo(desk: Desk) -> None:
    """撤销."""
    _change(desk, undo_edits)


def _change(desk: Desk, plan: Callable[[Opened, str], Plan]) -> None:
    opened = desk.read()
    made = plan(opened, tasks.timestamp())
    if not made.edits:
        desk.dialog.say(made.sentence(done=False))
        return
    after = "" if made.action == UNDO else "\n\n原来的内容记在“修改记录”里，可以用“撤销”退回。"
    if desk.dialog.ask(made.sentence(done=False) + after):
        desk.write(made.edits, around_numbers(opened))
        desk.log.note(f"{len(made.changes)} cells")
        desk.dialog.say(made.sentence(done=True))
