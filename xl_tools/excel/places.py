"""Where the add-in and its settings go on Windows and macOS; given as a value, so that tests need neither."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from xl_tools.errors import ApplicationError
from xl_tools.excel.xlwings_macros import PROJECT_NAME


class System(Enum):
    """The systems Excel runs on; the value is how the user calls them."""

    WINDOWS = "Windows"
    MACOS = "macOS"


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files of one user.

    Attributes:
        startup: Excel's start-up folder; what lies there is opened, and trusted, at every start.
        config: the file the add-in's macros read their settings from.
        interpreter: full path of the Python that runs the buttons, as that system writes it.
        encoding: how VBA reads the file `config`: the code page of the system, never UTF-8 by itself.
        scripts: macOS: the only folder from which the sandboxed Excel may run a script; else None.
    """

    system: System
    startup: Path
    config: Path
    interpreter: str
    encoding: str
    scripts: Path | None = None

    @property
    def interpreter_key(self) -> str:
        """The name of the interpreter's setting."""
        return "INTERPRETER_WIN" if self.system is System.WINDOWS else "INTERPRETER_MAC"


def real_places() -> Places:
    """The places of this user on this computer.

    Raises: ApplicationError where there is no Excel to put an add-in into.
    """
    if sys.platform == "win32":
        return windows_places(os.environ, sys.executable, locale.getencoding())
    if sys.platform == "darwin":
        return macos_places(Path.home(), sys.executable)
    raise ApplicationError(
        "这台电脑不是 Windows 或 macOS，没有 Excel 可以安装加载项。",
        code="P11",
        hint="在 LibreOffice 里使用，请运行 xl-tools addin install --libreoffice。",
    )


def windows_places(environment: Mapping[str, str], interpreter: str, encoding: str) -> Places:
    """The places on Windows, from APPDATA and USERPROFILE.

    Raises: ApplicationError if one of the two is not set.
    """
    if missing := [name for name in ("APPDATA", "USERPROFILE") if not environment.get(name)]:
        raise ApplicationError(f"没有设置环境变量 {'、'.join(missing)}，找不到 Excel 的文件夹。", code="P12")
    # pythonw has no standard error, which carries what went wrong.
    if interpreter.lower().endswith("pythonw.exe"):
        interpreter = interpreter[: -len("pythonw.exe")] + "python.exe"
    return Places(
        System.WINDOWS,
        Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART",
        Path(environment["USERPROFILE"]) / f".{PROJECT_NAME}" / f"{PROJECT_NAME}.conf",
        interpreter,
        encoding,
    )


def macos_places(home: Path, interpreter: str) -> Places:
    """The places on macOS, where the sandboxed Excel reads settings and scripts only from its own folders."""
    group = home / "Library" / "Group Containers" / "UBF8T346G9.Office"
    # The Finder shows “User Content”; Office itself has made the folder as “User Content.localized”.
    localized = group / "User Content.localized" / "Startup.localized" / "Excel"
    plain = group / "User Content" / "Startup" / "Excel"
    return Places(
        System.MACOS,
        localized if localized.parent.is_dir() else plain,
        home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT_NAME}.conf",
        interpreter,
        # VBA on macOS reads text files in a legacy code page that differs between languages.
        "ascii",
        home / "Library" / "Application Scripts" / "com.microsoft.Excel",
    )
