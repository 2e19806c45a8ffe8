"""Everything that comes in when a made-up county's reports are collected, and everything that must follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from support.county_books import book
from support.county_units import YEAR, Office
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.sorted_inbox import Matched, Verdict
from xl_tools.report import Report
from xl_tools.units import Scope

Found = tuple[str, tuple[str, ...]]
"""Rule and cells of a finding."""
Remarked = tuple[str, tuple[str, ...], tuple[str, ...] | None]
"""Rule, units and cells of a remark."""
DUE, TOWN_DUE, TOP_DUE = date(2026, 1, 31), date(2026, 1, 20), date(2026, 3, 31)
AS_OF = date(2026, 2, 10)


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as somebody sent it, and what must become of it.

    Attributes:
        name: the file's own name; `shown` as it is shown, where that is not the same.
        unit: the unit that its line must name; empty for none.
        final: whether the workbook is final.
        together: files of one mail or archive share a word; alone where it is empty.
    """

    name: str
    content: bytes
    sent: datetime
    verdict: Verdict = Verdict.TAKEN
    unit: str = ""
    matched: Matched = Matched.EXACT
    scope: Scope = Scope.OWN
    final: bool = False
    together: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must be known of a unit in the end.

    Attributes:
        found: rule and cells of everything that validation says of the file that counts.
        explained: whether the unit gave a reason for each query.
        counted: whether its own figures, or those of its consolidated report, are in the total.
        letter: “退回通知”, “确认通知”, “催报通知” or nothing.
    """

    status: Status = Status.RECEIVED
    late_days: int = 0
    found: frozenset[Found] = frozenset()
    counted: bool = True
    explained: bool = False
    letter: str = ""


@dataclass
class County:
    """Everything that came in, and what must come out.

    Attributes:
        reports: what each unit would report if nothing went wrong.
        sent: by unit, in the order in which it came; “” for files of no unit.
        outcomes: by unit.
        added: what is added up for each unit: the oracle sums these numbers and nothing else.
        not_added: (unit, cell) of what cannot be added.
        remarks: (rule, units, cells) of what shows between units; None for cells that are not compared.
    """

    units: tuple[Office, ...]
    reports: dict[str, Report]
    scratch: Path
    seed: int = 1
    sent: dict[str, list[Sent]] = field(default_factory=dict[str, list[Sent]])
    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    added: dict[str, Mapping[str, int | Decimal]] = field(default_factory=dict[str, Mapping[str, int | Decimal]])
    not_added: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    remarks: set[Remarked] = field(default_factory=set[Remarked])

    def add(self, unit: str, report: Report, /, **changes: Any) -> Sent:
        """A further workbook of a unit, sent on its usual day."""
        one = Sent(f"{unit}{YEAR}年年报.xlsx", book(report), self.day(unit), unit=unit, scope=report.unit.scope)
        one = replace(one, **changes)
        self.sent.setdefault(unit, []).append(one)
        return one

    def resend(self, unit: str, /, **changes: Any) -> None:
        """What a unit sent first is something else."""
        self.sent[unit][0] = replace(self.sent[unit][0], **changes)

    def day(self, name: str) -> datetime:
        """When a unit usually sends: one after the other, in time."""
        order = [one.name for one in self.units].index(name)
        return datetime(2026, 1, 5 + order % 12, 9 + order % 8, order % 60)

    def correct(
        self, unit: str, report: Report, sent: datetime, /, *, content: bytes | None = None, **changes: Any
    ) -> Sent:
        """A unit sends a better workbook, which takes the place of what it sent before.

        Args:
            content: of the file; by default the workbook of the report.
            changes: to the outcome of a unit with which all is well.
        """
        self.sent[unit] = [
            replace(one, verdict=Verdict.REPLACED) if one.verdict is Verdict.TAKEN else one for one in self.sent[unit]
        ]
        self.added[unit] = report.numbers
        self.not_added = {(name, cell) for name, cell in self.not_added if name != unit}
        self.remarks = {one for one in self.remarks if one[:2] != ("H5", (unit,))}
        self.outcomes[unit] = replace(Outcome(), **changes)
        return self.add(unit, report, sent=sent, name=f"{unit}更正.xlsx", content=content or book(report))

    def total(self) -> dict[str, int | Decimal]:
        """Σ of what is added up, cell by cell, of cells in which anybody has a number."""
        found: dict[str, int | Decimal] = {}
        for numbers in self.added.values():
            for cell, number in numbers.items():
                found[cell] = found.get(cell, 0) + number
        return found

    def expected(self, unit: str, /, **changes: Any) -> None:
        self.outcomes[unit] = replace(self.outcomes[unit], **changes)

    def skip(self, unit: str, /, **changes: Any) -> None:
        """Nothing of this unit is added up."""
        self.added.pop(unit, None)
        self.expected(unit, counted=False, **changes)
