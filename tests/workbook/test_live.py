"""Totals that are formulas and totals that keep what was reported; checks, counters, sentences and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from support.reports import EDITIONS, published, report_of

from xl_tools.errors import WorkbookError
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.values import BLANK, BadValue, Count, NotApplicable, Value, parse
from xl_tools.workbook.contents import MAX_TEXT, Contents
from xl_tools.workbook.layout import DETAIL_COLUMN, layout_for, layout_for_year
from xl_tools.workbook.live import LiveCell, link_cell, live_cells, rule_cell, total_formula
from xl_tools.workbook.spot import Spot

ROW = "requests.received."


def contents_of(report: Report) -> Contents:
    return Contents(layout_for_year(report.form, report.year), report)


def shown(
    report: Report, texts: Mapping[tuple[str, str], str] | None = None, own: Mapping[tuple[str, str], str] | None = None
) -> dict[Spot, LiveCell]:
    layout = layout_for_year(report.form, report.year)
    return {cell.spot: cell for cell in live_cells(layout, report, texts, own)}


def check(report: Report, rule: str, key: str) -> object:
    return shown(report)[layout_for_year(report.form, report.year).checks[rule, key]].value


def status(report: Report, section: str) -> object:
    return shown(report)[layout_for_year(report.form, report.year).status[section]].value


@pytest.mark.parametrize("edition", EDITIONS)
def test_right_totals_are_formulas_with_their_value(edition: str) -> None:
    report = report_of(edition, {ROW + "natural_person": 3, ROW + "total": 3})
    contents = contents_of(report)
    assert contents.totals[ROW + "total"] == 3
    cell = shown(report)[contents.layout.cells[ROW + "total"]]
    assert (cell.formula, cell.value) == ("=SUM(D6:I6)", 3)
    assert all(total in contents.totals for total, cell in report.form.cells.items() if cell.kind.value == "total")


@pytest.mark.parametrize(
    ("operand", "total"),
    [
        (Count(3), Count(4)),
        (Count(3), BLANK),
        (Count(3), NotApplicable("/")),
        (Count(3), BadValue("三")),
        (Count(3, "３"), Count(3)),
        (Count(3), Count(3, "3件")),
    ],
    ids=["wrong", "missing", "slash", "unreadable", "operand is text for Excel", "total is text"],
)
def test_totals_that_excel_would_reckon_otherwise_stay_as_reported(operand: Value, total: Value) -> None:
    report = report_of("2021").with_cells({ROW + "natural_person": operand, ROW + "total": total})
    contents = contents_of(report)
    assert ROW + "total" not in contents.totals
    assert contents.layout.cells[ROW + "total"] not in shown(report)


def test_a_blank_total_over_blanks_is_a_formula_and_shows_0() -> None:
    report = Report(form_for_edition("2021"), 2024, Unit("甲县"), {})
    contents = contents_of(report)
    assert set(contents.totals.values()) == {0}
    assert len(contents.totals) == 25 + 6 + 3


def test_a_blank_corner_total_is_no_formula_while_its_row_has_numbers() -> None:
    """办理结果总计·总计 adds up its column and its row: 0 would hide that it was never filled in."""
    cells: dict[str, Value] = {"requests.results_total.natural_person": Count(5)}
    report = Report(form_for_edition("2021"), 2024, Unit("甲县"), cells)
    assert "requests.results_total.total" not in contents_of(report).totals


def test_the_formula_of_a_total_is_known_whatever_stands_in_the_cell() -> None:
    layout = layout_for(form_for_edition("2021"), form_for_edition("2021"))
    assert total_formula(layout, "requests.results_total.natural_person") == "=SUM(D8:D28)"
    assert total_formula(layout, "review.reconsideration.total") == "=SUM(A6:D6)"
    with pytest.raises(KeyError):
        total_formula(layout, ROW + "natural_person")


def test_a_failed_equation_shows_its_difference() -> None:
    report = published("yanghe-2023")
    assert check(report, "A1", "natural_person") == -1
    assert check(report, "A1", "total") == -1
    assert check(report, "A1", "business") == 0
    assert status(report, "requests") == "勾稽不符"


@pytest.mark.parametrize(("value", "expected"), [(BadValue("abc"), "未核"), (NotApplicable("/"), 1), (BLANK, 1)])
def test_unreadable_text_leaves_a_check_undecided_and_blanks_count_as_0(value: Value, expected: object) -> None:
    report = report_of("2021", {"requests.carried_in.business": 1, "requests.carried_in.total": 1})
    changed = report.with_cells({"requests.carried_out.business": value})
    assert check(changed, "A1", "business") == expected
    assert check(changed, "A1", "research") == 0


def test_a_missing_total_is_named_and_leaves_the_rest_undecided() -> None:
    report = report_of("2021").with_cells({ROW + "total": BLANK})
    assert check(report, "A3", "received") == "缺总计"
    assert check(report, "A1", "total") == "未核"
    assert status(report, "requests") == "缺填"


@pytest.mark.parametrize("level", list(Level))
def test_regulations_are_checked_live_only_where_they_are_an_error(level: Level) -> None:
    report = report_of("2021", {"proactive.regulations.issued": 2}, level=level)
    wrong = level in (Level.COUNTY_GOVERNMENT, Level.COUNTY_DEPARTMENT, Level.TOWNSHIP, Level.SUBDISTRICT)
    assert check(report, "D1", "") == (2 if wrong else 0)
    assert status(report, "proactive") == ("勾稽不符" if wrong else "完整")


def test_counters_and_their_words() -> None:
    report = report_of("2021").with_cells(
        {
            "proactive.licensing.decisions": BLANK,
            "proactive.penalties.decisions": BadValue("若干"),
            "proactive.coercion.decisions": Count(-1),
            "proactive.fees.amount": parse(
                "0.00001", report_of("2021").form.cells["proactive.fees.amount"].kind, "万元"
            ),
        }
    )
    layout, cells = layout_for_year(report.form, report.year), shown(report)
    counts = {tally: cells[spot].value for (table, tally), spot in layout.tallies.items() if table == "proactive"}
    assert counts == {"entered": 8, "blank": 1, "not_number": 1, "not_allowed": 2, "broken": 0}
    detail = replace(layout.status["proactive"], column=DETAIL_COLUMN)
    assert cells[detail].value == "空白 1 格，非数字 1 格，负数或小数 2 格"


def test_an_amount_with_its_unit_is_no_wrong_text_in_the_2019_edition() -> None:
    report = published("wolongshan-2019")
    layout, cells = layout_for_year(report.form, report.year), shown(report)
    assert cells[layout.tallies["proactive", "not_number"]].value == 0
    slash = report.with_cells({"proactive.procurement.amount": NotApplicable("/")})
    assert shown(slash)[layout.tallies["proactive", "not_number"]].value == 1


def test_an_empty_table_says_nothing() -> None:
    """A total over blanks is 0 for a formula, but nobody has said that nothing was received."""
    report = Report(form_for_edition("2021"), 2024, Unit("甲县"), {})
    layout, cells = layout_for_year(report.form, report.year), shown(report)
    assert cells[layout.texts["overview", "requests"].sentence].value == ""
    assert status(report, "overview") == "缺填"
    filled = shown(report_of("2021"))
    assert "未收到政府信息公开申请" in str(filled[layout.texts["overview", "requests"].sentence].value)


def test_states_of_texts_follow_finished_and_own_text() -> None:
    report = replace(report_of("2021"), narrative={"problems": "一是力量不足。"})
    layout, cells = layout_for_year(report.form, report.year), shown(report)
    whole, part = layout.texts["problems", ""], layout.texts["problems", "improvements"]
    assert (cells[whole.state].value, cells[part.state].value) == ("完整", "")
    assert status(report, "problems") == "完整"
    assert status(replace(report, narrative={"problems": "〔待填：问题〕"}), "problems") == "缺填"
    done = shown(report, texts={("problems", "problems"): "好。", ("problems", "improvements"): "好。"}, own={})
    assert done[layout.status["problems"]].value == "完整"
    assert done[whole.state].value == ""


def test_own_text_is_split_into_its_parts() -> None:
    report = replace(
        report_of("2021"), narrative={"overview": "（一）主动公开\n公开 3 条。\n（五）监督保障\n〔待填：考核〕"}
    )
    layout, cells = layout_for_year(report.form, report.year), shown(report)
    assert cells[layout.texts["overview", "proactive"].state].value == "完整"
    assert cells[layout.texts["overview", "supervision"].state].value == "待填"


def test_the_title_names_what_is_missing() -> None:
    form = form_for_edition("2021")
    cells = shown(Report(form, 2024, Unit(""), {}))
    assert cells[Spot("封面", 1, 0)].value == "（单位全称）2024年政府信息公开工作年度报告"
    assert shown(report_of("2021"))[Spot("封面", 1, 0)].value == "示例镇人民政府2024年政府信息公开工作年度报告"


def test_charts_show_this_and_last_year_across_editions() -> None:
    last = report_of("2019", {"requests.other_handling.total": 4, "requests.other_handling.other": 4})
    report = replace(report_of("2021", {"requests.other_misc.total": 2}), year=2021, previous=last)
    layout = layout_for(report.form, last.form)
    charts = {cell.formula: cell.value for cell in live_cells(layout, report) if cell.spot.sheet == "图表"}
    assert charts["=SUM('三、申请情况'!J26:J28)"] == 2
    assert 4 in charts.values()


def test_the_link_of_a_finding() -> None:
    layout = layout_for(form_for_edition("2021"), form_for_edition("2021"))
    empty, used = link_cell(layout, 0), link_cell(layout, 1, "三、申请情况", "D6")
    assert empty.value == "" and used.value == "三、申请情况!D6"
    assert used.spot == layout.result(1, "link") and "N25" in used.formula and "O25" in used.formula


def test_the_rule_of_a_finding_is_a_link_to_what_the_guide_says_of_it() -> None:
    layout = layout_for(form_for_edition("2021"), form_for_edition("2021"))
    empty, used = rule_cell(layout, 0), rule_cell(layout, 1, "A1")
    assert (empty.value, used.value) == ("", "A1")
    assert used.spot == layout.result(1, "rule")
    assert "P25" in used.formula and "填报说明" in used.formula


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    report = replace(report_of("2021"), narrative={"other": "长" * (MAX_TEXT + 1)})
    with pytest.raises(WorkbookError, match="超过一个单元格"):
        shown(report)


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    report = replace(report_of("2021"), unit=Unit("甲\x00\ud800镇", Level.TOWNSHIP))
    assert shown(report)[Spot("封面", 1, 0)].value == "甲镇2024年政府信息公开工作年度报告"
