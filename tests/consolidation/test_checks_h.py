"""Rules H1, H2, H4, H5: what only shows when the reports of all units lie side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sorted_reports import FEES, FORM, LICENSING, RECEIVED, TOP, YEAR, inbox, made_up, report, roster
from support.examples import examples
from support.reports import locator

from xl_tools.consolidation.adding import add_up, total_cells
from xl_tools.consolidation.checks import remarks
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.decisions import Decision, Decisions
from xl_tools.consolidation.holding import Handed
from xl_tools.consolidation.roster import Roster
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, BadValue, NotApplicable

TREE = {TOP: ["甲县", "乙县"], "甲县": ["一镇", "二镇", "三镇"]}
UNITS = roster(TREE)
NAMES = [unit.name for unit in UNITS.units]
WHOLE = Scope.CONSOLIDATED
BOOK = load_rules(FORM)


def judge(
    reports: Iterable[Report],
    units: Roster = UNITS,
    *,
    book: RuleBook = BOOK,
    decisions: Decisions | None = None,
    handed: Sequence[Handed] = (),
    errors: Mapping[str, Sequence[str]] | None = None,
) -> list[Remark]:
    came = inbox(reports, errors=errors)
    total = add_up(choose(came, units, decisions or Decisions(), FORM), units, YEAR)
    return list(remarks(came, units, total, book, handed=handed))


def of(rule: str, found: Iterable[Remark]) -> list[Remark]:
    return [one for one in found if one.finding.rule == rule]


def reports(*, but: Sequence[str] = ()) -> dict[str, Report]:
    """Each unit's own report."""
    return {name: made_up(name, seed) for seed, name in enumerate(NAMES, 40) if name not in but}


def sum_of(parts: Iterable[Report], name: str = "甲县") -> Report:
    return Report(FORM, YEAR, Unit(name, Level.COUNTY_GOVERNMENT, WHOLE), total_cells(FORM, list(parts)))


def changed(one: Report, cell: str, by: int) -> Report:
    value = one.value(cell)
    number = int(one.number(cell)) + by
    return one.with_cells(
        {cell: replace(value, number=number) if value != BLANK else report("", {cell: number}).value(cell)}
    )


COUNTY = ("甲县", "一镇", "二镇", "三镇")


# --- nothing to say


def test_a_county_in_which_everything_fits_gives_no_remark() -> None:
    came = reports()
    whole = sum_of([came[name] for name in COUNTY])
    top = sum_of(came.values(), TOP)
    published = Handed("已公布的汇总年报", sum_of(came.values(), TOP))
    assert judge([*came.values(), whole, top], handed=[published]) == []


# --- H1


def test_a_consolidated_report_that_is_not_the_sum_of_its_units_is_told_cell_by_cell_in_one_remark() -> None:
    came = reports()
    whole = changed(changed(sum_of([came[name] for name in COUNTY]), RECEIVED, 3), LICENSING, -2)
    [one] = of("H1", judge([*came.values(), whole]))
    expected = sum(came[name].number(RECEIVED) for name in COUNTY)
    assert one.units == ("甲县",)
    assert one.finding.severity is Severity.ERROR
    assert one.finding.cells == (LICENSING, RECEIVED)
    assert one.finding.places == tuple(map(locator(FORM), (LICENSING, RECEIVED)))
    assert one.finding.left is None
    assert one.finding.message.startswith("“甲县”报来的汇总年报与 4 份年报之和有 2 格不同：表二“行政许可·处理决定”（")
    said = f"表三“本年新收·自然人”（{locator(FORM)(RECEIVED)}）填 {expected + 3}，各份之和 {expected}，多 3"
    assert said in one.finding.message
    assert one.finding.message.endswith("地方要求）")


def test_a_single_differing_cell_has_its_numbers() -> None:
    came = reports()
    [one] = of("H1", judge([*came.values(), changed(sum_of([came[name] for name in COUNTY]), RECEIVED, 3)]))
    assert one.finding.difference == 3
    assert one.finding.left == (one.finding.right or 0) + 3


def test_a_blank_where_units_have_a_number_differs() -> None:
    came = [report(name, {LICENSING: 2}) for name in NAMES]
    whole = sum_of(came[1:2] + came[3:]).with_cells({LICENSING: BLANK})
    [one] = of("H1", judge([*came, whole]))
    assert "空白，各份之和 8，少 8" in one.finding.message


