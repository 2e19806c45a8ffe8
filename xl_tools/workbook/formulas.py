"""Formulas of a sheet as read: shared ones written out, and compared by what they add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xl_tools.workbook.spot import column_letters

_CELL = r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})"
_REFERENCE = re.compile(rf"(?<![\w.$!]){_CELL}(?::{_CELL})?(?![\w.(!])")
_SHIFTED = re.compile(rf'"[^"]*"|\'[^\']*\'!|(?<![\w.$]){_CELL}(?![\w.(])')
_LIST = re.compile(r"#(?:,#)*")
_LARGEST_RANGE = 10_000

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula, without “=”; `stored` is False where the file holds no result."""

    text: str
    stored: bool


def by_place(raw: Iterable[list[Any]]) -> dict[Place, Formula]:
    """Formulas of one sheet by (row, column), from the lists that the worker sends.

    Excel writes a formula that was copied down only once; the copies carry its number alone.
    """
    masters: dict[str, tuple[int, int, str]] = {}
    found: dict[Place, Formula] = {}
    for row, column, text, _kind, stored, shared in raw:
        if shared and text:
            masters[shared] = (row, column, text)
        elif shared and shared in masters:
            top, left, master = masters[shared]
            text = shift(master, row - top, column - left)
        found[row, column] = Formula(text, stored)
    return found


def shift(text: str, rows: int, columns: int) -> str:
    """The formula as it reads after being copied by so many rows and columns."""

    def move(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        column, row = column_number(found[2]), int(found[4])
        letters = found[2] if found[1] else column_letters(max(column + columns, 0))
        return f"{found[1]}{letters}{found[3]}{row if found[3] else row + rows}"

    return _SHIFTED.sub(move, text)


def adds_up(text: str, expected: str, operands: frozenset[Place], others: frozenset[Place]) -> bool:
    """Whether a formula is what Excel made of `expected` when rows or columns were inserted.

    Args:
        operands: cells that must be covered.
        others: all number cells of the sheet; of these, nothing but the operands may be covered.
    """
    plain = text.replace(" ", "").replace("$", "").upper()
    return _shape(plain) == _shape(expected) and frozenset(_covered(plain)) & others == operands


def column_number(letters: str) -> int:
    """A → 0, AA → 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _shape(text: str) -> str:
    return _LIST.sub("#", _REFERENCE.sub("#", text))


def _covered(text: str) -> Iterator[Place]:
    for found in _REFERENCE.finditer(text):
        top, left = int(found[4]) - 1, column_number(found[2])
        bottom, right = (int(found[8]) - 1, column_number(found[6])) if found[6] else (top, left)
        if (bottom - top + 1) * (right - left + 1) <= _LARGEST_RANGE:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    yield row, column


Formulas = Mapping[Place, Formula]
