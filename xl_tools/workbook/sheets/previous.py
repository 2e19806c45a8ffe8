"""上年数据: last year's report, one cell a row, whatever its edition; what it should have been; its texts."""

from __future__ import annotations

from typing import Any

from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Kind
from xl_tools.ledger.fields import NO, YES
from xl_tools.workbook.canvas import Book, Content, Sheet, row_height
from xl_tools.workbook.contents import Contents, cells_of_text, clean, entry
from xl_tools.workbook.layout import FIELD_TOP, INDEX, PREVIOUS
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.sheets.restrict import by_rule
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_OTHER, Style
from xl_tools.workbook.titles import LAST_TEXT_COLUMNS, PREVIOUS_COLUMNS, PREVIOUS_LABELS

_WIDTHS = (24, 46, 34, 14, 8, 14, 30, 8)
_WIDTH = len(_WIDTHS)
_NOTE = (
    "填上年已公布年报的数字（可由“提取上年数据”写入）。上年是汇总数的，这里也填汇总数。没有上年数据可全部留空。"
    "上年公布的数本身有误的，原数不改，在“建议值”“理由”栏写明，“确认”选“是”后按建议值核对。"
)
_STYLES = {
    Kind.COUNT: Style.FIELD_NUMBER,
    Kind.TOTAL: Style.FIELD_NUMBER,
    Kind.SIGNED: Style.FIELD_NUMBER,
    Kind.AMOUNT: Style.FIELD_AMOUNT,
}
_TEXT_HEIGHT = 66.0
_WIDE = ((1, 4), (5, 3))
"""First column and number of columns of each cell of a text."""


