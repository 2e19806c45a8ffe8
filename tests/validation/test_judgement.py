"""What is said of a group of findings: the best answer, or the answers between which the figures cannot decide."""

from __future__ import annotations

from dataclasses import replace

from support.reports import locator, published

from xl_tools.finding import Place, Severity
from xl_tools.validation.judgement import Suggestion, advice, judge
from xl_tools.values import Count


def suggestion(address: str, answer: int, *, sure: bool) -> Suggestion:
    place = Place("三、申请情况", address)
    return Suggestion(1, f"cell.{address}", place, 7, 0, "漏填", answer=answer, sure=sure)


def test_the_answer_that_is_sure_comes_first_and_is_said_to_be_the_likeliest() -> None:
    one, other = suggestion("D8", 1, sure=True), suggestion("D6", 2, sure=True)
    assert advice([one]) == "最可能是三、申请情况!D8：7 应为 0（漏填）"
    both = advice([one, other])
    assert both == "最可能是三、申请情况!D8：7 应为 0（漏填）；也可能是D6：7 应为 0（漏填）"


def test_where_none_is_sure_the_words_say_that_the_figures_cannot_tell() -> None:
    one, other = suggestion("D8", 1, sure=False), suggestion("D6", 2, sure=False)
    assert advice([one, other]).startswith("从数字本身不能断定是哪一格，可能是三、申请情况!D8")
    assert advice([one]).startswith("可能是三、申请情况!D8")
    assert advice([]) == ""


def test_a_blank_another_sheet_and_answers_that_are_not_named_are_said() -> None:
    one = replace(suggestion("D8", 1, sure=False), current=None, reason="", more=3)
    other = replace(suggestion("E6", 2, sure=False), place=Place("四、复议诉讼", "E6"), more=3)
    assert advice([one, other]) == (
        "从数字本身不能断定是哪一格，可能是三、申请情况!D8：空白 应为 0；也可能是四、复议诉讼!E6：7 应为 0（漏填）；"
        "另有 3 种可能。请对照原始记录"
    )


def test_where_too_much_is_wrong_only_the_cells_to_begin_with_are_named() -> None:
    one = replace(suggestion("D8", 1, sure=False), complete=False)
    assert advice([one]) == "错处较多，只列出先改的格：三、申请情况!D8：7 应为 0（漏填）。改后再校验"


def test_three_wrong_cells_are_three_groups_with_a_sure_suggestion_each() -> None:
    right = published("suqian-2024")
    wrong = {
        "requests.granted.natural_person": 1480,
        "requests.unavailable_not_held.business": 3,
        "requests.rejected_petition.other": 9,
    }
    report = right.with_cells({cell: Count(number) for cell, number in wrong.items()})
    judged = judge(report, locator(report.form))
    errors = [one for one in judged.findings if one.severity is Severity.ERROR]
    assert len(errors) == 6
    assert len({one.group for one in errors}) == 3
    for one in judged.suggestions:
        assert one.sure and one.answer == 1
        assert (one.current, one.proposed) == (wrong[one.cell], right.number(one.cell))
        assert all((one.cell in error.cells) == (one.group == error.group) for error in errors)
    assert {one.cell for one in judged.suggestions} == set(wrong)


def test_totals_that_only_follow_are_named_by_their_addresses() -> None:
    report = published("yanghe-2023")
    judged = judge(report, locator(report.form))
    assert not any(one.sure for one in judged.suggestions)
    assert len({one.answer for one in judged.suggestions}) == 5
    said = judged.advice(1)
    assert said.startswith("从数字本身不能断定是哪一格，可能是三、申请情况!D8：59 应为 58")
    assert "，合计 J8 改为 60、D29 改为 60、J29 改为 62；也可能是D6：60 应为 61" in said
    assert said.count("三、申请情况!") == 1


def test_a_query_alone_starts_no_search() -> None:
    report = published("suqian-2024").with_cells({"proactive.normative_documents.in_force": Count(421)})
    judged = judge(report, locator(report.form))
    assert [one.rule for one in judged.findings if one.difference is not None] == ["C2"]
    assert judged.suggestions == ()
