"""台账.xlsx: the two ledgers as a workbook of their own, empty or with the rows that last year left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_tools.forms.model import Form
from xl_tools.ledger.choices import request_table
from xl_tools.ledger.fields import CASES, NO, REQUESTS, YES
from xl_tools.ledger.rows import Case, Request
from xl_tools.workbook.canvas import Book, Content
from xl_tools.workbook.contents import clean
from xl_tools.workbook.sheets.ledger import Rows, draw_rows

_DUE_ROWS = 500
"""An office that keeps its ledger apart has many requests."""


def build_ledger(form: Form, requests: Sequence[Request] = (), cases: Sequence[Case] = ()) -> bytes:
    """The workbook with both sheets. Equal rows give equal bytes.

    Raises: WorkbookError if a text is too long for a cell.
    """
    book = Book(())
    draw_rows(book, form, ledger_rows(form, requests, cases), linked=False, due_rows=_DUE_ROWS)
    return book.finish("政府信息公开申请台账", {})


def ledger_rows(form: Form, requests: Sequence[Request], cases: Sequence[Case]) -> Rows:
    """The rows as they are drawn, by sheet: column id → content."""
    return {REQUESTS: [_request(form, one) for one in requests], CASES: [_case(one) for one in cases]}


def _request(form: Form, one: Request) -> Mapping[str, Content]:
    table = request_table(form)
    row: dict[str, Content] = {
        "number": clean(one.number),
        "received": one.received,
        "applicant": table.applicants.name(one.applicant),
        "channel": clean(one.channel),
        "carried": _yes(one.carried),
        "supplement_asked": one.supplement_asked,
        "supplement_received": one.supplement_received,
        "fee_asked": one.fee_asked,
        "fee_paid": one.fee_paid,
        "extended": YES if one.extended else None,
        "result": table.results.name(one.result) if one.result else None,
        "answered": one.answered,
        "fee": one.fee,
        "remark": clean(one.remark),
    }
    for name, span in zip(("consulted", "consulted_again"), one.consulted, strict=False):
        row |= {f"{name}_from": span.first, f"{name}_to": span.last}
    return row


def _case(one: Case) -> Mapping[str, Content]:
    return {
        "number": clean(one.number),
        "request": clean(one.request),
        "category": one.category,
        "accepted": one.accepted,
        "carried": _yes(one.carried),
        "outcome": one.outcome or None,
        "concluded": one.concluded,
        "remark": clean(one.remark),
    }


def _yes(said: bool | None) -> str | None:
    return None if said is None else YES if said else NO
