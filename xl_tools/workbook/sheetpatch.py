"""Writes cells into the bytes of one sheet part, at the places that expat finds; nothing else is touched."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetlimits import MAIN, column_number
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.cellxml import Formula, Stored, Value, changed_cell, formula_element, new_cell, tag_end
from xl_tools.workbook.spot import column_letters

Edit = Value | Stored | Formula
Place = tuple[int, int]
"""Row and column, counted from 1."""
Splice = tuple[int, int, bytes]
"""Bytes from … to, and what takes their place."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_SPANS = re.compile(rb'(\sspans=")([0-9]+):([0-9]+)"')
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension\s[^<>]*?ref=")([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')


@dataclass
class _Element:
    """A row or cell: where it begins, where its content begins and ends, where it ends."""

    start: int
    inside: int
    close: int = 0
    end: int = 0
    formula: tuple[int, int] | None = None
    kind: str = ""
    cells: dict[int, _Element] = field(default_factory=dict[int, "_Element"])


def patch_sheet(content: bytes, sheet: str, edits: Mapping[str, Edit]) -> tuple[bytes, frozenset[str]]:
    """The part with some cells written, and the addresses of formulas that gave way to a value.

    Raises: Refusal W40 for a cell that formulas of other cells depend on.
    """
    rows: dict[int, dict[int, tuple[str, Edit]]] = {}
    for address, edit in edits.items():
        row, column = _place(address)
        rows.setdefault(row, {})[column] = (address, edit)
    patch = _Patch(content, sheet)
    for row, wanted in sorted(rows.items()):
        patch.write_row(row, dict(sorted(wanted.items())))
    written = {
        (row, column) for row, wanted in rows.items() for column, (_, edit) in wanted.items() if edit is not None
    }
    return _with_dimension(patch.result(), written), frozenset(patch.replaced)


