"""名单: the units that are expected to report, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xl_tools.units import Level

_BETWEEN = re.compile(r"[;；,，、\s]")
ANY_YEAR = 2000
"""The year of a due date that was written without one; a leap year, so that it can be February 29."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One unit of the roster.

    Attributes:
        name: full name, as it should stand on 封面.
        parent: name of the unit that collects its report; empty for the collecting office at the top.
        contact, phone, email: whom to ask; may be empty.
        due: the date set for it, ANY_YEAR if it was written without a year; None where none is set. What holds for a
            year is said by rosters.due_of().
        aliases: other names under which its reports come.
        predecessors: units of the year before that were merged or renamed into it, or of which it was split off.
        note: anything else.
        row: of 名单.xlsx, counted from 1, for messages; 0 if from elsewhere.
    """

    name: str
    level: Level
    parent: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    due: date | None = None
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    note: str = ""
    row: int = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its mail addresses as they are compared; the roster may name several."""
        return tuple(one.strip().casefold() for one in _BETWEEN.split(self.email) if one.strip())


@dataclass(frozen=True)
class Roster:
    """All expected units, a tree with one top: the collecting office itself, whose own report is expected too.

    Made by rosters.roster_of(), which checks it: names are unique, parents exist, there is one top and no circle.

    Attributes:
        given: False if there was none, and it was made up of what came; then no report of the top is expected.
    """

    units: tuple[Expected, ...]
    given: bool = True

    @cached_property
    def by_name(self) -> Mapping[str, Expected]:
        return {unit.name: unit for unit in self.units}

    @cached_property
    def top(self) -> Expected:
        """The collecting office."""
        return next(unit for unit in self.units if not unit.parent)

    @cached_property
    def _children(self) -> Mapping[str, tuple[Expected, ...]]:
        found: dict[str, list[Expected]] = {}
        for unit in self.units:
            found.setdefault(unit.parent, []).append(unit)
        return {name: tuple(units) for name, units in found.items()}

    def children(self, name: str) -> tuple[Expected, ...]:
        """The units right below one, in the order of the roster."""
        return self._children.get(name, ())

    def below(self, name: str) -> Iterator[Expected]:
        """All units below one, however deep, in the order of the tree."""
        waiting = list(reversed(self.children(name)))
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting += reversed(self.children(unit.name))

    def above(self, name: str) -> Iterator[Expected]:
        """The units above one, from its parent to the top; none for a name that is not on the roster."""
        unit = self.by_name.get(name)
        while unit is not None and unit.parent:
            unit = self.by_name[unit.parent]
            yield unit
