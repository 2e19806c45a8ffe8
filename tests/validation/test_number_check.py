"""数字核对: each number of the texts beside what stands in the cells, in the unit of the cells."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from prose_reports import prose
from support.reports import locator, published

from xl_tools.narrative.compose import finished_narrative
from xl_tools.report import Report
from xl_tools.validation.number_check import CheckedNumber, Verdict, check_numbers


def checked(report: Report) -> tuple[CheckedNumber, ...]:
    return check_numbers(report, locator(report.form))


def only(text: str) -> CheckedNumber:
    (found,) = checked(prose(text))
    return found


@pytest.mark.parametrize("name", ["suqian-2023", "suqian-2024", "yanghe-2023", "wolongshan-2019"])
def test_the_sentences_made_from_the_tables_fit_them(name: str) -> None:
    report = published(name)
    numbers = checked(replace(report, narrative=finished_narrative(report)))
    assert any(one.verdict is Verdict.SAME for one in numbers)
    assert not [one for one in numbers if one.verdict is Verdict.DIFFERENT]


def test_another_sum_that_the_words_are_used_for_may_be_a_difference_of_cells() -> None:
    # 办结 45 of those received this year: 新收 50 less 结转下年 5.
    assert only("全年办结政府信息公开申请45件。").verdict is Verdict.SAME
    assert only("全年办结政府信息公开申请44件。").verdict is Verdict.DIFFERENT


def test_money_is_compared_and_shown_in_the_unit_of_the_cell() -> None:
    right, wrong = only("全年收取行政事业性收费26.55万元。"), only("全年收取行政事业性收费27.55万元。")
    assert (right.stated, right.found, right.verdict) == (Decimal("26.55"), Decimal("26.55"), Verdict.SAME)
    assert (wrong.stated, wrong.found, wrong.verdict) == (Decimal("27.55"), Decimal("26.55"), Verdict.DIFFERENT)
    assert only("全年收取行政事业性收费265500元。").verdict is Verdict.SAME


def test_what_may_be_less_than_the_cell_is_no_contradiction() -> None:
    numbers = checked(prose("办结政府信息公开申请49件，其中按期办结48件。"))
    verdicts = {one.name: (one.verdict, one.reason) for one in numbers}
    assert verdicts["按期办结"] == (Verdict.NOT_COMPARED, "可以小于表里的数")
    more = {one.name: one.verdict for one in checked(prose("办结政府信息公开申请49件，按期办结50件。"))}
    assert more["按期办结"] is Verdict.DIFFERENT


def test_an_about_is_not_compared_and_a_blank_cell_neither() -> None:
    assert only("本年收到政府信息公开申请约60件。").reason == "是约数"
    report = prose("本年收到政府信息公开申请50件。")
    cells = {cell: value for cell, value in report.cells.items() if not cell.startswith("requests.received.")}
    (blank,) = checked(Report(report.form, report.year, report.unit, cells, report.narrative))
    assert (blank.verdict, blank.reason, blank.found) == (Verdict.NOT_COMPARED, "表里没有填数", None)
