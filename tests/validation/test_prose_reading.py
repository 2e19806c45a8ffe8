"""What is read: windows, scopes, doubt, hierarchy, and what is left alone on purpose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_reports import E, Q, found, judge, last_year, prose, reading

from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.prose.reading import read, soft_numbers
from xl_tools.validation.prose.statements import Statement


def said(text: str, **given: object) -> list[tuple[str, int | object, str]]:
    """(measure, number, window) of every statement."""
    return [(one.measure.id, one.number, one.window) for one in reading(text, **given).statements]


def only(text: str, **given: object) -> Statement:
    (statement,) = reading(text, **given).statements
    return statement


def test_a_statement_keeps_its_place_its_words_and_its_cells() -> None:
    report = prose("（二）依申请公开\n2024年，我局共收到政府信息公开申请 ５０ 件。")
    (one,) = read(report).statements
    assert (one.key, one.part, one.written, one.number, one.unit) == ("overview", "requests", "５０ 件", 50, "件")
    assert one.cells == ("requests.received.total",)
    assert one.sentence.text[one.start : one.end] == "５０ 件"
    assert one.quote == "…我局共收到政府信息公开申请 ５０ 件"


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("上半年收到申请20件。", "part"),
        ("截至11月底收到申请20件。", "part"),
        ("一季度收到申请20件。", "part"),
        ("2023年收到申请20件。", "last"),
        ("去年收到申请20件。", "last"),
        ("2019年收到申请20件。", "other"),
        ("历年收到申请20件。", "cumulative"),
        ("2021年至2024年收到申请20件。", "cumulative"),
        ("2024年收到申请50件。", "this"),
        ("全年收到申请50件。", "this"),
        ("2024年1月1日至12月31日收到申请50件。", "this"),
        ("2024年1-12月收到申请50件。", "this"),
        ("2024年1-6月收到申请20件。", "part"),
        ("截至2024年12月31日收到申请50件。", "this"),
        ("今年以来收到申请50件。", "this"),
    ],
)
def test_a_window_other_than_the_whole_year_is_not_compared(text: str, window: str) -> None:
    assert only(text).window == window
    assert found(text) == []


def test_a_year_word_counts_until_the_next_one() -> None:
    text = "2023年收到申请40件，答复39件；2024年收到申请50件，办结49件。"
    assert said(text) == [
        ("received", 40, "last"),
        ("results_total", 39, "last"),
        ("received", 50, "this"),
        ("results_total", 49, "this"),
    ]


def test_carried_over_from_last_year_is_a_figure_of_this_year() -> None:
    text = "上年结转4件，2023年结转的4件均已办结，收到申请50件。"
    assert [measure for measure, _, window in said(text) if window == "this"] == [
        "carried_in",
        "carried_in",
        "received",
    ]


def test_a_half_year_holds_for_the_sentence_that_follows_it_in_the_same_paragraph_only() -> None:
    assert said("上半年任务很重。收到申请20件。")[0][2] == "part"
    assert said("上半年任务很重。\n收到申请50件。")[0][2] == "this"


@pytest.mark.parametrize(
    "text",
    [
        "收到申请约60件。",
        "收到申请60余件。",
        "收到申请近60件。",
        "收到申请60件左右。",
        "收到申请超过40件。",
    ],
)
def test_a_number_that_is_only_about_right_is_not_compared(text: str) -> None:
    assert only(text).approximate and found(text) == []


def test_a_number_in_ten_thousands_is_held_to_the_digits_it_has() -> None:
    cells = {"proactive.licensing.decisions": 39405}
    assert found("全年办理行政许可3.9万件。", cells=cells) == []
    assert found("全年办理行政许可3.94万件。", cells=cells) == []
    assert found("全年办理行政许可2.9万件。", cells=cells) == [("E14", Q)]


def test_a_blank_cell_leaves_the_prose_alone() -> None:
    text = "收到申请57件，办结56件，予以公开30件，行政许可9件，未发生政府信息公开行政复议。"
    assert len(reading(text, blank=True).statements) == 5
    assert found(text, blank=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到群众来信120件，答复118件。",
        "受理行政复议申请120件，办结110件。",
        "受理行政许可申请300件，办结298件。",
        "收到救助申请1200件。",
        "共收到12345热线工单1200件，办结1180件。",
        "办理人大代表建议15件、政协提案23件，办结率100%。",
        "召开会议3次，组织培训2场，培训120人次。",
        "在信用平台公示行政许可278件、行政处罚1217件。",
        "公开行政许可信息900条、行政处罚信息800条。",
        "全年办理行政复议案件312件、行政应诉案件45件。",
        "全年印发公文320件，其中主动公开120件、依申请公开50件、不予公开150件。",
        "公文属性认定中，主动公开120件，不予公开170件。",
        "县政府办公室收到申请18件，收到申请50件。",
        "市公安局收到申请180件。",
        "收到信访、咨询和政府信息公开申请120件。",
        "制定、修改规范性文件8件。",
        "发布规范性文件及其他文件29件。",
        "申请内容涉及土地征收20件、规划许可15件、其他15件。",
        "没有收到要求减免费用的申请。",
        "未收到对政府信息公开工作的投诉、举报。",
        "无正当理由大量反复申请0件。",
        "没有申请人对答复提出异议。",
        "未收到书面申请，通过网站收到申请50件。",
        "延期答复3件，均在20个工作日内办结。",
        "受理公民、法人和其他组织提出的申请50件。",
        "在15类2章30条的基础上修订目录。",
        "近三年收到申请30件。",
        "2022年、2023年、2024年分别收到申请30件、40件、50件。",
        "清理规范性文件60件，其中修改9件、废止2件、继续有效49件。",
        "全年办理行政复议案件312件。行政诉讼案件45件，无败诉。",
    ],
)
def test_numbers_of_something_else_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_words_that_narrow_a_number_down_make_it_a_part_that_cannot_be_more() -> None:
    assert only("通过网站收到政府信息公开申请35件。").qualifier == "通过网站"
    assert found("通过网站收到政府信息公开申请35件。") == []
    assert found("通过网站收到政府信息公开申请53件。") == [("E1", Q)]


def test_an_office_is_itself_under_a_shorter_name() -> None:
    def of(text: str, unit: str) -> list[str]:
        report = prose(text)
        named = Report(report.form, 2024, Unit(unit, Level.COUNTY_DEPARTMENT), report.cells, report.narrative)
        return [one.qualifier for one in read(named).statements]

    assert of("区政府办公室共收到申请8件。", "示例市示例区人民政府办公室") == [""]
    assert of("区水务局共收到申请8件。", "示例市示例区人民政府办公室") == ["区水务局共"]


def test_other_words_for_the_same_figure_are_queries_or_nothing() -> None:
    # 54 = 新收 50 ＋ 上年结转 4; 45 = 新收 50 － 结转下年 5; 43 = 办结 49 － 不予处理 3 － 其他处理 3.
    assert found("收到申请54件。") == [("E1", Q)]
    assert found("收到申请54件（含上年结转4件）。") == []
    assert found("共办理申请54件。") == []
    assert found("共办理申请49件。") == []
    assert found("共办理申请52件。") == [("E1", Q)]
    assert found("收到申请50件，办结45件。") == [("E3", Q)]
    assert found("收到申请50件，答复43件。") == []
    assert found("收到申请50件，答复46件。") == []
    assert found("收到申请50件，答复47件。") == [("E3", Q)]
    assert found("收到申请50件，办结47件。") == [("E3", E)]


def test_a_second_number_is_a_query_when_the_first_is_right() -> None:
    assert found("收到政府信息公开申请55件，受理50件。") == [("E1", Q)]
    assert found("收到政府信息公开申请55件，受理52件。") == [("E1", E), ("E1", E)]


def test_results_of_a_part_of_the_requests_are_no_totals() -> None:
    assert found("收到申请50件，其中自然人申请40件，其中予以公开20件。") == []
    assert found("上年结转4件，其中予以公开3件。") == []
    assert found("收到涉及征地的申请20件，其中予以公开12件。") == []
    assert found("因涉及个人隐私不予公开1件。") == []


def test_number_first_is_read_and_is_never_an_error() -> None:
    assert found("收到申请50件，其中25件予以公开，5件部分公开，4件不予公开。") == []
    assert found("收到申请50件，其中25件予以公开，6件部分公开，4件不予公开。") == [("E5", Q)]


def test_what_was_carried_over_is_no_whole_of_the_results_behind_it() -> None:
    text = "收到申请50件，上年结转4件，均已按期处理，其中予以公开25件，部分公开5件，不予公开4件。"
    assert found(text) == []


def test_applicants_belong_to_the_row_of_their_sentence() -> None:
    def cells(text: str) -> str:
        return next(one.cells[0] for one in reading(text).statements if one.measure.id == "natural_person")

    assert cells("收到申请50件，其中自然人40件。") == "requests.received.natural_person"
    assert cells("办结申请49件，其中自然人40件。") == "requests.results_total.natural_person"
    assert cells("新收的申请中，自然人提出40件。") == "requests.received.natural_person"
    handled = reading("共收办申请54件，其中自然人43件。").statements[1]
    assert handled.cells == ("requests.received.natural_person", "requests.carried_in.natural_person")
    assert found("自然人申请43件。") == [] and found("自然人申请45件。") == [("E7", Q)]


def test_the_scope_of_the_prose_against_the_scope_of_the_tables() -> None:
    assert found("区本级收到申请17件。", scope=Scope.CONSOLIDATED) == [("E16", Q)]
    assert found("全区收到申请95件。", scope=Scope.OWN) == [("E16", Q)]
    assert found("全区收到申请50件。", scope=Scope.OWN) == []
    assert found("全区收到申请50件，其中区本级17件。", scope=Scope.CONSOLIDATED) == []
    assert found("本机关收到申请17件。", scope=Scope.OWN) == [("E1", E)]


def test_distributed_words_and_brackets() -> None:
    text = "申请结果：予以公开（25件）、部分公开（5件）、不予公开（4件）。"
    assert [one.measure.id for one in reading(text).statements] == ["granted", "partially_granted", "denied"]
    assert found(text) == [] and found(text.replace("5件）、不", "6件）、不")) == [("E5", E)]


def test_every_hit_is_reported_not_only_the_first() -> None:
    text = "收到申请51件。\n（二）依申请公开\n上年结转5件，办结50件。\n收到申请52件。"
    assert found(text) == [("E1", E), ("E1", E), ("E2", E), ("E3", E)]


def test_soft_numbers_are_the_exact_and_unambiguous_ones() -> None:
    text = (
        "收到申请50件，上年结转约4件，答复49件，不予公开4件，通过网站收到申请35件，去年收到申请40件。"
        "主动公开政府信息99条，政府信息公开行政复议7件，区本级收到申请9件。收到申请50件。"
    )
    report = prose(text, scope=Scope.CONSOLIDATED)
    found_ = soft_numbers(report, read(report))
    denied = tuple(
        cell for cell in report.form.cells if cell.startswith("requests.denied_") and cell.endswith(".total")
    )
    assert [(cells, number) for cells, number, _ in found_] == [(("requests.received.total",), 50), (denied, 4)]
    assert found_[0][2] == "收到申请50件…"


def test_a_report_without_text_reads_nothing() -> None:
    assert reading("").statements == () and found("") == []


def test_the_report_of_last_year_that_lacks_the_number_decides_nothing() -> None:
    assert found("收到申请50件，上年为40件。", previous=last_year(40)) == []
    assert found("收到申请50件，上年为41件。", previous=last_year(40)) == [("C5", Q)]
    assert found("收到申请50件，上年为41件。") == []


WORDS = st.sampled_from(
    [
        *(
            "收到",
            "受理",
            "办结",
            "答复",
            "政府信息公开申请",
            "依申请公开",
            "上年结转",
            "结转下年",
            "予以公开",
            "不予公开",
        ),
        *(
            "其中",
            "分别为",
            "包括",
            "（",
            "）",
            "，",
            "、",
            "；",
            "。",
            "\n",
            "占",
            "%",
            "同比增长",
            "比2023年",
            "去年",
            "上半年",
        ),
        *(
            "12件",
            "３条",
            "二十三份",
            "1.2万件",
            "约",
            "余",
            "5",
            "0件",
            "30%",
            "2950元",
            "行政复议",
            "行政诉讼",
            "未",
            "没有",
        ),
        *(
            "无",
            "均为自然人",
            "法人或其他组织",
            "信息处理费",
            "行政许可",
            "规范性文件",
            "废止",
            "现行有效",
            "均获维持",
            "全市",
            "本级",
        ),
        *("〔待填：本年新收〕", "{本年新收}", "公开率", "持平", "网站", " ", "其他", "合计", "正在办理中"),
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join), st.sampled_from(["2019", "2021"]))
@settings(max_examples=400)
def test_any_text_is_judged_without_an_error_and_every_span_is_in_it(text: str, edition: str) -> None:
    report = prose(text, other=text, edition=edition, previous=last_year(40) if edition == "2021" else None)
    judge(report)
    for one in read(report).statements:
        assert 0 <= one.start < one.end <= len(one.sentence.text)
        assert one.sentence.text in text
