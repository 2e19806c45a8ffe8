"""Neutral document → Word file (.docx) in the look of a Chinese government document."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.documents.blocks import (
    DRAFT_MARK,
    DRAFT_WARNING,
    Block,
    Document,
    Heading,
    Paragraph,
    Signature,
    TableBlock,
)
from xl_tools.documents.markup import Node, w, w_text
from xl_tools.documents.word_package import open_template, pack
from xl_tools.documents.word_table import table_element


def write_word(document: Document) -> bytes:
    """The document as the bytes of a .docx file.

    Headings are real heading styles and tables real tables with header rows. The same document gives
    the same bytes; see `word_package.made_at` for the times inside.
    """
    file = open_template(document)
    if document.draft:
        file.add(_paragraph("DraftMark", f"{DRAFT_MARK}　{DRAFT_WARNING}"))
    file.add(_title(document.title))
    for block, following in zip(document.blocks, [*document.blocks[1:], None], strict=True):
        for node in _nodes(block, following):
            file.add(node)
    return pack(file)


def _nodes(block: Block, following: Block | None) -> Iterator[Node]:
    match block:
        case Heading(level, text):
            yield _paragraph(f"Heading{level}", text)
        case Paragraph(text):
            # A page that holds nothing but the signature looks like a page that lost its text.
            yield _paragraph("BodyText", text, keep=isinstance(following, Signature))
        case TableBlock():
            # Above the table, where no page break can come between the two.
            if block.note:
                yield _paragraph("TableNote", block.note, keep=True)
            yield table_element(block)
            # Word joins two tables that touch, and a document may not end with one.
            if following is None or isinstance(following, TableBlock):
                yield _paragraph("TableText", "")
        case Signature(unit):
            yield _paragraph("Signature", "", keep=True)
            yield _paragraph("Signature", unit, keep=True)
            yield _paragraph("Signature", block.date_text)


def _title(lines: tuple[str, ...]) -> Node:
    """One paragraph with line breaks, so that the title stays one title."""
    paragraph = w("p", w("pPr", w("pStyle", val="Title")))
    for index, line in enumerate(lines):
        if index:
            paragraph.append(w("r", w("br")))
        paragraph.append(w("r", w_text(line)))
    return paragraph


def _paragraph(style: str, text: str, *, keep: bool = False) -> Node:
    properties = w("pPr", w("pStyle", val=style))
    if keep:
        properties.append(w("keepNext"))
    node = w("p", properties)
    if text:
        node.append(w("r", w_text(text)))
    return node
