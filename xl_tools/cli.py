"""The command line: parse, call tasks, print in Chinese, set the exit status.

Exit status: 0 clean (queries and notices may stand), 1 errors found or an export refused for them,
2 cannot be done; over several files the worst.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_tools import __version__
from xl_tools.documents.formats import ALIASES, FORMATS
from xl_tools.errors import XlToolsError
from xl_tools.units import Level, Scope

OK, FOUND_ERRORS, CANNOT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _use_utf8()
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except XlToolsError as error:
        from xl_tools import screen

        return FOUND_ERRORS if screen.error(error) else CANNOT
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT
    except OSError as error:
        print(f"文件或文件夹不能使用：{error.filename or ''}（{error.errno}）", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("已中断，没有写完的文件不会留下。", file=sys.stderr)
        return CANNOT


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
    _start_reader(options.files)
    from xl_tools import screen, tasks
    from xl_tools.inputs import find_files

    files = find_files(options.files)
    if not files:
        raise XlToolsError("没有找到可以校验的文件（.xlsx 或 .json）。", code="X01")
    many = len(files) > 1
    worst = OK
    for result in screen.progress(tasks.validate_files(files, mark=options.write), len(files), "校验"):
        if options.format == "json":
            screen.json_result(result, one_line=many)
        else:
            screen.validation(result)
        if result.not_written is not None:
            worst = CANNOT
        worst = max(worst, {"unreadable": CANNOT, "errors": FOUND_ERRORS}.get(result.status, OK))
    return worst


def _fill(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen, tasks

    screen.filled(tasks.fill(options.file, out=options.out, force=options.force))
    return OK


def _export(options: argparse.Namespace) -> int:
    _start_reader([options.file])
    from xl_tools import screen, tasks

    wanted: list[str] = options.to
    formats = list(dict.fromkeys(ALIASES.get(name, name) for name in wanted)) or list(FORMATS)
    screen.exported(tasks.export(options.file, formats, out=options.out, draft=options.draft, force=options.force))
    return OK


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


def _new_options(parser: argparse.ArgumentParser) -> None:
    levels = "、".join(f"{level.value}（{level.label}）" for level in Level)
    scopes = [scope.value for scope in Scope]
    parser.add_argument("out", type=Path, metavar="工作簿", help="要写的 .xlsx 文件")
    parser.add_argument("--year", type=int, required=True, metavar="年度", help="报告年度，例如 2025")
    parser.add_argument("--unit", required=True, metavar="单位", help="填报单位全称")
    parser.add_argument(
        "--level", choices=[level.value for level in Level], default="other", metavar="层级", help=levels
    )
    parser.add_argument(
        "--scope", choices=scopes, default="own", metavar="范围", help="own（本级）或 consolidated（汇总）"
    )
    parser.add_argument("--edition", default="", metavar="版本", help="格式版本；不写则按年度确定")
    parser.add_argument("--previous", type=Path, metavar="上年", help="上年的工作簿或数据文件，数字写入“上年数据”")
    _force(parser)


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="数据文件", help="按约定格式的 .json 文件")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="工作簿", help="要写的 .xlsx 文件")
    _force(parser)


def _validate_options(parser: argparse.ArgumentParser) -> None:
    formats = ["text", "json"]
    parser.add_argument("files", type=Path, nargs="+", metavar="文件", help="工作簿、数据文件或文件夹，可以多个")
    parser.add_argument("--format", choices=formats, default="text", metavar="格式", help="text（默认）或 json")
    parser.add_argument("--write", action="store_true", help="把校验结果写进工作簿的“目录与审核”")


def _fill_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument("-o", "--out", type=Path, metavar="文件", help="写到另一个文件；不写则写回原文件")
    _force(parser)


def _export_options(parser: argparse.ArgumentParser) -> None:
    names = [*FORMATS, *ALIASES]
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument(
        "--to",
        action="extend",
        nargs="+",
        default=[],
        choices=names,
        metavar="格式",
        help=f"{'、'.join(FORMATS)}，可以多个；不写则全部导出",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="位置", help="文件夹；只导出一种格式时可以是文件名")
    parser.add_argument("--draft", action="store_true", help="有错误也导出，文件上标明“草稿”")
    _force(parser)


def _edit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="要改的工作簿；改动记入“修改记录”，可以撤销")


def _addin_options(parser: argparse.ArgumentParser) -> None:
    verbs = ["build", "install", "status", "remove"]
    parser.add_argument(
        "verb", choices=verbs, metavar="动作", help="build 生成、install 安装、status 查看、remove 卸载"
    )
    parser.add_argument("--libreoffice", action="store_true", help="LibreOffice 的扩展，而不是 Excel 的加载项")
    parser.add_argument("-o", "--out", type=Path, default=Path(), metavar="文件夹", help="build 的结果放在哪里")
    _force(parser)


def _demo_options(parser: argparse.ArgumentParser) -> None:
    out = Path("demo-output")
    parser.add_argument("-o", "--out", type=Path, default=out, metavar="文件夹", help=f"结果放在哪里（默认 {out}）")


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
        _new_options,
        _new,
    ),
    Command("import", "把数据文件变成工作簿", ("xl-tools import 年报.json -o 年报.xlsx",), _import_options, _import),
    Command(
        "validate",
        "校验工作簿或数据文件",
        ("xl-tools validate 年报.xlsx", "xl-tools validate 年报.xlsx --write", "xl-tools validate 收件/ --format json"),
        _validate_options,
        _validate,
    ),
    Command("fill", "由数字写出叙述部分", ("xl-tools fill 年报.xlsx",), _fill_options, _fill),
    Command(
        "export",
        "导出 Word、网页和数据文件",
        ("xl-tools export 年报.xlsx --to word html", "xl-tools export 年报.xlsx --to json -o 年报.json"),
        _export_options,
        _export,
    ),
    Command("zero", "空白补零：空白格和填“/”的格改为 0", ("xl-tools zero 年报.xlsx",), _edit_options, _zero),
    Command("nil", "零报告：全部数字填 0", ("xl-tools nil 年报.xlsx",), _edit_options, _nil),
    Command(
        "restore-formulas",
        "恢复公式：总计格改回公式",
        ("xl-tools restore-formulas 年报.xlsx",),
        _edit_options,
        _restore_formulas,
    ),
    Command("undo", "撤销最近一次补零、零报告或恢复公式", ("xl-tools undo 年报.xlsx",), _edit_options, _undo),
    Command(
        "addin",
        "Excel 加载项和 LibreOffice 扩展：生成、安装、查看、卸载",
        ("xl-tools addin install", "xl-tools addin install --libreoffice", "xl-tools addin build -o 加载项"),
        _addin_options,
        _addin,
    ),
    Command("demo", "用两份真实年报走一遍全过程", ("xl-tools demo -o 演示",), _demo_options, _demo),
]
"""Every verb, in the order of the work. A new one is one entry here and one function in tasks.py."""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="xl-tools",
        description="政府信息公开工作年度报告：建立填报簿、校验、填充叙述、导出文件。",
        epilog="各命令的用法：xl-tools 命令 -h。退出码：0 没有错误，1 有错误，2 不能完成。",
    )
    parser.add_argument("--version", action="version", version=f"xl_tools {__version__}", help="显示版本号")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    for command in COMMANDS:
        examples = "例如：\n  " + "\n  ".join(command.examples)
        described = commands.add_parser(
            command.name, help=command.summary, description=f"{command.summary}。", epilog=examples
        )
        described.set_defaults(run=command.run)
        command.options(described)
    return parser


class _Parser(argparse.ArgumentParser):
    """argparse speaking Chinese in what a user sees most: usage, headings and errors."""

    def __init__(self, **settings: object) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False, **settings)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段帮助")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in _ARGPARSE_WORDS:
            message = message.replace(english, chinese)
        self.print_usage(sys.stderr)
        self.exit(CANNOT, f"参数有误：{message}\n")


_ARGPARSE_WORDS = (
    ("the following arguments are required: ", "缺少 "),
    ("unrecognized arguments: ", "不认识 "),
    ("argument ", "“"),
    (": invalid choice: ", "”不能是 "),
    (": invalid int value: ", "”应为整数，不能是 "),
    (": expected one argument", "”后面要写一个值"),
    (": expected at least one argument", "”后面至少要写一个值"),
    ("(choose from ", "（可用："),
    (")", "）"),
)


def _force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")


def _say(text: str) -> int:
    print(text)
    return OK


def _use_utf8() -> None:
    """UTF-8 into pipes and files, whatever the code page; a console keeps its own and shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
