"""The rules on texts in the product's own flow: what it writes itself, half-filled workbooks, the examples."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.reports import EDITIONS, PUBLISHED, balanced_report, published
from text_reports import UNITS, judge, town

from xl_tools import tasks
from xl_tools.facts import FactKind, load_facts
from xl_tools.finding import Finding
from xl_tools.forms.load import form_for_edition
from xl_tools.judging import Standard, judge_report
from xl_tools.narrative.compose import finished_narrative
from xl_tools.parts import divider, split_text
from xl_tools.report import Fact, Report, Unit
from xl_tools.units import Level
from xl_tools.validation.texts.sentences import length
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.patch import patch_workbook

TEXT_RULES = {"C6", "F2", "F3", "F5", "F8", "F9", "F10", "F11", "F13", *(f"G{number}" for number in range(1, 9))}
NAMES = {
    **UNITS,
    Level.STATE_DEPARTMENT: "示例部",
    Level.PROVINCE_GOVERNMENT: "示例省人民政府",
    Level.PROVINCE_DEPARTMENT: "示例省示例厅",
    Level.CITY_GOVERNMENT: "示例市",
    Level.CITY_DEPARTMENT: "示例市示例局",
    Level.COUNTY_GOVERNMENT: "示例县人民政府",
    Level.OTHER: "示例市示例公司",
}
WRITTEN = {
    "platform_work": "网站设有政府信息公开专栏，由专人更新",
    "assessment": "政务公开列入年度考核，占3分",
    "social_review": "委托第三方开展满意度测评1次",
    "accountability": "没有应当追究责任的情形",
    "problems": "一是政策解读的图表偏少，二是部分栏目更新不够及时",
    "improvements": "为每个栏目定了责任人，按月检查更新情况",
    "rectification": "去年指出的目录缺项已经补齐",
}


def facts_of(report: Report, rng: random.Random) -> dict[str, Fact]:
    """A value for every required fact and for some of the others."""
    found: dict[str, Fact] = {}
    for fact in load_facts(report.form):
        if fact.required or rng.random() < 0.5:
            text = WRITTEN.get(fact.id, f"{fact.label}已按要求办理")
            found[fact.id] = text if fact.kind is FactKind.TEXT else rng.choice((0, 3, 58, 1206))
    return found


# --- what the product writes


@given(seed=st.integers(0, 10**6), edition=st.sampled_from(EDITIONS), level=st.sampled_from(list(Level)))
@settings(max_examples=120)
def test_what_the_product_writes_breaks_no_rule_on_texts(seed: int, edition: str, level: Level) -> None:
    rng = random.Random(seed)
    report = balanced_report(form_for_edition(edition), rng, level=level, with_previous=edition == "2021")
    unit = Unit(NAMES[level], level)
    previous = None if report.previous is None else replace(report.previous, unit=unit)
    report = replace(report, unit=unit, previous=previous, facts=facts_of(report, rng))
    report = replace(report, narrative=finished_narrative(report))
    # The one remark is on length: a report with something in nearly every row needs many sentences.
    characters = length("".join(split_text(report.form, "overview", report.narrative["overview"]).values()))
    assert of_texts(judge(report)) == (["F11"] if characters > 1000 else [])


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60)
def test_the_same_sentences_every_year_are_no_copy(seed: int) -> None:
    rng = random.Random(seed)
    report = balanced_report(form_for_edition("2021"), rng, level=Level.COUNTY_DEPARTMENT, with_previous=True)
    assert report.previous is not None
    unit = Unit(NAMES[Level.COUNTY_DEPARTMENT], Level.COUNTY_DEPARTMENT)
    # Facts in words are the office's own, so only figures are given here.
    facts = {id_: value for id_, value in facts_of(report, rng).items() if not isinstance(value, str)}
    last = replace(report.previous, unit=unit, facts=facts_of(report, rng))
    last = replace(last, narrative=finished_narrative(last))
    report = replace(report, unit=unit, facts=facts, previous=last)
    report = replace(report, narrative=finished_narrative(report))
    assert [one.message for one in judge(report) if one.rule == "C6"] == []


# --- half-filled


def of_texts(findings: Iterable[Finding]) -> list[str]:
    return [one.rule for one in findings if one.rule in TEXT_RULES]


@pytest.mark.parametrize("year", [2020, 2024])
@pytest.mark.parametrize("part", ["proactive", "requests", "management", "platforms", "supervision"])
def test_one_part_alone_is_no_report_with_parts_missing(year: int, part: str) -> None:
    section = town(year=year).form.section("overview")
    title = next(one.heading or divider(one) for one in section.parts if one.id == part)
    text = "列入考核，听取社会评议，未发生责任追究。" if part == "supervision" else "有关工作由专人负责。"
    report = town(year=year, lead=None, overview=f"{title}\n{text}", problems=None, other=None)
    assert of_texts(judge_report(report, Standard()).findings) == []


@pytest.mark.parametrize(("edition", "year"), [("2019", 2020), ("2021", 2024)])
def test_a_workbook_with_one_part_written_has_no_error_on_the_others(edition: str, year: int, tmp_path: Path) -> None:
    unit = Unit(NAMES[Level.TOWNSHIP], Level.TOWNSHIP)
    path = tasks.new(tmp_path / "年报.xlsx", unit, year)
    row = layout_for_year(form_for_edition(edition), year).texts["overview", "requests"]
    edits = {(row.own.sheet, row.own.address): f"{year}年未收到政府信息公开申请，没有上年结转的申请。"}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    assert of_texts(tasks.validate_file(path).findings) == []


def test_text_for_the_whole_section_is_judged_as_what_is_published() -> None:
    unit = Unit(NAMES[Level.TOWNSHIP], Level.TOWNSHIP)
    report = replace(town(), unit=unit, narrative={"overview": "2024年主动公开政府信息12条。"})
    assert of_texts(judge_report(report, Standard()).findings) == ["F2", "F3"]


# --- the examples


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_example_reports_break_no_rule_on_texts(name: str) -> None:
    # Each was read with care: the texts of these examples name their year and unit, and leave nothing out.
    assert of_texts(judge_report(published(name), Standard()).findings) == []
