"""A mail draft (.eml) that a mail program opens ready to be looked through and sent by a person; never sent by us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import PurePath

from xl_tools.documents.clean import clean_line

_CHINA = timezone(timedelta(hours=8))
_MORNING = time(9)
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})+"
)
_BETWEEN = re.compile(r"[;；,，、\s]+")
_MOST_ADDRESSES, _LONGEST_ADDRESS, _LONGEST_SUBJECT = 10, 254, 120
_TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def mail_draft(to: str, subject: str, body: str, attachments: Mapping[str, bytes], on: date) -> bytes:
    """The bytes of a draft; the same arguments give the same bytes.

    Args:
        to: addresses as the roster has them, between commas or semicolons; what is no address is left out.
        attachments: file name → content; .docx and .xlsx by their types.
        on: the day that the draft bears.
    """
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    # Outlook, Foxmail and others open a message with this line as one that is still to be sent.
    message["X-Unsent"] = "1"
    found = addresses(to)
    if found:
        message["To"] = tuple(Address(addr_spec=one) for one in found)
    message["Subject"] = clean_line(subject)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(datetime.combine(on, _MORNING, _CHINA))
    message.set_content(body, charset="utf-8", cte="base64")
    for name, content in attachments.items():
        main, sub = _TYPES.get(PurePath(name).suffix.lower(), ("application", "octet-stream"))
        message.add_attachment(content, maintype=main, subtype=sub, filename=clean_line(name))
    code = _code(to, subject, body, on.isoformat(), *(part for item in attachments.items() for part in item))
    message["Message-ID"] = f"<{code}@draft.invalid>"
    if message.is_multipart():
        message.set_boundary(f"=_{code}")
    return message.as_bytes()


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a text; one that a mail header cannot hold as it stands is none."""
    found = (one for one in _BETWEEN.split(text) if len(one) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(one))
    return tuple(dict.fromkeys(found))[:_MOST_ADDRESSES]


def _code(*parts: str | bytes) -> str:
    digest = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()[:32]
