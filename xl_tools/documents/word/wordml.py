"""WordprocessingML as text, built from the inside out; every text and attribute is escaped on its way in.

`Xml` is a string that only the functions here make, so the type checker finds a text that was not escaped.
Strings take a fifth of the time of a tree of elements, and load no library.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

Xml = NewType("Xml", str)
NOTHING = Xml("")
SLOT = Xml("\0")
"""Stands for what is put in later; no XML holds this character."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_NAMESPACES = {
    "w": W,
    "r": OFFICE,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": DRAWING,
    "pic": PICTURE,
}
DECLARATION = Xml('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')


def escape(text: str) -> Xml:
    """The text as it stands between tags or in an attribute; it holds no character that XML forbids (see `clean`)."""
    return Xml(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


def join(parts: Iterable[Xml]) -> Xml:
    return Xml("".join(parts))


def element(name: str, /, *children: Xml, **attributes: str | int) -> Xml:
    """An element; names with their prefix, `**{"r:id": …}` where an attribute has one."""
    given = "".join([f' {key}="{escape(str(value))}"' for key, value in attributes.items()])
    return Xml(f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>")


def w(name: str, /, *children: Xml, **attributes: str | int) -> Xml:
    """An element of WordprocessingML; its name and those of its attributes without their prefix."""
    return element(f"w:{name}", *children, **{f"w:{key}": value for key, value in attributes.items()})


def around_slot(xml: Xml) -> tuple[Xml, Xml]:
    """What stands before and after the SLOT in a piece of XML, so that it need not be built again for each text."""
    before, _, after = xml.partition(SLOT)
    return Xml(before), Xml(after)


def w_text(text: str) -> Xml:
    """A w:t that keeps spaces at its ends."""
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return Xml(f"<w:t{kept}>{escape(text)}</w:t>")


def w_lines(lines: Iterable[str]) -> Xml:
    """Texts of one run, with line breaks between them."""
    return Xml("<w:br/>".join(map(w_text, lines)))


def part(name: str, /, *children: Xml, **attributes: str) -> bytes:
    """A whole part of the package, with `name`, which has a prefix, as its root."""
    spaces = {f"xmlns:{prefix}": uri for prefix, uri in _NAMESPACES.items()}
    return (DECLARATION + element(name, *children, **spaces, **attributes)).encode()


def half_points(size: float) -> int:
    """A size of type in Word's unit."""
    return round(size * 2)
