"""The extension's bytes, and a press as its handler makes it, in a headless LibreOffice."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
import xlwings as xw

from xl_tools.errors import ApplicationError
from xl_tools.libreoffice import inside, install
from xl_tools.libreoffice.extension import IDENTIFIER, build_extension
from xl_tools.libreoffice.parts import HostError

OOR = "{http://openoffice.org/2001/registry}"


@dataclass(frozen=True)
class Button:
    id: str
    label: str
    group: str


BUTTONS = [
    Button("new", "新建年报", "填报"),
    Button("nil", "零报告 & <全部>", "填报"),
    Button("validate", "校验全表", "校验"),
]


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_buttons_give_the_same_bytes():
    assert build_extension(BUTTONS) == build_extension(iter(BUTTONS))
    assert build_extension(BUTTONS, version="2") != build_extension(BUTTONS, version="3")


def test_every_part_is_listed_and_well_formed():
    parts = _parts(build_extension(BUTTONS))
    manifest = ElementTree.fromstring(parts["META-INF/manifest.xml"])
    listed = {entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in manifest}
    assert listed == set(parts) - {"META-INF/manifest.xml", "description.xml"}
    for name, content in parts.items():
        if not name.endswith(".py"):
            ElementTree.fromstring(content)


def test_menu_and_toolbar_hold_the_same_buttons_in_order():
    root = ElementTree.fromstring(_parts(build_extension(BUTTONS))["Addons.xcu"])
    for place in ("OfficeMenuBar", "OfficeToolBar"):
        node = root.find(f".//node[@{OOR}name='{place}']/node[@{OOR}name='{IDENTIFIER}']")
        urls = [p.findtext("value") for p in node.iter("prop") if p.get(f"{OOR}name") == "URL"]
        assert [url for url in urls if url != "private:separator"] == [f"xl-tools:{b.id}" for b in BUTTONS]
    titles = {p.findtext("value") for p in root.iter("prop") if p.get(f"{OOR}name") == "Title"}
    assert {button.label for button in BUTTONS} <= titles


def test_toolbar_items_stand_directly_under_the_toolbar():
    root = ElementTree.fromstring(_parts(build_extension(BUTTONS))["Addons.xcu"])
    toolbar = root.find(f".//node[@{OOR}name='OfficeToolBar']/node[@{OOR}name='{IDENTIFIER}']")
    assert all(child.find("node") is None for child in toolbar)


def test_the_handlers_settings_are_filled_in():
    source = _parts(build_extension(BUTTONS, module="a.b", version="1.2", python_paths=["C:\\年 报"]))[
        "xl_tools_buttons.py"
    ]
    text = source.decode()
    compile(text, "handler", "exec")
    assert "MODULE = 'a.b'" in text and "VERSION = '1.2'" in text and "PATHS = ['C:\\\\年 报']" in text
    assert '"@' not in text


@pytest.mark.parametrize("buttons", [[], [Button("a", "x", "g"), Button("a", "y", "g")]])
def test_no_buttons_or_the_same_twice_are_refused(buttons):
    with pytest.raises(ValueError, match="different ids"):
        build_extension(buttons)


def test_a_module_name_that_is_none_is_refused():
    with pytest.raises(ValueError, match="module"):
        build_extension(BUTTONS, module="a; import os")


def test_a_missing_unopkg_is_told_in_plain_words(monkeypatch, tmp_path):
    soffice = tmp_path / "soffice"
    soffice.touch()
    monkeypatch.setattr(install, "soffice_program", lambda: str(soffice))
    monkeypatch.setattr(install.shutil, "which", lambda _: None)
    with pytest.raises(ApplicationError, match="unopkg") as caught:
        install.find_unopkg()
    assert caught.value.code == "P21"


def test_an_unopkg_that_cannot_be_run_is_told(monkeypatch, tmp_path):
    for name in ("soffice", "unopkg"):
        (tmp_path / name).touch()
    monkeypatch.setattr(install, "soffice_program", lambda: str(tmp_path / "soffice"))
    with pytest.raises(ApplicationError, match="扩展管理程序没有完成") as caught:
        install.extension_installed(profile=tmp_path)
    assert caught.value.code == "P22"


@pytest.mark.soffice
def test_what_libreoffice_does_not_take_is_told_in_its_words(office, tmp_path):
    # Root may only install for everybody: the place for everybody is one of our own here.
    shared = [
        f"-env:UNO_SHARED_PACKAGES={(tmp_path / 'shared').as_uri()}",
        f"-env:UNO_SHARED_PACKAGES_CACHE={(tmp_path / 'shared' / 'cache').as_uri()}",
    ]
    (tmp_path / "shared" / "cache").mkdir(parents=True)
    for job, words in (
        (lambda: install.install_extension(b"no package", profile=tmp_path / "profile", options=shared), "Zip"),
        (lambda: install.remove_extension(profile=tmp_path / "profile", options=shared), IDENTIFIER),
    ):
        with pytest.raises(ApplicationError, match=r"LibreOffice 没有接受扩展“年报工具”：(?s:.)+") as caught:
            job()
        assert caught.value.code == "P23"
        assert words in str(caught.value)


@pytest.mark.soffice
class TestPress:
    """What the handler does with a press, without a screen: the context is that of the running office."""

    @pytest.fixture
    def pressed(self, app, book, office, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(str(tmp_path))
        boxes = []
        monkeypatch.setattr(inside.NativeDialogs, "show", lambda self, alert, frame: boxes.append(alert) or "ok")
        monkeypatch.setattr(inside._Running, "app", app)

        def press(source: str):
            (tmp_path / "pressed_probe.py").write_text(source, encoding="utf-8")
            sys.modules.pop("pressed_probe", None)
            inside.press(office.context, book.api.CurrentController.Frame, "pressed_probe", "validate", "1.0")
            return boxes

        yield press
        sys.modules.pop("pressed_probe", None)

    def test_the_handler_sees_the_workbook_of_the_window(self, pressed, book):
        other = book.app.books.add()
        boxes = pressed(
            "import xlwings as xw\n"
            "def press(button_id, version):\n"
            "    xw.Book.caller().sheets[0]['A1'].value = [button_id, version]\n"
        )
        assert book.sheets[0]["A1:B1"].value == ["validate", 1.0] and boxes == []
        assert other.sheets[0]["A1"].value is None
        assert not hasattr(xw.Book, "_mock_caller")

    def test_a_handler_that_fails_is_told_and_leaves_nothing_behind(self, pressed):
        boxes = pressed("def press(button_id, version):\n    raise ValueError('坏了')\n")
        assert len(boxes) == 1 and "坏了" in boxes[0].prompt and boxes[0].mode == "critical"
        assert not inside._Running.busy and not hasattr(xw.Book, "_mock_caller")

    def test_a_refusal_of_libreoffice_passes_through_every_context(self, pressed, book):
        book.sheets[0].api.protect("")
        boxes = pressed(
            "import xlwings as xw\n"
            "def press(button_id, version):\n"
            "    book = xw.Book.caller()\n"
            "    with book.app.properties(screen_updating=False):\n"
            "        book.sheets[0]['A1'].value = 1\n"
        )
        assert "protected" in boxes[0].prompt and HostError.__name__ in boxes[0].prompt
        assert book.app.screen_updating

    def test_a_press_during_a_press_does_nothing(self, pressed, monkeypatch):
        monkeypatch.setattr(inside._Running, "busy", True)
        assert pressed("raise SystemError") == []
