"""A workbook's bytes → plain data: sheet names, values, formulas, defined names, properties.

Runs in the worker only. Values come from calamine; names, formulas, error cells and properties, which
calamine does not give, from expat. Imports stay few: every one of them delays each cold command.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

import python_calamine

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetscan import Scan
from xl_tools.intake.workbook import CUSTOM, WorkbookPackage
from xl_tools.intake.xmlparts import new_parser, run

_EXACT = 1e15


def extract(data: bytes, wanted: Mapping[str, bool], limits: Limits = DEFAULT) -> dict[str, Any]:
    """Everything the reader needs to know of a workbook, as values that JSON can carry.

    Args:
        wanted: names of the sheets to read → whether their formulas are needed. If one is missing, it may
            have been renamed: then every sheet that a dotted defined name points to is read.

    Returns: `sheets` (all names, in order), `carried` (as WorkbookPackage says it), `date1904`, `properties`;
        `names`: each defined name and its reference, all divided by NUL; `values` by sheet: rows, columns and
        values as three lists of equal length, counted from 0, a value being a number, text, bool, {"date": …} or
        {"error": …}; `formulas` by sheet, as Scan describes them.
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
    return {
        "sheets": list(book.sheets),
        "carried": package.carried(),
        "date1904": book.date1904,
        # As one text: hundreds of names are equal from file to file, and so are found at a glance.
        "names": "\0".join(text for pair in book.names.items() for text in pair),
        "properties": _properties(container.part(CUSTOM)) if CUSTOM in container.by_name else {},
        "values": _values(data, scans),
        "formulas": {name: scan.formulas for name, scan in scans.items() if wanted[name]},
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


def _values(data: bytes, scans: dict[str, Scan]) -> dict[str, Any]:
    """The used cells of each sheet, as calamine reads them.

    Raises: Refusal W16 for anything that goes wrong inside calamine. Its panics derive from
    BaseException; this is the one place where they are caught.
    """
    values: dict[str, Any] = {}
    sheet = ""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet, scan in scans.items():
            values[sheet] = _used(book.get_sheet_by_name(sheet), scan)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise Refusal("W16", part=f"工作表“{sheet}”" if sheet else "工作簿") from error
    return values


def _used(sheet: python_calamine.CalamineSheet, scan: Scan) -> tuple[list[int], list[int], list[object]]:
    rows: list[int] = []
    columns: list[int] = []
    values: list[object] = []
    if sheet.start is not None:
        top, left = sheet.start
        for row, line in enumerate(sheet.to_python(skip_empty_area=True), top):
            for column, value in enumerate(line, left):
                if value != "":
                    rows.append(row)
                    columns.append(column)
                    values.append(value if isinstance(value, str) else _plain(value))
    # Later ones win: the reader makes a dictionary of the places.
    for (row, column), text in scan.odd.items():
        rows.append(row)
        columns.append(column)
        values.append({"error": text})
    return rows, columns, values


def _plain(value: object) -> object:
    if isinstance(value, float):
        if -_EXACT < value < _EXACT:
            # Whole numbers travel as such: shorter, and no digit is invented on the way.
            return int(value) if value.is_integer() else value
        return value if -1e300 < value < 1e300 else {"error": str(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"date": value.isoformat()}
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return {"error": f"时间 {value}"}
    return value
