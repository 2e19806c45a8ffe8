"""F5, F8, G5, G6: edition, name, title, cited notice, and whose report it is."""

from __future__ import annotations

import pytest
from text_reports import BUREAU, LEAD, OTHER, PARTS, STREET, TOWN, E, Q, at, judge, lines, messages, overview, town

from xl_tools.finding import Finding
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.texts.names import core, kind_of, may_be_same

NOTICE = "国办公开办函〔2021〕30号"


def with_requests(words: str) -> str:
    return overview(依申请公开=PARTS["依申请公开"] + words)


def with_notice(words: str) -> str:
    assert NOTICE in LEAD
    return LEAD.replace(NOTICE, words)


def last_year(unit: str) -> Report:
    return Report(town().form, 2023, Unit(unit), {})


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [one for one in judge(report) if one.rule == rule]


# --- F5


@pytest.mark.parametrize(("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2026, "2021")])
def test_f5_passes_where_the_edition_is_that_of_the_year(year: int, edition: str) -> None:
    assert lines(town(Level.SUBDISTRICT, year=year, edition=edition)) == []


@pytest.mark.parametrize(("year", "edition"), [(2021, "2019"), (2023, "2019"), (2020, "2021"), (2019, "2021")])
def test_f5_is_an_error_in_both_directions(year: int, edition: str) -> None:
    assert lines(town(Level.SUBDISTRICT, year=year, edition=edition)) == [("F5", E, at("year"))]


def test_messages_of_f5() -> None:
    basis = "（F5，国办公开办函〔2019〕60号、国办公开办函〔2021〕30号 格式适用的年度）"
    advice = "请把数搬到对应版本的格式里；只是年度写错的，请改年度"
    assert messages(town(year=2022, edition="2019")) == [
        "2022 年度的年报用的是 2019 版格式，这一版只用于 2019 至 2020 年度；"
        f"2022 年度应使用 2021 版（国办公开办函〔2021〕30号）。{advice}。{basis}"
    ]
    assert messages(town(year=2020, edition="2021")) == [
        "2020 年度的年报用的是 2021 版格式，这一版只用于 2021 年度及以后各年度；"
        f"2020 年度应使用 2019 版（国办公开办函〔2019〕60号）。{advice}。{basis}"
    ]


# --- F8


@pytest.mark.parametrize("unit", ["示例县示例镇2024年", "示例县示例镇人民政府年度报告", "示例县示例镇年报"])
def test_f8_asks_about_a_unit_name_that_holds_words_of_the_title(unit: str) -> None:
    assert lines(town(unit=unit)) == [("F8", Q, at("unit"))]


@pytest.mark.parametrize("last", ["示例县示例乡人民政府", "示例镇人民政府"])
def test_f8_asks_about_another_name_than_last_year(last: str) -> None:
    report = town(previous=last_year(last))
    assert [one for one in lines(report) if one[0] == "F8"] == [("F8", Q, at("unit"))]


@pytest.mark.parametrize("last", [TOWN, "示例县 示例镇人民政府 "])
def test_f8_passes_with_the_same_name_and_is_undecided_without_last_year(last: str) -> None:
    assert of_rule(town(previous=last_year(last)), "F8") == []
    assert of_rule(town(), "F8") == []


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        (f"{TOWN}2024年度政府信息公开工作年度报告", "重复了“年度”"),
        (f"{TOWN}2024年政府信息公开年度报告", "缺“工作”"),
        (f"{TOWN}政府信息公开工作年度报告", "缺年份"),
        (f"{TOWN}\n政府信息公开工作年度报告", "缺年份"),
        (f"{TOWN}2024年度政府信息公开工作报告", "的写法与格式不同"),
        ("示例镇政府信息公开工作年度报告（2024年度）", "的写法与格式不同"),
    ],
)
def test_f8_asks_about_a_title_that_is_not_written_as_the_form_has_it(title: str, fault: str) -> None:
    report = town(lead=f"{title}\n{LEAD}")
    assert lines(report) == [("F8", Q, at("lead"))]
    assert f"”{fault}，应写作“{TOWN}2024年政府信息公开工作年度报告”" in messages(report)[0]


def test_f8_asks_about_a_doubled_word_in_the_lead_but_not_in_the_name_of_a_notice() -> None:
    doubled = LEAD.replace("编制本报告", "编制2024年度政府信息公开工作年度报告")
    assert lines(town(lead=doubled)) == [("F8", Q, at("lead"))]
    notice = LEAD.replace("编制本报告", "参照《关于编制2024年度政府信息公开工作年度报告的通知》，编制本报告")
    assert lines(town(lead=notice)) == []


def test_f8_passes_with_the_title_of_the_form() -> None:
    assert lines(town(lead=f"{TOWN}\n2024年政府信息公开工作年度报告\n{LEAD}")) == []


