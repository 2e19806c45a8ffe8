"""Chart → drawing: horizontal bars with their numbers as text, legible in print without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, groupby

from xl_tools.documents.pictures.chart import Chart, Number, Row, Shown, Style
from xl_tools.documents.pictures.lettering import shrunk, text_width, wrap
from xl_tools.documents.pictures.svg import (
    BLUE,
    GREY,
    HAIRLINE,
    INK,
    LIGHT,
    MIDDLE,
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
)
from xl_tools.narrative.figures import show_number

TWO_SERIES = (BLUE, GREY)
PARTS = (BLUE, MIDDLE, LIGHT, PAPER)
"""Fills from dark to white; outlined, so that the lighter ones stand out from the paper."""
SWATCH = 7.0
_GAP = 5.0
_HEADING = 4
"""Characters in a line of a group's heading."""
_LONGEST_LABELS, _LEAST_LABELS = 0.42, 0.25
"""Shares of the width that labels may take, with the headings of groups and without, before they are set smaller."""
_SHARE = "占比"
_BETWEEN_PARTS = 1.4 * _GAP


def draw(chart: Chart, width: float, *, size: float = 9.0, named_unit: bool = True) -> Drawing:
    """The chart at a width in points; its height follows.

    Args:
        size: of its letters.
        named_unit: print “单位：件” at the top left.
    """
    head: list[Shape] = []
    x = 0.0
    if named_unit:
        text = f"单位：{chart.unit}"
        head.append(Text(0, below(0, size - 1), text, size - 1, SOFT))
        x += text_width(text, size - 1) + 3 * _GAP
    if chart.style is not Style.PARTS and len(chart.series) > 1:
        for name, fill in zip(chart.series, cycle(TWO_SERIES), strict=False):
            head += _key(x, 0, name, size - 1, fill)
            x += SWATCH + 3 + text_width(name, size - 1) + 2 * _GAP
    match chart.style:
        case Style.SUMS | Style.SHARES:
            drawn, top = _sums(chart, width, size), 0.0
        case Style.BESIDE | Style.PARTS:
            drawn = (_beside if chart.style is Style.BESIDE else _parts)(chart, width, size)
            top = _head(size) if head else 0.0
    shapes = [*head, *drawn.at(0, top)]
    height = top + drawn.height
    for index, line in enumerate(wrap(chart.note, width, size - 1)):
        height += size + 2 if index else size + 2 + _GAP
        shapes.append(Text(0, height - 2, line, size - 1, SOFT))
    return Drawing(width, height, tuple(shapes))


def _head(size: float) -> float:
    """Height of the line above the rows: unit, names of series, headings of columns."""
    return size + _GAP


def _beside(chart: Chart, width: float, size: float) -> Drawing:
    """Bars of all series below each other, the number at the end of each."""
    bar, step = size - 1.5, size + 0.5
    pitch = step * len(chart.series) + _GAP
    labels = _labels(chart.rows, width, pitch, size)
    numbers = [number for row in chart.rows for number in row.numbers]
    area = width - labels.width - max(text_width(_printed(number), size) for number in numbers) - _GAP
    largest = _largest(numbers)
    shapes = [*labels.shapes]
    for index, row in enumerate(chart.rows):
        top = index * pitch + _GAP / 2
        for number, fill in zip(row.numbers, cycle(TWO_SERIES), strict=False):
            length = _length(number, largest, area)
            if length:
                shapes.append(Box(labels.width, top + (step - bar) / 2, length, bar, fill))
            if text := _printed(number):
                at = labels.width + length + _GAP - 1
                shapes.append(Text(at, middle(top, step, size), text, size, _ink(text)))
            top += step
    shapes.append(_axis(labels, 0))
    return Drawing(width, labels.height, tuple(shapes))


def _sums(chart: Chart, width: float, size: float) -> Drawing:
    """One bar a row made of its series, on a track if it is a share, and the numbers in columns to the right."""
    pitch, bar, head = 2 * size - 3, size, _head(size)
    labels = _labels(chart.rows, width, pitch, size)
    columns = _columns(chart, pitch, size)
    area = max(width - columns.width - labels.width, 0.0)
    lengths = [sum(_positive(row)) for row in chart.rows]
    shares = chart.style is Style.SHARES
    largest = sum(lengths) if shares else _largest(lengths)
    shapes = [*labels.at(0, head), *columns.at(width - columns.width, 0)]
    for index, row in enumerate(chart.rows):
        top, left = head + index * pitch + (pitch - bar) / 2, labels.width
        if shares:
            shapes.append(Box(left, top, area, bar, PALE))
        for number, fill in zip(_positive(row), cycle(TWO_SERIES), strict=False):
            length = _length(number, largest, area)
            if length:
                shapes.append(Box(left, top, length, bar, fill))
            left += length
    shapes.append(_axis(labels, head))
    return Drawing(width, head + labels.height, tuple(shapes))


def _columns(chart: Chart, pitch: float, size: float) -> Drawing:
    """Right-aligned columns of numbers and shares; above each its name, or the swatch that the legend explains."""
    series = zip(chart.series, cycle(TWO_SERIES), zip(*(row.numbers for row in chart.rows), strict=True), strict=False)
    columns = [
        (name, fill if len(chart.series) > 1 else "", tuple(map(_printed, numbers))) for name, fill, numbers in series
    ]
    if any(row.share for row in chart.rows):
        columns.append((_SHARE, "", tuple(row.share for row in chart.rows)))
    head, small = _head(size), size - 1
    shapes: list[Shape] = []
    x = 0.0
    for name, fill, texts in columns:
        heading = SWATCH if fill else text_width(name, small)
        x += 2 * _GAP + max(heading, *(text_width(text, size) for text in texts))
        if fill:
            shapes.append(Box(x - SWATCH, (small - SWATCH) / 2, SWATCH, SWATCH, fill))
        else:
            shapes.append(Text(x, below(0, small), name, small, SOFT, "end"))
        for index, text in enumerate(texts):
            if text:
                baseline = middle(head + index * pitch, pitch, size)
                shapes.append(Text(x, baseline, text, size, _ink(text), "end"))
    return Drawing(x, head + pitch * len(chart.rows), tuple(shapes))


