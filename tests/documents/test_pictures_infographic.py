"""The 图解: what it says of a report, and the poster drawn of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from document_samples import EDITIONS, UNIT, passage, report_data, sample_passages, sample_report
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_boxes import ENTRIES, LONG_UNIT, SVG, boxes, faults, filled, nil_report, size_of, texts, with_last_year
from PIL import Image
from support.examples import examples

from xl_tools.datafile import report_from_data
from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING
from xl_tools.documents.clean import clean_line
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.headlines import DISCLOSED, STANDING_BACK
from xl_tools.documents.pictures.infographic import Infographic, infographic
from xl_tools.documents.pictures.poster import HEIGHT, WIDTH, infographic_svg
from xl_tools.documents.typesetting.compiler import draw_png
from xl_tools.facts import load_facts
from xl_tools.forms.load import all_forms, load_form
from xl_tools.narrative.compose import compose
from xl_tools.report import Report, Unit
from xl_tools.values import Count

HOSTILE = "<svg onload=alert(1)>&amp;“示例”\u202e]]><!--"
NOTHING_RECEIVED = "本年度未收到政府信息公开申请"
NOTHING_REVIEWED = "本年度未发生政府信息公开\n行政复议、行政诉讼"


def told(report: Report, *, draft: bool = False) -> Infographic:
    return infographic(report, sample_passages(report.edition), draft=draft)


def headlines(report: Report) -> dict[str, tuple[str, str, str]]:
    return {one.label: (one.number, one.unit, one.change) for one in told(report).headlines}


def summary(section: str, *texts_: str, **changes: Any) -> str:
    """The sentence on a section whose parts have these texts."""
    passages = [passage(section, text) for text in texts_]
    info = infographic(sample_report("2021", **changes), passages, draft=False)
    title = next(one.title for one in sample_report("2021").form.sections if one.id == section)
    return next(one.text for one in info.summaries if one.title == title)


def test_headlines_are_what_a_citizen_asks_first() -> None:
    assert headlines(sample_report("2021")) == {
        "本年新收申请": ("48", "件", ""),
        "办理结果总计": ("47", "件", ""),
        "结转下年申请": ("5", "件", ""),
        "行政复议、行政诉讼": ("4", "件", ""),
        "行政规范性文件现行有效": ("12", "件", ""),
        "行政许可处理决定": ("1289", "件", ""),
        "行政处罚处理决定": ("346", "件", ""),
        "行政强制处理决定": ("15", "件", ""),
    }
    assert headlines(sample_report("2019"))["规范性文件对外公开总数"] == ("27", "件", "")


def test_headlines_name_only_rows_and_facts_that_an_edition_has() -> None:
    known = {row.id for form in all_forms() for section in form.tables for one in section.blocks for row in one.rows}
    assert known >= STANDING_BACK
    assert all(DISCLOSED in {fact.id for fact in load_facts(form)} for form in all_forms())


def invented_edition(folder: Path, *changes: tuple[str, str]) -> Report:
    """The sample in an edition of another wording, with last year's in the form as it is, and 1 in new cells."""
    latest = sample_report("2021").form.folder
    shutil.copytree(latest, folder / latest.name)
    file = folder / latest.name / "form.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    report = with_last_year("2021", "2021")
    form = load_form(folder / latest.name)
    kept = {cell: value for cell, value in report.cells.items() if cell in form.cells}
    return replace(report, form=form, cells={**dict.fromkeys(form.cells, Count(1)), **kept})


def test_headlines_follow_the_words_of_another_edition(tmp_path: Path) -> None:
    changes = (
        ("行政强制", "行政强制措施"),
        ('short = "处理决定"', 'short = "决定书"'),
        ('short = "结转下年"', 'short = "续办"'),
    )
    found = headlines(invented_edition(tmp_path, *changes))
    assert list(found) == [
        *("本年新收申请", "办理结果总计", "续办申请", "行政复议、行政诉讼", "行政规范性文件现行有效"),
        *("行政许可决定书", "行政处罚决定书", "行政强制措施决定书"),
    ]
    assert found["行政强制措施决定书"] == ("15", "件", "与上年持平")


def test_a_row_of_another_id_keeps_its_headline_and_has_no_last_year(tmp_path: Path) -> None:
    found = headlines(invented_edition(tmp_path, ('id = "coercion"', 'id = "compulsion"')))
    assert len(found) == 8
    assert found["行政强制处理决定"] == ("1", "件", "")


def test_a_row_that_stands_back_comes_in_where_another_is_gone(tmp_path: Path) -> None:
    coercion = '  { id = "coercion", label = ["行政强制"], short = "行政强制" },\n'
    report = invented_edition(tmp_path, (coercion, ""))
    assert "规章现行有效" not in headlines(report)
    report = report.with_cells({"proactive.regulations.in_force": Count(6)})
    assert list(headlines(report))[-1] == "规章现行有效"
    assert headlines(report)["规章现行有效"][0] == "6"


