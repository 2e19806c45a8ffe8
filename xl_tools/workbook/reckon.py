"""New results of formulas that depend on changed cells, where exact arithmetic gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from xl_tools.workbook.arithmetic import NotSimple, Step, as_fraction, as_number, compiled, operated, rounded
from xl_tools.workbook.cellxml import Formula, Stored, Value
from xl_tools.workbook.dependents import Cell
from xl_tools.workbook.formulacells import FormulaCell
from xl_tools.workbook.references import Kind, Token, area_of, tokens
from xl_tools.workbook.scope import Meaning, Scope, Target
from xl_tools.workbook.sheetindex import Cell as CellElement
from xl_tools.workbook.sheetindex import Place, SheetIndex
from xl_tools.workbook.sheetpatch import Edit

_PATIENCE = 3_000_000
"""Cells looked at; beyond, results are left to the program that opens the workbook."""
_MOST = 20_000
"""Formulas reckoned; of more than that, none."""
_LARGEST_PART = 16 * 2**20
"""Bytes of a sheet whose values are looked up."""
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>\s*([^<]*?)\s*</(?:\w+:)?v>")


class Odd(Enum):
    """What stands in a cell that is neither a number nor a text that is known."""

    TEXT = "a text"
    UNKNOWN = "not known, or nothing that counts: an error, TRUE, a formula without result"


Content = int | float | Decimal | str | None | Odd


def reckon(
    dependents: Mapping[Cell, FormulaCell],
    scope: Scope,
    index: Callable[[str], SheetIndex],
    written: Mapping[Cell, Edit],
) -> dict[Cell, Value]:
    """The result of each dependent formula; None where it is left to the program that opens the workbook.

    Args:
        index: gives the index of a sheet, as it was before anything was written.
        written: what will stand in the other cells that change.
    """
    return _Reckoning(dependents, scope, index, written).results()


def keeps_result(index: SheetIndex, place: Place, value: Value) -> bool:
    """Whether the number that a formula gives now is the one that is stored for it."""
    cell = index.cell(place)
    before = _stored(index, cell) if cell else None
    if isinstance(value, str | None) or not isinstance(before, float):
        return False
    with suppress(NotSimple):
        return as_fraction(value) == as_fraction(before)
    return False


class _Reckoning:
    def __init__(
        self,
        dependents: Mapping[Cell, FormulaCell],
        scope: Scope,
        index: Callable[[str], SheetIndex],
        written: Mapping[Cell, Edit],
    ) -> None:
        self._dependents, self._scope, self._index = dependents, scope, index
        self._changed: dict[str, dict[Place, Content]] = {}
        self._arrays: list[Target] = []
        for (sheet, place), edit in written.items():
            self._changed.setdefault(sheet, {})[place] = _content(edit)
        for (sheet, place), formula in dependents.items():
            self._changed.setdefault(sheet, {})[place] = Odd.UNKNOWN
            if formula.results and formula.results[:2] != formula.results[2:]:
                self._arrays.append(Target(sheet, formula.results))
        self._results: dict[Cell, Value] = {}
        self._patience = _PATIENCE

    def results(self) -> dict[Cell, Value]:
        if len(self._dependents) > _MOST:
            return dict.fromkeys(self._dependents)
        for cell in self._dependents:
            self._settle(cell)
        return self._results

    def _settle(self, first: Cell) -> None:
        """Reckon a formula after the dependent ones that it refers to; those of a circle have no result."""
        waiting = [first]
        begun: set[Cell] = set()
        while waiting:
            cell = waiting[-1]
            if cell in self._results:
                waiting.pop()
            elif cell in begun:
                waiting.pop()
                self._reckon(cell)
            else:
                begun.add(cell)
                waiting += [one for one in self._needed(cell) if one not in self._results and one not in begun]

    def _reckon(self, cell: Cell) -> None:
        self._results[cell] = None
        with suppress(NotSimple):
            result = self._results[cell] = self._result(self._dependents[cell])
            self._changed[cell[0]][cell[1]] = result

    def _needed(self, cell: Cell) -> list[Cell]:
        """Dependent formulas among the cells that a simple formula refers to."""
        formula = self._dependents[cell]
        found: list[Cell] = []
        with suppress(NotSimple):
            for step in self._steps(formula):
                for sheet, box in self._targets(step, formula) if step.reference else ():
                    places = self._changed.get(sheet, {})
                    self._look_at(1 if box[:2] == box[2:] else len(places))
                    inside = [box[:2]] if box[:2] == box[2:] else [place for place in places if _within(place, box)]
                    found += [(sheet, place) for place in inside if (sheet, place) in self._dependents]
        return found

    def _steps(self, formula: FormulaCell) -> tuple[Step, ...]:
        several = formula.results and formula.results[:2] != formula.results[2:]
        if several or formula.is_table or not formula.text:
            raise NotSimple
        return compiled(formula.text)

    def _result(self, formula: FormulaCell) -> Value:
        stack: list[Fraction | str | None] = []
        for step in self._steps(formula):
            match step.name:
                case "number":
                    stack.append(step.number)
                case "cell":
                    stack.append(self._single(self._targets(step, formula)))
                case "range":
                    stack.append(self._sum(self._targets(step, formula)))
                case "sum":
                    count = int(step.number)
                    stack[-count:] = [sum(map(_number, stack[-count:]), Fraction(0))]
                case "negate":
                    stack[-1] = -_number(stack[-1])
                case "percent":
                    stack[-1] = _number(stack[-1]) / 100
                case "round":
                    stack[-2:] = [rounded(_number(stack[-2]), _number(stack[-1]))]
                case sign:
                    stack[-2:] = [operated(sign, _number(stack[-2]), _number(stack[-1]))]
        return stack[0] if isinstance(stack[0], str) else as_number(_number(stack[0]))

    def _targets(self, step: Step, formula: FormulaCell) -> tuple[Target, ...]:
        """The cells of one reference. Raises: NotSimple if it has none in this workbook, or others than it names."""
        meaning = self._meaning(step.reference, formula) if step.reference else None
        if meaning is None or meaning.roams or not meaning.targets:
            raise NotSimple
        return meaning.targets

    def _meaning(self, token: Token, formula: FormulaCell) -> Meaning:
        sheet, place = formula.sheet, formula.place
        area = area_of(token.text) if token.kind is Kind.AREA else None
        if area:
            return self._scope.cells(area, sheet, formula.moved)
        if token.kind is Kind.TABLE:
            return self._scope.table(token.text, sheet, place)
        definition = self._scope.definition(token.text, sheet)
        pieces = [one.kind for one in tokens(definition or "A1") if one.kind is not Kind.SPACE]
        if len(pieces) != 1 or pieces[0] not in (Kind.AREA, Kind.TABLE):
            raise NotSimple
        return self._scope.name(token.text, sheet)

    def _single(self, targets: tuple[Target, ...]) -> Fraction | str | None:
        (sheet, box), *others = targets
        if others or box[:2] != box[2:]:
            raise NotSimple
        content = self._content(sheet, box[:2])
        if isinstance(content, Odd):
            raise NotSimple
        return content if isinstance(content, str | None) else as_fraction(content)

    def _sum(self, targets: tuple[Target, ...]) -> Fraction:
        total = Fraction(0)
        for content in (content for target in targets for content in self._contents(target)):
            if content is Odd.UNKNOWN:
                raise NotSimple
            if not isinstance(content, str | Odd | None):
                total += as_fraction(content)
        return total

    def _contents(self, target: Target) -> Iterator[Content]:
        sheet, box = target
        if box[:2] == box[2:]:
            yield self._content(sheet, box[:2])
            return
        if any(one.sheet == sheet and _overlap(one.box, box) for one in self._arrays):
            raise NotSimple
        self._look_at(0)
        changed, cells = self._changed.get(sheet, {}), self._sheet(sheet).inside(box)
        self._look_at(len(changed) + len(cells))
        yield from (content for place, content in changed.items() if _within(place, box))
        yield from (_stored(self._sheet(sheet), cell) for place, cell in cells if place not in changed)

    def _content(self, sheet: str, place: Place) -> Content:
        changed = self._changed.get(sheet, {})
        if place in changed:
            return changed[place]
        if any(one.sheet == sheet and _within(place, one.box) for one in self._arrays):
            raise NotSimple
        self._look_at(1)
        cell = self._sheet(sheet).cell(place)
        return _stored(self._sheet(sheet), cell) if cell else None

    def _sheet(self, sheet: str) -> SheetIndex:
        index = self._index(sheet)
        if len(index.content) > _LARGEST_PART:
            raise NotSimple
        return index

    def _look_at(self, count: int) -> None:
        self._patience -= count
        if self._patience < 0:
            raise NotSimple


def _stored(index: SheetIndex, cell: CellElement) -> Content:
    """What the file says of a cell."""
    inside = index.content[cell.inside : cell.close] if cell.close >= 0 else b""
    found = _VALUE.search(inside)
    if cell.type in ("s", "str", "inlineStr"):
        return Odd.TEXT if found or cell.type == "inlineStr" or not cell.formula else Odd.UNKNOWN
    if not found or cell.type not in ("", "n"):
        # TRUE does not count in a sum of cells, but as 1 elsewhere.
        return None if not found and not cell.formula and not inside.strip() else Odd.UNKNOWN
    try:
        return float(found[1])
    except ValueError:
        return Odd.UNKNOWN


def _content(edit: Edit) -> Content:
    """What a cell holds after an edit; a formula without result is as unknown as one that nobody reckoned."""
    if isinstance(edit, Stored | Formula):
        return Odd.UNKNOWN if edit.value is None else edit.value
    return edit


def _number(value: Fraction | str | None) -> Fraction:
    """A value as arithmetic takes it, a blank as 0. Raises: NotSimple for a text, which may be a number to Excel."""
    if isinstance(value, str):
        raise NotSimple
    return value or Fraction(0)


def _within(place: Place, box: tuple[int, int, int, int]) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
