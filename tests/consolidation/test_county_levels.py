"""Two levels: the summary workbooks of counties are collected by their city; nothing is counted twice."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from support.county_books import bare, book, spot_of
from support.county_inbox import put
from support.county_units import YEAR, Office, make_report

from xl_tools import tasks
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.rosters import roster_of
from xl_tools.report import Report
from xl_tools.summary.roster_book import build_roster
from xl_tools.units import Level, Scope
from xl_tools.workbook.patch import patch_workbook

CITY = "安和市人民政府"
COUNTIES = ("安和市东岭县人民政府", "安和市西湾县人民政府", "安和市南坪区人民政府")
LICENSING = "proactive.licensing.decisions"
AS_OF = date(2026, 2, 10)
CAME = datetime(2026, 1, 12, 9)
Numbers = Mapping[str, int | Decimal]


def _offices() -> tuple[Office, ...]:
    found = [Office(CITY, Level.CITY_GOVERNMENT, "全市政务公开", documents=40, requests=30, parent="")]
    found += [
        Office(f"安和市{name}", Level.CITY_DEPARTMENT, "项目审批", 300, 20, 2, 15, 6, 12, parent=CITY)
        for name in ("交通局", "水务局")
    ]
    for number, county in enumerate(COUNTIES, 1):
        place = county.removesuffix("人民政府")
        found.append(Office(county, Level.COUNTY_GOVERNMENT, "全县政务公开", documents=9, requests=14, parent=CITY))
        found += [
            Office(f"{place}教育局", Level.COUNTY_DEPARTMENT, "学校招生", 40 * number, 2, 0, 3, 4, 7, parent=county),
            Office(
                f"{place}公安局", Level.COUNTY_DEPARTMENT, "治安管理", 900, 400 * number, 30, 8, 2, 9, parent=county
            ),
            Office(f"{place}桥头镇人民政府", Level.TOWNSHIP, "桥头镇的村务", 60, 1, 0, 0, 1, 2, parent=county),
        ]
    return tuple(found)


@dataclass(frozen=True)
class City:
    """Its units, what they report, and the summary workbook that each county made of its own."""

    folder: Path
    offices: tuple[Office, ...]
    reports: Mapping[str, Report]
    summaries: Mapping[str, Path]

    def below(self, county: str) -> list[str]:
        return [one.name for one in self.offices if one.parent == county]

    def total(self) -> Numbers:
        """Σ of all units, each once."""
        return _sum(report.numbers for report in self.reports.values())

    def collect(self, name: str, own: Iterable[str], summaries: Mapping[str, bytes]) -> Collected:
        """What the city makes of some own reports and some summaries."""
        inbox = self.folder / name / "收件"
        for number, unit in enumerate(own):
            put(inbox / f"{number}.xlsx", book(self.reports[unit]), CAME)
        for unit, content in summaries.items():
            put(inbox / unit / "汇总.xlsx", content, CAME)
        roster = self.folder / name / "名单.xlsx"
        roster.write_bytes(_roster(self.offices))
        out = self.folder / name / "汇总.xlsx"
        return tasks.consolidate([inbox], out, roster=roster, year=YEAR, as_of=AS_OF).collected


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder, offices = tmp_path_factory.mktemp("市"), _offices()
    reports = {one.name: _report(one) for one in offices}
    summaries: dict[str, Path] = {}
    for county in COUNTIES:
        members = [one for one in offices if county in (one.name, one.parent)]
        for one in members:
            put(folder / county / "收件" / f"{one.name}.xlsx", book(reports[one.name]), CAME)
        roster = folder / county / "名单.xlsx"
        roster.write_bytes(_roster(members))
        out = folder / county / "汇总.xlsx"
        made = tasks.consolidate([folder / county / "收件"], out, roster=roster, year=YEAR, as_of=AS_OF)
        summaries[county] = made.workbook
    return City(folder, offices, reports, summaries)


def _report(office: Office) -> Report:
    last = make_report(office, YEAR - 1, random.Random(f"last {office.name}"), None)
    return make_report(office, YEAR, random.Random(office.name), bare(last))


def _roster(offices: Sequence[Office]) -> bytes:
    known = {one.name for one in offices}
    return build_roster(
        roster_of(Expected(one.name, one.level, one.parent if one.parent in known else "") for one in offices)
    )


def _sum(reports: Iterable[Numbers]) -> Numbers:
    found: dict[str, int | Decimal] = {}
    for numbers in reports:
        for cell, number in numbers.items():
            found[cell] = found.get(cell, 0) + number
    return found


def test_a_summary_workbook_is_a_consolidated_report(city: City) -> None:
    for county, path in city.summaries.items():
        read = tasks.read_report(path)
        assert (read.unit.name, read.unit.scope, read.year) == (county, Scope.CONSOLIDATED, YEAR)
        assert dict(read.numbers) == _sum(city.reports[one].numbers for one in (county, *city.below(county)))


@pytest.mark.parametrize("sent", ["各单位", "县汇总", "县汇总和各单位", "两县汇总，一县各单位"])
def test_the_total_is_the_same_however_the_figures_come(city: City, sent: str) -> None:
    """Own reports, summaries, both, or some of each: every unit is counted once."""
    summarized = {"各单位": (), "两县汇总，一县各单位": COUNTIES[:2]}.get(sent, COUNTIES)
    hidden = {name for county in summarized for name in (county, *city.below(county))}
    own = [one.name for one in city.offices if sent == "县汇总和各单位" or one.name not in hidden]
    summaries = {name: city.summaries[name].read_bytes() for name in summarized}
    collected = city.collect(sent, own, summaries)
    assert dict(collected.total.report.numbers) == dict(city.total())
    counted = [name for one in collected.total.contributions for name in (one.unit, *one.stands_for)]
    assert sorted(counted) == sorted(one.name for one in city.offices)
    assert not [one.finding for one in collected.remarks if one.finding.rule[0] == "H"]
    assert collected.board.total.received == len(city.offices)


def test_a_summary_that_is_not_the_sum_of_its_units_is_told(city: City) -> None:
    county = COUNTIES[1]
    summary = city.summaries[county]
    place = spot_of(tasks.read_report(summary), LICENSING)
    wrong = int(tasks.read_report(summary).number(LICENSING)) + 11
    changed = patch_workbook(summary.read_bytes(), {place: wrong})
    collected = city.collect("不等", [one.name for one in city.offices], {county: changed})
    remarks = [one for one in collected.remarks if one.finding.rule == "H1"]
    assert [(one.units, one.finding.cells, one.finding.difference) for one in remarks] == [
        ((county,), (LICENSING,), 11)
    ]
    assert collected.total.report.number(LICENSING) == city.total()[LICENSING] + 11


def test_own_figures_of_the_city_are_held_against_its_own_summary(city: City) -> None:
    """A summary of the collecting office itself is compared, and never added."""
    everything = [one.name for one in city.offices]
    numbers = dict(city.total())
    first = city.collect("全市", everything, {})
    summary = (city.folder / "全市" / "汇总.xlsx").read_bytes()
    again = city.collect("全市再收", everything, {CITY: summary})
    assert dict(first.total.report.numbers) == dict(again.total.report.numbers) == numbers
    assert CITY in again.total.compared
    assert not [one for one in again.remarks if one.finding.rule == "H1"]
