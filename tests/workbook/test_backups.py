"""Backups: the last five different versions, in the right order, in nobody's way."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from xl_tools.errors import WorkbookError
from xl_tools.inputs import find_files
from xl_tools.ownfiles import DATA_VARIABLE, own_data_folder
from xl_tools.workbook import backups
from xl_tools.workbook import disk as disks
from xl_tools.workbook.backups import FOLDER, KEPT, backups_of, keep_backup
from xl_tools.workbook.disk import Disk, digest
from xl_tools.workbook.save import save_bytes


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setattr(disks, "PAUSE", 0)
    # Nothing here is about power cuts, and syncing takes most of the time.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path_factory.mktemp("own")))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "单位" / "年报.xlsx"


def saved(target: Path, *versions: str, disk: Disk = disks.DISK) -> None:
    target.parent.mkdir(exist_ok=True)
    for version in versions:
        save_bytes(target, version.encode(), overwrite=True, disk=disk)


def kept(target: Path) -> list[str]:
    """The versions kept, newest first."""
    return [backup.path.read_text() for backup in backups_of(target)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time that backups are named by."""

    def set_to(moment: datetime) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return moment

        monkeypatch.setattr(backups, "datetime", Clock)

    return set_to


# --- which versions


def test_last_five_versions_are_kept_newest_first(target: Path) -> None:
    saved(target, *"abcdefgh")
    assert target.read_text() == "h"
    assert kept(target) == [*"gfedc"]
    assert KEPT == 5


def test_same_content_is_not_kept_twice(target: Path) -> None:
    saved(target, "a", "b", "a", "b", "a", "a", "a")
    assert kept(target) == ["b", "a"]
    saved(target, "c")
    # Whatever was there last is the newest, although it was kept long before.
    assert kept(target) == ["a", "b"]


def test_saving_the_same_again_takes_no_place(target: Path) -> None:
    saved(target, *"abcdef")
    before = kept(target)
    saved(target, "f", "f", "f")
    assert kept(target) == before == [*"edcba"]


def test_new_file_has_no_backup_and_no_folder(target: Path) -> None:
    saved(target, "a")
    assert backups_of(target) == []
    assert [*target.parent.iterdir()] == [target]


@pytest.mark.parametrize("name", ["年报.html", "年报.docx", "年报.pdf", "年报工具.oxt"])
def test_documents_can_be_made_again_and_are_not_kept(tmp_path: Path, name: str) -> None:
    saved(tmp_path / name, "a", "b", "c")
    assert [item.name for item in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["年报.json", "年报.XLSX", "年报.xlsm"])
def test_whatever_numbers_are_entered_into_is_kept(tmp_path: Path, name: str) -> None:
    saved(tmp_path / name, "a", "b", "c")
    assert kept(tmp_path / name) == ["b", "a"]


def test_what_is_told_of_a_backup_is_true(target: Path, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 1, 26, 4, 15, 30, 999))
    saved(target, "one", "二二")
    (backup,) = backups_of(target)
    assert (backup.number, backup.time, backup.size) == (1, datetime(2026, 1, 26, 4, 15, 30), 3)
    assert backup.digest == digest(b"one")
    assert backup.path == target.parent / FOLDER / "年报.xlsx.20260126-041530.bak"


# --- order


def test_order_is_kept_within_a_second_and_when_the_clock_is_set_back(
    target: Path, clock: Callable[[datetime], None]
) -> None:
    now = datetime(2026, 1, 26, 4, 15, 30)
    clock(now)
    saved(target, *"abc")
    clock(now - timedelta(days=400))
    saved(target, *"defg")
    assert kept(target) == [*"fedcb"]
    clock(now + timedelta(seconds=1))
    saved(target, *"hi")
    assert kept(target) == [*"hgfed"]
    assert backups_of(target)[0].time == now + timedelta(seconds=1)


