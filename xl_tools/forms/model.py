"""The official form as frozen types: sections, tables, rows, columns, and cells with stable ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType


class Kind(Enum):
    """What a number cell holds: a count, a signed count (本年增/减), an amount in 万元, or a total."""

    COUNT = "count"
    SIGNED = "signed"
    AMOUNT = "amount"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a form, rule or phrase comes from: document by title and number, and the place in it."""

    document: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.document} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class Column:
    """One data column; `label` is the printed header path from the outermost merged cell inwards."""

    id: str
    label: tuple[str, ...]
    short: str
    kind: Kind
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; `label` is the printed path (三、… → （三）… → 1.…), empty for an unlabelled row."""

    id: str
    label: tuple[str, ...]
    short: str
    total: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and columns under one printed header; 表二 has one block an item of article 20."""

    banner: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number cell of the form.

    Attributes:
        id: stable id, `table.row.column`.
        row_labels, column_labels: printed labels, outermost first; the banner counts as a row label.
        unit: 件, 项, 个, 万元, or empty where the form prints none (采购总金额 of 2019).
        name: short Chinese name, unique in its form (“本年新收·自然人”).
    """

    id: str
    table: str
    row: Row
    column: Column
    kind: Kind
    unit: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    name: str

    @property
    def item(self) -> str:
        """First id part after the table: the row, or in 表四 the group (行政复议 …)."""
        return self.id.split(".")[1]

    @property
    def measure(self) -> str:
        """Last id part: the column."""
        return self.id.split(".")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts of a narrative section; `heading` is printed, `title` names it on the sheet."""

    id: str
    title: str
    heading: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections: a narrative with parts, or a table with blocks."""

    id: str
    title: str
    sheet: str
    table_name: str = ""
    parts: tuple[Part, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def is_table(self) -> bool:
        return bool(self.blocks)

    def cells(self) -> Iterator[Cell]:
        """The section's number cells in printed order, row by row."""
        for block in self.blocks:
            for row in block.rows:
                for column in block.columns:
                    yield _cell(self, block, row, column)


@dataclass(frozen=True)
class Form:
    """One edition of the official form, complete and immutable.

    Raises: nothing by itself; `forms.load` refuses data that would make an inconsistent form.
    """

    id: str
    edition: str
    name: str
    title: str
    first_year: int
    last_year: int | None
    template_version: int
    source: Source
    sections: tuple[Section, ...]
    folder: Path

    def __hash__(self) -> int:
        # The generated hash would walk through every row and column at each look-up in a cache.
        return hash((self.id, self.folder))

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """All number cells by id, in printed order."""
        return MappingProxyType({cell.id: cell for section in self.tables for cell in section.cells()})

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Position of each cell in printed order, from 0, by cell id."""
        return MappingProxyType({cell_id: position for position, cell_id in enumerate(self.cells)})

    @cached_property
    def _cells_of(self) -> Mapping[str, tuple[Cell, ...]]:
        cells = self.cells.values()
        return {section.id: tuple(cell for cell in cells if cell.table == section.id) for section in self.sections}

    def cells_of(self, section_id: str) -> tuple[Cell, ...]:
        """The number cells of one section, in printed order. Raises KeyError if the form has no such section."""
        return self._cells_of[section_id]

    @cached_property
    def tables(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.is_table)

    @cached_property
    def narratives(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if not section.is_table)

    def section(self, section_id: str) -> Section:
        """The section with this id. Raises KeyError if the form has none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def applies_to(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def cell_id(section: Section, row: Row, column: Column) -> str:
    """The id of the cell where a row and a column meet; an unlabelled row adds nothing to it."""
    return ".".join(part for part in (section.id, row.id, column.id) if part)


def _cell(section: Section, block: Block, row: Row, column: Column) -> Cell:
    banner = (block.banner,) if block.banner else ()
    names = [row.short, column.short]
    return Cell(
        id=cell_id(section, row, column),
        table=section.id,
        row=row,
        column=column,
        kind=Kind.TOTAL if row.total else column.kind,
        unit=column.unit,
        row_labels=banner + row.label,
        column_labels=column.label,
        name="·".join(name for name in names if name),
    )
