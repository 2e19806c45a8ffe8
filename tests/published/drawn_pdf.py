"""PDF files drawn piece by piece for the tests of the reader: text where it is wanted, rules, cells, pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import typst

from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.typesetting.fonts import families_for, fonts
from xl_tools.published.source import Box, Source

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, FOOT = 80.0, 515.0, 90.0, 750.0
"""Where text begins and ends on a page."""
PROSE = "全年通过门户网站公开政府信息四百二十六条其中政策文件十二件解读八篇重点公开就业养老教育等领域的信息方便群众查阅"
Mark = dict[str, Any]
_PROGRAM = b"""
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set page(width: 595pt, height: 842pt, margin: 0pt)
#set text(font: d.fonts, lang: "zh", top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 2pt)
#for (number, page) in d.pages.enumerate() {
  if number > 0 { pagebreak() }
  for m in page {
    place(top + left, dx: m.x * 1pt, dy: m.y * 1pt, {
      if m.kind == "text" { box(text(size: m.size * 1pt, rotate(m.turn * 1deg, reflow: true, m.text))) }
      if m.kind == "cell" {
        box(width: m.width * 1pt, height: m.height * 1pt, inset: 4pt, align(center + horizon, text(size: m.size * 1pt, {
          rotate(m.turn * 1deg, reflow: true, m.text.split("\\n").join(linebreak()))
        })))
      }
      if m.kind == "line" { line(end: (m.width * 1pt, m.height * 1pt), stroke: 0.6pt) }
      if m.kind == "picture" {
        let pixels = bytes((255, 0, 0) * 4)
        image(pixels, format: (encoding: "rgb8", width: 2, height: 2), width: m.width * 1pt, height: m.height * 1pt)
      }
    })
  }
}
"""


def drawn(*pages: Iterable[Mark], title: str = "") -> bytes:
    """A PDF with these pages of A4."""
    data = {"title": title, "pages": [list(page) for page in pages], "fonts": _families()}
    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = compiler.compile(input=_PROGRAM, sys_inputs=inputs, format="pdf", timestamp=0, pdf_tags=False)
    assert isinstance(made, bytes)
    return made


@cache
def _families() -> tuple[str, ...]:
    return families_for(standard_look(), "body")


def text(x: float, y: float, content: str, *, size: float = 16, turn: int = 0) -> Mark:
    """A text on one line; `turn` in degrees, clockwise."""
    return {"kind": "text", "x": x, "y": y, "text": content, "size": size, "turn": turn}


def line(x: float, y: float, width: float, height: float) -> Mark:
    return {"kind": "line", "x": x, "y": y, "width": width, "height": height}


def picture(x: float, y: float, width: float, height: float) -> Mark:
    return {"kind": "picture", "x": x, "y": y, "width": width, "height": height}


def prose(content: str, y: float, *, indent: int = 2, size: float = 16, pitch: float = 28) -> list[Mark]:
    """A paragraph as it is set in Chinese: the first line indented, the others full."""
    room = int((RIGHT - LEFT) // size)
    lines = ["\u3000" * indent + content[: room - indent]]
    rest = content[room - indent :]
    lines += [rest[at : at + room] for at in range(0, len(rest), room)]
    return [
        text(LEFT + size * indent * (index == 0), y + pitch * index, one.lstrip("\u3000"), size=size)
        for index, one in enumerate(lines)
    ]


def ruled(
    boxes: Sequence[Box],
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    size: float = 10,
    turns: dict[str, int] | None = None,
) -> Iterator[Mark]:
    """A table with rules around each of its boxes, drawn twice where two boxes meet, as programs do."""
    for box in boxes:
        left, right = xs[box.column], xs[box.column + box.columns]
        top, bottom = ys[box.row], ys[box.row + box.rows]
        yield from (line(left, y, right - left, 0) for y in (top, bottom))
        yield from (line(x, top, 0, bottom - top) for x in (left, right))
        cell = {"kind": "cell", "x": left, "y": top, "width": right - left, "height": bottom - top}
        yield cell | {"text": box.text, "size": size, "turn": (turns or {}).get(box.text, 0)}


def rows_of(*rows: Sequence[str], first: int = 0) -> list[Box]:
    """Boxes of rows without merges."""
    return [Box(one, first + row, column, "") for row, cells in enumerate(rows) for column, one in enumerate(cells)]


def steps(begin: float, *widths: float) -> list[float]:
    """Edges one behind the other."""
    edges = [begin]
    for width in widths:
        edges.append(edges[-1] + width)
    assert all(low < high for low, high in pairwise(edges))
    return edges


def squeezed(some: str) -> str:
    """The text without blanks and line ends."""
    return "".join(some.split())


def places(source: Source, number: int = 0) -> list[tuple[str, int, int, int, int]]:
    """(text, row, column, rows, columns) of the boxes of a table."""
    boxes = source.tables[number].boxes
    return [(squeezed(box.text), box.row, box.column, box.rows, box.columns) for box in boxes]
