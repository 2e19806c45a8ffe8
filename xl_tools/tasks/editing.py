"""Changes of a workbook that people decide on: each recorded, and those of numbers undone by 撤销."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.inputs import DATA_SUFFIX
from xl_tools.judging import Standard, judge_opened
from xl_tools.outcomes import Edited, Explained, Finalized
from xl_tools.reviewing import choose, explain_data, explain_edits, finality, find_query
from xl_tools.tasks.files import open_for_work, open_workbook, refuse_without_year, save_edits, timestamp

if TYPE_CHECKING:
    from xl_tools.workbook.edits import Plan
    from xl_tools.workbook.reader import Opened


def accept(
    path: Path, *, cell: str = "", group: int = 0, everything: bool = False, by: Standard | None = None
) -> Edited:
    """采纳建议 in a workbook: write the values proposed for one cell, one group, or all that are sure; can be undone.

    Raises: ReviewError where there is no suggestion or it is not clear which is meant; EditRefused; WorkbookError,
        TemplateMismatch.
    """
    from xl_tools.workbook.edits import accept_edits

    opened = open_for_work(path)
    chosen = choose(judge_opened(opened, by or Standard()), cell=cell, group=group, everything=everything)
    made = accept_edits(opened, chosen, timestamp())
    if made.edits:
        save_edits(opened, made.edits)
    return Edited(path, made.action, tuple(one.cell for one in made.changes), made.sentence(done=True))


def explain(
    path: Path, rule: str, text: str, *, where: str = "", who: str = "", by: Standard | None = None
) -> Explained:
    """填写审核说明: say why a query is right as it is, in a workbook or a data file.

    Args:
        where: cell id or address of the query, or words of the text it is about, needed where the rule has several.
        who: who explains; without it the preparer named in the report.

    Raises: ReviewError if there is no such query, if it is an error, or without words or a name; errors of reading.
    """
    by = by or Standard()
    if path.suffix.lower() == DATA_SUFFIX:
        finding, made = explain_data(path, by, rule, where, text, who)
        return Explained(path, finding, made.text, made.by)
    opened = open_workbook(path)
    judged = judge_opened(opened, by)
    finding = find_query(judged, rule, where)
    edits, made = explain_edits(opened, judged, finding, text, by=who or opened.report.preparer, now=timestamp())
    save_edits(opened, edits)
    return Explained(path, replace(finding, explained=True), made.text, made.by)


def finalize(path: Path, *, by: Standard | None = None) -> Finalized:
    """定稿 of a workbook: state, time and code on 封面; any later change makes it a draft again.

    One that is final and unchanged keeps its time and is not written.
    Raises: FinalizeRefused while errors stand, queries are not explained, or nobody is named; WorkbookError,
        TemplateMismatch.
    """
    from xl_tools.workbook.finalize import is_final

    opened = open_for_work(path)
    refuse_without_year(opened)
    if is_final(opened):
        return Finalized(path, opened.state.finalized_on, opened.state.seal)
    made = finality(opened, by or Standard(), timestamp())
    save_edits(opened, made.edits)
    return Finalized(path, made.on, made.code)


def zero(path: Path) -> Edited:
    """空白补零 in a workbook: blank and “/” number cells become 0; can be undone.

    Raises: WorkbookError, TemplateMismatch, EditRefused.
    """
    from xl_tools.workbook.edits import zero_edits

    return _edit(path, zero_edits)


def nil(path: Path) -> Edited:
    """零报告 in a workbook: every number cell becomes 0; can be undone.

    Raises: EditRefused if a number other than 0 has been entered; WorkbookError, TemplateMismatch.
    """
    from xl_tools.workbook.edits import nil_edits

    return _edit(path, nil_edits)


def restore_formulas(path: Path) -> Edited:
    """恢复公式 in a workbook: totals that hold values get the template's formula; can be undone.

    Raises: WorkbookError, TemplateMismatch, EditRefused.
    """
    from xl_tools.workbook.edits import restore_edits

    return _edit(path, restore_edits)


def undo(path: Path) -> Edited:
    """撤销 in a workbook: take back the last action recorded in 修改记录.

    Raises: WorkbookError, TemplateMismatch.
    """
    from xl_tools.workbook.edits import undo_edits

    return _edit(path, undo_edits)


def _edit(path: Path, plan: Callable[[Opened, str], Plan]) -> Edited:
    opened = open_for_work(path)
    made = plan(opened, timestamp())
    if made.edits:
        save_edits(opened, made.edits)
    return Edited(path, made.action, tuple(one.cell for one in made.changes), made.sentence(done=True))
