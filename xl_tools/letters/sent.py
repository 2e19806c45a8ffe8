"""What was said to a unit and when, so that the next file it sends can be held against it; as plain JSON values.

Members have names, because a record is kept from one year's collecting to its end and read by later versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from xl_tools.consolidation.reading import Reading
from xl_tools.finding import Finding, Place, Severity
from xl_tools.report import PREVIOUS, Report
from xl_tools.units import Scope
from xl_tools.values import Blank, show


class Kind(Enum):
    """What a letter is; `label` is its title."""

    RETURN = "return"
    QUESTION = "question"
    REMINDER = "reminder"

    @property
    def label(self) -> str:
        return {"return": "退回通知", "question": "确认通知", "reminder": "催报通知"}[self.value]


@dataclass(frozen=True)
class SentLetter:
    """One letter as it was written.

    Attributes:
        scope: of the report that it was about.
        on, deadline: the day of the letter, and the day by which it asked for an answer.
        digest: of the file that it is about; of several all together, of a reminder empty.
        file: its name.
        findings: what was complained about, as it was; what could not be read is a finding with the code of the error.
        values: what stood in the cells of those findings, as a person reads it, by cell id; blanks are left out.
        files: what was written for it: name within the folder of the letters → SHA-256 of the bytes.
    """

    unit: str
    kind: Kind
    on: date
    deadline: date
    digest: str = ""
    scope: Scope = Scope.OWN
    file: str = ""
    findings: tuple[Finding, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    files: Mapping[str, str] = field(default_factory=dict[str, str])

    def same_draft(self, other: SentLetter) -> bool:
        """Whether the other takes its place: made on the same day, for the same unit, about the same file."""
        return (self.unit, self.kind, self.on, self.digest, self.scope) == (
            other.unit,
            other.kind,
            other.on,
            other.digest,
            other.scope,
        )


def needs_answer(finding: Finding) -> bool:
    """Whether a unit has to correct it or to explain it; lateness is told, but nothing can be done about it."""
    return finding.stops or finding.is_open_query


def unreadable_finding(reading: Reading) -> Finding:
    """Why a file could not be read, as a finding."""
    return Finding(reading.code, Severity.ERROR, (), (), None, None, None, reading.sentence, reading.hint)


def shown_values(report: Report | None, findings: Iterable[Finding]) -> dict[str, str]:
    """What stands in the cells of some findings; cells that the report's edition lacks, and blanks, are left out."""
    if report is None:
        return {}
    known = report.form.cells
    cells = {cell: None for one in findings for cell in one.cells if cell.removeprefix(PREVIOUS) in known}
    values = {cell: report.value(cell) for cell in cells}
    return {cell: show(value) for cell, value in values.items() if not isinstance(value, Blank)}


def sent_to_plain(sent: SentLetter) -> dict[str, Any]:
    """A letter as plain values, ready for json.dumps."""
    return {
        "unit": sent.unit,
        "kind": sent.kind.value,
        "on": sent.on.isoformat(),
        "deadline": sent.deadline.isoformat(),
        "digest": sent.digest,
        "scope": sent.scope.value,
        "file": sent.file,
        "findings": [_finding_to_plain(one) for one in sent.findings],
        "values": dict(sent.values),
        "files": dict(sent.files),
    }


def sent_from_plain(data: Mapping[str, Any]) -> SentLetter:
    """The letter of these plain values. Raises: ValueError, LookupError, TypeError, AttributeError for any others."""
    return SentLetter(
        str(data["unit"]),
        Kind(data["kind"]),
        date.fromisoformat(data["on"]),
        date.fromisoformat(data["deadline"]),
        str(data["digest"]),
        Scope(data["scope"]),
        str(data["file"]),
        tuple(_finding_from_plain(one) for one in data["findings"]),
        _texts(data["values"]),
        _texts(data["files"]),
    )


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _finding_to_plain(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "cells": list(one.cells),
        "places": [[place.sheet, place.address] for place in one.places],
        "left": _number_to_plain(one.left),
        "right": _number_to_plain(one.right),
        "difference": _number_to_plain(one.difference),
        "message": one.message,
        "basis": one.basis,
        "group": one.group,
        "explained": one.explained,
        "subject": one.subject,
        "blocks": one.blocks,
        "explanation": one.explanation,
    }


def _finding_from_plain(data: Mapping[str, Any]) -> Finding:
    return Finding(
        str(data["rule"]),
        Severity(data["severity"]),
        tuple(str(cell) for cell in data["cells"]),
        tuple(Place(str(sheet), str(address)) for sheet, address in data["places"]),
        _number_from_plain(data["left"]),
        _number_from_plain(data["right"]),
        _number_from_plain(data["difference"]),
        str(data["message"]),
        str(data["basis"]),
        int(data["group"]),
        bool(data["explained"]),
        str(data["subject"]),
        bool(data["blocks"]),
        str(data["explanation"]),
    )


def _number_to_plain(number: int | Decimal | None) -> int | str | None:
    """A fraction as text: JSON's own would lose digits."""
    return str(number) if isinstance(number, Decimal) else number


def _number_from_plain(data: int | str | None) -> int | Decimal | None:
    return Decimal(data) if isinstance(data, str) else data
