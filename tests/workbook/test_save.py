"""Saving: whatever goes wrong, the old file stands there unchanged and nothing is left lying about."""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from workbook_files import filled

from xl_tools.errors import FileExists, WorkbookError
from xl_tools.ownfiles import DATA_VARIABLE, data_folder, own_data_folder
from xl_tools.refusals import reason
from xl_tools.workbook import disk as disks
from xl_tools.workbook import locking
from xl_tools.workbook.backups import FOLDER, backups_of, keep_backup
from xl_tools.workbook.disk import Disk, digest
from xl_tools.workbook.locking import alone
from xl_tools.workbook.save import check_target, opened_by, save_bytes

OLD, NEW = b"old content", b"new content"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setattr(disks, "PAUSE", 0)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path_factory.mktemp("own")))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(OLD)
    return path


def unharmed(path: Path) -> bool:
    """The old content stands there, alone in its folder."""
    return path.read_bytes() == OLD and [item.name for item in path.parent.iterdir()] == [path.name]


def test_new_file_is_written(tmp_path: Path) -> None:
    save_bytes(tmp_path / "a.xlsx", NEW)
    assert (tmp_path / "a.xlsx").read_bytes() == NEW
    assert len(list(tmp_path.iterdir())) == 1


def test_existing_file_is_replaced_only_on_request(target: Path) -> None:
    with pytest.raises(FileExists, match="已经存在，没有覆盖"):
        save_bytes(target, NEW)
    assert unharmed(target)
    save_bytes(target, NEW, overwrite=True)
    assert target.read_bytes() == NEW


def test_file_that_changed_since_it_was_read_is_left_alone(target: Path) -> None:
    with pytest.raises(WorkbookError, match="又被改动过") as caught:
        save_bytes(target, NEW, expected_digest=digest(b"what was read"), overwrite=True)
    assert caught.value.code == "W32"
    assert unharmed(target)
    save_bytes(target, NEW, expected_digest=digest(OLD), overwrite=True)
    assert target.read_bytes() == NEW


