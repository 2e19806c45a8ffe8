"""报送情况: the tally by level, reckoned by formulas from the list below it, and every expected unit."""

from __future__ import annotations

from xl_tools.consolidation.board import BoardRow, Status, Tally
from xl_tools.summary.listing import Column, begin, chapter, finish, lines, titles
from xl_tools.summary.names import BOARD, TOP
from xl_tools.summary.plan import Plan
from xl_tools.workbook.canvas import Book, Content, Sheet
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import Style

COLUMNS = (
    Column("序号", 6, Style.ITEM_MIDDLE),
    Column("单位", 30, Style.ITEM),
    Column("层级", 14, Style.ITEM_MIDDLE),
    Column("上级单位", 22, Style.ITEM),
    Column("状态", 9, Style.ITEM_MIDDLE),
    Column("应报日期", 12, Style.ITEM_DATE),
    Column("报送日期", 12, Style.ITEM_DATE),
    Column("迟报天数", 9, Style.ITEM_MIDDLE),
    Column("文件", 30, Style.ITEM_LINK),
    Column("份数", 6, Style.ITEM_MIDDLE),
    Column("错误", 6, Style.ITEM_MIDDLE),
    Column("核实", 6, Style.ITEM_MIDDLE),
    Column("是否计入", 9, Style.ITEM_MIDDLE),
    Column("说明", 34, Style.ITEM),
    Column("联系人", 12, Style.ITEM),
    Column("电话", 16, Style.ITEM),
    Column("邮箱", 26, Style.ITEM),
)
_LEVEL, _STATUS, _DUE, _LATE, _FILE = 2, 4, 5, 7, 8
_TALLY = ("层级", "应报", *(status.label for status in Status), "其中迟报")
_TALLY_AT = 1
"""Column of the first title of the tally, which stands below the wide column of units."""
_STYLES = {
    Status.RECEIVED: Style.GOOD,
    Status.RETURNED: Style.WRONG,
    Status.WAITING: Style.QUERY,
    Status.MISSING: Style.WRONG,
}
NOTE = (
    "每个应报单位只有一种状态：已报、退回（有必须改正的错误）、待决定（来了几份不同的，或单位还没有认定）、未报；"
    "应报等于四者之和。迟报按设定的日期算，没有设定日期的不算迟报。上面的数由下面的清单算出。"
)


def tally_spot(line: int, column: int) -> Spot:
    """A cell of the tally: its line from 0, and its column, 0 being the level."""
    return Spot(BOARD, TOP + 2 + line, _TALLY_AT + column)


def draw_board(book: Book, plan: Plan) -> None:
    """Draw the sheet."""
    board = plan.collected.board
    note = f"{NOTE}（截至 {board.as_of:%Y-%m-%d}）"
    sheet = begin(book, BOARD, note, [column.width for column in COLUMNS])
    levels = len(board.by_level)
    top = TOP + levels + 6
    """Row of the titles of the list."""
    last = top + max(len(board.rows), 1)
    _draw_tally(sheet, plan, top + 1, last)
    chapter(sheet, top - 1, "各单位报送情况")
    titles(sheet, top, COLUMNS)
    lines(sheet, top + 1, COLUMNS, [_row(number, row) for number, row in enumerate(board.rows, 1)])
    for row, one in enumerate(board.rows, top + 1):
        if one.line:
            sheet.attach(row, _FILE, plan.targets[one.line.arrival.number], "打开这个文件，或它所在的文件夹")
    for status, style in _STYLES.items():
        spot = Spot(BOARD, top + 1, _STATUS)
        area = f"{spot.address}:{Spot(BOARD, last, _STATUS).address}"
        sheet.paint([area], f'{spot.address}="{status.label}"', style)
    late = Spot(BOARD, top + 1, _LATE)
    sheet.paint([f"{late.address}:{Spot(BOARD, last, _LATE).address}"], f"N({late.address})>0", Style.QUERY)
    finish(sheet, top, last, len(COLUMNS), frozen=2, large=True)


def _draw_tally(sheet: Sheet, plan: Plan, first: int, last: int) -> None:
    board = plan.collected.board
    chapter(sheet, TOP, "合计")
    for column, title in enumerate(_TALLY):
        sheet.put(TOP + 1, _TALLY_AT + column, title, Style.ITEM_HEAD)
    sheet.height(TOP + 1, 22)
    for line, (level, tally) in enumerate(board.by_level):
        row = TOP + 2 + line
        sheet.put(row, _TALLY_AT, level.label, Style.ITEM_MIDDLE)
        for column, number in enumerate(_numbers(tally), 1):
            formula = _count(row, column, first, last)
            sheet.formula(row, _TALLY_AT + column, formula, number, Style.ITEM_MIDDLE)
    row = TOP + 2 + len(board.by_level)
    sheet.put(row, _TALLY_AT, "合计", Style.ITEM_SUM_LABEL)
    for column, number in enumerate(_numbers(board.total), 1):
        above = f"{Spot('', TOP + 2, _TALLY_AT + column).address}:{Spot('', row - 1, _TALLY_AT + column).address}"
        sheet.formula(row, _TALLY_AT + column, f"=SUM({above})", number, Style.ITEM_SUM_LABEL)


def _numbers(tally: Tally) -> tuple[int, ...]:
    return tally.expected, tally.received, tally.returned, tally.waiting, tally.missing, tally.late


def _count(row: int, column: int, first: int, last: int) -> str:
    """Units of the level that stands at the beginning of this row, all of them or those of one status."""

    def area(at: int) -> str:
        return f"{Spot('', first, at).absolute}:{Spot('', last, at).absolute}"

    level = f"{area(_LEVEL)},$B{row + 1}"
    if column == 1:
        return f"=COUNTIF({level})"
    if column == len(_TALLY) - 1:
        return f'=COUNTIFS({level},{area(_LATE)},">0")'
    return f"=COUNTIFS({level},{area(_STATUS)},{Spot('', TOP + 1, _TALLY_AT + column).absolute})"


def _row(number: int, row: BoardRow) -> tuple[Content, ...]:
    unit, line = row.unit, row.line
    return (
        *(number, unit.name, unit.level.label, unit.parent, row.status.label),
        *(row.due, row.came, row.late_days or None, str(line.arrival.origin) if line else ""),
        *(row.files, row.errors if line else None, row.queries if line else None, "是" if row.counted else "否"),
        *(row.why, unit.contact, unit.phone, unit.email),
    )
