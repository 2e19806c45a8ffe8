"""What is said of a group of findings: the best answer, or the answers between which the figures cannot decide."""

from __future__ import annotations

from xl_tools.finding import Place
from xl_tools.validation.judgement import Suggestion, advice


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
