"""xlwings' Borders and Border: the lines around and between cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xl_tools.libreoffice.bridge import struct
from xl_tools.libreoffice.colors import calc_color, rgb
from xl_tools.libreoffice.parts import Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.range_base import RangeBase

_UNSET: Any = base_classes._UNSET  # pyright: ignore[reportPrivateUsage] -- the mark for "leave as it is" in set()
GRID_SIDES = ("edge_top", "edge_bottom", "edge_left", "edge_right", "inside_vertical", "inside_horizontal")
_LINES = {
    "edge_top": "Top",
    "edge_bottom": "Bottom",
    "edge_left": "Left",
    "edge_right": "Right",
    "inside_vertical": "Vertical",
    "inside_horizontal": "Horizontal",
}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}
# Constants of com.sun.star.table.BorderLineStyle.
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}
_STYLE_NAMES = {number: name for name, number in _STYLES.items()} | {14: "dash", 15: "double"}
# Widths in hundredths of a millimetre at which LibreOffice's Excel filter tells the four weights apart.
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}


class Border(Part):
    """The line on one side of a range."""

    __slots__ = ("_owner", "_side")

    def __init__(self, owner: RangeBase, side: str) -> None:
        self._owner = owner
        self._side = side

    @property
    def api(self) -> Any:
        """The UNO line; None when the cells differ."""
        if self._side in _DIAGONALS:
            return self._owner.uniform(_DIAGONALS[self._side])
        border, name = self._owner.cells.TableBorder2, _LINES[self._side]
        return getattr(border, f"{name}Line") if getattr(border, f"Is{name}LineValid") else None

    @property
    def _absent(self) -> bool:
        rows, columns = self._owner.shape
        return (self._side == "inside_vertical" and columns < 2) or (self._side == "inside_horizontal" and rows < 2)

    @property
    def line_style(self) -> str | None:
        """The style; None for no line, and for cells that differ."""
        line = self.api
        if self._absent or line is None or not _width(line):
            return None
        return _STYLE_NAMES.get(line.LineStyle, "continuous")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        Borders(self._owner).set([self._side], line_style=value)

    @property
    def weight(self) -> str | None:
        """The weight; thin where there is no line, as in Excel; None for cells that differ."""
        line = self.api
        if line is None:
            return None
        width = _width(line)
        return (
            next((name for name, least in reversed(_WIDTHS.items()) if width >= least - 6), "thin") if width else "thin"
        )

    @weight.setter
    def weight(self, value: str) -> None:
        Borders(self._owner).set([self._side], weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour; None for no line, and for cells that differ."""
        line = self.api
        return None if self._absent or line is None or not _width(line) else rgb(line.Color)

    @color.setter
    def color(self, value: Any) -> None:
        Borders(self._owner).set([self._side], color=value)


def _width(line: Any) -> int:
    return int(line.LineWidth or line.OuterLineWidth + line.InnerLineWidth + line.LineDistance)


class Borders(Part):
    """The lines of a range; one write for all grid sides together."""

    __slots__ = ("_owner",)

    def __init__(self, owner: RangeBase) -> None:
        self._owner = owner

    @property
    def api(self) -> Any:
        """The UNO struct of all lines."""
        return self._owner.cells.TableBorder2

    def __getitem__(self, side: str) -> Border:
        return Border(self._owner, side)

    def _common(self, name: str) -> Any:
        values = {getattr(self[side], name) for side in GRID_SIDES}
        return values.pop() if len(values) == 1 else None

    @property
    def line_style(self) -> str | None:
        """The style all six grid sides share."""
        return self._common("line_style")

    @property
    def weight(self) -> str | None:
        """The weight all six grid sides share."""
        return self._common("weight")

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour all six grid sides share."""
        return self._common("color")

    def set(self, which: Iterable[str], *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET) -> None:
        """Draw, change or remove (line_style None) the lines of some sides."""
        with self._owner.changing_format() as cells:
            border = cells.TableBorder2
            names = {name: getattr(border, f"{name}Line") for name in _LINES.values()}
            for name in names:
                setattr(border, f"Is{name}LineValid", False)
            grid = False
            for side in which:
                if side in _DIAGONALS:
                    current = self._owner.uniform(_DIAGONALS[side])
                    cells.setPropertyValue(_DIAGONALS[side], _line(current, line_style, weight, color))
                    continue
                name = _LINES[side]
                setattr(border, f"{name}Line", _line(names[name], line_style, weight, color))
                setattr(border, f"Is{name}LineValid", True)
                grid = True
            if grid:
                cells.TableBorder2 = border

    def clear(self, which: Iterable[str]) -> None:
        """Remove the lines of some sides."""
        self.set(which, line_style=None)


def _line(before: Any, line_style: Any, weight: Any, color: Any) -> Any:
    if line_style is None:
        return struct("com.sun.star.table.BorderLine2")
    # What is not set stays; where there was no line, Excel draws a thin black one.
    drawn = before is not None and _width(before) > 0
    base: Any = before if drawn else struct("com.sun.star.table.BorderLine2", LineWidth=_WIDTHS["thin"])
    style = _style(line_style) if line_style is not _UNSET else base.LineStyle
    width = _WIDTHS[weight] if weight is not _UNSET else _width(base)
    shade = calc_color(color) if color is not _UNSET else base.Color
    if style == _STYLES["double"]:
        # A double line must be wide enough for two strokes and the gap between them.
        width = max(width, 79)
    return struct("com.sun.star.table.BorderLine2", Color=shade, LineStyle=style, LineWidth=width, OuterLineWidth=width)


def _style(name: str) -> int:
    if name not in _STYLES:
        raise NotImplementedError(f"The line style {name} is not offered in LibreOffice: Calc has no such line")
    return _STYLES[name]
