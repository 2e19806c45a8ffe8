"""What one file holds and what the rules say of it: depends on its bytes and the standard alone, so it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xl_tools.finding import Finding, Place, Severity
from xl_tools.report import Report
from xl_tools.validation.judgement import Suggestion


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook or data file, read and judged once.

    Attributes:
        digest: SHA-256 of its bytes, as hexadecimal digits.
        report: None if it could not be read; then `code`, `sentence` and `hint` say why.
        findings, suggestions: everything validation says, the reader's notes first.
        places: cell id → where it stands in this file, of cells that are not blank.
        version: template version of a workbook, 0 for a data file.
        final, finalized_on: whether 封面 says 定稿 and nothing was changed since, and since when it says so.
        seal: the 封存码 of what stands in the file now.
        saved: when a program last saved it, as the file itself says, in Chinese time; empty if it does not.
    """

    digest: str
    report: Report | None = None
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    version: int = 0
    final: bool = False
    finalized_on: str = ""
    seal: str = ""
    saved: str = ""
    code: str = ""
    sentence: str = ""
    hint: str = ""

    @property
    def has_errors(self) -> bool:
        """Whether it must not be published as it stands; lateness, which nothing cures, does not count."""
        return any(one.stops for one in self.findings)

    @property
    def open_queries(self) -> int:
        """Queries that nobody explained."""
        return sum(one.is_open_query for one in self.findings)

    def count(self, severity: Severity) -> int:
        return sum(one.severity is severity for one in self.findings)
