"""填充 and 导出: finished texts and documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.datafile import write_data
from xl_tools.documents.formats import FORMATS, USUAL, Setting, Written
from xl_tools.errors import DataFileError, WorkbookError, XlToolsError
from xl_tools.finding import Finding
from xl_tools.inputs import DATA_SUFFIX, read_data_file
from xl_tools.judging import Standard, judge_report
from xl_tools.outcomes import Exported, ExportRefused, Filled
from xl_tools.outputs import file_stem, refuse_existing, write_all, write_new
from xl_tools.ownfiles import STYLE
from xl_tools.report import Report
from xl_tools.tasks.files import open_workbook, refuse_same, refuse_without_year, save_edits, timestamp

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened

_SIGNED = {"word", "html", "fragment", "pdf"}
"""Formats that end with 落款, and with the 封存码 of a workbook that is final."""
_LIKE_AN_ENDING = re.compile(r"\.[A-Za-z]{2,5}")


def fill(path: Path, *, out: Path | None = None, force: bool = False) -> Filled:
    """Write the narrative from the numbers: into a workbook (in place, or to `out`), or from a data file to `out`.

    The office's own text is never changed. A finished text that people edited by hand is kept. A data file has
    no second place for finished texts, so it is never filled in place: its slots would be lost.
    Raises: FileExists, WorkbookError, TemplateMismatch, DataFileError.
    """
    from xl_tools.narrative.compose import finished_narrative

    target = out or path
    kind = path.suffix.lower()
    # A workbook with macros is refused further down, which says what to do, whatever the copy was to be called.
    if target.suffix.lower() not in ((kind, ".xlsx") if kind == ".xlsm" else (kind,)):
        raise WorkbookError(f"“{target.name}”应与“{path.name}”是同一种文件。", code="W53")
    if path.suffix.lower() == DATA_SUFFIX:
        if out is None:
            raise DataFileError(
                "数据文件不能就地填充，否则本单位文字里的占位会丢失。", code="J12", hint="请用 -o 写到另一个文件。"
            )
        refuse_same(out, path)
        report = read_data_file(path)
        texts = finished_narrative(report)
        write_new(target, write_data(replace(report, narrative=texts)).encode(), force=force)
        return _filled(target, tuple(texts), (), texts.values(), report)
    from xl_tools.workbook.filling import fill_edits
    from xl_tools.workbook.reader import MACROS

    opened = open_workbook(path)
    if target != path and any(note.rule == MACROS for note in opened.notes):
        raise WorkbookError(
            f"“{path.name}”带有宏，不能把宏带进新的文件“{target.name}”。",
            code="W56",
            hint="请先在 Excel 中另存为“Excel 工作簿（*.xlsx）”，再填充；不写 -o 的，填充写回原文件。",
        )
    refuse_without_year(opened)
    edits, written, kept, finished = fill_edits(opened)
    save_edits(opened, edits, target, force=force)
    return _filled(target, written, kept, finished, opened.report)


def export(
    path: Path,
    formats: Sequence[str] = (),
    *,
    out: Path | None = None,
    draft: bool = False,
    force: bool = False,
    by: Standard | None = None,
    setting: Setting | None = None,
) -> Exported:
    """Build the documents from a workbook or data file.

    Args:
        formats: names of documents.formats.FORMATS, in the order wanted; none means the usual ones.
        out: folder, or a file name where one format is wanted; without it, the folder of `path`.
        draft: export although errors stand, marked 草稿.
        setting: how they look; see `publishing_setting`.

    Raises: ExportRefused while errors stand (with the findings in `.findings`) unless `draft`; FileExists; FontsMissing
        where a format that was asked for needs fonts; ApplicationError where a program that was named is missing.
    """
    seal = ""
    if path.suffix.lower() == DATA_SUFFIX:
        report, notes = finished_report(path)
    else:
        from xl_tools.workbook.finalize import standing_seal

        opened = open_workbook(path)
        report, notes = finished_workbook(opened)
        seal = standing_seal(opened)
    return export_report(
        report, notes, formats, path=path, out=out, draft=draft, force=force, by=by, setting=setting, seal=seal
    )


def export_report(
    report: Report,
    notes: Sequence[Finding],
    formats: Sequence[str] = (),
    *,
    path: Path,
    out: Path | None = None,
    draft: bool = False,
    force: bool = False,
    by: Standard | None = None,
    setting: Setting | None = None,
    seal: str = "",
) -> Exported:
    """As export, from a finished report and the reader's notes on its file.

    Args:
        path: the workbook the report is from, for messages and for the folder.
        seal: its 封存码, see `finalize.standing_seal`; a draft shows none.

    Raises: as export.
    """
    findings = (*notes, *judge_report(report, by or Standard()).findings)
    if not draft and any(finding.stops for finding in findings):
        raise _refusal(path, findings)
    setting = setting or publishing_setting()
    wanted, remarks = _possible(formats, setting)
    targets = _targets(report, path, wanted, out, draft=draft)
    for target in targets:
        refuse_same(target, path)
    refuse_existing(targets, force=force)
    beside = {name: target.name for name, target in zip(wanted, targets, strict=True)}
    files = _documents(report, wanted, replace(setting, beside=beside), draft=draft, seal=seal)
    write_all({target: file.content for target, file in zip(targets, files, strict=True)}, force=force)
    said = (*_lacking_fonts(setting, wanted), *_unsigned(report, wanted), *_not_sealed(notes, wanted, draft=draft))
    remarks = (*remarks, *said, *(line for file in files for line in file.remarks))
    return Exported(tuple(targets), draft, findings, tuple(dict.fromkeys(remarks)))


def publishing_setting(style: Path | None = None, *, pdf_via: str = "typst", charts: bool = True) -> Setting:
    """How documents are written on this computer.

    Args:
        style: a style file (版式); without it the one that the computer is set up with, else 常用公文版式.
        pdf_via: one of documents.formats.PDF_ROUTES.
        charts: False leaves the appendix of pictures out, whatever the style file says.

    Raises: LookError.
    """
    from xl_tools.documents.lookfile import load_look, standard_look

    path = style or STYLE.here()
    look = load_look(path) if path else standard_look()
    return Setting(look if charts else replace(look, charts=False), pdf_via=pdf_via)


def finished_report(path: Path) -> tuple[Report, tuple[Finding, ...]]:
    """The report with its texts finished for publication, and the reader's notes on the file."""
    if path.suffix.lower() == DATA_SUFFIX:
        from xl_tools.narrative.compose import finished_narrative

        report = read_data_file(path)
        return replace(report, narrative=finished_narrative(report)), ()
    return finished_workbook(open_workbook(path))


