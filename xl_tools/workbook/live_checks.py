"""Totals, live balance checks and counters of the table sheets: each formula with the value it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from xl_tools.finding import Severity
from xl_tools.forms.model import Cell, Form, Kind, Section
from xl_tools.rule import Instance, Rule
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.values import AMOUNT_PLACES
from xl_tools.workbook.contents import NOT_APPLICABLE, Contents
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.livecell import LiveCell, Result, as_result
from xl_tools.workbook.spot import Spot, rectangles

UNDECIDED, NO_TOTAL = "未核", "缺总计"
"""Shown in place of a difference: unreadable text or a missing total among the cells; a row without total."""
_AMOUNT_DIGITS = 8
_MARKS = "{" + ",".join(f'"{mark}"' for mark in NOT_APPLICABLE) + "}"


def total_cells(contents: Contents) -> Iterator[LiveCell]:
    """Every total that is a formula."""
    for cell_id, value in contents.totals.items():
        yield LiveCell(contents.layout.cells[cell_id], total_formula(contents.layout, cell_id), as_result(value))


def total_formula(layout: Layout, cell_id: str) -> str:
    """The formula of a total. Raises KeyError for a cell that is no total."""
    equation = load_rules(layout.form).total_formula(cell_id)
    if equation is None:
        raise KeyError(cell_id)
    return "=" + equation.right.to_excel(lambda cell: layout.cells[cell].address)


def check_cells(contents: Contents) -> Iterator[LiveCell]:
    """The difference of every linear equation, 0 where it holds or does not apply to the unit's level."""
    for rule, instance in load_rules(contents.layout.form).live:
        spot = contents.layout.checks[rule.id, instance.key]
        formula = _check_formulas(contents.layout)[rule.id, instance.key]
        yield LiveCell(spot, formula, check_value(contents, rule, instance))


def check_value(contents: Contents, rule: Rule, instance: Instance) -> Result:
    """What the check of one equation shows."""
    cells = instance.equation.cells
    levels = _levels(rule)
    if levels is not None and (contents.blank_cover or contents.report.unit.level not in levels):
        return 0
    for total in _row_totals(contents.layout.form):
        if total in cells and _lacks_total(contents, total):
            return NO_TOTAL if rule.each == "row" else UNDECIDED
    texts = [text for cell in cells if (text := contents.text(cell))]
    if any(text not in NOT_APPLICABLE for text in texts):
        return UNDECIDED
    equation = instance.equation
    if equation.constant and not any(contents.is_number(cell) for cell in cells):
        return 0
    difference = equation.left.evaluate(contents.number) - equation.right.evaluate(contents.number)
    return 0 if equation.relation != "=" and equation.holds(difference) else as_result(difference)


def tally_cells(contents: Contents) -> Iterator[LiveCell]:
    """The counters of each table sheet."""
    for section in contents.layout.form.tables:
        formulas, values = _tally_formulas(contents.layout, section), tally_values(contents, section)
        for tally, value in values.items():
            yield LiveCell(contents.layout.tallies[section.id, tally], formulas[tally], value)


def tally_values(contents: Contents, section: Section) -> dict[str, int]:
    """Counter → number, for one table."""
    cells = contents.layout.form.cells_of(section.id)
    ids = [cell.id for cell in cells]
    checks = [pair for pair in load_rules(contents.layout.form).live if pair[0].table == section.id]
    results = [check_value(contents, rule, instance) for rule, instance in checks]
    return {
        "entered": sum(map(contents.is_entered, cells)),
        "blank": sum(map(contents.is_blank, ids)),
        "not_number": sum(_is_wrong_text(cell, contents.text(cell.id)) for cell in cells),
        "not_allowed": sum(_faults(cell, contents.number(cell.id)) for cell in cells),
        "broken": sum(not isinstance(result, str) and result != 0 for result in results),
    }


@cache
def _check_formulas(layout: Layout) -> dict[tuple[str, str], str]:
    pairs = load_rules(layout.form).live
    return {(rule.id, instance.key): "=" + _check_formula(layout, rule, instance) for rule, instance in pairs}


def _check_formula(layout: Layout, rule: Rule, instance: Instance) -> str:
    equation = instance.equation
    ranges = rectangles(layout.cells[cell] for cell in equation.cells)
    joined = ",".join(ranges)
    text = equation.difference_formula(lambda cell: layout.cells[cell].address)
    if any(layout.form.cells[cell].kind is Kind.AMOUNT for cell in equation.cells):
        # Excel reckons in binary: 0.1+0.2-0.3 is not 0 there.
        text = f"ROUND({text},{_AMOUNT_DIGITS})"
    if equation.constant:
        text = f"IF(COUNT({joined})=0,0,{text})"
    marks = "+".join(f"SUMPRODUCT(COUNTIF({area},{_MARKS}))" for area in ranges)
    text = f'IF(COUNTA({joined})-COUNT({joined})>{marks},"{UNDECIDED}",{text})'
    text = _without_total(layout, rule, instance, text)
    levels = _levels(rule)
    if levels is None:
        return text
    place = layout.cover["level"].reference
    tests = ",".join(f'{place}="{level.label}"' for level in levels)
    return f"IF(OR({tests}),{text},0)" if levels else "0"


