"""Words that say there was none of something: 未收到申请, 无结转, 未发生复议, 均为自然人申请."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.validation.prose.binding import Binder
from xl_tools.validation.prose.lexicon import Absence, Lexicon
from xl_tools.validation.prose.reviews import ReviewBinder
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.surroundings import Surroundings

_SIGNS = ("未", "没", "无", "均", "都", "全部", "不")


class AbsenceReader:
    """Finds absences in a sentence."""

    def __init__(self, lexicon: Lexicon, binder: Binder, reviews: ReviewBinder) -> None:
        self.lexicon, self.binder, self.reviews = lexicon, binder, reviews

    def read(self, around: Surroundings) -> Iterator[Statement]:
        """Statements with the number 0, at the words that say so."""
        text = around.sentence.folded
        if not any(sign in text for sign in _SIGNS):
            return
        for absence in self.lexicon.absences:
            if not any(word in text for word in absence.hint):
                continue
            for found in absence.pattern.finditer(text):
                gaps = [gap for gap in found.groups("") if self._leftover(absence, gap)]
                if not gaps and (not absence.about or self.reviews.concerns(around.sentence, around.topic)):
                    yield from self._statements(absence, found.start(), found.end(), around)

    def _leftover(self, absence: Absence, gap: str) -> str:
        """What narrows the words down: 未发生因超期答复引起的复议 does not say that there was none at all."""
        return self.binder.leftover(self.lexicon.review_neutral.sub("", gap) if absence.about else gap)

    def _statements(self, absence: Absence, start: int, end: int, around: Surroundings) -> Iterator[Statement]:
        sentence = around.sentence
        head = sentence.folded[sentence.clause_start(start) : start]
        qualifier = self.binder.qualifier(self.lexicon.review_neutral.sub("", head) if absence.about else head)
        if qualifier is None:
            return
        setting = around.setting(start)
        for measure in absence.measures:
            cells, _, sure = self.binder.cells(measure, around, sentence.folded[:start])
            yield Statement(
                sentence=sentence,
                start=start,
                end=end,
                numeral=None,
                measure=measure,
                rule=absence.rule,
                number=0,
                cells=cells,
                window=setting.window,
                scope=setting.scope,
                doubtful=not sure or not setting.certain or absence.about,
                qualifier=qualifier,
            )
