"""修改记录: what tools changed, and the totals that were reported otherwise than the form reckons them."""

from __future__ import annotations

from xl_tools.values import show
from xl_tools.workbook.canvas import Book, Content
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import CHANGE_COLUMNS, CHANGE_ROWS, CHANGES, INDEX
from xl_tools.workbook.spot import Spot, rectangles
from xl_tools.workbook.styles import TAB_OTHER, Style

REPORTED_ACTION = "报送总计"
_TITLES = {
    "time": "时间",
    "action": "操作",
    "sheet": "表",
    "cell": "单元格",
    "old": "原值",
    "new": "新值",
    "reason": "原因",
}
_WIDTHS = (20, 14, 18, 10, 16, 24, 62)
_NOTE = "由工具写入，也可以手工补记。“报送总计”指报送时的总计与各格之和不符，或该填而空白：表中保留原数，不改成公式。"


def draw_changes(book: Book, contents: Contents) -> None:
    """Draw the sheet; with no changes but the totals that keep what was reported."""
    layout = contents.layout
    sheet = book.sheet(CHANGES, TAB_OTHER)
    sheet.widths(_WIDTHS)
    width = len(CHANGE_COLUMNS)
    sheet.put(0, 0, CHANGES, Style.TITLE, columns=width)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    sheet.put(1, 1, _NOTE, Style.NOTE, columns=width - 1)
    head = layout.change(0).row - 1
    for column, name in enumerate(CHANGE_COLUMNS):
        sheet.put(head, column, _TITLES[name], Style.LIST_HEAD)
    for row, points in enumerate((30, 22, 22)):
        sheet.height(row, points)
    lines = reported_totals(contents)
    for index in range(CHANGE_ROWS):
        first = layout.change(index)
        contents_of_line = lines[index] if index < len(lines) else (None,) * width
        for column, content in enumerate(contents_of_line):
            style = Style.ROW_FREE if column == width - 1 else Style.ROW_FREE_MIDDLE
            sheet.put(first.row, column, content, style)
    first, last = layout.change(0), layout.change(CHANGE_ROWS - 1)
    area = rectangles(Spot(CHANGES, row, column) for row in range(first.row, last.row + 1) for column in range(width))
    sheet.paint(area, f"LEN($A{first.row + 1}&$B{first.row + 1})>0", Style.LINED)
    sheet.freeze(head + 1, 0)
    sheet.print_on(last.row, width - 1, landscape=True, repeat=(head, head))
    sheet.close()


def reported_totals(contents: Contents) -> list[tuple[Content, ...]]:
    """A line for every total that is no formula because of what was reported."""
    found: list[tuple[Content, ...]] = []
    for cell in contents.report.form.cells.values():
        expected = contents.expected(cell.id)
        if expected is None or cell.id in contents.totals:
            continue
        place = contents.layout.cells[cell.id]
        reason = f"“{cell.name}”按报送的原数保留，没有改成公式；核对后可改数，或用“恢复公式”还原"
        old = show(contents.report.value(cell.id))
        found.append(("", REPORTED_ACTION, place.sheet, place.address, old, f"公式应为 {expected}", reason))
    return found
