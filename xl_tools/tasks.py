"""One function per button and per command: each does the whole job, returns a result and prints nothing.

Heavy libraries are imported where they are used, so that `validate` starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.datafile import YEARS, write_data
from xl_tools.documents.formats import FORMATS
from xl_tools.errors import DataFileError, FileExists, TemplateMismatch, WorkbookError, XlToolsError
from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.inputs import DATA_SUFFIX, read_data_file
from xl_tools.outcomes import Edited, Exported, ExportRefused, Filled, Validation
from xl_tools.outputs import file_stem, read_unchanged, refuse_existing, same_file, write_new
from xl_tools.report import Report, Unit
from xl_tools.validation.engine import validate
from xl_tools.workbook.layout import layout_for_year

if TYPE_CHECKING:
    from xl_tools.workbook.edits import Plan
    from xl_tools.workbook.reader import Opened


def new(
    out: Path, unit: Unit, year: int, *, edition: str = "", previous: Path | None = None, force: bool = False
) -> Path:
    """Write an empty workbook for one unit and year; last year's figures from `previous` where given.

    Raises: FileExists; TemplateMismatch if the edition does not apply to the year; DataFileError for a unit without
        a name, a year that cannot be, or a `previous` of another year; errors of reading `previous`.
    """
    if not unit.name.strip():
        raise DataFileError("没有写单位名称。", code="J06", hint="请在 --unit 后面写单位全称。")
    if year not in YEARS:
        raise DataFileError(f"年度应在 {YEARS[0]} 至 {YEARS[-1]} 之间，现在是 {year}。", code="J09")
    form = form_for_edition(edition) if edition else form_for_year(year)
    if not form.applies_to(year):
        applies = form_for_year(year).edition
        raise TemplateMismatch(f"{year} 年度用 {applies} 版格式，不用 {form.edition} 版。", code="T07")
    last = None if previous is None else replace(read_report(previous), previous=None)
    if previous is not None and last is not None:
        if last.year != year - 1:
            raise DataFileError(f"“{previous.name}”是 {last.year} 年度的，不是上年（{year - 1} 年度）。", code="J07")
        _refuse_same(out, previous)
    unit = replace(unit, name=" ".join(unit.name.split()))
    return _write_workbook(Report(form, year, unit, {}, previous=last), out, force=force)


def next_year(report: Report, folder: Path) -> Path:
    """Make the empty workbook of the following year in `folder`, with this year's numbers as last year's.

    Raises: FileExists, for nothing is overwritten; TemplateMismatch if no edition applies.
    """
    form = form_for_year(report.year + 1)
    following = Report(form, report.year + 1, report.unit, {}, previous=replace(report, previous=None))
    return _write_workbook(following, next_year_file(report, folder), force=False)


def next_year_file(report: Report, folder: Path) -> Path:
    """Where next_year() writes: named like the documents exported later."""
    return folder / f"{file_stem(replace(report, year=report.year + 1))}.xlsx"


def import_report(source: Path, out: Path, *, force: bool = False) -> Path:
    """Make a workbook from a data file; totals stay as they were reported, even when wrong.

    Raises: FileExists, DataFileError.
    """
    if source.suffix.lower() != DATA_SUFFIX:
        raise DataFileError(f"“{source.name}”不是数据文件（.json）。", code="J03")
    return _write_workbook(read_report(source), out, force=force)


def read_report(path: Path) -> Report:
    """The report in a workbook or a data file, with the office's own texts.

    Raises: WorkbookError, TemplateMismatch, DataFileError.
    """
    if path.suffix.lower() == DATA_SUFFIX:
        return read_data_file(path)
    return _open(path).report


def validate_files(paths: Iterable[Path], *, mark: bool = False) -> Iterator[Validation]:
    """Judge each workbook and data file, one result a file, in the order given.

    A file that cannot be read gives a Validation with `error`, one that `mark` could not write `not_written`.
    """
    for path in paths:
        yield validate_file(path, mark=mark)


def validate_file(path: Path, *, mark: bool = False) -> Validation:
    """Judge one workbook or data file.

    `mark` writes the findings into the sheet 目录与审核 of a workbook; all other parts of the file stay
    as they are. Without it nothing is written.
    """
    try:
        if path.suffix.lower() == DATA_SUFFIX:
            report = read_data_file(path)
            return Validation(path, report, _findings(report))
        opened = _open(path)
        findings = findings_of(opened)
    except XlToolsError as error:
        return Validation(path, None, (), error)
    if mark:
        from xl_tools.workbook.results import result_edits

        try:
            _save_edits(opened, result_edits(opened, findings, f"{datetime.now():%Y-%m-%d %H:%M}"))
        except XlToolsError as error:
            return Validation(path, opened.report, findings, not_written=error)
    return Validation(path, opened.report, findings)


def fill(path: Path, *, out: Path | None = None, force: bool = False) -> Filled:
    """Write the narrative from the numbers: into a workbook (in place, or to `out`), or from a data file to `out`.

    The office's own text is never changed. A finished text that people edited by hand is kept. A data file has
    no second place for finished texts, so it is never filled in place: its slots would be lost.
    Raises: FileExists, WorkbookError, TemplateMismatch, DataFileError.
    """
    from xl_tools.narrative.compose import finished_narrative

    target = out or path
    if target.suffix.lower() != path.suffix.lower():
        raise WorkbookError(f"“{target.name}”应与“{path.name}”是同一种文件。", code="W53")
    if path.suffix.lower() == DATA_SUFFIX:
        if out is None:
            raise DataFileError(
                "数据文件不能就地填充，否则本单位文字里的占位会丢失。", code="J08", hint="请用 -o 写到另一个文件。"
            )
        _refuse_same(out, path)
        report = read_data_file(path)
        texts = finished_narrative(report)
        write_new(target, write_data(replace(report, narrative=texts)).encode(), force=force)
        return _filled(target, tuple(texts), (), texts.values(), report)
    from xl_tools.workbook.results import fill_edits

    opened = _open(path)
    refuse_without_year(opened)
    edits, written, kept, finished = fill_edits(opened)
    _save_edits(opened, edits, target, force=force)
    return _filled(target, written, kept, finished, opened.report)


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


def export(
    path: Path, formats: Sequence[str], *, out: Path | None = None, draft: bool = False, force: bool = False
) -> Exported:
    """Build the documents from a workbook or data file.

    Args:
        formats: names of documents.formats.FORMATS, in the order wanted.
        out: folder, or a file name where one format is wanted; without it, the folder of `path`.
        draft: export although errors stand, marked 草稿.

    Raises: ExportRefused while errors stand (with the findings in `.findings`) unless `draft`; FileExists.
    """
    report, notes = finished_report(path)
    return export_report(report, notes, formats, path=path, out=out, draft=draft, force=force)


def export_report(
    report: Report,
    notes: Sequence[Finding],
    formats: Sequence[str],
    *,
    path: Path,
    out: Path | None = None,
    draft: bool = False,
    force: bool = False,
) -> Exported:
    """As export, from a finished report and the reader's notes on its file.

    Args:
        path: the workbook the report is from, for messages and for the folder.

    Raises: ExportRefused, FileExists.
    """
    findings = (*notes, *_findings(report))
    if not draft and any(finding.severity is Severity.ERROR for finding in findings):
        raise _refusal(path, findings)
    targets = _targets(report, path, formats, out, draft=draft)
    for target in targets:
        _refuse_same(target, path)
    refuse_existing(targets, force=force)
    for target, content in zip(targets, _documents(report, formats, draft=draft), strict=True):
        write_new(target, content, force=force)
    return Exported(tuple(targets), draft, findings)


def finished_report(path: Path) -> tuple[Report, tuple[Finding, ...]]:
    """The report with its texts finished for publication, and the reader's notes on the file."""
    if path.suffix.lower() == DATA_SUFFIX:
        from xl_tools.narrative.compose import finished_narrative

        report = read_data_file(path)
        return replace(report, narrative=finished_narrative(report)), ()
    return finished_workbook(_open(path))


