"""Presses the add-in's buttons in pyOpenVBA's interpreter, which stands in for Excel on Windows or macOS.

What leaves VBA is recorded: command lines, boxes, files looked at. Files, the shell and the resident Python are
stand-ins; everything else is the add-in's own text, run as it was read back out of the .xlam.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter import VBAObject, VBARuntimeError, member, method
from pyopenvba.interpreter import _parse as parse
from pyopenvba.interpreter import _preprocess as preprocess

PYTHON = r"C:\用户 甲\xl_tools\Scripts\python.exe"
CONFIG = r"C:\Users\甲\.xl_tools\xl_tools.conf"
ENVIRONMENT = {"userprofile": r"C:\Users\甲", "systemroot": r"C:\Windows", "temp": r"C:\Temp", "home": "/Users/jia"}
MAC_CONFIG = "/Users/jia/Library/Containers/com.microsoft.Excel/Data//xl_tools.conf"
MAC_PYTHON = "/Users/jia/my env/bin/python"


class Control(VBAObject):
    """The IRibbonControl Excel hands to the callback."""

    def __init__(self, identity: str) -> None:
        self.identity = identity

    @member
    def ID(self) -> object:
        return self.identity


class Shell(VBAObject):
    """WScript.Shell."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @method
    def Run(self, Command: Any, WindowStyle: Any = 0, WaitOnReturn: Any = False) -> object:
        self.office.commands.append(str(Command))
        return self.office.exit_code

    @method
    def Popup(self, Text: Any, Seconds: Any = 0, Title: Any = "", Type: Any = 0) -> object:
        self.office.boxes.append((str(Title), str(Text)))
        return 1

    @method
    def ExpandEnvironmentStrings(self, Text: Any) -> object:
        return str(Text)


class Server(VBAObject):
    """The resident Python, as xlwings' library hands it to VBA."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @method
    def Module(self, Name: Any) -> object:
        return str(Name)

    @method
    def SetAttr(self, Target: Any, Name: Any, Value: Any) -> object:
        self.office.given = (str(Target), str(Name), Value)
        return None

    @method
    def Exec(self, Statement: Any) -> object:
        self.office.statements.append(str(Statement))
        if self.office.python_error:
            raise VBARuntimeError(1001, self.office.python_error)
        return None


class Office:
    """One running Excel with the add-in and the user's workbook open."""

    def __init__(
        self, addin: Path, patch: pytest.MonkeyPatch, *, server: bool = True, mac: bool = False, module: str = ""
    ) -> None:
        self.server, self.mac = server, mac
        self.config = MAC_CONFIG if mac else CONFIG
        self.settings: dict[str, dict[str, str]] = {
            self.config: {"INTERPRETER_MAC": MAC_PYTHON} if mac else {"INTERPRETER_WIN": PYTHON}
        }
        self.files = {PYTHON, self.config}
        self.commands: list[str] = []
        self.statements: list[str] = []
        self.scripts: list[tuple[str, ...]] = []
        self.boxes: list[tuple[str, str]] = []
        self.looked_at: set[str] = set()
        self.called: list[str] = []
        self.given: tuple[str, str, object] | None = None
        self.exit_code = 0
        self.python_error = ""
        self.log = "Traceback: ValueError"
        for name in ("Win16", "Win32", "Win64", "Mac"):
            patch.setitem(preprocess.DEFAULT_CONSTANTS, name, mac if name == "Mac" else not mac and name != "Win16")
        # Then Kill is a call like any other, and the stand-in below answers it.
        patch.delitem(parse._UNSUPPORTED, "kill", raising=False)
        application_get = Application.vba_get

        def vba_get(target: Application, name: str, args: Any = (), named: Any = None) -> object:
            known = {"hwnd": 4711, "path": "/Applications/Microsoft Excel.app/Contents" if mac else r"C:\Office"}
            return known[name.lower()] if name.lower() in known else application_get(target, name, args, named)

        patch.setattr(Application, "vba_get", vba_get)
        self.app = ExcelApplication.open(addin, with_vba=not module)
        if module:
            self.app.add_module(module, name="xlwings")
        self._replace_what_leaves_vba()

    def _replace_what_leaves_vba(self) -> None:
        vba = self.app.interpreter
        fakes: dict[str, Callable[..., object]] = {
            "wscript": lambda *_: Shell(self),
            "xlpy": lambda *_: self._server(),
            "createguid": lambda *_: "GUID",
            "getconfigfromfile": self._setting,
            "saveconfigtofile": lambda file, key, value="": self.settings.setdefault(file, {}).update({key: value}),
            "readfile": lambda *_: self.log,
            "getmacdir": lambda *_: "/Users/jia/Library/Containers/com.microsoft.Excel/Data/",
            "toposixpath": lambda path: path,
        }
        call = vba.call

        def recorded(procedure: Any, runtime: Any, args: list[Any], named: dict[str, Any], *, me: Any = None) -> object:
            self.called.append(procedure.name)
            fake = fakes.get(procedure.name.lower())
            if fake is None:
                return call(procedure, runtime, args, named, me=me)
            plain = procedure.name.lower() != "getconfigfromfile"
            return fake(*(vba._by_value(value) if plain else value for value in args))

        vba.call = recorded  # type: ignore[method-assign]

        def environ(_vba: Any, args: list[Any], _named: Any) -> object:
            return ENVIRONMENT.get(str(args[0]).lower(), "")

        def attributes(_vba: Any, args: list[Any], _named: Any) -> object:
            self.looked_at.add(str(args[0]))
            if str(args[0]) not in self.files:
                raise VBARuntimeError(53, "File not found")
            return 0

        def listed(_vba: Any, args: list[Any], _named: Any) -> object:
            self.looked_at.add(str(args[0]))
            return "found" if str(args[0]) in self.files else ""

        def script(_vba: Any, args: list[Any], _named: Any) -> object:
            self.scripts.append(tuple(str(value) for value in args))
            self.log = ""
            return "0"

        vba._intrinsics = {
            **vba._intrinsics,
            "environ": environ,
            "getattr": attributes,
            "dir": listed,
            "kill": lambda *_: None,
            "applescripttask": script,
        }

    def _server(self) -> Server:
        if not self.server:
            raise VBARuntimeError(1000, "forbidden by policy")
        return Server(self)

    def _setting(self, file: Any, key: Any, slot: Any) -> bool:
        by_value = self.app.interpreter._by_value
        known = self.settings.get(str(by_value(file)), {})
        self.looked_at.add(str(by_value(file)))
        found = {name.lower(): value for name, value in known.items()}.get(str(by_value(key)).lower())
        if found is not None:
            slot.set(found)
        return found is not None

    def open_book(
        self, folder: Path, name: str = "年报 2024.xlsx", sheets: dict[str, list[tuple[str, str]]] | None = None
    ) -> Path:
        """Open a workbook of the user, with sheets of names and values, in front of the add-in."""
        book = Workbook()
        for title, rows in (sheets or {}).items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = folder / name
        book.save(path)
        self.app.open_workbook(path)
        return path

    def press(self, button: str) -> None:
        """What Excel does when the user clicks a button of the ribbon."""
        self.app.run("XlTools.OnRibbonAction", Control(button))

    def python_arguments(self) -> list[str]:
        """The arguments Python gets in the last command line, as Windows splits them."""
        line = self.commands[-1]
        start = line.index(f'"{PYTHON}" -B') + len(PYTHON) + 3
        return shlex.split(line[start : line.index(" 2> ")].replace("\\\\", "\\\\\\\\"))
