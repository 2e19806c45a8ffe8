"""Mutants of archives and mails: of their bytes, of headers and parts, and of the tables of compound files."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from hostile.mutation import mutated_bytes
from hostile.travels import (
    CODE_PAGE,
    attached,
    attachment,
    folded,
    mail,
    mailbox,
    mixed,
    msg,
    outlook,
    outlook_file,
    outlook_mail,
    text,
    zipped,
)
from hostile.zipbytes import STORED, Member

_LINE = re.compile(rb"[^\n]*\n")
_WORD = re.compile(rb"[A-Za-z0-9*/=?'-]+")
_MAIL = (
    *(
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b"--b",
        b"--b--",
        b"--c\r\n",
        b"\0",
        b"\xff",
        b"\xc4\xea",
        b"\xe5\xb9",
        b" ",
        b"\t",
    ),
    *(
        b";",
        b'"',
        b"=",
        b"?=",
        b"=?",
        b"=?gb2312?B?",
        b"=?utf-8?Q?=E5?=",
        b"*0*=",
        b"*1=",
        b"*=",
        b"''",
        b"%E5%B9",
        b"\\",
    ),
    *(
        b"multipart/mixed",
        b"message/rfc822",
        b"message/partial",
        b"text/plain",
        b"boundary=b",
        b"boundary=",
        b"image/png",
    ),
    *(b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"charset=utf-7", b"inline", b"attachment", b"filename="),
    *(
        b"From a@example.org Mon Jan  5 18:30:00 2026\n",
        b"\nFrom ",
        b">From ",
        b"X: " + b"a" * 9000,
        b"../",
        b"\xe2\x80\xae",
    ),
    *(b"Date: Mon, 99 Foo 0000 99:99 +9999\r\n", b"Content-Type:", b"Content-Disposition:", b"+99999999", b"-0000"),
)


@cache
def _seeds(kind: str) -> tuple[bytes, ...]:
    return _SEEDS[kind]()


def mutated_archive(chance: random.Random) -> bytes:
    """An archive with other bytes, most often in its headers."""
    data = chance.choice(_seeds("archive"))
    for _ in range(chance.choice((1, 1, 2))):
        data = mutated_bytes(data, chance)
    return data


def mutated_mail(chance: random.Random) -> bytes:
    """A mail with other words, lines or bytes."""
    return _of_lines(chance.choice(_seeds("mail")), chance)


def mutated_mailbox(chance: random.Random) -> bytes:
    return _of_lines(chance.choice(_seeds("mailbox")), chance)


def mutated_outlook(chance: random.Random) -> bytes:
    """A mail of Outlook with other numbers in its header, tables, directory and properties."""
    data = bytearray(chance.choice(_seeds("outlook")))
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.choice((chance.randrange(80), 512 + chance.randrange(200), chance.randrange(len(data))))
        data[at : at + 1] = chance.choice((b"\0", b"\xff", b"\x80", b"\1", chance.randbytes(1), chance.randbytes(1)))
    return mutated_bytes(bytes(data), chance) if chance.random() < 0.3 else bytes(data)


def _of_lines(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return mutated_bytes(data, chance)
    for _ in range(chance.choice((1, 2, 5, 15))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _spot(data: bytes, pattern: re.Pattern[bytes], chance: random.Random) -> tuple[int, int]:
    found = pattern.search(data, chance.randrange(len(data) + 1))
    return found.span() if found else (len(data), len(data))


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_MAIL) + data[at + chance.choice((0, 0, 1, 5, 80)) :]


def _swap(data: bytes, chance: random.Random) -> bytes:
    start, end = _spot(data, _WORD, chance)
    return data[:start] + chance.choice(_MAIL) + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _spot(data, _LINE, chance)
    return data[:start] + data[end:]


def _twice(data: bytes, chance: random.Random) -> bytes:
    start, end = _spot(data, _LINE, chance)
    at, _ = _spot(data, _LINE, chance)
    return data[:at] + data[start:end] * chance.choice((1, 2, 50)) + data[at:]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_insert, _insert, _swap, _swap, _drop, _twice)


def _archives() -> tuple[bytes, ...]:
    many = [Member(f"{unit}/年报.json".encode("gbk"), b"%d" % unit) for unit in range(5)]
    return zipped(), zipped(*many), folded(b"1", 3), zipped(Member(b"a.eml", mail(), method=STORED))


def _mails() -> tuple[bytes, ...]:
    raw = b'attachment; filename="' + "年报.json".encode("gbk") + b'"'
    pieces = b"attachment; filename*0*=gb2312''%C4%EA; filename*1*=%B1%A8; filename*2=.json"
    word = b'attachment; filename="=?gb2312?B?xOqxqC5qc29u?="'
    nested = mail(text(), attached(mail(attachment(raw), boundary="c")), mixed(attachment(), boundary="d"))
    return mail(), mail(attachment(raw), attachment(pieces), attachment(word)), nested


def _outlooks() -> tuple[bytes, ...]:
    large = msg(outlook_file(content=b"x" * 9000), outlook_mail(outlook(offset=24)))
    return msg(), large, msg(outlook_file(code_page="gbk"), values={CODE_PAGE: 936}, code_page="gbk")


_SEEDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "archive": _archives,
    "mail": _mails,
    "mailbox": lambda: (mailbox(mail(), mail()), mailbox(*_mails())),
    "outlook": _outlooks,
}
