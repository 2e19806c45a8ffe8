"""The neutral document: what a report says in which order, knowing neither Word nor the web.

Every text in it is clean: the types themselves pass it through `clean`, so that no writer can meet
a character that its format forbids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from xl_tools.documents.clean import clean_line, clean_lines
from xl_tools.forms.grid import Grid, GridCell, Role

DRAFT_MARK = "草稿"
DRAFT_WARNING = "未定稿，请勿发布"
_LONGEST_CENTRED = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """What the document is about; `published_on` is None while no date is set."""

    unit: str
    year: int
    edition: str
    form_name: str
    published_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", clean_line(self.unit))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 “一、总体情况”, 2 “（一）主动公开”, 3 “1.政策文件”, 4 “（1）…”; see `new_page` for print."""

    level: int
    text: str
    new_page: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_line(self.text))


APPENDIX = Heading(1, "附：数据图示", new_page=True)
"""The heading above the figures of a report."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text, without line breaks."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_line(self.text))


@dataclass(frozen=True)
class TableBlock:
    """One statutory table.

    Attributes:
        id: id of the section, unique in the document.
        name: 表二, 表三 or 表四.
        caption: what the table shows, for readers who come to it without its heading.
        texts: what stands in each value cell, by cell id; a blank cell may be absent.
        note: a remark to print with it, empty in a final document.
    """

    id: str
    name: str
    caption: str
    grid: Grid
    texts: Mapping[str, str]
    note: str = ""

    def __post_init__(self) -> None:
        texts = {cell_id: clean_line(text) for cell_id, text in self.texts.items()}
        object.__setattr__(self, "texts", MappingProxyType(texts))
        object.__setattr__(self, "caption", clean_line(self.caption))
        object.__setattr__(self, "note", clean_line(self.note))


def reads_from_left(cell: GridCell) -> bool:
    """True for the cells that are not centred: banners, row labels, and a corner that holds a whole note."""
    note = cell.role is Role.CORNER and len(cell.text) > _LONGEST_CENTRED
    return note or cell.role in (Role.BANNER, Role.ROW)


@dataclass(frozen=True, slots=True)
class Signature:
    """The closing lines: the unit's name, and the date it published the report."""

    unit: str
    on: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", clean_line(self.unit))

    @property
    def date_text(self) -> str:
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"


@dataclass(frozen=True, slots=True)
class SealLine:
    """The small line at the end of a final document: the 封存码 of the workbook that it was made of."""

    code: str

    @property
    def text(self) -> str:
        return f"封存码：{self.code}（供与填报工作簿核对，不作防伪之用）"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture drawn from numbers, with its caption printed below.

    Attributes:
        id: unique in the document, ASCII.
        alt: what the picture shows, in words and numbers, for those who do not see it.
        svg: the picture as an SVG document of ours, with a viewBox of `width` by `height`.
        width, height: size in points.
    """

    id: str
    caption: str
    alt: str
    svg: str
    width: float
    height: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", clean_line(self.caption))
        object.__setattr__(self, "alt", clean_line(self.alt))


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A list in columns, such as the findings of a 校验报告; texts may have several lines.

    Attributes:
        head: the column headings, repeated on every page.
        rows: one text a column in each row.
        shares: each column's share of the width; they add up to 1.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        rows = tuple(tuple("\n".join(clean_lines(text)) for text in row) for row in self.rows)
        object.__setattr__(self, "caption", clean_line(self.caption))
        object.__setattr__(self, "head", tuple(clean_line(text) for text in self.head))
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stand by themselves, flush left and kept together: what is said of a unit, lines to sign on."""

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(clean_line(line) for line in self.lines))


Block = Heading | Paragraph | TableBlock | Signature | SealLine | Figure | PlainTable | Lines


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report ready to be written; `draft` makes every writer mark it 草稿."""

    title: tuple[str, ...]
    draft: bool
    subject: Subject
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        lines = (clean_line(line) for line in self.title)
        object.__setattr__(self, "title", tuple(line for line in lines if line))

    @property
    def title_text(self) -> str:
        """The title on one line, as lists of files and search results show it."""
        return "".join(self.title)

    @property
    def sealed(self) -> bool:
        """Whether the 封存码 of a workbook stands at its end."""
        return any(isinstance(block, SealLine) for block in self.blocks)

    def without_figures(self) -> Document:
        """The document without figures and their appendix, for a computer that cannot draw them."""
        blocks = tuple(block for block in self.blocks if not isinstance(block, Figure) and block != APPENDIX)
        return replace(self, blocks=blocks)
