"""Readings as plain values: exactly the same after the way there and back, and small."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.errors import KINDS, inject
from support.examples import examples
from support.reports import EDITIONS, balanced_report

from xl_tools.collecting.plain import (
    explanation_from_plain,
    explanation_to_plain,
    finding_from_plain,
    finding_to_plain,
    reading_from_text,
    reading_to_text,
    report_from_plain,
    report_to_plain,
    suggestion_from_plain,
    suggestion_to_plain,
)
from xl_tools.consolidation.reading import Reading
from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.judging import Standard, judge_report
from xl_tools.report import Dispute, Explanation, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.judgement import Suggestion
from xl_tools.values import Amount, BadValue, Blank, Count, NotApplicable, Value

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
fractions = st.decimals(-(10**9), 10**9, places=4) | st.sampled_from([Decimal("1E+2"), Decimal("0.10"), Decimal(0)])
numbers = st.none() | st.integers(-(10**15), 10**15) | fractions
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(Count, st.integers(-(10**15), 10**15), texts),
    st.builds(Amount, fractions, texts, st.booleans()),
    st.builds(NotApplicable, texts),
    st.builds(BadValue, texts, texts),
    st.just(Blank()),
)
places = st.builds(Place, texts, texts)
explanations = st.builds(Explanation, texts, st.lists(texts, max_size=2).map(tuple), texts, texts, texts, texts)
findings = st.builds(
    Finding,
    *(
        texts,
        st.sampled_from(Severity),
        st.lists(texts, max_size=3).map(tuple),
        st.lists(places, max_size=3).map(tuple),
    ),
    *(numbers, numbers, numbers, texts, texts, st.integers(0, 9), st.booleans(), texts, st.booleans(), texts),
)
suggestions = st.builds(
    Suggestion,
    *(st.integers(0, 9), texts, places, numbers | texts, st.integers() | fractions, texts, st.integers(1, 9)),
    *(st.booleans(), st.booleans(), st.integers(0, 9), st.booleans()),
)


@st.composite
def reports(draw: st.DrawFn, depth: int = 1) -> Report:
    form = form_for_edition(draw(st.sampled_from(EDITIONS)))
    ids = list(form.cells)
    cells = st.dictionaries(st.sampled_from(ids), values, max_size=12)
    return Report(
        form=form,
        year=draw(st.integers(2008, 2100)),
        unit=Unit(draw(texts), draw(st.sampled_from(Level)), draw(st.sampled_from(Scope))),
        cells=draw(cells),
        narrative=draw(st.dictionaries(st.sampled_from(["lead", "overview", "problems", "other"]), texts)),
        facts=draw(st.dictionaries(texts, texts | st.integers() | fractions, max_size=3)),
        published_on=draw(st.none() | st.dates()),
        preparer=draw(texts),
        reviewer=draw(texts),
        explanations=tuple(draw(st.lists(explanations, max_size=2))),
        previous=draw(st.none() | reports(depth=depth - 1)) if depth else None,
        disputes=tuple(Dispute(cell, value, draw(texts), draw(st.booleans())) for cell, value in draw(cells).items()),
    )


def exactly(report: Report) -> list[object]:
    """A report with everything that does not count when two are compared: how numbers were typed."""
    return [
        repr(list(report.cells.items())),
        repr(list(report.facts.items())),
        repr(report.disputes),
        None if report.previous is None else exactly(report.previous),
    ]


def through_json(data: object) -> object:
    return json.loads(json.dumps(data, ensure_ascii=False))


@given(reports())
@settings(max_examples=examples(100))
def test_a_report_comes_back_exactly(report: Report) -> None:
    back = report_from_plain(through_json(report_to_plain(report)))
    assert back == report
    in_order = replace(report, cells={id_: report.cells[id_] for id_ in report.form.cells if id_ in report.cells})
    if report.previous is None:
        assert exactly(back) == exactly(in_order)


@given(findings, suggestions, explanations)
@settings(max_examples=examples(100))
def test_findings_suggestions_and_explanations_come_back_exactly(
    finding: Finding, suggestion: Suggestion, explanation: Explanation
) -> None:
    back = finding_from_plain(through_json(finding_to_plain(finding)))
    assert (back, repr(back)) == (finding, repr(finding))
    again = suggestion_from_plain(through_json(suggestion_to_plain(suggestion)))
    assert (again, repr(again)) == (suggestion, repr(suggestion))
    assert explanation_from_plain(through_json(explanation_to_plain(explanation))) == explanation


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reading_comes_back_exactly_and_is_small(edition: str) -> None:
    form, rng = form_for_edition(edition), random.Random(7)
    report = balanced_report(form, rng, with_previous=edition == "2021")
    wrong = inject(report, rng, rng.sample(sorted(KINDS), 2))
    assert wrong is not None
    cells = dict(wrong.report.cells)
    cells["requests.granted.total"] = BadValue("十二", "不是数字")
    judged = judge_report(replace(wrong.report, cells=cells), Standard())
    assert judged.findings and judged.suggestions
    reading = Reading(
        "ab" * 32,
        replace(wrong.report, published_on=date(2025, 1, 20)),
        judged.findings,
        judged.suggestions,
        {id_: Place("三、申请情况", f"D{row}") for row, id_ in enumerate(report.cells, 6)},
        version=6,
        final=True,
        finalized_on="2025-01-19",
        seal="ABCD-EFGH-IJKL-MNOP-QRST",
        saved="2025-01-19 09:30:00",
    )
    text = reading_to_text(reading)
    back = reading_from_text(text)
    assert back == reading
    assert reading_to_text(back) == text
    assert len(text) < 16_000


def test_the_reading_of_a_file_that_could_not_be_read_comes_back_exactly() -> None:
    reading = Reading("cd" * 32, code="W16", sentence="“年报.xlsx”已损坏。", hint="请重新索取。")
    assert reading_from_text(reading_to_text(reading)) == reading


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1,2,3]", "null", '["x",["1900",2024]]'])
def test_other_text_is_no_reading(text: str) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        reading_from_text(text)
