"""A workbook's bytes → plain data: sheet names, values, formulas, defined names, properties.

Runs in the worker only. Values come from calamine, and the declared ones a second time from secondread.py; names,
formulas, error cells and properties, which calamine does not give, from expat. Imports stay few: every one of them
delays each cold command.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

import python_calamine

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.plainbook import plain_workbook
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetscan import TWICE, Scan
from xl_tools.intake.workbook import CUSTOM, WorkbookPackage
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.plainvalues import Place, Plain, plain
from xl_tools.workbook.secondread import Difference, FirstReading, SecondReading
from xl_tools.workbook.sheetcells import SheetCells


def extract(
    data: bytes,
    wanted: Mapping[str, bool],
    limits: Limits = DEFAULT,
    places: Mapping[str, Collection[Sequence[int]]] | None = None,
) -> dict[str, Any]:
    """Everything the reader needs to know of a workbook, as values that JSON can carry.

    Args:
        wanted: names of the sheets to read → whether their formulas are needed. If one is missing, it may
            have been renamed: then every sheet that a dotted defined name points to is read.
        places: row and column of the cells to read twice, by sheet; by default those that defined names point to.

    Returns: `sheets` (all names, in order), `carried` (as WorkbookPackage says it), `date1904`, `properties`;
        `names`: each defined name and its reference, all divided by NUL; `values` by sheet: rows, columns and
        values as three lists of equal length, counted from 0, a value being a number, text, bool, {"date": …} or
        {"error": …}; `formulas` by sheet, as Scan describes them; `differs` by sheet: each Difference of the two
        readings; `once`: sheets that calamine cannot read and patterns cannot confirm, whose values are those of the
        second reading alone.
    Raises: Refusal.
    """
    package = WorkbookPackage(data, limits)
    book, container = package.book, package.container
    if not wanted.keys() <= book.sheets.keys():
        wanted = dict.fromkeys(book.pointed_at(), True) | dict(wanted)
    scans: dict[str, Scan] = {}
    for name, part in package.parts.items():
        if name in wanted:
            scans[name] = Scan(part, container.part(part), sheet=name, limits=limits, formulas=wanted[name])
        else:
            package.check_sheet(name)
    values, differs, once = _values(package, scans, SecondReading(package, list(scans), places))
    return {
        "sheets": list(book.sheets),
        "carried": package.carried(),
        "date1904": book.date1904,
        # As one text: hundreds of names are equal from file to file, and so are found at a glance.
        "names": "\0".join(text for pair in book.names.items() for text in pair),
        "properties": _properties(container.part(CUSTOM)) if CUSTOM in container.by_name else {},
        "values": values,
        "formulas": {name: scan.formulas for name, scan in scans.items() if wanted[name]},
        "differs": differs,
        "once": once,
    }


def _properties(content: bytes) -> dict[str, str]:
    """Custom document properties by name."""
    found: dict[str, str] = {}
    text: list[str] = []
    current = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal current
        if name.endswith(" property"):
            current = attributes.get("name", "")
            text.clear()

    def end(name: str) -> None:
        if name.endswith(" property"):
            found[current] = "".join(text)

    parser = new_parser(start, end)
    parser.CharacterDataHandler = text.append
    run(parser, CUSTOM, content)
    return found


LONGEST = 32_767
"""Characters that Excel puts into a cell; what is longer was written by another program, to be slow or to break one."""
Result = TypeVar("Result")
Values = tuple[list[int], list[int], list[object]]
"""Rows, columns and values of some cells."""


def _values(
    package: WorkbookPackage, scans: Mapping[str, Scan], second: SecondReading
) -> tuple[dict[str, Values], dict[str, list[Difference]], list[str]]:
    """The used cells of each sheet, as calamine reads them; where the second reading differs; sheets read once.

    Raises: Refusal W16 for a workbook that calamine cannot read.
    """
    values: dict[str, Values] = {}
    differs: dict[str, list[Difference]] = {}
    once: list[str] = []
    archive = plain_workbook(package, list(scans))
    book = _guarded("工作簿", python_calamine.CalamineWorkbook.from_filelike, archive)
    if book is None:
        raise Refusal("W16", part="工作簿")
    for number, (sheet, scan) in enumerate(scans.items(), 1):
        first = _guarded(f"工作表“{sheet}”", _first, book, str(number), scan.odd)
        if first is None:
            # One cell that it does not know is enough for that; the others are still worth reading.
            alone = second.read(sheet)
            values[sheet] = _alone(sheet, alone)
            found = second.confirm(sheet, alone)
        else:
            values[sheet] = _used(sheet, first, scan.odd)
            found = second.differences(sheet, first, careful=TWICE in scan.odd.values())
        if found is None:
            once.append(sheet)
        elif found:
            differs[sheet] = found
    return values, differs, once


def _guarded(part: str, call: Callable[..., Result], *arguments: object) -> Result | None:
    """What a call of calamine gives; None if it says that it cannot read this part.

    Raises: Refusal W16 for anything else that goes wrong inside it. Its panics derive from BaseException; this is the
    one place where they are caught.
    """
    try:
        return call(*arguments)
    except python_calamine.CalamineError:
        return None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise Refusal("W16", part=part) from error


def _first(book: python_calamine.CalamineWorkbook, name: str, odd: Mapping[Place, str]) -> FirstReading:
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    return FirstReading(sheet.to_python(skip_empty_area=True) if sheet.start else [], top, left, odd)


def _used(sheet: str, read: FirstReading, odd: Mapping[Place, str]) -> Values:
    """The cells of a sheet that are not blank. Raises: Refusal W16 for a text that no cell can hold."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[object] = []
    for row, line in enumerate(read.lines, read.top):
        for column, value in enumerate(line, read.left):
            if value != "":
                rows.append(row)
                columns.append(column)
                if isinstance(value, str):
                    if len(value) > LONGEST:
                        raise _too_long(sheet, row)
                    values.append(value)
                else:
                    values.append(plain(value))
    # Later ones win: the reader makes a dictionary of the places.
    for (row, column), text in odd.items():
        if len(text) > LONGEST:
            raise _too_long(sheet, row)
        rows.append(row)
        columns.append(column)
        values.append({"error": text})
    return rows, columns, values


def _alone(sheet: str, read: SheetCells) -> Values:
    """The cells of a sheet that only the second reading could read. Raises: Refusal W16 as _used does."""
    cells: dict[Place, Plain] = {**read.cells, **{place: {"error": TWICE} for place in read.twice}}
    for (row, _), value in cells.items():
        text = value.get("error", "") if isinstance(value, dict) else value
        if isinstance(text, str) and len(text) > LONGEST:
            raise _too_long(sheet, row)
    return [row for row, _ in cells], [column for _, column in cells], list(cells.values())


def _too_long(sheet: str, row: int) -> Refusal:
    return Refusal("W16", part=f"“{sheet}”第 {row + 1} 行有超过 {LONGEST} 字的文字")
