"""Which cell is wrong, and what it should be: the fewest errors that explain every broken balance rule, ranked.

All equations of a report are taken together, with last year's figures as fixed numbers. The number of errors
comes first; what could have led from the right number to the one that stands there ranks answers of equally many.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from xl_tools.report import Report
from xl_tools.rules import RuleBook
from xl_tools.validation.culprit.balance import Balance, Figures, balance_of, read_figures
from xl_tools.validation.culprit.clusters import clusters_of
from xl_tools.validation.culprit.evidence import PROSE, QUERY, Evidence, Witness
from xl_tools.validation.culprit.moves import Event
from xl_tools.validation.culprit.problem import Problem
from xl_tools.validation.culprit.reasons import Reasons, Repair
from xl_tools.validation.culprit.slips import Number

MOST_ANSWERS = 10
"""So many answers of one part are given; `Part.omitted` counts the rest."""
SURE = 0.15
"""The first answer is sure when all others together are no likelier than this, measured by the first."""


@dataclass(frozen=True, slots=True)
class SoftNumber:
    """A number that the prose states for the sum of some cells; `words` quotes it: 正文“新收申请12件”."""

    cells: tuple[str, ...]
    number: Number
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Cells whose repair satisfies every equation of a part; a lower cost is likelier."""

    repairs: tuple[Repair, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Part:
    """One problem: broken equations that have a cause in common.

    Attributes:
        equations: (rule id, instance key) of the broken equations it explains, each in one part only; for a blank
            total A4 and its row; for a cell that cannot be read, the equations that it leaves undecided.
        answers: the smallest answers, best first, at most MOST_ANSWERS; `omitted` counts further ones.
        sure: the first answer is the only one, or clearly better than all others.
        complete: False if more than LIMIT errors, or too many possibilities, are in it: then the only answer
            holds the cells to begin with, and does not satisfy every equation.
    """

    equations: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    sure: bool
    complete: bool
    omitted: int = 0


@dataclass(frozen=True)
class _Found:
    """A part before its equations are named; `options` are sets of errors, best first, with their costs."""

    options: tuple[tuple[int, tuple[Event, ...]], ...]
    rows: frozenset[int]
    complete: bool = True
    certain: bool = True

    @property
    def first(self) -> tuple[Event, ...]:
        """The best set of errors; empty if there is none."""
        return self.options[0][1] if self.options else ()


def diagnose(
    report: Report, rules: RuleBook, *, soft: Sequence[SoftNumber] = (), formulas: Container[str] = ()
) -> tuple[Part, ...]:
    """The causes of the broken balance rules of a report, in the form's order; empty if none is broken.

    Args:
        soft: numbers of the prose; answers that agree with them rank higher.
        formulas: ids of the cells that hold a formula in the workbook. A total by formula that equals the sum of
            its parts follows them and is never wrong itself.

    Blank cells and “/” count as 0. Deterministic: bounded by the number of steps, never by time.
    """
    balance = balance_of(rules, report.unit.level)
    figures = read_figures(balance, report)
    if not figures.broken and not figures.unknown:
        return ()
    return _Diagnosis(balance, figures, report, soft, formulas).parts()


class _Diagnosis:
    def __init__(
        self,
        balance: Balance,
        figures: Figures,
        report: Report,
        soft: Sequence[SoftNumber],
        formulas: Container[str],
    ) -> None:
        self._balance, self._figures, self._report = balance, figures, report
        held = frozenset(number for number, cell in enumerate(balance.cells) if cell in formulas)
        derived = frozenset(
            cell
            for cell, line in balance.definitions.items()
            if cell in held and line in figures.hard and not figures.residuals[line] and cell not in figures.unknown
        )
        stale = tuple(
            cell
            for cell, line in balance.definitions.items()
            if cell in held and line in figures.broken and cell not in figures.unknown
        )
        self._problem = Problem(balance, figures, derived, stale)
        self._open_cells = (*stale, *figures.unknown)
        self._evidence = Evidence(balance, figures, self._witnesses(soft))
        self._reasons = Reasons(balance, figures, report, self._evidence)

    def parts(self) -> tuple[Part, ...]:
        found = [one for rows in self._problem.parts() for one in self._solved(rows)]
        parts = self._named(found)
        return tuple(self._with_open(found, parts) if self._open_cells else parts)

    def _witnesses(self, soft: Sequence[SoftNumber]) -> list[Witness]:
        balance, figures = self._balance, self._figures
        rows: list[dict[int, int]] = []
        residuals: list[Number] = []
        labels: list[tuple[int, str]] = []
        for one in soft:
            if all(cell in balance.index for cell in one.cells):
                cells = [balance.index[cell] for cell in one.cells]
                rows.append({cell: cells.count(cell) for cell in cells})
                residuals.append(sum(figures.numbers[cell] for cell in cells) - one.number)
                labels.append((PROSE, one.words))
        for line in figures.soft:
            rows.append(balance.lines[line].weights)
            residuals.append(figures.residuals[line])
            labels.append((QUERY, ""))
        reduced = self._problem.reduce_rows(rows, residuals)
        return [Witness(row, residual, *label) for (row, residual), label in zip(reduced, labels, strict=True) if row]

    def _solved(self, rows: Iterable[int]) -> list[_Found]:
        """The separate problems of one connected part."""
        lines, sources = self._balance.lines, self._problem.sources
        search = self._problem.search(rows)
        answers = search.run()
        last_year = {row for row in rows if lines[sources[row]].last_year}
        if not answers and any(self._problem.residuals[row] for row in last_year):
            # Last year's figures may not balance among themselves; then nothing of this year can satisfy them.
            rows = [row for row in rows if row not in last_year]
            again = self._problem.search(rows)
            answers = again.run()
            search = again if answers else search
        if not answers:
            first = tuple(search.first_steps())
            cost = self._evidence.cost(first, ())
            return [_Found(((cost, first),) if first else (), frozenset(rows), complete=False, certain=False)]
        ranked = self._ranked(answers)
        violated = [row for row in rows if self._problem.residuals[row]]
        clusters = clusters_of(ranked, self._problem.touched, violated)
        return [
            _Found(tuple(self._ranked(options)), frozenset(), certain=not (search.cut or search.thinned))
            for options in clusters
        ]

    def _ranked(self, answers: Sequence[tuple[Event, ...]]) -> list[tuple[int, tuple[Event, ...]]]:
        cells = {cell for events in answers for event in events for cell, _ in event.all}
        costs = [(self._evidence.cost(events, cells), events) for events in answers]
        return sorted(costs, key=lambda pair: (pair[0], [event.all for event in pair[1]]))

    def _named(self, found: Sequence[_Found]) -> list[Part]:
        """The parts with the broken equations that their first answers touch."""
        left = list(self._figures.broken)
        parts: list[Part] = []
        for one in found:
            mine = self._explained(one, left)
            left = [line for line in left if line not in mine]
            answers = tuple(Answer(self._reasons.repairs(events), cost) for cost, events in one.options[:MOST_ANSWERS])
            costs = [cost for cost, _ in one.options]
            clear = bool(costs) and sum(exp((costs[0] - cost) / 10) for cost in costs[1:]) <= SURE
            omitted = max(0, len(costs) - MOST_ANSWERS)
            parts.append(Part(self._keys(mine), answers, clear and one.certain, one.complete, omitted))
        for index, (one, part) in enumerate(zip(found, parts, strict=True)):
            if not one.complete:
                parts[index] = replace(part, equations=(*part.equations, *self._keys(left)))
                break
        return parts

    def _explained(self, one: _Found, lines: Sequence[int]) -> list[int]:
        if not one.complete:
            inside = {self._problem.sources[row] for row in one.rows}
            return [line for line in lines if line in inside]
        before, after = self._problem.changes(()), self._problem.changes(one.first)
        return [line for line in lines if self._moved(line, before) != self._moved(line, after)]

    def _moved(self, line: int, changes: Mapping[int, Number]) -> Number:
        weights = self._balance.lines[line].weights
        return sum((weight * changes.get(cell, 0) for cell, weight in weights.items()), 0)

    def _keys(self, lines: Iterable[int]) -> tuple[tuple[str, str], ...]:
        return tuple((self._balance.lines[line].rule, self._balance.lines[line].key) for line in lines)

    def _with_open(self, found: Sequence[_Found], parts: Sequence[Part]) -> list[Part]:
        """The parts, with the numbers of blank and stale totals and unreadable cells that follow from their answers.

        Such a cell is a part of its own if no answer of another part changes its number.
        """
        result = list(parts)
        changes = self._problem.changes
        settled = self._problem.settled(self._open_cells)
        for cell in settled:
            standing = changes(()).get(cell)
            owner = next(
                (
                    index
                    for index, one in enumerate(found)
                    if any(changes(events).get(cell) != standing for _, events in one.options)
                ),
                None,
            )
            taken = {key for part in result for key in part.equations}
            equations = tuple(key for key in self._open_equations(cell) if key not in taken)
            others = [event for index, one in enumerate(found) if index != owner for event in one.first]
            if owner is not None:
                answers = [
                    self._completed(answer, cell, changes((*others, *events)).get(cell))
                    for answer, (_, events) in zip(result[owner].answers, found[owner].options, strict=False)
                ]
                equations = (*result[owner].equations, *equations)
                result[owner] = replace(result[owner], equations=equations, answers=tuple(answers))
            elif repair := self._filled(cell, changes(others).get(cell)):
                result.append(Part(equations, (Answer((repair,), 0),), sure=True, complete=True))
        return result

    def _completed(self, answer: Answer, cell: int, number: Number | None) -> Answer:
        repair = self._filled(cell, number)
        return replace(answer, repairs=(*answer.repairs, repair)) if repair else answer

    def _filled(self, cell: int, change: Number | None) -> Repair | None:
        if change is None:
            return None
        number = self._figures.numbers[cell] + change
        if number < 0 and cell not in self._balance.signed:
            return None
        return self._reasons.unknown(cell, number)

    def _open_equations(self, cell: int) -> tuple[tuple[str, str], ...]:
        """What the rules say of such a cell: A4 of a blank total, else what it breaks or leaves undecided."""
        if cell not in self._figures.unknown:
            return self._keys(line for line in self._figures.broken if cell in self._balance.lines[line].weights)
        form_cell = self._balance.form.cells[self._balance.cells[cell]]
        if self._balance.cells[cell] not in self._report.cells:
            return (("A4", form_cell.item),)
        return self._keys(line for line in self._figures.hard if cell in self._balance.lines[line].weights)
