"""An archive's or mail's bytes → the files in it, in the reading process: first the gate, then piece by piece.

One answer holds so many bytes of files; for the rest the caller asks again with the number of the next file. So no
process ever holds more than the container and one such piece.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from itertools import islice
from typing import Any

from xl_tools.containers.item import Item, Mail, mail_to_plain, time_to_plain
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Contained, Refusal

PIECE = 16 * 2**20
"""Bytes of files after which an answer ends."""


def extract(data: bytes, *, limits: Limits = DEFAULT, kind: str, start: int = 0) -> dict[str, Any]:
    """Files of a container, from one on.

    Args:
        kind: “archive”, “mail” or “outlook”, as the file's name promises.
        start: how many to pass over.

    Returns: `mail` (None for an archive), `items`, and `next`, the number to go on with, None at the end. An item has
        `names`, `time`, `mail`, and either `content` in base64 or the `code` and `details` of its refusal.

    Raises: Refusal if the container as a whole cannot be opened.
    """
    with Contained():
        mail, found = _opened(data, limits, kind)
        items: list[dict[str, Any]] = []
        taken, number = 0, start
        for item in islice(found, start, None):
            if taken >= PIECE:
                return _answer(mail, items, number)
            plain, size = _plain(item)
            items.append(plain)
            taken, number = taken + size, number + 1
        return _answer(mail, items, None)


def _opened(data: bytes, limits: Limits, kind: str) -> tuple[Mail | None, Iterator[Item]]:
    # What only one kind needs is loaded when the first of it comes.
    if kind == "archive":
        from xl_tools.containers.archived import read_archive

        return None, read_archive(data, limits)
    if kind == "mail":
        from xl_tools.containers.mails import read_mail

        return read_mail(data, limits)
    from xl_tools.containers.outlook import read_outlook

    return read_outlook(data, limits)


def _answer(mail: Mail | None, items: list[dict[str, Any]], following: int | None) -> dict[str, Any]:
    return {"mail": mail_to_plain(mail) if mail else None, "items": items, "next": following}


def _plain(item: Item) -> tuple[dict[str, Any], int]:
    """An item as values that JSON can carry, and how many bytes it brings."""
    plain: dict[str, Any] = {
        "names": list(item.names),
        "time": time_to_plain(item.time),
        "mail": mail_to_plain(item.mail) if item.mail else None,
    }
    try:
        with Contained():
            content = item.content()
    except Refusal as refusal:
        return plain | {"code": refusal.code, "details": refusal.details}, 0
    return plain | {"content": b64encode(content).decode("ascii")}, len(content)
