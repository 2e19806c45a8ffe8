"""The limits of one sheet part, counted in its bytes before anything lays the sheet out in memory.

Sheets as the usual programs write them are counted with patterns; anything unusual goes through expat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xl_tools.intake.limits import Limits
from xl_tools.intake.recent import remembered
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.xmlparts import DECLARATION, new_parser, run

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_C, _ROW, _MERGE = (f"{MAIN} {name}" for name in ("c", "row", "mergeCell"))
_RANGES_TEXT = "http://schemas.microsoft.com/office/excel/2006/main sqref"

_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_SQREF = re.compile(rb' sqref="([^"]*)"|<xm:sqref>([^<]*)</xm:sqref>')
_NUMBERED_ROW = re.compile(rb'<row r="[1-9][0-9]{0,6}"')
_FAR = re.compile(rb'<c r="[A-Z][A-Z]?+(?![0-9]{1,5}+")')
_INSTRUCTION = re.compile(rb"\?(?<=<\?)")
NEAR_COLUMNS, NEAR_ROWS = 702, 99_999
"""Column ZZ and the last row of five digits: as far as patterns vouch for an address without reckoning."""
LAID_OUT = 64
"""Bytes that the reading process needs for each cell of the rectangle around the used cells of a sheet."""
NEAR_MEMORY = LAID_OUT * NEAR_COLUMNS * 10_000
"""The most that a rectangle needs which is not both wider than AZ and longer than four digits of rows."""


class Places:
    """Reads addresses, and refuses those outside the limits of a sheet."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits = sheet, limits
        self._columns: dict[str, int] = {}

    def place(self, letters: str, digits: str) -> tuple[int, int]:
        """Row and column of an address, counted from 0. Raises: Refusal if it is none, or outside the limits."""
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        if column < 0:
            raise Refusal("W16", part=f"单元格 {letters[:9]}{digits[:9]}")
        row = self.row(digits)
        self.within(row, column)
        return row, column

    def row(self, digits: str) -> int:
        """A row number, counted from 0; an empty row may have any. Raises: Refusal if it is none."""
        if not digits.isdecimal() or len(digits) > 7 or digits[0] == "0":
            raise Refusal("W16", part=f"行 {digits[:9]}")
        return int(digits) - 1

    def within(self, row: int, column: int) -> None:
        """Refuse a cell outside the limits."""
        if row >= self.limits.rows:
            self.limits.check("rows", row + 1, sheet=self.sheet)
        if column >= self.limits.columns:
            self.limits.check("columns", column + 1, sheet=self.sheet)

    @property
    def patterns_suffice(self) -> bool:
        """Whether patterns that know only near addresses may stand for the limits."""
        limits = self.limits
        return limits.rows >= NEAR_ROWS and limits.columns >= NEAR_COLUMNS and limits.memory >= NEAR_MEMORY

    def lay_out(self, used: Sequence[tuple[int, int]]) -> None:
        """Refuse a sheet whose used cells lie too far apart: the parser lays out the whole rectangle around them."""
        if used:
            rows, columns = [row for row, _ in used], [column for _, column in used]
            height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
            self.limits.check("memory", height * width * LAID_OUT)

    def count(self, cells: int) -> None:
        """Refuse more cells than a sheet may have."""
        self.limits.check("cells", cells, sheet=self.sheet)


@remembered
def check_sheet(sheet: str, part: str, content: bytes, limits: Limits) -> None:
    """Refuse a sheet beyond the limits, or that is no XML. For sheets that are read, Scan looks at the cells itself."""
    places = Places(sheet, limits)
    start, end = usual_data(content)
    if start >= 0 and places.patterns_suffice and check_ranges(sheet, limits, content[:start], content[end:]):
        cells = count_cells(content, start, end)
        places.count(cells)
        if cells == content.count(b'<c r="', start, end) and not _FAR.search(content, start, end):
            return
    _Counted(places, part, content)


