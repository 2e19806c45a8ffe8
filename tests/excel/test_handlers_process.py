"""The Python half of xlwings' RunPython on Windows, as a process of its own, against LibreOffice; and many presses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.reports import PUBLISHED

from xl_tools import __version__, tasks
from xl_tools.excel.logs import FOLDER_VARIABLE
from xl_tools.forms.load import form_for_edition
from xl_tools.workbook.layout import INDEX, layout_for_year

if TYPE_CHECKING:
    import xlwings as xw
    from pressing import Bench

pytestmark = pytest.mark.soffice

# Stands in for Excel's COM: everything else is the command as the add-in's VBA writes it (test_addin_press.py).
CONNECT = """
import atexit, json, os
from pathlib import Path
from xl_tools.libreoffice.bridge import load_uno
from xl_tools.libreoffice.dialogs import RecordedDialogs
from xl_tools.libreoffice.engine import attach
resolver = load_uno().getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
context = resolver.resolve(f"uno:pipe,name={os.environ['TEST_PIPE']};urp;StarOffice.ComponentContext")
dialogs = RecordedDialogs(["ok"])
attach(context, dialogs=dialogs)
told = Path(os.environ["TEST_BOXES"])
atexit.register(lambda: told.write_text(json.dumps([box.prompt for box in dialogs.alerts]), encoding="utf-8"))
"""


@pytest.fixture
def reached(tmp_path: Path) -> Iterator[tuple[xw.App, dict[str, str]]]:
    """A LibreOffice with a second door, and the environment in which a process finds it."""
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from xl_tools.libreoffice.bridge import UnoMissing
    from xl_tools.libreoffice.engine import connect, release
    from xl_tools.libreoffice.office import Office, OfficeUnavailable

    pipe = f"press{uuid.uuid4().hex}"
    door = f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(CONNECT, encoding="utf-8")
    settings = {"PYTHONPATH": str(hooks), "TEST_PIPE": pipe, "TEST_BOXES": str(tmp_path / "boxes.json")}
    try:
        with Office(options=[door]) as office:
            app = connect(office)
            yield app, {**os.environ, **settings, FOLDER_VARIABLE: str(tmp_path / "日志")}
            release(app)
    except (UnoMissing, OfficeUnavailable) as problem:
        pytest.skip(f"LibreOffice: {problem}")


def run_python(name: str, button: str, environment: dict[str, str]) -> tuple[list[str], str]:
    """Run the command; give the boxes shown and what went to standard error, which VBA would show."""
    command = f"import xl_tools.excel.ribbon as r; r.press('{button}', '{__version__}')"
    code = f'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;"); {command}'
    arguments = [f"--wb={name}", "--from_xl=1", "--app=C:\\Office\\EXCEL.EXE", "--hwnd=4711"]
    done = subprocess.run(
        [sys.executable, "-B", "-P", "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    boxes = Path(environment["TEST_BOXES"])
    return (json.loads(boxes.read_text(encoding="utf-8")) if boxes.exists() else []), done.stderr


def test_run_python_reaches_a_workbook_with_chinese_characters_and_spaces_in_its_name(
    reached: tuple[xw.App, dict[str, str]], tmp_path: Path
) -> None:
    app, environment = reached
    path = tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "会仪镇 年报 2021（报送）.xlsx")
    book = app.books.open(str(path))
    app.books.add()
    (box,), trouble = run_python(book.name, "validate", environment)
    assert trouble == ""
    assert box.startswith("校验完毕：错误 3 处")
    layout = layout_for_year(form_for_edition("2021"), 2021)
    assert book.sheets[INDEX][layout.result(0, "rule").address].value == "A3"
    assert book.sheets[INDEX][layout.mark(0).address].value == "E|三、申请情况!J6"
    boxes, trouble = run_python(book.name, "restore_formulas", environment)
    assert trouble == ""
    assert len(boxes) == 2
    assert book.sheets["三、申请情况"]["J6"].formula == "=SUM(D6:I6)"


def test_run_python_without_its_workbook_gives_vba_a_sentence_to_show(
    reached: tuple[xw.App, dict[str, str]],
) -> None:
    _, environment = reached
    boxes, trouble = run_python("没有打开 的.xlsx", "validate", environment)
    assert boxes == []
    assert "没有找到按按钮时打开的工作簿" in trouble


def test_many_presses_in_a_row_give_the_same_each_time(bench: Bench) -> None:
    presses = 150 if os.environ.get("XL_TOOLS_LONG") else 12
    bench.example("huiyi-2021")
    prompts = {bench.press("validate")[0].prompt for _ in range(presses)}
    assert len(prompts) == 1
    assert len(list(bench.logs.glob("*.log"))) == presses
