"""What moves cells: inserting, deleting, copying, filling, sorting, finding and replacing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice import cells as blocks
from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import LAST_COLUMN, LAST_ROW, Area, rectangles
from xl_tools.libreoffice.bridge import enum
from xl_tools.libreoffice.parts import HostError
from xl_tools.libreoffice.range_size import RangeSize

if TYPE_CHECKING:
    import xlwings as xw

_COPY_TYPES = {
    "all": "all",
    None: "all",
    "formulas": "formulas",
    "values": "values",
    "formats": "formats",
    "formulas_and_number_formats": "formulas+",
    "values_and_number_formats": "values+",
}
_FILLS = frozenset({"fill_default", "fill_copy", "fill_series"})


class RangeEdit(RangeSize):
    """Operations that move or copy cells."""

    __slots__ = ()

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Make room by moving cells down or right; new cells look like those above or to the left."""
        if copy_origin == "format_from_right_or_below":
            raise NotImplementedError(
                "copy_origin='format_from_right_or_below' is not offered in LibreOffice: "
                "new cells always look like those above or to the left"
            )
        self.sheet.require_unprotected("Inserting cells")
        mode = self._whole_lines() or {"down": "DOWN", "right": "RIGHT"}.get(shift or self._natural("down", "right"))
        with self.refusals("inserting cells"):
            self.sheet.uno.insertCells(self.cells.RangeAddress, enum("com.sun.star.sheet.CellInsertMode", str(mode)))
        self.sheet.book.state.moves += 1

    def delete(self, shift: str | None = None) -> None:
        """Remove the cells; those below move up, or those to the right move left."""
        self.sheet.require_unprotected("Deleting cells")
        mode = self._whole_lines() or {"up": "UP", "left": "LEFT"}.get(shift or self._natural("up", "left"))
        with self.refusals("deleting cells"):
            self.sheet.uno.removeRange(self.cells.RangeAddress, enum("com.sun.star.sheet.CellDeleteMode", str(mode)))
        self.sheet.book.state.moves += 1

    def _whole_lines(self) -> str | None:
        if self.area.columns == LAST_COLUMN:
            return "ROWS"
        return "COLUMNS" if self.area.rows == LAST_ROW else None

    def _natural(self, wide: str, tall: str) -> str:
        # What Excel does when no direction is given: it looks at the shape.
        return wide if self.area.columns >= self.area.rows else tall

    def copy(self, destination: xw.Range | None = None) -> None:
        """Copy everything to a destination, which is filled in whole multiples; or remember it for paste()."""
        session = self.sheet.book.app.session
        if destination is None:
            session.clipboard, session.cut_copy_mode = self, "copy"
            return
        target: Any = destination.impl
        for area in self._tiles(target.area):
            target.at(area).take(self)

    def _tiles(self, target: Area) -> list[Area]:
        rows, columns = self.shape
        tiled = target.rows % rows == 0 and target.columns % columns == 0
        down = range(target.rows // rows) if tiled else range(1)
        right = range(target.columns // columns) if tiled else range(1)
        return [Area(target.row + r * rows, target.column + c * columns, rows, columns) for r in down for c in right]

    def take(self, source: RangeEdit) -> None:
        """Become a copy of another range of the same shape, formats included."""
        self.require_unlocked()
        if source.sheet.book.document.RuntimeUID == self.sheet.book.document.RuntimeUID:
            with self.refusals("copying"):
                self.sheet.uno.copyRange(self.first_cell.getCellAddress(), source.cells.RangeAddress)
            return
        # Between documents only the clipboard format carries everything.
        origin, target = source.sheet.book.document.CurrentController, self.sheet.book.document.CurrentController
        before = origin.getSelection(), target.getSelection()
        origin.select(source.cells)
        data = origin.getTransferable()
        target.select(self.first_cell)
        target.insertTransferable(data)
        origin.select(before[0])
        target.select(before[1])

    def copy_from(
        self, source_range: xw.Range, copy_type: str | None = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Take over values, formulas, formats or everything from another range."""
        self._paste(source_range.impl, copy_type, None, skip_blanks, transpose)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Paste what was copied without a destination."""
        source = self.sheet.book.app.session.clipboard
        if source is None:
            raise HostError("Nothing was copied: call copy() without a destination first")
        self._paste(source, paste, operation, skip_blanks, transpose)

    def _paste(self, source: Any, what: str | None, operation: str | None, skip_blanks: bool, transpose: bool) -> None:
        kind = _COPY_TYPES.get(what)
        if kind is None:
            raise NotImplementedError(f"Pasting {what!r} is not offered in LibreOffice")
        if operation is not None:
            raise NotImplementedError("Pasting with an operation is not offered in LibreOffice; calculate in Python")
        if kind in ("all", "formats") and (skip_blanks or transpose):
            raise NotImplementedError("skip_blanks and transpose are offered for values and formulas only")
        rows, columns = source.shape[::-1] if transpose else source.shape
        target = self.at(Area(self.row, self.column, rows, columns))
        if kind == "all":
            for area in source.tiles_in(self.area):
                self.at(area).take(source)
        elif kind == "formats":
            for area in source.tiles_in(self.area):
                target = self.at(area)
                content = blocks.Snapshot.take(target.cells)
                target.take(source)
                content.restore(self.sheet.uno, target.cells, area)
        else:
            target.fill(
                source.content(kind, transpose, (self.row - source.row, self.column - source.column)), skip_blanks
            )
            if kind.endswith("+") and not transpose:
                target.copy_number_formats(source)

    def tiles_in(self, target: Area) -> list[Area]:
        """Where copies of this range lie in a destination."""
        return self._tiles(target)

    def content(self, kind: str, transpose: bool, offset: tuple[int, int]) -> list[list[Any]]:
        """Values or formulas, with relative references moved by the distance of the copy."""
        state, uno = self.sheet.book.state, self.sheet.uno
        if kind.startswith("values"):
            rows: list[list[Any]] = blocks.read_values(state, uno, self.cells, self.area)
        else:
            values = blocks.read_values(state, uno, self.cells, self.area)
            texts = blocks.read_formulas(state, uno, self.cells, self.area)
            rows = [
                [formulas.shifted(t, *offset) if t.startswith("=") else v for t, v in zip(tr, vr, strict=True)]
                for tr, vr in zip(texts, values, strict=True)
            ]
        rows = [[blocks.as_typed(item) for item in row] for row in rows]
        return [list(column) for column in zip(*rows, strict=True)] if transpose else rows

    def fill(self, rows: list[list[Any]], skip_blanks: bool) -> None:
        """Write rows as they are, leaving cells alone where the new value is blank if asked to."""
        if skip_blanks:
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        self.at(Area(self.row + r, self.column + c)).raw_value = value
        else:
            self.raw_value = rows

    def copy_number_formats(self, source: RangeSize) -> None:
        """Take over the number formats of a range of the same shape."""
        from xl_tools.libreoffice.numberformats import FormatGrid

        groups: dict[int, list[tuple[int, int]]] = {}
        for r, row in enumerate(FormatGrid(source.sheet.uno, source.cells, source.area).grid()):
            for c, key in enumerate(row):
                groups.setdefault(key, []).append((r, c))
        same = source.sheet.book.state is self.sheet.book.state
        for key, places in groups.items():
            number = key if same else self.sheet.book.state.formats.key(source.sheet.book.state.formats.text(key))
            areas = [
                Area(self.row + b.row - 1, self.column + b.column - 1, b.rows, b.columns) for b in rectangles(places)
            ]
            self.several(areas).NumberFormat = number

    def move(self, destination: xw.Range) -> None:
        """Cut and paste; formulas that point here follow."""
        corner: RangeEdit = destination.impl
        target = corner.at(Area(corner.row, corner.column, self.area.rows, self.area.columns))
        self.require_unlocked()
        target.require_unlocked()
        with self.refusals("moving"):
            target.sheet.uno.moveRange(target.first_cell.getCellAddress(), self.cells.RangeAddress)
        self.sheet.book.state.moves += 1

    def autofill(self, destination: xw.Range, type_: str) -> None:
        """Continue this range into a destination that begins with it."""
        if type_ not in _FILLS:
            raise NotImplementedError(
                f"autofill type {type_!r} is not offered in LibreOffice; offered: {sorted(_FILLS)}"
            )
        target: Any = destination.impl
        if not target.area.holds(self.area):
            raise HostError("The destination of autofill must contain the source")
        target.require_unlocked()
        down = target.area.rows > self.area.rows
        lines = self.area.rows if down else self.area.columns
        lonely = lines == 1 and not any(text.startswith("=") for row in self._formulas() for text in row)
        if type_ == "fill_copy" or (type_ == "fill_default" and lonely):
            rest = _rest(self.area, target.area, down)
            for area in self._tiles(rest):
                self.at(area).take(self)
            return
        backwards = target.row < self.row or target.column < self.column
        word = ("TO_TOP" if backwards else "TO_BOTTOM") if down else ("TO_LEFT" if backwards else "TO_RIGHT")
        target.cells.fillAuto(enum("com.sun.star.sheet.FillDirection", word), lines)

    def _formulas(self) -> list[list[str]]:
        return blocks.read_formulas(self.sheet.book.state, self.sheet.uno, self.cells, self.area)


def _rest(source: Area, target: Area, down: bool) -> Area:
    if down:
        row = source.last_row + 1 if target.last_row > source.last_row else target.row
        return Area(row, source.column, target.rows - source.rows, source.columns)
    column = source.last_column + 1 if target.last_column > source.last_column else target.column
    return Area(source.row, column, source.rows, target.columns - source.columns)
