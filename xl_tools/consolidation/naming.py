"""Names of offices as they are compared: what people write differently and mean the same is written alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xl_tools.characters import UNSEEN, clean

_MARKS = re.compile(rf"[\W_{UNSEEN}]")
_TITLE = re.compile(r"^20[0-9]{2}年度?|(?:20[0-9]{2}年?度?)?政府信息公开(?:工作)?(?:年度)?(?:报告|年报)(?:填报表?)?$")
"""Some write the title of the report where its unit should stand."""
_REMARK = re.compile(
    r"[(\[〔【《<](?:本级|汇总|本部|机关|本机关|公章|盖章|章|草稿|定稿|终稿|新|(?:20[0-9]{2})?年?度?(?:年报)?)[)\]〕】》>]"
)
_SAME = (("街道办事处", "街道"), ("街道办", "街道"), ("地区办事处", "地区"), ("管委会", "管理委员会"))
_OWN_OFFICE = re.compile(r"(?<=[府处道镇乡])党政(?:综合)?办(?:公室)?$")
"""Of a town or a sub-district, which reports for it."""
_ENDINGS = ("人民政府", "政府", "办事处")


def bare(text: str) -> str:
    """A text in half-width, without blanks and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", clean(text)))


@lru_cache(maxsize=16384)
def plain(name: str) -> str:
    """A name in half-width, without blanks, marks, remarks such as （本级）, and the title of the report."""
    folded = _REMARK.sub("", unicodedata.normalize("NFKC", clean(name)).strip())
    folded = _MARKS.sub("", folded)
    return _TITLE.sub("", folded) or folded


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """What two names of one office have in common: plain, and without the words that every government has.

    示例县示例镇人民政府 and 示例县示例镇 have the same, 示例县人民政府办公室 and 示例县人民政府 do not.
    """
    whole = _OWN_OFFICE.sub("", plain(name))
    for ending, other in _SAME:
        if whole.endswith(ending) and len(whole) > len(ending) + 1:
            return whole.removesuffix(ending) + other
    for ending in _ENDINGS:
        if whole.endswith(ending) and len(whole) > len(ending) + 1:
            return whole.removesuffix(ending)
    return whole.replace("人民政府", "政府")
