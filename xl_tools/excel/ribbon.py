"""The door for every button: the add-in's VBA and LibreOffice's toolbar call `press` and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xl_tools import __version__
from xl_tools.errors import ApplicationError, XlToolsError
from xl_tools.excel.assistance import about, show_help
from xl_tools.excel.buttons import buttons
from xl_tools.excel.collecting import consolidate_folder, make_letters, show_board, show_sources
from xl_tools.excel.desk import Desk
from xl_tools.excel.dialog import Dialog
from xl_tools.excel.editing import fill_zeros, new_report, nil_report, restore_formulas, undo
from xl_tools.excel.findings import clear_marks, next_finding, previous_finding, validate
from xl_tools.excel.ledger import build_from_ledger, migrate
from xl_tools.excel.logs import RunLog, open_log
from xl_tools.excel.previous import carry_in, take_previous
from xl_tools.excel.prose import check_prose
from xl_tools.excel.publishing import (
    check_report,
    export_all,
    export_html,
    export_infographic,
    export_pdf,
    export_word,
    fill_narrative,
)
from xl_tools.excel.restoring import restore_backup
from xl_tools.excel.review import accept_suggestion, explain, finalize
from xl_tools.excel.sending import check_before_sending

if TYPE_CHECKING:
    import xlwings as xw

HANDLERS: dict[str, Callable[[Desk], None]] = {
    handler.__name__: handler
    for handler in (
        *(new_report, fill_zeros, nil_report, restore_formulas, undo, restore_backup),
        *(take_previous, carry_in, build_from_ledger, migrate),
        *(validate, next_finding, previous_finding, accept_suggestion, explain),
        *(check_prose, check_report, clear_marks, finalize, check_before_sending),
        *(fill_narrative, export_word, export_html, export_pdf, export_infographic, export_all),
        *(consolidate_folder, show_board, show_sources, make_letters),
        *(show_help, about),
    )
}
"""Every button by its id in macros/ribbon.xml."""


def press(button_id: str, version: str) -> None:
    """Do what a button says, with the workbook in front, and tell the user how it went.

    Args:
        button_id: its id in macros/ribbon.xml.
        version: the version of the add-in or extension that was pressed.

    Raises: ApplicationError P30 if there is no workbook; everything else ends in a box.
    """
    log = open_log(button_id if button_id in HANDLERS else "unknown")
    log.note(f"{button_id!a} add-in {version!a} xl_tools {__version__}")
    try:
        book = _caller()
    except Exception as error:
        log.failure(error)
        raise ApplicationError("没有找到按按钮时打开的工作簿，请重新打开工作簿再按一次。", code="P30") from None
    _press(Desk(book, Dialog(book.app), log), button_id, version)


def _press(desk: Desk, button_id: str, version: str) -> None:
    try:
        handler = _handler(button_id, version)
        handler(desk)
        desk.log.note("done")
    except XlToolsError as error:
        desk.log.failure(error)
        desk.dialog.error(error)
    except Exception as error:
        desk.log.failure(error)
        desk.dialog.failure(_label(button_id), desk.log.path)
    finally:
        _clear_status(desk.book, desk.log)


def _handler(button_id: str, version: str) -> Callable[[Desk], None]:
    if button_id not in HANDLERS:
        raise ApplicationError(
            f"程序里没有按钮“{button_id}”。",
            code="P36",
            hint="请运行 xl-tools addin install 更新加载项，再重新打开表格软件。",
        )
    # 关于 shows the versions, so it must work when they differ.
    if version != __version__ and button_id != "about":
        raise ApplicationError(
            f"加载项的版本是 {version}，程序的版本是 {__version__}，两个不一致，没有做任何改动。",
            code="P37",
            hint="请运行 xl-tools addin install 更新加载项（LibreOffice 加 --libreoffice），再重新打开表格软件。",
        )
    return HANDLERS[button_id]


def _label(button_id: str) -> str:
    return next((button.label for button in buttons() if button.id == button_id), button_id)


def _caller() -> xw.Book:
    import xlwings as xw

    return xw.Book.caller()


def _clear_status(book: xw.Book, log: RunLog) -> None:
    try:
        book.app.status_bar = False
    except Exception as error:
        # The workbook may have been closed meanwhile; the press itself is over.
        log.failure(error)
