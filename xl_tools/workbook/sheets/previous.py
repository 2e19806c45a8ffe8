"""上年数据: last year's report, one cell a row, whatever its edition."""

from __future__ import annotations

from typing import Any

from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Kind
from xl_tools.workbook.canvas import Book, Content, row_height
from xl_tools.workbook.contents import Contents, clean, entry
from xl_tools.workbook.layout import FIELD_TOP, INDEX, PREVIOUS, PREVIOUS_LABELS
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.sheets.restrict import by_rule
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_OTHER, Style

_WIDTHS = (24, 46, 34, 14, 8)
_NOTE = "填上年已公布年报的数字（可由“上年数据提取”写入）。上年是汇总数的，这里也填汇总数。没有上年数据可全部留空。"
_STYLES = {
    Kind.COUNT: Style.FIELD_NUMBER,
    Kind.TOTAL: Style.FIELD_NUMBER,
    Kind.SIGNED: Style.FIELD_NUMBER,
    Kind.AMOUNT: Style.FIELD_AMOUNT,
}


def draw_previous(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    layout, form = contents.layout, contents.layout.previous_form
    sheet = book.sheet(PREVIOUS, TAB_OTHER)
    sheet.widths(_WIDTHS)
    sheet.put(0, 0, PREVIOUS, Style.TITLE, columns=5)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    sheet.live(Spot(PREVIOUS, 1, 1), Style.HEAD_LINE, columns=4)
    sheet.put(2, 0, _NOTE, Style.NOTE, columns=5)
    sheet.put(3, 0, "来源", Style.CHAPTER)
    for row, points in enumerate((30, 20, 22, 24)):
        sheet.height(row, points)
    values = _values(contents)
    for name, label in PREVIOUS_LABELS.items():
        spot = layout.previous_fields[name]
        style = {"year": Style.FIELD_NUMBER, "taken_on": Style.FIELD_DATE}.get(name, Style.FIELD)
        sheet.put(spot.row, 0, label, Style.LABEL)
        sheet.put(spot.row, 1, values.get(name), style)
        sheet.height(spot.row, 20)
        sheet.restrict([spot], _rule(name, label))
    top = FIELD_TOP + len(PREVIOUS_LABELS) + 2
    sheet.put(top - 1, 0, f"上年各格（{form.edition} 版格式）", Style.CHAPTER, columns=3)
    sheet.height(top - 1, 24)
    for column, title in enumerate(("表", "行", "栏", "上年数", "单位")):
        sheet.put(top, column, title, Style.LIST_HEAD)
    tables = {section.id: f"{section.table_name} {section.sheet.split('、')[-1]}" for section in form.tables}
    for cell in form.cells.values():
        spot = layout.previous[cell.id]
        rows, columns = " / ".join(cell.row_labels), " / ".join(cell.column_labels)
        value = contents.report.previous.cells.get(cell.id) if contents.report.previous else None
        sheet.put(spot.row, 0, tables[cell.table], Style.LABEL)
        sheet.put(spot.row, 1, rows, Style.LABEL)
        sheet.put(spot.row, 2, columns, Style.LABEL)
        sheet.put(spot.row, 3, None if value is None else entry(value), _STYLES[cell.kind])
        sheet.put(spot.row, 4, cell.unit, Style.MIDDLE)
        sheet.height(spot.row, max(row_height(rows, _WIDTHS[1], 11), row_height(columns, _WIDTHS[2], 11)))
    for rule, spots in by_rule((cell.kind, cell.unit, layout.previous[cell.id]) for cell in form.cells.values()):
        sheet.restrict(spots, rule)
    last = layout.previous[list(form.cells)[-1]].row
    sheet.freeze(top + 1, 0)
    sheet.print_on(last, 4, repeat=(top, top))
    sheet.close()


def _values(contents: Contents) -> dict[str, Content]:
    previous = contents.report.previous
    if previous is None:
        return {"edition": contents.layout.previous_form.edition}
    return {
        "year": previous.year,
        "edition": contents.layout.previous_form.edition,
        "unit": clean(previous.unit.name),
        "level": previous.unit.level.label,
        "scope": previous.unit.scope.label,
    }


def _rule(name: str, title: str) -> dict[str, Any]:
    match name:
        case "year":
            return restrict.year_rule(title)
        case "edition":
            return restrict.choice([form.edition for form in all_forms()], title, "上年年报用的是哪一版格式。")
        case "level":
            return restrict.level_rule()
        case "scope":
            return restrict.scope_rule()
        case "taken_on":
            return restrict.date_rule(title, "从上年年报取数的日期，例如 2025-01-10。")
        case _:
            return restrict.prompt(title, "上年数据从哪里来，例如文件名或网址。" if name == "source" else "可不填。")
