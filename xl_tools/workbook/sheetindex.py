"""Where the rows, cells and formulas of a sheet part stand in its bytes, as expat finds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetlimits import MAIN, column_number
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.cellxml import tag_end
from xl_tools.workbook.spot import column_letters

Place = tuple[int, int]
"""Row and column, counted from 1."""
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
_DATA, _ROW, _C, _F = (f"{MAIN} {name}" for name in ("sheetData", "row", "c", "f"))


@dataclass(slots=True)
class FormulaElement:
    """The <f> of a cell: its bytes, its attributes, and its text."""

    start: int
    end: int
    attributes: dict[str, str]
    text: str = ""

    @property
    def shared(self) -> str:
        """Number of the formula that cells share; empty if they do not."""
        return self.attributes.get("si", "") if self.attributes.get("t") == "shared" else ""

    @property
    def results(self) -> Box | None:
        """The cells that hold the results of an array formula or a data table; None for any other formula."""
        return results_of(self.attributes)


@dataclass(slots=True)
class Element:
    """An element: where it begins, where its content begins and ends, where it ends.

    `close` is -1 for one that is written as one empty tag.
    """

    start: int
    inside: int
    close: int = -1
    end: int = 0


@dataclass(slots=True)
class Cell(Element):
    """A cell; `type` is its t attribute."""

    type: str = ""
    formula: FormulaElement | None = None


@dataclass(slots=True)
class Row(Element):
    """A row with its cells by column, counted from 1."""

    cells: dict[int, Cell] = field(default_factory=dict[int, Cell])


class SheetIndex:
    """The places of everything that a patch may touch in one sheet part.

    Attributes:
        prefix: of the elements of the sheet, with its colon; often empty.
        rows: by number.
        results: areas that hold the results of one formula: of array formulas and of data tables.

    Raises: Refusal W16 if the part is no XML, has no sheet data, or an address that is none.
    """

    def __init__(self, content: bytes, sheet: str) -> None:
        self.content, self.sheet = content, sheet
        self.data = Element(-1, -1)
        self.rows: dict[int, Row] = {}
        self.results: list[Box] = []
        self._row = self._column = 0
        self._open: list[Element] = []
        self._last_row, self._last_cell = Row(0, 0), Cell(0, 0)
        self._text: list[str] = []
        self._parser = new_parser(self._start, self._end)
        run(self._parser, sheet, content)
        if self.data.start < 0:
            raise Refusal("W16", part=sheet)
        self.prefix = content[self.data.start + 1 : content.index(b"sheetData", self.data.start)].decode()

    def cell(self, place: Place) -> Cell | None:
        """The cell at a place, if the sheet has one there."""
        row = self.rows.get(place[0])
        return row.cells.get(place[1]) if row else None

    def inside(self, box: Box) -> list[tuple[Place, Cell]]:
        """The cells that the sheet has within a box."""
        top, left, bottom, right = box
        numbers = range(top, bottom + 1) if bottom - top < len(self.rows) else sorted(self.rows)
        found: list[tuple[Place, Cell]] = []
        for number in numbers:
            if top <= number <= bottom and (row := self.rows.get(number)):
                found += [((number, column), one) for column, one in row.cells.items() if left <= column <= right]
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self._open)
        if name == _C and depth == 2:
            self._column = place_of(attributes["r"])[1] if "r" in attributes else self._column + 1
            self._last_cell = self._last_row.cells[self._column] = Cell(*self._tag(), type=attributes.get("t", ""))
            self._open.append(self._last_cell)
        elif name == _ROW and depth == 1:
            self._row = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
            self._last_row = self.rows[self._row] = Row(*self._tag())
            self._open.append(self._last_row)
        elif name == _F and depth == 3:
            self._formula(attributes)
        elif name == _DATA:
            self.data = Element(*self._tag())
            self._open.append(self.data)

    def _formula(self, attributes: dict[str, str]) -> None:
        element = Element(*self._tag())
        formula = self._last_cell.formula = FormulaElement(element.start, 0, attributes)
        if results := formula.results:
            self.results.append(results)
        self._open.append(element)
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        if not self._open or name not in (_DATA, _ROW, _C, _F):
            return
        at = self._parser.CurrentByteIndex
        element = self._open.pop()
        # Where expat reports the end of <c/> differs between its versions, so the tag itself is asked.
        empty = self.content[element.inside - 2 : element.inside] == b"/>"
        element.close = -1 if empty else at
        element.end = element.inside if empty else tag_end(self.content, at)
        if name == _F and (formula := self._last_cell.formula):
            self._parser.CharacterDataHandler = None
            formula.end, formula.text = element.end, "".join(self._text)

    def _tag(self) -> tuple[int, int]:
        """Where the tag that expat is at begins and ends."""
        at = self._parser.CurrentByteIndex
        return at, tag_end(self.content, at)


def place_of(address: str) -> Place:
    """D6 → (6, 4). Raises: Refusal W16 if it is no address."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise Refusal("W16", part=f"单元格 {address[:20]}")
    return int(found[2]), column_number(found[1]) + 1


def address_of(place: Place) -> str:
    """(6, 4) → D6."""
    return f"{column_letters(place[1] - 1)}{place[0]}"


def box_of(reference: str) -> Box:
    """D6:E9 or D6 as a box. Raises: Refusal W16 if it is neither."""
    first, _, last = reference.partition(":")
    ends = place_of(first), place_of(last or first)
    (top, left), (bottom, right) = ends
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def results_of(attributes: Mapping[str, str]) -> Box | None:
    """The cells of an array formula or a data table, by the attributes of its <f>; None for any other formula."""
    several = attributes.get("t") in ("array", "dataTable") and "ref" in attributes
    return box_of(attributes["ref"]) if several else None


def _row_number(text: str) -> int:
    if not _ROW_NUMBER.fullmatch(text):
        raise Refusal("W16", part=f"行 {text[:9]}")
    return int(text)
