"""校验, 数字核对 and the rule book: what is said of a file, and nothing but the results written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import XlToolsError
from xl_tools.inputs import DATA_SUFFIX, read_data_file
from xl_tools.judging import Standard, judge_opened, judge_report, layout_of, locator
from xl_tools.outcomes import ProseCheck, Validation
from xl_tools.outputs import write_new
from xl_tools.reviewing import prose_check
from xl_tools.tasks.files import open_workbook, refuse_same, save_edits, timestamp
from xl_tools.tasks.publishing import finished_report, finished_workbook

if TYPE_CHECKING:
    from xl_tools.rulelist import RuleList
    from xl_tools.workbook.reader import Opened


def validate_files(paths: Iterable[Path], *, mark: bool = False, by: Standard | None = None) -> Iterator[Validation]:
    """Judge each workbook and data file, one result a file, in the order given.

    A file that cannot be read gives a Validation with `error`, one that `mark` could not write `not_written`.
    """
    for path in paths:
        yield validate_file(path, mark=mark, by=by)


def validate_file(path: Path, *, mark: bool = False, by: Standard | None = None) -> Validation:
    """Judge one workbook or data file.

    `mark` writes the findings into the sheet 目录与审核 of a workbook; all other parts of the file stay
    as they are. Without it nothing is written.
    """
    by = by or Standard()
    try:
        if path.suffix.lower() == DATA_SUFFIX:
            report = read_data_file(path)
            judged = judge_report(report, by)
            return Validation(path, report, judged.findings, judged.suggestions)
        opened = open_workbook(path)
        judged = judge_opened(opened, by)
    except XlToolsError as error:
        return Validation(path, None, (), error=error)
    result = Validation(path, opened.report, judged.findings, judged.suggestions)
    if mark:
        from xl_tools.workbook.results import result_edits

        try:
            save_edits(opened, result_edits(opened, judged, timestamp()[:16]))
        except XlToolsError as error:
            return replace(result, not_written=error)
    return result


def prose(path: Path, *, by: Standard | None = None) -> ProseCheck:
    """数字核对 of a workbook or data file: every number of its texts, as they would be published, beside the tables.

    Raises: WorkbookError, TemplateMismatch, DataFileError.
    """
    if path.suffix.lower() != DATA_SUFFIX:
        return prose_of(open_workbook(path), by or Standard())
    report, _ = finished_report(path)
    return prose_check(path, report, layout_of(report).locate, by or Standard())


def prose_of(opened: Opened, by: Standard) -> ProseCheck:
    """As prose, of a workbook that has been read."""
    report, _ = finished_workbook(opened)
    return prose_check(opened.path, report, locator(opened), by)


def rules(
    edition: str = "",
    *,
    rule: str = "",
    path: Path | None = None,
    out: Path | None = None,
    page: bool = False,
    force: bool = False,
    by: Standard | None = None,
) -> RuleList:
    """校验规则: the rules of an edition in words, or one rule, with the numbers of a workbook or data file if named.

    Args:
        out: a file to write them to, as text or, with `page`, as a web page.

    Raises: XlToolsError for a rule that there is not; TemplateMismatch, WorkbookError, DataFileError, FileExists,
        PackError.
    """
    from xl_tools.rulelist import rule_list

    opened = path if path is None or path.suffix.lower() == DATA_SUFFIX else open_workbook(path)
    listed = rule_list(by or Standard(), edition=edition, rule=rule, opened=opened)
    if out is not None:
        if path is not None:
            refuse_same(out, path)
        write_new(out, (listed.html() if page else listed.text() + "\n").encode(), force=force)
    return listed
