"""一、五、六: facts that no table holds, sentences from the numbers, the office's own text, the finished text."""

from __future__ import annotations

import re

from xl_tools.facts import FactItem, FactKind
from xl_tools.forms.model import Section
from xl_tools.workbook.canvas import Book, Sheet, row_height
from xl_tools.workbook.contents import Contents, fact_entry
from xl_tools.workbook.layout import FIELD_TOP, INDEX, TextRow
from xl_tools.workbook.live_texts import COMPLETE, MISSING, PENDING
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.spot import Spot, rectangles
from xl_tools.workbook.styles import TAB_TEXT, Style
from xl_tools.workbook.titles import TEXT_LABELS

_WIDTHS = (22, 62, 50, 62, 10, 9)
_NOTE = (
    "“数字句”随各表自动更新，不能改。“本单位文字”写本单位自己的话，可用 {本年新收} 这样的空位引用表中数字，"
    "工具不会改动它。“成稿”是最后用的文字：没有插件时，把前两栏的文字整理后填在成稿栏即可。"
)
_LEAST_HEIGHT = 66.0
_MAX_HEIGHT = 409.0
"""Excel's own limit for a row."""
_SAID = 0.45
"""Share of the words in a sentence formula that a busy report shows; the row must have room for them later."""
_STRING = re.compile(r'"([^"]*)"')


def draw_text(book: Book, contents: Contents, section: Section) -> None:
    """Draw one narrative sheet."""
    layout = contents.layout
    sheet = book.sheet(section.sheet, TAB_TEXT)
    sheet.widths(_WIDTHS)
    sheet.put(0, 0, section.title, Style.TITLE, columns=4)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    sheet.live(Spot(section.sheet, 1, 1), Style.HEAD_LINE, columns=3)
    sheet.put(2, 0, _NOTE, Style.NOTE, columns=4)
    for row, points in enumerate((30, 20, row_height(_NOTE, sum(_WIDTHS[:4]), 10))):
        sheet.height(row, points)
    facts = layout.facts_of(section.id)
    if facts:
        for column, title in enumerate(("表外的数和事项", "在这里填", "说明")):
            sheet.put(FIELD_TOP - 1, column, title, Style.LIST_HEAD)
        sheet.height(FIELD_TOP - 1, 21)
    for fact in facts:
        _draw_fact(sheet, contents, section, fact)
    top = layout.text_top(section)
    sheet.put(top - 2, 0, "正文", Style.CHAPTER)
    sheet.height(top - 2, 24)
    for column, title in (*enumerate(TEXT_LABELS.values()), (5, "状态")):
        sheet.put(top - 1, column, title, Style.LIST_HEAD)
    sheet.height(top - 1, 21)
    rows = [row for row in layout.texts.values() if row.label.sheet == section.sheet]
    for row in rows:
        _draw_row(sheet, contents, row)
    _paint(sheet, rows)
    sheet.hide_columns(4, 4)
    sheet.print_on(rows[-1].label.row, 3, landscape=True)
    sheet.close()


def _draw_fact(sheet: Sheet, contents: Contents, section: Section, fact: FactItem) -> None:
    spot = contents.layout.facts[fact.id]
    titles = {part.id: part.title for part in section.parts}
    content = fact_entry(fact, contents.report.facts.get(fact.id))
    styles = {FactKind.COUNT: Style.FIELD_NUMBER, FactKind.AMOUNT: Style.FIELD_AMOUNT, FactKind.TEXT: Style.FIELD}
    about = [
        f"单位：{fact.unit}" if fact.unit else "",
        titles.get(fact.part, ""),
        "必填" if fact.required else "可不填",
    ]
    sheet.put(spot.row, 0, fact.label, Style.LABEL)
    sheet.put(spot.row, 1, content, styles[fact.kind])
    sheet.put(spot.row, 2, "；".join(filter(None, about)), Style.HINT)
    shown = content if isinstance(content, str) else ""
    sheet.height(
        spot.row, max(row_height(fact.label, _WIDTHS[0], 11), min(row_height(shown, _WIDTHS[1], 11), _MAX_HEIGHT))
    )
    sheet.restrict([spot], restrict.fact_rule(fact))


def _draw_row(sheet: Sheet, contents: Contents, row: TextRow) -> None:
    place = (row.key, row.part)
    own, result = contents.own_texts.get(place, ""), contents.texts.get(place, "")
    sheet.put(row.label.row, row.label.column, contents.layout.text_title(*place), Style.LABEL_TOP)
    sheet.live(row.sentence, Style.SENTENCE)
    sheet.put(row.own.row, row.own.column, own, Style.OWN)
    sheet.put(row.result.row, row.result.column, result, Style.RESULT)
    sheet.put(row.digest.row, row.digest.column, None, Style.HIDDEN_FREE)
    sheet.live(row.state, Style.STATUS)
    texts = ((_longest(sheet, row.sentence), _WIDTHS[1]), (own, _WIDTHS[2]), (result, _WIDTHS[3]))
    height = max(row_height(text, width, Style.OWN.size, _LEAST_HEIGHT) for text, width in texts)
    sheet.height(row.label.row, min(height, _MAX_HEIGHT))
    message = "写本单位自己的话；写了就用它，不写则用数字句。可用 {本年新收} 这样的空位，{数字句} 代表左边整句。"
    sheet.restrict([row.own], restrict.prompt("本单位文字", message))


def _longest(sheet: Sheet, spot: Spot) -> str:
    """The text a formula shows, or if that is longer, a text as long as it may show once the tables are filled."""
    cell = sheet.book.live.get(spot)
    if cell is None:
        return ""
    room = "字" * int(_SAID * sum(map(len, _STRING.findall(cell.formula))))
    return max(str(cell.value), room, key=len)


def _paint(sheet: Sheet, rows: list[TextRow]) -> None:
    states = rectangles(row.state for row in rows)
    first = rows[0].state.address
    for word, style in ((COMPLETE, Style.GOOD), (MISSING, Style.QUERY), (PENDING, Style.QUERY)):
        sheet.paint(states, f'{first}="{word}"', style)
