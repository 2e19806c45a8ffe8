"""Rules on this year and last year, on conditions and on amounts: the messages, the edges, and what is left alone."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reports import EDITIONS, balanced_report, locator, report_of, violations

from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import validate
from xl_tools.values import Count

Q = Severity.QUERY
DOCUMENTS = "proactive.normative_documents."
FORM_2021 = "国办公开办函〔2021〕30号 年度报告格式"


def judge(report: Report) -> tuple[Finding, ...]:
    return validate(report, locator(report.form))


def after(last: Mapping[str, object], report: Report, edition: str = "2021") -> Report:
    """The report with last year's: zeros but for the cells given."""
    previous = report_of(edition, last, level=report.unit.level)
    year = report.form.first_year if previous.form is not report.form else report.year
    return dataclasses.replace(report, year=year, previous=dataclasses.replace(previous, year=year - 1))


def messages(report: Report, rule: str) -> list[str]:
    return [finding.message for finding in judge(report) if finding.rule == rule]


# --- messages


def test_message_of_c1_says_on_which_sheet_last_year_stands() -> None:
    carried = {f"requests.{row}.{column}": 3 for row in ("carried_in", "carried_out") for column in ("other", "total")}
    last = {f"requests.carried_out.{column}": 4 for column in ("other", "total")}
    found = messages(after(last, report_of(cells=carried)), "C1")
    assert [message.split("相差")[0] for message in found] == [
        "表三“其他”栏：上年结转 3；上年“结转下年” 4，",
        "表三“总计”栏：上年结转 3；上年“结转下年” 4，",
    ]
    assert found[1].endswith(
        "相差 1，两边应相等。请核对 J7、“上年数据”D197；"
        "上年公布的数有误的，不改“上年数”，在旁边的“建议值”写明理由并确认。"
        "（C1，年度报告格式 表三 第二项“上年结转”、第四项“结转下年度继续办理”的含义，由定义推出）"
    )


def test_message_of_c2() -> None:
    report = after({f"{DOCUMENTS}in_force": 11}, report_of(cells={f"{DOCUMENTS}issued": 2, f"{DOCUMENTS}in_force": 12}))
    [message] = messages(report, "C2")
    assert message.startswith(
        "表二“行政规范性文件”行：现行有效 12；上年“现行有效” 11 ＋ 制发 2 － 废止 0 ＝ 13，相差 1，两边应相等。"
        "请核对 D6、B6、C6、“上年数据”D"
    )


def test_message_of_c3() -> None:
    report = after({f"{DOCUMENTS}public_total": 130}, report_of(cells={f"{DOCUMENTS}in_force": 45}), "2019")
    assert messages(report, "C3") == [
        "表二“行政规范性文件·现行有效”（D6）：上年（2019 版格式）对外公开总数量 130（“上年数据”D20），"
        "本年现行有效件数 45，两者口径不同。"
        "这一年不核对 C2；现行有效请按文件台账填，从下一年起按“上年＋制发－废止”核对。"
        "（C3，2019 版、2021 版年度报告格式 表二第二十条第（一）项列名不同，推断）"
    ]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (550, 9487, "上年 550 件（“上年数据”D23），本年 9487 件，是上年的 17.2 倍"),
        (10, 51, "上年 10 件（“上年数据”D23），本年 51 件，是上年的 5.1 倍"),
        (1000, 5001, "上年 1000 件（“上年数据”D23），本年 5001 件，超过上年的 5 倍"),
        (10000, 1999, "上年 10000 件（“上年数据”D23），本年 1999 件，不到上年的 20%"),
        (100, 19, "上年 100 件（“上年数据”D23），本年 19 件，只有上年的 19%"),
        (1000, 199, "上年 1000 件（“上年数据”D23），本年 199 件，只有上年的 19.9%"),
        (5, 0, "上年 5 件（“上年数据”D23），本年 0 件，降为 0"),
    ],
)
def test_message_of_c4(before: int, now: int, said: str) -> None:
    cell = "proactive.licensing.decisions"
    assert messages(after({cell: before}, report_of(cells={cell: now})), "C4") == [
        f"表二“行政许可·处理决定”（B9）：{said}。请核对两年的数；确有变化的，请在审核说明中写明原因。"
        "（C4，已有年报比对系统的同比异常检查 实践依据）"
    ]


def test_message_of_c4_for_money() -> None:
    cell = "proactive.fees.amount"
    [message] = messages(after({cell: "26.55"}, report_of(cells={cell: "265.51"})), "C4")
    assert "上年 26.55 万元（“上年数据”" in message
    assert "），本年 265.51 万元，是上年的 10 倍。" in message


