"""xl/calcChain.xml lists every formula cell; Excel calls a file damaged if it lists a cell without formula."""

from __future__ import annotations

import re
from collections.abc import Set

from xl_tools.intake.refusal import Refusal

_ENTRY = re.compile(rb"<(?:\w+:)?c\s[^<>]*?/>")
_PLACE = re.compile(rb'\sr="([A-Z]+[0-9]+)"')
_SHEET = re.compile(rb'\si="([0-9]+)"')


def without_entries(content: bytes, cells: Set[tuple[str, str]]) -> bytes:
    """The chain without some cells.

    An entry without a sheet id has that of the entry before it, so the id is handed on when that one goes.

    Args:
        cells: (sheetId, address).
    Raises: Refusal W16 if nothing would be left: an empty chain is no valid part.
    """
    sheet = written = ""
    pieces: list[bytes] = []
    at = kept = 0
    for found in _ENTRY.finditer(content):
        entry = found[0]
        place, own = _PLACE.search(entry), _SHEET.search(entry)
        sheet = own[1].decode() if own else sheet
        pieces.append(content[at : found.start()])
        at = found.end()
        if place and (sheet, place[1].decode()) in cells:
            continue
        if not own and sheet != written and place:
            entry = entry[: place.end()] + f' i="{sheet}"'.encode() + entry[place.end() :]
        written = sheet
        pieces.append(entry)
        kept += 1
    if not kept:
        raise Refusal("W16", part="calcChain.xml")
    return b"".join([*pieces, content[at:]])
