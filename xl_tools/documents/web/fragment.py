"""Neutral document → a piece of HTML to paste into a portal's editor.

Editors of portals strip style sheets, classes and scripts, so the essential style stands in each element, and the
lines of tables in attributes as well. They also strip pictures in SVG, of which loose letters would stay behind; and
said in words, the figures only repeat the tables. So a fragment has none, nor the appendix that holds them.
"""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.documents.blocks import Document
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.markup import Node, fragment_text, tag
from xl_tools.documents.web.elements import draft_element, elements
from xl_tools.documents.web.paper import UPRIGHT
from xl_tools.documents.web.style import banner_colours

_LINE = "#6b7686"
_CELL = f"padding:5px 4px;border:1px solid {_LINE};"
_TABLE = f"border:1px solid {_LINE};border-collapse:collapse;line-height:1.45"
_STYLES = {
    "p": "margin:8px 0;line-height:1.9;text-align:justify;text-indent:2em",
    "p.draft": "margin:8px 0;padding:8px;border:2px solid #b00020;color:#b00020;font-weight:bold;text-align:center",
    "p.remark": "margin:8px 0;color:#b00020",
    "p.lines": "margin:8px 0;line-height:1.9",
    "p.seal": "margin:24px 0 0;font-size:0.8em;line-height:1.6",
    "div.scroll": "margin:16px 0;overflow-x:auto",
    "div.signature": "display:table;margin:32px 2em 0 auto",
    "p.signed": "margin:8px 0;text-align:center",
    "h4": "font-size:1em",
    "h5": "font-size:1em",
    # Under 42 characters numbers and labels would be squeezed to columns of single characters; its box scrolls.
    "table.wide": f"width:100%;min-width:42em;{_TABLE}",
    "table": f"width:100%;{_TABLE}",
    "caption": "padding:4px 0;text-align:left",
    "col.outer1": "width:4.2em",
    "col.outer2": "width:5.4em",
    "th": f"{_CELL}font-weight:normal;text-align:center;text-wrap:balance",
    "th.row": f"{_CELL}font-weight:normal;text-align:left",
    "th.note": f"{_CELL}font-weight:normal;text-align:left",
    "th.banner": f"{_CELL}font-weight:bold;text-align:left",
    "span.upright": UPRIGHT,
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
    for block in document.without_figures().blocks:
        for node in elements(block, prefix):
            root.append(node)
    styles = _STYLES | {"th.banner": f"{_STYLES['th.banner']};{banner_colours(look or standard_look())}"}
    for node in root.iter():
        _dress(node, styles)
    return fragment_text(root)


def _dress(node: Node, styles: Mapping[str, str]) -> None:
    """Replace the classes of an element by the style that stands for them."""
    classes = node.attrib.pop("class", "").split()
    names = (*(f"{node.tag}.{name}" for name in classes), node.tag)
    style = next((styles[name] for name in names if name in styles), "")
    if node.tag == "th" and any(child.tag == "wbr" for child in node):
        style += ";word-break:keep-all"
    if style:
        node.set("style", style)
    if node.tag == "table":
        for name, value in _LINED.items():
            node.set(name, value)
