"""封存码: a short code over everything that people enter, by which a later change of a final workbook is noticed.

It is taken over declared values, not over bytes, so that saving the file in another program does not change it. It
detects accidents, not forgery: there is no key, and whoever changes a number can have a new code reckoned.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xl_tools.errors import XlToolsError
from xl_tools.workbook.entered import entries, plain_text, text_entries
from xl_tools.workbook.explained import notes_of

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened

_GROUPS, _LETTERS = 5, 4
_NAME = "封存码"
_BETWEEN = re.compile(r"[\W_]+")
_CODE = re.compile(r"[A-Z0-8]*")
_MISTAKEN = {"0": "O", "1": "IL", "8": "B"}
"""Digits that no code has, and the letters that they are taken for."""


def seal_code(opened: Opened) -> str:
    """The code of a workbook as it stands: ABCD-EFGH-IJKL-MNOP-QRST. Reads one more sheet of it."""
    digest = hashlib.sha256()
    for line in _lines(opened):
        digest.update(line.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return _grouped(base64.b32encode(digest.digest()).decode()[: _GROUPS * _LETTERS])


def read_code(typed: str) -> str:
    """A code as somebody copied it from a document, in the form of `seal_code`; digits that no code has stay.

    Small letters, full width, blanks, missing or other hyphens, and the words before and behind the code do not
    matter.
    Raises: XlToolsError E31 for what cannot be a code.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().rpartition(_NAME)[2].partition("(")[0]
    letters = _BETWEEN.sub("", plain)
    whole = _GROUPS * _LETTERS
    if not _CODE.fullmatch(letters):
        found = f"“{typed.strip()}”里有封存码不会有的字"
    elif len(letters) != whole:
        found = f"“{typed.strip()}”有 {len(letters)} 个字母和数字，封存码有 {whole} 个"
    else:
        return _grouped(letters)
    hint = "请照文件最后一行抄写，字母 A 至 Z、数字 2 至 7；大小写、横线和空格都不要紧。"
    raise XlToolsError(f"{found}。", code="E31", hint=hint)


def mistaken_digits(typed: str) -> str:
    """The digits in a code, as `read_code` gives it, that no code has."""
    return "".join(digit for digit in _MISTAKEN if digit in typed)


def same_code(typed: str, code: str) -> bool:
    """Whether a code that somebody copied is this one; 0 may stand for O, 1 for I or L, 8 for B."""
    pairs = zip(typed, code, strict=False)
    return len(typed) == len(code) and all(one == other or other in _MISTAKEN.get(one, "") for one, other in pairs)


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _LETTERS] for start in range(0, len(letters), _LETTERS))


def _lines(opened: Opened) -> Iterator[str]:
    form = opened.report.form
    yield from (form.id, form.edition)
    found = entries(opened.report) | text_entries(opened)
    yield from (f"{name}={found[name].plain}" for name in sorted(found))
    notes = (note.explanation for note in notes_of(opened, ""))
    yield from sorted("\n".join(map(plain_text, (note.rule, note.text, note.by))) for note in notes)
