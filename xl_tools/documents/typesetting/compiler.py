"""The only door to typst: a program text of ours and data go in, pages or a picture come out.

Texts of users are always data (JSON in sys.inputs), never markup, so that nothing they hold can be executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from xl_tools.documents.look import standard_look
from xl_tools.documents.typesetting.fonts import families_for, fonts

if TYPE_CHECKING:
    import typst

STAND_IN = "□"
"""What is printed for a character that no font of this computer has; every Chinese font has this one."""

_PICTURE = b"""
#let d = json(bytes(sys.inputs.data))
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 0pt)
#image(bytes(d.svg), format: "svg", width: 100%, height: 100%)
"""
_WITHOUT_SHAPE = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""What only changes or joins the characters beside it and has no shape of its own."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A PDF, and the characters that it shows as STAND_IN because no font of this computer has them."""

    pdf: bytes
    missing: tuple[str, ...] = ()


@cache
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)


def set_pages(program: bytes, data: Mapping[str, Any], made_at: datetime) -> Pages:
    """A tagged PDF (PDF/UA-1) made by a typst program from data; `made_at` is the time it claims to be made at.

    PDF/UA allows no character without a shape, and nobody can read the empty boxes that fonts draw for those they
    lack. They are printed as STAND_IN, and the caller is told which they were. Where typst refuses PDF/UA without
    naming a character, as for some accents inside a picture, the PDF is tagged all the same and claims nothing.
    """
    import typst

    shown, missing = dict(data), dict[str, None]()
    standards: list[typst.PDFStandard] = ["ua-1"]
    stamp = int(made_at.replace(tzinfo=UTC).timestamp())
    while True:
        try:
            done = _compiler().compile(
                input=program, format="pdf", sys_inputs=_inputs(shown), pdf_standards=standards, timestamp=stamp
            )
            return Pages(cast(bytes, done), tuple(missing))
        except typst.TypstError as error:
            if not standards or "PDF/UA" not in error.message:
                raise
            found = [text for text in _without_shape(error.diagnostic) if text not in ("", STAND_IN)]
            before, shown = shown, _stood_in(shown, found)
            if shown == before:
                standards = []
            missing |= dict.fromkeys(text for text in found if not _JOINERS.fullmatch(text))


def _without_shape(message: str) -> Iterator[str]:
    """The characters, some with their accents, that an error of typst names as found in no font."""
    for match in _WITHOUT_SHAPE.finditer(message):
        yield _ESCAPE.sub(lambda code: chr(int(code[1], 16)) if code[1] else code[2], match[1])


def _stood_in(data: dict[str, Any], texts: Iterable[str]) -> dict[str, Any]:
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


def draw_png(svg: str, width: float, height: float, *, ppi: float = 216) -> bytes:
    """The SVG document as PNG, `width` by `height` points.

    Raises: FontsMissing on a computer without Chinese fonts, where a picture would have empty boxes for letters.
    """
    families_for(standard_look(), "heading1")
    data = {"svg": svg, "width": width, "height": height}
    return cast(bytes, _compiler().compile(input=_PICTURE, format="png", ppi=ppi, sys_inputs=_inputs(data)))


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}