def draw_previous(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    layout, form = contents.layout, contents.layout.previous_form
    sheet = book.sheet(PREVIOUS, TAB_OTHER)
    sheet.widths(_WIDTHS)
    sheet.put(0, 0, PREVIOUS, Style.TITLE, columns=_WIDTH)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    sheet.live(Spot(PREVIOUS, 1, 1), Style.HEAD_LINE, columns=_WIDTH - 1)
    sheet.put(2, 0, _NOTE, Style.NOTE, columns=_WIDTH)
    sheet.put(3, 0, "来源", Style.CHAPTER)
    for row, points in enumerate((30, 20, 32, 24)):
        sheet.height(row, points)
    values = _values(contents)
    for name, label in PREVIOUS_LABELS.items():
        spot = layout.previous_fields[name]
        sheet.put(spot.row, 0, label, Style.LABEL)
        sheet.put(spot.row, 1, values.get(name), Style.FIELD_NUMBER if name == "year" else Style.FIELD)
        sheet.height(spot.row, max(20, row_height(str(values.get(name) or ""), _WIDTHS[1], 11)))
        sheet.restrict([spot], _rule(name, label))
    top = FIELD_TOP + len(PREVIOUS_LABELS) + 2
    sheet.put(top - 1, 0, f"上年各格（{form.edition} 版格式）", Style.CHAPTER, columns=3)
    sheet.height(top - 1, 24)
    for column, title in enumerate(("表", "行", "栏", PREVIOUS_COLUMNS["figure"], "单位")):
        sheet.put(top, column, title, Style.LIST_HEAD)
    first = next(iter(layout.proposed.values()))
    for name in ("proposed", "reason", "confirmed"):
        sheet.put(top, layout.beside(first, name).column, PREVIOUS_COLUMNS[name], Style.LIST_HEAD)
    _draw_cells(sheet, contents)
    _draw_texts(sheet, contents)
    last = max(spots[0].row for spots in layout.last_texts.values())
    sheet.freeze(top + 1, 0)
    sheet.print_on(last, _WIDTH - 1, landscape=True, repeat=(top, top))
    sheet.close()


def _draw_cells(sheet: Sheet, contents: Contents) -> None:
    layout, form, report = contents.layout, contents.layout.previous_form, contents.report.previous
    tables = {section.id: f"{section.table_name} {section.sheet.split('、')[-1]}" for section in form.tables}
    disputes = {one.cell: one for one in report.disputes} if report else {}
    for cell in form.cells.values():
        spot, proposed = layout.previous[cell.id], layout.proposed[cell.id]
        rows, columns = " / ".join(cell.row_labels), " / ".join(cell.column_labels)
        value = report.cells.get(cell.id) if report else None
        sheet.put(spot.row, 0, tables[cell.table], Style.LABEL)
        sheet.put(spot.row, 1, rows, Style.LABEL)
        sheet.put(spot.row, 2, columns, Style.LABEL)
        sheet.put(spot.row, 3, None if value is None else entry(value), _STYLES[cell.kind])
        sheet.put(spot.row, 4, cell.unit, Style.MIDDLE)
        one = disputes.get(cell.id)
        confirmed = "" if one is None else YES if one.confirmed else NO
        sheet.put(spot.row, proposed.column, None if one is None else entry(one.proposed), _STYLES[cell.kind])
        sheet.put(spot.row, layout.beside(proposed, "reason").column, clean(one.reason) if one else None, Style.FIELD)
        sheet.put(spot.row, layout.beside(proposed, "confirmed").column, confirmed, Style.FIELD)
        sheet.height(spot.row, max(row_height(rows, _WIDTHS[1], 11), row_height(columns, _WIDTHS[2], 11)))
    cells = form.cells.values()
    for places in (layout.previous, layout.proposed):
        for rule, spots in by_rule((cell.kind, cell.unit, places[cell.id]) for cell in cells):
            sheet.restrict(spots, rule)
    proposed = layout.proposed.values()
    about = restrict.prompt("理由", "上年公布的数为什么不对，例如“漏计一件，已在网站更正”。")
    sheet.restrict([layout.beside(spot, "reason") for spot in proposed], about)
    choice = restrict.choice((YES, NO), "确认", "选“是”以后，核对按建议值；不选仍按上年公布的数。")
    sheet.restrict([layout.beside(spot, "confirmed") for spot in proposed], choice)


def _draw_texts(sheet: Sheet, contents: Contents) -> None:
    """Last year's texts, so that this year's can be compared with them."""
    layout, report = contents.layout, contents.report.previous
    top = min(spots[0].row for spots in layout.last_texts.values())
    sheet.put(top - 2, 0, "上年各部分文字（用来查找照抄上年的段落）", Style.CHAPTER, columns=3)
    sheet.height(top - 2, 24)
    sheet.put(top - 1, 0, "部分", Style.LIST_HEAD)
    for title, (column, columns) in zip(LAST_TEXT_COLUMNS, _WIDE, strict=True):
        sheet.put(top - 1, column, title, Style.LIST_HEAD, columns=columns)
    for key, spots in layout.last_texts.items():
        sheet.put(spots[0].row, 0, layout.last_text_title(key), Style.LABEL_TOP)
        texts = cells_of_text(report.narrative.get(key, "") if report else "")
        for spot, text, (_, columns) in zip(spots, texts, _WIDE, strict=True):
            sheet.put(spot.row, spot.column, text, Style.OWN, columns=columns)
        sheet.height(spots[0].row, _TEXT_HEIGHT)
        sheet.restrict(spots, restrict.prompt("上年文字", "由“提取上年数据”写入，也可以粘贴；很长的接着写在右边一格。"))


def _values(contents: Contents) -> dict[str, Content]:
    previous = contents.report.previous
    if previous is None:
        return {"edition": contents.layout.previous_form.edition}
    # A published document says neither; what was made of its unit's name is no more than likely.
    known = previous.printed is None
    return {
        "year": previous.year,
        "edition": contents.layout.previous_form.edition,
        "unit": clean(previous.unit.name),
        "level": previous.unit.level.label if known else "",
        "scope": previous.unit.scope.label if known else "",
        "source": clean(contents.source),
        "taken_on": contents.taken_on,
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
            return restrict.prompt(title, "从上年年报取数的日期和时间，由工具填写。")
        case _:
            return restrict.prompt(title, "上年数据从哪里来，例如文件名或网址。" if name == "source" else "可不填。")
