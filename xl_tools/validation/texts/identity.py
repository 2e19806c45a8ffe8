"""Rules on whose report it is: F8 titles in texts, G6 the unit that speaks is the unit that reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.units import Level, Scope
from xl_tools.validation.context import Context
from xl_tools.validation.texts.names import BUREAU, SUBDISTRICT, TOWN, TOWNSHIP, kind_of, kinds_at, may_be_same
from xl_tools.validation.texts.sentences import Sentence, doubtful, listed, quote, sentences, where
from xl_tools.validation.texts.titles import Title, titles

_SELF = re.compile(
    r"(?P<word>(?:(?<!自)我|(?<![基根成资文版样日剧课脚书])本)(?P<kind>街道|镇|局|厅|乡(?!镇|村|土|亲)))(?!面|势|限|域)"
)
_TO_SUPERIOR = re.compile(
    r"向(?P<whom>[\u4e00-\u9fff]{0,8}?(?:[省市县区州]人民政府|[省市县区州]政府)[^，。；]{0,14}?)(?:提出|提交)"
)
_HELPED = re.compile("协助|配合|会办|转办|转来|转交|指导")
"""An office may well tell of requests to its superior that it helped with."""
_FACT = (
    r"(?:20[0-9]{2}年(?:度)?|全年|本年度?|今年)?(?:共|累计|主动公开|收到|受理|未收到|办结|制发|发布)[^，]{0,16}[0-9]"
)
_OTHER = re.compile(
    rf"(?:^|[，：])(?:20[0-9]{{2}}年(?:度|全年)?[，]?)?(?P<name>[\u4e00-\u9fff]{{2,12}}?(?:街道|镇|乡|局)(?:人民政府|办事处)?){_FACT}"
)
_NO_NAME = re.compile(
    r"^(?:我|本|各|全|该|其|每|有|由|经|在|向|与|对|为|将|把|让|使|通过|组织|指导|督促|配合|会同|依托)|乡镇|[各等及和由向、]"
)
_ALIKE = {
    TOWN: (TOWN, TOWNSHIP, SUBDISTRICT),
    TOWNSHIP: (TOWN, TOWNSHIP, SUBDISTRICT),
    SUBDISTRICT: (TOWN, TOWNSHIP, SUBDISTRICT),
    BUREAU: (BUREAU,),
}
"""The kinds of office from which an office of a kind may have copied."""
_WITH_SUBORDINATES = frozenset({Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT})


def titles_as_printed(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F8, of the titles that stand in texts: they are written as the form has them."""
    report = context.report
    name = report.unit.name
    expected = report.form.title.replace("{unit}", name).replace("{year}", str(report.year))
    for title in dict.fromkeys(titles(context)):
        if fault := _title_fault(title, report.year):
            said = f"{where(context, title.key, title.part)}的标题{quote(title.text)}{fault}，应写作“{expected}”"
            place = [(title.key, title.part)]
            yield context.finding(rule, severity, f"{said}。{rule.advice}", texts=place, subject=title.text)


def identity(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G6: titles, 我镇 and 我局, and the subjects of figures mean this unit.

    An error only where the unit's own name says its kind and the text says another, or a title names another
    unit; what a superior, a neighbour or a subordinate may rightly be called is a query at most.
    """
    unit = context.report.unit
    for title in dict.fromkeys(titles(context)):
        name = title.name
        if kind_of(name) and not _SELF.match(name) and not may_be_same(name, unit.name):
            said = f"{where(context, title.key, title.part)}的标题写的单位是“{name}”，本报告的单位是“{unit.name}”"
            level = severity if title.alone else doubtful(severity)
            place = [(title.key, title.part)]
            yield context.finding(rule, level, f"{said}。{rule.advice}", texts=place, subject=title.text)
    own = kind_of(unit.name)
    allowed = (own,) if own else kinds_at(unit.level)
    for sentence in sentences(context):
        if allowed:
            yield from _self(rule, severity, context, sentence, own, allowed)
        yield from _others(rule, doubtful(severity), context, sentence, own)


def _self(
    rule: Rule, severity: Severity, context: Context, sentence: Sentence, own: str, allowed: tuple[str, ...]
) -> Iterator[Finding]:
    words = [found for found in _SELF.finditer(sentence.own_words) if found["kind"] not in allowed]
    if not words:
        return
    # A township may call itself 我镇 soon after it became a town; “各镇公开本镇的信息” is said of others.
    sure = any(own and found[0][0] == "我" and {own, found["kind"]} != {TOWN, TOWNSHIP} for found in words)
    said = f"{where(context, sentence.key, sentence.part)}自称{listed(quote(found['word']) for found in words)}"
    message = f"{said}，与单位名称“{context.report.unit.name}”不符：{sentence.quoted}。{rule.advice}"
    place = [(sentence.key, sentence.part)]
    yield context.finding(rule, severity if sure else doubtful(severity), message, texts=place, subject=sentence.text)


def _others(rule: Rule, severity: Severity, context: Context, sentence: Sentence, own: str) -> Iterator[Finding]:
    """Requests said to be made to a superior; figures said to be those of an office of the same kind."""
    unit = context.report.unit
    if unit.level in _WITH_SUBORDINATES:
        return
    place, words = [(sentence.key, sentence.part)], sentence.own_words
    superior = _TO_SUPERIOR.search(words)
    # An office of the government itself (政府办公室) receives what is addressed to the government.
    own_office = "政府办" in unit.name
    if superior and "公开申请" in words and "复议" not in words and not own_office and not _HELPED.search(words):
        said = f"{where(context, *place[0])}写的是向{quote(superior['whom'])}提出的申请，像是照搬上级的文字"
        message = f"{said}：{sentence.quoted}。{rule.advice}"
        yield context.finding(rule, severity, message, texts=place, subject=f"{sentence.text}／{superior['whom']}")
    if unit.scope is Scope.CONSOLIDATED:
        return
    for found in _OTHER.finditer(words):
        name = found["name"]
        if _NO_NAME.search(name) or may_be_same(name, unit.name) or kind_of(name) not in _ALIKE.get(own, ()):
            continue
        said = f"{where(context, *place[0])}说的是“{name}”的数，本报告的单位是“{unit.name}”"
        message = f"{said}：{sentence.quoted}。{rule.advice}"
        yield context.finding(rule, severity, message, texts=place, subject=f"{sentence.text}／{name}")
        return  # a list of offices is one matter


def _title_fault(title: Title, year: int) -> str:
    """What is wrong with how a title is written; the year itself is the affair of rule G2."""
    if title.year is not None and title.year != year:
        return ""
    if title.doubled:
        return "重复了“年度”"
    if not title.alone:
        return ""
    if title.year is None:
        return "缺年份"
    if "工作" not in title.text:
        return "缺“工作”"
    if not title.text.endswith("年度报告"):
        return "的写法与格式不同"
    return ""
