"""A PDF with text as a source: ruled tables, and the paragraphs between them, over all pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any, cast

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal
from xl_tools.published.pdf_glyphs import UNREADABLE, Glyph, glyphs_of, lines_of_glyphs
from xl_tools.published.pdf_joining import append, continues
from xl_tools.published.pdf_open import missing_rules
from xl_tools.published.pdf_paragraphs import Item, Page, paragraphs, without_furniture
from xl_tools.published.pdf_tables import Frame, Part, table_of
from xl_tools.published.source import Block, Line, Source, SourceKind
from xl_tools.published.source_blocks import EDGES

_FEW = 20
"""Characters a page at most, where the text is in pictures."""
_UNREADABLE_SHARE = 0.2
_MOST_EDGES = 6_000
"""Lines drawn on one page that are looked at for tables."""
_LEAST_FILLED = 2
"""Cells with text that make a table of what is framed."""
_ROW = 60.0
"""Points that a row of one line or two is high."""


def read_pdf(data: bytes) -> Source:
    """What stands in a PDF file.

    Args:
        data: of a file that passed the gate.

    Raises: Refusal N30 if its text is in pictures or in fonts without names for their characters, N31 if there is
        none, N33 if it cannot be parsed, N34 if this computer lacks the library.
    """
    pages, title = _pages(data)
    _refuse_pictures(pages)
    without_furniture(pages)
    blocks = _blocks(pages)
    if not blocks:
        raise Refusal("N31")
    notes = tuple(
        f"第 {page.number} 页是图片，没有读取。" for page in pages if page.pictures and page.characters <= _FEW
    )
    return Source(SourceKind.PDF, tuple(blocks), clean(title).strip(EDGES), notes)


def _pages(data: bytes) -> tuple[list[Page], str]:
    try:
        library = cast(Any, import_module("pdfplumber"))
    except ImportError as error:
        raise Refusal("N34") from error
    try:
        with library.open(BytesIO(data)) as pdf:
            pages: list[Page] = []
            for page in pdf.pages:
                pages.append(_page(page))
                page.close()
            title = pdf.metadata.get("Title", "")
            return pages, title if isinstance(title, str) else ""
    except (MemoryError, Refusal):
        raise
    except Exception as error:  # whatever pdfminer and pdfplumber meet in a file that they do not expect
        raise Refusal("N33") from error


def _page(page: Any) -> Page:
    glyphs = glyphs_of(page.chars)
    inked = [glyph for glyph in glyphs if glyph.text.strip()]
    parts: list[Part] = []
    for frame in _frames(page, glyphs):
        inside, outside = frame.sorted_in(glyphs)
        part = frame.part(page.page_number, inside)
        if part.filled >= _LEAST_FILLED or (part.filled and len(frame.cells) == 1):
            parts.append(part)
            glyphs = outside
    return Page(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        lines=lines_of_glyphs(glyphs),
        parts=parts,
        pictures=bool(page.images),
        characters=len(inked),
        unreadable=sum(1 for glyph in inked if glyph.text == UNREADABLE),
    )


def _frames(page: Any, glyphs: Sequence[Glyph]) -> list[Frame]:
    """What is ruled on a page; of two that lie in each other, the smaller first, which takes what stands in it."""
    if len(page.edges) > _MOST_EDGES:
        # A map or a picture, and to look for tables in it would take minutes.
        return []
    finder = page.debug_tablefinder()
    if lacking := missing_rules(finder.edges, glyphs):
        finder = page.debug_tablefinder({"explicit_vertical_lines": lacking})
    frames = [Frame(table.cells) for table in finder.tables]
    inner = {cell for table in finder.tables for cell in table.cells}
    # One cell alone may be the first row of a table that goes on on the next page.
    frames += [
        Frame([cell])
        for cell in finder.cells
        if cell not in inner and cell[3] - cell[1] <= _ROW and cell[2] - cell[0] >= page.width / 2
    ]
    return sorted(frames, key=lambda frame: frame.area)


def _refuse_pictures(pages: Sequence[Page]) -> None:
    characters = sum(page.characters for page in pages)
    if characters <= _FEW * len(pages) and any(page.pictures for page in pages):
        raise Refusal("N30")
    if sum(page.unreadable for page in pages) > _UNREADABLE_SHARE * characters:
        raise Refusal("N30")


def _blocks(pages: Sequence[Page]) -> list[Block]:
    tables: list[Part] = []
    items: list[Item] = []
    by_number = {page.number: page for page in pages}
    for page in pages:
        for item in page.items():
            above = items[-1] if items else None
            if not isinstance(item, Part):
                items.append((page, item))
            elif isinstance(above, Part) and above.page == page.number - 1 and continues(above, item):
                append(above, item)
            else:
                items.append(item)
    blocks: list[Block] = []
    flat = (one for item in items for one in _unframed(item, by_number))
    for item in paragraphs(list(flat)):
        if isinstance(item, Line):
            blocks.append(item)
        else:
            tables.append(item)
            blocks.append(table_of(item, len(tables)))
    return blocks


def _unframed(item: Item, pages: Mapping[int, Page]) -> Iterator[Item]:
    if isinstance(item, Part) and item.filled < _LEAST_FILLED:
        yield from ((pages[item.page], line) for line in item.lines)
    else:
        yield item
