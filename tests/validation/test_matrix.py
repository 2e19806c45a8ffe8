"""The matrix of rules says of every report and equation exactly what validation/linear.py says."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.reports import EDITIONS, balanced_report, locator, published, report_of

from xl_tools.expression import Equation, Sum, Term
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Kind
from xl_tools.report import Dispute, Report
from xl_tools.rule import Instance
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Level
from xl_tools.validation.context import Context, rows_with_total
from xl_tools.validation.linear import asked, check, undecided
from xl_tools.validation.matrix import BAD, EMPTY, NUMBER, SLASH, Cells, RuleMatrix, State
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, Value

BOOKS = {edition: load_rules(form_for_edition(edition)) for edition in EDITIONS}


@st.composite
def damaged_reports(draw: st.DrawFn, edition: str) -> Report:
    """A balanced report of any level, with or without last year's, some cells of either changed to anything."""
    form = form_for_edition(edition)
    rng = random.Random(draw(st.integers(0, 2**32)))
    level = draw(st.sampled_from(list(Level)))
    report = balanced_report(form, rng, level=level, with_previous=draw(st.booleans()))
    count = st.builds(Count, st.one_of(st.integers(-3, 9), st.integers(-(10**15) + 1, 10**15 - 1)))
    values = st.one_of(st.just(BLANK), st.just(NotApplicable("/")), st.just(BadValue("若干")), count)
    report = report.with_cells(draw(st.dictionaries(st.sampled_from(_counts(form.cells)), values, max_size=12)))
    if draw(st.booleans()):
        # Whole rows without their total, and tables in which nothing was entered.
        item = draw(st.sampled_from(sorted({cell.rpartition(".")[0] for cell in form.cells} | {"requests", "review"})))
        some = [cell for cell in form.cells if cell.startswith(f"{item}.")]
        some = [cell for cell in some if cell.endswith(".total")] if draw(st.booleans()) else some
        report = report.with_cells(dict.fromkeys(some, draw(st.sampled_from([BLANK, NotApplicable("—")]))))
    last = report.previous
    if last is not None:
        cells = _counts(last.form.cells)
        last = last.with_cells(draw(st.dictionaries(st.sampled_from(cells), values, max_size=6)))
        proposed = draw(st.dictionaries(st.sampled_from(cells), count, max_size=2))
        disputes = tuple(Dispute(cell, value, confirmed=draw(st.booleans())) for cell, value in proposed.items())
        report = replace(report, previous=replace(last, disputes=disputes))
    return report


def _counts(cells: Mapping[str, object]) -> list[str]:
    return [cell for cell in cells if not cell.endswith((".amount", ".purchases"))]


def by_linear(report: Report, rules: RuleBook) -> list[State]:
    """State by state, from the functions that make findings."""
    context = Context(report, rules, locator(report.form))
    states: list[State] = []
    for _, instance in rules.instances:
        equation = instance.equation
        if undecided(instance, context):
            states.append(State.UNDECIDED)
        elif not asked(instance, report):
            states.append(State.NOT_ASKED)
        else:
            held = equation.holds(equation.left.evaluate(report.number) - equation.right.evaluate(report.number))
            states.append(State.HELD if held else State.VIOLATED)
    return states


def findings_of(report: Report, rules: RuleBook) -> set[tuple[str, tuple[str, ...]]]:
    context = Context(report, rules, locator(report.form))
    return {
        (found.rule, found.cells)
        for rule in rules.rules
        if rule.instances and (severity := rule.severity.get(report.unit.level))
        for found in check(rule, severity, context)
    }