@pytest.mark.parametrize(("by", "found"), [(-1, 1), (1, 0)])
def test_where_units_have_not_sent_reports_of_their_own_only_less_than_their_sum_is_wrong(by: int, found: int) -> None:
    came = reports(but=["二镇"])
    parts = [came[name] for name in COUNTY if name in came]
    judged = of("H1", judge([*came.values(), changed(sum_of(parts), RECEIVED, by)]))
    assert len(judged) == found
    if found:
        assert "还有单位没有单独的年报" in judged[0].finding.message


def test_where_nobody_else_sent_anything_a_consolidated_report_cannot_be_judged() -> None:
    alone = reports(but=COUNTY)
    assert of("H1", judge([*alone.values(), changed(sum_of([]), RECEIVED, 9)])) == []


def test_figures_that_cannot_be_read_leave_their_cell_open() -> None:
    came = [report(name, {LICENSING: 2, RECEIVED: 1}) for name in NAMES]
    came[3] = came[3].with_cells({LICENSING: BadValue("两件")})
    whole = sum_of([came[1], *came[3:]]).with_cells({RECEIVED: BadValue("四")})
    assert of("H1", judge([*came, whole])) == []
    slash = whole.with_cells({RECEIVED: NotApplicable()})
    [one] = of("H1", judge([*came, slash]))
    assert one.finding.cells == (RECEIVED,)


def test_a_consolidated_report_of_another_edition_is_held_in_the_cells_that_both_know() -> None:
    old = form_for_edition("2019")
    came = [report(name, {RECEIVED: 2, FEES: 5}) for name in NAMES]
    whole = replace(report("甲县", {RECEIVED: 8}, form=old), unit=Unit("甲县", Level.COUNTY_GOVERNMENT, WHOLE))
    assert of("H1", judge([*came, whole])) == []
    [one] = of("H1", judge([*came, whole.with_cells({RECEIVED: report("", {RECEIVED: 7}).value(RECEIVED)})]))
    assert one.finding.cells == (RECEIVED,)


def test_the_total_of_the_top_is_held_against_everything_that_is_added_up() -> None:
    came = reports()
    top = changed(sum_of(came.values(), TOP), LICENSING, -7)
    [one] = of("H1", judge([*came.values(), top]))
    assert (one.units, one.finding.cells, one.finding.difference) == ((TOP,), (LICENSING,), -7)


def test_a_published_total_is_held_against_the_sum_and_only_too_little_is_wrong_while_units_are_missing() -> None:
    came = reports(but=["乙县"])
    more = changed(sum_of(came.values(), TOP), LICENSING, 1)
    assert of("H1", judge(came.values(), handed=[Handed("已公布的汇总年报", more)])) == []
    less = changed(more, LICENSING, -2)
    [one] = of("H1", judge(came.values(), handed=[Handed("已公布的汇总年报", less)]))
    assert one.units == (TOP,)
    assert one.finding.message.startswith("已公布的汇总年报与 5 份年报之和有 1 格不同")


def test_what_is_left_out_by_decision_is_missing_from_our_sum_and_not_from_a_countys() -> None:
    came = reports()
    whole, top = sum_of([came[name] for name in COUNTY]), sum_of(came.values(), TOP)
    out = Decisions(left_out={"乙县": Decision("")})
    assert of("H1", judge([*came.values(), whole, top], decisions=out)) == []
    [one] = of("H1", judge([*came.values(), changed(whole, RECEIVED, 1)], decisions=out))
    assert one.units == ("甲县",)


@given(
    st.lists(st.integers(0, 10_000), min_size=6, max_size=6), st.sampled_from(sorted(FORM.cells)), st.integers(-5, 5)
)
@settings(max_examples=examples(25))
def test_one_changed_cell_is_the_one_that_is_found(seeds: list[int], cell: str, by: int) -> None:
    came = {name: made_up(name, seed) for name, seed in zip(NAMES, seeds, strict=True)}
    whole = changed(sum_of([came[name] for name in COUNTY]), cell, by)
    found = of("H1", judge([*came.values(), whole]))
    assert [one.finding.cells for one in found] == ([(cell,)] if by else [])


