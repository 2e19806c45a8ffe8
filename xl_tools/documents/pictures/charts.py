"""Report → the charts of its documents, as figures."""

from __future__ import annotations

from math import ceil

from xl_tools.documents.blocks import Figure
from xl_tools.documents.pictures.bars import draw
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.chart_data import chart_data
from xl_tools.documents.pictures.svg import Drawing, write_svg
from xl_tools.report import Report

WIDTH = 440.0
"""Points; the text of a page is 156 mm wide, which is 442."""
_SIZE, _NARROW_SIZE = 9.0, 10.0
"""Of the letters: in a narrow figure, made for a telephone, larger than on paper."""
_EDGE = 2.0


def charts(report: Report, width: float = WIDTH) -> tuple[Figure, ...]:
    """申请量, 办理结果, 与上年比较, 复议诉讼; those left out of which all numbers are zero or missing.

    Args:
        width: of each in points; 300 is meant for a telephone.
    """
    size = _SIZE if width >= WIDTH else _NARROW_SIZE
    return tuple(figure(chart, width, size=size) for chart in chart_data(report))


def figure(chart: Chart, width: float = WIDTH, *, size: float = _SIZE) -> Figure:
    """The chart drawn at a width in points, with letters of this size; its height follows."""
    inner = draw(chart, width - 2 * _EDGE, size=size)
    # Whole points, because a picture of broken height loses a row of its pixels.
    height = float(ceil(inner.height + 2 * _EDGE))
    svg = write_svg(Drawing(width, height, tuple(inner.at(_EDGE, _EDGE))), chart.id, chart.caption, chart.alt)
    return Figure(chart.id, chart.caption, chart.alt, svg, width, height)
