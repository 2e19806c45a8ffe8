"""A picture as a few plain shapes, and its text as SVG.

Presentation attributes only, without style sheets, clipping or transforms: what typst, Word and browsers draw alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from xl_tools.documents.lookfile import standard_look

BLUE, MIDDLE, LIGHT, GREY = "#14467c", "#5b8ec4", "#c6d9f1", "#8595a8"
"""Blue of text and bars; two lighter ones, which differ from it in lightness alone; the grey of last year's bars."""
INK, SOFT, HAIRLINE, PALE, PAPER, ALARM = "#1a1a1a", "#4a5361", "#b8c2cf", "#eef3fa", "#ffffff", "#b00020"
_ASCENT, _DESCENT = 0.88, 0.12
"""Of a line of Chinese text, in em above and below its baseline."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; (x, y) is its top left corner. All lengths are points."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    stroke: str
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on the baseline y; `anchor` says what of it stands at x: its start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    fill: str = INK
    anchor: str = "start"
    bold: bool = False


Shape = Box | Rule | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes within `width` by `height` points, to be placed or written."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def at(self, x: float, y: float) -> Iterator[Shape]:
        """The shapes with the drawing's top left corner at (x, y)."""
        for shape in self.shapes:
            moved = replace(shape, x=shape.x + x, y=shape.y + y)
            yield replace(moved, x2=moved.x2 + x, y2=moved.y2 + y) if isinstance(moved, Rule) else moved


def middle(top: float, height: float, size: float) -> float:
    """The baseline of a line of text that stands in the middle of a strip."""
    return top + (height + (_ASCENT - _DESCENT) * size) / 2


def below(top: float, size: float) -> float:
    """The baseline of a line of text that hangs below `top`."""
    return top + _ASCENT * size


def write_svg(drawing: Drawing, id_: str, title: str, description: str) -> str:
    """The drawing as an SVG document on white, named and described for those who do not see it.

    Args:
        id_: ASCII; the ids in the document begin with it, so that several can stand in one page.
    """
    size = {"width": drawing.width, "height": drawing.height}
    names = (
        _element("title", {"id": f"{id_}-title"}, escape(title)),
        _element("desc", {"id": f"{id_}-desc"}, escape(description)),
    )
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "xml:lang": "zh-CN",
        "id": id_,
        **size,
        "viewBox": f"0 0 {_number(drawing.width)} {_number(drawing.height)}",
        "role": "img",
        "aria-labelledby": f"{id_}-title {id_}-desc",
        "font-family": ", ".join((*_families(), "sans-serif")),
    }
    paper = _shape(Box(0, 0, drawing.width, drawing.height, PAPER))
    return _element("svg", root, "\n".join(("", *names, paper, *_lines(drawing.shapes), ""))) + "\n"


def _lines(shapes: Iterable[Shape]) -> Iterator[str]:
    return (_shape(shape) for shape in shapes)


def _shape(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, fill, stroke):
            outline = {"stroke": stroke, "stroke-width": 0.75} if stroke else {}
            return _element("rect", {"x": x, "y": y, "width": width, "height": height, "fill": fill, **outline})
        case Rule(x, y, x2, y2, stroke, width):
            return _element("line", {"x1": x, "y1": y, "x2": x2, "y2": y2, "stroke": stroke, "stroke-width": width})
        case Text(x, y, text, size, fill, anchor, bold):
            where = {} if anchor == "start" else {"text-anchor": anchor}
            weight = {"font-weight": "bold"} if bold else {}
            place = {"x": x, "y": y, "font-size": size, "fill": fill}
            return _element("text", {**place, **where, **weight}, escape(text))


def _element(name: str, attributes: dict[str, str | float], content: str = "") -> str:
    written = "".join(
        f" {key}={quoteattr(value if isinstance(value, str) else _number(value))}" for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _number(value: float) -> str:
    """At most two decimals, the same on every computer; never “-0”."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if round(value, 2) else "0"


def _families() -> tuple[str, ...]:
    face = standard_look().chain("heading1")[0]
    return (face.name, *face.families)
