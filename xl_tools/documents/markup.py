"""The only door to lxml and python-docx, which ship incomplete types: small typed helpers over them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any, Protocol, cast

_etree = cast(Any, import_module("lxml.etree"))

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W_MAP = {"w": W}
_W_PREFIX = f"{{{W}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Node(Protocol):
    """An element of lxml, as far as the writers use it."""

    text: str | None
    tail: str | None

    def append(self, child: Node, /) -> None: ...
    def addprevious(self, sibling: Node, /) -> None: ...
    def set(self, name: str, value: str, /) -> None: ...
    def iter(self, name: str, /) -> Iterator[Node]: ...
    def __iter__(self) -> Iterator[Node]: ...


def w(name: str, /, *children: Node, **attributes: str | int) -> Node:
    """A WordprocessingML element; names of element and attributes without their prefix."""
    node: Node = _etree.Element(_W_PREFIX + name, nsmap=_W_MAP)
    for key, value in attributes.items():
        node.set(_W_PREFIX + key, str(value))
    for child in children:
        node.append(child)
    return node


def w_text(text: str) -> Node:
    """A w:t element that keeps spaces at its ends."""
    node = w("t")
    _set_text(node, text)
    return node


def clone(node: Node) -> Node:
    """A copy of the element with everything in it."""
    return copy.deepcopy(node)


def fill_text(node: Node, text: str) -> None:
    """Put the text into the first w:t inside the element."""
    _set_text(next(node.iter(f"{_W_PREFIX}t")), text)


def _set_text(node: Node, text: str) -> None:
    node.text = text
    if text != text.strip():
        node.set(_SPACE, "preserve")


def tag(name: str, /, *children: Node | str, **attributes: str) -> Node:
    """An HTML element; strings among the children become text, `_` at the end of a name is dropped.

    An underscore inside a name stands for a hyphen: `aria_label`, `class_`.
    """
    node: Node = _etree.Element(name)
    for key, value in attributes.items():
        node.set(key.rstrip("_").replace("_", "-"), value)
    last: Node | None = None
    for child in children:
        if not isinstance(child, str):
            node.append(child)
            last = child
        elif last is None:
            node.text = (node.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return node


def xml_bytes(node: Node) -> bytes:
    """The element as an XML part: UTF-8, declaration, standalone."""
    return cast(bytes, _etree.tostring(node, xml_declaration=True, encoding="UTF-8", standalone=True))


def html_text(node: Node) -> str:
    """The element as an HTML5 document."""
    return cast(str, _etree.tostring(node, method="html", encoding="unicode", doctype="<!DOCTYPE html>")) + "\n"


class WordFile:
    """A Word package open in python-docx: its body, its properties, its bytes."""

    def __init__(self, package: bytes) -> None:
        # Imported here because it takes a tenth of a second, which the web page need not pay.
        self._document = cast(Any, import_module("docx")).Document(BytesIO(package))
        self._last: Node = self._document.element.body.sectPr

    def add(self, node: Node) -> None:
        """Append a paragraph or table at the end of the body, before the section's properties."""
        self._last.addprevious(node)

    def set_properties(self, texts: Mapping[str, str], made_at: datetime) -> None:
        """Set core properties by python-docx's names, and `made_at` as time of creation and of change."""
        properties = self._document.core_properties
        for name, text in texts.items():
            setattr(properties, name, text)
        properties.created = properties.modified = made_at

    def save(self) -> bytes:
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()
