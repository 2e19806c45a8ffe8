"""The cell styles behind conditional formats: Calc dresses cells with named styles where Excel has colours alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.bridge import enum
from xl_tools.libreoffice.colors import calc_color

if TYPE_CHECKING:
    from xl_tools.libreoffice.sheet import Sheet

STYLE_PREFIX = "xl_tools "
BOLD, NORMAL = 150.0, 100.0


def new_style(sheet: Sheet) -> str:
    """Make an empty style and return its name."""
    document = sheet.book.document
    styles = document.StyleFamilies.getByName("CellStyles")
    name = next(f"{STYLE_PREFIX}{n}" for n in range(1, 100_000) if not styles.hasByName(f"{STYLE_PREFIX}{n}"))
    styles.insertByName(name, document.createInstance("com.sun.star.style.CellStyle"))
    return name


def dress(style: Any, spec: Mapping[str, Any]) -> None:
    """Set what a rule sets; what it does not set stays with the cell."""
    if "fill_color" in spec:
        style.CellBackColor = calc_color(spec["fill_color"])
    if "font_color" in spec:
        style.CharColor = calc_color(spec["font_color"])
    for script in ("", "Asian", "Complex"):
        if "font_bold" in spec:
            style.setPropertyValue("CharWeight" + script, BOLD if spec["font_bold"] else NORMAL)
        if "font_italic" in spec:
            slant = enum("com.sun.star.awt.FontSlant", "ITALIC" if spec["font_italic"] else "NONE")
            style.setPropertyValue("CharPosture" + script, slant)
