"""Processes that are killed while they save, that save the same file at once, and that lack the rights to save."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from saving_cases import CASES, NEW, OLD, FaultyDisk, check, save, unfinished
from saving_process import number_of, version

from xl_tools.errors import WorkbookError
from xl_tools.inputs import find_files
from xl_tools.ownfiles import DATA_VARIABLE
from xl_tools.workbook.backups import FOLDER, KEPT, backups_of
from xl_tools.workbook.disk import STALE, digest
from xl_tools.workbook.save import save_bytes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
LONG = bool(os.environ.get("XL_TOOLS_LONG"))
KILLS = 400 if LONG else 25
"""Kills at random moments."""
NOBODY = 65534


class Saver:
    """A process of saving_process.py."""

    def __init__(self, own: Path) -> None:
        tests = Path(__file__).parents[1]
        paths = os.pathsep.join([str(tests), str(tests / "workbook"), str(tests.parent)])
        environment = {**os.environ, DATA_VARIABLE: str(own), "PYTHONPATH": paths}
        command = [sys.executable, str(tests / "workbook" / "saving_process.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=own.parent
        )

    def begin(self, action: str, **request: Any) -> int:
        """Start an action; the id of the process that does it."""
        assert self._process.stdin
        print(json.dumps({"action": action, **request}), file=self._process.stdin, flush=True)
        return int(self._line())

    def end(self) -> int:
        """Wait for it; its exit code, or the negative number of the signal that ended it."""
        return int(self._line())

    def __enter__(self) -> Saver:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the program keeps what is its own, here and in its processes."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def saver(own: Path) -> Iterator[Saver]:
    with Saver(own) as found:
        yield found


def aged(folder: Path) -> int:
    """Make unfinished files look as old as if a day had passed; how many there are."""
    files = [*unfinished(folder)]
    for file in files:
        os.utime(file, (time.time() - 2 * STALE,) * 2)
    return len(files)


def test_killed_at_every_call_the_file_is_whole_and_the_next_save_tidies_up(tmp_path: Path, saver: Saver) -> None:
    kills, left, outcomes = 0, 0, set[bytes | None]()
    for name, case in CASES.items():
        for number in range(1, 1000):
            target = case.prepare(tmp_path / name / str(number))
            saver.begin("killed at", target=str(target), at=number)
            ended = saver.end()
            now = check(case, target, leftovers=True)
            if ended == 0:
                assert now == NEW
                break
            assert ended == -signal.SIGKILL
            kills += 1
            outcomes.add(now)
            left += aged(target.parent)
            save(target, FaultyDisk())
            assert check(case, target, leftovers=False) == NEW
    print(f"{kills} kills survived, {left} unfinished files swept up")
    assert outcomes == {None, OLD, NEW}
    assert kills > 150, kills
    assert left > 30, left


def test_killed_at_any_moment_no_version_is_lost_or_torn(tmp_path: Path, saver: Saver) -> None:
    rng = random.Random(7)
    folder = tmp_path / "folder"
    folder.mkdir()
    target, log = folder / "年报.xlsx", tmp_path / "log"
    log.touch()
    before = time.perf_counter()
    for saved in range(KEPT):
        save_bytes(target, version(saved), overwrite=True)
    # Long enough for the process to begin, and for a few saves, on a busy computer too.
    longest = max(0.03, 2 * (time.perf_counter() - before))
    for _ in range(KILLS):
        child = saver.begin("forever", target=str(target), log=str(log))
        time.sleep(rng.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        assert saver.end() == -signal.SIGKILL
        # What was reported as saved is never undone; what was not yet reported may stand or not.
        saved = max([saved, *map(int, log.read_text().split())])
        now = target.read_bytes()
        assert now == version(number_of(now))
        assert number_of(now) in (saved, saved + 1)
        saved = number_of(now)
        kept = [backup.path.read_bytes() for backup in backups_of(target)]
        assert all(content == version(number_of(content)) for content in kept)
        numbers = [number_of(content) for content in kept]
        assert numbers == sorted(numbers, reverse=True)
        # The last five before this one; and this one too if the next save was under way.
        assert set(numbers) - {number_of(now)} >= {*range(max(0, number_of(now) - KEPT), number_of(now))}
        assert find_files([folder]) == [*folder.glob("*.xlsx")] == [*folder.rglob("*.xlsx")] == [target]
    left = aged(folder)
    save_bytes(target, NEW, overwrite=True)
    assert not [*unfinished(folder)]
    assert len(backups_of(target)) == KEPT
    print(f"{KILLS} kills survived at random moments of {saved} saves, {left} unfinished files swept up")
    assert saved > KEPT
    assert left


def test_two_processes_that_save_at_once_lose_no_update(tmp_path: Path, saver: Saver, own: Path) -> None:
    target, times = tmp_path / "年报.json", 200 if LONG else 25
    target.write_bytes(b"0")
    go = tmp_path / "go"
    reports = [tmp_path / f"report {number}" for number in range(2)]
    with Saver(own) as other:
        for one, report in zip((saver, other), reports, strict=True):
            one.begin("count", target=str(target), times=times, report=str(report), go=str(go))
        go.touch()
        assert (saver.end(), other.end()) == (0, 0)
    assert target.read_bytes() == f"{2 * times}".encode()
    refused = sum(int(report.read_text()) for report in reports)
    print(f"{2 * times} saves of two processes at once, {refused} refused because the file had changed")
    assert refused > 0


def test_the_second_of_two_that_read_the_same_is_told_so(tmp_path: Path, own: Path) -> None:
    target = tmp_path / "年报.xlsx"
    target.write_bytes(OLD)
    save_bytes(target, b"first", expected_digest=digest(OLD), overwrite=True)
    with pytest.raises(WorkbookError, match="又被改动过") as caught:
        save_bytes(target, b"second", expected_digest=digest(OLD), overwrite=True)
    assert caught.value.code == "W32"
    assert target.read_bytes() == b"first"


# --- without rights, as a user who has none: an administrator is refused nothing


@pytest.fixture
def open_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in folder.rglob("*"):
            if path.is_dir():
                path.chmod(0o755)


def save_without_rights(saver: Saver, target: Path, report: Path) -> str:
    """What a save says that is made by a user without rights."""
    report.touch()
    report.chmod(0o666)
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    if os.geteuid() == 0:
        os.chown(target, user, user)
    saver.begin("as user", target=str(target), report=str(report), user=user)
    assert saver.end() == 0
    return report.read_text(encoding="utf-8")


def test_folder_that_may_not_be_written_is_said_and_the_file_stays(open_folder: Path, saver: Saver) -> None:
    folder = open_folder / "只读"
    folder.mkdir()
    target = folder / "年报.xlsx"
    target.write_bytes(OLD)
    folder.chmod(0o555)
    said = save_without_rights(saver, target, open_folder / "report")
    assert said == "W34 无法写入“年报.xlsx”（没有权限），原文件没有改动。"
    assert [*folder.iterdir()] == [target]
    assert target.read_bytes() == OLD


def test_backups_go_to_the_own_folder_where_the_one_beside_may_not_be_written(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = open_folder / "own"
    own.mkdir()
    own.chmod(0o777)
    monkeypatch.setenv(DATA_VARIABLE, str(own))
    folder = open_folder / "年报"
    (folder / FOLDER).mkdir(parents=True)
    folder.chmod(0o777)
    (folder / FOLDER).chmod(0o555)
    target = folder / "年报.xlsx"
    target.write_bytes(OLD)
    with Saver(own) as saver:
        assert save_without_rights(saver, target, open_folder / "report") == "saved"
    assert target.read_bytes() == NEW
    assert [backup.path.read_bytes() for backup in backups_of(target)] == [OLD]
    assert backups_of(target)[0].path.is_relative_to(own)
    assert not [*(folder / FOLDER).iterdir()]


# --- a disk that is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_is_said_and_the_old_file_stays(small_disk: Path, own: Path) -> None:
    target = small_disk / "年报.xlsx"
    target.write_bytes(version(0, 100_000))
    with pytest.raises(WorkbookError, match="（磁盘已满），原文件没有改动") as caught:
        save_bytes(target, version(1, 180_000), overwrite=True)
    assert caught.value.code == "W34"
    assert [*small_disk.iterdir()] == [target]
    assert target.read_bytes() == version(0, 100_000)


def test_backup_goes_to_another_disk_where_this_one_is_full(small_disk: Path, own: Path) -> None:
    target = small_disk / "年报.xlsx"
    target.write_bytes(version(0, 100_000))
    save_bytes(target, version(1, 120_000), overwrite=True)
    assert target.read_bytes() == version(1, 120_000)
    (backup,) = backups_of(target)
    assert backup.path.read_bytes() == version(0, 100_000)
    assert not backup.path.is_relative_to(small_disk)
    assert not [*unfinished(small_disk)]
