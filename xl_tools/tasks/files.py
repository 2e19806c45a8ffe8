"""What every task does with files: opening, saving, refusing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.errors import DataFileError, FileExists, WorkbookError
from xl_tools.finding import Severity
from xl_tools.inputs import is_data, is_published, read_data_file
from xl_tools.outputs import read_unchanged, refuse_existing, same_file, write_new
from xl_tools.report import Report

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened


def read_report(path: Path) -> Report:
    """The report in a workbook, a data file or a published document; of a workbook with the office's own texts.

    Raises: WorkbookError, TemplateMismatch, DataFileError, PublishedError.
    """
    if is_data(path):
        return read_data_file(path)
    if is_published(path):
        from xl_tools.tasks.importing import read_document

        return read_document(path).extraction.report
    return open_workbook(path).report


def refuse_without_year(opened: Opened) -> None:
    """Raise WorkbookError if 封面 has no year that can be read: no sentence may state another one."""
    year = opened.spots["report.year"].place
    if any(year in note.places and note.severity is Severity.ERROR for note in opened.notes):
        raise WorkbookError(
            f"封面（{year.address}）没有可以识别的年度，不能成文。", code="W52", hint="请填写四位数的年份，例如 2025。"
        )


def timestamp() -> str:
    """The present time as 修改记录 shows it."""
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def open_workbook(path: Path) -> Opened:
    """Read a workbook. Raises: DataFileError J10 for a published document; WorkbookError, TemplateMismatch."""
    from xl_tools.workbook.reader import read_workbook

    if is_published(path):
        raise _no_workbook(path)
    return read_workbook(path)


def open_for_work(path: Path) -> Opened:
    """As open_workbook, for what can be done with a workbook alone. Raises: DataFileError J10 for any other file."""
    if is_data(path):
        raise _no_workbook(path)
    return open_workbook(path)


def _no_workbook(path: Path) -> DataFileError:
    kind = "数据文件" if is_data(path) else "文档"
    message = f"“{path.name}”是{kind}，这一步要在工作簿里做。"
    return DataFileError(message, code="J10", hint="请先用 xl-tools import 把它变成工作簿。")


def save_edits(opened: Opened, edits: Any, target: Path | None = None, *, force: bool = False) -> None:
    from xl_tools.workbook.patch import patch_workbook
    from xl_tools.workbook.save import save_bytes

    target = target or opened.path
    if target != opened.path:
        refuse_existing([target], force=force)
    content = patch_workbook(read_unchanged(opened.path, opened.digest), edits)
    if target == opened.path:
        save_bytes(target, content, expected_digest=opened.digest, overwrite=True)
    else:
        write_new(target, content, force=force)


def refuse_same(target: Path, source: Path) -> None:
    """Raise FileExists if both are one file: not even --force may put a result over what it was made from."""
    if same_file(target, source):
        raise FileExists(f"“{target.name}”就是来源文件，不能覆盖。", code="F02", hint="请换一个文件名或文件夹。")
