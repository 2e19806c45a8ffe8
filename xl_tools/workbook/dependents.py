"""Which formulas of a workbook depend on cells that changed: directly, or through other formulas."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from xl_tools.workbook.formulacells import FormulaCell
from xl_tools.workbook.references import references
from xl_tools.workbook.scope import Scope, Target
from xl_tools.workbook.sheetindex import Box, Place

Cell = tuple[str, Place]
"""Sheet and place."""

_PATIENCE = 20_000_000
"""Comparisons of a changed cell with a range; beyond, every formula left counts as dependent."""
_ENUMERATED = 4096
"""Results of an array formula up to this many are looked up cell by cell."""


def find_dependents(formulas: Iterable[FormulaCell], scope: Scope, changed: Iterable[Cell]) -> dict[Cell, FormulaCell]:
    """The formulas that depend on changed cells.

    Formulas that may reach cells which they do not name (INDIRECT, OFFSET, names that lead nowhere) count as
    dependent.
    """
    watch = _Watch(formulas, scope)
    waiting = deque(Target(sheet, (*place, *place)) for sheet, place in changed)
    found: dict[Cell, FormulaCell] = {}
    while waiting:
        for formula in watch.take(waiting.popleft()):
            cell = (formula.sheet, formula.place)
            if cell not in found:
                found[cell] = formula
                waiting.append(Target(formula.sheet, formula.results or (*formula.place, *formula.place)))
    return found


class _Watch:
    """Formulas by the cells that they refer to; each cell and range gives up its formulas once.

    A formula that names nothing but cells is looked into when something changes on a sheet that it names.
    """

    def __init__(self, formulas: Iterable[FormulaCell], scope: Scope) -> None:
        self._scope = scope
        self._awake: set[Cell] = set()
        self._roaming: list[FormulaCell] = []
        self._asleep: dict[str, list[FormulaCell]] = {}
        self._cells: dict[Cell, list[FormulaCell]] = {}
        self._ranges: dict[str, dict[Box, list[FormulaCell]]] = {}
        self._patience = _PATIENCE
        for formula in formulas:
            sheets = None if formula.always else scope.sheets_of(formula.text)
            if sheets is None:
                self._add(formula)
            else:
                for sheet in sheets:
                    self._asleep.setdefault(sheet or formula.sheet, []).append(formula)

    def _add(self, formula: FormulaCell) -> None:
        if (formula.sheet, formula.place) in self._awake:
            return
        self._awake.add((formula.sheet, formula.place))
        meaning = self._scope.meaning(formula.text, formula.sheet, formula.place, formula.moved)
        if meaning.roams or _is_volatile(formula):
            self._roaming.append(formula)
            return
        for sheet, box in meaning.targets:
            top, left, bottom, right = box
            if top == bottom and left == right:
                self._cells.setdefault((sheet, (top, left)), []).append(formula)
            else:
                self._ranges.setdefault(sheet, {}).setdefault(box, []).append(formula)

    def take(self, changed: Target) -> list[FormulaCell]:
        """The formulas that refer to any of the cells changed, or may do so, and were not taken before."""
        sheet, (top, left, bottom, right) = changed
        for formula in self._asleep.pop(sheet, ()):
            self._add(formula)
        hit, self._roaming = self._roaming, []
        for cell in self._named_within(changed):
            hit += self._cells.pop(cell, [])
        if not (ranges := self._ranges.get(sheet)):
            return hit
        self._patience -= len(ranges)
        boxes = (
            [box for box in ranges if box[0] <= bottom and box[2] >= top and box[1] <= right and box[3] >= left]
            if self._patience > 0
            else list(ranges)
        )
        for box in boxes:
            hit += ranges.pop(box)
        return hit

    def _named_within(self, changed: Target) -> list[Cell]:
        sheet, (top, left, bottom, right) = changed
        if (bottom - top + 1) * (right - left + 1) <= _ENUMERATED:
            return [(sheet, (row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        return [
            cell
            for cell in self._cells
            if cell[0] == sheet and top <= cell[1][0] <= bottom and left <= cell[1][1] <= right
        ]


def _is_volatile(formula: FormulaCell) -> bool:
    """Whether a formula is marked as one that always calculates, and not for a clock alone that it calls."""
    return formula.always and not references(formula.text).clock
