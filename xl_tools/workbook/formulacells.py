"""The formulas of a sheet part: found by patterns where it is written in the usual way, else by the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from xl_tools.intake.sheetlimits import usual_data
from xl_tools.workbook.sheetindex import Box, Place, SheetIndex, address_of, place_of, results_of

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"[^<>]*>\s*<f(?:\s([^<>]*?))?(?:/>|>([^<]*)</f>)')
_ELEMENT = re.compile(rb"<f[\s/>]")
_ATTRIBUTE = re.compile(rb'([A-Za-z0-9:]+)="([^"]*)"')
_ENTITIES = (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&"))


class FormulaCell(NamedTuple):
    """A formula where it stands.

    Attributes:
        text: without “=”, as it reads in the cell from which it was copied; of a data table, what it is made of.
        moved: rows and columns from there to here.
        results: the cells that hold its results, of an array formula or a data table.
        is_table: a data table: the formulas beside it, for the numbers beside it in the place of certain cells.
        always: marked to be calculated whenever the workbook is opened.
    """

    sheet: str
    place: Place
    text: str
    moved: tuple[int, int] = (0, 0)
    results: Box | None = None
    is_table: bool = False
    always: bool = False


_Found = tuple[Place, Mapping[str, str], str]
"""Where a formula stands, the attributes of its element, and its text."""


def formula_cells(sheet: str, content: bytes, index: Callable[[], SheetIndex]) -> list[FormulaCell]:
    """Every formula of a sheet, those that cells share written out.

    Args:
        index: gives the index of the part; it takes ten times as long as patterns, and reads all XML.

    Raises: Refusal W16 as SheetIndex does.
    """
    found = _searched(content)
    if found is None:
        found = _indexed(index())
    # Excel writes a formula that was copied only once; the copies carry its number alone.
    masters = {given["si"]: (place, text) for place, given, text in reversed(found) if text and "si" in given}
    cells: list[FormulaCell] = []
    for place, given, text in found:
        moved = (0, 0)
        if not text and given.get("t") == "shared" and given.get("si") in masters:
            (row, column), text = masters[given["si"]]
            moved = (place[0] - row, place[1] - column)
        is_table, results = given.get("t") == "dataTable", results_of(given)
        if is_table and results:
            text = ",".join([*_beside(results), *(given[name] for name in ("r1", "r2") if name in given)])
        # Of a copy whose first is missing nobody knows what it says.
        always = given.get("ca") in ("1", "true") or not text
        cells.append(FormulaCell(sheet, place, text, moved, results, is_table, always))
    return cells


def _beside(box: Box) -> list[str]:
    """The cells above a box and to its left, which a sheet always has around a data table."""
    top, left, bottom, right = box
    above, before = max(top - 1, 1), max(left - 1, 1)
    corner = address_of((above, before))
    return [f"{corner}:{address_of((above, right))}", f"{corner}:{address_of((bottom, before))}"]


def _searched(content: bytes) -> list[_Found] | None:
    """The formulas by patterns; None if the part is not written in the usual way."""
    start, end = usual_data(content)
    if start < 0:
        return None
    found: list[_Found] = []
    for address, attributes, text in _FORMULA.findall(content[start:end]):
        pairs = _ATTRIBUTE.findall(attributes) if attributes else []
        if b"&#" in text or len(pairs) != attributes.count(b"="):
            return None
        given = {name.decode(): value.decode() for name, value in pairs}
        found.append((place_of(address.decode()), given, _unescaped(text)))
    return found if len(found) == len(_ELEMENT.findall(content, start, end)) else None


def _indexed(index: SheetIndex) -> list[_Found]:
    return [
        ((number, column), cell.formula.attributes, cell.formula.text)
        for number, row in index.rows.items()
        for column, cell in row.cells.items()
        if cell.formula
    ]


def _unescaped(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text
