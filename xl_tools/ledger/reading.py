"""The rows of a ledger understood: requests and cases that can be counted, and what is wrong with the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, TypeVar

from xl_tools.finding import Finding
from xl_tools.forms.model import Form
from xl_tools.ledger.cells import Cells
from xl_tools.ledger.choices import Choice, case_table, request_table
from xl_tools.ledger.fields import CASES
from xl_tools.ledger.findings import Code, finding, name_rows, shown
from xl_tools.ledger.raw import RawLedger, RawRow
from xl_tools.ledger.rows import Case, Request, Span

Row = TypeVar("Row", Request, Case)


@dataclass(frozen=True)
class Understood(Generic[Row]):
    """One ledger.

    Attributes:
        rows: what can be counted, in the order of the sheet.
        findings: what is odd about any row.
        unusable: lines of the rows that cannot be counted; each is named by an error among the findings.
        unclocked: lines of rows whose time limit cannot be reckoned.
    """

    raw: RawLedger
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    unusable: frozenset[int]
    unclocked: frozenset[int] = frozenset()


def read_requests(ledger: RawLedger, form: Form) -> Understood[Request]:
    """The rows of 台账. Raises nothing: whatever is wrong is a finding."""
    table = request_table(form)
    good: list[Request] = []
    findings: list[Finding] = []
    unusable, unclocked = _doubled(ledger, table.results, findings), set[int]()
    for row in ledger.rows:
        cells = Cells(ledger, row)
        request = _request(cells, table.applicants, table.results)
        if request is None or row.line in unusable:
            unusable.add(row.line)
        else:
            good.append(request)
            if cells.unclocked or _disorder(cells):
                unclocked.add(row.line)
        findings += cells.findings
    return Understood(ledger, tuple(good), tuple(findings), frozenset(unusable), frozenset(unclocked))


def read_cases(ledger: RawLedger, form: Form) -> Understood[Case]:
    """The rows of 复议诉讼台账. Raises nothing: whatever is wrong is a finding."""
    table = case_table(form)
    good: list[Case] = []
    findings: list[Finding] = []
    unusable = _doubled(ledger, table.categories, findings)
    for row in ledger.rows:
        cells = Cells(ledger, row)
        case = _case(cells, table.categories, table.outcomes, table.pending)
        if case is None or row.line in unusable:
            unusable.add(row.line)
        else:
            good.append(case)
        findings += cells.findings
    return Understood(ledger, tuple(good), tuple(findings), frozenset(unusable))


def number_key(raw: object) -> str:
    """A number as two registrations of one request are compared: whatever its spaces, width and case."""
    return _key(str(raw))


@cache
def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _request(cells: Cells, applicants: Choice, results: Choice) -> Request | None:
    cells.lacks(("received", "applicant"))
    received, answered = cells.date("received"), cells.date("answered")
    applicant, result = cells.choice("applicant", applicants), cells.choice("result", results)
    _half_done(cells, "result", "answered")
    if received and answered and answered < received:
        said = f"答复日期 {answered} 早于收到日期 {received}，请核对"
        cells.tell(Code.BACKWARDS, ["answered", "received"], said)
    request = Request(
        line=cells.row.line,
        number=cells.text("number"),
        received=received or date.min,
        applicant=applicant,
        channel=cells.text("channel"),
        carried=cells.yes("carried"),
        supplement_asked=cells.date("supplement_asked"),
        supplement_received=cells.date("supplement_received"),
        fee_asked=cells.date("fee_asked"),
        fee_paid=cells.date("fee_paid"),
        consulted=tuple(_spans(cells)),
        extended=bool(cells.yes("extended")),
        due=cells.date("due"),
        result=result,
        answered=answered,
        fee=cells.yuan("fee"),
        remark=cells.text("remark"),
    )
    if not request.number:
        cells.tell(Code.NO_NUMBER, ["number"], "没有填编号，无法查重，请补填")
    return request if cells.is_sound else None


def _spans(cells: Cells) -> Iterator[Span]:
    for name in ("consulted", "consulted_again"):
        first, last = cells.date(f"{name}_from"), cells.date(f"{name}_to")
        if first is not None:
            yield Span(first, last)
        elif last is not None:
            cells.unclocked = True
            title = cells.ledger.title(f"{name}_to")
            cells.tell(Code.CLOCK, [f"{name}_to"], f"填了“{title}”，没有填起始日，没有计算期限，请补填")


_ORDER = (
    ("received", "supplement_asked"),
    ("supplement_asked", "supplement_received"),
    ("received", "fee_asked"),
    ("fee_asked", "fee_paid"),
    ("received", "consulted_from"),
    ("consulted_from", "consulted_to"),
    ("received", "consulted_again_from"),
    ("consulted_again_from", "consulted_again_to"),
    ("supplement_received", "answered"),
    ("fee_paid", "answered"),
)
"""Columns whose dates come in this order."""
_LONGEST = 999
"""Days of one consultation at most; the formula on the sheet reaches no further."""
_CLOCK = frozenset(column for pair in _ORDER for column in pair) - {"received", "answered"}
_PAIRS = (("supplement_asked", "supplement_received"), ("fee_asked", "fee_paid"))
"""What was asked for, and that it came: the second is not without the first."""


def _disorder(cells: Cells) -> bool:
    """Whether the dates of a request are in no order in which its time could run; that is told."""
    if _CLOCK.isdisjoint(cells.row.cells):
        return False
    dates = {column: raw for column, raw in cells.row.cells.items() if isinstance(raw, date)}
    title, found = cells.ledger.title, False
    for before, after in _ORDER:
        first, second = dates.get(before), dates.get(after)
        if first and second and second < first:
            said = f"{title(after)} {second} 早于{title(before)} {first}，没有计算期限，请核对"
            cells.tell(Code.CLOCK, [after, before], said)
            found = True
    for name in ("consulted", "consulted_again"):
        first, second = dates.get(f"{name}_from"), dates.get(f"{name}_to")
        if first and second and (second - first).days > _LONGEST:
            days = f"{title(f'{name}_from')} {first} 到{title(f'{name}_to')} {second}"
            said = f"{days} 超过 {_LONGEST} 天，没有计算期限，请核对"
            cells.tell(Code.CLOCK, [f"{name}_to", f"{name}_from"], said)
            found = True
    for asked, came in _PAIRS:
        if came in dates and asked not in dates and asked not in cells.row.cells:
            cells.tell(Code.CLOCK, [came, asked], f"填了{title(came)}，没有填{title(asked)}，请补填")
    return found


def _case(cells: Cells, categories: Choice, outcomes: Choice, pending: str) -> Case | None:
    cells.lacks(("category", "accepted"))
    accepted, concluded = cells.date("accepted"), cells.date("concluded")
    category, outcome = cells.choice("category", categories), cells.choice("outcome", outcomes)
    if outcome == pending:
        if concluded:
            said = f"结果是“{pending}”，却填了审结日期 {concluded}，请核对"
            cells.tell(Code.HALF_DONE, ["outcome", "concluded"], said)
        outcome = ""
    else:
        _half_done(cells, "outcome", "concluded")
    if accepted and concluded and concluded < accepted:
        said = f"审结日期 {concluded} 早于受理日期 {accepted}，请核对"
        cells.tell(Code.BACKWARDS, ["concluded", "accepted"], said)
    case = Case(
        line=cells.row.line,
        number=cells.text("number"),
        request=cells.text("request"),
        category=category,
        accepted=accepted or date.min,
        carried=cells.yes("carried"),
        outcome=outcome,
        concluded=concluded,
        remark=cells.text("remark"),
    )
    if not case.number:
        cells.tell(Code.NO_NUMBER, ["number"], "没有填案号，无法查重，请补填")
    return case if cells.is_sound else None


def _half_done(cells: Cells, result: str, day: str) -> None:
    """A result without its date, or a date without its result: of which year and what it is cannot be told."""
    blank = [column for column in (result, day) if not cells.text(column)]
    if len(blank) == 1:
        (other,) = {result, day} - {*blank}
        title = cells.ledger.title
        cells.tell(Code.HALF_DONE, [blank[0], other], f"填了“{title(other)}”，没有填“{title(blank[0])}”，请补填")


def _doubled(ledger: RawLedger, choice: Choice, findings: list[Finding]) -> set[int]:
    """Lines of rows that share a number: none of them is counted, for nobody knows which one is right.

    Numbers may begin anew every year. Requests with different results are one request in two cells of the form. Of
    cases the category belongs to the number: a review and the lawsuit after it may be registered under one.
    """
    rows: dict[tuple[str, int | None, str | None], list[RawRow]] = {}
    by_category = ledger.sheet == CASES
    began = "accepted" if by_category else "received"
    for row in ledger.rows:
        if key := number_key(row.cells.get("number", "")):
            category = choice.find(str(row.cells.get("category", ""))) if by_category else ""
            day = row.cells.get(began)
            rows.setdefault((key, day.year if isinstance(day, date) else None, category), []).append(row)
    doubled: set[int] = set()
    for found in rows.values():
        if len(found) > 1:
            doubled |= {row.line for row in found}
            findings.append(_doubled_finding(ledger, found, choice, by_category=by_category))
    return doubled


def _doubled_finding(ledger: RawLedger, rows: Sequence[RawRow], results: Choice, *, by_category: bool) -> Finding:
    said = {shown(row.cells.get("result", "")) for row in rows} - {""}
    start = f"{name_rows(ledger, rows)}的{ledger.title('number')}相同"
    if by_category or len({results.find(text) or text for text in said}) < 2:
        columns, code, words = ("number",), Code.TWICE, f"{start}，都没有计入，请只留一行，或改正编号"
    else:
        columns, code = ("number", "result"), Code.TWO_RESULTS
        differs = "；".join(sorted(said))
        words = f"{start}，结果却不同（{differs}）。一件申请只进一个结果格，这几行都没有计入，请只留一行，或改正编号"
    return finding(code, words, [ledger.place(column, row.line) for row in rows for column in columns])
