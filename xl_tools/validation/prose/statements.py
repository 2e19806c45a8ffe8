"""What one number of the prose says of one figure, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from xl_tools.finding import Severity
from xl_tools.validation.prose.lexicon import Measure
from xl_tools.validation.prose.numerals import Numeral
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.validation.prose.windows import THIS

MAIN = ("received", "handled", "handled_sum", "results_total")
"""Measures that others are parts of."""
ROWS = {"received": ("received",), "handled": ("received", "carried_in"), "results_total": ("results_total",)}


@dataclass(frozen=True, eq=False)
class Statement:
    """What one number, or the words 未, 没有, 无, say of one figure.

    Attributes:
        start, end: the span in the sentence; `numeral` is None where words say that there is none.
        rule: the rule that judges it.
        cells: cells whose sum it states; `also`: other sums for which the same words are used.
        window, scope: see windows.py.
        doubtful: the words fit this measure and might mean another.
        qualifier: words that narrow it down (网上, 市公安局), so that it states a part only.
    """

    sentence: Sentence
    start: int
    end: int
    numeral: Numeral | None
    measure: Measure
    rule: str
    number: int | Decimal
    cells: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = ()
    window: str = THIS
    scope: str = ""
    doubtful: bool = False
    qualifier: str = ""

    @property
    def key(self) -> str:
        return self.sentence.key

    @property
    def part(self) -> str:
        return self.sentence.part

    @property
    def written(self) -> str:
        """The number as it stands in the text."""
        return self.sentence.text[self.start : self.end]

    @property
    def approximate(self) -> bool:
        """约, 余, or a number rounded to 万, 千."""
        return self.numeral is not None and (self.numeral.approximate or self.numeral.step > 1)

    @property
    def unit(self) -> str:
        return self.numeral.unit if self.numeral else "件"

    @property
    def quote(self) -> str:
        return self.sentence.quote(self.start, self.end)

    def agrees(self, value: int | Decimal) -> bool:
        """Whether the number may stand for `value`, of which it can be a rounding."""
        return self.numeral.agrees(value) if self.numeral and self.number >= 0 else self.number == value


def narrowed(statement: Statement, words: str) -> Statement:
    """The statement as one about a part only."""
    return replace(statement, qualifier=statement.qualifier or words)


def capped(severity: Severity, statement: Statement) -> Severity:
    """The rule's severity, or a query where the measure allows no more."""
    return Severity.QUERY if statement.measure.severity is Severity.QUERY else severity