def test_messages_of_b3_and_b4() -> None:
    cells = {f"review.litigation_after_reconsideration.{part}": 1 for part in ("upheld", "total")}
    found = [finding.message for finding in judge(after({}, report_of(cells=cells)))]
    assert found == [
        "表四：复议后起诉·总计 1（O6），一般应为 0。本年和上年都没有行政复议的，一般也没有复议后起诉。"
        "请核对 O6，以及行政复议各格；复议在更早年度办结的，请写审核说明。"
        "（B3，年度报告格式 表四 “复议后起诉”的含义，推断）",
        "表四：复议后起诉·总计 1（O6），一般应为 0。本年和上年都没有申请的，一般没有政府信息公开的复议、诉讼。"
        "请核对 E6、J6、O6，以及表三；案件由更早的申请或主动公开引起的，请写审核说明。"
        "（B4，年度报告格式 表三、表四 两表的含义，推断）",
    ]


def test_message_of_b5() -> None:
    last = {f"review.reconsideration.{part}": 3 for part in ("pending", "total")}
    asked = {f"requests.{row}.{column}": 1 for row in ("received", "carried_out") for column in ("other", "total")}
    cells = {f"review.reconsideration.{part}": 1 for part in ("upheld", "total")} | asked
    [message] = messages(after(last, report_of(cells=cells)), "B5")
    assert message.startswith(
        "表四“行政复议”组：结果维持 1、其余为 0；上年“尚未审结” 3，相差 2，前者不应小于后者。请核对 A6:D6、“上年数据”D"
    )


@pytest.mark.parametrize(
    ("edition", "cell", "typed", "said"),
    [
        (
            "2021",
            "proactive.fees.amount",
            "265500",
            "“行政事业性收费·收费金额”（B16）填的是 265500 万元，乡镇政府一般没有这么多，像是按元填的。"
            "如果是 265500 元，应填 26.55。请核对单位；确是这么多的，请写审核说明",
        ),
        (
            "2021",
            "proactive.fees.amount",
            "12300",
            "“行政事业性收费·收费金额”（B16）填的是 12300 万元，数额大，又是 100 的整倍数，像是按元填的。"
            "如果是 12300 元，应填 1.23。请核对单位；确是这么多的，请写审核说明",
        ),
        (
            "2019",
            "proactive.procurement.amount",
            "152790万元",
            "“政府集中采购·采购总金额”（D20）填的是“152790万元”，即 152790 万元，对乡镇政府偏大。"
            "请核对单位；确是这么多的，请写审核说明",
        ),
    ],
)
def test_message_of_d7_on_size(edition: str, cell: str, typed: str, said: str) -> None:
    [message] = messages(report_of(edition, {cell: typed}), "D7")
    assert message.startswith(f"表二{said}。（D7，")


@pytest.mark.parametrize("level", list(Level))
def test_d7_asks_small_offices_only(level: Level) -> None:
    report = report_of(cells={"proactive.fees.amount": "265500"}, level=level)
    small = {Level.COUNTY_GOVERNMENT, Level.COUNTY_DEPARTMENT, Level.TOWNSHIP, Level.SUBDISTRICT, Level.OTHER}
    assert bool(messages(report, "D7")) is (level in small)


@pytest.mark.parametrize("typed", ["2358万", "251000元", "9999.9999", "99999.99", "0", "", "/", "约三万"])
def test_d7_is_silent_where_nothing_is_odd_about_the_size(typed: str) -> None:
    assert not messages(report_of("2021", {"proactive.fees.amount": typed}), "D7")


@pytest.mark.parametrize(
    ("typed", "level", "found"),
    [
        ("2358万", Level.SUBDISTRICT, True),
        ("1000万元", Level.TOWNSHIP, True),
        ("10000000元", Level.TOWNSHIP, True),
        ("999.9999万元", Level.TOWNSHIP, False),
        ("251000元", Level.SUBDISTRICT, False),
        ("2358万", Level.COUNTY_DEPARTMENT, False),
        ("2358万", Level.COUNTY_GOVERNMENT, False),
    ],
)
def test_d7_asks_townships_and_subdistricts_about_large_procurement(typed: str, level: Level, found: bool) -> None:
    report = report_of("2019", {"proactive.procurement.amount": typed}, level=level)
    assert bool(messages(report, "D7")) is found


# --- edges of a jump


