"""The cases of the golden workbooks, as the files cases_*.toml and bases.toml beside this module tell them.

A base is a report without any finding. A book that passes is a base with a few cells changed; a book that fails is
that book with the smallest change; an undecided one is the failing book from which something was taken that its rule
needs. So every case says what was done, and a reader sees why one finding comes or goes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from xl_tools.finding import Severity

FOLDER = Path(__file__).parent
Content = int | Decimal | str | date
"""What a person types into a cell; an empty text empties it."""


@dataclass(frozen=True)
class Swap:
    """Some words of a text, and those that take their place."""

    old: str
    new: str


Typed = Content | Swap


class Outcome(Enum):
    """What a rule has to say of a book."""

    PASSES = "passes"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Base:
    """A report without findings, from which books are made.

    Attributes:
        data: the report in the words of a data file; cells that it does not name hold 0.
    """

    name: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def edition(self) -> str:
        return self.data["edition"]


@dataclass(frozen=True)
class Expected:
    """One finding of the complete list.

    Attributes:
        cells: ids, with * for all that fit, in the form's order.
        at: texts, facts and fields it points to, in the words of golden_books.place_of; they stand before its cells.
        says: words of its message; needed where there are no numbers to compare.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    left: int | Decimal | None = None
    right: int | Decimal | None = None
    difference: int | Decimal | None = None
    says: str = ""


@dataclass(frozen=True)
class Case:
    """One golden workbook: what is changed in its base, by what it is judged, and everything that is found.

    Attributes:
        title: what is special about the book.
        steps: the changes that lead from the base to it, its own last: what is typed into which cell, in the words
            of golden_books.
        pack: a rule pack of examples/packs to judge by.
        others: texts of other units to compare with, by their names.
    """

    rule: str
    outcome: Outcome
    base: Base
    title: str
    steps: tuple[Mapping[str, Typed], ...]
    expect: tuple[Expected, ...]
    pack: str = ""
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @property
    def name(self) -> str:
        return f"{self.rule} {self.outcome.value} ({self.base.edition}): {self.title}"


@cache
def all_bases() -> Mapping[str, Base]:
    """Every base by its name."""
    data = _read(FOLDER / "bases.toml")
    return {name: Base(name, item) for name, item in data.items()}


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case, in the order of the catalogue within each file."""
    return tuple(case for path in sorted(FOLDER.glob("cases_*.toml")) for case in _cases(path))


def _cases(path: Path) -> Iterator[Case]:
    data = _read(path)
    _only(data, path, "books")
    for item in data["books"]:
        _only(item, path, "rule", "base", "title", "change", "expect", "pack", "others", "fails")
        book = Case(
            rule=item["rule"],
            outcome=Outcome.PASSES,
            base=all_bases()[item["base"]],
            title=item["title"],
            steps=(_typed(item),),
            expect=_expected(item.get("expect", []), path),
            pack=item.get("pack", ""),
            others=item.get("others", {}),
        )
        yield book
        for failing in item.get("fails", []):
            _only(failing, path, "title", "change", "expect", "undecided")
            broken = _next(book, Outcome.FAILS, failing, path)
            yield broken
            for one in failing.get("undecided", []):
                _only(one, path, "title", "change", "expect", "pack", "others")
                yield _next(broken, Outcome.UNDECIDED, one, path)


def _next(case: Case, outcome: Outcome, item: Mapping[str, Any], path: Path) -> Case:
    """The book that one more change makes of a case; it may be judged without the pack, or beside other texts."""
    return Case(
        rule=case.rule,
        outcome=outcome,
        base=case.base,
        title=item["title"],
        steps=(*case.steps, _typed(item)),
        expect=_expected(item.get("expect", []), path),
        pack=item.get("pack", case.pack),
        others=item.get("others", case.others),
    )


def _typed(item: Mapping[str, Any]) -> Mapping[str, Typed]:
    """The change of a case: contents; { old = "…", new = "…" } for words of a text; { text = "…", times = 60 }."""
    found: dict[str, Typed] = {}
    for name, value in item.get("change", {}).items():
        if not isinstance(value, dict):
            found[name] = value
        elif value.keys() == {"text", "times"}:
            found[name] = value["text"] * value["times"]
        else:
            found[name] = Swap(**value)
    return found


def _expected(items: Sequence[Mapping[str, Any]], path: Path) -> tuple[Expected, ...]:
    found: list[Expected] = []
    for item in items:
        _only(item, path, "rule", "severity", "cells", "at", "left", "right", "difference", "says")
        if "left" not in item and not item.get("says"):
            raise ValueError(f"{path.name}: {dict(item)} says neither numbers nor words")
        texts = {name: tuple(item.get(name, ())) for name in ("cells", "at")}
        found.append(Expected(**{**item, **texts, "severity": Severity(item["severity"])}))
    return tuple(found)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _only(item: Mapping[str, Any], path: Path, *keys: str) -> None:
    """A misspelt key would be a change that is never made."""
    if unknown := item.keys() - set(keys):
        raise ValueError(f"{path.name}: unknown keys {sorted(unknown)} in {dict(item)}")
