"""What calamine does not tell of a sheet: its formulas, and cells that are not what they seem.

Sheets as the usual programs write them are searched with patterns; anything unusual (prefixes, comments,
another order of attributes) goes through expat, which is ten times slower and reads all XML.
"""

from __future__ import annotations

import re
from typing import Any

from xl_tools.intake.archive import Refusal
from xl_tools.intake.xmlparts import new_parser, run

MAX_CELLS, MAX_ROWS, MAX_COLUMNS = 1_000_000, 100_000, 2_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_C, _ROW, _F, _V = (f"{MAIN} {name}" for name in ("c", "row", "f", "v"))

# Within the limits by construction: ZZ is column 702, and five digits end at row 99,999.
_CELL = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,4})"')
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>\s*<f([^<>/]*)(?:/>|>([^<>]*)</f>)(?:\s*<v[^<>/]*>([^<>]*)</v>)?'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="e"[^<>]*>(?:\s*<f[^<>]*>(?:[^<>]*</f>)?)?\s*<v>([^<>]*)</v>'
)
_NEGATIVE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="s"[^<>]*>\s*<v>\s*-')
_ATTRIBUTE = re.compile(rb'([a-z]+)="([^"]*)"')
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))


class Scan:
    """Formulas and odd cells of one sheet part.

    Attributes:
        formulas: [row, column, text, kind, stored, shared index] of each formula, counted from 0; `stored`
            is False where the file holds no result.
        odd: what to say instead of the value, by (row, column): an error such as #REF!, a cell that comes
            twice, a text whose number is invalid.

    With `formulas` False they may be left out.
    Raises: Refusal if the part is no XML or has cells outside the limits.
    """

    def __init__(self, part: str, content: bytes, *, formulas: bool = True) -> None:
        self.formulas: list[list[Any]] = []
        self.odd: dict[tuple[int, int], str] = {}
        self._columns: dict[str, int] = {}
        if not self._search(content, formulas=formulas):
            _Careful(self, part, content)

    def place(self, letters: str, digits: str) -> tuple[int, int]:
        """Row and column of an address. Raises Refusal outside the limits."""
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        if column < 0 or not 0 < len(digits) < 8 or digits == "0":
            raise Refusal("W16", part=f"单元格 {letters[:9]}{digits[:9]}")
        row = int(digits) - 1
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise Refusal("W17", part=f"单元格 {letters}{digits}")
        return row, column

    def _search(self, content: bytes, *, formulas: bool) -> bool:
        """Fill in formulas and odd cells; False if the part is not written in the usual way."""
        start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
        usual = f'xmlns="{MAIN}"'.encode() in content[: max(start, 0)]
        # Comments, CDATA, and instructions behind the declaration that begins the part.
        if start < 0 or end < 0 or not usual or b"<!" in content or content.find(b"<?", 5) > 0:
            return False
        data = content[start:end]
        cells = _CELL.findall(data)
        if len(cells) != data.count(b"<c ") + data.count(b"<c>") or len(set(cells)) != len(cells):
            return False
        if len(cells) > MAX_CELLS:
            raise Refusal("W17", part=f"{len(cells)} 个单元格")
        found = _FORMULA.findall(data) if formulas else []
        if formulas and len(found) != data.count(b"<f>") + data.count(b"<f ") + data.count(b"<f/"):
            return False
        if any(b"&#" in text or b"\r" in text for *_, text, _ in found):
            return False
        for letters, digits, cell, attributes, text, stored in found:
            row, column = self.place(letters.decode(), digits.decode())
            given = dict(_ATTRIBUTE.findall(attributes)) if attributes else {}
            kind, shared = given.get(b"t", b"").decode(), given.get(b"si", b"").decode()
            is_stored = bool(stored) or b't="str"' in cell
            self.formulas.append([row, column, _unescape(text), kind, is_stored, shared if kind == "shared" else ""])
        if b' t="e"' in data:
            for letters, digits, text in _ERROR.findall(data):
                self.odd[self.place(letters.decode(), digits.decode())] = text.decode("utf-8", "replace")
        if b't="s"><v>-' in data or b't="s"><v> ' in data:
            for letters, digits in _NEGATIVE.findall(data):
                self.odd[self.place(letters.decode(), digits.decode())] = INVALID_TEXT
        return True


INVALID_TEXT = "无效的文字编号"
TWICE = "同一格出现了两次"


class _Careful:
    """The same through expat: any prefix, any order, and cells without an address."""

    def __init__(self, scan: Scan, part: str, content: bytes) -> None:
        self._scan = scan
        self._seen: set[tuple[int, int]] = set()
        self._row = self._column = -1
        self._type = ""
        self._formula: list[Any] | None = None
        self._text: list[str] = []
        self._parser = new_parser(self._start, self._end)
        run(self._parser, part, content)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _C:
            self._type = attributes.get("t", "")
            self._formula = None
            self._cell(attributes.get("r", ""))
        elif name == _ROW:
            row = attributes.get("r", "")
            self._row = self._scan.place("A", row)[0] if row else self._row + 1
            self._column = -1
        elif name == _F:
            kind = attributes.get("t", "")
            shared = attributes.get("si", "") if kind == "shared" else ""
            self._formula = [self._row, self._column, "", kind, False, shared]
            self._scan.formulas.append(self._formula)
            self._listen()
        elif name == _V:
            self._listen()

    def _end(self, name: str) -> None:
        if name == _F and self._formula:
            self._formula[2] = self._heard()
        elif name == _V:
            text = self._heard()
            if self._formula:
                self._formula[4] = bool(text) or self._type == "str"
            if self._type == "e":
                self._scan.odd[self._row, self._column] = text
            elif self._type == "s" and text.strip().startswith("-"):
                self._scan.odd[self._row, self._column] = INVALID_TEXT

    def _cell(self, reference: str) -> None:
        if reference:
            letters = reference.rstrip("0123456789")
            self._row, self._column = self._scan.place(letters, reference[len(letters) :])
        else:
            self._column += 1
        place = (self._row, self._column)
        if place in self._seen:
            self._scan.odd[place] = TWICE
        self._seen.add(place)
        if len(self._seen) > MAX_CELLS:
            raise Refusal("W17", part=f"超过 {MAX_CELLS} 个单元格")

    def _listen(self) -> None:
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append

    def _heard(self) -> str:
        self._parser.CharacterDataHandler = None
        return "".join(self._text)


def column_number(letters: str) -> int:
    """A → 0, AA → 26; -1 if it is no column."""
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > 3:
            return -1
        column = column * 26 + ord(letter) - 64
    return column - 1


def _unescape(text: bytes) -> str:
    if b"&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text.decode("utf-8", "replace")
