"""Rules on what a published document prints around its figures: F1, F4, F6, F7, F12.

They are undecided, hence silent, for a report that comes from a workbook or a data file: those print the form itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from xl_tools.finding import Finding, Severity
from xl_tools.forms.model import Section
from xl_tools.printed import Printed, PrintedHeading, PrintedLabel, PrintedTable, TableState
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import doubtful

SHOWN_LABELS = 6
"""A message names so many rows, columns or notes at most."""
_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十]+|[0-9]{1,2}|[①-⑳])[）)、.．]?")
_NUMERALS = "零一二三四五六七八九"
_LINES = {"row": "行", "column": "栏"}
_PAIRS = (("（(", "）)"), ("《", "》"), ("“", "”"))


def headings(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F1: the headings of the six sections are all there, in order, word for word; spaces and width do not count.

    A section of which neither heading nor content was found has a finding of its own.
    """
    printed = context.report.printed
    if printed is None:
        return
    sections = context.report.form.sections
    first: dict[str, PrintedHeading] = {}
    for heading in printed.headings:
        if heading.level == 1 and heading.section:
            first.setdefault(heading.section, heading)
    for section in sections:
        heading = first.get(section.id)
        if heading is None:
            message = f"没有找到一级标题“{section.title}”。{rule.advice}"
            yield context.finding(rule, severity, message, subject=section.title)
        elif _even(heading.text) != _even(section.title):
            message = f"一级标题“{heading.text}”（{heading.where}）应为“{section.title}”。{rule.advice}"
            yield context.finding(rule, severity, message, printed=[heading.where], subject=heading.text)
    order = [section.id for section in sections]
    found = [order.index(key) for key in first]
    if found != sorted(found):
        said = "、".join(f"“{heading.text}”" for heading in first.values())
        message = f"一级标题的顺序不对，依次是{said}。{rule.advice}"
        places = [heading.where for heading in first.values()]
        yield context.finding(rule, severity, message, printed=places, subject=said)


