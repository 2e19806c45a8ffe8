"""One run of a consolidation before anything is written: read, sorted, added up, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.collecting.places import Places
from xl_tools.consolidation.deciding import Typed, decided, from_json, to_json, understood
from xl_tools.consolidation.decisions import Decisions
from xl_tools.errors import XlToolsError
from xl_tools.judging import Standard, standard
from xl_tools.tasks.adding_up import Run, held_against, read_handed, read_last_year
from xl_tools.units import Level, Scope

if TYPE_CHECKING:
    from xl_tools.collecting.progress import Progress
    from xl_tools.collecting.state import State
    from xl_tools.consolidation.collected import Collected
    from xl_tools.consolidation.reading import Reading
    from xl_tools.consolidation.roster import Roster
    from xl_tools.consolidation.total import Total

_ASKED = "asked"
"""What the last run was asked for, in the state."""
_NAMED = 5
"""So many units are named in a sentence."""
Office = tuple[str, Level | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a consolidation is made of; remembered, so that it can be made again without saying it all.

    Attributes:
        office: name and level of the collecting office where there is no roster.
        year: None for the year of most reports that came.
        previous: last year's summary workbook, or last year's report of the whole.
    """

    sources: tuple[Path, ...]
    roster: Path | None = None
    office: Office = ("", None)
    year: int | None = None
    previous: Path | None = None


@dataclass(frozen=True)
class Gathered:
    """One run before anything is written: what is known, and how many files were read now and known before.

    Attributes:
        notes: what the user should know about roster and state.
    """

    collected: Collected
    read: int
    known: int
    notes: tuple[str, ...] = ()


def require_office() -> None:
    """Raise XlToolsError K82 where the libraries of a collecting office are not installed."""
    from importlib.util import find_spec

    if find_spec("numpy") is None:
        raise XlToolsError(
            "这台电脑没有装汇总要用的程序库（numpy 等）。",
            code="K82",
            hint='请运行 pip install "xl_tools[office]" 后再试；只填报、不汇总的电脑不用装。',
        )


def opened_state(places: Places, *, new: bool = False) -> State:
    """The state of a consolidation. Raises: XlToolsError K81 if there is none yet and `new` is not said; as State."""
    from xl_tools.collecting.state import State

    if not new and not places.state.exists():
        raise XlToolsError(
            f"“{places.first.name}”还没有汇总过，没有写从哪里收件。",
            code="K81",
            hint="请写收件的文件夹，例如 xl-tools consolidate 收件/ -o 汇总.xlsx --roster 名单.xlsx。",
        )
    return State(places.state)


