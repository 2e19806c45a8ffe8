"""Ledgers counted: every row in a cell or named, the equations of the form, and a golden ledger with all it is told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_sheets import FIRST_LINE, case, counted, day, request, sheet
from support.examples import examples
from support.reports import EDITIONS, locator

from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.ledger.calendar import calendar
from xl_tools.ledger.choices import case_table, request_table
from xl_tools.ledger.compare import differences
from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.ledger.raw import Raw
from xl_tools.ledger.reading import read_cases, read_requests
from xl_tools.ledger.rollover import roll_over
from xl_tools.ledger.tally import Tally
from xl_tools.ledger.watch import Standing, ahead, watch
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.values import BadValue, Count

GRANTED, SECRET = "（一）予以公开", "（三）不予公开 1.属于国家秘密"
REVIEW, DIRECT, AFTER = "行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"


def brief(findings: tuple[Finding, ...]) -> list[str]:
    """Each finding as “L5 P12 Q12”."""
    return [" ".join([one.rule, *(place.address for place in one.places)]) for one in findings]


def nonzero(tally: Tally) -> dict[str, int]:
    return {cell_id: number for cell_id, number in tally.cells.items() if number}


# --- choices


def test_the_choices_are_the_labels_of_each_edition() -> None:
    known = {form.edition: request_table(form) for form in all_forms()}
    assert list(known["2021"].applicants.shown) == [
        *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    ]
    assert [len(known[edition].results.shown) for edition in ("2019", "2021")] == [19, 21]
    assert "（六）其他处理" in known["2019"].results.shown and "（六）其他处理 3.其他" in known["2021"].results.shown
    for form in all_forms():
        table = case_table(form)
        assert list(table.categories.shown) == [REVIEW, DIRECT, AFTER]
        assert list(table.outcomes.shown) == ["结果维持", "结果纠正", "其他结果", "尚未审结"]
        assert table.pending == "尚未审结" and len(table.inputs) == 12
        request_cells = {*known[form.edition].inputs.values(), *known[form.edition].totals}
        assert request_cells == {cell.id for cell in form.cells_of("requests")}


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("（三）不予公开 1.属于国家秘密", "denied_state_secret"),
        ("(三)不予公开　1．属于国家秘密", "denied_state_secret"),
        ("属于国家秘密", "denied_state_secret"),
        ('3.危及"三安全一稳定"', "denied_security_stability"),
        ("危及三安全一稳定", "denied_security_stability"),
        ("（三）不予公开 3.危及「三安全一稳定」", "denied_security_stability"),
        ("危及＂三安全一稳定＂", "denied_security_stability"),
        ("部分公开", "partially_granted"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partially_granted"),
        ("不予公开", None),
        ("", None),
        ("公开", None),
    ],
)
def test_a_choice_is_known_however_its_signs_are_written(written: str, row: str | None) -> None:
    assert request_table(form_for_edition("2021")).results.find(written) == row


def test_what_two_results_share_is_no_choice() -> None:
    """“其他” of 2021 is one result alone; a group of several results is none."""
    results = request_table(form_for_edition("2021")).results
    assert [results.find(text) for text in ("无法提供", "不予处理", "其他处理")] == [None, None, None]
    assert request_table(form_for_edition("2019")).results.find("其他处理") == "other_handling"
    with pytest.raises(KeyError):
        results.name("received")


@pytest.mark.parametrize("written", ["（六）其他处理", "其他处理", "(六) 其他处理"])
def test_the_head_of_several_results_is_told_with_its_parts(written: str) -> None:
    (found,) = counted([request("1", "2024-03-01", "2024-03-20", written)]).requests.findings
    assert found.rule == "L2"
    assert found.message == (
        f"台账!第 10 行（1）：“办理结果”填的是“{written}”，2021 版分 3 项，请选一项："
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请；"
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请；3.其他。（L2，台账核对）"
    )


def test_every_head_of_several_results_has_its_parts() -> None:
    for edition, heads in (
        ("2019", {"不予公开": 8, "无法提供": 3, "不予处理": 5, "其他处理": 0, "予以公开": 0}),
        ("2021", {"不予公开": 8, "无法提供": 3, "不予处理": 5, "其他处理": 3, "予以公开": 0}),
    ):
        results = request_table(form_for_edition(edition)).results
        assert {head: len(results.parts(head)) for head in heads} == heads
        assert results.parts("不予公开")[2] == "3.危及“三安全一稳定”"
        assert not results.parts("同意公开")


# --- counting


def test_a_year_of_requests() -> None:
    """Received and answered in the year; carried in; carried out; answered before, received after; answered after."""
    tally = counted(
        [
            request("1", "2024-03-01", "2024-03-20", GRANTED),
            request("2", "2023-12-20", "2024-01-10", SECRET, applicant="商业企业"),
            request("3", "2023-12-29"),
            request("4", "2024-12-20"),
            request("5", "2023-03-01", "2023-03-20", GRANTED),
            request("6", "2025-01-02"),
            request("7", "2024-12-25", "2025-01-06", GRANTED),
            request("8", "2024-12-31", "2024-12-31", GRANTED),
            request("9", "2024-01-01", "2024-01-01", GRANTED),
        ]
    )
    assert nonzero(tally) == {
        "requests.received.natural_person": 5,
        "requests.received.total": 5,
        "requests.carried_in.natural_person": 1,
        "requests.carried_in.business": 1,
        "requests.carried_in.total": 2,
        "requests.granted.natural_person": 3,
        "requests.granted.total": 3,
        "requests.denied_state_secret.business": 1,
        "requests.denied_state_secret.total": 1,
        "requests.results_total.natural_person": 3,
        "requests.results_total.business": 1,
        "requests.results_total.total": 4,
        "requests.carried_out.natural_person": 3,
        "requests.carried_out.total": 3,
    }
    assert brief(tally.requests.findings) == ["L7 B15"]
    assert tally.requests.sentence == (
        "台账共 9 行：计入 7 行，以前年度已办结的 1 行不计，本年度之后收到的 1 行不计，没有未计入的问题行。"
    )
    assert (
        tally.requests.words_behind("requests.carried_out.total") == "台账!第 12 行（3）、第 13 行（4）、第 16 行（7）"
    )
    assert tally.requests.words_behind("requests.denied_prohibited_by_law.other") == ""
    assert (
        tally.of("requests.granted.total") is tally.requests and tally.of("review.reconsideration.total") is tally.cases
    )
    with pytest.raises(KeyError):
        tally.of("proactive.fees.amount")


def test_a_year_of_cases() -> None:
    """One request in a review and then in a lawsuit; pending ones of last year go on, concluded ones do not."""
    tally = counted(
        [request("2023-9", "2023-02-01", "2023-02-20", GRANTED)],
        [
            case("复1", REVIEW, "2023-11-01", "结果维持", "2024-01-15", request="2023-9"),
            case("诉1", AFTER, "2024-02-01", "尚未审结", request="2023-9"),
            case("复2", REVIEW, "2023-02-01", "结果纠正", "2023-04-01"),
            case("复3", REVIEW, "2023-12-01", "其他结果", "2025-01-10"),
            case("诉2", DIRECT, "2024-05-01", "结果纠正", "2024-09-01"),
            case("诉3", DIRECT, "2025-01-05"),
            case("复1", AFTER, "2024-02-01", carried="是"),
        ],
    )
    assert {cell_id: number for cell_id, number in nonzero(tally).items() if cell_id.startswith("review")} == {
        "review.reconsideration.upheld": 1,
        "review.reconsideration.pending": 1,
        "review.reconsideration.total": 2,
        "review.direct_litigation.corrected": 1,
        "review.direct_litigation.total": 1,
        "review.litigation_after_reconsideration.pending": 2,
        "review.litigation_after_reconsideration.total": 2,
    }
    assert brief(tally.cases.findings) == ["L7 D15", "L9 E16 D16"]
    assert tally.cases.sentence.startswith(
        "复议诉讼台账共 7 行：计入 5 行，以前年度已办结的 1 行不计，本年度之后收到的 1 行不计"
    )


def test_fees_of_the_year_are_added_up() -> None:
    fee = {"fee_asked": "2024-03-02", "fee_paid": "2024-03-05"}
    tally = counted(
        [
            request("1", "2024-03-01", "2024-03-20", GRANTED, fee=120, **fee),
            request("2", "2024-03-01", "2024-03-20", GRANTED, fee="80.5元", **fee),
            request("3", "2024-12-30", "2025-01-05", GRANTED, fee=99.5, fee_asked="2025-01-02", fee_paid="2025-01-03"),
            request("4", "2024-03-01", "2024-03-20", GRANTED, fee="0.01万元"),
            request("5", "2024-03-01", "2024-03-20", GRANTED, fee="一百"),
            request("6", "2024-03-01", "2024-03-20", GRANTED, fee=-5),
        ]
    )
    assert (tally.fee_rows, str(tally.fees.normalize())) == (3, "300.5")
    assert brief(tally.requests.findings) == ["L11 R14", "L11 R15"]
    assert len(tally.requests.counted) == 6


# --- bad rows

GOLDEN_REQUESTS = [
    request("1", "2024-03-01", "2024-03-20", GRANTED),
    request("2", "三月一日", "2024-03-20", GRANTED),
    request("3", "2024-03-01", "2024-03-20", "同意公开"),
    request("4", "", "2024-03-20", GRANTED, applicant=""),
    request("5", "2024-03-01", "2024-03-20"),
    request("6", "2024-03-01", "", GRANTED),
    request("7", "2024-03-20", "2024-03-01", GRANTED),
    request("８", "2024-03-01", "2024-03-20", GRANTED),
    request(" 8", "2024-03-04", "2024-03-20", GRANTED),
    request("9", "2024-03-01", "2024-03-20", GRANTED),
    request("9", "2024-03-01", "2024-03-20", SECRET),
    request("10", "2024-03-01", "2024-03-20", f"{GRANTED}；{SECRET}"),
    request("11", "2024-03-01", "2024-03-20", GRANTED, supplement_asked="2024-02-20", supplement_received="2024-02-25"),
    request("12", "2024-03-01", "2024-03-20", GRANTED, carried="是"),
    request("", "2024-03-01", "2024-03-20", GRANTED, extended="不延"),
    request("13", "2024-03-01", "2024-03-20", GRANTED, fee_paid="2024-03-05"),
    request("14", "2025-01-02"),
    request("15", "2023-05-01", "2023-05-20", GRANTED),
    request("16", "1900-01-05", "2024-03-20", GRANTED),
    request("17", "2024-03-01", "2024-03-20", GRANTED, consulted_to="2024-03-05"),
    request("18", "2024-03-01", "2024-03-20", GRANTED, supplement_asked="下周"),
    {"remark": "合计"},
]
GOLDEN_CASES = [
    case("复1", REVIEW, "2024-03-01", "结果维持", "2024-05-01", request="1"),
    case("复2", "行政诉讼", "2024-03-01"),
    case("复3", REVIEW, "", "结果维持", "2024-05-01"),
    case("复4", REVIEW, "2024-03-01", "结果维持"),
    case("复5", REVIEW, "2024-03-01", "尚未审结", "2024-05-01"),
    case("复6", REVIEW, "2024-05-01", "结果维持", "2024-03-01"),
    case("复7", REVIEW, "2024-03-01", request="没有的"),
    case("复1", AFTER, "2024-06-01"),
    case("诉1", DIRECT, "2024-06-01"),
    case("诉1", DIRECT, "2024-06-01"),
]


def test_the_golden_ledger_has_exactly_these_findings() -> None:
    tally = counted(GOLDEN_REQUESTS, GOLDEN_CASES)
    assert brief(tally.requests.findings) == [
        "L1 B11",
        "L2 P12",
        "L3 B13 C13",
        "L5 P14 Q14",
        "L5 Q15 P15",
        "L6 Q16 B16",
        "L4 A17 A18",
        "A6 A19 P19 A20 P20",
        "A6 P21",
        "L8 F22 B22",
        "L9 E23 B23",
        "L11 N24",
        "L10 A24",
        "L8 I25 H25",
        "L7 B26",
        "L1 B28",
        "L8 K29",
        "L11 F30",
        "L3 B31 C31",
        "L10 A31",
    ]
    assert brief(tally.cases.findings) == [
        "L2 C11",
        "L3 D12",
        "L5 G13 F13",
        "L5 F14 G14",
        "L6 G15 D15",
        "L17 B16",
        "L4 A18 A19",
    ]
    assert tally.requests.sentence == (
        "台账共 22 行：计入 7 行，以前年度已办结的 1 行不计，本年度之后收到的 1 行不计，13 行有问题未计入。"
    )
    assert tally.cases.sentence == "复议诉讼台账共 10 行：计入 3 行，7 行有问题未计入。"
    severities = {one.rule: one.severity for one in tally.findings}
    errors = {rule for rule, severity in severities.items() if severity is Severity.ERROR}
    assert errors == {"L1", "L2", "L3", "L4", "L5", "L6", "A6"}
    assert tally.cells["requests.received.total"] == 7
    assert nonzero(tally)["review.reconsideration.total"] == 2


@pytest.mark.parametrize(
    ("rule", "address", "message"),
    [
        (
            "L1",
            "B11",
            "台账!第 11 行（2）：“收到日期”填的是“三月一日”，不是日期，请按 2025-01-20 的样子填写。（L1，台账核对）",
        ),
        ("L2", "P12", "台账!第 12 行（3）：“办理结果”填的是“同意公开”，不在列表中，请从下拉列表中选。（L2，台账核对）"),
        ("L3", "B13", "台账!第 13 行（4）：没有填“收到日期”、“申请人类型”，请补填。（L3，台账核对）"),
        ("L5", "P14", "台账!第 14 行（5）：填了“答复日期”，没有填“办理结果”，请补填。（L5，台账核对）"),
        ("L6", "Q16", "台账!第 16 行（7）：答复日期 2024-03-01 早于收到日期 2024-03-20，请核对。（L6，台账核对）"),
        (
            "L4",
            "A17",
            "台账!第 17 行（８）、第 18 行（8）的编号相同，都没有计入，请只留一行，或改正编号。（L4，台账核对）",
        ),
        (
            "A6",
            "A19",
            "台账!第 19 行（9）、第 20 行（9）的编号相同，结果却不同（（一）予以公开；（三）不予公开 1.属于国家秘密）。"
            "一件申请只进一个结果格，这几行都没有计入，请只留一行，或改正编号。"
            "（A6，年度报告格式 表三“（二）部分公开（区分处理的，只计这一情形，不计其他情形）”）",
        ),
        (
            "A6",
            "P21",
            "台账!第 21 行（10）：“办理结果”里有 2 个结果（（一）予以公开；（三）不予公开 1.属于国家秘密），"
            "一件申请只进一个结果格，请只留一个；区分处理的选“部分公开”。"
            "（A6，年度报告格式 表三“（二）部分公开（区分处理的，只计这一情形，不计其他情形）”）",
        ),
        (
            "L7",
            "B26",
            "台账!第 26 行（14）：收到日期 2025-01-02 在 2024 年度之后，没有计入，下年度再报。（L7，台账核对）",
        ),
        (
            "L8",
            "F22",
            "台账!第 22 行（11）：补正通知日期 2024-02-20 早于收到日期 2024-03-01，没有计算期限，请核对。"
            "（L8，台账核对）",
        ),
        (
            "L9",
            "E23",
            "台账!第 23 行（12）：收到日期是 2024-03-01，按本年新收计数，“是否上年结转”填的却是“是”，请核对。"
            "（L9，台账核对）",
        ),
        ("L10", "A24", "台账!第 24 行：没有填编号，无法查重，请补填。（L10，台账核对）"),
        ("L11", "N24", "台账!第 24 行：“是否延期”填的是“不延”，只能填“是”或“否”，按没有填处理。（L11，台账核对）"),
        ("L17", "B16", "复议诉讼台账!第 16 行（复7）：台账里没有关联申请“没有的”，请核对编号。（L17，台账核对）"),
    ],
)
def test_what_is_said_of_the_golden_ledger(rule: str, address: str, message: str) -> None:
    tally = counted(GOLDEN_REQUESTS, GOLDEN_CASES)
    said = [one.message for one in tally.findings if one.rule == rule and one.places[0].address == address]
    assert said == [message]


def test_truth_values_are_told_as_the_sheet_shows_them() -> None:
    row = {**request("1", "", "2024-03-20", GRANTED), "received": True, "applicant": True, "extended": False}
    tally = counted([row])
    said = [one.message for one in tally.requests.findings]
    assert ["“TRUE”" in text or "“FALSE”" in text for text in said] == [True, True, True]
    assert said[0].startswith("台账!第 10 行（1）：“收到日期”填的是“TRUE”，不是日期")


def test_numbers_may_begin_anew_every_year() -> None:
    tally = counted(
        [
            request("1", "2023-12-20"),
            request("1", "2024-01-20"),
            request("2", "2024-01-20"),
            request("2", "2024-02-20"),
        ],
        [case("1", REVIEW, "2023-12-01"), case("1", REVIEW, "2024-12-01")],
    )
    assert brief(tally.findings) == ["L4 A12 A13"]
    assert (len(tally.requests.counted), len(tally.cases.counted)) == (2, 2)


# --- time limits


def test_overdue_soon_due_and_late_requests_are_told() -> None:
    rows = [
        request("1", "2024-02-05"),
        request("2", "2024-03-01"),
        request("3", "2024-03-15"),
        request("4", "2024-02-05", "2024-03-11", GRANTED),
        request("5", "2024-02-05", "2024-03-08", GRANTED),
        request("6", "2024-03-01", supplement_asked="2024-03-04"),
        request("7", "2024-03-01", due=day("2024-03-21")),
        request("8", "2022-02-05", "2023-03-11", GRANTED),
        request("9", "2024-03-01", supplement_asked="2024-02-01"),
        request("10", "2024-02-23"),
    ]
    ledger = read_requests(sheet(REQUESTS, rows), form_for_edition("2021"))
    found = watch(ledger, calendar(), day("2024-03-22"), since=day("2024-01-01"))
    assert [(one.request.number, one.standing, one.days) for one in found.requests] == [
        ("1", Standing.OVERDUE, -10),
        ("2", Standing.SOON, 5),
        ("3", Standing.RUNNING, 15),
        ("4", Standing.LATE, -1),
        ("5", Standing.ANSWERED, 0),
        ("6", Standing.WAITING, 0),
        ("7", Standing.SOON, 5),
        ("10", Standing.SOON, 0),
    ]
    assert brief(found.findings) == [
        "L12 O10 Q10",
        "L13 O11 Q11",
        "L14 Q13 O13",
        "L13 O16 Q16",
        "L15 O16",
        "L13 O19 Q19",
    ]
    texts = [one.message for one in found.findings]
    assert texts[0].startswith(
        "台账!第 10 行（1）：应在 2024-03-08 前答复，到 2024-03-22 已超过 10 个工作日，还没有答复。"
        "2024-02-05 收到申请，次日起算"
    )
    assert texts[1].startswith("台账!第 11 行（2）：应在 2024-03-29 前答复，还有 5 个工作日。")
    assert texts[2].startswith("台账!第 13 行（4）：2024-03-11 答复，晚于应答复日期 2024-03-08，晚 1 个工作日。")
    assert texts[4].startswith("台账!第 16 行（7）：表里的应答复日期是 2024-03-21，按规则应为 2024-03-29，请核对公式。")
    assert "今天是最后一天" in texts[5] and all(text.count("待核") and text.endswith("，台账核对）") for text in texts)
    assert [one.request.number for one in found.of(Standing.OVERDUE)] == ["1"]


def test_an_answer_of_a_day_to_come_is_asked_about_and_not_called_late() -> None:
    form, today = form_for_edition("2021"), day("2024-12-31")
    rows = [
        request("1", "2024-03-01", "2030-03-20", GRANTED),
        request("2", "2024-12-30", "2024-12-31", GRANTED),
        request("3", "2024-12-30", "2025-01-01", GRANTED, supplement_asked="下周"),
        request("4", "2024-12-30"),
    ]
    requests = read_requests(sheet(REQUESTS, rows), form)
    found = ahead(requests, today)
    assert brief(found) == ["L20 Q10", "L20 Q12"]
    assert {one.severity for one in found} == {Severity.QUERY}
    assert found[0].message == (
        "台账!第 10 行（1）：答复日期 2030-03-20 在今天（2024-12-31）之后，请核对。（L20，台账核对）"
    )
    watched = watch(requests, calendar(), today, since=day("2024-01-01"))
    assert [one.standing for one in watched.requests] == [Standing.AHEAD, Standing.ANSWERED, Standing.RUNNING]
    assert not [one for one in watched.findings if one.rule in ("L12", "L13", "L14")]
    cases = read_cases(sheet(CASES, [case("复1", REVIEW, "2024-03-01", "结果维持", "2025-05-01")]), form)
    (concluded,) = ahead(cases, today)
    assert "审结日期 2025-05-01 在今天（2024-12-31）之后" in concluded.message
    assert concluded.places[0].address == "G10"


def test_due_dates_beyond_the_calendar_are_told_once() -> None:
    year = calendar().last.year + 1
    rows = [request(str(number), f"{year}-03-01") for number in range(3)]
    ledger = read_requests(sheet(REQUESTS, rows), form_for_edition("2021"))
    found = watch(ledger, calendar(), date(year, 3, 2), since=date(year, 1, 1))
    assert brief(found.findings) == ["L16 O10 O11 O12"]
    assert (
        f"台账有 3 行的应答复日期要核对：节假日和调休只知道 {calendar().first.year} 年至" in found.findings[0].message
    )


# --- against what is typed


def test_every_cell_that_differs_is_told_with_the_rows_behind_it() -> None:
    form = form_for_edition("2021")
    rows = [request(str(number), "2024-03-01", "2024-03-20", GRANTED) for number in range(12)]
    tally = counted(rows, [case("复1", REVIEW, "2024-05-01")])
    values = {cell_id: Count(number) for cell_id, number in tally.cells.items() if number}
    right = Report(form, 2024, Unit("示例镇人民政府"), values)
    assert differences(right, tally, locator(form)) == ()
    wrong = right.with_cells(
        {
            "requests.granted.natural_person": Count(15),
            "requests.denied_state_secret.natural_person": Count(2),
            "requests.received.natural_person": BadValue("十二"),
            "review.reconsideration.pending": Count(0),
            "requests.received.total": Count(99),
        }
    )
    found = differences(wrong, tally, locator(form))
    assert [(one.rule, one.cells, one.left, one.right, one.difference) for one in found] == [
        ("L18", ("requests.received.natural_person",), None, None, None),
        ("L18", ("requests.granted.natural_person",), 15, 12, 3),
        ("L18", ("requests.denied_state_secret.natural_person",), 2, 0, 2),
        ("L18", ("review.reconsideration.pending",), 0, 1, -1),
    ]
    assert found[1].message == (
        "表三“予以公开·自然人”（三、申请情况!D8）填的是 15，按台账是 12，相差 3。台账的行："
        "台账!第 10 行（0）、第 11 行（1）、第 12 行（2）、第 13 行（3）、第 14 行（4）、"
        "第 15 行（5）、第 16 行（6）、第 17 行（7）、第 18 行（8）、第 19 行（9） "
        "等 12 行。（L18，台账核对）"
    )
    assert found[2].message.endswith("台账的行：台账里没有这样的行。（L18，台账核对）")
    assert "填的是 十二，按台账是 12。" in found[0].message
    del values["requests.granted.natural_person"]
    (blank,) = differences(replace(right, cells=values), tally, locator(form))
    assert "（三、申请情况!D8）没有填，按台账是 12。台账的行：" in blank.message


def test_a_ledger_without_rows_is_compared_with_nothing() -> None:
    form = form_for_edition("2021")
    report = Report(form, 2024, Unit("示例镇人民政府"), {"review.reconsideration.upheld": Count(3)})
    assert [one.cells for one in differences(report, counted([request("1", "2024-03-01")]), locator(form))] == [
        ("requests.received.natural_person",),
        ("requests.carried_out.natural_person",),
    ]
    assert differences(report, counted([]), locator(form)) == ()


# --- into the next year


def test_open_rows_roll_over_and_are_counted_as_carried_in() -> None:
    rows = [
        request("1", "2024-12-20", carried="否"),
        request("2", "2024-12-25", "2025-01-06", GRANTED),
        request("3", "2024-03-01", "2024-03-20", GRANTED),
        request("4", "2025-01-02"),
    ]
    form = form_for_edition("2021")
    requests = read_requests(sheet(REQUESTS, rows), form)
    cases = read_cases(sheet(CASES, [case("复1", REVIEW, "2024-12-01"), case("复2", REVIEW, "2025-02-01")]), form)
    rolled = roll_over(requests.rows, 2025)
    assert [(one.number, one.carried) for one in rolled] == [("1", True), ("2", True), ("4", None)]
    assert [(one.number, one.carried) for one in roll_over(cases.rows, 2025)] == [("复1", True), ("复2", None)]
    before = counted(rows, year=2024).cells["requests.carried_out.total"]
    assert before == counted(rows, year=2025).cells["requests.carried_in.total"] == len(rolled) - 1


# --- whatever stands in them

_DAYS = st.one_of(
    st.dates(date(2022, 10, 1), date(2025, 3, 31)),
    st.sampled_from([day("2023-12-31"), day("2024-01-01"), day("2024-12-31"), day("2025-01-01")]),
)
_ODD = st.sampled_from(["无", 45356, True, "2024-13-45", "/", 3.5, "#N/A"])
_ROWS = {
    edition: {
        "number": st.sampled_from([str(number) for number in range(8)]) | st.uuids().map(str),
        "received": _DAYS | _ODD,
        "applicant": st.sampled_from([*request_table(form_for_edition(edition)).applicants.shown, "个人"]),
        "carried": st.sampled_from(["是", "否", "不知道"]),
        "supplement_asked": _DAYS | _ODD,
        "supplement_received": _DAYS,
        "consulted_from": _DAYS,
        "consulted_to": _DAYS | _ODD,
        "extended": st.sampled_from(["是", "否"]),
        "result": st.sampled_from([*request_table(form_for_edition(edition)).results.shown, "好"]),
        "answered": _DAYS | _ODD,
        "fee": st.integers(-1, 500) | _ODD,
    }
    for edition in EDITIONS
}
_CASES = {
    "number": st.sampled_from(["复1", "复2", "诉1"]) | st.uuids().map(str),
    "category": st.sampled_from([REVIEW, DIRECT, AFTER, "诉讼"]),
    "accepted": _DAYS | _ODD,
    "outcome": st.sampled_from(["结果维持", "结果纠正", "其他结果", "尚未审结", "赢"]),
    "concluded": _DAYS | _ODD,
    "carried": st.sampled_from(["是", "否"]),
}


def _rows(columns: Mapping[str, st.SearchStrategy[Raw]], needed: tuple[str, ...]):
    required = {name: columns[name] for name in needed}
    optional = {name: column for name, column in columns.items() if name not in needed}
    return st.lists(st.fixed_dictionaries(required, optional=optional), max_size=25)


@pytest.mark.parametrize("edition", EDITIONS)
@settings(max_examples=examples(60))
@given(data=st.data())
def test_every_row_is_counted_or_named_and_the_equations_hold(edition: str, data: st.DataObject) -> None:
    requests = data.draw(_rows(_ROWS[edition], ("received", "applicant")))
    cases = data.draw(_rows(_CASES, ("category", "accepted")))
    tally = counted(requests, cases, edition=edition)
    for part, rows in ((tally.requests, requests), (tally.cases, cases)):
        kinds = (part.counted, part.earlier, part.later, part.unusable)
        assert sorted(line for kind in kinds for line in kind) == [*range(FIRST_LINE, FIRST_LINE + len(rows))]
        named = {
            int(place.address[1:]) for one in part.findings for place in one.places if one.stops or one.rule == "L7"
        }
        assert named == part.unusable | part.later
        assert sum(part.cells[cell_id] for cell_id in part.lines) == sum(len(lines) for lines in part.lines.values())
    rules = load_rules(tally.form)
    for rule in ("A1", "A2", "A3", "B1"):
        for instance in rules.rule(rule).instances:
            left, right = (
                side.evaluate(tally.cells.__getitem__) for side in (instance.equation.left, instance.equation.right)
            )
            assert left == right, instance
    order = [*range(len(requests))]
    random.Random(len(order)).shuffle(order)
    shuffled = counted([requests[index] for index in order], cases[::-1], edition=edition)
    assert shuffled.cells == tally.cells
    assert Counter(one.rule for one in shuffled.findings) == Counter(one.rule for one in tally.findings)


@settings(max_examples=examples(60))
@given(rows=_rows(_ROWS["2021"], ("received", "applicant")), today=st.dates(date(2023, 1, 1), date(2025, 6, 1)))
def test_time_limits_of_any_ledger_can_be_told(rows: list[dict[str, Raw]], today: date) -> None:
    """No request is due on a day off or before its time began, and what is late is late by at least a day."""
    ledger = read_requests(sheet(REQUESTS, rows), form_for_edition("2021"))
    known = calendar()
    for one in watch(ledger, known, today, since=date.min).requests:
        limit = one.deadline
        if limit.due is not None:
            assert known.works(limit.due) and limit.due - limit.start >= timedelta(days=26)
        if one.standing in (Standing.LATE, Standing.OVERDUE):
            end = one.request.answered or today
            assert limit.due is not None and limit.due < end <= today and one.days <= 0
        assert (one.standing is Standing.AHEAD) is bool(one.request.answered and one.request.answered > today)
        assert limit.days == (40 if one.request.extended else 20)
