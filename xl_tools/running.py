"""What each command does: read its options, call a task, print in Chinese, give the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.console import say
from xl_tools.documents.formats import ALIASES, formats_named
from xl_tools.errors import XlToolsError
from xl_tools.units import Level, Scope

if TYPE_CHECKING:
    from xl_tools.report import Report

OK, FOUND_ERRORS, CANNOT = 0, 1, 2
PAGE_SUFFIXES = (".html", ".htm")
# Named here as well as in inputs.py, which is not loaded before the reading process is started.
_NO_WORKBOOKS = frozenset(
    {
        *(".json", ".docx", ".docm", ".doc", ".wps", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".txt"),
        *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"),
    }
)
PASTED = "-"
"""Stands for the source where text is piped in."""


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
    return _say(f"已建立空白年报工作簿：{path}")


def import_(options: argparse.Namespace) -> int:
    from xl_tools import screen_import, tasks
    from xl_tools.inputs import is_data, is_published
    from xl_tools.report import Unit

    out: Path | None = options.out
    into: Path | None = options.into
    if into is None and (options.carry_in or options.replace):
        raise XlToolsError(
            "--carry-in 和 --replace 要与 --into 一起用。", code="X05", hint="请写 --into 和本年的工作簿。"
        )
    if options.source == PASTED:
        source = None
    else:
        source = Path(options.source)
        if not is_published(source):
            return _import_report(options, source, is_data(source))
    unit = Unit(options.unit, Level(options.level or "other"), Scope(options.scope)) if options.unit else None
    year, edition = options.year, options.edition
    if source is None:
        read = tasks.read_pasted(_standard_input(), unit=unit, year=year, edition=edition)
    else:
        read = tasks.read_document(source, unit=unit, year=year, edition=edition)
    made: list[str] = []
    if out is not None:
        kept = tasks.keep_import(read, out, review=options.review, force=options.force)
        made += [f"已写入：{kept.file}", f"提取核对：{kept.review}"]
    if into is not None:
        made += _into(options, into, read.extraction.report, read.source)
    if out is None and (into is not None or options.review is not None):
        page = options.review or tasks.review_beside(into or Path(PASTED))
        # The page that goes with a workbook is made anew each time, as the button does it.
        tasks.write_review(read, page, force=options.force or options.review is None)
        made.append(f"提取核对：{page}")
    if options.format == "json":
        screen_import.json_imported(read, made)
    else:
        screen_import.imported(read, made)
    return OK


def _import_report(options: argparse.Namespace, source: Path, is_data: bool) -> int:
    """A data file becomes a workbook; it, or last year's workbook, gives this year's workbook its 上年数据."""
    from xl_tools import tasks

    if options.into is not None:
        if not is_data:
            _start_reader([source])
        last = tasks.last_report(source)
        for line in _into(options, options.into, last, source.name):
            say(line)
        return OK
    if options.out is None:
        raise XlToolsError("没有写要写到哪里。", code="X05", hint="请写 -o 和文件名，或 --into 和本年的工作簿。")
    path = tasks.import_report(source, options.out, force=options.force)
    return _say(f"已写入工作簿：{path}")


def _into(options: argparse.Namespace, into: Path, last: Report, source: str) -> list[str]:
    """Fill 上年数据, and 上年结转 where that is asked for; what differs is told, and kept unless --replace says so."""
    from xl_tools import tasks

    done = [tasks.take_previous(into, last, source, replaced=options.replace)]
    if options.carry_in and done[0].other_unit and not options.replace:
        raise XlToolsError(
            f"{done[0].sentence}单位不同，没有接转。", code="X07", hint="确是同一单位的，请再运行一次，加上 --replace。"
        )
    if options.carry_in:
        done.append(tasks.carry_in(into, replaced=options.replace))
    lines: list[str] = []
    for one in done:
        lines += [one.sentence, *one.crossed, *(f"  {line}" for line in one.differing)]
        if one.differing and not one.replaced:
            lines.append("这些格保留了原来的数；要改成来源的数，请加 --replace。")
    return lines


def _standard_input() -> str:
    """What is piped in: text or HTML in UTF-8, or in the encoding that a page of Chinese Windows has."""
    data = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise XlToolsError(
        "标准输入里不是文字。", code="X06", hint="请把粘贴的内容存成 .txt 或 .html 文件，再导入那个文件。"
    )


def validate(options: argparse.Namespace) -> int:
    _start_reader([*options.files, *options.compare])
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
    _start_reader([options.file])
    from xl_tools import screen, tasks

    screen.filled(tasks.fill(options.file, out=options.out, force=options.force))
    return OK


def export(options: argparse.Namespace) -> int:
    _start_reader([options.file])
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
    _start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.accept(options.file, cell=options.cell, group=options.group, everything=options.all, by=by)
    return _say(made.sentence)


def explain(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.explain(options.file, options.rule, options.text, where=options.where, who=options.by, by=by)
    at = f"（{made.finding.places[0]}）" if made.finding.places else ""
    return _say(f"已记下 {made.by} 对 {made.finding.rule}{at} 的说明：{made.text}")


def prose(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen, tasks

    check = tasks.prose(options.file)
    if options.format == "json":
        screen.json_prose(check)
    else:
        screen.prose(check)
    return FOUND_ERRORS if check.errors else OK


def finalize(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import judging, tasks

    made = tasks.finalize(options.file, by=judging.standard(options.pack))
    return _say(f"已定稿：{made.file}，{made.on}，封存码 {made.code}。封存码只防误改，不防伪造。")


def rules(options: argparse.Namespace) -> int:
    asked: list[str] = options.explain
    if len(asked) > 2:
        raise XlToolsError("--explain 后面写一条规则，再写至多一个文件。", code="R12")
    rule, path = [*asked, "", ""][0], Path(asked[1]) if len(asked) == 2 else None
    if path is not None:
        _start_reader([path])
    from xl_tools import judging, tasks

    out: Path | None = options.out
    page = options.format == "html" or (not options.format and out is not None and out.suffix.lower() in PAGE_SUFFIXES)
    by = judging.standard(options.pack)
    listed = tasks.rules(options.edition, rule=rule, path=path, out=out, page=page, force=options.force, by=by)
    say(f"已写入：{out}" if out else listed.html() if page else listed.text())
    return FOUND_ERRORS if listed.broken else OK


def check(options: argparse.Namespace) -> int:
    _start_reader(options.files)
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
    _start_reader([file, *([against] if against else [])])
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
            return _say(f"“{file.name}”还没有备份；工具改动它以前会自动留下。")
        say(f"“{file.name}”的备份，最近的在前：")
        for version in kept:
            say(f"  {version.sentence}")
        return _say("恢复其中一个：xl-tools restore 文件 --number 序号")
    return _say(tasks.restore_backup(file, options.number, out=options.out, force=options.force).sentence)


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


def ledger(options: argparse.Namespace) -> int:
    from xl_tools import screen_ledger, tasks

    file: Path = options.file
    if options.new:
        if options.year is None:
            raise XlToolsError("没有写台账的年度。", code="X05", hint="请写 --year 和年度，例如 --year 2025。")
        return _say(tasks.new_ledger(file, options.year, previous=options.ledger, force=options.force).sentence)
    _start_reader([file])
    made: list[str] = []
    if options.write:
        built = tasks.build_tables(file, ledger=options.ledger, today=options.today, within=options.within)
        result = built.ledger
        made.append(built.edited.sentence)
    else:
        result = tasks.tally_ledger(file, ledger=options.ledger, today=options.today, within=options.within)
    if options.trace is not None:
        made.append(f"已写入来源明细：{tasks.write_trace(result, options.trace, force=options.force)}")
    if options.format == "json":
        screen_ledger.json_ledger(result, made)
    else:
        screen_ledger.ledger(result, made)
    return FOUND_ERRORS if any(one.stops for one in result.findings) else OK


def migrate(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen_import, tasks

    made = tasks.migrate(options.file, options.out, force=options.force)
    if options.format == "json":
        screen_import.json_migrated(made)
    else:
        screen_import.migrated(made)
    return OK


def _edit(options: argparse.Namespace, task: str) -> int:
    _start_reader([options.file])
    from xl_tools import tasks

    edited: tasks.Edited = getattr(tasks, task)(options.file)
    return _say(edited.sentence)


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


def _start_reader(paths: Sequence[Path]) -> None:
    """Let the process that reads workbooks start while this one is still importing."""
    if any(path.suffix.lower() not in _NO_WORKBOOKS for path in paths):
        from xl_tools.guarded.pool import shared_worker

        shared_worker().start()


def _say(text: str) -> int:
    say(text)
    return OK
