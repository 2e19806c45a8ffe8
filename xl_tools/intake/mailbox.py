"""The gate of mailboxes (.mbox): mails one behind the other, read from a file piece by piece.

A mail begins at a line “From …” that ends like a date, stands behind an empty line or at the very beginning, and is
followed by a header: a sentence in a mail that begins with “From” is not taken for one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from xl_tools.intake.documents import spaced
from xl_tools.intake.kinds import kind_of
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Contained, Refusal

MAILBOX = "邮箱文件"
_DAYS = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_BEGIN = re.compile(rb"From [^\r\n]{0,300}?\b" + _DAYS + rb",? [^\r\n]{8,60}\r?\n(?=[!-9;-~]{1,100}:|>From )")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_CHUNK = 2**20
_AHEAD = 600
"""Bytes of a beginning that may not be in the buffer yet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One mail of a mailbox.

    Attributes:
        size: of it, in bytes.
        data: None if it has more bytes than are taken.
    """

    size: int
    data: bytes | None


def mails_of(file: BinaryIO, most: int) -> Iterator[Piece]:
    """The mails of a mailbox, each without the line before it; no more of the file is held than one mail.

    Args:
        most: bytes that a mail may have.

    Raises: Refusal M09, M04 if it is no mailbox; OSError.
    """
    buffer, start, at, dropped = bytearray(), 0, 0, 0
    opened = ended = False
    while True:
        begin = _next(buffer, at) if opened else _BEGIN.match(buffer)
        if begin:
            if opened:
                yield _piece(buffer, start, begin.start(), dropped, most)
            opened, start, at, dropped = True, begin.end(), begin.end(), 0
            continue
        if ended:
            if opened:
                yield _piece(buffer, start, len(buffer), dropped, most)
                return
            raise _no_mailbox(bytes(buffer[:4096]))
        if not opened and len(buffer) > _AHEAD:
            raise _no_mailbox(bytes(buffer[:4096]))
        if len(buffer) - start > most + _AHEAD:
            cut = len(buffer) - start - _AHEAD
            dropped, start = dropped + cut, start + cut
        keep = min(start, max(len(buffer) - _AHEAD, 0))
        del buffer[:keep]
        start -= keep
        at = max(start, len(buffer) - _AHEAD)
        chunk = file.read(_CHUNK)
        ended = not chunk
        buffer += chunk


def _next(buffer: bytearray, at: int) -> re.Match[bytes] | None:
    """The first line from a place on that begins a mail."""
    while (at := buffer.find(b"\nFrom ", at)) >= 0:
        at += 1
        # A blank line before it.
        if bytes(buffer[max(at - 3, 0) : at - 1]).endswith((b"\n", b"\n\r")):
            begin = _BEGIN.match(buffer, at)
            if begin:
                return begin
    return None


def _piece(buffer: bytearray, start: int, end: int, dropped: int, most: int) -> Piece:
    size = dropped + end - start
    return Piece(size, _QUOTED.sub(rb"\1", bytes(buffer[start:end])) if size <= most else None)


def _no_mailbox(head: bytes) -> Refusal:
    if not head:
        return Refusal("M04")
    return Refusal("M09", expected=spaced(MAILBOX), what=spaced(kind_of(head).value))


class MailboxGate:
    """Gate of .mbox; each mail in it has to pass a gate of its own."""

    kind = MAILBOX

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the mailbox is too large, or is something else."""
        with Contained():
            limits.check("mailbox_size", len(data))
            for number, _ in enumerate(mails_of(io.BytesIO(data), limits.container_size), 1):
                limits.check("messages", number)