def test_report_of_the_latest_edition_has_enough_headlines_for_a_poster() -> None:
    form = max(all_forms(), key=lambda form: form.first_year)
    unit = {"name": UNIT, "level": "subdistrict"}
    data = {"edition": form.edition, "year": form.first_year, "unit": unit, "cells": dict.fromkeys(form.cells, 1)}
    assert len(infographic(report_from_data(data), (), draft=False).headlines) >= 6


def test_headlines_leave_out_what_is_not_stated_and_count_what_was_published() -> None:
    cells = {
        "requests.received.total": "/",
        "review.direct_litigation.total": None,
        "proactive.penalties.decisions": "多",
    }
    found = headlines(sample_report("2021", cells=cells, facts={"disclosed_total": 426}))
    assert list(found) == [
        "办理结果总计",
        "结转下年申请",
        "主动公开政府信息总条数",
        "行政规范性文件现行有效",
        "行政许可处理决定",
        "行政强制处理决定",
    ]
    assert found["主动公开政府信息总条数"] == ("426", "条", "")
    assert len(headlines(sample_report("2021", facts={"disclosed_total": 426}))) == 8


def test_headlines_say_how_last_year_was() -> None:
    cells = {"requests.received.total": 60, "requests.carried_out.total": 2, "review.reconsideration.total": 30}
    found = headlines(with_last_year("2021", "2021", cells=cells))
    assert found["本年新收申请"][2] == "比上年增加12件"
    assert found["结转下年申请"][2] == "比上年减少3件"
    assert found["办理结果总计"][2] == "与上年持平"
    assert found["行政复议、行政诉讼"][2] == "比上年增加27件"
    other_edition = headlines(with_last_year("2021", "2019"))
    assert other_edition["行政规范性文件现行有效"][2] == ""
    assert other_edition["行政许可处理决定"][2] == "比上年增加253件"


def test_large_numbers_are_printed_in_groups() -> None:
    info = told(with_last_year("2021", "2021", cells={"proactive.licensing.decisions": 1573179}))
    assert {one.number: one.large for one in info.headlines}["1573179"] == "1,573,179"
    assert "1,573,179" in [placed.content for placed in texts(infographic_svg(info))]
    assert "行政许可处理决定1573179件" in info.alt
    assert headlines(with_last_year("2021", "2021", cells={"proactive.licensing.decisions": 1573179}))[
        "行政许可处理决定"
    ] == ("1573179", "件", "比上年增加1,571,890件")


def test_narrative_sections_are_summed_up_by_their_first_sentence() -> None:
    assert summary("overview", "全年公开信息426条。其余见下。") == "全年公开信息426条。"
    assert summary("overview", "一、总体情况\n全年公开信息426条！") == "全年公开信息426条！"
    assert summary("problems", "一是内容不够丰富。二是形式单一。") == "内容不够丰富。"
    assert summary("problems", "一是内容不够丰富；二是形式单一。") == "一是内容不够丰富；二是形式单一。"


def test_a_long_sentence_ends_where_only_details_follow() -> None:
    details = "沭阳县民政局、泗洪县人民政府办公室、泗洪县半城镇人民政府、示例街道办事处各收取若干元，均已上缴国库"
    assert summary("other", f"共收取信息处理费2230元，其中{details}。") == "共收取信息处理费2230元。"
    assert summary("overview", f"公开信息426条；{details}；{details}。") == "公开信息426条。"
    assert summary("overview", f"{details}，{details}。", "培训2次。") == "培训2次。"


def test_a_long_list_is_told_by_the_first_clauses_of_its_points() -> None:
    detail = (
        "重点领域信息更新不够及时，个别栏目超过2.5个月没有更新，与年度要点的具体要求和群众办事的实际需要相比仍然有差距"
    )
    lead = "与群众期盼和上级要求相比还有差距："
    told_ = "一是内容不够精准；二是占比仅为12.5%；三是各村水平不一。"
    points = (f"一是内容不够精准，{detail}", f"二是占比仅为12.5%，{detail}", f"三是各村水平不一，{detail}")
    assert summary("problems", f"{lead}{'；'.join(points)}。") == told_
    assert summary("problems", f"{lead}\n{'。'.join(points)}。下一步，一是加强培训，二是改进。") == told_
    assert summary("problems", "（一）问题\n" + "\n".join(f"{point}；{detail}。" for point in points)) == told_
    assert (
        summary("problems", "主要问题：\n一是内容少；\n二是形式单一；\n三是更新慢。")
        == "一是内容少；二是形式单一；三是更新慢。"
    )
    many = "".join(f"{number}是{'示例' * 9}，{detail}；" for number in "一二三四")
    assert summary("problems", f"{lead}{many}完。") == f"一是{'示例' * 9}；二是{'示例' * 9}。"
    opened = (
        f"{lead}一是在内容方面，仍不够全，{detail}；二是由于人手少，更新慢，{detail}；三是《办法（试行，{detail}》。"
    )
    assert summary("problems", opened) == "一是在内容方面，仍不够全；二是由于人手少，更新慢。"
    nothing = "见年度报告“五、存在的主要问题及改进情况”。"
    assert summary("problems", f"{detail}，这之一是难点，{detail}，这之二是重点，{detail}。") == nothing


