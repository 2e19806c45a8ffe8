"""Titles, headings and texts of published reports, with the numbering, typos and frames that they come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from published.source_samples import TEXTS

from xl_tools.printed import PrintedHeading
from xl_tools.published.headings import find_headings, level_of_heading
from xl_tools.published.litter import ends_report, is_litter, is_page_data, says_table_follows
from xl_tools.published.outline import Item, Outline, outline
from xl_tools.published.source import Line
from xl_tools.published.titles import level_of, title_of, titles, year_of_text
from xl_tools.units import Level

SECTIONS = ("overview", "proactive", "requests", "review", "problems", "other")
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TITLE = "示例县示例镇人民政府2024年政府信息公开工作年度报告"


def items(*texts: str | None) -> list[Item]:
    return [None if text is None else Line(text, f"第 {at} 段") for at, text in enumerate(texts, start=1)]


def report(headings: Sequence[str] = HEADINGS, *, title: Sequence[str] = (TITLE,), **texts: str) -> list[Item]:
    """The lines of a report; None where its tables stand."""
    found: list[str | None] = [*title]
    for section, heading in zip(SECTIONS, headings, strict=True):
        found += [heading] if heading else []
        found += [None] if section in ("proactive", "requests", "review") else []
        found += (texts | {key: text for key, text in TEXTS.items() if key not in texts}).get(section, "").split("\n")
    return items(*found)


def sections(found: Outline) -> list[str]:
    return [heading.section for heading in found.headings]


# --- headings


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("overview", "一、工作基本情况"),
        ("overview", "一、总体情况、"),
        ("overview", "一、概述"),
        ("overview", "一 、 总 体 情 况"),
        ("overview", "1、总体情况"),
        ("overview", "第一部分 总体情况"),
        ("overview", "总体情况"),
        ("proactive", "二、主动公开政府政府情况"),
        ("proactive", "（二）主动公开政府信息情况"),
        ("proactive", "二、主动公开政府信息情况（该部分以表格形式报告）"),
        ("requests", "三收到和处理政府信息公开申请情况"),
        ("requests", "三、收到和处理政府信息公开申请的情况"),
        ("review", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        ("review", "三、政府信息公开行政复议、行政诉讼情况"),
        ("problems", "五、政府信息公开工作存在的主要问题及改进情况"),
        ("problems", "五、存在的主要问题及改进措施"),
        ("problems", "五、存在问题和改进情况"),
        ("other", "六、需要报告的其他事项"),
        ("other", "六、其他需要报告的事项。"),
        ("other", "六、其他"),
    ],
)
def test_a_heading_worded_or_numbered_otherwise(section: str, text: str) -> None:
    headings = [text if one == section else heading for one, heading in zip(SECTIONS, HEADINGS, strict=True)]
    found = outline(report(headings))
    assert sections(found) == list(SECTIONS)
    assert [one.text for one in found.headings if one.section == section] == [text]
    assert dict(found.narrative) == TEXTS


@pytest.mark.parametrize(
    "text",
    [
        "无其他需要报告的事项",
        "无其他需要报告的事项。",
        "本机关无其他需要报告的事项",
        "没有其他需要报告的事项",
        "（一）主动公开",
        "一、主动公开情况",
        "2024年，我镇总体情况良好。",
    ],
)
def test_a_line_of_a_text_is_no_heading_of_the_form(text: str) -> None:
    found = outline(report(overview=f"第一段。\n{text}\n第三段。", other=text))
    assert sections(found) == list(SECTIONS)
    assert found.narrative["overview"] == f"第一段。\n{text}\n第三段。"
    assert found.narrative["other"] == text


def test_a_second_numbering_inside_a_section_is_text_and_printed() -> None:
    text = "一、加强组织领导\n专人负责。\n二、工作机制保障\n按月通报。"
    found = outline(report(overview=text))
    assert found.narrative["overview"] == text
    assert [(one.text, one.level, one.section) for one in found.printed][:4] == [
        ("一、总体情况", 1, "overview"),
        ("一、加强组织领导", 1, ""),
        ("二、工作机制保障", 1, ""),
        ("二、主动公开政府信息情况", 1, "proactive"),
    ]


def test_headings_of_all_levels_with_their_places() -> None:
    found = outline(
        report(problems="（一）存在的主要问题\n1.公开不够及时\n（1）解读\n有待加强。\n1.内容多、形式少，需要改进。")
    )
    assert found.printed[0] == PrintedHeading("一、总体情况", "第 2 段", 1, "overview")
    assert [(one.text, one.level) for one in found.printed[5:-1]] == [
        ("（一）存在的主要问题", 2),
        ("1.公开不够及时", 3),
        ("（1）解读", 4),
    ]


def test_a_table_of_contents_is_passed_over() -> None:
    lines = report()
    contents = [Line("目录", "第 0 段"), *(Line(heading, "第 0 段") for heading in HEADINGS)]
    found = outline([lines[0], *contents, *lines[1:]])
    assert all(one.at > 6 for one in found.headings)
    assert dict(found.narrative)["overview"] == TEXTS["overview"]


def test_a_heading_with_its_text_on_the_same_line() -> None:
    text = "2024年，示例镇按照要求推进政府信息公开工作，公开的范围和质量都有提高，群众查阅信息更加方便，没有发生差错。"
    lines = report([f"一、总体情况 {text}", *HEADINGS[1:]], overview="第二段。")
    found = outline(lines)
    assert found.headings[0].text == "一、总体情况"
    assert found.narrative["overview"] == f"{text}\n第二段。"


def test_a_lost_heading_does_not_pour_one_section_into_another() -> None:
    without_problems = outline(report([*HEADINGS[:4], "", HEADINGS[5]]))
    assert dict(without_problems.narrative) == TEXTS
    without_tables = outline(report([HEADINGS[0], "", "", "", *HEADINGS[4:]]))
    assert dict(without_tables.narrative) == TEXTS


def test_sections_in_another_order_keep_their_texts() -> None:
    lines = items(TITLE, HEADINGS[0], "甲。", HEADINGS[5], "乙。", HEADINGS[4], "丙。")
    found = outline(lines)
    assert sections(found) == ["overview", "other", "problems"]
    assert dict(found.narrative) == {"overview": "甲。", "problems": "丙。", "other": "乙。"}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、总体情况", 1),
        ("（二）依申请公开", 2),
        ("(三) 监督保障", 2),
        ("3.强化监督", 3),
        ("3．强化监督", 3),
        ("（4）其他", 4),
        ("一、加强领导。全年召开会议3次。", 0),
        ("1.5万元", 0),
        ("总体情况", 0),
        ("（一）主动公开：", 0),
    ],
)
def test_level_of_a_heading(text: str, level: int) -> None:
    assert level_of_heading(text) == level


def test_no_headings_are_found_in_prose() -> None:
    assert find_headings(["今年的总体情况是好的，其他需要报告的事项见附件。", None, ""]) == []


# --- texts


def test_what_is_no_text_is_left_out() -> None:
    litter = "第 3 页\n3\n该部分以表格形式报告。表格如下"
    text = f"第一段。\n- 2 -\n\u3000\u3000第二段[bookmark: _GoBack]。\n{litter}\n 第三段。\t"
    found = outline(report(overview=text))
    assert found.narrative["overview"] == "第一段。\n第二段。\n第三段。"
    assert found.places["overview"] == "第 3 段"


def test_a_page_header_with_the_title_is_no_text() -> None:
    found = outline(report(overview=f"第一段。\n{TITLE}\n第二段。"))
    assert found.narrative["overview"] == "第一段。\n第二段。"


def test_the_lead_is_what_stands_between_title_and_first_heading() -> None:
    data = ("发布日期：2025-01-20", "来源：示例镇", "浏览次数：12", "【字体：大 中 小】")
    found = outline(report(title=(TITLE, *data, "按照条例要求，编制本报告。", "现予公布。")))
    assert found.narrative["lead"] == "按照条例要求，编制本报告。\n现予公布。"
    assert found.published_on == date(2025, 1, 20)


def test_the_portal_below_the_report_is_left_out() -> None:
    lines = [
        *report(),
        *items("示例县示例镇人民政府", "2025年1月20日", "附件：年度报告.docx", "上一篇：通知", "版权所有 示例县"),
    ]
    found = outline(lines)
    assert dict(found.narrative) == TEXTS
    assert found.published_on == date(2025, 1, 20)


def test_a_date_that_does_not_exist_is_no_date() -> None:
    assert outline([*report(), *items("2025年2月30日")]).published_on is None


@pytest.mark.parametrize(
    "text",
    [
        "- 3 -",
        "—12—",
        "第 3 页 共 9 页",
        "3 / 9",
        "",
        "14",
        "【打印】 【关闭】",
        "字号：大 中 小",
        "下载 Word 文件",
        "下载PDF版",
        "〔图片〕",
    ],
)
def test_litter(text: str) -> None:
    assert is_litter(text)


@pytest.mark.parametrize(
    "text", ["无", "2024年", "1.属于国家秘密", "3项", "打印机已更换。", "关闭网站2个。", "下载 Word 文件的有3人。"]
)
def test_no_litter(text: str) -> None:
    assert not is_litter(text)


@pytest.mark.parametrize(
    "text",
    [
        "上一篇：公告",
        "下一篇 : 没有了",
        "附件：报告.pdf",
        "版权所有：示例县",
        "扫一扫在手机打开当前页",
        "主办单位：示例县",
    ],
)
def test_the_end(text: str) -> None:
    assert ends_report(text)


@pytest.mark.parametrize(
    "text", ["附件较多的信息已经整理。", "上一年提出的问题已经解决。", "主办的活动有3次。", "分享经验3次。"]
)
def test_not_the_end(text: str) -> None:
    assert not ends_report(text)


def test_page_data_and_words_about_tables() -> None:
    assert is_page_data("首页 > 政务公开 > 年度报告")
    assert is_page_data("索 引 号：000014349/2025-00012")
    assert not is_page_data("来源于群众的意见较多，已经逐条答复。")
    assert says_table_follows("（单位：件）")
    assert not says_table_follows("该部分工作进展顺利。")


# --- titles


@pytest.mark.parametrize(
    ("lines", "name", "year"),
    [
        ([TITLE], "示例县示例镇人民政府", 2024),
        (["示例镇2023年度政府信息公开工作年度报告"], "示例镇", 2023),
        (["2022年示例县档案馆政府信息公开工作年度报告"], "示例县档案馆", 2022),
        (["示例县人民政府信息公开工作年度报告（2021年）"], "示例县人民政府", 2021),
        (["示例镇关于2023年政府信息公开工作的年度报告"], "示例镇", 2023),
        (["示例县示例街道政府信息公开工作", "年度报告"], "示例县示例街道", 0),
        (["示例县民政局", "", "2024年政府信息公开工作年度报告"], "示例县民政局", 2024),
        (["示例县民政局政府信息公开工作年度报告", "（2024年度）"], "示例县民政局", 2024),
        (["示例市二〇一九年政府信息公开工作年度报告"], "示例市", 2019),
        (["导航", "示例县民政局2024年政府信息公开工作年度报告"], "示例县民政局", 2024),
        (["示 例 镇 2 0 2 4 年 政 府 信 息 公 开 工 作 年 度 报 告"], "示例镇", 2024),
        (["2024年政府信息公开工作年度报告"], "", 2024),
        (["关于报送示例县水务局2024年政府信息公开工作年度报告的函"], "示例县水务局", 2024),
        (["示例县水务局关于呈报2024年度政府信息公开工作年度报告的报告"], "示例县水务局", 2024),
        (["关于公布示例县水务局2024年政府信息公开工作年度报告的公告"], "示例县水务局", 2024),
    ],
)
def test_a_title_says_whose_report_of_which_year(lines: list[str], name: str, year: int) -> None:
    (found,) = titles([Line(text, f"第 {at} 行") for at, text in enumerate(lines, 1)])
    assert (found.name, found.year) == (name, year)


@pytest.mark.parametrize(
    "text",
    [
        "现将示例镇2024年政府信息公开工作年度报告公布如下：",
        "首页 > 政府信息公开年度报告",
        "上一篇：示例镇2023年政府信息公开工作年度报告",
        "中华人民共和国政府信息公开工作年度报告格式",
        "政府信息公开年报",
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert list(titles([Line(text, "第 1 行")])) == []


def test_the_title_of_a_file_may_have_the_site_behind_it() -> None:
    found = title_of("示例镇2024年政府信息公开工作年度报告_示例县人民政府网站")
    assert found
    assert (found.name, found.year) == ("示例镇", 2024)
    assert title_of("无标题文档") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自2023年1月1日起至2023年12月31日止。与2022年相比", 2023),
        ("数据统计期限为2019年1月1日—12月31日", 2019),
        ("2020年，我镇…。2020年以来…。2019年的", 2020),
        ("2020年与2019年", 0),
        ("国办公开办函〔2019〕60号", 0),
        ("", 0),
    ],
)
def test_the_year_of_a_text(text: str, year: int) -> None:
    assert year_of_text(text) == year


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("嘉祥县卧龙山街道", Level.SUBDISTRICT),
        ("示例县人民政府示例街道办事处", Level.SUBDISTRICT),
        ("示例县示例镇人民政府", Level.TOWNSHIP),
        ("示例乡", Level.TOWNSHIP),
        ("示例县人民政府", Level.COUNTY_GOVERNMENT),
        ("示例自治县人民政府", Level.COUNTY_GOVERNMENT),
        ("示例市示例区人民政府", Level.COUNTY_GOVERNMENT),
        ("示例县民政局", Level.COUNTY_DEPARTMENT),
        ("示例市示例区城市管理综合行政执法局", Level.COUNTY_DEPARTMENT),
        ("示例自治州人民政府", Level.CITY_GOVERNMENT),
        ("示例省人民政府", Level.PROVINCE_GOVERNMENT),
        ("示例自治区人民政府", Level.PROVINCE_GOVERNMENT),
        ("示例省财政厅", Level.PROVINCE_DEPARTMENT),
        ("示例市民政局", Level.OTHER),
        ("示例市人民政府", Level.OTHER),
        ("示例县人民政府办公室", Level.COUNTY_DEPARTMENT),
        ("示例局", Level.OTHER),
    ],
)
def test_the_level_of_an_office_by_its_name(name: str, level: Level) -> None:
    assert level_of(name) is level


def test_without_a_title_the_lead_is_the_sentences_above_the_first_heading() -> None:
    lead = "本报告按照条例要求编制。\n统计期限为2024年1月1日至12月31日。"
    found = outline(report(title=("首页", "当前位置：年度报告", *lead.split("\n"))))
    assert found.narrative["lead"] == lead
    assert found.title is None
    assert "lead" not in outline(report(title=("政务公开", "无障碍浏览"))).narrative
