"""What people wrote into a summary workbook, carried over into the next one: nothing a user had is lost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.collecting.places import Places
from xl_tools.errors import XlToolsError

if TYPE_CHECKING:
    from xl_tools.collecting.state import State
    from xl_tools.consolidation.total import Total
    from xl_tools.workbook.reader import Opened

_SUMS = "sums"
"""The facts that the last run added up, in the state: they are no words of anybody."""


class WrittenInto:
    """Texts, facts, names, dates and explanations of the last summary workbook; none if there is none that is read."""

    def __init__(self, places: Places, state: State, on: date) -> None:
        """Args:
        on: the date of explanations that have none.
        """
        self._on = on
        self._sums: Mapping[str, str] = state.setting(_SUMS) or {}
        self._added: dict[str, str] = {}
        self._old: Opened | None = None
        if file := _latest(places):
            from xl_tools.workbook.reader import read_workbook

            # What is there instead, the writing of the new one tells.
            with suppress(XlToolsError):
                self._old = read_workbook(file)

    def into(self, total: Total) -> Total:
        """The total with all of it, if it was written into one of the same unit and year."""
        from xl_tools.workbook.explained import notes_of

        report = total.report
        self._added = {id_: str(value) for id_, value in report.facts.items()}
        old = self._old
        if old is None or (old.report.unit.name, old.report.year) != (report.unit.name, report.year):
            return total
        typed = {id_: value for id_, value in old.report.facts.items() if self._sums.get(id_) != str(value)}
        explanations = tuple(note.explanation for note in notes_of(old, self._on.isoformat()) if note.explanation.rule)
        carried = replace(
            report,
            narrative=old.report.narrative,
            facts={**typed, **report.facts},
            published_on=old.report.published_on,
            preparer=old.report.preparer,
            reviewer=old.report.reviewer,
            explanations=explanations,
        )
        return replace(total, report=carried)

    def keep(self, state: State) -> None:
        """Remember which facts this run added up."""
        state.keep_setting(_SUMS, self._added)


def _latest(places: Places) -> Path | None:
    """The workbook that will be replaced, else the newest of the same consolidation."""
    if places.workbook.exists():
        return places.workbook
    found = [path for path in places.own() if path.suffix == ".xlsx" and path.is_file()]
    return max(found, key=lambda path: (path.stat().st_mtime, path.name), default=None)