def test_message_of_f8() -> None:
    report = town(previous=last_year("示例县示例乡人民政府"))
    assert of_rule(report, "F8")[0].message == (
        f"单位名称（{at('unit')}）是“示例县示例镇人民政府”，上年是“示例县示例乡人民政府”。"
        "请核对；机构更名的，请写审核说明。（F8，已发布年报的通行写法 实践依据）"
    )


# --- G5


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE,
        "国办公开办函[2021]30号",
        "国办公开办函（2021）30 号",
        "国办公开办函〔２０２１〕３０号",
        "国办公开办函〔2021〕30号（代替国办公开办函〔2019〕60号）",
        "国办函〔2020〕109号",
        "《通知》",
    ],
)
def test_g5_passes_with_the_number_of_the_year_and_with_none(notice: str) -> None:
    assert lines(town(lead=with_notice(notice))) == []


@pytest.mark.parametrize(
    ("notice", "fault"),
    [
        ("国办公开办函〔2019〕60号", "这是 2019 版格式的文号"),
        ("国办公开办函〔2019〕年60号", "括号后多了“年”字、这是 2019 版格式的文号"),
        ("国办政务公开办函〔2021〕30号", "发文机关代字应为“国办公开办函”"),
        ("国办函〔2021〕30号", "发文机关代字应为“国办公开办函”"),
        ("国办公开办〔2021〕30号", "发文机关代字应为“国办公开办函”"),
        ("国办公开办函〔2021〕30", "缺“号”字"),
        ("国办公开办函〔2021〕60号", "没有这个文号"),
    ],
)
def test_g5_asks_about_the_number_of_another_edition_or_one_written_wrong(notice: str, fault: str) -> None:
    report = town(lead=with_notice(notice))
    assert lines(report) == [("G5", Q, at("lead"))]
    assert messages(report)[0].endswith(
        f"应核对：{fault}。2024 年度年报应引用 国办公开办函〔2021〕30号。请核对。"
        "（G5，国办公开办函〔2019〕60号、国办公开办函〔2021〕30号 文号）"
    )


def test_g5_asks_a_report_of_the_first_edition_for_its_own_notice() -> None:
    report = town(Level.SUBDISTRICT, year=2020)
    assert lines(report) == []
    lead = report.narrative["lead"].replace("〔2019〕60号", "〔2021〕30号")
    assert lines(town(Level.SUBDISTRICT, year=2020, lead=lead)) == [("G5", Q, at("lead"))]


# --- G6: titles and 我镇


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.SUBDISTRICT, "我镇按时答复。"),
        (Level.SUBDISTRICT, "我局按时答复。"),
        (Level.TOWNSHIP, "我街道按时答复。"),
        (Level.TOWNSHIP, "我局按时答复。"),
        (Level.COUNTY_DEPARTMENT, "我镇按时答复。"),
        (Level.COUNTY_DEPARTMENT, "我街道按时答复。"),
    ],
)
def test_g6_is_an_error_where_an_office_of_another_kind_speaks(level: Level, words: str) -> None:
    assert lines(town(level, overview=with_requests(words))) == [("G6", E, at("overview", "requests"))]


@pytest.mark.parametrize(
    ("level", "unit", "words"),
    [
        (Level.TOWNSHIP, "示例县示例镇人民政府", "我乡按时答复。"),
        (Level.TOWNSHIP, "示例县示例苏木", "我街道按时答复。"),
        (Level.COUNTY_DEPARTMENT, "示例县示例中心", "我镇按时答复。"),
        (Level.COUNTY_DEPARTMENT, BUREAU, "督促各镇公开本镇的信息。"),
        (Level.SUBDISTRICT, STREET, "本局按时答复。"),
    ],
)
def test_g6_is_a_query_where_the_name_leaves_a_doubt(level: Level, unit: str, words: str) -> None:
    assert lines(town(level, unit=unit, overview=with_requests(words))) == [("G6", Q, at("overview", "requests"))]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.TOWNSHIP, "我镇按时答复，我县统一受理的由县里答复。"),
        (Level.TOWNSHIP, "我乡镇干部按时答复。"),
        (Level.SUBDISTRICT, "我街道、我办、我市按时答复。"),
        (Level.COUNTY_DEPARTMENT, "我局按时答复，成本局限在邮资。"),
        (Level.COUNTY_DEPARTMENT, "“我镇有约”栏目由各镇维护。"),
        (Level.COUNTY_GOVERNMENT, "我局、我镇的说法都由各单位自行答复。"),
        (Level.OTHER, "我局按时答复。"),
    ],
)
def test_g6_passes_where_the_unit_or_its_superior_is_meant(level: Level, words: str) -> None:
    unit = {Level.COUNTY_GOVERNMENT: "示例县人民政府", Level.OTHER: "示例县示例公司"}.get(level, "")
    assert lines(town(level, unit=unit, overview=with_requests(words))) == []


