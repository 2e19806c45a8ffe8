"""The reading process may die, hang or be refused memory: that costs one file at most, and the next is read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from workbook_files import changed, filled, filled_report, parts, with_cell, write

from xl_tools.errors import WorkbookError
from xl_tools.guarded import pool
from xl_tools.guarded.pool import Worker
from xl_tools.intake.limits import DEFAULT
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.workbook import extract as extract_module
from xl_tools.workbook.reader import Opened, read_many, read_workbook

TABLE = "三、申请情况"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc, as Linux has it")


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


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the reading processes that were started."""
    found: list[int] = []

    class Counted(subprocess.Popen):
        def __init__(self, *arguments, **options) -> None:
            super().__init__(*arguments, **options)
            found.append(self.pid)

    monkeypatch.setattr(pool.subprocess, "Popen", Counted)
    return found


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A workbook on which the reading process aborts, as calamine does on some; which ones, each version knows anew."""
    played = """
import os, xl_tools.workbook.extract as module
real = module.extract
module.extract = lambda data, **rest: os.abort() if b"xl/media/deadly.png" in data else real(data, **rest)
"""
    first, then, last = pool._CODE.partition("from xl_tools.guarded.worker")
    assert then
    monkeypatch.setattr(pool, "_CODE", f"{first}\n{played}{then}{last}")
    return changed(filled(), {"xl/media/deadly.png": b"a"})


@posix
def test_process_killed_while_it_reads_costs_nothing(tmp_path: Path, worker: Worker, started: list[int]) -> None:
    path = write(tmp_path, filled())
    read_workbook(path, worker)
    pid = worker.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    assert read_workbook(path, worker).report == filled_report()
    assert started == [pid, worker.pid]


def test_file_on_which_the_process_dies_is_tried_once_more_and_set_aside(
    tmp_path: Path, worker: Worker, started: list[int], deadly: bytes
) -> None:
    files = [write(tmp_path, data, f"{index}.xlsx") for index, data in enumerate((filled(), deadly, filled()))]
    results = [result for _, result in read_many(files, worker)]
    error = results[1]
    assert isinstance(error, WorkbookError)
    assert (error.code, "“1.xlsx”" in str(error)) == ("W21", True)
    assert [result.report for result in (results[0], results[2]) if isinstance(result, Opened)] == [filled_report()] * 2
    # The one that died of it, one that met this file first and alone, and one for what follows.
    assert len(started) == 3


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
def test_file_that_takes_too_long_is_given_up_and_not_tried_again(tmp_path: Path, started: list[int]) -> None:
    worker = Worker(DEFAULT._replace(seconds=1))
    path = write(tmp_path, filled())
    try:
        worker.start()
        assert worker.pid
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(WorkbookError, match="超过 1 秒") as caught:
            read_workbook(path, worker)
        assert caught.value.code == "W22"
        assert len(started) == 1
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


@linux
def test_process_short_of_memory_is_tried_once_more_and_replaced(
    tmp_path: Path, worker: Worker, started: list[int]
) -> None:
    small, large = write(tmp_path, filled(), "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(large, "w") as archive:
        for name, content in parts(filled()).items():
            archive.writestr(name, content)
        archive.writestr("xl/media/image1.bin", bytes(20 * 2**20))
    read_workbook(small, worker)
    # What a process that has read the small one takes, and a little more: not enough for the large one and a copy.
    used = int(re.search(r"VmPeak:\s+(\d+) kB", Path(f"/proc/{worker.pid}/status").read_text())[1]) * 1024
    narrow = Worker(DEFAULT._replace(memory=used + 30 * 2**20))
    try:
        assert read_workbook(small, narrow).report == filled_report()
        with pytest.raises(WorkbookError, match=r"读取“b\.xlsx”需要的内存过多") as caught:
            read_workbook(large, narrow)
        assert caught.value.code == "W23"
        assert read_workbook(small, narrow).report == filled_report()
        # The first worker's, and three of the second: two that ran out of memory, one for what follows.
        assert len(started) == 4
    finally:
        narrow.close()


def test_mistake_of_ours_is_no_damaged_file_and_does_not_end_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A limit that is no number is a mistake only the program can make.
    worker = Worker(DEFAULT._replace(cells="a million"))  # type: ignore[arg-type]
    path = write(tmp_path, filled(), "机密.xlsx")
    try:
        with pytest.raises(WorkbookError, match="出现意外情况") as caught:
            read_workbook(path, worker)
        assert caught.value.code == "W24"
        pid, worker.limits = worker.pid, DEFAULT
        assert read_workbook(path, worker).report == filled_report()
        assert worker.pid == pid
    finally:
        worker.close()
    # The log says where it happened, and nothing of the file, its contents, or the words of the error.
    first, *steps = caplog.records[0].getMessage().splitlines()[1:]
    assert first == "TypeError"
    assert all(re.fullmatch(r"    xl_tools\.[a-z_.]+:[0-9]+ \w+", step) for step in steps)
    assert steps[-1].startswith("    xl_tools.intake.limits:")
    for word in ("机密", str(tmp_path), "a million", "not supported"):
        assert word not in caplog.text


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
