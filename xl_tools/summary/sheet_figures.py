"""汇总图表: native charts over live ranges: who has reported, the units with most requests, what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xl_tools.consolidation.board import Status
from xl_tools.consolidation.words import COUNTED
from xl_tools.forms import structure
from xl_tools.forms.model import Block, Section, cell_id
from xl_tools.forms.structure import Counted
from xl_tools.summary.listing import begin
from xl_tools.summary.names import BOARD, FIGURES, TOP, UNITS
from xl_tools.summary.plan import Plan
from xl_tools.summary.sheet_board import tally_spot
from xl_tools.workbook.canvas import Book, Sheet
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import SONG, Style

_MOST = 20
_WIDTHS = (30.0, 12.0, 3.0, *(9.0,) * 10)
_CHART_COLUMN = 3
_NOTE = "图由左边的数画出，左边的数取自“报送情况”“分单位”和各表，随它们变动。"
_STATUS_COLOURS = {
    Status.RECEIVED: "#70AD47",
    Status.RETURNED: "#C55A11",
    Status.WAITING: "#FFC000",
    Status.MISSING: "#A6A6A6",
}
_BLUE = "#2E75B6"
_FONT = {"name": SONG, "size": 9}


def draw_figures(book: Book, plan: Plan, layout: Layout) -> None:
    """Draw the sheet."""
    sheet = begin(book, FIGURES, _NOTE, _WIDTHS)
    row = _draw_board(book, sheet, plan, TOP)
    for section, block in _requests(layout):
        row = _draw_units(book, sheet, plan, section, block, row)
        row = _draw_results(book, sheet, plan, layout, section, block, row)
    sheet.print_on(row, len(_WIDTHS) - 1)
    sheet.close(protected=False)


def _draw_board(book: Book, sheet: Sheet, plan: Plan, top: int) -> int:
    """Straight from the tally on 报送情况."""
    levels = plan.collected.board.by_level
    _head(sheet, top, "报送进度（按层级）", ("层级", "应报"))
    first, last = tally_spot(0, 0), tally_spot(len(levels) - 1, 0)
    for line, (level, tally) in enumerate(levels):
        sheet.formula(top + 2 + line, 0, f"={tally_spot(line, 0).reference}", level.label, Style.ITEM_LINE)
        sheet.formula(top + 2 + line, 1, f"={tally_spot(line, 1).reference}", tally.expected, Style.ITEM_NUMBER)
    chart = book.chart({"type": "bar", "subtype": "stacked"})
    for index, status in enumerate(Status):
        column = first.column + 2 + index
        chart.add_series(
            {
                "name": [BOARD, first.row - 1, column],
                "categories": [BOARD, first.row, first.column, last.row, first.column],
                "values": [BOARD, first.row, column, last.row, column],
                "fill": {"color": _STATUS_COLOURS[status]},
                "gap": 60,
                "data_labels": {"value": True, "font": _FONT, "num_format": "0;-0;;"},
            }
        )
    height = max(220, 90 + 34 * len(levels))
    _place(sheet, chart, top, "报送进度（单位数，按层级）", height, legend=True)
    return top + _rows(height)


def _draw_units(book: Book, sheet: Sheet, plan: Plan, section: Section, block: Block, top: int) -> int:
    """The units with the most requests received; each name and number is that of its line on 分单位."""
    cell = cell_id(section, structure.coming_in(block)[0], structure.total_column(block))
    rows = [
        (row.report.number(cell), index, row)
        for index, row in enumerate(plan.unit_rows)
        if row.state == COUNTED and row.report and row.report.number(cell) > 0
    ]
    rows.sort(key=lambda item: (-item[0], item[1]))
    shown = rows[:_MOST]
    title = f"本年新收申请最多的 {len(shown)} 个单位" if len(rows) > _MOST else "各单位本年新收申请"
    _head(sheet, top, title, ("单位", "件"))
    if not shown:
        sheet.put(top + 2, 0, "没有单位收到申请。", Style.ITEM_LINE, columns=2)
        return top + 5
    for at, (number, index, row) in enumerate(shown, top + 2):
        line = plan.units_top + index
        sheet.formula(at, 0, f"={Spot(UNITS, line, 0).reference}", row.unit, Style.ITEM_LINE)
        sheet.formula(at, 1, f"={Spot(UNITS, line, plan.columns[cell]).reference}", float(number), Style.ITEM_NUMBER)
    height = max(240, 80 + 22 * len(shown))
    chart = _bars(book, top + 2, top + 1 + len(shown))
    _place(sheet, chart, top, f"{title}（件）", height)
    return top + max(_rows(height), len(shown) + 4)


def _draw_results(
    book: Book, sheet: Sheet, plan: Plan, layout: Layout, section: Section, block: Block, top: int
) -> int:
    """The results of all units together, straight from the table."""
    total = structure.total_column(block)
    groups = structure.results(block)
    _head(sheet, top, "办理结果（全部单位合计）", ("结果", "件"))
    report = plan.collected.total.report
    for at, (name, rows) in enumerate(groups.items(), top + 2):
        cells = [cell_id(section, row, total) for row in rows]
        formula = "+".join(f"N({layout.cells[cell].reference})" for cell in cells)
        sheet.put(at, 0, name, Style.ITEM_LINE)
        sheet.formula(at, 1, f"={formula}", float(report.total(cells)), Style.ITEM_NUMBER)
    height = max(240, 80 + 30 * len(groups))
    _place(sheet, _bars(book, top + 2, top + 1 + len(groups)), top, "办理结果（件）", height)
    return top + max(_rows(height), len(groups) + 4)


def _requests(layout: Layout) -> Iterator[tuple[Section, Block]]:
    for section in layout.form.tables:
        for block in section.blocks:
            if structure.counted(block) is Counted.REQUESTS:
                yield section, block


def _head(sheet: Sheet, top: int, title: str, heads: Sequence[str]) -> None:
    sheet.put(top, 0, title, Style.CHAPTER, columns=2)
    sheet.height(top, 26)
    for column, head in enumerate(heads):
        if head:
            sheet.put(top + 1, column, head, Style.ITEM_HEAD)


def _bars(book: Book, first: int, last: int) -> Any:
    chart = book.chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [FIGURES, first, 0, last, 0],
            "values": [FIGURES, first, 1, last, 1],
            "fill": {"color": _BLUE},
            "gap": 50,
            "data_labels": {"value": True, "font": _FONT},
        }
    )
    return chart


def _place(sheet: Sheet, chart: Any, top: int, title: str, height: int, *, legend: bool = False) -> None:
    chart.set_title({"name": title, "name_font": {"name": SONG, "size": 12, "bold": True}})
    # Bars run downwards in the order of the list. Each has its number, so the axis of numbers is not needed.
    chart.set_y_axis({"reverse": True, "num_font": _FONT})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    sheet.insert_chart(top, _CHART_COLUMN, chart, 660, height)


def _rows(height: int) -> int:
    """Rows that a picture so high covers, and one more."""
    return height // 20 + 2
