"""Errors as people make them, put into balanced reports: what was done, where, and what was there before.

Sum formulas recalculate: in a report whose totals are formulas, an error in a part changes its totals too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from xl_tools.finding import Severity
from xl_tools.forms.model import Form, Kind
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation.culprit import Answer, Part, SoftNumber
from xl_tools.values import BLANK, Count, Value

Changes = dict[str, int | None]
"""Cell id → number that now stands there, None for nothing."""
STATED = ("received", "carried_in", "granted", "results_total", "carried_out")
"""Rows of 表三 whose totals the text of a report most often states."""


@dataclass(frozen=True)
class Injected:
    """A report with errors in it.

    Attributes:
        report: what the office would hand in.
        truth: the number that belongs in each cell that was got wrong; totals by formula, which only follow, are
            not among them.
        errors: kind and cells of each error.
        silent: errors that break no rule by themselves, so that nobody could find them.
    """

    report: Report
    truth: Mapping[str, int]
    errors: tuple[tuple[str, frozenset[str]], ...]
    silent: int


@dataclass(frozen=True)
class Verdict:
    """How good a diagnosis was.

    Attributes:
        detected: it had anything to say.
        first, among_three: the right cells are the first answer, or one of the first three; where there are
            several parts, an answer is one of each, and those that cost least come first.
        values: the first answer is right and so is every number in it.
        sure: every part was sure.
        named: errors whose cells all stand in the first answer with the right numbers.
        extra: cells of the first answer that were not wrong.
    """

    detected: bool
    first: bool
    among_three: bool
    values: bool
    sure: bool
    named: int
    extra: int


def verdict(injected: Injected, parts: Sequence[Part]) -> Verdict:
    """Compare a diagnosis with what was done to the report."""
    wanted = frozenset(injected.truth)
    combined = sorted(product(*(part.answers[:3] for part in parts)), key=lambda answers: sum(a.cost for a in answers))
    sets = [_cells(answers) for answers in combined[:3]]
    first = combined[0] if combined else ()
    proposed = {repair.cell: repair.proposed for answer in first for repair in answer.repairs}
    right = {cell for cell, number in proposed.items() if injected.truth.get(cell) == number}
    return Verdict(
        detected=bool(parts),
        first=bool(sets) and sets[0] == wanted,
        among_three=wanted in sets,
        values=bool(sets) and sets[0] == wanted == right,
        sure=all(part.sure for part in parts),
        named=sum(cells <= right for _, cells in injected.errors),
        extra=len(proposed.keys() - wanted),
    )


def repaired(report: Report, parts: Iterable[Part], formulas: Collection[str] = ()) -> Report:
    """The report with the first answer of every part written in, and its formulas computed again."""
    first = [repair for part in parts for repair in part.answers[0].repairs]
    return recalculated(report.with_cells({one.cell: Count(int(one.proposed)) for one in first}), formulas)


def unbalanced(report: Report) -> list[tuple[str, str]]:
    """(rule, instance key) of the equations that are errors, or carry a figure over from last year, and do not hold."""
    broken: list[tuple[str, str]] = []
    for rule, instance in load_rules(report.form).instances:
        own = [cell for cell in instance.equation.cells if not cell.startswith("previous.")]
        if rule.severity.get(report.unit.level) is not Severity.ERROR:
            continue
        carried_over = instance.last_year and report.previous is not None and len(own) == 1
        certain = not instance.last_year and instance.key not in rule.query_only
        if instance.equation.relation != "=" or not (carried_over or certain):
            continue
        left, right = (side.evaluate(report.number) for side in (instance.equation.left, instance.equation.right))
        if left != right:
            broken.append((rule.id, instance.key))
    return broken


def prose_of(report: Report) -> list[SoftNumber]:
    """What the text of a report commonly states, as read from a right one: totals of 表三, cases of 表四."""
    stated = [(f"requests.{row}.total",) for row in STATED]
    stated.append(("review.reconsideration.total",))
    stated.append(("review.direct_litigation.total", "review.litigation_after_reconsideration.total"))
    return [SoftNumber(cells, report.total(cells), f"正文“{report.total(cells)}件”") for cells in stated]


def _cells(answers: Iterable[Answer]) -> frozenset[str]:
    return frozenset(repair.cell for answer in answers for repair in answer.repairs)


@cache
def balanced_cells(form: Form) -> tuple[str, ...]:
    """Cells that stand in an equation within the year: all of 表三 and 表四."""
    equations = [instance.equation for _, instance in load_rules(form).equations]
    named = {cell for equation in equations for cell in equation.cells}
    return tuple(cell for cell in form.cells if cell in named)


@cache
def total_cells(form: Form) -> tuple[str, ...]:
    """Cells that are the sum of others: the ones that carry a formula in the workbook."""
    return tuple(cell for cell in balanced_cells(form) if form.cells[cell].kind is Kind.TOTAL)


@cache
def neighbours(form: Form) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Cell id → (cells printed directly above and below it, cells directly beside it)."""
    beside: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    known = set(balanced_cells(form))
    for section in form.tables:
        for block in section.blocks:
            grid = [
                [".".join(filter(None, (section.id, row.id, column.id))) for column in block.columns]
                for row in block.rows
            ]
            for r, line in enumerate(grid):
                for c, cell in enumerate(line):
                    column = [grid[other][c] for other in (r - 1, r + 1) if 0 <= other < len(grid)]
                    row = [line[other] for other in (c - 1, c + 1) if 0 <= other < len(line)]
                    beside[cell] = (
                        tuple(one for one in column if one in known),
                        tuple(one for one in row if one in known),
                    )
    return beside


