"""What was read from a published document: a report, and the evidence of every cell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from xl_tools.published.source import Source
from xl_tools.report import Report
from xl_tools.values import BLANK, Value


class Confidence(Enum):
    """How sure the reading of one cell is."""

    CERTAIN = "certain"
    """Both labels say which cell it is, and the text leaves no choice."""
    LIKELY = "likely"
    """Read, but a label or the text was damaged, or the place had to be reckoned: a person has to look."""
    MISSING = "missing"
    """Not found in the source; the cell stays blank."""

    @property
    def label(self) -> str:
        return {"certain": "可靠", "likely": "待核", "missing": "未找到"}[self.value]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the value of one cell comes from.

    Attributes:
        cell: cell id of the report's form.
        value: what the report holds; Blank for an empty cell (certain or likely) and for a missing one.
        text: as found in the source.
        where: place in the source, for people; empty if nothing was found.
        note: in Chinese, why it is not certain; empty for a certain one.
        proposed: another value that the equations of the form speak for (“1 0” over two boxes → 10), never
            taken over by itself.
    """

    cell: str
    confidence: Confidence
    value: Value = BLANK
    text: str = ""
    where: str = ""
    note: str = ""
    proposed: Value | None = None


@dataclass(frozen=True)
class Extraction:
    """One published report as it was read.

    Attributes:
        report: cells, narrative, unit, year, `printed`; blank cells where nothing could be read.
        evidence: by cell id, for every cell of the report's form, in its order.
        editions: edition of the form that each table was printed in, by section id; a table not found is left out.
        remarks: in Chinese, for the person who confirms: mixed editions, left-out rows, what could not be read.
    """

    source: Source
    report: Report
    evidence: Mapping[str, Evidence]
    editions: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def of(self, confidence: Confidence) -> tuple[Evidence, ...]:
        """The evidence of one kind, in the form's order."""
        return tuple(one for one in self.evidence.values() if one.confidence is confidence)
