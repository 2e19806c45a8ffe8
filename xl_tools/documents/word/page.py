"""The page of the Word file: A4 with the margins of the look, page number in the footer, 草稿 in the header."""

from __future__ import annotations

from xl_tools.documents.look import PAGE_HEIGHT, PAGE_WIDTH, Look
from xl_tools.documents.measures.page import DRAFT_LINE, draft_mark, page_number, points, twips
from xl_tools.documents.word.styles import left_indent, right_indent
from xl_tools.documents.word.wordml import NOTHING, Xml, element, join, part, w, w_text

PARITIES = {"default": "1", "even": "2"}
"""The kinds of page that have headers and footers of their own, and the number that ends their parts' names."""


def surround(look: Look, *, draft: bool) -> dict[str, bytes]:
    """The headers and footers by the names of their parts: footer1 (odd pages, or all), footer2 (even pages) …"""
    numbers = PARITIES.values() if look.page.number == "outside" else ("1",)
    parts = {f"footer{number}": part("w:ftr", _footer(look, number)) for number in numbers}
    if draft:
        parts |= {f"header{number}": part("w:hdr", _header()) for number in numbers}
    return parts


def section_properties(look: Look, *, draft: bool) -> Xml:
    """The w:sectPr; each header and footer is related to by the name of its part."""
    parts = surround(look, draft=draft)
    references = (
        element(f"w:{kind}Reference", **{"w:type": parity, "r:id": f"{kind}{number}"})
        for kind in ("header", "footer")
        for parity, number in PARITIES.items()
        if f"{kind}{number}" in parts
    )
    paper = w("pgSz", w=twips(points(PAGE_WIDTH)), h=twips(points(PAGE_HEIGHT)))
    return w("sectPr", *references, paper, _margins(look))


def _margins(look: Look) -> Xml:
    margins = {side: twips(points(getattr(look.page, side))) for side in ("top", "right", "bottom", "left")}
    header, footer = twips(draft_mark(look).from_edge), twips(page_number(look).from_edge)
    return w("pgMar", **margins, header=header, footer=footer, gutter=0)


def _footer(look: Look, number: str) -> Xml:
    """The page number; outside, it leaves one character free towards the edge of the text."""
    size = page_number(look).size
    if look.page.number != "outside":
        place = NOTHING
    elif number == PARITIES["even"]:
        place = join((left_indent(1, size), w("jc", val="left")))
    else:
        place = join((right_indent(1, size), w("jc", val="right")))
    field = w("fldSimple", w("r", w_text("1")), instr=" PAGE ")
    style = w("pPr", w("pStyle", val="Footer"), place)
    return w("p", style, w("r", w_text("— ")), field, w("r", w_text(" —")))


def _header() -> Xml:
    return w("p", w("pPr", w("pStyle", val="Header")), w("r", w_text(DRAFT_LINE)))
