"""Writes cells into the bytes of one sheet part, at the places that its index gives; nothing else is touched."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Mapping, Set
from dataclasses import dataclass

from xl_tools.intake.refusal import Refusal
from xl_tools.workbook.cellxml import (
    Formula,
    Stored,
    Value,
    changed_cell,
    formula_element,
    new_cell,
    to_calculate,
)
from xl_tools.workbook.sheetindex import Cell, Element, Place, Row, SheetIndex, place_of
from xl_tools.workbook.spot import column_letters

Edit = Value | Stored | Formula
Splice = tuple[int, int, bytes]
"""Bytes from … to, and what takes their place."""

_SPANS = re.compile(rb'(\sspans=")([0-9]+):([0-9]+)"')
_NUMBER = re.compile(rb"<(?:\w+:)?v>(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?)</")
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension\s[^<>]*?ref=")([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')


@dataclass(frozen=True, slots=True)
class Patched:
    """A sheet part with some cells written.

    Attributes:
        changed: the cells that read differently now.
        replaced: addresses of formulas that gave way to a value.
    """

    content: bytes
    changed: frozenset[Place]
    replaced: frozenset[str]


def patch_sheet(index: SheetIndex, edits: Mapping[str, Edit]) -> Patched:
    """Write some cells, by their addresses.

    Raises: Refusal W40 for a cell that formulas of other cells depend on, W16 for an address that is none.
    """
    rows: dict[int, dict[int, tuple[str, Edit]]] = {}
    for address, edit in edits.items():
        row, column = place_of(address)
        rows.setdefault(row, {})[column] = (address, edit)
    patch = _Patch(index)
    for row, wanted in sorted(rows.items()):
        patch.write_row(row, dict(sorted(wanted.items())))
    written = {(row, column) for row, wanted in rows.items() for column, (_, edit) in wanted.items() if _writes(edit)}
    return Patched(_with_dimension(patch.result(), written), frozenset(patch.changed), frozenset(patch.replaced))


class _Patch:
    """The index of the part, and the splices collected so far."""

    def __init__(self, index: SheetIndex) -> None:
        self.changed: set[Place] = set()
        self.replaced: set[str] = set()
        self._index, self._content, self._prefix = index, index.content, index.prefix
        self._splices: list[Splice] = []
        self._numbers = sorted(index.rows)

    def write_row(self, number: int, wanted: Mapping[int, tuple[str, Edit]]) -> None:
        row, data = self._index.rows.get(number), self._index.data
        for column, (address, edit) in wanted.items():
            if not (row and column in row.cells) and _writes(edit):
                self._refuse_result((number, column), address)
                self.changed.add((number, column))
        if row is None:
            cells = b"".join(self._new(address, edit) for address, edit in wanted.values() if _writes(edit))
            if cells:
                after = bisect_right(self._numbers, number)
                follows = after < len(self._numbers) and self._numbers[after]
                at = self._index.rows[follows].start if follows else data.close
                self._splices.append(
                    (at, at, f'<{self._prefix}row r="{number}">'.encode() + cells + self._closing("row"))
                )
            return
        columns = sorted(row.cells)
        new: list[tuple[int, bytes]] = []
        for column, (address, edit) in wanted.items():
            cell = row.cells.get(column)
            if cell is not None:
                self._replace(cell, (number, column), self._changed(cell, address, edit, (number, column)))
            elif _writes(edit):
                after = bisect_right(columns, column)
                at = row.cells[columns[after]].start if after < len(columns) else row.close
                insort(new, (at, self._new(address, edit)), key=lambda item: item[0])
        self._widen(row, new, [column for column, (_, edit) in wanted.items() if _writes(edit)])

    def result(self) -> bytes:
        data = self._index.data
        if data.close < 0 and self._splices:
            rows = b"".join(new for _, _, new in self._splices)
            self._splices = [(data.start, data.end, self._opened(data) + rows + self._closing("sheetData"))]
        pieces: list[bytes] = []
        at = 0
        for start, end, new in sorted(self._splices, key=lambda splice: splice[:2]):
            pieces += [self._content[at:start], new]
            at = end
        return b"".join([*pieces, self._content[at:]])

    def _replace(self, cell: Cell, place: Place, new: bytes) -> None:
        if new != self._content[cell.start : cell.end]:
            self.changed.add(place)
            self._splices.append((cell.start, cell.end, new))

    def _widen(self, row: Row, new: list[tuple[int, bytes]], columns: list[int]) -> None:
        """Add new cells to a row; its start tag changes if it is empty or its `spans` are too narrow."""
        tag = self._opened(row) if row.close < 0 and new else self._content[row.start : row.inside]

        def spans(found: re.Match[bytes]) -> bytes:
            first, last = min(int(found[2]), *columns), max(int(found[3]), *columns)
            return found[1] + f'{first}:{last}"'.encode()

        if columns:
            tag = _SPANS.sub(spans, tag, count=1)
        if row.close < 0 and new:
            cells = b"".join(cell for _, cell in new)
            self._splices.append((row.start, row.end, tag + cells + self._closing("row")))
            return
        if tag != self._content[row.start : row.inside]:
            self._splices.append((row.start, row.inside, tag))
        self._splices += [(at, at, cell) for at, cell in new]

    def _changed(self, cell: Cell, address: str, edit: Edit, place: Place) -> bytes:
        tag, formula = self._content[cell.start : cell.inside], cell.formula
        if isinstance(edit, Stored):
            if formula is None or self._holds(cell, edit.value):
                return self._content[cell.start : cell.end]
            element = self._content[formula.start : formula.end]
            if edit.value is None:
                element = to_calculate(element)
                self._empty_results(place, cell)
            return changed_cell(self._prefix, tag, edit.value, element, kept=True)
        if formula and formula.shared and "ref" in formula.attributes:
            raise Refusal("W40", sheet=self._index.sheet, address=address)
        self._refuse_result(place, address)
        if isinstance(edit, Formula):
            return changed_cell(self._prefix, tag, edit.value, formula_element(self._prefix, edit))
        if formula:
            self.replaced.add(address)
        elif self._holds(cell, edit):
            return self._content[cell.start : cell.end]
        return changed_cell(self._prefix, tag, edit)

    def _holds(self, cell: Cell, value: Value) -> bool:
        """Whether a cell holds a number already, perhaps written in another way: 5.0 for 5."""
        found = _NUMBER.search(self._content, cell.inside, max(cell.close, cell.inside))
        if value is None or isinstance(value, str) or not found or cell.type not in ("", "n"):
            return False
        return float(found[1]) == float(value) and b" vm=" not in self._content[cell.start : cell.inside]

    def _refuse_result(self, place: Place, address: str) -> None:
        """Refuse a cell that holds a result of an array formula or a data table."""
        for top, left, bottom, right in self._index.results:
            if top <= place[0] <= bottom and left <= place[1] <= right:
                raise Refusal("W40", sheet=self._index.sheet, address=address)

    def _empty_results(self, place: Place, cell: Cell) -> None:
        """No other results of an array formula either, once its own is not known."""
        results = cell.formula.results if cell.formula else None
        for other, one in self._index.inside(results) if results else ():
            if other != place:
                tag = self._content[one.start : one.inside]
                self._replace(one, other, changed_cell(self._prefix, tag, None, kept=True))

    def _new(self, address: str, edit: Edit) -> bytes:
        if isinstance(edit, Formula):
            return new_cell(self._prefix, address, edit.value, formula_element(self._prefix, edit))
        return b"" if isinstance(edit, Stored) else new_cell(self._prefix, address, edit)

    def _opened(self, element: Element) -> bytes:
        """The start tag of an empty element, opened to take content."""
        return self._content[element.start : element.inside].removesuffix(b"/>").rstrip() + b">"

    def _closing(self, name: str) -> bytes:
        return f"</{self._prefix}{name}>".encode()


def _writes(edit: Edit) -> bool:
    """Whether an edit needs a cell where there is none yet."""
    return edit is not None and not isinstance(edit, Stored)


def _with_dimension(content: bytes, written: Set[Place]) -> bytes:
    """The part with the used range widened to what was written, where it states one."""
    if not written:
        return content

    def widen(found: re.Match[bytes]) -> bytes:
        first, _, last = found[2].decode().partition(":")
        places = [place_of(first), place_of(last or first), *written]
        rows, columns = [row for row, _ in places], [column for _, column in places]
        ends = [(min(rows), min(columns)), (max(rows), max(columns))]
        text = ":".join(dict.fromkeys(f"{column_letters(column - 1)}{row}" for row, column in ends))
        return found[1] + text.encode() + b'"'

    return _DIMENSION.sub(widen, content, count=1)
