"""Names of offices: what kind one is, and whether two names may mean the same office."""

from __future__ import annotations

import re

from xl_tools.units import Level

TOWN, TOWNSHIP, SUBDISTRICT, BUREAU, DEPARTMENT = "镇", "乡", "街道", "局", "厅"
KINDS = (TOWN, TOWNSHIP, SUBDISTRICT, BUREAU, DEPARTMENT)
"""Kinds that no superior and no other own name of an office can have: 我镇 is said by a 镇 alone."""
_BRACKETS = re.compile(r"[（(〔\[][^（）()〔〕\[\]]*[）)〕\]]")
_ENDINGS = ("人民政府", "政府", "办事处")
_OFFICES = ("党政办公室", "办公室", "办公厅")
_BY_LEVEL = {
    Level.TOWNSHIP: (TOWN, TOWNSHIP),
    Level.SUBDISTRICT: (SUBDISTRICT,),
    Level.STATE_DEPARTMENT: (BUREAU, DEPARTMENT),
    Level.PROVINCE_DEPARTMENT: (BUREAU, DEPARTMENT),
    Level.CITY_DEPARTMENT: (BUREAU, DEPARTMENT),
    Level.COUNTY_DEPARTMENT: (BUREAU, DEPARTMENT),
}


def core(name: str) -> str:
    """A name without brackets, spaces and the words that every government has: 示例县示例镇."""
    plain = _BRACKETS.sub("", "".join(name.split()))
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return plain.removesuffix(ending)
    return plain


def forms_of(name: str) -> tuple[str, ...]:
    """What an office is called in its own text, longest first: 示例县示例镇人民政府, 示例县示例镇, 示例镇."""
    short = re.sub(r"^.*[省市县区州旗盟](?=..)", "", core(name))
    return tuple(dict.fromkeys(one for one in (name, core(name), short) if len(one) > 1))


def kind_of(name: str) -> str:
    """镇, 乡, 街道, 局 or 厅, by the end of a name; empty for any other office."""
    plain = core(name)
    if plain.endswith(_OFFICES):
        return ""
    return next((kind for kind in KINDS if plain.endswith(kind)), "")


def kinds_at(level: Level) -> tuple[str, ...]:
    """The kinds that offices of a level may have, where the name itself does not say; empty if any."""
    return _BY_LEVEL.get(level, ())


def may_be_same(name: str, unit: str) -> bool:
    """Whether a name may be a short form of a unit's: its characters stand in the unit's name in their order.

    鄂城区市监局 may be 鄂州市鄂城区市场监督管理局; 另一镇 cannot be 示例县示例镇.
    """
    short, long = core(name), core(unit)
    rest = iter(long)
    return all(character in rest for character in short) or short.endswith(long)
