"""Books, the App, and how a handler finds the workbook it was called from."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from xl_tools.libreoffice.dialogs import Alert, RecordedDialogs
from xl_tools.libreoffice.engine import Calling
from xl_tools.libreoffice.parts import HostError

pytestmark = pytest.mark.soffice


def _workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("三、申请情况")
        sheet.write_row("A1", [1, "二", True])
        sheet.write_formula("D1", "=A1*3")
    return path


@pytest.mark.parametrize("name", ["plain.xlsx", "年报 2024=定稿's.xlsx"])
def test_a_workbook_opens_saves_and_closes(app, tmp_path, name):
    path = _workbook(tmp_path / name)
    book = xw.Book(path)
    assert (book.name, book.fullname) == (name, str(path))
    # Files made by programs ask to be calculated on opening: XlsxWriter stores 0 beside the formula.
    assert book.sheets["三、申请情况"]["A1:D1"].value == [1.0, "二", True, 3.0]
    book.sheets[0]["A1"].value = 5
    book.save()
    book.close()
    assert app.books.open(path).sheets[0]["D1"].value == 15.0


def test_a_book_is_found_by_name_path_and_number(app, tmp_path):
    path = _workbook(tmp_path / "表.xlsx")
    book = app.books.open(path)
    other = app.books.add()
    assert app.books["表.xlsx"] == app.books[0] == xw.Book(str(path)) == book
    assert xw.Book("表.xlsx") == book
    assert "表.xlsx" in app.books and len(app.books) == 2
    assert app.books.active == other
    book.activate()
    assert app.books.active == xw.books.active == book
    assert app.books.open(path) == book
    with pytest.raises(KeyError):
        app.books["none.xlsx"]
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "none.xlsx")


def test_saving_under_another_name_changes_the_book(app, tmp_path):
    book = app.books.add()
    book.sheets[0]["A1"].value = ["文", True]
    book.save(tmp_path / "新 表.xlsx")
    assert book.name == "新 表.xlsx"
    with zipfile.ZipFile(tmp_path / "新 表.xlsx") as package:
        assert b't="b"' in package.read("xl/worksheets/sheet1.xml")
    book.save(tmp_path / "a.ods")
    book.save(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8").strip() == "文,TRUE"
    with pytest.raises(HostError, match="does not write"):
        book.save(tmp_path / "a.docx")


def test_a_password_locks_the_file(app, tmp_path):
    book = app.books.add()
    book.sheets[0]["A1"].value = 1
    with pytest.raises(HostError, match="cannot lock"):
        book.save(tmp_path / "open.csv", password="secret")
    for name in ("locked.ods", "locked.xlsx"):
        book.save(tmp_path / name, password="secret")
    book.close()
    for name in ("locked.ods", "locked.xlsx"):
        with pytest.raises(HostError):
            app.books.open(tmp_path / name, password="wrong")
        assert app.books.open(tmp_path / name, password="secret").sheets[0]["A1"].value == 1.0


def test_a_file_that_is_no_workbook_is_refused(app, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(HostError, match="could not open"):
        app.books.open(tmp_path / "x.xlsx")
    assert len(app.books) == 0


def test_read_only_books_cannot_be_saved(app, tmp_path):
    path = _workbook(tmp_path / "r.xlsx")
    book = app.books.open(path, read_only=True)
    with pytest.raises(HostError):
        book.save()


def test_a_pdf_is_written(app, book, tmp_path):
    book.sheets[0]["A1"].value = "文"
    book.sheets.add("#hidden")["A1"].value = 1
    assert Path(book.to_pdf(tmp_path / "b.pdf")).read_bytes().startswith(b"%PDF")
    book.sheets[1].to_pdf(tmp_path / "s.pdf", quality="minimum")
    book.sheets[1]["A1"].to_pdf(tmp_path / "r.pdf")
    assert (tmp_path / "s.pdf").exists() and (tmp_path / "r.pdf").exists()
    assert all(sheet.visible for sheet in book.sheets)


def test_the_app_tells_what_it_is(app, office):
    assert app.version >= 16 and app.version.major == 16
    assert app.pid == app.hwnd == office.pid
    assert xw.apps.active == app and app in list(xw.apps) and xw.apps[app.pid] == app
    assert xw.apps.keys() == [app.pid]
    assert app.engine.name == "libreoffice"
    assert Path(app.path).is_dir() and app.startup_path
    assert app.visible is False
    app.activate()


def test_the_status_bar_belongs_to_the_program_until_it_is_used(app, book):
    assert app.status_bar is False
    app.status_bar = "正在校验 3/5"
    assert app.status_bar == "正在校验 3/5"
    app.status_bar = False
    assert app.status_bar is False


def test_switches_are_remembered_and_put_back(app, book):
    with app.properties(screen_updating=False, display_alerts=False, enable_events=False, interactive=False):
        assert not app.screen_updating and not app.display_alerts and not app.enable_events
        book.sheets[0]["A1"].value = 1
        assert book.api.hasControllersLocked()
    assert app.screen_updating and app.display_alerts and app.enable_events and app.interactive
    assert not book.api.hasControllersLocked()


def test_alerts_are_recorded_where_nobody_can_see_them(app, book):
    app.impl.session.dialogs = RecordedDialogs(["yes"])
    assert app.alert("继续？", title="校验", buttons="yes_no_cancel", mode="critical") == "yes"
    assert app.alert("完成") == "ok"
    assert app.alert("删除？", buttons="ok_cancel") == "cancel"
    assert app.impl.session.dialogs.alerts[:2] == [
        Alert("继续？", "校验", "yes_no_cancel", "critical"),
        Alert("完成", "", "ok", None),
    ]
    with pytest.raises(KeyError):
        app.alert("x", buttons="retry")


def test_the_selection_is_that_of_the_active_book(app, book):
    book.sheets[0]["B2:C3"].select()
    assert app.selection.address == book.selection.address == "$B$2:$C$3"
    assert app.selection.sheet == book.sheets[0]
    assert app.range("A1") == book.sheets[0]["A1"]
    book.close()
    assert app.selection is None


def test_the_caller_is_set_for_one_press_only(app, book):
    with Calling(book.api, app) as caller:
        assert xw.Book.caller() == caller == book
        xw.Book.caller().sheets[0]["A1"].value = 1
    assert not hasattr(xw.Book, "_mock_caller")
    book.set_mock_caller()
    assert xw.Book.caller() == book
    del xw.Book._mock_caller


def test_macros_are_refused_with_a_reason(app, book):
    with pytest.raises(NotImplementedError, match="VBA"):
        app.macro("Module1.Main")()
    with pytest.raises(NotImplementedError, match="VBA"):
        book.macro("Main").run(1)


def test_view_and_load_work(app, book):
    pd = pytest.importorskip("pandas")
    sheet = book.sheets[0]
    xw.view(pd.DataFrame({"a": [1, 2]}), sheet=sheet)
    assert sheet.tables[0].range.address == "$A$1:$B$3"
    sheet["A1"].select()
    assert list(xw.load()["a"]) == [1.0, 2.0]


def test_run_python_of_windows_finds_the_workbook_here(app, office, tmp_path):
    """The Python half of xlwings' RunPython, as its own process, against a name with Chinese letters and spaces."""
    path = _workbook(tmp_path / "年报 2024 (1).xlsx")
    book = app.books.open(path)
    (tmp_path / "probe.py").write_text(
        "import xlwings as xw\ndef main():\n    xw.Book.caller().sheets[0]['F1'].value = '到了'\n", encoding="utf-8"
    )
    start = (
        "import sys, xlwings as xw;"
        f"sys.path.append({str(tmp_path)!r});"
        "from xl_tools.libreoffice.remote import join;"
        f"join({office.pipe!r});"
        "import probe; probe.main()"
    )
    arguments = [sys.executable, "-B", "-c", start, f"--wb={path.name}", "--from_xl=1", "--app=", "--hwnd="]
    result = subprocess.run(arguments, capture_output=True, timeout=60, env=os.environ.copy())
    assert result.returncode == 0, result.stderr.decode()
    assert book.sheets[0]["F1"].value == "到了"