class Meanwhile(Disk):
    """A disk on which another program does something once the new content has been written."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def sync(self, handle: int) -> None:
        super().sync(handle)
        self.act()


def test_file_that_changes_while_it_is_saved_is_left_alone(target: Path) -> None:
    for expected in (digest(OLD), None):
        target.write_bytes(OLD)
        disk = Meanwhile(lambda: target.write_bytes(b"another program"))
        with pytest.raises(WorkbookError) as caught:
            save_bytes(target, NEW, expected_digest=expected, overwrite=True, disk=disk)
        assert caught.value.code == "W32"
        assert target.read_bytes() == b"another program"
        assert {item.name for item in target.parent.iterdir()} <= {target.name, FOLDER}


def test_file_that_is_opened_while_it_is_saved_is_left_alone(target: Path) -> None:
    lock = target.with_name(f"~${target.name}")
    with pytest.raises(WorkbookError) as caught:
        save_bytes(target, NEW, overwrite=True, disk=Meanwhile(lambda: lock.write_bytes(_excel_lock("王五"))))
    assert caught.value.code == "W30"
    assert target.read_bytes() == OLD


@pytest.mark.parametrize("overwrite", [True, False])
def test_file_that_appears_while_it_is_saved_is_left_alone(tmp_path: Path, overwrite: bool) -> None:
    path = tmp_path / "年报.xlsx"
    with pytest.raises((WorkbookError, FileExists)):
        save_bytes(path, NEW, overwrite=overwrite, disk=Meanwhile(lambda: path.write_bytes(b"another program")))
    assert path.read_bytes() == b"another program"
    assert [*tmp_path.iterdir()] == [path]


def test_file_that_vanished_since_it_was_read_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        save_bytes(tmp_path / "gone.xlsx", NEW, expected_digest=digest(OLD), overwrite=True)
    assert caught.value.code == "W32"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [filled()[:-40], filled()[:20000] + b"\0\0\0" + filled()[20003:]])
def test_broken_archive_is_not_put_in_place(target: Path, data: bytes) -> None:
    with pytest.raises(WorkbookError) as caught:
        save_bytes(target, data, overwrite=True)
    assert caught.value.code == "W33"
    assert unharmed(target)
    # A damaged file of the user's can be put back as it was.
    save_bytes(target, data, overwrite=True, as_is=True)
    assert target.read_bytes() == data


# --- somebody has it open


def _excel_lock(owner: str) -> bytes:
    plain, wide = owner.encode("gb18030"), owner.encode("utf-16-le")
    return (bytes([len(plain)]) + plain).ljust(55) + bytes([len(owner), 0]) + wide.ljust(108)


def test_file_open_in_excel_is_refused_by_name_of_its_user(target: Path) -> None:
    lock = target.with_name(f"~${target.name}")
    lock.write_bytes(_excel_lock("王五"))
    with pytest.raises(WorkbookError, match="正在被“王五”用 Excel（或 WPS）打开") as caught:
        save_bytes(target, NEW, overwrite=True)
    assert caught.value.code == "W30"
    assert target.read_bytes() == OLD
    lock.unlink()
    save_bytes(target, NEW, overwrite=True)


def test_file_open_in_libreoffice_is_refused_by_name_of_its_user(target: Path) -> None:
    target.with_name(f".~lock.{target.name}#").write_text(",zhao,pc-7,20.01.2025 10:00,file:///x;", encoding="utf-8")
    with pytest.raises(WorkbookError, match="正在被“zhao”用 LibreOffice打开"):
        save_bytes(target, NEW, overwrite=True)


@pytest.mark.parametrize("content", [b"", b"\x05", b"\xff" * 200, bytes(165)])
def test_lock_file_without_a_name_still_counts(target: Path, content: bytes) -> None:
    target.with_name(f"~${target.name}").write_bytes(content)
    assert opened_by(target)
    with pytest.raises(WorkbookError):
        save_bytes(target, NEW, overwrite=True)


@pytest.mark.parametrize(
    ("lock", "program"), [("~$年报.xlsx", "Excel（或 WPS）"), (".~lock.年报.xlsx#", "LibreOffice")]
)
def test_lock_file_that_its_program_lets_nobody_read_still_counts(target: Path, lock: str, program: str) -> None:
    class Locked(Disk):
        def read(self, path: Path) -> bytes:
            if path.name == lock:
                raise PermissionError(errno.EACCES, "in use")
            return super().read(path)

    target.with_name(lock).touch()
    with pytest.raises(WorkbookError) as caught:
        save_bytes(target, NEW, overwrite=True, disk=Locked())
    assert str(caught.value) == f"“年报.xlsx”正在被 {program}打开，没有写入。"


def test_lock_of_another_file_does_not_matter(target: Path) -> None:
    target.with_name("~$别的.xlsx").write_bytes(_excel_lock("王五"))
    assert opened_by(target) == ""


# --- modes, links, Windows


def test_what_could_not_be_replaced_is_said_before_anything_is_made(target: Path) -> None:
    check_target(target.with_name("新.xlsx"))
    check_target(target, overwrite=True)
    with pytest.raises(FileExists):
        check_target(target)
    target.chmod(0o444)
    with pytest.raises(WorkbookError):
        check_target(target, overwrite=True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_mode_of_the_old_file_is_kept(target: Path) -> None:
    target.chmod(0o640)
    save_bytes(target, NEW, overwrite=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_private_file_is_private_while_it_is_written(target: Path) -> None:
    seen: set[int] = set()

    class Watched(Disk):
        def create(self, path: Path, mode: int) -> int:
            handle = super().create(path, mode)
            seen.add(stat.S_IMODE(path.stat().st_mode))
            return handle

    target.chmod(0o600)
    save_bytes(target, NEW, overwrite=True, disk=Watched())
    assert seen == {0o600, 0o666 & ~_umask()}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        save_bytes(tmp_path / "a.xlsx", NEW)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_read_only_file_is_respected(target: Path) -> None:
    target.chmod(0o444)
    with pytest.raises(WorkbookError, match="只读文件") as caught:
        save_bytes(target, NEW, overwrite=True)
    assert caught.value.code == "W31"
    assert unharmed(target)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_link_stays_and_its_file_is_written(target: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("link") / "link.xlsx"
    link.symlink_to(target)
    save_bytes(link, NEW, overwrite=True)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert len(list(link.parent.iterdir())) == 1


class Held(Disk):
    """A disk on which another program keeps a file from being replaced, a number of times."""

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.times = path, times

    def replace(self, source: Path, target: Path) -> None:
        if target == self.path and self.times:
            self.times -= 1
            raise PermissionError(errno.EACCES, "in use")
        super().replace(source, target)


def test_file_held_for_a_moment_is_written_in_the_end(target: Path) -> None:
    save_bytes(target, NEW, overwrite=True, disk=Held(target, disks.ATTEMPTS - 1))
    assert target.read_bytes() == NEW


def test_file_held_for_long_is_saved_beside_and_said_so(target: Path) -> None:
    for saved in ("年报(recovered).xlsx", "年报(recovered 2).xlsx"):
        with pytest.raises(WorkbookError) as caught:
            save_bytes(target, NEW, overwrite=True, disk=Held(target, disks.ATTEMPTS))
        assert caught.value.code == "W35"
        assert f"结果已另存为“{saved}”" in str(caught.value)
        assert target.with_name(saved).read_bytes() == NEW
    assert target.read_bytes() == OLD
    assert len([*target.parent.glob("*.xlsx")]) == 3
    assert not [*target.parent.rglob("*.tmp")]


def test_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="（文件或文件夹不存在）") as caught:
        save_bytes(tmp_path / "没有" / "a.xlsx", NEW)
    assert caught.value.code == "W34"


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_link_to_nothing_is_followed_to_where_it_leads(tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "年报.xlsx")
    save_bytes(link, NEW)
    assert link.is_symlink()
    assert (tmp_path / "年报.xlsx").read_bytes() == NEW
    lost = tmp_path / "lost.xlsx"
    lost.symlink_to(tmp_path / "没有" / "年报.xlsx")
    with pytest.raises(WorkbookError) as caught:
        save_bytes(lost, NEW)
    assert caught.value.code == "W34"
    assert lost.is_symlink()


@pytest.mark.parametrize("name", ["年报.xlsx", "年报.pdf"])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with pytest.raises(WorkbookError, match="不是普通文件") as caught:
        save_bytes(folder, NEW, overwrite=True)
    assert caught.value.code == "W34"
    assert folder.is_dir()
    if sys.platform != "win32":
        pipe = tmp_path / f"管道{folder.suffix}"
        os.mkfifo(pipe)
        with pytest.raises(WorkbookError, match="不是普通文件"):
            save_bytes(pipe, NEW, overwrite=True)
        assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only an administrator gives files away")
def test_file_that_an_administrator_saves_stays_its_owners(target: Path) -> None:
    os.chown(target, 1234, 1235)
    target.chmod(0o640)
    save_bytes(target, NEW, overwrite=True)
    for path in (target, backups_of(target)[0].path):
        status = path.stat()
        assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 1235, 0o640)


def test_longest_name_that_the_file_system_takes_is_saved(tmp_path: Path) -> None:
    path = tmp_path / f"{'年' * 83}.xlsx"
    for content in (OLD, NEW):
        save_bytes(path, content, overwrite=True)
    assert path.read_bytes() == NEW
    # Its backup has no room for a longer name beside it.
    (backup,) = backups_of(path)
    assert backup.path.is_relative_to(own_data_folder())
    assert backup.path.read_bytes() == OLD


# --- two processes


def test_save_waits_for_another_one_of_the_same_file(target: Path) -> None:
    held, done = threading.Event(), threading.Event()

    def other() -> None:
        with alone(target):
            held.set()
            done.wait(0.2)
            target.write_bytes(b"another process")

    thread = threading.Thread(target=other)
    thread.start()
    held.wait()
    save_bytes(target, NEW, overwrite=True)
    thread.join()
    assert target.read_bytes() == NEW
    assert [backup.path.read_bytes() for backup in backups_of(target)] == [b"another process"]


@pytest.fixture
def held(target: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process that does not end."""
    monkeypatch.setattr(locking, "SECONDS", 0.1)
    begun, done = threading.Event(), threading.Event()

    def other() -> None:
        with alone(target):
            begun.set()
            done.wait()

    thread = threading.Thread(target=other)
    thread.start()
    begun.wait()
    yield
    done.set()
    thread.join()
    save_bytes(target, NEW, overwrite=True)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("act", [lambda path: save_bytes(path, NEW, overwrite=True), keep_backup])