def finished_workbook(opened: Opened) -> tuple[Report, tuple[Finding, ...]]:
    """As finished_report, of a workbook that has been read."""
    from xl_tools.narrative.compose import finished_narrative
    from xl_tools.workbook.texts import edited_texts

    refuse_without_year(opened)
    report = replace(opened.report, narrative=edited_texts(opened))
    return replace(report, narrative=finished_narrative(report)), opened.notes


def findings_of(opened: Opened) -> tuple[Finding, ...]:
    """Findings on an opened workbook: the reader's notes first, then the rules on numbers and finished texts."""
    from xl_tools.workbook.texts import judged_report

    def locate(key: str) -> Place:
        spot = opened.spots.get(key)
        return spot.place if spot else opened.layout.locate(key)

    report, stale = judged_report(opened)
    return (*opened.notes, *stale, *validate(report, locate))


def refuse_without_year(opened: Opened) -> None:
    """Raise WorkbookError if 封面 has no year that can be read: no sentence may state another one."""
    year = opened.spots["report.year"].place
    if any(year in note.places and note.severity is Severity.ERROR for note in opened.notes):
        raise WorkbookError(
            f"封面（{year.address}）没有可以识别的年度，不能成文。", code="W52", hint="请填写四位数的年份，例如 2025。"
        )


