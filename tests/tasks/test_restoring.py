"""Backups as people are told of them, and versions put back: whatever is done can be taken back."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from support.reports import report_of
from workbook.workbook_files import filled, filled_report

from xl_tools import tasks
from xl_tools.datafile import write_data
from xl_tools.errors import FileExists, WorkbookError, XlToolsError
from xl_tools.inputs import find_files
from xl_tools.outcomes import KeptVersion
from xl_tools.ownfiles import DATA_VARIABLE
from xl_tools.refusals import refuse
from xl_tools.report import Report
from xl_tools.tasks.restoring import list_backups, restore_backup
from xl_tools.values import Count
from xl_tools.workbook import differences
from xl_tools.workbook import disk as disks
from xl_tools.workbook.backups import FOLDER, KEPT, backups_of
from xl_tools.workbook.save import save_bytes
from xl_tools.workbook.template import build_workbook


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setattr(disks, "PAUSE", 0)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path_factory.mktemp("own")))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A filled workbook."""
    path = tmp_path / "年报.xlsx"
    path.write_bytes(filled())
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A file of some content, which no reader could read, with as many backups as are kept."""
    path = tmp_path / "年报.xlsx"
    for version in "abcdef":
        save_bytes(path, version.encode(), overwrite=True)
    return path


def kept(path: Path) -> list[str]:
    return [backup.path.read_text() for backup in backups_of(path)]


def changed(report: Report, **cells: int) -> Report:
    return report.with_cells({name.replace("__", "."): Count(number) for name, number in cells.items()})


# --- what is listed


def test_every_version_is_told_with_what_differs_from_now(book: Path) -> None:
    report = filled_report()
    first = changed(report, requests__granted__natural_person=901, requests__received__natural_person=902)
    for one in (first, replace(report, preparer="赵六", narrative={**report.narrative, "other": "另有一事。"}), report):
        save_bytes(book, build_workbook(one), overwrite=True)
    assert len(list_backups(book)) == 3
    texts, cells, same = list_backups(book)
    assert (texts.number, cells.number, same.number) == (1, 2, 3)
    assert (same.present, same.cells, same.others) == (True, 0, 0)
    assert texts.cells == 0
    # The preparer, and the office's own text.
    assert texts.others == 2
    assert cells.cells is not None
    assert cells.cells >= 2
    assert cells.others == 0
    assert {one.unit for one in (texts, cells, same)} == {"示例市示例区人民政府"}
    assert {one.state for one in (texts, cells, same)} == {"草稿"}
    line = rf"1\. \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d 改动前，\d+ KB，{report.unit.name}，{report.year} 年度，草稿，"
    assert re.fullmatch(line + "与现在的文件有 2 处文字不同。", texts.sentence)
    assert cells.sentence.endswith(f"与现在的文件有 {cells.cells} 格数字不同。")
    assert same.sentence.endswith("与现在的文件完全相同。")


def test_work_of_a_task_is_listed(book: Path) -> None:
    before = build_workbook(replace(filled_report(), cells={}))
    book.write_bytes(before)
    tasks.zero(book)
    (backup,) = list_backups(book)
    assert backup.file.read_bytes() == before
    assert backup.size == len(before)
    assert not backup.present
    assert backup.cells
    restored = restore_backup(book, 1)
    assert book.read_bytes() == before
    assert restored.before is not None
    assert not [one for one in find_files([book.parent]) if one != book]


def test_marking_findings_changes_no_number_and_no_text(book: Path) -> None:
    (result,) = tasks.validate_files([book], mark=True)
    assert result.not_written is None
    (backup,) = list_backups(book)
    assert backup.sentence.endswith("数字和文字与现在的文件相同。")


def test_data_file_is_listed_with_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "年报.json"
    report = report_of()
    for number in (1, 2):
        one = changed(report, requests__granted__natural_person=number)
        save_bytes(path, write_data(one).encode(), overwrite=True)
    (backup,) = list_backups(path)
    assert (backup.unit, backup.year, backup.state) == (report.unit.name, report.year, "")
    assert (backup.cells, backup.others) == (1, 0)
    assert f"{report.unit.name}，{report.year} 年度，与现在的文件有 1 格数字不同。" in backup.sentence


def test_versions_that_cannot_be_read_are_listed_as_such(plain: Path) -> None:
    listed = list_backups(plain)
    assert [one.number for one in listed] == [1, 2, 3, 4, 5]
    for one in listed:
        assert isinstance(one.error, XlToolsError)
        assert (one.unit, one.cells) == ("", None)
        assert "1 KB，读不出内容：“年报.xlsx." in one.sentence


def test_data_file_that_is_broken_is_listed_as_such(tmp_path: Path) -> None:
    path = tmp_path / "年报.json"
    path.write_text("{", encoding="utf-8")
    save_bytes(path, write_data(report_of()).encode(), overwrite=True)
    (backup,) = list_backups(path)
    assert isinstance(backup.error, XlToolsError)
    assert "读不出内容：" in backup.sentence


def test_file_that_is_changed_while_the_list_is_made_is_not_compared(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_bytes(book, build_workbook(replace(filled_report(), preparer="赵六")), overwrite=True)

    def changed_meanwhile(*_: object) -> None:
        raise refuse("W32", book)

    monkeypatch.setattr(differences, "differences", changed_meanwhile)
    (backup,) = list_backups(book)
    assert (backup.unit, backup.cells, backup.others) == ("示例市示例区人民政府", None, None)


def test_readable_version_of_a_file_that_is_broken_now_is_not_compared(book: Path) -> None:
    save_bytes(book, b"broken", overwrite=True)
    (backup,) = list_backups(book)
    assert (backup.unit, backup.cells, backup.others) == ("示例市示例区人民政府", None, None)
    assert backup.sentence.endswith("年度，草稿。")


def test_file_without_backups_has_none_and_no_file_at_all_is_an_error(book: Path) -> None:
    assert list_backups(book) == ()
    with pytest.raises(WorkbookError, match="找不到文件“没有") as caught:
        list_backups(book.with_name("没有.xlsx"))
    assert caught.value.code == "W01"


# --- what is put back


def test_restoring_can_be_taken_back(plain: Path) -> None:
    restored = restore_backup(plain, 2)
    assert plain.read_text() == "d"
    assert restored.before is not None
    assert restored.before.read_text() == "f"
    assert kept(plain) == [*"fedcb"]
    assert re.fullmatch(
        r"已把“年报.xlsx”恢复成 \d{4}-.* 改动前的内容。恢复前的内容也留了备份，要退回时再恢复一次。", restored.sentence
    )
    restore_backup(plain, 1)
    assert plain.read_text() == "f"
    assert kept(plain) == [*"dfecb"]


def test_oldest_version_is_not_lost_while_it_is_restored(plain: Path) -> None:
    assert kept(plain) == [*"edcba"]
    restore_backup(plain, KEPT)
    assert plain.read_text() == "a"
    # What gave way to the newest is the file itself now.
    assert kept(plain) == [*"fedcb"]
    restore_backup(plain, 1)
    assert plain.read_text() == "f"
    assert kept(plain) == [*"afedc"]


def test_restoring_what_stands_there_already_writes_nothing(plain: Path) -> None:
    restore_backup(plain, 2)
    before = plain.stat()
    number = 1 + kept(plain).index("d")
    restored = restore_backup(plain, number)
    assert not restored.changed
    assert re.fullmatch(r"“年报.xlsx”现在就是 .* 改动前的内容，没有改动。", restored.sentence)
    assert plain.stat().st_mtime_ns == before.st_mtime_ns


def test_file_that_is_gone_is_found_again(plain: Path) -> None:
    plain.unlink()
    assert [one.number for one in list_backups(plain)] == [1, 2, 3, 4, 5]
    restored = restore_backup(plain, 1)
    assert plain.read_text() == "e"
    assert restored.before is None
    assert re.fullmatch(r"已找回“年报.xlsx”，是 .* 改动前的内容。", restored.sentence)


def test_folder_that_is_gone_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "单位"
    folder.mkdir()
    (folder / FOLDER).write_text("in the way, so that backups go to the own folder")
    path = folder / "年报.xlsx"
    for version in "ab":
        save_bytes(path, version.encode(), overwrite=True)
    shutil.rmtree(folder)
    restore_backup(path, 1)
    assert path.read_text() == "a"


def test_broken_version_is_put_back_as_it_was(book: Path) -> None:
    broken = book.read_bytes()[:5000]
    book.write_bytes(broken)
    save_bytes(book, filled(), overwrite=True)
    restore_backup(book, 1)
    assert book.read_bytes() == broken


def test_version_is_written_to_another_file(plain: Path) -> None:
    out = plain.parent / "找回" / "旧年报.xlsx"
    restored = restore_backup(plain, 5, out=out)
    assert out.read_text() == "a"
    assert plain.read_text() == "f"
    assert kept(plain) == [*"edcba"]
    assert re.fullmatch(r"已把 .* 改动前的内容写到“旧年报.xlsx”，原来的文件没有改动。", restored.sentence)
    with pytest.raises(FileExists):
        restore_backup(plain, 4, out=out)
    assert out.read_text() == "a"
    restore_backup(plain, 4, out=out, force=True)
    assert out.read_text() == "b"
    assert kept(out) == ["a"]


def test_other_file_must_be_another_one_of_the_same_kind(plain: Path) -> None:
    with pytest.raises(FileExists) as same:
        restore_backup(plain, 1, out=plain, force=True)
    assert same.value.code == "F02"
    with pytest.raises(WorkbookError) as other:
        restore_backup(plain, 1, out=plain.with_suffix(".json"))
    assert other.value.code == "W53"
    assert plain.read_text() == "f"


# --- what is refused


@pytest.mark.parametrize("number", [0, -1, 6])
def test_number_that_there_is_not_is_said(plain: Path, number: int) -> None:
    with pytest.raises(WorkbookError) as caught:
        restore_backup(plain, number)
    assert caught.value.code == "W38"
    assert str(caught.value) == f"“年报.xlsx”没有第 {number} 个备份，现有 5 个。"
    assert plain.read_text() == "f"


def test_version_chosen_from_a_list_is_not_mixed_up_when_numbers_move(plain: Path) -> None:
    chosen = list_backups(plain)[1]
    save_bytes(plain, b"g", overwrite=True)
    with pytest.raises(WorkbookError, match="在列出之后有了变化") as caught:
        restore_backup(plain, chosen.number, digest=chosen.digest)
    assert caught.value.code == "W39"
    assert plain.read_text() == "g"
    restore_backup(plain, chosen.number + 1, digest=chosen.digest)
    assert plain.read_text() == "d"


def test_file_that_is_open_is_not_restored(plain: Path) -> None:
    plain.with_name(f"~${plain.name}").write_bytes(b"")
    with pytest.raises(WorkbookError) as caught:
        restore_backup(plain, 1)
    assert caught.value.code == "W30"
    assert plain.read_text() == "f"


def test_version_that_cannot_be_read_is_not_restored(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = backups_of(plain)[0].path
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == backup:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    (first, *_) = list_backups(plain)
    assert first.digest == ""
    assert first.error is not None
    assert not first.present
    with pytest.raises(WorkbookError, match="（没有权限）") as caught:
        restore_backup(plain, 1)
    assert caught.value.code == "W03"
    assert plain.read_text() == "f"


def test_version_without_a_unit_is_told_so() -> None:
    version = KeptVersion(Path("a.bak"), 3, datetime(2026, 1, 26, 4, 15, 30), 2049, "", year=2025, state="草稿")
    assert version.sentence == "3. 2026-01-26 04:15:30 改动前，3 KB，没有填单位，2025 年度，草稿。"
