"""Decisions merged, kept, and understood from what people type."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.inboxes import EAST, FARMING, FINANCE, MARKET, WEST, YEAR, Inbox, county, report, unreadable

from xl_tools.consolidation.deciding import Typed, decided, from_json, to_json, understood
from xl_tools.consolidation.decisions import IN, OUT, Decision, Decisions
from xl_tools.errors import XlToolsError
from xl_tools.units import Scope

ROSTER = county()
ON = "2026-02-01"
TODAY = Decision("", "", ON)


def say(typed: Typed, inbox: Inbox | None = None, old: Decisions | None = None) -> Decisions:
    came = inbox or Inbox()
    return understood(old or Decisions(), typed, ROSTER, came.arrivals, came.readings, YEAR, ON)


def code_and_words(typed: Typed, inbox: Inbox | None = None, old: Decisions | None = None) -> tuple[str, str]:
    with pytest.raises(XlToolsError) as told:
        say(typed, inbox, old)
    assert told.value.hint
    return told.value.code, str(told.value)


# --- merged


def test_the_newer_of_two_decisions_holds() -> None:
    old = Decisions(
        {"市监局": Decision(MARKET), "财局": Decision(FINANCE)},
        {(FINANCE, "own"): Decision("a"), (EAST, "own"): Decision("b")},
        {WEST: TODAY},
        Decision(OUT),
        {EAST: Decision(IN)},
    )
    new = Decisions(
        {"财局": Decision(FARMING)},
        {(FINANCE, "own"): Decision("c"), (FINANCE, "consolidated"): Decision("d")},
        {FARMING: TODAY},
        None,
        {EAST: Decision(OUT)},
    )
    assert decided(old, new) == Decisions(
        {"市监局": Decision(MARKET), "财局": Decision(FARMING)},
        {(FINANCE, "own"): Decision("c"), (EAST, "own"): Decision("b"), (FINANCE, "consolidated"): Decision("d")},
        {WEST: TODAY, FARMING: TODAY},
        Decision(OUT),
        {EAST: Decision(OUT)},
    )
    assert decided(old, Decisions(errors=Decision(IN))).errors == Decision(IN)


TIMES = st.just("") | st.datetimes().map(lambda one: one.isoformat())
DECISIONS = st.builds(Decision, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), TIMES)
NAMED = st.dictionaries(st.text(max_size=5), DECISIONS, max_size=3)
ALL = st.builds(
    Decisions,
    NAMED,
    st.dictionaries(st.tuples(st.text(max_size=5), st.text(max_size=5)), DECISIONS, max_size=3),
    NAMED,
    st.none() | DECISIONS,
    NAMED,
)


@given(ALL, ALL)
def test_what_is_kept_comes_back_and_merging_has_no_side_effects(one: Decisions, other: Decisions) -> None:
    assert from_json(to_json(one)) == one
    assert decided(one, Decisions()) == one
    assert decided(Decisions(), one) == one
    assert decided(decided(one, other), other) == decided(one, other)


def test_equal_decisions_give_equal_texts() -> None:
    one = Decisions({"甲": TODAY, "乙": TODAY}, {("乙", "own"): TODAY, ("甲", "own"): TODAY})
    other = Decisions({"乙": TODAY, "甲": TODAY}, {("甲", "own"): TODAY, ("乙", "own"): TODAY})
    assert to_json(one) == to_json(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        to_json(Decisions()).replace('"errors": null', '"errors": 1'),
        to_json(Decisions()).replace('"chosen": []', '"chosen": [["甲", "own"]]'),
        to_json(Decisions(aliases={"甲": TODAY})).replace('"value": ""', '"value": 1'),
        to_json(Decisions(aliases={"甲": Decision("", "", "", "昨天")})),
        "[" * 100_000,
    ],
)
def test_damaged_decisions_are_refused(text: str) -> None:
    with pytest.raises(XlToolsError, match="已损坏") as told:
        from_json(text)
    assert told.value.code == "K10"


def test_the_text_that_is_kept_is_plain() -> None:
    assert json.loads(to_json(Decisions(chosen={(FINANCE, "own"): Decision("ab", "理由", ON)})))["chosen"] == [
        [FINANCE, "own", {"value": "ab", "reason": "理由", "on": ON}]
    ]


# --- typed


def test_units_with_reasons() -> None:
    found = say(
        Typed(
            left_out=["财政局=数字未核实", f"{MARKET}"],
            included=["东湖街道办＝领导同意 = 已核"],
            excluded=[f" {WEST} = "],
            errors="out",
        )
    )
    assert found == Decisions(
        left_out={FINANCE: Decision("", "数字未核实", ON), MARKET: TODAY},
        with_errors={EAST: Decision(IN, "领导同意 = 已核", ON), WEST: Decision(OUT, "", ON)},
        errors=Decision("out", "", ON),
    )


def test_names_as_written() -> None:
    assert say(Typed(aliases=["示例县财税局=财政局"])).aliases == {"示例县财税局": Decision(FINANCE, "", ON)}


def test_a_remembered_name_is_understood_at_once() -> None:
    old = Decisions(aliases={"财税局": Decision(FINANCE)})
    assert say(Typed(left_out=["财税局=暂缓"]), old=old).left_out == {FINANCE: Decision("", "暂缓", ON)}


def test_a_unit_that_the_roster_lacks_is_told_with_what_is_near() -> None:
    assert code_and_words(Typed(left_out=["没有的局=理由"])) == ("K05", "名单里没有“没有的局”。")
    with pytest.raises(XlToolsError) as told:
        say(Typed(aliases=["什么=市监局"]))
    assert (told.value.code, told.value.hint) == ("K05", f"名单里相近的有“{MARKET}”，请写全称。")


@pytest.mark.parametrize("text", ["财政局", "=甲", "财政局=", " = "])
def test_both_sides_are_needed(text: str) -> None:
    assert code_and_words(Typed(aliases=[text])) == ("K09", f"“{text}”看不懂，应当写成“写法=单位”。")
    assert code_and_words(Typed(chosen=[text])) == ("K09", f"“{text}”看不懂，应当写成“单位=文件”。")


def inbox() -> Inbox:
    came = Inbox()
    came.add(report(FINANCE), name="财政局 年报.xlsx")
    came.add(report(FINANCE, number=2), name="财政局年报（改）.xlsx")
    came.add(report(FINANCE, number=3), name="财政局年报（改）.xlsx")
    came.add(report(FINANCE, scope=Scope.CONSOLIDATED), name="汇总.xlsx", sender="a@example.cn")
    came.add(unreadable(), name="坏.xlsx")
    came.add(None, name="正文.docx")
    came.again(came.arrivals[0])
    return came


@pytest.mark.parametrize(
    ("text", "number", "scope"),
    [
        ("1", 1, "own"),
        ("第 2 号", 2, "own"),
        ("＃３", 3, "own"),
        ("财政局　年报.xlsx", 1, "own"),
        ("收件.eml › 汇总.xlsx", 4, "consolidated"),
        ("汇总.xlsx", 4, "consolidated"),
    ],
)
def test_a_file_by_number_or_name(text: str, number: int, scope: str) -> None:
    came = inbox()
    digest = came.arrivals[number - 1].digest
    until = came.arrivals[-1].time.isoformat()
    assert say(Typed(chosen=[f"财政局={text}"]), came).chosen == {(FINANCE, scope): Decision(digest, "", ON, until)}


def test_a_file_by_its_digest() -> None:
    came = inbox()
    digest = came.arrivals[1].digest
    for typed in (digest[:8], digest.upper()):
        (found,) = say(Typed(chosen=[f"财政局={typed}"]), came).chosen.values()
        assert found.value == digest


def test_files_that_cannot_be_chosen() -> None:
    came = inbox()
    assert code_and_words(Typed(chosen=["财政局=没有.xlsx"]), came) == ("K06", "收件里没有“没有.xlsx”。")
    assert code_and_words(Typed(chosen=["财政局=99"]), came) == ("K06", "收件里没有“99”。")
    assert code_and_words(Typed(chosen=["财政局=财政局年报（改）.xlsx"]), came) == (
        "K07",
        "收件里有几份不同的“财政局年报（改）.xlsx”（第 2、3 号）。",
    )
    for text, name in (("5", "坏.xlsx"), ("正文.docx", "正文.docx")):
        number = {"坏.xlsx": 5, "正文.docx": 6}[name]
        said = f"第 {number} 号（{name}）读不出，或者不是年报，不能作为“{FINANCE}”的年报。"
        assert code_and_words(Typed(chosen=[f"财政局={text}"]), came) == ("K08", said)


def test_a_file_of_another_year_cannot_be_chosen() -> None:
    came = inbox()
    readings = {
        digest: replace(one, report=replace(one.report, year=YEAR - 1, previous=None)) if one.report else one
        for digest, one in came.readings.items()
    }
    with pytest.raises(XlToolsError) as told:
        understood(Decisions(), Typed(chosen=["财政局=1"]), ROSTER, came.arrivals, readings, YEAR, ON)
    assert told.value.code == "K08"
    assert f"是 {YEAR - 1} 年度的" in str(told.value)


def test_what_is_put_back_is_forgotten() -> None:
    old = Decisions(
        {"财税局": Decision(FINANCE)},
        {(FINANCE, "own"): TODAY, (EAST, "own"): TODAY},
        {FINANCE: TODAY, EAST: TODAY},
        Decision(OUT),
        {FINANCE: Decision(IN), EAST: Decision(IN)},
    )
    assert say(Typed(put_back=["县财政局"]), old=old) == Decisions(
        old.aliases, {(EAST, "own"): TODAY}, {EAST: TODAY}, Decision(OUT), {EAST: Decision(IN)}
    )
    assert say(Typed(put_back=["财税局"]), old=old).aliases == {}
    assert code_and_words(Typed(put_back=[WEST]), old=old) == ("K11", f"没有对“{WEST}”作过决定，不能撤回。")
    # Put back first, so that one command may decide anew.
    assert say(Typed(put_back=[FINANCE], left_out=[f"{FINANCE}=新的理由"]), old=old).left_out == {
        EAST: TODAY,
        FINANCE: Decision("", "新的理由", ON),
    }
