"""Composed text: numbers equal their cells, each case of the wording, gaps, own text, and composing twice."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from narrative_reports import EDITIONS, UNIT, YEARS, all_facts, small, some

from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.compose import (
    compose,
    figures_of,
    finished_narrative,
    generated_text,
    unknown_slots,
)
from xl_tools.narrative.figures import show_number
from xl_tools.narrative.render import change_words, growth_words
from xl_tools.report import NARRATIVE_KEYS, Report, Unit
from xl_tools.units import Level
from xl_tools.values import Amount, Count, NotApplicable

RECEIVED = "requests.received.total"
SEEDS = st.integers(0, 10**6)


def placeholders(passages) -> tuple[str, ...]:
    """Names of the gaps 〔待填：…〕 in a narrative, each once, in reading order."""
    found = [name for passage in passages for name in re.findall(r"〔待填：([^〕]*)〕", passage.text)]
    return tuple(dict.fromkeys(found))


def overview(report: Report, part: str = "requests") -> str:
    return next(passage.text for passage in compose(report) if (passage.section, passage.part) == ("overview", part))


# --- numbers


@given(seed=SEEDS, edition=st.sampled_from(EDITIONS))
@settings(max_examples=60, deadline=None)
def test_every_number_equals_its_cells(seed: int, edition: str):
    report = some(random.Random(seed), edition)
    figures = figures_of(report)
    for passage in compose(report):
        for piece in (piece for paragraph in passage.paragraphs for piece in paragraph.pieces):
            if piece.cells and re.fullmatch(r"-?[0-9.]+", piece.text):
                assert Decimal(piece.text) == sum(figures.number(cell) for cell in piece.cells)
            elif not piece.cells:
                words = piece.text.replace(str(report.year), "")
                assert not re.search(
                    "[0-9]", re.sub("第711号|〔20[0-9]{2}〕[0-9]+号|年1月1日|年12月31日", "", words)
                ), words


@given(seed=SEEDS, edition=st.sampled_from(EDITIONS))
@settings(max_examples=60, deadline=None)
def test_composing_twice_is_the_same(seed: int, edition: str):
    report = some(random.Random(seed), edition)
    once = finished_narrative(report)
    assert compose(report) == compose(report)
    assert set(once) == set(NARRATIVE_KEYS)
    again = Report(report.form, report.year, report.unit, report.cells, once, report.facts, previous=report.previous)
    assert finished_narrative(again) == once


def test_a_full_year_is_told_from_the_total_column():
    text = overview(
        small(
            cells={
                RECEIVED: 150,
                "requests.received.natural_person": 140,
                "requests.received.business": 10,
                "requests.carried_in.total": 5,
                "requests.granted.total": 100,
                "requests.denied_state_secret.total": 20,
                "requests.denied_enforcement_files.total": 10,
                "requests.results_total.total": 130,
                "requests.carried_out.total": 25,
            }
        )
    )
    assert "新收政府信息公开申请150件" in text and "上年结转5件，合计155件" in text
    assert "自然人提出140件，占93.3%" in text and "法人或其他组织提出10件，占6.7%" in text
    assert "办结130件，其中予以公开100件、不予公开30件。" in text
    assert "不予公开占23.1%" in text and "无法提供" not in text.split("情形为")[0]
    assert "属于国家秘密20件、属于行政执法案卷10件。" in text
    assert "结转下年度继续办理25件" in text
    assert "未发生因政府信息公开引起的行政复议、行政诉讼。" in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_nil_report_says_so_and_claims_nothing_else(edition: str):
    text = overview(small(edition))
    year = YEARS[edition]
    assert text == (
        f"{year}年未收到政府信息公开申请，也没有上年结转的申请。未发生因政府信息公开引起的行政复议、行政诉讼。"
    )


def test_nothing_received_but_something_carried_in():
    text = overview(small(cells={"requests.carried_in.total": 3, "requests.results_total.total": 3}))
    assert "未收到新的政府信息公开申请，上年结转的申请有3件。" in text and "全年办结3件。" in text


def test_blank_tables_are_not_told_as_nothing_received():
    report = Report(form_for_edition("2021"), 2024, Unit(UNIT), {})
    text = overview(report)
    assert "未收到" not in text and "未发生" not in text
    assert "新收政府信息公开申请〔待填：本年新收·总计〕件" in text
    slash = report.with_cells({RECEIVED: NotApplicable()})
    assert "〔待填：本年新收·总计〕" in overview(slash)


def test_money_is_printed_as_it_stands():
    text = overview(small(cells={"proactive.fees.amount": "59237.2449"}), "proactive")
    assert "行政事业性收费59237.2449万元。" in text
    assert "没有行政事业性收费。" in overview(small(), "proactive")


def test_an_amount_without_a_unit_is_not_given_one():
    report = small("2019", {"proactive.procurement.projects": 2})
    bare = report.with_cells({"proactive.procurement.amount": Amount(Decimal(8040), unit_given=False)})
    assert "采购总金额〔待填：政府集中采购·采购总金额〕万元" in overview(bare, "proactive")
    typed = report.with_cells({"proactive.procurement.amount": Amount(Decimal(2358), "2358万")})
    assert "采购总金额2358万元" in overview(typed, "proactive")


def test_normative_documents_in_both_editions():
    new = small(
        cells={
            f"proactive.normative_documents.{m}": n
            for m, n in zip(("issued", "repealed", "in_force"), (6, 0, 49), strict=True)
        }
    )
    assert overview(new, "management") == "2024年制发行政规范性文件6件，废止0件，现行有效49件。"
    names = ("made", "disclosed", "public_total")
    old = small("2019", {f"proactive.normative_documents.{m}": n for m, n in zip(names, (1, 2, 3), strict=True)})
    assert overview(old, "management") == "2020年新制作规范性文件1件，新公开2件，对外公开总数3件。"


def test_items_of_2019_tell_rises_and_falls():
    cells = {"proactive.licensing.last_year_items": 8, "proactive.licensing.change": -8, "proactive.fees.change": 1}
    text = overview(small("2019", cells), "proactive")
    assert "上一年项目数量：行政许可8项，本年减少8项；行政事业性收费0项，本年增加1项。" in text
    assert change_words(0, "项") == "没有增减"


# --- growth


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (120, 100, "同比增长20%"),
        (90, 120, "同比下降25%"),
        (100, 300, "同比下降66.7%"),
        (2001, 2000, "同比增长0.1%"),
        (5, 5, "与上年持平"),
        (0, 0, "与上年持平"),
        (7, 0, "上年为0件"),
        (0, 7, "上年为7件"),
        (100001, 100000, "与上年基本持平"),
    ],
)
def test_growth_in_all_cases(now: int, before: int, words: str):
    assert growth_words(now, before, "件", 1) == words
    previous = small(cells={RECEIVED: before}, year=2023)
    assert f"新收申请{words}。" in overview(small(cells={RECEIVED: now}, previous=previous))


def test_growth_is_silent_while_last_year_is_unknown():
    blank = small(cells={RECEIVED: None}, year=2023)
    for previous in (None, blank, blank.with_cells({RECEIVED: NotApplicable()})):
        text = overview(small(cells={RECEIVED: 5}, previous=previous))
        assert "上年为" not in text and "同比" not in text and "持平" not in text


def test_growth_reads_last_year_of_another_edition():
    previous = small("2019", {RECEIVED: 10})
    report = small(cells={RECEIVED: 12}, previous=previous, year=2021)
    assert "新收申请同比增长20%。" in overview(report)
    growth = next(p for s in compose(report) for q in s.paragraphs for p in q.pieces if "同比" in p.text)
    assert growth.cells == (RECEIVED, f"previous.{RECEIVED}")


# --- facts


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("level", [Level.COUNTY_DEPARTMENT, Level.TOWNSHIP])
def test_missing_facts_stay_visible_and_given_ones_leave_no_gap(edition: str, level: Level):
    gaps = placeholders(compose(small(edition, level=level)))
    for name in ("主动公开政府信息总条数", "存在的主要问题", "改进措施", "收取信息处理费件数", "收取信息处理费金额"):
        assert name in gaps
    assert ("社会评议情况" in gaps) == level.is_government
    report = small(edition, facts=all_facts(form_for_edition(edition)), level=level)
    assert placeholders(compose(report)) == ()
    text = "\n".join(finished_narrative(report).values())
    assert "〔" not in re.sub("〔20[0-9]{2}〕", "", text) and "。。" not in text


def test_channels_without_a_number_are_left_out():
    text = overview(small(facts={"disclosed_total": 1030, "website_posts": 31, "wechat_posts": 0}), "proactive")
    assert text.startswith("2024年主动公开政府信息1030条，其中政府网站31条。")


def test_contact_is_left_out_while_nothing_of_it_is_known():
    assert "联系" not in generated_text(small(), "lead")
    text = generated_text(small(facts={"telephone": "010-00000000"}), "lead")
    assert f"请联系{UNIT}（电话：010-00000000）。" in text


def test_processing_fees():
    def fees(**facts: int | str | Decimal) -> str:
        return generated_text(small(facts=facts), "other", "fees")

    assert (
        fees(fee_amount=0)
        == fees(fee_cases=0)
        == fees(fee_cases=0, fee_amount=0)
        == "2024年未收取政府信息公开信息处理费。"
    )
    charged = "2024年对25件政府信息公开申请收取信息处理费，共2950元。"
    assert fees(fee_cases=25, fee_amount=2950) == charged
    assert fees(fee_cases="25", fee_amount="2950元") == fees(fee_cases="25件", fee_amount="0.295万元") == charged
    assert fees(fee_cases=25) == "2024年对25件政府信息公开申请收取信息处理费，共〔待填：收取信息处理费金额〕元。"


def test_platforms_need_a_text_only_where_no_number_says_anything():
    assert overview(small(), "platforms") == "〔待填：公开平台建设情况〕。"
    assert overview(small(facts={"websites": 1}), "platforms") == "现有政府网站1个。"
    assert overview(small(facts={"websites": 0}), "platforms") == "〔待填：公开平台建设情况〕。"


def test_governments_report_on_three_more_matters():
    text = overview(small(level=Level.COUNTY_GOVERNMENT), "supervision")
    assert all(word in text for word in ("工作考核", "社会评议", "责任追究"))
    assert "工作考核" not in overview(small(level=Level.SUBDISTRICT), "supervision")


def test_a_text_of_several_lines_makes_several_paragraphs():
    passages = compose(small(facts={"problems": "一是甲。\n二是乙。"}))
    passage = next(passage for passage in passages if passage.part == "problems")
    assert [paragraph.text for paragraph in passage.paragraphs] == ["存在的主要问题：一是甲。", "二是乙。"]


# --- own text


def test_own_text_of_a_part_stands_and_the_others_are_generated():
    report = small(narrative={"overview": "（二）依申请公开\n我局收到{本年新收}件。"}, cells={RECEIVED: 4})
    passages = {passage.part: passage for passage in compose(report) if passage.section == "overview"}
    assert passages["requests"].text == "我局收到4件。" and not passages["requests"].generated
    assert passages["management"].generated and passages["proactive"].heading == "（一）主动公开"
    assert finished_narrative(report)["overview"].count("我局收到4件。") == 1


def test_own_text_without_headings_stands_for_the_whole_section():
    own = "  第一段。\n\n第二段，新收{本年新收}件。\n"
    for edition in EDITIONS:
        passages = [p for p in compose(small(edition, narrative={"overview": own})) if p.section == "overview"]
        assert len(passages) == 1 and passages[0].text == own.replace("{本年新收}", "0") and not passages[0].generated


def test_generated_sentences_inside_own_text():
    report = small(narrative={"overview": "（二）依申请公开\n情况如下：{数字句}特此说明。", "lead": "{数字句}"})
    assert overview(report) == f"情况如下：{generated_text(report, 'overview', 'requests')}特此说明。"
    assert finished_narrative(report)["lead"] == generated_text(report, "lead")
    whole = small(narrative={"problems": "{数字句}"}, facts={"problems": "甲", "improvements": "乙"})
    assert finished_narrative(whole)["problems"] == "存在的主要问题：甲。\n改进情况：乙。"


def test_unknown_slots_stay_and_are_reported():
    report = small(
        narrative={"other": "{不认识}与{本年新收}", "overview": "（一）主动公开\n{又一个}"},
        facts={"problems": "{没有}"},
    )
    assert finished_narrative(report)["other"] == "{不认识}与0"
    assert {(unknown.place, unknown.slot) for unknown in unknown_slots(report)} == {
        ("overview", "{又一个}"),
        ("other", "{不认识}"),
        ("fact:problems", "{没有}"),
    }


def test_blank_own_text_counts_as_none():
    assert compose(small(narrative={"other": " \n "})) == compose(small())


def test_numbers_read_from_text_are_printed_as_numbers():
    report = small().with_cells({RECEIVED: Count(12, "１２")})
    assert "新收政府信息公开申请12件" in overview(report)
    assert show_number(Decimal("2950.00")) == "2950"
