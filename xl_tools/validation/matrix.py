"""All linear rules over many reports at once, as one integer matrix; says what validation/linear.py says of each.

A cell is one line of the arrays, its figure in every report side by side, so that an equation is a few sums of whole
lines. Reports come in chunks: memory does not grow with their number. Needs numpy (extra “office”).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cached_property
from itertools import groupby, islice
from typing import TYPE_CHECKING

from xl_tools.expression import Equation
from xl_tools.finding import Place
from xl_tools.forms.model import Kind
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import Instance, Rule, cell_of
from xl_tools.rules import RuleBook
from xl_tools.validation.context import Context, rows_with_total
from xl_tools.validation.linear import asked, undecided
from xl_tools.values import AMOUNT_PLACES, BadValue, Blank, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Kinds = NDArray[np.uint8]
    States = NDArray[np.uint8]
    Flags = NDArray[np.bool_]

CHUNK = 4096
"""Reports a chunk: a line of it, 32 KB, stays in the cache of a processor."""
EMPTY, NUMBER, SLASH, BAD = range(4)
"""What stands in a cell: nothing, a number, “/”, something that cannot be read."""
_LARGEST = 2**63 - 1


class State(IntEnum):
    """What an equation comes to in one report; only VIOLATED is a finding."""

    HELD = 0
    VIOLATED = 1
    UNDECIDED = 2
    NOT_ASKED = 3


@dataclass(frozen=True)
class Cells:
    """Cells of some reports; shapes (columns, reports), columns as `RuleMatrix.columns` lists them.

    Attributes:
        numbers: times `RuleMatrix.scales`; 0 wherever no number stands.
        kinds: EMPTY, NUMBER, SLASH or BAD; of last year's figures, EMPTY where there is no report of last year.
    """

    numbers: Numbers
    kinds: Kinds


@dataclass(frozen=True)
class Judged:
    """What the rules say of a chunk of reports: `states` has the shape (instances, reports), values of State."""

    reports: tuple[Report, ...]
    states: States


@dataclass(frozen=True)
class _Sum:
    """One equation or condition: positions of cells with their weights; positions that decide whether it is blank."""

    weights: tuple[tuple[int, int], ...]
    constant: int
    relation: str
    own: tuple[int, ...]


@dataclass(frozen=True)
class _Line:
    """One instance: its equation, its conditions, and every cell that any of them names."""

    equation: _Sum
    when: tuple[_Sum, ...]
    cells: tuple[int, ...]


@dataclass(frozen=True)
class RuleMatrix:
    """The linear instances of a rule book, in its order, ready for many reports of its edition."""

    rules: RuleBook

    @cached_property
    def instances(self) -> tuple[tuple[Rule, Instance], ...]:
        """What a line of the states is about."""
        return self.rules.instances

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The cells that matter, in the order of the form, then last year's that rules or their conditions name."""
        named = {cell for _, one in self.instances for equation in _equations(one) for cell in equation.cells}
        named |= {cell.id for total, others in rows_with_total(self.rules.form) for cell in (total, *others)}
        this_year = [cell for cell in self.rules.form.cells if cell in named]
        return (*this_year, *sorted(cell for cell in named if cell.startswith(PREVIOUS)))

    @cached_property
    def scales(self) -> tuple[int, ...]:
        """By what the numbers of each column are multiplied to be whole: 1, of money 10,000."""
        kinds = [cell_of(self.rules.form, cell).kind for cell in self.columns]
        return tuple(10**AMOUNT_PLACES if kind is Kind.AMOUNT else 1 for kind in kinds)

    @cached_property
    def largest(self) -> int:
        """The largest number, scaled, with which no sum can leave 64 bits."""
        sums = [one for line in self._lines for one in (line.equation, *line.when)]
        weights = (sum(abs(weight) for _, weight in one.weights) + abs(one.constant) for one in sums)
        return _LARGEST // max(weights, default=1)

    def evaluate(self, reports: Iterable[Report], *, chunk: int = CHUNK) -> Iterator[Judged]:
        """Judge reports of the rules' edition, chunk by chunk.

        Figures that are not whole when scaled, or so large that a sum could leave 64 bits, are judged one report at
        a time by validation/linear.py.
        Raises: ValueError for a report of another edition.
        """
        waiting = iter(reports)
        while some := tuple(islice(waiting, chunk)):
            yield self._judge_reports(some)

    def decided(self, judged: Judged) -> Iterator[tuple[Rule, int]]:
        """(rule, in how many reports, of levels that it is for, it could be told of some equation whether it holds)."""
        import numpy as np

        known = np.less_equal(judged.states, State.VIOLATED)
        for rule, pairs in groupby(enumerate(self.instances), lambda pair: pair[1][0]):
            lines = [line for line, _ in pairs]
            meant = [report.unit.level in rule.severity for report in judged.reports]
            yield rule, int(np.count_nonzero(np.logical_and(_any(known[lines].T), meant)))

    def judge(self, cells: Cells) -> States:
        """The states of a chunk. Raises OverflowError if a number is larger than `largest`."""
        import numpy as np

        numbers, kinds = cells.numbers, cells.kinds
        count = numbers.shape[1]
        if count and max(int(numbers.max()), -int(numbers.min())) > self.largest:
            raise OverflowError("a number is too large for the matrix")
        spoiled = self._spoiled(kinds)
        unfilled: Flags = (kinds == EMPTY) | (kinds == SLASH)
        # Most columns of most chunks are filled to the last cell, and need no look.
        any_spoiled, any_unfilled = _any(spoiled), _any(unfilled)
        states = np.zeros((len(self._lines), count), dtype=np.uint8)
        for line, state in zip(self._lines, states, strict=True):
            state[:] = _broken(line.equation, numbers)
            for condition in line.when:
                state[_broken(condition, numbers)] = State.NOT_ASKED
            for position in line.cells:
                if any_spoiled[position]:
                    state[spoiled[position]] = State.UNDECIDED
            for one in (line.equation, *line.when):
                if all(any_unfilled[position] for position in one.own):
                    state[unfilled[list(one.own)].all(axis=0)] = State.UNDECIDED
        return states

    def cells(self, reports: Sequence[Report]) -> tuple[Cells, tuple[int, ...]]:
        """The arrays of some reports, and which of them do not fit: their lines hold nothing.

        Raises: ValueError for a report of another edition.
        """
        import numpy as np

        columns, nothing = self.columns, [0] * len(self.columns)
        rows: list[Sequence[int]] = []
        kinds: list[list[int]] = []
        unfit: list[int] = []
        for index, report in enumerate(reports):
            if report.form is not self.rules.form:
                raise ValueError(f"a report of {report.form.id} among those of {self.rules.form.id}")
            number = report.operands.get
            row = self._scaled([number(cell, 0) for cell in columns])
            if row is None:
                unfit.append(index)
            rows.append(nothing if row is None else row)
            kinds.append([NUMBER if cell in report.operands else _kind(report, cell) for cell in columns])
        shape = (len(rows), len(columns))
        numbers = np.array(rows, dtype=np.int64).reshape(shape)
        return Cells(
            np.ascontiguousarray(numbers.T),
            np.ascontiguousarray(np.array(kinds, dtype=np.uint8).reshape(shape).T),
        ), tuple(unfit)

    def exact(self, report: Report) -> tuple[State, ...]:
        """The states of one report, as validation/linear.py reckons them."""
        context = Context(report, self.rules, lambda key: Place("", key))
        return tuple(_exact(instance, context) for _, instance in self.instances)

    def _judge_reports(self, reports: tuple[Report, ...]) -> Judged:
        cells, unfit = self.cells(reports)
        states = self.judge(cells)
        for index in unfit:
            states[:, index] = self.exact(reports[index])
        return Judged(reports, states)

    def _scaled(self, numbers: Sequence[int | Decimal]) -> Sequence[int] | None:
        """Whole numbers that the matrix can hold; None if one of them is not."""
        row: list[int] = []
        for number, scale in zip(numbers, self.scales, strict=True):
            scaled = number * scale
            if scaled != (whole := int(scaled)) or abs(whole) > self.largest:
                return None
            row.append(whole)
        return row

    def _spoiled(self, kinds: Kinds) -> Flags:
        """Cells that leave every equation open they take part in: unreadable, a missing total, no last year."""
        spoiled = kinds == BAD
        for total, others in self._totals:
            spoiled[total] |= (kinds[total] == EMPTY) & (kinds[list(others)] == NUMBER).any(axis=0)
        last = [position for position, cell in enumerate(self.columns) if cell.startswith(PREVIOUS)]
        spoiled[last] |= kinds[last] != NUMBER
        return spoiled

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {cell: position for position, cell in enumerate(self.columns)}

    @cached_property
    def _totals(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        at = self._positions
        return tuple(
            (at[total.id], tuple(at[o.id] for o in others)) for total, others in rows_with_total(self.rules.form)
        )

    @cached_property
    def _lines(self) -> tuple[_Line, ...]:
        return tuple(self._line(instance) for _, instance in self.instances)

    def _line(self, instance: Instance) -> _Line:
        equations = _equations(instance)
        cells = dict.fromkeys(self._positions[cell] for one in equations for cell in one.cells)
        return _Line(self._sum(instance.equation), tuple(map(self._sum, instance.when)), tuple(cells))

    def _sum(self, equation: Equation) -> _Sum:
        at = self._positions
        scale = max((self.scales[at[cell]] for cell in equation.cells), default=1)
        weights = tuple((at[cell], weight * scale // self.scales[at[cell]]) for cell, weight in equation.weights)
        this_year = [cell for cell in equation.cells if not cell.startswith(PREVIOUS)]
        own = tuple(at[cell] for cell in this_year or equation.cells)
        return _Sum(weights, equation.constant * scale, equation.relation, own)


def _equations(instance: Instance) -> tuple[Equation, ...]:
    return (instance.equation, *instance.when)


def _any(flags: Flags) -> NDArray[np.bool_]:
    """Of each line whether it holds anything."""
    import numpy as np

    return np.logical_or.reduce(flags, axis=1)


def _broken(one: _Sum, numbers: Numbers) -> Flags:
    """In which reports a sum is not as its relation wants it."""
    import numpy as np

    left = np.full(numbers.shape[1], one.constant, dtype=np.int64)
    for position, weight in one.weights:
        if weight == 1:
            left += numbers[position]
        elif weight == -1:
            left -= numbers[position]
        else:
            left += weight * numbers[position]
    if one.relation == "=":
        return left != 0
    return left > 0 if one.relation == "<=" else left < 0


def _kind(report: Report, cell: str) -> int:
    """What stands in a cell that holds no number."""
    if not cell.startswith(PREVIOUS) and cell not in report.cells:
        return EMPTY
    value: Value = report.value(cell)
    if isinstance(value, Blank):
        return EMPTY
    return BAD if isinstance(value, BadValue) else SLASH


def _exact(instance: Instance, context: Context) -> State:
    if undecided(instance, context):
        return State.UNDECIDED
    if not asked(instance, context.report):
        return State.NOT_ASKED
    equation, number = instance.equation, context.report.number
    return (
        State.HELD
        if equation.holds(equation.left.evaluate(number) - equation.right.evaluate(number))
        else State.VIOLATED
    )
