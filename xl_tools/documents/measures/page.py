"""The page in twentieths of a point, the unit of distance of Word files and of all measures here."""

from __future__ import annotations

from xl_tools.documents.look import PAGE_HEIGHT, PAGE_WIDTH, Look


def twips(points: float) -> int:
    """A length in twentieths of a point."""
    return round(points * 20)


def mm_twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def text_width(look: Look) -> int:
    """Width of the text in twentieths of a point."""
    return mm_twips(PAGE_WIDTH) - mm_twips(look.page.left) - mm_twips(look.page.right)


def text_height(look: Look) -> int:
    return mm_twips(PAGE_HEIGHT) - mm_twips(look.page.top) - mm_twips(look.page.bottom)
