"""The shared strings of a workbook: with patterns where they are written in the usual way, else with expat."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property

from xl_tools.intake.archive import Container
from xl_tools.intake.package import related
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.workbook.sheetcells import SharedStrings

_ROOT = re.compile(rb'(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<(?:worksheet|sst)((?: [a-zA-Z0-9:]+="[^"<]*")*)\s*>')
_DEFAULT_SPACE = f' xmlns="{MAIN}"'.encode()
_STRANGE_SPACE = re.compile(
    rb' xmlns:[a-zA-Z0-9]+="(?!http://schemas\.(?:openxmlformats\.org|microsoft\.com)/|http://www\.wps\.cn/)'
)
"""A name space of somebody who is not known to write nothing around cells."""
_REFERENCE = re.compile("&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
HELD = 4 * 2**20
"""Parts up to this size are kept from the first reading for the second; larger ones are inflated again."""
_TEXT = re.compile(rb'<t(?: xml:space="preserve")?>([^<>]*)</t>(?:<phoneticPr[^<>]*/>)?</si>\s*(?:</sst>\s*)?')


class SharedTexts:
    """The shared strings of a workbook, of which few are looked at.

    Args:
        main: the workbook part.
    """

    def __init__(self, container: Container, main: str) -> None:
        self._container = container
        # The part that the workbook names, wherever it lies; a file of the usual name need not be it.
        targets = related(container, main).values()
        texts = [part for part, kind in targets if kind.endswith("/sharedStrings") and part in container.by_name]
        self._part = texts[0] if texts else ""
        content = container.part(self._part) if self._part else b""
        self._held = content if len(content) <= HELD else None

    @cached_property
    def all(self) -> list[str]:
        """Every text, by expat. Raises: Refusal W16 if the part is no XML."""
        return SharedStrings(self._part, self._content).texts if self._part else []

    def text(self, index: int) -> str:
        """One text; right wherever a reader that knows XML gives the same. Raises: IndexError; Refusal W16."""
        if index < 0:
            raise IndexError
        # A comment or an item with attributes shifts them, which the comparison shows.
        piece = self._pieces[index + 1] if self._pieces else b""
        if found := _TEXT.fullmatch(piece):
            with suppress(ValueError):
                return decoded(found[1])
        return self.all[index]

    @property
    def _content(self) -> bytes:
        return self._container.part(self._part) if self._held is None else self._held

    @cached_property
    def _pieces(self) -> list[bytes]:
        """What follows the beginning of each text; none if patterns cannot be trusted."""
        content = self._content
        root = usual_root(content)
        if root < 0 or content.find(b"xmlns", root) >= 0 or b"AlternateContent" in content:
            return []
        return content.split(b"<si>")


def decoded(text: bytes) -> str:
    """Character data as XML has it. Raises: ValueError for what is better left to expat."""
    if b"_x" in text or b"\r" in text:
        raise ValueError
    plain = text.decode()
    if b"&" not in text:
        return plain
    resolved, count = _REFERENCE.subn(_character, plain)
    if count != plain.count("&"):
        raise ValueError
    return resolved


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    return _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


def usual_root(content: bytes) -> int:
    """Where the root element of a sheet or of shared strings ends its tag; -1 if its name spaces are not usual."""
    root = _ROOT.match(content)
    return root.end() if root and _DEFAULT_SPACE in root[1] and not _STRANGE_SPACE.search(root[1]) else -1
