"""Places before the names of offices: 示例县 of 示例县财政局, which may be left out, cut short, or written in full."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xl_tools.consolidation.naming import key, plain
from xl_tools.consolidation.roster import Expected
from xl_tools.units import Level

_ENDS = "省市县区州盟旗"
_STEP = re.compile(rf".+?(?:自治[区州县旗]|地区|[{_ENDS}])")
_HERE = re.compile(rf"[我本]?([{_ENDS}])")
_PLACED = frozenset(
    {Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT, Level.TOWNSHIP, Level.SUBDISTRICT}
)


def places_of(unit: Expected, above: Iterable[Expected]) -> list[str]:
    """The places that may stand before a unit's name, the nearest first: those of the governments above it.

    A government office that collects (示例县人民政府办公室) gives its place too.
    """
    found = [_place(one) for one in above]
    own = _place(unit)
    # What the unit itself is named after may stand before its own name: 示例县人民政府办公室 is in 示例县.
    if own and unit.level not in _PLACED:
        found.insert(0, own)
    elif own and len(steps := _STEP.findall(own)) > 1 and "".join(steps) == own:
        found.append("".join(steps[:-1]))
    return [place for place in dict.fromkeys(found) if place]


def split(name: str, places: Iterable[str]) -> tuple[str, str]:
    """A name in its compared form → the places before it, and the rest."""
    for place in places:
        at = name.find(place)
        end = at + len(place)
        if at >= 0 and len(name) > end + 1 and (not at or name[at - 1] in _ENDS):
            return name[:end], name[end:]
    return "", name


def split_here(name: str) -> tuple[str, str]:
    """A name → “县”, “我县” before it, and the rest."""
    found = _HERE.match(name)
    return (found[0], name[found.end() :]) if found and found.end() < len(name) - 1 else ("", name)


def fits(written: str, place: str) -> bool:
    """Whether what stands before a name is its place: nothing, the last steps of it, “县”, or more than it."""
    if not written or written == place:
        return True
    if not place:
        return False
    if (here := _HERE.fullmatch(written)) is not None:
        return place.endswith(here[1])
    if place.endswith(written):
        return place[-len(written) - 1] in _ENDS
    return written.endswith(place) and written[-len(place) - 1] in _ENDS


def _place(unit: Expected) -> str:
    if unit.level in _PLACED:
        return key(unit.name)
    before, government, _ = plain(unit.name).partition("人民政府")
    return before if government and before else ""
