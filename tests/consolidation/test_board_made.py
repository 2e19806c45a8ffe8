"""报送情况: where each unit stands, who was late, and that everything adds up."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.inboxes import COUNTY, EAST, FARMING, FINANCE, MARKET, TOWN, WEST, YEAR, Inbox, county, report, unreadable

from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.board import Board, BoardRow, Status, Tally
from xl_tools.consolidation.boarding import board_of
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.decisions import OUT, Decision, Decisions
from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.consolidation.rosters import roster_of, roster_without
from xl_tools.consolidation.sorting import sort_inbox
from xl_tools.forms.load import form_for_year
from xl_tools.units import Level, Scope

AS_OF = date(2026, 2, 10)
DAY = 60 * 24


def board(inbox: Inbox, roster: Roster | None = None, decisions: Decisions | None = None, as_of: date = AS_OF) -> Board:
    roster = roster or county()
    decided = decisions or Decisions()
    came = sort_inbox(inbox.arrivals, inbox.readings, roster, YEAR, decided)
    total = add_up(choose(came, roster, decided, form_for_year(YEAR)), roster, YEAR)
    return board_of(roster, came, total, YEAR, as_of)


def rows(found: Board) -> dict[str, BoardRow]:
    return {row.unit.name: row for row in found.rows}


def test_nothing_came() -> None:
    found = board(Inbox())
    assert {row.status for row in found.rows} == {Status.MISSING}
    assert found.total == Tally(7, 0, 0, 0, 7, 0)
    assert found.by_level == (
        (Level.COUNTY_GOVERNMENT, Tally(1, 0, 0, 0, 1, 0)),
        (Level.COUNTY_DEPARTMENT, Tally(3, 0, 0, 0, 3, 0)),
        (Level.TOWNSHIP, Tally(1, 0, 0, 0, 1, 0)),
        (Level.SUBDISTRICT, Tally(2, 0, 0, 0, 2, 0)),
    )
    assert [(row.due, row.why, row.counted) for row in found.rows] == [
        (date(2026, 3, 31), "", False),
        *[(date(2026, 1, 31), "截止日期已过 10 天", False)] * 3,
        *[(None, "", False)] * 3,
    ]
    assert found.as_of == AS_OF


def test_every_status_at_once() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), queries=2)
    inbox.add(report(MARKET), errors=1, queries=1)
    inbox.add(report(FARMING), minutes=5)
    inbox.add(report(FARMING, number=2), minutes=5)
    inbox.add(unreadable(), name="东湖街道.xlsx")
    inbox.add(report("示例县城关镇人民征府"))
    inbox.add(report(WEST, year=2024))
    inbox.add(None, name="西湖街道年报.docx")
    found = rows(board(inbox))
    assert {
        name: (row.status.label, row.files, row.errors, row.queries, row.counted, row.why)
        for name, row in found.items()
    } == {
        COUNTY: ("未报", 0, 0, 0, False, ""),
        FINANCE: ("已报", 1, 0, 2, True, ""),
        MARKET: ("退回", 1, 1, 1, True, "有必须改正的错误"),
        FARMING: ("待决定", 2, 0, 0, False, "有几份不同的年报，或更新的一份读不出，要决定用哪一份"),
        EAST: ("退回", 1, 0, 0, False, "第 5 号读不出，按文件名或发件地址算作它的；没有计入"),
        WEST: ("未报", 2, 0, 0, False, "第 7 号年度不符；第 8 号不是年报"),
        TOWN: ("待决定", 1, 0, 0, False, "第 6 号像是它的年报，还没有确认"),
    }
    line = found[MARKET].line
    assert line is not None
    assert line.arrival.number == 2
    assert board(inbox).total == Tally(7, 1, 2, 2, 2, 0)


def test_a_newer_file_that_is_only_likely_is_told_beside_the_one_that_counts() -> None:
    inbox = Inbox()
    inbox.add(report(MARKET))
    inbox.add(report("市监局"))
    row = rows(board(inbox))[MARKET]
    assert (row.status, row.counted, row.why) == (Status.RECEIVED, True, "第 2 号像是它的年报，还没有确认")


def test_late_is_reckoned_from_the_first_file_that_was_accepted() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2), minutes=DAY * 20)
    inbox.add(report(MARKET), minutes=DAY * 12)
    found = rows(board(inbox))
    assert [(found[name].came, found[name].late_days) for name in (FINANCE, MARKET)] == [
        (date(2026, 1, 20), 0),
        (date(2026, 2, 1), 1),
    ]
    assert board(inbox).total.late == 1


def test_what_came_after_the_day_of_the_board_is_told() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(MARKET), minutes=DAY)
    found = rows(board(inbox, as_of=date(2026, 1, 20)))
    assert [(found[name].status, found[name].why) for name in (FINANCE, MARKET)] == [
        (Status.RECEIVED, ""),
        (Status.RECEIVED, "第 2 号在截止日（2026-01-20）以后才到"),
    ]


def test_lateness_by_the_time_of_a_file_alone_is_told() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), minutes=DAY * 12)
    inbox.add(report(MARKET), minutes=DAY * 12, sender="market@example.cn")
    inbox.add(report(FARMING))
    found = rows(board(inbox))
    assert [(found[name].late_days, found[name].why) for name in (FINANCE, MARKET, FARMING)] == [
        (1, "报送日期按文件时间"),
        (1, ""),
        (0, ""),
    ]


def test_late_needs_a_date_that_is_set() -> None:
    inbox = Inbox()
    for name in (EAST, WEST, TOWN):
        inbox.add(report(name), minutes=DAY * 40)
    roster = county(
        **{
            EAST: Expected(EAST, Level.SUBDISTRICT, COUNTY, due=date(ANY_YEAR, 2, 20)),
            WEST: Expected(WEST, Level.SUBDISTRICT, COUNTY, due=date(2026, 3, 31)),
        }
    )
    found = rows(board(inbox, roster))
    assert [(found[name].due, found[name].late_days) for name in (EAST, WEST, TOWN)] == [
        (date(2026, 2, 20), 9),
        (None, 0),
        (None, 0),
    ]


def test_what_cannot_be_read_was_not_accepted() -> None:
    inbox = Inbox()
    inbox.add(unreadable(), name="财政局.xlsx", minutes=DAY * 30)
    row = rows(board(inbox))[FINANCE]
    assert (row.status, row.came, row.late_days) == (Status.RETURNED, None, 0)


def test_decisions_show_on_the_board() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), errors=1)
    inbox.add(report(MARKET))
    decisions = Decisions(left_out={MARKET: Decision("", "重复统计")}, errors=Decision(OUT))
    found = rows(board(inbox, decisions=decisions))
    assert (found[FINANCE].status, found[FINANCE].counted) == (Status.RETURNED, False)
    assert found[FINANCE].why.startswith("有必须改正的错误；没有计入：")
    assert (found[MARKET].status, found[MARKET].counted) == (Status.RECEIVED, False)
    assert "重复统计" in found[MARKET].why


# --- hierarchy


def tree() -> Roster:
    """A county, a town below it, two offices below the town."""
    return county(
        Expected("城关派出所", Level.OTHER, TOWN),
        Expected("城关卫生院", Level.OTHER, TOWN),
    )


def test_a_consolidated_report_stands_for_what_is_below_it() -> None:
    inbox = Inbox()
    inbox.add(report(TOWN, scope=Scope.CONSOLIDATED))
    inbox.add(report("城关卫生院"))
    found = rows(board(inbox, tree()))
    assert [
        (found[name].status, found[name].counted, found[name].why) for name in (TOWN, "城关派出所", "城关卫生院")
    ] == [
        (Status.RECEIVED, True, ""),
        (Status.RECEIVED, True, f"由上级“{TOWN}”汇总报来"),
        (Status.RECEIVED, True, f"已计入“{TOWN}”的汇总年报"),
    ]
    assert found["城关派出所"].line is None
    assert board(inbox, tree()).total == Tally(9, 3, 0, 0, 6, 0)


def test_while_a_consolidated_report_waits_so_does_what_is_below() -> None:
    inbox = Inbox()
    inbox.add(report(TOWN, scope=Scope.CONSOLIDATED), minutes=1)
    inbox.add(report(TOWN, scope=Scope.CONSOLIDATED, number=2), minutes=1)
    found = rows(board(inbox, tree()))
    assert [found[name].status for name in (TOWN, "城关派出所")] == [Status.WAITING, Status.WAITING]
    assert found["城关派出所"].why == f"上级“{TOWN}”的汇总年报待决定"


def test_a_consolidated_report_that_is_left_out_still_was_sent() -> None:
    inbox = Inbox()
    inbox.add(report(TOWN, scope=Scope.CONSOLIDATED))
    found = rows(board(inbox, tree(), Decisions(left_out={TOWN: Decision("", "未核实")})))
    assert (found["城关派出所"].status, found["城关派出所"].counted) == (Status.RECEIVED, False)
    assert found["城关派出所"].why == f"由上级“{TOWN}”汇总报来；没有计入"


def test_the_consolidated_report_of_the_top_stands_for_nobody() -> None:
    inbox = Inbox()
    inbox.add(report(COUNTY, scope=Scope.CONSOLIDATED))
    found = rows(board(inbox))
    assert (found[COUNTY].status, found[COUNTY].counted) == (Status.RECEIVED, False)
    assert found[FINANCE].status is Status.MISSING


def test_errors_in_either_file_send_a_unit_back() -> None:
    inbox = Inbox()
    inbox.add(report(TOWN))
    inbox.add(report(TOWN, scope=Scope.CONSOLIDATED), errors=2)
    row = rows(board(inbox, tree()))[TOWN]
    assert row.line is not None
    assert (row.status, row.line.arrival.number, row.errors) == (Status.RETURNED, 2, 2)


def test_nobody_expects_a_report_of_a_top_that_was_made_up() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    roster = roster_without(inbox.readings.values(), YEAR, COUNTY, Level.COUNTY_GOVERNMENT)
    assert board(inbox, roster).total == Tally(1, 1, 0, 0, 0, 0)
    inbox.add(report(COUNTY, level=Level.COUNTY_GOVERNMENT))
    assert board(inbox, roster).total == Tally(2, 2, 0, 0, 0, 0)


# --- whatever comes


@st.composite
def trees(draw: st.DrawFn) -> Roster:
    units = [Expected("单位0", Level.COUNTY_GOVERNMENT)]
    for number in range(1, draw(st.integers(1, 8))):
        above = f"单位{draw(st.integers(0, number - 1))}"
        due = draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 30)))
        units.append(Expected(f"单位{number}", draw(st.sampled_from(Level)), above, due=due))
    return roster_of(units)


@settings(max_examples=examples(60), deadline=None)
@given(trees(), st.data())
def test_every_unit_has_one_status_and_the_sums_add_up(roster: Roster, data: st.DataObject) -> None:
    inbox = Inbox()
    for number in range(data.draw(st.integers(0, 8))):
        name = data.draw(st.sampled_from([unit.name for unit in roster.units]))
        scope = data.draw(st.sampled_from(Scope))
        content = report(name, scope=scope, filled=5, number=data.draw(st.integers(0, 2)))
        inbox.add(
            data.draw(st.sampled_from([content, content, content, unreadable()])),
            name=f"{name}.xlsx",
            minutes=data.draw(st.integers(0, 3)) * DAY * 20,
            errors=data.draw(st.integers(0, 1)),
            seed=str(number),
        )
    found = board(inbox, roster)
    assert [row.unit for row in found.rows] == list(roster.units)
    assert sum(tally.expected for _, tally in found.by_level) == found.total.expected == len(roster.units)
    for tally in (found.total, *(tally for _, tally in found.by_level)):
        assert tally.expected == tally.received + tally.returned + tally.waiting + tally.missing
        assert 0 <= tally.late <= tally.expected
    for row in found.rows:
        assert row.late_days == 0 or (row.due is not None and row.came is not None and row.came > row.due)
        assert not row.counted or row.status in (Status.RECEIVED, Status.RETURNED, Status.WAITING)
        assert row.status is not Status.MISSING or (row.line is None and not row.late)