class _Patch:
    """The sheet part, the positions of its rows and cells, and the splices collected so far."""

    def __init__(self, content: bytes, sheet: str) -> None:
        self.replaced: set[str] = set()
        self._content, self._sheet = content, sheet
        self._rows: dict[int, _Element] = {}
        self._data = _Element(-1, -1)
        self._arrays: list[tuple[Place, Place]] = []
        self._splices: list[Splice] = []
        self._row = self._column = 0
        self._open: list[_Element] = []
        self._parser = new_parser(self._start, self._end)
        run(self._parser, sheet, content)
        if self._data.start < 0:
            raise Refusal("W16", part=sheet)
        self._prefix = content[self._data.start + 1 : content.index(b"sheetData", self._data.start)].decode()
        self._numbers = sorted(self._rows)

    def write_row(self, number: int, wanted: Mapping[int, tuple[str, Edit]]) -> None:
        row = self._rows.get(number)
        if row is None:
            cells = b"".join(self._new(address, edit) for address, edit in wanted.values() if _writes(edit))
            if cells:
                after = bisect_right(self._numbers, number)
                follows = after < len(self._numbers) and self._numbers[after]
                at = self._rows[follows].start if follows else self._data.close
                self._splices.append(
                    (at, at, f'<{self._prefix}row r="{number}">'.encode() + cells + self._closing("row"))
                )
            return
        columns = sorted(row.cells)
        new: list[tuple[int, bytes]] = []
        for column, (address, edit) in wanted.items():
            cell = row.cells.get(column)
            if cell is not None:
                self._splices.append((cell.start, cell.end, self._changed(cell, address, edit, (number, column))))
            elif _writes(edit):
                after = bisect_right(columns, column)
                at = row.cells[columns[after]].start if after < len(columns) else row.close
                insort(new, (at, self._new(address, edit)), key=lambda item: item[0])
        self._widen(row, new, [column for column, (_, edit) in wanted.items() if _writes(edit)])

    def result(self) -> bytes:
        data = self._data
        if data.close < 0 and self._splices:
            rows = b"".join(new for _, _, new in self._splices)
            self._splices = [(data.start, data.end, self._opened(data) + rows + self._closing("sheetData"))]
        pieces: list[bytes] = []
        at = 0
        for start, end, new in sorted(self._splices, key=lambda splice: splice[:2]):
            pieces += [self._content[at:start], new]
            at = end
        return b"".join([*pieces, self._content[at:]])

    def _widen(self, row: _Element, new: list[tuple[int, bytes]], columns: list[int]) -> None:
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

    def _changed(self, cell: _Element, address: str, edit: Edit, place: Place) -> bytes:
        tag = self._content[cell.start : cell.inside]
        if isinstance(edit, Stored):
            if cell.formula is None:
                return self._content[cell.start : cell.end]
            start, end = cell.formula
            return changed_cell(self._prefix, tag, edit.value, self._content[start:end])
        inside_array = any(
            top <= place[0] <= bottom and left <= place[1] <= right for (top, left), (bottom, right) in self._arrays
        )
        if cell.kind or inside_array:
            raise Refusal("W40", sheet=self._sheet, address=address)
        if isinstance(edit, Formula):
            return changed_cell(self._prefix, tag, edit.value, formula_element(self._prefix, edit))
        if cell.formula:
            self.replaced.add(address)
        return changed_cell(self._prefix, tag, edit)

    def _new(self, address: str, edit: Edit) -> bytes:
        if isinstance(edit, Formula):
            return new_cell(self._prefix, address, edit.value, formula_element(self._prefix, edit))
        return b"" if isinstance(edit, Stored) else new_cell(self._prefix, address, edit)

    def _opened(self, element: _Element) -> bytes:
        """The start tag of an empty element, opened to take content."""
        return self._content[element.start : element.inside].removesuffix(b"/>").rstrip() + b">"

    def _closing(self, name: str) -> bytes:
        return f"</{self._prefix}{name}>".encode()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        if name == _DATA:
            self._data = self._element(at)
            self._open.append(self._data)
        elif name == _ROW and len(self._open) == 1:
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
            self._rows[self._row] = self._element(at)
            self._open.append(self._rows[self._row])
        elif name == _C and len(self._open) == 2:
            self._column = _place(attributes["r"])[1] if "r" in attributes else self._column + 1
            self._open.append(self._element(at))
            self._open[-2].cells[self._column] = self._open[-1]
        elif name == _F and len(self._open) == 3:
            self._formula(at, attributes)

    def _formula(self, at: int, attributes: dict[str, str]) -> None:
        cell, kind = self._open[-1], attributes.get("t", "normal")
        self._open.append(self._element(at))
        cell.formula = (at, 0)
        if kind in ("array", "dataTable") or (kind == "shared" and "ref" in attributes):
            cell.kind = kind
        if kind == "array":
            first, _, last = attributes.get("ref", "").partition(":")
            self._arrays.append((_place(first), _place(last or first)))

    def _end(self, name: str) -> None:
        if not self._open or name not in (_DATA, _ROW, _C, _F):
            return
        at = self._parser.CurrentByteIndex
        element = self._open.pop()
        # Where expat reports the end of <c/> differs between its versions, so the tag itself is asked.
        empty = self._content[element.inside - 2 : element.inside] == b"/>"
        element.close = -1 if empty else at
        element.end = element.inside if empty else tag_end(self._content, at)
        if name == _F:
            self._open[-1].formula = (element.start, element.end)

    def _element(self, at: int) -> _Element:
        return _Element(at, tag_end(self._content, at))


_DATA, _ROW, _C, _F = (f"{MAIN} {name}" for name in ("sheetData", "row", "c", "f"))


def _writes(edit: Edit) -> bool:
    """Whether an edit needs a cell where there is none yet."""
    return edit is not None and not isinstance(edit, Stored)


def _place(address: str) -> Place:
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise Refusal("W16", part=f"单元格 {address[:20]}")
    return int(found[2]), column_number(found[1]) + 1


def _with_dimension(content: bytes, written: Set[Place]) -> bytes:
    """The part with the used range widened to what was written, where it states one."""
    if not written:
        return content

    def widen(found: re.Match[bytes]) -> bytes:
        first, _, last = found[2].decode().partition(":")
        places = [_place(first), _place(last or first), *written]
        rows, columns = [row for row, _ in places], [column for _, column in places]
        ends = [(min(rows), min(columns)), (max(rows), max(columns))]
        text = ":".join(dict.fromkeys(f"{column_letters(column - 1)}{row}" for row, column in ends))
        return found[1] + text.encode() + b'"'

    return _DIMENSION.sub(widen, content, count=1)