def _without_total(layout: Layout, rule: Rule, instance: Instance, text: str) -> str:
    """The check in which a missing total among the cells stands for itself, as rule A4 has it."""
    totals = _row_totals(layout.form)
    missing = [cell for cell in instance.equation.cells if cell in totals]
    if not missing:
        return text
    if rule.each == "row":
        place = layout.cells[missing[0]].address
        others = ",".join(rectangles(layout.cells[cell] for cell in totals[missing[0]]))
        return f'IF(AND(COUNTA({place})=0,COUNT({others})>0),"{NO_TOTAL}",{text})'
    spots = [spot for cell in missing for spot in _row_checks(layout, cell)]
    if not spots:
        return text
    counts = "+".join(f'COUNTIF({area},"{NO_TOTAL}")' for area in rectangles(spots))
    return f'IF({counts}>0,"{UNDECIDED}",{text})'


def _row_checks(layout: Layout, cell_id: str) -> list[Spot]:
    """Where the row of a total is checked."""
    pairs = [pair for pair in load_rules(layout.form).live if pair[0].each == "row"]
    found = [layout.checks[rule.id, one.key] for rule, one in pairs if cell_id in one.equation.cells]
    return found[:1]


@cache
def _row_totals(form: Form) -> dict[str, tuple[str, ...]]:
    """Cell of a “总计” column → the other cells of its row, for tables whose rows have one total."""
    result: dict[str, tuple[str, ...]] = {}
    for section in form.tables:
        for block in section.blocks:
            if [column.id for column in block.columns if column.kind is Kind.TOTAL] != ["total"]:
                continue
            for row in block.rows:
                ids = [f"{section.id}.{row.id}.{column.id}" for column in block.columns if column.id != "total"]
                result[f"{section.id}.{row.id}.total"] = tuple(ids)
    return result


def _lacks_total(contents: Contents, total: str) -> bool:
    others = _row_totals(contents.layout.form)[total]
    return contents.is_blank(total) and any(contents.is_number(cell) for cell in others)


def _levels(rule: Rule) -> tuple[Level, ...] | None:
    """Levels for which a violation is an error; None if it is one for all."""
    levels = tuple(level for level in Level if rule.severity.get(level) is Severity.ERROR)
    return None if len(levels) == len(Level) else levels


@cache
def _tally_formulas(layout: Layout, section: Section) -> dict[str, str]:
    cells = layout.form.cells_of(section.id)
    areas = rectangles(layout.cells[cell.id] for cell in cells)
    entered = rectangles(layout.cells[cell.id] for cell in cells if not _is_total(layout, cell))
    numeric = rectangles(layout.cells[cell.id] for cell in cells if not _takes_text(cell))
    bare = [layout.cells[cell.id].address for cell in cells if _takes_text(cell)]
    joined = ",".join(numeric)
    checks = rectangles(spot for spot in layout.checks.values() if spot.sheet == section.sheet)
    not_number = [f"COUNTA({joined})-COUNT({joined})", *(f"SUMPRODUCT(COUNTIF({place},{_MARKS}))" for place in bare)]
    formulas = {
        "entered": f"COUNT({','.join(entered)})",
        "blank": "+".join(f"COUNTBLANK({area})" for area in areas),
        "not_number": "+".join(not_number),
        "not_allowed": "+".join(_forbidden_formulas(layout, cells)),
        "broken": "+".join(f'COUNTIF({area},">0")+COUNTIF({area},"<0")' for area in checks) or "0",
    }
    return {tally: "=" + formula for tally, formula in formulas.items()}


def _forbidden_formulas(layout: Layout, cells: Sequence[Cell]) -> Iterator[str]:
    """Negative numbers, then numbers with too many decimals; text makes neither TRUE nor FALSE but an error."""
    for area in rectangles(layout.cells[cell.id] for cell in cells if cell.kind is not Kind.SIGNED):
        yield f'COUNTIF({area},"<0")'
    for places, kinds in ((0, {Kind.COUNT, Kind.SIGNED, Kind.TOTAL}), (AMOUNT_PLACES, {Kind.AMOUNT})):
        for area in rectangles(layout.cells[cell.id] for cell in cells if cell.kind in kinds):
            fits = f"SUMPRODUCT(--ISNUMBER(1/({area}=ROUND({area},{places}))),--ISNUMBER({area}))"
            yield f"COUNT({area})-{fits}"


def _is_total(layout: Layout, cell: Cell) -> bool:
    return cell.kind is Kind.TOTAL and load_rules(layout.form).total_formula(cell.id) is not None


def _takes_text(cell: Cell) -> bool:
    """An amount without printed unit is written with its unit, as text."""
    return cell.kind is Kind.AMOUNT and not cell.unit


def _is_wrong_text(cell: Cell, text: str) -> bool:
    return text in NOT_APPLICABLE if _takes_text(cell) else bool(text)


def _faults(cell: Cell, number: int | Decimal) -> int:
    places = AMOUNT_PLACES if cell.kind is Kind.AMOUNT else 0
    return (number < 0 and cell.kind is not Kind.SIGNED) + (round(Decimal(number), places) != number)
