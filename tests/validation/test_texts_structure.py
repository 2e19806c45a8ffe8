"""F2, F3, F9, F10, F11: what the texts must cover, each passing, failing and undecided."""

from __future__ import annotations

import pytest
from support.reports import published
from text_reports import PARTS, E, N, Q, at, judge, lines, messages, overview, plain_overview, town

from xl_tools.finding import Severity
from xl_tools.parts import divider
from xl_tools.units import Level

Line = tuple[str, Severity, str]


def place(part: str = "") -> str:
    """Where 总体情况, or a part of it, stands."""
    return at("overview", part)


def test_the_made_up_report_breaks_no_rule() -> None:
    assert lines(town()) == []


# --- F2


@pytest.mark.parametrize(
    "text",
    [
        overview(),
        plain_overview(),
        # A part that is not there is not filled yet: what is published has the sentences of its numbers.
        overview(主动公开=None, 政府信息管理=None),
        overview(依申请公开=None, 监督保障=None),
        # A sixth part of one's own stands beside the five.
        f"{overview()}\n（六）标准化建设\n公布事项清单一份。",
    ],
)
def test_f2_passes_where_the_published_text_will_have_all_five_parts(text: str) -> None:
    assert lines(town(Level.COUNTY_DEPARTMENT, overview=text)) == []


def test_f2_is_undecided_without_an_overview() -> None:
    assert lines(town(overview=None)) == []


def test_f2_does_not_ask_the_2019_edition_for_five_parts() -> None:
    text = "2020年主动公开政府信息106条。"
    assert lines(town(Level.COUNTY_DEPARTMENT, year=2020, overview=text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (plain_overview("政府信息管理"), [("F2", E, place())]),
        (plain_overview("依申请公开", "监督保障"), [("F2", E, place())]),
        (overview(政府信息管理=""), [("F2", E, place("management"))]),
        (overview(政府信息管理="  ", 监督保障=""), [("F2", E, place("management")), ("F2", E, place("supervision"))]),
        # 1 2 and then a heading of one's own with the number of the third.
        (
            f"{overview(政府信息管理=None, 政府信息公开平台建设=None, 监督保障=None)}\n（三）处理群众咨询\n答复 3 人。",
            [("F2", Q, place("requests"))],
        ),
    ],
)
def test_f2_fails_where_a_part_is_lacking(text: str, found: list[Line]) -> None:
    assert lines(town(Level.COUNTY_DEPARTMENT, overview=text)) == found


def test_message_of_f2_names_the_parts_and_the_words_looked_for() -> None:
    text = plain_overview("政府信息管理", "监督保障")
    assert messages(town(Level.COUNTY_DEPARTMENT, overview=text)) == [
        "“一、总体情况”没有分（一）至（五）的小标题，也没有写到：政府信息管理（信息管理、规范性文件、审查）、"
        "监督保障（监督、考核、评议）。请补写，没有开展的也要说明。"
        "（F2，国办公开办函〔2021〕30号 一、报告内容（一）总体情况）"
    ]
    text = f"{overview(政府信息管理=None)}\n（三）处理群众咨询\n答复 3 人。"
    assert messages(town(Level.COUNTY_DEPARTMENT, overview=text))[0].startswith(
        "“一、总体情况”的小标题“（三）处理群众咨询”占了“（三）政府信息管理”的位置，没有这一部分。请补写"
    )


# --- F3


@pytest.mark.parametrize("level", [level for level in Level if level.is_government])
def test_f3_fails_for_every_government_that_leaves_a_duty_out(level: Level) -> None:
    report = town(level, overview=overview(监督保障="公开工作列入年度考核。"))
    assert lines(report) == [("F3", E, place("supervision"))]
    assert lines(town(level)) == []


@pytest.mark.parametrize("level", [level for level in Level if not level.is_government])
def test_f3_does_not_ask_departments_and_subdistricts(level: Level) -> None:
    report = town(level, overview=overview(监督保障="培训 2 场。", 主动公开="公开政府信息106条。"))
    assert lines(report) == []


def test_f3_is_undecided_while_the_part_is_not_filled() -> None:
    assert lines(town(overview=overview(监督保障=None))) == []
    assert lines(town(overview=None)) == []
    part = town().form.section("overview").parts[1]
    assert lines(town(year=2020, overview=f"{divider(part)}\n2020年未收到政府信息公开申请，没有上年结转的申请。")) == []


