"""What the tables of a source hold before anything is read of it: printed rows under printed headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from xl_tools.forms.model import Kind
from xl_tools.printed import TableState
from xl_tools.published.aligning import Path
from xl_tools.published.labels import Role, exact_key
from xl_tools.values import BadValue, Blank, parse

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SPLIT_NUMBER = re.compile(r"[-+]?[0-9OoIl|０-９][0-9OoIl|０-９,.，． \u3000\xa0]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a source with its place."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Head:
    """One printed column: its labels, outermost first (empty where none is printed), and its place."""

    path: Path
    where: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a block: its columns in printed order, with the banner above them.

    Attributes:
        lost: no column label at all was printed; the columns are only as many as the first row has numbers.
        unsure: in Chinese, why the order of the columns is not certain; empty if it is.
    """

    columns: tuple[Head, ...]
    banner: str = ""
    lost: bool = False
    unsure: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands under one printed column in one row.

    Attributes:
        column: position in the header.
        parts: the texts that stand there, blank ones left out; more than one where a cell was split.
        torn: in Chinese, why it is not clear that this text belongs here; empty if it is.
        refused: the text stands for several columns or rows at once, so that no cell can have it.
    """

    column: int
    parts: tuple[Text, ...]
    where: str
    torn: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One printed data row.

    Attributes:
        loose: texts of the row in printed order where they are not as many as the columns; no slots then.
        counted: the slots follow from the number of texts alone: no line of a table and no tab says so, or the lines
            do not meet those of the head.
    """

    path: Path
    where: str
    header: int
    slots: tuple[Slot, ...] = ()
    loose: tuple[Text, ...] = ()
    counted: bool = False


@dataclass
class Found:
    """All that was found of one table of the form.

    Attributes:
        others: banners, corners and groups as printed, with what they stand for.
        notes: texts inside the table that are neither label nor number.
        rivals: the same table printed again elsewhere in the source.
    """

    section: str
    state: TableState
    where: str
    headers: list[Header] = field(default_factory=list[Header])
    records: list[Record] = field(default_factory=list[Record])
    others: list[tuple[Role, Text]] = field(default_factory=list[tuple[Role, Text]])
    notes: list[Text] = field(default_factory=list[Text])
    rivals: list[Found] = field(default_factory=list["Found"])

    def texts(self) -> Sequence[str]:
        """Every label that is printed, for telling the edition."""
        found = [text for header in self.headers for head in header.columns for text in head.path]
        found += [text for record in self.records for text in record.path]
        return [*found, *(text.text for _, text in self.others)]


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """Whether a text can be what stands in a number cell: a number, a blank, “/”, or a damaged number."""
    value = parse(text, Kind.AMOUNT)
    if not isinstance(value, BadValue) or not isinstance(parse(text, Kind.SIGNED), BadValue):
        return True
    if not exact_key(text):
        return True
    return not _CHINESE.search(text) and bool(_SPLIT_NUMBER.fullmatch(text.strip()))


@lru_cache(maxsize=8192)
def is_blank(text: str) -> bool:
    return isinstance(parse(text, Kind.COUNT), Blank)
