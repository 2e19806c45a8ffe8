"""What a published document prints, before it becomes a file of any format; damage is done here, on rows and cells.

A paper is changed in place: a damage is a function that alters it together with its truth, what a careful reader may
take from it. Everything is made from a seeded generator, so that a name and a number give the same paper again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from xl_tools.forms.grid import Role
from xl_tools.forms.model import Form
from xl_tools.values import Value


class Kind(Enum):
    """What a printed paragraph is."""

    TITLE = "title"
    HEADING = "heading"
    """一、 of the form."""
    SUBHEADING = "subheading"
    BODY = "body"
    LITTER = "litter"
    """Page numbers, bookmarks, buttons of a page: nothing that the office wrote as its report."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph; `number` is what an automatic numbering prints before the text, if there is one."""

    text: str
    kind: Kind = Kind.BODY
    number: str = ""

    @property
    def printed(self) -> str:
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class Square:
    """One printed cell of a table; a line break in the text is a break in the cell. `cell` is set for values."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    role: Role = Role.VALUE
    cell: str = ""


@dataclass
class Table:
    """One printed table. `sections` names the tables of the form that it holds, `head` how many rows print again."""

    sections: tuple[str, ...]
    squares: list[Square]
    head: int = 0

    @property
    def rows(self) -> int:
        return max((one.row + one.rows for one in self.squares), default=0)

    @property
    def columns(self) -> int:
        return max((one.column + one.columns for one in self.squares), default=0)

    def by_row(self) -> Iterator[list[Square]]:
        """The squares that begin in each row, left to right."""
        for row in range(self.rows):
            yield sorted((one for one in self.squares if one.row == row), key=lambda one: one.column)

    def labels(self, *roles: Role) -> list[Square]:
        return [one for one in self.squares if one.role in roles]

    def row_of(self, text: str) -> int:
        """First row of the row label that begins with a text. Raises StopIteration if there is none."""
        return next(one.row for one in self.squares if one.role is Role.ROW and one.text.startswith(text))

    def put(self, old: Square, **changes: object) -> Square:
        """Replace a square by one with other attributes."""
        new = replace(old, **changes)  # type: ignore[arg-type]
        self.squares[self.squares.index(old)] = new
        return new

    def drop_row(self, row: int) -> list[str]:
        """Take a row out; merged labels shrink. Returns the cell ids that went with it."""
        gone = [one.cell for one in self.squares if one.row == row and one.cell]
        kept: list[Square] = []
        for one in self.squares:
            if one.row <= row < one.row + one.rows:
                if one.rows > 1:
                    kept.append(replace(one, rows=one.rows - 1))
            else:
                kept.append(replace(one, row=one.row - (one.row > row)))
        self.squares = kept
        self.head -= row < self.head
        return gone

    def drop_column(self, column: int) -> list[str]:
        """Take a column out; merged headers shrink. Returns the cell ids that went with it."""
        gone = [one.cell for one in self.squares if one.column == column and one.columns == 1 and one.cell]
        kept: list[Square] = []
        for one in self.squares:
            if one.column <= column < one.column + one.columns:
                if one.columns > 1:
                    kept.append(replace(one, columns=one.columns - 1))
            else:
                kept.append(replace(one, column=one.column - (one.column > column)))
        self.squares = kept
        return gone

    def open_row(self, row: int) -> None:
        """Make room for a row before `row`; labels merged across that place grow."""
        self.squares = [
            replace(one, row=one.row + 1)
            if one.row >= row
            else replace(one, rows=one.rows + (one.row + one.rows > row))
            for one in self.squares
        ]

    def open_column(self, column: int) -> None:
        """Make room for a column before `column`; cells merged across that place grow."""
        self.squares = [
            replace(one, column=one.column + 1)
            if one.column >= column
            else replace(one, columns=one.columns + (one.column + one.columns > column))
            for one in self.squares
        ]

    def cut(self, row: int) -> tuple[Table, Table]:
        """Two tables, divided before `row`; a label merged across it stands in the first, empty in the second."""
        first: list[Square] = []
        second: list[Square] = []
        for one in self.squares:
            if one.row + one.rows <= row:
                first.append(one)
            elif one.row >= row:
                second.append(replace(one, row=one.row - row))
            else:
                first.append(replace(one, rows=row - one.row))
                second.append(replace(one, text="", row=0, rows=one.row + one.rows - row))
        return Table(self.sections, first, self.head), Table(self.sections, second)


Block = Paragraph | Table


@dataclass
class Truth:
    """What may be read.

    Attributes:
        cells: value by cell id. A cell of the form that is not in it must stay blank: the paper does not print it.
        implied: values of cells that are not printed but follow from what is; they may stay blank as well.
        unit, year: empty or 0 where the paper does not tell.
        narrative: text by key, one paragraph a line.
        editions: edition of the form by section id.
    """

    cells: dict[str, Value]
    unit: str
    year: int
    narrative: dict[str, str]
    editions: dict[str, str]
    implied: dict[str, Value] = field(default_factory=dict)


@dataclass
class Paper:
    """One published document.

    Attributes:
        form: form that its tables follow; where editions are mixed, that of 表二.
        blocks: paragraphs and tables in printed order.
        marks: its format, and what the maker of the file has to do besides (“frame”, “tracked” …).
    """

    form: Form
    blocks: list[Block]
    truth: Truth
    marks: set[str] = field(default_factory=set)

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    def table(self, section: str) -> Table:
        return next(table for table in self.tables if section in table.sections)

    def put(self, old: Block, *new: Block) -> None:
        """Replace a block by others."""
        # By identity: two paragraphs may say the same.
        at = next(index for index, block in enumerate(self.blocks) if block is old)
        self.blocks[at : at + 1] = new

    def unsay(self, cells: list[str]) -> None:
        """The paper no longer says these cells: they must stay blank."""
        for cell in cells:
            self.truth.cells.pop(cell, None)

    @property
    def title(self) -> str:
        return "".join(one.text for one in self.paragraphs if one.kind is Kind.TITLE)
