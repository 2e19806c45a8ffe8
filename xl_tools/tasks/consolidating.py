"""汇总: from an inbox to the summary workbook, its provenance and the board; run again, only what is new is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.collecting.places import Places, places_of
from xl_tools.consolidation.deciding import Typed
from xl_tools.consolidation.decisions import Decisions
from xl_tools.errors import FileExists, XlToolsError
from xl_tools.judging import Standard
from xl_tools.outputs import check_targets, write_all
from xl_tools.refusals import refuse
from xl_tools.tasks.gathering import Asked, Office, gather, opened_state, remembered, require_office, standard_of
from xl_tools.tasks.written import WrittenInto
from xl_tools.values import to_plain

if TYPE_CHECKING:
    from xl_tools.collecting.progress import Progress
    from xl_tools.collecting.state import State
    from xl_tools.consolidation.collected import Collected

_NAMED = 5
"""So many cells are named in a sentence."""
_WRITTEN = "written"
"""The digests of the files that the last run wrote, in the state."""


@dataclass(frozen=True)
class Consolidated:
    """What `consolidate` made.

    Attributes:
        read, known: files read in this run, and those known from earlier ones.
    """

    collected: Collected
    workbook: Path
    provenance: Path
    board: Path
    read: int
    known: int
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What came in and what was added up."""
        found = self.collected
        total = found.total
        known = f"，其中 {self.known} 份以前读过" if self.known else ""
        units = f"{len(total.contributions)} 份年报计入“{total.report.unit.name}”{found.year} 年度汇总"
        return f"收到 {len(found.inbox.lines)} 个文件{known}；{units}。"

    @property
    def lines(self) -> tuple[str, ...]:
        """What to know, and where the files stand."""
        names = (("汇总工作簿", self.workbook), ("溯源明细", self.provenance), ("报送情况", self.board))
        return (*self.notes, *(f"{name}：{path}" for name, path in names))

    @property
    def cells(self) -> dict[str, int | str | None]:
        """The cells of the total as the data file has them."""
        return {cell: to_plain(value) for cell, value in self.collected.total.report.cells.items()}


def consolidate(
    sources: Sequence[Path],
    out: Path,
    *,
    roster: Path | None = None,
    office: Office = ("", None),
    year: int | None = None,
    previous: Path | None = None,
    typed: Typed | None = None,
    changes: Decisions | None = None,
    as_of: date | None = None,
    processes: int | None = None,
    cluster: str = "",
    by: Standard | None = None,
    progress: Progress | None = None,
    decide: Callable[[Collected], Decisions] | None = None,
    against: Path | None = None,
    force: bool = False,
) -> Consolidated:
    """Collect, check and add up what came in; write the summary workbook, the provenance and the board.

    What is not said is as it was in the last run into the same workbook; decisions are kept and apply again. Texts
    that somebody wrote into the summary workbook meanwhile are carried over into the new one.

    Args:
        sources: folders, workbooks, data files, archives and mails.
        out: the summary workbook, .xlsx.
        roster: 名单.xlsx; without one every unit that came is expected.
        typed, changes: new decisions, as people type them or as they are.
        as_of: the day by which lateness is told and decisions are dated; today if None.
        processes, cluster, progress: as read_all() has them.
        decide: asked once what is to be decided of what came in, before anything is written.
        against: a consolidated report of the whole for this year, of whatever kind, that is held against the sum;
            in this run alone.
        force: write over a summary workbook that was changed since it was written, or is not from here.

    Raises: XlToolsError K81 without sources, K82 without the libraries of a collecting office, K83 if no report came,
        K88 if what was written does not read back, those of roster, state, cluster and decisions; ContainerError M01;
        FileExists; WorkbookError.
    """
    require_office()
    if out.suffix.lower() != ".xlsx":
        raise XlToolsError(
            f"汇总要写成 .xlsx 工作簿，不能是“{out.name}”。", code="K84", hint="请把文件名改成 汇总.xlsx。"
        )
    for source in sources:
        # Before a folder is made for what will not come about.
        if not source.exists():
            raise refuse("M01", source)
    places = places_of(out)
    asked = Asked(tuple(sources), roster, office, year, previous)
    with opened_state(places, new=bool(sources)) as state:
        by = by or standard_of(state)
        _refuse_changed(places, state, force=force)
        # Before thousands of files are read, not after.
        check_targets((places.workbook, places.provenance, places.board))
        asked = remembered(asked, places, state)
        written = WrittenInto(places, state, as_of or date.today())
        made = gather(
            asked, places, state, typed=typed, changes=changes, as_of=as_of, by=by, processes=processes,
            cluster=cluster, progress=progress, decide=decide, against=against, written=written.into,
        )  # fmt: skip
        files = _files(made.collected, places, by)
        write_all(files, force=True)
        _read_back(made.collected, places.workbook)
        known: Mapping[str, str] = state.setting(_WRITTEN) or {}
        state.keep_setting(_WRITTEN, {**known, **{path.name: _digest(content) for path, content in files.items()}})
        written.keep(state)
    return Consolidated(
        made.collected, places.workbook, places.provenance, places.board, made.read, made.known, made.notes
    )


def _files(collected: Collected, places: Places, by: Standard) -> dict[Path, bytes]:
    from xl_tools.consolidation.frames import provenance_csv
    from xl_tools.documents.cell_list import safe_text
    from xl_tools.summary.board_page import board_page
    from xl_tools.summary.book import build_summary
    from xl_tools.summary.links import LinkBase

    links = LinkBase(places.workbook.parent, places.provenance.name)
    return {
        places.workbook: build_summary(collected, links=links, rules=by.rules),
        places.provenance: provenance_csv(collected, safe_text),
        places.board: board_page(collected),
    }


def _read_back(collected: Collected, workbook: Path) -> None:
    """Hold the workbook, as it is read again, against the sum of the units. Raises: XlToolsError K88."""
    from xl_tools.consolidation.holding import differences
    from xl_tools.workbook.reader import read_workbook

    total = collected.total
    found = differences(read_workbook(workbook).report, total.contributions, total.report.form, exact=True)
    unsure = {one.cell for one in total.not_added}
    wrong = [total.report.form.cells[one.cell].name for one in found if one.cell not in unsure]
    if wrong:
        raise XlToolsError(
            f"写出的“{workbook.name}”读回来，有 {len(wrong)} 格与各单位之和不符：{'、'.join(wrong[:_NAMED])}。",
            code="K88",
            hint="请不要用这份汇总，并把这句话报告给维护人员。",
        )


def _refuse_changed(places: Places, state: State, *, force: bool) -> None:
    """Raise FileExists F01 if a file that would be written over is not as the last run wrote it."""
    known: Mapping[str, str] = state.setting(_WRITTEN) or {}
    for path in () if force else (places.workbook, places.provenance, places.board):
        if path.exists() and _digest(path.read_bytes()) != known.get(path.name):
            changed = path.name in known
            said = "在上次汇总以后改动过" if changed else "已经存在"
            hint = "需要覆盖时请加 --force" + (
                "：里面写的文字会带到新的汇总里，原来的文件留有备份。" if changed else "，或换一个文件名。"
            )
            raise FileExists(f"“{path}”{said}，没有覆盖。", code="F01", hint=hint)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
