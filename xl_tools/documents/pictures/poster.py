"""图解 → one A4 page: title, headline numbers, charts, a sentence a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING
from xl_tools.documents.pictures.bars import draw
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.headlines import Headline
from xl_tools.documents.pictures.infographic import Infographic
from xl_tools.documents.pictures.lettering import fit, shrunk, text_width, wrap
from xl_tools.documents.pictures.summaries import Summary
from xl_tools.documents.pictures.svg import (
    ALARM,
    BLUE,
    HAIRLINE,
    INK,
    PALE,
    PAPER,
    SOFT,
    Box,
    Drawing,
    Rule,
    Shape,
    Text,
    below,
    middle,
    write_svg,
)

WIDTH, HEIGHT = 595.0, 842.0
"""A4 in whole points."""
_SIDE, _TOP, _FOOT = 42.0, 32.0, 38.0
_INNER, _ROOM = WIDTH - 2 * _SIDE, HEIGHT - _TOP - _FOOT
_GUTTER = 25.0
_COLUMN = (_INNER - _GUTTER) / 2
_SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_LEAST_GAP, _MOST_GAP = 14.0, 54.0
_ONE_LINE, _TWO_LINES = (28.0, 26.0, 24.0, 22.0, 20.0), (20.0, 18.0, 16.0, 14.0, 12.0, 10.0)
_CARDS, _CARD_GAP, _UNIT_GAP = 4, 8.0, 2.0
_SMALL = 11.0
"""Charts and the labels of cards are not set larger than this, however much room there is."""
_STATEMENT = 15.0
"""Size of the letters of a statement, if those of the sentences are large as well."""


def infographic_svg(info: Infographic) -> str:
    """The 图解 as an SVG document, one A4 page of WIDTH by HEIGHT points."""
    return write_svg(draw_poster(info), "infographic", info.full_title, info.alt)


def draw_poster(info: Infographic) -> Drawing:
    """The 图解 as a drawing of WIDTH by HEIGHT points.

    Letters are as large as lets everything find its place; the white space that is left goes between the parts.
    """
    size = next((size for size in _SIZES if _needed(_parts(info, size)) <= _ROOM), _SIZES[-1])
    parts = _parts(info, size)
    gap = _LEAST_GAP + min((_ROOM - _needed(parts)) / len(parts), _MOST_GAP - _LEAST_GAP)
    shapes: list[Shape] = [Box(0, 0, WIDTH, 8, BLUE)]
    y = _TOP
    for part in parts:
        shapes += part.at(_SIDE, y)
        y += part.height + gap
    line = HEIGHT - _FOOT + 12
    small = shrunk(info.closing, _INNER, 8)
    shapes.append(Rule(_SIDE, line, WIDTH - _SIDE, line, HAIRLINE))
    shapes.append(Text(WIDTH / 2, below(line + 6, small), info.closing, small, SOFT, "middle"))
    return Drawing(WIDTH, HEIGHT, tuple(shapes))


def _parts(info: Infographic, size: float) -> list[Drawing]:
    """What stands below each other, with letters of this size."""
    parts = (_title(info), _numbers(info.headlines, size), *_rows(info.panels, size), _sentences(info.summaries, size))
    return [part for part in parts if part.height]


def _needed(parts: Sequence[Drawing]) -> float:
    return sum(part.height for part in parts) + _LEAST_GAP * (len(parts) - 1)


def _title(info: Infographic) -> Drawing:
    """The unit's name on one or two lines, what this is, and in a draft that it is one."""
    shapes: list[Shape] = []
    centre, y = _INNER / 2, 0.0
    if info.draft:
        shapes.append(Box(centre - 110, y, 220, 22, PAPER, ALARM))
        mark = f"{DRAFT_MARK}　{DRAFT_WARNING}"
        shapes.append(Text(centre, middle(y, 22, 12), mark, 12, ALARM, "middle", bold=True))
        y += 30
    one_line = text_width(info.unit, _ONE_LINE[-1], bold=True) <= _INNER
    size, names = fit(info.unit, _INNER, *((_ONE_LINE, 1) if one_line else (_TWO_LINES, 2)), bold=True)
    for name in names:
        shapes.append(Text(centre, below(y, size), name, size, BLUE, "middle", bold=True))
        y += 1.3 * size
    y += 4
    shapes.append(Text(centre, below(y, 14), info.title, shrunk(info.title, _INNER, 14), INK, "middle"))
    y += 26
    shapes.append(Rule(0, y, _INNER, y, BLUE, 1.5))
    return Drawing(_INNER, y + 1, tuple(shapes))


