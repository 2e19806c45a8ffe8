"""Which unit a name on 封面 is: what is certain, what must be confirmed, and what is never taken for a slip."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.inboxes import COUNTY, EAST, FARMING, FINANCE, MARKET, TOWN, WEST, county

from xl_tools.consolidation.decisions import Decision
from xl_tools.consolidation.matching import Hints, Match, Matcher
from xl_tools.consolidation.naming import key
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.rosters import roster_of
from xl_tools.consolidation.sorted_inbox import Matched
from xl_tools.units import Level

OFFICE = "示例县人民政府办公室"
ROSTER = county(
    Expected(OFFICE, Level.COUNTY_DEPARTMENT, COUNTY, aliases=("示例县政务公开办",)),
    Expected("示例县发展和改革委员会", Level.COUNTY_DEPARTMENT, COUNTY),
)
MATCHER = Matcher(ROSTER)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        (FINANCE, FINANCE),
        ("财政局", FINANCE),
        ("县财政局", FINANCE),
        ("示例县　财政局", FINANCE),
        ("示例县财政局（公章）", FINANCE),
        ("示例县财政局（本级）", FINANCE),
        ("“示例县财政局”。", FINANCE),
        ("示例市示例县财政局", FINANCE),
        ("示例省示例市示例县财政局", FINANCE),
        ("2025年示例县财政局政府信息公开工作年度报告", FINANCE),
        ("示例县东湖街道", EAST),
        ("东湖街道办", EAST),
        ("示例县东湖街道办事处党政办公室", EAST),
        ("城关镇政府", TOWN),
        ("示例县城关镇", TOWN),
        ("示例县", COUNTY),
        ("示例县政府", COUNTY),
        ("示例县政府办公室", OFFICE),
        ("县人民政府办公室", OFFICE),
    ],
)
def test_the_same_name_written_differently_is_certain(written: str, unit: str) -> None:
    assert MATCHER.match(written) == Match(unit, Matched.EXACT)


def test_an_alias_of_the_roster_is_certain_and_told() -> None:
    assert MATCHER.match("示例县政务公开办") == Match(OFFICE, Matched.ALIAS, (), "按名单里的别名")


def test_what_somebody_confirmed_goes_before_everything() -> None:
    matcher = Matcher(
        ROSTER, {"示例县财税局": Decision(FINANCE), "西湖街道": Decision(EAST), "旧局": Decision("没有的")}
    )
    assert matcher.match("示例县 财税局").unit == FINANCE
    assert matcher.match("西湖街道") == Match(EAST, Matched.ALIAS, (), "按以前确认过的写法")
    assert matcher.match("旧局").how is Matched.NONE


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("市监局", MARKET),
        ("示例县市监局", MARKET),
        ("示例县市场监管管理局", MARKET),
        ("农业农春局", FARMING),
        ("示例县农业局", FARMING),
        ("县发改委", "示例县发展和改革委员会"),
        ("示例县东湖街到办事处", EAST),
        ("示例县城关镇人民征府", TOWN),
    ],
)
def test_slips_where_a_name_tells_nothing_and_short_forms_are_likely(written: str, unit: str) -> None:
    match = MATCHER.match(written)
    assert (match.unit, match.how, match.others) == (unit, Matched.LIKELY, ())
    assert match.why == f"封面写的是“{written}”，名单里最像的是“{unit}”"


@pytest.mark.parametrize(
    "written",
    ["另一县财政局", "示例市财政局", "示例县教育局", "北湖街道", "示例县城关乡", "城观镇", "示列县财政局", "甲", ""],
)
def test_another_office_is_never_likely(written: str) -> None:
    match = MATCHER.match(written)
    assert (match.unit, match.how) == ("", Matched.NONE)


def test_one_character_between_two_offices_is_no_slip() -> None:
    only_east = Matcher(roster_of([unit for unit in ROSTER.units if unit.name != WEST]))
    assert only_east.match(WEST) == Match("", Matched.NONE, (EAST,), "")
    assert only_east.match("西湖街道办") == Match("", Matched.NONE, (EAST,), "")


def test_two_units_about_equally_near_are_both_named() -> None:
    parks = [Expected(f"示例县{name}公园管护中心", Level.OTHER, COUNTY) for name in ("滨河", "滨江")]
    match = Matcher(county(*parks)).match("示例县滨湖公园管护中心")
    assert (match.unit, match.how) == ("", Matched.LIKELY)
    assert set(match.others) == {unit.name for unit in parks}


def city() -> Roster:
    """Two counties with bureaus of the same kind."""
    top = "示例市人民政府"
    units = [Expected(top, Level.CITY_GOVERNMENT), Expected("示例市财政局", Level.CITY_DEPARTMENT, top)]
    for place in ("甲县", "乙县"):
        units.append(Expected(f"{place}人民政府", Level.COUNTY_GOVERNMENT, top))
        units.append(
            Expected(f"{place}财政局", Level.COUNTY_DEPARTMENT, f"{place}人民政府", email=f"{place}@example.cn")
        )
    return roster_of(units)


def test_a_short_name_that_several_units_share_is_not_certain() -> None:
    matcher = Matcher(city())
    assert matcher.match("乙县财政局").unit == "乙县财政局"
    match = matcher.match("县财政局")
    assert (match.unit, match.how, match.others) == ("", Matched.LIKELY, ("甲县财政局", "乙县财政局"))
    assert match.why == "名单里有几个单位可以这样写"
    hinted = matcher.match("县财政局", Hints(address="乙县@example.cn"))
    assert (hinted.unit, hinted.how, hinted.others) == ("乙县财政局", Matched.LIKELY, ("甲县财政局",))


def test_hints_choose_among_candidates_and_never_decide() -> None:
    near = MATCHER.match("示例县北湖街道", Hints(address="EAST@example.cn"))
    assert (near.unit, near.how, near.others) == (EAST, Matched.LIKELY, (WEST,))
    assert MATCHER.match("完全不同的单位", Hints("示例县财政局.xlsx", "", "east@example.cn")).how is Matched.NONE
    blank = MATCHER.match("", Hints("示例县财政局.xlsx", "", "east@example.cn"))
    assert (blank.unit, blank.how, blank.others) == ("", Matched.NONE, (EAST, FINANCE))


def test_hints_that_point_elsewhere_raise_a_doubt() -> None:
    copied = MATCHER.match(WEST, Hints("东湖街道年报.xlsx", "", "east@example.cn"))
    assert (copied.unit, copied.how, copied.others) == (WEST, Matched.LIKELY, (EAST,))
    # A superior sends for those below it, and one witness alone proves nothing.
    assert MATCHER.match(WEST, Hints("年报.xlsx", "", "east@example.cn")).how is Matched.EXACT
    assert MATCHER.match(WEST, Hints("东湖街道年报.xlsx")).how is Matched.EXACT
    torn = MATCHER.match("市监局", Hints("示例县财政局.xlsx"))
    assert (torn.unit, torn.how, torn.others) == ("", Matched.LIKELY, (MARKET, FINANCE))


def test_a_superior_sends_for_those_below_it() -> None:
    matcher = Matcher(county(**{COUNTY: Expected(COUNTY, Level.COUNTY_GOVERNMENT, email="office@example.cn")}))
    forwarded = Hints("示例县年报.xlsx", "", "office@example.cn")
    assert matcher.match(EAST, forwarded).how is Matched.EXACT
    assert matcher.match("市监局", forwarded).unit == MARKET


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2025年年报-示例县财政局（改）.xlsx", FINANCE),
        ("示例县2025年度财政局报表", FINANCE),
        ("示例县年报.xlsx", COUNTY),
        ("东湖街道和财政局.xlsx", ""),
        ("年报.xlsx", ""),
        ("", ""),
    ],
)
def test_a_unit_named_in_a_file_name(text: str, unit: str) -> None:
    assert MATCHER.named_in(text) == unit


def test_an_address_that_two_units_share_names_none() -> None:
    units = [Expected(name, Level.OTHER, COUNTY, email=f"same@example.cn；own{name}") for name in ("甲中心", "乙中心")]
    matcher = Matcher(county(*units))
    assert matcher.by_address("same@example.cn") == ""
    assert matcher.by_address("OWN乙中心") == "乙中心"


BLANKS = st.sampled_from(["", " ", "　", "\u200b", "\n", "\xa0"])


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from([unit.name for unit in ROSTER.units]), st.lists(BLANKS, min_size=40, max_size=40), st.booleans())
def test_blanks_and_width_never_matter(name: str, blanks: list[str], wide: bool) -> None:
    spread = "".join(letter + blank for letter, blank in zip(name, blanks, strict=False))
    assert MATCHER.match(f"{spread}（盖章）" if wide else spread).unit == name


LETTERS = st.sampled_from("安宝昌丰高海和华嘉金康乐林茂宁平青庆泉仁瑞山石太通望兴阳永余泽局镇县督理监管")


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from([unit.name for unit in ROSTER.units]), st.integers(0, 30), LETTERS)
def test_one_wrong_character_never_makes_another_unit_of_it(name: str, at: int, letter: str) -> None:
    at %= len(name)
    match = MATCHER.match(name[:at] + letter + name[at + 1 :])
    assert match.unit in ("", name)
    if match.unit and match.how is Matched.EXACT:
        assert key(name[:at] + letter + name[at + 1 :]) == key(name)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_matched_to_nothing_or_to_a_unit(text: str) -> None:
    match = MATCHER.match(text, Hints(text, text, text))
    assert match.unit in ("", *ROSTER.by_name)
    assert (match.how is Matched.NONE) <= (match.unit == "")


def large() -> Roster:
    """A city of 20 counties, each with 20 bureaus and 79 towns."""
    signs = "安宝昌丰高海和华嘉金康乐林茂宁平青庆泉仁瑞山石太通望兴阳永余泽志州"
    words = "财政 教育 公安 民政 司法 审计 统计 水利 农业农村 市场监督管理 住房和城乡建设 人力资源和社会保障 "
    words += "卫生健康 应急管理 交通运输 自然资源和规划 生态环境 文化和旅游 医疗保障 退役军人事务"
    top = "示例市人民政府"
    units = [Expected(top, Level.CITY_GOVERNMENT)]
    for number in range(20):
        place = f"{signs[number]}{signs[number + 7]}县"
        government = f"{place}人民政府"
        units.append(Expected(government, Level.COUNTY_GOVERNMENT, top))
        units += [Expected(f"{place}{bureau}局", Level.COUNTY_DEPARTMENT, government) for bureau in words.split()]
        towns = [f"{signs[at % 33]}{signs[(at * 7 + number + at // 33) % 33]}镇" for at in range(100)]
        units += [Expected(f"{place}{town}人民政府", Level.TOWNSHIP, government) for town in dict.fromkeys(towns)][:79]
    return roster_of(units)


def test_every_name_of_a_large_roster_is_its_own_unit() -> None:
    roster = large()
    names = [unit.name for unit in roster.units]
    assert len(names) > 1900
    matcher = Matcher(roster)
    assert [matcher.match(name).unit for name in names] == names


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("示例县政府办", COUNTY),
        ("示例县财政局2025年", FINANCE),
        ("示例县体育局", MARKET),
    ],
)
def test_the_office_of_a_government_a_year_behind_and_a_predecessor_are_offered(written: str, unit: str) -> None:
    units = [replace(one, predecessors=("示例县体育局",)) if one.name == MARKET else one for one in ROSTER.units]
    match = Matcher(roster_of(units)).match(written)
    assert (match.unit, match.how) == (unit, Matched.LIKELY)
    assert written in match.why


def test_of_a_unit_that_was_split_all_successors_are_named() -> None:
    units = [
        replace(one, predecessors=("示例县老局",)) if one.name in (MARKET, FARMING) else one for one in ROSTER.units
    ]
    match = Matcher(roster_of(units)).match("示例县老局")
    assert (match.unit, match.how) == ("", Matched.LIKELY)
    assert set(match.others) == {MARKET, FARMING}
