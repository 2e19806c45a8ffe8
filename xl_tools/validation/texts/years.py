"""Rule G2: the texts speak of the year of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import Sentence, doubtful, listed, quote, sentences, simplified, where
from xl_tools.validation.texts.titles import titles

_START = (
    r"^(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]|[一二三四五六七八九十]是|[^，。：]{2,8}方面[，：])?(?:在|按)?"
)
_SUBJECT = re.compile(
    rf"{_START}(?P<year>20[0-9]{{2}})年(?:度|全年|以内|内)?"
    r"(?!(?:主动)?(?:公开|发布|收到|受理|制发|制定|出台|印发|开展)的(?!(?:政府)?信息))(?=[，,：]|我|本|共|全|累计|主动|依申请|未|没|无|收|受|办|公开|发布|新|各|通过|开展|制[发定作]|行政|因)"
)
"""A year as that of which a sentence speaks; a month after it makes it an event, not a yearly figure, and
2023年发布的文件 only says which documents are meant."""
_UNTIL = re.compile(r"截[至止]到?(?P<year>20[0-9]{2})年(?:12月31日|12月底|年底|底|末)")
_FULL_STOP = re.compile(r"[。！？!?\n]")
_FOLLOWING = 500
"""Characters behind a sentence that may still go on about its year."""
_MENTION = re.compile(r"(?<![〔\[（(【［0-9])(20[0-9]{2})年")
_CARRIED_TO = re.compile(r"(?:结转|转结|转入|转到)(?:至|到|入|下一?年度?（)?(?P<year>20[0-9]{2})年")
_CARRIED_FROM = re.compile(r"(?P<year>20[0-9]{2})年度?(?:结转|转结)(?!下|至|到|入|20|次|明)")
_FROM_LAST = re.compile(r"上一?年度?|去年|往年|前一年")


@dataclass(frozen=True, slots=True)
class Stale:
    """A sentence whose subject is another year."""

    sentence: Sentence
    year: int


def main_year(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G2: title, main year, subjects of sentences, and the years that requests are carried between.

    Errors are only a title of another year, and texts that speak of one other year throughout and never of the
    report's own. Undecided without a text that names a year.
    """
    year = context.report.year
    for title in dict.fromkeys(titles(context)):
        if title.year is not None and title.year != year:
            said = f"{where(context, title.key, title.part)}的标题{quote(title.text)}是 {title.year} 年的"
            yield _finding(rule, severity, context, [(title.key, title.part)], said, title.text)
    stale = list(_stale(rule, context))
    years = Counter(one.year for one in stale)
    own = any(str(year) in _MENTION.findall(sentence.own_words) for sentence in sentences(context))
    if len(years) == 1 and not own and len(stale) > 1:
        (main,) = years
        shown = listed(one.sentence.quoted for one in stale)
        places = [(one.sentence.key, one.sentence.part) for one in stale]
        said = f"正文通篇写的是 {main} 年，没有写到 {year} 年：{shown}"
        yield _finding(rule, severity, context, places, said, "；".join(one.sentence.text for one in stale))
    else:
        for one in stale:
            sentence = one.sentence
            said = f"{where(context, sentence.key, sentence.part)}这句话说的是 {one.year} 年：{sentence.quoted}"
            place = [(sentence.key, sentence.part)]
            yield _finding(rule, doubtful(severity), context, place, said, sentence.text)
    yield from _carried(rule, severity, context)


def _stale(rule: Rule, context: Context) -> Iterator[Stale]:
    year = context.report.year
    earlier = range(year - rule.whole("years_back"), year)
    for sentence in sentences(context):
        words = sentence.own_words
        found = _SUBJECT.search(words) or _UNTIL.search(words)
        if not found or int(found["year"]) not in earlier:
            continue
        if f"{year}年" in words or any(word in words for word in rule.words("history")):
            continue
        # “2023年94条，2024年106条” compares, and so does “2023年94条；2024年106条”.
        if f"{year}年" not in _going_on(sentence, context):
            yield Stale(sentence, int(found["year"]))


def _going_on(sentence: Sentence, context: Context) -> str:
    """What follows a sentence up to the full stop: only “；” stands between."""
    text = context.texts[sentence.key][sentence.part]
    start = text.find(sentence.text) + len(sentence.text)
    return simplified(_FULL_STOP.split(text[start : start + _FOLLOWING], maxsplit=1)[0])


def _carried(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Requests are carried in from the year before, and carried out to the year after."""
    year = context.report.year
    for sentence in sentences(context):
        for found in _CARRIED_TO.finditer(sentence.plain):
            to, before = int(found["year"]), sentence.plain[: found.start()]
            came_in = bool(_FROM_LAST.search(before)) or f"{year - 1}年" in before
            if to != year + 1 and not (to == year and came_in):
                said = f"结转到 {to} 年，{year} 年度未办结的应结转到 {year + 1} 年"
                yield _carry(rule, severity, context, sentence, said)
        for found in _CARRIED_FROM.finditer(sentence.plain):
            if int(found["year"]) not in (year, year - 1):
                said = f"由 {found['year']} 年结转而来，{year} 年度的上年结转应来自 {year - 1} 年"
                yield _carry(rule, severity, context, sentence, said)


def _carry(rule: Rule, severity: Severity, context: Context, sentence: Sentence, said: str) -> Finding:
    found = f"{where(context, sentence.key, sentence.part)}写的是{said}：{sentence.quoted}"
    place = [(sentence.key, sentence.part)]
    return _finding(rule, doubtful(severity), context, place, found, sentence.text)


def _finding(
    rule: Rule, severity: Severity, context: Context, texts: list[tuple[str, str]], said: str, subject: str
) -> Finding:
    message = f"{said}；本报告是 {context.report.year} 年度的。{rule.advice}"
    return context.finding(rule, severity, message, texts=dict.fromkeys(texts), subject=subject)
