"""封面: who reports on which year, who prepared it, its state, and how the office can be reached."""

from __future__ import annotations

from typing import Any

from xl_tools.workbook.canvas import Book, Content
from xl_tools.workbook.contents import Contents, clean, fact_entry
from xl_tools.workbook.layout import COVER, FIELD_TOP, INDEX, LEAD
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_MAIN, Style
from xl_tools.workbook.titles import COVER_LABELS

_NOTES = {
    "unit": "写全称，会用作报告标题",
    "level": "从下拉列表中选",
    "year": "统计期限为当年 1 月 1 日至 12 月 31 日",
    "scope": "只报本单位的选“本级”，含所属单位的选“汇总”",
    "published_on": "例如 2025-01-20",
    "state": "草稿或定稿，由“定稿”按钮填写；定稿后一改就要重新定稿",
    "finalized_on": "定稿时自动填写",
    "seal": "定稿时自动生成；只防误改，不防伪造",
}


def draw_cover(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    layout, form = contents.layout, contents.report.form
    sheet = book.sheet(COVER, TAB_MAIN)
    sheet.widths((24, 52, 46))
    sheet.link(0, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    sheet.live(Spot(COVER, 1, 0), Style.COVER_TITLE, columns=3)
    source = f"{form.edition} 版格式：《{form.name}》（{form.source}）"
    sheet.put(2, 0, source, Style.SUBTITLE, columns=3)
    sheet.put(3, 0, "基本情况", Style.CHAPTER, columns=3)
    for row, points in enumerate((20, 96, 30, 28)):
        sheet.height(row, points)
    values = _values(contents)
    for name, label in COVER_LABELS.items():
        spot, note = layout.cover[name], _NOTES.get(name, "")
        sheet.put(spot.row, 0, label, Style.LABEL)
        sheet.put(spot.row, 1, values[name], _style(name))
        sheet.put(spot.row, 2, note, Style.HINT)
        sheet.height(spot.row, 26)
        sheet.restrict([spot], _rule(name, label, note))
    facts = layout.facts_of(LEAD)
    if facts:
        top = layout.facts[facts[0].id].row
        sheet.put(top - 1, 0, "联系方式（用在报告开头一段）", Style.CHAPTER, columns=3)
        sheet.height(top - 1, 28)
    for fact in facts:
        spot = layout.facts[fact.id]
        sheet.put(spot.row, 0, fact.label, Style.LABEL)
        sheet.put(spot.row, 1, fact_entry(fact, contents.report.facts.get(fact.id)), Style.FIELD)
        sheet.put(spot.row, 2, "必填" if fact.required else "没有可不填", Style.HINT)
        sheet.height(spot.row, 26)
        sheet.restrict([spot], restrict.fact_rule(fact))
    last = FIELD_TOP + len(COVER_LABELS) + 1 + len(facts)
    sheet.print_on(last, 2)
    sheet.close()


def _values(contents: Contents) -> dict[str, Content]:
    report = contents.report
    blank = contents.blank_cover
    return {
        "unit": contents.as_seen.unit.name,
        "level": None if blank else report.unit.level.label,
        "year": None if blank else report.year,
        "scope": None if blank else report.unit.scope.label,
        "preparer": clean(report.preparer),
        "reviewer": clean(report.reviewer),
        "published_on": report.published_on,
        "state": restrict.STATES[0],
        "finalized_on": None,
        "seal": None,
    }


def _style(name: str) -> Style:
    return {
        "year": Style.FIELD_NUMBER,
        "published_on": Style.FIELD_DATE,
        "finalized_on": Style.WRITTEN,
        "seal": Style.WRITTEN,
    }.get(name, Style.FIELD)


def _rule(name: str, label: str, note: str) -> dict[str, Any]:
    match name:
        case "level":
            return restrict.level_rule()
        case "scope":
            return restrict.scope_rule()
        case "state":
            return restrict.state_rule()
        case "year":
            return restrict.year_rule()
        case "published_on":
            return restrict.date_rule(label, "报告向社会公布的日期，例如 2025-01-20。")
        case _:
            return restrict.prompt(label, note or "可不填。")
