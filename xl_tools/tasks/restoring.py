"""备份: which versions of a file were kept, and one of them put back; that can itself be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.inputs import DATA_SUFFIX, read_data_file
from xl_tools.outcomes import KeptVersion, Restored
from xl_tools.outputs import write_new
from xl_tools.refusals import reason, refuse
from xl_tools.report import PREVIOUS, Report
from xl_tools.tasks.files import refuse_same
from xl_tools.workbook.backups import backups_of
from xl_tools.workbook.disk import digest as digest_of

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened

    _Content = Opened | Report | XlToolsError


def list_backups(path: Path) -> tuple[KeptVersion, ...]:
    """The versions of a workbook or data file that were kept, newest first, compared with the file as it is now.

    The file itself may be gone; one that cannot be read is listed with its error.
    Raises: WorkbookError W01 if there is neither the file nor a backup of it, W03 if backups cannot be looked at.
    """
    versions = _versions(path)
    if not versions:
        return ()
    files = [path, *(version.file for version in versions)]
    contents = dict(_read(files, data=path.suffix.lower() == DATA_SUFFIX))
    now, present = contents[path], _digest(path)
    return tuple(_described(one, contents[one.file], now, present="" != one.digest == present) for one in versions)


def restore_backup(
    path: Path, number: int, *, digest: str = "", out: Path | None = None, force: bool = False
) -> Restored:
    """Put a version back in its place, where what stands there is kept as a backup first, or write it to another file.

    Args:
        number: as list_backups numbers them, 1 for the newest.
        digest: of the version that somebody chose from a list, so that no other is restored if the numbers have moved.
        out: another file to write it to; the one it is of stays as it is.
        force: replace `out` if it exists.

    Raises: WorkbookError W38 if there is no such version, W39 if it is another one than was chosen, W53 if `out` is
        another kind of file; FileExists; whatever saving raises.
    """
    versions = _versions(path)
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise refuse("W38", path, number=number, count=len(versions))
    try:
        content = version.file.read_bytes()
    except OSError as error:
        raise refuse("W03", version.file, reason=reason(error)) from error
    if digest and digest_of(content) != digest:
        raise refuse("W39", path)
    if out is not None:
        if out.suffix.lower() != path.suffix.lower():
            raise WorkbookError(f"“{out.name}”应与“{path.name}”是同一种文件。", code="W53")
        refuse_same(out, path)
        write_new(out, content, force=force, as_is=True)
        return Restored(out, version, in_place=False)
    present = _digest(path)
    if present == digest_of(content):
        return Restored(path, version, changed=False)
    write_new(path, content, force=True, as_is=True)
    before = next((one.path for one in backups_of(path) if present and one.digest == present), None)
    return Restored(path, version, before)


def _versions(path: Path) -> list[KeptVersion]:
    found = backups_of(path)
    if not found and not path.exists():
        raise refuse("W01", path)
    return [KeptVersion(one.path, one.number, one.time, one.size, one.digest) for one in found]


def _digest(path: Path) -> str:
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return ""


def _read(paths: list[Path], *, data: bool) -> Iterator[tuple[Path, _Content]]:
    """What each file says. A backup's own name does not tell whether it is a data file."""
    if not data:
        from xl_tools.workbook.reader import read_many

        yield from read_many(paths)
        return
    for path in paths:
        try:
            yield path, read_data_file(path)
        except XlToolsError as error:
            yield path, error


def _described(version: KeptVersion, content: _Content, now: _Content, *, present: bool) -> KeptVersion:
    version = replace(version, present=present)
    if isinstance(content, XlToolsError):
        return replace(version, error=content)
    report, state = (content, "") if isinstance(content, Report) else (content.report, content.state.word)
    version = replace(version, unit=report.unit.name, year=report.year, state=state)
    if isinstance(now, XlToolsError):
        return version
    from xl_tools.workbook.differences import differences

    try:
        found = differences(content, now)
    except XlToolsError:
        # The file was changed or taken away while the list was made.
        return version
    cells = sum(one.name in report.form.cells or one.name.startswith(PREVIOUS) for one in found)
    return replace(version, cells=cells, others=len(found) - cells)
