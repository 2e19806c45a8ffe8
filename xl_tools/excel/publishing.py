"""填充叙述 and the exports: texts written into the workbook, and documents beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.documents.typesetting.fonts import can_print_chinese
from xl_tools.errors import FileExists
from xl_tools.excel.book import folder_of
from xl_tools.excel.surroundings import around_texts
from xl_tools.judging import judge_final
from xl_tools.outputs import file_stem
from xl_tools.workbook.filling import fill_edits
from xl_tools.workbook.finalize import standing_seal
from xl_tools.workbook.patch import Stored

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk

_NAMED = 8


def fill_narrative(desk: Desk) -> None:
    """填充叙述: write the finished texts from the numbers; the office's own text and edited texts stay."""
    opened = desk.read()
    desk.progress("正在写出叙述文字")
    edits, written, kept, texts = fill_edits(opened)
    edits = {place: edit for place, edit in edits.items() if not isinstance(edit, Stored)}
    protected = f"手工改过的 {len(kept)} 部分没有动：{'、'.join(kept)}。\n" if kept else ""
    missing = tasks.placeholders(texts)
    gaps = f"还有待填的地方：{'、'.join(missing[:_NAMED])}{'等' if len(missing) > _NAMED else ''}。" if missing else ""
    if not edits:
        desk.dialog.say(f"成稿已经和数字一致，没有改动。\n{protected}{gaps}".rstrip())
        return
    announced = (
        f"将按表中的数字写出 {len(written)} 部分成稿：{'、'.join(written)}。\n"
        f"{protected}本单位文字不会改动；以前由“填充”写出的成稿会更新。"
    )
    if desk.dialog.ask(announced):
        desk.write(edits, around_texts(opened), what="正在写入成稿")
        desk.dialog.say(f"已写出 {len(written)} 部分成稿。\n{protected}{gaps}".rstrip())


def export_word(desk: Desk) -> None:
    """导出 Word."""
    _export(desk, ("word",))


def export_html(desk: Desk) -> None:
    """导出网页."""
    _export(desk, ("html",))


def export_pdf(desk: Desk) -> None:
    """导出 PDF."""
    _export(desk, ("pdf",))


def export_infographic(desk: Desk) -> None:
    """导出图解: the web page, and the picture where this computer can draw it."""
    _export(desk, ("infographic", "infographic-png") if can_print_chinese() else ("infographic",))


def export_all(desk: Desk) -> None:
    """导出全部: the usual formats."""
    _export(desk, ())


def check_report(desk: Desk) -> None:
    """校验报告: what validation says, as a Word file to sign, beside the workbook."""
    folder = folder_of(desk.book)
    opened = desk.read()
    tasks.refuse_without_year(opened)
    desk.progress("正在校验")
    judged = judge_final(opened, desk.standard)
    out = folder / f"{file_stem(opened.report)}校验报告.docx"
    about = replace(tasks.about_workbook(opened, desk.standard), file=desk.book.name)
    desk.progress("正在写校验报告")
    try:
        made = tasks.write_check_report(opened.report, judged, about, out)
    except FileExists:
        if not desk.dialog.ask("文件夹里已经有以前的校验报告。要用新的覆盖它吗？"):
            return
        made = tasks.write_check_report(opened.report, judged, about, out, force=True)
    names = "\n".join((made.file.name, *made.remarks))
    desk.dialog.say(f"已写出校验报告，在工作簿所在的文件夹：\n\n{names}")


def _export(desk: Desk, formats: Sequence[str]) -> None:
    folder = folder_of(desk.book)
    opened = desk.read()
    desk.progress("正在校验")
    report, notes = tasks.finished_workbook(opened)
    path, draft, force, seal = Path(desk.book.fullname), False, False, standing_seal(opened)
    while True:
        desk.progress("正在导出")
        try:
            made = tasks.export_report(
                report, notes, formats, path=path, out=folder, draft=draft, force=force, by=desk.standard, seal=seal
            )
        except tasks.ExportRefused as error:
            if draft or not desk.dialog.ask(f"{error}（{error.code}）\n\n要先导出草稿吗？文件名和正文都会标明“草稿”。"):
                return
            draft = True
        except FileExists:
            if force or not desk.dialog.ask("文件夹里已经有同名的文件。要用新的覆盖它吗？"):
                return
            force = True
        else:
            break
    names = "\n".join((*(file.name for file in made.files), *made.remarks))
    desk.log.note(f"{len(made.files)} files")
    desk.dialog.say(f"已导出{'草稿' if made.draft else ''} {len(made.files)} 个文件，在工作簿所在的文件夹：\n\n{names}")
