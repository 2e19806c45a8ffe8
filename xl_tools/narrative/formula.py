"""Pieces of plain Excel formulas: strings, choices and tests, folded where their value is known beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_LITERAL = 255
"""Excel refuses a longer string inside a formula."""
ALWAYS, NEVER = "TRUE", "FALSE"
EMPTY = '""'


def nesting(formula: str) -> int:
    """Deepest level of parentheses outside strings."""
    depth = deepest = 0
    for mark in re.findall(r'"(?:[^"]|"")*"|\'[^\']*\'|[()]', formula):
        depth += {"(": 1, ")": -1}.get(mark, 0)
        deepest = max(deepest, depth)
    return deepest


def amount_text(number: str) -> str:
    """Whole amounts apart, for the format 0.## leaves a point behind them; ten decimals are more than a 分."""
    return f'IF(ROUND({number},0)={number},TEXT({number},"0"),TEXT({number},"0.##########"))'


def quote(text: str) -> str:
    """A text as a formula."""
    return "&".join(literals(text)) or EMPTY


def literals(text: str) -> list[str]:
    """Strings of at most 255 characters each, quotes doubled."""
    chunks = [text[at : at + MAX_LITERAL // 2] for at in range(0, len(text), MAX_LITERAL // 2)]
    return ['"' + chunk.replace('"', '""') + '"' for chunk in chunks]


def choose(test: str, then: str, otherwise: str) -> str:
    """IF(), or the branch itself where the test is known."""
    if test in (ALWAYS, NEVER):
        return then if test == ALWAYS else otherwise
    return f"IF({test},{then},{otherwise})"


def all_of(tests: Iterable[str]) -> str:
    """AND() of the tests that are not always true."""
    return _join("AND", tests, neutral=ALWAYS, final=NEVER)


def any_of(tests: Iterable[str]) -> str:
    """OR() of the tests that are not always false."""
    return _join("OR", tests, neutral=NEVER, final=ALWAYS)


def _join(name: str, tests: Iterable[str], *, neutral: str, final: str) -> str:
    left = [test for test in dict.fromkeys(tests) if test != neutral]
    if final in left:
        return final
    if len(left) < 2:
        return left[0] if left else neutral
    return f"{name}({','.join(left)})"
