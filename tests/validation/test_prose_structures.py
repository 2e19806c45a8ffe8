"""The sentence structures of published reports: consistent ones are silent, contradicted ones give one finding."""

from __future__ import annotations

import pytest
from prose_reports import E, Q, found, last_year, prose

from xl_tools.finding import Severity
from xl_tools.report import Report
from xl_tools.units import Scope

Case = tuple[str, str, tuple[str, Severity]]
"""Consistent text, contradicted text, the one finding on the latter."""

# Tables: 新收 50 (40＋10), 上年结转 4, 办结 49 (25, 5, 4, 9, 3, 3), 结转下年 5; 复议 7, 诉讼 2＋3.
ONE_TEXT: dict[str, Case] = {
    "01 收到，按期办结": (
        "本年共收到政府信息公开申请50件，依法按期办结49件。",
        "本年共收到政府信息公开申请50件，依法按期办结94件。",
        ("E3", E),
    ),
    "02 收办及各项结果": (
        "全年共收办政府信息公开申请54件，其中：予以公开25件、部分公开5件、不予公开4件、无法提供9件、不予处理3件、"
        "作其他处理（含主动撤回）3件、转下年度办理5件。",
        "全年共收办政府信息公开申请54件，其中：予以公开25件、部分公开5件、不予公开4件、无法提供7件、不予处理3件、"
        "作其他处理（含主动撤回）3件、转下年度办理5件。",
        ("E5", E),
    ),
    "03 自然人与法人": (
        "新收申请50件，其中自然人申请40件、法人或其他组织申请10件。",
        "新收申请50件，其中自然人申请41件、法人或其他组织申请10件。",
        ("E7", E),
    ),
    "03 收办时的自然人与法人": (
        "共收办政府信息公开申请54件，自然人申请43件，法人或其他组织申请11件。",
        "共收办政府信息公开申请54件，自然人申请43件，法人或其他组织申请12件。",
        ("E7", E),
    ),
    "04 答复，含上年结转": (
        "共受理申请50件，答复49件（含上年度结转4件，另有5件结转下年度继续办理）。",
        "共受理申请50件，答复49件（含上年度结转4件，另有6件结转下年度继续办理）。",
        ("E4", E),
    ),
    "05 上年结转办理": (
        "共接到依申请公开50件，上年结转办理4件，年内共办结49件，结转下年度继续办理5件。",
        "共接到依申请公开50件，上年结转办理3件，年内共办结49件，结转下年度继续办理5件。",
        ("E2", E),
    ),
    "06 结转上年度": (
        "全年收申请50件，结转上年度4件，本年度办结49件，剩余5件结转下年度办理。",
        "全年收申请50件，结转上年度4件，本年度办结48件，剩余5件结转下年度办理。",
        ("E3", E),
    ),
    "07 三项": (
        "依申请公开办理情况：予以公开25件，无法提供9件，结转至2025年继续办理5件。",
        "依申请公开办理情况：予以公开26件，无法提供9件，结转至2025年继续办理5件。",
        ("E5", E),
    ),
    "08 渠道与上年年份": (
        "收到政府信息公开申请50件，其中当面申请的6件，来信申请的9件，网上申请的35件；办结49件（含2023年结转的4件）。",
        "收到政府信息公开申请50件，其中当面申请的6件，来信申请的9件，网上申请的45件；办结49件（含2023年结转的4件）。",
        ("E6", E),
    ),
    "09 占比": (
        "办结申请49件，予以公开及部分公开的30件，占61.22%；不予公开的4件，占8.16%；因本机关不掌握等原因无法提供的9件，"
        "占18.37%；不予处理3件，占6.1%；其他处理3件，占6%。",
        "办结申请49件，予以公开及部分公开的30件，占62.22%；不予公开的4件，占8.16%；因本机关不掌握等原因无法提供的9件，"
        "占18.37%；不予处理3件，占6.1%；其他处理3件，占6%。",
        ("E8", Q),
    ),
    "10 逐项原因": (
        "申请办理结果：予以公开25件，部分公开5件，属于四类过程性信息3件，我局不掌握相关政府信息8件，重复申请1件。",
        "申请办理结果：予以公开25件，部分公开5件，属于四类过程性信息3件，我局不掌握相关政府信息6件，重复申请1件。",
        ("E5", E),
    ),
    "13 复议与诉讼": (
        "因政府信息公开引起的行政复议7件、行政诉讼5件。",
        "因政府信息公开引起的行政复议8件、行政诉讼5件。",
        ("E9", Q),
    ),
    "14 声明了口径": (
        "按备案口径统计，政府信息公开领域行政复议案件6件，行政诉讼案件4件。",
        "政府信息公开领域备案行政复议案件7件，行政诉讼案件4件。",
        ("E10", Q),
    ),
    "17 分渠道公开": (
        "主动公开政府信息1030条，其中门户网站31条、公众号138条、公示栏861条。",
        "主动公开政府信息1030条，其中门户网站31条、公众号183条、公示栏861条。",
        ("E6", Q),
    ),
    "18 规范性文件": (
        "制发行政规范性文件6件，废止2件，现行有效49件。",
        "制发行政规范性文件6件，废止3件，现行有效49件。",
        ("E13", E),
    ),
    "18 个": (
        "2024年，制定行政规范性文件6个，宣布废止行政规范性文件2个。",
        "2024年，制定行政规范性文件6个，宣布废止行政规范性文件6个。",
        ("E13", E),
    ),
    "20 处理决定": (
        "全年办理行政许可278件、行政处罚1217件、行政强制40件，行政事业性收费26.55万元。",
        "全年办理行政许可278件、行政处罚1271件、行政强制40件，行政事业性收费26.55万元。",
        ("E14", E),
    ),
    "23 分地区": (
        "新收政府信息公开申请50件（县政府19件、各部门24件、各乡镇7件）。",
        "新收政府信息公开申请50件（县政府19件、各部门24件、各乡镇17件）。",
        ("E6", Q),
    ),
}


