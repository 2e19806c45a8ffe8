"""Block of the neutral document → elements, the same for the page and for the fragment."""

from __future__ import annotations

import math
from collections.abc import Iterator

from xl_tools.documents.blocks import (
    DRAFT_MARK,
    DRAFT_WARNING,
    Block,
    Figure,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    SealLine,
    Signature,
    TableBlock,
)
from xl_tools.documents.markup import Node, svg_tree, tag
from xl_tools.documents.measures.placing import signature_indents
from xl_tools.documents.web.breaks import broken_lines, running_text
from xl_tools.documents.web.table import plain_table_element, table_element

_POINTS_PER_REM = 11


def elements(block: Block, prefix: str = "") -> Iterator[Node]:
    """The elements of one block; the title being h1, a heading of level 1 is h2.

    Args:
        prefix: what every id begins with.
    """
    match block:
        case Heading(level, text, new_page):
            yield tag(f"h{level + 1}", text, **({"class": "new-page"} if new_page else {}))
        case Paragraph(text):
            yield tag("p", *running_text(text))
        case TableBlock():
            if block.note:
                yield tag("p", block.note, class_="remark")
            yield table_element(block, prefix)
        case PlainTable():
            yield plain_table_element(block)
        case Lines(lines):
            yield tag("p", *broken_lines(lines), class_="lines")
        case Figure():
            yield _figure(block, f"{prefix}figure-")
        case Signature():
            yield _signature(block)
        case SealLine():
            yield tag("p", block.text, class_="seal")


def draft_element() -> Node:
    """The mark of a document that must not be published yet."""
    return tag("p", f"{DRAFT_MARK}　{DRAFT_WARNING}", class_="draft")


def _signature(signature: Signature) -> Node:
    """Name and date, the shorter centred at the longer, as far from the right edge as in the other documents."""
    lines = (tag("p", line, class_="signed") for line in (signature.unit, signature.date_text))
    # A browser sees for itself whether the name fits on one line.
    free = min(signature_indents(signature, math.inf))
    return tag("div", *lines, class_="signature", style=f"margin-right: {free:g}em")


def _figure(figure: Figure, prefix: str) -> Node:
    """The picture itself, which names and describes itself, with its caption below."""
    picture = svg_tree(figure.svg)
    for node in picture.iter():
        for name in ("id", "aria-labelledby"):
            ids = node.get(name)
            if ids:
                node.set(name, " ".join(prefix + one for one in ids.split()))
    # A telephone shows it as wide as its screen; a desk, so wide that its letters are about as large as the caption.
    picture.set("style", f"max-width: {figure.width / _POINTS_PER_REM:.3g}rem")
    picture.set("width", f"{figure.width:g}pt")
    picture.set("height", f"{figure.height:g}pt")
    # Internet Explorer stops at every picture with the tab key otherwise.
    picture.set("focusable", "false")
    return tag("figure", picture, tag("figcaption", figure.caption))
