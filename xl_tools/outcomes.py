"""What the tasks return, and the one refusal that carries findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.report import Report
from xl_tools.validation.engine import status


class ExportRefused(XlToolsError):
    """A final document was asked for while errors stand; `findings` holds everything validation said."""

    default_code = "E00"

    def __init__(self, message: str, findings: Sequence[Finding], *, code: str = "", hint: str = "") -> None:
        super().__init__(message, code=code, hint=hint)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Validation:
    """What validation says of one file: its findings, or why it could not be read or its findings not written."""

    file: Path
    report: Report | None
    findings: tuple[Finding, ...]
    error: XlToolsError | None = None
    not_written: XlToolsError | None = None

    @property
    def status(self) -> str:
        """“errors”, “queries”, “clean” or “unreadable”."""
        return "unreadable" if self.error else status(self.findings)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Filled:
    """What `fill` did: texts written, texts kept because people edited them, and what is still to be filled in."""

    file: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    unknown_slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The documents written, whether they are drafts, and the findings that stand."""

    files: tuple[Path, ...]
    draft: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """What an action on numbers did: the cells changed, by id, and a sentence for the user."""

    file: Path
    action: str
    cells: tuple[str, ...]
    sentence: str
