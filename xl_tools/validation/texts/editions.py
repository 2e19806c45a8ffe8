"""Rules on the edition of the format: F5 edition and year, G5 number of the notice that is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import Sentence, listed, quote, sentences, where

AGENCY = "国办公开办"
"""国务院办公厅政府信息与政务公开办公室, as its letters are numbered."""
_NUMBER = re.compile(r"〔([0-9]{4})〕([0-9]+)号")
_CITED = re.compile(
    r"(?P<agency>国办[\u4e00-\u9fff]{0,8}?)(?P<letter>函)?[〔\[（(【［]?(?P<year>[0-9]{4})[〕\])）】］]?"
    r"(?P<stray>年)?(?:第)?(?P<number>[0-9]{1,3})(?P<end>号)?"
)
"""A cited letter; any brackets are taken, for web pages and plain text often lose 〔〕."""


def edition_year(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F5: the edition is the one for the year, in both directions; in a published document, that of each table."""
    form, year = context.report.form, context.report.year
    yield from _mixed_editions(rule, severity, context)
    if form.applies_to(year):
        return
    right = form_of(year)
    said = f"{year} 年度的年报用的是 {form.edition} 版格式，这一版只用于{_years(form)}年度"
    if right is not None:
        said = f"{said}；{year} 年度应使用 {right.edition} 版（{right.source.document}）"
    yield context.finding(
        rule, severity, f"{said}。{rule.advice}", texts=[("year", "")], subject=f"{form.edition} {year}"
    )


def _mixed_editions(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Tables that are printed in another edition than the report."""
    form, printed = context.report.form, context.report.printed
    other = [
        (section.table_name, table.edition, table.where)
        for section in form.tables
        if printed and (table := printed.tables.get(section.id)) and table.edition not in ("", form.edition)
    ]
    if other:
        names = "、".join(f"{name}（{where}）用的是 {edition} 版" for name, edition, where in other)
        said = f"{names}，其他表用的是 {form.edition} 版，版本不一致"
        places = [where for _, _, where in other]
        yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=places, subject=said)


def cited_notice(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G5: the notice of the year's edition is cited, and its number is written right.

    Another edition's notice beside the right one is history, not a mistake. Undecided for a year without edition.
    """
    right = form_of(context.report.year)
    if right is None:
        return
    known = {_number(form) for form in all_forms()}
    cited = [(sentence, found) for sentence in sentences(context) for found in _CITED.finditer(sentence.plain)]
    right_cited = any((found["year"], found["number"]) == _number(right) for _, found in cited)
    for sentence, found in cited:
        number = found["year"], found["number"]
        if number not in known and not _mixed(found, known):
            continue
        faults = [*_miswritten(found)]
        if number not in known:
            faults.append("没有这个文号")
        elif number != _number(right) and not right_cited:
            faults.append(f"这是 {next(f.edition for f in all_forms() if _number(f) == number)} 版格式的文号")
        if faults:
            yield _finding(rule, severity, context, sentence, found[0], faults, right)


def form_of(year: int) -> Form | None:
    """The edition for the report on a year, None if this program has none."""
    return next((form for form in all_forms() if form.applies_to(year)), None)


def _finding(
    rule: Rule,
    severity: Severity,
    context: Context,
    sentence: Sentence,
    cited: str,
    faults: list[str],
    right: Form,
) -> Finding:
    found = f"{where(context, sentence.key, sentence.part)}引用的文号{quote(cited)}应核对：{listed(faults)}"
    message = f"{found}。{context.report.year} 年度年报应引用 {right.source.document}。{rule.advice}"
    return context.finding(rule, severity, message, texts=[(sentence.key, sentence.part)], subject=sentence.text)


def _miswritten(found: re.Match[str]) -> Iterator[str]:
    if found["agency"] != AGENCY or not found["letter"]:
        yield f"发文机关代字应为“{AGENCY}函”"
    if found["stray"]:
        yield "括号后多了“年”字"
    if not found["end"]:
        yield "缺“号”字"


def _mixed(found: re.Match[str], known: set[tuple[str, str]]) -> bool:
    """Whether the year of one edition's notice stands with the number of another's: 〔2021〕60号."""
    years, numbers = {year for year, _ in known}, {number for _, number in known}
    return found["agency"] == AGENCY and found["year"] in years and found["number"] in numbers


def _number(form: Form) -> tuple[str, str]:
    """Year and number of the notice an edition was issued with."""
    found = _NUMBER.search(form.source.document)
    return (found[1], found[2]) if found else ("", "")


def _years(form: Form) -> str:
    if form.last_year is None:
        return f" {form.first_year} 年度及以后各"
    return f" {form.first_year} 至 {form.last_year} "
