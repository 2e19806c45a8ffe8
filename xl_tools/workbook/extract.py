"""A workbook's bytes → plain data: sheet names, values, formulas, defined names, properties.

Runs in the worker only. Values come from calamine, and the declared ones a second time from secondread.py; names,
formulas, error cells and properties, which calamine does not give, from expat. Imports stay few: every one of them
delays each cold command.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import python_calamine

from xl_tools.intake.bookparts import Book
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.package import related
from xl_tools.intake.plainbook import plain_workbook
from xl_tools.intake.recent import LARGEST, remembered
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
    return extract_from(WorkbookPackage(data, limits), wanted, places)


def extract_from(
    package: WorkbookPackage,
    wanted: Mapping[str, bool],
    places: Mapping[str, Collection[Sequence[int]]] | None = None,
    *,
    checked: bool = False,
) -> dict[str, Any]:
    """As extract(), of a workbook that has passed the gate.

    Args:
        checked: the sheets that are not wanted were looked at before.

    Raises: Refusal.
    """
    book, container = package.book, package.container
    if not wanted.keys() <= book.sheets.keys():
        wanted = dict.fromkeys(book.pointed_at(), True) | dict(wanted)
    found: dict[str, SheetRead | None] = {}
    scans: dict[str, Scan] = {}
    keys: dict[str, Hashable] = {}
    around = _around(package) if places is None else None
    for name, part in package.parts.items():
        if name not in wanted:
            if not checked:
                package.check_sheet(name)
            continue
        content = container.part(part)
        if around is not None and len(content) <= LARGEST:
            keys[name] = (name, part, content, wanted[name], around)
            # Taken out and put back below, so that the first is the one not seen for the longest time.
            found[name] = _KNOWN.pop(keys[name], None)
        else:
            found[name] = None
        if found[name] is None:
            scans[name] = Scan(part, content, sheet=name, limits=package.limits, formulas=wanted[name])
    if scans:
        found |= _read(package, scans, SecondReading(package, list(scans), places))
    sheets = {name: sheet for name, sheet in found.items() if sheet is not None}
    _keep({keys[name]: sheet for name, sheet in sheets.items() if name in keys})
    return {
        "sheets": list(book.sheets),
        "carried": package.carried(),
        "date1904": book.date1904,
        "names": _names(book),
        "properties": _properties(container.part(CUSTOM)) if CUSTOM in container.by_name else {},
        "values": {name: sheet.values for name, sheet in sheets.items()},
        "formulas": {name: sheet.formulas for name, sheet in sheets.items() if wanted[name]},
        "differs": {name: sheet.differs for name, sheet in sheets.items() if sheet.differs},
        "once": [name for name, sheet in sheets.items() if sheet.differs is None],
    }


Values = tuple[list[int], list[int], list[object]]
"""Rows, columns and values of some cells."""


class SheetRead(NamedTuple):
    """What there is to say of one sheet; `differs` is None if it was read once."""

    formulas: list[list[Any]]
    values: Values
    differs: list[Difference] | None


_KNOWN: dict[Hashable, SheetRead] = {}
"""The latest sheets by all that decides what is read in them: in a batch most are empty, and equal to the byte. Nobody
changes what stands here."""
_MOST, _MOST_CELLS = 32, 4096


def _around(package: WorkbookPackage) -> Hashable:
    """What decides, beside its own part, what is read in a sheet; None if that is too large to be kept."""
    container = package.container
    shared = [
        (kind, container.part(part))
        for part, kind in related(container, package.main).values()
        if kind.rpartition("/")[2] in ("styles", "sharedStrings") and part in container.by_name
    ]
    # A Book is equal to itself alone, and read_book() gives the same one for the same bytes.
    small = all(len(content) <= LARGEST for _, content in shared)
    return (package.book, package.limits, *shared) if small else None


def _keep(sheets: Mapping[Hashable, SheetRead]) -> None:
    _KNOWN.update(
        (key, sheet) for key, sheet in sheets.items() if len(sheet.values[0]) + len(sheet.formulas) <= _MOST_CELLS
    )
    while len(_KNOWN) > _MOST:
        del _KNOWN[next(iter(_KNOWN))]


# As one text: hundreds of names are equal from file to file, and so are found at a glance.
@lru_cache(maxsize=8)
def _names(book: Book) -> str:
    return "\0".join(text for pair in book.names.items() for text in pair)


@remembered
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
LARGEST_COMMON = 1e9
"""Below it plain() makes an int of every whole number; it is not asked for each of them."""
Result = TypeVar("Result")


def _read(package: WorkbookPackage, scans: Mapping[str, Scan], second: SecondReading) -> dict[str, SheetRead]:
    """The used cells of each sheet, as calamine reads them, and where the second reading differs.

    Raises: Refusal W16 for a workbook that calamine cannot read.
    """
    sheets: dict[str, SheetRead] = {}
    archive = plain_workbook(package, list(scans))
    book = _guarded("工作簿", python_calamine.CalamineWorkbook.from_filelike, archive)
    if book is None:
        raise Refusal("W16", part="工作簿")
    for number, (sheet, scan) in enumerate(scans.items(), 1):
        first = _guarded(f"工作表“{sheet}”", _first, book, str(number), scan.odd)
        if first is None:
            # One cell that it does not know is enough for that; the others are still worth reading.
            alone = second.read(sheet)
            sheets[sheet] = SheetRead(scan.formulas, _alone(sheet, alone), second.confirm(sheet, alone))
        else:
            found = second.differences(sheet, first, careful=TWICE in scan.odd.values())
            sheets[sheet] = SheetRead(scan.formulas, _used(sheet, first, scan.odd), found)
    return sheets


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
        # Nearly all are blank, and most of the others whole numbers: neither is looked at twice.
        here = [(column, value) for column, value in enumerate(line, read.left) if value or value != ""]
        if not here:
            continue
        rows += [row] * len(here)
        columns += [column for column, _ in here]
        values += [
            value
            if isinstance(value, str)
            else int(value)
            if isinstance(value, float) and -LARGEST_COMMON < value < LARGEST_COMMON and value.is_integer()
            else plain(value)
            for _, value in here
        ]
    if max((len(value) for value in values if isinstance(value, str)), default=0) > LONGEST:
        raise _too_long(sheet, next(row for row, value in zip(rows, values, strict=True) if _is_too_long(value)))
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


def _is_too_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > LONGEST


def _too_long(sheet: str, row: int) -> Refusal:
    return Refusal("W16", part=f"“{sheet}”第 {row + 1} 行有超过 {LONGEST} 字的文字")
