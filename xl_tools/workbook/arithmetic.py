"""Simple formulas as steps of a stack machine: sums, the four operations, percent and rounding; nothing else.

Numbers are fractions of what cells show, with 15 digits as Excel counts them, so that 0.1 + 0.2 is 0.3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from xl_tools.workbook.references import Kind, Token, tokens

_DEPTH = 64
"""How deep Excel lets formulas nest."""
_EXACT = 10**15
_REFERENCES = (Kind.AREA, Kind.NAME, Kind.TABLE)
_RANKS = (("+", "-"), ("*", "/"))


class NotSimple(Exception):
    """A formula, or a value that it needs, is beyond exact arithmetic; not an error of anybody."""


class Step(NamedTuple):
    """One step: what is done (number, cell, sum, negate, percent, round, + - * /), with what.

    Attributes:
        number: the constant of “number”, or how many summands “sum” takes from the stack.
        reference: the token whose cells “cell” and “range” read.
    """

    name: str
    number: Fraction = Fraction(0)
    reference: Token | None = None


@lru_cache(maxsize=4096)
def compiled(formula: str) -> tuple[Step, ...]:
    """The steps of a formula without “=”, in the order of a stack machine. Raises: NotSimple."""
    found = [token for token in tokens(formula) if token.kind is not Kind.SPACE]
    return _Parser(found).steps()


class _Parser:
    """Operands directly after each other are an intersection in Excel; here they are simply not expected."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens, self._at, self._depth = found, 0, 0
        self._steps: list[Step] = []

    def steps(self) -> tuple[Step, ...]:
        self._operation(0)
        if self._at != len(self._tokens):
            raise NotSimple
        return tuple(self._steps)

    def _operation(self, rank: int) -> None:
        if rank == len(_RANKS):
            self._signed()
            return
        self._operation(rank + 1)
        while (sign := self._next()) in _RANKS[rank]:
            self._at += 1
            self._operation(rank + 1)
            self._steps.append(Step(sign))

    def _signed(self) -> None:
        negative = False
        while (sign := self._next()) in ("+", "-"):
            negative ^= sign == "-"
            self._at += 1
        self._operand()
        while self._next() == "%":
            self._at += 1
            self._steps.append(Step("percent"))
        if negative:
            self._steps.append(Step("negate"))

    def _operand(self) -> None:
        token = self._taken()
        if token.kind is Kind.NUMBER:
            self._steps.append(Step("number", as_fraction(float(token.text))))
        elif token.kind in _REFERENCES:
            self._steps.append(Step("cell", reference=token))
        elif token.text == "(":
            self._inner()
            self._expect(")")
        elif token.text.upper() == "SUM(":
            self._sum()
        elif token.text.upper() == "ROUND(":
            self._inner()
            self._expect(",")
            self._inner()
            self._expect(")")
            self._steps.append(Step("round"))
        else:
            raise NotSimple

    def _sum(self) -> None:
        count = 0
        while True:
            start = len(self._steps)
            self._inner()
            count += 1
            if len(self._steps) == start + 1 and self._steps[start].name == "cell":
                self._steps[start] = self._steps[start]._replace(name="range")
            token = self._taken()
            if token.text == ")":
                break
            if token.text != ",":
                raise NotSimple
        self._steps.append(Step("sum", Fraction(count)))

    def _inner(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise NotSimple
        self._operation(0)
        self._depth -= 1

    def _next(self) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at].kind is Kind.OPERATOR:
            return self._tokens[self._at].text
        return ""

    def _taken(self) -> Token:
        if self._at == len(self._tokens):
            raise NotSimple
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, text: str) -> None:
        if self._taken().text != text:
            raise NotSimple


def operated(sign: str, left: Fraction, right: Fraction) -> Fraction:
    """The result of one of the four operations. Raises: NotSimple for a division by zero."""
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            if not right:
                raise NotSimple
            return left / right


def rounded(number: Fraction, places: Fraction) -> Fraction:
    """As ROUND does it: halves away from zero. Raises: NotSimple for places that are no number of digits."""
    if places.denominator != 1 or abs(places) > 15:
        raise NotSimple
    scale = Fraction(10) ** int(places)
    return Fraction(math.floor(abs(number) * scale + Fraction(1, 2)), 1) / scale * (-1 if number < 0 else 1)


def as_fraction(value: int | float | Decimal) -> Fraction:
    """A number as Excel shows it. Raises: NotSimple for one that is infinite or none."""
    if not math.isfinite(value):
        raise NotSimple
    return Fraction(Decimal(format(value, ".15g"))) if isinstance(value, float) else Fraction(value)


def as_number(fraction: Fraction) -> int | float | Decimal:
    """A result as it is stored: exact where 15 digits hold it. Raises: NotSimple if it is too large for a cell."""
    if fraction.denominator == 1 and abs(fraction) < _EXACT:
        return int(fraction)
    try:
        nearest = float(fraction)
    except OverflowError:
        raise NotSimple from None
    shown = Decimal(format(nearest, ".15g"))
    return shown if Fraction(shown) == fraction else nearest
