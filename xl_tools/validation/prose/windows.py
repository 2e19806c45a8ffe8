"""Of which time and of which offices a number speaks: this year or not, 本级 or 全市."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xl_tools.validation.prose.sentences import Sentence

THIS, PART, LAST, OTHER, CUMULATIVE, GROWTH = "this", "part", "last", "other", "cumulative", "growth"
OWN, ALL = "own", "all"
WINDOW_WORDS = ("this", "part", "last", "cumulative", "uncertain", "carried", "compared", "own", "all")
_CHANGE = re.compile("[增减升降多少翻]|下滑|提高|持平")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds at one place of a sentence: window (THIS …), scope (“”, OWN, ALL), whether the window is certain."""

    window: str
    scope: str
    certain: bool


class Windows:
    """Finds windows and scopes; `words` are the regular expressions of the lexicon, by the names in WINDOW_WORDS."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._carried = re.compile(words["carried"])
        self._compared = re.compile(words["compared"])
        named = (f"(?P<{name}>{words[name]})" for name in (CUMULATIVE, THIS, PART, LAST))
        self._times = re.compile("|".join(named) + rf"|(?P<{OTHER}>(?:19|20)[0-9]{{2}}年)")
        self._scopes = re.compile(f"(?P<{OWN}>{words[OWN]})|(?P<{ALL}>{words[ALL]})")
        self._doubtful = re.compile(words["uncertain"])

    def marks(self, sentence: Sentence) -> Marks:
        """The words of one sentence that set windows and scopes."""
        text = sentence.folded
        plain = self._carried.sub(_blank, text)
        compared = tuple(found.span() for found in self._compared.finditer(plain))
        times = self._compared.sub(_blank, plain) if compared else plain
        return Marks(
            sentence,
            plain,
            compared,
            tuple((found.end(), found.lastgroup or "") for found in self._times.finditer(times)),
            tuple((found.end(), found.lastgroup or "") for found in self._scopes.finditer(text)),
            tuple(found.start() for found in self._doubtful.finditer(text)),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """Where a sentence has words that set a window or a scope: (place, name), in order."""

    sentence: Sentence
    plain: str
    compared: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, str], ...]
    scopes: tuple[tuple[int, str], ...]
    doubtful: tuple[int, ...]

    def at(self, position: int, inherited: str = THIS) -> Setting:
        """The setting of a number that begins at `position`: the last words before it decide.

        A comparison (比2023年, 同比) holds for its own clause only; a year or half-year holds until the next.
        """
        window, scope = inherited, ""
        clause = self.sentence.clause_start(position)
        opening = _opening(self.sentence, clause)
        compared = [end for start, end in self.compared if opening <= start and end <= position]
        if compared:
            window = GROWTH if _CHANGE.search(self.plain, compared[-1], position) else LAST
        else:
            for end, name in self.times:
                if end <= position:
                    window = name
        for end, name in self.scopes:
            if end <= position:
                scope = name
        return Setting(window, scope, not any(clause <= start < position for start in self.doubtful))


def _opening(sentence: Sentence, clause: int) -> int:
    """Where the clause begins; words in front of a bracket belong to the clause inside: 比2023年（31起）."""
    if clause and sentence.folded[clause - 1] == "（":
        return sentence.clause_start(clause - 1)
    return clause


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
