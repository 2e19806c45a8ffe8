"""The texts of a report as read: sentences, their numbers, and what each number says of which cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

from xl_tools.facts import FACT
from xl_tools.finding import Severity
from xl_tools.parts import split_text
from xl_tools.report import NARRATIVE_KEYS, Report
from xl_tools.units import Scope
from xl_tools.validation.prose.absences import AbsenceReader
from xl_tools.validation.prose.binding import Binder
from xl_tools.validation.prose.chains import Chain, Line, chains
from xl_tools.validation.prose.lexicon import Lexicon
from xl_tools.validation.prose.lexiconfile import load_lexicon
from xl_tools.validation.prose.matching import Mismatch, mismatches
from xl_tools.validation.prose.numerals import PERCENT, Numeral
from xl_tools.validation.prose.percents import Growth, Share, percents
from xl_tools.validation.prose.reviews import ReviewBinder
from xl_tools.validation.prose.sentences import Sentence, sentences
from xl_tools.validation.prose.statements import MAIN, Statement, narrowed
from xl_tools.validation.prose.surroundings import Scan, Surroundings
from xl_tools.validation.prose.windows import PART, THIS

Number = int | Decimal
_TOPICS_OF_PARTS = {"requests": "requests"}
_PART_OF_YEAR = re.compile("[月季期]|半年")
"""Without one of these no words say 上半年, 一季度, 9月."""
_GROUPS_OF_ASKERS = ("applicants", "organisations", "ways")
_PARTS = ("E5", "E7", "E9", "E10", "E13")


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything read in one report.

    Attributes:
        statements: what numbers (and words such as 未收到) say of figures, in the order of the text.
        chains: wholes with their parts.
        shares, growths: percentages.
    """

    report: Report
    sentences: tuple[Sentence, ...] = ()
    statements: tuple[Statement, ...] = ()
    chains: tuple[Chain, ...] = ()
    shares: tuple[Share, ...] = ()
    growths: tuple[Growth, ...] = ()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words by which it was read; loaded when first asked for, as reports without text need none."""
        return load_lexicon(self.report.form)

    @cached_property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """The statements that the tables or the facts contradict."""
        return tuple(mismatches(self.report, self.statements))

    @cached_property
    def wrong(self) -> frozenset[Numeral]:
        """The numbers of these statements: what else depends on them is not reported a second time."""
        return frozenset(one.statement.numeral for one in self.mismatches if one.statement.numeral)


def read(report: Report) -> Reading:
    """Read every text of the report.

    Raises: SpecError if prose.toml is wrong; never for any text.
    """
    if not report.narrative:
        return Reading(report)
    reader = _PartReader(report, load_lexicon(report.form))
    for key in NARRATIVE_KEYS:
        for part, text in split_text(report.form, key, report.narrative.get(key, "")).items():
            reader.read(key, part, text)
    return Reading(
        report,
        tuple(reader.sentences),
        tuple(reader.statements),
        tuple(reader.chains),
        tuple(reader.shares),
        tuple(reader.growths),
    )


def soft_numbers(report: Report, reading: Reading) -> tuple[tuple[tuple[str, ...], Number, str], ...]:
    """(cells, their sum as the prose states it, the words) of exact and unambiguous statements about this year.

    For the search of the cell that is wrong: evidence, never proof.
    """
    found: dict[tuple[tuple[str, ...], Number], str] = {}
    for statement in reading.statements:
        if statement.cells[0].startswith(FACT) or not is_firm(report, statement):
            continue
        if statement.measure.severity is Severity.ERROR and not statement.measure.at_most:
            found.setdefault((statement.cells, statement.number), statement.quote)
    return tuple((cells, number, quote) for (cells, number), quote in found.items())


def is_firm(report: Report, statement: Statement) -> bool:
    """Whether a statement can only mean the whole of its cells, this year, in the scope of the tables, exactly."""
    vague = statement.doubtful or statement.qualifier or statement.approximate
    return not vague and statement.window == THIS and not is_contrary(report, statement)


def is_contrary(report: Report, statement: Statement) -> bool:
    """Whether the words say 本级 and the tables are 汇总, or the reverse."""
    if not statement.scope:
        return False
    return (statement.scope == "own") != (report.unit.scope is Scope.OWN)


_MOST = 200
"""Numbers of one sentence; one with more is no prose, and each is held against all others."""


class _PartReader:
    """Collects what all parts say, sentence by sentence."""

    def __init__(self, report: Report, lexicon: Lexicon) -> None:
        self.report, self.lexicon = report, lexicon
        self.binder = Binder(report, lexicon)
        self.reviews = ReviewBinder(lexicon, self.binder)
        self.absences = AbsenceReader(lexicon, self.binder, self.reviews)
        self.sentences: list[Sentence] = []
        self.statements: list[Statement] = []
        self.chains: list[Chain] = []
        self.shares: list[Share] = []
        self.growths: list[Growth] = []

    def read(self, key: str, part: str, text: str) -> None:
        lines: list[Line] = []
        usual = topic = _TOPICS_OF_PARTS.get(part, "")
        main: Statement | None = None
        window = THIS
        cut = [*sentences(key, part, text, self.report.year)]
        for sentence, after in zip_longest(cut, cut[1:]):
            if self.sentences and self.sentences[-1].line != sentence.line:
                window = THIS
            self.sentences.append(sentence)
            following = after.folded.lstrip() if after is not None and after.line == sentence.line else ""
            numerals = tuple(self.lexicon.numerals.find(sentence.folded))
            if len(numerals) > _MOST:
                numerals = ()
            seen = Scan(sentence, numerals, self.lexicon, following)
            stated: list[Statement] = []
            for index, numeral in enumerate(seen.numerals):
                if numeral.kind != PERCENT:
                    stated += self._bind(Surroundings(seen, index, stated, main, topic, window))
            around = Surroundings(seen, len(seen.numerals), stated, main, topic, window)
            stated += self.absences.read(around)
            lines.append(Line(sentence, seen.numerals, tuple(stated)))
            main = next((one for one in reversed(stated) if one.measure.id in MAIN), main)
            concerned = self.reviews.concerns(sentence, topic)
            topic = around.last_topic(len(sentence.folded))
            # Reviews and lawsuits of every kind are not those of 表四; an aside ends with its sentence.
            if topic == "others" or (topic == "reviews" and not concerned):
                topic = usual
            part_of_year = _PART_OF_YEAR.search(sentence.folded) is not None or window == PART
            window = PART if part_of_year and around.setting(len(sentence.folded)).window == PART else THIS
        lines = [_narrowed(line, narrow) for line in lines] if (narrow := _narrow(chains(lines))) else lines
        found = list(chains(lines))
        self.chains += found
        for line in lines:
            self.statements += line.everything
        for one in percents(lines, found, self.binder):
            if isinstance(one, Share):
                self.shares.append(one)
            else:
                self.growths.append(one)

    def _bind(self, around: Surroundings) -> tuple[Statement, ...]:
        """What one number says; 表四 comes second, for numbers of 备案口径 have facts of their own."""
        statement = self.binder.bind(around)
        return (statement,) if statement else self.reviews.bind(around)


def _narrow(found: Iterable[Chain]) -> frozenset[tuple[int, int]]:
    """Places of numbers that are parts of a part: 自然人申请5件，其中予以公开3件."""
    places: set[tuple[int, int]] = set()
    for chain in found:
        whole = chain.whole.statement
        for part in chain.parts:
            statement = part.statement
            if statement is not None and statement.rule in _PARTS and _is_narrow(whole, statement):
                places.add((part.sentence.start, part.numeral.start))
    return frozenset(places)


def _is_narrow(whole: Statement | None, part: Statement) -> bool:
    if part.measure.family == "reviews":
        return whole is not None and bool(whole.qualifier)
    if whole is None or whole.qualifier or whole.window != THIS:
        return True
    if whole.measure.id in ("carried_in", "carried_out"):
        return True
    return whole.measure.family in _GROUPS_OF_ASKERS and part.measure.family in ("results", "reasons")


def _narrowed(line: Line, places: frozenset[tuple[int, int]]) -> Line:
    everything = tuple(
        narrowed(one, "其中") if (one.sentence.start, one.start) in places else one for one in line.everything
    )
    return replace(line, everything=everything)
