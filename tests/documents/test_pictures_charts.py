"""The charts: what they show of a report, checked on the SVG itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from document_samples import EDITIONS, report_data, sample_report
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_boxes import ENTRIES, SVG, boxes, faults, filled, nil_report, numbers_in, size_of, texts, with_last_year
from support.examples import examples

from xl_tools.datafile import report_from_data
from xl_tools.documents.blocks import Figure
from xl_tools.documents.pictures.bars import PARTS, SWATCH, TWO_SERIES
from xl_tools.documents.pictures.chart import Chart, Row, Style, percentages
from xl_tools.documents.pictures.chart_data import chart_data
from xl_tools.documents.pictures.charts import WIDTH, charts, figure
from xl_tools.documents.pictures.svg import ALARM, BLUE, INK, PALE, PAPER, SOFT
from xl_tools.report import Report, Unit
from xl_tools.values import Count

IDS = ("chart-applicants", "chart-results", "chart-years", "chart-outcomes")
KINDS = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
GROUPS = {
    "予以公开": "granted.",
    "部分公开": "partially_granted.",
    "不予公开": "denied_",
    "无法提供": "unavailable_",
    "不予处理": "rejected_",
    "其他处理": "other_",
}


def drawn(report: Report) -> dict[str, Figure]:
    return {one.id: one for one in charts(report)}


def number(report: Report, cell_id: str) -> int:
    return int(report.number(cell_id))


def bars(svg: str, *fills: str) -> list[float]:
    """Widths of the bars, row by row from the left, without the swatches of the legend."""
    found = [one for one in boxes(svg) if one.content in fills and (one.width, one.height) != (SWATCH, SWATCH)]
    return [one.width for one in sorted(found, key=lambda one: (one.top, one.left))]


def assert_proportional(widths: list[float], numbers: list[int]) -> None:
    assert len(widths) == len(numbers)
    scale = max(widths) / max(numbers)
    assert max(widths) > 50
    for width, value in zip(widths, numbers, strict=True):
        assert width == pytest.approx(value * scale, abs=0.03)


@pytest.mark.parametrize(("edition", "earlier"), [("2019", "2019"), ("2021", "2019"), ("2021", "2021")])
def test_charts_come_in_order_with_captions(edition: str, earlier: str) -> None:
    report = with_last_year(edition, earlier)
    found = charts(report)
    assert tuple(one.id for one in found) == IDS
    assert [one.caption for one in found] == [
        f"{report.year}年政府信息公开申请数量（按申请人）",
        f"{report.year}年政府信息公开申请办理结果",
        f"{report.year}年与{report.year - 1}年政府信息公开申请情况比较",
        f"{report.year}年政府信息公开行政复议、行政诉讼情况",
    ]
    for one in found:
        assert (one.width, one.height) == size_of(one.svg)
        assert one.width == WIDTH
        assert one.height == int(one.height) <= 160
    # They find room on one page, below its heading and with a caption each.
    assert sum(one.height for one in found) <= 470


@pytest.mark.parametrize("edition", EDITIONS)
def test_applicants_show_what_was_received_and_carried_in(edition: str) -> None:
    report = sample_report(edition)
    chart = drawn(report)["chart-applicants"]
    both = [
        (number(report, f"requests.received.{kind}"), number(report, f"requests.carried_in.{kind}")) for kind in KINDS
    ]
    assert_proportional(bars(chart.svg, *TWO_SERIES), [value for pair in both for value in pair if value])
    shown = [placed.content for placed in texts(chart.svg)]
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert [name for name in shown if name in names] == names
    assert "法人或" in shown
    assert "其他组织" in shown
    columns = [text for text in shown if text.isdecimal()]
    assert columns == [str(first) for first, _ in both] + [str(second) for _, second in both]
    assert chart.alt == (
        f"{report.year}年新收申请48件：自然人36件、商业企业8件、科研机构0件、社会公益组织0件、法律服务机构3件、其他1件；"
        "上年结转申请4件：自然人4件、商业企业0件、科研机构0件、社会公益组织0件、法律服务机构0件、其他0件。"
    )


def test_applicants_have_no_second_column_where_nothing_was_carried_in() -> None:
    report = sample_report("2021", cells={"requests.carried_in.natural_person": 0})
    chart = drawn(report)["chart-applicants"]
    assert "上年结转" not in [placed.content for placed in texts(chart.svg)]
    assert "上年结转" not in chart.alt
    assert "本年新收" in [placed.content for placed in texts(chart.svg)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_results_show_each_group_with_its_number_and_share(edition: str) -> None:
    report = sample_report(edition)
    chart = drawn(report)["chart-results"]
    sums = [
        sum(
            number(report, cell)
            for cell in report.form.cells
            if cell.startswith(f"requests.{start}") and "total" in cell
        )
        for start in GROUPS.values()
    ]
    assert sum(sums) == 47
    shown = [placed.content for placed in texts(chart.svg)]
    assert shown[1:7] == list(GROUPS)
    assert [text for text in shown if text.isdecimal()] == [str(value) for value in sums]
    assert_proportional(bars(chart.svg, BLUE), [value for value in sums if value])
    tracks = [one.width for one in boxes(chart.svg) if one.content == PALE]
    assert len(set(tracks)) == 1
    assert bars(chart.svg, BLUE)[0] == pytest.approx(tracks[0] * 19 / 47, abs=0.03)
    assert [text for text in shown if "%" in text] == ["40.4%", "12.8%", "12.8%", "27.7%", "6.4%", "0.0%"]
    assert chart.alt == (
        f"{report.year}年办理结果总计47件：予以公开19件（40.4%）、部分公开6件（12.8%）、不予公开6件（12.8%）、"
        "无法提供13件（27.7%）、不予处理3件（6.4%）、其他处理0件（0.0%）。"
    )


def test_results_that_do_not_add_up_to_their_total_say_so() -> None:
    chart = drawn(sample_report("2021", cells={"requests.results_total.total": 50}))["chart-results"]
    note = "各项之和为47件，与总计50件不同；百分比按各项之和计算。"
    assert note in [placed.content for placed in texts(chart.svg)]
    assert chart.alt.startswith("2024年办理结果总计50件：")
    assert chart.alt.endswith(note)
    assert "不同" not in drawn(sample_report("2021"))["chart-results"].svg


@pytest.mark.parametrize(("edition", "earlier"), [("2019", "2019"), ("2021", "2019"), ("2021", "2021")])
def test_years_stand_beside_each_other(edition: str, earlier: str) -> None:
    report = with_last_year(edition, earlier, cells={"requests.received.total": 96, "requests.carried_out.total": 0})
    chart = drawn(report)["chart-years"]
    assert [
        text
        for text in (placed.content for placed in texts(chart.svg))
        if text.endswith(("新收", "结转", "总计", "下年"))
    ] == [
        *("本年新收", "上年结转", "办理结果总计", "结转下年"),
    ]
    assert [placed.content for placed in texts(chart.svg) if placed.content.isdecimal()] == [
        *("96", "48", "4", "4", "47", "47", "0", "5"),
    ]
    assert_proportional(bars(chart.svg, *TWO_SERIES), [96, 48, 4, 4, 47, 47, 5])
    last = report.year - 1
    assert chart.alt == (
        f"{report.year}年与{last}年相比：本年新收96件，{last}年为48件；上年结转4件，{last}年为4件；"
        f"办理结果总计47件，{last}年为47件；结转下年0件，{last}年为5件。"
    )


def test_years_need_a_number_of_last_year() -> None:
    assert "chart-years" not in drawn(sample_report("2021"))
    blank = report_from_data(report_data("2021") | {"year": 2023, "cells": {}})
    assert "chart-years" not in drawn(replace(sample_report("2021"), previous=blank))
    only = report_from_data(report_data("2021") | {"year": 2023, "cells": {"requests.received.total": 7}})
    chart = drawn(replace(sample_report("2021"), previous=only))["chart-years"]
    assert "本年新收48件，2023年为7件；上年结转4件；" in chart.alt
    assert [placed.content for placed in texts(chart.svg) if placed.content.isdecimal()] == ["48", "7", "4", "47", "5"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_outcomes_are_parts_of_one_bar_each(edition: str) -> None:
    cells: dict[str, Any] = {
        "review.reconsideration.upheld": 8,
        "review.reconsideration.corrected": 2,
        "review.reconsideration.pending": 4,
        "review.reconsideration.total": 14,
        "review.direct_litigation.other_result": 3,
        "review.direct_litigation.total": "/",
    }
    report = sample_report(edition, cells=cells)
    chart = drawn(report)["chart-outcomes"]
    parts = [one for one in boxes(chart.svg) if one.content in PARTS and (one.width, one.height) != (SWATCH, SWATCH)]
    assert [one.content for one in parts] == [PARTS[0], PARTS[1], PARTS[3], PARTS[0], PARTS[2]]
    assert_proportional([one.width for one in parts], [8, 2, 4, 1, 3])
    assert [one.right for one in parts[:2]] == pytest.approx([one.left for one in parts[1:3]])
    shown = [placed.content for placed in texts(chart.svg)]
    assert shown[:7] == ["单位：件", "行政复议", "总计 14", "结果维持 8", "结果纠正 2", "其他结果 0", "尚未审结 4"]
    assert "总计 /" not in shown
    assert chart.alt == (
        f"{report.year}年行政复议14件：结果维持8件、结果纠正2件、其他结果0件、尚未审结4件；"
        "行政诉讼（未经复议直接起诉）：结果维持1件、结果纠正0件、其他结果3件、尚未审结0件；"
        "行政诉讼（复议后起诉）0件：结果维持0件、结果纠正0件、其他结果0件、尚未审结0件。"
    )


def test_outcomes_of_which_nothing_happened_have_a_line_in_place_of_a_key() -> None:
    shown = [placed.content for placed in texts(drawn(sample_report("2021"))["chart-outcomes"].svg)]
    assert shown[-2:] == ["行政诉讼（复议后起诉）", "总计 0"]
    assert shown.count("结果维持 0") == 0
    contradicting = sample_report("2021", cells={"review.litigation_after_reconsideration.total": 2})
    shown = [placed.content for placed in texts(drawn(contradicting)["chart-outcomes"].svg)]
    assert shown[-5:] == ["总计 2", "结果维持 0", "结果纠正 0", "其他结果 0", "尚未审结 0"]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("entry", [0, None, "/", "许多"])
def test_nothing_is_drawn_of_nothing(edition: str, entry: Any) -> None:
    assert charts(nil_report(edition, entry)) == ()
    previous = replace(nil_report(edition, entry), year=2019)
    assert charts(replace(nil_report(edition, entry), previous=previous)) == ()


def test_what_is_no_number_is_not_shown() -> None:
    report = sample_report("2021", cells={"requests.received.business": "/", "requests.received.other": "许多"})
    chart = drawn(report)["chart-applicants"]
    assert "商业企业" not in chart.alt.partition("；")[0]
    assert "其他" not in chart.alt.partition("；")[0]
    assert "许多" not in chart.svg
    columns = [placed.content for placed in texts(chart.svg) if placed.content.isdecimal()]
    assert columns == ["36", "0", "0", "3", "4", "0", "0", "0", "0", "0"]


def test_a_negative_number_has_no_bar_and_no_share() -> None:
    report = sample_report("2021", cells={"requests.granted.total": -19, "requests.received.natural_person": -36})
    found = drawn(report)
    assert "-19" in [placed.content for placed in texts(found["chart-results"].svg)]
    assert "%" not in found["chart-results"].svg
    assert all(width > 0 for one in found.values() for width in bars(one.svg, *TWO_SERIES, *PARTS))


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**8)), min_size=1, max_size=9))
def test_percentages_are_rounded_half_up_as_in_the_narrative(numbers: list[int | None]) -> None:
    shares = percentages(numbers)
    whole = sum(number or 0 for number in numbers)
    if not whole:
        assert set(shares) == {""}
        return
    assert [share == "" for share in shares] == [number is None for number in numbers]
    tenths = [Decimal(share.removesuffix("%")) for share in shares if share]
    for number, share in zip((number for number in numbers if number is not None), tenths, strict=True):
        assert Decimal("-0.05") < share - Decimal(number) * 100 / whole <= Decimal("0.05")


@pytest.mark.parametrize("width", [WIDTH, 300.0, 243.0])
@given(entries=ENTRIES, edition=st.sampled_from(EDITIONS), last_year=st.sampled_from(("", *EDITIONS)))
def test_no_text_overlaps_or_is_cut_whatever_the_numbers(
    width: float, entries: list[Any], edition: str, last_year: str
) -> None:
    report = filled(edition, entries, last_year if last_year <= edition else "")
    for chart in chart_data(report):
        one = figure(chart, width)
        assert faults(one.svg) == []
        shown = set(numbers_in(one.svg))
        for row in chart.rows:
            for value in row.numbers:
                if value is not None:
                    assert str(value) in shown
                    assert f"{value}{chart.unit}" in one.alt


@settings(max_examples=examples(25))
@given(entries=ENTRIES, edition=st.sampled_from(EDITIONS))
def test_charts_for_a_telephone_are_narrow_with_letters_that_can_be_read(entries: list[Any], edition: str) -> None:
    for one in charts(filled(edition, entries, "2019"), 300):
        assert one.width == 300
        assert size_of(one.svg) == (300, one.height)
        assert faults(one.svg) == []
        assert min(placed.height for placed in texts(one.svg)) >= 9 - 0.001


@settings(max_examples=examples(10))
@given(entries=st.lists(st.integers(0, 10**15 - 1), min_size=1, max_size=9))
def test_the_longest_numbers_that_a_workbook_holds_find_room(entries: list[int]) -> None:
    for chart in charts(filled("2021", entries, "2019")):
        assert faults(chart.svg) == []


@pytest.mark.parametrize("width", [WIDTH, 243.0])
@pytest.mark.parametrize("style", [Style.BESIDE, Style.SUMS, Style.SHARES, Style.PARTS])
def test_long_labels_of_another_edition_are_set_smaller_and_leave_room_for_bars(style: Style, width: float) -> None:
    labels = ("公共企事业单位和社会团体等其他组织", "其他法律、行政法规禁止公开的政府信息", "自然人")
    rows = tuple(Row(label, (12345678, 7), group="法人或其他组织", share="33.3%") for label in labels)
    chart = Chart("chart-x", style, "标题", "图题", "说明。", "件", ("本年新收", "上年结转"), rows)
    one = figure(chart, width)
    assert faults(one.svg) == []
    # Of shares each of the three is a third of its track.
    assert max(bars(one.svg, *TWO_SERIES, *PARTS)) > 6


def test_another_edition_with_more_rows_and_outcomes_needs_no_code() -> None:
    """A form with a result and an outcome that neither edition has."""
    report = sample_report("2021")
    section, reviews = report.form.section("requests"), report.form.section("review")
    block, row = section.blocks[0], section.blocks[0].rows[-3]
    more = replace(row, id="postponed", label=("三、本年度办理结果", "（八）延期处理"), short="延期处理")
    rows = (*block.rows[:-2], more, *block.rows[-2:])
    column = replace(reviews.blocks[0].columns[0], id="reconsideration.settled", label=("行政复议", "调解结案"))
    columns = (column, *reviews.blocks[0].columns)
    changed = {
        "requests": replace(section, blocks=(replace(block, rows=rows),)),
        "review": replace(reviews, blocks=(replace(reviews.blocks[0], columns=columns),)),
    }
    form = replace(report.form, sections=tuple(changed.get(one.id, one) for one in report.form.sections))
    cells = {**report.cells, "requests.postponed.total": Count(77), "review.reconsideration.settled": Count(66)}
    found = drawn(replace(report, form=form, cells=cells))
    assert "延期处理77件" in found["chart-results"].alt
    assert "77" in [placed.content for placed in texts(found["chart-results"].svg)]
    assert "调解结案 66" in [placed.content for placed in texts(found["chart-outcomes"].svg)]
    assert all(faults(one.svg) == [] for one in found.values())


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_plain_shapes_and_ids_of_the_chart_are_used(edition: str) -> None:
    for chart in charts(with_last_year(edition, "2019")):
        root = ElementTree.fromstring(chart.svg)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "rect",
            "line",
            "text",
        }
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"style", "class", "clip-path", "filter", "mask", "transform"}
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert all(name.startswith(chart.id) for name in ids)
        assert root.get("role") == "img"
        by_id = {element.get("id"): element.text for element in root.iter()}
        assert [by_id[name] for name in root.get("aria-labelledby", "").split()] == [chart.caption, chart.alt]


def test_the_same_report_gives_the_same_charts_and_the_unit_is_not_in_them() -> None:
    report = with_last_year("2021", "2019")
    assert charts(report) == charts(replace(report, unit=Unit("另一个单位")))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_apart_without_colour() -> None:
    for ink in (INK, SOFT, BLUE, ALARM):
        assert contrast(ink, PAPER) >= 4.5
        assert contrast(ink, PALE) >= 4.5
    for fill in TWO_SERIES:
        assert contrast(fill, PAPER) >= 3
    for darker, lighter in [*zip(PARTS, PARTS[1:], strict=False), TWO_SERIES]:
        assert luminance(lighter) > luminance(darker)
        assert contrast(darker, lighter) >= 1.4
    outlined = {
        element.get("fill"): element.get("stroke")
        for element in ElementTree.fromstring(drawn(sample_report("2021"))["chart-outcomes"].svg).iter(f"{SVG}rect")
        if element.get("stroke")
    }
    assert outlined == dict.fromkeys(PARTS, BLUE)
