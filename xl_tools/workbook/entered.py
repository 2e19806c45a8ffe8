"""What people entered into a report, by the defined name of its cell: what a 封存码 is taken of, and what is compared.

A thing is known twice: in plain form, however it was typed, and as people read it. What is blank has no entry.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xl_tools.facts import FactItem, fact_number, load_facts
from xl_tools.report import PREVIOUS, Dispute, Fact, Report, Unit
from xl_tools.values import Amount, Count, Value, canonical, is_number, plain_decimal, show
from xl_tools.workbook.layout import PROPOSED

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened


class Entry(NamedTuple):
    """What a cell says: in plain form, of which equal ones say the same, and as it is shown to people."""

    plain: str
    shown: str


def entries(report: Report) -> dict[str, Entry]:
    """封面, the cells of all tables, the facts and last year's report, by defined name; this year's texts not."""
    return {name: entry for name, entry in _entries(report) if entry.plain}


def text_entries(opened: Opened) -> dict[str, Entry]:
    """The office's own and the finished text of each part, by defined name."""
    found: dict[str, Entry] = {}
    for (key, part), state in opened.texts.items():
        stem = f"text.{key}.{part}" if part else f"text.{key}"
        found |= {f"{stem}.own": _text(state.own), f"{stem}.result": _text(state.result)}
    return {name: entry for name, entry in found.items() if entry.plain}


def plain_text(text: str) -> str:
    """The text as every program keeps it: composed characters, one kind of line end, no blanks at the ends."""
    # Excel writes a carriage return within a cell as _x000D_.
    lines = text.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def _entries(report: Report) -> Iterator[tuple[str, Entry]]:
    yield from _unit("report", report.unit)
    yield "report.year", _text(str(report.year))
    yield "report.preparer", _text(report.preparer)
    yield "report.reviewer", _text(report.reviewer)
    yield "report.published_on", _text(str(report.published_on or ""))
    yield from ((cell_id, _value(value)) for cell_id, value in report.cells.items())
    yield from ((f"fact.{fact.id}", _fact(fact, report.facts.get(fact.id))) for fact in load_facts(report.form))
    last = report.previous
    if last is not None and (last.cells or last.narrative):
        yield from _unit("last", last.unit)
        yield from ((f"{PREVIOUS}{cell_id}", _value(value)) for cell_id, value in last.cells.items())
        yield from ((f"{PROPOSED}{one.cell}", _dispute(one)) for one in last.disputes)
        yield from ((f"last.text.{key}", _text(text)) for key, text in last.narrative.items())


def _unit(sheet: str, unit: Unit) -> Iterator[tuple[str, Entry]]:
    yield f"{sheet}.unit", _text(unit.name)
    yield f"{sheet}.level", Entry(unit.level.value, unit.level.label)
    yield f"{sheet}.scope", Entry(unit.scope.value, unit.scope.label)


def _text(text: str) -> Entry:
    plain = plain_text(text)
    return Entry(plain, plain)


def _value(value: Value) -> Entry:
    if isinstance(value, Count):
        # Nearly every cell.
        number = str(value.number)
        return Entry(number, number)
    if not is_number(value):
        return _text(canonical(value))
    # Without a unit an amount is only supposed to be in 万元, and with one the same digits say something else.
    supposed = isinstance(value, Amount) and not value.unit_given
    return Entry(canonical(value), f"{show(value)}（没有写单位）" if supposed else show(value))


def _dispute(one: Dispute) -> Entry:
    """The proposed figure with its reason and whether it is confirmed: all of it decides what is checked."""
    plain, shown = _value(one.proposed)
    state = "已确认" if one.confirmed else "未确认"
    reason = plain_text(one.reason)
    return Entry(
        "\n".join((plain, str(one.confirmed), reason)), f"{shown}（{'，'.join(filter(None, (state, reason)))}）"
    )


def _fact(fact: FactItem, entered: Fact | None) -> Entry:
    number = fact_number(fact, entered)
    if number is None:
        return _text("" if entered is None else str(entered))
    plain = plain_decimal(Decimal(number))
    return Entry(plain, f"{plain}{fact.unit}")