def test_f3_judges_a_text_without_headings_as_a_whole() -> None:
    assert lines(town(year=2020, overview="2020年主动公开政府信息106条。开展社会评议。")) == [("F3", E, place())]


def test_message_of_f3_names_what_is_missing() -> None:
    assert messages(town(overview=overview(监督保障="公开工作列入年度考核。"))) == [
        "“一、总体情况”没有写到：社会评议、责任追究。没有发生的也要写明，例如“未发生责任追究情形”。"
        "（F3，中华人民共和国政府信息公开条例 第五十条第四项）"
    ]


# --- F9

SIX = (
    "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
    "政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况"
)


@pytest.mark.parametrize(
    "sentence",
    [
        f"本报告由{SIX}、其他需要报告的事项等六个部分组成。",
        f"全文包括{SIX}和其他需要报告的事项，共6部分。",
        f"报告分为六个部分：{SIX.replace('、', '，')}，其他需要报告的事项。",
        "报告包括一、总体情况；二、主动公开政府信息情况等六个部分。",  # not listed to its end
        "由总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况，复议和诉讼情况，问题和改进，其他事项六部分组成。",
        "本报告第六部分为其他需要报告的事项。",
        "公开平台由网站、公众号两部分组成。",
    ],
)
def test_f9_passes(sentence: str) -> None:
    assert [found for found in lines(town(lead=sentence)) if found[0] == "F9"] == []


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        (f"本报告由{SIX}等六部分组成。", "6 个部分，列出的是 5 项"),
        (f"本报告由{SIX.replace('收到和处理', '处理')}等六个部分组成。", "6 个部分，列出的是 5 项"),
        ("本年报由总体情况、公开的内容、存在问题四个部分组成。", "4 个部分，列出的是 3 项"),
    ],
)
def test_f9_fails_where_fewer_are_listed_than_stated(sentence: str, count: str) -> None:
    report = town(lead=sentence)
    assert lines(report) == [("F9", Q, at("lead"))]
    assert f"“导语”称有 {count}：" in messages(report)[0]


# --- F10


@pytest.mark.parametrize("text", ["无", "无。", "  暂无 ", "/", "不存在问题。", "更新不够及时，已安排专人负责。"])
def test_f10_fails_where_section_five_says_nothing(text: str) -> None:
    assert lines(town(problems=text)) == [("F10", Q, at("problems"))]


@pytest.mark.parametrize("text", ["无", "没有。", " - "])
def test_f10_fails_where_section_six_says_nothing(text: str) -> None:
    # That fees are not mentioned either is what E15 has to say.
    assert lines(town(other=text)) == [("E15", Q, at("other")), ("F10", Q, at("other"))]


def test_f10_is_undecided_while_a_gap_or_the_whole_text_is_missing() -> None:
    assert lines(town(problems=None, other=None)) == []
    assert lines(town(problems="〔待填：存在的主要问题〕")) == [("F13", E, at("problems"))]


def test_messages_of_f10() -> None:
    basis = "（F10，中华人民共和国政府信息公开条例 第五十条第四项、第五项）"
    assert messages(town(problems="无。", other="无"))[1:] == [
        f"“五、问题与改进”只写了“无。”。请写本年度的主要问题和改进情况。{basis}",
        f"“六、其他事项”只写了“无”。没有的，请写明“无其他需要报告的事项”。{basis}",
    ]
    assert messages(town(problems="更新不够及时，已安排专人负责。"))[0].startswith(
        "“五、问题与改进”只有 15 个字，不足 30 个。"
    )


# --- F11


def test_f11_remarks_an_overview_longer_than_some_places_want_it() -> None:
    long = "公开之前逐条审核。" * 100
    report = town(overview=overview(政府信息管理=PARTS["政府信息管理"] + long))
    assert lines(report) == [("F11", N, place())]
    assert "国家格式没有规定字数" in messages(report)[0]
    assert lines(town(overview=overview(政府信息管理=PARTS["政府信息管理"] + long[:500]))) == []


# --- all


def test_a_published_report_without_texts_has_no_findings_of_texts() -> None:
    assert [one.rule for one in judge(published("suqian-2023")) if one.rule[0] == "F"] == []