def numbering(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F4: no first-level headings beside the six, none twice, sub-headings in sequence, brackets paired.

    Where the first of some sub-headings is not 一, 1 or ①, numbering goes on from elsewhere and is not judged.
    """
    printed = context.report.printed
    if printed is None:
        return
    seen: set[str] = set()
    for heading in printed.headings:
        if heading.level != 1:
            continue
        if not heading.section:
            said = f"“{heading.text}”（{heading.where}）是一级编号，但不在六个部分之列"
        elif heading.section in seen:
            said = f"一级标题“{heading.text}”（{heading.where}）出现了两次"
        else:
            seen.add(heading.section)
            continue
        yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=[heading.where], subject=heading.text)
    for before, heading in _out_of_sequence(printed.headings):
        said = f"小标题“{before.text}”后面是“{heading.text}”（{heading.where}），编号不连续"
        yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=[heading.where], subject=heading.text)
    for text, where in _lines(context, printed):
        if fault := _unpaired(text):
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            said = f"“{shown}”{f'（{where}）' if where else ''}里的“{fault}”没有成对"
            places = [where] if where else []
            yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=places, subject=text)


def labels(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F6: labels of rows and columns are those of the form; the same wrong words are told once a table."""
    for section, table in _tables(context):
        wrong: dict[tuple[str, str], PrintedLabel] = {}
        for one in table.labels:
            if one.expected and one.found:
                wrong.setdefault((one.expected, one.found), one)
        for one in wrong.values():
            said = f"{section.table_name}的{_LINES[one.line]}标题“{one.found}”（{one.where}）应为“{one.expected}”"
            message = f"{said}。{rule.advice}"
            yield context.finding(rule, severity, message, printed=[one.where], subject=one.found)


def lines(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F7: no row, column or note beyond the form, none of the form's left out; one finding a table and kind."""
    for section, table in _tables(context):
        name = section.table_name
        if table.state is TableState.MISSING:
            message = f"没有找到{name}（{section.title}）。{rule.advice}"
            yield context.finding(rule, doubtful(severity), message, subject=section.title)
            continue
        for line, word in _LINES.items():
            extra = [one for one in table.labels if one.line == line and not one.expected]
            lacking = [one for one in table.labels if one.line == line and not one.found]
            if extra:
                said = f"{name}多出了表样没有的{word}：{_named([(one.found, one.where) for one in extra])}"
                yield _told(rule, severity, context, said, extra)
            if lacking:
                said = f"{name}缺少表样的{word}：{_named([(one.expected, '') for one in lacking])}"
                # Text that lost its lines may have lost a label with them.
                lost = doubtful(severity) if table.state is TableState.TEXT else severity
                yield _told(rule, lost, context, said, lacking)
        if table.notes:
            said = f"{name}里加了注：{_named(table.notes)}"
            places = [where for _, where in table.notes]
            yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=places, subject=said)


def real_tables(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F12: a table is a table, not text with one cell a line. Undecided for a plain text, which holds no table."""
    printed = context.report.printed
    if printed is None or printed.is_plain_text:
        return
    for section, table in _tables(context):
        if table.state is TableState.TEXT:
            said = f"{section.table_name}（{table.where}）不是表格，是一格一行的文字"
            yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=[table.where], subject=section.id)


def _tables(context: Context) -> Iterator[tuple[Section, PrintedTable]]:
    """Each table section of the form with what the document prints of it, where that is known."""
    printed = context.report.printed
    for section in context.report.form.tables if printed else ():
        table = printed.tables.get(section.id) if printed else None
        if table is not None:
            yield section, table


def _told(rule: Rule, severity: Severity, context: Context, said: str, about: Sequence[PrintedLabel]) -> Finding:
    places = [one.where for one in about if one.where]
    return context.finding(rule, severity, f"{said}。{rule.advice}", printed=places, subject=said)


def _named(items: Sequence[tuple[str, str]]) -> str:
    shown = [f"“{text}”{f'（{where}）' if where else ''}" for text, where in items[:SHOWN_LABELS]]
    rest = f"等 {len(items)} 处" if len(items) > SHOWN_LABELS else ""
    return f"{'、'.join(shown)}{rest}"


def _out_of_sequence(headings: Sequence[PrintedHeading]) -> Iterator[tuple[PrintedHeading, PrintedHeading]]:
    """Neighbours among sub-headings of one level below the same heading whose numbers do not follow each other."""
    for level in sorted({heading.level for heading in headings if heading.level > 1}):
        # A heading of a higher level begins anew.
        for lower, group in groupby(headings, key=lambda heading: heading.level >= level):
            run = [heading for heading in group if heading.level == level] if lower else []
            numbers = [_number(heading.text) for heading in run]
            if not numbers or numbers[0] != 1:
                continue
            for before, heading, last, number in zip(run, run[1:], numbers, numbers[1:], strict=False):
                if last is not None and number is not None and number != last + 1:
                    yield before, heading


def _number(text: str) -> int | None:
    """The number a heading begins with: 三、 （三） 3. ③; None for any other beginning."""
    found = _NUMBER.match(unicodedata.normalize("NFC", text.strip()))
    if not found:
        return None
    word = found[1]
    if word.isdecimal():
        return int(word)
    if "①" <= word <= "⑳":
        return ord(word) - ord("①") + 1
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _NUMERALS.find(word) if len(word) == 1 else None
    return 10 * (_NUMERALS.find(tens) if tens else 1) + (_NUMERALS.find(ones) if ones else 0)


def _lines(context: Context, printed: Printed) -> Iterator[tuple[str, str]]:
    """Headings and paragraphs of the narrative, with the place of those that have one of their own."""
    for heading in printed.headings:
        yield heading.text, heading.where
    known = {heading.text for heading in printed.headings}
    for text in context.report.narrative.values():
        yield from ((line, "") for line in text.split("\n") if line not in known)


def _unpaired(text: str) -> str:
    """The opening or closing mark that stands alone in a line; empty if all are paired. “1）” closes nothing."""
    text = re.sub(r"(?:^|(?<=[。；，、：\s]))(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)]", "", text)
    for opening, closing in _PAIRS:
        depth, last = 0, ""
        for letter in text:
            if letter in opening:
                depth, last = depth + 1, letter
            elif letter in closing:
                depth -= 1
                if depth < 0:
                    return letter
        if depth:
            return last
    return ""


def _even(text: str) -> str:
    """Without spaces, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
