"""寄出前检查 pressed in LibreOffice: the file on disk is what counts; unsaved changes are told and saved if wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw
from pressing import Bench, snapshot
from support.reports import published

from xl_tools import tasks
from xl_tools.forms.load import form_for_edition
from xl_tools.values import Count
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.reader import read_workbook

pytestmark = pytest.mark.soffice

RECEIVED = "requests.received.natural_person"
SPOT = layout_for_year(form_for_edition("2021"), 2024).cells[RECEIVED]


def ready(bench: Bench) -> Path:
    path = bench.file(replace(published("suqian-2024"), preparer="填报人"))
    tasks.finalize(path)
    return path


def test_final_workbook_may_be_sent_and_stays_as_it_is(bench: Bench) -> None:
    path = ready(bench)
    before = path.read_bytes()
    book = bench.open(path)
    cells = snapshot(book)
    (box,) = bench.press("check_before_sending")
    assert box.prompt.startswith("可以寄出。")
    assert box.prompt.count("√ ") == 7
    assert f"请寄这个文件：{path.name}" in box.prompt
    assert snapshot(book) == cells
    assert path.read_bytes() == before


@pytest.mark.parametrize("answer", ["ok", "cancel"])
def test_unsaved_change_is_told_and_saved_if_wanted(bench: Bench, answer: str) -> None:
    path = ready(bench)
    before = path.read_bytes()
    book = bench.open(path)
    book.sheets[SPOT.sheet].range(SPOT.address).value = 777777
    question, box = bench.press("check_before_sending", answer)
    assert "还没有保存" in question.prompt
    if answer == "ok":
        assert read_workbook(path).report.value(RECEIVED) == Count(777777)
        assert box.prompt.startswith("现在不要寄出")
        assert "× 数字和文字：" in box.prompt
        assert "请寄这个文件" not in box.prompt
    else:
        assert path.read_bytes() == before
        assert "后来的改动没有保存，不会寄出" in box.prompt
        assert box.prompt.startswith("可以寄出。")


def test_workbook_that_was_never_saved_has_no_file_to_send(bench: Bench) -> None:
    book = bench.app.books.add()
    book.set_mock_caller()
    (box,) = bench.press("check_before_sending")
    assert "（P33）" in box.prompt


def test_workbook_that_cannot_be_saved_is_not_checked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room")

    path = ready(bench)
    book = bench.open(path)
    book.sheets[SPOT.sheet].range(SPOT.address).value = 777777
    monkeypatch.setattr(xw.Book, "save", fail)
    before = path.read_bytes()
    _, box = bench.press("check_before_sending", "ok")
    assert "没有保存成功，没有检查。（P38）" in box.prompt
    assert path.read_bytes() == before
