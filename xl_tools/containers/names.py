"""Bytes of a name → the name as it was meant: in archives and mails nothing says reliably how it was encoded."""

from __future__ import annotations

import codecs
import re

from xl_tools.characters import UNSEEN, clean

LONGEST = 200
"""Characters of a name or subject that are kept."""
_CHINESE = {"gb2312", "gbk", "hz", "gb18030", "cp936", "936", "x-gbk", "gb_2312-80", "chinese", "csgb2312", "euc-cn"}
"""What is declared by the narrower name is nearly always written in the widest."""
_LOOSE = {"ascii", "iso8859-1", "cp1252", "iso8859-15", "latin-1"}
"""What programs write that do not know; any bytes are text by it."""
# What codecs knows besides (base64, zip, idna …) is no encoding of a text.
_CHARSETS = re.compile(
    r"(?:ascii|us-ascii|utf|iso|latin|cp|windows|gb|big5|euc|hz|shift|sjis|koi|mac)[a-z0-9_:-]{0,30}$"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_SPACES = re.compile(r"\s+")
_LIKELY = 0.6


def readable(text: str) -> str:
    """A text on one line, without what cannot be seen or steers a screen, and not at full length."""
    text = _SPACES.sub(" ", _UNSEEN.sub("", clean(text[: 20 * LONGEST]))).strip()[:LONGEST]
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "�" for letter in text)


def file_name(text: str) -> str:
    """The last part of a name, whatever system its path is of; empty if nothing is left.

    >>> file_name("C:\\\\年报\\\\..\\\\某某局.xlsx")
    '某某局.xlsx'
    """
    name = readable(text.replace("\\", "/").rstrip("/").rpartition("/")[2])
    if len(name) == LONGEST and "." in text[-12:]:
        # The ending says what it is.
        ending = readable("." + text.rpartition(".")[2])
        name = name[: LONGEST - len(ending)] + ending
    return name if name.strip(". ") else ""


def decoded(raw: bytes, declared: str = "", *, western: str = "cp437") -> str:
    """The text that bytes of a name are.

    Args:
        declared: encoding that is said of them; empty if none is. It is believed only if it fits.
        western: encoding of what is not Chinese.
    """
    if raw.isascii():
        return raw.decode("ascii")
    own = _known(declared)
    if own and own not in _LOOSE:
        try:
            return raw.decode(own)
        except (UnicodeError, ValueError):
            pass
    best, most = "", -1.0
    for encoding in ("utf-8", "gb18030", own or western):
        try:
            text, whole = raw.decode(encoding), True
        except (UnicodeError, ValueError):
            # Programs cut long names within a character.
            text, whole = raw.decode(encoding, "replace"), False
        sense = _sense(text)
        if whole and encoding == "utf-8" and max(text) >= "\u0800":
            # Three bytes that fit by chance are rare.
            sense = max(sense, _LIKELY)
        if sense > most:
            best, most = text, sense
    return best


def _known(declared: str) -> str:
    """The codec for what is declared; empty if there is none for text."""
    name = declared.strip().strip("\"'").lower()
    if name in _CHINESE:
        return "gb18030"
    try:
        return codecs.lookup(name).name if _CHARSETS.match(name) else ""
    except (LookupError, ValueError):
        return ""


def _sense(text: str) -> float:
    """How much of a text, outside ASCII, is what Chinese names are made of: from 0 to 1."""
    foreign = [letter for letter in text if letter > "\x7f"]
    return sum(map(_weight, foreign)) / len(foreign) if foreign else 1.0


def _weight(letter: str) -> float:
    if "\u3000" <= letter <= "\u301f" or "\uff01" <= letter <= "\uff5e" or letter in "“”‘’—…·":
        return 0.9
    if "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf":
        try:
            first = letter.encode("gb2312")[0]
        except UnicodeEncodeError:
            return 0.15
        # Common characters come first in the standard, rarer ones after.
        return 1.0 if first < 0xD8 else 0.6
    # A letter with an accent; of what GB 18030 makes of other encodings nothing is one.
    return 0.4 if letter.isalpha() and "\u00c0" <= letter <= "\u024f" else 0.0
