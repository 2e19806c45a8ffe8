"""Rules on dates: G1 period of the figures, G3 and G4 date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xl_tools.finding import Finding, Severity
from xl_tools.rule import NO_DAY, Rule
from xl_tools.units import Level
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import Sentence, doubtful, quote, sentences, where

_BREAK = r"[年.\-/]"
_DAY = r"(?P<{0}_month>[0-9]{{1,2}})[月.\-/](?P<{0}_day>[0-9]{{1,2}})日?"
_TO = r"(?:起|开始)?[，,]?(?:至|到|—+|–|-+|~)"
_DAYS = re.compile(
    rf"(?:(?P<first_year>[0-9]{{4}}){_BREAK})?{_DAY.format('first')}{_TO}"
    rf"(?:(?P<last_year>[0-9]{{4}}){_BREAK})?{_DAY.format('last')}"
)
_MONTHS = re.compile(
    rf"(?P<first_year>[0-9]{{4}})年(?P<first_month>[0-9]{{1,2}})月?份?{_TO}"
    r"(?:(?P<last_year>[0-9]{4})年)?(?P<last_month>[0-9]{1,2})月(?:份|底|末)?(?![0-9])"
)
_UNTIL = re.compile(r"截[至止]到?(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")
_ONLY_YEAR = re.compile(r"(?P<year>[0-9]{4})年度?")
_UNREADABLE = re.compile(r"20[0-9]{4,6}")
"""What is left of a date where 年 and 月 were lost on the way to a web page."""
_GOVERNMENTS = frozenset({Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT})
_DUE = {Level.TOWNSHIP: "due_townships", Level.SUBDISTRICT: "due_subdistricts", Level.OTHER: "due_others"}
"""Limit of rule G4 for the levels to which the law sets no date."""


def period(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G1: a stated period runs from 1 January to 31 December of the year; no period stated, nothing said.

    A query where the dates cannot be read, where only one day is named, and where the sentence only speaks of
    statistics: then the days may be those of something else.
    """
    year = context.report.year
    wanted = f"{year}年1月1日至12月31日"
    for sentence in sentences(context):
        stated = any(word in sentence.plain for word in rule.words("period_words"))
        if not stated and not any(word in sentence.plain for word in rule.words("period_hints")):
            continue
        found, sure = _wrong_period(sentence, year)
        if found:
            said = f"{where(context, sentence.key, sentence.part)}写的统计期限是{quote(found)}，应为{wanted}"
            yield context.finding(
                rule,
                severity if stated and sure else doubtful(severity),
                f"{said}。{rule.advice}",
                texts=[(sentence.key, sentence.part)],
                subject=sentence.text,
            )


def too_early(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G3: published after the year is over. Undecided without a date."""
    published, year = context.report.published_on, context.report.year
    if published is not None and published <= date(year, 12, 31):
        place = context.text_place("published_on")
        said = f"发布日期（{place}）是 {published}，{year} 年度的统计期限到 {year}-12-31 才结束，数不可能完整"
        yield _dated(rule, severity, context, f"{said}。{rule.advice}", published)


def too_late(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G4: published in time. Undecided without a date, and where neither law nor a pack sets one."""
    published, level = context.report.published_on, context.report.unit.level
    legal = level not in _DUE
    limit = rule.text(_DUE.get(level) or ("due_governments" if level in _GOVERNMENTS else "due_departments"))
    due = f"{context.report.year + 1}-{limit}"
    if published is None or limit == NO_DAY or published.isoformat() <= due:
        return
    if level in _GOVERNMENTS:
        duty = f"{level.label}的年报应在 {due} 前向社会公布"
    elif legal:
        duty = f"{level.label}应在 {due} 前向主管部门提交年报并向社会公布"
    else:
        duty = f"法律没有规定{level.label}的期限，上级通知定为 {due}"
    said = f"发布日期（{context.text_place('published_on')}）是 {published}，已过期限：{duty}"
    yield _dated(rule, severity, context, f"{said}。{rule.advice}", published)


def _dated(rule: Rule, severity: Severity, context: Context, message: str, published: date) -> Finding:
    return context.finding(rule, severity, message, texts=[("published_on", "")], subject=published.isoformat())


def _wrong_period(sentence: Sentence, year: int) -> tuple[str, bool]:
    """The period as written, if it is not that of the year, and whether it was read for sure; “” if it is right."""
    plain = sentence.own_words
    if found := _DAYS.search(plain):
        first = int(found["first_year"] or year)
        last = int(found["last_year"] or first)
        days = tuple(int(found[name]) for name in ("first_month", "first_day", "last_month", "last_day"))
        return ("" if (first, last, *days) == (year, year, 1, 1, 12, 31) else found[0], True)
    if found := _MONTHS.search(plain):
        first = int(found["first_year"])
        last = int(found["last_year"] or first)
        months = int(found["first_month"]), int(found["last_month"])
        return ("" if (first, last, *months) == (year, year, 1, 12) else found[0], True)
    if found := _UNTIL.search(plain):
        return ("" if tuple(map(int, found.groups())) == (year, 12, 31) else found[0], False)
    if found := _ONLY_YEAR.search(plain):
        return ("" if int(found["year"]) == year else found[0], False)
    return (plain, False) if _UNREADABLE.search(plain) else ("", False)
