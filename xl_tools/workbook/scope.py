"""What names mean in one workbook: its sheets in their order, its defined names, and its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import Book
from xl_tools.intake.package import related
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.references import LAST_ROW, Area, References, references, unquoted
from xl_tools.workbook.sheetindex import Box, Place

if TYPE_CHECKING:
    from xl_tools.workbook.tableparts import Table

_DEPTH = 20
"""How many names deep a name may lead to cells."""


class Target(NamedTuple):
    """Cells of one sheet of the workbook."""

    sheet: str
    box: Box


class Meaning(NamedTuple):
    """The cells that a formula refers to; `roams` if it may reach others that are not known."""

    targets: tuple[Target, ...]
    roams: bool


_DIGITS = bytes.maketrans(b"123456789", b"1" * 9)
"""Every digit alike but 0, with which no row number begins."""
_PRINTED = re.compile(rb'<definedName name="_xlnm\.[^<>]*? localSheetId="')
_NOTHING, _ANYTHING = Meaning((), False), Meaning((), True)


class Scope:
    """The sheets, defined names and tables of a workbook; parts are read when a formula needs them.

    Args:
        main: name of the workbook part.
        parts: the part of each worksheet by its name.
    """

    def __init__(self, container: Container, main: str, book: Book, parts: Mapping[str, str]) -> None:
        self._container, self._main, self._parts = container, main, parts
        self._order = list(book.sheets)
        self._places = {name.casefold(): index for index, name in enumerate(self._order)}
        self._sheets: dict[bytes, frozenset[str] | None] = {}
        self._known: dict[tuple[str, str], Meaning] = {}
        self._depth = 0
        self._global = {name.casefold(): text for name, text in book.names.items()}

    def meaning(self, formula: str, sheet: str, place: Place, moved: tuple[int, int]) -> Meaning:
        """What a formula refers to.

        Args:
            sheet, place: where it stands.
            moved: rows and columns from the cell in which it was written to this one; it was copied from there.
        """
        return self._meaning(references(formula), sheet, place, moved)

    def sheets_of(self, formula: str) -> frozenset[str] | None:
        """The sheets of the cells that a formula names, “” for its own; None if it names anything but cells.

        Formulas that differ in digits alone are looked into once: in most workbooks they are thousands.
        """
        form = formula.encode().translate(_DIGITS)
        if form not in self._sheets:
            self._sheets[form] = self._sheets_of(references(formula))
        return self._sheets[form]

    def _sheets_of(self, found: References) -> frozenset[str] | None:
        functions = {name.encode().translate(_DIGITS) for name in found.functions}
        if found.roams or found.names or found.tables or not self._forms.isdisjoint(functions):
            return None
        sheets: set[str] = set()
        for area in found.areas:
            at = self._places.get(area.first.casefold(), -1)
            # Other digits would make another sheet, or a row that there is not.
            digits = any(map(str.isdigit, area.first)) or _has_seven_digits(area)
            if area.external or area.first != area.last or digits or (area.first and at < 0):
                return None
            sheets.add(self._order[at] if area.first else "")
        return frozenset(sheets)

    def cells(self, area: Area, sheet: str, moved: tuple[int, int]) -> Meaning:
        """The cells of one reference."""
        if area.external:
            return _NOTHING
        box = area.moved(*moved)
        if not area.first:
            return Meaning((Target(sheet, box),), False)
        first, last = self._places.get(area.first.casefold()), self._places.get(area.last.casefold())
        if first is None or last is None:
            return _ANYTHING
        names = self._order[min(first, last) : max(first, last) + 1]
        targets = tuple(Target(name, box) for name in names if name in self._parts)
        # Sheets of charts between others have no cells; one that is named alone is a sheet of macros.
        return Meaning(targets, first == last and not targets)

    def definition(self, name: str, sheet: str) -> str | None:
        """The formula of a defined name as it is seen from a sheet; None if there is no such name."""
        qualifier, mark, own = name.rpartition("!")
        scope = unquoted(qualifier)
        if mark and scope not in ("", "[0]"):
            if scope.casefold() not in self._places:
                return None
            sheet = scope
        return self._local.get((sheet.casefold(), own.casefold()), self._global.get(own.casefold()))

    def table(self, text: str, sheet: str, place: Place = (0, 0)) -> Meaning:
        """The cells of a structured reference such as Table1[[#This Row],[Count]], in a cell if its row matters."""
        name = text.partition("[")[0].casefold()
        table = self._tables.get(name)
        if not name:
            # Within a table its own name may be left out.
            table = next((one for one in self._tables.values() if one.holds(sheet, place)), None)
        box = table.box_of(text, place if table.holds(sheet, place) else None) if table else None
        return Meaning((Target(table.sheet, box),), False) if table and box else _ANYTHING

    def name(self, text: str, sheet: str) -> Meaning:
        """The cells that a defined name, or the name of a table alone, leads to as it is seen from a sheet."""
        key = text.casefold(), sheet
        if key not in self._known:
            # What a name finds here that leads back to itself, or too far.
            self._known[key] = _ANYTHING
            self._depth += 1
            if self._depth <= _DEPTH:
                self._known[key] = self._name(text, sheet)
            self._depth -= 1
        return self._known[key]

    def _name(self, text: str, sheet: str) -> Meaning:
        if _is_external(text):
            return _NOTHING
        definition = self.definition(text, sheet)
        if definition is None:
            return self.table(f"{text}[]", sheet)
        found = references(definition)
        # Relative references of a name count from the cell that uses it, and programs disagree how.
        loose = any(not all(area.fixed) for area in found.areas)
        return _ANYTHING if loose else self._meaning(found, sheet, (0, 0), (0, 0))

    def _meaning(self, found: References, sheet: str, place: Place, moved: tuple[int, int]) -> Meaning:
        targets: list[Target] = []
        others: list[Meaning] = []
        for area in found.areas:
            # By far the most references stay on their sheet.
            if not area.first and not area.external:
                targets.append(Target(sheet, area.moved(*moved)))
            else:
                others.append(self.cells(area, sheet, moved))
        others += [self.table(text, sheet, place) for text in found.tables]
        others += [self.name(name, sheet) for name in found.names]
        if not self._names.isdisjoint(found.functions):
            others += [self.name(name, sheet) for name in self._names & found.functions]
        for one in others:
            targets += one.targets
        return Meaning(tuple(targets), found.roams or any(one.roams for one in others))

    @cached_property
    def _names(self) -> frozenset[str]:
        """Every defined name in upper case, as functions are asked for."""
        return frozenset(name.upper() for name in (*self._global, *(name for _, name in self._local)))

    @cached_property
    def _forms(self) -> frozenset[bytes]:
        return frozenset(name.encode().translate(_DIGITS) for name in self._names)

    @cached_property
    def _local(self) -> dict[tuple[str, str], str]:
        """(sheet, name) → formula of the names that belong to one sheet, in lower case."""
        content, found = self._container.part(self._main), dict[tuple[str, str], str]()
        # Most are areas to print and the like, to which no formula refers.
        if content.count(b"localSheetId") == len(_PRINTED.findall(content)):
            return found
        key = ("", "")
        text: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal key
            if name.endswith(" definedName"):
                index = attributes.get("localSheetId", "")
                sheet = self._order[int(index)] if index.isdecimal() and int(index) < len(self._order) else ""
                key = (sheet.casefold(), attributes.get("name", "").casefold())
                text.clear()

        def end(name: str) -> None:
            if name.endswith(" definedName") and key[0]:
                found[key] = "".join(text)

        parser = new_parser(start, end)
        parser.CharacterDataHandler = text.append
        run(parser, self._main, content)
        return found

    @cached_property
    def _tables(self) -> dict[str, Table]:
        # Few workbooks have tables, and fewer have formulas that name them.
        from xl_tools.workbook.tableparts import read_table

        found: dict[str, Table] = {}
        for sheet, part in self._parts.items():
            for target, kind in related(self._container, part).values():
                if kind.endswith("/table") and target in self._container.by_name:
                    table = read_table(sheet, target, self._container.part(target))
                    found[table.name.casefold()] = table
        return found


def _has_seven_digits(area: Area) -> bool:
    top, _, bottom, _ = area.box
    return top > 999_999 or (bottom > 999_999 and (top, bottom) != (1, LAST_ROW))


def _is_external(name: str) -> bool:
    book, bracket, _ = unquoted(name.rpartition("!")[0]).rpartition("]")
    return bool(bracket) and book != "[0"