def _numbers(headlines: Sequence[Headline], size: float) -> Drawing:
    """The headline numbers on cards, at most four in a row; each row takes the whole width."""
    if not headlines:
        return Drawing(_INNER, 0, ())
    in_row = len(headlines) if len(headlines) <= _CARDS else -(-len(headlines) // 2)
    room = (_INNER - _CARD_GAP * (in_row - 1)) / in_row - _CARD_GAP
    small = min(shrunk(headline.label, room, min(size, _SMALL)) for headline in headlines)
    tiny = min(shrunk(headline.change, room, min(size, _SMALL) - 1) for headline in headlines)
    beside = max(text_width(headline.unit, tiny) for headline in headlines) + _UNIT_GAP
    large = min(shrunk(headline.large, room - beside, 2.5 * size, bold=True) for headline in headlines)
    compared = any(headline.change for headline in headlines)
    height = 2 * _CARD_GAP + small + 1.3 * large + (tiny + 2 if compared else 0)
    shapes: list[Shape] = []
    top = 0.0
    for first in range(0, len(headlines), in_row):
        row = headlines[first : first + in_row]
        width = (_INNER - _CARD_GAP * (len(row) - 1)) / len(row)
        for index, headline in enumerate(row):
            left = index * (width + _CARD_GAP)
            shapes.append(Box(left, top, width, height, PALE))
            centre, y = left + width / 2, top + _CARD_GAP
            shapes.append(Text(centre, below(y, small), headline.label, small, SOFT, "middle"))
            y += small
            baseline = middle(y, 1.3 * large, large)
            right = centre + (text_width(headline.large, large, bold=True) - beside) / 2
            shapes.append(Text(right, baseline, headline.large, large, BLUE, "end", bold=True))
            shapes.append(Text(right + _UNIT_GAP, baseline, headline.unit, tiny, SOFT))
            if headline.change:
                y += 1.3 * large + 2
                shapes.append(Text(centre, below(y, tiny), headline.change, tiny, SOFT, "middle"))
        top += height + _CARD_GAP
    return Drawing(_INNER, top - _CARD_GAP, tuple(shapes))


def _rows(panels: Sequence[Chart | str], size: float) -> Iterator[Drawing]:
    """Two panels side by side; a last one by itself takes the whole width."""
    for first in range(0, len(panels), 2):
        pair = panels[first : first + 2]
        width = _COLUMN if len(pair) == 2 else _INNER
        charts = {panel: _chart(panel, width, size) for panel in pair if isinstance(panel, Chart)}
        height = max((drawing.height for drawing in charts.values()), default=4 * size + 24)
        shapes: list[Shape] = []
        for index, panel in enumerate(pair):
            drawing = charts[panel] if isinstance(panel, Chart) else _statement(panel, width, height, size)
            shapes += drawing.at(index * (_COLUMN + _GUTTER), 0)
        yield Drawing(_INNER, height, tuple(shapes))


def _chart(chart: Chart, width: float, size: float) -> Drawing:
    """The chart below its title."""
    heading = _heading(chart.title, width, size)
    unit = Text(width, heading.height - 3, f"单位：{chart.unit}", min(size, _SMALL) - 1, SOFT, "end")
    drawing = draw(chart, width, size=min(size, _SMALL) - 1, named_unit=False)
    top = heading.height + 7
    return Drawing(width, top + drawing.height, (*heading.shapes, unit, *drawing.at(0, top)))


def _statement(text: str, width: float, height: float, size: float) -> Drawing:
    """A sentence in the middle of a quiet panel, on one line if it fits."""
    size = min(size + 2, _STATEMENT)
    room, whole = width - 2 * size, text.replace("\n", "")
    parts = [whole] if text_width(whole, size) <= room else text.split("\n")
    lines = [line for part in parts for line in wrap(part, room, size)]
    pitch = 1.5 * size
    top = (height - pitch * len(lines)) / 2
    shapes: list[Shape] = [Box(0, 0, width, height, PALE)]
    for index, line in enumerate(lines):
        shapes.append(Text(width / 2, middle(top + pitch * index, pitch, size), line, size, BLUE, "middle"))
    return Drawing(width, height, tuple(shapes))


def _heading(text: str, width: float, size: float) -> Drawing:
    bar = Box(0, 0, 3, size + 2, BLUE)
    return Drawing(width, size + 2, (bar, Text(9, middle(0, size + 2, size + 1), text, size + 1, BLUE, bold=True)))


def _sentences(summaries: Sequence[Summary], size: float) -> Drawing:
    """A sentence a section, its name before it."""
    heading = _heading("各部分要点", _INNER, size)
    shapes: list[Shape] = [*heading.shapes]
    y = heading.height + 4
    left = max((text_width(summary.name, size, bold=True) for summary in summaries), default=0.0) + 14
    for index, summary in enumerate(summaries):
        if index:
            shapes.append(Rule(0, y, _INNER, y, HAIRLINE))
        y += size / 2
        shapes.append(Text(0, below(y, size), summary.name, size, BLUE, bold=True))
        for line in wrap(summary.text, _INNER - left, size):
            shapes.append(Text(left, below(y, size), line, size))
            y += 1.35 * size
        y += size / 2 - 0.35 * size
    return Drawing(_INNER, y, tuple(shapes))
