"""Reports → sources as readers make them: real tables with the merges of the form, or text a cell or a row a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xl_tools.forms.grid import GridCell, table_grid
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Section
from xl_tools.narrative.compose import finished_narrative
from xl_tools.published.source import Block, Box, Line, Source, SourceKind, Table
from xl_tools.report import Report
from xl_tools.values import to_plain

TABLES = ("proactive", "requests", "review")
TEXTS = {"overview": "总体情况写在这里。", "problems": "问题写在这里。", "other": "无其他需要报告的事项。"}


def cell_texts(report: Report, section: str) -> dict[str, str]:
    """Cell id → what is printed for its value."""
    values = {cell.id: to_plain(report.value(cell.id)) for cell in report.form.cells_of(section)}
    return {cell: "" if value is None else str(value) for cell, value in values.items()}


def boxes_of(section: Section, texts: Mapping[str, str], number: int = 1) -> list[Box]:
    """The printed table of a section."""
    return [_box(cell, texts.get(cell.cell_id, cell.text), number) for cell in table_grid(section).cells]


def _box(cell: GridCell, text: str, number: int) -> Box:
    where = f"第 {number} 个表第 {cell.row + 1} 行第 {cell.column + 1} 栏"
    return Box(text, cell.row, cell.column, where, cell.row_span, cell.column_span)


def table_of(report: Report, section: str, edition: str = "") -> Table:
    """One table of a report, in its own edition or with the labels of another one (blank where it has no cell)."""
    form = form_for_edition(edition) if edition else report.form
    number = TABLES.index(section) + 1
    return Table(tuple(boxes_of(form.section(section), cell_texts(report, section), number)), f"第 {number} 个表")


def edited(table: Table, change: Callable[[Box], Box | Iterable[Box] | None]) -> Table:
    """The table with every box replaced by what `change` makes of it."""
    boxes: list[Box] = []
    for box in table.boxes:
        result = change(box)
        boxes += [result] if isinstance(result, Box) else list(result or ())
    return Table(tuple(boxes), table.where)


def relabelled(table: Table, labels: Mapping[str, str]) -> Table:
    """The table with some texts replaced."""
    return edited(table, lambda box: replace(box, text=labels.get(box.text, box.text)))


def without_rows(table: Table, *rows: int) -> Table:
    """The table without some rows of its grid; merges over them shrink."""
    boxes: list[Box] = []
    for box in table.boxes:
        kept = [row for row in range(box.row, box.row + box.rows) if row not in rows]
        if kept:
            before = sum(row < kept[0] for row in rows)
            boxes.append(replace(box, row=kept[0] - before, rows=len(kept)))
    return Table(tuple(boxes), table.where)


def without_column(table: Table, column: int) -> Table:
    """The table without one column of its grid; merges over it shrink."""
    boxes: list[Box] = []
    for box in table.boxes:
        kept = [at for at in range(box.column, box.column + box.columns) if at != column]
        if kept:
            boxes.append(replace(box, column=kept[0] - (kept[0] > column), columns=len(kept)))
    return Table(tuple(boxes), table.where)


def split_at(table: Table, row: int, *, repeat: int = 0) -> tuple[Table, Table]:
    """The table broken by the end of a page before a row; the first `repeat` rows are printed again."""
    first = [replace(box, rows=min(box.rows, row - box.row)) for box in table.boxes if box.row < row]
    head = [box for box in table.boxes if box.row < repeat]
    second: list[Box] = list(head)
    for box in table.boxes:
        if box.row >= row:
            second.append(replace(box, row=box.row - row + repeat))
        elif box.row + box.rows > row:
            second.append(replace(box, text="", row=repeat, rows=box.row + box.rows - row))
    second.sort(key=lambda box: (box.row, box.column))
    return Table(tuple(first), table.where), Table(tuple(second), f"{table.where}（续）")


def glued(tables: Sequence[Table]) -> Table:
    """Several tables as one, below each other."""
    boxes: list[Box] = []
    top = 0
    for table in tables:
        boxes += [replace(box, row=box.row + top) for box in table.boxes]
        top += max(box.row + box.rows for box in table.boxes)
    return Table(tuple(boxes), tables[0].where)


def box_at(table: Table, row: int, column: int) -> Box:
    return next(
        box
        for box in table.boxes
        if box.row <= row < box.row + box.rows and box.column <= column < box.column + box.columns
    )


# --- tables as text


def tabbed(table: Table) -> list[str]:
    """One cell a line, each behind a tab, places under a merge as empty cells; an empty line ends a row."""
    lines: list[str] = []
    for row in range(max(box.row + box.rows for box in table.boxes)):
        boxes = sorted(table.boxes, key=lambda one: one.column)
        here = [box for box in boxes if box.row <= row < box.row + box.rows]
        lines += [*("\t" + (box.text if box.row == row else "") for box in here), ""]
    return lines


def one_a_line(table: Table) -> list[str]:
    """One cell a line and nothing else."""
    return [box.text for box in sorted(table.boxes, key=lambda one: (one.row, one.column))]


def row_a_line(table: Table) -> list[str]:
    """One row a line, cells parted by spaces."""
    lines: list[str] = []
    for row in range(max(box.row + box.rows for box in table.boxes)):
        boxes = [box for box in sorted(table.boxes, key=lambda one: one.column) if box.row == row]
        lines.append("  ".join(box.text for box in boxes))
    return lines


FLATTENINGS = {"tabbed": tabbed, "one a line": one_a_line, "row a line": row_a_line}


# --- whole sources


@dataclass(frozen=True)
class Parts:
    """A source in the making.

    Attributes:
        title: lines of the title.
        texts: narrative by key; lead included.
        tables: by section id, what stands there; a section left out has only its heading.
        headings: by section id, instead of the form's; an empty one is left out.
        before, after: lines of a portal around the report.
    """

    title: tuple[str, ...]
    texts: Mapping[str, str]
    tables: Mapping[str, Sequence[Block | str]]
    headings: Mapping[str, str]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    kind: SourceKind = SourceKind.WORD

    def source(self) -> Source:
        blocks: list[Block] = []
        for item in self._items():
            blocks.append(Line(item, f"第 {len(blocks) + 1} 段") if isinstance(item, str) else item)
        return Source(self.kind, tuple(blocks))

    def _items(self) -> Iterator[Block | str]:
        yield from (*self.before, *self.title)
        yield from _lines(self.texts.get("lead", ""))
        for section in form_for_edition("2021").sections:
            if heading := self.headings.get(section.id, section.title):
                yield heading
            yield from self.tables.get(section.id, ())
            yield from _lines(self.texts.get(section.id, ""))
        yield from self.after


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def parts_of(report: Report, flattening: str = "", texts: Mapping[str, str] | None = None) -> Parts:
    """The parts of the source that a report would be published as; its own texts if none are given."""
    tables: dict[str, Sequence[Block | str]] = {}
    for section in TABLES:
        table = table_of(report, section)
        tables[section] = FLATTENINGS[flattening](table) if flattening else [table]
    title = f"{report.unit.name}{report.year}年政府信息公开工作年度报告"
    return Parts((title,), TEXTS if texts is None else texts, tables, {})


def published_texts(report: Report) -> dict[str, str]:
    """The texts of a report as they are printed."""
    return {key: text for key, text in finished_narrative(report).items() if text}


def with_table(parts: Parts, section: str, *tables: Block | str) -> Parts:
    """The parts with something else where one table stood."""
    return replace(parts, tables={**parts.tables, section: tables})
