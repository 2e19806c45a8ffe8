"""The command line: one parser over all commands, in Chinese; exit statuses.

Exit status: 0 clean (queries and notices may stand), 1 errors found or an export refused for them,
2 cannot be done; over several files the worst.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from xl_tools import __version__
from xl_tools.characters import escaped
from xl_tools.commands import COMMANDS
from xl_tools.console import say
from xl_tools.errors import XlToolsError
from xl_tools.running import CANNOT, FOUND_ERRORS, OK

__all__ = ["CANNOT", "COMMANDS", "FOUND_ERRORS", "OK", "main"]


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
        from xl_tools.refusals import reason

        say(f"“{error.filename or ''}”不能使用（{reason(error)}）。（X04）", error=True)
        return CANNOT
    except KeyboardInterrupt:
        say("已中断，没有写完的文件不会留下。", error=True)
        return CANNOT


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
        # What an option itself has to say of its value follows its name.
        message = message.replace(": 应", "”应")
        self.print_usage(sys.stderr)
        self.exit(CANNOT, f"参数有误：{escaped(message)}\n")


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


def _use_utf8() -> None:
    """UTF-8 into pipes and files, whatever the code page; a console keeps its own and shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