def placeholders(texts: Iterable[str]) -> tuple[str, ...]:
    """What texts still ask somebody to fill in, each once: 〔待填：……〕."""
    from xl_tools.validation.checks import PLACEHOLDER

    return tuple(dict.fromkeys(found for text in texts for found in PLACEHOLDER.findall(text)))


def timestamp() -> str:
    """The present time as 修改记录 shows it."""
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def _findings(report: Report) -> tuple[Finding, ...]:
    if report.narrative:
        from xl_tools.narrative.compose import finished_own, show_unknown

        texts = finished_own(report)
        report = replace(report, narrative={key: show_unknown(text) for key, text in texts.items()})
    return validate(report, layout_for_year(report.form, report.year).locate)


def _open(path: Path) -> Opened:
    from xl_tools.workbook.reader import read_workbook

    return read_workbook(path)


def _write_workbook(report: Report, out: Path, *, force: bool) -> Path:
    from xl_tools.workbook.template import build_workbook

    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{out.name}”。", code="W50")
    refuse_existing([out], force=force)
    write_new(out, build_workbook(report), force=force)
    return out


def _save_edits(opened: Opened, edits: Any, target: Path | None = None, *, force: bool = False) -> None:
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


def _refuse_same(target: Path, source: Path) -> None:
    """Raise FileExists if both are one file: not even --force may put a result over what it was made from."""
    if same_file(target, source):
        raise FileExists(f"“{target.name}”就是来源文件，不能覆盖。", code="F02", hint="请换一个文件名或文件夹。")


def _edit(path: Path, plan: Callable[[Opened, str], Plan]) -> Edited:
    opened = _open(path)
    made = plan(opened, timestamp())
    if made.edits:
        _save_edits(opened, made.edits)
    return Edited(path, made.action, tuple(one.cell for one in made.changes), made.sentence(done=True))


def _filled(target: Path, written: Sequence[str], kept: Sequence[str], texts: Iterable[str], report: Report) -> Filled:
    from xl_tools.narrative.compose import unknown_slots

    missing = placeholders(texts)
    return Filled(target, tuple(written), tuple(kept), missing, tuple(slot.slot for slot in unknown_slots(report)))


def _documents(report: Report, formats: Sequence[str], *, draft: bool) -> list[bytes]:
    from xl_tools.documents.assemble import assemble
    from xl_tools.narrative.compose import compose

    document = assemble(report, compose(report), draft=draft)
    return [FORMATS[name].write(document, report) for name in formats]


def _targets(report: Report, path: Path, formats: Sequence[str], out: Path | None, *, draft: bool) -> list[Path]:
    if out is not None and not out.is_dir() and out.suffix:
        if len(formats) == 1 and out.suffix.lower() == FORMATS[formats[0]].suffix:
            return [out]
        if out.suffix.lower() in {".doc", ".pdf", *(known.suffix for known in FORMATS.values())}:
            wanted = "、".join(FORMATS[name].suffix for name in formats)
            raise WorkbookError(f"“{out.name}”与要导出的格式（{wanted}）不符。", code="W54")
    folder = out or path.parent
    stem = file_stem(report) + ("（草稿）" if draft else "")
    return [folder / f"{stem}{FORMATS[name].suffix}" for name in formats]


def _refusal(path: Path, findings: Sequence[Finding]) -> ExportRefused:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return ExportRefused(
        f"“{path.name}”还有 {len(errors)} 处错误，不能导出正式文件。",
        findings,
        code="E01",
        hint="请按校验结果改正后再导出；需要先看样子的，可以导出草稿（--draft）。",
    )
