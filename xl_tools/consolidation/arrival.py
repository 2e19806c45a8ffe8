"""A file as it came in: where from, when, and how its bytes can be had again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xl_tools.errors import XlToolsError

INSIDE = " › "
"""Between the names of containers on the way to a file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from.

    Attributes:
        source: the file in the inbox: itself, or the outermost container that it was in.
        inside: names within it, the file's own last; empty for a file that was in no container.
        sender, address: who sent the mail, as the mail says it; empty without one.
        subject: of the mail.
        sent: when the mail says it was sent, in Chinese time, without a zone; None without a mail or a date.
    """

    source: Path
    inside: tuple[str, ...] = ()
    sender: str = ""
    address: str = ""
    subject: str = ""
    sent: datetime | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.inside[-1] if self.inside else self.source.name

    def __str__(self) -> str:
        return INSIDE.join((self.source.name, *self.inside))


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in, or a container that could not be opened.

    Attributes:
        number: from 1, in the order of the inbox.
        digest: SHA-256 of the bytes, as hexadecimal digits; empty if they could not be read.
        size: in bytes.
        file: where the bytes stand: the file itself, or the copy that was taken out of its container.
        time: when it came: that of the mail, else of the archive's entry, else the file's own; Chinese time, no zone.
        error: why it, as a container or as a file, could not be opened.
    """

    number: int
    origin: Origin
    digest: str
    size: int
    file: Path
    time: datetime
    error: XlToolsError | None = field(default=None, compare=False)