def finished_workbook(opened: Opened) -> tuple[Report, tuple[Finding, ...]]:
    """As finished_report, of a workbook that has been read."""
    from xl_tools.narrative.compose import finished_narrative
    from xl_tools.workbook.explained import notes_of
    from xl_tools.workbook.finalize import changed_since
    from xl_tools.workbook.texts import edited_texts

    refuse_without_year(opened)
    notes = notes_of(opened, timestamp()[:10])
    # Words beside no finding explain nothing, and a data file has no place for them.
    explanations = tuple(note.explanation for note in notes if note.explanation.rule)
    report = replace(opened.report, narrative=edited_texts(opened), explanations=explanations)
    return replace(report, narrative=finished_narrative(report)), (*opened.notes, *changed_since(opened))


def placeholders(texts: Iterable[str]) -> tuple[str, ...]:
    """What texts still ask somebody to fill in, each once: 〔待填：……〕."""
    from xl_tools.validation.checks import PLACEHOLDER

    return tuple(dict.fromkeys(found for text in texts for found in PLACEHOLDER.findall(text)))


def _filled(target: Path, written: Sequence[str], kept: Sequence[str], texts: Iterable[str], report: Report) -> Filled:
    from xl_tools.narrative.compose import unknown_slots

    missing = placeholders(texts)
    return Filled(target, tuple(written), tuple(kept), missing, tuple(slot.slot for slot in unknown_slots(report)))