def _parts(chart: Chart, width: float, size: float) -> Drawing:
    """For each row its name and total, one bar made of its parts, and a key with the number of each part.

    A row of which nothing happened has a line in place of all that.
    """
    largest = _largest([sum(_positive(row)) for row in chart.rows])
    shapes: list[Shape] = []
    top = 0.0
    for row in chart.rows:
        total = f"总计 {_printed(row.total)}" if row.total is not None else ""
        fitting = shrunk(row.label, width - text_width(total, size) - 2 * _GAP, size, bold=True)
        shapes.append(Text(0, below(top, size), row.label, fitting, INK, bold=True))
        if total:
            shapes.append(Text(width, below(top, size), total, size, INK, "end"))
        top += size + 3
        if row.total == 0 and not any(row.numbers):
            shapes.append(Rule(0, top + 1, width, top + 1, HAIRLINE))
            top += 2 + _BETWEEN_PARTS
            continue
        x = 0.5
        for number, fill in zip(_positive(row), cycle(PARTS), strict=False):
            length = _length(number, largest, width - 1)
            if length:
                shapes.append(Box(x, top, length, size, fill, BLUE))
            x += length
        if x == 0.5:
            shapes.append(Rule(0, top + size / 2, width, top + size / 2, HAIRLINE))
        keys = _keys(chart.series, row.numbers, width, size)
        shapes += keys.at(0, top + size + 3)
        top += size + 3 + keys.height + _BETWEEN_PARTS
    return Drawing(width, top - _BETWEEN_PARTS, tuple(shapes))


def _keys(series: Sequence[str], numbers: Sequence[Shown], width: float, size: float) -> Drawing:
    """Swatch, name and number of each part, in as many columns as fit."""
    texts = [
        (f"{name} {show_number(number)}", fill)
        for name, number, fill in zip(series, numbers, cycle(PARTS), strict=False)
        if number is not None
    ]
    needed = max((text_width(text, size) for text, _ in texts), default=0.0) + SWATCH + 3 + 2 * _GAP
    columns = next((count for count in (4, 2) if count * needed <= width), 1)
    shapes: list[Shape] = []
    for index, (text, fill) in enumerate(texts):
        line, column = divmod(index, columns)
        shapes += _key(column * width / columns, line * (size + 2), text, size, fill)
    return Drawing(width, -(-len(texts) // columns) * (size + 2), tuple(shapes))


def _key(x: float, top: float, text: str, size: float, fill: str) -> tuple[Shape, Shape]:
    swatch = Box(x, top + (size - SWATCH) / 2, SWATCH, SWATCH, fill, BLUE if fill in PARTS else "")
    return swatch, Text(x + SWATCH + 3, below(top, size), text, size)


def _labels(rows: Sequence[Row], width: float, pitch: float, size: float) -> Drawing:
    """Labels flush with the bars that follow; rows of one group have its heading and a line before them."""
    heading = max((text_width(line, size - 1) for row in rows for line in _heading(row.group)), default=0.0)
    before = heading + 3 * _GAP if heading else 0.0
    room = max(_LONGEST_LABELS * width - before, _LEAST_LABELS * width)
    fitting = min(shrunk(row.label, room, size) for row in rows)
    right = before + max(text_width(row.label, fitting) for row in rows)
    shapes: list[Shape] = [
        Text(right, middle(index * pitch, pitch, fitting), row.label, fitting, INK, "end")
        for index, row in enumerate(rows)
    ]
    top = 0.0
    for group, members in groupby(rows, key=lambda row: row.group):
        height = pitch * len(list(members))
        if group:
            lines = _heading(group)
            first = top + (height - size * len(lines)) / 2
            for index, line in enumerate(lines):
                shapes.append(Text(heading, below(first + index * size, size - 1), line, size - 1, SOFT, "end"))
            shapes.append(Rule(heading + _GAP, top + 3, heading + _GAP, top + height - 3, HAIRLINE, 1))
        top += height
    return Drawing(right + _GAP, top, tuple(shapes))


def _heading(group: str) -> tuple[str, ...]:
    """A group's heading in lines of four characters, the first one shorter: 法人或, 其他组织."""
    ends = range(len(group) % _HEADING, len(group) + 1, _HEADING)
    return tuple(group[max(end - _HEADING, 0) : end] for end in ends if end)


def _axis(labels: Drawing, top: float) -> Rule:
    """The line on which bars begin."""
    return Rule(labels.width, top, labels.width, top + labels.height, SOFT, 0.75)


def _printed(number: Shown) -> str:
    return "" if number is None else show_number(number)


def _ink(text: str) -> str:
    """Zeros and shares step back, so that the eye finds the numbers."""
    return SOFT if text == "0" or text.endswith("%") else INK


def _positive(row: Row) -> Iterator[Number]:
    """The numbers as lengths: what is missing or negative, as in a draft it may be, has none."""
    return (max(number or 0, 0) for number in row.numbers)


def _largest(numbers: Iterable[Shown]) -> Number:
    return max((number for number in numbers if number is not None), default=0)


def _length(number: Shown, largest: Number, longest: float) -> float:
    """How many points a number is long where the largest one is `longest`."""
    if number is None or number <= 0 or longest <= 0:
        return 0.0
    return float(number) * longest / float(largest)
