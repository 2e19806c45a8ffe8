"""Cells beside the ones to be written that may be written again as they are, so that edits become one block.

Only cells of ours that are unlocked, and only what can be written without any change.
"""

from __future__ import annotations

from xl_tools.workbook.change import Edits, is_own_total
from xl_tools.workbook.layout import HIDDEN_COLUMNS, INDEX, MARK_ROWS, RESULT_COLUMNS, RESULT_ROWS, Layout
from xl_tools.workbook.live import link_cell, rule_cell
from xl_tools.workbook.patch import Formula
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot


def around_numbers(opened: Opened) -> Edits:
    """The number cells of a workbook with what stands in them; odd values and foreign formulas left out."""
    found: Edits = {}
    for cell_id in opened.report.form.cells:
        spot, raw = opened.spots[cell_id], opened.raw.get(cell_id)
        if cell_id in opened.formulas:
            if is_own_total(opened, cell_id):
                found[spot.sheet, spot.address] = Formula(opened.formulas[cell_id].text, None)
        elif not isinstance(raw, bool | dict):
            found[spot.sheet, spot.address] = raw
    return found


def around_texts(opened: Opened) -> Edits:
    """The finished texts and their digests, in the rows where the layout has them."""
    found: Edits = {}
    for place, row in opened.layout.texts.items():
        state = opened.texts[place]
        if opened.spots[f"text.{'.'.join(filter(None, place))}.result"] == row.result:
            found[row.result.sheet, row.result.address] = state.result or None
            found[row.digest.sheet, row.digest.address] = state.digest or None
    return found


def results_in_one_block(layout: Layout, edits: Edits) -> tuple[Edits, Edits]:
    """Edits of the findings table with its links as formulas, and the blank cells between that make one block of it."""
    rows = {spot.row for spot in _spots(layout) if (INDEX, spot.address) in edits}
    made = dict(edits)
    around: Edits = {}
    for index in range(RESULT_ROWS):
        if layout.result(index, "number").row not in rows:
            continue
        for column in (*RESULT_COLUMNS, *HIDDEN_COLUMNS):
            around[_address(layout.result(index, column))] = None
        around[_address(layout.mark(index))] = None
        for cell in (link_cell(layout, index), rule_cell(layout, index)):
            made[_address(cell.spot)] = Formula(cell.formula[1:], None)
    conclusion = layout.verdict["conclusion"]
    for column in range(conclusion.column + 1, layout.verdict["checked_on"].column):
        # The inner cells of the merged conclusion.
        around[_address(Spot(INDEX, conclusion.row, column))] = None
    return made, around


def _spots(layout: Layout) -> list[Spot]:
    marks = [layout.mark(index) for index in range(MARK_ROWS)]
    return [*(layout.result(index, "number") for index in range(RESULT_ROWS)), *marks]


def _address(spot: Spot) -> tuple[str, str]:
    return spot.sheet, spot.address
