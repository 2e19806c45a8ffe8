"""What a press does when something is wrong with the program, its version, or the workbook's host: boxes and logs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xl_tools import __version__
from xl_tools.errors import ApplicationError, FileExists, TemplateMismatch
from xl_tools.excel.blocks import apply, typed
from xl_tools.excel.dialog import error_text
from xl_tools.excel.logs import FOLDER_VARIABLE, KEEP_DAYS, RunLog, log_folder, open_log
from xl_tools.workbook.patch import Formula, Stored

if TYPE_CHECKING:
    from pressing import Bench

    from xl_tools.excel.desk import Desk

SECRET = "张三 13800000000"


def replaced(monkeypatch: pytest.MonkeyPatch, button: str, handler: Callable[[Desk], None]) -> None:
    from xl_tools.excel import ribbon

    monkeypatch.setitem(ribbon.HANDLERS, button, handler)


def logged(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.log"))]


@pytest.mark.soffice
def test_a_failure_of_the_program_ends_in_a_box_with_a_code_and_the_place_of_its_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(desk: Desk) -> None:
        desk.progress("正在做事")
        raise KeyError(SECRET)

    replaced(monkeypatch, "validate", broken)
    bench.example()
    boxes = [bench.press("validate")[0] for _ in range(2)]
    texts = logged(bench.logs)
    files = sorted(bench.logs.glob("*.log"))
    for box, file, text in zip(boxes, files, texts, strict=True):
        assert box.mode == "critical"
        assert box.prompt.startswith("“校验全表”没有做完，是程序出了错（X99）。")
        # The box may be copied as a whole, so the folder, which holds the user's name, is called by its variable.
        assert file.name in box.prompt and str(bench.logs) not in box.prompt
        assert SECRET not in box.prompt + text
        assert "KeyError" in text and f"{__name__}:" in text
    assert files[0] != files[1]


@pytest.mark.soffice
def test_another_version_of_the_addin_is_told_and_nothing_is_done(bench: Bench) -> None:
    book = bench.example()
    (box,) = bench.press("validate", version="0.0.9")
    assert f"加载项的版本是 0.0.9，程序的版本是 {__version__}" in box.prompt
    assert "（P37）" in box.prompt and "xl-tools addin install" in box.prompt
    assert book.sheets["目录与审核"]["E20"].value is None
    assert "（P37）" not in bench.press("about", version="0.0.9")[0].prompt


@pytest.mark.soffice
def test_an_unknown_button_is_told(bench: Bench) -> None:
    bench.example()
    assert "程序里没有按钮“frobnicate”。（P36）" in bench.press("frobnicate")[0].prompt
    assert all("unknown" in file.name for file in bench.logs.glob("*.log"))


@pytest.mark.soffice
def test_a_cell_that_cannot_be_written_is_told_and_the_box_is_not_empty(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    table = book.api.Sheets.getByName("目录与审核")
    table.unprotect("")
    area = table.getCellRangeByName("A1:M400")
    lock = area.CellProtection
    lock.IsLocked = True
    area.CellProtection = lock
    table.protect("")
    (box,) = bench.press("validate")
    assert "“目录与审核”写不进去。（P31）" in box.prompt
    assert "请先结束单元格的编辑" in box.prompt


@pytest.mark.soffice
def test_logs_hold_neither_contents_nor_names(bench: Bench) -> None:
    book = bench.example()
    for button in ("validate", "fill_narrative", "export_all", "next_finding", "nil_report"):
        bench.dialogs.answers.clear()
        from xl_tools.excel import ribbon

        ribbon.press(button, __version__)
    text = "".join(logged(bench.logs))
    for word in ("宿迁", book.name, str(bench.folder), "工作 文件夹"):
        assert word not in text
    assert text.count("done") == 4


@pytest.mark.soffice
def test_a_table_that_was_moved_is_found_by_its_names(bench: Bench) -> None:
    from xl_tools.excel.book import open_live

    book = bench.example()
    before = open_live(book).report
    sheet = book.api.Sheets.getByName("三、申请情况")
    sheet.unprotect("")
    sheet.Rows.insertByIndex(3, 2)
    opened = open_live(book)
    assert opened.report.cells == before.cells
    assert opened.spots["requests.received.natural_person"].address == "D8"
    assert [note.rule for note in opened.notes][:1] == ["W2"]
    bench.press("fill_zeros")


@pytest.mark.soffice
def test_a_renamed_table_is_found_by_its_names(bench: Bench) -> None:
    from xl_tools.excel.book import open_live

    book = bench.example()
    before = open_live(book).report
    book.api.Sheets.getByName("三、申请情况").Name = "表三"
    assert open_live(book).report == before


@pytest.mark.soffice
def test_edits_of_scattered_cells_and_long_texts_arrive_as_they_are(bench: Bench) -> None:
    book = bench.app.books.add()
    name = book.sheets[0].name
    edits = {
        (name, "A1"): "=1+1",
        (name, "B1"): 0.5,
        (name, "A2"): Formula("B1*2", None),
        (name, "D9"): "长" * 9000,
        (name, "C1"): Stored(9),
        (name, "B2"): None,
    }
    apply(book, edits, {(name, "C2"): "007"})
    sheet = book.sheets[0]
    assert sheet["A1:C2"].value == [["=1+1", 0.5, None], [1.0, None, None]]
    assert sheet["A2"].formula == "=B1*2"
    assert sheet["D9"].value == "长" * 9000
    with pytest.raises(ApplicationError, match="写不进去"):
        apply(book, {("没有的表", "A1"): 1})
    with pytest.raises(ValueError, match="not the address"):
        apply(book, {(name, "A0"): 1})


@pytest.mark.parametrize(
    ("text", "prefixed"),
    [
        ("=SUM(A1)", True),
        ("+86", True),
        ("-5", True),
        ("@x", True),
        ("'引号", True),
        ("2024-01-31", True),
        ("2024年1月31日", True),
        ("１２", True),
        ("5%", True),
        ("TRUE", True),
        ("1e5", True),
        ("3月", True),
        ("", False),
        ("A1", False),
        ("错误", False),
        ("表三“总计”行", False),
        ("E|三、申请情况!D6", False),
        ("三、申请情况", False),
    ],
)
def test_texts_that_a_spreadsheet_would_read_otherwise_are_typed_with_a_mark(text: str, prefixed: bool) -> None:
    assert typed(text) == (f"'{text}" if prefixed else text)


# --- logs


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/xl_tools/logs"),
        ({}, "win32", "/h/AppData/Local/xl_tools/logs"),
        ({}, "darwin", "/h/Library/Logs/xl_tools"),
        ({"XDG_STATE_HOME": "/s"}, "linux", "/s/xl_tools/logs"),
        ({}, "linux", "/h/.local/state/xl_tools/logs"),
        ({FOLDER_VARIABLE: "/x", "LOCALAPPDATA": "/l"}, "win32", "/x"),
    ],
)
def test_the_log_folder_of_each_system(environment: dict[str, str], platform: str, expected: str) -> None:
    assert log_folder(environment, platform, Path("/h")).as_posix() == expected


def test_logs_are_kept_for_thirty_days(tmp_path: Path) -> None:
    now = datetime.now()
    for days in (KEEP_DAYS - 1, KEEP_DAYS + 1):
        file = tmp_path / f"{days}.log"
        file.write_text("x")
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(file, (moment, moment))
    (tmp_path / "别的.txt").write_text("x")
    log = open_log("validate", tmp_path, now)
    assert log.path is not None and log.path.parent == tmp_path
    assert {file.name for file in tmp_path.iterdir()} == {"29.log", "别的.txt", log.path.name}


def test_a_folder_that_cannot_be_made_does_not_stop_the_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temp"))
    log = open_log("validate", tmp_path / "file" / "logs")
    assert log.path is not None and log.path.parent == tmp_path / "temp" / "xl_tools-logs"
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "file"))
    nowhere = open_log("validate", tmp_path / "file" / "logs")
    assert nowhere.path is None
    nowhere.note("x")
    RunLog(tmp_path / "missing" / "x.log", time.perf_counter()).note("x")


def test_causes_are_logged_without_their_words(tmp_path: Path) -> None:
    log = open_log("validate", tmp_path)
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise TemplateMismatch(SECRET, code="T05") from error
    except TemplateMismatch as error:
        log.failure(error)
    (text,) = logged(tmp_path)
    assert "TemplateMismatch T05" in text and "ValueError" in text
    assert SECRET not in text and str(Path.home()) not in text


def test_an_error_box_has_sentence_code_and_hint() -> None:
    text = error_text(FileExists("已有文件。", code="F01", hint="请改名。"))
    assert text == "已有文件。（F01）\n\n请改名。"
    assert error_text(FileExists("长" * 5000)).endswith("…")


def test_a_press_without_a_workbook_raises_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    xw: Any = pytest.importorskip("xlwings")
    from xl_tools.excel import ribbon

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    monkeypatch.setattr("sys.argv", ["x"])
    with pytest.raises(ApplicationError, match="没有找到按按钮时打开的工作簿") as caught:
        ribbon.press("validate", __version__)
    assert caught.value.code == "P30"
