"""The table of commands: names, what each does in Chinese, examples, options, and what runs it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from xl_tools import running, running_collecting, running_sources
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
    ledger_options,
    migrate_options,
    new_options,
    prose_options,
    restore_options,
    rules_options,
    validate_options,
    verify_options,
)
from xl_tools.options_collecting import (
    board_options,
    consolidate_options,
    letters_options,
    roster_options,
    trace_options,
)


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
        running.new,
    ),
    Command(
        "import",
        "导入：把数据文件或已公布的年报变成工作簿，或写进本年的“上年数据”",
        (
            "xl-tools import 年报.json -o 年报.xlsx",
            "xl-tools import 2024年报.docx -o 2024年报.xlsx",
            "xl-tools import 2024年报.docx --into 2025年报.xlsx --carry-in",
        ),
        import_options,
        running_sources.import_,
    ),
    Command(
        "ledger",
        "台账：由申请和复议诉讼台账生成表三、表四，查超期和差错",
        (
            "xl-tools ledger 台账.xlsx --new --year 2025",
            "xl-tools ledger 年报.xlsx",
            "xl-tools ledger 年报.xlsx --ledger 台账.xlsx --write",
        ),
        ledger_options,
        running_sources.ledger,
    ),
    Command(
        "migrate",
        "迁移旧模板：把旧版模板填报的工作簿搬进现在的模板",
        ("xl-tools migrate 年报.xlsx", "xl-tools migrate 年报.xlsx -o 新年报.xlsx"),
        migrate_options,
        running_sources.migrate,
    ),
    Command(
        "validate",
        "校验工作簿、数据文件或已公布的年报",
        (
            "xl-tools validate 年报.xlsx",
            "xl-tools validate 年报.xlsx --write",
            "xl-tools validate 年报.xlsx --report 校验报告.docx",
            "xl-tools validate 收件/ --format json",
        ),
        validate_options,
        running.validate,
    ),
    Command(
        "check",
        "寄出前检查：与汇总单位收件时同一套检查",
        ("xl-tools check 年报.xlsx", "xl-tools check 收件/ --format json"),
        check_options,
        running.check,
    ),
    Command("fill", "由数字写出叙述部分", ("xl-tools fill 年报.xlsx",), fill_options, running.fill),
    Command(
        "export",
        "导出 Word、网页、PDF、图解，或数据文件",
        (
            "xl-tools export 年报.xlsx",
            "xl-tools export 年报.xlsx --to word pdf -o 成品/",
            "xl-tools export 年报.xlsx --to json -o 年报.json",
        ),
        export_options,
        running.export,
    ),
    Command("zero", "空白补零：空白格和填“/”的格改为 0", ("xl-tools zero 年报.xlsx",), edit_options, running.zero),
    Command("nil", "零报告：全部数字填 0", ("xl-tools nil 年报.xlsx",), edit_options, running.nil),
    Command(
        "restore-formulas",
        "恢复公式：总计格改回公式",
        ("xl-tools restore-formulas 年报.xlsx",),
        edit_options,
        running.restore_formulas,
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
        running.accept,
    ),
    Command("undo", "撤销最近一次由工具改动的数", ("xl-tools undo 年报.xlsx",), edit_options, running.undo),
    Command(
        "restore",
        "恢复备份：列出工具改动以前的版本，恢复其中一个",
        ("xl-tools restore 年报.xlsx", "xl-tools restore 年报.xlsx --number 1"),
        restore_options,
        running.restore,
    ),
    Command(
        "explain",
        "填写审核说明：说明核实性提示为什么没有错",
        ("xl-tools explain 年报.xlsx --rule C2 --text 机构改革划入三件规范性文件 --by 填报人",),
        explain_options,
        running.explain,
    ),
    Command("prose", "数字核对：正文里的数和表里的数", ("xl-tools prose 年报.xlsx",), prose_options, running.prose),
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
        running.rules,
    ),
    Command("finalize", "定稿：写入时间和封存码", ("xl-tools finalize 年报.xlsx",), finalize_options, running.finalize),
    Command(
        "verify",
        "核对封存码：定稿以后有没有改动，改了哪几格",
        (
            "xl-tools verify 年报.xlsx",
            "xl-tools verify 年报.xlsx --against 收到的.xlsx",
            "xl-tools verify 年报.xlsx --code ABCD-EFGH-IJKL-MNOP-QRST",
        ),
        verify_options,
        running.verify,
    ),
    Command(
        "roster",
        "名单：建立应报单位名单，或查看它填得对不对",
        ("xl-tools roster 名单.xlsx --new", "xl-tools roster 名单.xlsx"),
        roster_options,
        running_collecting.roster,
    ),
    Command(
        "consolidate",
        "汇总：读收到的工作簿、压缩包和邮件，对照名单，校验，加总",
        (
            "xl-tools consolidate 收件/ -o 汇总.xlsx --roster 名单.xlsx",
            "xl-tools consolidate -o 汇总.xlsx --errors out --force",
            "xl-tools consolidate -o 汇总.xlsx --same 东湖办=东湖街道办事处 --force",
        ),
        consolidate_options,
        running_collecting.consolidate,
    ),
    Command(
        "board",
        "报送情况：应报、已报、退回、未报、迟报",
        ("xl-tools board 汇总.xlsx",),
        board_options,
        running_collecting.board,
    ),
    Command(
        "trace",
        "查看来源：一个汇总数由哪些单位加成",
        ("xl-tools trace 汇总.xlsx 三、申请情况!D6",),
        trace_options,
        running_collecting.trace,
    ),
    Command(
        "letters",
        "生成退回通知：每个要退回的单位一份，连同邮件草稿；不发送",
        ("xl-tools letters 汇总.xlsx", "xl-tools letters 汇总.xlsx --deadline 2026-01-25"),
        letters_options,
        running_collecting.letters,
    ),
    Command(
        "addin",
        "Excel 加载项和 LibreOffice 扩展：生成、安装、查看、卸载",
        ("xl-tools addin install", "xl-tools addin install --libreoffice", "xl-tools addin build -o 加载项"),
        addin_options,
        running.addin,
    ),
    Command("demo", "用两份真实年报走一遍全过程", ("xl-tools demo -o 演示",), demo_options, running.demo),
]
"""Every verb, in the order of the work. A new one is one entry here and one function in tasks."""
