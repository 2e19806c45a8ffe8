"""What the tables of a form are about, told by their structure, so that another edition needs no code here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from xl_tools.forms.model import Block, Column, Kind, Row

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")


class Counted(Enum):
    """What a block of a table counts: requests by applicant (表三), reviews and lawsuits (表四), something else."""

    REQUESTS = "requests"
    REVIEWS = "reviews"
    OTHER = "other"


def counted(block: Block) -> Counted:
    """Requests stand in labelled rows with one total; reviews in one unlabelled row with a total for each group."""
    totals = [column for column in block.columns if column.kind is Kind.TOTAL]
    labelled = bool(block.rows[0].label)
    if len(totals) == 1 and labelled:
        return Counted.REQUESTS
    return Counted.REVIEWS if totals and not labelled else Counted.OTHER


def applicants(block: Block) -> tuple[Column, ...]:
    """The columns of one kind of applicant each."""
    return tuple(column for column in block.columns if column.kind is not Kind.TOTAL)


def total_column(block: Block) -> Column:
    """The column of totals in a table of requests."""
    return next(column for column in block.columns if column.kind is Kind.TOTAL)


def coming_in(block: Block) -> tuple[Row, ...]:
    """The rows before the first result: requests received, requests carried in."""
    first = next((index for index, row in enumerate(block.rows) if len(row.label) > 1), len(block.rows))
    return block.rows[:first]


def balance(block: Block) -> tuple[Row, ...]:
    """The rows of the balance: received, carried in, total of results, carried out."""
    return tuple(row for row in block.rows if len(row.label) == 1 or row.total)


def results_total(block: Block) -> Row:
    """The row of the total of results in a table of requests."""
    return next(row for row in block.rows if row.total)


def results(block: Block) -> Mapping[str, tuple[Row, ...]]:
    """予以公开, 部分公开, 不予公开 … with the rows below each; the total is none of them."""
    groups: dict[str, tuple[Row, ...]] = {}
    for row in block.rows:
        if len(row.label) > 1 and not row.total:
            name = plain(row.label[1])
            groups[name] = (*groups.get(name, ()), row)
    return groups


def outcomes(block: Block) -> Mapping[str, tuple[Column, ...]]:
    """行政复议, 行政诉讼（未经复议直接起诉） … with the columns below each, its total included."""
    groups: dict[str, tuple[Column, ...]] = {}
    for column in block.columns:
        path = column.label[:-1]
        name = "（".join(path) + "）" * (len(path) - 1)
        groups[name] = (*groups.get(name, ()), column)
    return groups


def plain(label: str) -> str:
    """A printed label without its number and without the note in brackets after it."""
    return _NUMBERING.sub("", label).split("（")[0]
