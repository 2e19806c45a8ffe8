"""One function per button and per command: each does the whole job, returns a result and prints nothing.

Heavy libraries are imported where they are used, so that `validate` starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.datafile import read_data, write_data
from xl_tools.documents.formats import FORMATS
from xl_tools.errors import DataFileError, FileExists, WorkbookError, XlToolsError
from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.report import Report, Unit
from xl_tools.validation.engine import status, validate
from xl_tools.workbook.layout import layout_for_year

if TYPE_CHECKING:
    from xl_tools.workbook.edits import Plan
    from xl_tools.workbook.reader import Opened

DATA_SUFFIX = ".json"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
_LITTER = ("~$", ".~lock.", "._", ".DS_Store", "Thumbs.db")


class ExportRefused(XlToolsError):
    """A final document was asked for while errors stand; `findings` holds everything validation said."""

    default_code = "E00"

    def __init__(self, message: str, findings: Sequence[Finding], *, code: str = "", hint: str = "") -> None:
        super().__init__(message, code=code, hint=hint)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Validation:
    """What validation says of one file: its findings, or the reason why it could not be read."""

    file: Path
    report: Report | None
    findings: tuple[Finding, ...]
    error: XlToolsError | None = None

    @property
    def status(self) -> str:
        """“errors”, “queries”, “clean” or “unreadable”."""
        return "unreadable" if self.error else status(self.findings)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Filled:
    """What `fill` did: texts written, texts kept because people edited them, and what is still to be filled in."""

    file: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    unknown_slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The documents written, whether they are drafts, and the findings that stand."""

    files: tuple[Path, ...]
    draft: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """What an action on numbers did: the cells changed, by id, and a sentence for the user."""

    file: Path
    action: str
    cells: tuple[str, ...]
    sentence: str


def new(
    out: Path, unit: Unit, year: int, *, edition: str = "", previous: Path | None = None, force: bool = False
) -> Path:
    """Write an empty workbook for one unit and year; last year's figures from `previous` where given.

    Raises: FileExists; TemplateMismatch if no edition applies; errors of reading `previous`.
    """
    form = form_for_edition(edition) if edition else form_for_year(year)
    last = None if previous is None else replace(read_report(previous), previous=None)
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
        return _read_data_file(path)
    return _open(path).report


def validate_files(paths: Iterable[Path], *, mark: bool = False) -> Iterator[Validation]:
    """Judge each workbook and data file, one result a file, in the order given.

    A file that cannot be read, or with `mark` not be written, gives a Validation with `error`.
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
            report = _read_data_file(path)
            return Validation(path, report, _findings(report))
        opened = _open(path)
        findings = findings_of(opened)
        if mark:
            from xl_tools.workbook.results import result_edits

            _save_edits(opened, result_edits(opened, findings, f"{datetime.now():%Y-%m-%d %H:%M}"))
        return Validation(path, opened.report, findings)
    except XlToolsError as error:
        return Validation(path, None, (), error)


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Files named, and below folders every workbook and data file; what programs leave behind is skipped."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            suffixes = (*WORKBOOK_SUFFIXES, DATA_SUFFIX)
            found = [item for item in path.rglob("*") if item.is_file() and item.suffix.lower() in suffixes]
            files += sorted(item for item in found if not item.name.startswith(_LITTER))
        else:
            files.append(path)
    return files


def fill(path: Path, *, out: Path | None = None, force: bool = False) -> Filled:
    """Write the narrative from the numbers into a workbook or data file (in place, or to `out`).

    The office's own text is never changed. A finished text that people edited by hand is kept.
    Raises: FileExists, WorkbookError, TemplateMismatch, DataFileError.
    """
    from xl_tools.narrative.compose import finished_narrative

    target = out or path
    if path.suffix.lower() == DATA_SUFFIX:
        report = _read_data_file(path)
        texts = finished_narrative(report)
        _write_text(target, write_data(replace(report, narrative=texts)), force=force or target == path)
        return _filled(target, tuple(texts), (), texts.values(), report)
    from xl_tools.workbook.results import fill_edits

    opened = _open(path)
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
    if not force and (existing := [target for target in targets if target.exists()]):
        raise _exists(existing[0])
    contents = _documents(report, formats, draft=draft)
    from xl_tools.workbook.save import save_bytes

    for target, content in zip(targets, contents, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        save_bytes(target, content, overwrite=force)
    return Exported(tuple(targets), draft, findings)


def finished_report(path: Path) -> tuple[Report, tuple[Finding, ...]]:
    """The report with its texts finished for publication, and the reader's notes on the file."""
    if path.suffix.lower() == DATA_SUFFIX:
        from xl_tools.narrative.compose import finished_narrative

        report = _read_data_file(path)
        return replace(report, narrative=finished_narrative(report)), ()
    return finished_workbook(_open(path))