def test_gaps_and_contradictions_are_not_quoted() -> None:
    nothing = "见年度报告“六、其他需要报告的事项”。"
    assert summary("other", "收取信息处理费〔待填：金额〕元。") == nothing
    assert summary("other", "收取信息处理费〔待填：金额〕元。", "无其他需要报告的事项。") == nothing
    assert summary("other", "无其他需要报告的事项。") == "无其他需要报告的事项。"
    assert summary("other", "没有句号") == nothing
    assert summary("other") == nothing


def test_tables_are_summed_up_by_their_numbers() -> None:
    assert [one.text for one in told(sample_report("2021")).summaries[1:4]] == [
        "行政规范性文件制发2件、废止1件、现行有效12件；行政许可处理决定1289件；行政处罚处理决定346件。",
        "本年新收48件、上年结转4件、办理结果总计47件、结转下年5件。",
        "行政复议3件、行政诉讼（未经复议直接起诉）1件、行政诉讼（复议后起诉）0件。",
    ]
    assert told(nil_report("2021")).summaries[1].text == "各项数量均为0。"
    assert told(nil_report("2021", "/")).summaries[1].text == "见年度报告“二、主动公开政府信息情况”。"
    assert told(nil_report("2021", None)).summaries[2].text == "见年度报告“三、收到和处理政府信息公开申请情况”。"
    procurement = nil_report("2019").with_cells(sample_report("2019").cells)
    only = {cell: value for cell, value in procurement.cells.items() if "procurement" in cell}
    assert told(replace(procurement, cells=only)).summaries[1].text == "政府集中采购项目6个。"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_section_has_one_sentence_that_is_not_long(edition: str) -> None:
    report = sample_report(edition)
    for passages in (sample_passages(edition), compose(report), ()):
        found = infographic(report, passages, draft=False).summaries
        assert [one.title for one in found] == [section.title for section in report.form.sections]
        assert all(one.text.endswith("。") and len(one.text) <= 60 for one in found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_nil_report_says_in_words_what_did_not_happen(edition: str) -> None:
    info = told(nil_report(edition))
    assert info.panels == (NOTHING_RECEIVED, NOTHING_REVIEWED)
    assert f"{NOTHING_RECEIVED}。" in info.alt
    svg = infographic_svg(info)
    assert NOTHING_RECEIVED in [placed.content for placed in texts(svg)]
    assert faults(svg) == []


def test_what_nobody_filled_in_is_not_said_to_be_nothing() -> None:
    assert told(nil_report("2021", None)).panels == ("政府信息公开申请数量未填报", "行政复议、行政诉讼数量未填报")
    only_total = nil_report("2021", None).with_cells(
        {"requests.received.total": sample_report("2021").value("requests.received.total")}
    )
    assert NOTHING_RECEIVED not in told(only_total).panels
    assert "政府信息公开申请数量未填报" not in told(only_total).panels


def test_charts_and_statements_stand_in_the_order_of_the_form() -> None:
    cells = {cell: 0 for cell in report_data("2021")["cells"] if cell.startswith("review.")}
    info = told(with_last_year("2021", "2019", cells=cells))
    assert [one.id if isinstance(one, Chart) else one for one in info.panels] == [
        *("chart-applicants", "chart-results", "chart-years", NOTHING_REVIEWED)
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_poster_shows_everything_on_one_page(edition: str) -> None:
    info = told(with_last_year(edition, "2019"))
    svg = infographic_svg(info)
    assert size_of(svg) == (WIDTH, HEIGHT) == (595, 842)
    shown = [placed.content for placed in texts(svg)]
    assert shown[0] == UNIT
    assert f"{info.year}年政府信息公开工作年度报告图解" in shown
    for one in info.headlines:
        assert {one.label, one.large, one.unit, one.change} - {""} <= set(shown)
    for one in info.summaries:
        assert one.name in shown
        assert one.text in "".join(shown)
    for panel in info.panels:
        assert isinstance(panel, Chart)
        assert panel.title in shown
        numbers = {str(number) for row in panel.rows for number in row.numbers}
        assert numbers <= {text.rpartition(" ")[2] for text in shown}
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == info.full_title
    assert root.findtext(f"{SVG}desc") == info.alt


def test_only_a_draft_is_marked() -> None:
    mark = f"{DRAFT_MARK}　{DRAFT_WARNING}"
    for draft in (True, False):
        shown = [placed.content for placed in texts(infographic_svg(told(sample_report("2021"), draft=draft)))]
        assert (mark in shown) is draft


@settings(max_examples=examples(60))
@given(
    entries=ENTRIES,
    edition=st.sampled_from(EDITIONS),
    last_year=st.sampled_from(("", *EDITIONS)),
    draft=st.booleans(),
    sentence=st.integers(0, 59),
    unit=st.one_of(st.just(LONG_UNIT), st.text(max_size=90)),
)
def test_nothing_overlaps_or_is_cut_on_any_poster(
    entries: list[Any], edition: str, last_year: str, draft: bool, sentence: int, unit: str
) -> None:
    report = replace(filled(edition, entries, last_year if last_year <= edition else ""), unit=Unit(unit))
    words = f"{'示例' * 30}"[:sentence] + "。"
    passages = [passage(section.id, words) for section in report.form.narratives]
    svg = infographic_svg(infographic(report, passages, draft=draft))
    assert faults(svg) == []


@pytest.mark.parametrize("year", [0, 1, 99999])
@pytest.mark.parametrize("unit", ["", "某", "\u3000 \u200b", "W" * 120])
def test_an_odd_year_or_unit_of_a_draft_breaks_nothing(year: int, unit: str) -> None:
    info = told(replace(with_last_year("2021", "2019"), year=year, unit=Unit(unit)), draft=True)
    svg = infographic_svg(info)
    assert faults(svg) == []
    assert any(f"{year}年政府信息公开工作年度报告图解" in placed.content for placed in texts(svg))


def test_applicants_are_named_in_letters_as_large_as_results() -> None:
    sizes = {placed.content: placed.height for placed in texts(infographic_svg(told(sample_report("2021"))))}
    assert sizes["社会公益组织"] == pytest.approx(sizes["予以公开"])


def test_a_poster_of_nothing_fills_its_page() -> None:
    info = told(nil_report("2021"))
    closing = next(placed for placed in texts(infographic_svg(info)) if placed.content == info.closing)
    last = max(placed.bottom for placed in texts(infographic_svg(info)) if placed.bottom < closing.top)
    assert closing.top - last < 110


def test_a_long_name_takes_two_lines() -> None:
    svg = infographic_svg(told(replace(sample_report("2021"), unit=Unit(LONG_UNIT))))
    first, second = (placed for placed in texts(svg) if placed.content in LONG_UNIT and placed.height >= 16)
    assert first.content + second.content == LONG_UNIT
    assert first.bottom <= second.top


def test_a_hostile_name_is_text() -> None:
    svg = infographic_svg(told(replace(sample_report("2021"), unit=Unit(HOSTILE))))
    assert clean_line(HOSTILE) in [placed.content for placed in texts(svg)]
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()} == {
        *("svg", "title", "desc", "rect", "line", "text")
    }


def test_the_same_report_gives_the_same_poster() -> None:
    one, other = (infographic_svg(told(with_last_year("2021", "2019"))) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("edition", EDITIONS)
def test_poster_is_drawn_as_a_picture_that_is_not_blank(edition: str) -> None:
    svg = infographic_svg(told(sample_report(edition)))
    picture = Image.open(BytesIO(draw_png(svg, WIDTH, HEIGHT, ppi=72).png))
    assert picture.size == (595, 842)
    grey = picture.convert("L")
    # Every tenth of the page but the last one down to the footer has ink on it.
    for top in range(0, 800, 80):
        darkest, lightest = grey.crop((0, top, 595, top + 80)).getextrema()
        assert darkest < 120
        assert lightest == 255
    bar = next(
        one for one in boxes(svg) if one.content == "#14467c" and one.width > 60 and one.height < 12 and one.top > 9
    )
    assert picture.convert("RGB").getpixel((int(bar.left + 5), int(bar.top + bar.height / 2))) == (0x14, 0x46, 0x7C)


def test_a_report_of_contradictions_is_shown_as_stated() -> None:
    cells = {"requests.received.total": 7, "requests.results_total.total": 99, "review.reconsideration.total": 0}
    info = told(sample_report("2021", cells=cells), draft=True)
    assert [(one.label, one.number) for one in info.headlines[:2]] == [("本年新收申请", "7"), ("办理结果总计", "99")]
    assert faults(infographic_svg(info)) == []
