"""What becomes of every file that came in, and the sentence that says why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.inboxes import COUNTY, EAST, FARMING, FINANCE, MARKET, TOWN, WEST, YEAR, Inbox, county, report, unreadable

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.decisions import Decision, Decisions
from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.sorted_inbox import Line, Matched, SortedInbox, Verdict
from xl_tools.consolidation.sorting import sort_inbox
from xl_tools.errors import XlToolsError
from xl_tools.units import Level, Scope

ROSTER = county()


def sort(inbox: Inbox, decisions: Decisions | None = None, *, latest: int = 0) -> SortedInbox:
    return sort_inbox(inbox.arrivals, inbox.readings, ROSTER, YEAR, decisions or Decisions(), latest=latest)


def lines(inbox: Inbox, decisions: Decisions | None = None) -> list[Line]:
    return list(sort(inbox, decisions).lines)


def verdicts(inbox: Inbox, decisions: Decisions | None = None) -> list[str]:
    return [line.verdict.value for line in lines(inbox, decisions)]


def chosen(arrival: Arrival, unit: str = FINANCE, on: str = "", scope: str = "own") -> Decisions:
    return Decisions(chosen={(unit, scope): Decision(arrival.digest, "", on)})


def test_one_file_a_unit_counts() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report("城关镇", level=Level.TOWNSHIP))
    found = sort(inbox)
    assert [(line.unit, line.verdict, line.matched, line.sentence) for line in found.lines] == [
        (FINANCE, Verdict.TAKEN, Matched.EXACT, "“示例县财政局”的本级年报。"),
        (TOWN, Verdict.TAKEN, Matched.EXACT, "“示例县城关镇人民政府”的本级年报。"),
    ]
    assert found.taken == {(FINANCE, Scope.OWN): found.lines[0], (TOWN, Scope.OWN): found.lines[1]}


def test_own_and_consolidated_figures_are_two_slots() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, scope=Scope.CONSOLIDATED))
    found = sort(inbox)
    assert list(found.taken) == [(FINANCE, Scope.OWN), (FINANCE, Scope.CONSOLIDATED)]
    assert found.lines[1].sentence == "“示例县财政局”的汇总年报。"


def test_what_came_twice_counts_once_and_the_first_stays() -> None:
    inbox = Inbox()
    later = inbox.add(report(FINANCE), minutes=30, sender="a@example.cn")
    inbox.again(later, minutes=10)
    inbox.again(later, minutes=20, sender="b@example.cn")
    found = lines(inbox)
    assert [(line.verdict, line.unit, line.by) for line in found] == [
        (Verdict.DUPLICATE, FINANCE, 2),
        (Verdict.TAKEN, FINANCE, 0),
        (Verdict.DUPLICATE, FINANCE, 2),
    ]
    assert found[0].sentence == "与第 2 号完全相同，只算一份。"
    assert found[2].sentence == (
        "与第 2 号完全相同，只算一份；那一份由 a@example.cn 报来，这一份由 b@example.cn 报来。"
    )


def test_a_duplicate_from_the_address_of_another_unit_is_told() -> None:
    inbox = Inbox()
    first = inbox.add(report(WEST), sender="west@example.cn")
    inbox.again(first, sender="east@example.cn")
    assert lines(inbox)[1].sentence.endswith(f"名单里这个地址是“{EAST}”的，请核对它是不是发错了文件。")


def test_equal_figures_of_two_units_are_no_duplicates() -> None:
    inbox = Inbox()
    inbox.add(report(EAST))
    inbox.add(report(WEST))
    assert verdicts(inbox) == ["taken", "taken"]


def test_the_newer_replaces_the_older() -> None:
    inbox = Inbox()
    for number in (1, 2, 3):
        inbox.add(report(FINANCE, number=number), minutes=10 - number)
    found = lines(inbox)
    assert [(line.verdict, line.by) for line in found] == [
        (Verdict.TAKEN, 0),
        (Verdict.REPLACED, 1),
        (Verdict.REPLACED, 1),
    ]
    assert found[0].sentence == "“示例县财政局”的本级年报，第 2、3 号不再采用。"
    assert found[1].sentence == "“示例县财政局”的本级年报；第 1 号更新，已经替代它。"


# --- where newer is not safe


def conflict(inbox: Inbox, said: str) -> None:
    """Both files wait, and both say why."""
    found = lines(inbox)
    assert [line.verdict for line in found] == [Verdict.CONFLICT] * 2
    for line in found:
        assert line.sentence == (
            f"“示例县财政局”的本级年报；不能只按先后取舍：{said}。"
            "请决定用哪一份（--take “示例县财政局=序号”），或请该单位重报。"
        )
    for arrival in inbox.arrivals:
        decided = lines(inbox, chosen(arrival))
        assert {line.arrival.number: line.verdict for line in decided} == {
            one.number: Verdict.TAKEN if one is arrival else Verdict.REPLACED for one in inbox.arrivals
        }


def test_two_files_of_one_minute_wait() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), minutes=1.2)
    inbox.add(report(FINANCE, number=2), minutes=1.9)
    conflict(inbox, "第 1、2 号同一分钟到达，分不出先后")


def test_a_draft_does_not_replace_a_final_report() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2), final=False)
    conflict(inbox, "第 2 号是草稿，第 1 号已经定稿")


def test_a_data_file_has_no_state_and_is_no_draft() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2), final=False, version=0)
    assert verdicts(inbox) == ["replaced", "taken"]


def test_a_far_emptier_file_does_not_replace_a_fuller_one() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE, filled=40))
    inbox.add(report(FINANCE, filled=19))
    conflict(inbox, "第 2 号只填了 19 格，第 1 号填了 40 格")


def test_half_as_many_cells_are_not_far_emptier() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE, filled=40))
    inbox.add(report(FINANCE, filled=20))
    assert verdicts(inbox) == ["replaced", "taken"]


def test_zeros_do_not_replace_figures() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=0))
    conflict(inbox, "第 2 号的数全部是 0，第 1 号不是")


def test_a_file_without_texts_does_not_replace_one_with() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE, narrative=True))
    inbox.add(report(FINANCE))
    conflict(inbox, "第 2 号没有文字部分，第 1 号有")


def test_another_sender_does_not_replace() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), sender="a@example.cn")
    inbox.add(report(FINANCE, number=2), sender="b@example.cn")
    conflict(inbox, "第 2 号由 b@example.cn 报来，第 1 号由 a@example.cn 报来")


def test_the_address_of_the_unit_may_replace_what_another_sent() -> None:
    inbox = Inbox()
    inbox.add(report(EAST), sender="a@example.cn")
    inbox.add(report(EAST, number=2), sender="East@example.cn")
    assert verdicts(inbox) == ["replaced", "taken"]


def test_an_old_file_sent_again_after_the_newer_one_waits() -> None:
    inbox = Inbox()
    old = inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2))
    inbox.again(old)
    found = lines(inbox)
    assert [line.verdict for line in found] == [Verdict.CONFLICT, Verdict.CONFLICT, Verdict.DUPLICATE]
    assert "第 1 号的同一份文件在第 2 号之后又报来一次（第 3 号）" in found[0].sentence


def test_a_newer_file_that_nobody_can_read_makes_the_older_wait() -> None:
    inbox = Inbox()
    good = inbox.add(report(EAST))
    inbox.add(unreadable(), name="东湖街道年报.xlsx")
    found = lines(inbox)
    assert [(line.verdict, line.unit) for line in found] == [(Verdict.CONFLICT, EAST), (Verdict.UNREADABLE, EAST)]
    assert "第 2 号更新，但读不出" in found[0].sentence
    assert verdicts(inbox, chosen(good, EAST)) == ["taken", "unreadable"]
    inbox.add(report(EAST, number=2))
    assert verdicts(inbox) == ["replaced", "unreadable", "taken"]


def test_a_later_file_settles_what_waited() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2), final=False)
    inbox.add(report(FINANCE, number=3))
    assert verdicts(inbox) == ["replaced", "replaced", "taken"]


def test_only_what_still_stands_is_told_of_a_conflict() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    inbox.add(report(FINANCE, number=2), final=False)
    inbox.add(report(FINANCE, number=3))
    inbox.add(report(FINANCE, number=4), final=False)
    found = lines(inbox)
    assert [line.verdict.value for line in found] == ["replaced", "replaced", "conflict", "conflict"]
    assert "第 4 号是草稿，第 3 号已经定稿。" in found[3].sentence
    assert "第 2 号" not in found[3].sentence
    assert (found[0].by, found[0].sentence) == (
        0,
        "“示例县财政局”的本级年报；已有更新的，其中用第 3、4 号的哪一份待决定。",
    )


# --- decisions


def test_a_choice_is_told_with_its_day_and_reason() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), minutes=1)
    second = inbox.add(report(FINANCE, number=2), minutes=1)
    decisions = Decisions(chosen={(FINANCE, "own"): Decision(second.digest, "单位来电确认", "2026-01-25")})
    found = lines(inbox, decisions)
    assert [(line.verdict, line.by) for line in found] == [(Verdict.REPLACED, 2), (Verdict.TAKEN, 0)]
    why = "按 2026-01-25 的决定（理由：单位来电确认）"
    assert found[0].sentence == f"“示例县财政局”的本级年报；{why}，用第 2 号。"
    assert found[1].sentence == f"“示例县财政局”的本级年报，{why}，第 1 号不再采用。"


def test_what_comes_after_a_choice_is_judged_by_the_rules() -> None:
    inbox = Inbox()
    first = inbox.add(report(FINANCE), minutes=1)
    inbox.add(report(FINANCE, number=2), minutes=1)
    inbox.add(report(FINANCE, number=3), minutes=60 * 24 * 10)
    assert verdicts(inbox, chosen(first, on="2026-01-21")) == ["replaced", "replaced", "taken"]
    inbox.add(report(FINANCE, number=4), final=False, minutes=60 * 24 * 11)
    assert verdicts(inbox, chosen(first, on="2026-01-21")) == ["replaced", "replaced", "conflict", "conflict"]


def test_a_choice_covers_what_was_known_and_no_later_file_of_the_day() -> None:
    inbox = Inbox()
    first = inbox.add(report(FINANCE), minutes=1)
    second = inbox.add(report(FINANCE, number=2), minutes=1)
    # A day long before, as of which somebody looked at the board.
    known = Decision(first.digest, "", "2026-01-01", second.time.isoformat())
    decisions = Decisions(chosen={(FINANCE, "own"): known})
    assert verdicts(inbox, decisions) == ["taken", "replaced"]
    inbox.add(report(FINANCE, number=3), minutes=2)
    assert verdicts(inbox, decisions) == ["replaced", "replaced", "taken"]


def test_a_choice_of_a_file_that_is_gone_is_told_and_not_obeyed() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE))
    found = lines(inbox, Decisions(chosen={(FINANCE, "own"): Decision("00")}))
    assert found[0].verdict is Verdict.TAKEN
    assert found[0].sentence == "“示例县财政局”的本级年报；原来决定采用的那份不在收件里，或不能用了，没有照办。"


def test_a_choice_gives_a_stranger_to_a_unit() -> None:
    inbox = Inbox()
    blank = inbox.add(report("", level=Level.SUBDISTRICT))
    other = inbox.add(report(WEST))
    assert verdicts(inbox) == ["stranger", "taken"]
    found = sort(inbox, chosen(blank, EAST, "2026-01-22"))
    assert found.lines[0].unit == EAST
    assert found.lines[0].matched is Matched.ALIAS
    assert found.lines[0].sentence.endswith("封面上写的是“”，按 2026-01-22 的决定算作它的。")
    # 封面 may be copied from another unit: whoever looked at it knows better.
    assert [line.unit for line in lines(inbox, chosen(other, EAST))] == ["", EAST]


def test_a_remembered_name_is_told() -> None:
    inbox = Inbox()
    inbox.add(report("示例县财税局"))
    assert verdicts(inbox) == ["stranger"]
    (line,) = lines(inbox, Decisions(aliases={"示例县财税局": Decision(FINANCE)}))
    assert (line.verdict, line.unit, line.matched) == (Verdict.TAKEN, FINANCE, Matched.ALIAS)
    assert line.sentence == "“示例县财政局”的本级年报。封面上写的是“示例县财税局”，按以前确认过的写法。"


# --- files that do not count


def test_a_likely_unit_must_be_confirmed() -> None:
    inbox = Inbox()
    inbox.add(report("市监局"))
    (line,) = lines(inbox)
    assert (line.verdict, line.unit, line.written) == (Verdict.UNCONFIRMED, MARKET, "市监局")
    assert line.sentence == (
        f"封面写的是“市监局”，名单里最像的是“{MARKET}”，没有确认，暂不计入。"
        f"是的，请确认（--same “市监局={MARKET}”）；不是的，请对方改正封面上的单位名称，或补进名单。"
    )


def test_a_stranger_is_told_what_is_near() -> None:
    inbox = Inbox()
    inbox.add(report("北湖街道"))
    inbox.add(report("另一市水务集团"))
    inbox.add(report(" "), name="示例县财政局.xlsx")
    found = lines(inbox)
    assert [(line.verdict, line.unit) for line in found] == [(Verdict.STRANGER, "")] * 3
    assert set(found[0].others) == {EAST, WEST}
    assert found[0].sentence.startswith("名单里没有“北湖街道”，写法相近的有")
    assert found[1].sentence.startswith("名单里没有“另一市水务集团”，没有计入。")
    assert found[2].sentence == (
        "封面上没有单位名称，没有计入；文件名或发件地址是“示例县财政局”的；"
        "请对方填好重报，或指定它是哪个单位的（--take “单位=3”）。"
    )


def test_a_report_of_another_year() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE, year=2024))
    (line,) = lines(inbox)
    assert (line.verdict, line.unit) == (Verdict.OTHER_YEAR, FINANCE)
    assert line.sentence == (
        "是 2024 年度的，这次汇总 2025 年度，没有计入。请核对是不是报错了文件，或封面上的年度填错了。"
    )


def test_files_that_are_no_reports_and_files_that_cannot_be_read() -> None:
    inbox = Inbox()
    inbox.add(None, name="正文.docx")
    inbox.add(replace(unreadable("T03"), sentence="“花名册.xlsx”不是年报工作簿。", hint=""), name="花名册.xlsx")
    inbox.add(unreadable(), name="年报.xlsx")
    inbox.add(unreadable(), name="东湖街道.xlsx", sender="west@example.cn")
    inbox.add(XlToolsError("“打包.zip”设有密码。", code="M05", hint="请取消密码后重发。"), name="东湖街道.zip")
    found = lines(inbox)
    assert [(line.verdict, line.unit, line.sentence) for line in found] == [
        (Verdict.NO_REPORT, "", "不是年报工作簿，也不是数据文件，没有读取；随年报附来的可以不管。"),
        (Verdict.NO_REPORT, "", "“花名册.xlsx”不是年报工作簿。"),
        (Verdict.UNREADABLE, "", "“年报.xlsx”已损坏（zip），无法读取。请重新索取原文件。"),
        (Verdict.DUPLICATE, "", "与第 3 号完全相同，只算一份。"),
        (
            Verdict.UNREADABLE,
            EAST,
            f"“打包.zip”设有密码。请取消密码后重发。文件名或发件地址是“{EAST}”的，请它重报。",
        ),
    ]


def test_sender_and_file_name_that_differ_assign_nothing() -> None:
    inbox = Inbox()
    inbox.add(unreadable(), name="东湖街道.xlsx", sender="west@example.cn")
    assert lines(inbox)[0].unit == ""


def test_a_broken_file_from_who_collects_is_not_taken_for_its_own() -> None:
    roster = county(**{COUNTY: Expected(COUNTY, Level.COUNTY_GOVERNMENT, email="office@example.cn")})
    inbox = Inbox()
    inbox.add(unreadable(), name="年报.xlsx", sender="office@example.cn")
    inbox.add(XlToolsError("打不开。", code="M05"), name="东湖街道.zip", sender="office@example.cn")
    found = sort_inbox(inbox.arrivals, inbox.readings, roster, YEAR, Decisions())
    assert [line.unit for line in found.lines] == ["", EAST]


def test_an_older_template_is_told_and_not_refused() -> None:
    inbox = Inbox()
    inbox.add(report(FINANCE), version=2)
    inbox.add(report(MARKET), version=3, final=False)
    inbox.add(report(FARMING), version=0, final=False)
    said = [line.sentence for line in sort(inbox, latest=3).lines]
    assert said == [
        f"“{FINANCE}”的本级年报。用的是第 2 版模板（现在是第 3 版），照样计入，下次请用新模板。",
        f"“{MARKET}”的本级年报。封面上还是草稿，没有定稿。",
        f"“{FARMING}”的本级年报。",
    ]


def test_another_level_than_on_the_roster_is_told() -> None:
    inbox = Inbox()
    inbox.add(report(TOWN, level=Level.COUNTY_GOVERNMENT))
    (line,) = lines(inbox)
    assert line.sentence == f"“{TOWN}”的本级年报。封面上的级别是“县级政府”，名单里是“乡镇政府”，请核对。"


# --- whatever comes


@st.composite
def inboxes(draw: st.DrawFn) -> Inbox:
    inbox = Inbox()
    for number in range(draw(st.integers(0, 9))):
        minutes = draw(st.integers(0, 4))
        sender = draw(st.sampled_from(["", "", "east@example.cn", "b@example.cn"]))
        if inbox.arrivals and draw(st.integers(0, 4)) == 0:
            inbox.again(draw(st.sampled_from(inbox.arrivals)), sender=sender, minutes=minutes)
            continue
        kind = draw(st.integers(0, 9))
        name = draw(st.sampled_from([FINANCE, EAST, EAST, "市监局", "没有的局", ""]))
        content = report(
            name,
            filled=draw(st.sampled_from([0, 5, 40])),
            number=draw(st.integers(0, 2)),
            year=draw(st.sampled_from([YEAR, YEAR, YEAR, 2024])),
            scope=draw(st.sampled_from(Scope)),
        )
        inbox.add(
            unreadable() if kind == 0 else None if kind == 1 else content,
            name=draw(st.sampled_from(["年报.xlsx", "东湖街道.xlsx"])),
            sender=sender,
            minutes=minutes,
            seed=str(number),
            final=draw(st.booleans()),
        )
    return inbox


def decisions_for(inbox: Inbox, draw: st.DrawFn) -> Decisions:
    digests = st.sampled_from([one.digest for one in inbox.arrivals] or ["0"])
    slots = st.tuples(st.sampled_from([FINANCE, EAST, "没有的局"]), st.sampled_from(["own", "consolidated"]))
    days = st.sampled_from(["", "2026-01-19", "2026-01-20"])
    return Decisions(chosen=draw(st.dictionaries(slots, st.builds(Decision, digests, st.just(""), days), max_size=2)))


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_every_file_has_one_verdict_and_every_slot_one_file_at_most(data: st.DataObject) -> None:
    inbox = data.draw(inboxes())
    decisions = decisions_for(inbox, data.draw)
    found = sort(inbox, decisions)
    assert [line.arrival for line in found.lines] == inbox.arrivals
    taken = [line for line in found.lines if line.verdict is Verdict.TAKEN]
    assert len(taken) == len(found.taken) == len({(line.unit, line.scope) for line in taken})
    for line in found.lines:
        assert line.sentence.endswith("。")
        assert line.unit in ("", *ROSTER.by_name)
        if line.by:
            counts = found.lines[line.by - 1]
            assert line.verdict in (Verdict.REPLACED, Verdict.DUPLICATE)
            assert counts.verdict is Verdict.TAKEN or line.verdict is Verdict.DUPLICATE
            assert counts.verdict is not Verdict.DUPLICATE
        if line.verdict in (Verdict.TAKEN, Verdict.CONFLICT, Verdict.REPLACED):
            assert line.matched in (Matched.EXACT, Matched.ALIAS)
            assert line.reading and line.reading.report and line.reading.report.year == YEAR
    waiting = Counter((line.unit, line.scope) for line in found.lines if line.verdict is Verdict.CONFLICT)
    assert not waiting.keys() & found.taken.keys()


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_the_order_of_files_of_one_time_does_not_matter(data: st.DataObject) -> None:
    inbox = data.draw(inboxes())
    decisions = decisions_for(inbox, data.draw)
    order = data.draw(st.permutations(inbox.arrivals))
    again = Inbox()
    again.readings = inbox.readings
    again.arrivals = [replace(one, number=number) for number, one in enumerate(order, 1)]
    first, second = sort(inbox, decisions), sort(again, decisions)

    def told(found: SortedInbox) -> Counter[tuple[object, ...]]:
        return Counter((line.arrival.digest, line.verdict, line.unit, line.matched) for line in found.lines)

    assert told(first) == told(second)
    assert {slot: line.arrival.digest for slot, line in first.taken.items()} == {
        slot: line.arrival.digest for slot, line in second.taken.items()
    }


@pytest.mark.parametrize("name", [COUNTY, EAST])
def test_a_forwarding_superior_is_another_sender_too(name: str) -> None:
    """Who forwards may have an older version: only the unit's own address needs no question."""
    inbox = Inbox()
    inbox.add(report(name), sender="first@example.cn")
    inbox.add(report(name, number=2), sender="second@example.cn")
    assert verdicts(inbox) == ["conflict", "conflict"]


def test_a_unit_with_several_addresses() -> None:
    roster = county(**{FINANCE: Expected(FINANCE, Level.COUNTY_DEPARTMENT, COUNTY, email="a@example.cn；b@example.cn")})
    inbox = Inbox()
    inbox.add(report(FINANCE), sender="a@example.cn")
    inbox.add(report(FINANCE, number=2), sender="b@example.cn")
    found = sort_inbox(inbox.arrivals, inbox.readings, roster, YEAR, Decisions())
    assert [line.verdict.value for line in found.lines] == ["replaced", "taken"]
