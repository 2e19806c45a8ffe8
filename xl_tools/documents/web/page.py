"""Neutral document → one self-contained, accessible web page without script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from xl_tools.documents.blocks import DRAFT_MARK, Block, Document, Heading, SealLine, Signature
from xl_tools.documents.clean import clean_line
from xl_tools.documents.look import Look
from xl_tools.documents.markup import Node, tag
from xl_tools.documents.web.breaks import title_parts
from xl_tools.documents.web.elements import draft_element, elements
from xl_tools.documents.web.frame import page_text, published_facts
from xl_tools.documents.web.style import page_style


@dataclass(frozen=True, slots=True)
class Download:
    """A file that lies beside the page: what it is (“Word”, “PDF 文件”), and its name without folders."""

    label: str
    file_name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", clean_line(self.label))

    @property
    def address(self) -> str:
        """The link, relative to the page; a name that cannot be encoded gives a link that leads nowhere."""
        return quote(self.file_name, safe="", errors="surrogatepass")


def write_html(document: Document, *, look: Look | None = None, downloads: Sequence[Download] = ()) -> str:
    """The document as the text of one HTML5 file, to be saved as UTF-8.

    Built as elements, so that every text is escaped by the serialiser. The same document gives the same text.

    Args:
        look: how it is printed; the standard look if None.
        downloads: files to link to below the title.
    """
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    main = tag("main", id="main", class_="page")
    if document.draft:
        main.append(draft_element())
    main.append(tag("h1", *(tag("span", *title_parts(line)) for line in document.title)))
    if downloads:
        links = (tag("li", tag("a", f"下载 {one.label}", href=one.address, download="")) for one in downloads)
        main.append(tag("ul", *links, class_="downloads", aria_label="下载"))
    if headings:
        main.append(_contents(headings))
    for node in _sections(document.blocks):
        main.append(node)
    title = document.title_text + (f"（{DRAFT_MARK}）" if document.draft else "")
    style = page_style(look, draft=document.draft, sealed=document.sealed)
    return page_text(title, style, main, *published_facts(title, draft=document.draft))


def _contents(headings: Sequence[Heading]) -> Node:
    items = (
        tag("li", tag("a", heading.text, href=f"#{_section_id(index)}")) for index, heading in enumerate(headings, 1)
    )
    return tag("nav", tag("p", "目录"), tag("ol", *items), aria_label="目录")


def _sections(blocks: Sequence[Block]) -> Iterator[Node]:
    """The blocks, those below a section's heading wrapped into one section named by that heading."""
    section: Node | None = None
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            if section is not None:
                yield section
            number += 1
            [heading] = elements(block)
            heading.set("id", _section_id(number))
            section = tag("section", heading, aria_labelledby=_section_id(number))
            continue
        if isinstance(block, Signature | SealLine) and section is not None:
            yield section
            section = None
        for node in elements(block):
            if section is None:
                yield node
            else:
                section.append(node)
    if section is not None:
        yield section


def _section_id(number: int) -> str:
    return f"section-{number}"
