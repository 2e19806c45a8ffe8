"""Style files (版式, TOML) → Look. The look is data, so that a province changes one file and no code.

No rule on page layout of the national notice is known; the standard look is 常用公文版式, after GB/T 9704-2012.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xl_tools.documents.look import LAST_FACE, NUMBER_PLACES, Face, Look, Page, TextStyle
from xl_tools.errors import LookError, SpecError
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.packwords import in_chinese

_STANDARD = Path(__file__).parent / "look.toml"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")


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
        raise LookError(f"{in_chinese(error.reason)}。", code="Y01", file=path, line=error.line) from error


def _read(source: TomlSource, under: Mapping[str, Any]) -> Look:
    data = source.data
    source.only(data, (), "name", "charts", "banner", "page", "lines", "styles", "faces")
    banner = source.take(data, (), "banner", str, under.get("banner", ...))
    if not _COLOUR.fullmatch(banner):
        source.fail(("banner",), f"“banner” is {banner!r}; expected six digits such as C6D9F1")
    lines = _Table(source, "lines", under, "text", "title", "indent")
    faces = [
        _face(source, item, ("faces", index)) for index, item in enumerate(source.take(data, (), "faces", list, []))
    ]
    known = {face.name: face for face in (*_faces_under(under), *faces)}
    return Look(
        name=_word(source, data, (), "name", under.get("name", ...)),
        charts=source.take(data, (), "charts", bool, under.get("charts", ...)),
        banner=banner.upper(),
        page=_page(source, under),
        pitch=lines.number("text", 10, 60),
        title_pitch=lines.number("title", 10, 80),
        indent=lines.number("indent", 0, 4),
        styles=MappingProxyType(_styles(source, under)),
        faces=MappingProxyType(known),
    )


class _Table:
    """One table of the file with these keys and no others; the standard look's values where the file says nothing."""

    def __init__(self, source: TomlSource, name: str, under: Mapping[str, Any], *keys: str) -> None:
        self._source, self._path = source, (name,)
        self._data: dict[str, Any] = source.take(source.data, (), name, dict, {})
        self._under: Mapping[str, Any] = under.get(name, {})
        source.only(self._data, self._path, *keys)

    def number(self, key: str, least: float, most: float) -> float:
        return _number(self._source, self._data, self._path, key, self._under.get(key, ...), (least, most))

    def word(self, key: str, choices: tuple[str, ...]) -> str:
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
    sides = ("top", "right", "bottom", "left")
    table = _Table(source, "page", under, *sides, "number")
    return Page(*(table.number(side, 10, 60) for side in sides), number=table.word("number", NUMBER_PLACES))


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
    source = TomlSource(_STANDARD)
    return [_face(source, item, ("faces",)) for item in under.get("faces", [])]


def _face(source: TomlSource, item: dict[str, Any], path: Path_) -> Face:
    source.only(item, path, "name", "families", "instead", "instead_bold")
    return Face(
        name=_word(source, item, path, "name"),
        families=source.strings(item, path, "families", []),
        instead=_word(source, item, path, "instead", LAST_FACE if item.get("name") != LAST_FACE else ""),
        instead_bold=source.take(item, path, "instead_bold", bool, False),
    )
