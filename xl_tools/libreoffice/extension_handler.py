"""The Python file inside the extension: LibreOffice loads it, it finds the package and hands over the press.

It is copied into the extension as text, with the three settings below filled in. It may use nothing but the
standard library and pyuno, because it runs before the package is found, in the Python that LibreOffice brings.
"""

# pyright: basic
from __future__ import annotations

import sys
from typing import Any

import uno  # pyright: ignore
import unohelper  # pyright: ignore
from com.sun.star.frame import XDispatch, XDispatchProvider  # pyright: ignore
from com.sun.star.lang import XInitialization, XServiceInfo  # pyright: ignore

MODULE = "@MODULE@"
VERSION = "@VERSION@"
PATHS = ["@PATHS@"]

IMPLEMENTATION = "xl_tools.libreoffice.Buttons"
SERVICE = "com.sun.star.frame.ProtocolHandler"
PROTOCOL = "xl-tools:"


class Buttons(unohelper.Base, XInitialization, XDispatchProvider, XDispatch, XServiceInfo):  # pyright: ignore
    """Answers the addresses xl-tools:<button>."""

    def __init__(self, context: Any, *_: Any) -> None:
        self.context = context
        self.frame: Any = None

    def initialize(self, args: Any) -> None:
        if args:
            self.frame = args[0]

    def queryDispatch(self, url: Any, *_: Any) -> Any:
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests: Any) -> Any:
        return [self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests]

    def dispatch(self, url: Any, _: Any) -> None:
        for path in PATHS:
            if path not in sys.path:
                sys.path.append(path)
        try:
            from xl_tools.libreoffice import inside
        except Exception as problem:
            self.complain(problem)
            return
        inside.press(self.context, self.frame, MODULE, url.Path, VERSION)

    def complain(self, problem: Exception) -> None:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        text = (
            "年报工具没有在 LibreOffice 自带的 Python 中找到，按钮无法使用。\n"
            "请在命令行运行：xl-tools addin install --libreoffice\n\n"
            f"LibreOffice 的 Python 版本：{found}\n{type(problem).__name__}: {problem}"
        )
        toolkit = self.context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
        window = self.frame.getContainerWindow() if self.frame is not None else None
        toolkit.createMessageBox(window, kind, 1, "年报工具", text).execute()

    def addStatusListener(self, control: Any, url: Any) -> None:
        pass

    def removeStatusListener(self, control: Any, url: Any) -> None:
        pass

    def getImplementationName(self) -> str:
        return IMPLEMENTATION

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> Any:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Buttons, IMPLEMENTATION, (SERVICE,))
