"""报送情况, 查看来源 and 退回通知: what a collecting office does with a consolidation that was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.collecting.places import places_of
from xl_tools.errors import XlToolsError
from xl_tools.judging import Standard
from xl_tools.tasks.files import open_for_work
from xl_tools.tasks.gathering import gathered_again, opened_state
from xl_tools.values import show

if TYPE_CHECKING:
    from xl_tools.collecting.progress import Progress
    from xl_tools.consolidation.board import Board
    from xl_tools.letters.writing import LettersMade
    from xl_tools.summary.trace import Source
    from xl_tools.workbook.anchors import Grid
    from xl_tools.workbook.reader import Opened


@dataclass(frozen=True, slots=True)
class Sources:
    """The units behind one number of a total.

    Attributes:
        cell, place, name: its id, where it stands, and how it is called.
        value: as it is shown.
    """

    cell: str
    place: str
    name: str
    value: str
    lines: tuple[Source, ...]


def board(
    summary: Path, *, as_of: date | None = None, by: Standard | None = None, progress: Progress | None = None
) -> Board:
    """报送情况 of a consolidation, from its inbox as it is now. Raises: as consolidate."""
    places = places_of(summary)
    with opened_state(places) as state:
        return gathered_again(places, state, as_of=as_of, by=by, progress=progress).collected.board


def trace(summary: Path, cell: str) -> Sources:
    """Who is behind a number of a summary workbook.

    Args:
        cell: its id, or where it stands: 三、申请情况!D6.

    Raises: WorkbookError, TemplateMismatch; XlToolsError K86 for a workbook without 溯源, K87 for no cell of the total.
    """
    from xl_tools.summary.names import TRACE

    opened = open_for_work(summary)
    return sources(opened, cell, opened.other(TRACE))


def sources(opened: Opened, cell: str, grid: Grid) -> Sources:
    """As trace, of a workbook that has been read; `grid` are the cells of its sheet 溯源."""
    from xl_tools.summary.trace import sources_of

    if not grid:
        raise XlToolsError(
            f"“{opened.path.name}”里没有“溯源”表，不是汇总工作簿。",
            code="K86",
            hint="请打开由“汇总文件夹”写出的工作簿。",
        )
    form = opened.report.form
    at = {str(opened.spots[id_].place): id_ for id_ in form.cells}
    wanted = cell.strip().replace("！", "!").replace("$", "").replace("'", "")
    found = wanted if wanted in form.cells else at.get(wanted)
    if found is None:
        raise XlToolsError(
            f"“{cell}”不是汇总数的格。", code="K87", hint="请写表二、表三、表四里的格，例如 三、申请情况!D6。"
        )
    value = show(opened.report.value(found))
    lines = sources_of(grid, found)
    return Sources(found, str(opened.spots[found].place), form.cells[found].name, value, lines)


def write_letters(
    summary: Path,
    *,
    out: Path | None = None,
    deadline: date | None = None,
    units: Sequence[str] = (),
    queries: bool = False,
    reminders: bool = True,
    as_of: date | None = None,
    by: Standard | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> LettersMade:
    """Write 退回通知, 催报通知 and mail drafts for a consolidation, from its inbox as it is now; nothing is sent.

    Args:
        out: the folder of the letters, by default beside the summary workbook.
        deadline, units, queries, reminders: as letters_for() has them.
        progress: told after every file that is opened or read, and after every letter.

    Raises: as consolidate; XlToolsError K40, K41; WorkbookError if a file cannot be written.
    """
    from xl_tools.letters.letter import follow_ups, letters_for
    from xl_tools.letters.letterbook import Letterbook
    from xl_tools.letters.writing import write_letters as write

    places = places_of(summary)
    with opened_state(places) as state:
        collected = gathered_again(places, state, as_of=as_of, by=by, progress=progress).collected
        book = Letterbook(state)
        letters = letters_for(collected, book.sent, deadline, units=units, queries=queries, reminders=reminders)
        return write(
            letters,
            out or places.letters,
            office=collected.roster.top,
            year=collected.year,
            on=collected.as_of,
            book=book,
            follow_ups=follow_ups(collected, book.sent),
            force=force,
            progress=progress,
        )
