"""F8 and F13 of the unit's name; what is read of texts is loaded only where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.context import Context

_IN_NAME = re.compile(r"20[0-9]{2}年?|年度|年报|报告")
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9]+")
"""A name without letters, marks and brackets has nothing in it that was left to be filled in."""


def unit_title(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F8: the unit's name is a name and that of last year; titles are written as the form has them."""
    report = context.report
    name = report.unit.name
    if words := _IN_NAME.findall(name):
        shown = "、".join(f"“{word}”" for word in words)
        said = f"单位名称（{context.text_place('unit')}）“{name}”里有{shown}，标题会重复"
        advice = "请只填单位全称，年份和“年度报告”由标题自己带出"
        yield _about_unit(rule, severity, context, f"{said}。{advice}", subject=f"{name}／{'、'.join(words)}")
    last = "" if report.previous is None else report.previous.unit.name
    if last and "".join(last.split()) != "".join(name.split()):
        said = f"单位名称（{context.text_place('unit')}）是“{name}”，上年是“{last}”"
        advice = "请核对；机构更名的，请写审核说明"
        yield _about_unit(rule, severity, context, f"{said}。{advice}", subject=f"{name}／上年 {last}")
    if report.printed is not None and report.printed.title:
        title = report.form.title.format(unit=name, year=report.year)
        if "".join(report.printed.title.split()) != "".join(title.split()):
            said = f"标题“{report.printed.title}”应为“{title}”"
            yield context.finding(rule, severity, f"{said}。{rule.advice}", printed=["标题"], subject=said)
    if report.narrative:
        from xl_tools.validation.texts.identity import titles_as_printed

        yield from titles_as_printed(rule, severity, context)


def residue(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F13: nothing is left in texts and in the unit's name that was to be filled in or taken out."""
    if context.report.narrative or not _PLAIN.fullmatch(context.report.unit.name):
        from xl_tools.validation.texts.residue import residue as in_texts_and_name

        yield from in_texts_and_name(rule, severity, context)


def _about_unit(rule: Rule, severity: Severity, context: Context, message: str, *, subject: str) -> Finding:
    return context.finding(rule, severity, message, texts=[("unit", "")], subject=subject)
