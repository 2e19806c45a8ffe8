"""Logs hold no cell contents and no personal data; what is copied for support can be read first and names nobody."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outgoing_books import received
from support.examples import examples
from support.payloads import PAYLOADS

from xl_tools import __version__, tasks
from xl_tools.cli import main
from xl_tools.errors import ApplicationError, TemplateMismatch
from xl_tools.excel import assistance
from xl_tools.excel.desk import Desk
from xl_tools.excel.dialog import failure_text
from xl_tools.excel.logs import FOLDER_VARIABLE, open_log, shown_path
from xl_tools.faults import trail
from xl_tools.forms.load import all_forms
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.template import STAMP_NAME

SECRET = "张三13800000000"
SOURCES = Path(tasks.__file__).parents[1]


# --- errors


def made(kind: str, words: str) -> BaseException:
    """An exception of a kind, that says and keeps the words wherever it can."""
    error: BaseException
    match kind:
        case "exit":
            error = SystemExit(words)
        case "codec":
            error = UnicodeDecodeError("utf-8", words.encode(), 0, 1, words)
        case "file":
            error = FileNotFoundError(2, words, words)
        case "ours":
            error = TemplateMismatch(words, code="T05", hint=words)
        case "group":
            error = ExceptionGroup(words, [ValueError(words)])
        case "key":
            error = KeyError(words)
        case "with code":
            error = type("Odd", (Exception,), {"code": words})(words)
        case _:
            error = ValueError(words)
    error.add_note(words)
    return error


KINDS = ("exit", "codec", "file", "ours", "group", "key", "with code", "value")


def raised(chain: list[tuple[str, bool]], words: str) -> BaseException:
    """The last of a chain of exceptions, raised through code in a file whose path holds the words too."""
    namespace: dict[str, Any] = {"__name__": "a_module"}
    exec(compile("def run(step): step()", f"/home/{words}/{words}.py", "exec"), namespace)

    def step(number: int) -> None:
        kind, on_purpose = chain[number]
        if number == 0:
            raise made(kind, words)
        try:
            namespace["run"](lambda: step(number - 1))
        except BaseException as error:
            raise made(kind, words) from (error if on_purpose else None)

    try:
        step(len(chain) - 1)
    except BaseException as error:
        return error
    raise AssertionError


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=4),
    st.sampled_from([SECRET, *(one.text for one in PAYLOADS if len(one.text) > 6 and one.text.isprintable())]),
)
def test_the_trail_of_an_error_never_holds_its_words(chain: list[tuple[str, bool]], words: str) -> None:
    words = words.replace("/", "-")
    lines = trail(raised(chain, words))
    assert not [line for line in lines if words in line or "/" in line]
    assert lines[0].split()[0] == type(made(chain[-1][0], words)).__name__
    assert ("TemplateMismatch T05" in lines[0]) == (chain[-1][0] == "ours")
    assert any(line.startswith(f"    {__name__}:") and line.endswith(" step") for line in lines)


def test_a_press_that_fails_logs_neither_words_nor_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xl_tools.excel import ribbon

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "张三"))
    for kind in KINDS:
        if kind != "exit":
            monkeypatch.setitem(
                ribbon.HANDLERS, "validate", lambda desk, kind=kind: (_ for _ in ()).throw(made(kind, SECRET))
            )
            press = desk_of()
            ribbon._press(press.desk, "validate", __version__)
            (box,) = press.boxes
            log = press.desk.log.path
            assert log is not None and SECRET not in log.read_text(encoding="utf-8")
            assert kind == "ours" or (log.name in box and "张三" not in box)


def test_a_press_without_a_workbook_tells_only_the_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from xl_tools.excel import ribbon

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))

    def no_workbook() -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr(ribbon, "_caller", no_workbook)
    with pytest.raises(ApplicationError) as caught:
        ribbon.press("validate", __version__)
    # The add-in shows and logs what Python prints: a chain would quote the name of the workbook.
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    (log,) = tmp_path.iterdir()
    assert "KeyError" in log.read_text(encoding="utf-8") and SECRET not in log.read_text(encoding="utf-8")


def test_no_command_logs_anything_of_a_strangers_workbook(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG, "xl_tools")
    file = tmp_path / "来件.xlsx"
    file.write_bytes(received())
    for step in (tasks.validate_file, tasks.prose, tasks.zero):
        step(file)
    assert not [record for record in caplog.records if record.name.startswith("xl_tools")]


# --- what is written into logs, by its source

LOGGED = {"'\\n'.join(answer['trail'])", "'\\n'.join(trail(error))", "', '.join(unbound)", "button_id"}
"""What loggers are given beside constants: trails, the bounds that a system does not grant, the button."""


@cache
def methods_called() -> tuple[tuple[str, ast.Call], ...]:
    """Every call of a method in the package, with the file it stands in."""
    trees = [(file.name, ast.parse(file.read_text(encoding="utf-8"))) for file in sorted(SOURCES.rglob("*.py"))]
    found = ((name, node) for name, tree in trees for node in ast.walk(tree))
    return tuple((name, node) for name, node in found if isinstance(node, ast.Call) and hasattr(node.func, "attr"))


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Those of methods with one of these names."""
    return ((file, call) for file, call in methods_called() if call.func.attr in names)  # type: ignore[attr-defined]


