"""Elements and styles of a Word file, as far as its reader asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
HIDING = frozenset({"vanish", "strike", "dstrike"})
"""Effects of characters that are no text of the report: hidden ones, and those struck through."""
RAISED = "vertAlign"
"""Effect of characters above or below the line, such as the number of a footnote."""
_BODY_LEVEL = 9
_DEEPEST = 32
"""Styles that a style is based on, one upon the other; a file may let them run in a circle."""


def child(node: Any, *names: str) -> Any:
    """The first element on this path below `node`, which may be None; None if there is none."""
    for name in names:
        if node is None:
            return None
        node = node.find(W + name)
    return node


def value_of(node: Any) -> str:
    """The value of a property; empty if it is not set."""
    return "" if node is None else node.get(W + "val", "")


def number_of(node: Any, name: str = "val", default: int = 0) -> int:
    """A whole number of an attribute; `default` where it is not one."""
    text = "" if node is None else node.get(W + name, "")
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


def is_on(node: Any) -> bool:
    """Whether a property that is either on or off is on."""
    return node is not None and value_of(node) not in _OFF


def effects_of(properties: Any, inherited: frozenset[str]) -> frozenset[str]:
    """The effects that characters with these properties have, of those in HIDING and RAISED; any may be inherited."""
    if properties is None:
        return inherited
    own = {name: node for name in (*HIDING, RAISED) if (node := child(properties, name)) is not None}
    return frozenset(
        name for name in (*HIDING, RAISED) if (_has_effect(own[name]) if name in own else name in inherited)
    )


def _has_effect(node: Any) -> bool:
    return is_on(node) and value_of(node) != "baseline"


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says about the paragraphs or characters that have it.

    Attributes:
        level: as a heading, from 1; 0 for plain text.
        list: number of its list, empty without one; `list_level` None where the list decides.
        numbered: style in whose name the list is declared.
        effects: of its characters, as `effects_of` names them.
    """

    level: int = 0
    list: str = ""
    list_level: int | None = None
    numbered: str = ""
    effects: frozenset[str] = frozenset()


class Styles:
    """The styles of a document by id.

    Args:
        root: of styles.xml; None if there is none.
    """

    def __init__(self, root: Any) -> None:
        self._nodes = {node.get(W + "styleId"): node for node in root.iter(W + "style")} if root is not None else {}
        self._found: dict[str, Style] = {}
        self.default = next(
            (key for key, node in self._nodes.items() if node.get(W + "type") == "paragraph" and _is_default(node)), ""
        )

    def __getitem__(self, key: str) -> Style:
        if key not in self._found:
            self._found[key] = self._resolved(key)
        return self._found[key]

    @property
    def lists(self) -> dict[str, str]:
        """Number of the list of each style of numbering."""
        return {
            key: value_of(child(node, "pPr", "numPr", "numId"))
            for key, node in self._nodes.items()
            if node.get(W + "type") == "numbering"
        }

    def _resolved(self, key: str) -> Style:
        chain: list[tuple[str, Any]] = []
        while (node := self._nodes.get(key)) is not None and len(chain) < _DEEPEST:
            chain.append((key, node))
            key = value_of(child(node, "basedOn"))
        level = list_number = None
        list_level: int | None = None
        numbered, effects = "", frozenset[str]()
        for name, node in chain:
            if level is None:
                level = _outline(child(node, "pPr"), value_of(child(node, "name")))
            number = child(node, "pPr", "numPr", "numId")
            at = child(node, "pPr", "numPr", "ilvl")
            if list_level is None and at is not None:
                list_level = number_of(at)
            if list_number is None and number is not None:
                list_number, numbered = value_of(number), name
        for _, node in reversed(chain):
            effects = effects_of(child(node, "rPr"), effects)
        return Style(level or 0, list_number or "", list_level, numbered, effects)


def outline_level(properties: Any, inherited: int) -> int:
    """Depth as a heading of a paragraph with these properties of its own, from 1; 0 for plain text."""
    own = _outline(properties, "")
    return inherited if own is None else own


def _outline(properties: Any, name: str) -> int | None:
    node = child(properties, "outlineLvl")
    if node is not None:
        level = number_of(node, default=_BODY_LEVEL)
        return level + 1 if 0 <= level < _BODY_LEVEL else 0
    found = _HEADING.match(name)
    return int(found[1]) if found else None


def _is_default(node: Any) -> bool:
    return node.get(W + "default", "0") not in _OFF
