"""Headers of mails as they are really written: words in any encoding, names cut into parameters, dates of wrong clocks.

The library's own decoding believes what a header declares and takes time that grows with the square of its length;
here every pattern takes what it matches whole, and wrong declarations are the usual case.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from xl_tools.containers.item import Mail, chinese_time
from xl_tools.containers.names import decoded, readable

_MOST = 16_384
"""Characters of one header that are looked at."""
_WORD = re.compile(r"=\?([^?\s]{1,40}+)\?([bBqQ])\?([^?]*+)\?=")
_PARAMETER = re.compile(
    r";\s*+([^\s=;*]{1,60}+)(?:\*([0-9]{1,3}+))?(\*)?\s*+=\s*+(\"(?:[^\"\\]|\\.)*+\"?|[^;]*+)", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_EXTENDED = re.compile(r"([A-Za-z0-9_.:-]{0,40}+)'[^']{0,40}+'(.*)", re.DOTALL)
_PERCENT = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*+", re.DOTALL)
_ADDRESS = re.compile(r"([^\s<>\"'(),;:\\@]{1,100}+)@([A-Za-z0-9\[][A-Za-z0-9.:\]-]{0,200}+)")
_ZONE = re.compile(r"[+-][0-9]{4}\b|\b(?:GMT|UTC?|Z)\b")
_DAY = timedelta(days=1)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_BASE64 = bytes(set(range(256)) - set(_BASE64))


def words(value: str) -> str:
    """A header as it is meant: encoded words (RFC 2047) and bare bytes in any encoding."""
    value = value[:_MOST]
    out: list[str] = []
    held, charset = b"", ""
    at = 0
    for found in _WORD.finditer(value):
        coded, name = _coded(found[3], found[2]), found[1].partition("*")[0].lower()
        between = value[at : found.start()]
        # Blanks between two words belong to neither.
        if at and not between.strip():
            between = ""
        if between or name != charset:
            out += [decoded(held, charset, western="latin-1"), _bare(between)]
            held = b""
        # A character may be cut in two by the end of a word.
        held, charset, at = held + coded, name, found.end()
    out += [decoded(held, charset, western="latin-1"), _bare(value[at:])]
    return "".join(out)


def parameter(value: str, name: str) -> str:
    """A parameter of a header, as it is meant; empty if there is none.

    One that is declared by RFC 2231 goes before a plain one; pieces are put together before anything is decoded.
    """
    plain, pieces, coded = "", dict[int, tuple[str, bool]](), ""
    for found in _PARAMETER.finditer(";" + value[:_MOST].partition(";")[2]):
        if found[1].lower() != name:
            continue
        text = found[4].strip()
        if text.startswith('"'):
            text = _ESCAPED.sub(r"\1", text[1:].removesuffix('"')) if _needs(text) else text[1:].removesuffix('"')
        if found[2] is not None:
            pieces.setdefault(int(found[2]), (text, bool(found[3])))
        elif found[3]:
            coded = coded or text
        else:
            plain = plain or text
    if coded:
        pieces = {0: (coded, True)}
    return (_joined(pieces) if pieces else "") or _unquoted(words(_unfolded(plain)))


def mail_of(headers: Mapping[str, str], received: Iterable[str]) -> Mail:
    """What a mail says of itself.

    Args:
        headers: by name in lower case, as they are written.
        received: what the servers on the way wrote, the last one first.
    """
    sender, address = sender_of(headers.get("from") or headers.get("sender") or headers.get("return-path") or "")
    return Mail(sender, address, readable(words(headers.get("subject", ""))), _sent(headers.get("date", ""), received))


def sender_of(value: str) -> tuple[str, str]:
    """Name and address in a header; the name is empty if there is none but the address."""
    text = words(value)
    found = list(_ADDRESS.finditer(text[:_MOST]))
    if not found:
        return readable(text.strip(" \"'<>")), ""
    # A name may look like an address; the address is what stands between the brackets.
    last = next((one for one in found if text[: one.start()].endswith("<")), found[0])
    name = readable(text[: last.start()].rstrip("< ").strip("\"' \t\r\n,"))
    return name, readable(last[0])


def date_of(value: str) -> datetime | None:
    """A date of a mail in Chinese time; None if it is none, or in no year of a report."""
    try:
        fields = parsedate_tz(value[:200])
        if fields is None:
            return None
        moment = datetime(*fields[:6])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    zone = fields[9]
    # Without a zone it was written here; and CST, to the library American, is Chinese time as well.
    if zone is None or not _ZONE.search(value):
        return chinese_time(moment)
    try:
        return chinese_time((moment - timedelta(seconds=zone)).replace(tzinfo=UTC))
    except OverflowError:
        return None


def _sent(date: str, received: Iterable[str]) -> datetime | None:
    """What the sender's clock says, unless it is more than a day off that of the server that took the mail."""
    arrived = next((found for one in received if (found := date_of(one[:_MOST].rpartition(";")[2].strip()))), None)
    sent = date_of(date)
    return arrived if sent is None or (arrived and abs(sent - arrived) > _DAY) else sent


def _coded(text: str, how: str) -> bytes:
    raw = _raw(text)
    if how in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "))
    return from_base64(raw)


def from_base64(raw: bytes) -> bytes:
    """The bytes that base64 stands for, whatever is missing at its end."""
    letters = raw.translate(None, _NO_BASE64)
    # One letter more than a multiple of four stands for less than a byte.
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _bare(text: str) -> str:
    return decoded(_raw(text), western="latin-1")


def _raw(text: str) -> bytes:
    """The bytes of a header, those outside ASCII as the library keeps them."""
    return text.encode("utf-8", "surrogateescape")


def _needs(text: str) -> bool:
    """Whether strokes quote something: some programs write the path of a file as it is."""
    return '\\"' in text or "\\\\" in text


def _unfolded(text: str) -> str:
    return re.sub(r"\r?\n[ \t]", " ", text) if "=?" in text else re.sub(r"[\r\n\t]+ ?", "", text)


def _joined(pieces: Mapping[int, tuple[str, bool]]) -> str:
    """Pieces of a name, from 0 on without a gap."""
    raw, charset, coded = b"", "", False
    for number in range(len(pieces)):
        if number not in pieces:
            break
        text, percent = pieces[number]
        if number == 0 and percent and (found := _EXTENDED.fullmatch(text)):
            charset, text = found[1], found[2]
        coded = coded or percent
        raw += unquote_to_bytes(_raw(text)) if percent else _raw(text)
    if coded:
        return decoded(raw, charset, western="latin-1")
    # Programs that know only half of both standards cut an encoded word into pieces.
    return words(raw.decode("ascii", "surrogateescape"))


def _unquoted(text: str) -> str:
    """A name in which the bytes of UTF-8 are written as in an address of a web page."""
    if "%" in text and _PERCENT.fullmatch(text):
        try:
            return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8")
        except UnicodeDecodeError:
            pass
    return text
