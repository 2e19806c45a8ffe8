"""What every file says of its making: a fixed creator, and a time that depends on the report alone."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from xl_tools.documents.blocks import Document

CREATOR = "xl_tools"
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_EPOCH = datetime(1970, 1, 1)
_LAST_SECOND = 253402300799


def made_at(document: Document) -> datetime:
    """The time that the file claims to be made at, in UTC, so that the same report always gives the same bytes.

    SOURCE_DATE_EPOCH if set, else the date of publication, else the last day of the year reported on.
    """
    epoch = os.environ.get(EPOCH_VARIABLE, "")
    if epoch.isascii() and epoch.isdecimal():
        return _EPOCH + timedelta(seconds=min(int(epoch), _LAST_SECOND))
    subject = document.subject
    day = subject.published_on
    return datetime(day.year, day.month, day.day) if day else datetime(subject.year, 12, 31)
