"""The workbook that goes back: a copy of the one received, with the findings on its 目录与审核."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.outputs import read_unchanged
from xl_tools.refusals import reason, refuse
from xl_tools.validation.judgement import Judgement

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened


def marked_workbooks(lines: Sequence[Line], on: date) -> Iterator[bytes | XlToolsError | None]:
    """For each file its marked-up copy, None for what is no workbook, or why there is none; files are read ahead.

    The same findings are written in the same way as by `validate --write`; every part of the file but that sheet's
    stays byte for byte, and the file received is never touched.

    Args:
        on: the day that the copy bears as that of the check.
    """
    from xl_tools.workbook.reader import processes_for, read_many

    books = [line.arrival.file for line in lines if _is_workbook(line)]
    with closing(read_many(books, processes=processes_for(len(books)))) as opened:
        for line in lines:
            if line.reading is None or not _is_workbook(line):
                yield None
                continue
            try:
                yield _marked(next(opened)[1], line.arrival.file, line.reading, on)
            except XlToolsError as error:
                yield error


def _is_workbook(line: Line) -> bool:
    """Whether it was read as a workbook; data files have no template version."""
    return line.reading is not None and line.reading.report is not None and line.reading.version > 0


def _marked(opened: Opened | XlToolsError, file: Path, reading: Reading, on: date) -> bytes:
    from xl_tools.workbook.patch import patch_workbook
    from xl_tools.workbook.results import result_edits

    if isinstance(opened, XlToolsError):
        raise opened
    if opened.digest != reading.digest:
        raise WorkbookError(
            f"“{file.name}”在汇总以后被改动过，没有附上标出问题的工作簿。", code="K42", hint="请再汇总一次。"
        )
    try:
        content = read_unchanged(file, reading.digest)
    except OSError as error:
        raise refuse("W03", file, reason=reason(error)) from error
    edits = result_edits(opened, Judgement(reading.findings, reading.suggestions), on.isoformat())
    return patch_workbook(content, edits, name=file.name)
