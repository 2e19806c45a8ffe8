"""名单.xlsx: an empty roster to be filled in, or a roster written out, with drop-downs and what each column is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.consolidation.roster_words import (
    ALIASES,
    CONTACT,
    DUE,
    EMAIL,
    LEVEL,
    NAME,
    NOTE,
    PARENT,
    PHONE,
    PREDECESSORS,
    SHEET,
    TITLES,
)
from xl_tools.units import Level
from xl_tools.workbook.canvas import Book, Content, Sheet, row_height
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.spot import Spot, column_letters
from xl_tools.workbook.styles import TAB_MAIN, TAB_OTHER, Style

GUIDE = "说明"
_FREE_ROWS = 200
"""Rows below the units that are ready to be filled in."""
_TITLE_ROW = 2
_FIRST_ROW = _TITLE_ROW + 1
_WIDTHS = {
    NAME: 34,
    LEVEL: 22,
    PARENT: 28,
    CONTACT: 12,
    PHONE: 16,
    EMAIL: 26,
    DUE: 13,
    ALIASES: 26,
    PREDECESSORS: 28,
    NOTE: 24,
}
_BETWEEN = "、"
_ASKS: Mapping[str, str] = {
    NAME: "单位全称，与年报封面上的一致。汇总单位自己也占一行。",
    PARENT: "收它年报的单位，从列表中选，列表就是第一列；汇总单位这一行留空。",
    CONTACT: "可不填。",
    PHONE: "可不填。",
    EMAIL: "可不填；填了，收件时用来核对发件人，退回通知寄到这里。",
    DUE: "可不填；填上级通知规定的日期，例如 2026-01-31。",
    ALIASES: "封面上也会出现的其他写法，几个之间用顿号隔开。",
    PREDECESSORS: "上年的单位有合并、拆分、更名的，填上年的单位名称，几个之间用顿号隔开。",
    NOTE: "可不填。",
}
_GUIDE = (
    ("这张名单是做什么的", "汇总时按它认单位、算应报、已报、未报、迟报，并决定谁的数加到谁那里。不在名单里的不计入。"),
    ("每个单位一行", "汇总单位自己也要占一行，它的“上级单位”留空；只能有这样一行。单位名称和别名不能重复。"),
    (
        "上级单位",
        "填收它年报的单位，例如某县的各部门、乡镇、街道都填某县人民政府。下级单位自己先汇总再报来的，"
        "它下面的单位也可以列在名单里，上级填它：它报来汇总的年报，下面各单位的数就不再另加。",
    ),
    (
        "截止日期",
        "县级以上政府部门按条例是 1 月 31 日，县级以上政府是 3 月 31 日，可以不填；填更早的，按填的。"
        "乡镇、街道由上级通知规定，填了才算迟报，不填的按 1 月 31 日掌握、不算迟报；"
        "3 月 31 日不是乡镇、街道的期限，填了不采用。"
        "日期里的年份不要紧，名单可以年年用。",
    ),
    ("别名", "封面上常见的其他写法，例如简称。汇总时确认过的写法会自动记住，不必都填在这里。"),
    (
        "前身（上年单位）",
        "机构合并的，填上年的几个单位；更名的，填上年的名称；拆分的，拆出来的每个单位都填原来那个。"
        "汇总时用来核对上年结转。没有变动的不填。",
    ),
    ("可以照自己的样子", "列可以多，先后可以变，标题可以写成联系电话、电子邮箱等常见的说法；只有单位名称一列不可少。"),
)


def build_roster(roster: Roster | None = None) -> bytes:
    """The workbook. Equal rosters give equal bytes.

    Args:
        roster: what stands in it; None for an empty one. A roster that was made up is written with its top.
    """
    book = Book(())
    _draw_units(book.sheet(SHEET, TAB_MAIN), roster.units if roster else ())
    _draw_guide(book.sheet(GUIDE, TAB_OTHER))
    return book.finish("应报单位名单", {})


def _draw_units(sheet: Sheet, units: tuple[Expected, ...]) -> None:
    ids = list(TITLES)
    last_column = len(ids) - 1
    sheet.widths([_WIDTHS[id_] for id_ in ids])
    sheet.put(0, 0, "应报单位名单", Style.TITLE, columns=len(ids))
    note = f"每个单位一行，汇总单位自己也占一行（上级单位留空）。各列怎样填，见“{GUIDE}”。"
    sheet.put(1, 0, note, Style.NOTE, columns=len(ids))
    for row, points in ((0, 30), (1, 22), (_TITLE_ROW, 28)):
        sheet.height(row, points)
    for column, id_ in enumerate(ids):
        sheet.put(_TITLE_ROW, column, TITLES[id_], Style.LIST_HEAD)
    styles = [Style.FIELD_DATE if id_ == DUE else Style.FIELD for id_ in ids]
    last = _FIRST_ROW + len(units) + _FREE_ROWS - 1
    for row in range(_FIRST_ROW, last + 1):
        at = row - _FIRST_ROW
        content = _content(units[at]) if at < len(units) else dict.fromkeys(ids)
        for column, id_ in enumerate(ids):
            sheet.put(row, column, content[id_], styles[column])
    for column, id_ in enumerate(ids):
        spots = [Spot(sheet.name, row, column) for row in range(_FIRST_ROW, last + 1)]
        sheet.restrict(spots, _rule(id_, last))
    # Free to be sorted, filtered and widened as people like: nothing here is protected.
    sheet.filter(_TITLE_ROW, 0, last, last_column)
    sheet.freeze(_FIRST_ROW, 1)
    sheet.print_on(
        max(_FIRST_ROW + len(units) - 1, _FIRST_ROW), last_column, landscape=True, repeat=(_TITLE_ROW, _TITLE_ROW)
    )


def _content(unit: Expected) -> Mapping[str, Content]:
    due: Content = unit.due
    if unit.due is not None and unit.due.year == ANY_YEAR:
        due = f"{unit.due.month}月{unit.due.day}日"
    return {
        NAME: unit.name,
        LEVEL: unit.level.label,
        PARENT: unit.parent,
        CONTACT: unit.contact,
        PHONE: unit.phone,
        EMAIL: unit.email,
        DUE: due,
        ALIASES: _BETWEEN.join(unit.aliases),
        PREDECESSORS: _BETWEEN.join(unit.predecessors),
        NOTE: unit.note,
    }


def _rule(id_: str, last: int) -> dict[str, Any]:
    if id_ == LEVEL:
        return restrict.choice([level.label for level in Level], TITLES[id_], "从列表中选。")
    if id_ == PARENT:
        rule = restrict.choice([], TITLES[id_], _ASKS[id_])
        names = f"=$A${_FIRST_ROW + 1}:${column_letters(0)}${last + 1}"
        # A name that is not there yet may be entered: the roster is checked as a whole when it is read.
        return {
            **rule,
            "source": names,
            "error_type": "information",
            "error_title": "名单里还没有这个单位",
            "error_message": "上级单位也要在名单里占一行，名称要一致。",
        }
    return restrict.prompt(TITLES[id_][:32], _ASKS[id_])


def _draw_guide(sheet: Sheet) -> None:
    widths = (20, 100)
    sheet.widths(widths)
    sheet.put(0, 0, "名单怎样填", Style.TITLE, columns=2)
    sheet.height(0, 30)
    rows = [*_GUIDE, *((f"层级：{level.label}", _LEVELS[level]) for level in Level)]
    for row, (head, text) in enumerate(rows, 1):
        sheet.put(row, 0, head, Style.LABEL)
        sheet.put(row, 1, text, Style.LABEL)
        sheet.height(row, max(row_height(text, widths[1], 11), row_height(head, widths[0], 11)))
    sheet.print_on(len(rows), 1, landscape=True)
    sheet.close()


_LEVELS: Mapping[Level, str] = {
    Level.STATE_DEPARTMENT: "国务院各部门。",
    Level.PROVINCE_GOVERNMENT: "省、自治区、直辖市人民政府。",
    Level.PROVINCE_DEPARTMENT: "省级政府的部门。",
    Level.CITY_GOVERNMENT: "设区的市、自治州人民政府。",
    Level.CITY_DEPARTMENT: "设区的市、自治州政府的部门。",
    Level.COUNTY_GOVERNMENT: "县、自治县、旗、不设区的市、市辖区人民政府。",
    Level.COUNTY_DEPARTMENT: "县级政府的部门，县级市的“市直部门”也选这个。",
    Level.TOWNSHIP: "乡、民族乡、镇人民政府。",
    Level.SUBDISTRICT: "街道办事处（区、市政府的派出机关，不是一级政府）。",
    Level.OTHER: "开发区管委会、公共企事业单位等。",
}
