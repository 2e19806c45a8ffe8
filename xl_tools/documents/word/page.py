"""The page of the Word file: A4 with the margins of the look, page number in the footer, 草稿 in the header."""

from __future__ import annotations

from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING
from xl_tools.documents.look import PAGE_HEIGHT, PAGE_WIDTH, Look
from xl_tools.documents.measures.page import mm_twips, twips
from xl_tools.documents.word.styles import left_indent, right_indent
from xl_tools.documents.word.wordml import NOTHING, Xml, element, join, part, w, w_text

_NUMBER_BELOW_TEXT = 7.0
"""Millimetres from the text to the page number, as on documents after GB/T 9704-2012."""
_LEAST_FOOTER_SHARE = 0.4
"""Where the margin is too small for that distance, the share of it that stays free below the page number."""
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
    return w("sectPr", *references, w("pgSz", w=mm_twips(PAGE_WIDTH), h=mm_twips(PAGE_HEIGHT)), _margins(look))


def _margins(look: Look) -> Xml:
    page, size = look.page, twips(look.styles["page_number"].size)
    top, bottom = mm_twips(page.top), mm_twips(page.bottom)
    return w(
        "pgMar",
        top=top,
        right=mm_twips(page.right),
        bottom=bottom,
        left=mm_twips(page.left),
        header=max((top - size) // 2, 0),
        footer=max(bottom - mm_twips(_NUMBER_BELOW_TEXT) - size, round(bottom * _LEAST_FOOTER_SHARE)),
        gutter=0,
    )


def _footer(look: Look, number: str) -> Xml:
    """The page number; outside, it leaves one character free towards the edge of the text."""
    size = look.styles["page_number"].size
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
    return w("p", w("pPr", w("pStyle", val="Header")), w("r", w_text(f"{DRAFT_MARK}　{DRAFT_WARNING}")))
