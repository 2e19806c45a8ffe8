"""What can be wrong with a ledger: every code with its severity, and the findings made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from xl_tools.finding import Finding, Place, Severity
from xl_tools.ledger.raw import RawLedger, RawRow

BASIS = "台账核对"
_BASES = {"A6": "年度报告格式 表三“（二）部分公开（区分处理的，只计这一情形，不计其他情形）”"}
"""Of codes that are rules of the catalogue."""
MOST_NAMED = 10
"""Rows named in a sentence; the others are counted."""
_SHOWN = 40
"""Characters of what was typed that a sentence repeats."""


class Told(NamedTuple):
    """A code, and how grave it is."""

    rule: str
    severity: Severity


class Code(Enum):
    """Everything that is said of a ledger. A row with one of the errors is not counted."""

    NO_DATE = Told("L1", Severity.ERROR)
    NO_CHOICE = Told("L2", Severity.ERROR)
    MISSING = Told("L3", Severity.ERROR)
    TWICE = Told("L4", Severity.ERROR)
    HALF_DONE = Told("L5", Severity.ERROR)
    BACKWARDS = Told("L6", Severity.ERROR)
    NEXT_YEAR = Told("L7", Severity.QUERY)
    """Not counted either: it belongs into the next report."""
    CLOCK = Told("L8", Severity.QUERY)
    CARRIED = Told("L9", Severity.QUERY)
    NO_NUMBER = Told("L10", Severity.NOTICE)
    UNREADABLE = Told("L11", Severity.QUERY)
    OVERDUE = Told("L12", Severity.QUERY)
    SOON = Told("L13", Severity.NOTICE)
    LATE = Told("L14", Severity.QUERY)
    OTHER_DUE = Told("L15", Severity.NOTICE)
    YEARS = Told("L16", Severity.NOTICE)
    NO_REQUEST = Told("L17", Severity.NOTICE)
    DIFFERENT = Told("L18", Severity.QUERY)
    COLUMNS = Told("L19", Severity.NOTICE)
    """The ledger was not read at all."""
    AHEAD = Told("L20", Severity.QUERY)
    """Answered, or concluded, on a day that has not come yet."""
    TWO_RESULTS = Told("A6", Severity.ERROR)


def row_finding(code: Code, ledger: RawLedger, row: RawRow, columns: Sequence[str], said: str) -> Finding:
    """A finding on one row.

    Args:
        columns: ids of the columns it is about, in the order of its places.
        said: the sentence after the name of the row, without its end.
    """
    places = (ledger.place(column, row.line) for column in columns)
    return finding(code, f"{name_row(ledger, row)}：{said}", places)


def finding(
    code: Code,
    message: str,
    places: Iterable[Place],
    *,
    cells: Sequence[str] = (),
    numbers: tuple[int, int] | None = None,
) -> Finding:
    """A finding; `message` is the sentence without its end.

    Args:
        cells: ids of the cells of the form it is about.
        numbers: what is typed, and what the ledger gives.
    """
    rule, severity = code.value
    left, right = numbers or (None, None)
    basis = _BASES.get(rule, BASIS)
    return Finding(
        rule,
        severity,
        tuple(cells),
        tuple(places),
        left,
        right,
        None if left is None or right is None else left - right,
        f"{message}。（{rule}，{basis}）",
        basis,
    )


def name_row(ledger: RawLedger, row: RawRow) -> str:
    """台账!第 12 行（2024-015）"""
    number = shown(row.cells.get("number", ""))
    return f"{ledger.sheet}!第 {row.line} 行" + (f"（{number}）" if number else "")


def name_rows(ledger: RawLedger, rows: Sequence[RawRow]) -> str:
    """The first rows by line and number, and how many there are: 台账!第 12 行（2024-015）、第 13 行 等 31 行."""
    names = [name_row(ledger, row).removeprefix(f"{ledger.sheet}!") for row in rows[:MOST_NAMED]]
    return f"{ledger.sheet}!{'、'.join(names)}" + (f" 等 {len(rows)} 行" if len(rows) > MOST_NAMED else "")


def written(raw: object) -> str:
    """What stands in a cell, as the spreadsheet program writes it."""
    return str(raw).upper() if isinstance(raw, bool) else str(raw)


def shown(raw: object) -> str:
    """What stands in a cell, as a sentence repeats it."""
    text = " ".join(written(raw).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
