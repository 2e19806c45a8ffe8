"""A small county and what comes into its inbox, without any file: rosters, arrivals, readings."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.rosters import roster_of
from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_year
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Count

YEAR = 2025
COUNTY = "示例县人民政府"
FINANCE, MARKET, FARMING = "示例县财政局", "示例县市场监督管理局", "示例县农业农村局"
EAST, WEST, TOWN = "示例县东湖街道办事处", "示例县西湖街道办事处", "示例县城关镇人民政府"
LEVELS = {
    COUNTY: Level.COUNTY_GOVERNMENT,
    EAST: Level.SUBDISTRICT,
    WEST: Level.SUBDISTRICT,
    TOWN: Level.TOWNSHIP,
}
START = datetime(2026, 1, 20, 9, 0)
_FORM = form_for_year(YEAR)
CELLS = [cell_id for cell_id in _FORM.cells if cell_id.startswith("requests.")]


def county(*more: Expected, **changes: Expected) -> Roster:
    """The county with three departments, two sub-districts and a town; the sub-districts have addresses."""
    units = [
        Expected(COUNTY, Level.COUNTY_GOVERNMENT),
        *(Expected(name, Level.COUNTY_DEPARTMENT, COUNTY) for name in (FINANCE, MARKET, FARMING)),
        Expected(EAST, Level.SUBDISTRICT, COUNTY, email="east@example.cn"),
        Expected(WEST, Level.SUBDISTRICT, COUNTY, email="west@example.cn"),
        Expected(TOWN, Level.TOWNSHIP, COUNTY),
        *more,
    ]
    return roster_of([changes.get(unit.name, unit) for unit in units])


def report(
    name: str,
    *,
    filled: int = 40,
    number: int = 1,
    year: int = YEAR,
    scope: Scope = Scope.OWN,
    level: Level | None = None,
    narrative: bool = False,
) -> Report:
    """A report with so many cells filled in, all with one number; its level is that of the county's roster."""
    known = LEVELS.get(name, Level.COUNTY_DEPARTMENT)
    cells = dict.fromkeys(CELLS[:filled], Count(number))
    texts = {"overview": "一年来的情况。"} if narrative else {}
    return Report(form_for_year(year), year, Unit(name, level or known, scope), cells, texts)


class Inbox:
    """Arrivals and readings, put together one by one; each file comes a minute after the one before."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.readings: dict[str, Reading] = {}

    def add(
        self,
        content: Report | Reading | XlToolsError | None,
        *,
        name: str = "年报.xlsx",
        sender: str = "",
        subject: str = "",
        minutes: float | None = None,
        seed: str = "",
        errors: int = 0,
        queries: int = 0,
        final: bool = True,
        version: int = 1,
    ) -> Arrival:
        """One file. Its bytes are those of its content and `seed`.

        Args:
            content: a report; a reading without one; an error, of a file or container that could not be opened; None
                for a file that nobody reads.
            minutes: after START.
        """
        number = len(self.arrivals) + 1
        at = START + timedelta(minutes=number if minutes is None else minutes)
        told = (
            (content.unit, content.year, dict(content.cells), dict(content.narrative))
            if isinstance(content, Report)
            else content
        )
        digest = hashlib.sha256(repr((told, seed, final, version)).encode()).hexdigest()
        error = content if isinstance(content, XlToolsError) else None
        inside = (name,) if sender else ()
        origin = Origin(Path("收件.eml" if sender else name), inside, "", sender, subject, at if sender else None)
        arrival = Arrival(number, origin, digest, 1000, Path("/附件") / name, at, error)
        self.arrivals.append(arrival)
        if isinstance(content, Report):
            findings = (*(finding("A1", Severity.ERROR),) * errors, *(finding("C4", Severity.QUERY),) * queries)
            self.readings[digest] = Reading(digest, content, findings, version=version, final=final)
        elif isinstance(content, Reading):
            self.readings[digest] = replace(content, digest=digest)
        return arrival

    def again(self, arrival: Arrival, *, sender: str = "", minutes: float | None = None) -> Arrival:
        """The same bytes once more."""
        number = len(self.arrivals) + 1
        at = START + timedelta(minutes=number if minutes is None else minutes)
        origin = replace(arrival.origin, address=sender or arrival.origin.address)
        self.arrivals.append(replace(arrival, number=number, time=at, origin=origin))
        return self.arrivals[-1]


def finding(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, (), (), None, None, None, f"{rule}。", "依据")


def unreadable(code: str = "W16") -> Reading:
    return Reading("", code=code, sentence="“年报.xlsx”已损坏（zip），无法读取。", hint="请重新索取原文件。")