@given(before=st.integers(0, 10**6), now=st.integers(0, 10**7))
def test_jump_is_beyond_five_times_or_below_a_fifth_of_at_least_five(before: int, now: int) -> None:
    cell = "proactive.penalties.decisions"
    found = messages(after({cell: before}, report_of(cells={cell: now})), "C4")
    assert len(found) == (before >= 5 and (now > 5 * before or 5 * now < before))


@given(before=st.decimals(5, 10**5, places=4), now=st.decimals(0, 9999, places=4))
def test_jump_of_money_is_reckoned_exactly(before: Decimal, now: Decimal) -> None:
    cell = "proactive.fees.amount"
    report = after({cell: str(before)}, report_of(cells={cell: str(now)}, level=Level.CITY_GOVERNMENT))
    assert len(messages(report, "C4")) == (now > 5 * before or 5 * now < before)


@pytest.mark.parametrize(("edition", "count"), [("2019", 11), ("2021", 11)])
def test_jumps_are_looked_for_in_the_main_numbers(edition: str, count: int) -> None:
    form = form_for_edition(edition)
    cells = load_rules(form).rule("C4").cells
    assert len(cells) == count
    assert {cell.split(".")[0] for cell in cells} == {"proactive", "requests", "review"}
    assert all(cell.endswith((".total", ".decisions", ".in_force", ".public_total", ".amount")) for cell in cells)


def test_c4_is_undecided_where_one_year_cannot_be_read_or_has_no_such_cell() -> None:
    cell = "proactive.licensing.decisions"
    for before, now in ((550, "很多"), ("很多", 9487), (550, None), (None, 9487), (550, "/")):
        assert not messages(after({cell: before}, report_of(cells={cell: now})), "C4")
    report = after({f"{DOCUMENTS}public_total": 5}, report_of(cells={f"{DOCUMENTS}in_force": 5000}), "2019")
    assert not messages(report, "C4")


# --- undecided, and conditions


def test_first_year_of_an_edition_leaves_stocks_undecided_and_still_compares_requests() -> None:
    last = {f"requests.carried_out.{column}": 4 for column in ("other", "total")}
    report = after({**last, f"{DOCUMENTS}public_total": 9}, report_of(cells={f"{DOCUMENTS}in_force": 1}), "2019")
    assert [finding.rule for finding in judge(report)] == ["C3", "C1", "C1"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_is_said_of_years_without_last_year(edition: str) -> None:
    form = form_for_edition(edition)
    for seed in range(30):
        report = balanced_report(form, random.Random(seed), level=Level.CITY_GOVERNMENT)
        assert judge(report) == ()


@pytest.mark.parametrize("edition", EDITIONS)
def test_wrong_figure_carried_in_breaks_c1_in_its_column_and_nothing_else_of_last_year(edition: str) -> None:
    form = form_for_edition(edition)
    for seed in range(20):
        report = balanced_report(form, random.Random(seed), with_previous=True)
        assert report.previous is not None
        cell = random.Random(seed).choice([cell for cell in form.cells_of("requests") if cell.item == "carried_out"])
        wrong = report.previous.with_cells({cell.id: Count(int(report.previous.number(cell.id)) + 1)})
        broken = violations(judge(dataclasses.replace(report, previous=wrong)), report)
        assert broken == {("C1", cell.measure)}
        severities = {
            finding.severity for finding in judge(dataclasses.replace(report, previous=wrong)) if finding.rule == "C1"
        }
        assert severities == {Severity.ERROR if cell.measure == "total" else Q}


@pytest.mark.parametrize(
    ("requests_now", "requests_before", "found"),
    [
        (0, 0, True),
        (1, 0, False),
        (0, 1, False),
        (1, 1, False),
        ("一件", 0, False),
        (0, "一件", False),
        (0, "/", False),
    ],
)
def test_b4_asks_only_where_neither_year_had_a_request(
    requests_now: object, requests_before: object, found: bool
) -> None:
    cells = {f"review.direct_litigation.{part}": 1 for part in ("upheld", "total")}
    report = report_of(cells={**cells, "requests.received.total": requests_now})
    assert bool(messages(after({"requests.received.total": requests_before}, report), "B4")) is found


def test_a_jump_never_joins_the_group_of_a_broken_balance() -> None:
    cells = {"requests.received.total": 60, "requests.received.other": 60}
    findings = judge(after({"requests.received.total": 10, "requests.received.other": 10}, report_of(cells=cells)))
    jumps = {finding.group for finding in findings if finding.rule == "C4"}
    assert jumps
    assert jumps.isdisjoint(finding.group for finding in findings if finding.rule == "A1")
