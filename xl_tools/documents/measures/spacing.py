"""The distances down a page in points: from line to line, and around titles, headings, tables, notes and figures."""

from __future__ import annotations

from xl_tools.documents.look import Look

LINE_EMS = 1.3
"""Pitch in tables and notes: fixed, because that of Chinese fonts differs so much that a table may need a page more."""
NOTE_ABOVE = 4.0
"""Between a table and its note."""
FIGURE_ABOVE, CAPTION_ABOVE, CAPTION_BELOW = 6.0, 3.0, 6.0


def around_heading(level: int, look: Look) -> tuple[float, float]:
    """Space above and below a heading; those of the first level stand apart from the text."""
    return (look.pitch * 2 / 7, look.pitch / 7) if level == 1 else (0.0, 0.0)


def below_title(look: Look) -> float:
    return look.pitch


def above_signature(look: Look) -> float:
    return look.pitch


def above_seal(look: Look, *, figure: bool = False) -> float:
    """Space above the 封存码; less below a figure, or a browser would print the appendix on two pages."""
    return look.pitch / 4 if figure else look.pitch


def below_table(look: Look, *, another: bool) -> float:
    """Space below a table; twice as much if another follows, so that they are seen to be two."""
    return look.pitch / 2 if another else look.pitch / 4