@pytest.mark.parametrize("name", ONE_TEXT)
def test_a_structure_is_silent_when_it_holds_and_gives_one_finding_when_it_does_not(name: str) -> None:
    good, bad, expected = ONE_TEXT[name]
    assert found(good) == []
    assert found(bad) == [expected]


NONE = {"received": 0, "carried_in": 0, "reconsideration": 0}


def empty(**numbers: int) -> dict[str, object]:
    """Tables of an office that had no requests and no cases, but for those given."""
    cells: dict[str, object] = {}
    for cell in prose("x").form.cells:
        if cell.startswith(("requests.", "review.")):
            cells[cell] = 0
    for name, number in numbers.items():
        table = "requests" if name in ("received", "carried_in") else "review"
        cells[f"{table}.{name}.total"] = number
    return cells


ABSENT = {
    "11 未收到": ("本年度未收到政府信息公开申请。", {"received": 1}, ("E12", E)),
    "11 无上年结转": ("全年没有申请，无上年结转。", {"carried_in": 1}, ("E2", E)),
    "16 未发生复议": ("未发生因政府信息公开引发的行政复议。", {"reconsideration": 1}, ("E9", Q)),
    "16 未发生诉讼": ("全年未发生政府信息公开行政诉讼。", {"direct_litigation": 1}, ("E10", Q)),
}


@pytest.mark.parametrize("name", ABSENT)
def test_words_that_there_was_none_are_held_against_the_tables(name: str) -> None:
    text, numbers, expected = ABSENT[name]
    assert found(text, cells=empty()) == []
    assert found(text, cells=empty(**numbers)) == [expected]


def test_structure_10_all_applicants_are_natural_persons() -> None:
    only = {"requests.received.natural_person": 50, "requests.received.business": 0}
    text = "我局共收到50份政府信息公开申请，均为自然人申请。"
    assert found(text, cells=only) == []
    assert found(text) == [("E7", E)]


def test_structure_12_growth_against_the_number_that_the_text_gives_for_last_year() -> None:
    assert found("共收到申请50起，比2023年（40起）增加25%，答复49起。") == []
    assert found("共收到申请50起，比2023年（40起）增加20%，答复49起。") == [("C5", Q)]
    assert found("共收到申请50起，比2023年（62起）下降19.4%，答复49起。") == []


def test_structure_15_pending_cases() -> None:
    pending = empty(reconsideration=1) | {"review.reconsideration.pending": 1}
    text = "政府信息公开类行政复议1起，正在办理中。"
    assert found(text, cells=pending) == []
    settled = empty(reconsideration=1) | {"review.reconsideration.upheld": 1}
    assert found(text, cells=settled) == [("E9", Q)]


def test_structure_19_published_regulations_are_no_regulations_made() -> None:
    good = "主动公开规章13件（其中新制定5件、修改4件、废止4件），行政规范性文件60件。"
    assert found(good, cells={"proactive.regulations.repealed": 4}) == []
    assert found("主动公开规章13件，其中新制定5件、修改4件、清理5件。") == [("E6", E)]


def test_structures_21_and_22_fees() -> None:
    listed = "本年对6件政府信息公开申请收取信息处理费1200元，其中：甲局2件，收取300元；乙局4件，收取900元。"
    assert found(other=listed) == []
    assert found(other=listed.replace("900元", "800元")) == [("E15", Q)]
    assert found(other=listed.replace("乙局4件", "乙局3件")) == [("E15", Q)]
    assert found(other="2024年未收取信息处理费。") == []
    assert found(other="2024年未收取信息处理费。", facts={"fee_amount": 1200}) == [("D9", Q)]


def test_structure_23_goes_with_consolidated_tables() -> None:
    text = "全市共收到政府信息公开申请50件。"
    assert found(text, scope=Scope.CONSOLIDATED) == []
    assert found(text.replace("50", "57"), scope=Scope.CONSOLIDATED) == [("E1", E)]


