"""使用说明 and 关于."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from xl_tools import __version__
from xl_tools.excel.book import select, template_stamp
from xl_tools.excel.logs import KEEP_DAYS, own_log_folder
from xl_tools.workbook.layout import HELP

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk


def show_help(desk: Desk) -> None:
    """使用说明: go to the sheet that explains every step."""
    select(desk.book, HELP, "A1")


def about(desk: Desk) -> None:
    """关于: versions and log folder, as a text that can be copied out of the box and sent to a technician."""
    desk.dialog.say(
        "政务公开年报：填报、校验、叙述、导出。\n\n"
        "诊断文字（按 Ctrl+C 可复制本框，没有单元格的内容）：\n"
        f"{diagnosis(desk)}\n\n"
        f"日志保留 {KEEP_DAYS} 天，在：\n{desk.log.path.parent if desk.log.path else own_log_folder()}"
    )


def diagnosis(desk: Desk) -> str:
    """Versions of everything that takes part; no contents, no names."""
    import xlwings as xw

    stamp, engine = _template(desk), xw.engines.active
    return "\n".join(
        (
            f"xl_tools {__version__}",
            f"Python {platform.python_version()}（{sys.platform}，{platform.machine()}）",
            f"xlwings {xw.__version__}（{engine.name if engine else ''}）",
            f"表格软件 {desk.book.app.version}",
            f"模板 {stamp}",
        )
    )


def _template(desk: Desk) -> str:
    return template_stamp(desk.book).strip('="') or "（不是本软件的模板）"
