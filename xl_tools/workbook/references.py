"""What a formula refers to: its text in tokens, and the cells, names and tables that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from xl_tools.intake.sheetlimits import column_number
from xl_tools.workbook.sheetindex import Box

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_SHEET = r"""[^\s'"!+\-*/^&=<>(),;:{}\[\]%#@$]"""
_QUALIFIER = rf"(?:'(?:[^']|'')++'|(?:\[[^\[\]]*+\])?(?:{_SHEET}++(?::{_SHEET}++)?+)?+)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_BOX = rf"{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}"
_NAME = r"(?:[^\W\d][\w.\\?]*|\\[\w.\\?]*)"
# All that cannot be part of anything goes at once, or long nonsense would be tried at each of its characters.
_UNKNOWN = rf"(?P<unknown>{_SHEET}+|'+|.)"
_OPERATOR = r"(?P<operator><=|>=|<>|[-+*/^&=<>%(),;{}@])|(?P<space>\s+)"
_PIECES = rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<area>(?:(?:{_BOX})|{_QUALIFIER}(?:{_BOX}))(?![\w.(!\[\\?]))
    |(?P<function>(?:{_NAME}|{_QUALIFIER}{_NAME})\()
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?(?![\w.]))
    |(?P<error>(?:{_QUALIFIER})?\#(?:N/A|DIV/0!|[A-Z_]+[!?]?))
    |(?P<table>{_NAME}?\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\](?![\w!]))
    |(?P<name>(?:{_QUALIFIER})?{_NAME}(?![!\[]))"""
# Operators mean nothing to references, and are half of all tokens; “:” is what is left of A1:INDEX(…). Those at the end
# belong to a match too, or a long row of them would be tried from each of its characters.
_NAMED = re.compile(rf"[-+*/^&=<>%(),;{{}}@\s]*+(?:{_PIECES}|{_UNKNOWN}|\Z)", re.VERBOSE | re.DOTALL)
_CORNERS = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)(?::(\$?)([A-Za-z]*)(\$?)([0-9]*))?")
_ROAMING = frozenset({"INDIRECT", "OFFSET", "CELL", "INFO", "EVALUATE"})
"""Functions that reach cells which no argument names."""
_CLOCKS = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "_XLFN.RANDARRAY"})
_LOCAL = "_XLPM."
"""Before the names that LET and LAMBDA give to their own values."""


class Kind(Enum):
    """What a token is."""

    OPERATOR = "operator"
    SPACE = "space"
    TEXT = "text"
    AREA = "area"
    FUNCTION = "function"
    NUMBER = "number"
    ERROR = "error"
    TABLE = "table"
    NAME = "name"
    UNKNOWN = "unknown"


class Area(NamedTuple):
    """Cells as a formula names them.

    Attributes:
        first, last: sheets from … to, both empty for the formula's own sheet, equal for one sheet.
        box: as written; `fixed` tells which of its four ends do not move when the formula is copied.
        external: in another workbook.
    """

    first: str
    last: str
    box: Box
    fixed: tuple[bool, bool, bool, bool]
    external: bool

    def moved(self, rows: int, columns: int) -> Box:
        """The box of a copy of the formula; Excel goes on at the other side where a sheet ends."""
        if not rows and not columns:
            return self.box
        steps, sizes = (rows, columns, rows, columns), (LAST_ROW, LAST_COLUMN, LAST_ROW, LAST_COLUMN)
        top, left, bottom, right = (
            end if fixed else (end + step - 1) % size + 1
            for end, fixed, step, size in zip(self.box, self.fixed, steps, sizes, strict=True)
        )
        return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class Token(NamedTuple):
    """One piece of a formula."""

    kind: Kind
    text: str


class References(NamedTuple):
    """What a formula names.

    Attributes:
        names: defined names as written, perhaps with a sheet before “!”.
        functions: functions called, in upper case; they may be defined names too.
        tables: structured references, as written.
        roams: it may reach cells that it does not name.
        clock: it calls a function that gives another value each time.
    """

    areas: tuple[Area, ...]
    names: tuple[str, ...]
    functions: frozenset[str]
    tables: tuple[str, ...]
    roams: bool
    clock: bool


def tokens(formula: str) -> Iterator[Token]:
    """The tokens of a formula without “=”."""
    for found in _token_pattern().finditer(formula):
        yield Token(Kind(found.lastgroup), found[0])


@cache
def _token_pattern() -> re.Pattern[str]:
    # Made when it is needed, for few edits ask for more than references.
    return re.compile(rf"{_OPERATOR}|{_PIECES}|{_UNKNOWN}", re.VERBOSE | re.DOTALL)


@lru_cache(maxsize=4096)
def references(formula: str) -> References:
    """What a formula without “=” refers to; many workbooks of one template have the same formulas."""
    areas: dict[str, Area] = {}
    names: dict[str, None] = {}
    functions: set[str] = set()
    tables: list[str] = []
    roams = False
    for found in _NAMED.finditer(formula):
        kind = found.lastgroup
        if kind is None:
            continue
        text = found[kind]
        if kind == "area":
            if text not in areas and (area := area_of(text)):
                areas[text] = area
            elif text not in areas:
                names[text] = None
        elif kind == "function":
            functions.add(text[:-1].upper())
        elif kind == "name":
            upper = text.upper()
            if upper not in ("TRUE", "FALSE") and not upper.startswith(_LOCAL):
                names[text] = None
        elif kind == "table":
            tables.append(text)
        elif kind == "unknown":
            roams = True
    roams |= not functions.isdisjoint(_ROAMING) or any(called.startswith("GET.") for called in functions)
    clock = not functions.isdisjoint(_CLOCKS)
    return References(tuple(areas.values()), tuple(names), frozenset(functions), tuple(tables), roams, clock)


@lru_cache(maxsize=4096)
def area_of(text: str) -> Area | None:
    """The cells of a reference; None beyond the last row or column, where it is a name: XYZ1, ABC1234567."""
    qualifier, _, box = text.rpartition("!")
    found = _CORNERS.fullmatch(box)
    if not found:
        return None
    first_row, first_column = _corner(*found.group(1, 2, 3, 4), row=1, column=1)
    last_row, last_column = first_row, first_column
    if found[6] is not None:
        last_row, last_column = _corner(*found.group(5, 6, 7, 8), row=LAST_ROW, column=LAST_COLUMN)
    (top, top_fixed), (bottom, bottom_fixed) = sorted((first_row, last_row))
    (left, left_fixed), (right, right_fixed) = sorted((first_column, last_column))
    if not 0 < top <= bottom <= LAST_ROW or right > LAST_COLUMN:
        return None
    first = last = ""
    external = False
    if qualifier:
        book, bracket, sheets = unquoted(qualifier).rpartition("]")
        external = bool(bracket) and book != "[0"
        first, _, last = sheets.partition(":")
    return Area(
        first, last or first, (top, left, bottom, right), (top_fixed, left_fixed, bottom_fixed, right_fixed), external
    )


def same_formula(one: str, other: str) -> bool:
    """Whether two formulas differ at most in spaces, “$”, quotes around sheets, and upper and lower case."""
    one, other = one.removeprefix("="), other.removeprefix("=")
    return one == other or _plain(one) == _plain(other)


@lru_cache(maxsize=4096)
def _plain(formula: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in tokens(formula):
        if token.kind is Kind.TEXT:
            found.append(token.text)
        elif token.kind is not Kind.SPACE:
            found.append(token.text.replace("$", "").replace("'", "").upper().removeprefix("_XLFN."))
    return tuple(found)


def unquoted(qualifier: str) -> str:
    """A sheet as it is called, of one as a formula writes it."""
    return qualifier[1:-1].replace("''", "'") if qualifier.startswith("'") else qualifier


def _corner(
    mark: str, letters: str, second: str, digits: str, *, row: int, column: int
) -> tuple[tuple[int, bool], tuple[int, bool]]:
    """Row and column of one end, each with its “$”; `row` or `column` where whole rows or columns are named."""
    if not letters:
        return (int(digits), bool(mark or second)), (column, True)
    number = column_number(letters.upper()) + 1
    return ((int(digits), bool(second)) if digits else (row, True)), (number, bool(mark))
