"""What can be chosen in a ledger, from the labels of the form alone, and the cell of the form behind each choice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from xl_tools.forms.model import Block, Form, Kind, Row, Section, cell_id
from xl_tools.forms.structure import (
    Counted,
    applicants,
    balance,
    coming_in,
    counted,
    outcomes,
    plain,
    results,
)

_GROUP = re.compile(r"（[一二三四五六七八九十]+）[^（]*")
_NUMBER = re.compile(r"^(?:（[一二三四五六七八九十]+）|[0-9]+[.．、])")
_DIVIDED = re.compile(r"[;；\n/／+＋]")
_QUOTES = str.maketrans("", "", "\"'“”„‟‘’‚‛「」『』〝〞")
_PENDING = ".pending"
"""Ends the id of the columns of cases that are not concluded, as in the rules on 表四."""


@dataclass(frozen=True)
class Choice:
    """The choices of one column of a ledger.

    Attributes:
        shown: what the drop-down shows → id.
        known: every way to write it, as `_normal` has it → id.
        groups: what stands above several choices, as `_normal` has it → their own labels.
        edition: of the form that has these choices.
    """

    shown: Mapping[str, str]
    known: Mapping[str, str]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    edition: str = ""

    def find(self, text: str) -> str | None:
        """The id of what is written, whatever its spaces, quotation marks and the width of its signs; None if none."""
        return self.shown.get(text) or self.known.get(_normal(text))

    def several(self, text: str) -> list[str]:
        """The ids where a text is more than one choice, put side by side; else none."""
        parts = [part for part in _DIVIDED.split(text) if part.strip()]
        found = [self.find(part) for part in parts]
        return [id_ for id_ in found if id_] if len(parts) > 1 and all(found) else []

    def parts(self, text: str) -> Sequence[str]:
        """The labels of the choices below what is written, where that is the head of several; else none."""
        return self.groups.get(_normal(text), ())

    def name(self, id_: str) -> str:
        """What the drop-down shows. Raises KeyError for an id that is none of its own."""
        for shown, known in self.shown.items():
            if known == id_:
                return shown
        raise KeyError(id_)


@dataclass(frozen=True)
class RequestTable:
    """The table of requests (表三): its choices and the rows of its balance; empty for a form without such a table.

    Attributes:
        applicants, results: choices → id of the column, of the row.
        received, carried_in, carried_out: ids of rows.
        inputs: every cell that is counted and not added up, by row and column id.
        totals: every other cell.
    """

    applicants: Choice
    results: Choice
    received: str
    carried_in: str
    carried_out: str
    inputs: Mapping[tuple[str, str], str]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class CaseTable:
    """The table of reviews and lawsuits (表四), with the cell of each pair of choices; empty as RequestTable is.

    Attributes:
        categories: choices → what stands above the group of columns.
        outcomes: choices → label of the column.
        pending: the outcome of a case that is not concluded.
        inputs: cells by category and outcome.
        totals: every other cell.
    """

    categories: Choice
    outcomes: Choice
    pending: str
    inputs: Mapping[tuple[str, str], str]
    totals: tuple[str, ...]


@cache
def request_table(form: Form) -> RequestTable:
    """The table of requests of an edition."""
    found = _table(form, Counted.REQUESTS)
    if found is None:
        return RequestTable(_choice(()), _choice(()), "", "", "", {}, ())
    section, block = found
    columns, rows = applicants(block), [row for row in block.rows if not row.total]
    inputs = {(row.id, column.id): cell_id(section, row, column) for row in rows for column in columns}
    listed = [row for below in results(block).values() for row in below]
    received, carried_in = coming_in(block)
    return RequestTable(
        _choice((column.label[-1], column.id, (column.short, "".join(column.label[1:]))) for column in columns),
        replace(
            _choice((_result(row), row.id, (row.short, *_ways(row))) for row in listed),
            groups=_groups(listed),
            edition=form.edition,
        ),
        received.id,
        carried_in.id,
        balance(block)[-1].id,
        inputs,
        _others(section, inputs.values()),
    )


@cache
def case_table(form: Form) -> CaseTable:
    """The table of reviews and lawsuits of an edition."""
    found = _table(form, Counted.REVIEWS)
    if found is None:
        return CaseTable(_choice(()), _choice(()), "", {}, ())
    section, block = found
    groups = outcomes(block)
    columns = [column for column in block.columns if column.kind is not Kind.TOTAL]
    inputs = {
        (name, column.label[-1]): cell_id(section, block.rows[0], column)
        for name, group in groups.items()
        for column in group
        if column in columns
    }
    labels = dict.fromkeys(column.label[-1] for column in columns)
    return CaseTable(
        _choice((name, name, group[0].label[1:-1]) for name, group in groups.items()),
        _choice((label, label, (label.removeprefix("结果"),)) for label in labels),
        next(column.label[-1] for column in columns if column.id.endswith(_PENDING)),
        inputs,
        _others(section, inputs.values()),
    )


def _table(form: Form, wanted: Counted) -> tuple[Section, Block] | None:
    pairs = ((section, block) for section in form.tables for block in section.blocks)
    return next((pair for pair in pairs if counted(pair[1]) is wanted), None)


def _others(section: Section, cells: Iterable[str]) -> tuple[str, ...]:
    known = set(cells)
    return tuple(cell.id for cell in section.cells() if cell.id not in known)


def _result(row: Row) -> str:
    """（三）不予公开 1.属于国家秘密: the group in front, without the note that the form prints behind it."""
    group = _GROUP.match(row.label[1])
    return " ".join([group[0] if group else row.label[1], *row.label[2:]])


def _groups(rows: Iterable[Row]) -> Mapping[str, Sequence[str]]:
    """不予公开, 无法提供 …, with and without their numbers, and what the form divides them into."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if len(row.label) > 2:
            for way in {_normal(row.label[1]), _normal(plain(row.label[1]))}:
                found.setdefault(way, []).append("".join(row.label[2:]))
    return found


def _ways(row: Row) -> Iterator[str]:
    """Other ways to write a result: as printed in full, and without numbers."""
    yield "".join(row.label[1:])
    yield row.label[-1]
    yield _NUMBER.sub("", row.label[-1])
    yield plain(row.label[1]) + "".join(_NUMBER.sub("", label) for label in row.label[2:])
    if len(row.label) == 2:
        yield plain(row.label[1])


def _choice(items: Iterable[tuple[str, str, Iterable[str]]]) -> Choice:
    """Choices of (shown, id, other ways); a way that two of them share is no way at all."""
    listed = list(items)
    ways = [(_normal(way), id_) for shown, id_, others in listed for way in {shown, *others}]
    owners = Counter(way for way, _ in set(ways))
    return Choice({shown: id_ for shown, id_, _ in listed}, {way: id_ for way, id_ in ways if owners[way] == 1 and way})


def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_QUOTES)
