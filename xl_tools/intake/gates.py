"""Which gate a file must pass, by the ending of its name; what it really is, the gate finds out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from xl_tools.intake.datafile import DataFileGate
from xl_tools.intake.filearchive import ArchiveGate
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.mailbox import MailboxGate
from xl_tools.intake.mailfile import MailGate
from xl_tools.intake.oldword import OldWordGate
from xl_tools.intake.outlook import OutlookGate
from xl_tools.intake.pdffile import PdfGate
from xl_tools.intake.plaintext import TextGate
from xl_tools.intake.webpage import PageGate
from xl_tools.intake.wordfile import WordGate
from xl_tools.intake.workbook import WorkbookGate


class Gate(Protocol):
    """Says whether a file of one kind is safe to open. It needs no parser of that kind, and keeps nothing."""

    @property
    def kind(self) -> str:
        """What such a file is called in Chinese."""
        ...

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Return if the bytes may be handed to a parser. Raises: Refusal."""
        ...


WORKBOOK = WorkbookGate()
PUBLISHED: Mapping[str, Gate] = MappingProxyType(
    {
        **dict.fromkeys((".docx", ".docm"), WordGate()),
        **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), PageGate()),
        ".txt": TextGate(),
        ".pdf": PdfGate(),
        **dict.fromkeys((".doc", ".wps"), OldWordGate()),
    }
)
"""Gates of published documents by ending."""
CONTAINERS: Mapping[str, Gate] = MappingProxyType(
    {
        ".zip": ArchiveGate(),
        ".eml": MailGate(),
        **dict.fromkeys((".mbox", ".mbx"), MailboxGate()),
        ".msg": OutlookGate(),
    }
)
"""Gates of what files travel in, by ending."""
GATES: Mapping[str, Gate] = MappingProxyType(
    {".xlsx": WORKBOOK, ".xlsm": WORKBOOK, ".json": DataFileGate(), **PUBLISHED, **CONTAINERS}
)
"""Gate by ending, in lower case. A format that is read gets its gate here, hostile files and a fuzz target with it."""


def gate_for(name: str) -> Gate:
    """The gate for a file name; a name of no known kind is taken for a workbook, which says what it is instead."""
    _, dot, suffix = name.lower().rpartition(".")
    return GATES.get(dot + suffix, WORKBOOK)
