"""A collection of a few units with real files, sorted, boarded and added up by the product itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from support.county_books import book
from support.ready import report_ready

from xl_tools.collecting.judged import DATA, NAME, WORKBOOK, extract
from xl_tools.collecting.plain import reading_from_text
from xl_tools.collecting.state import State
from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.board import Board
from xl_tools.consolidation.boarding import board_of
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.collected import Collected, Remark
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorting import sort_inbox
from xl_tools.datafile import write_data
from xl_tools.errors import XlToolsError
from xl_tools.intake.limits import Limits
from xl_tools.letters.letter import FollowUp, ReturnLetter, follow_ups, letters_for
from xl_tools.letters.letterbook import Letterbook
from xl_tools.letters.writing import LettersMade, write_letters
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.validation.judgement import Judgement
from xl_tools.values import BadValue, Count, Value

YEAR = 2024
TOP = "示例县人民政府"
TOWN = "示例县示例镇人民政府"
OFFICE = Expected(TOP, Level.COUNTY_GOVERNMENT, contact="联系人一", phone="0000-1234567")
AS_OF = date(2025, 1, 20)
TYPED = {
    "requests.granted.natural_person": Count(59),
    "requests.granted.total": Count(58),
    "requests.received.natural_person": Count(58),
    "requests.received.total": Count(58),
    "requests.results_total.natural_person": Count(58),
    "requests.results_total.total": Count(58),
    "review.reconsideration.upheld": BadValue("一件"),
}
"""A slip of one in 予以公开, a word where a number should be, and a text that says there were no requests."""


def expected(name: str = TOWN, level: Level = Level.TOWNSHIP, **more: Any) -> Expected:
    return replace(Expected(name, level, TOP, due=date(2025, 1, 31)), **more)


def report_with(cells: Mapping[str, Value] | None = None, name: str = TOWN, level: Level = Level.TOWNSHIP) -> Report:
    """A report without findings but for what the cells bring."""
    report = replace(report_ready(), unit=Unit(name, level))
    return report.with_cells(cells or {})


@dataclass(frozen=True)
class File:
    """One file that came: its name, its bytes, and when; or a container that could not be opened."""

    name: str
    content: bytes = b""
    time: datetime = datetime(2025, 1, 18, 9, 30)
    error: XlToolsError | None = None


def book_file(report: Report, name: str = "示例镇年报.xlsx", **more: Any) -> File:
    return replace(File(name, book(report)), **more)


def data_file(report: Report, name: str = "示例镇年报.json", **more: Any) -> File:
    return replace(File(name, write_data(report).encode()), **more)


@dataclass
class Office:
    """A collecting office at its desk: files come in, it collects, and writes letters.

    Attributes:
        folder: all its files.
        units: whom it expects reports of.
    """

    folder: Path
    units: Sequence[Expected] = (expected(),)
    files: list[File] = field(default_factory=list[File])
    remarks: tuple[Remark, ...] = ()

    def collected(self, as_of: date = AS_OF) -> Collected:
        """What has come so far, put in order."""
        roster = Roster((OFFICE, *self.units))
        arrivals = [self.arrival(number, file) for number, file in enumerate(self.files, start=1)]
        readings = {
            one.digest: read(file.content, file.name)
            for one, file in zip(arrivals, self.files, strict=True)
            if not file.error
        }
        decisions = Decisions()
        inbox = sort_inbox(arrivals, readings, roster, YEAR, decisions)
        total = add_up(choose(inbox, roster, decisions, report_with().form), roster, YEAR)
        board = board_of(roster, inbox, total, YEAR, as_of)
        return Collected(YEAR, roster, True, decisions, inbox, board, total, Judgement(()), self.remarks, as_of)

    def letters(self, as_of: date = AS_OF, deadline: date | None = None, **wishes: Any) -> tuple[ReturnLetter, ...]:
        with self.state() as state:
            return letters_for(self.collected(as_of), Letterbook(state).sent, deadline, **wishes)

    def followed(self, as_of: date = AS_OF) -> tuple[FollowUp, ...]:
        with self.state() as state:
            return follow_ups(self.collected(as_of), Letterbook(state).sent)

    def write(self, as_of: date = AS_OF, *, force: bool = False, **wishes: Any) -> LettersMade:
        """A whole run of the command."""
        collected = self.collected(as_of)
        with self.state() as state:
            letterbook = Letterbook(state)
            return write_letters(
                letters_for(collected, letterbook.sent, **wishes),
                self.out,
                office=OFFICE,
                year=YEAR,
                on=as_of,
                book=letterbook,
                follow_ups=follow_ups(collected, letterbook.sent),
                force=force,
            )

    def state(self) -> State:
        return State(self.folder / "汇总_汇总资料" / "状态.sqlite")

    @property
    def out(self) -> Path:
        return self.folder / "汇总_退回通知"

    def written(self) -> dict[str, bytes]:
        """Every file in the folder of the letters."""
        return {one.relative_to(self.out).as_posix(): one.read_bytes() for one in self.out.rglob("*") if one.is_file()}

    def board(self, as_of: date = AS_OF) -> Board:
        return self.collected(as_of).board

    def arrival(self, number: int, file: File) -> Arrival:
        inbox = self.folder / "收件"
        inbox.mkdir(parents=True, exist_ok=True)
        path = inbox / f"{number:02} {file.name}"
        if not path.exists():
            path.write_bytes(file.content)
        digest = "" if file.error else hashlib.sha256(file.content).hexdigest()
        origin = Origin(inbox / "来信.eml", (file.name,))
        return Arrival(number, origin, digest, len(file.content), path, file.time, file.error)


@cache
def read(content: bytes, name: str) -> Reading:
    """What the reading process says of a file, read in this one."""
    digest = hashlib.sha256(content).hexdigest()
    kind = DATA if name.endswith(".json") else WORKBOOK
    found = extract(content, Limits(), digest=digest, kind=kind, today=AS_OF.isoformat())
    return reading_from_text(found["reading"].replace(NAME, json.dumps(name, ensure_ascii=False)[1:-1]))


def later(days: int) -> datetime:
    return datetime(2025, 1, 18, 9, 30) + timedelta(days=days)
