"""The page in points: the text's area, what stands in the margins around it, and how large a picture on it may be."""

from __future__ import annotations

from dataclasses import dataclass

from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING, Figure
from xl_tools.documents.look import Look
from xl_tools.documents.measures.placing import width

DRAFT_LINE = f"{DRAFT_MARK}　{DRAFT_WARNING}"
"""What a draft says at the head of each page, in the margin, so that its pages are those of the final document."""
_NUMBER_BELOW_TEXT = 7.0
"""Millimetres from the text to the page number, as on documents after GB/T 9704-2012."""
_LEAST_FOOTER_SHARE = 0.4
"""Where the margin is too small for that distance, the share of it that stays free below the page number."""
_CAPTION_PITCHES = 3
"""Lines of text that stay free below a picture as tall as the page."""


def points(millimetres: float) -> float:
    return millimetres * 72 / 25.4


def twips(points: float) -> int:
    """A length in twentieths of a point, the whole numbers that Word counts in."""
    return round(points * 20)


def text_width(look: Look) -> float:
    return points(look.page.text_width)


def text_height(look: Look) -> float:
    return points(look.page.text_height)


@dataclass(frozen=True, slots=True)
class Marginal:
    """A line in the margin: its size of type, and how far from the edge of the paper it stays."""

    size: float
    from_edge: float


def draft_mark(look: Look) -> Marginal:
    """The mark at the head of a draft's pages, in the middle of the margin, as large as the page numbers.

    Smaller where it would need a second line or more room than the margin has: it may neither leave the paper nor
    cover the text.
    """
    top = points(look.page.top)
    size = _at_most(look.styles["page_number"].size, min(top, text_width(look) / width(DRAFT_LINE)))
    return Marginal(size, (top - size) / 2)


def page_number(look: Look) -> Marginal:
    """The page number at the foot of the page; smaller than the look has it where it would cover the text."""
    bottom = points(look.page.bottom)
    size = _at_most(look.styles["page_number"].size, bottom * (1 - _LEAST_FOOTER_SHARE))
    return Marginal(size, max(bottom - points(_NUMBER_BELOW_TEXT) - size, bottom * _LEAST_FOOTER_SHARE))


def figure_size(figure: Figure, look: Look) -> tuple[float, float]:
    """Width and height of a picture: its own, or smaller where it would leave the text's area."""
    room = text_width(look), text_height(look) - _CAPTION_PITCHES * look.pitch
    scale = min(1.0, room[0] / figure.width, room[1] / figure.height)
    return figure.width * scale, figure.height * scale


def _at_most(size: float, room: float) -> float:
    """A size of type that fits; programs count them in halves of a point."""
    return size if size <= room else int(2 * room) / 2
