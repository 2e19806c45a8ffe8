"""Neutral document → one self-contained, accessible web page without script."""

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
from xl_tools.documents.html_style import STYLE
from xl_tools.documents.html_table import table_element
from xl_tools.documents.markup import Node, html_text, tag


def write_html(document: Document) -> str:
    """The document as the text of one HTML5 file, to be saved as UTF-8.

    Built as elements, so that every text is escaped by the serialiser. The same document gives the same text.
    """
    contents = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    main = tag("main", id="main", class_="page")
    if document.draft:
        main.append(tag("p", f"{DRAFT_MARK}　{DRAFT_WARNING}", class_="draft"))
    main.append(tag("h1", *(tag("span", line) for line in document.title)))
    main.append(_contents(contents))
    for node in _sections(document.blocks):
        main.append(node)
    skip = tag("a", "跳到正文", class_="skip", href="#main")
    return html_text(tag("html", _head(document), tag("body", skip, main), lang="zh-CN"))


def _head(document: Document) -> Node:
    title = document.title_text + (f"（{DRAFT_MARK}）" if document.draft else "")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("meta", name="description", content=title),
    )
    if document.draft:
        head.append(tag("meta", name="robots", content="noindex"))
    head.append(tag("style", STYLE))
    return head


def _contents(headings: list[Heading]) -> Node:
    items = (
        tag("li", tag("a", heading.text, href=f"#{_section_id(index)}")) for index, heading in enumerate(headings, 1)
    )
    return tag("nav", tag("ol", *items), aria_label="目录")


def _sections(blocks: tuple[Block, ...]) -> Iterator[Node]:
    """The blocks, those below a section's heading wrapped into one section named by that heading."""
    section: Node | None = None
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            if section is not None:
                yield section
            number += 1
            heading = tag("h2", block.text, id=_section_id(number))
            section = tag("section", heading, aria_labelledby=_section_id(number))
            continue
        for node in _nodes(block):
            if section is None or isinstance(block, Signature):
                if section is not None:
                    yield section
                    section = None
                yield node
            else:
                section.append(node)
    if section is not None:
        yield section


def _nodes(block: Block) -> Iterator[Node]:
    match block:
        case Heading(level, text):
            yield tag(f"h{level + 1}", text)
        case Paragraph(text):
            yield tag("p", text)
        case TableBlock():
            if block.note:
                yield tag("p", block.note, class_="remark")
            yield table_element(block)
        case Signature(unit):
            yield tag("div", tag("p", unit), tag("p", block.date_text), class_="signature")


def _section_id(number: int) -> str:
    return f"section-{number}"
