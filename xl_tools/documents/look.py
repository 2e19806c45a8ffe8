"""The look of documents (版式): page, fonts, sizes. Data, so that a province changes one file and no code.

No rule on page layout of the national notice is known; the standard look is 常用公文版式, after GB/T 9704-2012.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xl_tools.errors import LookError, SpecError
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.packwords import in_chinese

_STANDARD = Path(__file__).parent / "look.toml"
_COLOUR = re.compile(r"[0-9A-F]{6}")
NUMBER_PLACES = ("outside", "centre")
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4 in millimetres; every document has it."""


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
        styles: title, heading1 … heading4, body, table, note, page_number.
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
            face = self.faces.get(name) or Face(name, instead=_LAST)
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
        return replace(style, font=_LAST, bold=bold)


_LEAST_PITCH_EMS = 1.2
_LAST = "宋体"
_EVERYWHERE = frozenset({"仿宋", "楷体", "黑体", _LAST})
"""Faces that every Windows and every WPS has."""


@cache
def standard_look() -> Look:
    """常用公文版式, as the package has it."""
    return _read(TomlSource(_STANDARD), {})


def load_look(path: Path) -> Look:
    """A style file over the standard look: what it does not say stays.

    Raises: LookError with file, line and a Chinese sentence.
    """
    try:
        source = TomlSource(path)
        return _read(source, TomlSource(_STANDARD).data)
    except SpecError as error:
        raise LookError(in_chinese(error.reason), code="Y01", file=path, line=error.line) from error


def _read(source: TomlSource, under: Mapping[str, Any]) -> Look:
    data = source.data
    source.only(data, (), "name", "charts", "banner", "page", "lines", "styles", "faces")
    banner = source.take(data, (), "banner", str, under.get("banner", ...))
    if not _COLOUR.fullmatch(banner):
        source.fail(("banner",), f"“banner” is {banner!r}; expected six digits such as C6D9F1")
    lines = _Numbers(source, "lines", under)
    faces = [
        _face(source, item, ("faces", index)) for index, item in enumerate(source.take(data, (), "faces", list, []))
    ]
    known = {face.name: face for face in (*_faces_under(under), *faces)}
    return Look(
        name=_word(source, data, (), "name", under.get("name", ...)),
        charts=source.take(data, (), "charts", bool, under.get("charts", ...)),
        banner=banner,
        page=_page(source, under),
        pitch=lines.take("text", 10, 60),
        title_pitch=lines.take("title", 10, 80),
        indent=lines.take("indent", 0, 4, last=True),
        styles=MappingProxyType(_styles(source, under)),
        faces=MappingProxyType(known),
    )


class _Numbers:
    """The numbers of one table, each within bounds, the standard look's where the file says nothing."""

    def __init__(self, source: TomlSource, table: str, under: Mapping[str, Any]) -> None:
        self._source, self._path = source, (table,)
        self._data: dict[str, Any] = source.take(source.data, (), table, dict, {})
        self._under: Mapping[str, Any] = under.get(table, {})
        self._keys: list[str] = []

    def take(self, key: str, least: float, most: float, *, last: bool = False) -> float:
        """One number; `last` closes the table: any other key in it is a mistake."""
        self._keys.append(key)
        if last:
            self._source.only(self._data, self._path, *self._keys)
        return _number(self._source, self._data, self._path, key, self._under.get(key, ...), (least, most))

    def word(self, key: str, choices: tuple[str, ...]) -> str:
        self._keys.append(key)
        value: str = self._source.take(self._data, self._path, key, str, self._under.get(key, ...))
        if value not in choices:
            self._source.fail((*self._path, key), f"{key} is “{value}”; expected one of {', '.join(choices)}")
        return value


def _number(
    source: TomlSource, data: dict[str, Any], path: Path_, key: str, default: Any, bounds: tuple[float, float]
) -> float:
    value = data.get(key, default)
    if value is ...:
        source.fail(path, f"“{key}” is missing; expected a number")
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        source.fail((*path, key), f"“{key}” is {value!r}; expected a number from {least:g} to {most:g}")
    return float(value)


def _word(source: TomlSource, data: dict[str, Any], path: Path_, key: str, default: Any = ...) -> str:
    """A name that can stand in any document: not empty, without control characters."""
    text: str = source.take(data, path, key, str, default, filled=key in data)
    if not text.isprintable():
        source.fail((*path, key), f"“{key}” is {text!r}; expected letters that can be printed")
    return text


def _page(source: TomlSource, under: Mapping[str, Any]) -> Page:
    numbers = _Numbers(source, "page", under)
    place = numbers.word("number", NUMBER_PLACES)
    top, right, bottom = (numbers.take(side, 10, 60) for side in ("top", "right", "bottom"))
    return Page(top, right, bottom, numbers.take("left", 10, 60, last=True), place)


def _styles(source: TomlSource, under: Mapping[str, Any]) -> dict[str, TextStyle]:
    given: dict[str, Any] = source.take(source.data, (), "styles", dict, {})
    base: dict[str, Any] = under.get("styles", given)
    source.only(given, ("styles",), *base)
    styles: dict[str, TextStyle] = {}
    for name, standard in base.items():
        path: Path_ = ("styles", name)
        item: dict[str, Any] = source.take(given, ("styles",), name, dict, standard)
        source.only(item, path, "font", "size", "bold")
        styles[name] = TextStyle(
            font=_word(source, item, path, "font", standard["font"]),
            size=_number(source, item, path, "size", standard["size"], (6, 48)),
            bold=source.take(item, path, "bold", bool, standard.get("bold", False)),
        )
    return styles


def _faces_under(under: Mapping[str, Any]) -> list[Face]:
    return [_face(TomlSource(_STANDARD), item, ("faces",)) for item in under.get("faces", [])]


def _face(source: TomlSource, item: dict[str, Any], path: Path_) -> Face:
    source.only(item, path, "name", "families", "instead", "instead_bold")
    return Face(
        name=_word(source, item, path, "name"),
        families=source.strings(item, path, "families", []),
        instead=_word(source, item, path, "instead", _LAST if item.get("name") != _LAST else ""),
        instead_bold=source.take(item, path, "instead_bold", bool, False),
    )
