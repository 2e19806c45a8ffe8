"""Names and things on disk: what is no file, cannot be read, never ends, or is called what a program takes for more."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from hostile.cases import Case, base


def _as(name: str):
    """The good workbook, under another name."""

    def place(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(base())
        return path

    return place


def _folder(folder: Path) -> Path:
    path = folder / "年报.xlsx"
    path.mkdir()
    return path


def _link(target: str, name: str = "年报.xlsx"):
    def place(folder: Path) -> Path:
        path = folder / name
        path.symlink_to(target)
        return path

    return place


def _pipe(name: str):
    def place(folder: Path) -> Path:
        path = folder / name
        os.mkfifo(path)
        return path

    return place


def _socket(folder: Path) -> Path:
    path = folder / "s.xlsx"
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        # The address of a socket is short.
        os.chdir(folder)
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)
    return path


def _locked(folder: Path) -> Path:
    path = _as("年报.xlsx")(folder)
    path.chmod(0)
    return path


def _linked(folder: Path) -> Path:
    (folder / "到").mkdir()
    (folder / "到" / "年报.xlsx").write_bytes(base())
    return _link("到/年报.xlsx")(folder)


def _mark(folder: Path) -> Path:
    """What Excel puts beside a workbook while it is open: the user's name, twice."""
    path = folder / "~$年报.xlsx"
    path.write_bytes(b"\x03abc" + b" " * 51 + b"\3\0" + "abc".encode("utf-16-le") + b" \0" * 52)
    return path


_ROOT = os.geteuid() == 0
"""Root may read everything."""
_RAW = os.fsdecode("年报".encode("gbk") + b".xlsx")


def _case(code: str, title: str, place: Callable[[Path], Path], why: str, name: str = "年报.xlsx") -> Case:
    return Case("disk", title, code, why, place=place, gate=False, name=name)


CASES: tuple[Case, ...] = (
    _case("W01", "missing", lambda folder: folder / "没有.xlsx", "a slip of the hand"),
    _case("W01", "link to nothing", _link("没有.xlsx"), "moved away"),
    _case("W03", "link to itself", _link("年报.xlsx"), "who follows it never ends"),
    _case("W02", "folder", _folder, "chosen by mistake"),
    _case("W02", "pipe", _pipe("年报.xlsx"), "who opens it waits for ever"),
    _case("J04", "pipe under the name of a data file", _pipe("年报.json"), "who opens it waits for ever", "年报.json"),
    _case("W02", "socket", _socket, "nothing to open"),
    _case("W02", "device that never ends", _link("/dev/zero"), "read until memory is full"),
    _case(
        "W03", "disk that answers with an error", _link("/proc/self/mem"), "an error of the system, in its own words"
    ),
    _case("" if _ROOT else "W03", "locked", _locked, "somebody else's file"),
    _case("", "link to a good file", _linked, "replaced by a copy when results are written"),
    _case("", "ending in capitals", _as("年报.XLSX"), "Windows knows no difference"),
    _case("", "no ending", _as("年报"), "taken for a workbook"),
    _case("", "name with a line break", _as("年\n报.xlsx"), "forges lines of a log"),
    _case("", "name that clears a terminal", _as("\x1b[2J年报.xlsx"), "shown as it is"),
    _case("", "name with quotes and blanks", _as("a 'b' \"c\" & $(d) %e%.xlsx"), "runs in a shell"),
    _case("", "name of 250 bytes", _as("报" * 81 + "年.xlsx"), "no room for the ending of a temporary file"),
    _case("", "name that is no UTF-8", _as(_RAW), "unpacked from a Chinese Windows"),
    _case("W08", "mark of an open file", _mark, "lies beside every workbook that is open in Excel"),
)
