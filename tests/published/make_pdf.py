"""Papers as PDF, printed by typst: ruled tables that break over pages, page numbers, running headers."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from functools import cache
from typing import Any

from published.paper import Paper, Table

from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.typesetting.fonts import families_for, fonts
from xl_tools.forms.grid import Role

_PROGRAM = """
#let d = json(bytes(sys.inputs.data))
#let lines(text) = text.split("\\n").join(linebreak())
#set document(title: d.title)
#set page(
  paper: "a4", margin: (x: d.margin * 1mm, y: 32mm),
  header: if d.header != "" { align(center, text(size: 9pt, d.header)) },
  footer: context align(center, text(size: 11pt, d.number.at(0) + str(counter(page).get().at(0)) + d.number.at(1))),
)
#set text(font: d.fonts, size: 16pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), leading: 11pt)
#for one in d.blocks {
  if one.kind == "table" {
    set text(size: one.size * 1pt)
    set par(first-line-indent: 0em, leading: 4pt)
    let cells = one.squares.map(s => table.cell(
      x: s.column, y: s.row, colspan: s.columns, rowspan: s.rows,
      align: if s.banner { left + horizon } else { center + horizon },
      breakable: s.rows > 1 or d.breaks,
      fill: if s.banner and d.shaded { rgb("#C6D9F1") },
      if s.value { text(tracking: d.apart * 1pt, lines(s.text)) } else { lines(s.text) },
    ))
    let head = cells.slice(0, one.heads)
    let stroke = if d.ruled { 0.6pt } else { (x: none, y: 0.6pt) }
    let header = if one.heads > 0 { (table.header(..head, repeat: one.repeat),) } else { () }
    let widths = one.widths.map(w => w * 1fr)
    table(columns: widths, stroke: stroke, inset: one.inset * 1pt, ..header, ..cells.slice(one.heads))
  } else if one.kind == "title" {
    align(center, par(first-line-indent: 0em, text(size: 22pt, weight: "bold", one.text)))
  } else if one.kind == "heading" {
    par(text(font: d.bold, weight: "bold", one.text))
  } else {
    par(one.text)
  }
}
"""
_STAMP = int(datetime(2024, 1, 20, tzinfo=UTC).timestamp())
_WIDE_LABEL = (1.1, 1.3, 2.8)
"""Shares of the label columns of 表三 beside 1 for a column of figures."""


def make(paper: Paper, chance: random.Random) -> bytes:
    """The paper as PDF."""
    import typst

    data = {
        "title": paper.title,
        "margin": chance.choice((22, 26, 27)),
        "header": f"{paper.truth.unit}政府信息公开" if "frame" in paper.marks else "",
        "number": chance.choice((("- ", " -"), ("— ", " —"), ("", ""), ("第 ", " 页"))),
        "fonts": _families(chance.choice(("body", "table"))),
        "bold": _families("heading1"),
        "ruled": "unruled" not in paper.marks,
        "apart": chance.choice((1, 2, 3)) if "apart" in paper.marks else 0,
        "breaks": "row-breaks" in paper.marks,
        "shaded": chance.random() < 0.4,
        "blocks": [
            _table(block, chance, tall="row-breaks" in paper.marks)
            if isinstance(block, Table)
            else {"kind": block.kind.value, "text": block.printed}
            for block in paper.blocks
        ],
    }
    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        input=_PROGRAM.encode(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        timestamp=_STAMP,
        pdf_tags=chance.random() < 0.3,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _families(style: str) -> tuple[str, ...]:
    return families_for(standard_look(), style)


def _table(table: Table, chance: random.Random, *, tall: bool) -> dict[str, Any]:
    squares = sorted(table.squares, key=lambda one: (one.row, one.column))
    labels = max((one.column + one.columns for one in squares if one.role is Role.ROW), default=0)
    shares = (0.8,) * labels if tall else _WIDE_LABEL if labels == len(_WIDE_LABEL) else (1.6,) * labels
    # Only the rows of a header that no square leaves can be printed again.
    whole = all(one.row + one.rows <= table.head for one in squares if one.row < table.head)
    return {
        "kind": "table",
        "size": 9 if table.columns > 6 else 12,
        "inset": 3 if table.columns > 6 else 6,
        "widths": [shares[at] if at < labels else 1 for at in range(table.columns)],
        "heads": sum(one.row < table.head for one in squares) if whole else 0,
        "repeat": chance.random() < 0.5,
        "squares": [
            {
                "text": one.text,
                "row": one.row,
                "column": one.column,
                "rows": one.rows,
                "columns": one.columns,
                "banner": one.role is Role.BANNER,
                "value": one.role is Role.VALUE,
            }
            for one in squares
        ],
    }