def test_more_than_ninety_nine_in_a_second_are_in_order(target: Path, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 1, 26, 4, 15, 30))
    saved(target, *"abc")
    backups_of(target)[0].path.rename(target.parent / FOLDER / "年报.xlsx.20260126-041530-99.bak")
    saved(target, *"def")
    assert kept(target) == [*"edcba"]


# --- in nobody's way


def test_nothing_that_collects_files_collects_a_backup(target: Path) -> None:
    saved(target, *"abc")
    root = target.parent.parent
    assert find_files([root]) == [target]
    assert [*root.rglob("*.xlsx")] == [target]
    assert [path for path in root.rglob("*") if path.suffix in (".xlsx", ".xls", ".json", ".csv")] == [target]


def test_folder_says_in_words_what_it_is(target: Path) -> None:
    saved(target, *"ab")
    note = (target.parent / FOLDER / "说明.txt").read_text("utf-8-sig")
    assert "年报工具" in note
    assert "恢复备份" in note
    (target.parent / FOLDER / "说明.txt").unlink()
    saved(target, "c")
    assert {item.suffix for item in (target.parent / FOLDER).iterdir()} == {".bak"}


def test_other_files_in_the_folder_are_left_alone(target: Path) -> None:
    others = (
        "年报.xlsx.20260126-041530.bak.xlsx",
        "年报.xlsx.99999999-999999.bak",
        "年报.xlsx.20260126-041530-01.bak",
        "年报.xlsx.20260126-041530-002.bak",
        "年报.xlsx.bak",
        "年报.xlsx.20260126-041530",
        "别的年报.xlsx.20260126-041530.bak",
        "年报.xlsx.xlsx.20260126-041530.bak",
    )
    (target.parent / FOLDER).mkdir(parents=True)
    for name in others:
        (target.parent / FOLDER / name).write_text("not ours")
    saved(target, *"abcdefgh")
    assert kept(target) == [*"gfedc"]
    for name in others:
        assert (target.parent / FOLDER / name).read_text() == "not ours"


