"""Time limits by examples worked out on a paper calendar, and what is said of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from ledger_sheets import day

from xl_tools.ledger.calendar import calendar
from xl_tools.ledger.deadlines import Rule, deadline
from xl_tools.ledger.explaining import explain
from xl_tools.ledger.rows import Request, Span


def due_of(**dates: object) -> date | None:
    return deadline(_request(**dates), calendar()).due


def _request(received: str, **others: object) -> Request:
    dates = {name: day(value) if isinstance(value, str) else value for name, value in others.items()}
    return Request(10, "1", day(received), "natural_person", **dates)  # pyright: ignore[reportArgumentType]


def spans(*ends: tuple[str, str]) -> tuple[Span, ...]:
    return tuple(Span(day(first), day(last)) for first, last in ends)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Four days before 春节 (10 to 17 February), the Sunday after it worked.
        ("2024-02-05", "2024-03-08"),
        # Within the holiday: nothing counts before the Sunday after it.
        ("2024-02-12", "2024-03-14"),
        # 中秋 with the Saturday before it worked, 国庆 with a Sunday before and a Saturday after it worked.
        ("2024-09-10", "2024-10-14"),
        # 国庆 and 中秋 in one, from 1 to 8 October 2025.
        ("2025-09-19", "2025-10-23"),
        # No holiday at all, and 清明 with its Sunday.
        ("2024-03-01", "2024-03-29"),
        ("2024-03-15", "2024-04-15"),
    ],
)
def test_twenty_working_days_from_the_day_after_receipt(received: str, due: str) -> None:
    assert due_of(received=received) == day(due)


def test_the_time_begins_anew_with_the_supplement() -> None:
    """Rule.SUPPLEMENT: received in January, the supplement on 5 February, as if received then."""
    found = deadline(
        _request("2024-01-08", supplement_asked="2024-01-10", supplement_received="2024-02-05"), calendar()
    )
    assert (found.start, found.due, found.rules[0]) == (day("2024-02-05"), day("2024-03-08"), Rule.SUPPLEMENT)


def test_the_time_begins_anew_with_the_payment() -> None:
    """Rule.FEE, and of both the later one."""
    dates = {"supplement_asked": "2024-08-06", "supplement_received": "2024-08-12"}
    found = deadline(_request("2024-08-05", **dates, fee_asked="2024-09-02", fee_paid="2024-09-10"), calendar())
    assert (found.start, found.due, found.rules[0]) == (day("2024-09-10"), day("2024-10-14"), Rule.FEE)


def test_days_on_which_others_are_asked_do_not_count() -> None:
    """Rule.CONSULTED: five working days, and 清明 on the way with its Sunday; two spans that overlap count once."""
    assert due_of(received="2024-03-01", consulted=spans(("2024-03-11", "2024-03-15"))) == day("2024-04-08")
    both = spans(("2024-03-11", "2024-03-14"), ("2024-03-13", "2024-03-15"))
    assert due_of(received="2024-03-01", consulted=both) == day("2024-04-08")
    assert due_of(received="2024-03-01", consulted=both[::-1]) == day("2024-04-08")


def test_asking_others_after_the_due_date_gives_no_time() -> None:
    assert due_of(received="2024-03-01", consulted=spans(("2024-04-10", "2024-04-20"))) == day("2024-03-29")


def test_asking_others_before_the_time_begins_anew_does_not_matter() -> None:
    dates = {"supplement_asked": "2024-01-10", "supplement_received": "2024-02-05"}
    found = deadline(_request("2024-01-08", **dates, consulted=spans(("2024-01-09", "2024-01-20"))), calendar())
    assert found.due == day("2024-03-08") and Rule.CONSULTED not in found.rules


def test_an_extension_adds_twenty_working_days() -> None:
    """Rule.EXTENDED: the fortieth day is a Sunday that is worked before 劳动节."""
    found = deadline(_request("2024-03-01", extended=True), calendar())
    assert (found.days, found.due, found.rules[-1]) == (40, day("2024-04-28"), Rule.EXTENDED)
    assert day("2024-04-28").weekday() == 6


@pytest.mark.parametrize(
    ("dates", "waiting"),
    [
        ({"supplement_asked": "2024-03-05"}, "待补正"),
        ({"fee_asked": "2024-03-05"}, "待缴费"),
        ({"consulted": (Span(day("2024-03-05"), None),)}, "征求意见中"),
        ({"supplement_asked": "2024-03-05", "fee_asked": "2024-03-06"}, "待补正"),
    ],
)
def test_the_time_stands_still_while_something_is_awaited(dates: dict[str, object], waiting: str) -> None:
    found = deadline(_request("2024-03-01", **dates), calendar())
    assert (found.due, found.waiting) == (None, waiting)
    assert f"现在{waiting}，期限没有走" in explain(found)


def test_the_explanation_says_from_when_how_long_what_did_not_count_and_by_which_rules() -> None:
    found = deadline(_request("2024-02-05"), calendar())
    assert explain(found) == (
        "2024-02-05 收到申请，次日起算，20 个工作日，应在 2024-03-08 前（含当日）答复；不计：周末 4 天，"
        "春节 2024-02-10 至 2024-02-17；调休上班计入：2024-02-18。依据：收到申请之日起 20 个工作日内答复"
        "（《中华人民共和国政府信息公开条例》（2019年修订） 第三十三条，待核）；收到当日不计，从次日起算"
        "（《中华人民共和国政府信息公开条例》（2019年修订） 第三十三条，待核）。"
    )
    asked = explain(deadline(_request("2024-03-01", consulted=spans(("2024-03-11", "2024-03-15"))), calendar()))
    assert "征求意见 2024-03-11 至 2024-03-15" in asked and "清明 2024-04-04 至 2024-04-06" in asked


def test_every_rule_names_its_source_and_is_marked_until_it_is_checked() -> None:
    for rule in Rule:
        assert "待核" in str(rule.value) and "《" in str(rule.value.source)
    assert "国办函〔2020〕109号" in str(Rule.FEE.value)


def test_the_calendar_is_that_of_the_library_and_says_its_years() -> None:
    import chinese_calendar

    known = calendar()
    assert known.first == date(min(chinese_calendar.holidays).year, 1, 1)
    assert known.last == date(max(chinese_calendar.holidays).year, 12, 31) and known.last.year >= 2026
    days = [known.first + timedelta(days=offset) for offset in range(0, len(known.worked), 3)]
    assert [known.works(one) for one in days] == [chinese_calendar.is_workday(one) for one in days]


def test_outside_its_years_only_weekends_are_known_and_that_is_said() -> None:
    known = calendar()
    year = known.last.year + 1
    found = deadline(_request(f"{year}-03-01"), known)
    weekdays = [day for offset in range(60) if (day := found.start + timedelta(days=offset + 1)).weekday() < 5]
    assert found.due == weekdays[19] and found.doubtful
    assert f"只知道 {known.first.year} 年至 {known.last.year} 年的，以外的年份只除周末，待核" in explain(found)
    assert not deadline(_request("2024-03-01"), known).doubtful
    assert deadline(_request(f"{known.last.year}-12-20"), known).doubtful


@pytest.mark.parametrize("start", ["2003-12-20", "2024-01-30", "2026-12-20"])
def test_working_days_between_two_days(start: str) -> None:
    known, first = calendar(), day(start)
    for length in range(60):
        last = first + timedelta(days=length)
        expected = sum(known.works(first + timedelta(days=offset)) for offset in range(1, length + 1))
        assert (known.between(first, last), known.between(last, first)) == (expected, -expected)
