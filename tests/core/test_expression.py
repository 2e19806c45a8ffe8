"""The rule language: grammar, evaluation, weights, Excel text and Chinese words say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reports import EDITIONS, locator

from xl_tools.expression import (
    Equation,
    ExpressionError,
    Sum,
    Term,
    match_names,
    merge_ranges,
    parse_equation,
    parse_sum,
)
from xl_tools.forms.load import form_for_edition
from xl_tools.report import PREVIOUS
from xl_tools.rule import term_name
from xl_tools.rules import load_rules

NAMES = ("a", "b", "c", "part_one", "part_two", "other.x", "other.y")


def resolve(name: str) -> tuple[str, ...]:
    return match_names(name, NAMES)


def equation(text: str) -> Equation:
    return parse_equation(text, resolve)


# --- grammar


@pytest.mark.parametrize(
    ("text", "coefficients", "constant", "relation"),
    [
        ("a = b", {"a": 1, "b": -1}, 0, "="),
        ("a+b=c", {"a": 1, "b": 1, "c": -1}, 0, "="),
        ("  a  <=  2 * b - 3 ", {"a": 1, "b": -2}, 3, "<="),
        ("-a + b >= 0", {"a": -1, "b": 1}, 0, ">="),
        ("sum(part_*) = c", {"part_one": 1, "part_two": 1, "c": -1}, 0, "="),
        ("3*sum(other.*) <= 5", {"other.x": 3, "other.y": 3}, -5, "<="),
        ("sum(a) = other.x", {"a": 1, "other.x": -1}, 0, "="),
        ("a + b = b + c", {"a": 1, "c": -1}, 0, "="),
        ("a + a = 2*a", {}, 0, "="),
        ("0 = 0", {}, 0, "="),
    ],
)
def test_rule_becomes_coefficients(text: str, coefficients: dict[str, int], constant: int, relation: str) -> None:
    found = equation(text)
    assert (found.coefficients(), found.constant, found.relation) == (coefficients, constant, relation)
    assert dict(found.weights) == coefficients


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "“” ends too early"),
        ("a", "“a” ends too early"),
        ("a =", "“a =” ends too early"),
        ("= a", "expected a cell name, found “=”"),
        ("a = b = c", "expected the end, found “= c”"),
        ("a b = c", "expected =, <= or >= after “a b”"),
        ("a < b", "cannot read “< b”"),
        ("a == b", "expected a cell name, found “=”"),
        ("a / b = c", "cannot read “/ b = c”"),
        ("a ** b = c", "expected =, <= or >= after “a *”"),
        ("(a) = b", "expected a cell name, found “(”"),
        ("sum a = b", "expected “(”, found “a”"),
        ("sum(a = b", "expected “)”, found “=”"),
        ("sum() = b", "expected a cell name or pattern, found “)”"),
        ("sum(2) = b", "expected a cell name or pattern, found “2”"),
        ("2 3 = a", "expected =, <= or >= after “2 3”"),
        ("2*3 = a", "expected a cell name, found “3”"),
        ("a * 2 = b", "expected =, <= or >= after “a *”"),
        ("1.5*a = b", "cannot read “.5*a = b”"),
        ("part_* = c", "expected a cell name, found “part_*”"),
        ("z = a", "no cell is called “z”"),
        ("sum(z*) = a", "no cell is called “z*”"),
        ("a + + b = c", "expected a cell name, found “+”"),
        ("a - - b = c", "expected a cell name, found “-”"),
        ("A = b", "cannot read “A = b”"),
        ("a = b; c", "cannot read “; c”"),
        ("a = ２*b", "cannot read “２*b”"),
        ("__import__('os') = a", "no cell is called “__import__”"),
    ],
)
def test_text_outside_the_language_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        equation(text)
    assert str(caught.value) == message


def test_name_that_stands_for_several_cells_needs_sum() -> None:
    with pytest.raises(ExpressionError, match=re.escape("“both” names 2 cells; write sum(both)")):
        parse_equation("both = a", lambda name: ("a", "b") if name == "both" else (name,))


def test_one_side_can_be_parsed_alone() -> None:
    assert parse_sum("a + 2*b - 7", resolve) == Sum((Term(1, ("a",)), Term(2, ("b",))), -7)
    with pytest.raises(ExpressionError, match="expected the end"):
        parse_sum("a = b", resolve)


def test_only_the_star_is_special_in_a_pattern() -> None:
    assert match_names("part_*", NAMES) == ("part_one", "part_two")
    assert match_names("*.x", NAMES) == ("other.x",)
    with pytest.raises(ExpressionError):
        match_names("otherzx", NAMES)


# --- evaluation and weights agree

numbers = st.one_of(st.integers(-1000, 10**9), st.decimals(-1000, 10**6, places=4))
terms = st.builds(
    Term,
    st.integers(-9, 9).filter(bool),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(tuple),
)
sums = st.builds(Sum, st.lists(terms, max_size=5).map(tuple), st.integers(-99, 99))
equations = st.builds(Equation, sums, st.sampled_from(["=", "<=", ">="]), sums)


@given(equations, st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)))
def test_difference_of_the_sides_is_the_matrix_row_times_the_values(
    tested: Equation, values: dict[str, int | Decimal]
) -> None:
    order = {name: index for index, name in enumerate(NAMES)}
    row = tested.matrix_row(order)
    product = sum(weight * values[name] for name, weight in zip(NAMES, row, strict=True)) + tested.constant
    difference = tested.left.evaluate(values.__getitem__) - tested.right.evaluate(values.__getitem__)
    assert difference == product
    left, right = (side.evaluate(values.__getitem__) for side in (tested.left, tested.right))
    assert tested.holds(difference) == {"=": left == right, "<=": left <= right, ">=": left >= right}[tested.relation]


@given(equations)
def test_cells_are_named_once_in_order_and_cover_every_weight(tested: Equation) -> None:
    cells = tested.cells
    assert len(set(cells)) == len(cells)
    assert set(cells) == set(tested.left.cells) | set(tested.right.cells)
    assert tested.coefficients().keys() <= set(cells)


def _holds(condition: Equation, numbers: Mapping[str, int | Decimal]) -> bool:
    """Whether a condition has all its numbers and holds."""
    if not all(cell in numbers for cell in condition.cells):
        return False
    return condition.holds(sum(weight * numbers[cell] for cell, weight in condition.weights) + condition.constant)


@pytest.mark.parametrize("edition", EDITIONS)
def test_columns_of_the_matrix_are_the_cells_and_then_the_figures_of_last_year_that_rules_weigh(edition: str) -> None:
    form = form_for_edition(edition)
    columns = load_rules(form).columns
    assert columns[: len(form.cells)] == tuple(form.cells)
    last = [cell.removeprefix(PREVIOUS) for cell in columns[len(form.cells) :]]
    expected = {cell.id for cell in form.cells_of("requests") if cell.item == "carried_out"}
    expected |= {cell.id for cell in form.cells_of("review") if cell.measure == "pending"}
    if edition == "2021":
        expected |= {"proactive.regulations.in_force", "proactive.normative_documents.in_force"}
    assert set(last) == expected
    assert last == [cell for cell in form.cells if cell in expected]


# --- Excel


def excel(edition: str, rule_id: str, key: str) -> str:
    form = form_for_edition(edition)
    locate = locator(form)
    for rule, instance in load_rules(form).instances:
        if (rule.id, instance.key) == (rule_id, key):
            return instance.equation.difference_formula(lambda cell: locate(cell).address)
    raise KeyError(rule_id, key)


@pytest.mark.parametrize(
    ("edition", "rule", "key", "formula"),
    [
        ("2021", "A1", "natural_person", "SUM(D6:D7)-(SUM(D29:D30))"),
        ("2019", "A1", "natural_person", "SUM(D6:D7)-(SUM(D27:D28))"),
        ("2021", "A2", "total", "SUM(J29)-(SUM(J8:J28))"),
        ("2019", "A2", "other", "SUM(I27)-(SUM(I8:I26))"),
        ("2021", "A3", "received", "SUM(J6)-(SUM(D6:I6))"),
        ("2021", "A7", "business", "MAX(0,SUM(E30)-(SUM(E6:E7)))"),
        ("2021", "B1", "direct_litigation", "SUM(J6)-(SUM(F6:I6))"),
        ("2021", "D1", "", "MAX(0,SUM(B5:D5)-(0))"),
        ("2021", "D2", "regulations", "MIN(0,SUM(D5)-(SUM(B5)-SUM(C5)))"),
        ("2019", "D4", "normative_documents#2", "MIN(0,SUM(E6)-(SUM(C6)))"),
        ("2019", "D1", "", "MAX(0,SUM(B5:C5,E5)-(0))"),
    ],
)
def test_rule_as_excel_formula(edition: str, rule: str, key: str, formula: str) -> None:
    assert excel(edition, rule, key) == formula


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a + b - c = 0", "SUM(A1,B3)-SUM(C5)-(0)"),
        ("-a = 2*b + 3*c - 4", "-SUM(A1)-(2*SUM(B3)+3*SUM(C5)-4)"),
        ("5 >= a", "MIN(0,5-(SUM(A1)))"),
        ("a + 1 <= b", "MAX(0,SUM(A1)+1-(SUM(B3)))"),
    ],
)
def test_signs_factors_and_constants_in_excel(text: str, formula: str) -> None:
    apart = {"a": "A1", "b": "B3", "c": "C5"}
    assert equation(text).difference_formula(apart.__getitem__) == formula


@given(equations, st.fixed_dictionaries({name: st.integers(-1000, 10**6) for name in NAMES}))
def test_excel_formula_calculates_the_difference(tested: Equation, values: dict[str, int]) -> None:
    places = {name: f"{'ACEGIKM'[index]}{2 * index + 1}" for index, name in enumerate(NAMES)}
    formula = tested.difference_formula(places.__getitem__)
    for name, place in places.items():
        formula = re.sub(rf"\b{place}\b", f"({values[name]})", formula)
    functions = {"SUM": lambda *items: sum(items), "MAX": max, "MIN": min, "__builtins__": {}}
    calculated = eval(formula, functions)
    difference = tested.left.evaluate(values.__getitem__) - tested.right.evaluate(values.__getitem__)
    if tested.relation == "<=":
        difference = max(0, difference)
    elif tested.relation == ">=":
        difference = min(0, difference)
    assert calculated == difference
    assert (calculated == 0) == tested.holds(
        tested.left.evaluate(values.__getitem__) - tested.right.evaluate(values.__getitem__)
    )


@pytest.mark.parametrize(
    ("addresses", "merged"),
    [
        ([], []),
        (["C5"], ["C5"]),
        (["C5", "C6", "C7"], ["C5:C7"]),
        (["C5", "D5", "E5"], ["C5:E5"]),
        (["C5", "C7"], ["C5", "C7"]),
        (["C6", "C5"], ["C6", "C5"]),
        (["C5", "C6", "D6", "E6"], ["C5:C6", "D6:E6"]),
        (["Z1", "AA1", "AB1"], ["Z1:AB1"]),
        (["AZ9", "BA9"], ["AZ9:BA9"]),
        (["$C$5", "$C$6"], ["$C$5:$C$6"]),
        (["表!C5", "表!C6"], ["表!C5:C6"]),
        (["表!C5", "另表!C6"], ["表!C5", "另表!C6"]),
        (["C5", "name", "C6"], ["C5", "name", "C6"]),
        (["C5", "C5"], ["C5", "C5"]),
    ],
)
def test_neighbouring_addresses_are_joined(addresses: list[str], merged: list[str]) -> None:
    assert merge_ranges(addresses) == merged


def test_short_runs_can_be_left_apart() -> None:
    assert merge_ranges(["D6", "D7", "D29", "D30", "D31"], shortest=3) == ["D6", "D7", "D29:D31"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), max_size=12))
def test_joined_addresses_name_the_same_cells_in_the_same_order(places: list[tuple[int, int]]) -> None:
    addresses = [f"{'ABCDEF'[column]}{row}" for column, row in places]
    spread: list[str] = []
    for item in merge_ranges(addresses):
        first, _, last = item.partition(":")
        last = last or first
        spread += [
            f"{column}{row}"
            for row in range(int(first[1:]), int(last[1:]) + 1)
            for column in map(chr, range(ord(first[0]), ord(last[0]) + 1))
        ]
    assert spread == addresses


# --- words


@pytest.mark.parametrize(
    ("edition", "rule", "words"),
    [
        ("2021", "A1", "本年新收＋上年结转＝办理结果总计＋结转下年"),
        (
            "2021",
            "A2",
            "办理结果总计＝予以公开＋部分公开＋不予公开（8项）＋无法提供（3项）＋不予处理（5项）＋其他处理（3项）",
        ),
        (
            "2019",
            "A2",
            "办理结果总计＝予以公开＋部分公开＋不予公开（8项）＋无法提供（3项）＋不予处理（5项）＋其他处理",
        ),
        ("2021", "A3", "总计＝自然人＋商业企业＋科研机构＋社会公益组织＋法律服务机构＋其他"),
        ("2021", "A7", "结转下年≤本年新收＋上年结转"),
        ("2021", "B1", "总计＝结果维持＋结果纠正＋其他结果＋尚未审结"),
        ("2021", "B3", "复议后起诉·总计≤0"),
        ("2021", "B4", "行政复议·总计＋未经复议直接起诉·总计＋复议后起诉·总计≤0"),
        ("2019", "B5", "结果维持＋结果纠正＋其他结果＋尚未审结≥上年“尚未审结”"),
        ("2019", "C1", "上年结转＝上年“结转下年”"),
        ("2021", "C2", "现行有效＝上年“现行有效”＋制发－废止"),
        ("2021", "D1", "规章·制发＋规章·废止＋规章·现行有效≤0"),
        ("2021", "D2", "现行有效≥制发－废止"),
        ("2021", "D3", "废止≤上年“现行有效”＋制发"),
    ],
)
def test_rule_in_chinese_words(edition: str, rule: str, words: str) -> None:
    form = form_for_edition(edition)
    found = load_rules(form).rule(rule)
    assert {
        instance.equation.words(lambda term: term_name(form, found.each, term)) for instance in found.instances
    } == {words}


def test_signs_and_factors_in_words() -> None:
    assert equation("-a + 2*b - 3 >= 0").words(lambda term: term.cells[0].upper()) == "－A＋2×B－3≥0"
