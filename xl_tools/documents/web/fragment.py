"""Neutral document → a piece of HTML to paste into a portal's editor.

Editors of portals strip style sheets, classes and scripts, so the essential style stands in each element, and the
lines of tables in attributes as well. They also strip pictures in SVG, of which loose letters would stay behind:
here a figure is the sentence that says what it shows. The office may put the exported picture in its place.
"""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.documents.blocks import Block, Document, Figure, Paragraph
from xl_tools.documents.look import Look, standard_look
from xl_tools.documents.markup import Node, fragment_text, tag
from xl_tools.documents.web.elements import draft_element, elements
from xl_tools.documents.web.style import banner_colours

_LINE = "#6b7686"
_CELL = f"padding:5px 4px;border:1px solid {_LINE};"
_STYLES = {
    "p": "margin:8px 0;line-height:1.9;text-align:justify;text-indent:2em",
    "p.draft": "margin:8px 0;padding:8px;border:2px solid #b00020;color:#b00020;font-weight:bold;text-align:center",
    "p.remark": "margin:8px 0;color:#b00020",
    "p.lines": "margin:8px 0;line-height:1.9",
    "div.scroll": "margin:16px 0;overflow-x:auto",
    "div.signature": "margin-top:32px",
    "p.signed": "margin:8px 0;text-align:right",
    "table": f"width:100%;border:1px solid {_LINE};border-collapse:collapse;line-height:1.45",
    "caption": "padding:4px 0;text-align:left",
    "col.outer1": "width:4.2em",
    "col.outer2": "width:5.4em",
    "th": f"{_CELL}font-weight:normal;text-align:center;text-wrap:balance",
    "th.row": f"{_CELL}font-weight:normal;text-align:left",
    "th.note": f"{_CELL}font-weight:normal;text-align:left",
    "th.banner": f"{_CELL}font-weight:bold;text-align:left",
    "td": f"{_CELL}text-align:center;white-space:nowrap",
    "td.text": f"{_CELL}text-align:left;vertical-align:top",
}
"""By element and class; an element with several classes takes the first that stands here."""
_LINED = {"border": "1", "cellspacing": "0", "cellpadding": "5", "width": "100%"}


def write_fragment(document: Document, *, look: Look | None = None) -> str:
    """The document as the text of one div element, without head, title, contents and page style.

    The portal prints the title itself, as h1; headings here begin with h2. A draft says so at its top. Ids begin
    with letters and a year of their own, so that the reports of several years can stand on one page.

    Args:
        look: for the colour of the banners; the standard look if None.
    """
    prefix = f"xl-tools-{document.subject.year}-"
    root = tag("div", lang="zh-CN")
    if document.draft:
        root.append(draft_element())
    for block in document.blocks:
        for node in elements(_in_words(block), prefix):
            root.append(node)
    styles = _STYLES | {"th.banner": f"{_STYLES['th.banner']};{banner_colours(look or standard_look())}"}
    for node in root.iter():
        _dress(node, styles)
    return fragment_text(root)


def _in_words(block: Block) -> Block:
    return Paragraph(f"{block.caption}：{block.alt}") if isinstance(block, Figure) else block


def _dress(node: Node, styles: Mapping[str, str]) -> None:
    """Replace the classes of an element by the style that stands for them."""
    classes = node.attrib.pop("class", "").split()
    names = (*(f"{node.tag}.{name}" for name in classes), node.tag)
    style = next((styles[name] for name in names if name in styles), "")
    if style:
        node.set("style", style)
    if node.tag == "table":
        for name, value in _LINED.items():
            node.set(name, value)
