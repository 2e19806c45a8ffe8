"""A ledger as it was found: what stands in its cells, by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xl_tools.finding import Place
from xl_tools.ledger.fields import FIELDS, Field

Raw = str | int | float | bool | date
"""A cell that is not blank; text has no blanks at its ends, and an error of the spreadsheet program is its text."""


class RawRow(NamedTuple):
    """One row in use: its number on the sheet, counted from 1, and its cells by column id."""

    line: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True)
class RawLedger:
    """One of the two sheets.

    Attributes:
        sheet: its name, REQUESTS or CASES.
        letters: where each column that was found stands, by column id.
        rows: the rows in use; what is only reckoned does not make a row one in use.
    """

    sheet: str
    letters: Mapping[str, str]
    rows: Sequence[RawRow]

    def place(self, column: str, line: int) -> Place:
        """A cell; the first column stands for one that the sheet lacks."""
        letters = self.letters.get(column) or next(iter(self.letters.values()), "A")
        return Place(self.sheet, f"{letters}{line}")

    def title(self, column: str) -> str:
        return self.field(column).title

    def field(self, column: str) -> Field:
        """A column by its id. Raises KeyError for an id that the sheet never has."""
        for field in FIELDS[self.sheet]:
            if field.id == column:
                return field
        raise KeyError(column)
