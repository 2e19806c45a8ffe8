"""The balance rules as sparse integer rows, read once for an edition, and a report's numbers seen through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xl_tools.expression import Equation
from xl_tools.finding import Severity
from xl_tools.forms.model import Form, Kind, cell_id
from xl_tools.report import PREVIOUS, Report
from xl_tools.rules import RuleBook
from xl_tools.units import Level
from xl_tools.validation.context import rows_with_total
from xl_tools.validation.culprit.slips import Number
from xl_tools.values import BadValue, is_number

Row = dict[int, int]
Lines = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One equation or inequality of the rules.

    Attributes:
        weights: left minus right over the cells of this year, by cell number.
        last_year: (cell id, weight) of last year's figures.
        hard: an answer must satisfy it; other equations only speak for or against an answer.
    """

    rule: str
    key: str
    each: str
    equation: Equation
    weights: Row
    last_year: tuple[tuple[str, int], ...]
    when: tuple[Equation, ...]
    hard: bool

    @property
    def is_equation(self) -> bool:
        return self.equation.relation == "="


@dataclass(frozen=True, eq=False)
class Balance:
    """All lines of an edition for units of one level.

    Attributes:
        cells: ids of the cells that stand in a line; everything else speaks of them by number.
        definitions: total cell → number of the line that defines it as a sum.
        printed: the rows and columns of the printed tables, as far as their cells are numbered.
    """

    form: Form
    cells: tuple[str, ...]
    lines: tuple[Line, ...]
    definitions: Mapping[int, int]
    printed: Lines
    signed: frozenset[int]
    index: Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """One report as the balance sees it.

    Attributes:
        numbers: by cell number; 0 where nothing, “/” or unreadable text stands.
        empty: cells that hold no number.
        unknown: empty cells that may hold anything: unreadable ones, and totals that rule A4 reports missing.
        residuals: left minus right of every line.
        hard, soft, bounds: the lines in play: equations to be satisfied, equations that speak, inequalities.
        broken: hard lines that do not hold and are decided.
    """

    numbers: list[Number]
    empty: frozenset[int]
    unknown: tuple[int, ...]
    residuals: list[Number]
    hard: tuple[int, ...]
    soft: tuple[int, ...]
    bounds: tuple[int, ...]
    broken: tuple[int, ...]


@lru_cache(maxsize=16)
def balance_of(rules: RuleBook, level: Level) -> Balance:
    """The linear rules that a unit of this level is judged by."""
    form = rules.form
    named = {cell.removeprefix(PREVIOUS) for _, one in rules.instances for cell in one.equation.cells}
    cells = tuple(cell for cell in form.cells if cell in named)
    index = {cell: number for number, cell in enumerate(cells)}
    lines: list[Line] = []
    for rule, instance in rules.instances:
        severity = rule.severity.get(level)
        if severity not in (Severity.ERROR, Severity.QUERY):
            continue
        weights = {index[cell]: weight for cell, weight in instance.equation.weights if not cell.startswith(PREVIOUS)}
        last = tuple(
            (cell.removeprefix(PREVIOUS), weight)
            for cell, weight in instance.equation.weights
            if cell.startswith(PREVIOUS)
        )
        # A figure carried over from last year is as good as known, even of an applicant for whom a deviation is
        # but a query; a balance of several figures over two years (现行有效) may be off for good reasons.
        error = severity is Severity.ERROR and not rule.trial
        hard = error and (len(weights) == 1 if last else instance.key not in rule.query_only)
        lines.append(Line(rule.id, instance.key, rule.each, instance.equation, weights, last, instance.when, hard))
    definitions: dict[int, int] = {}
    numbers = {id(line.equation): number for number, line in enumerate(lines)}
    for number, cell in enumerate(cells):
        equation = rules.total_formula(cell) if form.cells[cell].kind is Kind.TOTAL else None
        if equation is not None and id(equation) in numbers:
            definitions[number] = numbers[id(equation)]
    signed = frozenset(number for number, cell in enumerate(cells) if form.cells[cell].kind is Kind.SIGNED)
    return Balance(form, cells, tuple(lines), definitions, _printed(form, index), signed, index)


def read_figures(balance: Balance, report: Report) -> Figures:
    """The report's numbers, and how far each line is from holding."""
    values = [report.value(cell) for cell in balance.cells]
    numbers = [report.number(cell) for cell in balance.cells]
    empty = frozenset(number for number, value in enumerate(values) if not is_number(value))
    unreadable = {number for number in empty if isinstance(values[number], BadValue)}
    unknown = (*_missing_totals(balance, report), *sorted(unreadable))
    residuals: list[Number] = []
    hard: list[int] = []
    soft: list[int] = []
    bounds: list[int] = []
    broken: list[int] = []
    for number, line in enumerate(balance.lines):
        residual: Number = line.equation.constant
        for cell, weight in line.weights.items():
            residual += weight * numbers[cell]
        for cell, weight in line.last_year:
            residual += weight * report.number(PREVIOUS + cell)
        residuals.append(residual)
        if not _in_play(line, report):
            continue
        if not line.is_equation:
            if line.hard:
                bounds.append(number)
        elif not line.hard:
            soft.append(number)
        elif not residual or not empty.issuperset(line.weights):
            hard.append(number)
            if residual and not any(cell in line.weights for cell in unknown):
                broken.append(number)
    lists = (tuple(hard), tuple(soft), tuple(bounds), tuple(broken))
    return Figures(numbers, empty, unknown, residuals, *lists)


def _in_play(line: Line, report: Report) -> bool:
    if any(not is_number(report.value(PREVIOUS + cell)) for cell, _ in line.last_year):
        return False
    for condition in line.when:
        if not condition.holds(condition.left.evaluate(report.number) - condition.right.evaluate(report.number)):
            return False
    return True


def _missing_totals(balance: Balance, report: Report) -> list[int]:
    return [
        balance.index[total.id]
        for total, others in rows_with_total(balance.form)
        if total.id in balance.index
        and total.id not in report.cells
        and any(cell.id in report.numbers for cell in others)
    ]


def _printed(form: Form, index: Mapping[str, int]) -> Lines:
    lines: list[tuple[int, ...]] = []
    for section in form.tables:
        for block in section.blocks:
            grid = [[index.get(cell_id(section, row, column)) for column in block.columns] for row in block.rows]
            for line in (*grid, *zip(*grid, strict=True)):
                cells = tuple(cell for cell in line if cell is not None)
                if len(cells) > 1:
                    lines.append(cells)
    return tuple(lines)
