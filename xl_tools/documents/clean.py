"""Text on its way into a document: without what no document may carry, as one line or as many."""

from __future__ import annotations

from xl_tools.characters import clean

__all__ = ["clean", "clean_line", "clean_lines"]

_EDGE = " \t\xa0\u3000"


def clean_line(text: str) -> str:
    """The cleaned text on one line, without spaces at either end; for titles, headings and cells.

    >>> clean_line(" 某某\\n街道\\u202e ")
    '某某 街道'
    """
    return " ".join(clean_lines(text))


def clean_lines(text: str) -> tuple[str, ...]:
    """The cleaned lines that hold text, tabs as spaces, without the spaces people type to indent or to pad."""
    lines = (line.replace("\t", " ").strip(_EDGE) for line in clean(text).split("\n"))
    return tuple(line for line in lines if line)