def test_files_of_one_folder_do_not_mix(target: Path) -> None:
    other = target.with_name("年报2.xlsx")
    saved(target, *"abcdefgh")
    saved(other, *"12345678")
    assert kept(target) == [*"gfedc"]
    assert kept(other) == [*"76543"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_link_has_the_backups_of_its_file(target: Path, tmp_path: Path) -> None:
    saved(target, *"ab")
    link = tmp_path / "link.xlsx"
    link.symlink_to(target)
    saved(link, "c")
    assert kept(link) == kept(target) == [*"ba"]
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_backup_is_as_private_as_its_file(target: Path) -> None:
    saved(target, "a")
    target.chmod(0o600)
    saved(target, "b")
    assert stat.S_IMODE(backups_of(target)[0].path.stat().st_mode) == 0o600


# --- where there is no room beside the file


@pytest.fixture
def crowded(target: Path) -> Path:
    """A file with something in the way where its backups would go."""
    target.parent.mkdir()
    (target.parent / FOLDER).write_text("in the way")
    return target


def test_own_folder_takes_what_the_one_beside_cannot(crowded: Path) -> None:
    saved(crowded, *"abcdefgh")
    assert kept(crowded) == [*"gfedc"]
    assert all(backup.path.is_relative_to(own_data_folder() / "backups") for backup in backups_of(crowded))
    assert (crowded.parent / FOLDER).read_text() == "in the way"


def test_files_of_one_name_in_different_folders_do_not_mix(crowded: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的单位" / crowded.name
    other.parent.mkdir()
    (other.parent / FOLDER).write_text("in the way")
    saved(crowded, *"ab")
    saved(other, *"12")
    assert (kept(crowded), kept(other)) == (["a"], ["1"])


def test_versions_in_both_places_are_one_series(crowded: Path) -> None:
    saved(crowded, *"abcd")
    (crowded.parent / FOLDER).unlink()
    saved(crowded, *"efgh")
    assert kept(crowded) == [*"gfedc"]
    assert [backup.path.parent.name == FOLDER for backup in backups_of(crowded)] == [True] * 4 + [False]
    saved(crowded, "c", "x")
    assert kept(crowded) == [*"chgfe"]


# --- what cannot be read


class Unreadable(Disk):
    def read(self, path: Path) -> bytes:
        if path.suffix == ".bak":
            raise PermissionError(13, "Permission denied")
        return super().read(path)


def test_backup_that_cannot_be_read_is_listed_all_the_same(target: Path) -> None:
    saved(target, "one", "two")
    (backup,) = backups_of(target, disk=Unreadable())
    assert (backup.number, backup.size, backup.digest) == (1, 3, "")


def test_backups_that_cannot_be_read_keep_nobody_from_saving(target: Path) -> None:
    saved(target, *"abcdefgh", disk=Unreadable())
    assert kept(target) == [*"gfedc"]


def test_empty_file_is_a_version_like_any_other(target: Path) -> None:
    saved(target, "", "a")
    (backup,) = backups_of(target)
    assert (backup.size, backup.digest) == (0, digest(b""))


class Closed(Disk):
    """A disk on which the folder of backups may not be looked into."""

    def names(self, folder: Path) -> list[str]:
        if folder.name == FOLDER:
            raise PermissionError(13, "Permission denied")
        return super().names(folder)


def test_folder_that_may_not_be_looked_into_is_said(target: Path, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 1, 26, 4, 15, 30))
    saved(target, *"ab")
    with pytest.raises(WorkbookError, match=f"无法读取“{FOLDER}”（没有权限）") as caught:
        backups_of(target, disk=Closed())
    assert caught.value.code == "W03"
    clock(datetime(2026, 1, 26, 4, 15, 31))
    # What cannot be seen is not written to either: a name might be taken there.
    saved(target, "c", disk=Closed())
    assert kept(target) == [*"ba"]
    assert backups_of(target)[0].path.is_relative_to(own_data_folder())


# --- a workbook that is open in a program


def test_file_is_kept_before_a_program_that_has_it_open_changes_it(target: Path) -> None:
    saved(target, "a")
    target.with_name(f"~${target.name}").write_bytes(b"lock")
    backup = keep_backup(target)
    assert backup == backups_of(target)[0].path
    assert kept(target) == ["a"]
    assert keep_backup(target) == backup
    assert kept(target) == ["a"]
    target.write_text("b")
    assert keep_backup(target) != backup
    assert kept(target) == ["b", "a"]


def test_only_five_are_kept_that_way_too(target: Path) -> None:
    target.parent.mkdir()
    for version in "abcdefgh":
        target.write_text(version)
        keep_backup(target)
    assert kept(target) == [*"hgfed"]


def test_workbook_that_was_never_saved_has_nothing_to_keep(target: Path) -> None:
    assert keep_backup(target) is None
    assert not target.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_read_only_file_is_kept_and_its_backup_can_be_removed(target: Path) -> None:
    target.parent.mkdir()
    target.write_text("a")
    target.chmod(0o444)
    backup = keep_backup(target)
    assert backup is not None
    assert stat.S_IMODE(backup.stat().st_mode) == 0o644


class Locked(Disk):
    """A disk on which a program keeps a file from being read, a number of times."""

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.times = path, times

    def read(self, path: Path) -> bytes:
        if path == self.path and self.times:
            self.times -= 1
            raise PermissionError(13, "Permission denied")
        return super().read(path)


def test_file_that_a_program_holds_for_a_moment_is_kept(target: Path) -> None:
    saved(target, "a")
    assert keep_backup(target, disk=Locked(target, disks.ATTEMPTS - 1))
    assert kept(target) == ["a"]


def test_file_that_cannot_be_kept_is_said(target: Path) -> None:
    saved(target, "a")
    with pytest.raises(WorkbookError) as caught:
        keep_backup(target, disk=Locked(target, disks.ATTEMPTS))
    assert caught.value.code == "W37"
    assert str(caught.value) == "没能给“年报.xlsx”留下备份（没有权限），所以没有改动它。"
    assert [*target.parent.iterdir()] == [target]
