"""Composed text: paragraphs of pieces, each number remembering the cells it came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `cells` names the cells (or `fact:id`) a number came from, empty for plain words."""

    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a text."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passage:
    """The finished text of one part of a narrative.

    Attributes:
        section: key of the narrative: lead, overview, problems, other.
        part: id of the part, empty for the lead and for text before the first part.
        heading: heading to print before it (“（一）主动公开”), may be empty.
        generated: False where the office's own text was used.
    """

    section: str
    part: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    generated: bool

    @property
    def text(self) -> str:
        """Paragraphs joined by newlines, without the heading."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)
