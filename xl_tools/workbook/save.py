"""Saving without loss: the old file stays whole until the new one is complete, checked, and on disk.

In this order: refuse what cannot be replaced; write the new content beside it, to the disk, and read it back; see that
the file is what it was; keep its content as a backup; replace it in one step; sync the folder.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

from xl_tools.errors import FileExists, XlToolsError
from xl_tools.refusals import reason, refuse
from xl_tools.workbook.backups import add_backup, prune_backups
from xl_tools.workbook.disk import (
    DISK,
    Disk,
    NotAsWritten,
    digest,
    discard,
    patiently,
    put_in_place,
    real_path,
    settle,
    sweep,
    write_whole,
)
from xl_tools.workbook.locking import alone

KEPT_SUFFIXES = frozenset({".xlsx", ".xlsm", ".json"})
"""Files that people enter numbers and texts into, of which backups are kept; documents can be exported again."""


def save_bytes(
    path: Path,
    data: bytes,
    *,
    expected_digest: str | None = None,
    overwrite: bool = False,
    as_is: bool = False,
    disk: Disk = DISK,
) -> None:
    """Write a file in one step: whatever happens, either the old or the new content stands there, whole.

    A workbook or data file that is replaced is kept as a backup first.

    Args:
        expected_digest: SHA-256 of the content that was read; the file is not written if it has changed since.
        overwrite: replace an existing file.
        as_is: `data` is the content of a file of the user's, to be written although it may be damaged.

    Raises: FileExists; WorkbookError W30 … W37 saying why nothing was written, or where it was written instead.
    """
    if not as_is and data.startswith(b"PK") and not _is_archive(data):
        raise refuse("W33", path)
    target = real_path(path)
    with alone(target):
        try:
            _save(disk, target, data, expected_digest, overwrite=overwrite)
        except NotAsWritten as error:
            raise refuse("W33", path) from error
        except OSError as error:
            raise refuse("W34", path, reason=reason(error)) from error


def check_target(target: Path, *, overwrite: bool = False, disk: Disk = DISK) -> None:
    """Refuse a target that is open elsewhere, read-only, or not to be replaced.

    Raises: FileExists; WorkbookError W30, W31, W34; OSError where the file system itself refuses.
    """
    _check(disk, target, overwrite=overwrite)


def opened_by(path: Path, *, disk: Disk = DISK) -> str:
    """Who has the file open, by the lock files of Excel, WPS and LibreOffice; empty if nobody has."""
    for name in (f"~${path.name}", f"~${path.name[2:]}"):
        lock = path.with_name(name)
        if disk.status(lock) is not None:
            owner = _excel_owner(disk, lock)
            return f"“{owner}”用 Excel（或 WPS）" if owner else " Excel（或 WPS）"
    lock = path.with_name(f".~lock.{path.name}#")
    if disk.status(lock) is not None:
        owner = _libreoffice_owner(disk, lock)
        return f"“{owner}”用 LibreOffice" if owner else " LibreOffice"
    return ""


def _excel_owner(disk: Disk, lock: Path) -> str:
    """User name in an owner file: 54 bytes in the system's code page, then a length and UTF-16."""
    try:
        content = disk.read(lock)
    except OSError:
        # Excel keeps it locked on Windows; that it is there says enough.
        return ""
    if len(content) > 57 and 0 < content[55] <= 54:
        wide = content[57 : 57 + 2 * content[55]].decode("utf-16-le", "ignore")
        if wide.strip("\0 "):
            return wide.strip("\0 ")
    return content[1 : 1 + content[0]].decode("gb18030", "ignore").strip("\0 ") if content else ""


def _libreoffice_owner(disk: Disk, lock: Path) -> str:
    try:
        fields = disk.read(lock).decode("utf-8", "replace").split(",")
    except OSError:
        return ""
    names = [name.strip() for name in fields[:3] if name.strip()]
    return names[0] if names else ""


def _save(disk: Disk, target: Path, data: bytes, expected: str | None, *, overwrite: bool) -> None:
    status = _check(disk, target, overwrite=overwrite)
    like = status if target.suffix.lower() in KEPT_SUFFIXES else None
    old = _read(disk, target, expected) if like is not None or expected is not None else None
    sweep(disk, target)
    unfinished = write_whole(disk, target, data, status)
    try:
        if like is not None and old is not None and old != data:
            add_backup(disk, target, old, like)
        now = _check(disk, target, overwrite=overwrite)
        if (now is None) != (status is None):
            raise refuse("W32", target)
        if old is not None:
            _read(disk, target, digest(old))
        _replace(disk, unfinished, target, data)
    except BaseException:
        discard(disk, unfinished)
        raise
    settle(disk, target.parent)
    if like is not None:
        prune_backups(disk, target)


def _check(disk: Disk, target: Path, *, overwrite: bool) -> os.stat_result | None:
    """The status of a file that may be replaced, None if there is none."""
    owner = opened_by(target, disk=disk)
    if owner:
        raise refuse("W30", target, owner=owner)
    status = disk.status(target)
    if status is None:
        return None
    if not overwrite:
        raise _exists(target)
    if not stat.S_ISREG(status.st_mode):
        raise refuse("W34", target, reason="那里不是普通文件")
    # Not access alone: an administrator may write to what someone marked read-only on purpose.
    if not status.st_mode & 0o222 or not disk.writable(target):
        raise refuse("W31", target)
    return status


def _read(disk: Disk, target: Path, expected: str | None) -> bytes:
    """The content of a file, which has the digest expected."""
    try:
        content = patiently(lambda: disk.read(target))
    except FileNotFoundError as error:
        raise refuse("W32", target) from error
    if expected is not None and digest(content) != expected:
        raise refuse("W32", target)
    return content


def _replace(disk: Disk, unfinished: Path, target: Path, data: bytes) -> None:
    try:
        put_in_place(disk, unfinished, target, data)
    except PermissionError as error:
        saved = target.with_name(f"{target.stem}(recovered){target.suffix}")
        number = 2
        while disk.status(saved) is not None:
            saved = target.with_name(f"{target.stem}(recovered {number}){target.suffix}")
            number += 1
        disk.replace(unfinished, saved)
        raise refuse("W35", target, saved=saved.name) from error


def _is_archive(data: bytes) -> bool:
    """Whether data is a whole zip archive: what was built is wrong if it is not, and never reaches the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.testzip() is None
    except Exception:
        # A broken archive gives errors of zipfile, zlib, struct and others.
        return False


def _exists(target: Path) -> XlToolsError:
    return FileExists(f"“{target}”已经存在，没有覆盖。", code="F01", hint="需要覆盖时请加 --force，或换一个文件名。")
