"""Rule H3: lists of districts against the number stated for all, and every list that cannot be read in one way only."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_reports import prose
from support.examples import examples

from xl_tools.finding import Finding, Severity
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Scope
from xl_tools.validation.context import Context
from xl_tools.validation.engine import run
from xl_tools.validation.texts.breakdown import claimed, faults
from xl_tools.workbook.layout import layout_for_year

WHOLE = Scope.CONSOLIDATED


def context(text: str, scope: Scope = WHOLE, *, without: str = "") -> Context:
    report = prose(text, scope=scope)
    book = load_rules(report.form)
    rules = RuleBook(report.form, tuple(rule for rule in book.rules if rule.id != without))
    return Context(report, rules, layout_for_year(report.form, report.year).locate)


def found(text: str, scope: Scope = WHOLE) -> list[Finding]:
    return [one for one in run(context(text, scope)) if one.rule == "H3"]


def read(text: str) -> list[tuple[int, int]]:
    """(sum of the list, number for all) of every list that is wrong."""
    return [(int(one.sum), int(one.whole.number)) for one in faults(context(text))]


def test_a_list_that_is_more_than_the_whole_is_an_error_that_shows_the_sum() -> None:
    [one] = found("全年收到申请50件（甲县12件、乙县30件、丙区9件）。")
    assert one.severity is Severity.ERROR
    assert (one.left, one.right, one.difference) == (51, 50, 1)
    assert one.message.startswith("“一、总体情况”正文“")
    assert "：明细 12＋30＋9＝51，写的总数是 50件，多 1。请核对明细和总数。（H3，" in one.message
    assert [place.sheet for place in one.places] == ["一、总体情况"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年收到申请50件（甲县12件、乙县30件、丙区7件）。", (49, 50)),
        ("全年收到申请50件（市本级2件、市各有关部门10件、乙县30件、丙区9件）。", (51, 50)),
        ("全年收到申请50件（甲县12件（占24%）、乙县30件（占60%）、丙区9件）。", (51, 50)),
        ("全年收到申请50件（甲县１２件、乙县３０件、丙区９件）。", (51, 50)),
        ("全年收到申请50件，其中甲县12件、乙县30件、丙区9件。", (51, 50)),
        ("全年收到申请50件，其中：甲县12件，乙县30件，丙区9件。", (51, 50)),
        ("全年收到申请50件。其中，甲县收到12件、乙县收到30件、丙区收到9件。", (51, 50)),
        ("全年收到申请50件，包括甲县12件、乙县30件、丙区9件。", (51, 50)),
        ("发布信息500条，分别为：甲县120条、乙县300条、丙区90条。", (510, 500)),
        ("发布信息500条，分别为甲县120条、乙县300条、丙区70条。", (490, 500)),
        ("发布信息500条：甲县120条、乙县300条、丙区70条。", (490, 500)),
        ("甲县发布12条、乙县发布30条、丙区发布9条，合计50条。", (51, 50)),
        ("甲县发布12条、乙县发布30条、丙区发布7条，合计50条。", (49, 50)),
        ("发布情况如下：甲县发布12条、乙县发布30条、丙区发布9条，共计50条。", (51, 50)),
        ("发布信息50条（东山镇12条、城关街道办事处30条、高新技术开发区9条）。", (51, 50)),
    ],
)
def test_lists_that_are_certainly_wrong(text: str, expected: tuple[int, int]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "全年收到申请50件（甲县12件、乙县30件、丙区8件）。",
        "全年收到申请50件，其中甲县12件、乙县30件、丙区8件。",
        "全年收到申请50件（甲县12件、乙县30件、丙区7件等）。",
        "全年收到申请50件（甲县12件、乙县30件、丙区3件，其他4件）。",
        "全年收到申请50件，其中甲县12件、乙县20件、丙区7件。",
        "发布信息500条，分别为甲县120条、乙县300条、丙区70条，其余为部门发布。",
        "发布信息500条，分别为甲县120条、乙县300条、丙区70条，另有10条转载。",
        "全年收到申请50件（甲县12件、乙县30件）。",
        "全年收到申请约50件（甲县12件、乙县30件、丙区9件）。",
        "全年收到申请50件（甲县12件、乙县约30件、丙区9件）。",
        "发布信息5万条（甲县12000条、乙县30000条、丙区9000条）。",
        "全年收到申请50件（城镇12件、农村地区30件、小区9件）。",
        "全年收到申请50件（各乡镇12件、市教育局30件、市公安局9件）。",
        "全年收到申请50件（甲县12件、甲县东山镇30件、丙区9件）。",
        "全年收到申请50件（甲县12件、甲县30件、丙区9件）。",
        "全年收到申请50件（甲县12次、乙县30次、丙区9次）。",
        "全年收到申请50件（全市12件、乙县30件、丙区9件）。",
        "全年收到申请50件，同比增长。甲县12件、乙县30件、丙区9件。",
        "收到申请50件、咨询60件。其中，甲县12件、乙县30件、丙区9件。",
        "收到申请50件\n其中，甲县12件、乙县30件、丙区9件。",
        "全年收到申请50件，办结情况较好、公众普遍满意，其中甲县12件、乙县30件、丙区9件。",
        "甲县发布12条、乙县发布30条、丙区发布9条。",
        "",
    ],
)
def test_lists_that_fit_or_can_be_read_otherwise_are_left_alone(text: str) -> None:
    assert read(text) == []


def test_own_figures_have_no_districts() -> None:
    text = "全年收到申请50件（甲县12件、乙县30件、丙区9件）。"
    assert found(text, Scope.OWN) == []
    assert claimed(context(text, Scope.OWN)) == frozenset()


def test_where_the_whole_contradicts_the_tables_only_that_is_said() -> None:
    text = "全年收到申请51件（甲县12件、乙县30件、丙区8件）。"
    assert read(text) == []
    assert "E1" in {one.rule for one in run(context(text))}


def test_what_is_claimed_is_named_by_sentence_and_place_unless_the_rule_is_off() -> None:
    text = "发布信息。全年收到申请50件（甲县12件、乙县30件、丙区9件）。"
    one = context(text)
    [sentence] = [sentence for sentence in one.prose.sentences if "50" in sentence.text]
    assert claimed(one) == {(id(sentence), sentence.text.index("50"))}
    assert claimed(context(text, without="H3")) == frozenset()


@pytest.mark.parametrize("rule", ["E6", "E15"])
def test_one_list_is_reported_once(rule: str) -> None:
    unit, what = ("元", "收取信息处理费") if rule == "E15" else ("件", "收到申请")
    text = f"全年{what}50{unit}，其中甲县12{unit}、乙县30{unit}、丙区9{unit}。"
    assert [one.rule for one in run(context(text)) if one.rule in ("H3", rule) and one.left == 51] == ["H3"]
    assert [one.rule for one in run(context(text, without="H3")) if one.left == 51] == [rule]


PLACES = ("甲县", "乙县", "丙区", "丁市", "东山镇", "西河乡", "城关街道", "北湖新区")


@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=8),
    st.sampled_from(["（{}）", "，其中{}", "，分别为{}", "：{}"]),
    st.integers(-3, 3),
    st.randoms(use_true_random=False),
)
@settings(max_examples=examples(60))
def test_a_list_is_wrong_exactly_if_it_is_not_the_whole(
    numbers: list[int], frame: str, by: int, rng: random.Random
) -> None:
    names = rng.sample(PLACES, len(numbers))
    listed = "、".join(f"{name}{number}条" for name, number in zip(names, numbers, strict=True))
    whole = sum(numbers) + by
    if whole < 0:
        return
    expected = [(sum(numbers), whole)] if by < 0 or (by > 0 and "其中" not in frame) else []
    assert read(f"发布公告{whole}条{frame.format(listed)}。") == expected


@given(st.text(alphabet="甲乙县区镇、，。；：（）等其中分别为合计0123件条约万%\n", max_size=120))
@settings(max_examples=examples(200))
def test_no_text_breaks_it_and_all_it_says_is_true(text: str) -> None:
    one = context(text)
    for fault in faults(one):
        assert fault.sum != fault.whole.number
        assert len(fault.parts) >= 3


def test_a_long_text_is_looked_at_only_near_its_numbers() -> None:
    one = context("，其中" * 10_000 + "甲县12件、乙县30件、丙区9件，合计50件。")
    [sentence] = one.prose.sentences  # read before the clock starts
    start = time.process_time()
    assert [fault.stated_in for fault in faults(one)] == [sentence]
    assert time.process_time() - start < 0.5