def put_in(node: ast.AST) -> set[str]:
    """What an expression puts into a text, as it is written."""
    if isinstance(node, ast.Constant):
        return set()
    if isinstance(node, ast.JoinedStr):
        return {ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue)}
    return {ast.unparse(node)}


COUNTED = re.compile(r"len\([\w.]+\)|[\w.]+\.number")


def test_only_counts_versions_and_codes_are_noted_in_the_log_of_a_press() -> None:
    buttons = {file.name for file in (SOURCES / "excel").glob("*.py")}
    noted = {(file, text) for file, call in calls("note", "progress") for arg in call.args for text in put_in(arg)}
    assert {(file, text) for file, text in noted if file in buttons and not COUNTED.fullmatch(text)} == {
        ("collecting.py", "made.known"),
        ("collecting.py", "made.read"),
        ("desk.py", "text"),
        ("desk.py", "what"),
        ("findings.py", "' '.join((f'{severity.value}={count}' for severity, count in counts.items()))"),
        ("logs.py", "line"),
        ("ribbon.py", "__version__"),
        ("ribbon.py", "button_id"),
        ("ribbon.py", "version"),
        ("sending.py", "' '.join((f'{number}={step.verdict.value}' for number, step in enumerate(check.steps, 1)))"),
    }


def test_what_desks_write_is_named_by_constants() -> None:
    said = {
        text
        for _, call in calls("write")
        for word in call.keywords
        if word.arg == "what"
        for text in put_in(word.value)
    }
    assert not said


def test_no_traceback_is_put_into_a_text() -> None:
    assert not list(calls("format_exc", "print_exc", "format_exception", "print_exception", "format_tb", "print_tb"))


def test_loggers_get_trails_and_codes() -> None:
    levels = ("debug", "info", "warning", "error", "exception", "critical", "log")
    loggers = ("logging.getLogger(__name__)", "_LOG")
    found = [(file, call) for file, call in calls(*levels) if ast.unparse(call.func.value) in loggers]  # type: ignore[attr-defined]
    assert found
    for file, call in found:
        assert call.func.attr != "exception" and not call.keywords, file  # type: ignore[attr-defined]
        given = {text for arg in call.args for text in put_in(arg)}
        assert given <= {
            "'\\n'.join(answer['trail'])",
            "', '.join(unbound)",
            # One of ours: the letter of the kind of file, and 24.
            "code",
            "button_id",
            "'\\n'.join(trail(error))",
        }, given


# --- what is copied


class Boxes:
    """A desk on no program at all, and the boxes that were shown."""

    def __init__(self, stamp: str) -> None:
        self.boxes: list[str] = []
        names = {STAMP_NAME: SimpleNamespace(refers_to=f'="{stamp}"')} if stamp else {}
        app = SimpleNamespace(version="16.0", alert=lambda text, **_: self.boxes.append(text), status_bar=False)
        book: Any = SimpleNamespace(
            name=f"{SECRET}.xlsx", fullname=f"C:\\Users\\张三\\{SECRET}.xlsx", names=names, app=app
        )
        from xl_tools.excel.dialog import Dialog

        self.desk = Desk(book, Dialog(book.app), open_log("about"))