def test_growth_is_held_against_last_years_report_on_both_bases() -> None:
    def with_last(text: str, previous: Report) -> list[tuple[str, Severity]]:
        return found(text, previous=previous)

    assert with_last("共收到申请50件，同比增长25%。", last_year(40)) == []
    assert with_last("共收办申请54件，同比增长20%。", last_year(40, 5)) == []
    assert with_last("共收到申请50件，同比增长24.9%。", last_year(40)) == [("C5", Q)]
    assert with_last("共收到申请50件，同比下降25%。", last_year(40)) == [("C5", Q)]
    assert with_last("共收到申请50件，比上年增加10件。", last_year(40)) == []
    assert with_last("共收到申请50件，比上年增加11件。", last_year(40)) == [("C5", Q)]
    assert with_last("共收到申请50件，与上年持平。", last_year(50)) == []
    assert with_last("共收到申请50件，与上年持平。", last_year(49)) == [("C5", Q)]
    assert with_last("网站访问量同比增长80%。共收到申请50件。", last_year(40)) == []
    assert found("共收到申请50件，同比增长24.9%。") == []


FOREIGN = (
    "一网通办平台受理登记类申请612件，办结598件，结转下年14件。",
    "受理补贴申请71件，已办结70件，结转下年1件。",
    "值班信箱收到来信19封，办结19件。",
    "汇总各类诉求230件，办结228件。",
    "全年收文310件，办结308件。",
    "县（市、区）受理申请17件，办结16件。",
)


@pytest.mark.parametrize("words", FOREIGN)
@pytest.mark.parametrize("heading", ["", "（二）依申请公开\n"])
def test_what_a_list_began_with_holds_for_all_of_it(words: str, heading: str) -> None:
    assert found(heading + words) == []


@pytest.mark.parametrize(
    "words",
    [
        "收到网上申请35件，办结33件。",
        "收到自然人申请40件，办结38件。",
        "通过信函收到申请9件，办结8件，结转下年1件。",
        "收到关于规划的申请14件，予以公开6件，无法提供3件。",
        "市规划局收到申请30件、办结28件。",
        "指导各街道（乡镇）办理政府信息公开申请77件。",
    ],
)
def test_figures_behind_a_part_are_of_this_part(words: str) -> None:
    assert found(words) == []
    assert found(f"收到申请50件，办结49件。{words}") == []


def test_the_units_own_part_beside_that_of_the_offices_below_is_no_whole() -> None:
    assert found("收到本级申请29件、所属单位申请21件。") == []
    assert found("本级收到申请29件。") == [("E1", E)]


def test_figures_behind_a_part_are_asked_about_where_they_are_more_than_the_whole() -> None:
    assert found("通过信函收到申请9件，办结94件。") == [("E3", Q)]


def test_a_list_that_began_with_all_requests_stays_an_error() -> None:
    assert found("受理咨询61件，收到申请50件，办结94件。") == [("E3", E)]
    assert found("收到申请50件，自然人申请40件，法人或其他组织申请10件，办结94件。") == [("E3", E)]
    assert found("收到申请50件，征求意见3件，办结94件。") == [("E3", E)]
    assert found("受理补贴申请71件，办结70件；办结政府信息公开申请94件。") == [("E3", E)]
    assert found("收到申请50件，其中网上申请35件、办结33件。") == [("E3", Q)]


@pytest.mark.parametrize(
    "words",
    [
        "（二）依申请公开\n受理行政复议案件31件。其中涉及政府信息公开的行政复议7件。",
        "受理行政复议案件31件，其中政府信息公开类7件。",
        "收到其他行政复议案件12件，均与政府信息公开无关。",
        "（二）依申请公开\n未发生因答复逾期引起的行政复议或行政诉讼。",
        "未发生政府信息公开领域的恶意行政诉讼。",
    ],
)
def test_reviews_of_every_kind_and_reasons_that_did_not_occur_are_left_alone(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(
    "words",
    ["未发生因政府信息公开工作引起的行政复议、行政诉讼。", "没有因政府信息公开被提起的行政复议和行政诉讼案件。"],
)
def test_that_there_were_no_reviews_is_still_compared(words: str) -> None:
    assert found(words) == [("E9", Q), ("E10", Q)]


def test_numbers_of_a_comparison_have_no_parts() -> None:
    good = "发布信息900条，较上年（820条）增加80条。其中，动态类500条，公告类400条。"
    assert found(good) == []
    assert found(good.replace("900", "800")) == [("E6", Q)]


def test_cases_named_behind_their_number_begin_a_list_of_their_own() -> None:
    text = "政府信息公开行政复议案件7起，其中1起被纠正，1起未审结；{}起行政诉讼案件正在应诉。"
    assert found(text.format(5)) == []
    assert found(text.format(6)) == []


def test_a_verb_behind_a_semicolon_ends_the_list_of_parts() -> None:
    assert found("咨询90件，其中来电60件，来访30件；受理投诉95件。") == []
    assert found("咨询90件，其中来电60件；来访35件。") == [("E6", Q)]


def test_other_matters_carried_over_and_repeals_that_are_planned_are_left_alone() -> None:
    assert found("2023年度无结转至今年的信访件。") == []
    assert found("2023年度无结转申请。") == [("E2", E)]
    assert found("清理规范性文件20件，其中拟废止8件。") == []
    assert found("四年来收到申请180件。") == []
