"""A county of four units on disk: roster, inbox, and last year; small enough for a test of a command or a button."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from support.reports import balanced_report
from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.rosters import roster_of
from xl_tools.forms.load import form_for_year
from xl_tools.report import Report, Unit
from xl_tools.summary.roster_book import build_roster
from xl_tools.units import Level
from xl_tools.values import Count
from xl_tools.workbook.template import build_workbook

YEAR = 2025
TOP, FINANCE, EAST, WEST = "示例县人民政府", "示例县财政局", "示例县东山镇人民政府", "示例县西河镇人民政府"
UNITS = (
    Expected(TOP, Level.COUNTY_GOVERNMENT),
    Expected(FINANCE, Level.COUNTY_DEPARTMENT, TOP, "联系人一", email="one@example.invalid"),
    Expected(EAST, Level.TOWNSHIP, TOP, "联系人二", email="two@example.invalid"),
    Expected(WEST, Level.TOWNSHIP, TOP),
)
RECEIVED = "requests.received.natural_person"


def reports() -> dict[str, Report]:
    """A balanced report of each unit, with last year's."""
    form = form_for_year(YEAR)
    found: dict[str, Report] = {}
    for seed, unit in enumerate(UNITS):
        report = balanced_report(form, random.Random(seed), level=unit.level, year=YEAR, with_previous=True)
        assert report.previous is not None
        last = replace(report.previous, unit=Unit(unit.name, unit.level))
        found[unit.name] = replace(report, unit=Unit(unit.name, unit.level), previous=last)
    return found


def wrong(report: Report) -> Report:
    """One total that does not add up, of which the right number is certain."""
    cell = "requests.received.total"
    return report.with_cells({cell: Count(int(report.number(cell)) + 10)})


def lay_out(folder: Path, sent: Mapping[str, Report]) -> tuple[Path, Path]:
    """名单.xlsx and 收件/ with one workbook a report, by file name; all came on the same day in January."""
    roster = folder / "名单.xlsx"
    roster.write_bytes(build_roster(roster_of(UNITS)))
    inbox = folder / "收件"
    inbox.mkdir(exist_ok=True)
    for name, report in sent.items():
        put(inbox / name, report, datetime(2026, 1, 10, 9))
    return roster, inbox


def put(path: Path, report: Report, came: datetime) -> Path:
    """A workbook as it came at that time."""
    path.write_bytes(build_workbook(report))
    os.utime(path, (came.timestamp(), came.timestamp()))
    return path
