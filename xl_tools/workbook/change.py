"""One change of a number cell, of this year or of last year's report, and the stored results that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xl_tools.report import PREVIOUS, Report
from xl_tools.values import BLANK, Count, Value
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.cellvalues import FOREIGN, read_value
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.live import LiveCell, live_cells
from xl_tools.workbook.patch import Edit, Formula, Stored
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot

Edits = dict[tuple[str, str], Edit]
_NESTED = 3
"""How deep totals add up other totals."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what stands in it, and what will. `old` of a formula is its text with “=”.

    `cell` is its id, or its defined name on 上年数据 (“previous.…”, “last.…”).
    """

    cell: str
    spot: Spot
    old: int | float | str | None
    new: int | float | str | Formula | None


def is_own_total(opened: Opened, cell_id: str) -> bool:
    """Whether the formula in a total is the template's, as the reader judged it: it notes every other one (W3)."""
    if cell_id not in opened.formulas:
        return False
    return not any(note.rule == FOREIGN and cell_id in note.cells for note in opened.notes)


def old_value(opened: Opened, cell_id: str) -> int | float | str | None:
    """What stands in a cell without formula, as a value that can be written again; odd ones as their text."""
    raw = opened.raw.get(cell_id)
    if isinstance(raw, dict):
        return next(iter(raw.values()))
    return str(raw).upper() if isinstance(raw, bool) else raw


def last_value(grid: Grid, spot: Spot) -> int | float | str | None:
    """What stands in a cell of 上年数据, as `old_value` gives it; `grid` is what stands on the sheet now."""
    raw = grid.get((spot.row, spot.column))
    if isinstance(raw, dict):
        return next(iter(raw.values()))
    return str(raw).upper() if isinstance(raw, bool) else None if raw == "" else raw


def present_value(opened: Opened, cell_id: str) -> int | float | str | None:
    """What stands in a cell as the log writes it: a formula as its text with “=”."""
    if cell_id not in opened.report.form.cells:
        spot = opened.spots[cell_id]
        return last_value(opened.last_year, spot)
    formula = opened.formulas.get(cell_id)
    return f"={formula.text}" if formula else old_value(opened, cell_id)


def stored_results(opened: Opened, cells: Iterable[LiveCell]) -> Edits:
    """The results of formulas of the template, for those that stand where the template has them, as it has them.

    Sheets in which cells were moved, and formulas that refer to such a sheet, are left to the patch, which asks the
    formulas themselves what they refer to now.
    """
    names = opened.layout.names
    moved = {spot.sheet for name, spot in opened.spots.items() if name in names and names[name] != spot}
    return {
        (cell.spot.sheet, cell.spot.address): Stored(cell.value, cell.formula)
        for cell in cells
        if cell.spot.sheet not in moved and not any(f"'{sheet}'!" in cell.formula for sheet in moved)
    }


def cell_edits(opened: Opened, changes: Sequence[Change]) -> Edits:
    """The cells themselves, and the stored results of all formulas of the template that depend on them."""
    texts = {place: state.result for place, state in opened.texts.items()}
    own = {place: state.own for place, state in opened.texts.items()}
    after = _report_after(opened, changes)
    edits = stored_results(opened, live_cells(opened.layout, after, texts, own))
    for one in changes:
        new = one.new
        if isinstance(new, Formula):
            new = replace(new, value=after.number(one.cell))
        edits[one.spot.sheet, one.spot.address] = new
    return edits


def _report_after(opened: Opened, changes: Sequence[Change]) -> Report:
    """The report once the changes are made, every total that is a formula reckoned anew."""
    form = opened.report.form
    new = {one.cell: one.new for one in changes if one.cell in form.cells}
    cells: dict[str, Value] = dict(opened.report.cells)
    for cell_id, content in new.items():
        cell = form.cells[cell_id]
        cells[cell_id] = BLANK if isinstance(content, Formula) else read_value(content, cell.kind, cell.unit)
    reckoned = [
        cell_id
        for cell_id in opened.totals
        if (isinstance(new[cell_id], Formula) if cell_id in new else is_own_total(opened, cell_id))
    ]
    report = replace(opened.report, cells=cells, previous=_last_after(opened, changes))
    # Totals of totals settle after as many rounds as they are nested.
    for _ in range(_NESTED):
        contents = Contents(opened.layout, report)
        sums = {cell_id: contents.expected(cell_id) for cell_id in reckoned}
        filled = {one for one in reckoned if any(part in report.cells for part in opened.totals[one].operands)}
        report = report.with_cells(
            {one: Count(int(found)) if found is not None and one in filled else BLANK for one, found in sums.items()}
        )
    return report


def _last_after(opened: Opened, changes: Sequence[Change]) -> Report | None:
    """Last year's report once the changes are made, as formulas see it: whatever its year."""
    new = {one.cell: one.new for one in changes if one.cell.startswith(PREVIOUS)}
    if not new:
        return opened.report.previous
    form = opened.layout.previous_form
    cells: dict[str, Value] = {}
    for cell_id, cell in form.cells.items():
        name = f"{PREVIOUS}{cell_id}"
        content = new[name] if name in new else last_value(opened.last_year, opened.spots[name])
        cells[cell_id] = BLANK if isinstance(content, Formula) else read_value(content, cell.kind, cell.unit)
    return Report(form, opened.report.year - 1, opened.report.unit, cells)
