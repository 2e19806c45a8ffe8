"""What a published document prints around its figures: headings, labels, rows and columns too many or too few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class TableState(Enum):
    """How a table of the form stands in a document."""

    TABLE = "table"
    """A real table with rows and columns."""
    TEXT = "text"
    """Its cells stand one a line, or in columns made of spaces: no table for a screen reader."""
    MISSING = "missing"
    """Neither of the two was found."""


@dataclass(frozen=True, slots=True)
class PrintedHeading:
    """One heading as printed.

    Attributes:
        level: 1 for 一、 2 for （一） 3 for 1. 4 for （1）.
        section: id of the section of the form that it was taken for; empty for none.
    """

    text: str
    where: str
    level: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A row or column label that is not what the form prints; spaces and the width of characters do not count.

    `expected` is empty for a row or column that the form does not have; `found` is empty for one that is missing.
    `line` is “row” or “column”.
    """

    expected: str
    found: str
    where: str
    line: str


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table of the form as printed.

    Attributes:
        edition: edition of the form whose labels it has; empty if it was not found.
        labels: what differs from the form, in printed order.
        notes: lines inside the table that are neither label nor number (加注), each with its place.
    """

    section: str
    state: TableState
    where: str = ""
    edition: str = ""
    labels: tuple[PrintedLabel, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Printed:
    """The frame of a published document.

    Attributes:
        kind: what the document is, in Chinese (“Word 文件”).
        title: the title as printed; empty if there is none.
        headings: in printed order, all levels.
        tables: by section id, one for every table of the form.
        places: where narrative texts begin, by key.
        is_plain_text: whether it is of a kind that can hold no table.
    """

    kind: str
    title: str = ""
    headings: tuple[PrintedHeading, ...] = ()
    tables: Mapping[str, PrintedTable] = field(default_factory=dict[str, PrintedTable])
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    is_plain_text: bool = False
