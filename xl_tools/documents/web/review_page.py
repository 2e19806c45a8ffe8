"""提取核对: a source and what was read from it side by side, as one self-contained web page without script.

Every number read links to where it stands in the source; where that is, the source is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xl_tools.documents.markup import Node, tag
from xl_tools.documents.web.frame import page_text
from xl_tools.documents.web.style import page_style
from xl_tools.forms.grid import Grid, GridCell, Role

_STYLE = """
.page { max-width: 110rem; padding: 2rem; }
.told { text-indent: 0; }
.sides { display: flex; gap: 1.5rem; align-items: flex-start; }
.sides > section { flex: 1 1 50%; min-width: 0; max-height: 90vh; overflow: auto; padding: 0 1rem 1rem;
  border: 1px solid; }
.sides h2 { position: sticky; top: 0; z-index: 2; margin: 0 -1rem 1rem; padding: .6rem 1rem; background: #fff; }
.sides p { text-indent: 0; text-align: left; margin: .2rem 0; }
.sides table { font-size: .85rem; margin: .6rem 0 1.2rem; }
.sides td { white-space: pre-wrap; }
td a { display: block; text-decoration: none; }
td.certain { background: #eef7ee; }
td.likely { background: #fff3c4; font-weight: bold; }
td.missing { background: #fde3e3; }
.likely::before { content: "？"; }
.missing::before { content: "—"; }
:target, .from:target { outline: 3px solid #c25700; outline-offset: -2px; }
.from { background: #f2f7ff; }
.from.likely { background: #fff3c4; }
.check td { text-align: left; white-space: normal; }
@media screen and (max-width: 60em) { .sides { display: block; } .sides > section { max-height: none; } }
@media print { .sides { display: block; } .sides > section { max-height: none; overflow: visible; } }
"""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A line of the source, or one cell of a table of it.

    Attributes:
        anchor: by which numbers link to it; empty where nothing was read from it.
        mark: “certain” or “likely” where something was read from it.
        row, column, rows, columns: its place in its table, from 0.
    """

    text: str
    anchor: str = ""
    mark: str = ""
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A cell of the form as it was read: its text, “certain”, “likely” or “missing”, and the anchor of its source."""

    text: str
    mark: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table of the form with what was read, by cell id."""

    title: str
    grid: Grid
    values: Mapping[str, ReadValue]


@dataclass(frozen=True)
class SourceReview:
    """Everything the page shows.

    Attributes:
        told: sentences for the top: what was read, how much of it has to be looked at.
        head, rows: the list of what has to be looked at; the first text of a row is a link to its anchor.
        source: lines, and tables as tuples of their cells, in the order of the source.
        texts: title and text of each narrative that was read.
    """

    title: str
    told: Sequence[str]
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    source: Sequence[SourceText | tuple[SourceText, ...]]
    tables: Sequence[ReadTable]
    texts: Sequence[tuple[str, str]]


def write_review_page(review: SourceReview) -> str:
    """The review as the text of one HTML5 file, to be saved as UTF-8; the same review gives the same text."""
    main = tag("main", tag("h1", review.title), id="main", class_="page")
    for sentence in review.told:
        main.append(tag("p", sentence, class_="told"))
    if review.rows:
        main.append(_list(review))
    left = tag("section", tag("h2", "原文"), aria_label="原文", tabindex="0")
    for block in review.source:
        left.append(_source_table(block) if isinstance(block, tuple) else _line(block))
    right = tag("section", tag("h2", "读出的结果"), aria_label="读出的结果", tabindex="0")
    for table in review.tables:
        right.append(tag("h3", table.title))
        right.append(_read_table(table))
    for title, text in review.texts:
        right.append(tag("h3", title))
        for line in text.split("\n"):
            right.append(tag("p", line))
    main.append(tag("div", left, right, class_="sides"))
    return page_text(review.title, page_style() + _STYLE, main)


def _list(review: SourceReview) -> Node:
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in review.head)))
    body = tag("tbody")
    for anchor, texts in review.rows:
        first = tag("td", _linked(texts[0], anchor))
        body.append(tag("tr", first, *(tag("td", text) for text in texts[1:])))
    table = tag("table", tag("caption", tag("span", "需要核对的格")), head, body, class_="check")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="需要核对的格")


def _linked(text: str, anchor: str) -> Node | str:
    return tag("a", text, href=f"#{anchor}") if anchor else text


def _attributes(text: SourceText) -> dict[str, str]:
    if not text.anchor:
        return {}
    return {"id": text.anchor, "class_": f"from {text.mark}".strip()}


def _line(line: SourceText) -> Node:
    return tag("p", line.text, **_attributes(line))


def _source_table(cells: Sequence[SourceText]) -> Node:
    """The cells at their places: one that a source leaves out as blank still takes its column."""
    by_row: dict[int, list[SourceText]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    taken: dict[int, int] = {}
    body = tag("tbody")
    for row in range(max(by_row, default=-1) + 1):
        line, column = tag("tr"), 0
        for cell in sorted(by_row.get(row, []), key=lambda cell: cell.column):
            for gap in range(column, cell.column):
                if taken.get(gap, 0) <= row:
                    line.append(tag("td"))
            line.append(tag("td", cell.text, **_spans(cell.rows, cell.columns), **_attributes(cell)))
            column = cell.column + cell.columns
            taken |= dict.fromkeys(range(cell.column, column), row + cell.rows)
        body.append(line)
    return tag("table", body)


def _read_table(table: ReadTable) -> Node:
    body = tag("tbody")
    for row in table.grid.by_row():
        body.append(tag("tr", *(_read_cell(table, cell) for cell in row)))
    return tag("table", body)


def _read_cell(table: ReadTable, cell: GridCell) -> Node:
    spans = _spans(cell.row_span, cell.column_span)
    if cell.role is not Role.VALUE:
        return tag("th", cell.text, **spans, **({"class": "banner"} if cell.role is Role.BANNER else {}))
    value = table.values[cell.cell_id]
    return tag("td", _linked(value.text, value.anchor), class_=value.mark, **spans)


def _spans(rows: int, columns: int) -> dict[str, str]:
    return {name: str(count) for name, count in (("rowspan", rows), ("colspan", columns)) if count > 1}
