"""审核说明 holds for the values it was written on, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reports import locator, published

from xl_tools.datafile import read_data, write_data
from xl_tools.finding import Finding, Severity
from xl_tools.report import Explanation, Report
from xl_tools.validation.engine import status, validate
from xl_tools.validation.explanations import REOPENED, apply, digest, explain, text_digest, with_explanation
from xl_tools.values import Amount, Count

IN_FORCE = "proactive.normative_documents.in_force"


def report_with(in_force: int) -> Report:
    """A real report whose 现行有效 does not follow from last year's, so that C2 asks for a reason."""
    return published("suqian-2024").with_cells({IN_FORCE: Count(in_force)})


def judge(report: Report) -> tuple[Finding, ...]:
    return validate(report, locator(report.form))


def c2(report: Report) -> Finding:
    (found,) = [one for one in judge(report) if one.rule == "C2"]
    return found


def explained(report: Report, text: str = "机构改革划入一件规范性文件。") -> Report:
    made = explain(report, c2(report), text, by="填报人", on="2025-01-12")
    return replace(report, explanations=with_explanation(report.explanations, made))


def test_an_explained_query_is_marked_and_leaves_the_report_clean_of_open_ones() -> None:
    report = report_with(421)
    others = [one for one in judge(report) if one.rule != "C2"]
    assert c2(report).severity is Severity.QUERY
    assert not c2(report).explained
    assert c2(explained(report)).explained
    assert status([c2(report)]) == "queries"
    assert status([c2(explained(report))]) == "clean"
    assert [one for one in judge(explained(report)) if one.rule != "C2"] == others


def test_a_changed_value_reopens_the_query_and_says_so() -> None:
    report = explained(report_with(421))
    changed = report.with_cells({IN_FORCE: Count(425)})
    assert not c2(changed).explained
    assert c2(changed).message.endswith(REOPENED)
    assert not c2(report_with(425)).message.endswith(REOPENED)


def test_a_value_changed_and_changed_back_is_explained_again() -> None:
    report = explained(report_with(421))
    there_and_back = report.with_cells({IN_FORCE: Count(425)}).with_cells({IN_FORCE: Count(421)})
    assert c2(there_and_back).explained


def test_how_a_number_was_typed_does_not_matter() -> None:
    report = explained(report_with(421))
    assert c2(report.with_cells({IN_FORCE: Count(421, typed="４２１")})).explained


@pytest.mark.parametrize("change", ["unit", "year", "last year"])
def test_an_explanation_belongs_to_one_unit_and_one_year_and_to_last_years_figure(change: str) -> None:
    report = explained(report_with(421))
    previous = report.previous
    assert previous is not None
    other = {
        "unit": replace(report, unit=replace(report.unit, name="别的市")),
        "year": replace(report, year=2025, previous=replace(previous, year=2024)),
        "last year": replace(report, previous=previous.with_cells({IN_FORCE: Count(500)})),
    }[change]
    assert not c2(other).explained


def test_errors_are_never_explained_away() -> None:
    report = published("yanghe-2023")
    errors = [one for one in judge(report) if one.severity is Severity.ERROR]
    assert errors
    written = tuple(explain(report, one, "就是这样", by="填报人", on="2024-01-12") for one in errors)
    again = [one for one in judge(replace(report, explanations=written)) if one.severity is Severity.ERROR]
    assert [one.explained for one in again] == [False] * len(errors)
    assert status(again) == "errors"


def test_an_explanation_without_words_or_without_values_explains_nothing() -> None:
    report = report_with(421)
    finding = c2(report)
    made = explain(report, finding, "有理由", by="填报人", on="2025-01-12")
    for bad in (replace(made, text="  "), replace(made, digest=""), replace(made, rule="C1")):
        assert not apply([finding], [bad], report)[0].explained


def test_a_new_explanation_takes_the_place_of_the_old_one() -> None:
    report = explained(report_with(421), "第一次的说明")
    again = explained(report, "第二次的说明")
    assert [one.text for one in again.explanations] == ["第二次的说明"]
    later = explained(again.with_cells({IN_FORCE: Count(430)}), "数改了以后的说明")
    assert [one.text for one in later.explanations] == ["数改了以后的说明"]


