"""Neutral document → plain text, for a mail and for a file that every program opens."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.documents.blocks import Block, Document, Heading, Lines, Paragraph, PlainTable, Signature

_INDENT = "    "
_SHORT = 40
"""Characters up to which the lines of a cell become one: a page is wider than a column."""


def plain_text(document: Document) -> str:
    """The document as lines of text; every row of a table is an entry with the columns' names.

    Raises: ValueError for blocks that only a report has.
    """
    parts = ["\n".join(document.title), *("\n".join(_lines(block)) for block in document.blocks)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Paragraph(text):
            yield text
        case Lines(lines):
            yield from lines
        case PlainTable():
            for row in block.rows:
                yield from _entry(block.head, row)
        case Signature(unit):
            yield from (unit, block.date_text)
        case _:
            raise ValueError(f"{type(block).__name__} in a letter")


def _entry(head: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    """The first column numbers the entry."""
    number, *texts = row
    for index, (name, text) in enumerate(zip(head[1:], texts, strict=True)):
        before = f"{number}. ".ljust(len(_INDENT)) if not index else _INDENT
        short = len(text) <= _SHORT
        first, *more = [text.replace("\n", "；")] if short else text.split("\n")
        yield f"{before}{name}：{first}"
        yield from (f"{_INDENT}{line}" for line in more)
