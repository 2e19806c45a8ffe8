"""Names of folders and files made of units' names, which may be anything."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from xl_tools.documents.clean import clean_line
from xl_tools.outputs import FORBIDDEN, is_taken

_FORBIDDEN = re.compile(rf"[{re.escape(FORBIDDEN)}\s]")
MOST = 90
"""Bytes of a unit's name in the name of a file: 30 characters; it stands in the folder and again in each file."""


def unit_stem(unit: str) -> str:
    """A unit's name as a file's may be, the same at every run; a name that had to be changed has a mark of its own.

    >>> unit_stem("示例镇人民政府")
    '示例镇人民政府'
    >>> unit_stem("../示例/镇")
    '_示例_镇~b43126'
    """
    whole = unicodedata.normalize("NFC", clean_line(unit))
    plain = _FORBIDDEN.sub("_", whole).strip(" .")
    plain = f"_{plain}" if is_taken(plain) or not plain else plain
    while len(plain.encode()) > MOST:
        plain = plain[:-1]
    # Names that differ only in what was changed, or in capitals, would be one on some computers.
    same = plain == unit and plain == plain.lower()
    return plain if same else f"{plain}~{sha256(unit.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