# --- H2


def test_units_of_which_nothing_came_are_named_in_one_remark() -> None:
    came = reports(but=["乙县", "三镇"])
    [one] = of("H2", judge(came.values()))
    assert one.units == ("乙县", "三镇")
    assert one.finding.severity is Severity.ERROR
    assert "名单上 6 个单位，2 个没有年报：乙县、三镇。请催报" in one.finding.message


def test_nobody_is_missing_where_everybody_sent_or_nobody_knows_who_should() -> None:
    assert of("H2", judge(reports().values())) == []
    assert of("H2", judge([sum_of([]), report(TOP), report("乙县")])) == []
    assert of("H2", judge([report("甲县")], roster(TREE, given=False))) == []


def test_of_very_many_only_the_first_are_named() -> None:
    units = roster({TOP: [f"第{number}局" for number in range(100)]})
    [one] = of("H2", judge([report(TOP)], units))
    assert len(one.units) == 100
    assert "第29局 等。" in one.finding.message
    assert "第30局" not in one.finding.message


# --- H4


def busy(name: str, times: int = 1, scope: Scope = Scope.OWN) -> Report:
    """A report with a figure in many cells."""
    cells = {id_: times * (3 + position % 7) for position, id_ in enumerate(FORM.cells)}
    return report(name, cells, scope=scope)


def test_own_figures_that_are_the_sum_of_those_below_are_asked_about() -> None:
    came = reports()
    came["甲县"] = replace(sum_of([came[name] for name in ("一镇", "二镇", "三镇")]), unit=came["甲县"].unit)
    [one] = of("H4", judge(came.values()))
    assert one.units[0] == "甲县"
    assert one.finding.severity is Severity.QUERY
    assert "“甲县”的本级年报，各表（" in one.finding.message
    assert "等于下属 3 个单位之和" in one.finding.message
    assert one.finding.cells
    assert all(came["甲县"].number(cell) for cell in one.finding.cells)


def test_one_table_that_is_the_sum_of_those_below_is_enough() -> None:
    came = [busy("一镇"), busy("二镇", 2), report("三镇"), report(TOP), report("乙县")]
    own = busy("甲县", 3).with_cells({LICENSING: report("", {LICENSING: 1}).value(LICENSING)})
    [one] = of("H4", judge([own, *came]))
    assert one.units == ("甲县", "一镇", "二镇")
    assert "表三（" in one.finding.message
    assert "表二" not in one.finding.message


def test_equal_zeros_and_a_few_equal_figures_are_no_evidence() -> None:
    assert of("H4", judge([report(name) for name in NAMES])) == []
    small = {LICENSING: 1, RECEIVED: 1, "requests.granted.natural_person": 1, "requests.received.total": 1}
    small |= {
        "requests.granted.total": 1,
        "requests.results_total.total": 1,
        "requests.results_total.natural_person": 1,
    }
    assert of("H4", judge([report(name, small if name in ("甲县", "一镇") else {}) for name in NAMES])) == []


def test_own_figures_that_are_the_consolidated_ones_are_asked_about() -> None:
    came = [report(TOP), busy("甲县", 3), busy("甲县", 3, WHOLE), report("一镇", {LICENSING: 900}), report("乙县")]
    [one] = of("H4", judge(came))
    assert one.units == ("甲县",)
    assert "本级年报与它的汇总年报完全相同，而下属 1 个单位报了数" in one.finding.message


def test_own_figures_that_hold_all_figures_below_are_asked_about() -> None:
    below = [busy("一镇"), busy("二镇"), busy("三镇")]
    own = changed(busy("甲县", 3), RECEIVED, 5)
    own = changed(changed(own, LICENSING, 1), "review.reconsideration.upheld", 1)
    [one] = of("H4", judge([report(TOP), own, *below, report("乙县")]))
    assert "都不小于下属之和，可能已把下属的数包括在内" in one.finding.message
    assert one.units == ("甲县", "一镇", "二镇", "三镇")
    less = changed(own, "requests.granted.other", -1)
    assert of("H4", judge([report(TOP), less, *below, report("乙县")])) == []
    assert of("H4", judge([report(TOP), own, *below[:2], report("三镇"), report("乙县")])) == [], "two are too few"