def states_of(matrix: RuleMatrix, reports: Sequence[Report], chunk: int = 4096) -> np.ndarray:
    parts = list(matrix.evaluate(reports, chunk=chunk))
    assert [report for part in parts for report in part.reports] == list(reports)
    return np.concatenate([part.states for part in parts], axis=1)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_matrix_says_what_the_engine_says(edition: str):
    rules = BOOKS[edition]
    matrix = RuleMatrix(rules)

    @settings(max_examples=examples(40), deadline=None)
    @given(st.lists(damaged_reports(edition), min_size=1, max_size=5), st.integers(1, 6))
    def holds(reports: list[Report], chunk: int) -> None:
        states = states_of(matrix, reports, chunk)
        for index, report in enumerate(reports):
            assert states[:, index].tolist() == by_linear(report, rules)
            broken = {
                (rule.id, instance.equation.cells)
                for (rule, instance), state in zip(matrix.instances, states[:, index], strict=True)
                if state == State.VIOLATED and report.unit.level in rule.severity
            }
            assert broken == findings_of(report, rules)

    holds()


def test_every_state_occurs_and_is_what_it_says():
    rules = BOOKS["2021"]
    report = report_of(cells={"requests.received.total": 5, "review.reconsideration.total": 1})
    blank = replace(report, cells={})
    (judged,) = RuleMatrix(rules).evaluate([report, blank])
    found = {
        (rule.id, instance.key): [State(state) for state in states]
        for (rule, instance), states in zip(rules.instances, judged.states.tolist(), strict=True)
    }
    assert found["A1", "total"] == [State.VIOLATED, State.UNDECIDED]
    assert found["A1", "natural_person"] == [State.HELD, State.UNDECIDED]
    assert found["B4", ""][1] is State.UNDECIDED
    assert {state for states in found.values() for state in states} >= {State.HELD, State.VIOLATED, State.UNDECIDED}


def test_a_condition_that_does_not_hold_is_told_apart_from_an_equation_that_holds():
    last = report_of(cells={"requests.received.total": 3})
    report = replace(report_of(cells={"review.reconsideration.total": 2}), previous=last)
    rules = BOOKS["2021"]
    (judged,) = RuleMatrix(rules).evaluate([report, replace(report, previous=report_of())])
    line = next(i for i, (rule, _) in enumerate(rules.instances) if rule.id == "B4")
    assert judged.states[line].tolist() == [State.NOT_ASKED, State.VIOLATED]


def _book_with_money(constant: int = 0) -> RuleBook:
    """A rule of the kind that a pack adds: fees, in 万元, are not more than the number of decisions."""
    rules = BOOKS["2021"]
    form = rules.form
    money = next(cell.id for cell in form.cells.values() if cell.kind is Kind.AMOUNT)
    count = "requests.received.total"
    equation = Equation(Sum((Term(2, (money,)),)), "<=", Sum((Term(3, (count,)),), constant))
    rule = replace(rules.rule("A1"), id="Z1", alias="", instances=(Instance("money", "", equation),))
    return RuleBook(form, (*rules.rules, rule))


@pytest.mark.parametrize(
    ("money", "count", "state"),
    [
        ("1.5", 1, State.HELD),
        ("1.5001", 1, State.VIOLATED),
        ("0.00005", 0, State.VIOLATED),
        ("99999999999999.9", 10**14, State.HELD),
        ("999999999999999", 10**14, State.VIOLATED),
    ],
)
def test_money_is_exact_also_where_64_bits_do_not_hold_it(money: str, count: int, state: State):
    rules = _book_with_money()
    cell = rules.instances[-1][1].equation.left.cells[0]
    report = report_of().with_cells({cell: Amount(Decimal(money)), "requests.received.total": Count(count)})
    matrix = RuleMatrix(rules)
    states = states_of(matrix, [report_of(), report, report_of()])
    assert states[-1, 1] == state
    assert states[:, 1].tolist() == by_linear(report, rules)
    assert states[-1, 0] == State.HELD


def test_a_number_that_64_bits_cannot_hold_goes_to_the_exact_engine():
    rules = BOOKS["2021"]
    matrix = RuleMatrix(rules)
    for number in (matrix.largest, matrix.largest + 1, 2**63, 10**40, Decimal("0.5")):
        value: Value = Count(number) if isinstance(number, int) else Amount(number)
        report = report_of().with_cells({"requests.received.total": value, "requests.carried_out.total": Count(2)})
        _, unfit = matrix.cells([report])
        assert bool(unfit) is (number != matrix.largest)
        assert states_of(matrix, [report])[:, 0].tolist() == by_linear(report, rules)


