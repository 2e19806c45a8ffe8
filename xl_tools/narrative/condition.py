"""When a sentence applies: comparisons of sums, known facts and levels, joined by and/or; parsed, never run as code.

    condition := both {"or" both}
    both      := atom {"and" atom}
    atom      := "(" condition ")" | sum relation sum | "known(" what ")" | "unknown(" what ")" | "level(" names ")"
    relation  := "=" | "<>" | "<" | "<=" | ">" | ">="
    what      := "fact:" id | "previous"

A comparison whose cells hold no number at all, or that names a missing fact, is undecided and does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xl_tools.expression import ExpressionError, Sum
from xl_tools.facts import FactItem
from xl_tools.narrative.figures import Figures, Number
from xl_tools.units import Level

_RELATION = re.compile(r"(<=|>=|<>|=|<|>)")
_CALL = re.compile(r"(known|unknown|level)\(([^()]*)\)")
COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """left relation right."""

    left: Sum
    relation: str
    right: Sum

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.left.cells + self.right.cells))

    @property
    def true_of_nothing(self) -> bool:
        """True if it would hold with 0 everywhere, so that missing numbers must be told from zeros."""
        return COMPARE[self.relation](self.left.constant, self.right.constant)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact (or last year's report, where `fact` is None) is known, or unknown if not `wanted`."""

    fact: FactItem | None
    wanted: bool


@dataclass(frozen=True, slots=True)
class OfLevel:
    """The unit is of one of these levels."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """All of the parts hold, or any of them."""

    parts: tuple[Condition, ...]
    every: bool


Condition = Comparison | Known | OfLevel | Joined
ALWAYS = Joined((), every=True)


def parse_condition(text: str, read_sum: Callable[[str], Sum], fact: Callable[[str], FactItem]) -> Condition:
    """Parse a condition; empty text always holds.

    Args:
        read_sum: reads one side of a comparison, raises ExpressionError.
        fact: finds a fact by id, raises ExpressionError.
    Raises: ExpressionError.
    """
    if not text.strip():
        return ALWAYS
    either = _split(text, "or")
    if len(either) > 1:
        return Joined(tuple(parse_condition(part, read_sum, fact) for part in either), every=False)
    both = _split(text, "and")
    if len(both) > 1:
        return Joined(tuple(parse_condition(part, read_sum, fact) for part in both), every=True)
    atom = text.strip()
    if call := _CALL.fullmatch(atom):
        return _call(call[1], call[2].strip(), fact)
    if atom.startswith("(") and atom.endswith(")"):
        return parse_condition(atom[1:-1], read_sum, fact)
    sides = _RELATION.split(atom)
    if len(sides) != 3:
        raise ExpressionError(f"“{atom}” is no condition; expected a comparison, known(…), unknown(…) or level(…)")
    return Comparison(read_sum(sides[0]), sides[1], read_sum(sides[2]))


def parse_levels(words: str | tuple[str, ...]) -> tuple[Level, ...]:
    """Levels by their words; the one word `governments` stands for 各级人民政府. Raises ExpressionError."""
    if words == "governments" or words == ("governments",):
        return tuple(level for level in Level if level.is_government)
    known = {level.value: level for level in Level}
    wanted = (words,) if isinstance(words, str) else words
    for word in wanted:
        if word not in known:
            raise ExpressionError(f"“{word}” is no level; expected governments or some of {', '.join(known)}")
    return tuple(known[word] for word in wanted)


def holds(condition: Condition, figures: Figures) -> bool:
    """Whether the condition holds for this report; what is undecided does not hold."""
    match condition:
        case Comparison(left, relation, right):
            known = figures.knows(condition.cells)
            return known and COMPARE[relation](figures.value(left), figures.value(right))
        case Known(None, wanted):
            return (figures.report.previous is not None) == wanted
        case Known(fact, wanted):
            return fact is not None and figures.knows_fact(fact) == wanted
        case OfLevel(levels):
            return figures.report.unit.level in levels
        case Joined(parts, every):
            results = (holds(part, figures) for part in parts)
            return all(results) if every else any(results)


def atoms(condition: Condition) -> Iterator[Comparison | Known | OfLevel]:
    """The comparisons and tests that a condition is made of."""
    if isinstance(condition, Joined):
        for part in condition.parts:
            yield from atoms(part)
    else:
        yield condition


def ensures(condition: Condition, fact: FactItem) -> bool:
    """True if the condition can only hold while the fact is known."""
    match condition:
        case Known(known, wanted):
            return wanted and known == fact
        case Comparison():
            return fact.ref in condition.cells
        case OfLevel():
            return False
        case Joined(parts, every):
            results = [ensures(part, fact) for part in parts]
            return any(results) if every else bool(results) and all(results)


def _call(name: str, argument: str, fact: Callable[[str], FactItem]) -> Condition:
    if name == "level":
        return OfLevel(parse_levels(tuple(word.strip() for word in argument.split(","))))
    if argument == "previous":
        return Known(None, name == "known")
    if not argument.startswith("fact:"):
        raise ExpressionError(f"{name}({argument}): expected fact:… or previous")
    return Known(fact(argument.removeprefix("fact:")), name == "known")


def _split(text: str, word: str) -> list[str]:
    """Cut at `word` where it stands alone and outside parentheses."""
    parts, depth, start = [""], 0, 0
    for found in re.finditer(rf"[()]|\b{word}\b", text):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif depth == 0:
            parts[-1] = text[start : found.start()]
            parts.append("")
            start = found.end()
        if depth < 0:
            raise ExpressionError(f"“{text}” closes a parenthesis that was not opened")
    if depth:
        raise ExpressionError(f"“{text}” does not close a parenthesis")
    parts[-1] = text[start:]
    return parts