def test_the_same_figures_as_the_unit_above_are_asked_about() -> None:
    came = reports()
    came["乙县"] = busy("乙县")
    came[TOP] = busy(TOP)
    [one] = of("H4", judge(came.values()))
    assert one.units == (TOP, "乙县")
    assert f"“乙县”与上级“{TOP}”的本级年报，各表（" in one.finding.message


def test_a_consolidated_report_of_a_unit_without_units_below_is_asked_about() -> None:
    came = reports(but=["乙县"])
    [one] = of("H4", judge([*came.values(), report("乙县", {LICENSING: 3}, scope=WHOLE)]))
    assert one.units == ("乙县",)
    assert "选了“汇总”，名单上却没有它的下属单位" in one.finding.message


@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=6, unique=True))
@settings(max_examples=examples(25))
def test_reports_that_are_not_made_of_each_other_are_not_asked_about(seeds: list[int]) -> None:
    came = [made_up(name, seed) for name, seed in zip(NAMES, seeds, strict=True)]
    for one in of("H4", judge(came)):
        assert "都不小于下属之和" in one.finding.message, "only a busy office above three idle ones"


# --- H5


def test_units_that_are_added_up_with_errors_in_their_tables_are_named_with_rules_and_counts() -> None:
    found = of("H5", judge(reports().values(), errors={"乙县": ["A1", "B1", "A1", "F3"], "一镇": ["F3", "C1"]}))
    assert [one.units for one in found] == [("乙县",)]
    [one] = found
    assert one.finding.severity is Severity.ERROR
    assert "“乙县”的年报有错误（A1 2 处、B1 1 处），已计入汇总数。" in one.finding.message


def test_what_is_not_added_up_is_not_named() -> None:
    errors = {"乙县": ["A1"], "一镇": ["A1"]}
    out = Decisions(errors=Decision("out"), with_errors={"一镇": Decision("in")})
    assert [one.units for one in of("H5", judge(reports().values(), errors=errors, decisions=out))] == [("一镇",)]


# --- as a pack has the rules


def rules_with(rule_id: str, **changes: object) -> RuleBook:
    return RuleBook(FORM, tuple(_changed_rule(rule, changes) if rule.id == rule_id else rule for rule in BOOK.rules))


def _changed_rule(rule: Rule, changes: Mapping[str, object]) -> Rule:
    return replace(rule, **changes)  # type: ignore[arg-type]


def test_a_rule_that_is_switched_off_or_not_for_this_level_says_nothing() -> None:
    came = reports(but=["乙县"])
    without = RuleBook(FORM, tuple(rule for rule in BOOK.rules if rule.id != "H2"))
    assert judge(came.values(), book=without) == []
    assert judge(came.values(), book=rules_with("H2", severity={Level.TOWNSHIP: Severity.ERROR})) == []


def test_a_rule_on_trial_asks() -> None:
    [one] = judge(reports(but=["乙县"]).values(), book=rules_with("H2", trial=True))
    assert one.finding.severity is Severity.QUERY
    assert one.finding.message.startswith("试行规则：")


def test_limits_are_those_of_the_rule() -> None:
    came = [report(name, {LICENSING: 3, RECEIVED: 2, FEES: 1} if name in (TOP, "乙县") else {}) for name in NAMES]
    limits = {"same_cells": 3, "covering_cells": 12}
    assert of("H4", judge(came)) == []
    assert len(of("H4", judge(came, book=rules_with("H4", limits=limits)))) == 1


def test_remarks_come_in_the_order_of_the_catalogue_and_of_the_roster() -> None:
    came = reports(but=["三镇"])
    whole = changed(sum_of([came[name] for name in COUNTY if name in came]), RECEIVED, -1)
    top = changed(sum_of(came.values(), TOP), RECEIVED, -2)
    found = judge([*came.values(), whole, top], errors={name: ["A1"] for name in NAMES})
    assert [(one.finding.rule, one.units[0]) for one in found] == [
        ("H1", TOP),
        ("H1", "甲县"),
        ("H5", TOP),
        ("H5", "甲县"),
        ("H5", "乙县"),
    ]
    assert [one.units for one in of("H2", judge(came.values()))] == [("三镇",)]
