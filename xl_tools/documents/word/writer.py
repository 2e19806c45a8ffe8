"""Neutral document → Word file (.docx) in the look of a Chinese government document."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.documents.blocks import (
    Block,
    Document,
    Figure,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    SealLine,
    Signature,
    TableBlock,
)
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.measures.page import text_width, twips
from xl_tools.documents.measures.placing import signature_indents, title_lines
from xl_tools.documents.measures.spacing import above_seal, above_signature, below_table
from xl_tools.documents.word.figure import draw, figure_run
from xl_tools.documents.word.package import package
from xl_tools.documents.word.styles import right_indent
from xl_tools.documents.word.table import plain_table_element, table_element
from xl_tools.documents.word.wordml import NOTHING, Xml, join, w, w_lines, w_text

_TABLES = (TableBlock, PlainTable)
_ENDING = (Signature, SealLine)


def write_word(document: Document, look: Look | None = None) -> bytes:
    """The document as the bytes of a .docx file.

    Headings are real heading styles, tables real tables with header rows, figures pictures with alternative
    text. The same document and look give the same bytes; see `stamp.made_at` for the times inside.

    Args:
        look: page, fonts and sizes; without one the standard look in the faces that every Windows has.

    Raises: FontsMissing for a document with figures on a computer without Chinese fonts.
    """
    look = look or standard_look().settled()
    pictures: list[bytes] = []
    body: list[Xml] = []
    if document.title:
        body.append(_title(document.title, look))
    blocks = document.blocks
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        # What ends in a table has no space below it; a heading of the first level brings its own.
        above = below_table(look, another=False) if isinstance(before, _TABLES) else 0.0
        if isinstance(block, SealLine) and isinstance(before, Figure):
            above = above_seal(look, figure=True)
        body += _nodes(block, look, pictures, above=above, keep=isinstance(after, _ENDING))
        if isinstance(block, _TABLES) and (after is None or isinstance(after, _TABLES)):
            body.append(_gap(below_table(look, another=True) if after else 1))
    return package(document, look, join(body), pictures)


def _nodes(block: Block, look: Look, pictures: list[bytes], *, above: float, keep: bool) -> Iterator[Xml]:
    """The paragraphs and tables of one block.

    Args:
        pictures: the picture of a figure is added to them.
        above: points between the table before and the block.
        keep: on one page with the next block: a page that holds nothing but the signature or the 封存码 looks as if
            it had lost its text.
    """
    match block:
        case Heading(level, text, new_page):
            # The first level brings its own space.
            yield _paragraph(f"Heading{level}", text, new_page=new_page, above=above if level > 1 else 0)
        case Paragraph(text):
            yield _paragraph("BodyText", text, above=above, keep=keep)
        case Lines(lines):
            for index, line in enumerate(lines):
                follows = index + 1 < len(lines)
                yield _paragraph("FlushLeft", line, above=0 if index else above, keep=keep or follows)
        case TableBlock(note=note):
            yield table_element(block, look, keep=keep or bool(note))
            if note:
                yield _paragraph("TableNote", note, keep=keep)
        case PlainTable():
            yield plain_table_element(block, look, keep=keep)
        case Figure(caption=caption):
            pictures.append(draw(block))
            yield _styled("Figure", figure_run(block, len(pictures), look), keep=bool(caption) or keep)
            if caption:
                yield _paragraph("Caption", caption, keep=keep)
        case Signature(unit):
            size = look.styles["body"].size
            for text, free in zip(
                (unit, block.date_text), signature_indents(block, text_width(look) / size), strict=True
            ):
                first = text is unit
                indent = right_indent(free, size)
                yield _paragraph(
                    "Signature", text, above=above_signature(look) if first else 0, indent=indent, keep=first or keep
                )
        case SealLine():
            yield _paragraph("Seal", block.text, above=above)


def _title(lines: tuple[str, ...], look: Look) -> Xml:
    """One paragraph with line breaks, so that the title stays one title."""
    parts = title_lines(lines, text_width(look) / look.styles["title"].size)
    return _styled("Title", w("r", w_lines(parts)))


def _paragraph(
    style: str, text: str, *, keep: bool = False, new_page: bool = False, above: float = 0, indent: Xml = NOTHING
) -> Xml:
    run = w("r", w_text(text)) if text else NOTHING
    return _styled(style, run, keep=keep, new_page=new_page, above=above, indent=indent)


def _styled(
    style: str, run: Xml, *, keep: bool = False, new_page: bool = False, above: float = 0, indent: Xml = NOTHING
) -> Xml:
    properties = w(
        "pPr",
        w("pStyle", val=style),
        w("keepNext") if keep else NOTHING,
        w("pageBreakBefore") if new_page else NOTHING,
        w("spacing", before=twips(above)) if above else NOTHING,
        indent,
    )
    return w("p", properties, run)


def _gap(height: float) -> Xml:
    """An empty paragraph of this height: Word joins two tables that touch, and a document may not end with one."""
    spacing = w("spacing", before=0, after=0, line=twips(height), lineRule="exact")
    return w("p", w("pPr", w("pStyle", val="TableText"), spacing))
