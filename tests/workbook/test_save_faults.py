"""Every call that saving makes of the file system fails once, and from then on, in every way there is."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import saving_cases
from saving_cases import CALLS, CASES, NEW, OLD, Case, FaultyDisk, check

from xl_tools.errors import WorkbookError
from xl_tools.ownfiles import DATA_VARIABLE
from xl_tools.workbook import disk as disks
from xl_tools.workbook.backups import FOLDER
from xl_tools.workbook.disk import Disk

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
FAULTS = ("ENOSPC", "EIO", "EACCES", "interrupt")
USUAL = (("ENOSPC", False, False), ("interrupt", False, False), ("EIO", True, False), ("EACCES", False, True))
"""Faults of every run: what, whether the call has its effect all the same, whether every later call fails too."""
TRUTHFUL = {"W31", "W32", "W33", "W34", "W37"}
"""Codes of sentences that say that nothing was written."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "PAUSE", 0)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "own"))


def fault(name: str) -> Callable[[], object]:
    def act() -> None:
        if name == "interrupt":
            raise KeyboardInterrupt
        raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    return act


def faults(name: str, *, after: bool, lasting: bool) -> Iterator[FaultyDisk]:
    """A disk for each call number."""
    number = 0
    while True:
        number += 1
        yield FaultyDisk(number, fault(name), after, lasting)


def attempt(case: Case, target: Path, disk: FaultyDisk, name: str) -> None:
    """One save with a fault; what it said must be true."""
    try:
        saving_cases.save(target, disk)
    except KeyboardInterrupt:
        assert name == "interrupt"
        said = None
    except WorkbookError as error:
        assert error.code in TRUTHFUL
        said = case.old
    else:
        said = NEW
    untidied = disk.hit and (disk.lasting or "unlink" in disk.calls[disk.at - 1 :])
    now = check(case, target, leftovers=untidied)
    if said is not None or name != "interrupt":
        assert now == said
    # Whatever was left behind is in nobody's way.
    saving_cases.save(target, FaultyDisk())
    assert check(case, target, leftovers=untidied) == NEW


@pytest.mark.parametrize("name", CASES)
def test_whatever_call_fails_the_file_is_whole_and_what_is_said_is_true(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    ways = [(what, *how) for what in FAULTS for how in ((False, False), (True, False), (False, True))]
    injected = 0
    for what, after, lasting in ways if LONG else USUAL:
        for number, disk in enumerate(faults(what, after=after, lasting=lasting)):
            target = case.prepare(tmp_path / f"{what} {after} {lasting}" / str(number))
            attempt(case, target, disk, what)
            if not disk.hit:
                break
            injected += 1
    healthy = FaultyDisk()
    saving_cases.save(case.prepare(tmp_path / "healthy"), healthy)
    print(f"{name}: {injected} faults injected")
    assert injected == len(healthy.calls) * len(ways if LONG else USUAL)
    assert {*healthy.calls} >= {"status", "create", "write", "sync", "close", "read", "replace", "sync_folder"}


def test_no_call_of_saving_and_of_backups_goes_untested(tmp_path: Path) -> None:
    seen: set[str] = set()
    for name, case in CASES.items():
        disk = FaultyDisk()
        saving_cases.save(case.prepare(tmp_path / name), disk)
        seen |= {*disk.calls}
    assert seen == {*CALLS}


@dataclass
class ShortWrites(Disk):
    """A disk that takes a few bytes at a time, as pipes and network drives do, and in the end none."""

    taken: int = 7
    most: int = 10**9

    def write(self, handle: int, data: memoryview) -> int:
        written = super().write(handle, data[: min(self.taken, self.most)])
        self.most -= written
        return written


def test_file_that_is_written_in_small_pieces_is_whole(tmp_path: Path) -> None:
    target = CASES["first backup"].prepare(tmp_path / "folder")
    saving_cases.save(target, ShortWrites())
    assert check(CASES["first backup"], target, leftovers=False) == NEW


def test_disk_that_takes_nothing_is_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    target = CASES["first backup"].prepare(tmp_path / "folder")
    with pytest.raises(WorkbookError, match="（磁盘读写出错），原文件没有改动") as caught:
        saving_cases.save(target, ShortWrites(most=100))
    assert caught.value.code == "W34"
    assert check(CASES["first backup"], target, leftovers=False) == OLD


class Forgetful(Disk):
    """A disk that keeps other bytes than it was given, in some files."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def read(self, path: Path) -> bytes:
        content = super().read(path)
        return content[:-1] if path.suffix == ".tmp" and path.parent.name == self.folder else content


def test_bytes_that_arrive_differently_are_not_put_in_place(tmp_path: Path) -> None:
    target = CASES["first backup"].prepare(tmp_path / "folder")
    with pytest.raises(WorkbookError, match="核对不符，原文件没有改动") as caught:
        saving_cases.save(target, Forgetful("folder"))
    assert caught.value.code == "W33"
    assert check(CASES["first backup"], target, leftovers=False) == OLD


def test_backup_whose_bytes_arrive_differently_is_made_elsewhere(tmp_path: Path) -> None:
    target = CASES["first backup"].prepare(tmp_path / "folder")
    saving_cases.save(target, Forgetful(FOLDER))
    assert check(CASES["first backup"], target, leftovers=False) == NEW
    assert not [*(target.parent / FOLDER).iterdir()]


# --- where no backup can be made


class NoBackups(Disk):
    """A disk that has room for the file, but not for its backup."""

    def make_folder(self, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_without_a_backup_nothing_is_written(tmp_path: Path) -> None:
    target = CASES["first backup"].prepare(tmp_path / "folder")
    with pytest.raises(WorkbookError) as caught:
        saving_cases.save(target, NoBackups())
    assert caught.value.code == "W37"
    assert str(caught.value) == "没能给“年报.xlsx”留下备份（磁盘已满），所以没有改动它。"
    assert [*target.parent.iterdir()] == [target]
    assert target.read_bytes() == OLD