def test_findings_about_words_are_bound_to_the_words() -> None:
    report = published("suqian-2024")
    one = Finding("G8", Severity.QUERY, (), (), None, None, None, "句子一", "依据", subject="一些地区")
    two = replace(one, subject="部分地区")
    assert digest(report, one) != digest(report, two)
    assert digest(report, one) == digest(report, replace(one, message="说法变了", group=3))
    nothing = replace(one, subject="")
    assert digest(report, nothing) != digest(report, replace(nothing, message="别的"))


def test_explanations_travel_in_the_data_file() -> None:
    report = explained(report_with(421))
    back = read_data(write_data(report))
    assert back.explanations == report.explanations
    assert c2(back).explained


def query(subject: str, *cells: str) -> Finding:
    return Finding("E8", Severity.QUERY, cells, (), None, None, None, f"句子：{subject}", "依据", subject=subject)


def test_several_queries_of_one_rule_about_one_cell_are_explained_one_by_one() -> None:
    report = published("suqian-2024")
    one, two = query("占12%", IN_FORCE), query("占34%", IN_FORCE)
    standing = {digest(report, one), digest(report, two)}
    first = explain(report, one, "说明一", by="填报人", on="2025-01-12")
    assert [f.explained for f in apply([one, two], [first], report)] == [True, False]
    assert not any(f.message.endswith(REOPENED) for f in apply([one, two], [first], report))
    second = explain(report, two, "说明二", by="填报人", on="2025-01-12")
    both = with_explanation(with_explanation((), first, standing=standing), second, standing=standing)
    assert [e.text for e in both] == ["说明一", "说明二"]
    assert [f.explained for f in apply([one, two], both, report)] == [True, True]


def test_a_query_about_a_fact_is_bound_to_the_fact() -> None:
    report = replace(published("suqian-2024"), facts={"website_posts": 95})
    finding = query("网站占12%", "fact:website_posts")
    assert digest(report, finding) == digest(report, finding)
    assert digest(report, finding) != digest(replace(report, facts={"website_posts": 96}), finding)
    assert digest(report, finding) != digest(replace(report, facts={}), finding)


def test_an_amount_without_a_unit_is_another_one_than_with_it() -> None:
    cell = "proactive.fees.amount"
    finding = Finding("D7", Severity.QUERY, (cell,), (), None, None, None, "句子", "依据")
    report = published("suqian-2024")
    written = report.with_cells({cell: Amount(Decimal(2358), typed="2358万")})
    supposed = report.with_cells({cell: Amount(Decimal(2358), unit_given=False)})
    assert digest(written, finding) != digest(supposed, finding)


def test_words_are_kept_as_every_file_can_hold_them() -> None:
    report = report_with(421)
    made = explain(report, c2(report), " 划入\x01一件\r\n附\r清单\ud800 ", by="填报人\x02\n甲", on="2025-01-12")
    assert (made.text, made.by) == ("划入一件\n附\n清单", "填报人 甲")
    assert text_digest("划入一件\r附") == text_digest("划入一件\n附")
    assert read_data(write_data(replace(report, explanations=(made,)))).explanations == (made,)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_only_the_very_same_value_keeps_an_explanation(first: int, second: int) -> None:
    one, other = report_with(first), report_with(second)
    finding = Finding("C2", Severity.QUERY, (IN_FORCE,), (), first, 0, first, "句子", "依据")
    note = Explanation("C2", (IN_FORCE,), "说明", "填报人", "2025-01-12", digest(one, finding))
    assert apply([finding], [note], other)[0].explained == (first == second)


def test_two_queries_about_the_name_of_the_unit_are_explained_one_by_one() -> None:
    report = published("suqian-2024")
    renamed = replace(report, unit=replace(report.unit, name="某市2024年度"))
    first, second = [one for one in judge(renamed) if one.rule == "F8"]
    assert digest(renamed, first) != digest(renamed, second)
    made = explain(renamed, second, "机构更名", by="填报人", on="2025-01-12")
    found = [one for one in judge(replace(renamed, explanations=(made,))) if one.rule == "F8"]
    assert [one.explained for one in found] == [False, True]
