"""The formats of `export`: name → file name ending and writer. A new format is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_tools.documents.blocks import Document
    from xl_tools.report import Report


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its ending, and what makes the bytes from the neutral document and the report behind it."""

    suffix: str
    write: Callable[[Document, Report], bytes]


def _word(document: Document, _report: Report) -> bytes:
    from xl_tools.documents.word import write_word

    return write_word(document)


def _html(document: Document, _report: Report) -> bytes:
    from xl_tools.documents.html import write_html

    return write_html(document).encode()


def _json(_document: Document, report: Report) -> bytes:
    from xl_tools.datafile import write_data

    return write_data(report).encode()


FORMATS: dict[str, Format] = {
    "word": Format(".docx", _word),
    "html": Format(".html", _html),
    "json": Format(".json", _json),
}
ALIASES = {"docx": "word", "web": "html"}
"""Other words for a format that people try first."""
