"""图表: native charts of this and last year's numbers, each beside the numbers it shows."""

from __future__ import annotations

from typing import Any

from xl_tools.workbook.canvas import Book, Sheet
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import CHARTS, INDEX
from xl_tools.workbook.live_charts import CHART_ROWS, CHART_TOP, ChartBlock, chart_blocks
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import LINE_GREY, SONG, TAB_OTHER, Style

_LABEL_WIDTH, _NUMBER_WIDTH, _NUMBERS = 28, 10, 4
_CHART_WIDTH, _CHART_HEIGHT = 560, 320
_CHART_COLUMN, _CHART_COLUMNS = 9, 9
"""Width and number of the columns that a chart lies over."""
_COLOURS = ("#2E75B6", "#F4B183", "#A9D18E", "#BFBFBF")


def draw_charts(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    sheet = book.sheet(CHARTS, TAB_OTHER)
    sheet.widths((_LABEL_WIDTH, *(_NUMBER_WIDTH,) * _NUMBERS, 2, *(_CHART_COLUMN,) * _CHART_COLUMNS))
    width = 2 + _NUMBERS + _CHART_COLUMNS
    sheet.put(0, 0, "本年与上年数字图", Style.TITLE, columns=width)
    sheet.height(0, 30)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    blocks = chart_blocks(contents.layout)
    for block in blocks:
        _draw_numbers(sheet, block)
        sheet.insert_chart(block.top, _NUMBERS + 2, _chart(book, block), _CHART_WIDTH, _CHART_HEIGHT)
    sheet.print_on(CHART_TOP + CHART_ROWS * max(len(blocks), 1), width - 1)
    sheet.close()


def _draw_numbers(sheet: Sheet, block: ChartBlock) -> None:
    sheet.put(block.top, 0, f"{block.title}（{block.unit}）", Style.CHAPTER)
    sheet.put(block.top + 1, 0, "", Style.LIST_HEAD)
    for index, name in enumerate(block.series):
        sheet.put(block.top + 1, 1 + index, name, Style.LIST_HEAD)
    for line, (label, bars) in enumerate(block.lines):
        sheet.put(block.top + 2 + line, 0, label, Style.LABEL)
        for index in range(len(bars)):
            sheet.live(block.spot(line, index), Style.MIDDLE)


def _chart(book: Book, block: ChartBlock) -> Any:
    options = {"type": "column", "subtype": "stacked"} if block.stacked else {"type": "column"}
    chart = book.chart(options)
    first, last = block.spot(0, 0).row, block.spot(len(block.lines) - 1, 0).row
    font = {"name": SONG, "size": 9}
    for index in range(len(block.series)):
        column = 1 + index
        chart.add_series(
            {
                "name": [CHARTS, block.top + 1, column],
                "categories": [CHARTS, first, 0, last, 0],
                "values": [CHARTS, first, column, last, column],
                "fill": {"color": _COLOURS[index % len(_COLOURS)]},
                "gap": 80,
                # The format leaves out zeros; in a pile, labels would cover each other.
                "data_labels": {"value": not block.stacked, "font": font, "num_format": "0;-0;;"},
            }
        )
    chart.set_title({"name": block.title, "name_font": {"name": SONG, "size": 12, "bold": True}})
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": LINE_GREY, "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    return chart
