"""Archives and mails that just reach a limit: which one, how far, and what the file is."""

from __future__ import annotations

from hostile.travels import (
    BEGIN,
    INSIDE,
    attached,
    attachment,
    built,
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
from hostile.zipbytes import Member
from intake.document_cases import Reached

_SECOND = Member(b"2.json", b"1" * 5000)
_NESTED = mixed(mixed(mixed(attachment(), boundary="e"), boundary="d"), boundary="c")
_RECEIVED = "Received: " + "x" * 3000 + "\r\n"
_LONG = mail() + b"\n" * 500
_KIND = b"Content-Type: text/plain; a=" + b"x" * 972
CONTAINERS_REACHED: tuple[Reached, ...] = (
    Reached("container_size", ".zip", len(zipped()), zipped),
    Reached("container_size", ".eml", len(mail()), mail),
    Reached("container_size", ".msg", len(msg()), msg),
    Reached("mailbox_size", ".mbox", len(mailbox(mail(), mail())), lambda: mailbox(mail(), mail())),
    Reached("messages", ".mbox", 3, lambda: mailbox(mail(), mail(), mail())),
    Reached("members", ".zip", 2, built(zipped, _SECOND)),
    Reached("members", ".zip", 2, built(zipped, Member(b"a/")), "with a folder"),
    Reached("unpacked", ".zip", len(INSIDE) + 5000, built(zipped, _SECOND)),
    Reached("mime_parts", ".eml", 2, mail),
    Reached("mime_parts", ".eml", 5, lambda: mail(text(), attached(mail(boundary="c"))), "with an attached mail"),
    Reached("mime_depth", ".eml", 4, lambda: mail(_NESTED)),
    Reached("mime_depth", ".eml", 3, lambda: mail(attached(mail(boundary="c"))), "with an attached mail"),
    Reached("mime_depth", ".msg", 2, lambda: msg(outlook_mail(outlook(offset=24)))),
    Reached("header_size", ".eml", mail(head=_RECEIVED).index(b"\r\n\r\n"), lambda: mail(head=_RECEIVED)),
    Reached("header_size", ".eml", 16 * len(_KIND), lambda: mail(_KIND + b"\n\n1"), "with one long header"),
    Reached(
        "lines", ".eml", (mail() + b"\n" * 500).count(b"\n") - (len(mail()) + 500) // 76, lambda: mail() + b"\n" * 500
    ),
    Reached("streams", ".msg", 12, lambda: msg(outlook_file())),
)
"""Those of single files (`member_size`, `ratio`) and of what is nested (`containers`) refuse no gate, but what they are
about: tests/consolidation/test_inbox_limits.py."""
AFTER_THE_GATE = frozenset({"containers", "member_size"})
GOOD = {".zip": zipped(), ".eml": mail(), ".mbox": BEGIN + mail(), ".msg": msg()}
