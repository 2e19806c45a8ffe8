"""A real click: Xvfb, LibreOffice with the extension, xdotool on a toolbar button, the cells read back."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.reports import PUBLISHED

from xl_tools import __version__, tasks
from xl_tools.libreoffice.engine import connect, release
from xl_tools.libreoffice.extension import TITLE, build_extension
from xl_tools.libreoffice.install import extension_installed, install_extension, package_paths, remove_extension
from xl_tools.libreoffice.office import Office
from xl_tools.workbook.layout import layout_for_year

pytestmark = pytest.mark.soffice

HANDLER = """
import xlwings as xw

def press(button_id, version):
    book = xw.Book.caller()
    sheet = book.sheets.active
    sheet["A1"].value = [[button_id, version, book.name], ["=1+1", True, "校验"]]
    sheet["A2"].select()
    book.app.status_bar = "完成"
"""


@dataclass(frozen=True)
class Button:
    id: str
    label: str
    group: str


# Values of com.sun.star.accessibility.AccessibleRole.
MENU_BAR, TOOL_BAR = 35, 63
PATIENCE = 120.0
"""Seconds after which LibreOffice is taken to hang."""
BUTTONS = [Button("new", "新建年报", "填报"), Button("validate", "校验全表", "校验")]


@pytest.fixture
def display(tmp_path):
    """A screen of our own."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    number = next(n for n in range(90, 120) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    command = ["Xvfb", f":{number}", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: Path(f"/tmp/.X11-unix/X{number}").exists())
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def _probe(folder):
    """The extension with two buttons of a handler made for this test."""
    handlers = folder / "handlers"
    handlers.mkdir()
    (handlers / "click_probe.py").write_text(HANDLER, encoding="utf-8")
    return build_extension(BUTTONS, module="click_probe", version="9.9", python_paths=[*package_paths(), str(handlers)])


def _real(folder):
    """The extension as it is shipped."""
    return build_extension(version=__version__, python_paths=package_paths())


@pytest.fixture
def installed(tmp_path, request):
    """A fresh profile with the extension in it, and nothing anywhere else."""
    package = request.param(tmp_path)
    profile = tmp_path / "profile"
    # Root may only install for everybody: the place for everybody is one of our own here.
    shared = [
        f"-env:UNO_SHARED_PACKAGES={(tmp_path / 'shared').as_uri()}",
        f"-env:UNO_SHARED_PACKAGES_CACHE={(tmp_path / 'shared' / 'cache').as_uri()}",
    ]
    (tmp_path / "shared" / "cache").mkdir(parents=True)
    install_extension(package, profile=profile, options=shared)
    assert extension_installed(profile=profile, options=shared)
    yield profile, shared
    remove_extension(profile=profile, options=shared)
    assert not extension_installed(profile=profile, options=shared)


def _until(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def _position(book, label):
    """Where a button of our toolbar stands on the screen, as LibreOffice tells programs for the blind."""
    window = book.api.CurrentController.Frame.getContainerWindow()
    toolbar = _found(window.getAccessibleContext(), TITLE, TOOL_BAR)
    button = _found(toolbar, label) if toolbar is not None else None
    if button is None:
        return None
    place, size = button.getLocationOnScreen(), button.getSize()
    return place.X + size.Width // 2, place.Y + size.Height // 2


def _click(display, x, y):
    command = ["xdotool", "mousemove", str(x), str(y), "click", "1"]
    subprocess.run(command, env={**os.environ, "DISPLAY": display}, check=True)


def _found(context, name, role=None, depth=0):
    if context.getAccessibleName() == name and role in (None, context.getAccessibleRole()):
        return context
    # The menus hold the same words, and the sheet has more cells than can be visited.
    if depth > 4 or context.getAccessibleRole() == MENU_BAR or context.getAccessibleChildCount() > 200:
        return None
    for index in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(index)
        found = _found(child.getAccessibleContext(), name, role, depth + 1) if child is not None else None
        if found is not None:
            return found
    return None


@pytest.mark.parametrize("installed", [_probe], indirect=True)
def test_a_click_on_the_toolbar_runs_the_handler_inside_libreoffice(display, installed):
    profile, shared = installed
    # The plain X11 windows need no window manager and no further package.
    environment = {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}

    def click() -> None:
        with _office(profile, shared, environment) as office:
            app = connect(office, activate=False)
            try:
                _clicked(app, display)
            finally:
                release(app)

    _tried(click)


def _clicked(app, display):
    book = app.books.add()
    book.api.CurrentController.Frame.getContainerWindow().IsMaximized = True
    _click(display, *_until(lambda: _position(book, "校验全表")))
    sheet = book.sheets[0]
    _until(lambda: sheet["C2"].value == "校验")
    assert sheet["A1:C2"].value == [["validate", 9.9, book.name], [2.0, True, "校验"]]
    assert book.selection.address == "$A$2"
    book.close()


class Stuck(Exception):
    """LibreOffice did not answer any more, and was ended."""


@contextmanager
def _office(profile, shared, environment):
    """LibreOffice with windows; ended where it hangs, so that a call into it fails instead of never coming back."""
    with Office(headless=False, profile=profile, options=shared, environment=environment) as office:
        stuck = threading.Event()

        def end() -> None:
            stuck.set()
            office.kill()

        timer = threading.Timer(PATIENCE, end)
        timer.start()
        try:
            yield office
        except Exception as error:
            if stuck.is_set():
                raise Stuck from error
            raise
        finally:
            timer.cancel()


def _tried(job) -> None:
    """Do something on the screen; once more if LibreOffice hung, as has been seen when the machine was busy."""
    try:
        job()
    except Stuck:
        job()


@pytest.mark.parametrize("installed", [_real], indirect=True)
def test_a_click_on_validate_writes_the_findings_and_marks_the_cells(display, installed, tmp_path):
    """XL_TOOLS_PICTURES names a folder that gets a picture of the screen after the click."""
    workbook = tasks.import_report(PUBLISHED["yanghe-2023"], tmp_path / "洋河 年报.xlsx")
    expected = tasks.validate_file(workbook)
    layout = layout_for_year(expected.report.form, 2023)
    profile, shared = installed
    environment = {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen", "XDG_STATE_HOME": str(tmp_path / "state")}

    def click() -> None:
        with _office(profile, shared, environment) as office:
            _validated(office, display, workbook, layout, expected)

    _tried(click)


def _validated(office, display, workbook, layout, expected):
    app = connect(office, activate=False)
    try:
        book = app.books.open(workbook)
        book.api.CurrentController.Frame.getContainerWindow().IsMaximized = True
        _click(display, *_until(lambda: _position(book, "校验全表")))
        index = book.sheets["目录与审核"]
        first = layout.result(0, "rule")
        _until(lambda: index[first.address].value == "A1", 60)
        if folder := os.environ.get("XL_TOOLS_PICTURES"):
            time.sleep(2)
            picture = str(Path(folder) / "libreoffice-validate.png")
            subprocess.run(["import", "-display", display, "-window", "root", picture], check=True)
        rules = [index[layout.result(row, "rule").address].value for row in range(len(expected.findings) + 1)]
        assert rules == [*(finding.rule for finding in expected.findings), None]
        assert index[layout.mark(0).address].value == f"E|{expected.findings[0].places[0]}"
    finally:
        # The box that tells the verdict is open, and without a window manager no key reaches it.
        release(app)
        office.kill()
