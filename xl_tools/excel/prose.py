"""数字核对: the numbers of the texts beside those of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.excel.book import select
from xl_tools.validation.number_check import CheckedNumber, Verdict

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk

_SHOWN = 6


def check_prose(desk: Desk) -> None:
    """数字核对: read the texts as an export would publish them, tell what does not fit, and go to the first of it."""
    opened = desk.read()
    desk.progress("正在核对正文里的数")
    check = tasks.prose_of(opened, desk.standard)
    desk.log.note(f"{len(check.numbers)} numbers, {len(check.different)} different")
    counts = "，".join(f"{verdict.value} {check.count(verdict)} 处" for verdict in Verdict)
    said = [sentence(one) for one in check.different] + [one.message for one in check.findings if not one.explained]
    if check.different:
        place = check.different[0].place
        select(desk.book, place.sheet, place.address)
    head = (
        f"正文里与表格有关的数共 {len(check.numbers)} 处：{counts}。" if check.numbers else "正文里没有与表格有关的数。"
    )
    shown = "\n\n".join(dict.fromkeys(said[:_SHOWN]))
    more = f"\n\n另有 {len(said) - _SHOWN} 条，见“校验全表”的结果。" if len(said) > _SHOWN else ""
    rest = shown + more if said else "没有发现不一致的数。"
    desk.dialog.say(f"{head}\n\n{rest}")


def sentence(one: CheckedNumber) -> str:
    """One number that does not fit."""
    return f"“{one.quote}”读作“{one.name}” {one.stated}，表里（{one.where}）是 {one.found}。"
