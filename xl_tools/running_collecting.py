"""The commands of a collecting office: roster, consolidate, board, trace, letters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from xl_tools.console import say
from xl_tools.running import FOUND_ERRORS, OK, done
from xl_tools.units import Level

if TYPE_CHECKING:
    from xl_tools.tasks.consolidating import Consolidated


def roster(options: argparse.Namespace) -> int:
    from xl_tools import tasks

    if options.new:
        made = tasks.new_roster(options.file, source=options.source, force=options.force)
        return done(f"已建立名单：{made}。请填好各单位，再用 xl-tools consolidate 汇总。")
    checked = tasks.check_roster(options.file, options.year)
    for line in checked.lines:
        say(line)
    return FOUND_ERRORS if checked.doubts else OK


def consolidate(options: argparse.Namespace) -> int:
    from xl_tools import judging, screen_collecting, tasks
    from xl_tools.collecting.progress import progress_on_screen

    typed = tasks.Typed(
        aliases=options.same,
        chosen=options.take,
        left_out=options.leave_out,
        included=options.include,
        excluded=options.exclude,
        put_back=options.put_back,
        errors=options.errors or "",
    )
    with progress_on_screen() as progress:
        made = tasks.consolidate(
            options.sources,
            options.out,
            roster=options.roster,
            office=(options.unit, Level(options.level) if options.level else None),
            year=options.year,
            previous=options.previous,
            typed=typed,
            as_of=options.as_of,
            processes=options.processes,
            cluster=options.cluster,
            by=judging.standard(options.pack) if options.pack else None,
            progress=progress,
            against=options.against,
            force=options.force,
        )
    if options.format == "json":
        screen_collecting.json_consolidated(made)
    else:
        screen_collecting.consolidated(made)
    return FOUND_ERRORS if _has_errors(made) else OK


def _has_errors(made: Consolidated) -> bool:
    """Whether the total cannot be published as it stands: by its own rules, or for what is missing and undecided."""
    found = made.collected
    return any(one.stops for one in (*found.judged.findings, *(remark.finding for remark in found.remarks)))


def board(options: argparse.Namespace) -> int:
    from xl_tools import screen_collecting, tasks
    from xl_tools.collecting.progress import progress_on_screen

    with progress_on_screen() as progress:
        shown = tasks.board(options.file, as_of=options.as_of, progress=progress)
    if options.format == "json":
        screen_collecting.json_board(shown)
    else:
        screen_collecting.board(shown)
    return OK


def trace(options: argparse.Namespace) -> int:
    from xl_tools import screen_collecting, tasks

    found = tasks.trace(options.file, options.cell)
    if options.format == "json":
        screen_collecting.json_sources(found)
    else:
        screen_collecting.sources(found)
    return OK


def letters(options: argparse.Namespace) -> int:
    from xl_tools import screen_collecting, tasks
    from xl_tools.collecting.progress import progress_on_screen

    with progress_on_screen() as progress:
        made = tasks.write_letters(
            options.file,
            out=options.out,
            deadline=options.deadline,
            units=options.unit,
            queries=options.queries,
            reminders=not options.no_reminders,
            as_of=options.as_of,
            force=options.force,
            progress=progress,
        )
    screen_collecting.letters(made)
    return OK
