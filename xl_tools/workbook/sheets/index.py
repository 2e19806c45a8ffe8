"""目录与审核: links to every sheet with its status, the verdict of the last validation, and its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.workbook.canvas import Book, Sheet
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.explained import EXPLAINED, carried_lines
from xl_tools.workbook.layout import (
    CHANGES,
    CHARTS,
    COVER,
    DETAIL_COLUMN,
    HELP,
    HIDDEN_COLUMNS,
    INDEX,
    INDEX_TOP,
    MARK_ROWS,
    PREVIOUS,
    RESULT_COLUMNS,
    RESULT_ROWS,
    STATUS_COLUMN,
    Layout,
)
from xl_tools.workbook.live import link_cell, rule_cell
from xl_tools.workbook.live_texts import BROKEN, COMPLETE, MISSING
from xl_tools.workbook.sheets.ledger import FIRST_ROW, LEDGER_ROWS
from xl_tools.workbook.sheets.restrict import prompt
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_MAIN, Style

PRINTED_RESULTS = 18
"""Findings in the print area: all rows kept free would print as empty pages."""
_WIDTHS = (6, 7, 6, 18, 60, 8, 8, 8, 32, 5, 24, 9, 11, 10, 10, 10, 10, 10, 10)
_RESULT_TITLES = (
    *("序号", "性质", "规则", "位置", "审核内容", "左边", "右边", "差额"),
    *("建议值", "组", "审核说明", "说明人", "说明日期"),
)
_PURPOSES = {
    COVER: "单位、级别、年度和范围四项必填",
    PREVIOUS: "上年年报的各格数字，供比较、写同比和核对结转",
    CHARTS: "本年与上年数字的图，随各表自动更新",
    REQUESTS: "一件申请一行，可由它生成表三；不用台账的留空",
    CASES: "一个案件一行，可由它生成表四；不用台账的留空",
    CHANGES: "工具改过的格和报送时的总计：原值、新值、原因",
    HELP: "怎样填、颜色的意思、核对的规则和依据",
}
_UNUSED = "未用"
"""Status of a ledger without a row."""
_NOTE = (
    "先填“封面”，再填各表的浅黄色格；灰色总计自动计算。状态随填随变，不装任何插件也可用。"
    "点蓝字可跳到各表；各表左上角可返回本页。"
)


def draw_index(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    layout = contents.layout
    sheet = book.sheet(INDEX, TAB_MAIN)
    sheet.widths(_WIDTHS)
    width = len(RESULT_COLUMNS)
    sheet.put(0, 0, "政府信息公开工作年度报告填报簿", Style.TITLE, columns=width)
    sheet.live(Spot(INDEX, 1, 0), Style.SUBTITLE, columns=width)
    sheet.put(2, 0, _NOTE, Style.NOTE, columns=width)
    for row, points in enumerate((32, 22, 32, 8, 22)):
        sheet.height(row, points)
    _draw_list(sheet, layout)
    _draw_verdict(sheet, layout)
    _draw_findings(sheet, layout, carried_lines(layout, contents.report.explanations))
    for index in range(MARK_ROWS):
        spot = layout.mark(index)
        sheet.put(spot.row, spot.column, None, Style.HIDDEN_FREE)
    sheet.hide_columns(width, width + len(HIDDEN_COLUMNS))
    sheet.print_on(layout.result_top + PRINTED_RESULTS - 1, width - 1, landscape=True)
    sheet.close()


def _draw_list(sheet: Sheet, layout: Layout) -> None:
    head = INDEX_TOP - 1
    for column, columns, text in ((0, 1, "序号"), (1, 3, "目录"), (4, 4, "填报情况"), (8, 2, "状态")):
        sheet.put(head, column, text, Style.LIST_HEAD, columns=columns)
    sections = {section.sheet: section for section in layout.form.sections}
    for number, name in enumerate(layout.sheets[1:], start=1):
        row = layout.entry(name).row
        sheet.put(row, 0, number, Style.MIDDLE)
        section = sections.get(name)
        sheet.link(row, 1, Spot(name, 0, 0), section.title if section else name, Style.LINK_BOX, columns=3)
        if section:
            sheet.live(Spot(INDEX, row, DETAIL_COLUMN), Style.LABEL, columns=4)
        else:
            sheet.put(row, DETAIL_COLUMN, _PURPOSES[name], Style.LABEL, columns=4)
        if name in layout.ledgers:
            # What stands in a ledger is no content of the report, so its count is no value of a live cell.
            rows = f"'{name}'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + LEDGER_ROWS}"
            formula = f'=IF(COUNTA({rows})=0,"{_UNUSED}",COUNTA({rows})&" 行")'
            sheet.formula(row, STATUS_COLUMN, formula, _UNUSED, Style.STATUS, columns=2)
        else:
            sheet.live(Spot(INDEX, row, STATUS_COLUMN), Style.STATUS, columns=2)
        sheet.height(row, 21)
    first = layout.cover_status
    area = f"{first.address}:{Spot(INDEX, layout.entry(HELP).row, STATUS_COLUMN).address}"
    for word, style in ((COMPLETE, Style.GOOD), (MISSING, Style.QUERY), (BROKEN, Style.WRONG)):
        sheet.paint([area], f'{first.address}="{word}"', style)


def _draw_verdict(sheet: Sheet, layout: Layout) -> None:
    """Three rows: a heading, the titles, and the cells that validation writes."""
    top = layout.verdict["conclusion"].row
    sheet.put(
        top - 2,
        0,
        f"审核结果（按“校验”后写在这里；打印时含前 {PRINTED_RESULTS} 条）",
        Style.CHAPTER,
        columns=len(RESULT_COLUMNS),
    )
    sheet.height(top - 2, 26)
    titles = {"conclusion": "结论", "checked_on": "校验时间", "errors": "错误", "queries": "核实", "notices": "提醒"}
    for name, title in titles.items():
        spot = layout.verdict[name]
        columns = 4 if name == "conclusion" else 1
        sheet.put(top - 1, spot.column, title, Style.LIST_HEAD, columns=columns)
        sheet.put(top, spot.column, None, Style.WRITTEN_MIDDLE, columns=columns)
    sheet.height(top - 1, 20)
    sheet.height(top, 36)


def _draw_findings(sheet: Sheet, layout: Layout, rows: Sequence[Mapping[str, Any]]) -> None:
    top = layout.result_top
    for column, title in enumerate(_RESULT_TITLES):
        sheet.put(top - 1, column, title, Style.LIST_HEAD)
    sheet.height(top - 1, 22)
    styles: dict[str, Style] = {
        "message": Style.ROW_FREE,
        "suggestion": Style.ROW_FREE,
        "explanation": Style.ROW_FREE,
        **dict.fromkeys(HIDDEN_COLUMNS, Style.HIDDEN_FREE),
    }
    for index in range(RESULT_ROWS):
        # Whoever writes findings into a closed file cannot measure text, so every row has room for five lines.
        sheet.height(top + index, 64)
        row: Mapping[str, Any] = rows[index] if index < len(rows) else {}
        sheet_name, address, code = (str(row.get(name) or "") for name in ("sheet", "address", "code"))
        links = {
            "link": link_cell(layout, index, sheet_name, address),
            "rule": rule_cell(layout, index, code),
        }
        for name in (*RESULT_COLUMNS, *HIDDEN_COLUMNS):
            spot = layout.result(index, name)
            if name in links:
                cell = links[name]
                sheet.formula(spot.row, spot.column, cell.formula, cell.value, Style.LINK_FREE)
            else:
                sheet.put(spot.row, spot.column, row.get(name), styles.get(name, Style.ROW_FREE_MIDDLE))
    first, last = layout.result(0, "number"), layout.result(RESULT_ROWS - 1, RESULT_COLUMNS[-1])
    area, severity = [f"{first.address}:{last.address}"], layout.result(0, "severity")
    fields = [layout.result(index, "explanation") for index in range(RESULT_ROWS)]
    sheet.restrict(fields, prompt("审核说明", "“核实”类如确实无误，在这里写明原因；数字改动后要重新说明。"))
    for word, style in (
        ("错误", Style.WRONG),
        ("核实", Style.QUERY),
        ("提醒", Style.NOTICE),
        (EXPLAINED, Style.GOOD),
    ):
        sheet.paint([f"{severity.address}:B{last.row + 1}"], f'$B{first.row + 1}="{word}"', style)
    sheet.paint(area, f"LEN($A{first.row + 1}&$B{first.row + 1})>0", Style.LINED)