def test_a_book_is_a_context_manager(app):
    with app.books.add() as book:
        book.sheets[0]["A1"].value = 1
    assert len(app.books) == 0


def test_an_app_of_our_own_starts_and_ends(app):
    with xw.App(visible=False) as own:
        assert own.books[0].sheets[0]["A1"].value is None
        assert own != app and own in list(xw.apps)
        own.kill()
    assert list(xw.apps) == [app]
    second = xw.apps.add(add_book=False, visible=False)
    assert len(xw.apps) == xw.apps.count == 2 and len(second.books) == 0
    second.quit()
    xw.apps.cleanup()
    assert list(xw.apps) == [app]


@pytest.mark.skipif(not os.environ.get("XL_TOOLS_LONG"), reason="only with XL_TOOLS_LONG=1")
def test_a_hundred_and_fifty_cycles_do_not_fail_or_grow(app, office, tmp_path):
    path = _workbook(tmp_path / "cycle.xlsx")
    before = 0
    for number in range(150):
        # The first cycles load what later ones share.
        before = _megabytes(office.pid) if number == 10 else before
        with app.books.open(path) as book:
            book.sheets[0]["A1"].value = number
            book.save()
    assert app.books.open(path).sheets[0]["D1"].value == 149 * 3
    assert _megabytes(office.pid) - before < 150


def _megabytes(group: int) -> float:
    """Memory of a process group, where the system tells it in /proc; 0 elsewhere."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            total += int(fields[21]) if int(fields[2]) == group else 0
    return total * 4096 / 1e6
