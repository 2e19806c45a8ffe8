"""Neutral document and look → the data from which report.typ sets the pages; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.documents.blocks import (
    DRAFT_MARK,
    DRAFT_WARNING,
    Block,
    Document,
    Figure,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    Signature,
    TableBlock,
)
from xl_tools.documents.look import PAGE_HEIGHT, PAGE_WIDTH, Look
from xl_tools.documents.measures.placing import signature_indents, title_lines
from xl_tools.documents.measures.table import LINE_EMS
from xl_tools.documents.pdf.measures import POINTS_PER_MM, Data, across, broken, text_height, text_width
from xl_tools.documents.pdf.tables import list_data, table_data
from xl_tools.documents.stamp import CREATOR
from xl_tools.documents.typesetting.fonts import families_for, has_bold

_NUMBER_BELOW_TEXT = 7.0
"""Millimetres from the text to the page number, as on documents after GB/T 9704-2012."""
_LEAST_FOOTER_SHARE = 0.4
"""Where the margin is too small for that distance, the share of it that stays free below the page number."""
_LEAST_PITCH_EMS = 1.2
_CAPTION_PITCHES = 3
"""Lines of text that stay free below a picture as tall as the page."""


def page_data(document: Document, look: Look) -> Data:
    """All that report.typ needs to set the document.

    Raises: FontsMissing.
    """
    subject, title = document.subject, look.styles["title"]
    return {
        "name": document.title_text,
        "author": CREATOR,
        "about": f"{subject.year}年度 {subject.form_name}",
        "draft": f"{DRAFT_MARK}　{DRAFT_WARNING}" if document.draft else "",
        "pitch": look.pitch,
        "indent": look.indent,
        "banner": look.banner,
        "page": _page(look),
        "styles": {name: _style(look, name) for name in look.styles},
        "title": [across(line, look, "title") for line in title_lines(document.title, text_width(look) / title.size)],
        "blocks": _blocks(document.blocks, look),
    }


def _page(look: Look) -> Data:
    page, size = look.page, look.styles["page_number"].size
    margins = {side: getattr(page, side) * POINTS_PER_MM for side in ("top", "right", "bottom", "left")}
    free = max(margins["bottom"] - _NUMBER_BELOW_TEXT * POINTS_PER_MM - size, margins["bottom"] * _LEAST_FOOTER_SHARE)
    return {
        **margins,
        "width": PAGE_WIDTH * POINTS_PER_MM,
        "height": PAGE_HEIGHT * POINTS_PER_MM,
        "number": page.number,
        "number_below": margins["bottom"] - free - size,
        "header_above": (margins["top"] - size) / 2,
    }


def _style(look: Look, name: str) -> Data:
    style = look.styles[name]
    fonts = families_for(look, name)
    outlined = style.bold and not has_bold(fonts[0])
    least = style.size * _LEAST_PITCH_EMS
    pitches = {
        "title": max(look.title_pitch, least),
        "page_number": style.size,
        "table": style.size * LINE_EMS,
        "note": style.size * LINE_EMS,
    }
    return {
        "fonts": fonts,
        "size": style.size,
        "pitch": pitches.get(name, max(look.pitch, least)),
        "weight": "bold" if style.bold and not outlined else "regular",
        "outlined": outlined,
    }


def _blocks(blocks: Sequence[Block], look: Look) -> list[Data]:
    found: list[Data] = []
    level = 0
    for block in blocks:
        match block:
            case Heading(_, ""):
                pass
            case Heading():
                # PDF/UA allows no gap in the levels.
                level = min(block.level, level + 1)
                found.append(_heading(block, level, look))
            case Signature() if found and found[-1]["kind"] == "paragraph":
                found[-1] |= _signature(block, look) | {"kind": "closing"}
            case _:
                found.append(_block(block, look))
    return found


def _block(block: Paragraph | TableBlock | Signature | Figure | PlainTable | Lines, look: Look) -> Data:
    match block:
        case Paragraph(text):
            # Half a line, because a long word that moves to the next line as a whole leaves a gappy one.
            return {"kind": "paragraph", "text": broken(text, text_width(look) / 2, look.styles["body"].size)}
        case Signature():
            return _signature(block, look)
        case Lines(lines):
            return {"kind": "lines", "lines": [across(line, look, "body") for line in lines]}
        case Figure():
            return _figure(block, look)
        case TableBlock():
            return table_data(block, look)
        case PlainTable():
            return list_data(block, look)


def _heading(block: Heading, level: int, look: Look) -> Data:
    style = f"heading{block.level}"
    text = across(block.text, look, style)
    return {"kind": "heading", "level": level, "style": style, "text": text, "new_page": block.new_page}


def _signature(block: Signature, look: Look) -> Data:
    free = signature_indents(block)
    lines = [across(line, look, "body") for line in (block.unit, block.date_text)]
    return {
        "kind": "signature",
        "lines": [{"text": text, "free": room} for text, room in zip(lines, free, strict=True)],
    }


def _figure(block: Figure, look: Look) -> Data:
    width, height = text_width(look), text_height(look) - _CAPTION_PITCHES * look.pitch
    scale = min(1.0, width / block.width, height / block.height)
    return {
        "kind": "figure",
        "svg": block.svg,
        "alt": block.alt or block.caption,
        "caption": across(block.caption, look, "table"),
        "width": block.width * scale,
        "height": block.height * scale,
    }
