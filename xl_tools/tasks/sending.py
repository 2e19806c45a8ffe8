"""寄出前检查: the same gate and the same rules that the collecting office applies when the workbook arrives."""

from __future__ import annotations

from pathlib import Path

from xl_tools.errors import XlToolsError
from xl_tools.judging import Standard, judge_final
from xl_tools.sending import SendingCheck, checked, refused
from xl_tools.tasks.files import open_for_work


def check_before_sending(path: Path, *, by: Standard | None = None, open_here: bool = False) -> SendingCheck:
    """Check one workbook as it lies on disk; nothing is written. A file that cannot be read gives its refusal.

    Args:
        open_here: the workbook is open in the program that asks, which is no reason to warn.
    """
    from xl_tools.workbook.save import opened_by

    try:
        opened = open_for_work(path)
        size = path.stat().st_size
    except XlToolsError as error:
        return refused(path, error)
    judged = judge_final(opened, by or Standard())
    return checked(opened, judged.findings, size, "" if open_here else opened_by(path))
