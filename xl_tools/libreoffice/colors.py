"""Colours between xlwings (red, green, blue; hexadecimal; Excel's number) and Calc's number."""

from __future__ import annotations

from collections.abc import Sequence


def calc_color(color: str | int | Sequence[int]) -> int:
    """Calc's number (red first) for a colour in any form xlwings takes."""
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):
        # Excel counts blue first.
        return (color & 0xFF) << 16 | (color & 0xFF00) | (color >> 16) & 0xFF
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)


def rgb(color: int | None) -> tuple[int, int, int] | None:
    """Red, green, blue of Calc's number; None for "no colour" and for cells that differ."""
    if color is None or color < 0:
        return None
    return color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF
