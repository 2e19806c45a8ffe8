"""Rules on what should not stand in a published text: F13 residue, G7 terms of the old regulation, G8 generalities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xl_tools.finding import Finding, Severity
from xl_tools.report import NARRATIVE_KEYS
from xl_tools.rule import Rule
from xl_tools.validation.checks import PLACEHOLDER, SHOWN_CELLS
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import doubtful, listed, quote, sentences, where


@dataclass(frozen=True, slots=True)
class Residue:
    """One kind of left-over; `sure` is False where the same words may be meant."""

    name: str
    pattern: re.Pattern[str]
    sure: bool = True


_LEARNED = re.compile("借鉴|考察|外地")
"""What others did, told as an example."""
OWN_SUBJECT = re.compile(r"(?<!自)我|(?<![基根成资文])本|全[省市州县区旗镇乡街局委厅]|辖区|各[镇乡村]")
"""Words that make a sentence one about this unit or its area."""
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]")
_BLANKS = "单位|单位名称|单位全称|数量|数字|日期|年份|年度|金额|姓名|电话|地址|部门"
KINDS = (
    Residue(
        "空位", re.compile(rf"【\s*(?:{_BLANKS})?\s*】|【\s*(?:请填|请写|此处|待[填补定]|填写|X|×)[^【】\n]{{0,12}}】")
    ),
    Residue("空位", re.compile(r"[（(](?:此处|待(?:[填定核续]|补充))[^（）()\n]{0,12}[）)]|_{2,}|＿{2,}")),
    Residue("空位", re.compile(r"[（(]\s*[）)](?=\s*[件条个次元项场份年月日])")),
    # Letters beside it make it part of an address (/zwgk/xxgk), digits on both sides a masked number.
    Residue(
        "占位",
        re.compile(r"(?<![A-Za-zＸｘ×./@-])(?!(?<=[0-9])[Xx]+[0-9])(?:[XxＸｘ]{2,}|×{2,})(?![A-Za-z./@])"),
    ),
    Residue("空位", re.compile(r"(?<![有尚仍还亟需])待补充(?=[，。；、：,;\s]|$)", re.MULTILINE), sure=False),
    Residue("书签", re.compile(r"\[bookmark:[^\]\n]*\]|_GoBack\b", re.IGNORECASE)),
    Residue("批注", re.compile(r"(?:批注|[Cc]omment(?:ed)?)\s*[\[［][^\]］\n]{1,12}[\]］]")),
    Residue("批注", re.compile(r"^[ \t]*批注\s*[：:]|带格式的\s*[：:]", re.MULTILINE)),
    Residue(
        "域代码", re.compile(r"错误\s*[!！]\s*(?:未找到引用源|未定义书签)|#(?:REF!|VALUE!|NAME\?|NUM!|DIV/0!|N/A)")
    ),
    Residue("页码", re.compile(r"^[ \t]*[-—–－]+\s*[0-9]{1,3}\s*[-—–－]+[ \t]*$", re.MULTILINE)),
    Residue("页码", re.compile(r"^[ \t]*第\s*[0-9]{1,3}\s*页(?:\s*共\s*[0-9]{1,3}\s*页)?[ \t]*$", re.MULTILINE)),
    Residue("页码", re.compile(r"^[ \t]*[0-9]{1,3}[ \t]*$", re.MULTILINE), sure=False),
    Residue("报送口吻", re.compile(r"(?<![珍宝名尊富高昂权华可])贵(?:办|局|委|厅|单位|机关|[省市县区]政府)")),
    Residue(
        "报送口吻", re.compile(r"[现特](?:将[^。；\n]{0,40})?予以?报送|现将[^。；\n]{0,40}报送|(?:报送|呈报|上报)如下")
    ),
    Residue(
        "报送口吻",
        re.compile(
            r"(?<!向)我[办局委厅镇乡]报送[^，。；\n]{0,20}年度?报告?|^[\u4e00-\u9fff]{2,20}办公[室厅][：:]$",
            re.MULTILINE,
        ),
        sure=False,
    ),
)
"""Residue that has a shape; whole sentences of samples stand in the rule's limits."""


def residue(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F13: gaps 〔待填：…〕, then sure residue, then doubtful residue; one finding of each a text."""
    for key in NARRATIVE_KEYS:
        parts = context.texts.get(key, {})
        gaps = {part: PLACEHOLDER.findall(text) for part, text in parts.items()}
        if found := [gap for some in gaps.values() for gap in some]:
            different = list(dict.fromkeys(found))
            more = " 等" if len(different) > SHOWN_CELLS else ""
            shown = "、".join(different[:SHOWN_CELLS]) + more
            message = f"{where(context, key)}正文还有 {len(found)} 处待填：{shown}。{rule.advice}"
            places = [(key, part) for part, some in gaps.items() if some]
            yield context.finding(rule, severity, message, texts=places, subject=shown)
        everything = {part: _residue(rule, text) for part, text in parts.items()}
        for sure in (True, False):
            hits = {part: [word for word, known in some if known is sure] for part, some in everything.items()}
            if words := [word for some in hits.values() for word in some]:
                said = "疑有残留的文字" if not sure else "残留有不应公布的文字"
                shown = listed(words, SHOWN_CELLS)
                message = f"{where(context, key)}{said}：{shown}。请删去，或改成本单位的文字"
                places = [(key, part) for part, some in hits.items() if some]
                level = severity if sure else doubtful(severity)
                yield context.finding(rule, level, message, texts=places, subject=shown)
    name = context.report.unit.name
    if words := [word for word, sure in _residue(rule, name) if sure]:
        message = f"封面的单位名称“{name}”里有占位文字：{listed(words)}。请填写单位全称"
        yield context.finding(rule, severity, message, texts=[("unit", "")], subject=name)


def old_terms(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G7: headings and categories of the regulation before 2019; a category counts only with its number."""
    names = "|".join(map(re.escape, rule.words("categories")))
    categories = re.compile(rf"(?<!不)({names})[”）)]?的?[有共]?[0-9]+[件条起份]")
    terms = rule.words("terms")
    for sentence in sentences(context):
        words = [term for term in terms if term in sentence.plain]
        words += [found[1] for found in categories.finditer(sentence.plain)]
        heading = _NUMBERING.sub("", sentence.plain)
        words += [heading] if heading.removesuffix("情况") in rule.words("headings") else []
        if words:
            said = f"{where(context, sentence.key, sentence.part)}用了旧条例的说法{listed(map(quote, words))}"
            yield context.finding(
                rule,
                severity,
                f"{said}：{sentence.quoted}。{rule.advice}",
                texts=[(sentence.key, sentence.part)],
                subject=sentence.text,
            )


def generalities(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule G8: sentences about others in general that name neither this unit nor its area; one finding a text."""
    name = context.report.unit.name
    found: dict[str, list[tuple[str, str]]] = {}
    for sentence in sentences(context):
        general = any(word in sentence.own_words for word in rule.words("general"))
        own = name in sentence.plain or OWN_SUBJECT.search(sentence.plain) or _LEARNED.search(sentence.plain)
        if general and not own:
            found.setdefault(sentence.key, []).append((sentence.part, sentence.text))
    for key, hits in found.items():
        shown = listed(quote(text) for _, text in hits)
        message = f"{where(context, key)}有泛泛而谈、没有说本单位的句子：{shown}。{rule.advice}"
        places = dict.fromkeys((key, part) for part, _ in hits)
        yield context.finding(rule, severity, message, texts=places, subject="；".join(text for _, text in hits))


def _residue(rule: Rule, text: str) -> list[tuple[str, bool]]:
    """The residue in a text, as a message quotes it, and whether it is sure; in reading order.

    Gaps 〔待填：…〕 are reported elsewhere.
    """
    text = PLACEHOLDER.sub("", text)
    samples = [Residue("示例文字", re.compile(re.escape(sample))) for sample in rule.words("samples")]
    hits = [(hit.span(), kind) for kind in (*KINDS, *samples) for hit in kind.pattern.finditer(text)]
    hits.sort(key=lambda hit: (hit[0][0], -hit[0][1]))
    found: list[tuple[str, bool]] = []
    reached = -1
    for (start, end), kind in hits:
        if start >= reached:
            reached = end
            found.append((f"“{text[start:end].strip()}”（{kind.name}）", kind.sure))
    return found
