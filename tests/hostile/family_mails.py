"""Mails and mailboxes: parts and headers without end, nests, lines that pass for others, and names that lie."""

from __future__ import annotations

import base64

from hostile.cases import Case, Family
from hostile.papers import page, pdf_file, pdf_objects
from hostile.travels import (
    BEGIN,
    INSIDE,
    attached,
    attachment,
    built,
    folded,
    mail,
    mailbox,
    mixed,
    msg,
    text,
    zipped,
)
from hostile.zipbytes import Member

_MAKE = Family("mails", "收件.eml")
_BOX = Family("mails", "收件.mbox")
_TYPE = b"Content-Type: application/x\r\n"


def _nested(levels: int) -> bytes:
    """A part in a part, each with a boundary of its own."""
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(levels))
    return b"From: a@example.org\r\n" + head + attachment()


def _in_mails(levels: int) -> bytes:
    """A mail in a mail, without any boundary."""
    return b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * levels + attachment()


_MAIL = attached(mail(boundary="d"))


def _bomb() -> bytes:
    return zipped(Member(b"a.json", bytes(30 * 2**20)))


def _named(value: bytes, **more: object):
    return built(mail, attachment(b"attachment; " + value), **more)  # type: ignore[arg-type]


def _with(head: str, *parts: bytes):
    return built(mail, *parts, head=head)


