"""Which reports are added up: every unit once, by its own report or by the one that stands for it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sorted_reports import FEES, FORM, LICENSING, RECEIVED, TOP, YEAR, inbox, line, reading, report, roster
from support.reports import locator

from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.boarding import board_of
from xl_tools.consolidation.choosing import Chosen, choose, missing_units, place_in, sum_of
from xl_tools.consolidation.decisions import IN, OUT, Decision, Decisions
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import Verdict
from xl_tools.forms.load import form_for_edition
from xl_tools.units import Scope
from xl_tools.values import BLANK, Count

TREE = {TOP: ["甲县", "乙县"], "甲县": ["甲县一镇", "甲县二镇"], "甲县二镇": ["二镇一所"]}
UNITS = roster(TREE)
NAMES = [unit.name for unit in UNITS.units]
WHOLE = Scope.CONSOLIDATED


def chosen(*names: str, decisions: Decisions | None = None, units: Roster = UNITS, **errors: list[str]) -> Chosen:
    """What is chosen of own reports, and of consolidated ones where the name ends with “汇总”."""
    reports = [
        report(name.removesuffix("汇总"), {LICENSING: 1}, scope=WHOLE if name.endswith("汇总") else Scope.OWN)
        for name in names
    ]
    return choose(inbox(reports, errors=errors), units, decisions or Decisions(), FORM)


def added(one: Chosen) -> list[str]:
    return [f"{part.unit}{'汇总' if part.line.scope is WHOLE else ''}" for part in one.contributions]


def left(one: Chosen) -> dict[str, str]:
    return {f"{part.unit}{'汇总' if part.line.scope is WHOLE else ''}": part.why for part in one.left_out}


def test_own_reports_of_all_levels_are_added_in_the_order_of_the_roster() -> None:
    one = chosen(*reversed(NAMES))
    assert added(one) == NAMES
    assert one.left_out == ()
    assert one.compared == {}
    assert all(part.stands_for == () for part in one.contributions)


def test_a_consolidated_report_stands_for_the_unit_and_everything_below_it() -> None:
    one = chosen(*NAMES, "甲县汇总")
    assert added(one) == [TOP, "甲县汇总", "乙县"]
    assert one.contributions[1].stands_for == ("甲县一镇", "甲县二镇", "二镇一所")
    assert left(one) == {
        "甲县": "数已含在本单位的汇总年报里，不再相加。",
        "甲县一镇": "数已含在“甲县”的汇总年报里，不再相加。",
        "甲县二镇": "数已含在“甲县”的汇总年报里，不再相加。",
        "二镇一所": "数已含在“甲县”的汇总年报里，不再相加。",
    }


def test_of_consolidated_reports_one_below_the_other_the_upper_one_is_added() -> None:
    one = chosen(*NAMES, "甲县汇总", "甲县二镇汇总")
    assert added(one) == [TOP, "甲县汇总", "乙县"]
    assert left(one)["甲县二镇汇总"] == "数已含在“甲县”的汇总年报里，不再相加。"
    assert list(one.compared) == ["甲县二镇"]


def test_consolidated_report_of_the_top_is_only_compared() -> None:
    one = chosen(*NAMES, f"{TOP}汇总")
    assert added(one) == NAMES
    assert left(one) == {f"{TOP}汇总": "汇总单位自己的汇总年报，只与各单位之和核对，不再相加。"}
    assert [(name, held.scope) for name, held in one.compared.items()] == [(TOP, WHOLE)]


def test_a_unit_is_left_out_by_decision_and_the_reason_is_told() -> None:
    decisions = Decisions(left_out={"乙县": Decision("", "数字还在核实", "2025-02-10"), "甲县一镇": Decision("")})
    one = chosen(*NAMES, decisions=decisions)
    assert added(one) == [TOP, "甲县", "甲县二镇", "二镇一所"]
    assert left(one) == {"乙县": "决定不计入（2025-02-10，数字还在核实）。", "甲县一镇": "决定不计入。"}


def test_leaving_out_a_consolidated_report_does_not_bring_in_what_it_stands_for() -> None:
    one = chosen(*NAMES, "甲县汇总", decisions=Decisions(left_out={"甲县": Decision("")}))
    assert added(one) == [TOP, "乙县"]
    assert left(one)["甲县汇总"] == "决定不计入。"


def test_leaving_out_a_unit_within_a_consolidated_report_subtracts_nothing_and_says_so() -> None:
    one = chosen(*NAMES, "甲县汇总", decisions=Decisions(left_out={"甲县一镇": Decision("")}))
    assert added(one) == [TOP, "甲县汇总", "乙县"]
    assert left(one)["甲县一镇"].endswith("决定不计入的“甲县一镇”也在其中，没有减去。")


@pytest.mark.parametrize(
    ("decisions", "counted", "undecided"),
    [
        (Decisions(), True, True),
        (Decisions(errors=Decision(IN)), True, False),
        (Decisions(errors=Decision(OUT)), False, False),
        (Decisions(errors=Decision(OUT), with_errors={"乙县": Decision(IN)}), True, False),
        (Decisions(errors=Decision(IN), with_errors={"乙县": Decision(OUT)}), False, False),
        (Decisions(with_errors={"乙县": Decision(OUT)}), False, False),
    ],
)
def test_units_with_errors_are_in_or_out_by_a_choice_and_in_where_nobody_chose(
    decisions: Decisions, counted: bool, undecided: bool
) -> None:
    one = chosen(*NAMES, decisions=decisions, 乙县=["A1"])
    assert ("乙县" in added(one)) is counted
    assert one.errors_undecided is undecided
    assert ("乙县" in left(one)) is not counted


def test_why_a_unit_with_errors_is_out_is_told() -> None:
    one = chosen(*NAMES, decisions=Decisions(errors=Decision(OUT, "先退回", "2025-02-11")), 乙县=["A1"])
    assert left(one) == {"乙县": "有错误，决定有错误的不计入（2025-02-11，先退回）。"}


def test_an_error_that_is_not_added_leaves_nothing_to_decide() -> None:
    one = chosen(*NAMES, "甲县汇总", decisions=Decisions(), 甲县一镇=["A1"])
    assert one.errors_undecided is False


def test_a_report_of_the_earlier_edition_is_crossed_and_what_has_no_place_is_named() -> None:
    old = form_for_edition("2019")
    cells = {RECEIVED: 4, "requests.results_total.natural_person": 4, "requests.other_handling.natural_person": 3}
    cells |= {"proactive.regulations.made": 2, "proactive.procurement.projects": 5}
    one = choose(inbox([report("乙县", cells, form=old)]), UNITS, Decisions(), FORM)
    [part] = one.contributions
    assert part.report.form is FORM
    assert part.report.value(RECEIVED) == Count(4)
    assert part.report.value("proactive.regulations.issued") == Count(2)
    lost = {lost.cell: lost for lost in one.not_crossed}
    assert lost["requests.other_handling.natural_person"].value == Count(3)
    assert (
        lost["requests.other_handling.natural_person"].name == old.cells["requests.other_handling.natural_person"].name
    )
    assert lost["requests.other_handling.natural_person"].place is not None
    assert lost["proactive.procurement.projects"].why == "2019 版的这一格在 2021 版里没有对应的格"
    assert lost[FEES].value == BLANK
    assert lost[FEES].why == "用的是 2019 版，没有这一格"
    assert {lost.unit for lost in one.not_crossed} == {"乙县"}
    assert "requests.other_handling.business" not in lost, "0 is carried over"


def test_a_crossed_cell_stands_where_the_cell_stands_that_it_was_crossed_from() -> None:
    old = form_for_edition("2019")
    [held] = inbox([report("乙县", {"proactive.regulations.made": 2}, form=old)]).lines
    locate = locator(old)
    assert place_in(held, "proactive.regulations.issued", FORM) == locate("proactive.regulations.made")
    assert place_in(held, RECEIVED, FORM) == place_in(held, RECEIVED) == locate(RECEIVED)
    assert place_in(held, FEES, FORM) is None
    assert place_in(line(1, "乙县", None), RECEIVED) is None


# --- who is missing


def test_missing_is_who_sent_nothing_and_is_in_nobody_elses_report() -> None:
    one = inbox([report("甲县", scope=WHOLE)])
    assert [unit.name for unit in missing_units(one, UNITS)] == [TOP, "乙县"]
    assert missing_units(one, roster(TREE, given=False)) == ()


@pytest.mark.parametrize("verdict", Verdict)
def test_a_unit_whose_file_waits_is_not_missing(verdict: Verdict) -> None:
    waiting = {Verdict.TAKEN, Verdict.CONFLICT, Verdict.UNCONFIRMED, Verdict.UNREADABLE}
    one = inbox([report(name) for name in NAMES if name != "乙县"], line(9, "乙县", reading(report("乙县")), verdict))
    assert ("乙县" in {unit.name for unit in missing_units(one, UNITS)}) is (verdict not in waiting)


def test_units_below_a_consolidated_report_that_waits_are_not_missing() -> None:
    held = line(9, "甲县", reading(report("甲县", scope=WHOLE)), Verdict.CONFLICT)
    assert [unit.name for unit in missing_units(inbox([report(TOP)], held), UNITS)] == ["乙县"]


@given(st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(Verdict), st.sampled_from(Scope))))
def test_missing_is_whom_the_board_calls_so(came: dict[str, tuple[Verdict, Scope]]) -> None:
    taken = [report(name, scope=scope) for name, (verdict, scope) in came.items() if verdict is Verdict.TAKEN]
    others = [
        line(number, name, reading(report(name, scope=scope)), verdict)
        for number, (name, (verdict, scope)) in enumerate(came.items(), 20)
        if verdict is not Verdict.TAKEN
    ]
    sorted_ = inbox(taken, *others)
    total = add_up(choose(sorted_, UNITS, Decisions(), FORM), UNITS, YEAR)
    board = board_of(UNITS, sorted_, total, YEAR, date(2025, 2, 1))
    named = [row.unit.name for row in board.rows if row.status is Status.MISSING]
    assert [unit.name for unit in missing_units(sorted_, UNITS)] == named


# --- one branch


def test_what_a_branch_sent_leaves_out_the_consolidated_report_at_its_head() -> None:
    one = inbox([report(name) for name in NAMES] + [report("甲县", scope=WHOLE), report("甲县二镇", scope=WHOLE)])
    parts, complete = sum_of(one, UNITS, "甲县", FORM)
    assert [(part.unit, part.line.scope, part.stands_for) for part in parts] == [
        ("甲县", Scope.OWN, ()),
        ("甲县一镇", Scope.OWN, ()),
        ("甲县二镇", WHOLE, ("二镇一所",)),
    ]
    assert complete
    fewer = inbox([report("甲县一镇"), report("甲县", scope=WHOLE)])
    parts, complete = sum_of(fewer, UNITS, "甲县", FORM)
    assert [part.unit for part in parts] == ["甲县一镇"]
    assert not complete


# --- whatever comes, nothing is counted twice


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(Scope)), max_size=10))
def test_every_unit_is_counted_at_most_once_and_every_report_is_told_of(came: set[tuple[str, Scope]]) -> None:
    one = choose(inbox([report(name, scope=scope) for name, scope in came]), UNITS, Decisions(), FORM)
    counted = [name for part in one.contributions for name in (part.unit, *part.stands_for)]
    assert len(counted) == len(set(counted))
    told = [(part.unit, part.line.scope) for part in (*one.contributions, *one.left_out)]
    assert sorted(told, key=str) == sorted(came, key=str)
    for name, scope in came:
        assert name in counted or (name, scope) == (TOP, WHOLE)
