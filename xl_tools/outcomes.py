"""What the tasks return, and the one refusal that carries findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.report import Report
from xl_tools.validation.engine import status
from xl_tools.validation.judgement import Suggestion, advice

if TYPE_CHECKING:
    from xl_tools.validation.number_check import CheckedNumber, Verdict


class Refused(XlToolsError):
    """Something that is not done while findings stand; `findings` holds those that are in the way."""

    default_code = "E00"

    def __init__(self, message: str, findings: Sequence[Finding], *, code: str = "", hint: str = "") -> None:
        super().__init__(message, code=code, hint=hint)
        self.findings = tuple(findings)


class ExportRefused(Refused):
    """A final document was asked for while errors stand; `findings` holds everything validation said."""


class FinalizeRefused(Refused):
    """定稿 was asked for while errors stand, or queries that nobody explained."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What validation says of one file: its findings, or why it could not be read or its findings not written.

    Attributes:
        suggestions: which cells are probably wrong, and what they should hold, best first.
    """

    file: Path
    report: Report | None
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...] = ()
    error: XlToolsError | None = None
    not_written: XlToolsError | None = None

    @property
    def status(self) -> str:
        """“errors”, “queries”, “clean” or “unreadable”."""
        return "unreadable" if self.error else status(self.findings)

    def advice(self, group: int) -> str:
        """What to do about a group of findings; empty if nothing is known."""
        return advice([one for one in self.suggestions if one.group == group])

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
    """The documents written, whether they are drafts, the findings that stand, and what could not be made here."""

    files: tuple[Path, ...]
    draft: bool
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """The 校验报告 written, and what could not be printed in it."""

    file: Path
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """What an action on numbers did: the cells changed, by id, and a sentence for the user."""

    file: Path
    action: str
    cells: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A query that was explained: the finding, and who said what."""

    file: Path
    finding: Finding
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Finalized:
    """A workbook that was made final: when, and the code of what it held."""

    file: Path
    on: str
    code: str


@dataclass(frozen=True, slots=True)
class ProseCheck:
    """The numbers of the texts beside the tables, and what the rules say of texts and numbers.

    Attributes:
        numbers: every number that says something of the tables, in the order of the texts.
        findings: those of the rules on numbers in texts.
    """

    file: Path
    numbers: tuple[CheckedNumber, ...]
    findings: tuple[Finding, ...]

    @property
    def different(self) -> tuple[CheckedNumber, ...]:
        return tuple(one for one in self.numbers if one.differs)

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.numbers)
