"""Backups: the last five versions of a file that this program is about to change, beside it in a folder of their own.

No name there ends like a workbook or data file, so that whoever collects a folder's files collects no old versions.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xl_tools.ownfiles import own_data_folder
from xl_tools.refusals import reason, refuse
from xl_tools.workbook.disk import (
    DISK,
    Disk,
    digest,
    discard,
    holds,
    path_key,
    patiently,
    put_in_place,
    real_path,
    settle,
    sweep,
    write_whole,
)
from xl_tools.workbook.locking import alone

KEPT = 5
"""Different versions of one file that are kept."""
FOLDER = "年报工具备份"
"""The folder beside the file."""
_END = ".bak"
_STAMP = "%Y%m%d-%H%M%S"
_NOTE_TEXT = """\
年报工具改动一个工作簿或数据文件之前，先把原来的内容留在这里，每个文件留最近五个不同的版本。
要退回某个版本，请用年报工具“恢复备份”；也可以把备份复制到别处，去掉文件名末尾的“.日期-时间.bak”后打开。
这个文件夹不必报送，可以整个删去，删去后就不能再退回。
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """One version that was kept.

    Attributes:
        number: 1 is the newest.
        time: when it was kept, which is when the file was about to be changed.
        size: bytes.
        digest: SHA-256 of the content as hexadecimal digits; empty if the backup cannot be read.
    """

    path: Path
    number: int
    time: datetime
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder for the backups of one file, and how their names begin."""

    folder: Path
    prefix: str

    def entries(self, disk: Disk) -> list[_Entry]:
        """The backups here, in any order; whatever else lies in the folder is left alone."""
        return [entry for name in disk.names(self.folder) if (entry := self._entry(name))]

    def path(self, stamp: str, count: int) -> Path:
        return self.folder / f"{self.prefix}{stamp}{'' if count == 1 else f'-{count:02}'}{_END}"

    @property
    def note(self) -> Path:
        return self.folder / "说明.txt"

    def _entry(self, name: str) -> _Entry | None:
        head, tail = name[: len(self.prefix)], name[len(self.prefix) :]
        found = _TAIL.fullmatch(tail)
        if not found or os.path.normcase(head) != os.path.normcase(self.prefix):
            return None
        try:
            time = datetime.strptime(found["stamp"], _STAMP)
        except ValueError:
            return None
        return _Entry(time, int(found["count"] or 1), self)


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    """A backup by its name; the newest is the greatest."""

    time: datetime
    count: int
    place: _Place = field(compare=False)

    @property
    def path(self) -> Path:
        return self.place.path(f"{self.time:{_STAMP}}", self.count)


_TAIL = re.compile(rf"(?P<stamp>[0-9]{{8}}-[0-9]{{6}})(?:-(?P<count>0[2-9]|[1-9][0-9]+))?{re.escape(_END)}")


def backups_of(path: Path, *, disk: Disk = DISK) -> list[Backup]:
    """The versions of a file that were kept, newest first; the file itself may be gone.

    Raises: WorkbookError W03 if a folder of backups cannot be looked into.
    """
    target = real_path(path)
    entries: list[_Entry] = []
    for place in _places(target):
        try:
            entries += place.entries(disk)
        except OSError as error:
            raise refuse("W03", place.folder, reason=reason(error)) from error
    found: list[Backup] = []
    for entry in sorted(entries, reverse=True):
        size, content_digest = 0, ""
        with suppress(OSError):
            status = disk.status(entry.path)
            size = status.st_size if status else 0
            content_digest = digest(disk.read(entry.path))
        found.append(Backup(entry.path, len(found) + 1, entry.time, size, content_digest))
    return found


def keep_backup(path: Path, *, disk: Disk = DISK) -> Path | None:
    """Keep what a file holds on disk now, though another program may have it open; no content is kept twice.

    Returns: the backup that holds it, None if there is no such file.
    Raises: WorkbookError W37 if that cannot be done, W36 while another save does not end.
    """
    target = real_path(path)
    with alone(target):
        try:
            status = disk.status(target)
            if status is None:
                return None
            content = patiently(lambda: disk.read(target))
        except OSError as error:
            raise refuse("W37", target, reason=reason(error)) from error
        kept = add_backup(disk, target, content, status)
        prune_backups(disk, target)
    return kept


def add_backup(disk: Disk, target: Path, content: bytes, like: os.stat_result) -> Path:
    """Keep a version of a file; it stands, whole and on disk, when this returns. To be called while `alone`.

    One that was kept before becomes the newest instead of being kept twice.

    Args:
        target: the file, without symbolic links.
        like: its status, for the mode of the backup.

    Raises: WorkbookError W37 if no place can take it.
    """
    places: list[_Place] = []
    entries: list[_Entry] = []
    refusals: list[OSError] = []
    for place in _places(target):
        try:
            entries += place.entries(disk)
        except OSError as error:
            refusals.append(error)
        else:
            places.append(place)
    entries.sort(reverse=True)
    stamp, count = f"{datetime.now():{_STAMP}}", 1
    if entries and f"{entries[0].time:{_STAMP}}" >= stamp:
        # Twice within a second, or the clock was set back: that the order is right counts for more than the time.
        stamp, count = f"{entries[0].time:{_STAMP}}", entries[0].count + 1
    for entry in entries:
        if holds(disk, entry.path, content):
            if entry is entries[0]:
                return entry.path
            with suppress(OSError):
                return _renew(disk, entry, entry.place.path(stamp, count), content)
    for place in places:
        try:
            return _write(disk, place, target, place.path(stamp, count), content, like)
        except OSError as error:
            refusals.append(error)
    raise refuse("W37", target, reason=reason(refusals[0])) from refusals[0]


def prune_backups(disk: Disk, target: Path) -> None:
    """Remove versions beyond the last five, and what was left unfinished. To be called while `alone`, at the end."""
    # One too many does no harm; the next save removes it.
    with suppress(OSError):
        entries: list[_Entry] = []
        for place in _places(target):
            entries += place.entries(disk)
            sweep(disk, place.folder / target.name)
        for entry in sorted(entries, reverse=True)[KEPT:]:
            discard(disk, entry.path)


def _places(target: Path) -> list[_Place]:
    """Beside the file; and the user's own folder, for where that one cannot be written."""
    places = [_Place(target.parent / FOLDER, f"{target.name}.")]
    # Without a home folder there is no second place.
    with suppress(RuntimeError):
        places.append(_Place(own_data_folder() / "backups" / path_key(target)[:32], ""))
    return places


def _renew(disk: Disk, entry: _Entry, new: Path, content: bytes) -> Path:
    put_in_place(disk, entry.path, new, content)
    settle(disk, new.parent)
    return new


def _write(disk: Disk, place: _Place, target: Path, path: Path, content: bytes, like: os.stat_result) -> Path:
    first = disk.status(place.folder) is None
    disk.make_folder(place.folder)
    _put(disk, place.folder / target.name, path, content, like)
    settle(disk, place.folder)
    if first:
        settle(disk, place.folder.parent)
        if place.prefix:
            # Of no account to the backup itself, which stands by now.
            with suppress(OSError):
                _put(disk, place.folder / target.name, place.note, _NOTE_TEXT.encode("utf-8-sig"), None)
    return path


def _put(disk: Disk, owner: Path, path: Path, content: bytes, like: os.stat_result | None) -> None:
    """Write a file in one step; unfinished files are the owner's, whose next save sweeps them up."""
    unfinished = write_whole(disk, owner, content, like)
    try:
        put_in_place(disk, unfinished, path, content)
    except BaseException:
        discard(disk, unfinished)
        raise
