"""寄出前检查: the gate and the rules of the collecting office, on the file that will be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.errors import ApplicationError, TemplateMismatch
from xl_tools.excel.book import file_of
from xl_tools.sending import SendingCheck, Verdict
from xl_tools.workbook.seal import seal_code

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk

_MARKS = {Verdict.PASSED: "√", Verdict.DOUBTFUL: "！", Verdict.REFUSED: "×"}
_LONGEST = 120
"""Characters of a step in the box: all seven must fit."""


def check_before_sending(desk: Desk) -> None:
    """寄出前检查: check the saved file, for that is what is sent; unsaved changes are told, and saved if wanted."""
    file = file_of(desk.book)
    check = _check(desk, file)
    unsaved = check.error is None and _differs(desk, check)
    if unsaved and desk.dialog.ask("有改动还没有保存，寄出去的会是保存以前的内容。\n\n要先保存再检查吗？"):
        desk.progress("正在保存")
        _save(desk)
        check, unsaved = _check(desk, file), False
    desk.dialog.say(_told(check, file, unsaved))


def _check(desk: Desk, file: Path) -> SendingCheck:
    desk.progress("正在按收件的要求检查")
    check = tasks.check_before_sending(file, by=desk.standard, open_here=True)
    desk.log.note(" ".join(f"{number}={step.verdict.value}" for number, step in enumerate(check.steps, 1)))
    return check


def _differs(desk: Desk, check: SendingCheck) -> bool:
    """Whether anything that people enter is not as in the file; what cannot be read as it stands is not."""
    try:
        return seal_code(desk.read()) != check.seal
    except TemplateMismatch:
        return True


def _save(desk: Desk) -> None:
    try:
        desk.book.save()
    except Exception as error:
        raise ApplicationError(
            "工作簿没有保存成功，没有检查。", code="P38", hint="请在表格软件里保存，看它怎么说，再按一次。"
        ) from error


def _told(check: SendingCheck, file: Path, unsaved: bool) -> str:
    lines = [check.sentence]
    if unsaved:
        lines.append("检查的是保存过的文件；后来的改动没有保存，不会寄出。")
    lines += ["", *(f"{_MARKS[step.verdict]} {step.name}：{_short(step.sentence)}" for step in check.steps)]
    if check.verdict is not Verdict.REFUSED:
        lines += ["", f"请寄这个文件：{file.name}"]
    return "\n".join(lines)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"
