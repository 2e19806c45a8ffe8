"""Everything that saving asks of the file system, call by call, so that tests can make any one of them fail."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

ATTEMPTS = 5
PAUSE = 0.1
"""Seconds before the second attempt at a file that another program holds; doubled each time."""
STALE = 3600.0
"""Seconds after which an unfinished file is nobody's any more; no save takes a tenth of it."""
_MARK, _END = ".xl_tools-", ".tmp"
_Result = TypeVar("_Result")
_NONE_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


class NotAsWritten(OSError):
    """A file that reads back differently from what was written."""


class Disk:
    """The file system. Every method is one call of it and raises OSError as it does."""

    def status(self, path: Path) -> os.stat_result | None:
        """What is known of a file, None if there is none."""
        try:
            return path.stat()
        except OSError as error:
            if error.errno in _NONE_THERE:
                return None
            raise

    def writable(self, path: Path) -> bool:
        """Whether this user may write to a file."""
        return os.access(path, os.W_OK)

    def names(self, folder: Path) -> list[str]:
        """What a folder holds; nothing if there is none."""
        try:
            return [path.name for path in folder.iterdir()]
        except OSError as error:
            if error.errno in _NONE_THERE:
                return []
            raise

    def read(self, path: Path) -> bytes:
        return path.read_bytes()

    def create(self, path: Path, mode: int) -> int:
        """Open a new file for writing; one that exists is an error."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)

    def write(self, handle: int, data: memoryview) -> int:
        """Write what the system takes at once; the number of bytes it took."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        os.fsync(handle)

    def close(self, handle: int) -> None:
        os.close(handle)

    def set_owner(self, path: Path, like: os.stat_result) -> None:
        if sys.platform != "win32":
            os.chown(path, like.st_uid, like.st_gid)

    def set_mode(self, path: Path, mode: int) -> None:
        path.chmod(mode)

    def replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)

    def sync_folder(self, folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


DISK = Disk()


def write_whole(disk: Disk, target: Path, data: bytes, like: os.stat_result | None) -> Path:
    """Write the content of a file beside it, under a name that nobody takes for a file of the user's.

    Args:
        like: the file whose mode and owner the new one gets; None for what is usual.

    Returns: the path of the unfinished file: complete, on disk, and read back.
    Raises: OSError, and then nothing is left behind; NotAsWritten.
    """
    temporary = target.with_name(f"{_stem(target)}{os.urandom(4).hex()}{_END}")
    try:
        handle = disk.create(temporary, 0o666 if like is None else 0o600)
        try:
            if like is not None:
                # Only an administrator may give files away, and memory sticks know neither owner nor mode.
                with suppress(PermissionError):
                    disk.set_owner(temporary, like)
                with suppress(PermissionError):
                    disk.set_mode(temporary, like.st_mode & 0o7777 | stat.S_IWUSR)
            rest = memoryview(data)
            while rest:
                written = disk.write(handle, rest)
                if not written:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                rest = rest[written:]
            disk.sync(handle)
        finally:
            disk.close(handle)
        if disk.read(temporary) != data:
            raise NotAsWritten(errno.EIO, "differs from what was written")
    except BaseException:
        discard(disk, temporary)
        raise
    return temporary


def patiently(action: Callable[[], _Result]) -> _Result:
    """Do something to a file, with several attempts while another program holds it.

    Raises: PermissionError after the last attempt; whatever the action raises.
    """
    for attempt in range(ATTEMPTS - 1):
        try:
            return action()
        except PermissionError:
            # On Windows a virus scanner or an open program holds files for moments.
            time.sleep(PAUSE * 2**attempt)
    return action()


def put_in_place(disk: Disk, unfinished: Path, target: Path, data: bytes) -> None:
    """Give what write_whole made of `data` its name, in one step.

    Raises: as patiently; then `unfinished` is still there.
    """
    try:
        patiently(lambda: disk.replace(unfinished, target))
    except OSError:
        # A network drive may report a failure of what it has done.
        if not holds(disk, target, data):
            raise
        discard(disk, unfinished)


def holds(disk: Disk, path: Path, content: bytes) -> bool:
    """Whether a file is there, can be read, and has this content."""
    with suppress(OSError):
        status = disk.status(path)
        return status is not None and status.st_size == len(content) and disk.read(path) == content
    return False


def discard(disk: Disk, path: Path) -> None:
    """Remove a file of ours if it is there and can be removed."""
    with suppress(OSError):
        disk.unlink(path)


def settle(disk: Disk, folder: Path) -> None:
    """See to it that names changed in a folder outlast a power cut, where the system can do that."""
    # Windows cannot open folders, and some network drives cannot sync them; the content itself is safe by now.
    with suppress(OSError):
        disk.sync_folder(folder)


def sweep(disk: Disk, target: Path) -> None:
    """Remove unfinished files of this target that were left behind when a program or computer died."""
    with suppress(OSError):
        for name in disk.names(target.parent):
            if name.startswith(_stem(target)) and name.endswith(_END):
                status = disk.status(target.with_name(name))
                if status is not None and time.time() - status.st_mtime > STALE:
                    discard(disk, target.with_name(name))


def real_path(path: Path) -> Path:
    """The path without symbolic links; the last part need not exist."""
    return Path(os.path.realpath(path))


def path_key(path: Path) -> str:
    """What stands for a path where a name is needed: hexadecimal digits, the same however the system spells it."""
    return digest(os.path.normcase(path).encode("utf-8", "surrogatepass"))


def digest(content: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _stem(target: Path) -> str:
    # A hash, because the name itself may be as long as the file system allows.
    return f"{_MARK}{path_key(Path(target.name))[:8]}-"
