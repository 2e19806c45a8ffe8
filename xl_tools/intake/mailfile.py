"""The gate of mails (.eml): headers and parts counted, before and after the standard library takes them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import cast

from xl_tools.intake.documents import spaced
from xl_tools.intake.kinds import Kind, kind_of
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Contained, Refusal

MAIL = "邮件"
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:>?From [^\n]*+\n)?")
"""What programs put before a mail, and the library would take for the end of its headers."""
_HEADER = re.compile(rb"[!-9;-~]{1,100}:")
_USUAL = re.compile(
    rb"^(?:received|return-path|delivered-to|date|from|to|subject|message-id|mime-version|content-type|sender|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
# Taken whole and never given back, so that no mail takes longer than its length.
_CONTENT = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE)
_SHARE = 16
"""A header with parameters may have this share of what all headers of a part may have: the library takes it apart in
a time that grows with the square of its length."""
_BOUNDARY = re.compile(rb"boundary\s*=\s*+(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_SEPARATOR = re.compile(rb"\n--([^\r\n]{1,200})")
_CODED_LINE, _BETWEEN = 76, 3
"""Bytes of a line of base64; of what at least stands around the value of a header."""
_FRAMES = 500
"""Depth at which the library, which calls itself for each level, is sure to give up."""


def parse_mail(data: bytes, limits: Limits = DEFAULT) -> Message:
    """The mail in these bytes, taken apart. Raises: Refusal if it is not safe to open, or is something else."""
    with Contained():
        limits.check("container_size", len(data))
        data = _without_beginning(data)
        limits.check("mime_parts", _separators(data, _checked_headers(data, limits)))
        # What is coded has full lines, as many as its size makes.
        limits.check("lines", data.count(b"\n") - len(data) // _CODED_LINE)
        try:
            message = message_from_bytes(data)
        except RecursionError as error:
            raise Refusal("M81", found=_FRAMES, limit=limits.mime_depth) from error
        _check_parts(message, limits)
        return message


class MailGate:
    """Gate of .eml."""

    kind = MAIL

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the mail is not safe to open, or is something else."""
        parse_mail(data, limits)


def parts_of(message: Message) -> list[Message]:
    """What a mail or a part of it is directly made of."""
    # Of a text the library would give what its charset makes of it, and that may be anything.
    return cast(list[Message], message.get_payload()) if message.is_multipart() else []


def _without_beginning(data: bytes) -> bytes:
    """The mail from its first header on. Raises: Refusal if there is none."""
    kind = kind_of(data)
    begin = _BEFORE.match(data)
    start = begin.end() if begin else 0
    if kind is Kind.EMPTY or start == len(data):
        raise Refusal("M04")
    head = data[start : start + 65536]
    # A saved page or text may begin with something like a header; a mail has at least one that all mails have.
    if b"\0" in _BLANK.split(head, 1)[0] or not _HEADER.match(head) or not _USUAL.search(head):
        raise Refusal("M09", expected=spaced(MAIL), what=spaced(kind.value))
    return data[start:] if start else data


def _checked_headers(data: bytes, limits: Limits) -> set[bytes]:
    """The boundaries that headers of the mail and its parts declare. Raises: Refusal if one is too long."""
    end = _BLANK.search(data)
    limits.check("header_size", end.start() if end else len(data))
    boundaries: set[bytes] = set()
    for found in _CONTENT.finditer(data):
        limits.check("header_size", _SHARE * (found.end() - found.start()))
        boundaries |= {(quoted or bare).rstrip() for quoted, bare in _BOUNDARY.findall(found[0])}
    return boundaries


def _separators(data: bytes, boundaries: set[bytes]) -> int:
    """How many lines there are that begin a part."""
    count, at = 0, 0
    while (at := data.find(b"\n--", at)) >= 0:
        found = _SEPARATOR.match(data, at)
        count += found is not None and found[1].rstrip() in boundaries
        at += 1
    return count


def _check_parts(message: Message, limits: Limits) -> None:
    for number, (part, depth) in enumerate(_walk(message)):
        limits.check("mime_parts", number)
        limits.check("mime_depth", depth)
        limits.check("header_size", sum(len(name) + len(str(value)) + _BETWEEN for name, value in part.raw_items()))


def _walk(message: Message) -> Iterator[tuple[Message, int]]:
    """The mail and its parts, each with how many others it lies in; without a function that calls itself."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        waiting += [(inner, depth + 1) for inner in parts_of(part)]
