"""The rule language: linear equations and inequalities over cells, parsed once, never evaluated as code.

    rule := sum ("=" | "<=" | ">=") sum
    sum  := ["-"] term {("+" | "-") term}
    term := [integer "*"] (name | "sum(" pattern ")") | integer

Names are cell ids, shortened to what the broadcast leaves open; `denied_*` in `sum()` takes every
match in the form's order. One expression gives the check, the integer matrix row, the Excel formula
and the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cached_property

_TOKEN = re.compile(r"\s*(?:(?P<name>[a-z_][a-z0-9_.*]*)|(?P<integer>[0-9]+)|(?P<mark><=|>=|[=+\-*()]))")
RELATIONS = {"=": "＝", "<=": "≤", ">=": "≥"}


class ExpressionError(ValueError):
    """The text is not an expression of the rule language, or names a cell that does not exist."""


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient × (sum of cells); several cells where the text said sum(pattern)."""

    coefficient: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """One side: terms and an integer constant."""

    terms: tuple[Term, ...]
    constant: int = 0

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Every cell named, in order, once."""
        return tuple(dict.fromkeys(cell for term in self.terms for cell in term.cells))

    def evaluate(self, number: Callable[[str], int | Decimal]) -> int | Decimal:
        total: int | Decimal = self.constant
        for term in self.terms:
            for cell in term.cells:
                total += term.coefficient * number(cell)
        return total

    def to_excel(self, address: Callable[[str], str]) -> str:
        """Plain formula text without “=”; SUM() makes blanks and text count as 0, as `evaluate` callers do."""
        parts: list[str] = []
        for coefficient in dict.fromkeys(term.coefficient for term in self.terms):
            cells = [cell for term in self.terms if term.coefficient == coefficient for cell in term.cells]
            text = f"SUM({','.join(merge_ranges([address(cell) for cell in cells]))})"
            factor = "" if abs(coefficient) == 1 else f"{abs(coefficient)}*"
            parts.append(("-" if coefficient < 0 else "+" if parts else "") + factor + text)
        if self.constant or not parts:
            parts.append(f"{self.constant:+d}" if parts else str(self.constant))
        return "".join(parts)

    def words(self, name: Callable[[Term], str]) -> str:
        """Chinese: 本年新收＋上年结转."""
        parts: list[str] = []
        for term in self.terms:
            sign = "－" if term.coefficient < 0 else "＋" if parts else ""
            factor = "" if abs(term.coefficient) == 1 else f"{abs(term.coefficient)}×"
            parts.append(sign + factor + name(term))
        if self.constant or not parts:
            sign = "－" if self.constant < 0 else "＋" if parts else ""
            parts.append(f"{sign}{abs(self.constant)}")
        return "".join(parts)


@dataclass(frozen=True)
class Equation:
    """left relation right; relation is one of “=”, “<=”, “>=”."""

    left: Sum
    relation: str
    right: Sum

    @cached_property
    def cells(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.left.cells + self.right.cells))

    @cached_property
    def weights(self) -> tuple[tuple[str, int], ...]:
        """(cell, coefficient) of left minus right; the same as `coefficients`, ready for the engine's inner loop."""
        return tuple(self.coefficients().items())

    def coefficients(self) -> dict[str, int]:
        """Left minus right, cells that cancel left out."""
        result: dict[str, int] = {}
        for side, sign in ((self.left, 1), (self.right, -1)):
            for term in side.terms:
                for cell in term.cells:
                    result[cell] = result.get(cell, 0) + sign * term.coefficient
        return {cell: coefficient for cell, coefficient in result.items() if coefficient}

    @property
    def constant(self) -> int:
        return self.left.constant - self.right.constant

    def matrix_row(self, order: Mapping[str, int]) -> list[int]:
        """One integer a cell, in `order` (cell id → position). Shape: (len(order),)."""
        row = [0] * len(order)
        for cell, coefficient in self.coefficients().items():
            row[order[cell]] = coefficient
        return row

    def holds(self, difference: int | Decimal) -> bool:
        """Whether left minus right = `difference` satisfies the relation."""
        if self.relation == "=":
            return difference == 0
        return difference <= 0 if self.relation == "<=" else difference >= 0

    def difference_formula(self, address: Callable[[str], str]) -> str:
        """Excel: left minus right, 0 while an inequality holds."""
        text = f"{self.left.to_excel(address)}-({self.right.to_excel(address)})"
        if self.relation == "=":
            return text
        return f"{'MAX' if self.relation == '<=' else 'MIN'}(0,{text})"

    def words(self, name: Callable[[Term], str]) -> str:
        return f"{self.left.words(name)}{RELATIONS[self.relation]}{self.right.words(name)}"


