"""The files attached to a mail (.eml), and to mails that are attached to it."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from functools import partial
from typing import cast

from xl_tools.containers.headers import from_base64, mail_of, parameter
from xl_tools.containers.item import Item, Mail
from xl_tools.containers.names import file_name
from xl_tools.containers.shortened import Shortened
from xl_tools.intake.limits import Limits
from xl_tools.intake.mailfile import parse_mail, parts_of
from xl_tools.intake.refusal import Refusal

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {
    _XLSX: ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/ms-tnef": ".dat",
    "application/vnd.ms-tnef": ".dat",
    "message/rfc822": ".eml",
}
"""Type of an attachment without a name → ending of the one that it gets."""
_CODING = "content-transfer-encoding"
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
TNEF = "winmail.dat"
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_BODIES = ("text/plain", "text/html", "text/enriched", "text/calendar", "text/x-amp-html")


def read_mail(data: bytes, limits: Limits) -> tuple[Mail, Iterator[Item]]:
    """The mail, and the files attached to it in their order. Raises: Refusal if it cannot be opened."""
    limits.check("container_size", len(data))
    short = Shortened(data)
    message = parse_mail(short.data, limits)
    mail = _mail(message)
    return mail, _items(message, mail, limits, short)


def _items(message: Message, mail: Mail, limits: Limits, short: Shortened) -> Iterator[Item]:
    # Names of the mails on the way; a stack, for mails may lie in mails.
    waiting: list[tuple[Message, Mail, tuple[str, ...]]] = [(message, mail, ())]
    number = 0
    while waiting:
        part, mail, names = waiting.pop()
        inner = parts_of(part)
        kind = _kind(part)
        if inner and kind == "message/rfc822":
            if _is_coded(part, inner[0]):
                number += 1
                yield Item(
                    (*names, _named(part, kind, number)),
                    partial(_content, inner[0], "base64", limits, short),
                    mail=mail,
                )
                continue
            attached = _mail(inner[0])
            attached = replace(attached, sent=attached.sent or mail.sent)
            name = file_name(_name(part)) or file_name(f"{attached.subject.replace('/', '_') or '无主题'}.eml")
            waiting.append((inner[0], attached, (*names, name)))
        elif inner:
            waiting += [(one, mail, names) for one in reversed(inner)]
        elif not _is_body(part, kind):
            number += 1
            yield Item(
                (*names, _named(part, kind, number)),
                partial(_content, part, _header(part, _CODING), limits, short),
                mail=mail,
            )


def _mail(message: Message) -> Mail:
    headers: dict[str, str] = {}
    received: list[str] = []
    for name, value in message.raw_items():
        lower = name.lower()
        headers.setdefault(lower, str(value))
        if lower == "received":
            received.append(str(value))
    return mail_of(headers, received)


def _header(part: Message, name: str) -> str:
    """A header as it is written; empty if there is none."""
    return next((str(value) for key, value in part.raw_items() if key.lower() == name), "")


def _kind(part: Message) -> str:
    return _header(part, "content-type").partition(";")[0].strip().lower() or "text/plain"


def _name(part: Message) -> str:
    """The name of a part; of two, the one of which more could be read."""
    names = (
        parameter(_header(part, "content-disposition"), "filename"),
        parameter(_header(part, "content-type"), "name"),
    )
    return min(filter(None, names), key=lambda name: name.count("\ufffd") + name.count("?"), default="")


def _named(part: Message, kind: str, number: int) -> str:
    if kind in _TNEF:
        return TNEF
    return file_name(_name(part)) or f"附件{number}{_ENDINGS.get(kind, '.bin')}"


def _is_body(part: Message, kind: str) -> bool:
    """Whether a part is text of the mail, its signature or a picture shown in it, rather than a file."""
    how = _header(part, "content-disposition").partition(";")[0].strip().lower()
    if kind in _SIGNATURES:
        return True
    if how == "attachment":
        return False
    if kind.startswith("image/"):
        return how == "inline" or bool(_header(part, "content-id"))
    # The notes of servers about delivery have no names; a mail without parts may be a file itself.
    return not _name(part) and (
        kind in _BODIES or kind.startswith(("multipart/", "message/")) or not _header(part, "content-type")
    )


def _content(part: Message, coding: str, limits: Limits, short: Shortened) -> bytes:
    # Without these headers the library gives the bytes as they stand in the mail.
    del part[_CODING], part["content-type"]
    raw = cast(object, part.get_payload(decode=True))
    return _decoded(short.whole(raw) if isinstance(raw, bytes) else b"", coding, limits)


def _is_coded(part: Message, inner: Message) -> bool:
    """Whether an attached mail is in base64, which no standard allows: to the library it is one without headers."""
    return _header(part, _CODING).strip().lower() == "base64" and not inner.keys()


def _decoded(raw: bytes, coding: str, limits: Limits) -> bytes:
    how = coding.partition(";")[0].strip().lower()
    if how == "base64":
        raw = from_base64(raw)
    elif how == "quoted-printable":
        raw = binascii.a2b_qp(raw)
    elif how in ("x-uuencode", "uuencode", "x-uue", "uue"):
        raw = _from_uu(raw)
    limits.check("member_size", len(raw))
    return raw


def _from_uu(raw: bytes) -> bytes:
    lines = raw.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    out: list[bytes] = []
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`"):
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error as error:
            raise Refusal("M16") from error
    return b"".join(out)
