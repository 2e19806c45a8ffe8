"""How a range looks and lies: formats, colours, alignment, sizes, merged and hidden cells."""

from __future__ import annotations

from typing import Any, Self

from xl_tools.libreoffice.addresses import Area, area_of
from xl_tools.libreoffice.borders import Borders
from xl_tools.libreoffice.bridge import enum, struct
from xl_tools.libreoffice.colors import calc_color, rgb
from xl_tools.libreoffice.conditional import ConditionalFormats
from xl_tools.libreoffice.fonts import Characters, Font, cell_font
from xl_tools.libreoffice.numberformats import FormatGrid
from xl_tools.libreoffice.range_content import RangeContent
from xl_tools.libreoffice.validation import DataValidation

_HORIZONTAL = {
    "STANDARD": "general",
    "LEFT": "left",
    "CENTER": "center",
    "RIGHT": "right",
    "REPEAT": "fill",
    "BLOCK": "justify",
}
_VERTICAL = {1: "top", 2: "center", 3: "bottom", 4: "justify", 0: "bottom"}
_DISTRIBUTE = 1


class RangeLayout(RangeContent):
    """Formats and sizes of a range."""

    __slots__ = ()

    @property
    def number_format(self) -> str | None:
        """The format code in Excel's English notation; None when the cells differ."""
        if not self:
            return ""
        formats = self.sheet.book.state.formats
        codes = {formats.text(key) for key in FormatGrid(self.sheet.uno, self.cells, self.area).distinct()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self:
            with self.changing_format() as cells:
                cells.NumberFormat = self.sheet.book.state.formats.key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The background as red, green, blue; None without one, or when the cells differ."""
        return rgb(self.uniform("CellBackColor")) if self else None

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        if self:
            with self.changing_format() as cells:
                cells.CellBackColor = -1 if color_or_rgb is None else calc_color(color_or_rgb)

    def set_colors(self, colors: list[list[Any]]) -> None:
        """A background for each cell: a colour, None for none, ... for leaving it."""
        with self.changing_format():
            groups: dict[int, list[Area]] = {}
            for r, row in enumerate(colors):
                for c, color in enumerate(row):
                    if color is not ...:
                        wanted = -1 if color is None else calc_color(color)
                        groups.setdefault(wanted, []).append(Area(self.area.row + r, self.area.column + c))
            for wanted, areas in groups.items():
                self.several(areas).CellBackColor = wanted

    @property
    def font(self) -> Font:
        """Name, size, colour and style of the letters."""
        return cell_font(self)

    @property
    def characters(self) -> Characters:
        """The letters of one cell."""
        return Characters(self, self.first_cell.getText(), self.first_cell.getString, 0, None)

    @property
    def borders(self) -> Borders:
        """The lines around and between the cells."""
        return Borders(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The conditional formats that touch these cells."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """What may be typed into these cells."""
        return DataValidation(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text continues on a new line; None when the cells differ."""
        value = self.uniform("IsTextWrapped")
        return None if value is None else bool(value)

    @wrap_text.setter
    def wrap_text(self, value: object) -> None:
        with self.changing_format() as cells:
            cells.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        """Where text stands across the cell; None when the cells differ."""
        value = self.uniform("HoriJustify")
        if value is None:
            return None
        if value.value == "BLOCK" and self.uniform("HoriJustifyMethod") == _DISTRIBUTE:
            return "distributed"
        return _HORIZONTAL.get(value.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value == "center_across_selection":
            raise NotImplementedError(
                "center_across_selection is not offered in LibreOffice: Calc centres over several cells only by merging"
            )
        name = "distributed" if value == "distributed" else value
        word = "BLOCK" if name == "distributed" else next(k for k, v in _HORIZONTAL.items() if v == name)
        with self.changing_format() as cells:
            cells.HoriJustify = enum("com.sun.star.table.CellHoriJustify", word)
            cells.HoriJustifyMethod = _DISTRIBUTE if name == "distributed" else 0

    @property
    def vertical_alignment(self) -> str | None:
        """Where text stands from top to bottom; None when the cells differ."""
        value = self.uniform("VertJustify")
        if value is None:
            return None
        number = value if isinstance(value, int) else 0
        if number == 4 and self.uniform("VertJustifyMethod") == _DISTRIBUTE:
            return "distributed"
        return _VERTICAL.get(number)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        number = 4 if value == "distributed" else next(k for k, v in _VERTICAL.items() if v == value)
        with self.changing_format() as cells:
            cells.VertJustify = number
            cells.VertJustifyMethod = _DISTRIBUTE if value == "distributed" else 0

    def adjust_indent(self, amount: int) -> None:
        """Indent more or less, by steps of one letter."""
        current = self.uniform("ParaIndent") or 0
        with self.changing_format() as cells:
            # 353 hundredths of a millimetre are the 10 points of one step in both programs.
            cells.ParaIndent = max(0, current + 353 * amount)
            if amount > 0 and self.horizontal_alignment == "general":
                cells.HoriJustify = enum("com.sun.star.table.CellHoriJustify", "LEFT")

    @property
    def merge_area(self) -> Self:
        """The merged cells the first cell belongs to; the cell itself when it is not merged."""
        cursor = self.sheet.uno.createCursorByRange(self.at(Area(self.row, self.column)).cells)
        cursor.collapseToMergedArea()
        a = cursor.RangeAddress
        return self.at(area_of(a))

    @property
    def merge_cells(self) -> bool | None:
        """Whether the range is (part of) one merged area; None when it holds merged and other cells."""
        area = self.merge_area.area
        if area.size > 1 and area.holds(self.area):
            return True
        cursor = self.sheet.uno.createCursorByRange(self.cells)
        cursor.collapseToMergedArea()
        a = cursor.RangeAddress
        grown = (a.EndRow - a.StartRow + 1) * (a.EndColumn - a.StartColumn + 1) > self.area.size
        return None if grown or area.size > 1 or self._merged_inside() else False

    def _merged_inside(self) -> bool:
        if self.area.size == 1:
            return False
        ranges = self.cells.getCellFormatRanges()
        return any(ranges.getByIndex(index).IsMerged for index in range(ranges.Count))

    def merge(self, across: bool) -> None:
        """Merge into one cell, or each row into one; only the first value stays, as in Excel."""
        self.sheet.require_unprotected("Merging cells")
        parts = [Area(r, self.column, 1, self.area.columns) for r in range(self.row, self.area.last_row + 1)]
        for area in parts if across else [self.area]:
            block = self.at(area)
            values = block.cells.getFormulaArray()
            kept = next((text for row in values for text in row if text), "")
            if kept and not values[0][0]:
                source = next((r, c) for r, row in enumerate(values) for c, text in enumerate(row) if text)
                origin = block.at(Area(area.row + source[0], area.column + source[1]))
                target = struct("com.sun.star.table.CellAddress", Sheet=self.sheet.index - 1, Row=area.row - 1)
                target.Column = area.column - 1
                self.sheet.uno.moveRange(target, origin.cells.RangeAddress)
                self.sheet.book.state.moves += 1
            block.cells.merge(True)
            _clear_hidden(block)

    def unmerge(self) -> None:
        """Make single cells again."""
        self.sheet.require_unprotected("Unmerging cells")
        self.merge_area.cells.merge(False)
        self.cells.merge(False)


def _clear_hidden(block: RangeContent) -> None:
    """Empty all cells of a merged block but the first: Calc keeps them, Excel does not."""
    a = block.area
    if a.columns > 1:
        block.at(Area(a.row, a.column + 1, 1, a.columns - 1)).cells.clearContents(1 | 2 | 4 | 16)
    if a.rows > 1:
        block.at(Area(a.row + 1, a.column, a.rows - 1, a.columns)).cells.clearContents(1 | 2 | 4 | 16)
