"""Files that the tasks write: named, never over something that was there, each failure a sentence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from xl_tools.documents.clean import clean_line
from xl_tools.errors import FileExists, WorkbookError, XlToolsError
from xl_tools.report import Report

MAX_NAME = 200
"""Bytes of a file name without its ending: file systems take 255 of UTF-8, and Chinese characters are three each."""
FORBIDDEN = '\\/:*?"<>|'
"""Characters that no name of a file may have on Windows."""
# Windows takes a name for a device up to its first point, Excel one that begins so for a note on who has a file open.
_TAKEN = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(?=\.|$)|~\$", re.IGNORECASE)


def file_stem(report: Report) -> str:
    """The document's title as a file name: 宿迁市2024年政府信息公开工作年度报告; a long unit name is cut."""

    def named(unit: str) -> str:
        title = clean_line(report.form.title.format(unit=unit, year=report.year))
        plain = "".join("_" if letter in FORBIDDEN else letter for letter in title).strip(" .")
        return f"_{plain}" if is_taken(plain) else plain

    # Cut beforehand, for a cell holds a hundred times what a name can.
    unit = clean_line(report.unit.name)[:MAX_NAME]
    while len(named(unit).encode("utf-8", "replace")) > MAX_NAME:
        unit = unit[:-1]
    return named(unit)


def is_taken(name: str) -> bool:
    """Whether a name, otherwise a good one, means something else than a file: a device, a note of Excel's.

    >>> is_taken("CON.xlsx"), is_taken("~$年报.xlsx"), is_taken("年报.xlsx")
    (True, True, False)
    """
    return _TAKEN.match(name) is not None


def refuse_existing(targets: Iterable[Path], *, force: bool) -> None:
    """Raise FileExists for the first target that exists, unless `force`."""
    for target in targets:
        if _exists(target) and not force:
            hint = "需要覆盖时请加 --force，或换一个文件名。"
            raise FileExists(f"“{target}”已经存在，没有覆盖。", code="F01", hint=hint)


def write_new(target: Path, content: bytes, *, force: bool, as_is: bool = False) -> None:
    """Write a file atomically; folders on the way are made.

    Args:
        as_is: as save_bytes has it.

    Raises: FileExists; WorkbookError if the place cannot be written.
    """
    from xl_tools.workbook.save import save_bytes

    refuse_existing([target], force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"无法建立文件夹“{target.parent}”。", code="W34", hint="请换一个位置。") from error
    save_bytes(target, content, overwrite=force, as_is=as_is)


def write_all(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write several files as `write_new` does; one that is open or read-only stops all before the first is written.

    Raises: as write_new; where a later file fails all the same, the hint names those that stand already.
    """
    check_targets(files, overwrite=force)
    written: list[str] = []
    for target, content in files.items():
        try:
            write_new(target, content, force=force)
        except XlToolsError as error:
            if written:
                error.hint = f"{error.hint}已经写出的有：{'、'.join(written)}。"
            raise
        written.append(target.name)


def check_targets(targets: Iterable[Path], *, overwrite: bool = True) -> None:
    """Raise the error that writing would meet, where it can be seen beforehand: open elsewhere, read-only, there.

    Raises: FileExists; WorkbookError.
    """
    from xl_tools.workbook.save import check_target

    for target in targets:
        # What the file system itself refuses is told by the writing.
        with suppress(OSError):
            check_target(target, overwrite=overwrite)


def read_unchanged(path: Path, digest: str) -> bytes:
    """The bytes of a file that was read before. Raises WorkbookError if they are not the same any more."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise WorkbookError(f"“{path.name}”在读取之后被改动过，没有写入。", code="W32", hint="请再做一次。")
    return content


def same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one existing file."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _exists(target: Path) -> bool:
    try:
        return target.exists()
    except OSError as error:
        raise WorkbookError(
            f"文件名“{target.name[:40]}…”不能使用。", code="W34", hint="请用短一些的文件名。"
        ) from error
