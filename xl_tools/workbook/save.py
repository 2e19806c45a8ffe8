"""Saving without loss: the old file stays whole until the new one is complete, checked, and on disk."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path

from xl_tools.errors import FileExists, XlToolsError
from xl_tools.refusals import refuse

ATTEMPTS = 5
PAUSE = 0.1
"""Seconds before the second attempt to replace a file that another program holds; doubled each time."""


def save_bytes(path: Path, data: bytes, *, expected_digest: str | None = None, overwrite: bool = False) -> None:
    """Write a file in one step: whatever happens, either the old or the new content stands there.

    Args:
        expected_digest: SHA-256 of the content that was read; the file is not written if it has changed since.
        overwrite: replace an existing file.

    Raises: FileExists; WorkbookError W30 … W35 saying why nothing was written, or where it was written instead.
    """
    target = Path(os.path.realpath(path))
    try:
        check_target(target, expected_digest, overwrite=overwrite)
        temporary = _write_beside(target, data)
        try:
            _verify(temporary, data, target)
            check_target(target, expected_digest, overwrite=overwrite)
            _replace(temporary, target)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
    except OSError as error:
        raise refuse("W34", path, reason=error.strerror or str(error)) from error
    _sync_folder(target.parent)


def check_target(target: Path, expected_digest: str | None = None, *, overwrite: bool = False) -> None:
    """Refuse a target that is open elsewhere, read-only, changed since it was read, or not to be replaced.

    Raises: FileExists; WorkbookError W30, W31, W32; OSError where the file system itself refuses.
    """
    owner = opened_by(target)
    if owner:
        raise refuse("W30", target, owner=owner)
    if not target.exists():
        if expected_digest is not None:
            raise refuse("W32", target)
        return
    if not overwrite:
        raise _exists(target)
    # Not os.access alone: an administrator may write to what someone marked read-only on purpose.
    if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
        raise refuse("W31", target)
    if expected_digest is not None and hashlib.sha256(target.read_bytes()).hexdigest() != expected_digest:
        raise refuse("W32", target)


def opened_by(path: Path) -> str:
    """Who has the file open, by the lock files of Excel, WPS and LibreOffice; empty if nobody has."""
    for name in (f"~${path.name}", f"~${path.name[2:]}"):
        lock = path.with_name(name)
        if lock.is_file():
            owner = _excel_owner(lock)
            return f"“{owner}”用 Excel（或 WPS）" if owner else " Excel（或 WPS）"
    lock = path.with_name(f".~lock.{path.name}#")
    if lock.is_file():
        owner = _libreoffice_owner(lock)
        return f"“{owner}”用 LibreOffice" if owner else " LibreOffice"
    return ""


def _excel_owner(lock: Path) -> str:
    """User name in an owner file: 54 bytes in the system's code page, then a length and UTF-16."""
    try:
        content = lock.read_bytes()
    except OSError:
        # Excel keeps it locked on Windows; that it is there says enough.
        return ""
    if len(content) > 57 and 0 < content[55] <= 54:
        wide = content[57 : 57 + 2 * content[55]].decode("utf-16-le", "ignore")
        if wide.strip("\0 "):
            return wide.strip("\0 ")
    return content[1 : 1 + content[0]].decode("gb18030", "ignore").strip("\0 ") if content else ""


def _libreoffice_owner(lock: Path) -> str:
    try:
        fields = lock.read_text(encoding="utf-8", errors="replace").split(",")
    except OSError:
        return ""
    names = [name.strip() for name in fields[:3] if name.strip()]
    return names[0] if names else ""


def _write_beside(target: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    return temporary


def _verify(temporary: Path, data: bytes, target: Path) -> None:
    """Read back what is on disk; an Office file must be a whole zip archive as well."""
    written = temporary.read_bytes()
    sound = written == data
    if sound and data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(written)) as archive:
                sound = archive.testzip() is None
        except zipfile.BadZipFile:
            sound = False
    if not sound:
        raise refuse("W33", target)


def _replace(temporary: Path, target: Path) -> None:
    for attempt in range(ATTEMPTS):
        try:
            temporary.replace(target)
        except PermissionError:
            # On Windows a virus scanner or an open program holds files for moments.
            time.sleep(PAUSE * 2**attempt)
        else:
            return
    saved = target.with_name(f"{target.stem}(recovered){target.suffix}")
    number = 2
    while saved.exists():
        saved = target.with_name(f"{target.stem}(recovered {number}){target.suffix}")
        number += 1
    temporary.replace(saved)
    raise refuse("W35", target, saved=saved.name)


def _sync_folder(folder: Path) -> None:
    # Windows cannot open folders, and some network drives cannot sync them; the file itself is safe by now.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _exists(target: Path) -> XlToolsError:
    return FileExists(f"“{target}”已经存在，没有覆盖。", code="F01", hint="需要覆盖时请加 --force，或换一个文件名。")
