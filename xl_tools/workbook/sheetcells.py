"""Cells of a sheet and texts of a shared string table as Excel reads them, with expat.

Names count with their namespace, and only where the schema has them: what stands in a comment, in phonetic runs, in
elements of other programs or in an alternative that needs an extension is no content.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from xl_tools.intake.sheetlimits import MAIN, column_number
from xl_tools.intake.sheetscan import INVALID_TEXT
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.plainvalues import BLANKS, Place, Plain, date_or_text, differ, number_or_text

_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATIVES, _FALLBACK = (f"{_COMPATIBILITY} {name}" for name in ("AlternateContent", "Fallback"))
_WORKSHEET, _DATA, _ROW, _C, _V, _IS = (f"{MAIN} {name}" for name in ("worksheet", "sheetData", "row", "c", "v", "is"))
_SST, _SI, _R, _T = (f"{MAIN} {name}" for name in ("sst", "si", "r", "t"))
_INSIDE: Mapping[str, frozenset[str]] = {
    "": frozenset({_WORKSHEET, _SST}),
    _WORKSHEET: frozenset({_DATA}),
    _DATA: frozenset({_ROW}),
    _ROW: frozenset({_C}),
    _C: frozenset({_V, _IS}),
    _SST: frozenset({_SI}),
    **dict.fromkeys((_IS, _SI), frozenset({_R, _T})),
    _R: frozenset({_T}),
    **dict.fromkeys((_V, _T, _ALTERNATIVES), frozenset[str]()),
}
"""Elements that are read, by the element around them."""
_SPACE = "http://www.w3.org/XML/1998/namespace space"
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Elements:
    """Walks through a part, and keeps out what is no content."""

    def __init__(self, part: str, content: bytes) -> None:
        self._path = [""]
        self._deaf = 0
        self._text: list[str] = []
        self._pieces: list[str] = []
        self._trim = False
        parser = new_parser(self._start, self._end)
        parser.CharacterDataHandler = self._hear
        run(parser, part, content)

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element that counts begins."""

    def closed(self, name: str) -> None:
        """An element that counts ends."""

    @property
    def text(self) -> str:
        """What the element that just ended holds."""
        return "".join(self._pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        around = self._path[-1]
        if self._deaf:
            self._deaf += 1
        elif name == _ALTERNATIVES:
            self._path.append(name)
        elif name == _FALLBACK and around == _ALTERNATIVES:
            # No extension is known here, so this is the one to read.
            self._path.append(self._path[-2])
        elif name in _INSIDE[around]:
            self._path.append(name)
            self._text.clear()
            self._trim = name == _T and attributes.get(_SPACE) != "preserve"
            if name not in (_R, _T):
                self._pieces.clear()
            self.opened(name, attributes)
        else:
            self._deaf = 1

    def _end(self, name: str) -> None:
        if self._deaf:
            self._deaf -= 1
            return
        self._path.pop()
        if name in (_T, _V):
            text = "".join(self._text)
            self._pieces.append(text.strip(BLANKS) if self._trim else text)
        self.closed(name)

    def _hear(self, text: str) -> None:
        if not self._deaf and self._path[-1] in (_T, _V):
            self._text.append(text)


class SharedStrings(_Elements):
    """Attributes: `texts`: rich text joined, escapes resolved. Raises: Refusal W16 if the part is no XML."""

    def __init__(self, part: str, content: bytes) -> None:
        self.texts: list[str] = []
        super().__init__(part, content)

    def closed(self, name: str) -> None:
        if name == _SI:
            self.texts.append(unescaped(self.text))


class SheetCells(_Elements):
    """The cells of a sheet part that has passed the gate.

    Attributes:
        cells: what stands in each cell that is not blank; of dates the serial number.
        twice: the first and the last content of a cell that is given more than once, and not the same; "" is blank.

    Args:
        texts: the shared strings.
        only: the cells to keep; by default all.

    Raises: Refusal W16 if the part is no XML.
    """

    def __init__(self, part: str, content: bytes, texts: Sequence[str], only: Collection[Place] | None = None) -> None:
        self.cells: dict[Place, Plain] = {}
        self.twice: dict[Place, tuple[Plain, Plain]] = {}
        self._texts, self._only = texts, only
        self._seen: dict[Place, Plain] = {}
        self._row = self._column = -1
        self._kind = ""
        self._found: list[Plain] = []
        super().__init__(part, content)
        self.cells |= {place: value for place, value in self._seen.items() if value != ""}

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _ROW:
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1
        elif name == _C:
            self._kind = attributes.get("t", "n")
            self._found.clear()
            if place := _ADDRESS.fullmatch(attributes.get("r", "")):
                self._row, self._column = int(place[2]) - 1, column_number(place[1])
            else:
                self._column += 1

    def closed(self, name: str) -> None:
        if name == _V and self._kind != "inlineStr":
            self._found.append(self._value(self.text))
        elif name == _IS and self._kind == "inlineStr":
            self._found.append(unescaped(self.text))
        elif name == _C:
            place = self._row, self._column
            if self._only is not None and place not in self._only:
                return
            found = self._found or [""]
            first = self._seen.get(place, found[0])
            self._seen[place] = found[-1]
            if differ(first, found[-1]):
                self.twice[place] = first, found[-1]

    def _value(self, text: str) -> Plain:
        stripped = text.strip(BLANKS)
        if self._kind == "str":
            return unescaped(text)
        if self._kind == "e":
            return {"error": stripped}
        if not stripped:
            return ""
        if self._kind == "s":
            # Nothing longer is a number of a text, and Python refuses to read very long ones.
            number = int(stripped) if stripped.isascii() and stripped.isdecimal() and len(stripped) < 10 else -1
            return self._texts[number] if 0 <= number < len(self._texts) else {"error": INVALID_TEXT}
        if self._kind == "b":
            return {"1": True, "true": True, "0": False, "false": False}.get(stripped, {"error": stripped})
        if self._kind == "n":
            return number_or_text(stripped)
        if self._kind == "d":
            return date_or_text(stripped)
        return {"error": stripped}


def unescaped(text: str) -> str:
    """The text with _x000D_ and the like resolved."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
