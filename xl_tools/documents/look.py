"""The look of documents (版式): page, fonts, sizes; see lookfile.py for the files that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

NUMBER_PLACES = ("outside", "centre")
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4 in millimetres; every document has it."""
DRAFT_RED = "C00000"
"""The draft marks of pages, as RRGGBB."""
LAST_FACE = "宋体"
"""What stands in for a face of which nothing is said: every computer with Chinese has it."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: the name Word shows, and the names by which computers know it or its nearest kin."""

    name: str
    families: tuple[str, ...] = ()
    instead: str = ""
    instead_bold: bool = False

    def known_in(self, families: frozenset[str]) -> bool:
        """Whether a computer with these families (in lower case) has this very face."""
        return any(name.lower() in families for name in (self.name, *self.families))


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How one kind of text is set; `size` in points."""

    font: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Margins in millimetres on A4; where the page number stands (see NUMBER_PLACES)."""

    top: float
    right: float
    bottom: float
    left: float
    number: str

    @property
    def text_width(self) -> float:
        """Width of the text in millimetres."""
        return PAGE_WIDTH - self.left - self.right

    @property
    def text_height(self) -> float:
        return PAGE_HEIGHT - self.top - self.bottom


@dataclass(frozen=True)
class Look:
    """One look.

    Attributes:
        charts: whether the report is followed by an appendix of pictures.
        banner: fill of the banner rows of 表二, as RRGGBB.
        pitch, title_pitch: fixed distance of lines in points.
        indent: characters before the first line of a paragraph.
        styles: title, heading1 … heading4, body, table, note, page_number, seal.
        faces: every typeface by name.
    """

    name: str
    charts: bool
    banner: str
    page: Page
    pitch: float
    title_pitch: float
    indent: float
    styles: Mapping[str, TextStyle]
    faces: Mapping[str, Face]

    def chain(self, style: str) -> tuple[Face, ...]:
        """The face of a style, then what is used where it is missing, then what is used for that."""
        found: list[Face] = []
        name = self.styles[style].font
        while name and all(face.name != name for face in found):
            face = self.faces.get(name) or Face(name, instead=LAST_FACE)
            found.append(face)
            name = face.instead
        return tuple(found)

    def families(self, style: str) -> tuple[str, ...]:
        """Every name to look a style's font up by, best first."""
        return tuple(dict.fromkeys(name for face in self.chain(style) for name in (face.name, *face.families)))

    def pitch_of(self, style: str) -> float:
        """Distance of the lines of a style in points: the look's, but never so small that lines touch."""
        pitch = self.title_pitch if style == "title" else self.pitch
        return max(pitch, self.styles[style].size * _LEAST_PITCH_EMS)

    def settled(self, installed: Iterable[str] = ()) -> Look:
        """The look with the faces that a computer with these families has.

        Of each chain the first face that is installed is taken; if none is, the last before 宋体 that every
        Windows has (仿宋, 楷体, 黑体), for the computer on which the file will be read.
        """
        families = frozenset(name.lower() for name in installed)
        return replace(
            self,
            styles=MappingProxyType(
                {name: self._settled(name, style, families) for name, style in self.styles.items()}
            ),
        )

    def _settled(self, name: str, style: TextStyle, families: frozenset[str]) -> TextStyle:
        chain, bold = self.chain(name), style.bold
        for face in chain:
            if face.known_in(families) or face.name in _EVERYWHERE:
                return replace(style, font=face.name, bold=bold)
            bold = bold or face.instead_bold
        return replace(style, font=LAST_FACE, bold=bold)


_LEAST_PITCH_EMS = 1.2
_EVERYWHERE = frozenset({"仿宋", "楷体", "黑体", LAST_FACE})
"""Faces that every Windows and every WPS has."""
