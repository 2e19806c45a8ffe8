"""The ledger against what is typed in 表三 and 表四."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.finding import Finding, Locate
from xl_tools.ledger.choices import case_table, request_table
from xl_tools.ledger.findings import Code, finding
from xl_tools.ledger.tally import Counted, Tally
from xl_tools.report import Report
from xl_tools.values import Blank, Count, show


def differences(report: Report, tally: Tally, locate: Locate) -> tuple[Finding, ...]:
    """A finding for every cell that holds another number than its ledger gives, with the rows behind it.

    A ledger in which nothing is entered is no ledger: its table is not compared. Totals are left to the rules on
    totals, for they follow from the cells. A blank agrees with 0.
    """
    tables = (request_table(report.form), case_table(report.form))
    pairs = zip((tally.requests, tally.cases), tables, strict=True)
    return tuple(
        found
        for counted, table in pairs
        if counted.raw.rows
        for cell_id in table.inputs.values()
        for found in _difference(report, counted, cell_id, locate)
    )


def _difference(report: Report, counted: Counted, cell_id: str, locate: Locate) -> Iterator[Finding]:
    typed, reckoned = report.value(cell_id), counted.cells[cell_id]
    if isinstance(typed, Count) and typed.number == reckoned:
        return
    if not isinstance(typed, Count) and isinstance(typed, Blank) and not reckoned:
        return
    cell, place = report.form.cells[cell_id], locate(cell_id)
    table = report.form.section(cell.table).table_name
    rows = counted.words_behind(cell_id) or f"{counted.raw.sheet}里没有这样的行"
    number = typed.number if isinstance(typed, Count) else None
    apart = "" if number is None else f"，相差 {number - reckoned}"
    stands = "没有填" if isinstance(typed, Blank) else f"填的是 {show(typed)}"
    message = f"{table}“{cell.name}”（{place}）{stands}，按台账是 {reckoned}{apart}。台账的行：{rows}"
    numbers = None if number is None else (number, reckoned)
    yield finding(Code.DIFFERENT, message, [place], cells=[cell_id], numbers=numbers)
