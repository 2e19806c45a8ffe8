"""The files attached to a mail that Outlook saved (.msg), and to mails that are attached to it.

The folders and streams are those that the gate has found (intake/compound.py); python-oxmsg reads the properties in
them. Texts are decoded here, for what a mail says of its code page is often wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from xl_tools.containers.headers import mail_of, words
from xl_tools.containers.item import Item, Mail, chinese_time
from xl_tools.containers.names import decoded, file_name, readable
from xl_tools.intake.compound import Compound, Folder
from xl_tools.intake.limits import Limits
from xl_tools.intake.mailfile import parse_mail
from xl_tools.intake.outlook import PROPERTIES, open_outlook
from xl_tools.intake.refusal import Refusal

if TYPE_CHECKING:
    from oxmsg.properties import Properties

_ATTACHMENT = "__attach_version1.0_#"
_OF_MESSAGE, _OF_ATTACHED_MESSAGE, _OF_ATTACHMENT = 32, 24, 8
"""Bytes before the properties of each."""
_SUBJECT, _SENDER, _ADDRESS, _SMTP, _HEADERS = 0x0037, 0x0C1A, 0x0C1F, 0x5D01, 0x007D
_SUBMITTED, _DELIVERED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3701, 0x3707, 0x3704, 0x3001
_METHOD, _MIME, _CONTENT_ID, _FLAGS, _HIDDEN, _CHANGED = 0x3705, 0x370E, 0x3712, 0x3714, 0x7FFE, 0x3008
_BY_VALUE, _EMBEDDED = 1, 5
_TEXT, _OLD_TEXT, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_SHOWN_IN_TEXT = 4
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf")
_Value = TypeVar("_Value")


def read_outlook(data: bytes, limits: Limits) -> tuple[Mail, Iterator[Item]]:
    """The mail, and the files attached to it. Raises: Refusal if it cannot be opened."""
    compound = open_outlook(data, limits)
    if find_spec("oxmsg") is None:
        raise Refusal("M34")
    top = _Thing(compound, compound.root, _OF_MESSAGE)
    mail = _mail(top)
    return mail, _items(top, mail, limits)


class _Thing:
    """A mail or an attachment: its properties, as far as they can be read."""

    def __init__(self, compound: Compound, folder: Folder, offset: int) -> None:
        from oxmsg.properties import Properties
        from oxmsg.storage import Storage, Stream

        self.compound, self.folder = compound, folder
        stream = folder.streams.get(PROPERTIES)
        raw = compound.content(stream) if stream else b""
        self._properties: Properties = Properties(Storage("", (Stream(PROPERTIES, raw),), ()), offset)
        self._code_page = self.number(_CODE_PAGE)

    def number(self, name: int) -> int:
        value = _tolerant(lambda: self._properties.int_prop_value(name))
        return value if isinstance(value, int) else 0

    def time(self, name: int) -> datetime | None:
        value = _tolerant(lambda: self._properties.date_prop_value(name))
        return chinese_time(value) if isinstance(value, datetime) else None

    def text(self, *names: int) -> str:
        """The first of these texts that is there and not empty."""
        for name in names:
            wide, old = self._raw(name, _TEXT), self._raw(name, _OLD_TEXT)
            text = wide.decode("utf-16-le", "replace") if wide else decoded(old, f"cp{self._code_page}")
            if text := text.strip("\0").strip():
                return text
        return ""

    def bytes_of(self, name: int) -> bytes | None:
        stream = self.folder.streams.get(_stream(name, _BINARY))
        return None if stream is None else self.compound.content(stream)

    def _raw(self, name: int, kind: str) -> bytes:
        stream = self.folder.streams.get(_stream(name, kind))
        return self.compound.content(stream) if stream else b""


def _items(top: _Thing, mail: Mail, limits: Limits) -> Iterator[Item]:
    waiting: list[tuple[_Thing, Mail, tuple[str, ...]]] = [(top, mail, ())]
    number = 0
    while waiting:
        thing, mail, names = waiting.pop()
        found = sorted(name for name in thing.folder.folders if name.startswith(_ATTACHMENT))
        for folder in found:
            attachment = _Thing(thing.compound, thing.folder.folders[folder], _OF_ATTACHMENT)
            embedded = attachment.folder.folders.get(_stream(_DATA, _OBJECT))
            number += 1
            limits.check("members", number)
            if embedded is not None and PROPERTIES in embedded.streams:
                inner = _Thing(thing.compound, embedded, _OF_ATTACHED_MESSAGE)
                attached = _mail(inner)
                attached = replace(attached, sent=attached.sent or mail.sent)
                name = file_name(f"{attached.subject.replace('/', '_') or '无主题'}.msg")
                waiting.append((inner, attached, (*names, name)))
            elif not _is_shown(attachment):
                name = file_name(words(attachment.text(_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))) or f"附件{number}"
                yield Item((*names, name), partial(_content, attachment, limits), attachment.time(_CHANGED), mail)


def _mail(thing: _Thing) -> Mail:
    """Properties of the mail, and what is missing from the headers that came with it."""
    headers, received = _headers(thing.text(_HEADERS))
    written = mail_of(headers, received)
    address = next((one for one in (thing.text(_SMTP), thing.text(_ADDRESS)) if "@" in one), "") or written.address
    sender = readable(thing.text(_SENDER)) or written.sender
    subject = readable(thing.text(_SUBJECT)) or written.subject
    sent = thing.time(_SUBMITTED) or thing.time(_DELIVERED) or written.sent
    return Mail("" if sender == address else sender, readable(address), subject, sent)


def _headers(text: str) -> tuple[dict[str, str], list[str]]:
    """Headers as the servers wrote them; those that no mail could have are none."""
    if not text:
        return {}, []
    try:
        message = parse_mail((text.strip() + "\n\n").encode("utf-8", "replace"))
    except Refusal:
        return {}, []
    pairs = [(name.lower(), str(value)) for name, value in message.raw_items()]
    return dict(reversed(pairs)), [value for name, value in pairs if name == "received"]


def _is_shown(attachment: _Thing) -> bool:
    """Whether an attachment is a picture in the text of the mail."""
    name = attachment.text(_LONG_NAME, _SHORT_NAME).lower()
    picture = name.endswith(_PICTURES) or attachment.text(_MIME).startswith("image/")
    inside = attachment.number(_HIDDEN) or attachment.number(_FLAGS) & _SHOWN_IN_TEXT or attachment.text(_CONTENT_ID)
    return picture and bool(inside)


def _content(attachment: _Thing, limits: Limits) -> bytes:
    content = attachment.bytes_of(_DATA)
    if content is None or attachment.number(_METHOD) not in (0, _BY_VALUE, _EMBEDDED):
        raise Refusal("M35")
    limits.check("member_size", len(content))
    return content


def _stream(name: int, kind: str) -> str:
    return f"__substg1.0_{name:04X}{kind}"


def _tolerant(read: Callable[[], _Value]) -> _Value | None:
    """What a property holds; None for one that the library cannot make sense of."""
    try:
        return read()
    except Exception:
        # It raises what its parts raise: of a damaged file nearly anything.
        return None