def test_g6_is_an_error_where_the_title_names_another_unit() -> None:
    report = town(lead=f"示例县别处镇人民政府2024年政府信息公开工作年度报告\n{LEAD}")
    assert lines(report) == [("G6", E, at("lead"))]
    assert messages(report) == [
        "“导语”的标题写的单位是“示例县别处镇人民政府”，本报告的单位是“示例县示例镇人民政府”。"
        "请改成本单位；确属引用的，请写清楚是谁的情况。（G6，已发布年报常见的错漏 实践依据）"
    ]
    inside = LEAD.replace("编制本报告", "编制别处镇2024年政府信息公开工作年度报告")
    assert lines(town(lead=inside)) == [("G6", Q, at("lead"))]
    short = LEAD.replace("编制本报告", "编制示例镇2024年政府信息公开工作年度报告")
    assert lines(town(lead=short)) == []


# --- G6: figures of others

SUPERIOR = "受理公民、法人和其他组织向市政府及市政府办公室提出的政府信息公开申请0件。"


@pytest.mark.parametrize("level", [Level.SUBDISTRICT, Level.TOWNSHIP, Level.COUNTY_DEPARTMENT])
def test_g6_asks_about_requests_made_to_a_superior(level: Level) -> None:
    report = town(level, overview=with_requests(SUPERIOR))
    assert of_rule(report, "G6")[0].severity is Q
    assert "向“市政府及市政府办公室”提出的申请，像是照搬上级的文字" in of_rule(report, "G6")[0].message


@pytest.mark.parametrize(
    ("level", "unit"), [(Level.CITY_GOVERNMENT, "示例市人民政府"), (Level.CITY_DEPARTMENT, "示例市人民政府办公室")]
)
def test_g6_lets_the_government_and_its_office_speak_of_requests_made_to_them(level: Level, unit: str) -> None:
    assert of_rule(town(level, unit=unit, overview=with_requests(SUPERIOR)), "G6") == []


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.TOWNSHIP, "别处镇全年主动公开政府信息12条。"),
        (Level.TOWNSHIP, "2024年，别处街道办事处共发布信息12条。"),
        (Level.COUNTY_DEPARTMENT, "县别样局共制发文件12份。"),
    ],
)
def test_g6_asks_about_figures_of_an_office_of_the_same_kind(level: Level, words: str) -> None:
    text = overview(主动公开=PARTS["主动公开"] + words)
    assert [one.severity for one in of_rule(town(level, overview=text), "G6")] == [Q]
    assert of_rule(town(level, overview=text, scope=Scope.CONSOLIDATED), "G6") == []


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.TOWNSHIP, "示例镇全年主动公开政府信息106条。"),
        (Level.TOWNSHIP, "通过示例县别处镇公众号转发信息。"),
        (Level.TOWNSHIP, "各乡镇共发布信息12条。"),
        (Level.TOWNSHIP, "县公安局共发布信息12条。"),
        (Level.COUNTY_DEPARTMENT, "别处镇共发布信息12条。"),
        (Level.COUNTY_GOVERNMENT, "别处镇共发布信息12条。"),
    ],
)
def test_g6_leaves_neighbours_and_subordinates_alone(level: Level, words: str) -> None:
    text = overview(主动公开=PARTS["主动公开"] + words)
    unit = "示例县人民政府" if level is Level.COUNTY_GOVERNMENT else ""
    assert of_rule(town(level, unit=unit, overview=text), "G6") == []


def test_g6_leaves_help_with_requests_to_a_superior_alone_and_asks_once_about_a_list_of_offices() -> None:
    helped = "对向示例县人民政府提出的政府信息公开申请，协助答复2件。"
    assert of_rule(town(overview=with_requests(helped)), "G6") == []
    many = overview(主动公开=PARTS["主动公开"] + "甲地镇共发布信息12条，乙地镇共发布信息13条。")
    assert [one.severity for one in of_rule(town(overview=many), "G6")] == [Q]


def test_message_of_g6() -> None:
    assert messages(town(Level.SUBDISTRICT, other=f"{OTHER}我镇没有其他事项。")) == [
        f"“六、其他事项”自称“我镇”，与单位名称“{STREET}”不符：“我镇没有其他事项”。"
        "请改成本单位；确属引用的，请写清楚是谁的情况。（G6，已发布年报常见的错漏 实践依据）"
    ]


# --- names


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (TOWN, "镇"),
        (STREET, "街道"),
        (BUREAU, "局"),
        ("示例民族乡人民政府", "乡"),
        ("示例县示例局（示例分局）", "局"),
        ("示例省示例厅", "厅"),
        ("示例镇党政办公室", ""),
        ("示例市", ""),
        ("示例县人民政府", ""),
    ],
)
def test_the_end_of_a_name_says_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_short_name_may_be_the_long_one_and_another_place_is_not() -> None:
    assert core("示例县示例镇人民政府（汇总）") == "示例县示例镇"
    assert may_be_same("示例区市监局", "示例市示例区市场监督管理局")
    assert may_be_same("示例省示例县示例镇", TOWN)
    assert not may_be_same("别处镇", TOWN)
