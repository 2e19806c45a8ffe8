"""A PDF read back with pdfminer: its tags with their texts, its bookmarks, fonts and metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import pdfplumber
from lxml import etree
from pdfminer.pdftypes import resolve1

FONT_FILES = ("FontFile", "FontFile2", "FontFile3")


@dataclass(frozen=True)
class Place:
    """A rectangle on a page, in points from its left and upper edges; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Tag:
    """One element of the structure tree.

    Attributes:
        kind: Document, H1, P, Table, TR, TH, TD, Figure …
        attributes: those of all owners in one.
        own: the text that belongs to the element itself, in the order of the pages.
        box: where that text stands on its first page; None without text.
    """

    kind: str
    attributes: dict[str, Any]
    alt: str
    own: str
    box: Place | None
    children: tuple[Tag, ...]

    @property
    def text(self) -> str:
        return self.own + "".join(child.text for child in self.children)

    @property
    def place(self) -> Place:
        """Where the first text of the element stands."""
        return next(tag.box for tag in self.all() if tag.box)

    def all(self, *kinds: str) -> Iterator[Tag]:
        """The elements of these kinds, or of any, at and below this one, in reading order."""
        if not kinds or self.kind in kinds:
            yield self
        for child in self.children:
            yield from child.all(*kinds)


class ReadBack:
    """An opened PDF; use it as a context manager."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pdfplumber.open(BytesIO(data))
        self.catalog: dict[str, Any] = self.pdf.doc.catalog

    def __enter__(self) -> ReadBack:
        return self

    def __exit__(self, *_: object) -> None:
        self.pdf.close()

    @property
    def pages(self) -> list[pdfplumber.page.Page]:
        return self.pdf.pages

    @cached_property
    def tags(self) -> Tag:
        """The document as its tags tell it."""
        root = resolve1(self.catalog["StructTreeRoot"])
        (document,) = _listed(root["K"])
        return self._tag(resolve1(document), {kind: role.name for kind, role in resolve1(root["RoleMap"]).items()})

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        """(level, text) of every bookmark."""
        return [(level, title) for level, title, *_ in self.pdf.doc.get_outlines()]

    @property
    def fonts(self) -> dict[str, bool]:
        """Whether each font of the file is embedded, by name."""
        found = {}
        for xref in self.pdf.doc.xrefs:
            for number in xref.get_objids():
                item = self.pdf.doc.getobj(number)
                if isinstance(item, dict) and "FontName" in item:
                    found[item["FontName"].name] = any(file in item for file in FONT_FILES)
        return found

    @property
    def metadata(self) -> etree._Element:
        """The XMP metadata."""
        return etree.fromstring(resolve1(self.catalog["Metadata"]).get_data())

    def _tag(self, element: dict[str, Any], roles: dict[str, str]) -> Tag:
        page = element.get("Pg")
        chars, children = [], []
        for kid in map(resolve1, _listed(element.get("K", []))):
            if isinstance(kid, int):
                chars += self._marked[page.objid, kid]
            elif "MCID" in kid:
                chars += self._marked[(kid.get("Pg") or page).objid, kid["MCID"]]
            elif "S" in kid:
                children.append(self._tag(kid, roles))
        attributes: dict[str, Any] = {}
        for owner in map(resolve1, _listed(element.get("A", []))):
            attributes |= {key: _plain(value) for key, value in owner.items() if key != "O"}
        kind = element["S"].name
        alt = resolve1(element.get("Alt", b""))
        text = "".join(char["text"] for char in chars)
        return Tag(roles.get(kind, kind), attributes, _string(alt), text, _box(chars), tuple(children))

    @cached_property
    def _marked(self) -> dict[tuple[int, int], list[dict[str, Any]]]:
        """The characters by page object and number of their marked content."""
        found: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for page in self.pages:
            for char in page.chars:
                if char["mcid"] is not None:
                    found.setdefault((page.page_obj.pageid, char["mcid"]), []).append(char)
        return _Missing(found)


class _Missing(dict[Any, Any]):
    """Marked content without characters, such as a picture, has no text."""

    def __missing__(self, key: object) -> list[dict[str, Any]]:
        return []


def cells_of(table: Tag) -> list[tuple[int, int, int, int, Tag]]:
    """(row, column, row span, column span, cell) of each cell of a table, placed by the spans of the tags alone."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, line in enumerate(table.all("TR")):
        column = 0
        for cell in line.children:
            while (row, column) in taken:
                column += 1
            height, width = (cell.attributes.get(name, 1) for name in ("RowSpan", "ColSpan"))
            taken |= {(row + down, column + right) for down in range(height) for right in range(width)}
            found.append((row, column, height, width, cell))
    return found


def _box(chars: list[dict[str, Any]]) -> Place | None:
    if not chars:
        return None
    page = chars[0]["page_number"]
    here = [char for char in chars if char["page_number"] == page]
    left, top = (min(char[side] for char in here) for side in ("x0", "top"))
    right, bottom = (max(char[side] for char in here) for side in ("x1", "bottom"))
    return Place(page, left, top, right, bottom)


def _listed(value: Any) -> list[Any]:
    value = resolve1(value)
    return value if isinstance(value, list) else [value]


def _plain(value: Any) -> Any:
    value = resolve1(value)
    return value.name if hasattr(value, "name") else value


def _string(value: bytes | str) -> str:
    if isinstance(value, str):
        return value
    return value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")
