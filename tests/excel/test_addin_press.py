"""Every button pressed in an independent VBA interpreter, with good and with hostile workbooks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from vba_press import CONFIG, MAC_PYTHON, PYTHON, Office

from xl_tools import __version__
from xl_tools.excel.addin import build_addin
from xl_tools.excel.buttons import buttons
from xl_tools.excel.macros import XLWINGS_MACROS, XLWINGS_VERSION, messages, vba_text, xlwings_file

IDS = [button.id for button in buttons()]
Opener = Callable[..., Office]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("addin") / "xl_tools.xlam"
    file.write_bytes(build_addin())
    return file


@pytest.fixture
def office(addin: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    def opened(**options: bool) -> Office:
        return Office(addin, monkeypatch, **options)

    return opened


def command_of(button: str) -> str:
    return f"import xl_tools.excel.ribbon as r; r.press('{button}', '{__version__}')"


@pytest.mark.parametrize("button", IDS)
def test_button_reaches_its_python_function_in_the_resident_process(
    office: Opener, tmp_path: Path, button: str
) -> None:
    excel = office()
    excel.open_book(tmp_path)
    excel.press(button)
    assert excel.statements == [command_of(button)]
    assert (excel.commands, excel.boxes) == ([], [])
    assert excel.given is not None
    assert excel.given[:2] == ("xlwings._xlwindows", "BOOK_CALLER")
    assert excel.given[2] is excel.app.workbook


@pytest.mark.parametrize("button", IDS)
def test_button_reaches_its_python_function_without_the_resident_process(
    office: Opener, tmp_path: Path, button: str
) -> None:
    excel = office(server=False)
    excel.open_book(tmp_path)
    excel.press(button)
    flags, code, *rest = excel.python_arguments()[0:3], excel.python_arguments()[3], *excel.python_arguments()[4:]
    assert flags == ["-B", "-P", "-c"]
    assert code == f'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;"); {command_of(button)}'
    assert rest[:2] == ["--wb=年报 2024.xlsx", "--from_xl=1"]
    assert rest[3] == "--hwnd=4711"
    assert excel.commands[0].startswith(
        r'C:\Windows\System32\cmd.exe /C C: & cd "C:\用户 甲\xl_tools\Scripts" & '
        r'"C:\用户 甲\xl_tools\Scripts\python.exe" -B'
    )


@pytest.mark.parametrize("button", IDS)
def test_button_reaches_its_python_function_on_macos(office: Opener, tmp_path: Path, button: str) -> None:
    excel = office(mac=True)
    excel.open_book(tmp_path)
    excel.press(button)
    (script,) = excel.scripts
    assert script[:2] == (f"xlwings-{XLWINGS_VERSION}.applescript", "VbaHandler")
    fields = script[2].split("|")
    assert fields[:4] == ["false;;;;;", f"'{MAC_PYTHON}'", command_of(button), "年报 2024.xlsx"]


def test_refused_resident_process_is_said_once_and_not_tried_again(office: Opener, tmp_path: Path) -> None:
    excel = office(server=False)
    excel.open_book(tmp_path)
    for _ in range(3):
        excel.press("validate")
    assert excel.boxes == [(messages()["title"], messages()["no_server"])]
    assert excel.called.count("XLPy") == 1
    assert len(excel.commands) == 3


def test_refused_resident_process_is_not_said_again_after_a_restart(office: Opener, tmp_path: Path) -> None:
    excel = office(server=False)
    excel.settings[CONFIG]["NO UDF SERVER SAID"] = __version__
    excel.open_book(tmp_path)
    excel.press("validate")
    assert excel.boxes == []
    assert len(excel.commands) == 1


def test_resident_process_can_be_switched_off_by_the_user(office: Opener, tmp_path: Path) -> None:
    excel = office()
    excel.settings[CONFIG]["USE UDF SERVER"] = "False"
    excel.open_book(tmp_path)
    excel.press("validate")
    assert "XLPy" not in excel.called
    assert len(excel.commands) == 1


# Every way xlwings' stock text lets a workbook have a say, all at once.
HOSTILE = [(key, r"C:\evil\python.exe") for key in ("INTERPRETER_WIN", "INTERPRETER", "INTERPRETER_MAC")] + [
    ("PYTHONPATH", r"C:\evil"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "True"),
    ("USE UDF SERVER", "False"),
    ("SHOW_ERROR_POPUPS", "False"),
    ("CONDA PATH", r"C:\evil"),
    ("CONDA ENV", "evil"),
    ("LICENSE_KEY", "noncommercial"),
]
HOSTILE_SHEETS = dict.fromkeys(("xl_tools.conf", "xlwings.conf", "_xlwings.conf", "myaddin.conf"), HOSTILE)
HOSTILE_SHEETS |= {"xl_tools.py": [("import os", "")]}


@pytest.mark.parametrize("server", [True, False])
def test_poisoned_sheets_and_folder_change_nothing(office: Opener, tmp_path: Path, server: bool) -> None:
    results: list[tuple[object, ...]] = []
    for folder, sheets in (("clean", {}), ("poisoned", HOSTILE_SHEETS)):
        (tmp_path / folder).mkdir()
        excel = office(server=server)
        book = excel.open_book(tmp_path / folder, sheets=sheets)
        for name in ("xl_tools.conf", "xlwings.conf"):
            file = str(book.parent / name)
            excel.files.add(file)
            excel.settings[file] = dict(HOSTILE)
        before = [view.name for view in excel.app.sheets()]
        excel.exit_code = 1
        excel.press("validate")
        assert [view.name for view in excel.app.sheets()] == before
        assert excel.looked_at <= {CONFIG, PYTHON}
        results.append((excel.commands, excel.statements, excel.boxes))
    assert results[0] == results[1]
    assert "evil" not in repr(results)


def test_stock_text_of_xlwings_would_have_obeyed_the_poisoned_sheet(
    addin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = vba_text(xlwings_file(XLWINGS_MACROS), XLWINGS_MACROS).replace('"myaddin"', '"xlwings"')
    # The interpreter takes no comment behind a directive, and does not compare "False" with True as Excel does.
    stock = stock.replace('If GetConfig("SHOW CONSOLE", False) = True Then', "If False Then")
    stock = re.sub(r"(?m)^( *#(?:Const|If)[^']*?) *'.*$", r"\1", stock)
    excel = Office(addin, monkeypatch, module=stock)
    excel.files.add(r"C:\evil\python.exe")
    excel.open_book(tmp_path, sheets={"xlwings.conf": HOSTILE[:1]})
    excel.app.run("xlwings.RunPython", "import nothing")
    assert r'"C:\evil\python.exe" -B -c' in excel.commands[0]


@pytest.mark.parametrize("interpreter", ["", "python", "python.exe", r"Scripts\python.exe", r"C:\gone\python.exe"])
def test_without_a_full_path_to_an_existing_python_nothing_is_started(
    office: Opener, tmp_path: Path, interpreter: str
) -> None:
    excel = office(server=False)
    excel.settings[CONFIG] = {"INTERPRETER_WIN": interpreter, "INTERPRETER": "python"}
    excel.open_book(tmp_path)
    excel.press("validate")
    assert excel.commands == []
    assert excel.boxes == [(messages()["title"], messages()["no_interpreter"])]


@pytest.mark.parametrize("name", ["a=b.xlsx", "50%PATH%.xlsx"])
def test_name_that_a_command_line_would_change_is_refused_only_there(office: Opener, tmp_path: Path, name: str) -> None:
    refused = office(server=False)
    refused.open_book(tmp_path, name)
    refused.press("validate")
    assert refused.commands == []
    assert refused.boxes[-1] == (messages()["title"], messages()["unusable_name"])
    taken = office()
    taken.open_book(tmp_path, name)
    taken.press("validate")
    assert taken.statements == [command_of("validate")]


@pytest.mark.parametrize("name", ['"x".xlsx', "$(id).xlsx", "`id`.xlsx", "a|b.xlsx", "a=b.xlsx", "a\\b.xlsx"])
def test_name_that_the_shell_of_macos_would_run_is_refused(office: Opener, tmp_path: Path, name: str) -> None:
    excel = office(mac=True)
    excel.open_book(tmp_path, name)
    excel.press("validate")
    assert excel.scripts == []
    assert [(title, text) for _, text, title, _ in excel.app.dialogs] == [
        (messages()["title"], messages()["unusable_name"])
    ]


@pytest.mark.parametrize("name", ["年报 (终稿) & 附件's.xlsx", "a^b;c,d.xlsx", "全角＝号.xlsx"])
def test_odd_but_harmless_names_arrive_whole(office: Opener, tmp_path: Path, name: str) -> None:
    excel = office(server=False)
    excel.open_book(tmp_path, name)
    excel.press("validate")
    assert f' --wb="{name}" ' in excel.commands[0]


def test_workbook_in_onedrive_goes_by_name_and_its_address_nowhere(
    office: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyopenvba.apps.excel._model import Workbook

    excel = office(server=False)
    excel.open_book(tmp_path)
    get = Workbook.vba_get

    def vba_get(target: Workbook, name: str, args: object = (), named: object = None) -> object:
        if name.lower() in ("fullname", "path"):
            raise AssertionError("the address of the workbook was asked for")
        return get(target, name, args, named)

    monkeypatch.setattr(Workbook, "vba_get", vba_get)
    excel.press("validate")
    assert ' --wb="年报 2024.xlsx" ' in excel.commands[0]


def test_without_a_workbook_the_user_is_told_to_open_one(office: Opener) -> None:
    excel = office()
    excel.app.application.active_book = None
    excel.press("validate")
    assert excel.boxes == [(messages()["title"], messages()["no_workbook"])]
    assert excel.statements == []


@pytest.mark.parametrize("log", ["Traceback: ValueError", "", "\r\n \r\n"])
def test_failed_run_is_shown_with_its_log_and_never_as_an_empty_box(office: Opener, tmp_path: Path, log: str) -> None:
    excel = office()
    excel.settings[CONFIG]["USE UDF SERVER"] = "False"
    excel.open_book(tmp_path)
    excel.exit_code, excel.log = 1, log
    excel.press("validate")
    ((title, text),) = excel.boxes
    assert title == messages()["title"]
    assert text == f"{messages()['failed']}\r\n\r\n{log.strip() or messages()['no_reason']}"


def test_error_in_the_resident_process_is_shown(office: Opener, tmp_path: Path) -> None:
    excel = office()
    excel.open_book(tmp_path)
    excel.python_error = "ValueError: 甲"
    excel.press("validate")
    assert [text for _, text in excel.boxes] == [f"{messages()['failed']}\r\n\r\nValueError: 甲"]


def test_python_started_by_a_press_imports_nothing_from_the_current_folder(office: Opener, tmp_path: Path) -> None:
    excel = office(server=False)
    excel.open_book(tmp_path)
    excel.press("validate")
    arguments = excel.python_arguments()
    probe = "import sys, xl_tools, xlwings.utils; print(xl_tools.__file__, xlwings.__file__, '' in sys.path)"
    arguments[3] = arguments[3].replace(command_of("validate"), probe)
    for name in ("xl_tools.py", "xlwings.py", "sys_poison.py"):
        (tmp_path / name).write_text("raise SystemExit('poisoned')", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(given: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *given], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    safe = run(arguments)
    assert safe.returncode == 0, safe.stderr
    assert str(tmp_path) not in safe.stdout
    assert safe.stdout.split()[-1] == "False"
    # Without our flag the same command falls for it.
    assert "poisoned" in run([item for item in arguments if item != "-P"]).stderr
