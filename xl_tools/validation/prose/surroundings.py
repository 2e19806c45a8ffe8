"""A sentence looked over once, and what is known where one of its numbers stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from xl_tools.validation.prose.lexicon import Lexicon
from xl_tools.validation.prose.numerals import Numeral
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.windows import Marks, Setting

_GAP = re.compile(r"\s+|〔[^〕]*〕(?:件|条|个|元)?(?![0-9])")
"""Spaces, and gaps such as 〔待填：件数〕, which say nothing; 〔2021〕30号 stays."""


@dataclass(frozen=True, eq=False)
class Scan:
    """One sentence with its numbers; what else it holds is looked for when first asked for.

    Attributes:
        following: the words of the next sentence of the same line, empty if there is none.
    """

    sentence: Sentence
    numerals: tuple[Numeral, ...]
    lexicon: Lexicon
    following: str = ""

    @cached_property
    def topics(self) -> tuple[tuple[int, str], ...]:
        """The matters it names: (end of the words, topic)."""
        found = self.lexicon.topics.finditer(self.sentence.folded)
        return tuple((one.end(), one.lastgroup or "") for one in found)

    @cached_property
    def marks(self) -> Marks:
        """Its words about time and scope."""
        return self.lexicon.windows.marks(self.sentence)

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """For each number the words between the one before, or the beginning, and it; then those behind the last."""
        ends = [0, *(numeral.end for numeral in self.numerals)]
        starts = [*(numeral.start for numeral in self.numerals), len(self.sentence.folded)]
        return tuple(_GAP.sub("", self.sentence.folded[end:start]) for end, start in zip(ends, starts, strict=True))


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """What the reader knows when it comes to a number.

    Attributes:
        index: which number of the sentence is in question; behind the last for words without a number.
        stated: statements of this sentence so far; `before`: the last main statement of the paragraph.
        topic: what the sentence before was about, or the part of the narrative.
        window: inherited from the sentence before.
    """

    scan: Scan
    index: int
    stated: Sequence[Statement]
    before: Statement | None
    topic: str
    window: str

    @property
    def sentence(self) -> Sentence:
        return self.scan.sentence

    @property
    def numeral(self) -> Numeral:
        return self.scan.numerals[self.index]

    @property
    def end(self) -> int:
        """Where the number begins; behind the last one, the end of the sentence."""
        numerals = self.scan.numerals
        return numerals[self.index].start if self.index < len(numerals) else len(self.sentence.folded)

    @property
    def lead(self) -> str:
        """The words between the number before, or the beginning, and this number; without spaces."""
        return self.scan.leads[self.index]

    @property
    def tail(self) -> str:
        """The words from this number to the next, or to the end."""
        return self.scan.leads[self.index + 1]

    def last_topic(self, end: int) -> str:
        """What the last word that names a matter, before a place in the sentence, is about."""
        topic = self.topic
        for place, name in self.scan.topics:
            if place <= end:
                topic = name
        return topic

    def setting(self, position: int) -> Setting:
        """Window and scope at a place of the sentence."""
        return self.scan.marks.at(position, self.window)