def desk_of(stamp: str = "") -> Boxes:
    return Boxes(stamp)


FORM = all_forms()[-1]
OURS = layout_for(FORM, FORM).stamp


@pytest.mark.parametrize("stamp", ["", OURS, SECRET, f"{SECRET}|2021|1|{SECRET}", "=1+1|a|b|c", "x" * 4000])
def test_the_box_about_shows_what_is_copied_and_names_nobody(
    stamp: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "张三")
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "张三" / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "张三" / "local"))
    press = desk_of(stamp)
    assistance.about(press.desk)
    (box,) = press.boxes
    # Ctrl+C copies the box as a whole.
    assert not [word for word in (SECRET, "张三", str(tmp_path), "\\Users\\", "=1+1", "xxx") if word in box]
    assert len(box) < 500 and not box.endswith("…")
    assert f"xl_tools {__version__}" in box and "表格软件 16.0" in box
    assert (OURS in box) == (stamp == OURS)
    log = press.desk.log.path
    assert log is not None and log.parent.name in box


def test_the_command_line_has_the_same_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "张三")
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert main(("addin", "about")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"xl_tools {__version__}" and "Python" in lines[1] and "xlwings" in lines[2]
    assert not [line for line in lines if "张三" in line or str(tmp_path) in line]


def test_the_box_of_a_failure_names_the_log_and_not_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "张三"))
    text = failure_text("校验全表", tmp_path / "张三" / "2025.log")
    assert "2025.log" in text and "张三" not in text


LOCAL = {"LOCALAPPDATA": r"C:\Users\张三\AppData\Local", "TEMP": r"C:\Users\ZHANGS~1\AppData\Local\Temp"}
HOMES = {
    "win32": PureWindowsPath(r"C:\Users\张三"),
    "linux": PurePosixPath("/home/张三"),
    "darwin": PurePosixPath("/Users/张三"),
}


@pytest.mark.parametrize(
    ("path", "environment", "platform", "shown"),
    [
        (r"C:\Users\张三\AppData\Local\xl_tools\logs", LOCAL, "win32", r"%LOCALAPPDATA%\xl_tools\logs"),
        (r"c:\users\张三\appdata\local\xl_tools\logs\a.log", LOCAL, "win32", r"%LOCALAPPDATA%\xl_tools\logs\a.log"),
        (r"C:\Users\张三\AppData\Local\xl_tools\logs", {}, "win32", r"%USERPROFILE%\AppData\Local\xl_tools\logs"),
        (r"C:\Users\ZHANGS~1\AppData\Local\Temp\xl_tools-logs", LOCAL, "win32", r"%TEMP%\xl_tools-logs"),
        (r"D:\张三\日志\a.log", LOCAL | {FOLDER_VARIABLE: r"D:\张三\日志"}, "win32", r"%XL_TOOLS_LOGS%\a.log"),
        ("/home/张三/.local/state/xl_tools/logs", {}, "linux", "~/.local/state/xl_tools/logs"),
        ("/state/张三/xl_tools/logs", {"XDG_STATE_HOME": "/state/张三"}, "linux", "$XDG_STATE_HOME/xl_tools/logs"),
        ("/tmp/xl_tools-logs", {}, "linux", "（系统的临时文件夹）/xl_tools-logs"),
        ("/tmp/张三/xl_tools-logs/a.log", {}, "linux", "（系统的临时文件夹）/xl_tools-logs/a.log"),
        ("/Users/张三/Library/Logs/xl_tools", {}, "darwin", "~/Library/Logs/xl_tools"),
        ("/private/张三/T/xl_tools-logs", {"TMPDIR": "/private/张三/T/"}, "darwin", "$TMPDIR/xl_tools-logs"),
        ("/elsewhere/张三/logs", {}, "linux", "（系统的临时文件夹）/logs"),
    ],
)
def test_a_log_is_named_without_the_name_of_its_user(
    path: str, environment: dict[str, str], platform: str, shown: str
) -> None:
    kind: type[PurePath] = PureWindowsPath if platform == "win32" else PurePosixPath
    assert shown_path(kind(path), environment, platform, HOMES[platform]) == shown
