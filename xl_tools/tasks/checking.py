"""校验, 数字核对 and the rule book: what is said of a file, and nothing but the results written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.documents.formats import CHECK_REPORTS, FORMATS, Setting, formats_named
from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.inputs import is_data, is_published, read_data_file
from xl_tools.judging import Standard, judge_final, judge_opened, judge_report, layout_of, locator
from xl_tools.outcomes import ProseCheck, Reported, Validation
from xl_tools.outputs import refuse_existing, write_new
from xl_tools.reviewing import prose_check
from xl_tools.tasks.files import open_workbook, refuse_same, refuse_without_year, save_edits, timestamp
from xl_tools.tasks.publishing import finished_report, finished_workbook, publishing_setting

if TYPE_CHECKING:
    from xl_tools.documents.check_report import Check
    from xl_tools.report import Report
    from xl_tools.rulelist import RuleList
    from xl_tools.validation.judgement import Judgement
    from xl_tools.workbook.reader import Opened


def validate_files(paths: Iterable[Path], *, mark: bool = False, by: Standard | None = None) -> Iterator[Validation]:
    """Judge each workbook, data file and published document, one result a file, in the order given.

    Workbooks are read some files ahead.

    A file that cannot be read gives a Validation with `error`, one that `mark` could not write `not_written`.
    """
    by, files = by or Standard(), list(paths)
    books = [path for path in files if not (is_data(path) or is_published(path))]
    if len(books) < 2:
        # Reading ahead takes modules that one file had better not wait for.
        yield from (validate_file(path, mark=mark, by=by) for path in files)
        return
    from xl_tools.workbook.reader import processes_for, read_many

    with closing(read_many(books, processes=processes_for(len(books)))) as opened:
        for path in files:
            if is_data(path) or is_published(path):
                yield validate_file(path, by=by)
            else:
                yield _validated(*next(opened), mark=mark, by=by)


def validate_file(path: Path, *, mark: bool = False, by: Standard | None = None) -> Validation:
    """Judge one workbook, data file or published document.

    `mark` writes the findings into the sheet 目录与审核 of a workbook; all other parts of the file stay
    as they are. Without it nothing is written.
    """
    by = by or Standard()
    try:
        if is_published(path):
            report, judged = _judged_document(path, by)
        elif is_data(path):
            report = read_data_file(path)
            judged = judge_report(report, by)
        else:
            return _validated(path, open_workbook(path), mark=mark, by=by)
    except XlToolsError as error:
        return Validation(path, None, (), error=error)
    return Validation(path, report, judged.findings, judged.suggestions)


def _judged_document(path: Path, by: Standard) -> tuple[Report, Judgement]:
    from xl_tools.importing import judge_extraction
    from xl_tools.tasks.importing import read_document

    extraction = read_document(path).extraction
    return extraction.report, judge_extraction(extraction, by)


def _validated(path: Path, opened: Opened | XlToolsError, *, mark: bool, by: Standard) -> Validation:
    if isinstance(opened, XlToolsError):
        return Validation(path, None, (), error=opened)
    try:
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


def check_report(
    path: Path,
    out: Path,
    *,
    force: bool = False,
    by: Standard | None = None,
    setting: Setting | None = None,
) -> Reported:
    """校验报告 of any file that can be validated: what validation says of it, as a document to print and sign.

    Args:
        out: a .docx, .html or .pdf file.

    Raises: WorkbookError, also for a workbook without a year; TemplateMismatch, DataFileError, FileExists, LookError;
        FontsMissing for a PDF.
    """
    by = by or Standard()
    refuse_same(out, path)
    refuse_check_report(out, force=force)
    if is_published(path):
        report, judged = _judged_document(path, by)
        about = _about(path, report, by)
    elif is_data(path):
        report = read_data_file(path)
        judged, about = judge_report(report, by), _about(path, report, by)
    else:
        opened = open_workbook(path)
        refuse_without_year(opened)
        # As it would be published, so that what is signed and what 定稿 asks for are the same.
        judged = judge_final(opened, by)
        report, about = opened.report, about_workbook(opened, by)
    return write_check_report(report, judged, about, out, force=force, setting=setting)


def about_workbook(opened: Opened, by: Standard) -> Check:
    """What the 校验报告 says of the workbook that was checked."""
    from xl_tools.workbook.finalize import DRAFT, FINAL, is_final

    about = _about(opened.path, opened.report, by)
    if not is_final(opened):
        return replace(about, state=DRAFT)
    return replace(about, state=FINAL, finalized_on=opened.state.finalized_on, seal=opened.state.seal)


def write_check_report(
    report: Report, judged: Judgement, about: Check, out: Path, *, force: bool = False, setting: Setting | None = None
) -> Reported:
    """As check_report, of what has been judged. Raises: WorkbookError, FileExists, LookError, FontsMissing."""
    from xl_tools.documents import check_report as documents
    from xl_tools.documents.guard import check_published

    name = refuse_check_report(out, force=force)
    document = documents.check_report(report, judged, about)
    file = FORMATS[name].write(document, report, setting or publishing_setting())
    check_published(name, file.content)
    write_new(out, file.content, force=force)
    return Reported(out, file.remarks)


def refuse_check_report(out: Path, *, force: bool) -> str:
    """The format that the name of a 校验报告 asks for. Raises: WorkbookError for any other ending, FileExists."""
    name = next(iter(formats_named(out)), "")
    if name not in CHECK_REPORTS:
        suffixes = "、".join(FORMATS[one].suffix for one in CHECK_REPORTS)
        raise WorkbookError(f"校验报告不能写成“{out.name}”。", code="W55", hint=f"文件名请以 {suffixes} 结尾。")
    refuse_existing([out], force=force)
    return name


def _about(path: Path, report: Report, by: Standard) -> Check:
    from xl_tools.documents.check_report import Check

    rules = sum(report.unit.level in rule.severity for rule in by.rules(report.form).rules)
    pack = by.pack.summary if by.pack else ""
    return Check(path.name, date.fromisoformat(timestamp()[:10]), rules, pack)


def prose(path: Path, *, by: Standard | None = None) -> ProseCheck:
    """数字核对 of a file: every number of its texts, as they would be published, beside the tables.

    Raises: WorkbookError, TemplateMismatch, DataFileError.
    """
    if is_published(path):
        from xl_tools.importing import document_locator
        from xl_tools.tasks.importing import read_document

        extraction = read_document(path).extraction
        return prose_check(path, extraction.report, document_locator(extraction), by or Standard())
    if not is_data(path):
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

    opened = path if path is None or is_data(path) else open_workbook(path)
    listed = rule_list(by or Standard(), edition=edition, rule=rule, opened=opened)
    if out is not None:
        if path is not None:
            refuse_same(out, path)
        write_new(out, (listed.html() if page else listed.text() + "\n").encode(), force=force)
    return listed
