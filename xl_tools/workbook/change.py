"""One change of a number cell, and what follows from it: the stored results of all formulas that depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xl_tools.report import Report
from xl_tools.values import BLANK, Count, Value
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
    """One number cell: what stands in it, and what will. `old` of a formula is its text with “=”."""

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


def present_value(opened: Opened, cell_id: str) -> int | float | str | None:
    """What stands in a cell as the log writes it: a formula as its text with “=”."""
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
    form, new = opened.report.form, {one.cell: one.new for one in changes}
    cells: dict[str, Value] = dict(opened.report.cells)
    for cell_id, content in new.items():
        cell = form.cells[cell_id]
        cells[cell_id] = BLANK if isinstance(content, Formula) else read_value(content, cell.kind, cell.unit)
    reckoned = [
        cell_id
        for cell_id in opened.totals
        if (isinstance(new[cell_id], Formula) if cell_id in new else is_own_total(opened, cell_id))
    ]
    report = replace(opened.report, cells=cells)
    # Totals of totals settle after as many rounds as they are nested.
    for _ in range(_NESTED):
        contents = Contents(opened.layout, report)
        sums = {cell_id: contents.expected(cell_id) for cell_id in reckoned}
        filled = {one for one in reckoned if any(part in report.cells for part in opened.totals[one].operands)}
        report = report.with_cells(
            {one: Count(int(found)) if found is not None and one in filled else BLANK for one, found in sums.items()}
        )
    return report
