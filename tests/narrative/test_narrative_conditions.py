"""The language of conditions: precedence, what is undecided, and what it refuses."""

from __future__ import annotations

import pytest
from narrative_reports import small

from xl_tools.expression import ExpressionError
from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.compose import figures_of
from xl_tools.narrative.condition import Condition, ensures, holds, parse_condition
from xl_tools.narrative.phrases import load_phrases
from xl_tools.narrative.template import Grammar
from xl_tools.report import Report
from xl_tools.units import Level

FORM = form_for_edition("2021")
GRAMMAR = Grammar(FORM, load_phrases(FORM).facts)
ONE = "requests.received.total = 1"
TWO = "requests.carried_in.total = 2"


def parsed(text: str) -> Condition:
    return parse_condition(text, GRAMMAR.read_sum, GRAMMAR.fact)


def true(text: str, report: Report) -> bool:
    return holds(parsed(text), figures_of(report))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("level(governments)", False),
        ("level(county_department, township)", True),
        ("known(previous)", False),
        ("unknown(previous)", True),
        ("known(fact:websites)", True),
        ("unknown(fact:websites)", False),
        ("fact:websites + 1 = 4", True),
        ("fact:open_zones = 0", False),
        ("requests.received.total <> 1", False),
        ("requests.received.total >= 1 and requests.received.total <= 1", True),
        ("requests.received.total < 1 or requests.received.total > 1", False),
        (f"{ONE} or {TWO} and level(governments)", True),
        (f"({ONE} or {TWO}) and level(governments)", False),
        ("sum(requests.received.*) = 1", True),
    ],
)
def test_conditions_hold_or_not(text: str, expected: bool):
    report = small(cells={"requests.received.total": 1}, facts={"websites": 3}, level=Level.COUNTY_DEPARTMENT)
    assert true(text, report) == expected


@pytest.mark.parametrize("relation", ["=", "<>", "<", "<=", ">", ">="])
def test_a_comparison_without_any_number_is_undecided(relation: str):
    report = small(cells={"requests.received.total": None})
    assert not true(f"requests.received.total {relation} 0", report)


@pytest.mark.parametrize(
    "text",
    [
        "1 = 1 = 1",
        "known(x)",
        "known(fact:nobody)",
        "level(village)",
        "(1 = 1",
        "1 = 1)",
        "import os",
        "1 < ",
        "a and b",
    ],
)
def test_other_text_is_refused(text: str):
    with pytest.raises(ExpressionError):
        parsed(text)


def test_a_condition_ensures_a_fact_only_if_every_way_needs_it():
    fact = load_phrases(FORM).fact("websites")
    assert ensures(parsed("known(fact:websites) and 1 = 1"), fact)
    assert ensures(parsed("fact:websites = 0 or fact:websites > 5"), fact)
    assert not ensures(parsed("known(fact:websites) or level(township)"), fact)
    assert not ensures(parsed("unknown(fact:websites)"), fact)
    assert not ensures(parsed(""), fact)
