"""Ledgers for tests: raw rows written as short dictionaries, read and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xl_tools.forms.load import form_for_edition
from xl_tools.ledger.fields import CASES, FIELDS, REQUESTS
from xl_tools.ledger.raw import Raw, RawLedger, RawRow
from xl_tools.ledger.reading import read_cases, read_requests
from xl_tools.ledger.tally import Tally, tally

FIRST_LINE = 10
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def day(text: str) -> date:
    return date.fromisoformat(text)


def request(number: str, received: str, answered: str = "", result: str = "", **others: Raw) -> dict[str, Raw]:
    """A request by a natural person, unless the others say otherwise; texts that are dates become dates."""
    row: dict[str, Raw] = {"number": number, "received": received, "applicant": "自然人"}
    row |= {"answered": answered, "result": result, **others}
    return {name: _dated(raw) for name, raw in row.items() if raw != ""}


def case(number: str, category: str, accepted: str, outcome: str = "", concluded: str = "", **others: Raw):
    row: dict[str, Raw] = {"number": number, "category": category, "accepted": accepted, "outcome": outcome}
    row |= {"concluded": concluded, **others}
    return {name: _dated(raw) for name, raw in row.items() if raw != ""}


def _dated(raw: Raw) -> Raw:
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":
        return day(raw)
    return raw


def sheet(name: str, rows: Sequence[Mapping[str, Raw]]) -> RawLedger:
    letters = {field.id: letter for field, letter in zip(FIELDS[name], LETTERS, strict=False)}
    return RawLedger(name, letters, [RawRow(line, row) for line, row in enumerate(rows, FIRST_LINE)])


def counted(
    requests: Sequence[Mapping[str, Raw]],
    cases: Sequence[Mapping[str, Raw]] = (),
    *,
    edition: str = "2021",
    year: int = 2024,
) -> Tally:
    form = form_for_edition(edition)
    read = read_requests(sheet(REQUESTS, requests), form), read_cases(sheet(CASES, cases), form)
    return tally(*read, form, year)
