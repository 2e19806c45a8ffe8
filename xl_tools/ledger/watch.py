"""Requests whose time runs out or has run out, and what the sheet shows of it otherwise than reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from xl_tools.finding import Finding
from xl_tools.ledger.calendar import Calendar
from xl_tools.ledger.deadlines import SOON_DAYS, Deadline, deadline
from xl_tools.ledger.explaining import explain, years_note
from xl_tools.ledger.fields import FIELDS, Entry
from xl_tools.ledger.findings import Code, finding, row_finding
from xl_tools.ledger.raw import RawLedger, RawRow
from xl_tools.ledger.reading import Row, Understood
from xl_tools.ledger.rows import Case, Request


class Standing(Enum):
    """How a request stands on a day."""

    OVERDUE = "超期未答复"
    SOON = "即将到期"
    RUNNING = "办理中"
    WAITING = "期限中止"
    LATE = "逾期答复"
    ANSWERED = "按期答复"
    AHEAD = "答复日期在今天之后"


@dataclass(frozen=True)
class Watched:
    """One request and its time limit.

    Attributes:
        days: working days that are left; negative for those that it is late by. 0 where the time does not run.
    """

    request: Request
    deadline: Deadline
    standing: Standing
    days: int


@dataclass(frozen=True)
class Watch:
    """All requests whose time limit can be reckoned, in the order of the sheet, and the findings on them."""

    today: date
    requests: tuple[Watched, ...]
    findings: tuple[Finding, ...]

    def of(self, standing: Standing) -> tuple[Watched, ...]:
        """The requests that stand so."""
        return tuple(one for one in self.requests if one.standing is standing)


def watch(
    ledger: Understood[Request], calendar: Calendar, today: date, *, since: date, within: int = SOON_DAYS
) -> Watch:
    """How every request stands.

    Args:
        since: requests answered before that day are left out.
        within: days before the due date from which on a request is soon due.
    """
    rows = [one for one in ledger.rows if one.answered is None or one.answered >= since]
    watched = tuple(
        _watched(one, deadline(one, calendar), today, within) for one in rows if one.line not in ledger.unclocked
    )
    findings = [found for one in watched for found in _findings(one, ledger.raw, today)]
    doubtful = [one for one in watched if one.deadline.doubtful]
    if doubtful:
        places = [ledger.raw.place("due", one.request.line) for one in doubtful]
        message = f"{ledger.raw.sheet}有 {len(doubtful)} 行的应答复日期要核对：{years_note(calendar)}"
        findings.append(finding(Code.YEARS, message, places))
    return Watch(today, watched, tuple(findings))


def ahead(ledger: Understood[Row], today: date) -> tuple[Finding, ...]:
    """The rows that were answered, or concluded, on a day after `today`: more likely a slip than a plan."""
    *_, ended = (one.id for one in FIELDS[ledger.raw.sheet] if one.entry is Entry.DATE)
    title = ledger.raw.title(ended)
    return tuple(
        row_finding(Code.AHEAD, ledger.raw, _row(one), [ended], f"{title} {one.ended} 在今天（{today}）之后，请核对")
        for one in ledger.rows
        if one.ended is not None and one.ended > today
    )


def _row(one: Request | Case) -> RawRow:
    return RawRow(one.line, {"number": one.number} if one.number else {})


def _watched(request: Request, limit: Deadline, today: date, within: int) -> Watched:
    due, calendar = limit.due, limit.calendar
    if request.answered is not None and request.answered > today:
        return Watched(request, limit, Standing.AHEAD, 0)
    if request.answered is not None:
        late = due is not None and request.answered > due
        days = calendar.between(request.answered, due) if due else 0
        return Watched(request, limit, Standing.LATE if late else Standing.ANSWERED, days)
    if due is None:
        return Watched(request, limit, Standing.WAITING, 0)
    days = calendar.between(today, due)
    if due < today:
        return Watched(request, limit, Standing.OVERDUE, days)
    soon = due - today <= timedelta(days=within)
    return Watched(request, limit, Standing.SOON if soon else Standing.RUNNING, days)


def _findings(one: Watched, raw: RawLedger, today: date) -> Iterator[Finding]:
    request, due = one.request, one.deadline.due
    row = _row(request)
    match one.standing:
        case Standing.OVERDUE:
            said = f"应在 {due} 前答复，到 {today} 已超过 {-one.days} 个工作日，还没有答复。{explain(one.deadline)}"
            yield row_finding(Code.OVERDUE, raw, row, ["due", "answered"], said.rstrip("。"))
        case Standing.SOON:
            left = f"还有 {one.days} 个工作日" if one.days else "今天是最后一天"
            said = f"应在 {due} 前答复，{left}。{explain(one.deadline)}"
            yield row_finding(Code.SOON, raw, row, ["due", "answered"], said.rstrip("。"))
        case Standing.LATE:
            said = f"{request.answered} 答复，晚于应答复日期 {due}，晚 {-one.days} 个工作日。{explain(one.deadline)}"
            yield row_finding(Code.LATE, raw, row, ["answered", "due"], said.rstrip("。"))
        case _:
            pass
    if request.due is not None and due is not None and request.due != due:
        said = f"表里的应答复日期是 {request.due}，按规则应为 {due}，请核对公式。{explain(one.deadline)}"
        yield row_finding(Code.OTHER_DUE, raw, row, ["due"], said.rstrip("。"))
