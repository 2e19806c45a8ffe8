"""Rows with more or fewer numbers than columns: the ways to read them, and whether the equations leave only one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from xl_tools.expression import Equation
from xl_tools.forms.model import Kind
from xl_tools.published.cells import OpenRow, TableReading
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.published.rows import Text, is_blank
from xl_tools.published.witnesses import Equations, Numbers, holds, numbers_of
from xl_tools.values import BLANK, BadValue, Count, Value, parse

MISREAD = "可能是抽取错误，请看原件"
SPACES = re.compile(r"[\s\u3000\xa0]+")
PLAIN_NUMBER = re.compile(r"0|[1-9][0-9]*")
_ONLY_READING = "原件这一行有 {found} 个数，应有 {wanted} 个；只有这一种读法符合勾稽关系"
_NO_READING = "原件这一行有 {found} 个数，应有 {wanted} 个，分不清是哪一栏的"
_MOST_SURPLUS = 2


def solve(reading: TableReading, row: OpenRow, equations: Equations) -> None:
    """Read an open row if one reading alone agrees with the equations; it is never more than likely."""
    own = tuple(dict.fromkeys(equation for cell in row.cells for equation in equations.across(cell)))
    filled = [text for text in row.texts if not is_blank(text.text)]
    known = {cell: number for cell, number in numbers_of(reading.evidence).items() if cell not in row.cells}
    readings = {values: parts for values, parts in _readings(reading, row, filled) if _fits(row, values, own, known)}
    if len(readings) > 1:
        every = tuple(dict.fromkeys(equation for cell in row.cells for equation in equations.all(cell)))
        decidable = [one for one in every if all(cell in known or cell in row.cells for cell in one.cells)]
        narrower = {values: parts for values, parts in readings.items() if _fits(row, values, decidable, known)}
        readings = narrower if decidable and narrower else readings
    if len(row.texts) == len(row.cells):
        # Where empty lines may be empty cells, the reading that takes them so comes first.
        values = tuple(None if is_blank(text.text) else count_of(text.text, Kind.COUNT) for text in row.texts)
        readings = {one: parts for one, parts in readings.items() if one == values} or readings
    words = {"found": len(filled), "wanted": len(row.cells)}
    if not own or len(readings) != 1:
        note = _NO_READING.format_map(words)
        for cell in row.cells:
            reading.evidence[cell] = Evidence(cell, Confidence.MISSING, BLANK, _shown(filled), row.where, note)
        return
    ((values, parts),) = readings.items()
    for cell, value, part in zip(row.cells, values, parts, strict=True):
        joined = len(part) > 1
        text = " ".join(one.text.strip() for one in part)
        where = part[0].where if part else row.where
        note = _ONLY_READING.format_map(words) + (f"；{MISREAD}" if joined else "")
        held: Value = BadValue(text) if joined else (BLANK if value is None else Count(value))
        proposed = Count(value) if joined and value is not None else None
        reading.evidence[cell] = Evidence(cell, Confidence.LIKELY, held, text, where, note, proposed)


def _shown(texts: Sequence[Text]) -> str:
    return " ".join(text.text.strip() for text in texts)


_Values = tuple[int | None, ...]
_Parts = tuple[tuple[Text, ...], ...]


def _readings(reading: TableReading, row: OpenRow, filled: list[Text]) -> Iterator[tuple[_Values, _Parts]]:
    """Every way in which the numbers of a row can be spread over its columns."""
    width = len(row.cells)
    numbers = [count_of(text.text, reading.form.cells[row.cells[0]].kind) for text in filled]
    if any(number is None for number in numbers) or len(filled) > width + _MOST_SURPLUS or not filled:
        return
    for parts in _groupings(filled, width):
        values = tuple(_joined(part) for part in parts)
        if None in values:
            continue
        for places in combinations(range(width), len(parts)):
            spread: list[int | None] = [None] * width
            held: list[tuple[Text, ...]] = [()] * width
            for place, value, part in zip(places, values, parts, strict=True):
                spread[place], held[place] = value, part
            yield tuple(spread), tuple(held)


def _groupings(filled: Sequence[Text], width: int) -> Iterator[_Parts]:
    """The texts as cells: as they are, or with neighbours joined or texts left out until they fit."""
    surplus = len(filled) - width
    if surplus <= 0:
        yield tuple((text,) for text in filled)
        return
    for dropped in range(surplus + 1):
        for left_out in combinations(range(len(filled)), dropped):
            kept = [text for at, text in enumerate(filled) if at not in left_out]
            for joints in combinations(range(len(kept) - 1), surplus - dropped):
                parts: list[list[Text]] = []
                for at, text in enumerate(kept):
                    if at - 1 in joints and parts:
                        parts[-1].append(text)
                    else:
                        parts.append([text])
                yield tuple(tuple(part) for part in parts)


def _joined(part: Sequence[Text]) -> int | None:
    digits = "".join(SPACES.sub("", text.text) for text in part)
    if len(part) > 1 and not PLAIN_NUMBER.fullmatch(digits):
        return None
    return count_of(digits, Kind.COUNT)


def count_of(text: str, kind: Kind) -> int | None:
    """The number that a text is by the grammar of the cells; None if it is none."""
    value = parse(text, Kind.COUNT if kind is Kind.TOTAL else kind)
    return value.number if isinstance(value, Count) else None


def _fits(row: OpenRow, values: _Values, equations: Sequence[Equation], known: Numbers) -> bool:
    numbers = {**known, **{cell: value or 0 for cell, value in zip(row.cells, values, strict=True)}}
    return all(holds(equation, numbers) for equation in equations)
