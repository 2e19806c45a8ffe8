"""Rules on what the texts must cover: F2 five parts, F3 duties of governments, F9 stated counts, F10 and F11 length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.finding import Finding, Severity
from xl_tools.rule import Rule
from xl_tools.validation.checks import PLACEHOLDER
from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import OTHER, OVERVIEW, PROBLEMS, doubtful, length, sentences, where, whole

DUTIES = ("assessment", "social_review", "accountability")
"""Lists of words in the limits of F3; the first word of each names the duty."""
NO_MATTERS = "没有的，请写明“无其他需要报告的事项”"
SHOWN_WORDS = 3
"""Key words of a missing part that a message names as examples."""
_NUMERALS = "零一二三四五六七八九十"
_STATED = re.compile(
    r"等?(?:共计?)?(?<!第)(?P<n>[二三四五六七八九十两]|[0-9]{1,2})个?大?(?:部分|板块)(?:组成|构成|内容)?(?P<after>[：:].*)?"
)
_OPENING = re.compile(r"由|包括|包含|分为|[：:]")
"""What a list of the sections begins with."""
_NUMBERING = re.compile(r"(?:^|(?<=[、，,；：:]))[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]")
_JOINED = (
    (re.compile(r"(行政)?复议(?:、|，|和|及|以及|与)(提起)?(行政)?诉讼"), "复议诉讼"),
    (re.compile(r"收到(?:和|及|、)处理"), "收到处理"),
    (re.compile(r"问题(?:和|及|以及|与|、)(?:其)?(改进|整改)"), r"问题\1"),
)
"""Titles of the form that hold a comma or an “and” of their own."""
_AND = re.compile(r"和|以及|及|与")
_COMMA = re.compile(r"[、，,；;]")
_HEADING = re.compile(r"[（(](?P<n>[一二三四五六七八九])[）)]\s*(?P<title>[^，。；：:]{2,20})")
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")


def overview_parts(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F2: 总体情况 covers the five parts; by headings, or without them by key words.

    A part whose heading is absent from a divided text is not judged: it is not filled yet, and what is published
    gets the sentences of its numbers. Undecided then, and while there is no text at all.
    """
    texts = context.texts.get(OVERVIEW, {})
    parts = context.report.form.section(OVERVIEW).parts if texts else ()
    if not texts:
        return
    if not texts.keys() - {""}:
        text = texts[""]
        missing = [one for one in parts if not any(word in text for word in rule.words(one.id))]
        if missing and not PLACEHOLDER.fullmatch(text.strip()):
            names = "、".join(f"{one.title}（{'、'.join(rule.words(one.id)[:SHOWN_WORDS])}）" for one in missing)
            found = f"{where(context, OVERVIEW)}没有分（一）至（五）的小标题，也没有写到：{names}"
            yield context.finding(rule, severity, f"{found}。{rule.advice}", texts=[(OVERVIEW, "")])
        return
    for one in parts:
        if one.id in texts and not texts[one.id].strip():
            found = f"{where(context, OVERVIEW)}“{one.heading or one.title}”下面没有文字"
            yield context.finding(rule, severity, f"{found}。{rule.advice}", texts=[(OVERVIEW, one.id)])
    numbered = {_NUMERALS[number]: one for number, one in enumerate(parts, start=1)}
    for key, text in texts.items():
        for line in text.split("\n"):
            found = _HEADING.fullmatch(line.strip())
            if found and (one := numbered.get(found["n"])) and one.id not in texts:
                said = f"{where(context, OVERVIEW)}的小标题“{line.strip()}”占了“{one.heading or one.title}”的位置"
                message = f"{said}，没有这一部分。{rule.advice}"
                yield context.finding(rule, doubtful(severity), message, texts=[(OVERVIEW, key)], subject=line.strip())


def government_duties(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F3: 工作考核, 社会评议 and 责任追究 are reported; the rule names its levels itself.

    Undecided while 总体情况 is divided and the part where they belong is not filled yet.
    """
    texts = context.texts.get(OVERVIEW, {})
    part = rule.text("part")
    if not texts or (texts.keys() - {""} and part not in texts):
        return
    text = whole(context, OVERVIEW)
    missing = [rule.words(duty)[0] for duty in DUTIES if not any(word in text for word in rule.words(duty))]
    if missing:
        found = f"{where(context, OVERVIEW)}没有写到：{'、'.join(missing)}"
        place = (OVERVIEW, part if part in texts else "")
        yield context.finding(rule, severity, f"{found}。{rule.advice}", texts=[place])


def stated_count(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F9: as many items are listed as “由…等六部分组成” states.

    “和” may stand between two items or inside one, so the count has a lower and an upper bound; only a number
    outside both is reported.
    """
    for sentence in sentences(context):
        for found in _STATED.finditer(sentence.plain):
            before = sentence.plain[: found.start()]
            items = found["after"][1:] if found["after"] else _OPENING.split(before)[-1]
            if not any(word in items for word in rule.words("topics")):
                continue
            least, most = _counted(items)
            number = _NUMERALS.find(found["n"].replace("两", "二"))
            number = int(found["n"]) if number < 0 else number
            if most > 1 and not least <= number <= most:
                count = str(least) if least == most else f"{least} 至 {most}"
                said = f"{where(context, sentence.key, sentence.part)}称有 {number} 个部分，列出的是 {count} 项："
                yield context.finding(
                    rule,
                    severity,
                    f"{said}{sentence.quoted}。{rule.advice}",
                    texts=[(sentence.key, sentence.part)],
                    subject=sentence.text,
                )


def thin_text(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F10: sections 五 and 六 say something. Undecided while they hold gaps to fill, or no text at all."""
    for key in (PROBLEMS, OTHER):
        text = whole(context, key)
        if key not in context.texts or PLACEHOLDER.search(text):
            continue
        words, characters = _NOT_WORDS.sub("", text), length(text)
        if words in ("", *rule.words("void")):
            said = f"只写了“{text.strip()}”" if text.strip() else "没有文字"
        elif key == PROBLEMS and characters < rule.whole("shortest_text"):
            said = f"只有 {characters} 个字，不足 {rule.whole('shortest_text')} 个"
        else:
            continue
        advice = NO_MATTERS if key == OTHER else rule.advice
        yield context.finding(rule, severity, f"{where(context, key)}{said}。{advice}", texts=[(key, "")])


def long_text(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """Rule F11: 总体情况 is not longer than some places want it."""
    characters, longest = length(whole(context, OVERVIEW)), rule.whole("longest_text")
    if characters > longest:
        found = f"{where(context, OVERVIEW)}有 {characters} 个字，超过 {longest} 个"
        yield context.finding(
            rule, severity, f"{found}。{rule.advice}", texts=[(OVERVIEW, "")], subject=str(characters)
        )


def _counted(items: str) -> tuple[int, int]:
    """The least and the greatest number of items a list can be read as."""
    text = _NUMBERING.sub("", items.rstrip("等"))
    for pattern, instead in _JOINED:
        text = pattern.sub(instead, text)
    parts = [part for part in _COMMA.split(text) if part]
    return len(parts), len(parts) + sum(len(_AND.findall(part)) for part in parts)
