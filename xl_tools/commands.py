"""Every verb of the command line: parse, call tasks, print in Chinese, give the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_tools.documents.formats import ALIASES, formats_named
from xl_tools.errors import XlToolsError
from xl_tools.options import (
    accept_options,
    addin_options,
    check_options,
    demo_options,
    edit_options,
    explain_options,
    export_options,
    fill_options,
    finalize_options,
    import_options,
    new_options,
    prose_options,
    rules_options,
    validate_options,
)
from xl_tools.units import Level, Scope

OK, FOUND_ERRORS, CANNOT = 0, 1, 2
PAGE_SUFFIXES = (".html", ".htm")


def _new(options: argparse.Namespace) -> int:
    from xl_tools import tasks
    from xl_tools.report import Unit

    unit = Unit(options.unit, Level(options.level), Scope(options.scope))
    path = tasks.new(
        options.out, unit, options.year, edition=options.edition, previous=options.previous, force=options.force
    )
    return _say(f"已建立空白年报工作簿：{path}")


def _import(options: argparse.Namespace) -> int:
    from xl_tools import tasks

    path = tasks.import_report(options.source, options.out, force=options.force)
    return _say(f"已写入工作簿：{path}")


def _validate(options: argparse.Namespace) -> int:
    _start_reader([*options.files, *options.compare])
    from xl_tools import judging, screen, tasks
    from xl_tools.inputs import find_files

    files = find_files(options.files)
    if not files:
        raise XlToolsError("没有找到可以校验的文件（.xlsx 或 .json）。", code="X01")
    many = len(files) > 1
    if options.report is not None and many:
        raise XlToolsError("校验报告一次只做一份，请只写一个文件。", code="X03")
    if options.report is not None:
        tasks.refuse_check_report(options.report, force=options.force)
    worst = OK
    by = judging.standard(options.pack, tuple(tasks.read_report(file) for file in find_files(options.compare)))
    if by.pack is not None and options.format == "text":
        print(f"规则包：{by.pack.summary}")
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
                print(line, file=sys.stderr if options.format == "json" else sys.stdout)
        worst = max(worst, {"unreadable": CANNOT, "errors": FOUND_ERRORS}.get(result.status, OK))
    return worst


def _fill(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen, tasks

    screen.filled(tasks.fill(options.file, out=options.out, force=options.force))
    return OK


def _export(options: argparse.Namespace) -> int:
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


def _accept(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.accept(options.file, cell=options.cell, group=options.group, everything=options.all, by=by)
    return _say(made.sentence)


def _explain(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import judging, tasks

    by = judging.standard(options.pack)
    made = tasks.explain(options.file, options.rule, options.text, where=options.where, who=options.by, by=by)
    at = f"（{made.finding.places[0]}）" if made.finding.places else ""
    return _say(f"已记下 {made.by} 对 {made.finding.rule}{at} 的说明：{made.text}")


def _prose(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen, tasks

    check = tasks.prose(options.file)
    if options.format == "json":
        screen.json_prose(check)
    else:
        screen.prose(check)
    return FOUND_ERRORS if check.errors else OK


def _finalize(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import judging, tasks

    made = tasks.finalize(options.file, by=judging.standard(options.pack))
    return _say(f"已定稿：{made.file}，{made.on}，封存码 {made.code}。封存码只防误改，不防伪造。")


def _rules(options: argparse.Namespace) -> int:
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
    print(f"已写入：{out}" if out else listed.html() if page else listed.text())
    return FOUND_ERRORS if listed.broken else OK


def _check(options: argparse.Namespace) -> int:
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


def _demo(options: argparse.Namespace) -> int:
    from xl_tools.demo import run

    return run(options.out)


def _zero(options: argparse.Namespace) -> int:
    return _edit(options, "zero")


def _nil(options: argparse.Namespace) -> int:
    return _edit(options, "nil")


def _restore_formulas(options: argparse.Namespace) -> int:
    return _edit(options, "restore_formulas")


def _undo(options: argparse.Namespace) -> int:
    return _edit(options, "undo")


def _edit(options: argparse.Namespace, task: str) -> int:
    _start_reader([options.file])
    from xl_tools import tasks

    edited: tasks.Edited = getattr(tasks, task)(options.file)
    return _say(edited.sentence)


def _addin(options: argparse.Namespace) -> int:
    from xl_tools import addins

    verb: str = options.verb
    if verb == "build":
        for file in addins.build(options.out, force=options.force):
            print(f"已生成：{file}")
        return OK
    for sentence in addins.manage(verb, libreoffice=options.libreoffice):
        print(sentence)
    return OK


def _start_reader(paths: Sequence[Path]) -> None:
    """Let the process that reads workbooks start while this one is still importing."""
    if any(path.suffix.lower() != ".json" for path in paths):
        from xl_tools.workbook.pool import shared_worker

        shared_worker().start()


@dataclass(frozen=True, slots=True)
class Command:
    """One verb: its name, what it does in Chinese, examples, its options, and what runs it."""

    name: str
    summary: str
    examples: tuple[str, ...]
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS: list[Command] = [
    Command(
        "new",
        "建立空白的年报工作簿",
        ("xl-tools new 年报.xlsx --year 2025 --unit 某某街道办事处 --level subdistrict",),
        new_options,
        _new,
    ),
    Command("import", "把数据文件变成工作簿", ("xl-tools import 年报.json -o 年报.xlsx",), import_options, _import),
    Command(
        "validate",
        "校验工作簿或数据文件",
        (
            "xl-tools validate 年报.xlsx",
            "xl-tools validate 年报.xlsx --write",
            "xl-tools validate 年报.xlsx --report 校验报告.docx",
            "xl-tools validate 收件/ --format json",
        ),
        validate_options,
        _validate,
    ),
    Command(
        "check",
        "寄出前检查：与汇总单位收件时同一套检查",
        ("xl-tools check 年报.xlsx", "xl-tools check 收件/ --format json"),
        check_options,
        _check,
    ),
    Command("fill", "由数字写出叙述部分", ("xl-tools fill 年报.xlsx",), fill_options, _fill),
    Command(
        "export",
        "导出 Word、网页、PDF、图解，或数据文件",
        (
            "xl-tools export 年报.xlsx",
            "xl-tools export 年报.xlsx --to word pdf -o 成品/",
            "xl-tools export 年报.xlsx --to json -o 年报.json",
        ),
        export_options,
        _export,
    ),
    Command("zero", "空白补零：空白格和填“/”的格改为 0", ("xl-tools zero 年报.xlsx",), edit_options, _zero),
    Command("nil", "零报告：全部数字填 0", ("xl-tools nil 年报.xlsx",), edit_options, _nil),
    Command(
        "restore-formulas",
        "恢复公式：总计格改回公式",
        ("xl-tools restore-formulas 年报.xlsx",),
        edit_options,
        _restore_formulas,
    ),
    Command(
        "accept",
        "采纳建议：把最可能填错的格改成建议值",
        (
            "xl-tools accept 年报.xlsx",
            "xl-tools accept 年报.xlsx --cell 三、申请情况!D8",
            "xl-tools accept 年报.xlsx --all",
        ),
        accept_options,
        _accept,
    ),
    Command("undo", "撤销最近一次补零、零报告、恢复公式或采纳建议", ("xl-tools undo 年报.xlsx",), edit_options, _undo),
    Command(
        "explain",
        "填写审核说明：说明核实性提示为什么没有错",
        ("xl-tools explain 年报.xlsx --rule C2 --text 机构改革划入三件规范性文件 --by 填报人",),
        explain_options,
        _explain,
    ),
    Command("prose", "数字核对：正文里的数和表里的数", ("xl-tools prose 年报.xlsx",), prose_options, _prose),
    Command(
        "rules",
        "校验规则：每条的公式、依据和例子",
        (
            "xl-tools rules",
            "xl-tools rules -o 校验规则.html",
            "xl-tools rules --explain A1",
            "xl-tools rules --explain A1 年报.xlsx",
        ),
        rules_options,
        _rules,
    ),
    Command("finalize", "定稿：写入时间和封存码", ("xl-tools finalize 年报.xlsx",), finalize_options, _finalize),
    Command(
        "addin",
        "Excel 加载项和 LibreOffice 扩展：生成、安装、查看、卸载",
        ("xl-tools addin install", "xl-tools addin install --libreoffice", "xl-tools addin build -o 加载项"),
        addin_options,
        _addin,
    ),
    Command("demo", "用两份真实年报走一遍全过程", ("xl-tools demo -o 演示",), demo_options, _demo),
]
"""Every verb, in the order of the work. A new one is one entry here and one function in tasks."""


def _say(text: str) -> int:
    print(text)
    return OK
