"""What stands in a published document, in its order: lines and tables, each with the place where it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class SourceKind(Enum):
    """What a source was read from."""

    WORD = "word"
    PAGE = "page"
    TEXT = "text"
    PDF = "pdf"
    SHEET = "sheet"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    SourceKind.WORD: "Word 文件",
    SourceKind.PAGE: "网页",
    SourceKind.TEXT: "文本",
    SourceKind.PDF: "PDF 文件",
    SourceKind.SHEET: "粘贴的表",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as it is printed.

    Attributes:
        text: its text; `number` of an automatic numbering stands in front of it, as a reader sees it.
        where: its place for people, “第 12 段”, “第 2 页第 8 行”.
        level: depth as a heading where the source declares one, from 1; 0 for plain text.
    """

    text: str
    where: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a table of the source.

    Attributes:
        row, column: where it begins, from 0, in the grid that the table makes once its merges are laid out.
        rows, columns: how many places of that grid it covers.
        where: its place for people, “第 3 个表第 5 行第 2 栏”.
    """

    text: str
    row: int
    column: int
    where: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Boxes do not overlap, stand in reading order, and need not fill the grid."""

    boxes: tuple[Box, ...]
    where: str


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Source:
    """A document as data.

    Attributes:
        title: title that the file itself declares (of a web page, of a Word file); may be empty or wrong.
        blocks: lines and tables in reading order. A flattened text has lines only, one cell a line.
        notes: what was odd about the file, in Chinese.
    """

    kind: SourceKind
    blocks: tuple[Block, ...]
    title: str = ""
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


def to_plain(source: Source) -> dict[str, Any]:
    """The source as values that JSON can carry; `from_plain` gives an equal one back."""
    return {
        "kind": source.kind.value,
        "title": source.title,
        "notes": list(source.notes),
        "blocks": [
            {"line": asdict(block)}
            if isinstance(block, Line)
            else {"where": block.where, "boxes": [asdict(box) for box in block.boxes]}
            for block in source.blocks
        ],
    }


def from_plain(data: dict[str, Any]) -> Source:
    """The source that `to_plain` made this of."""
    blocks: list[Block] = [
        Line(**item["line"]) if "line" in item else Table(tuple(Box(**box) for box in item["boxes"]), item["where"])
        for item in data["blocks"]
    ]
    return Source(SourceKind(data["kind"]), tuple(blocks), data["title"], tuple(data["notes"]))
