"""Statements against cells and facts: which of them do not fit, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from xl_tools.facts import FACT, fact_number, load_facts
from xl_tools.report import Report
from xl_tools.validation.prose.lexicon import MINUS
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.windows import THIS
from xl_tools.values import Amount, is_number

Number = int | Decimal
TEN_THOUSAND = 10_000
_OFFICE = re.compile(
    "局|厅|处室|委员会|管委会|[市县区]委|办公室|政府办|政府(?!信息)|法院|检察院|[乡镇]|街道|部门|公司|中心"
)
"""An office named in front of a number: it may be another one, whose number is no part of this report's."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A statement that is not what its cells say.

    Attributes:
        value: the number of the cells.
        other: cells of another reading of the words, whose number is the one stated; empty if there are none.
        elsewhere: whether the prose states the number of the cells elsewhere: 收到55件，受理50件.
    """

    statement: Statement
    value: Number
    other: tuple[str, ...]
    elsewhere: bool

    @property
    def certain(self) -> bool:
        """Whether the words can mean nothing else, so that it is an error and no query."""
        vague = self.statement.doubtful or self.statement.qualifier or self.statement.approximate
        return not vague and not self.other and not self.elsewhere


def mismatches(report: Report, statements: Iterable[Statement]) -> Iterator[Mismatch]:
    """Statements about this year that do not fit their cells; silent where a cell holds no number."""
    listed = [_by_fact(report, one) for one in statements if one.window == THIS]
    named = {one.measure.id for one in listed}
    right: set[str] = set()
    wrong: list[tuple[Statement, Number]] = []
    for statement in listed:
        value = total(report, statement.cells)
        if value is None:
            continue
        if _is_bound(statement) and "results_total" not in named and statement.number < value:
            # 收到12件，按期办结11件, and nothing else of how many were dealt with: as good as 办结11件.
            wrong.append((replace(statement, doubtful=True), value))
        elif not fits(statement, value):
            wrong.append((statement, value))
        elif statement.number == value:
            right.add(statement.measure.id)
    for statement, value in wrong:
        others = [(cells, total(report, cells)) for cells in statement.also]
        other = next((cells for cells, number in others if number is not None and statement.agrees(number)), ())
        if other and statement.doubtful:
            continue
        yield Mismatch(statement, value, other, statement.measure.id in right)


def fits(statement: Statement, value: Number) -> bool:
    """Whether the number may be written where the cells hold `value`: a part may be less, an about is not weighed."""
    if statement.numeral is not None and statement.numeral.approximate:
        return True
    if statement.qualifier and _OFFICE.search(statement.qualifier):
        return True
    if statement.qualifier or _is_bound(statement):
        return statement.number <= value
    return statement.agrees(value)


def total(report: Report, cells: tuple[str, ...]) -> Number | None:
    """The sum of cells, or the number of a fact; money in 元. None if one of them holds no number."""
    if not cells:
        return None
    if cells[0].startswith(FACT):
        return number_of_fact(report, cells[0].removeprefix(FACT))
    result: Number = 0
    for signed in cells:
        cell = signed.removeprefix(MINUS)
        value = report.value(cell)
        if not is_number(value) or (isinstance(value, Amount) and not value.unit_given):
            return None
        number = report.number(cell) * (-1 if signed.startswith(MINUS) else 1)
        result += number * TEN_THOUSAND if isinstance(number, Decimal) else number
    return int(result) if result == int(result) else result


def _is_bound(statement: Statement) -> bool:
    """Whether the cells are an upper bound of what the statement counts: 按期办结 is at most 办结."""
    return statement.measure.at_most and not statement.cells[0].startswith(FACT)


def _by_fact(report: Report, statement: Statement) -> Statement:
    """The statement compared with the fact that says exactly this, where the office filled it in."""
    fact = statement.measure.fact
    if not fact or number_of_fact(report, fact) is None:
        return statement
    return replace(statement, cells=(FACT + fact,), doubtful=True)


def number_of_fact(report: Report, fact_id: str) -> Number | None:
    """The number that the office filled in for a fact; None if there is none, or the edition has no such fact."""
    for fact in load_facts(report.form):
        if fact.id == fact_id:
            return fact_number(fact, report.facts.get(fact_id))
    return None
