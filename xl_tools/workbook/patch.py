"""Surgical writing into a closed workbook: only the bytes of the cells written change, and what depends on them.

Every other part of the file is copied byte for byte, and so is everything else in the sheets written:
styles, extensions, prefixes, conditional formats. The stored result of every formula that depends on a changed
cell, on whatever sheet, becomes what it must be now, or goes, so that no reader takes an old one for true. What
charts and pivot tables remember of cells lies in other parts and stays as it was; a program that shows them asks
the cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import read_book, sheet_parts
from xl_tools.intake.package import main_part
from xl_tools.intake.refusal import Refusal
from xl_tools.refusals import refuse
from xl_tools.workbook.archivepatch import rebuilt
from xl_tools.workbook.calcchain import chain_changes
from xl_tools.workbook.cellxml import Formula
from xl_tools.workbook.dependents import Cell, find_dependents
from xl_tools.workbook.formulacells import FormulaCell, formula_cells
from xl_tools.workbook.formulas import shift
from xl_tools.workbook.references import same_formula
from xl_tools.workbook.scope import Scope
from xl_tools.workbook.sheetindex import SheetIndex, address_of, place_of
from xl_tools.workbook.sheetpatch import Edit, Patched, Stored, patch_sheet

__all__ = ["Edit", "Formula", "Stored", "patch_workbook"]


def patch_workbook(data: bytes, edits: Mapping[tuple[str, str], Edit], *, name: str = "工作簿") -> bytes:
    """The workbook with some cells written, and without any stored result that they make untrue.

    A formula that depends on a changed cell and is not among the edits is given its result where exact arithmetic
    finds it; otherwise it is left without one, marked to be calculated when the workbook is opened.

    Args:
        edits: (sheet, address) → what to write: text, a number, None to empty the cell but keep its style,
            Formula(text, value) for a formula with its result, or Stored(value) to replace only the stored
            result of the formula there, if there is one. A result that an edit gives is not believed if it
            depends on a formula of which the edits know nothing.
        name: the file's name, for messages.

    Raises: WorkbookError if the sheet does not exist, or the cell holds part of a shared or array formula
        that others depend on.
    """
    try:
        return _Patch(data).written(edits)
    except Refusal as refusal:
        raise refuse(refusal.code, name, **refusal.details) from refusal


class _Patch:
    """One workbook, with the sheets that were looked into."""

    def __init__(self, data: bytes) -> None:
        self._container = Container(data)
        self._main, _ = main_part(self._container)
        self._book = read_book(self._container.part(self._main))
        self._parts = sheet_parts(self._container, self._main, self._book)
        self._indexes: dict[str, SheetIndex] = {}
        self._formulas: dict[str, list[FormulaCell]] = {}

    def written(self, edits: Mapping[tuple[str, str], Edit]) -> bytes:
        by_sheet: dict[str, dict[str, Edit]] = {}
        for (sheet, address), edit in edits.items():
            if sheet in self._parts:
                by_sheet.setdefault(sheet, {})[address] = edit
            elif not isinstance(edit, Stored):
                raise Refusal("W41", sheet=sheet)
        by_sheet = {sheet: self._own(sheet, wanted) for sheet, wanted in by_sheet.items()}
        patched = {sheet: patch_sheet(self._index(sheet), wanted) for sheet, wanted in by_sheet.items()}
        for sheet, stale in self._stale(by_sheet, patched).items():
            patched[sheet] = patch_sheet(self._index(sheet), by_sheet.get(sheet, {}) | stale)
        changed: dict[str, bytes | None] = {self._parts[sheet]: one.content for sheet, one in patched.items()}
        replaced = {(self._book.ids[sheet], address) for sheet, one in patched.items() for address in one.replaced}
        if replaced:
            changed |= chain_changes(self._container, self._main, replaced)
        old = self._container.part
        return rebuilt(self._container, {part: new for part, new in changed.items() if new != old(part)})

    def _stale(
        self, edits: Mapping[str, Mapping[str, Edit]], patched: Mapping[str, Patched]
    ) -> dict[str, dict[str, Edit]]:
        """New results, or none, for the formulas that depend on what changed and are not among the edits.

        Whoever made the edits did not know of these formulas: what was given to a formula that depends on one of
        them in its turn is not believed either.
        """
        changed = [(sheet, place) for sheet, one in patched.items() for place in one.changed]
        if not changed:
            return {}
        given = {
            (sheet, place_of(address)): edit for sheet, wanted in edits.items() for address, edit in wanted.items()
        }
        scope = Scope(self._container, self._main, self._book, self._parts)
        present = [one for sheet in self._parts for one in self._formulas_of(sheet)]
        dependents = find_dependents((one for one in present if (one.sheet, one.place) not in given), scope, changed)
        if not dependents:
            return {}
        # Most edits know the results of every formula that depends on them.
        from xl_tools.workbook.reckon import keeps_result, reckon

        written = {cell: edit for cell, edit in given.items() if self._is_written(cell, edit)}
        results = reckon(dependents, scope, self._index, written)
        surprises = [cell for cell, value in results.items() if not keeps_result(self._index(cell[0]), cell[1], value)]
        formulas = [one for one in present if isinstance(given.get((one.sheet, one.place), Stored(None)), Stored)]
        formulas += [FormulaCell(*cell, edit.text) for cell, edit in given.items() if isinstance(edit, Formula)]
        doubtful = find_dependents(formulas, scope, surprises)
        if not written.keys().isdisjoint(doubtful):
            known = {cell: edit for cell, edit in written.items() if cell not in doubtful}
            results = reckon(dependents | doubtful, scope, self._index, known)
        found: dict[str, dict[str, Edit]] = {}
        for (sheet, place), value in results.items():
            edit = given.get((sheet, place))
            new = replace(edit, value=value) if isinstance(edit, Formula) else Stored(value)
            found.setdefault(sheet, {})[address_of(place)] = new
        return found

    def _own(self, sheet: str, edits: Mapping[str, Edit]) -> dict[str, Edit]:
        """The edits without stored results for formulas that read otherwise than those that give them."""
        if not any(isinstance(edit, Stored) and edit.formula for edit in edits.values()):
            return dict(edits)
        texts = {one.place: shift(one.text, *one.moved) for one in self._formulas_of(sheet)}
        return {
            address: edit
            for address, edit in edits.items()
            if not (isinstance(edit, Stored) and edit.formula)
            or same_formula(texts.get(place_of(address), edit.formula), edit.formula)
        }

    def _is_written(self, cell: Cell, edit: Edit) -> bool:
        """Whether an edit says what a cell holds: a stored result is nothing where there is no formula."""
        element = self._index(cell[0]).cell(cell[1]) if isinstance(edit, Stored) else None
        return not isinstance(edit, Stored) or (element is not None and element.formula is not None)

    def _index(self, sheet: str) -> SheetIndex:
        if sheet not in self._indexes:
            self._indexes[sheet] = SheetIndex(self._container.part(self._parts[sheet]), sheet)
        return self._indexes[sheet]

    def _formulas_of(self, sheet: str) -> list[FormulaCell]:
        if sheet not in self._formulas:
            content = self._container.part(self._parts[sheet])
            self._formulas[sheet] = formula_cells(sheet, content, lambda: self._index(sheet))
        return self._formulas[sheet]
