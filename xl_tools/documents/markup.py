"""The only door to lxml, which ships incomplete types: small typed helpers over it."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, Protocol, cast

from xl_tools.documents.clean import clean

_etree = cast(Any, import_module("lxml.etree"))


class Node(Protocol):
    """An element of lxml, as far as the writers use it."""

    tag: str
    text: str | None
    tail: str | None
    attrib: MutableMapping[str, str]

    def get(self, name: str, /) -> str | None: ...
    def append(self, child: Node, /) -> None: ...
    def set(self, name: str, value: str, /) -> None: ...
    def iter(self, name: str = ..., /) -> Iterator[Node]: ...
    def __iter__(self) -> Iterator[Node]: ...


def tag(name: str, /, *children: Node | str, **attributes: str) -> Node:
    """An HTML element; strings among the children become clean text, `_` at the end of a name is dropped.

    An underscore inside a name stands for a hyphen: `aria_label`, `class_`.
    """
    node: Node = _etree.Element(name)
    for key, value in attributes.items():
        node.set(key.rstrip("_").replace("_", "-"), clean(value))
    last: Node | None = None
    for child in children:
        if not isinstance(child, str):
            node.append(child)
            last = child
        elif last is None:
            node.text = (node.text or "") + clean(child)
        else:
            last.tail = (last.tail or "") + clean(child)
    return node


def html_text(node: Node) -> str:
    """The element as an HTML5 document."""
    return f"<!DOCTYPE html>\n{fragment_text(node)}"


def fragment_text(node: Node) -> str:
    """The element as a piece of HTML5."""
    return cast(str, _etree.tostring(node, method="html", encoding="unicode")) + "\n"


def svg_tree(svg: str) -> Node:
    """The root of an SVG document of ours. Raises: ValueError if it is not well-formed."""
    try:
        return cast(Node, _etree.fromstring(svg.encode(), _etree.XMLParser(resolve_entities=False, no_network=True)))
    except _etree.XMLSyntaxError as error:
        raise ValueError(f"picture is not well-formed XML: {error}") from error
