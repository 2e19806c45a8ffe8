"""A press on a toolbar button inside LibreOffice: the caller is set, the handler runs, nothing stays behind."""

from __future__ import annotations

import importlib
import logging
import sys
from typing import Any

import xlwings as xw

from xl_tools.faults import trail
from xl_tools.libreoffice.dialogs import Alert, NativeDialogs
from xl_tools.libreoffice.engine import Calling, attach, session_of

_LOG = logging.getLogger(__name__)
_TITLE = "年报工具"


class _Running:
    """The connection to the LibreOffice around us, made at the first press and kept."""

    app: xw.App | None = None
    busy = False


def press(context: Any, frame: Any, module_name: str, button_id: str, version: str) -> None:
    """Run the handler of a button on the workbook in this window.

    Args:
        context: the component context LibreOffice gave to the toolbar's handler.
        frame: the window that was clicked in.
        module_name: the module whose ``press(button_id, version)`` does the work.
        button_id: which button.
        version: the version of the extension, compared with the package's by the module.
    """
    if _Running.busy:
        # A message box of the first press is open: the toolbar can still be clicked.
        return
    _Running.busy = True
    try:
        _press(context, frame, module_name, button_id, version)
    except Exception as error:
        _LOG.error("button %s failed\n%s", button_id, "\n".join(trail(error)))
        _tell(context, frame, f"按钮“{button_id}”没有完成，工作簿未必已改全，请用“撤销”或不保存关闭。\n\n{_reason()}")
    finally:
        _Running.busy = False


def _press(context: Any, frame: Any, module_name: str, button_id: str, version: str) -> None:
    # Book.caller() looks through the arguments, and the Python inside LibreOffice has none.
    if not hasattr(sys, "argv"):
        sys.argv = [""]
    document = frame.getController().getModel() if frame is not None else None
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        _tell(context, frame, "请先打开年报工作簿，再按这个按钮。")
        return
    app = _Running.app
    if app is None:
        app = _Running.app = attach(context, activate=False)
    session_of(app).activated(document)
    handler = importlib.import_module(module_name)
    with Calling(document, app):
        handler.press(button_id, version)


def _reason() -> str:
    problem = sys.exc_info()[1]
    return f"{type(problem).__name__}: {problem}"


def _tell(context: Any, frame: Any, text: str) -> None:
    NativeDialogs(context).show(Alert(text, _TITLE, "ok", "critical"), frame)
