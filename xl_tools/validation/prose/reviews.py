"""Numbers of 行政复议 and 行政诉讼 → groups and statuses of 表四."""

from __future__ import annotations

import re

from xl_tools.validation.prose.binding import Binder
from xl_tools.validation.prose.lexicon import Group, Lexicon, Status, review_measure
from xl_tools.validation.prose.sentences import Sentence
from xl_tools.validation.prose.statements import Statement
from xl_tools.validation.prose.surroundings import Surroundings

DECLARED = "declared"
"""Window of a number for which the office says that it counts otherwise: 按备案口径."""
_VERB_AT_END = re.compile("(?:发生|引发|引起|产生|收到|接到|受理|办理|应对|提起|有|共|涉及|被)(?:了|的)?$")
_OTHER_CASES = re.compile("(?:其[他它]|非(?:政府)?信息公开)(?:类|领域)?(?:的)?$")
"""其他行政复议案件3件: those that are not about open government information."""
_AMONG = re.compile("其中[^。；]*")
_PENDING = re.compile("，?(?:均|都|目前)?(?:(?:正在|尚在|仍在)(?:办理|审理|处理)(?:中|之中)|(?:尚|仍)未(?:审结|办结))")


class ReviewBinder:
    """Finds group and status of numbers about reviews and lawsuits."""

    def __init__(self, lexicon: Lexicon, binder: Binder) -> None:
        self.lexicon, self.binder = lexicon, binder

    def bind(self, around: Surroundings) -> tuple[Statement, ...]:
        """What this number says of 表四; two statements where it also says that the cases are pending."""
        if around.numeral.kind != "cases" or not self.concerns(around.sentence, around.topic):
            return ()
        if self._of_every_kind(around):
            return ()
        found = self._group(around)
        if found is None:
            return ()
        group, status, head = found
        if _OTHER_CASES.search(head):
            return ()
        qualifier = self.binder.qualifier(self.lexicon.review_neutral.sub("", head))
        if qualifier is None:
            return ()
        setting = around.setting(around.numeral.start)
        declared = self.lexicon.review_declared.search(around.sentence.folded)
        statuses: list[Status | None] = [status]
        if status is None and _PENDING.match(around.tail):
            statuses.append(next(one for one in self.lexicon.statuses if one.id == "pending"))
        measures = [review_measure(group, one) for one in statuses]
        return tuple(
            Statement(
                sentence=around.sentence,
                start=around.numeral.start,
                end=around.numeral.end,
                numeral=around.numeral,
                measure=measure,
                rule=measure.rule,
                number=around.numeral.number,
                cells=measure.cells,
                window=DECLARED if declared else setting.window,
                scope=setting.scope,
                doubtful=True,
                qualifier=qualifier,
            )
            for measure in measures
        )

    def concerns(self, sentence: Sentence, topic: str) -> bool:
        """Whether reviews in this sentence are those about open government information."""
        return bool(self.lexicon.review_about.search(sentence.folded)) or topic in ("requests", "reviews")

    def _of_every_kind(self, around: Surroundings) -> bool:
        """Whether 其中…政府信息公开 follows, so that this number is of all reviews: 行政复议22件，其中信息公开类7件."""
        about, text = self.lexicon.review_about, around.sentence.folded
        end = around.numeral.end
        if about.search(text[:end]):
            return False
        among = _AMONG.search(text, end) or _AMONG.match(around.scan.following)
        return among is not None and about.search(among[0]) is not None

    def _group(self, around: Surroundings) -> tuple[Group, Status | None, str] | None:
        lead = around.lead
        filler = self.lexicon.filler.search(lead)
        lead = lead[: filler.start()] if filler else lead
        best: tuple[int, Group] | None = None
        for group in self.lexicon.groups:
            for found in group.pattern.finditer(lead):
                if found.end() == len(lead) and (best is None or found.start() < best[0]):
                    best = (found.start(), group)
        if best:
            return best[1], self._modifier(around), lead[: best[0]]
        for status in self.lexicon.statuses:
            if found := status.pattern.search(lead):
                group = self._last_group(around)
                return (group, status, lead[: found.start()]) if group else None
        if _VERB_AT_END.search(around.lead):
            for group in self.lexicon.groups:
                if found := group.pattern.match(around.tail):
                    return group, None, around.lead
        return None

    def _modifier(self, around: Surroundings) -> Status | None:
        """尚未审结的有行政复议2件: the status that stands before a list of groups."""
        text = around.sentence.folded[: around.numeral.start]
        text = text[text.rfind("；") + 1 :]
        statuses = self.lexicon.statuses
        places = [(found.start(), one) for one in statuses for found in one.modifier.finditer(text)]
        return max(places, key=lambda place: place[0])[1] if places else None

    def _last_group(self, around: Surroundings) -> Group | None:
        """The group named last before the number; None where several are named together."""
        text = around.sentence.folded[: around.numeral.start]
        places = [
            (found.end(), -found.start(), index, group)
            for index, group in enumerate(self.lexicon.groups)
            for found in group.pattern.finditer(text)
        ]
        if not places:
            return None
        group = max(places)[3]
        return None if len(group.items) > 2 else group
