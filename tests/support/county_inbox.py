"""Mails and archives as people send them: names in whatever encoding their program uses, files in files."""

from __future__ import annotations

import base64
import binascii
import io
import os
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

from hostile import travels

CHINA = timezone(timedelta(hours=8))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a mail or an archive."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail.

    Attributes:
        naming: how the program of the sender writes the names of attachments: “2231” (RFC 2231), “2047” (encoded
            words, GBK), or “raw” (the bytes of GBK as they are, as old programs do).
    """

    sender: str
    address: str
    subject: str
    sent: datetime
    attached: Sequence[Attached]
    naming: str = "2231"


def mail_bytes(mail: Mail) -> bytes:
    """The mail as an .eml file, written by hand, so that its headers are those of real programs."""
    boundary = f"----=_{mail.sent:%Y%m%d%H%M%S}_{len(mail.attached)}"
    word = "gb18030" if mail.naming != "2231" else "utf-8"
    head = (
        f"From: {_word(mail.sender, word)} <{mail.address}>",
        "To: <nianbao@example.cn>",
        f"Subject: {_word(mail.subject, word)}",
        f"Date: {_date(mail.sent)}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
    )
    lines = [*(line.encode() for line in head), b""]
    lines += [
        f"--{boundary}".encode(),
        b'Content-Type: text/plain; charset="utf-8"',
        b"Content-Transfer-Encoding: base64",
    ]
    lines += [b"", base64.b64encode("您好，年报见附件。".encode())]
    for one in mail.attached:
        lines += [
            f"--{boundary}".encode(),
            *_name_lines(one.name, mail.naming),
            b"Content-Transfer-Encoding: base64",
            b"",
        ]
        lines += [base64.encodebytes(one.content).rstrip().replace(b"\n", b"\r\n")]
    return b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])


def outlook_bytes(mail: Mail) -> bytes:
    """The mail as Outlook saves it (.msg)."""
    values = {
        travels.SENDER: mail.sender,
        travels.ADDRESS: mail.address,
        travels.SUBJECT: mail.subject,
        travels.SUBMITTED: mail.sent.replace(tzinfo=CHINA),
    }
    return travels.compound_of(
        travels.outlook(*(travels.outlook_file(one.name, one.content) for one in mail.attached), values=values)
    )


def mailbox(mails: Iterable[Mail]) -> bytes:
    """Several mails as one .mbox file."""
    found: list[bytes] = []
    for mail in mails:
        body = mail_bytes(mail).replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        sent = mail.sent
        at = f"{_DAYS[sent.weekday()]} {_MONTHS[sent.month - 1]} {sent.day:2} {sent:%H:%M:%S} {sent.year}"
        found.append(f"From {mail.address} {at}\n".encode() + body + b"\n")
    return b"".join(found)


class _Named(zipfile.ZipInfo):
    """An entry whose name stands in the archive as GBK, without the sign for UTF-8: as programs on Windows write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def archive(files: Iterable[tuple[Attached, datetime]], *, gbk: bool = False) -> bytes:
    """A .zip file; each entry bears a time, which has no zone and is that of the sender."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for one, when in files:
            entry = (_Named if gbk else zipfile.ZipInfo)(one.name, when.timetuple()[:6])
            made.writestr(entry, one.content)
    return buffer.getvalue()


def put(path: Path, content: bytes, when: datetime) -> Path:
    """Write a file that came at some time, in China."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    stamp = when.replace(tzinfo=CHINA).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def _date(sent: datetime) -> str:
    return f"{_DAYS[sent.weekday()]}, {sent.day} {_MONTHS[sent.month - 1]} {sent:%Y %H:%M:%S} +0800"


def _word(text: str, charset: str) -> str:
    """Encoded words of RFC 2047, none longer than 75 characters."""
    pieces = [text[at : at + 10] for at in range(0, len(text), 10)] or [""]
    coded = (binascii.b2a_base64(piece.encode(charset), newline=False).decode() for piece in pieces)
    return "\r\n ".join(f"=?{charset}?B?{one}?=" for one in coded)


def _name_lines(name: str, naming: str) -> list[bytes]:
    if naming == "raw":
        raw = name.encode("gb18030")
        return [
            b"Content-Type: " + XLSX.encode() + b'; name="' + raw + b'"',
            b'Content-Disposition: attachment; filename="' + raw + b'"',
        ]
    if naming == "2047":
        word = _word(name, "gb18030")
        return [
            f'Content-Type: {XLSX}; name="{word}"'.encode(),
            f'Content-Disposition: attachment; filename="{word}"'.encode(),
        ]
    # Pieces end between octets, not between characters.
    octets = [quote(bytes([one]), safe="") for one in name.encode()]
    pieces = ["".join(octets[at : at + 20]) for at in range(0, len(octets), 20)]
    pieces[0] = f"utf-8''{pieces[0]}"
    lines = [f" filename*{at}*={piece}" for at, piece in enumerate(pieces)]
    return [f"Content-Type: {XLSX}".encode(), b"Content-Disposition: attachment;\r\n" + ";\r\n".join(lines).encode()]
