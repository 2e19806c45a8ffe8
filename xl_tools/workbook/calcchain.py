"""xl/calcChain.xml lists every formula cell; Excel calls a file damaged if it lists a cell without formula."""

from __future__ import annotations

import re
from collections.abc import Set

from xl_tools.intake.archive import Container
from xl_tools.intake.package import related
from xl_tools.intake.refusal import Refusal

_ENTRY = re.compile(rb"<(?:\w+:)?c\s[^<>]*?/>")
_PLACE = re.compile(rb'\sr="([A-Z]+[0-9]+)"')
_SHEET = re.compile(rb'\si="([0-9]+)"')


_CONTENT_TYPES = "[Content_Types].xml"


def chain_changes(container: Container, main: str, cells: Set[tuple[str, str]]) -> dict[str, bytes | None]:
    """The parts to change when some cells have no formula any more: the chain, or what makes it part of the package.

    A chain must not be empty, so that one of which nothing is left goes, and with it the two lines that name it.

    Args:
        main: name of the workbook part.
        cells: (sheetId, address).

    Raises: Refusal W16 if those lines are not found.
    """
    for target, kind in related(container, main).values():
        if kind.endswith("/calcChain") and target in container.by_name:
            left = without_entries(container.part(target), cells)
            return {target: left} if left else _without_chain(container, main, target)
    return {}


def _without_chain(container: Container, main: str, target: str) -> dict[str, bytes | None]:
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    part = re.escape(target).encode()
    lines = {
        _CONTENT_TYPES: rb'<(?:\w+:)?Override\s[^<>]*?PartName="/' + part + rb'"[^<>]*?(?:/>|>\s*</(?:\w+:)?Override>)',
        relations: rb'<(?:\w+:)?Relationship\s[^<>]*?/calcChain"[^<>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)',
    }
    changes: dict[str, bytes | None] = {target: None}
    for name, line in lines.items():
        content, count = re.subn(line, b"", container.part(name), flags=re.IGNORECASE)
        if count != 1:
            raise Refusal("W16", part=target)
        changes[name] = content
    return changes


def without_entries(content: bytes, cells: Set[tuple[str, str]]) -> bytes | None:
    """The chain without some cells; None if nothing is left of it.

    An entry without a sheet id has that of the entry before it, so the id is handed on when that one goes.

    Args:
        cells: (sheetId, address).
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
    return b"".join([*pieces, content[at:]]) if kept else None