@pytest.mark.parametrize(("count", "state"), [(-2, State.VIOLATED), (-1, State.HELD)])
def test_a_constant_weighs_as_much_as_the_money_beside_it(count: int, state: State):
    rules = _book_with_money(constant=6)
    cell = rules.instances[-1][1].equation.left.cells[0]
    report = report_of().with_cells({cell: Amount(Decimal("1.5")), "requests.received.total": Count(count)})
    assert states_of(RuleMatrix(rules), [report])[-1].tolist() == [state]


def test_a_blank_total_beside_slashes_is_not_missing():
    total, others = next(
        (total, others) for total, others in rows_with_total(BOOKS["2021"].form) if total.id.startswith("requests.rec")
    )
    slashes = report_of().with_cells({total.id: BLANK, **{cell.id: NotApplicable() for cell in others}})
    number = slashes.with_cells({others[0].id: Count(0)})
    states = states_of(RuleMatrix(BOOKS["2021"]), [slashes, number])
    line = next(i for i, (rule, one) in enumerate(BOOKS["2021"].instances) if (rule.id, one.key) == ("A1", "total"))
    assert states[line].tolist() == [State.HELD, State.UNDECIDED]


def test_a_report_of_a_level_that_a_rule_is_not_for_is_not_counted_as_decided():
    rules = BOOKS["2021"]
    matrix = RuleMatrix(rules)
    (judged,) = matrix.evaluate([report_of(level=level) for level in (Level.TOWNSHIP, Level.CITY_GOVERNMENT)])
    decided = {rule.id: count for rule, count in matrix.decided(judged)}
    assert (decided["A1"], decided["D1"]) == (2, 1)


def test_arrays_are_judged_as_the_reports_they_stand_for():
    rules = BOOKS["2021"]
    matrix = RuleMatrix(rules)
    kinds = np.full((len(matrix.columns), 3), NUMBER, dtype=np.uint8)
    numbers = np.zeros_like(kinds, dtype=np.int64)
    at = matrix.columns.index
    values: list[tuple[str, int, Value]] = [
        ("requests.received.total", EMPTY, BLANK),
        ("requests.received.natural_person", SLASH, NotApplicable()),
        ("requests.granted.total", BAD, BadValue("x")),
    ]
    for index, (cell, kind, _) in enumerate(values):
        kinds[at(cell), index] = kind
    numbers[at("requests.granted.business"), :] = 4
    reports = [
        replace(
            report_of(cells={"requests.granted.business": 4}).with_cells({cell: value}),
            previous=report_of(),
        )
        for cell, _, value in values
    ]
    assert matrix.judge(Cells(numbers, kinds)).tolist() == states_of(matrix, reports).tolist()
    numbers[at("requests.granted.business"), 1] = matrix.largest + 1
    with pytest.raises(OverflowError):
        matrix.judge(Cells(numbers, kinds))


def test_published_reports_and_the_count_of_decided_ones():
    rules = BOOKS["2021"]
    matrix = RuleMatrix(rules)
    reports = [published(name) for name in ("huiyi-2021", "yanghe-2023", "suqian-2023", "suqian-2024")]
    (judged,) = matrix.evaluate(reports)
    for index, report in enumerate(reports):
        assert judged.states[:, index].tolist() == by_linear(report, rules)
    decided = {rule.id: count for rule, count in matrix.decided(judged)}
    assert decided["A1"] == 4
    assert decided["C1"] == sum(report.previous is not None for report in reports)


def test_a_report_of_another_edition_is_refused_and_none_at_all_is_nothing():
    matrix = RuleMatrix(BOOKS["2021"])
    with pytest.raises(ValueError, match="2019"):
        list(matrix.evaluate([report_of("2019")]))
    assert list(matrix.evaluate([])) == []