CASES: tuple[Case, ...] = (
    # --- too much
    _MAKE.refused("M80", "100,000 parts", lambda: mail(*[b"\r\n1"] * 100_000), "an object for each"),
    _MAKE.refused("M80", "1,001 files", lambda: mail(*[attachment()] * 1001), "a file for each"),
    _MAKE.refused(
        "M80",
        "parts between marks that the library puts together",
        lambda: (
            b"From: a\r\nContent-Type: multipart/mixed; boundary*0=b; boundary*1=c\r\n\r\n"
            + b"--bc\r\n\r\n1\r\n" * 2000
        ),
        "counted by nobody before",
    ),
    _MAKE.refused("M82", "headers without end", lambda: mail(head="X-A: b\r\n" * 100_000), "joins them one by one"),
    _MAKE.refused("M82", "header without end", lambda: mail(head="X-A: " + "b\r\n " * 100_000 + "c\r\n"), "the same"),
    _MAKE.refused("M82", "nothing but a header", lambda: b"From: " + b"a" * 10**6, "looks for the end again and again"),
    _MAKE.refused(
        "M82",
        "part with headers without end",
        lambda: mail(b"X-A: b\r\n" * 50_000 + _TYPE + b"\r\n1"),
        "only the first ones are counted",
    ),
    _MAKE.refused(
        "M82",
        "parameters without end",
        lambda: mail(b"Content-Type: a/b" + b";" * 200_000 + b"\r\n\r\n1"),
        "a time with the square of them",
    ),
    _MAKE.refused(
        "M82",
        "quotes without end",
        lambda: mail(b'Content-Type: a/b; c="' + b";\r\n " * 60_000 + b"\r\n\r\n1"),
        "counts the quotes before each",
    ),
    _MAKE.refused("M87", "a million empty lines", lambda: mail() + b"\n" * 10**6, "an object for each"),
    _MAKE.refused("M81", "30 parts in each other", lambda: _nested(30), "calls itself for each"),
    _MAKE.refused("M80", "10,000 parts in each other", lambda: _nested(10_000), "the stack ends"),
    _MAKE.refused("M81", "900 parts in each other", lambda: _nested(900), "calls itself for each"),
    _MAKE.refused("M81", "10,000 mails in each other", lambda: _in_mails(10_000), "the stack ends"),
    _MAKE.unread(
        "M08",
        "archives in a mail in each other",
        lambda: mail(attachment(b"attachment; filename=a.zip", folded(INSIDE, 6))),
        "follows them",
    ),
    _MAKE.unread(
        "M63",
        "bomb in an archive in a mail",
        lambda: mail(attachment(b"attachment; filename=a.zip", _bomb())),
        "unpacks it",
    ),
    # --- what cannot be opened
    _MAKE.refused("M04", "nothing as .eml", bytes, "a download broke off"),
    _MAKE.refused("M04", "blanks as .eml", lambda: b" \r\n \r\n", "the same"),
    _MAKE.refused("M09", "page as .eml", lambda: page().encode(), "renamed by hand"),
    _MAKE.refused("M09", "archive as .eml", zipped, "renamed by hand"),
    _MAKE.refused("M09", "mail of Outlook as .eml", msg, "renamed by hand"),
    _MAKE.refused("M09", "text as .eml", lambda: "说明：请查收\n".encode() * 9, "takes it for a mail without files"),
    _MAKE.refused("M09", "PDF as .eml", lambda: pdf_file(pdf_objects()), "renamed by hand"),
    _MAKE.refused("M09", "NULs", lambda: b"From: a\0\0@example.org\n\n", "texts that end in the middle"),
    _MAKE.unread("M32", "mail without a file", lambda: mail(text()), "no line for what a unit sent"),
    _MAKE.unread("M32", "mail of one text", lambda: b"From: a@example.org\r\n\r\nx", "the same"),
    _MAKE.unread(
        "M31", "winmail.dat", lambda: mail(attachment(b"attachment; filename=winmail.dat")), "nobody knows what it is"
    ),
    _MAKE.unread(
        "M30", "rar in a mail", lambda: mail(attachment("attachment; filename=年报.rar".encode())), "no line for it"
    ),
    _MAKE.unread(
        "M16",
        "file in a coding that is broken",
        lambda: mail(
            _TYPE + b"Content-Disposition: attachment; filename=a.json\r\n"
            b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n\xff\xff\nend"
        ),
        "a traceback",
    ),
    # --- read all the same
    _MAKE.read("", "no end", lambda: mail()[:-10], "a transfer broke off"),
    _MAKE.read("", "no mark at the end", lambda: mail().replace(b"--b--", b""), "loses the last part"),
    _MAKE.read("", "base64 with litter", lambda: mail(attachment().replace(b"eyJ", b"e*y J")), "gives up"),
    _MAKE.read(
        "", "base64 cut off", lambda: mail(attachment(), attachment(b"attachment; filename=a.json")[:-9]), "gives up"
    ),
    _MAKE.read("", "base64 without its end", lambda: mail(attachment().replace(b"==", b"")), "gives up"),
    _MAKE.read("", "names that climb", _named(b'filename="../../../../tmp/a.json"'), "writes outside its folder"),
    _MAKE.read("", "names of another system", _named(b'filename="C:\\windows\\a.json"'), "writes where it must not"),
    _MAKE.read(
        "", "names that climb by RFC 2231", _named(b"filename*=utf-8''..%2F..%2Fa.json"), "decodes after the check"
    ),
    _MAKE.read(
        "",
        "names that climb in base64",
        _named(b"filename==?utf-8?B?" + base64.b64encode(b"../../a.json") + b"?="),
        "decodes after the check",
    ),
    _MAKE.read("", "names that read backwards", _named("filename=年报\u202enosj.exe".encode()), "shows another ending"),
    _MAKE.read(
        "", "names of characters that are none", _named("filename=年\ue61d\U000f0000.json".encode()), "not shown"
    ),
    _MAKE.read(
        "",
        "bytes outside ASCII in the coding of a file",
        lambda: mail(attachment(), attachment(b"attachment; filename=a.json").replace(b"eyJ", b"e\xb0yJ")),
        "the library puts others in their place",
    ),
    _MAKE.read(
        "",
        "charset with a NUL",
        lambda: mail(b"Content-Type: text/plain; charset=a\0b\r\n\r\n\xe5\xb9\xb4", attachment()),
        "mutant mailbox 5038: the library decodes with it, and raises what it likes",
    ),
    _MAKE.read(
        "",
        "charset that unpacks",
        lambda: mail(
            attachment(kind=b"text/csv; charset=zip", more=b"X: \xff\r\n"),
            b"Content-Type: text/plain; charset=zip\r\n\r\n\xff",
        ),
        "the library unpacks with it",
    ),
    _MAKE.read("", "names with a NUL", _named(b"filename*=utf-8''a%00.json"), "the system ends the name there"),
    _MAKE.read(
        "",
        "name in a million pieces",
        _named(b"; ".join(b"filename*%d=a" % n for n in range(900))),
        "joins them one by one",
    ),
    _MAKE.read(
        "", "name in pieces that are missing", _named(b"filename*0=a.json; filename*999=b"), "a list of a thousand"
    ),
    _MAKE.read(
        "",
        "words without end",
        _with("X: b\r\n", attachment(b'attachment; filename="' + b"=?a?b?" * 2000 + b'"'), attachment()),
        "looks for each end again",
    ),
    _MAKE.read("", "charset that is none", _named(b"filename==?base64?B?YQ==?="), "unpacks with it"),
    _MAKE.read(
        "", "charset of 16,000 letters", _named(b"filename==?" + b"a" * 16_000 + b"?B?YQ==?="), "looks for it on disk"
    ),
    _MAKE.read(
        "", "dates that are none", _with("Received: x; Mon, 99 Foo 99999 99:99:99 +9999\r\n"), "ends with a traceback"
    ),
    _MAKE.read(
        "", "sender of 100,000 letters", lambda: mail().replace(b"<a@", b"<" + b"a" * 100_000 + b"@"), "shows it all"
    ),
    _MAKE.read(
        "",
        "mark of a part that is also its part's",
        lambda: mail(attachment(), mixed(attachment())),
        "never comes back",
    ),
    _MAKE.read(
        "",
        "marks of 70,000 letters",
        lambda: mail(attachment(), mixed(attachment(), boundary="b" * 70)),
        "a pattern of it",
    ),
    _MAKE.read(
        "",
        "parts that are no multipart",
        lambda: mail(attachment(), b"Content-Type: multipart/mixed\r\n\r\nx"),
        "expects a list",
    ),
    _MAKE.read(
        "",
        "mail in a mail in base64",
        lambda: mail(
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(mail())
        ),
        "finds nothing in it",
    ),
    _MAKE.read(
        "",
        "mail in a mail in a mail",
        lambda: mail(attached(mail(_MAIL, boundary="c"))),
        "gives up too soon",
    ),
    _MAKE.read("", "file as the mail itself", lambda: b"From: a@example.org\r\n" + attachment(), "looks for parts"),
    # --- mailboxes
    _BOX.read("", "mailbox of three mails", lambda: mailbox(mail(), mail(), mail()), "reads the first alone"),
    _BOX.read(
        "",
        "lines that begin like a mail",
        lambda: mailbox(mail(text("\n\nFrom a Mon Jan  5 18:30:00 2026\nno header\n"), attachment())),
        "cuts the mail in two",
    ),
    _BOX.refused("M09", "lines before mails only", lambda: BEGIN * 1000 + mailbox(mail()), "a mail for each"),
    _BOX.read(
        "", "line before a mail without end", lambda: mailbox(mail()) + b"\nFrom " + b"a" * 300_000, "tries every place"
    ),
    _BOX.read(
        "",
        "many beginnings of lines",
        lambda: mailbox(mail(text("\n\nFrom a Mon " * 20_000), attachment())),
        "tries every place",
    ),
    _BOX.unread(
        "M80",
        "mail of 100,000 parts among others",
        lambda: mailbox(mail(), mail(*[b"\r\n1"] * 100_000), mail()),
        "spoils the others",
    ),
    _BOX.unread("M09", "text between mails", lambda: mailbox(mail(), b"X: \0\0\n\nx", mail()), "spoils the others"),
    _BOX.refused("M04", "nothing as .mbox", bytes, "a download broke off"),
    _BOX.refused("M09", "mail as .mbox", mail, "no line of its kind"),
    _BOX.refused("M09", "archive as .mbox", zipped, "renamed by hand"),
    _BOX.refused("M09", "line without end as .mbox", lambda: b"From " + b"a" * 10**6, "reads all of it for one line"),
)
