"""What the tasks return, and the one refusal that carries findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.report import Report
from xl_tools.validation.engine import status
from xl_tools.validation.judgement import Suggestion, advice

if TYPE_CHECKING:
    from xl_tools.validation.number_check import CheckedNumber, Verdict
    from xl_tools.workbook.differences import Difference


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


class SealState(Enum):
    """Whether a workbook still is what was made final."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REOPENED = "reopened"
    """封面 says 草稿 again, and still has the code."""
    UNSEALED = "unsealed"
    BY_HAND = "by_hand"
    """封面 says 定稿, and has no code: somebody chose the word."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found out about a workbook.

    Attributes:
        seal: the code on 封面; `reckoned` is that of what the workbook holds now.
        finalized_on: when it was made final, as 封面 has it.
        compared: the file that the differences are held against: the one that was named, or the backup that has the
            code; None where there is none.
        backup: whether that is a backup.
        differences: what `compared` and the workbook say differently.
        typed: a code from a printed document; empty where none was given.
    """

    file: Path
    state: SealState
    seal: str
    reckoned: str
    finalized_on: str
    compared: Path | None = None
    backup: bool = False
    differences: tuple[Difference, ...] = ()
    typed: str = ""

    @property
    def typed_fits(self) -> bool:
        """Whether the code from the document is that of what the workbook holds now."""
        from xl_tools.workbook.seal import same_code

        return same_code(self.typed, self.reckoned)

    @property
    def same(self) -> bool:
        """Whether nothing differs: not since it was made final, nor from the other file, nor from the document.

        A workbook that says 定稿 and was changed since is not the same, whatever else it agrees with.
        """
        alone = self.compared is None and not self.typed
        broken = self.state is SealState.CHANGED or (alone and self.state is not SealState.UNCHANGED)
        return not broken and not self.differences and (not self.typed or self.typed_fits)


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A backup as a person is told of it.

    Attributes:
        file: the backup itself.
        number: 1 is the newest.
        time: when it was kept, just before the file was changed.
        size: bytes.
        digest: SHA-256 of its content as hexadecimal digits; empty if it cannot be read.
        unit, year, state: what it says on 封面; data files have no state.
        cells, others: how many number cells, and how many texts and entries beside the tables, differ from the file as
            it is now; None where the two cannot be compared.
        present: the file as it is now has exactly this content.
        error: why it cannot be read as a report.
    """

    file: Path
    number: int
    time: datetime
    size: int
    digest: str
    unit: str = ""
    year: int = 0
    state: str = ""
    cells: int | None = None
    others: int | None = None
    present: bool = False
    error: XlToolsError | None = None

    @property
    def sentence(self) -> str:
        """One line on this version, with its number."""
        head = f"{self.number}. {self.time} 改动前，{-(-self.size // 1024)} KB"
        if self.error is not None:
            return f"{head}，读不出内容：{self.error}"
        said = [head, self.unit or "没有填单位", f"{self.year} 年度", self.state, self._difference]
        return "，".join(filter(None, said)) + "。"

    @property
    def _difference(self) -> str:
        if self.present:
            return "与现在的文件完全相同"
        if self.cells is None or self.others is None:
            return ""
        differs = [f"{self.cells} 格数字" if self.cells else "", f"{self.others} 处文字" if self.others else ""]
        named = "、".join(filter(None, differs))
        return f"与现在的文件有 {named}不同" if named else "数字和文字与现在的文件相同"


@dataclass(frozen=True, slots=True)
class Restored:
    """A version that was put back.

    Attributes:
        file: where it was written.
        version: which one.
        before: the backup of what stood there, None where nothing was replaced.
        changed: False if the file had this content already, and was not written.
        in_place: it was written to where it came from, not to another file.
    """

    file: Path
    version: KeptVersion
    before: Path | None = None
    changed: bool = True
    in_place: bool = True

    @property
    def sentence(self) -> str:
        """What was done, and how to take it back."""
        which = f"{self.version.time} 改动前的内容"
        if not self.changed:
            return f"“{self.file.name}”现在就是 {which}，没有改动。"
        if not self.in_place:
            return f"已把 {which}写到“{self.file.name}”，原来的文件没有改动。"
        if self.before is None:
            return f"已找回“{self.file.name}”，是 {which}。"
        return f"已把“{self.file.name}”恢复成 {which}。恢复前的内容也留了备份，要退回时再恢复一次。"
