"""What calamine does not tell of a sheet: its formulas, and cells that are not what they seem.

Sheets as the usual programs write them are searched with patterns; anything unusual (prefixes, comments,
another order of attributes) goes through expat, which is ten times slower and reads all XML.
"""

from __future__ import annotations

import re
from typing import Any

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.sheetlimits import MAIN, Places, check_ranges, check_sheet, count_cells, usual_data
from xl_tools.intake.xmlparts import new_parser, run

_C, _ROW, _F, _V, _IS = (f"{MAIN} {name}" for name in ("c", "row", "f", "v", "is"))

# Near addresses only, as NEAR_COLUMNS and NEAR_ROWS say; sheets with others are read with care.
_CELL = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,4})"')
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>\s*<f([^<>/]*)(?:/>|>([^<>]*)</f>)(?:\s*<v[^<>/]*>([^<>]*)</v>)?'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="e"[^<>]*>(?:\s*<f[^<>]*>(?:[^<>]*</f>)?)?\s*<v>([^<>]*)</v>'
)
# Without a wide cell or without a long column, the rectangle around all cells is small.
_WIDE, _LONG = re.compile(rb'<c r="[B-Z][A-Z]'), re.compile(rb'<c r="[A-Z]{1,2}[0-9]{5}')
_LONG_ADDRESS = len("A10000")
_USED = re.compile(rb'<c r="([A-Z]{1,2})([0-9]{1,5})"[^<>]*(?<!/)>')
_TEXT_NUMBER = re.compile(rb't="s"><v>[0-9]{1,9}</v>')
_ATTRIBUTE = re.compile(rb'([a-z]+)="([^"]*)"')
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))


class Scan:
    """Formulas and odd cells of one sheet part.

    Attributes:
        formulas: [row, column, text, kind, stored, shared index] of each formula, counted from 0; `stored`
            is False where the file holds no result.
        odd: what to say instead of the value, by (row, column): an error such as #REF!, a cell that comes
            twice, a text whose number is invalid.

    Args:
        sheet: its name, for messages.
        formulas: False if they may be left out.

    Raises: Refusal if the part is no XML or has cells outside the limits.
    """

    def __init__(
        self, part: str, content: bytes, *, sheet: str = "", limits: Limits = DEFAULT, formulas: bool = True
    ) -> None:
        self.formulas: list[list[Any]] = []
        self.odd: dict[tuple[int, int], str] = {}
        self._places = Places(sheet or part, limits)
        if not self._search(content, formulas=formulas):
            check_sheet(self._places.sheet, part, content, limits)
            _Careful(self, self._places, part, content)

    def _search(self, content: bytes, *, formulas: bool) -> bool:
        """Fill in formulas and odd cells; False if the part is not written in the usual way."""
        start, end = usual_data(content)
        if start < 0 or not self._places.patterns_suffice:
            return False
        if not check_ranges(self._places.sheet, self._places.limits, content[:start], content[end:]):
            return False
        data = content[start:end]
        cells = _CELL.findall(data)
        if len(cells) != count_cells(content, start, end) or len(set(cells)) != len(cells):
            return False
        self._places.count(len(cells))
        # Whatever follows is no number of a text, or written in another way.
        if len(_TEXT_NUMBER.findall(data)) != data.count(b't="s"'):
            return False
        if max(map(len, cells), default=0) >= _LONG_ADDRESS and _WIDE.search(data) and _LONG.search(data):
            self._places.lay_out(
                [self._places.place(letters.decode(), digits.decode()) for letters, digits in _USED.findall(data)]
            )
        found = _FORMULA.findall(data) if formulas else []
        if formulas and len(found) != data.count(b"<f>") + data.count(b"<f ") + data.count(b"<f/"):
            return False
        if any(b"&#" in text or b"\r" in text for *_, text, _ in found):
            return False
        for letters, digits, cell, attributes, text, stored in found:
            row, column = self._places.place(letters.decode(), digits.decode())
            given = dict(_ATTRIBUTE.findall(attributes)) if attributes else {}
            kind, shared = given.get(b"t", b"").decode(), given.get(b"si", b"").decode()
            is_stored = bool(stored) or b't="str"' in cell
            self.formulas.append([row, column, _unescape(text), kind, is_stored, shared if kind == "shared" else ""])
        if b' t="e"' in data:
            for letters, digits, text in _ERROR.findall(data):
                self.odd[self._places.place(letters.decode(), digits.decode())] = text.decode("utf-8", "replace")
        return True


INVALID_TEXT = "无效的文字编号"
TWICE = "同一格出现了两次"


class _Careful:
    """The same through expat: any prefix, any order, and cells without an address."""

    def __init__(self, scan: Scan, places: Places, part: str, content: bytes) -> None:
        self._scan, self._places = scan, places
        self._seen: set[tuple[int, int]] = set()
        self._used: list[tuple[int, int]] = []
        self._row = self._column = -1
        self._type = ""
        self._formula: list[Any] | None = None
        self._text: list[str] = []
        self._parser = new_parser(self._start, self._end)
        run(self._parser, part, content)
        places.lay_out(self._used)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _C:
            self._type = attributes.get("t", "")
            self._formula = None
            self._cell(attributes.get("r", ""))
        elif name == _ROW:
            row = attributes.get("r", "")
            self._row = self._places.row(row) if row else self._row + 1
            self._column = -1
        elif name == _F:
            kind = attributes.get("t", "")
            shared = attributes.get("si", "") if kind == "shared" else ""
            self._formula = [self._row, self._column, "", kind, False, shared]
            self._scan.formulas.append(self._formula)
            self._listen()
        elif name == _V:
            self._used.append((self._row, self._column))
            self._listen()
        elif name == _IS:
            self._used.append((self._row, self._column))

    def _end(self, name: str) -> None:
        if name == _F and self._formula:
            self._formula[2] = self._heard()
        elif name == _V:
            text = self._heard()
            if self._formula:
                self._formula[4] = bool(text) or self._type == "str"
            if self._type == "e":
                self._scan.odd[self._row, self._column] = text
            elif self._type == "s" and text and not (text.isascii() and text.isdecimal() and len(text) < 10):
                self._scan.odd[self._row, self._column] = INVALID_TEXT

    def _cell(self, reference: str) -> None:
        if reference:
            letters = reference.rstrip("0123456789")
            self._row, self._column = self._places.place(letters, reference[len(letters) :])
        else:
            self._column += 1
        place = (self._row, self._column)
        if place in self._seen:
            self._scan.odd[place] = TWICE
        self._seen.add(place)

    def _listen(self) -> None:
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append

    def _heard(self) -> str:
        self._parser.CharacterDataHandler = None
        return "".join(self._text)


def _unescape(text: bytes) -> str:
    if b"&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text.decode("utf-8", "replace")
