"""XML parts read with expat, which a cold start hardly notices; anything with a DTD is refused before it is parsed."""

from __future__ import annotations

import pyexpat
import re
from collections.abc import Callable

from xl_tools.intake.archive import Container
from xl_tools.intake.recent import remembered
from xl_tools.intake.refusal import Refusal

_XML_SUFFIXES = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")

# “<!”, sought by the rarer of its two characters, which takes a third of the time.
DECLARATION = re.compile(rb"!(?<=<!)")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def new_parser(start: Start, end: End | None = None) -> pyexpat.XMLParserType:
    """A parser that calls with names of the form “namespace local”, and hands out text in one piece."""
    parser = pyexpat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    return parser


def run(parser: pyexpat.XMLParserType, part: str, content: bytes) -> None:
    """Parse a whole part. Raises Refusal W16 naming the part if it is no well-formed XML; W18, W75 as below."""
    # Once more: some parts are read before all are looked at, and one need not be named like XML to be read.
    _refuse_hostile(part, content)
    try:
        parser.Parse(content, True)
    except pyexpat.ExpatError as error:
        raise Refusal("W16", part=part) from error


def refuse_hostile_xml(container: Container, keep: Callable[[str], bool]) -> None:
    """Inflate every part once, under the container's limits; refuse DTDs and encodings other than UTF-8.

    Args:
        keep: says which parts will be needed again; the others are not kept in memory.
    """
    for entry in container.entries:
        content = container.part(entry.name)
        if entry.name.lower().endswith(_XML_SUFFIXES):
            _refuse_hostile(entry.name, content)
        if not keep(entry.name):
            container.forget(entry.name)


def _refuse_hostile(part: str, content: bytes) -> None:
    if code := _hostile(content):
        raise Refusal(code, part=part)


@remembered
def _hostile(content: bytes) -> str:
    """The code of the refusal; empty if there is nothing against it."""
    head = content[:200]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        return "W75"
    if head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        found = _ENCODING.search(head[: head.find(b"?>")])
        if found and found[1].lower() not in (b"utf-8", b"us-ascii", b"utf8", b"ascii"):
            return "W75"
    if DECLARATION.search(content) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        return "W18"
    return ""
