"""The texts of a report cut into sentences, with digits and dates in one writing, and how messages name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xl_tools.finding import Severity
from xl_tools.validation.checks import PLACEHOLDER
from xl_tools.validation.context import Context

LEAD, OVERVIEW, PROBLEMS, OTHER = "lead", "overview", "problems", "other"
SHOWN_CHARACTERS = 40
SHOWN_ITEMS = 3
"""A message quotes so many sentences or words at most."""
_END = re.compile(r"[。！？；!?;\n]")
_SPACE = re.compile(r"\s+")
_WIDTHS = str.maketrans(
    {
        **{chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(12, 25)},
        **dict(zip("～,:()", "~，：（）", strict=True)),
    }
)
"""Full-width digits, “－”, “．” and “／” made narrow; marks that Chinese writes wide made wide."""
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_DAY = re.compile(r"([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?")
_DIGITS = {word: str(digit) for digit, word in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|〈[^〈〉]*〉")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text.

    Attributes:
        text: as written, without what ends it.
        plain: without spaces; digits and dates as 2024年1月31日, however they were written.
    """

    key: str
    part: str
    text: str
    plain: str

    @property
    def quoted(self) -> str:
        """For a message: “…”, shortened."""
        return quote(self.text)

    @property
    def own_words(self) -> str:
        """As `plain`, with everything inside 《》 and “” left out: names of documents, columns, slogans."""
        return _QUOTED.sub("", self.plain)


def sentences(context: Context, *keys: str) -> Iterator[Sentence]:
    """Every sentence of the texts, in reading order; of some texts only, where keys are given."""
    for key, parts in context.texts.items():
        if keys and key not in keys:
            continue
        for part, text in parts.items():
            for one, plain in _cut(text):
                yield Sentence(key, part, one, plain)


def whole(context: Context, key: str) -> str:
    """All of one text, its parts one after the other without headings; empty if there is none."""
    return "\n".join(context.texts.get(key, {}).values())


def simplified(text: str) -> str:
    """Without spaces, with digits, marks and dates in one writing: “二〇二四年一月 ３１日” → “2024年1月31日”."""
    plain = _SPACE.sub("", text.translate(_WIDTHS))
    plain = _CHINESE_YEAR.sub(lambda found: "".join(_DIGITS[word] for word in found[0]), plain)
    return _CHINESE_DAY.sub(_day, plain)


def length(text: str) -> int:
    """Characters of a text, spaces and gaps 〔待填：…〕 not counted."""
    return len(_SPACE.sub("", PLACEHOLDER.sub("", text)))


def quote(text: str, characters: int = SHOWN_CHARACTERS) -> str:
    """A text for a message: “…”, spaces closed up, cut after so many characters."""
    plain = _SPACE.sub("", text)
    return f"“{plain if len(plain) <= characters else plain[:characters] + '…'}”"


def listed(words: Iterable[str], most: int = SHOWN_ITEMS) -> str:
    """“甲”、“乙” 等 5 处: each once, at most `most` of them."""
    different = list(dict.fromkeys(words))
    more = f" 等 {len(different)} 处" if len(different) > most else ""
    return "、".join(different[:most]) + more


def where(context: Context, key: str, part: str = "") -> str:
    """How a message begins, by the sheet and the part: “导语”, “五、问题与改进”, “一、总体情况”依申请公开."""
    if key == LEAD:
        return "“导语”"
    parts = context.report.form.section(key).parts
    return f"“{context.text_place(key).sheet}”{next((one.title for one in parts if one.id == part), '')}"


def doubtful(severity: Severity) -> Severity:
    """The severity of a reading that may be wrong: never more than a query."""
    return Severity.QUERY if severity is Severity.ERROR else severity


@lru_cache(maxsize=512)
def _cut(text: str) -> tuple[tuple[str, str], ...]:
    found = (one.strip() for one in _END.split(text))
    return tuple((one, simplified(one)) for one in found if one)


def _day(found: re.Match[str]) -> str:
    month, day = _number(found[1]), _number(found[2] or "")
    if not 1 <= month <= 12 or (found[2] and not 1 <= day <= 31):
        return found[0]
    return f"{month}月{day}日" if found[2] else f"{month}月"


def _number(word: str) -> int:
    """十 → 10, 二十一 → 21; 0 for what is no such number."""
    tens, ten, ones = word.rpartition("十")
    digits = [int(_DIGITS.get(one, "-1")) for one in (tens or "一" if ten else "〇", ones or "〇")]
    return 10 * digits[0] + digits[1] if min(digits) >= 0 else 0
