"""Lists of what may be in a file, and XML read against them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

from xl_tools.errors import UnsafeOutput

XML = "http://www.w3.org/XML/1998/namespace"
_PAINTS = ("fill", "stroke")
_COLOUR = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Names:
    """The elements and attributes that may occur, in the notation of ElementTree: {namespace}name."""

    elements: frozenset[str]
    attributes: frozenset[str]


def words(line: str) -> frozenset[str]:
    """The words between blanks."""
    return frozenset(line.split())


def names(elements: Mapping[str, str], attributes: Mapping[str, str]) -> Names:
    """Names by namespace, each namespace with a line of words; "" for names without one."""
    return Names(_full(elements), _full(attributes))


def read(where: str, content: bytes, allowed: Names, *, instructions: int = 1) -> Element:
    """The root of an XML document that holds only the allowed names.

    Args:
        where: what to call the document in a refusal.
        instructions: how many processing instructions it has; the XML declaration counts as one.

    Raises: UnsafeOutput, also for comments, DTDs and CDATA, and for what is no XML.
    """
    # The parser below drops all of these without a word.
    if b"<!" in content or content.count(b"<?") != instructions:
        raise UnsafeOutput(f"{where}：注释或声明")
    try:
        root = fromstring(content)
    except ParseError as error:
        raise UnsafeOutput(f"{where}：不是有效的 XML") from error
    for found, known in (
        ({element.tag for element in root.iter()}, allowed.elements),
        ({name for element in root.iter() for name in element.attrib}, allowed.attributes),
    ):
        if foreign := sorted(found - known):
            raise UnsafeOutput(f"{where}：{local(foreign[0])}")
    return root


def paints_plainly(name: str, value: str) -> bool:
    """Whether an attribute of a drawing is no paint, or a plain colour: a paint can also be an address."""
    return name not in _PAINTS or bool(_COLOUR.fullmatch(value))


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def _full(lines: Mapping[str, str]) -> frozenset[str]:
    return frozenset(f"{{{space}}}{word}" if space else word for space, line in lines.items() for word in words(line))