def finished_workbook(opened: Opened) -> tuple[Report, tuple[Finding, ...]]:
    """As finished_report, of a workbook that has been read."""
    from xl_tools.narrative.compose import finished_narrative
    from xl_tools.workbook.texts import edited_texts

    report = replace(opened.report, narrative=edited_texts(opened))
    return replace(report, narrative=finished_narrative(report)), opened.notes


def findings_of(opened: Opened) -> tuple[Finding, ...]:
    """Findings on an opened workbook: the reader's notes first, then the rules on numbers and finished texts."""
    from xl_tools.workbook.texts import judged_report

    def locate(key: str) -> Place:
        spot = opened.spots.get(key)
        return spot.place if spot else opened.layout.locate(key)

    return (*opened.notes, *validate(judged_report(opened), locate))


def placeholders(texts: Iterable[str]) -> tuple[str, ...]:
    """What texts still ask somebody to fill in, each once: 〔待填：……〕."""
    from xl_tools.validation.checks import PLACEHOLDER

    return tuple(dict.fromkeys(found for text in texts for found in PLACEHOLDER.findall(text)))


def timestamp() -> str:
    """The present time as 修改记录 shows it."""
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def file_stem(report: Report) -> str:
    """The document's title as a file name: 宿迁市2024年政府信息公开工作年度报告."""
    title = report.form.title.format(unit=report.unit.name, year=report.year)
    return "".join("_" if character in '\\/:*?"<>|' or ord(character) < 32 else character for character in title)[:120]


def _findings(report: Report) -> tuple[Finding, ...]:
    return validate(report, layout_for_year(report.form, report.year).locate)


def _read_data_file(path: Path) -> Report:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise DataFileError(f"找不到文件“{path}”。", code="J04") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"“{path.name}”不是 UTF-8 编码的数据文件。", code="J05") from error
    except OSError as error:
        raise DataFileError(f"无法读取“{path}”（{error.strerror}）。", code="J04") from error
    return read_data(text)


def _open(path: Path) -> Opened:
    from xl_tools.workbook.reader import read_workbook

    return read_workbook(path)


def _write_workbook(report: Report, out: Path, *, force: bool) -> Path:
    from xl_tools.workbook.save import save_bytes
    from xl_tools.workbook.template import build_workbook

    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{out.name}”。", code="W50")
    if out.exists() and not force:
        raise _exists(out)
    content = build_workbook(report)
    out.parent.mkdir(parents=True, exist_ok=True)
    save_bytes(out, content, overwrite=force)
    return out


def _save_edits(opened: Opened, edits: Any, target: Path | None = None, *, force: bool = False) -> None:
    from xl_tools.workbook.patch import patch_workbook
    from xl_tools.workbook.save import save_bytes

    target = target or opened.path
    content = patch_workbook(opened.path.read_bytes(), edits)
    if target == opened.path:
        save_bytes(target, content, expected_digest=opened.digest, overwrite=True)
    else:
        if target.exists() and not force:
            raise _exists(target)
        save_bytes(target, content, overwrite=force)


def _edit(path: Path, plan: Callable[[Opened, str], Plan]) -> Edited:
    opened = _open(path)
    made = plan(opened, timestamp())
    if made.edits:
        _save_edits(opened, made.edits)
    return Edited(path, made.action, tuple(one.cell for one in made.changes), made.sentence(done=True))


def _write_text(target: Path, text: str, *, force: bool) -> None:
    from xl_tools.workbook.save import save_bytes

    if target.exists() and not force:
        raise _exists(target)
    save_bytes(target, text.encode(), overwrite=True)


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
    if out is not None and len(formats) == 1 and out.suffix.lower() == FORMATS[formats[0]].suffix:
        return [out]
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


def _exists(path: Path) -> FileExists:
    return FileExists(f"“{path}”已经存在，没有覆盖。", code="F01", hint="需要覆盖时请加 --force，或换一个文件名。")
