"""溯源: every number that a cell of the total is made of, with the unit, the file and the cell it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.summary.listing import Column, begin, finish, titles
from xl_tools.summary.names import TOP, TRACE, UNITS
from xl_tools.summary.plan import TRACE_COLUMNS, Plan, Traced
from xl_tools.summary.sheet_inbox import DIGITS
from xl_tools.values import Amount, Count, to_plain
from xl_tools.workbook.canvas import Book, Content
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.styles import Style

COLUMNS = (
    Column("表", 8, Style.ITEM_MIDDLE),
    Column("格", 30, Style.ITEM_LINE),
    Column("单位", 32, Style.ITEM_LINE),
    Column("数", 12, Style.ITEM_INDENTED),
    Column("文件", 46, Style.ITEM_LINK_LINE),
    Column("工作表", 18, Style.ITEM_LINE),
    Column("单元格", 9, Style.ITEM_MIDDLE),
    Column("摘要", 15, Style.ITEM_MIDDLE),
    Column("审核说明", 30, Style.ITEM_LINE),
    Column("收件序号", 9, Style.ITEM_MIDDLE),
    Column("单元格编号", 38, Style.ITEM_LINE),
)
_CELL, _FILE = 1, 4
_NOTE = (
    "汇总数的每一格由哪些单位的哪个数加成：点各表里的数，到这里它的第一行；点“文件”打开那个单位的文件，"
    "点每格第一行的“格”回到汇总表。同一个单位的各行可按“单位”筛选。"
)


def draw_trace(book: Book, plan: Plan, layout: Layout) -> None:
    """Draw the sheet; beyond so many lines or links only the CSV file has them all."""
    sheet = begin(book, TRACE, _note(plan), [column.width for column in COLUMNS])
    titles(sheet, TOP, COLUMNS)
    looks = book.formats(column.style for column in COLUMNS)
    odd = [*looks[:3], book.format(Style.ITEM_ODD), *looks[4:]]
    explained = {one.line.arrival.number: _explanations(one.line) for one in plan.collected.total.contributions}
    files = {line.arrival.number: str(line.arrival.origin) for line in plan.collected.inbox.lines}
    tables = {section.id: section.table_name for section in plan.form.tables}
    firsts = {spot.row: cell for cell, spot in plan.first_traced.items()}
    for row, cell in firsts.items():
        sheet.attach(row, _CELL, layout.cells[cell], "回到汇总表的这一格")
    row = TOP
    for row, one in enumerate(plan.traced, TOP + 1):
        number = one.contribution.line.arrival.number
        contents = _row(one, tables[one.cell.table], files[number], explained[number].get(one.cell.id, ""))
        sheet.line(row, 0, contents, odd if isinstance(contents[3], str) else looks)
        sheet.attach(row, _FILE, plan.targets[number])
    finish(sheet, TOP, max(row, TOP), TRACE_COLUMNS, frozen=2, large=True)


def _note(plan: Plan) -> str:
    if not plan.limited:
        return _NOTE
    report = plan.collected.total.report
    unlisted = sum(1 for cell, number in report.numbers.items() if number and cell not in plan.first_traced)
    more = f"还有 {unlisted} 格放不下，各单位的数见“{UNITS}”。" if unlisted else ""
    whole = f"不为 0 的数全部在“{plan.links.trace}”里。" if plan.links.trace else ""
    return f"{_NOTE}共 {plan.traceable} 行，这里列出 {len(plan.traced)} 行，是 0 的没有列出。{more}{whole}"


def _explanations(line: Line) -> Mapping[str, str]:
    """What the unit wrote beside queries, by the cells that they are about."""
    found: dict[str, str] = {}
    for finding in line.reading.findings if line.reading else ():
        if finding.explanation:
            for cell in finding.cells:
                found[cell] = "；".join(filter(None, (found.get(cell, ""), finding.explanation)))
    return found


def _row(one: Traced, table: str, file: str, explanation: str) -> tuple[Content, ...]:
    line, value = one.contribution.line, one.value
    place = line.reading.places.get(one.cell.id) if line.reading else None
    return (
        *(table, one.cell.name, one.contribution.unit),
        value.number if isinstance(value, Count | Amount) else to_plain(value),
        *(file, place.sheet if place else "", place.address if place else ""),
        *(line.arrival.digest[:DIGITS], explanation, line.arrival.number, one.cell.id),
    )
