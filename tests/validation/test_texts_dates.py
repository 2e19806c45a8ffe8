"""G1 to G4: the period of the figures, the year the texts speak of, the date of publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_reports import LEAD, OTHER, PARTS, E, Q, at, judge, lines, messages, overview, town

from xl_tools.finding import Finding
from xl_tools.report import Report
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import validate
from xl_tools.workbook.layout import layout_for_year

PERIOD = "统计期限为2024年1月1日至12月31日"


def with_period(words: str) -> str:
    assert PERIOD in LEAD
    return LEAD.replace(PERIOD, words)


def with_requests(words: str) -> str:
    """总体情况 with the words after the sentence on requests."""
    return overview(依申请公开=PARTS["依申请公开"] + words)


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [one for one in judge(report) if one.rule == rule]


# --- G1


@pytest.mark.parametrize(
    "words",
    [
        "统计期限为2024年1月1日至12月31日",
        "所列数据的统计期限自2024年1月1日起，至2024年12月31日止",
        "统计期限为２０２４年１月１日—１２月３１日",
        "统计期限为二〇二四年一月一日至十二月三十一日",
        "统计期限：2024.1.1-2024.12.31",
        "统计期限：2024-01-01至2024-12-31",
        "统计期限为 2024 年 1 月 1 日 ～ 12 月 31 日",
        "统计期限为1月1日至12月31日",
        "统计期限为2024年1月至12月",
        "统计期限为2024年度",
        "统计数据截至2024年12月31日",
        "本报告的数据都来自台账",
    ],
)
def test_g1_passes_however_the_period_is_written_and_without_one(words: str) -> None:
    assert lines(town(lead=with_period(words))) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("统计期限为2024年1月1日至12月30日", "2024年1月1日至12月30日"),
        ("统计期限为2023年1月1日至2023年12月31日", "2023年1月1日至2023年12月31日"),
        ("统计期限自2023年12月1日起至2024年11月30日止", "2023年12月1日起至2024年11月30日"),
        ("统计期限为二〇二四年一月一日至十二月三十日", "2024年1月1日至12月30日"),
        ("所列数据的期限为2024年1月到11月", "2024年1月到11月"),
    ],
)
def test_g1_is_an_error_where_another_period_is_stated(words: str, said: str) -> None:
    report = town(lead=with_period(words))
    assert lines(report) == [("G1", E, at("lead"))]
    assert f"写的统计期限是“{said}”，应为2024年1月1日至12月31日" in messages(report)[0]


@pytest.mark.parametrize(
    "words",
    [
        "统计期限为202411日起至20241231日止",
        "统计数据截至2024年12月20日",
        "统计期限为2023年度",
        "统计数据为2024年1月1日至11月30日",
    ],
)
def test_g1_is_a_query_where_the_period_cannot_be_read_for_sure(words: str) -> None:
    assert lines(town(lead=with_period(words))) == [("G1", Q, at("lead"))]


def test_g1_leaves_other_ranges_of_days_alone() -> None:
    text = overview(监督保障=f"{PARTS['监督保障']}2024年3月1日至3月15日开展检查。")
    assert lines(town(overview=text)) == []


def test_message_of_g1() -> None:
    assert messages(town(lead=with_period("统计期限为2024年1月1日至12月30日"))) == [
        "“导语”写的统计期限是“2024年1月1日至12月30日”，应为2024年1月1日至12月31日。请改正。"
        "（G1，中华人民共和国政府信息公开条例 第四十九条“上一年度”；起止日见四川省地方标准 DB51/T 2660—2019）"
    ]


# --- G2: title and main year


@pytest.mark.parametrize(
    "lead",
    [
        LEAD.replace("编制本报告", "编制2024年政府信息公开工作年度报告"),
        f"{LEAD}请对照《关于做好2023年政府信息公开工作年度报告编制发布工作的通知》。",
        f"示例县示例镇人民政府2024年政府信息公开工作年度报告\n{LEAD}",
        "",
    ],
)
def test_g2_passes_where_the_title_is_of_the_year_or_there_is_none(lead: str) -> None:
    assert of_rule(town(lead=lead), "G2") == []


@pytest.mark.parametrize(
    "lead",
    [
        LEAD.replace("编制本报告", "编制2023年政府信息公开工作年度报告"),
        f"现将示例镇2023年度政府信息公开工作年度报告公布如下。{LEAD}",
        f"示例县示例镇人民政府2022年政府信息公开工作年度报告\n{LEAD}",
        f"示例县示例镇人民政府\n２０２３年政府信息公开工作年度报告\n{LEAD}",
        f"示例县示例镇人民政府政府信息公开工作年度报告（2023年度）\n{LEAD}",
    ],
)
def test_g2_is_an_error_for_a_title_of_another_year(lead: str) -> None:
    assert [one.severity for one in of_rule(town(lead=lead), "G2")] == [E]


def test_g2_is_an_error_where_all_texts_speak_of_another_year() -> None:
    texts = {key: text.replace("2024", "2023") for key, text in (("overview", overview()), ("other", OTHER))}
    report = town(lead=None, **texts)
    (finding,) = judge(report)
    assert (finding.rule, finding.severity) == ("G2", E)
    assert list(map(str, finding.places)) == [
        at("overview", "proactive"),
        at("overview", "requests"),
        at("overview", "management"),
        at("other"),
    ]
    assert finding.message.startswith("正文通篇写的是 2023 年，没有写到 2024 年：“2023年主动公开政府信息106条，")
    assert "等 4 处；本报告是 2024 年度的。请核对是否沿用了上年的文字。" in finding.message


# --- G2: subjects of sentences


@pytest.mark.parametrize(
    "words",
    [
        "2023年，我镇公开信息94条。",
        "2022年度共公开信息94条。",
        "二〇二三年，全镇公开信息94条。",
        "一是2023年主动公开信息94条。",
        "截至2023年12月31日，公开信息94条。",
        "公开方面，2023年我镇公开信息94条。",
        "2023年公开信息94条，比上年增加12条。",
    ],
)
def test_g2_asks_about_a_sentence_on_an_earlier_year(words: str) -> None:
    report = town(overview=overview(主动公开=PARTS["主动公开"] + words))
    assert [(one.severity, str(one.places[0])) for one in of_rule(report, "G2")] == [(Q, at("overview", "proactive"))]


@pytest.mark.parametrize(
    "words",
    [
        "2023年公开信息94条，2024年增加12条。",
        "2023年公开信息94条，今年增加12条。",
        "与2023年相比，增加12条。",
        "比2023年多12条。",
        "2023年以来，历年公开的信息都已归档。",
        "2022年至2024年累计公开信息300条。",
        "2023年印发的《示例镇公开制度》继续执行。",
        "《2023年政务公开工作要点》落实到位。",
        "2023年年报指出的问题已经整改。",
        "2023年5月，网站完成改版。",
        "2025年，我镇将增加公开栏。",
        "依据国办公开办函〔2021〕30号和《2019年修订条例》办理。",
        "2019年修订的条例继续宣传。",
        "2020年，公开栏建成使用。",
        "2023年发布的通知中，有3份已经失效。",
        "2023年收到的群众留言里有1条未按时回复。",
        "2022年，我镇设公示栏；2023年，增加专区；2024年，增加查询机。",
        "截至2023年底，设公示栏8处；截至2024年底，设公示栏9处。",
    ],
)
def test_g2_leaves_comparisons_history_and_plans_alone(words: str) -> None:
    assert of_rule(town(overview=overview(主动公开=PARTS["主动公开"] + words)), "G2") == []


def test_message_of_g2() -> None:
    report = town(overview=overview(政府信息管理=PARTS["政府信息管理"] + "2023年，我镇清理信息94条。"))
    assert [one.message for one in of_rule(report, "G2")] == [
        "“一、总体情况”政府信息管理这句话说的是 2023 年：“2023年，我镇清理信息94条”；本报告是 2024 年度的。"
        "请核对是否沿用了上年的文字。（G2，中华人民共和国政府信息公开条例 第四十九条“上一年度”，由定义推出）"
    ]


# --- G2: requests carried over


@pytest.mark.parametrize("words", ["0件转结2024年办结。", "结转至2023年办理。", "另有2022年结转的申请0件。"])
def test_g2_asks_about_requests_carried_to_or_from_another_year(words: str) -> None:
    report = town(overview=with_requests(words))
    assert [one.severity for one in of_rule(report, "G2")] == [Q]


@pytest.mark.parametrize(
    "words",
    [
        "没有结转至2025年的申请。",
        "没有由2023年结转至2024年办理的申请。",
        "上年结转2024年办理的申请为0件。",
        "含2023年结转的0件。",
        "2024年结转下年度的为0件。",
    ],
)
def test_g2_passes_where_requests_go_from_year_to_year(words: str) -> None:
    assert of_rule(town(overview=with_requests(words)), "G2") == []


def test_message_of_g2_on_requests_carried_over() -> None:
    report = town(overview=with_requests("0件转结2024年办结。"))
    assert of_rule(report, "G2")[0].message.startswith(
        "“一、总体情况”依申请公开写的是结转到 2024 年，2024 年度未办结的应结转到 2025 年：“0件转结2024年办结”；"
    )


# --- G3, G4

LEGAL = {
    Level.STATE_DEPARTMENT: date(2025, 1, 31),
    Level.PROVINCE_DEPARTMENT: date(2025, 1, 31),
    Level.CITY_DEPARTMENT: date(2025, 1, 31),
    Level.COUNTY_DEPARTMENT: date(2025, 1, 31),
    Level.PROVINCE_GOVERNMENT: date(2025, 3, 31),
    Level.CITY_GOVERNMENT: date(2025, 3, 31),
    Level.COUNTY_GOVERNMENT: date(2025, 3, 31),
}


@given(day=st.dates(date(2023, 1, 1), date(2026, 12, 31)), level=st.sampled_from(list(Level)))
def test_g3_and_g4_judge_every_date_by_the_law(day: date, level: Level) -> None:
    found = [one for one in lines(town(level, published_on=day)) if one[0] in ("G3", "G4")]
    if day <= date(2024, 12, 31):
        assert found == [("G3", E, at("published_on"))]
    elif level in LEGAL and day > LEGAL[level]:
        assert found == [("G4", E, at("published_on"))]
    else:
        assert found == []


@pytest.mark.parametrize("level", Level)
def test_g3_and_g4_are_undecided_without_a_date(level: Level) -> None:
    assert lines(town(level)) == []


def with_limit(name: str, value: str) -> RuleBook:
    book = load_rules(town().form)
    rules = (
        replace(rule, limits=MappingProxyType({**rule.limits, name: value})) if rule.id == "G4" else rule
        for rule in book.rules
    )
    return RuleBook(book.form, tuple(rules))


@pytest.mark.parametrize(
    ("level", "limit"),
    [
        (Level.TOWNSHIP, "due_townships"),
        (Level.SUBDISTRICT, "due_subdistricts"),
        (Level.OTHER, "due_others"),
        (Level.COUNTY_GOVERNMENT, "due_governments"),
        (Level.COUNTY_DEPARTMENT, "due_departments"),
    ],
)
def test_g4_takes_the_date_that_a_pack_sets(level: Level, limit: str) -> None:
    book = with_limit(limit, "01-20")
    for day, late in ((date(2025, 1, 20), False), (date(2025, 1, 21), True)):
        report = town(level, published_on=day)
        found = validate(report, layout_for_year(report.form, 2024).locate, rules=book)
        assert [one.rule for one in found] == (["G4"] if late else [])


def test_messages_of_g3_and_g4() -> None:
    assert messages(town(published_on=date(2024, 12, 25))) == [
        f"发布日期（{at('published_on')}）是 2024-12-25，2024 年度的统计期限到 2024-12-31 才结束，数不可能完整。"
        "请核对发布日期，或在统计期满后重新统计、再发布。"
        "（G3，中华人民共和国政府信息公开条例 第四十九条“上一年度”，由定义推出）"
    ]
    assert messages(town(Level.COUNTY_DEPARTMENT, published_on=date(2025, 2, 18))) == [
        f"发布日期（{at('published_on')}）是 2025-02-18，已过期限："
        "县级部门应在 2025-01-31 前向主管部门提交年报并向社会公布。"
        "这里按发布日期判断，提交日期请自行核对；日期填错的，请改正。（G4，中华人民共和国政府信息公开条例 第四十九条）"
    ]
    report = town(Level.COUNTY_GOVERNMENT, published_on=date(2025, 3, 31) + timedelta(days=1))
    assert "县级政府的年报应在 2025-03-31 前向社会公布" in messages(report)[0]
