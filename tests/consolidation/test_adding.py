"""The total is Σ units: exact, whatever the order and however they are grouped; what cannot be added is named."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sorted_reports import (
    FEES,
    FORM,
    LICENSING,
    RECEIVED,
    TOP,
    YEAR,
    inbox,
    made_up,
    report,
    roster,
    total,
)
from support.examples import examples
from support.reports import locator

from xl_tools.consolidation.adding import Sum, add_up, total_cells
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.decisions import Decision, Decisions
from xl_tools.facts import FactKind, load_facts
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level, Scope
from xl_tools.validation.engine import validate
from xl_tools.values import Amount, BadValue, Count, NotApplicable, parse

UNITS = roster({TOP: ["甲局", "乙局", "丙局"]})
WHOLE = Scope.CONSOLIDATED


def test_every_cell_is_the_sum_of_its_units() -> None:
    reports = [made_up(name, seed) for seed, name in enumerate((TOP, "甲局", "乙局", "丙局"))]
    one = total(reports, UNITS)
    assert one.report.unit == Unit(TOP, Level.CITY_GOVERNMENT, WHOLE)
    assert one.report.year == YEAR
    for id_ in FORM.cells:
        assert one.report.number(id_) == sum(report.number(id_) for report in reports), id_
    assert one.not_added == ()
    assert one.blanks == {}


def test_money_is_added_exactly() -> None:
    amounts = ("0.1", "0.2", "99999999999.9999", "0.0001")
    reports = [
        report(name, {FEES: Amount(Decimal(amount))})
        for name, amount in zip((TOP, "甲局", "乙局", "丙局"), amounts, strict=True)
    ]
    assert total(reports, UNITS).report.value(FEES) == Amount(Decimal("100000000000.3"))
    tiny = [report("甲局", {FEES: Amount(Decimal("1E-30"))}), report("乙局", {FEES: Amount(Decimal("1E+14"))})]
    # Too long for Excel, which would round it: no sum at all rather than one that is not exact.
    assert isinstance(total(tiny, UNITS).report.value(FEES), BadValue)
    sum_ = Sum(FORM)
    for one in tiny:
        sum_.add(one.cells)
    assert sum_.numbers[FEES] == Decimal("100000000000000.000000000000000000000000000001")


def test_a_sum_that_excel_cannot_keep_is_unreadable_and_found_by_the_rules() -> None:
    most = 999_999_999_999_999
    one = total([report("甲局", {LICENSING: most}), report("乙局", {LICENSING: most})], UNITS)
    value = one.report.value(LICENSING)
    assert isinstance(value, BadValue)
    assert value.reason == "超过 15 位数字"
    found = validate(one.report, locator(FORM))
    assert ("D10", (LICENSING,)) in {(finding.rule, finding.cells) for finding in found}


def test_an_amount_without_its_unit_leaves_the_sum_without() -> None:
    old = form_for_edition("2019")
    cell = next(cell for cell in old.cells.values() if cell.kind.value == "amount" and not cell.unit)
    bare, given_ = (parse(text, cell.kind, cell.unit) for text in ("3", "4万元"))
    for values, expected in (((bare, given_), False), ((given_, given_), True)):
        reports = [report("甲局", {cell.id: value}, form=old, year=2020) for value in values]
        [found] = [value for id_, value in total_cells(old, reports).items() if id_ == cell.id]
        assert isinstance(found, Amount)
        assert found.unit_given is expected


# --- blanks, “/” and text


def test_a_cell_that_is_blank_everywhere_stays_blank_and_one_that_is_blank_somewhere_counts_as_0() -> None:
    reports = [
        report("甲局", {RECEIVED: 3}, fill=None),
        report("乙局", {RECEIVED: 4, LICENSING: 2}, fill=None),
        report("丙局", {}, fill=None),
    ]
    one = total(reports, UNITS)
    assert one.report.cells == {RECEIVED: Count(7), LICENSING: Count(2)}
    assert one.blanks == {"甲局": (LICENSING,), "丙局": (LICENSING, RECEIVED)}


def test_what_is_no_number_is_named_with_its_place_and_not_added() -> None:
    cells = {RECEIVED: BadValue("约三件"), LICENSING: NotApplicable("—"), FEES: 2}
    one = total([report("甲局", cells), report("乙局", {RECEIVED: 5})], UNITS)
    assert one.report.value(RECEIVED) == Count(5)
    assert one.report.value(LICENSING) == Count(0)
    assert [(lost.unit, lost.cell, lost.name, lost.why) for lost in one.not_added] == [
        ("甲局", LICENSING, "行政许可·处理决定", "填的是“—”，不是数字"),
        ("甲局", RECEIVED, "本年新收·自然人", "填的“约三件”不是数字"),
    ]
    assert [str(lost.place) for lost in one.not_added] == [str(locator(FORM)(cell)) for cell in (LICENSING, RECEIVED)]
    assert one.blanks == {}


def test_not_added_cells_stand_in_the_order_of_the_roster_and_of_the_form() -> None:
    cells = {id_: BadValue("?") for id_ in (RECEIVED, LICENSING)}
    one = total([report("丙局", cells), report("甲局", cells)], UNITS)
    assert [(lost.unit, lost.cell) for lost in one.not_added] == [
        ("甲局", LICENSING),
        ("甲局", RECEIVED),
        ("丙局", LICENSING),
        ("丙局", RECEIVED),
    ]


def test_what_another_edition_lacks_is_named_once_and_is_no_blank() -> None:
    old = report("甲局", {RECEIVED: 2}, form=form_for_edition("2019"))
    one = total([old, report("乙局", {RECEIVED: 1, FEES: 7})], UNITS)
    assert one.report.value(RECEIVED) == Count(3)
    assert one.report.value(FEES) == Amount(Decimal(7))
    assert [lost.unit for lost in one.not_added if lost.cell == FEES] == ["甲局"]
    assert one.blanks == {}


# --- facts


def test_numbers_that_no_table_holds_are_added_where_every_unit_gave_one() -> None:
    counts = [fact for fact in load_facts(FORM) if fact.kind is FactKind.COUNT]
    texts = [fact for fact in load_facts(FORM) if fact.kind is FactKind.TEXT]
    full = {counts[0].id: 3, counts[1].id: "1,200", texts[0].id: "某路 1 号"}
    one = total([replace(report("甲局"), facts=full), replace(report("乙局"), facts=full)], UNITS)
    assert one.report.facts == {counts[0].id: 6, counts[1].id: 2400}
    partly = total([replace(report("甲局"), facts=full), replace(report("乙局"), facts={counts[0].id: 4})], UNITS)
    assert partly.report.facts == {counts[0].id: 7}
    worded = total([replace(report("甲局"), facts={counts[0].id: "很多"}), replace(report("乙局"), facts=full)], UNITS)
    assert worded.report.facts == {}


# --- last year


def last(name: str, number: int, scope: Scope = Scope.OWN, **cells: int) -> Report:
    return report(name, {LICENSING: number, **cells}, scope=scope, year=YEAR - 1)


def test_last_year_of_the_total_is_the_given_report_where_every_unit_is_counted() -> None:
    whole = last(TOP, 9, WHOLE)
    given_ = {"previous": whole, "previous_source": "“上年汇总.xlsx”"}
    names = (TOP, "甲局", "乙局", "丙局")
    one = total([report(name, previous=last(name, 1)) for name in names], UNITS, **given_)
    assert one.report.previous is whole
    assert one.previous_source == "“上年汇总.xlsx”"
    fewer = total([report(name, previous=last(name, 1)) for name in names[:3]], UNITS, **given_)
    assert fewer.report.value(f"previous.{LICENSING}") == Count(3)
    assert fewer.previous_source == "有 1 个单位没有计入，没有用“上年汇总.xlsx”的合计；3 个单位的上年数据之和"
    silent = total([report("甲局")], UNITS, **given_)
    assert silent.report.previous is None
    unknown = total([report("甲局")], roster({TOP: ["甲局"]}, given=False), **given_)
    assert unknown.report.previous is whole, "nobody knows who else should be in it"


def test_last_year_of_the_total_is_else_what_the_units_say() -> None:
    reports = [report(name, previous=last(name, number)) for name, number in (("甲局", 3), ("乙局", 4))]
    one = total(reports, UNITS)
    assert one.report.previous is not None
    assert one.report.previous.year == YEAR - 1
    assert one.report.previous.unit == Unit(TOP, Level.CITY_GOVERNMENT, WHOLE)
    assert one.report.value(f"previous.{LICENSING}") == Count(7)
    assert one.previous_source == "2 个单位的上年数据之和"


def test_units_that_say_nothing_of_last_year_are_taken_from_last_years_collection() -> None:
    reports = [report("甲局", previous=last("甲局", 3)), report("乙局")]
    kept = {"乙局": last("乙局", 4), "甲局": last("甲局", 100)}
    one = total(reports, UNITS, last_year=kept)
    assert one.report.value(f"previous.{LICENSING}") == Count(7)
    assert one.previous_source == "2 个单位的上年数据之和，其中 1 个单位没有填，取自去年汇总时的数"
    merged = roster({TOP: ["甲局", "乙局", "丙局"]}, 乙局=["旧一局", "旧二局"])
    one = total(reports, merged, last_year={"旧一局": last("旧一局", 1), "旧二局": last("旧二局", 2)})
    assert one.report.value(f"previous.{LICENSING}") == Count(6)
    split = roster({TOP: ["甲局", "乙局", "丙局"]}, 乙局=["旧一局"], 丙局=["旧一局"])
    assert total(reports, split, last_year={"旧一局": last("旧一局", 1)}).report.previous is None


@pytest.mark.parametrize(
    "kept", [{}, {"乙局": last("乙局", 4, WHOLE)}, {"乙局": replace(last("乙局", 4), year=YEAR - 2)}], ids=str
)
def test_without_last_year_of_one_unit_there_is_none_of_the_total_and_it_is_said_whose(kept: dict[str, Report]) -> None:
    one = total([report("甲局", previous=last("甲局", 3)), report("乙局")], UNITS, last_year=kept)
    assert one.report.previous is None
    assert one.previous_source == "1 个单位没有上年数据（乙局），没有合计上年数，与上年比较的规则无法判断"


def test_a_cell_of_last_year_that_one_unit_left_blank_stays_blank() -> None:
    blank = report("乙局", {RECEIVED: 1}, year=YEAR - 1, fill=None)
    one = total([report("甲局", previous=last("甲局", 3)), report("乙局", previous=blank)], UNITS)
    assert one.report.previous is not None
    assert one.report.previous.cells == {RECEIVED: Count(1)}
    assert one.previous_source == f"2 个单位的上年数据之和；{len(FORM.cells) - 1} 格有单位没有填，没有合计"


def test_last_year_in_the_earlier_edition_is_added_in_the_cells_of_that_year() -> None:
    old = form_for_edition("2019")
    reports = [
        report(name, year=2021, previous=report(name, {RECEIVED: 2}, form=old, year=2020)) for name in ("甲局", "乙局")
    ]
    chosen = choose(inbox(reports), UNITS, Decisions(), FORM)
    one = add_up(chosen, UNITS, 2021)
    assert one.report.previous is not None
    assert one.report.previous.form is old
    assert one.report.previous.value(RECEIVED) == Count(4)


def test_the_rules_on_two_years_hold_for_the_total_where_they_hold_for_the_units() -> None:
    reports = [made_up(name, seed, with_previous=True) for seed, name in enumerate((TOP, "甲局", "乙局", "丙局"))]
    one = total(reports, UNITS)
    assert one.report.previous is not None
    errors = [found for found in validate(one.report, locator(FORM)) if found.severity is Severity.ERROR]
    assert errors == []
    wrong = reports[1].with_cells({"requests.carried_in.total": Count(10_000)})
    found = validate(total([reports[0], wrong, *reports[2:]], UNITS).report, locator(FORM))
    assert "C1" in {one.rule for one in found}


def test_nothing_at_all_is_a_blank_total() -> None:
    one = total([], UNITS)
    assert one.report.is_blank
    assert one.contributions == ()
    assert one.previous_source == ""
    assert one.report.facts == {}


# --- properties


SEEDS = st.lists(st.integers(0, 10_000), min_size=1, max_size=8)


@given(SEEDS, st.data())
@settings(max_examples=examples(25))
def test_the_total_is_the_sum_of_the_totals_of_counties_however_units_are_grouped(
    seeds: list[int], data: st.DataObject
) -> None:
    names = [f"第{number}局" for number in range(len(seeds))]
    reports = {name: made_up(name, seed) for name, seed in zip(names, seeds, strict=True)}
    county = {name: data.draw(st.sampled_from(["甲县", "乙县", "丙县"])) for name in names}
    flat = total(reports.values(), roster({TOP: names}))
    counties = list(dict.fromkeys(county.values()))
    parts: list[Report] = []
    for one in counties:
        below = [name for name in names if county[name] == one]
        part = total([reports[name] for name in below], roster({TOP: below})).report
        parts.append(replace(part, unit=Unit(one, Level.COUNTY_GOVERNMENT, WHOLE)))
    tree = {TOP: counties} | {one: [name for name in names if county[name] == one] for one in counties}
    nested = total(parts, roster(tree))
    assert nested.report.cells == flat.report.cells
    # The units themselves beside their counties' totals change nothing.
    both = total([*parts, *reports.values()], roster(tree))
    assert both.report.cells == flat.report.cells
    assert [one.unit for one in both.contributions] == counties


@given(SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=examples(25))
def test_neither_the_order_of_the_files_nor_that_of_the_roster_matters(seeds: list[int], rng: random.Random) -> None:
    names = [f"第{number}局" for number in range(len(seeds))]
    reports = [made_up(name, seed) for name, seed in zip(names, seeds, strict=True)]
    one = total(reports, roster({TOP: names}))
    rng.shuffle(reports)
    again = total(reports, roster({TOP: names}))
    assert [part.unit for part in again.contributions] == [part.unit for part in one.contributions]
    assert again.report == one.report
    rng.shuffle(names)
    assert total(reports, roster({TOP: names})).report == one.report


@given(SEEDS, st.data())
@settings(max_examples=examples(25))
def test_leaving_out_a_unit_subtracts_exactly_its_cells(seeds: list[int], data: st.DataObject) -> None:
    names = [f"第{number}局" for number in range(len(seeds))]
    reports = {name: made_up(name, seed) for name, seed in zip(names, seeds, strict=True)}
    out = data.draw(st.sampled_from(names))
    units = roster({TOP: names})
    whole = total(reports.values(), units).report
    rest = total(reports.values(), units, Decisions(left_out={out: Decision("")})).report
    for id_ in FORM.cells:
        assert rest.number(id_) == whole.number(id_) - reports[out].number(id_), id_


@given(SEEDS)
@settings(max_examples=examples(25))
def test_balanced_units_give_a_total_for_which_all_equations_hold(seeds: list[int]) -> None:
    names = [f"第{number}局" for number in range(len(seeds))]
    one = total([made_up(name, seed) for name, seed in zip(names, seeds, strict=True)], roster({TOP: names}))
    for rule, instance in load_rules(FORM).equations:
        equation = instance.equation
        assert equation.left.evaluate(one.report.number) == equation.right.evaluate(one.report.number), rule.id
    errors = [found for found in validate(one.report, locator(FORM)) if found.severity is Severity.ERROR]
    assert errors == []
