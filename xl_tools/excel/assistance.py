"""使用说明 and 关于."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from xl_tools import __version__
from xl_tools.excel.book import select, template_stamp
from xl_tools.excel.logs import KEEP_DAYS, own_shown_path
from xl_tools.workbook.identify import stated_layout
from xl_tools.workbook.layout import HELP

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk


def show_help(desk: Desk) -> None:
    """使用说明: go to the sheet that explains every step."""
    select(desk.book, HELP, "A1")


def about(desk: Desk) -> None:
    """关于: versions and log folder, to be read, copied out of the box as a whole, and sent to a technician."""
    folder = desk.log.path.parent if desk.log.path else None
    desk.dialog.say(
        "政务公开年报：填报、校验、叙述、导出。\n\n"
        "诊断文字（按 Ctrl+C 复制本框全部文字；没有单元格的内容，也没有姓名）：\n"
        f"{diagnosis(desk)}\n\n"
        f"日志保留 {KEEP_DAYS} 天，在：\n{own_shown_path(folder)}"
    )


def diagnosis(desk: Desk | None = None) -> str:
    """Versions of everything that takes part; no contents, no names.

    Args:
        desk: without it, as on the command line, nothing is said of a spreadsheet program and a template.
    """
    lines = [
        f"xl_tools {__version__}",
        f"Python {platform.python_version()}（{sys.platform}，{platform.machine()}）",
        f"xlwings {version('xlwings')}",
    ]
    if desk is not None:
        lines += [f"表格软件 {_program(desk)}", f"模板 {_template(desk)}"]
    return "\n".join(lines)


def diagnosis_to_send() -> tuple[str, ...]:
    """The lines of the same text for the command line, and where the logs are."""
    return (*diagnosis().split("\n"), f"日志保留 {KEEP_DAYS} 天，在：{own_shown_path()}")


def _program(desk: Desk) -> str:
    """Its version, and through which engine of xlwings it is spoken to."""
    import xlwings as xw

    engine = xw.engines.active
    return f"{desk.book.app.version}" + (f"（{engine.name}）" if engine else "")


def _template(desk: Desk) -> str:
    """The template's own mark, and nothing that somebody else wrote in its place."""
    stamp = template_stamp(desk.book).strip('="')
    if not stamp:
        return "（不是本软件的模板）"
    return stamp if stated_layout(stamp) else "（版本标记不认识）"
