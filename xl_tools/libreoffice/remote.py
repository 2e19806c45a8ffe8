"""Joining a LibreOffice that somebody else started, by the name of its pipe."""

from __future__ import annotations

from typing import Any

import xlwings as xw

from xl_tools.libreoffice.bridge import load_uno, uno_exception
from xl_tools.libreoffice.dialogs import Dialogs, RecordedDialogs
from xl_tools.libreoffice.engine import attach
from xl_tools.libreoffice.office import OfficeUnavailable


def join(pipe: str, *, dialogs: Dialogs | None = None) -> xw.App:
    """An xlwings App for the LibreOffice that listens on a pipe (``--accept=pipe,name=…;urp;``).

    Args:
        pipe: the pipe's name; `Office.pipe` tells it.
        dialogs: who answers message boxes; by default they are recorded.

    Raises:
        OfficeUnavailable: when nobody listens there.
    """
    return attach(resolve(pipe), dialogs=dialogs or RecordedDialogs())


def resolve(pipe: str) -> Any:
    """The component context behind a pipe."""
    local = load_uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    try:
        return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    except uno_exception("com.sun.star.connection.NoConnectException"):
        raise OfficeUnavailable(f"no LibreOffice listens on the pipe {pipe}") from None
