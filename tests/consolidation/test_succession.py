"""V5, V6: what merged, split and renamed units carry over, and what units say of last year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from sorted_reports import FORM, LICENSING, RECEIVED, TOP, YEAR, inbox, report, roster
from support.reports import locator

from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.succession import Group, check, groups
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Dispute, Report
from xl_tools.rules import load_rules
from xl_tools.units import Scope
from xl_tools.values import BLANK, BadValue, Count

IN, OUT = (
    {column: f"requests.{row}.{column}" for column in ("natural_person", "business", "total")}
    for row in ("carried_in", "carried_out")
)
FORCE, ISSUED = "proactive.normative_documents.in_force", "proactive.normative_documents.issued"
TREE = {TOP: ["文体局", "卫健局", "疾控局", "粮储局", "审计局"]}
UNITS = roster(TREE, 文体局=["文化局", "体育局"], 疾控局=["卫健局"], 粮储局=["粮食局"])


def last(name: str, natural: int = 0, business: int = 0, force: int = 0, **given: Scope) -> Report:
    cells = {OUT["natural_person"]: natural, OUT["business"]: business, OUT["total"]: natural + business, FORCE: force}
    return report(name, cells, year=YEAR - 1, **given)


def now(name: str, natural: int = 0, business: int = 0, force: int = 0, previous: Report | None = None) -> Report:
    cells = {IN["natural_person"]: natural, IN["business"]: business, IN["total"]: natural + business, FORCE: force}
    return report(name, cells, previous=previous)


LAST = {
    "文化局": last("文化局", 2, 1, 7),
    "体育局": last("体育局", 1, 0, 3),
    "卫健局": last("卫健局", 4, 2, 9),
    "粮食局": last("粮食局", 1, 1, 2),
    "审计局": last("审计局", 1, 0, 5),
}
FINE = (
    now("文体局", 3, 1, 10),
    now("卫健局", 3, 2, 8),
    now("疾控局", 1, 0, 1),
    now("粮储局", 1, 1, 2),
    now("审计局", 1, 0, 5),
)


def judge(
    reports: Iterable[Report], kept: Mapping[str, Report] = LAST, units: Roster = UNITS, year: int = YEAR
) -> list[Remark]:
    return list(check(inbox(reports), units, load_rules(FORM), year, kept))


def but(**changes: Report) -> list[Report]:
    """The reports in which everything fits, but for these."""
    return [changes.get(one.unit.name, one) for one in FINE]


# --- who came from whom


def test_units_that_hang_together_by_predecessors_are_one_group() -> None:
    assert groups(UNITS, LAST) == (
        Group(("文体局",), ("文化局", "体育局")),
        Group(("卫健局", "疾控局"), ("卫健局",)),
        Group(("粮储局",), ("粮食局",)),
    )


def test_a_unit_that_absorbs_another_and_keeps_its_name_is_its_own_predecessor_if_it_was_there_last_year() -> None:
    units = roster({TOP: ["甲局"]}, 甲局=["乙局"])
    assert groups(units, {"甲局": last("甲局"), "乙局": last("乙局")}) == (Group(("甲局",), ("乙局", "甲局")),)
    assert groups(units, {"乙局": last("乙局")}) == (Group(("甲局",), ("乙局",)),)


def test_a_chain_of_splits_and_mergers_is_one_group() -> None:
    units = roster({TOP: ["甲局", "乙局", "丙局", "丁局"]}, 甲局=["一局", "二局"], 乙局=["二局", "三局"], 丁局=["三局"])
    assert groups(units, {}) == (Group(("甲局", "乙局", "丁局"), ("一局", "二局", "三局")),)


# --- V5


def test_nothing_is_said_where_successors_carry_over_what_their_predecessors_left() -> None:
    assert judge(FINE) == []


def test_a_merged_unit_that_lost_a_request_is_told_cell_by_cell() -> None:
    [one] = judge(but(文体局=now("文体局", 2, 1, 10)))
    assert one.units == ("文体局",)
    assert one.finding.rule == "V5"
    assert one.finding.severity is Severity.ERROR
    assert one.finding.cells == (IN["natural_person"], IN["total"])
    assert one.finding.places == tuple(map(locator(FORM), one.finding.cells))
    place = locator(FORM)(IN["natural_person"])
    assert one.finding.message.startswith("“文体局”的前身是“文化局”、“体育局”，2 格与前身去年的数接不上：")
    assert f"表三“上年结转·自然人”（{place}）填 2，按前身应为 3，少 1" in one.finding.message
    assert "请对照前身去年的年报核对" in one.finding.message


def test_applicants_sorted_otherwise_are_only_asked_about_as_within_one_unit() -> None:
    [one] = judge(but(文体局=now("文体局", 2, 2, 10)))
    assert one.finding.severity is Severity.QUERY
    assert one.finding.cells == (IN["natural_person"], IN["business"])


def test_documents_in_force_carry_over_with_what_was_issued() -> None:
    [one] = judge(but(粮储局=now("粮储局", 1, 1, 3)))
    assert (one.units, one.finding.cells, one.finding.severity) == (("粮储局",), (FORCE,), Severity.QUERY)
    assert (one.finding.left, one.finding.right, one.finding.difference) == (3, 2, 1)
    issued = now("粮储局", 1, 1, 3).with_cells({ISSUED: Count(1)})
    assert judge(but(粮储局=issued)) == []


def test_successors_of_a_split_unit_are_judged_together_and_each_is_named() -> None:
    [one] = judge(but(疾控局=now("疾控局", 2, 0, 1)))
    assert one.units == ("卫健局", "疾控局")
    assert one.finding.places == ()
    assert "“卫健局”、“疾控局”的前身是“卫健局”" in one.finding.message
    place = locator(FORM)(IN["natural_person"])
    assert f"（上年结转·自然人：“卫健局”3，{place}；“疾控局”2，{place}）" in one.finding.message


@pytest.mark.parametrize("gone", ["文化局", "体育局"])
def test_a_group_is_undecided_while_one_of_it_is_unknown(gone: str) -> None:
    kept = {name: one for name, one in LAST.items() if name != gone}
    assert judge(but(文体局=now("文体局", 9)), kept) == []
    assert judge([one for one in but(卫健局=now("卫健局", 9)) if one.unit.name != "疾控局"]) == []


def test_a_blank_counts_as_0_and_what_cannot_be_read_or_was_blank_last_year_is_undecided() -> None:
    blank = now("文体局", 3, 1, 10).with_cells({IN["natural_person"]: BLANK})
    [one] = judge(but(文体局=now("文体局", 3, 1, 10).with_cells({IN["total"]: Count(3)})))
    assert one.finding.cells == (IN["total"],)
    assert judge(but(文体局=blank)) == [], "all blank"
    assert judge(but(文体局=blank.with_cells({IN["natural_person"]: BadValue("三件")}))) == []
    split = but(疾控局=now("疾控局", 1, 0, 1).with_cells({IN["natural_person"]: BLANK}))
    assert [one.finding.cells for one in judge(split)] == [(IN["natural_person"],)]
    kept = {**LAST, "文化局": LAST["文化局"].with_cells({OUT["natural_person"]: BLANK})}
    assert judge(but(文体局=now("文体局", 9, 1, 10).with_cells({IN["total"]: Count(4)})), kept) == []


def test_a_confirmed_correction_of_last_year_counts() -> None:
    kept = {**LAST, "粮食局": replace(LAST["粮食局"], disputes=(Dispute(FORCE, Count(4), "漏计", confirmed=True),))}
    assert judge(but(粮储局=now("粮储局", 1, 1, 4)), kept) == []


def test_a_unit_that_says_nothing_of_last_year_is_held_against_what_it_sent_then() -> None:
    [one] = judge(but(审计局=now("审计局", 0, 0, 5)))
    assert one.units == ("审计局",)
    assert "“审计局”没有填上年数据，2 格与去年汇总时报来的数接不上" in one.finding.message
    said = now("审计局", 0, 0, 5, previous=LAST["审计局"])
    assert judge(but(审计局=said)) == [], "then rule C1 says so"


def test_figures_of_another_year_or_scope_are_not_compared() -> None:
    wrong = but(粮储局=now("粮储局", 9))
    assert judge(wrong, {**LAST, "粮食局": replace(LAST["粮食局"], year=YEAR - 2)}) == []
    assert judge(wrong, {**LAST, "粮食局": last("粮食局", 1, 1, 2, scope=Scope.CONSOLIDATED)}) == []
    assert judge(wrong, {}) == []


def test_last_year_may_be_of_the_earlier_edition() -> None:
    old = form_for_edition("2019")
    cells = {OUT["natural_person"]: 2, OUT["total"]: 2}
    kept = {"粮食局": report("粮食局", cells, form=old, year=2020)}
    units = roster({TOP: ["粮储局"]}, 粮储局=["粮食局"])
    right = replace(now("粮储局", 2, 0, 40), year=2021)
    assert judge([right], kept, units, 2021) == [], "现行有效 cannot be judged"
    [one] = judge([replace(now("粮储局", 3), year=2021)], kept, units, 2021)
    assert one.finding.cells == (IN["natural_person"], IN["total"])


# --- V6


def test_what_a_unit_says_of_last_year_is_what_it_sent_then() -> None:
    told = LAST["审计局"].with_cells({OUT["total"]: Count(0), RECEIVED: Count(3), LICENSING: BLANK})
    [one] = judge(but(审计局=now("审计局", 1, 0, 5, previous=told)))
    assert one.finding.rule == "V6"
    assert one.finding.severity is Severity.QUERY
    assert one.units == ("审计局",)
    assert one.finding.cells == (f"previous.{RECEIVED}", f"previous.{OUT['total']}")
    assert one.finding.places == tuple(map(locator(FORM), one.finding.cells))
    assert "“审计局”填的上年数据与去年汇总时报来的有 2 格不同：" in one.finding.message
    place = locator(FORM)(f"previous.{OUT['total']}")
    assert f"表三“结转下年·总计”（{place}）填 0，去年报来 1，少 1" in one.finding.message


def test_a_place_that_is_not_kept_is_that_of_the_present_template() -> None:
    told = LAST["审计局"].with_cells({FORCE: Count(6)})
    one = inbox(but(审计局=now("审计局", 1, 0, 5, previous=told)))
    key = ("审计局", Scope.OWN)
    for version, expected in ((FORM.template_version, True), (1, False), (0, False)):
        read = one.taken[key].reading
        assert read is not None
        kept = replace(
            one, taken={**one.taken, key: replace(one.taken[key], reading=replace(read, places={}, version=version))}
        )
        [found] = check(kept, UNITS, load_rules(FORM), YEAR, LAST, lambda report: locator(report.form))
        assert found.finding.places == ((locator(FORM)(f"previous.{FORCE}"),) if expected else ())


def test_what_it_says_as_it_sent_it_is_fine_even_if_it_has_a_correction() -> None:
    told = replace(LAST["审计局"], disputes=(Dispute(OUT["total"], Count(0), "重复", confirmed=True),))
    assert judge(but(审计局=now("审计局", 1, 0, 5, previous=told))) == []


def test_a_merged_unit_says_the_sum_of_those_before_it_or_what_it_sent_itself() -> None:
    both = last("文体局", 3, 1, 10)
    assert judge(but(文体局=now("文体局", 3, 1, 10, previous=both))) == []
    [one] = judge(but(文体局=now("文体局", 3, 1, 10, previous=LAST["文化局"])))
    assert one.finding.rule == "V6"
    units = roster({TOP: ["文化局"]}, 文化局=["体育局"])
    for told in (both, LAST["文化局"]):
        assert judge([now("文化局", 3, 1, 10, previous=told)], LAST, units) == []


def test_what_successors_of_a_split_unit_say_of_last_year_is_not_judged() -> None:
    told = last("疾控局", 1, 0, 1)
    assert judge(but(疾控局=now("疾控局", 1, 0, 1, previous=told))) == []