def inject(
    report: Report, rng: random.Random, kinds: Sequence[str], *, formulas: Collection[str] = ()
) -> Injected | None:
    """The report with one error of each kind given, in cells of their own; None if it has no cell for one of them.

    Args:
        report: balanced and filled; its totals are right.
        formulas: totals that are formulas; nobody types there, and they follow their parts.
    """
    done: Changes = {}
    errors: list[tuple[str, frozenset[str]]] = []
    silent = 0
    for kind in kinds:
        typed = [cell for cell in balanced_cells(report.form) if cell not in formulas and cell not in done]
        changes = KINDS[kind](report, rng, typed)
        if not changes:
            return None
        done.update(changes)
        errors.append((kind, frozenset(changes)))
        silent += not _noticed(_with(report, changes, formulas))
    truth = {cell: int(report.number(cell)) for cell in done}
    return Injected(_with(report, done, formulas), truth, tuple(errors), silent)


def _with(report: Report, changes: Changes, formulas: Collection[str]) -> Report:
    values: dict[str, Value] = {cell: BLANK if number is None else Count(number) for cell, number in changes.items()}
    return recalculated(report.with_cells(values), formulas)


def _noticed(report: Report) -> bool:
    return bool(unbalanced(report)) or any(cell not in report.cells for cell in total_cells(report.form))


def recalculated(report: Report, formulas: Collection[str]) -> Report:
    """The report after its formulas have been computed again."""
    rules = load_rules(report.form)
    numbers: dict[str, int] = {}

    def number(cell: str) -> int:
        if cell not in formulas:
            return int(report.number(cell))
        if cell not in numbers:
            equation = rules.total_formula(cell)
            assert equation is not None, cell
            numbers[cell] = sum(term.coefficient * number(one) for term in equation.right.terms for one in term.cells)
        return numbers[cell]

    return report.with_cells({cell: Count(number(cell)) for cell in formulas})


def _filled(report: Report, cells: Iterable[str], least: int = 1) -> list[str]:
    return [cell for cell in cells if report.number(cell) >= least]


def _digit(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """Another digit in one place."""
    cells = _filled(report, typed)
    if not cells:
        return {}
    cell = rng.choice(cells)
    digits = str(report.number(cell))
    place = rng.randrange(len(digits))
    first = len(digits) > 1 and place == 0
    other = rng.choice([one for one in "0123456789" if one != digits[place] and not (first and one == "0")])
    return {cell: int(digits[:place] + other + digits[place + 1 :])}


def _transposed(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """Two neighbouring digits that differ, the other way round."""
    found: list[tuple[str, str]] = []
    for cell in _filled(report, typed, 10):
        digits = str(report.number(cell))
        turned = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
        found += [(cell, one) for one in turned if one != digits and one[0] != "0"]
    if not found:
        return {}
    cell = rng.choice(sorted({cell for cell, _ in found}))
    return {cell: int(rng.choice([one for other, one in found if other == cell]))}


def _dropped(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """One digit of several left out."""
    cells = _filled(report, typed, 10)
    if not cells:
        return {}
    cell = rng.choice(cells)
    digits = str(report.number(cell))
    place = rng.randrange(len(digits))
    return {cell: int(digits[:place] + digits[place + 1 :])}


def _swapped(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """Two neighbouring cells, one above or beside the other, that have each other's number; neither is 0."""
    inside = set(typed)
    pairs = [
        (cell, other)
        for cell in _filled(report, typed)
        for other in (*neighbours(report.form)[cell][0], *neighbours(report.form)[cell][1])
        if other in inside and cell < other and report.number(other) and report.number(cell) != report.number(other)
    ]
    if not pairs:
        return {}
    one, other = rng.choice(pairs)
    return {one: int(report.number(other)), other: int(report.number(one))}


def _wrong_row(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """A number that stands in the row above or below (in 表四, which has one row, in the next column)."""
    inside = set(typed)
    pairs = [
        (cell, other)
        for cell in _filled(report, typed)
        for other in neighbours(report.form)[cell][0] or neighbours(report.form)[cell][1]
        if other in inside and not report.number(other)
    ]
    if not pairs:
        return {}
    cell, other = rng.choice(pairs)
    return {cell: 0, other: int(report.number(cell))}


def _stale_total(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """A total that was summed before one of its parts got the number it has now: 0 before, or some other number."""
    found: list[tuple[str, int]] = []
    rules = load_rules(report.form)
    for total in _filled(report, (cell for cell in typed if report.form.cells[cell].kind is Kind.TOTAL)):
        equation = rules.total_formula(total)
        assert equation is not None
        for part in equation.right.cells:
            number = int(report.number(part))
            if number:
                found.append((total, number))
    if not found:
        return {}
    total = rng.choice(sorted({cell for cell, _ in found}))
    part = rng.choice([number for cell, number in found if cell == total])
    before = 0 if rng.random() < 0.5 else rng.choice([n for n in range(2 * part + 2) if n != part])
    return {total: int(report.number(total)) - part + before}


def _blank(report: Report, rng: random.Random, typed: Sequence[str]) -> Changes:
    """A number left out."""
    cells = _filled(report, typed)
    return {rng.choice(cells): None} if cells else {}


KINDS: Mapping[str, Callable[[Report, random.Random, Sequence[str]], Changes]] = {
    "digit changed": _digit,
    "transposed": _transposed,
    "digit dropped": _dropped,
    "swapped cells": _swapped,
    "wrong row": _wrong_row,
    "total not updated": _stale_total,
    "blank": _blank,
}
