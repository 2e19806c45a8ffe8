"""The columns of 名单.xlsx, and its rows as people write them → expected units: levels, superiors, dates."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xl_tools.consolidation.naming import bare, key
from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.consolidation.roster_words import (
    ALIASES,
    BY_NAME_WORDS,
    BY_WORD,
    CONTACT,
    DEPARTMENT_WORDS,
    DUE,
    EMAIL,
    LEVEL,
    NAME,
    NOTE,
    PARENT,
    PHONE,
    PREDECESSORS,
)
from xl_tools.consolidation.rosters import roster_of
from xl_tools.units import Level

_BETWEEN = re.compile(r"[、；;，,\n]+")
_HEADING = re.compile(r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]")
_REMARK = re.compile(r"(?:注|说明|备注|填表说明)[0-9]*[:：]|(?:合计|总计|小计|共计)")
_DAY = re.compile(
    r"(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})(?:[-/.月](?P<day>[0-9]{1,2})[日号]?|月(?P<end>底|末))"
    r"(?:[ T]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?(?:之?以?前)?"
)
_DIGITS = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")
_DEPARTMENT_OF = {
    Level.PROVINCE_GOVERNMENT: Level.PROVINCE_DEPARTMENT,
    Level.CITY_GOVERNMENT: Level.CITY_DEPARTMENT,
    Level.COUNTY_GOVERNMENT: Level.COUNTY_DEPARTMENT,
}
_RANK = (Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT)
_GOVERNMENT_NAME = re.compile(r"(?:人民)?政府(?:办公[室厅])?$")
_BUREAU = re.compile(r"(?:局|厅|委员会|委|办公[室厅]|办|中心|部|处|队|所|站|署|会)$")
_BOARD = re.compile(r"(?:管理委员会|管委会)$")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row as it stands on the sheet: texts by column id; `day` if the due date is a date there; its number."""

    row: int
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    day: date | None = None

    def text(self, id_: str) -> str:
        return self.texts.get(id_, "")


def roster_from(rows: Iterable[RosterRow], called: str, problems: Sequence[str] = ()) -> Roster:
    """The roster of some rows.

    Where no level is written the name tells it, or the government above. Units without a superior are below the one
    government that stands highest among them.

    Args:
        called: what the roster is called in messages.
        problems: what was already found wrong.

    Raises: XlToolsError K01, K04 as roster_of().
    """
    wrong = list(problems)
    kept = [row for row in rows if not _is_remark(row)]
    units: list[Expected] = []
    words: dict[int, str] = {}
    for row in kept:
        due, said = _due(row)
        wrong += [f"第 {row.row} 行的截止日期“{said}”不是日期，请写成 2026-1-31 或 1月31日"] if said else []
        units.append(_unit(row, due))
        words[row.row] = bare(row.text(LEVEL))
    levels = {unit.row: _own_level(unit, words[unit.row]) for unit in units}
    top = _top(units, levels)
    for unit in units:
        if levels[unit.row] is None and key(unit.name).endswith("市"):
            levels[unit.row] = _of_city(unit, top, levels, words)
    top = top or _top(units, levels)
    found: list[Expected] = []
    by_key = {key(unit.name): unit for unit in units}
    for unit in units:
        level = levels[unit.row] or _of_department(unit, words[unit.row], top, levels, by_key)
        if level is None and unit.name:
            said = words[unit.row]
            why = f"层级“{said}”看不懂" if said else "没有填层级，从名称也看不出来"
            wrong.append(f"第 {unit.row} 行“{unit.name}”{why}，请从列表中选（例如{Level.COUNTY_DEPARTMENT.label}）")
        parent = unit.parent
        if not parent and top is not None and unit is not top and _is_right_below(level, levels[top.row]):
            parent = top.name
        found.append(replace(unit, level=level or Level.OTHER, parent=parent))
    return roster_of(found, problems=wrong, called=called)


def divided(text: str) -> tuple[str, ...]:
    """Several names in one cell."""
    return tuple(name for part in _BETWEEN.split(text) if (name := part.strip()))


