"""The only door to typst: a program text of ours and data go in, pages or a picture come out.

Texts of users are always data (JSON in sys.inputs), never markup, so that nothing they hold can be executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.typesetting.fonts import families_for, fonts, look_again

STAND_IN = "□"
"""What is printed for a character that no font of this computer has; every Chinese font has this one."""

_PICTURE = b"""
#let d = json(bytes(sys.inputs.data))
#set document(title: "picture")
// For a drawing that names no font of this computer: its texts would be left out.
#set text(font: d.fonts)
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 0pt)
#image(bytes(d.svg), format: "svg", alt: "picture", width: 100%, height: 100%)
"""
_MOST_SHOWN = 10
_WITHOUT_SHAPE = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""What only changes or joins the characters beside it and has no shape of its own."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A PDF, and the characters that it shows as STAND_IN because no font of this computer has them."""

    pdf: bytes
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file, and the characters that it shows as STAND_IN because no font of this computer has them."""

    png: bytes
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Printable:
    """Data with STAND_IN for the characters that are missing, and the PDF made of it, None if it cannot be PDF/UA."""

    data: Mapping[str, Any]
    missing: tuple[str, ...]
    pdf: bytes | None


def set_pages(program: bytes, data: Mapping[str, Any], made_at: datetime) -> Pages:
    """A tagged PDF (PDF/UA-1) made by a typst program from data; `made_at` is the time it claims to be made at.

    PDF/UA allows no character without a shape, and nobody can read the empty boxes that fonts draw for those they
    lack. They are printed as STAND_IN, and the caller is told which they were. Where typst refuses PDF/UA without
    naming a character, as for some accents inside a picture, the PDF is tagged all the same and claims nothing.

    Raises: ApplicationError on a computer without typst.
    """
    stamp = int(made_at.replace(tzinfo=UTC).timestamp())
    done = _printable(program, data, stamp)
    pdf = done.pdf or _compiled(program, done.data, format="pdf", timestamp=stamp)
    return Pages(pdf, done.missing)


def draw_png(svg: str, width: float, height: float, *, ppi: float = 216) -> Picture:
    """The SVG document as PNG, `width` by `height` points.

    Raises: FontsMissing on a computer without Chinese fonts, where a picture would have no letters;
    ApplicationError on a computer without typst.
    """
    families = families_for(standard_look(), "heading1")
    data: Mapping[str, Any] = {"svg": svg, "width": width, "height": height, "fonts": families}
    missing: tuple[str, ...] = ()
    if not _in_every_font(svg):
        # A PNG is drawn with empty boxes and without a word; a PDF of the same picture is refused.
        done = _printable(_PICTURE, data, stamp=0)
        data, missing = done.data, done.missing
    return Picture(_compiled(_PICTURE, data, format="png", ppi=ppi), missing)


def shown(missing: Iterable[str]) -> str:
    """The characters with their code points, as a screen has no font for them either; at most ten, then how many."""
    names = [f"{text}（{_code_points(text)}）" for text in missing]
    more = f"等 {len(names)} 个" if len(names) > _MOST_SHOWN else ""
    return "、".join(names[:_MOST_SHOWN]) + more


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)


def _in_every_font(text: str) -> bool:
    """Whether a text has only characters of GB/T 2312-1980, which every font for Chinese has; nearly all have."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _printable(program: bytes, data: Mapping[str, Any], stamp: int) -> _Printable:
    """The data as the fonts of this computer can print all of it."""
    fonts()  # says so where there is no typst
    import typst

    missing: dict[str, None] = {}
    searched = False
    while True:
        try:
            pdf = _compiled(program, data, format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
            return _Printable(data, tuple(missing), pdf)
        except typst.TypstError as error:
            if "PDF/UA" not in error.message:
                raise
            found = [text for text in _without_shape(error.diagnostic) if text not in ("", STAND_IN)]
        shapes = [text for text in found if not _JOINERS.fullmatch(text)]
        if shapes and not searched:
            searched = True
            if look_again():
                continue
        missing |= dict.fromkeys(shapes)
        before, data = data, _stood_in(data, found)
        if data == before:
            return _Printable(data, tuple(missing), None)


def _without_shape(message: str) -> Iterator[str]:
    """The characters, some with their accents, that an error of typst names as found in no font."""
    for match in _WITHOUT_SHAPE.finditer(message):
        yield _ESCAPE.sub(lambda code: chr(int(code[1], 16)) if code[1] else code[2], match[1])


def _stood_in(data: Mapping[str, Any], texts: Iterable[str]) -> Mapping[str, Any]:
    """The data with STAND_IN wherever one of the texts stands; what joins it to its neighbours goes with it."""
    either = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    together = re.compile(f"{_JOINERS.pattern}*(?:{either}){_JOINERS.pattern}*")

    def replaced(value: Any) -> Any:
        match value:
            case str():
                return together.sub(lambda found: "" if not _JOINERS.sub("", found[0]) else STAND_IN, value)
            case list() | tuple():
                return [replaced(item) for item in cast(Sequence[Any], value)]
            case dict():
                return {key: replaced(item) for key, item in cast(dict[str, Any], value).items()}
            case _:
                return value

    return {key: replaced(value) for key, value in data.items()} if either else data


def _compiled(program: bytes, data: Mapping[str, Any], **options: Any) -> bytes:
    """What typst makes of a program and data.

    Each time with a compiler of its own, which costs nothing beside the pages: one compiler refuses two threads, and
    a new one sees fonts that were found anew.
    """
    found = fonts()
    import typst

    compiler = typst.Compiler(font_paths=found, ignore_system_fonts=True)
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return cast(bytes, compiler.compile(input=program, sys_inputs=inputs, **options))
