"""恢复备份 pressed in LibreOffice: a button that writes keeps what was on disk; any version opens beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pressing import Bench, snapshot
from support.reports import published

from xl_tools import tasks
from xl_tools.forms.load import form_for_edition
from xl_tools.inputs import find_files
from xl_tools.values import BLANK, Count
from xl_tools.workbook import backups
from xl_tools.workbook.backups import backups_of
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.reader import read_workbook

pytestmark = pytest.mark.soffice

RECEIVED = "requests.received.natural_person"
SPOT = layout_for_year(form_for_edition("2021"), 2024).cells[RECEIVED]


def blank(bench: Bench) -> Path:
    return bench.file(published("suqian-2024").with_cells({RECEIVED: BLANK}))


def opened_now(bench: Bench) -> list[str]:
    return [book.name for book in bench.app.books]


def test_a_button_that_writes_keeps_what_was_on_disk(bench: Bench) -> None:
    path = blank(bench)
    before = path.read_bytes()
    bench.open(path)
    assert backups_of(path) == []
    bench.press("fill_zeros", "ok")
    (kept,) = backups_of(path)
    assert kept.path.read_bytes() == before
    bench.press("validate")
    assert len(backups_of(path)) == 1, "the file on disk is still the same"
    assert set(find_files([bench.folder])) == {bench.folder / "数据.json", path}


def test_the_version_before_is_opened_beside_the_workbook(bench: Bench) -> None:
    path = blank(bench)
    book = bench.open(path)
    bench.press("fill_zeros", "ok")
    book.save()
    on_disk, cells = path.read_bytes(), snapshot(book)
    question, box = bench.press("restore_backup", "yes")
    assert question.buttons == "yes_no_cancel"
    assert "与现在的文件有 1 格数字" in question.prompt
    assert f"“{path.name}”没有动" in box.prompt
    (made,) = bench.folder.glob("*的备份）.xlsx")
    assert made.name in box.prompt
    assert made.name in opened_now(bench)
    assert read_workbook(made).report.value(RECEIVED) == BLANK
    assert read_workbook(path).report.value(RECEIVED) == Count(0)
    assert (path.read_bytes(), snapshot(book)) == (on_disk, cells)


def test_an_older_version_is_reached_by_no_and_all_can_be_declined(bench: Bench) -> None:
    path = blank(bench)
    for number in (7, 8, 9, 10):
        bench.file(published("suqian-2024").with_cells({RECEIVED: Count(number)}))
    assert len(backups_of(path)) == 4
    bench.open(path)
    files = sorted(bench.folder.iterdir())
    assert len(bench.press("restore_backup", "no", "no", "no", "no")) == 4
    assert len(bench.press("restore_backup", "cancel")) == 1
    assert sorted(bench.folder.iterdir()) == files
    *_, box = bench.press("restore_backup", "no", "no", "no", "yes")
    (made,) = bench.folder.glob("*的备份）.xlsx")
    assert made.read_bytes() == backups_of(path)[3].path.read_bytes()
    again = bench.press("restore_backup", "no", "no", "no", "yes")
    assert len(list(bench.folder.glob("*的备份）*.xlsx"))) == 2, "nothing is written over"
    assert again[-1].prompt != box.prompt


def test_a_workbook_that_cannot_be_read_any_more_is_still_restored(bench: Bench) -> None:
    path = blank(bench)
    tasks.zero(path)
    book = bench.open(path)
    book.api.Sheets.removeByName(SPOT.sheet)
    book.save()
    question, _ = bench.press("restore_backup", "yes")
    assert "1. " in question.prompt
    (made,) = bench.folder.glob("*的备份）.xlsx")
    assert read_workbook(made).report.value(RECEIVED) == BLANK


def test_no_backup_is_said(bench: Bench) -> None:
    bench.open(blank(bench))
    (box,) = bench.press("restore_backup")
    assert "还没有备份" in box.prompt
    bench.app.books.add().set_mock_caller()
    (box,) = bench.press("restore_backup")
    assert "（P33）" in box.prompt


def test_nothing_is_written_where_no_backup_can_be_kept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    book = bench.open(blank(bench))
    before = snapshot(book)
    monkeypatch.setattr(backups, "_places", lambda _: [])
    monkeypatch.setattr(backups.DISK, "read", _full)
    *_, box = bench.press("fill_zeros", "ok")
    assert "（W37）" in box.prompt
    assert snapshot(book) == before


def _full(_: object) -> bytes:
    raise OSError(28, "No space left on device")