def usual_data(content: bytes) -> tuple[int, int]:
    """Where the cells of a sheet begin and end; (-1, -1) if patterns cannot be trusted with it."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    usual = f'xmlns="{MAIN}"'.encode() in content[: max(start, 0)]
    # Comments, CDATA, and instructions behind the declaration that begins the part.
    if start < 0 or end < 0 or not usual or DECLARATION.search(content) or _INSTRUCTION.search(content, 5):
        return -1, -1
    # Whoever reads the sheet takes these for numbers.
    if len(_NUMBERED_ROW.findall(content, start, end)) != content.count(b"<row ", start, end):
        return -1, -1
    return start, end


def count_cells(content: bytes, start: int, end: int) -> int:
    """Cells of a sheet in the usual writing, whether they say where they stand or not."""
    # No other element of a sheet's data begins with this letter.
    return content.count(b"<c", start, end)


# Around cells that differ stands the same in all workbooks of a template.
@remembered
def check_ranges(sheet: str, limits: Limits, *pieces: bytes) -> bool:
    """Refuse too many merges or ranges in what stands around the cells; False if patterns cannot tell."""
    merges: list[tuple[bytes, bytes, bytes, bytes]] = []
    text = 0
    for piece in pieces:
        found = _MERGED.findall(piece) if b"mergeCell" in piece else []
        ranges = _SQREF.findall(piece) if b"sqref" in piece else []
        known = sum(1 if attribute or not element else 2 for attribute, element in ranges)
        if len(found) != piece.count(b"mergeCell") - piece.count(b"mergeCells") or known != piece.count(b"sqref"):
            return False
        merges += found
        text += sum(len(attribute) + len(element) for attribute, element in ranges)
    _check_ranges(sheet, limits, merges, text)
    return True


def _check_ranges(sheet: str, limits: Limits, merges: list[tuple[bytes, bytes, bytes, bytes]], text: int) -> None:
    limits.check("merges", len(merges), sheet=sheet)
    limits.check("ranges_text", text, sheet=sheet)
    area = 0
    for left, top, right, bottom in merges:
        width = column_number(right.decode()) - column_number(left.decode()) + 1
        area += max(width, 1) * max(int(bottom) - int(top) + 1, 1)
    limits.check("merged_area", area, sheet=sheet)


class _Counted:
    """The same through expat: any prefix, any order, and cells without an address."""

    def __init__(self, places: Places, part: str, content: bytes) -> None:
        self._places = places
        self._cells = self._text = 0
        self._row = self._column = -1
        self._merges: list[tuple[bytes, bytes, bytes, bytes]] = []
        self._parser = new_parser(self._start, self._end)
        run(self._parser, part, content)
        places.count(self._cells)
        _check_ranges(places.sheet, places.limits, self._merges, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _C:
            self._cell(attributes.get("r", ""))
        elif name == _ROW:
            row = attributes.get("r", "")
            self._row = self._places.row(row) if row else self._row + 1
            self._column = -1
        elif name == _MERGE:
            first, _, last = attributes.get("ref", "").partition(":")
            self._merges.append((*_split(first), *_split(last or first)))
        elif name == _RANGES_TEXT:
            self._parser.CharacterDataHandler = self._heard
        self._text += len(attributes.get("sqref", ""))

    def _cell(self, reference: str) -> None:
        self._cells += 1
        if self._cells > self._places.limits.cells:
            self._places.count(self._cells)
        if reference:
            letters = reference.rstrip("0123456789")
            self._row, self._column = self._places.place(letters, reference[len(letters) :])
        else:
            self._column += 1
            self._places.within(self._row, self._column)

    def _end(self, name: str) -> None:
        if name == _RANGES_TEXT:
            self._parser.CharacterDataHandler = None

    def _heard(self, text: str) -> None:
        self._text += len(text)


def _split(address: str) -> tuple[bytes, bytes]:
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if column_number(letters) < 0 or not 0 < len(digits) < 8:
        raise Refusal("W16", part=f"合并单元格 {address[:20]}")
    return letters.encode(), digits.encode()


def column_number(letters: str) -> int:
    """A → 0, AA → 26; -1 if it is no column."""
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > 3:
            return -1
        column = column * 26 + ord(letter) - 64
    return column - 1
