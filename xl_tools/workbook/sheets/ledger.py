"""台账 and 复议诉讼台账: a request or a case a row, drop-downs of the form's own labels, and the due dates reckoned.

The columns below the titles are formatted as columns, so that ten thousand rows cost no more than none. What the
drop-downs and the due dates need stands in hidden rows above the titles, where no sorting or deleting of rows harms it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xl_tools.forms.model import Form
from xl_tools.ledger.calendar import calendar
from xl_tools.ledger.choices import case_table, request_table
from xl_tools.ledger.deadlines import EXTENSION, SOON_DAYS
from xl_tools.ledger.fields import CASE_FIELDS, CASES, CHANNELS, NO, REQUEST_FIELDS, REQUESTS, YES, Entry, Field
from xl_tools.workbook.canvas import Book, Content, Sheet
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import INDEX
from xl_tools.workbook.sheets import restrict
from xl_tools.workbook.sheets.dueformula import due_formula
from xl_tools.workbook.spot import Spot, column_letters
from xl_tools.workbook.styles import TAB_OTHER, Style

Rows = Mapping[str, Sequence[Mapping[str, Content]]]
"""Rows that stand in the ledgers from the start, by sheet: column id → content."""
LEDGER_ROWS = 10_000
"""Rows with drop-downs, from the first one on."""
DUE_ROWS = 200
"""Rows in which the due date is a formula from the start; it can be drawn down."""
_PRINTED_ROWS = {REQUESTS: 200, CASES: 60}
TITLE_ROW = 8
"""Row (from 0) of the column titles."""
FIRST_ROW = TITLE_ROW + 1
_BAND_ROW = TITLE_ROW - 1
_CALENDAR_ROW, _LIST_ROWS = 3, (4, 5, 6)
"""Hidden: the calendar and its first day; the lists of the drop-downs."""
_CALENDAR_FROM = date(2018, 1, 1)
"""A year before the first edition: the requests that it carried in."""
_DAY_ZERO = date(1899, 12, 30)
"""Of spreadsheet programs."""
_WIDTHS = {
    REQUESTS: {
        "number": 14,
        "applicant": 13,
        "channel": 11,
        "carried": 9,
        "extended": 6,
        "result": 46,
        "fee": 10,
        "remark": 18,
    },
    CASES: {"number": 24, "request": 16, "category": 26, "carried": 10, "outcome": 12, "remark": 26},
}
_DATE_WIDTH, _ROW_HEIGHT = 11.5, 20
_STYLES = {Entry.DATE: Style.FIELD_DATE, Entry.DUE: Style.FIELD_DUE, Entry.AMOUNT: Style.FIELD_AMOUNT}
_EXAMPLE = "例如 2025-01-20。"
_PROMPTS = {
    "number": "本机关的登记编号，一件申请一个号，不能重复。",
    "received": "收到申请的日期，当日不计入期限。" + _EXAMPLE,
    "applicant": "从列表中选，与表三的栏一致。",
    "channel": "从列表中选，也可以自己填。",
    "carried": "上年收到、上年底还没有答复的选“是”；可不填，按日期判断。",
    "supplement_asked": "发出补正通知的日期；没有的不填。",
    "supplement_received": "收到补正材料的日期，期限从这一天起重新计算。",
    "fee_asked": "发出收费通知的日期；没有的不填。",
    "fee_paid": "申请人缴费的日期，期限从这一天起重新计算。",
    "consulted_from": "征求第三方或其他机关意见的起始日；这段时间不计入期限。",
    "consulted_to": "收到意见的日期；还没有收到的不填。",
    "consulted_again_from": "第二次征求意见的起始日；没有的不填。",
    "consulted_again_to": "第二次收到意见的日期。",
    "extended": f"经批准并已告知申请人延期的选“是”，加 {EXTENSION} 个工作日。",
    "due": "自动计算，一般不用填；超出公式所在行的，把上面的公式向下拉。",
    "result": "从列表中选，一件申请只选一个结果；还没有答复的不填。",
    "answered": "作出答复的日期；还没有答复的不填。",
    "fee": "收取的信息处理费，单位：元；没有的不填。",
    "remark": "可不填。",
    "request": "引起这个案件的申请编号；同一件申请可以先后有复议和诉讼，各占一行。",
    "category": "从列表中选，与表四的栏一致。",
    "accepted": "复议机关或法院受理的日期。" + _EXAMPLE,
    "outcome": "从列表中选；没有审结的选“尚未审结”或不填。",
    "concluded": "复议决定或判决、裁定的日期；没有审结的不填。",
}
_CASE_PROMPTS = {
    "number": "复议机关或法院的案号，一个案件一个号，同一类别里不能重复。",
    "carried": "上年受理、上年底还没有审结的选“是”；可不填，按日期判断。",
}
"""Of the columns that both sheets have and that ask for something else in the second."""
_FREE = {
    "error_type": "information",
    "error_title": "列表中没有这一项",
    "error_message": "确实是别的方式的，可以照填。",
}
"""Of a list in which others may be entered as well."""
_NOTES = {
    REQUESTS: (
        "一件申请一行，只填黄色格；办理结果和申请人类型从下拉列表中选。“台账生成表三”按这张表计数，写入表三。",
        "整行红色：超期没有答复；日期红色：逾期答复；整行黄底：{days} 天内到期。期限规则待核，以条例为准。{calendar}",
    ),
    CASES: (
        "一个案件一行，同一件申请先后有复议和诉讼的各占一行；“台账生成表三”同时按这张表计数，写入表四。",
        "上年没有审结的案件留在表里，结果和审结日期填在原来的行。",
    ),
}


def draw_ledgers(book: Book, contents: Contents, rows: Rows | None = None) -> None:
    """Draw both sheets in the workbook of a report; `rows` as draw_rows() has them."""
    draw_rows(book, contents.report.form, rows)


def draw_rows(
    book: Book,
    form: Form,
    rows: Rows | None = None,
    *,
    linked: bool = True,
    due_rows: int = DUE_ROWS,
) -> None:
    """Draw both sheets.

    Args:
        due_rows: in how many rows, at least, the due date is reckoned.
        rows: what stands in them from the start.
        linked: whether the workbook has a sheet 目录与审核 to go back to.
    """
    requests, cases = request_table(form), case_table(form)
    lists = {"applicant": [*requests.applicants.shown], "result": [*requests.results.shown], "channel": [*CHANNELS]}
    filled = rows or {}
    _draw(book, REQUESTS, REQUEST_FIELDS, lists, filled.get(REQUESTS, ()), linked=linked, due_rows=due_rows)
    lists = {"category": [*cases.categories.shown], "outcome": [*cases.outcomes.shown]}
    _draw(book, CASES, CASE_FIELDS, lists, filled.get(CASES, ()), linked=linked)


class _Register(Sheet):
    """A sheet that grows downwards: columns are formatted as a whole, and areas are given by their corners."""

    @classmethod
    def on(cls, sheet: Sheet) -> _Register:
        return cls(sheet.book, sheet.name, sheet._sheet)

    def column(self, column: int, width: float, style: Style) -> None:
        self._sheet.set_column(column, column, width, self.book.format(style))

    def row_height(self, points: float) -> None:
        """Of all rows that have no height of their own."""
        self._sheet.set_default_row(points)

    def hide_row(self, row: int) -> None:
        self._sheet.set_row(row, None, None, {"hidden": True})

    def restrict_column(self, column: int, options: Mapping[str, Any]) -> None:
        self._sheet.data_validation(FIRST_ROW, column, FIRST_ROW + LEDGER_ROWS - 1, column, dict(options))

    def close(self, *, zoom: int = 100, protected: bool = True) -> None:
        """As other sheets are closed; rows may be added, deleted, sorted and filtered."""
        super().close(zoom=zoom, protected=protected)
        allowed = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
        self._sheet.protect(
            "", {"select_locked_cells": True, "select_unlocked_cells": True, **dict.fromkeys(allowed, True)}
        )


def _draw(
    book: Book,
    name: str,
    fields: Sequence[Field],
    lists: Mapping[str, Sequence[str]],
    rows: Sequence[Mapping[str, Content]],
    *,
    linked: bool,
    due_rows: int = 0,
) -> None:
    sheet = _Register.on(book.sheet(name, TAB_OTHER))
    width = len(fields)
    for column, field in enumerate(fields):
        sheet.column(column, _WIDTHS[name].get(field.id, _DATE_WIDTH), _STYLES.get(field.entry, Style.FIELD))
    sheet.row_height(_ROW_HEIGHT)
    _head(sheet, name, width, linked=linked)
    for row, items in zip(_LIST_ROWS, lists.values(), strict=False):
        for column, text in enumerate(items):
            sheet.put(row, column, text, Style.TEXT)
    for row in (_CALENDAR_ROW, *_LIST_ROWS):
        sheet.hide_row(row)
    _titles(sheet, fields)
    for column, field in enumerate(fields):
        sheet.restrict_column(column, _rule(name, field, _list_range(field, lists)))
    for offset, row in enumerate(rows):
        for column, field in enumerate(fields):
            if field.entry is not Entry.DUE:
                sheet.put(FIRST_ROW + offset, column, row.get(field.id), _STYLES.get(field.entry, Style.FIELD))
    if name == REQUESTS:
        _due_dates(sheet, fields, max(len(rows), due_rows))
    sheet.freeze(FIRST_ROW, 1)
    last = FIRST_ROW + max(len(rows), _PRINTED_ROWS[name]) - 1
    sheet.print_on(last, width - 1, landscape=True, repeat=(_BAND_ROW, TITLE_ROW))
    sheet.close()


def _head(sheet: _Register, name: str, width: int, *, linked: bool) -> None:
    # Cells beside the texts would show the format of their column.
    for row in range(FIRST_ROW):
        for column in range(width):
            sheet.put(row, column, None, Style.TEXT)
    sheet.put(0, 0, name, Style.TITLE, columns=width)
    left = 1 if linked else 0
    if linked:
        sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    known = f"节假日和调休按{calendar().first.year}至{calendar().last.year}年的安排，以后的年份只除周末。"
    for row, note in enumerate(_NOTES[name], 1):
        sheet.put(row, left, note.format(days=SOON_DAYS, calendar=known), Style.NOTE, columns=width - left)
    for row, points in ((0, 30), (1, 22), (2, 22), (_BAND_ROW, 22), (TITLE_ROW, 34)):
        sheet.height(row, points)


def _titles(sheet: _Register, fields: Sequence[Field]) -> None:
    bands = [field.band for field in fields]
    for band in dict.fromkeys(bands):
        sheet.put(_BAND_ROW, bands.index(band), band, Style.LIST_HEAD, columns=bands.count(band))
    for column, field in enumerate(fields):
        sheet.put(TITLE_ROW, column, field.title, Style.LIST_HEAD)


def _list_range(field: Field, lists: Mapping[str, Sequence[str]]) -> str:
    """The hidden row that holds the choices of a column; empty if it has none."""
    if not lists.get(field.id):
        return ""
    row = _LIST_ROWS[[*lists].index(field.id)]
    return f"=$A${row + 1}:${column_letters(len(lists[field.id]) - 1)}${row + 1}"


def _rule(name: str, field: Field, choices: str) -> dict[str, Any]:
    message = (name == CASES and _CASE_PROMPTS.get(field.id)) or _PROMPTS[field.id]
    if choices:
        rule = {**restrict.choice([], field.title, message), "source": choices}
        return {**rule, **_FREE} if field.entry is Entry.TEXT else rule
    match field.entry:
        case Entry.YES_NO:
            return restrict.choice([YES, NO], field.title, message)
        case Entry.DATE:
            return restrict.date_rule(field.title, message)
        case _:
            return restrict.prompt(field.title, message)


def _due_dates(sheet: _Register, fields: Sequence[Field], rows: int) -> None:
    """The formulas, the calendar they look into, and the colours of what is late or soon due."""
    known = calendar()
    end = date(known.last.year + 2, 12, 31)
    sheet.put(_CALENDAR_ROW, 0, (_CALENDAR_FROM - _DAY_ZERO).days, Style.HIDDEN_FREE)
    sheet.put(_CALENDAR_ROW, 1, known.pattern(_CALENDAR_FROM, end), Style.HIDDEN_FREE)
    columns = {field.id: column_letters(column) for column, field in enumerate(fields)}
    calendar_row = _CALENDAR_ROW + 1
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        places = {field: f"{letters}{row + 1}" for field, letters in columns.items()}
        formula = due_formula(places, f"$A${calendar_row}", f"$B${calendar_row}")
        sheet.formula(row, list(columns).index("due"), formula, "", Style.FIELD_DUE)
    due, answered = (f"${columns[name]}{FIRST_ROW + 1}" for name in ("due", "answered"))
    bottom = FIRST_ROW + LEDGER_ROWS
    whole = [f"A{FIRST_ROW + 1}:{column_letters(len(fields) - 1)}{bottom}"]
    dates = [f"{columns['due']}{FIRST_ROW + 1}:{columns['answered']}{bottom}"]
    waits = f'ISNUMBER({due}),{answered}=""'
    sheet.paint(whole, f"AND({waits},{due}<TODAY())", Style.WRONG)
    sheet.paint(whole, f"AND({waits},{due}>=TODAY(),{due}<=TODAY()+{SOON_DAYS})", Style.QUERY)
    sheet.paint(dates, f"AND(ISNUMBER({due}),N({answered})>{due})", Style.WRONG)
