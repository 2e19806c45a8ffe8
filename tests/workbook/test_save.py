"""Saving: whatever goes wrong, the old file stands there unchanged and nothing is left lying about."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from workbook_files import filled

from xl_tools.errors import FileExists, WorkbookError
from xl_tools.workbook import save
from xl_tools.workbook.save import opened_by, save_bytes

OLD, NEW = b"old content", b"new content"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(OLD)
    return path


def unharmed(path: Path) -> bool:
    """The old content stands there, alone in its folder."""
    return path.read_bytes() == OLD and [item.name for item in path.parent.iterdir()] == [path.name]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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


def test_file_that_changes_while_it_is_saved_is_left_alone(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verify = save._verify

    def meanwhile(temporary: Path, data: bytes, path: Path) -> None:
        verify(temporary, data, path)
        target.write_bytes(b"another program")

    monkeypatch.setattr(save, "_verify", meanwhile)
    with pytest.raises(WorkbookError) as caught:
        save_bytes(target, NEW, expected_digest=digest(OLD), overwrite=True)
    assert caught.value.code == "W32"
    assert target.read_bytes() == b"another program"
    assert len(list(target.parent.iterdir())) == 1


def test_file_that_vanished_since_it_was_read_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        save_bytes(tmp_path / "gone.xlsx", NEW, expected_digest=digest(OLD), overwrite=True)
    assert caught.value.code == "W32"
    assert not list(tmp_path.iterdir())


def _disk_full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", ["mkstemp", "fdopen", "fsync", "chmod", "read_bytes", "replace"])
def test_failure_at_any_step_leaves_the_old_file(target: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    owner: object = {"mkstemp": save.tempfile, "fdopen": os, "fsync": os}.get(step, Path)
    opened: list[int] = []
    if step == "fdopen":
        make = save.tempfile.mkstemp

        def remember(*arguments: object, **options: object) -> tuple[int, str]:
            handle, name = make(*arguments, **options)  # type: ignore[arg-type]
            opened.append(handle)
            return handle, name

        monkeypatch.setattr(save.tempfile, "mkstemp", remember)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, _disk_full)
        with pytest.raises(WorkbookError, match="No space left on device") as caught:
            save_bytes(target, NEW, overwrite=True)
    for handle in opened:
        os.close(handle)
    assert caught.value.code == "W34"
    assert unharmed(target)


def test_interrupt_while_writing_leaves_the_old_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_bytes(target, NEW, overwrite=True)
    assert unharmed(target)


def test_bytes_that_arrive_differently_are_not_put_in_place(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write: Callable[[Path, bytes], Path] = save._write_beside
    monkeypatch.setattr(save, "_write_beside", lambda path, data: write(path, data[:-1]))
    with pytest.raises(WorkbookError, match="核对不符") as caught:
        save_bytes(target, NEW, overwrite=True)
    assert caught.value.code == "W33"
    assert unharmed(target)


@pytest.mark.parametrize("data", [filled()[:-40], filled()[:20000] + b"\0\0\0" + filled()[20003:]])
def test_broken_archive_is_not_put_in_place(target: Path, data: bytes) -> None:
    with pytest.raises(WorkbookError) as caught:
        save_bytes(target, data, overwrite=True)
    assert caught.value.code == "W33"
    assert unharmed(target)


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


def test_lock_of_another_file_does_not_matter(target: Path) -> None:
    target.with_name("~$别的.xlsx").write_bytes(_excel_lock("王五"))
    assert opened_by(target) == ""


# --- modes, links, Windows


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_mode_of_the_old_file_is_kept(target: Path) -> None:
    target.chmod(0o640)
    save_bytes(target, NEW, overwrite=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        save_bytes(tmp_path / "a.xlsx", NEW)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640


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


def test_file_held_for_a_moment_is_written_in_the_end(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, failures = Path.replace, [1, 2, 3, 4]

    def held(self: Path, other: Path) -> Path:
        if failures:
            failures.pop()
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, other)

    monkeypatch.setattr(save, "PAUSE", 0)
    monkeypatch.setattr(Path, "replace", held)
    save_bytes(target, NEW, overwrite=True)
    assert target.read_bytes() == NEW


def test_file_held_for_long_is_saved_beside_and_said_so(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def held(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, other)

    monkeypatch.setattr(save, "PAUSE", 0)
    monkeypatch.setattr(Path, "replace", held)
    for saved in ("年报(recovered).xlsx", "年报(recovered 2).xlsx"):
        with pytest.raises(WorkbookError) as caught:
            save_bytes(target, NEW, overwrite=True)
        assert caught.value.code == "W35"
        assert f"结果已另存为“{saved}”" in str(caught.value)
        assert target.with_name(saved).read_bytes() == NEW
    assert target.read_bytes() == OLD
    assert len(list(target.parent.iterdir())) == 3


def test_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        save_bytes(tmp_path / "没有" / "a.xlsx", NEW)
    assert caught.value.code == "W34"
