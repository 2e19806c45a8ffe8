"""What a container holds: mails and files, as they come out of the reading process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

CHINA = timezone(timedelta(hours=8))
_EARLIEST, _LATEST = 2008, 2100
"""Years of a mail about a yearly report: since 2008 there is a law that asks for one."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Who sent a mail, and when: in Chinese time, without a zone; None if it does not say, or cannot be right."""

    sender: str = ""
    address: str = ""
    subject: str = ""
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a container.

    Attributes:
        names: on the way to it, its own last; before that, those of mails attached to mails.
        content: gives its bytes. Raises: Refusal if they cannot be had.
        time: of its entry in the archive, in Chinese time, without a zone.
        mail: the mail that it is attached to.
    """

    names: tuple[str, ...]
    content: Callable[[], bytes]
    time: datetime | None = None
    mail: Mail | None = None


def chinese_time(moment: datetime | None) -> datetime | None:
    """A moment in Chinese time, without a zone and parts of a second; None if it is in no year of a report."""
    try:
        if moment is not None and moment.tzinfo is not None:
            moment = moment.astimezone(CHINA).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None
    if moment is None or not _EARLIEST <= moment.year <= _LATEST:
        return None
    return moment.replace(microsecond=0)


def mail_to_plain(mail: Mail) -> list[str]:
    """The mail as values that JSON can carry."""
    return [mail.sender, mail.address, mail.subject, time_to_plain(mail.sent)]


def mail_from_plain(plain: list[Any]) -> Mail:
    """The mail that `mail_to_plain` made this of."""
    sender, address, subject, sent = map(str, plain)
    return Mail(sender, address, subject, time_from_plain(sent))


def time_to_plain(time: datetime | None) -> str:
    return time.isoformat() if time else ""


def time_from_plain(plain: str) -> datetime | None:
    return datetime.fromisoformat(plain) if plain else None
