"""What each command does: read its options, call a task, print in Chinese, give the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from xl_tools.console import say
from xl_tools.documents.formats import ALIASES, formats_named
from xl_tools.errors import XlToolsError
from xl_tools.units import Level, Scope

OK, FOUND_ERRORS, CANNOT = 0, 1, 2
PAGE_SUFFIXES = (".html", ".htm")
# Named here as well as in inputs.py, which is not loaded before the reading process is started.
_NO_WORKBOOKS = frozenset(
    {
        *(".json", ".docx", ".docm", ".doc", ".wps", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".txt"),
        *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"),
    }
)


def new(options: argparse.Namespace) -> int:
    from xl_tools import tasks
    from xl_tools.inputs import is_published
    from xl_tools.report import Unit

    unit = Unit(options.unit, Level(options.level), Scope(options.scope))
    previous: Path | None = options.previous
    read = tasks.read_document(previous) if previous is not None and is_published(previous) else None
    path = tasks.new(
        options.out, unit, options.year, edition=options.edition, previous=previous, read=read, force=options.force
    )
    if read is not None:
        from xl_tools import screen_import

        page = tasks.review_beside(path)
        tasks.write_review(read, page, force=True)
        screen_import.imported(read, [f"提取核对：{page}"])
    return done(f"已建立空白年报工作簿：{path}")


def validate(options: argparse.Namespace) -> int:
    start_reader([*options.files, *options.compare])
    from xl_tools import judging, screen, tasks
    from xl_tools.inputs import documents_below, find_files

    files = find_files(options.files)
    passed_over = documents_below(options.files)
    named = f"另有 {len(passed_over)} 个 Word、网页、PDF 或文本文件没有校验；是年报的，请逐个写出文件名。"
    if not files:
        hint = named if passed_over else ""
        raise XlToolsError("没有找到可以校验的文件（.xlsx 或 .json）。", code="X01", hint=hint)
    if passed_over:
        say(named, error=True)
    many = len(files) > 1
    if options.report is not None and many:
        raise XlToolsError("校验报告一次只做一份，请只写一个文件。", code="X03")
    if options.report is not None:
        tasks.refuse_check_report(options.report, force=options.force)
    worst = OK
    by = judging.standard(options.pack, tuple(tasks.read_report(file) for file in find_files(options.compare)))
    if by.pack is not None and options.format == "text":
        say(f"规则包：{by.pack.summary}")
    for result in screen.progress(tasks.validate_files(files, mark=options.write, by=by), len(files), "校验"):
        if options.format == "json":
            screen.json_result(result, one_line=many)
        else:
            screen.validation(result)
        if result.not_written is not None:
            worst = CANNOT
        if options.report is not None and result.error is None:
            made = tasks.check_report(result.file, options.report, force=options.force, by=by)
            for line in (f"已写出校验报告：{made.file}", *made.remarks):
                say(line, error=options.format == "json")
        worst = max(worst, {"unreadable": CANNOT, "errors": FOUND_ERRORS}.get(result.status, OK))
    return worst


def fill(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import screen, tasks

    screen.filled(tasks.fill(options.file, out=options.out, force=options.force))
    return OK


def export(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import judging, screen, tasks

    wanted: list[str] = options.to
    formats = list(dict.fromkeys(ALIASES.get(name, name) for name in wanted)) or formats_named(options.out)
    by = judging.standard(options.pack)
    setting = tasks.publishing_setting(options.style, pdf_via=options.pdf_via, charts=not options.no_charts)
    made = tasks.export(
        options.file, formats, out=options.out, draft=options.draft, force=options.force, by=by, setting=setting
    )
    screen.exported(made)
    return OK


def accept(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.accept(options.file, cell=options.cell, group=options.group, everything=options.all, by=by)
    return done(made.sentence)


def explain(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.explain(options.file, options.rule, options.text, where=options.where, who=options.by, by=by)
    at = f"（{made.finding.places[0]}）" if made.finding.places else ""
    return done(f"已记下 {made.by} 对 {made.finding.rule}{at} 的说明：{made.text}")


def prose(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import screen, tasks

    check = tasks.prose(options.file)
    if options.format == "json":
        screen.json_prose(check)
    else:
        screen.prose(check)
    return FOUND_ERRORS if check.errors else OK


def finalize(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import judging, tasks

    made = tasks.finalize(options.file, by=judging.standard(options.pack))
    return done(f"已定稿：{made.file}，{made.on}，封存码 {made.code}。封存码只防误改，不防伪造。")


def rules(options: argparse.Namespace) -> int:
    asked: list[str] = options.explain
    if len(asked) > 2:
        raise XlToolsError("--explain 后面写一条规则，再写至多一个文件。", code="R12")
    rule, path = [*asked, "", ""][0], Path(asked[1]) if len(asked) == 2 else None
    if path is not None:
        start_reader([path])
    from xl_tools import judging, tasks

    out: Path | None = options.out
    page = options.format == "html" or (not options.format and out is not None and out.suffix.lower() in PAGE_SUFFIXES)
    by = judging.standard(options.pack)
    listed = tasks.rules(options.edition, rule=rule, path=path, out=out, page=page, force=options.force, by=by)
    say(f"已写入：{out}" if out else listed.html() if page else listed.text())
    return FOUND_ERRORS if listed.broken else OK


def check(options: argparse.Namespace) -> int:
    start_reader(options.files)
    from xl_tools import judging, screen, screen_files, tasks
    from xl_tools.inputs import find_files
    from xl_tools.sending import Verdict

    files = [file for file in find_files(options.files) if file.suffix.lower() != ".json" or file in options.files]
    if not files:
        raise XlToolsError("没有找到可以检查的工作簿（.xlsx）。", code="X01")
    by = judging.standard(options.pack)
    worst = OK
    checks = (tasks.check_before_sending(file, by=by) for file in files)
    for check in screen.progress(checks, len(files), "检查"):
        if options.format == "json":
            screen_files.json_sending(check, one_line=len(files) > 1)
        else:
            screen_files.sending(check)
        status = CANNOT if check.error else FOUND_ERRORS if check.verdict is Verdict.REFUSED else OK
        worst = max(worst, status)
    return worst


def verify(options: argparse.Namespace) -> int:
    file: Path = options.file
    against: Path | None = options.against
    start_reader([file, *([against] if against else [])])
    from xl_tools import screen_files, tasks

    result = tasks.verify(file, against=against, code=options.code, versions=_versions(file))
    if options.format == "json":
        screen_files.json_verified(result)
    else:
        screen_files.verified(result)
    return OK if result.same else FOUND_ERRORS


def _versions(file: Path) -> Iterator[Path]:
    """Backups of a workbook, looked for only when they are asked for."""
    from xl_tools.workbook.backups import backups_of

    yield from (kept.path for kept in backups_of(file))


def restore(options: argparse.Namespace) -> int:
    from xl_tools import tasks

    file: Path = options.file
    if options.number is None:
        kept = tasks.list_backups(file)
        if not kept:
            return done(f"“{file.name}”还没有备份；工具改动它以前会自动留下。")
        say(f"“{file.name}”的备份，最近的在前：")
        for version in kept:
            say(f"  {version.sentence}")
        return done("恢复其中一个：xl-tools restore 文件 --number 序号")
    return done(tasks.restore_backup(file, options.number, out=options.out, force=options.force).sentence)


def demo(options: argparse.Namespace) -> int:
    from xl_tools.demo import run

    return run(options.out)


def zero(options: argparse.Namespace) -> int:
    return _edit(options, "zero")


def nil(options: argparse.Namespace) -> int:
    return _edit(options, "nil")


def restore_formulas(options: argparse.Namespace) -> int:
    return _edit(options, "restore_formulas")


def undo(options: argparse.Namespace) -> int:
    return _edit(options, "undo")


def _edit(options: argparse.Namespace, task: str) -> int:
    start_reader([options.file])
    from xl_tools import tasks

    edited: tasks.Edited = getattr(tasks, task)(options.file)
    return done(edited.sentence)


def addin(options: argparse.Namespace) -> int:
    from xl_tools import addins

    verb: str = options.verb
    if verb == "build":
        for file in addins.build(options.out, force=options.force):
            say(f"已生成：{file}")
        return OK
    for sentence in addins.manage(verb, libreoffice=options.libreoffice):
        say(sentence)
    return OK


def start_reader(paths: Sequence[Path]) -> None:
    """Let the process that reads workbooks start while this one is still importing."""
    if any(path.suffix.lower() not in _NO_WORKBOOKS for path in paths):
        from xl_tools.guarded.pool import shared_worker

        shared_worker().start()


def done(text: str) -> int:
    """Say what was done, and that all went well."""
    say(text)
    return OK
