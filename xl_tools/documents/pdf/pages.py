"""Neutral document and look → the data from which report.typ sets the pages; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.documents.blocks import (
    Block,
    Document,
    Figure,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    SealLine,
    Signature,
    TableBlock,
)
from xl_tools.documents.look import DRAFT_RED, PAGE_HEIGHT, PAGE_WIDTH, Look
from xl_tools.documents.measures import spacing
from xl_tools.documents.measures.page import (
    DRAFT_LINE,
    Marginal,
    draft_mark,
    figure_size,
    page_number,
    points,
    text_width,
)
from xl_tools.documents.measures.placing import signature_indents, title_lines
from xl_tools.documents.pdf.breaking import across, broken
from xl_tools.documents.pdf.tables import Data, list_data, table_data
from xl_tools.documents.stamp import CREATOR
from xl_tools.documents.typesetting.fonts import families_for, has_bold

_CLOSE = ("table", "note", "seal")
"""Styles whose lines keep a pitch of their own, as in the cells of a table."""
_ENDED = ("paragraph", "closing", "signature", "figure")
"""Kinds of blocks that a 封存码 stays with: alone on a page it looks as if it had lost its document."""


def page_data(document: Document, look: Look) -> Data:
    """All that report.typ needs to set the document.

    Raises: FontsMissing.
    """
    subject, title = document.subject, look.styles["title"]
    return {
        "name": document.title_text,
        "author": CREATOR,
        "about": f"{subject.year}年度 {subject.form_name}",
        "draft": DRAFT_LINE if document.draft else "",
        "draft_red": DRAFT_RED,
        "banner": look.banner,
        "indent": look.indent,
        "space": _space(look),
        "page": _page(look),
        "styles": {name: _style(look, name) for name in look.styles},
        "title": [across(line, look, "title") for line in title_lines(document.title, text_width(look) / title.size)],
        "blocks": _blocks(document.blocks, look),
    }


def _page(look: Look) -> Data:
    margins = {side: points(getattr(look.page, side)) for side in ("top", "right", "bottom", "left")}
    return {
        **margins,
        "width": points(PAGE_WIDTH),
        "height": points(PAGE_HEIGHT),
        "number": look.page.number,
        "header": _marginal(draft_mark(look), margins["top"]),
        "footer": _marginal(page_number(look), margins["bottom"]),
    }


def _marginal(line: Marginal, margin: float) -> Data:
    """A line in a margin of this height; typst asks how far from the text it stands."""
    return {"size": line.size, "from_text": margin - line.from_edge - line.size}


def _space(look: Look) -> Data:
    return {
        "title_below": spacing.below_title(look),
        "signature_above": spacing.above_signature(look),
        "note_above": spacing.NOTE_ABOVE,
        "figure_above": spacing.FIGURE_ABOVE,
        "caption_above": spacing.CAPTION_ABOVE,
        "caption_below": spacing.CAPTION_BELOW,
    }


def _style(look: Look, name: str) -> Data:
    style = look.styles[name]
    fonts = families_for(look, name)
    outlined = style.bold and not has_bold(fonts[0])
    return {
        "fonts": fonts,
        "size": style.size,
        "pitch": style.size * spacing.LINE_EMS if name in _CLOSE else look.pitch_of(name),
        "weight": "bold" if style.bold and not outlined else "regular",
        "outlined": outlined,
    }


def _blocks(blocks: Sequence[Block], look: Look) -> list[Data]:
    found: list[Data] = []
    level = 0
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        match block:
            case Heading(_, ""):
                pass
            case Heading():
                # PDF/UA allows no gap in the levels.
                level = min(block.level, level + 1)
                found.append(_heading(block, level, look))
            case Signature() if found and found[-1]["kind"] == "paragraph":
                found[-1] |= _signature(block, look) | {"kind": "closing"}
            case SealLine() if found and found[-1]["kind"] in _ENDED:
                kind = found[-1]["kind"]
                found[-1] |= {"seal": _seal(block, look, figure=kind == "figure")}
                if kind == "paragraph":
                    found[-1] |= {"kind": "closing", "lines": []}
            case TableBlock():
                found.append(table_data(block, look) | _below_table(after, look))
            case PlainTable():
                found.append(list_data(block, look) | _below_table(after, look))
            case _:
                found.append(_block(block, look))
    return found


def _block(block: Paragraph | Signature | SealLine | Figure | Lines, look: Look) -> Data:
    match block:
        case Paragraph(text):
            # Half a line, because a long word that moves to the next line as a whole leaves a gappy one.
            return {"kind": "paragraph", "text": broken(text, text_width(look) / 2, look.styles["body"].size)}
        case Signature():
            return _signature(block, look)
        case SealLine():
            return _seal(block, look)
        case Lines(lines):
            return {"kind": "lines", "lines": [across(line, look, "body") for line in lines]}
        case Figure():
            return _figure(block, look)


def _below_table(after: Block | None, look: Look) -> Data:
    return {"below": spacing.below_table(look, another=isinstance(after, TableBlock | PlainTable))}


def _heading(block: Heading, level: int, look: Look) -> Data:
    style = f"heading{block.level}"
    text = across(block.text, look, style)
    above, below = spacing.around_heading(block.level, look)
    return {
        "kind": "heading",
        "level": level,
        "style": style,
        "text": text,
        "above": above,
        "below": below,
        "new_page": block.new_page,
    }


def _signature(block: Signature, look: Look) -> Data:
    free = signature_indents(block, text_width(look) / look.styles["body"].size)
    lines = [across(line, look, "body") for line in (block.unit, block.date_text)]
    return {
        "kind": "signature",
        "lines": [{"text": text, "free": room} for text, room in zip(lines, free, strict=True)],
    }


def _seal(block: SealLine, look: Look, *, figure: bool = False) -> Data:
    above = spacing.above_seal(look, figure=figure)
    # Word takes the larger of two spaces that meet, typst their sum.
    below_caption = spacing.CAPTION_BELOW if figure else 0.0
    return {"kind": "seal", "text": across(block.text, look, "seal"), "above": max(above - below_caption, 0.0)}


def _figure(block: Figure, look: Look) -> Data:
    width, height = figure_size(block, look)
    return {
        "kind": "figure",
        "svg": block.svg,
        "alt": block.alt or block.caption,
        "caption": across(block.caption, look, "table"),
        "width": width,
        "height": height,
    }