def day_of(text: str) -> date | None:
    """A date as people write it, ANY_YEAR if without a year; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if digits := _DIGITS.fullmatch(plain):
        return _date(*digits.groups())
    found = _DAY.fullmatch(plain)
    if not found:
        return None
    return _date(found["year"] or str(ANY_YEAR), found["month"], found["day"] or "")


def _date(year: str, month: str, day: str) -> date | None:
    """The date of digits that a pattern found; the end of the month without a day."""
    try:
        return date(int(year), int(month), int(day) if day else monthrange(int(year), int(month))[1])
    except ValueError:
        return None


def _is_remark(row: RosterRow) -> bool:
    """A heading between the units, a sum or a note below them."""
    name = row.text(NAME).strip()
    others = any(text for id_, text in row.texts.items() if id_ not in (NAME, NOTE)) or row.day
    return not others and bool(_HEADING.match(name) or _REMARK.match(name))


def _due(row: RosterRow) -> tuple[date | None, str]:
    """The date, and what stands there if it is none."""
    text = row.text(DUE)
    if row.day or not text or text in ("无", "/", "-", "—"):
        return row.day, ""
    day = day_of(text)
    return day, "" if day else text


def _unit(row: RosterRow, due: date | None) -> Expected:
    texts = {id_: " ".join(row.text(id_).split()) for id_ in (NAME, PARENT, CONTACT, PHONE, EMAIL)}
    parent = "" if texts[PARENT] in ("无", "/", "-", "—") else texts[PARENT]
    return Expected(
        name=texts[NAME].replace(" ", ""),
        level=Level.OTHER,
        parent=parent.replace(" ", ""),
        contact=texts[CONTACT],
        phone=texts[PHONE],
        email=texts[EMAIL].replace(" ", ""),
        due=due,
        aliases=divided(row.text(ALIASES)),
        predecessors=divided(row.text(PREDECESSORS)),
        note=row.text(NOTE),
        row=row.row,
    )


def _own_level(unit: Expected, word: str) -> Level | None:
    """The level that the word says, or without one the name; None if both need to know what is above."""
    if word and word not in DEPARTMENT_WORDS and word not in BY_NAME_WORDS:
        return BY_WORD.get(word)
    if word in DEPARTMENT_WORDS:
        return None
    name = key(unit.name)
    if name.endswith("街道"):
        return Level.SUBDISTRICT
    if name.endswith(("镇", "乡", "苏木")):
        return Level.TOWNSHIP
    if name.endswith(("省", "自治区")):
        return Level.PROVINCE_GOVERNMENT
    if name.endswith(("自治州", "盟", "地区")):
        return Level.CITY_GOVERNMENT
    if name.endswith(("县", "旗", "区")) and not name.endswith(("开发区", "园区", "景区", "新区", "示范区", "度假区")):
        return Level.COUNTY_GOVERNMENT
    return Level.OTHER if _BOARD.search(unit.name) and not word else None


def _top(units: Sequence[Expected], levels: Mapping[int, Level | None]) -> Expected | None:
    """The collecting office: the only unit without a superior, or the only one of the highest governments without."""
    free = [unit for unit in units if not unit.parent]
    if len(free) == 1:
        return free[0]
    cities = [unit for unit in free if levels[unit.row] is None and key(unit.name).endswith("市")]
    ranked = [[unit for unit in free if levels[unit.row] is level] for level in _RANK]
    # A city of which nothing is said may be a county, or above counties, but not above other cities.
    for found in (*ranked[:2], cities, ranked[2]):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _of_city(
    unit: Expected, top: Expected | None, levels: Mapping[int, Level | None], words: Mapping[int, str]
) -> Level | None:
    """Whether 某市人民政府 is a city with counties, or a city that is a county: by what is below it."""
    if words[unit.row] in DEPARTMENT_WORDS:
        return None
    if top is not unit:
        return Level.COUNTY_GOVERNMENT
    others = set(levels.values())
    if Level.COUNTY_GOVERNMENT in others or Level.CITY_DEPARTMENT in others:
        return Level.CITY_GOVERNMENT
    return Level.COUNTY_GOVERNMENT if others & {Level.TOWNSHIP, Level.SUBDISTRICT, Level.COUNTY_DEPARTMENT} else None


def _of_department(
    unit: Expected,
    word: str,
    top: Expected | None,
    levels: Mapping[int, Level | None],
    by_key: Mapping[str, Expected],
) -> Level | None:
    """The level of a department, by the government above it; None if it is none, or nothing is above."""
    if word and word not in DEPARTMENT_WORDS:
        return None
    if not word and not _BUREAU.search(unit.name) and not _GOVERNMENT_NAME.search(unit.name):
        return None
    above, seen = (by_key.get(key(unit.parent)) if unit.parent else None) or top, set[int]()
    while above is not None and above.row not in seen:
        seen.add(above.row)
        if (found := _DEPARTMENT_OF.get(levels[above.row] or Level.OTHER)) is not None and above is not unit:
            return found
        above = by_key.get(key(above.parent)) if above.parent else top
    return None


def _is_right_below(level: Level | None, top: Level | None) -> bool:
    """Whether a unit of a level, of which nobody says who collects, is collected by the top."""
    if top is Level.COUNTY_GOVERNMENT or top is None:
        return True
    return level not in (Level.TOWNSHIP, Level.SUBDISTRICT, Level.COUNTY_DEPARTMENT)
