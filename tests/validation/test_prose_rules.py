"""The rules on prose: severity, cells, places and words of their findings; facts; fees; the undecided cases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from prose_reports import RULES, E, Q, found, judge, last_year, prose

from xl_tools.forms.load import all_forms
from xl_tools.rules import load_rules
from xl_tools.validation.engine import validate
from xl_tools.workbook.layout import layout_for_year


def message(text: str = "", **given: object) -> str:
    (one,) = judge(prose(text, **given))  # type: ignore[arg-type]
    return one.message


def test_every_rule_of_prose_is_there_in_both_editions() -> None:
    for form in all_forms():
        known = {rule.id: rule for rule in load_rules(form).rules}
        assert known.keys() >= set(RULES)
        for rule_id in RULES:
            rule = known[rule_id]
            assert rule.alias and rule.why and rule.example.good and rule.example.bad


def test_a_finding_says_where_what_how_it_was_read_the_cell_the_difference_and_what_to_do() -> None:
    (one,) = judge(prose("2024年，共受理政府信息公开申请2件，均已答复。", cells={"requests.received.total": 3}))
    assert one.message == (
        "“一、总体情况”正文“…共受理政府信息公开申请2件…”读作“本年新收”2件；表三“本年新收·总计”（J6）为 3 件，"
        "相差 1。请核对正文与表三；含上年结转的，请写明。（E1，年度报告格式 表三第一项、第二项 正文与表应一致，推断）"
    )
    assert one.cells == ("requests.received.total",)
    assert (one.left, one.right, one.difference) == (2, 3, -1)
    assert [str(place).split("!")[0] for place in one.places] == ["一、总体情况", "三、申请情况"]
    assert one.subject == "…共受理政府信息公开申请2件…"


def test_a_finding_on_one_part_points_to_the_row_of_that_part() -> None:
    text = "（一）主动公开\n行政许可9件。\n（二）依申请公开\n收到申请9件。"
    report = prose(text)
    layout = layout_for_year(report.form, report.year)
    places = {one.rule: one.places[0] for one in judge(report)}
    assert places == {"E14": layout.locate("overview/proactive"), "E1": layout.locate("overview/requests")}


def test_the_engine_runs_them_with_all_other_rules() -> None:
    report = prose("收到申请57件。")
    findings = validate(report, layout_for_year(report.form, report.year).locate)
    assert [one.rule for one in findings if one.rule.startswith("E")] == ["E1"]


def test_the_sum_of_several_cells_is_named_by_their_addresses() -> None:
    assert "读作“不予公开各项之和”9件；表三 J10:J17 合计为 4 件，相差 5" in message("申请中，不予公开9件。")


def test_another_sum_that_fits_is_told() -> None:
    said = message("收到申请54件。")
    assert "而“本年新收·总计”（J6）加“上年结转·总计”（J7），正好是 54，口径须写明" in said
    said = message("收到申请50件，办结45件。")
    assert "而“本年新收·总计”（J6）减“结转下年·总计”（J30），正好是 45，口径须写明" in said


def test_the_cases_that_are_missing_are_pending() -> None:
    assert "正好等于尚未审结的 1 件，可能只计了已审结的" in message("政府信息公开领域备案行政复议6件。")
    assert "尚未审结" not in message("政府信息公开领域备案行政复议5件。")


@pytest.mark.parametrize("words", ["均获维持", "全部维持", "无败诉", "没有被纠正的案件", "均未被撤销"])
def test_e11_denials_of_losses_against_corrected_and_pending_cases(words: str) -> None:
    text = f"政府信息公开行政复议案件{words}。"
    settled = {"review.reconsideration.corrected": 0, "review.reconsideration.pending": 0}
    assert found(text, cells=settled) == []
    assert found(text, cells={"review.reconsideration.corrected": 0}) == [("E11", Q)]
    assert found(text, cells={"review.reconsideration.pending": 0}) == [("E11", Q)]
    assert found(text, blank=True) == []


def test_e11_looks_at_the_groups_that_the_sentence_names() -> None:
    cells = {"review.reconsideration.corrected": 0, "review.reconsideration.pending": 0}
    assert found("政府信息公开行政复议案件均获维持。", cells=cells) == []
    assert found("政府信息公开行政诉讼案件均获维持。", cells=cells) == [("E11", Q)]
    assert found("政府信息公开行政诉讼案件均获维持。", cells={"review.direct_litigation.pending": 0}) == []


def test_e11_leaves_cases_of_other_kinds_alone() -> None:
    assert found("全年行政应诉案件12件，无败诉。") == []
    assert found("政府信息公开行政诉讼5件。均无败诉。") == [("E11", Q)]


def test_e8_accepts_every_base_that_the_text_may_mean_and_no_other() -> None:
    assert found("收到申请50件，其中予以公开25件，占50%。") == []
    assert found("收到申请50件，办结49件，其中予以公开25件，占51.02%。") == []
    assert found("收到申请50件，办结49件，其中予以公开25件，占51.1%。") == [("E8", Q)]
    assert found("收到申请50件，其中予以公开25件，占收到申请的51.02%。") == [("E8", Q)]
    assert found("制发公文707件，主动公开673件，公开率95.19%。") == []
    assert found("制发公文707件，主动公开673件，公开率96.19%。") == [("E8", Q)]
    assert found("收到申请50件，其中予以公开25件，约占51%。") == []
    assert found("予以公开25件，占51.02%。", blank=True) == []


def test_e8_rounds_to_the_digits_that_were_written() -> None:
    for written in ("51%", "51.0%", "51.02%", "51.020%"):
        assert found(f"办结申请49件，其中予以公开25件，占{written}。") == []
    for written in ("52%", "51.1%", "51.03%"):
        assert found(f"办结申请49件，其中予以公开25件，占{written}。") == [("E8", Q)]


def test_one_wrong_number_is_reported_once_and_not_again_by_its_share_its_sum_or_its_growth() -> None:
    assert found("办结申请49件，其中予以公开24件，占51.02%。") == [("E5", E)]
    assert found("收到申请50件，其中自然人40件，法人或其他组织12件。") == [("E7", E)]
    assert found("收到申请50件，其中自然人40件，法人或其他组织11件。") == [("E7", Q)]  # 11 with 上年结转
    assert found("收到申请51件，同比增长25%。", previous=last_year(40)) == [("E1", E)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理咨询372人次，其中现场咨询311人次，电话咨询61人次。", []),
        ("受理咨询372人次，其中现场咨询331人次，电话咨询61人次。", [("E6", E)]),
        ("受理咨询372人次，其中现场331人次、电话61人次。", [("E6", E)]),
        ("受理咨询372人次，其中现场咨询301人次，电话咨询61人次。", []),
        ("受理咨询372人次，其中现场311人次，走访群众500人次。", [("E6", Q)]),
        ("收到申请50件，其中涉及土地30件、涉及规划25件。", [("E6", Q)]),
        ("受理咨询372人次，分别为现场301人次，电话61人次。", [("E6", E)]),
        ("公开信息59条，其中领导信息1条，规划计划1条，公文2条，工作进展48条，其他7条。", []),
        ("公开信息59条，其中领导信息1条，规划计划1条，公文2条，工作进展48条，其他5条。", [("E6", Q)]),
        ("公开信息81条，其中退回三条，推送78条。", []),
        ("公开信息81条，其中退回三条，推送87条。", [("E6", Q)]),
        ("公开信息500条，其中政策解读20条、财政信息15条。", []),
        ("公开信息20条，其中财政信息32条。", [("E6", E)]),
        ("公开信息约80条，其中网站50条、公众号40条。", []),
        ("公开信息100条，其中网站60条、公众号40条；政策类30条、动态类70条。", []),
        ("公开信息100条，其中网站60条、公众号40条；政策类30条、动态类80条。", [("E6", Q)]),
        ("公开信息100条（网站60条、公众号30条、公示栏10条）。", []),
        ("公开信息100条（网站60条、公众号30条、公示栏5条）。", [("E6", Q)]),
        ("公开信息100条，其中网站90条（含转载50条），公众号10条。", []),
        ("公开信息90条。其中，网站50条，公众号40条。", []),
        ("公开信息90条。其中，网站50条，公众号45条。", [("E6", Q)]),
        ("培训3场，参加120人次，其中乡镇80人次、部门40人次。", []),
        ("上半年公开信息40条，全年公开信息90条，其中网站90条。", []),
    ],
)
def test_e6_chains(text: str, expected: list[object]) -> None:
    assert found(text) == expected


def test_e6_says_the_sum() -> None:
    said = message("受理咨询372人次，其中现场331人次、电话61人次。")
    assert "列出的 2 项合计 331＋61＝392，前面写的是 372人次，相差 20" in said


def test_e6_the_same_quantity_stated_twice() -> None:
    assert found("通过政府网站专栏公开信息20条。\n全年通过政府网站专栏公开信息20条。") == []
    assert found("通过政府网站专栏公开信息20条。\n全年通过政府网站专栏公开信息16条。") == [("E6", Q)]
    assert found("主动公开政府信息100条。\n通过公众号公开政府信息60条。") == []
    assert found("主动公开政府信息100条。\n全年公开政府信息101条。") == [("E6", Q)]
    assert found("公开政府信息13条，历年累计305条。\n公开财政信息9条。") == []


def test_e6_text_against_the_facts_that_the_office_filled_in() -> None:
    facts = {"disclosed_total": 100, "website_posts": 60}
    assert found("主动公开政府信息100条，其中政府网站60条。", facts=facts) == []
    assert found("主动公开政府信息100条，其中政府网站62条。", facts=facts) == [("E6", Q)]
    said = message("主动公开政府信息102条。", facts=facts)
    assert "读作“主动公开政府信息总条数”102条；“一、总体情况”" in said and "填的是 100，相差 2" in said


@pytest.mark.parametrize("raw", ["约50", "五十", "12.5", -3, "3件左右"])
def test_e6_a_count_among_the_facts_must_be_a_count(raw: str | int) -> None:
    report = prose(facts={"website_posts": raw})
    (one,) = judge(report)
    layout = layout_for_year(report.form, report.year)
    assert (one.rule, one.severity, one.places) == ("E6", E, (layout.locate("fact:website_posts"),))
    assert "“政府网站公开条数”" in one.message and "请改填非负整数，没有的填 0" in one.message


def test_e6_facts_that_are_numbers_are_no_finding() -> None:
    assert (
        found(facts={"website_posts": "１２", "wechat_posts": 0, "fee_amount": Decimal("0.5"), "problems": "约50"})
        == []
    )
    assert found(facts={"fee_amount": "-3"}) == [("E6", E)]


def test_e6_facts_add_up() -> None:
    ways = {"requests_in_person": 6, "requests_by_post": 9, "requests_online": 35}
    assert found(facts=ways) == []
    assert found(facts={**ways, "requests_online": 39}) == []  # 54 = 新收 and 上年结转
    assert found(facts={**ways, "requests_online": 36}) == [("E6", Q)]
    assert found(facts={"requests_online": 36}) == []
    assert found(facts={"requests_online": 55}) == [("E6", Q)]
    assert found(facts={"answered_on_time": 49}) == [] and found(facts={"answered_on_time": 50}) == [("E6", Q)]
    channels = dict.fromkeys(
        ("website_posts", "wechat_posts", "weibo_posts", "notice_board_posts", "other_channel_posts"), 10
    )
    assert found(facts={**channels, "disclosed_total": 50}) == []
    assert found(facts={**channels, "disclosed_total": 51}) == [("E6", Q)]
    assert found(facts={"website_posts": 10, "disclosed_total": 51}) == []
    assert found(facts=ways, blank=True) == []


def test_e15_section_six_must_speak_of_fees_from_2021_on() -> None:
    assert found(other="无其他需要报告的事项。") == [("E15", Q)]
    assert found(other="2024年没有收取信息处理费。无其他需要报告的事项。") == []
    assert found(other="2024年收取信息处理费0元。") == []
    assert found(other="〔部分：其他事项〕\n无其他需要报告的事项。") == []
    assert found(other="无其他需要报告的事项。", edition="2019") == []


def test_e15_fees_against_the_facts() -> None:
    text = "2024年对3件政府信息公开申请收取信息处理费2230元。"
    assert found(other=text, facts={"fee_cases": 3, "fee_amount": 2230}) == []
    assert found(other=text, facts={"fee_cases": 3, "fee_amount": 2320}) == [("E15", Q)]
    assert found(other=text, facts={"fee_cases": 2, "fee_amount": 2230}) == [("E15", Q)]


def test_d9_fees_that_section_six_passes_over_or_denies() -> None:
    nothing, denied = "无其他需要报告的事项。", "2024年未收取信息处理费。"
    for other in (nothing, denied):
        assert found(other=other, facts={"fee_amount": 2230}) == [("D9", Q)]
        assert found("全年收取信息处理费2230元。", other=other) == [("D9", Q)]
    assert found(other="收取信息处理费2230元。", facts={"fee_amount": 2230}) == []
    assert found("全年收取信息处理费2230元。", other="") == []


def test_d9_administrative_charges_are_no_fees_for_processing_requests() -> None:
    text = "行政事业性收费26.55万元。"
    assert found(text, other="2024年未收取信息处理费。") == []


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_both_editions_compare_their_own_cells(edition: str) -> None:
    cells = {"requests.received.natural_person": 3, "requests.received.total": 3}
    text = "收到申请3件，自然人申请3件，作其他处理0件，行政许可0件。"
    assert found(text, cells=cells, edition=edition, zero=True) == []
    assert found(text.replace("收到申请3", "收到申请4"), cells=cells, edition=edition, zero=True) == [("E1", E)]
    assert found(text.replace("其他处理0", "其他处理4"), cells=cells, edition=edition, zero=True) == [("E5", E)]


def test_the_old_edition_has_its_own_figures_of_documents() -> None:
    cells = {
        "proactive.normative_documents.made": 2,
        "proactive.normative_documents.disclosed": 2,
        "proactive.normative_documents.public_total": 20,
    }
    good = "新制作规范性文件2件，新公开2件，对外公开总数20件。"
    assert found(good, cells=cells, edition="2019") == []
    assert found(good.replace("20件", "12件"), cells=cells, edition="2019") == [("E13", E)]
    assert found("制发规范性文件2件，废止9件，现行有效8件。", cells=cells, edition="2019") == []
