"""Rosters made and checked, made up where none was given, and the day by which each unit must report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xl_tools.consolidation.naming import key
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.errors import XlToolsError
from xl_tools.report import Unit
from xl_tools.units import Level

LAW = "《中华人民共和国政府信息公开条例》第四十九条"
OFFICE = "汇总单位"
"""The top of a roster that was made up, where nobody said who collects."""
_TOLD = 20
"""Problems of a roster that are told at once; the others are counted."""
_DEPARTMENTS = frozenset(
    {Level.STATE_DEPARTMENT, Level.PROVINCE_DEPARTMENT, Level.CITY_DEPARTMENT, Level.COUNTY_DEPARTMENT}
)
_GOVERNMENTS = (Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT)
"""Those to which the law sets a date, from the highest."""
_LOCAL = frozenset({Level.TOWNSHIP, Level.SUBDISTRICT})
_COLLECTS = {
    Level.STATE_DEPARTMENT: Level.PROVINCE_GOVERNMENT,
    Level.PROVINCE_DEPARTMENT: Level.PROVINCE_GOVERNMENT,
    Level.CITY_GOVERNMENT: Level.PROVINCE_GOVERNMENT,
    Level.CITY_DEPARTMENT: Level.CITY_GOVERNMENT,
    Level.COUNTY_GOVERNMENT: Level.CITY_GOVERNMENT,
}
"""Who collects the reports of a level; county governments those of all others."""
_ADDRESS = re.compile(r"[^@<>()]+@[^@<>()]+\.[^@<>().]+")
_JANUARY, _MARCH = (1, 31), (3, 31)


@dataclass(frozen=True, slots=True)
class Due:
    """By when a unit must report.

    Attributes:
        is_set: whether somebody set that day, the law or a notice; only then can a report be late.
        basis: who set it, in Chinese.
    """

    day: date
    is_set: bool
    basis: str


def roster_of(
    rows: Iterable[Expected], *, given: bool = True, problems: Sequence[str] = (), called: str = "名单"
) -> Roster:
    """A checked roster; parents that are written in another way, or by an alias, get the name that they have.

    Args:
        problems: what was already found wrong with the rows, to be told with the rest.
        called: what the roster is called in messages.

    Raises: XlToolsError K01 telling everything that is wrong with it, K04 if there is no unit in it.
    """
    units = tuple(rows)
    if not units:
        raise XlToolsError(
            f"{called}里没有单位。", code="K04", hint="请在“单位名称”下面逐行填写应报单位，包括汇总单位自己。"
        )
    clashes, names = _clashes(units)
    wrong = [*problems, *clashes]
    resolved: list[Expected] = []
    for unit in units:
        parent = names.get(key(unit.parent)) if unit.parent else None
        if unit.parent and parent is None:
            wrong.append(f"{_where(unit)}的上级单位“{unit.parent}”不在名单里")
        resolved.append(replace(unit, parent=parent.name if parent else "", aliases=_other_names(unit)))
    tops = [unit for unit in units if not unit.parent]
    if not tops:
        wrong.append("没有汇总单位：每一行都填了上级单位，汇总单位那一行的上级单位应当留空")
    elif len(tops) > 1:
        told = "、".join(f"{_where(unit)}“{unit.name}”" for unit in tops[:_TOLD])
        more = f"等 {len(tops)} 个" if len(tops) > _TOLD else ""
        wrong.append(f"{told}{more}都没有上级单位，只有汇总单位才可以没有")
    wrong += _circles(resolved)
    if wrong:
        told = "；".join(wrong[:_TOLD]) + (f"；等 {len(wrong)} 处" if len(wrong) > _TOLD else "")
        raise XlToolsError(
            f"{called}有 {len(wrong)} 处问题：{told}。", code="K01", hint="请在名单里改好、保存，再试一次。"
        )
    return Roster(tuple(resolved), given)


def roster_without(readings: Iterable[Reading], year: int, office: str = "", level: Level | None = None) -> Roster:
    """The roster of what came for a year, below the collecting office, where none was given.

    Args:
        office: name of the collecting office; if empty, the only one of the highest governments that came, else a
            name that stands for it.
        level: of the office; if None, as it came, else the lowest government that collects from all that came.
    """
    reports = [one.report for one in readings if one.report is not None and one.report.year == year]
    came = _by_key(report.unit for report in reports)
    top = came.pop(key(office), None) if office else _highest(came)
    level = level or (top.level if top and top.level is not Level.OTHER else None)
    if level is None:
        needed = {_COLLECTS.get(unit.level, Level.COUNTY_GOVERNMENT) for unit in came.values()}
        level = next((one for one in _GOVERNMENTS if one in needed), Level.COUNTY_GOVERNMENT)
    name = office.strip() or (top.name if top else OFFICE)
    below = [Expected(unit.name, unit.level, name) for unit in sorted(came.values(), key=lambda unit: key(unit.name))]
    return roster_of([Expected(name, level), *below], given=False)


def due_of(unit: Expected, year: int) -> Due:
    """By when the report of a year must come.

    The law sets January 31 to departments and March 31 to governments of county level and up; a roster can set an
    earlier day, not a later one. To others the law sets none: they have the day of the roster, and January 31 as a
    day that nobody set where it names none. March 31 is never the day of a township or sub-district, so a roster that
    names it or a later one sets them none. The year of a roster's date is not looked at.
    """
    own = None if unit.due is None else _in_year(unit.due, year + 1)
    if unit.level in _DEPARTMENTS or unit.level in _GOVERNMENTS:
        law = date(year + 1, *(_JANUARY if unit.level in _DEPARTMENTS else _MARCH))
        return Due(own, True, "名单") if own is not None and own < law else Due(law, True, LAW)
    if own is not None and not (unit.level in _LOCAL and own >= date(year + 1, *_MARCH)):
        return Due(own, True, "名单")
    return Due(date(year + 1, *_JANUARY), False, "法律和名单都没有设定日期")


def doubts(roster: Roster, year: int) -> tuple[str, ...]:
    """What should be looked at in a roster, first of all dates that are not obeyed as they stand: Chinese sentences."""
    found: list[str] = []
    for unit in roster.units:
        if any(not _ADDRESS.fullmatch(one) for one in unit.addresses):
            found.append(f"{_where(unit)}“{unit.name}”的邮箱“{unit.email}”不像邮箱地址，请核对。")
        if unit.due is None:
            continue
        due, own = due_of(unit, year), _in_year(unit.due, year + 1)
        if unit.due.year not in (ANY_YEAR, year + 1):
            found.append(
                f"{_where(unit)}“{unit.name}”的截止日期是 {unit.due}，{year} 年度的年报按 {due.day} 掌握，请核对。"
            )
        if not due.is_set:
            found.append(
                f"{_where(unit)}“{unit.name}”的截止日期（{own:%m-%d}）不早于 3 月 31 日，那是县级以上政府的期限；"
                f"乡镇、街道应按上级通知，没有采用，按没有设定日期处理。"
            )
        elif due.day != own:
            found.append(
                f"{_where(unit)}“{unit.name}”的截止日期（{own:%m-%d}）晚于{LAW}规定的 {due.day:%m-%d}，按后者。"
            )
    return tuple(found)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _where(unit: Expected) -> str:
    return f"第 {unit.row} 行" if unit.row else ""


def _clashes(units: Iterable[Expected]) -> tuple[list[str], Mapping[str, Expected]]:
    """What is wrong with names; and the unit of each name and alias, in the form in which they are compared."""
    problems: list[str] = []
    known: dict[str, tuple[Expected, str]] = {}
    for unit in units:
        if not key(unit.name):
            problems.append(f"{_where(unit)}没有单位名称")
        for name in (unit.name, *unit.aliases):
            other, said = known.setdefault(key(name), (unit, name)) if key(name) else (unit, name)
            if other is not unit:
                same = f"也是“{other.name}”" if said == name else f"与“{said}”区分不开，后者是“{other.name}”"
                place = f"（{_where(other)}）" if other.row else ""
                what = "名称" if name == unit.name else "别名"
                problems.append(f"{_where(unit)}“{unit.name}”的{what}“{name}”{same}{place}的名称或别名")
    return problems, {name: unit for name, (unit, _) in known.items()}


def _other_names(unit: Expected) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in unit.aliases if key(name) and name != unit.name))


def _circles(units: Iterable[Expected]) -> Iterator[str]:
    parents = {unit.name: unit.parent for unit in units}
    done: set[str] = set()
    for unit in units:
        path: dict[str, None] = {}
        name = unit.name
        while name and name not in done and name not in path:
            path[name] = None
            name = parents.get(name, "")
        if name in path:
            circle = list(path)[list(path).index(name) :]
            told = " → ".join((*circle, name))
            yield f"{_where(unit)}“{unit.name}”的上级绕成了圈（{told}）"
        done |= path.keys()


def _by_key(units: Iterable[Unit]) -> dict[str, Unit]:
    """Each unit once, by the form in which names are compared; of several ways to write it the first in order."""
    found: dict[str, Unit] = {}
    for unit in sorted(units, key=lambda unit: (unit.level is Level.OTHER, unit.name)):
        if key(unit.name):
            found.setdefault(key(unit.name), unit)
    return found


def _highest(came: dict[str, Unit]) -> Unit | None:
    """Take out the unit that must be the top, because it alone is a government so high."""
    for level in _GOVERNMENTS:
        found = [name for name, unit in came.items() if unit.level is level]
        if found:
            return came.pop(found[0]) if len(found) == 1 else None
    return None
