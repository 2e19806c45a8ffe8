"""The total: what was added up, whose, and what could not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.finding import Place
from xl_tools.report import Report
from xl_tools.values import Value


@dataclass(frozen=True, slots=True)
class Contribution:
    """A report that is added up.

    Attributes:
        unit: its name on the roster.
        line: the file.
        report: in the cells of the edition of the total: the file's own, or crossed over.
        stands_for: units below that are in this report, which is a consolidated one, and not added again.
    """

    unit: str
    line: Line
    report: Report
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAdded:
    """A cell of a unit that cannot be added: text where a number should be, “/”, or a cell that the edition lacks.

    Attributes:
        cell: its id; of a cell that the total's edition lacks, its id in the edition of the unit's file.
        place: where it stands in the unit's file; None if nowhere.
        why: a Chinese clause.
        name: short Chinese name of the cell, as its own edition has it.
    """

    unit: str
    cell: str
    value: Value
    place: Place | None
    why: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that came and is not added: by decision, for its errors, or because another one holds its figures."""

    unit: str
    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Total:
    """Σ units, cell by cell.

    Attributes:
        report: the total as a report of the collecting office, consolidated; cells in which no unit has a number
            stay blank.
        contributions: in the order of the roster.
        not_added: cells that could not be added, in the order of the roster and of the form.
        left_out: in the order of the roster.
        previous_source: where last year's figures of the total come from, in Chinese; empty if there are none.
        compared: consolidated reports that were not added but are held against the sum: unit → line.
        blanks: unit → cells that it left blank and that count as 0, because others have numbers there; only units
            that have such cells.
        errors_undecided: whether reports with errors are in it although nobody decided that they should be.
    """

    report: Report
    contributions: tuple[Contribution, ...]
    not_added: tuple[NotAdded, ...]
    left_out: tuple[LeftOut, ...]
    previous_source: str
    compared: Mapping[str, Line]
    blanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    errors_undecided: bool = False
