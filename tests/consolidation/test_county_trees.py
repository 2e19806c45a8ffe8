"""Any tree of offices, whoever sent whatever: each is counted once, by a rule that is told here in a few lines."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from support.examples import examples

from xl_tools.consolidation.adding import add_up
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.boarding import board_of
from xl_tools.consolidation.checks import remarks
from xl_tools.consolidation.choosing import choose
from xl_tools.consolidation.decisions import IN, OUT, Decision, Decisions
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.rosters import roster_of
from xl_tools.consolidation.sorting import sort_inbox
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_year
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level, Scope
from xl_tools.values import Count

YEAR = 2025
CELL = "proactive.licensing.decisions"
WRONG = Finding("A1", Severity.ERROR, (), (), None, None, None, "有错", "依据")
Sent = dict[str, tuple[int, bool]]
"""Unit → the number that it sent, and whether its report has errors."""


@dataclass
class Tree:
    """A roster at random, what came of it, and what was decided; every number is a power of two, so that none hides."""

    roster: Roster
    decisions: Decisions
    sent: dict[Scope, Sent]
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])

    def value(self, name: str) -> int:
        """What a unit and those below it bring into the total."""
        consolidated = self.sent[Scope.CONSOLIDATED]
        if name in consolidated and name != self.roster.top.name:
            return self._if_in(name, consolidated)
        own = self._if_in(name, self.sent[Scope.OWN])
        return own + sum(self.value(one.name) for one in self.roster.children(name))

    def _if_in(self, name: str, sent: Sent) -> int:
        number, wrong = sent.get(name, (0, False))
        decided = self.decisions.with_errors.get(name, self.decisions.errors)
        out = name in self.decisions.left_out or (wrong and decided is not None and decided.value == OUT)
        return 0 if out else number


def _tree(rng: random.Random) -> Tree:
    names = [f"{letter}号局" for letter in "甲乙丙丁戊己庚辛壬"[: rng.randint(1, 9)]]
    units = [Expected(names[0], Level.COUNTY_GOVERNMENT)]
    units += [Expected(name, Level.OTHER, names[rng.randrange(at)]) for at, name in enumerate(names[1:], 1)]
    rng.shuffle(units)
    decisions = Decisions(
        left_out={name: Decision("") for name in names if rng.random() < 0.15},
        errors=rng.choice([None, Decision(IN), Decision(OUT)]),
        with_errors={name: Decision(rng.choice([IN, OUT])) for name in names if rng.random() < 0.15},
    )
    tree = Tree(roster_of(units), decisions, {Scope.OWN: {}, Scope.CONSOLIDATED: {}})
    for unit in tree.roster.units:
        for scope, often in ((Scope.OWN, 0.7), (Scope.CONSOLIDATED, 0.3)):
            if rng.random() < often:
                _send(tree, unit, scope, wrong=rng.random() < 0.3)
    return tree


def _send(tree: Tree, unit: Expected, scope: Scope, *, wrong: bool) -> None:
    number = len(tree.arrivals)
    digest = f"{number:064x}"
    report = Report(form_for_year(YEAR), YEAR, Unit(unit.name, unit.level, scope), {CELL: Count(2**number)})
    tree.sent[scope][unit.name] = (2**number, wrong)
    origin = Origin(Path(f"{number}.xlsx"))
    tree.arrivals.append(Arrival(number + 1, origin, digest, 1, origin.source, datetime(2026, 1, 5, 9, number)))
    tree.readings[digest] = Reading(digest, report, (WRONG,) if wrong else (), version=3, final=True)


@pytest.mark.parametrize("seed", range(examples(8)))
def test_each_unit_is_counted_once(seed: int) -> None:
    for example in range(40):
        tree = _tree(random.Random(f"{seed} {example}"))
        form = form_for_year(YEAR)
        inbox = sort_inbox(tree.arrivals, tree.readings, tree.roster, YEAR, tree.decisions)
        chosen = choose(inbox, tree.roster, tree.decisions, form)
        total = add_up(chosen, tree.roster, YEAR)
        assert total.report.number(CELL) == tree.value(tree.roster.top.name), (seed, example)
        counted = [name for one in total.contributions for name in (one.unit, *one.stands_for)]
        assert len(counted) == len(set(counted))
        board = board_of(tree.roster, inbox, total, YEAR, date(2026, 2, 1))
        assert {row.unit.name for row in board.rows if row.counted} == set(counted)
        missing = tuple(row.unit.name for row in board.rows if row.status is Status.MISSING)
        told = [one.units for one in remarks(inbox, tree.roster, total, load_rules(form)) if one.finding.rule == "H2"]
        assert told == ([missing] if missing else []), (seed, example)
