"""F13, G7, G8: what should not stand in a published text, and the like that may."""

from __future__ import annotations

import pytest
from text_reports import PROBLEMS, E, Q, at, lines, messages, overview, town

from xl_tools.units import Level

OTHER_WORK = "办事大厅设有政务公开专区。"


def with_words(words: str) -> str:
    """总体情况 with the words in its part on platforms."""
    return overview(政府信息公开平台建设=f"{OTHER_WORK}{words}")


# --- F13


@pytest.mark.parametrize(
    "words",
    [
        "全年公开XX条。",
        "由××负责维护。",
        "设在xx办事大厅。",
        "栏目由ＸＸ科室更新。",
        "新建专区【】个。",
        "新建专区【数量】个。",
        "由【请填写科室】维护。",
        "新建专区____个。",
        "新建专区（  ）个。",
        "由（待定）维护。",
        "〔待填〕",
        "[bookmark: _GoBack]",
        "批注[A1]：请核对。",
        "批注 [办公室2]: 这个数不对",
        "见错误!未找到引用源。",
        "平均每月#DIV/0!次。",
        "\n- 14 -\n",
        "\n—3—\n",
        "\n第 2 页 共 7 页\n",
        "（单位名称）负责维护。",
        "该部分以表格形式报告。表格如下：",
        "（文字描述）",
        "根据贵办要求，完善了栏目。",
        "根据贵单位通知，完善了栏目。",
        "现将有关情况报送如下。",
    ],
)
def test_f13_is_an_error_for_what_cannot_be_meant(words: str) -> None:
    assert lines(town(Level.COUNTY_DEPARTMENT, overview=with_words(words))) == [("F13", E, at("overview", "platforms"))]


@pytest.mark.parametrize(
    "words", ["办事指南待补充。", "\n14\n", "我局报送2024年年度报告。", "\n示例县人民政府办公室：\n"]
)
def test_f13_is_a_query_for_what_may_be_meant(words: str) -> None:
    assert lines(town(Level.COUNTY_DEPARTMENT, overview=with_words(words))) == [("F13", Q, at("overview", "platforms"))]


@pytest.mark.parametrize(
    "words",
    [
        "栏目网址为http://www.example.gov.cn/zwgk/xxgk/，来信请寄xxgk@example.gov.cn。",
        "电话138XXXX1234已停用。",
        "制度有待补充完善，目录尚待补充。",
        "通过【政策解读】栏目发布，页面有【下载Word】按钮。",
        "新建专区（含村级）2个。",
        "按照领导批注意见完善栏目。",
        "来自贵州和贵港的企业满意。",
        "宝贵单位经验得到推广。",
        "全年报送信息35条，督促各村向我办报送年度报告所需材料。",
        "〔已核〕",
        "面积为3×4米。",
        "（待遇保障类）政策和（待补贴人员）名单单列一栏。",
        "2024年\n13件以上的按月公布。",
    ],
)
def test_f13_leaves_alone_what_only_looks_like_residue(words: str) -> None:
    assert [one for one in lines(town(Level.COUNTY_DEPARTMENT, overview=with_words(words))) if one[0] == "F13"] == []


def test_f13_judges_each_text_once_and_gaps_by_themselves() -> None:
    report = town(
        problems=f"{PROBLEMS}XX〔待填：措施〕",
        other="〔待填：收取信息处理费件数〕〔待填：收取信息处理费件数〕",
        unit="XX县示例镇人民政府",
    )
    assert lines(report) == [
        ("F13", E, at("problems")),
        ("F13", E, at("problems")),
        ("F13", E, at("other")),
        ("F13", E, at("unit")),
    ]


def test_messages_of_f13() -> None:
    basis = "（F13，已发布年报常见的残留文字 实践依据）"
    report = town(
        lead=None,
        overview=with_words("根据贵办要求公开XX条。\n- 14 -"),
        other="〔待填：收取信息处理费件数〕〔待填：收取信息处理费件数〕",
        unit="××镇人民政府",
    )
    assert messages(report) == [
        "“一、总体情况”残留有不应公布的文字：“贵办”（报送口吻）、“XX”（占位）、“- 14 -”（页码）。"
        f"请删去，或改成本单位的文字。{basis}",
        f"“六、其他事项”正文还有 2 处待填：〔待填：收取信息处理费件数〕。请把〔待填：…〕处补上，或删去这句话。{basis}",
        f"封面的单位名称“××镇人民政府”里有占位文字：“××”（占位）。请填写单位全称。{basis}",
    ]


# --- G7


@pytest.mark.parametrize(
    "words",
    [
        "不同意公开2件。",
        "非政府信息4件。",
        "信息不存在的有3件。",
        "依申请公开收费及减免情况。",
        "\n四、概述\n按时更新。",
        "\n（三）咨询投诉情况\n答复及时。",
    ],
)
def test_g7_asks_about_terms_of_the_old_regulation(words: str) -> None:
    found = lines(town(Level.COUNTY_DEPARTMENT, overview=with_words(words)))
    assert [one for one in found if one[0] == "G7"] == [("G7", Q, at("overview", "platforms"))]


@pytest.mark.parametrize(
    "words",
    [
        "经检索没有的，告知申请人该政府信息不存在。",
        "咨询和投诉按时答复。",
        "栏目概述清楚。",
        "对不予公开的说明理由。",
    ],
)
def test_g7_leaves_the_words_alone_outside_headings_and_numbers(words: str) -> None:
    assert lines(town(Level.COUNTY_DEPARTMENT, overview=with_words(words))) == []


def test_message_of_g7() -> None:
    report = town(Level.COUNTY_DEPARTMENT, overview=with_words("对依申请收费及减免作了说明。"))
    assert messages(report) == [
        "“一、总体情况”政府信息公开平台建设用了旧条例的说法“依申请收费及减免”：“对依申请收费及减免作了说明”。"
        "请按表三的分类改写。"
        "（G7，中华人民共和国政府信息公开条例（2019年修订） 答复的分类见年度报告格式表三）"
    ]


# --- G8


def test_g8_asks_once_a_text_about_sentences_on_nobody_in_particular() -> None:
    report = town(
        overview=with_words("一些地区用了新技术。部分地区还开发了应用。"), problems=f"{PROBLEMS}多数部门重视不够。"
    )
    assert lines(report) == [("G8", Q, at("overview", "platforms")), ("G8", Q, at("problems"))]
    assert messages(report)[0] == (
        "“一、总体情况”有泛泛而谈、没有说本单位的句子：“一些地区用了新技术”、“部分地区还开发了应用”。"
        "请改写成本单位做了什么、有多少。（G8，国办公开办函〔2021〕30号 一、报告内容：不能遗漏，也不宜泛化）"
    )


@pytest.mark.parametrize(
    "words",
    [
        "我镇部分地区网络不畅，增设了公开栏。",
        "全镇一些地方仍靠公开栏。",
        "示例县示例镇人民政府学习一些地区的做法。",
        "组织学习《部分地区政务公开经验》。",
        "个别部门更新不及时。",
        "借鉴部分地方的案例，编成了培训材料。",
    ],
)
def test_g8_leaves_sentences_alone_that_speak_of_the_unit_or_its_area(words: str) -> None:
    assert lines(town(overview=with_words(words))) == []