def gathered_again(
    places: Places,
    state: State,
    *,
    as_of: date | None = None,
    by: Standard | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """The last run once more, from the inbox as it is now. Raises: as `gather`; XlToolsError K81 if there was none."""
    require_office()
    return gather(
        remembered(Asked(()), places, state), places, state, as_of=as_of, by=by or standard_of(state), progress=progress
    )


def standard_of(state: State) -> Standard:
    """By what the last run judged, or what this computer is set up with. Raises: PackError if its pack is gone."""
    kept: Mapping[str, Any] = state.setting(_ASKED) or {}
    return standard(Path(kept["pack"]) if kept.get("pack") else None)


def gather(
    asked: Asked,
    places: Places,
    state: State,
    *,
    typed: Typed | None = None,
    changes: Decisions | None = None,
    as_of: date | None = None,
    by: Standard,
    processes: int | None = None,
    cluster: str = "",
    progress: Progress | None = None,
    decide: Callable[[Collected], Decisions] | None = None,
    against: Path | None = None,
    written: Callable[[Total], Total] | None = None,
) -> Gathered:
    """Read the inbox, sort it, add it up and check it.

    Args:
        written: puts into the total what people wrote into its workbook.
        everything else as consolidate() has it.

    Raises: as consolidate.
    """
    from xl_tools.collecting.inbox import open_inbox
    from xl_tools.collecting.read_all import read_all

    day = as_of or date.today()
    # Before thousands of files are read: a slip in the roster or a wrong last year is told at once.
    given = _read_roster(asked.roster)
    skip = [*places.own(), *(path for path in (asked.roster, asked.previous, against) if path)]
    arrivals = open_inbox(asked.sources, places.attachments, skip=skip, progress=progress)
    counted = 0

    def told(step: Any) -> None:
        nonlocal counted
        counted = step.done
        if progress is not None:
            progress(step)

    readings = read_all(arrivals, by, state, processes=processes, cluster=cluster, progress=told, today=day)
    year = asked.year or _usual_year(readings.values())
    roster, notes = _roster(given, asked.office, readings.values(), year)
    decisions = _decisions(state)
    if changes is not None:
        decisions = decided(decisions, changes)
    if typed is not None:
        decisions = understood(decisions, typed, roster, arrivals, readings, year, day.isoformat())
    last, handed = read_last_year(asked.previous, year), read_handed(against, year)
    run = Run(arrivals, readings, roster, year, last, handed, day, by, written)
    collected = run.collected(decisions)
    if decide is not None and (more := decide(collected)) != Decisions():
        decisions = decided(decisions, more)
        collected = run.collected(decisions)
    # Only now: what cannot be applied is not remembered.
    state.keep_decisions(to_json(decisions))
    _remember(asked, places, state, by)
    said = (*notes, *held_against(collected, handed), state.sentence)
    return Gathered(collected, counted, len(readings) - counted, tuple(filter(None, said)))


def _usual_year(readings: Iterable[Reading]) -> int:
    """The year of most reports; of two that are equally frequent the later one. Raises: K83 if no report came."""
    years = Counter(one.report.year for one in readings if one.report is not None)
    if not years:
        raise XlToolsError(
            "收件里没有一份能读的年报，没有可以汇总的。",
            code="K83",
            hint="请核对收件的文件夹；确实还没有收到的，请写 --year 和 --roster，先看报送情况。",
        )
    return max(years, key=lambda year: (years[year], year))


def _read_roster(path: Path | None) -> Roster | None:
    if path is None:
        return None
    from xl_tools.collecting.roster_file import read_roster

    return read_roster(path)


def _roster(
    given: Roster | None, office: Office, readings: Collection[Reading], year: int
) -> tuple[Roster, tuple[str, ...]]:
    """The roster that was given, or one of what came; and what is to be said of it."""
    from xl_tools.consolidation.rosters import doubts, roster_without

    if given is not None:
        return given, doubts(given, year)
    roster = roster_without(readings, year, *office)
    notes = ["没有名单，来什么算什么；谁没有报，看不出来。"]
    units = [one.report.unit for one in readings if one.report is not None and one.report.year == year]
    whole = sorted({one.name for one in units if one.scope is Scope.CONSOLIDATED and one.name != roster.top.name})
    if whole and len({one.name for one in units}) > len(whole):
        named = "、".join(f"“{name}”" for name in whole[:_NAMED]) + ("等" if len(whole) > _NAMED else "")
        notes.append(
            f"{named}报来的是汇总年报；没有名单，看不出别的单位是不是已含在里面，可能加了两次。请用 --roster 给出名单。"
        )
    return roster, tuple(notes)


def _decisions(state: State) -> Decisions:
    kept = state.decisions()
    return from_json(kept) if kept else Decisions()


def remembered(asked: Asked, places: Places, state: State) -> Asked:
    """What was asked for, with what was said in the last run in the place of what was not said now.

    What lies below the folder of the summary workbook is found there again when the whole was copied or moved.
    """
    kept: Mapping[str, Any] = state.setting(_ASKED) or {}
    base = places.first.absolute().parent
    sources = asked.sources or tuple(base / path for path in kept.get("sources", ()))
    if not sources:
        raise XlToolsError(
            "没有写从哪里收件。", code="K81", hint="请写收件的文件夹，例如 xl-tools consolidate 收件/ -o 汇总.xlsx。"
        )
    name, level = kept.get("office", ("", ""))
    return Asked(
        sources=tuple(path.absolute() for path in sources),
        roster=_path(asked.roster, base, kept.get("roster")),
        office=asked.office if asked.office[0] else (name, Level(level) if level else None),
        year=asked.year or kept.get("year"),
        previous=_path(asked.previous, base, kept.get("previous")),
    )


def _path(said: Path | None, base: Path, kept: str | None) -> Path | None:
    if said is not None:
        return said.absolute()
    return base / kept if kept else None


def _remember(asked: Asked, places: Places, state: State, by: Standard) -> None:
    base = places.first.absolute().parent

    def kept(path: Path | None) -> str | None:
        if path is None:
            return None
        return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()

    name, level = asked.office
    state.keep_setting(
        _ASKED,
        {
            "sources": [kept(path) for path in asked.sources],
            "roster": kept(asked.roster),
            "office": [name, level.value if level else ""],
            "year": asked.year,
            "previous": kept(asked.previous),
            "pack": str(Path(by.pack.source.file).absolute()) if by.pack else None,
        },
    )
