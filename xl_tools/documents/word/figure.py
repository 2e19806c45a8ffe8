"""A figure in the Word file: the drawing as a picture in the line of text, with what it shows in words."""

from __future__ import annotations

from xl_tools.documents.blocks import Figure
from xl_tools.documents.look import Look
from xl_tools.documents.measures.page import figure_size
from xl_tools.documents.word.package import picture_id
from xl_tools.documents.word.wordml import PICTURE, Xml, element, w

_EMU = 12700
"""DrawingML's units in a point."""


def draw(figure: Figure) -> bytes:
    """The figure as a PNG file.

    Raises: FontsMissing on a computer without Chinese fonts, ApplicationError on one without typst.
    """
    from xl_tools.documents.typesetting.compiler import draw_png

    # Its texts are labels of the form and numbers, so no character is missing where there are Chinese fonts at all.
    return draw_png(figure.svg, figure.width, figure.height).png


def figure_run(figure: Figure, number: int, look: Look) -> Xml:
    """The w:r with the picture, in its own size, or smaller where it would leave the text's area.

    Args:
        number: its place among the pictures of the document, from 1; ids come from it.
    """
    size = {name: round(length * _EMU) for name, length in zip(("cx", "cy"), figure_size(figure, look), strict=True)}
    name = {"id": number, "name": f"图片 {number}", "descr": figure.alt, "title": figure.caption}
    locked = element("a:graphicFrameLocks", noChangeAspect=1)
    inline = element(
        "wp:inline",
        element("wp:extent", **size),
        element("wp:docPr", **name),
        element("wp:cNvGraphicFramePr", locked),
        element("a:graphic", element("a:graphicData", _picture(number, size, figure.alt), uri=PICTURE)),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return w("r", w("drawing", inline))


def _picture(number: int, size: dict[str, int], alt: str) -> Xml:
    shape = element("a:prstGeom", element("a:avLst"), prst="rect")
    frame = element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", **size))
    return element(
        "pic:pic",
        element(
            "pic:nvPicPr",
            element("pic:cNvPr", id=number, name=f"image{number}.png", descr=alt),
            element("pic:cNvPicPr"),
        ),
        element(
            "pic:blipFill",
            element("a:blip", **{"r:embed": picture_id(number)}),
            element("a:stretch", element("a:fillRect")),
        ),
        element("pic:spPr", frame, shape),
    )
