"""The theme: what Word gives to shapes and charts that somebody adds later, in the fonts of the look.

No style of ours refers to it, but validators ask for the part, and Word would fill in a Western one.
"""

from __future__ import annotations

from xl_tools.documents.look import Look
from xl_tools.documents.word.wordml import Xml, element

_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1F3864",
    "lt2": "E7E6E6",
    "accent1": "2F5D8A",
    "accent2": "B85C38",
    "accent3": "5B7F4A",
    "accent4": "8A6FA8",
    "accent5": "3B8686",
    "accent6": "9A7B2F",
    "hlink": "0563C1",
    "folHlink": "954F72",
}
_LINE_WIDTHS = (6350, 12700, 19050)


def theme(look: Look) -> Xml:
    """The a:themeElements: colours, the fonts of title and text, and plain fills and lines."""
    fonts = element(
        "a:fontScheme",
        _font("a:majorFont", look.styles["title"].font),
        _font("a:minorFont", look.styles["body"].font),
        name=look.name,
    )
    colours = (element(f"a:{name}", element("a:srgbClr", val=colour)) for name, colour in _COLOURS.items())
    return element("a:themeElements", element("a:clrScheme", *colours, name=look.name), fonts, _formats(look.name))


def _font(kind: str, font: str) -> Xml:
    return element(
        kind, element("a:latin", typeface=font), element("a:ea", typeface=font), element("a:cs", typeface="")
    )


def _formats(name: str) -> Xml:
    """Three of each, from subtle to intense, as the schema wants them; here all are plain."""
    fill = element("a:solidFill", element("a:schemeClr", val="phClr"))
    lines = (element("a:ln", fill, w=width) for width in _LINE_WIDTHS)
    effect = element("a:effectStyle", element("a:effectLst"))
    return element(
        "a:fmtScheme",
        element("a:fillStyleLst", fill, fill, fill),
        element("a:lnStyleLst", *lines),
        element("a:effectStyleLst", effect, effect, effect),
        element("a:bgFillStyleLst", fill, fill, fill),
        name=name,
    )
