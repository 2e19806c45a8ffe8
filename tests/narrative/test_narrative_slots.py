"""Slots in own text, and the split of a text into the parts of its section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from narrative_reports import EDITIONS, UNIT, small

from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.compose import figures_of, finished_narrative
from xl_tools.narrative.slots import expand, slot_names
from xl_tools.parts import join_parts, split_text
from xl_tools.report import Report

FORM = form_for_edition("2021")
CELLS = {
    "requests.received.total": 9,
    "requests.received.natural_person": 6,
    "requests.received.business": 2,
    "requests.received.other": 1,
    "requests.denied_state_secret.total": 3,
    "requests.denied_enforcement_files.total": 4,
    "requests.denied_enforcement_files.natural_person": 1,
    "requests.other_misc.total": 5,
    "proactive.licensing.decisions": 278,
    "proactive.fees.amount": "26.55",
    "review.reconsideration.total": 2,
    "review.direct_litigation.total": 1,
    "review.litigation_after_reconsideration.total": 7,
}


def fill(text: str, report: Report | None = None) -> str:
    return "".join(piece.text for piece in expand(text, figures_of(report or small(cells=CELLS))).pieces)


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("{本年新收}", "9"),
        ("{本年新收·自然人}", "6"),
        ("{本年新收・自然人}", "6"),
        ("{本年新收·法人或其他组织}", "3"),
        ("｛ 本年新收 ｝", "9"),
        ("{不予公开}", "7"),
        ("{不予公开·自然人}", "1"),
        ("{其他处理}", "5"),
        ("{行政许可·处理决定}", "278"),
        ("{行政许可}", "278"),
        ("{行政事业性收费}", "26.55"),
        ("{行政复议·总计}", "2"),
        ("{行政复议}", "2"),
        ("{行政诉讼}", "8"),
        ("{单位}", UNIT),
        ("{年度}", "2024"),
        ("{上年}", "2023"),
        ("{下年}", "2025"),
        ("{主动公开政府信息总条数}", "〔待填：主动公开政府信息总条数〕"),
        ("{规章}", "{规章}"),
        ("{}", "{}"),
        ("{ {本年新收} }", "{ 9 }"),
    ],
)
def test_slots_by_their_chinese_names(slot: str, text: str):
    assert fill(f"共{slot}。") == f"共{text}。"


def test_a_slot_of_a_blank_cell_is_a_gap():
    report = small(cells={"requests.received.total": None})
    assert fill("新收{本年新收}件", report) == "新收〔待填：本年新收〕件"


def test_slots_of_groups_in_the_2019_edition():
    report = small("2019", {"requests.other_handling.total": 5, "proactive.licensing.change": -2})
    assert fill("{其他处理}、{行政许可·本年增减}", report) == "5、-2"


def test_pieces_of_slots_remember_their_cells():
    pieces = expand("新收{本年新收}件", figures_of(small(cells=CELLS))).pieces
    assert [(piece.text, piece.cells) for piece in pieces] == [
        ("新收", ()),
        ("9", ("requests.received.total",)),
        ("件", ()),
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_offered_slot_name_is_known(edition: str):
    figures = figures_of(small(edition))
    names = [name for name in slot_names(figures) if name != "数字句"]
    assert len(names) == len(set(names)) > 300
    assert expand("".join(f"{{{name}}}" for name in names), figures).unknown == ()


def test_facts_fill_slots_and_slots_fill_facts():
    report = small(
        cells=CELLS, facts={"problems": "申请{本年新收}件，人手不足。", "improvements": "针对{存在的主要问题}"}
    )
    text = finished_narrative(report)["problems"]
    assert text == "存在的主要问题：申请9件，人手不足。\n改进情况：针对申请9件，人手不足。。"


def test_facts_that_name_each_other_stay_as_typed():
    facts = {"problems": "见{改进措施}", "improvements": "见{存在的主要问题}"}
    report = small(facts=facts, narrative={"problems": "{存在的主要问题}"})
    once = finished_narrative(report)
    assert once["problems"] == "{存在的主要问题}"
    plain = small(facts=facts)
    told = finished_narrative(plain)
    assert finished_narrative(small(facts=facts, narrative=told)) == told


# --- parts


@pytest.mark.parametrize(
    "heading",
    [
        "（一）主动公开",
        "主动公开",
        " (一) 主动公开 ",
        "（一） 主动公开情况",
        "一、主动公开",
        "1.主动公开：",
        "（1）主动公开。",
        "主 动 公 开",
    ],
)
def test_headings_are_recognised_in_many_spellings(heading: str):
    assert split_text(FORM, "overview", f"前言\n{heading}\n正文") == {"": "前言", "proactive": "正文"}


@pytest.mark.parametrize("line", ["主动公开政府信息", "（一）主动公开。全年公开5条", "不主动公开", ""])
def test_other_lines_are_no_headings(line: str):
    assert split_text(FORM, "overview", line) == {"": line}


def test_editions_without_headings_keep_one_text():
    text = "（一）主动公开\n正文"
    assert split_text(form_for_edition("2019"), "overview", text) == {"": text}
    assert split_text(FORM, "problems", text) == {"": text} == split_text(FORM, "lead", text)


def test_parts_come_in_the_order_of_the_form_and_repeated_headings_continue():
    text = "依申请公开\n乙\n主动公开\n甲\n依申请公开\n丙"
    assert split_text(FORM, "overview", text) == {"proactive": "甲", "requests": "乙\n丙"}


LINES = st.text(alphabet="甲乙，。（）一 {}", max_size=8)
BODIES = st.lists(LINES, max_size=3).map("\n".join)


@given(
    parts=st.dictionaries(st.sampled_from([part.id for part in FORM.section("overview").parts]), BODIES),
    intro=BODIES,
)
def test_joining_what_was_split_gives_the_text_back(parts: dict[str, str], intro: str):
    whole = {"": intro, **parts} if intro or not parts else parts
    ordered = {key: whole[key] for key in ["", *(p.id for p in FORM.section("overview").parts)] if key in whole}
    text = join_parts(FORM, "overview", ordered)
    assert split_text(FORM, "overview", text) == ordered
    assert join_parts(FORM, "overview", split_text(FORM, "overview", text)) == text
