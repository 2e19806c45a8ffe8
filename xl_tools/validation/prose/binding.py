"""One number of a sentence → what it says of the tables: the measure its words name, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xl_tools.report import Report
from xl_tools.validation.prose.lexicon import Lexicon, Measure, Phrase
from xl_tools.validation.prose.statements import MAIN, ROWS, Statement
from xl_tools.validation.prose.surroundings import Surroundings
from xl_tools.validation.prose.windows import OWN, THIS, Setting

_BRACKETS = re.compile(r"（([^（）]*)）")
_HARMLESS_BRACKETS = re.compile("^(?:含|包括|不含)")
_JOINED = re.compile(r"^(?:、|和|及|与|或)|(?:、|和|及|与|或)$")
_CLAUSE = re.compile("[，。；]")
_STANDS_ALONE = re.compile(r"(?:$|[，。；：、（）！？]|的?申请|的?政府信息公开申请|的?依申请)")
_BASES = (
    (re.compile("新收|收到|接收|受理"), "received"),
    (re.compile("收办"), "handled"),
    (re.compile("办结|办理结果|答复"), "results_total"),
)
_AMONG = re.compile("(?:新收|收到|受理|收办|办结|答复)[^，。；]{0,12}申请中，")
_QUALIFIER_CLAUSE = re.compile(
    "^(?:指导|协助|配合|督促|通过|利用|依托|针对|涉及|关于|围绕|在|从)|(?:方面|领域|渠道|平台|类|中|里)$"
)
_AREAS = re.compile("[省市县区镇乡]（[^（）]*）$")
"""县（市、区）, 镇（街道）: the offices below, never the unit itself."""
_BELOW = re.compile("[^。；]{0,4}(?:下属|所属|下级|各乡镇|各镇|各部门|各单位)")
"""本级31件、下属单位19件: then neither is the whole."""
_OPENS = re.compile("收到|接收|接到|收件|受理|收办|办理|登记")
_OPEN_REQUEST = re.compile("公开申请|信息公开|依申请")
_ASKERS = ("applicants", "organisations", "ways")
_GUIDANCE = re.compile("(?:领导|指导|支持|要求|关心|部署|推动)下$")


@dataclass(frozen=True, eq=False, slots=True)
class _Match:
    measure: Measure
    phrase: Phrase
    lead: str
    start: int
    gaps: tuple[str, ...]
    stripped: bool


class Binder:
    """Finds the measure of each number of one report."""

    def __init__(self, report: Report, lexicon: Lexicon) -> None:
        self.report, self.lexicon = report, lexicon

    def bind(self, around: Surroundings) -> Statement | None:
        """What this number states; None if its words name no figure, or name several at once."""
        found = self._best(around) or self._behind(around)
        if found is None:
            return None
        if "公开" not in found.lead[found.start :] + around.tail and any(map(self.leftover, found.gaps)):
            return None  # 受理行政复议申请, 收到救助申请: requests of another kind
        qualifier = self.qualifier(found.lead[: found.start], *found.gaps)
        if qualifier is None:
            return None
        measure = found.measure
        led, open_list = "", False
        anew = measure.id in ("received", "handled") and not found.phrase.bare
        if measure.topic == "requests" and not anew and not _OPEN_REQUEST.search(found.lead[found.start :]):
            opening = self._opening(around)
            if opening is None:
                return None
            led, open_list = opening
        setting = around.setting(around.numeral.start)
        if setting.scope == OWN and _BELOW.match(around.tail):
            led = led or "本级"
        if measure.turns and measure.turns[1].match(around.tail):
            measure = self.lexicon.measure(measure.turns[0])
        cells, also, sure = self.cells(measure, around, found.lead)
        if found.phrase.doubtful:
            also = (*also, *measure.doubtful_also)
        number = around.numeral.number
        return Statement(
            sentence=around.sentence,
            start=around.numeral.start,
            end=around.numeral.end,
            numeral=around.numeral,
            measure=measure,
            rule=measure.rule,
            number=-number if found.phrase.negative else number,
            cells=cells,
            also=also,
            window=THIS if measure.any_year else setting.window,
            scope=setting.scope,
            doubtful=found.phrase.doubtful
            or found.stripped
            or open_list
            or not sure
            or not self._certain(setting, measure),
            qualifier=qualifier or led,
        )

    def cells(
        self, measure: Measure, around: Surroundings, lead: str = ""
    ) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], bool]:
        """Cells of a measure, other readings of it, and whether the row is certain where the sentence must say it."""
        if not measure.columns:
            return measure.cells, measure.also, True
        base, sure = self._base(around, lead)
        rows = ("received", "handled", "results_total")
        sums = {name: tuple(self._cells_of(ROWS[name], measure.columns)) for name in rows}
        return sums[base], tuple(sums[name] for name in rows if name != base), sure

    def qualifier(self, head: str, *gaps: str) -> str | None:
        """The words before a phrase, or inside it, that narrow it down; None if they name something else beside it."""
        areas = _AREAS.search(head)
        clauses = re.split("[，；：。（）]", head[: areas.start()] if areas else head)
        narrowing = [areas[0]] if areas else []
        narrowing += [
            clause
            for clause in clauses[:-1]
            if _QUALIFIER_CLAUSE.search(clause) and not _GUIDANCE.search(clause) and self.leftover(clause)
        ]
        for text in (clauses[-1], *gaps):
            if self.leftover(text):
                if _JOINED.search(text):
                    return None
                narrowing.append(text)
        return "".join(narrowing).strip("、")

    def leftover(self, text: str) -> str:
        """The words that are neither harmless nor a name of the unit itself."""
        words = self.lexicon.neutral.sub("", text.replace("“", "").replace("”", "")).strip(" 、—-.·…")
        return "" if _is_within(words, self.report.unit.name) else words

    def _opening(self, around: Surroundings) -> tuple[str, bool] | None:
        """What the list that a number stands in began with: words that narrow all of it, and whether that is open.

        收到网上申请35件，办结35件 tells of 网上 in both; None after 受理低保申请136件, which are no requests for
        information. A figure of the whole (收到申请50件) ends what stood before it, but for a list with 、.
        """
        scan = around.scan
        first = around.sentence.folded.rfind("；", 0, around.numeral.start) + 1
        stated = {one.start: one for one in around.stated}
        askers: list[Statement] = []
        foreign = False
        for index in range(around.index - 1, -1, -1):
            numeral = scan.numerals[index]
            if numeral.start < first:
                break
            one = stated.get(numeral.start)
            if one is None:
                foreign = foreign or self._is_foreign(scan.leads[index], numeral.kind)
            elif one.measure.id in MAIN:
                listed = bool(askers or foreign) and around.lead.startswith("、")
                return (one.qualifier, False) if one.qualifier else ("", listed)
            elif one.measure.family in _ASKERS:
                askers.append(one)
        if foreign:
            return None
        return (askers[0].measure.name, False) if len(askers) == 1 else ("", bool(askers))

    def _is_foreign(self, lead: str, kind: str) -> bool:
        """Whether the words before a number that says nothing of the tables name other matters: 收文, 受理低保申请."""
        words = lead.strip("，、（）：")
        if words.startswith("其中") or not (kind == "cases" or _OPENS.search(words)):
            return False
        return bool(self.leftover(words))

    def _best(self, around: Surroundings) -> _Match | None:
        lead = around.lead
        filler = self.lexicon.filler.search(lead)
        bare = lead[: filler.start()] if filler else lead
        texts = [(bare, False), (lead, False)] if bare != lead else [(lead, False)]
        if "）" in lead and (without := _without_brackets(bare)) is not None:
            texts.append(without)
        best: tuple[tuple[bool, bool, int], _Match] | None = None
        kind, tail = around.numeral.kind, around.tail
        for measure in self.lexicon.in_front.find(lead):
            if kind not in measure.kinds:
                continue
            for match in self._matches(measure, texts, around):
                rank = (False, match.phrase.bare, match.start)
                if best is None or rank < best[0]:
                    best = (rank, match)
        if best is None:
            for measure in self.lexicon.behind.find(tail):
                if kind in measure.kinds:
                    for match in self._matches(measure, texts, around):
                        return match
        return best[1] if best else None

    def _behind(self, around: Surroundings) -> _Match | None:
        """25件予以公开: the words behind the number; never certain, for they may belong to the next number."""
        lead, words = re.split("[，、；（）]", around.lead)[-1], re.split("[，、；。（）]", around.tail)[0]
        if self.leftover(lead) or not words:
            return None
        for measure in self.lexicon.results.find(words):
            if around.numeral.kind in measure.kinds:
                for phrase in measure.phrases:
                    found = phrase.before.search(words) if phrase.before is not None else None
                    if found and not found.start() and self._allowed(measure, phrase, around):
                        return _Match(measure, replace(phrase, doubtful=True), lead, len(lead), found.groups(""), True)
        return None

    def _matches(self, measure: Measure, texts: Sequence[tuple[str, bool]], around: Surroundings) -> Iterator[_Match]:
        for phrase in measure.phrases:
            for text, stripped in texts:
                found = _search(phrase, text, around.tail)
                if found is None:
                    continue
                start, gaps = found
                if self._allowed(measure, phrase, around):
                    yield _Match(measure, phrase, text, start, gaps, stripped)
                    break

    def _allowed(self, measure: Measure, phrase: Phrase, around: Surroundings) -> bool:
        start = around.numeral.start
        text = around.sentence.folded[:start]
        if measure.having and not measure.having.search(text):
            return False
        if measure.unless:
            segment = text[text.rfind("；") + 1 :] + re.split("[，；。、]", around.tail)[0]
            if measure.unless.search(segment):
                return False
        if measure.follows and frozenset(one.measure.id for one in around.stated[-2:]) != measure.follows:
            return False
        last = around.index + 1 == len(around.scan.numerals)
        if phrase.before is None and not last and not _CLAUSE.search(around.tail, 1):
            return False  # the words lead up to the next number
        if measure.inside and around.last_topic(start) != measure.topic:
            return False
        if not phrase.bare:
            return True
        if not _STANDS_ALONE.match(around.tail):
            return False
        if measure.about:
            names = list(self.lexicon.topic_words[measure.topic].finditer(text))
            return bool(names and measure.about.fullmatch(names[-1][0]))
        return bool(measure.follows) or around.last_topic(start) == measure.topic

    def _base(self, around: Surroundings, lead: str) -> tuple[str, bool]:
        """The row of 表三 that a number of applicants belongs to, and whether the sentence says so."""
        among = _AMONG.search(around.sentence.folded, 0, around.end)
        for pattern, base in _BASES:
            if pattern.search(lead) or (among and pattern.search(among[0])):
                return base, True
        main = next((one for one in reversed(around.stated) if one.measure.id in MAIN), None)
        if main is None:
            main, sure = around.before, around.sentence.folded.lstrip(" ，").startswith("其中")
        else:
            sure = True
        if main is None:
            return "received", False
        base = "handled" if main.measure.id == "handled_sum" else main.measure.id
        return base, sure and not main.qualifier

    def _cells_of(self, rows: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
        for row in rows:
            for column in columns:
                yield f"requests.{row}.{column}"

    def _certain(self, setting: Setting, measure: Measure) -> bool:
        return setting.certain or measure.any_year


def _search(phrase: Phrase, lead: str, tail: str) -> tuple[int, tuple[str, ...]] | None:
    start, gaps = len(lead), ()
    if phrase.before is not None:
        found = phrase.before.search(lead)
        if not found:
            return None
        start, gaps = found.start(), found.groups("")
    if phrase.after is not None:
        found = phrase.after.match(tail)
        if not found:
            return None
        gaps = (*gaps, *found.groups(""))
    return start, gaps


def _without_brackets(lead: str) -> tuple[str, bool] | None:
    """The words without what stands in brackets, and whether the brackets may have changed their meaning."""
    inner = _BRACKETS.findall(lead)
    if not inner:
        return None
    return _BRACKETS.sub("", lead), not all(_HARMLESS_BRACKETS.match(one) for one in inner)


def _is_within(words: str, name: str) -> bool:
    """Whether the letters of `words` occur in `name` in this order: 区政府办公室 in 示例区人民政府办公室."""
    at = 0
    for letter in words:
        at = name.find(letter, at) + 1
        if not at:
            return False
    return True
