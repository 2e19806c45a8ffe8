"""名单: a new one to be filled in, and what is doubtful in one that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xl_tools.outputs import write_new


@dataclass(frozen=True, slots=True)
class RosterChecked:
    """What a roster says.

    Attributes:
        doubts: what should be looked at; nothing that stops.
    """

    file: Path
    units: int
    top: str
    doubts: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """How many units there are, and the doubts."""
        said = f"{self.file}：{self.units} 个单位，汇总单位是“{self.top}”。"
        return (said, *(f"  [注意] {doubt}" for doubt in self.doubts))


def new_roster(out: Path, *, source: Path | None = None, force: bool = False) -> Path:
    """Write a roster to be filled in, or with the units of another one.

    Raises: FileExists; WorkbookError; XlToolsError as read_roster.
    """
    from xl_tools.collecting.roster_file import read_roster
    from xl_tools.summary.roster_book import build_roster

    roster = read_roster(source) if source else None
    write_new(out, build_roster(roster), force=force)
    return out


def check_roster(path: Path, year: int | None = None) -> RosterChecked:
    """Read a roster as `consolidate` does. Raises: XlToolsError for one that cannot be used."""
    from xl_tools.collecting.roster_file import read_roster
    from xl_tools.consolidation.rosters import doubts

    roster = read_roster(path)
    return RosterChecked(path, len(roster.units), roster.top.name, doubts(roster, year or _last_year()))


def _last_year() -> int:
    return date.today().year - 1
