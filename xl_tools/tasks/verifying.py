"""核对封存码: whether a workbook is what was made final, and where it differs from another file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import DataFileError, WorkbookError, XlToolsError
from xl_tools.inputs import DATA_SUFFIX, read_data_file
from xl_tools.outcomes import SealState, Verified
from xl_tools.outputs import same_file
from xl_tools.tasks.files import open_workbook

if TYPE_CHECKING:
    from xl_tools.report import Report
    from xl_tools.workbook.reader import Opened

_DOCUMENTS = (".docx", ".pdf", ".html", ".htm", ".csv", ".png", ".svg")
"""Endings of the files that `export` makes, of which none but the data file can be compared."""


def verify(path: Path, *, against: Path | None = None, code: str = "", versions: Iterable[Path] = ()) -> Verified:
    """Whether a workbook is what was made final, what a document with this code was made of, or the same as a file.

    Where it is not, and no file is named, the versions are looked through for the one that has the code.

    Args:
        against: a workbook or a data file; of a data file only what it holds is compared.
        code: the 封存码 of a printed document, as somebody copied it.
        versions: earlier versions of the workbook, the likeliest first; read only when needed.

    Raises: WorkbookError E32 for a workbook without code where nothing else is asked, E33 for a file that cannot be
        compared, E34 for the file itself; DataFileError E35 for a data file in the place of the workbook;
        XlToolsError E31 for what cannot be a code; errors of reading.
    """
    from xl_tools.workbook.seal import read_code, seal_code

    if path.suffix.lower() == DATA_SUFFIX:
        hint = "请把工作簿写在前面，把数据文件写在 --against 后面。"
        raise DataFileError(f"“{path.name}”是数据文件，没有封存码。", code="E35", hint=hint)
    typed = read_code(code) if code else ""
    if against is not None:
        _refuse_against(against, path)
    opened = open_workbook(path)
    found = Verified(
        path, SealState.UNSEALED, opened.state.seal, seal_code(opened), opened.state.finalized_on, typed=typed
    )
    found = replace(found, state=_state(opened, found.reckoned))
    if against is not None:
        return _compared(found, opened, against)
    if not typed and not found.seal:
        raise _without_code(path, found.state)
    wanted = typed if typed and not found.typed_fits else found.seal
    if not wanted or wanted == found.reckoned:
        return found
    return _held_against_versions(found, opened, versions, wanted)


def _state(opened: Opened, reckoned: str) -> SealState:
    from xl_tools.workbook.finalize import FINAL

    final, seal = opened.state.word == FINAL, opened.state.seal
    if not seal:
        return SealState.BY_HAND if final else SealState.UNSEALED
    if not final:
        return SealState.REOPENED
    return SealState.UNCHANGED if seal == reckoned else SealState.CHANGED


def _refuse_against(against: Path, path: Path) -> None:
    if against.suffix.lower() in _DOCUMENTS:
        message = f"“{against.name}”不能用来比较，现在只能与工作簿（.xlsx）或数据文件（.json）比较。"
        raise WorkbookError(message, code="E33", hint="文件末尾印有封存码的，可以用 --code 核对。")
    if same_file(against, path):
        raise WorkbookError(f"“{against.name}”就是要核对的文件本身。", code="E34", hint="请在 --against 后面写另一份。")


def _compared(found: Verified, opened: Opened, against: Path) -> Verified:
    from xl_tools.workbook.differences import differences

    other: Report | Opened = (
        read_data_file(against) if against.suffix.lower() == DATA_SUFFIX else open_workbook(against)
    )
    return replace(found, compared=against, differences=differences(other, opened))


def _held_against_versions(found: Verified, opened: Opened, versions: Iterable[Path], wanted: str) -> Verified:
    """Against the version whose contents have the code, whatever its 封面 says: a backup is made before 定稿 too."""
    from xl_tools.workbook.differences import differences
    from xl_tools.workbook.seal import same_code, seal_code

    for earlier in _readable(versions):
        if same_code(wanted, seal_code(earlier)):
            return replace(found, compared=earlier.path, backup=True, differences=differences(earlier, opened))
    return found


def _readable(versions: Iterable[Path]) -> Iterator[Opened]:
    """Those that can be read: nobody asked about the others, and another may be the one."""
    with suppress(XlToolsError):
        for version in versions:
            with suppress(XlToolsError):
                yield open_workbook(version)


def _without_code(path: Path, state: SealState) -> WorkbookError:
    hint = "请先“定稿”；要与另一份文件比较的，请写 --against 和那份文件。"
    if state is SealState.BY_HAND:
        message = f"“{path.name}”封面的“定稿”是手工选的，没有封存码，无从核对。"
    else:
        message = f"“{path.name}”还没有定稿，没有封存码，无从核对。"
    return WorkbookError(message, code="E32", hint=hint)
