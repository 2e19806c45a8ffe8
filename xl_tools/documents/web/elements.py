"""Block of the neutral document → elements, the same for the page and for the fragment."""

from __future__ import annotations

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
    Signature,
    TableBlock,
)
from xl_tools.documents.markup import Node, svg_tree, tag
from xl_tools.documents.web.table import broken_lines, plain_table_element, scroll_box, table_element


def elements(block: Block, prefix: str = "") -> Iterator[Node]:
    """The elements of one block; the title being h1, a heading of level 1 is h2.

    Args:
        prefix: what every id begins with.
    """
    match block:
        case Heading(level, text, new_page):
            yield tag(f"h{level + 1}", text, **({"class": "new-page"} if new_page else {}))
        case Paragraph(text):
            yield tag("p", text)
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
        case Signature(unit):
            yield tag("div", *(tag("p", line, class_="signed") for line in (unit, block.date_text)), class_="signature")


def draft_element() -> Node:
    """The mark of a document that must not be published yet."""
    return tag("p", f"{DRAFT_MARK}　{DRAFT_WARNING}", class_="draft")


def _figure(figure: Figure, prefix: str) -> Node:
    """The picture itself, which names and describes itself, with its caption below."""
    picture = svg_tree(figure.svg)
    for node in picture.iter():
        for name in ("id", "aria-labelledby"):
            ids = node.get(name)
            if ids:
                node.set(name, " ".join(prefix + one for one in ids.split()))
    picture.set("width", f"{figure.width:g}pt")
    picture.set("height", f"{figure.height:g}pt")
    # Internet Explorer stops at every picture with the tab key otherwise.
    picture.set("focusable", "false")
    box = scroll_box(picture, figure.caption, role="group")
    return tag("figure", box, tag("figcaption", figure.caption))
