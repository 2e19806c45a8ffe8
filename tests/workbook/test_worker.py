"""The reading process may die, hang or be refused memory: that costs one file, and the next is read."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from workbook_files import changed, filled, filled_report, parts, with_cell, write

from xl_tools.errors import WorkbookError
from xl_tools.intake.limits import DEFAULT
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.workbook import extract as extract_module
from xl_tools.workbook.pool import Worker
from xl_tools.workbook.reader import read_many, read_workbook

TABLE = "三、申请情况"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def test_one_process_reads_many_files(tmp_path: Path, worker: Worker) -> None:
    files = [write(tmp_path, filled(), f"{index}.xlsx") for index in range(4)]
    read_workbook(files[0], worker)
    first = worker.pid
    assert all(not isinstance(result, Exception) for _, result in read_many(files, worker))
    assert worker.pid == first


@posix
def test_killed_process_costs_only_the_file_it_was_reading(tmp_path: Path, worker: Worker) -> None:
    files = [write(tmp_path, filled(), f"{index}.xlsx") for index in range(3)]
    read_workbook(files[0], worker)
    pid = worker.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(WorkbookError, match=r"读取“1\.xlsx”时，读取程序中途退出") as caught:
        read_workbook(files[1], worker)
    assert caught.value.code == "W21"
    assert read_workbook(files[2], worker).report == filled_report()
    assert worker.pid != pid


@posix
def test_process_that_died_between_two_files_is_replaced_silently(tmp_path: Path, worker: Worker) -> None:
    path = write(tmp_path, filled())
    read_workbook(path, worker)
    pid = worker.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert read_workbook(path, worker).report == filled_report()


@posix
def test_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    worker = Worker(DEFAULT._replace(seconds=1))
    path = write(tmp_path, filled())
    try:
        worker.start()
        assert worker.pid
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(WorkbookError, match="超过 1 秒") as caught:
            read_workbook(path, worker)
        assert caught.value.code == "W22"
        worker.limits = DEFAULT
        assert read_workbook(path, worker).report == filled_report()
    finally:
        worker.close()


@posix
def test_small_file_that_wants_gigabytes_ends_only_its_own_reading(tmp_path: Path, worker: Worker) -> None:
    """calamine lays out the whole rectangle between two cells and aborts when memory ends."""
    hostile = with_cell(filled(), TABLE, "D6", '<v>1</v></c><c r="ZZ99999"><v>1</v>')
    files = [write(tmp_path, hostile, "hostile.xlsx"), write(tmp_path, filled(), "good.xlsx")]
    results = [result for _, result in read_many(files, worker)]
    assert isinstance(results[0], WorkbookError)
    assert results[0].code in ("W21", "W23")
    assert not isinstance(results[1], Exception)


def test_panic_of_the_engine_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(_: object) -> object:
        raise PanicException("index out of bounds")

    engine = type("Engine", (), {"from_filelike": staticmethod(panic)})
    monkeypatch.setattr(extract_module.python_calamine, "CalamineWorkbook", engine)
    with pytest.raises(Refusal) as caught:
        extract_module.extract(filled(), {TABLE: True})
    assert caught.value.code == "W16"


def test_interrupt_of_the_user_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> object:
        raise KeyboardInterrupt

    engine = type("Engine", (), {"from_filelike": staticmethod(interrupt)})
    monkeypatch.setattr(extract_module.python_calamine, "CalamineWorkbook", engine)
    with pytest.raises(KeyboardInterrupt):
        extract_module.extract(filled(), {TABLE: True})


def test_module_of_the_same_name_in_the_current_folder_is_not_run(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "struct.py", "python_calamine.py"):
        (tmp_path / name).write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert read_workbook(write(tmp_path, filled()), worker).report == filled_report()


@pytest.mark.parametrize(("count", "fits"), [(1000, True), (1001, False)])
def test_limit_of_parts_is_exact(tmp_path: Path, worker: Worker, count: int, fits: bool) -> None:
    data = filled()
    missing = count - len(parts(data))
    path = write(tmp_path, changed(data, {f"xl/media/{index}.bin": b"" for index in range(missing)}))
    if fits:
        assert read_workbook(path, worker).report == filled_report()
    else:
        with pytest.raises(WorkbookError, match="1001 个部件") as caught:
            read_workbook(path, worker)
        assert caught.value.code == "W60"


def test_sheet_in_unusual_xml_is_read_the_same(tmp_path: Path, worker: Worker) -> None:
    """A comment sends the sheet through the careful reading, which must find the same formulas and cells."""
    part = "xl/worksheets/sheet5.xml"
    plain = changed(filled(), {part: lambda text: text.replace("<sheetData>", "<!-- a --><sheetData>")})
    assert read_workbook(write(tmp_path, plain), worker).report == filled_report()
    assert read_workbook(write(tmp_path, plain), worker).notes == ()


def test_sheet_with_prefixes_and_other_order_is_read_the_same(tmp_path: Path, worker: Worker) -> None:
    def prefixed(text: str) -> str:
        start, end = text.index("<sheetData>"), text.index("</sheetData>")
        inside = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text[start : end + len("</sheetData>")])
        inside = re.sub(r'<x:c r="([A-Z]+\d+)" s="(\d+)"', r'<x:c s="\2" r="\1"', inside)
        text = text[:start] + inside + text[end + len("</sheetData>") :]
        return text.replace("<worksheet ", f'<worksheet xmlns:x="{MAIN}" ', 1)

    opened = read_workbook(write(tmp_path, changed(filled(), {"xl/worksheets/sheet5.xml": prefixed})), worker)
    assert opened.report == filled_report()
    assert opened.notes == ()
