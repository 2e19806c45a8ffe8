"""The one place where untyped UNO is touched by name: finding pyuno, structs, enums and property lists."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any, cast

from xl_tools.soffice import WINDOWS_FOLDERS

PYUNO_VARIABLE = "XL_TOOLS_PYUNO"

_STANDARD_PROGRAM_FOLDERS = {
    "win32": WINDOWS_FOLDERS,
    "darwin": (
        "/Applications/LibreOffice.app/Contents/Resources",
        "/Applications/LibreOffice.app/Contents/Frameworks",
    ),
}
_STANDARD_PYUNO_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib/libreoffice/program")


class UnoMissing(ImportError):
    """Python's bridge to LibreOffice (pyuno) is not installed for this interpreter."""


def load_uno() -> Any:
    """Import pyuno, looking in LibreOffice's own folders only when it is not importable already.

    Folders are appended, never put first, so that no package of the system hides one of this environment.

    Raises:
        UnoMissing: when no folder holds a pyuno this interpreter can load.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    try:
        return _import_uno()
    except ImportError as first:
        reason = first
    for folder in _candidate_folders():
        if not (folder / "uno.py").is_file():
            continue
        added = str(folder)
        if added not in sys.path:
            sys.path.append(added)
        try:
            return _import_uno()
        except ImportError as problem:
            reason = problem
            sys.path.remove(added)
    raise UnoMissing(f"pyuno cannot be imported by this Python ({reason}); set {PYUNO_VARIABLE} to its folder")


def _import_uno() -> Any:
    # pyuno replaces builtins.__import__ with a version that breaks relative "from . import" error messages;
    # importing by name through importlib keeps the standard behaviour for everybody else.
    return importlib.import_module("uno")


def _candidate_folders() -> list[Path]:
    own = os.environ.get(PYUNO_VARIABLE)
    folders = [Path(own)] if own else []
    folders += [Path(folder) for folder in _STANDARD_PROGRAM_FOLDERS.get(sys.platform, ())]
    folders += [Path(folder) for folder in _STANDARD_PYUNO_FOLDERS]
    return folders


def struct(type_name: str, **fields: Any) -> Any:
    """A UNO struct by its full name, with the given fields set."""
    value = load_uno().createUnoStruct(type_name)
    for name, field in fields.items():
        setattr(value, name, field)
    return value


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as the PropertyValue list that UNO methods take."""
    return tuple(struct("com.sun.star.beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def enum(type_name: str, value: str) -> Any:
    """A value of a UNO enumeration, for example enum("com.sun.star.table.CellHoriJustify", "LEFT")."""
    return load_uno().Enum(type_name, value)


def typed(type_name: str, value: object) -> Any:
    """A value with an explicit UNO type, where the callee does not accept the one pyuno would choose."""
    return load_uno().Any(type_name, value)


def invoke(target: Any, method: str, *arguments: Any) -> Any:
    """Call a method whose arguments need the explicit types made by `typed`."""
    return load_uno().invoke(target, method, arguments)


def to_url(path: str | os.PathLike[str]) -> str:
    """A file:// URL as LibreOffice writes it."""
    return cast(str, load_uno().systemPathToFileUrl(os.fspath(path)))


def to_path(url: str) -> str:
    """The path behind a file:// URL; other URLs come back as they are."""
    return cast(str, load_uno().fileUrlToSystemPath(url)) if url.startswith("file:") else url


def uno_exception(name: str = "com.sun.star.uno.Exception") -> type[Exception]:
    """The exception class that pyuno raises for a UNO exception of this name."""
    return cast("type[Exception]", load_uno().getClass(name))


def is_uno_exception(problem: BaseException) -> bool:
    """Whether an exception came from LibreOffice; never loads pyuno to find out."""
    return "uno" in sys.modules and isinstance(problem, uno_exception())