def parse_equation(text: str, resolve: Callable[[str], Sequence[str]]) -> Equation:
    """Parse a rule. `resolve` turns a name or pattern into cell ids and raises ExpressionError if none fits."""
    tokens = _Tokens(text)
    left = _sum(tokens, resolve)
    relation = tokens.take()
    if relation not in RELATIONS:
        raise ExpressionError(f"expected =, <= or >= after “{text[: tokens.at]}”")
    right = _sum(tokens, resolve)
    tokens.end()
    return Equation(left, relation, right)


def parse_sum(text: str, resolve: Callable[[str], Sequence[str]]) -> Sum:
    """Parse one side alone. Raises ExpressionError."""
    tokens = _Tokens(text)
    result = _sum(tokens, resolve)
    tokens.end()
    return result


def match_names(pattern: str, names: Collection[str]) -> tuple[str, ...]:
    """Names that the pattern fits (only “*” is special), in their order. Raises ExpressionError if none does."""
    if "*" not in pattern:
        found = (pattern,) if pattern in names else ()
    else:
        found = tuple(name for name in names if fnmatchcase(name, pattern))
    if not found:
        raise ExpressionError(f"no cell is called “{pattern}”")
    return found


def merge_ranges(addresses: Sequence[str], shortest: int = 2) -> list[str]:
    """Join addresses that follow each other in one column or one row: C5, C6, C7 → C5:C7.

    `shortest` is the least number of neighbours worth joining.
    """
    result: list[str] = []
    for run in _runs(addresses):
        if len(run) < shortest or len(run) == 1:
            result += run
        else:
            result.append(f"{run[0]}:{run[-1].rpartition('!')[2]}")
    return result


_ADDRESS = re.compile(r"((?:.*!)?)\$?([A-Z]+)\$?([0-9]+)")


def _runs(addresses: Sequence[str]) -> list[list[str]]:
    """Neighbours grouped, in the order given; a run goes one way only, down or to the right."""
    runs: list[list[str]] = []
    last: tuple[str, int, int] | None = None
    direction: tuple[int, int] | None = None
    for address in addresses:
        place = _place(address)
        step = None
        if last and place and last[0] == place[0]:
            step = (place[1] - last[1], place[2] - last[2])
        if runs and step in ((1, 0), (0, 1)) and direction in (None, step):
            runs[-1].append(address)
            direction = step
        else:
            runs.append([address])
            direction = None
        last = place
    return runs


def _place(address: str) -> tuple[str, int, int] | None:
    """(sheet with “!”, column, row) of an A1 address, None for anything else."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[2]:
        column = column * 26 + ord(letter) - 64
    return found[1], column, int(found[3])


class _Tokens:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        if not found and self.text[self.at :].strip():
            raise ExpressionError(f"cannot read “{self.text[self.at :].strip()}”")
        return found[0].strip() if found else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise ExpressionError(f"“{self.text}” ends too early")
        found = _TOKEN.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)
        return token

    def expect(self, token: str) -> None:
        found = self.take()
        if found != token:
            raise ExpressionError(f"expected “{token}”, found “{found}”")

    def end(self) -> None:
        if self.peek():
            raise ExpressionError(f"expected the end, found “{self.text[self.at :].strip()}”")


def _sum(tokens: _Tokens, resolve: Callable[[str], Sequence[str]]) -> Sum:
    terms: list[Term] = []
    constant = 0
    sign = 1
    if tokens.peek() == "-":
        tokens.take()
        sign = -1
    while True:
        factor, cells = _term(tokens, resolve)
        if cells:
            terms.append(Term(sign * factor, cells))
        else:
            constant += sign * factor
        if tokens.peek() not in ("+", "-"):
            return Sum(tuple(terms), constant)
        sign = 1 if tokens.take() == "+" else -1


def _term(tokens: _Tokens, resolve: Callable[[str], Sequence[str]]) -> tuple[int, tuple[str, ...]]:
    factor = 1
    token = tokens.take()
    if token.isdigit():
        factor = int(token)
        if tokens.peek() != "*":
            return factor, ()
        tokens.take()
        token = tokens.take()
    if token == "sum":
        tokens.expect("(")
        pattern = tokens.take()
        if not _is_name(pattern):
            raise ExpressionError(f"expected a cell name or pattern, found “{pattern}”")
        tokens.expect(")")
        return factor, tuple(resolve(pattern))
    if not _is_name(token) or "*" in token:
        raise ExpressionError(f"expected a cell name, found “{token}”")
    cells = tuple(resolve(token))
    if len(cells) != 1:
        raise ExpressionError(f"“{token}” names {len(cells)} cells; write sum({token})")
    return factor, cells


def _is_name(token: str) -> bool:
    return token[0].isalpha() or token[0] == "_"