def test_whoever_waits_too_long_says_so_and_writes_nothing(target: Path, act: Callable[[Path], object]) -> None:
    with pytest.raises(WorkbookError) as caught:
        act(target)
    assert caught.value.code == "W36"
    assert str(caught.value) == "“年报.xlsx”正由另一个运行中的年报工具写入，等了 0.1 秒还没有写完，没有写入。"
    assert unharmed(target)


def test_locks_are_no_litter(tmp_path: Path) -> None:
    for number in range(3):
        save_bytes(tmp_path / f"{number}.xlsx", NEW)
    assert len([*tmp_path.iterdir()]) == 3
    locks = [*(own_data_folder() / "locks").iterdir()]
    assert len(locks) <= 3
    assert {len(lock.stem) for lock in locks} <= {3}


@pytest.mark.parametrize("missing", ["folder", "home", "locks"])
def test_where_no_lock_can_be_had_files_are_saved_all_the_same(
    target: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing == "folder":
        monkeypatch.setenv(DATA_VARIABLE, str(target / "no folder"))
    elif missing == "locks":
        fcntl = pytest.importorskip("fcntl", reason="only on Windows there is no fcntl")

        def no_locks(*_: object) -> None:
            raise OSError(errno.ENOSYS, "Function not implemented")

        monkeypatch.setattr(fcntl, "flock", no_locks)
    else:
        monkeypatch.delenv(DATA_VARIABLE)

        def no_home() -> Path:
            raise RuntimeError("Could not determine home directory.")

        monkeypatch.setattr(Path, "home", no_home)
    save_bytes(target, NEW, expected_digest=digest(OLD), overwrite=True)
    assert target.read_bytes() == NEW
    assert [backup.path.read_bytes() for backup in backups_of(target)] == [OLD]


def test_own_folder_is_where_each_system_has_it() -> None:
    home = Path("/home/a")
    assert data_folder({"LOCALAPPDATA": "/l"}, "win32", home) == Path("/l/xl_tools")
    assert data_folder({}, "win32", home) == Path("/home/a/AppData/Local/xl_tools")
    assert data_folder({}, "darwin", home) == Path("/home/a/Library/Application Support/xl_tools")
    assert data_folder({"XDG_DATA_HOME": "/d"}, "linux", home) == Path("/d/xl_tools")
    assert data_folder({}, "linux", home) == Path("/home/a/.local/share/xl_tools")
    assert data_folder({DATA_VARIABLE: "/x"}, "win32", home) == Path("/x")


def test_what_the_file_system_says_is_told_in_chinese() -> None:
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    held = PermissionError(errno.EACCES, "")
    held.winerror = 32  # type: ignore[attr-defined]
    assert reason(held) == "正被其他程序占用"
    assert reason(OSError(errno.ELOOP, "Too many levels")) == "Too many levels"
