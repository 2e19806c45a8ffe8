"""Rosters: what is checked, how one is made up, and by when each unit must report."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.inboxes import COUNTY, EAST, FINANCE, MARKET, TOWN, county, report, unreadable

from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.consolidation.rosters import LAW, OFFICE, Due, doubts, due_of, roster_of, roster_without
from xl_tools.errors import XlToolsError
from xl_tools.report import Report
from xl_tools.units import Level, Scope

G = Level.COUNTY_GOVERNMENT
D = Level.COUNTY_DEPARTMENT


def test_a_roster_is_a_tree() -> None:
    roster = county(Expected("城关派出所", Level.OTHER, "示例县城关镇"))
    assert roster.top.name == COUNTY
    assert [unit.name for unit in roster.children(TOWN)] == ["城关派出所"]
    assert [unit.name for unit in roster.below(COUNTY)] == [unit.name for unit in roster.units[1:]]
    assert [unit.name for unit in roster.above("城关派出所")] == [TOWN, COUNTY]
    assert list(roster.above("没有的单位")) == []


def test_parents_may_be_written_in_another_way_or_by_an_alias() -> None:
    roster = county(
        Expected("甲局", D, "示例县"),
        Expected("乙所", Level.OTHER, "示例县工商局"),
        **{MARKET: Expected(MARKET, D, COUNTY, aliases=("示例县工商局", MARKET, "示例县工商局"))},
    )
    assert roster.by_name["甲局"].parent == COUNTY
    assert roster.by_name["乙所"].parent == MARKET
    assert roster.by_name[MARKET].aliases == ("示例县工商局",)


def test_everything_that_is_wrong_is_told_at_once_with_its_row() -> None:
    units = [
        Expected(COUNTY, G, row=4),
        Expected(FINANCE, D, COUNTY, row=5, aliases=("示例县财税局",)),
        Expected("示例县 财政局", D, COUNTY, row=6),
        Expected("示例县税务局", D, COUNTY, row=7, aliases=("示例县财税局",)),
        Expected("甲局", D, "另一县人民政府", row=8),
        Expected("乙局", D, "丙局", row=9),
        Expected("丙局", D, "乙局", row=10),
        Expected("", D, COUNTY, row=11),
        Expected("丁局", D, row=12),
    ]
    with pytest.raises(XlToolsError) as told:
        roster_of(units, problems=["第 13 行的截止日期“下周”不是日期"])
    assert told.value.code == "K01"
    assert str(told.value) == (
        "名单有 7 处问题：第 13 行的截止日期“下周”不是日期；"
        "第 6 行“示例县 财政局”的名称“示例县 财政局”与“示例县财政局”区分不开，"
        "后者是“示例县财政局”（第 5 行）的名称或别名；"
        "第 7 行“示例县税务局”的别名“示例县财税局”也是“示例县财政局”（第 5 行）的名称或别名；"
        "第 11 行没有单位名称；"
        "第 8 行的上级单位“另一县人民政府”不在名单里；"
        "第 4 行“示例县人民政府”、第 12 行“丁局”都没有上级单位，只有汇总单位才可以没有；"
        "第 9 行“乙局”的上级绕成了圈（乙局 → 丙局 → 乙局）。"
    )
    assert told.value.hint


def test_a_roster_without_a_top_or_without_units_is_refused() -> None:
    with pytest.raises(XlToolsError, match="没有汇总单位") as told:
        roster_of([Expected("甲局", D, "乙局"), Expected("乙局", D, "甲局")])
    assert told.value.code == "K01"
    assert "绕成了圈" in str(told.value)
    with pytest.raises(XlToolsError) as told:
        roster_of([])
    assert told.value.code == "K04"


def test_many_problems_are_counted_and_not_all_listed() -> None:
    units = [Expected(COUNTY, G), *(Expected(f"{number}号局", D, "没有的", row=number) for number in range(2, 40))]
    with pytest.raises(XlToolsError, match=r"名单有 38 处问题：第 2 行.*第 21 行.*；等 38 处。"):
        roster_of(units)


def test_a_unit_above_itself_is_a_circle() -> None:
    with pytest.raises(XlToolsError, match="“甲局”的上级绕成了圈（甲局 → 甲局）"):
        roster_of([Expected(COUNTY, G), Expected("甲局", D, "甲局")])


def test_deep_and_wide_rosters() -> None:
    units = [
        Expected("0号", G),
        *(Expected(f"{number}号", Level.OTHER, f"{number - 1}号") for number in range(1, 3000)),
    ]
    roster = roster_of(units)
    assert sum(1 for _ in roster.below("0号")) == 2999
    assert sum(1 for _ in roster.above("2999号")) == 2999


# --- due dates


@pytest.mark.parametrize("level", list(Level))
def test_the_usual_day_of_each_level(level: Level) -> None:
    departments = [one for one in Level if one.value.endswith("department")]
    governments = [Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT]
    due = due_of(Expected("某单位", level), 2025)
    if level in governments:
        assert due == Due(date(2026, 3, 31), True, LAW)
    elif level in departments:
        assert due == Due(date(2026, 1, 31), True, LAW)
    else:
        assert due == Due(date(2026, 1, 31), False, "法律和名单都没有设定日期")


@pytest.mark.parametrize(
    ("level", "set_", "day", "is_set", "basis"),
    [
        (D, date(2026, 1, 15), date(2026, 1, 15), True, "名单"),
        (D, date(2026, 2, 10), date(2026, 1, 31), True, LAW),
        (G, date(2026, 3, 10), date(2026, 3, 10), True, "名单"),
        (G, date(2026, 4, 10), date(2026, 3, 31), True, LAW),
        (Level.TOWNSHIP, date(2026, 2, 10), date(2026, 2, 10), True, "名单"),
        (Level.TOWNSHIP, date(2026, 3, 30), date(2026, 3, 30), True, "名单"),
        (Level.TOWNSHIP, date(2026, 3, 31), date(2026, 1, 31), False, "法律和名单都没有设定日期"),
        (Level.SUBDISTRICT, date(2026, 4, 1), date(2026, 1, 31), False, "法律和名单都没有设定日期"),
        (Level.OTHER, date(2026, 3, 31), date(2026, 3, 31), True, "名单"),
        (Level.TOWNSHIP, date(ANY_YEAR, 1, 20), date(2026, 1, 20), True, "名单"),
        (Level.TOWNSHIP, date(2024, 2, 29), date(2026, 2, 28), True, "名单"),
    ],
)
def test_the_day_of_the_roster(level: Level, set_: date, day: date, is_set: bool, basis: str) -> None:
    assert due_of(Expected("某单位", level, due=set_), 2025) == Due(day, is_set, basis)


@given(st.sampled_from(Level), st.dates(date(ANY_YEAR, 1, 1), date(2040, 12, 31)), st.integers(2019, 2035))
def test_no_township_is_ever_due_on_the_day_of_governments(level: Level, day: date, year: int) -> None:
    due = due_of(Expected("某单位", level, due=day), year)
    assert due.day.year == year + 1
    if level in (Level.TOWNSHIP, Level.SUBDISTRICT):
        assert due.day < date(year + 1, 3, 31)
    if level is not Level.OTHER:
        assert due.day <= date(year + 1, 3, 31)


def test_odd_dates_are_told_and_not_obeyed_silently() -> None:
    roster = county(
        Expected("甲局", D, COUNTY, due=date(2026, 2, 10), row=9),
        Expected("乙镇", Level.TOWNSHIP, COUNTY, due=date(2026, 3, 31), row=10),
        Expected("丙镇", Level.TOWNSHIP, COUNTY, due=date(2025, 1, 20), row=11),
        Expected("丁镇", Level.TOWNSHIP, COUNTY, due=date(ANY_YEAR, 1, 20), row=12, email="a@example.cn；b@example.cn"),
        Expected("戊镇", Level.TOWNSHIP, COUNTY, row=13, email="a@example.cn；0000-1"),
    )
    assert doubts(roster, 2025) == (
        f"第 9 行“甲局”的截止日期（02-10）晚于{LAW}规定的 01-31，按后者。",
        "第 10 行“乙镇”的截止日期（03-31）不早于 3 月 31 日，那是县级以上政府的期限；"
        "乡镇、街道应按上级通知，没有采用，按没有设定日期处理。",
        "第 11 行“丙镇”的截止日期是 2025-01-20，2025 年度的年报按 2026-01-20 掌握，请核对。",
        "第 13 行“戊镇”的邮箱“a@example.cn；0000-1”不像邮箱地址，请核对。",
    )


# --- made up


def readings(*reports: Report) -> list[Reading]:
    return [Reading(str(number), one) for number, one in enumerate(reports)]


def test_without_a_roster_everything_that_came_is_expected() -> None:
    came = readings(
        report(TOWN, level=Level.TOWNSHIP),
        report("示例县　财政局"),
        report(FINANCE),
        report("示例县"),
        report("往年的局", year=2024),
        report("", level=Level.OTHER),
    )
    roster = roster_without([*came, unreadable()], 2025, COUNTY)
    assert not roster.given
    assert [(unit.name, unit.level, unit.parent) for unit in roster.units] == [
        (COUNTY, D, ""),
        (TOWN, Level.TOWNSHIP, COUNTY),
        ("示例县　财政局", D, COUNTY),
    ]


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ([], G),
        ([Level.TOWNSHIP, D, Level.OTHER], G),
        ([Level.CITY_DEPARTMENT, D], Level.CITY_GOVERNMENT),
        ([Level.COUNTY_GOVERNMENT, Level.COUNTY_GOVERNMENT], Level.CITY_GOVERNMENT),
        ([Level.CITY_GOVERNMENT, Level.CITY_GOVERNMENT, D], Level.PROVINCE_GOVERNMENT),
    ],
)
def test_the_level_of_an_office_that_nobody_named(levels: list[Level], level: Level) -> None:
    came = readings(*(report(f"{number}号单位", level=one) for number, one in enumerate(levels)))
    roster = roster_without(came, 2025)
    assert (roster.top.name, roster.top.level) == (OFFICE, level)


def test_the_only_government_that_came_is_the_top() -> None:
    came = readings(
        report(COUNTY, level=G),
        report(COUNTY, level=G, scope=Scope.CONSOLIDATED),
        report(EAST, level=Level.SUBDISTRICT),
    )
    roster = roster_without(came, 2025)
    assert [(unit.name, unit.level) for unit in roster.units] == [(COUNTY, G), (EAST, Level.SUBDISTRICT)]
    named = roster_without(came, 2025, "示例市人民政府", Level.CITY_GOVERNMENT)
    assert [unit.name for unit in named.units] == ["示例市人民政府", COUNTY, EAST]
    assert named.top.level is Level.CITY_GOVERNMENT


@given(st.lists(st.tuples(st.text(max_size=6), st.sampled_from(Level)), max_size=12))
def test_a_roster_can_be_made_up_of_anything(units: list[tuple[str, Level]]) -> None:
    roster: Roster = roster_without(readings(*(report(name, level=level) for name, level in units)), 2025)
    assert all(unit.parent == roster.top.name for unit in roster.units[1:])
