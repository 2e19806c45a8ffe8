"""Which words near a number say which figure: frozen types with patterns, as prose.toml states them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from xl_tools.facts import FactItem
from xl_tools.finding import Severity
from xl_tools.validation.prose.numerals import NumeralReader
from xl_tools.validation.prose.windows import Windows
from xl_tools.validation.prose.words import Words

MINUS = "-"
"""Before a cell of a sum: it is taken away."""


@dataclass(frozen=True, eq=False, slots=True)
class Phrase:
    """One way to say a figure: what stands in front of the number, behind it, or both."""

    before: Words | None
    after: Words | None
    doubtful: bool = False
    bare: bool = False
    negative: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """One figure that prose may state.

    Attributes:
        rule: the rule that compares it with the tables.
        cells: ids whose sum it is, or `fact:id`; empty where the form lacks them or `columns` are given.
        also, doubtful_also: other sums that the same words are used for.
        columns: columns of 表三, whose row the sentence says.
        about: what the last word of the topic before the number must be; `with`: must stand in the sentence before.
        unless: words in the clause that make it something else.
        turns: (measure, pattern): behind the number, this pattern makes it that measure.
        follows: measures that must have been stated just before.
        at_most: the cells are an upper bound.
        any_year: words about last year do not matter.
        inside: all its words count only where the last thing named before is of its topic.
    """

    id: str
    name: str
    rule: str
    topic: str
    family: str
    hint: tuple[str, ...]
    kinds: frozenset[str]
    cells: tuple[str, ...]
    also: tuple[tuple[str, ...], ...]
    doubtful_also: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    about: Words | None
    having: Words | None
    unless: Words | None
    turns: tuple[str, Words] | None
    follows: frozenset[str]
    at_most: bool
    fact: str
    severity: Severity
    any_year: bool
    inside: bool


@dataclass(frozen=True, eq=False, slots=True)
class Absence:
    """Words that say there was none of something: the measures are 0 then."""

    measures: tuple[Measure, ...]
    rule: str
    hint: tuple[str, ...]
    pattern: Words
    about: bool


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """Words that say how cases ended: the statuses must be 0."""

    pattern: Words
    statuses: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """行政复议, 行政诉讼 …: how prose names a group of 表四, and the groups of the form it covers."""

    id: str
    name: str
    rule: str
    pattern: Words
    items: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Status:
    """维持, 纠正 …: `pattern` at the end of the words before a number, `modifier` earlier in the sentence."""

    id: str
    name: str
    pattern: Words
    modifier: Words


@dataclass(frozen=True, eq=False, slots=True)
class FactSum:
    """Facts that together are one of the wholes, or at most as much."""

    parts: tuple[FactItem, ...]
    wholes: tuple[tuple[str, ...], ...]
    at_most: bool


class HintIndex:
    """Measures by the hints that must stand in the words around a number, so that most are never tried."""

    def __init__(self, measures: Iterable[Measure]) -> None:
        hints: dict[str, dict[int, Measure]] = {}
        for index, measure in enumerate(measures):
            for hint in measure.hint:
                hints.setdefault(hint, {})[index] = measure
        self._hints = tuple(hints.items())

    def find(self, words: str) -> Iterator[Measure]:
        """Measures with a hint in these words, in the order of the file."""
        found: dict[int, Measure] = {}
        for hint, measures in self._hints:
            if hint in words:
                found |= measures
        return (found[index] for index in sorted(found))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Everything prose.toml says, for one form."""

    numerals: NumeralReader
    windows: Windows
    filler: Words
    neutral: Words
    topics: Words
    topic_words: Mapping[str, Words]
    measures: tuple[Measure, ...]
    absences: tuple[Absence, ...]
    outcomes: tuple[Outcome, ...]
    groups: tuple[Group, ...]
    statuses: tuple[Status, ...]
    review_about: Words
    review_declared: Words
    review_neutral: Words
    sums: tuple[FactSum, ...]

    @cached_property
    def in_front(self) -> HintIndex:
        """Measures whose words stand in front of the number."""
        return HintIndex(one for one in self.measures if any(phrase.before for phrase in one.phrases))

    @cached_property
    def behind(self) -> HintIndex:
        """Measures some of whose words stand behind the number."""
        return HintIndex(one for one in self.measures if any(phrase.after for phrase in one.phrases))

    @cached_property
    def results(self) -> HintIndex:
        """Measures whose words may also stand behind the number: 25件予以公开."""
        return HintIndex(one for one in self.measures if one.inside)

    def measure(self, measure_id: str) -> Measure:
        """The measure with this id. Raises KeyError."""
        return self._by_id[measure_id]

    @cached_property
    def _by_id(self) -> Mapping[str, Measure]:
        return {measure.id: measure for measure in self.measures}


def review_measure(group: Group, status: Status | None = None) -> Measure:
    """The measure of a group of 表四 with one status, or in total."""
    part = "total" if status is None else status.id
    return Measure(
        id=f"{group.id}.{part}",
        name=f"{group.name}·{'总计' if status is None else status.name}",
        rule=group.rule,
        topic="reviews",
        family="reviews",
        hint=(),
        kinds=frozenset({"cases"}),
        cells=tuple(f"review.{item}.{part}" for item in group.items),
        also=(),
        doubtful_also=(),
        columns=(),
        phrases=(),
        about=None,
        having=None,
        unless=None,
        turns=None,
        follows=frozenset(),
        at_most=False,
        fact="",
        severity=Severity.QUERY,
        any_year=False,
        inside=False,
    )