def _possible(formats: Sequence[str], setting: Setting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formats to write, and what is left out of the usual ones where a PDF cannot be set.

    A format that was asked for stays, so that its writer refuses it with the reason.
    """
    from xl_tools.documents.typesetting.fonts import families_for

    if formats or setting.pdf_via != "typst":
        return tuple(dict.fromkeys(formats)) or USUAL, ()
    try:
        families_for(setting.look, "body")
    except XlToolsError as error:
        return tuple(name for name in USUAL if name != "pdf"), (f"没有导出 PDF。{error}{error.hint}",)
    return USUAL, ()


def _lacking_fonts(setting: Setting, formats: Sequence[str]) -> tuple[str, ...]:
    """A word on fonts that the style file asks for in vain: most often a slip of the pen."""
    from xl_tools.documents.typesetting.fonts import lacking

    if not {"word", "pdf"} & set(formats):
        return ()
    return tuple(
        f"这台电脑没有版式里的字体“{name}”，用相近的字体代替。请核对字体名称，或先安装这种字体。"
        for name in lacking(setting.look)
    )


def _unsigned(report: Report, formats: Sequence[str]) -> tuple[str, ...]:
    """A word on documents that end without 落款, which a clerk who forgot the date would hardly notice."""
    signed = _SIGNED & set(formats)
    return ("封面没有发布日期，文件末尾没有落款和日期。",) if signed and report.published_on is None else ()


def _not_sealed(notes: Sequence[Finding], formats: Sequence[str], *, draft: bool) -> tuple[str, ...]:
    """A word on documents without 封存码, where 封面 lets people expect one."""
    from xl_tools.workbook.finalize import CHANGED

    expected = any(note.rule == CHANGED for note in notes) and not draft and _SIGNED & set(formats)
    said = "封面写着定稿，但现在的内容没有经过定稿，文件末尾没有封存码。请核对后重新“定稿”，再导出。"
    return (said,) if expected else ()


def _documents(report: Report, formats: Sequence[str], setting: Setting, *, draft: bool, seal: str) -> list[Written]:
    """The file of each format, each checked to hold nothing but what we put there."""
    from xl_tools.documents.assemble import assemble
    from xl_tools.documents.guard import check_published
    from xl_tools.documents.pictures.charts import charts
    from xl_tools.narrative.compose import compose

    figures = charts(report) if setting.look.charts else ()
    document = assemble(report, compose(report), draft=draft, figures=figures, seal=seal)
    files = [FORMATS[name].write(document, report, setting) for name in formats]
    for name, file in zip(formats, files, strict=True):
        check_published(name, file.content)
    return files


def _targets(report: Report, path: Path, formats: Sequence[str], out: Path | None, *, draft: bool) -> list[Path]:
    if out is not None and not out.is_dir() and out.suffix:
        if len(formats) == 1 and out.suffix.lower() == FORMATS[formats[0]].suffix:
            return [out]
        if _LIKE_AN_ENDING.fullmatch(out.suffix):
            wanted = "、".join(dict.fromkeys(FORMATS[name].suffix for name in formats))
            hint = "要放进文件夹的，请先建立这个文件夹；要写成一个文件的，请用相应的结尾，例如 年报.pdf。"
            raise WorkbookError(f"“{out.name}”与要导出的格式（{wanted}）不符。", code="W54", hint=hint)
    folder = out or path.parent
    stem = file_stem(report) + ("（草稿）" if draft else "")
    return [folder / f"{stem}{FORMATS[name].mark}{FORMATS[name].suffix}" for name in formats]


def _refusal(path: Path, findings: Sequence[Finding]) -> ExportRefused:
    errors = [finding for finding in findings if finding.stops]
    return ExportRefused(
        f"“{path.name}”还有 {len(errors)} 处错误，不能导出正式文件。",
        findings,
        code="E01",
        hint="请按校验结果改正后再导出；需要先看样子的，可以导出草稿（--draft）。",
    )
