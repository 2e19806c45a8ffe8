"""The chart of 报送情况: a bar for each level of offices, parted by status, every part with its number."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.consolidation.board import Status, Tally
from xl_tools.documents.blocks import Figure
from xl_tools.documents.pictures.lettering import text_width
from xl_tools.documents.pictures.svg import ALARM, BLUE, INK, LIGHT, MIDDLE, PAPER, Box, Drawing, Shape, Text, write_svg
from xl_tools.documents.pictures.svg import middle as baseline
from xl_tools.units import Level

_WIDTH, _SIZE, _BAR, _PITCH, _KEY = 480.0, 10.0, 16.0, 24.0, 26.0
_GAP = 6.0
_LEAST = 15.0
"""So wide is even the smallest part, for its number."""
FILLS = {Status.RECEIVED: (BLUE, PAPER), Status.RETURNED: (MIDDLE, INK), Status.WAITING: (LIGHT, INK)}
FILLS[Status.MISSING] = (ALARM, PAPER)
"""Fill of a part and the colour of the number on it; they differ in lightness as well."""
_CAPTION = "报送进度（单位数，按层级）"


def parts(tally: Tally) -> dict[Status, int]:
    """The numbers of a tally that add up to the units expected."""
    numbers = (tally.received, tally.returned, tally.waiting, tally.missing)
    return dict(zip(Status, numbers, strict=True))


def board_chart(levels: Sequence[tuple[Level, Tally]], total: Tally) -> Figure:
    """The chart as a figure of a document; a level without units has no bar."""
    rows = [("全部", total), *((level.label, tally) for level, tally in levels if tally.expected)]
    left = max(text_width(name, _SIZE) for name, _ in rows) + _GAP
    right = max(text_width(str(tally.expected), _SIZE) for _, tally in rows) + _GAP
    room, largest = _WIDTH - left - right, max(total.expected, 1)
    shapes: list[Shape] = list(_key(left))
    for index, (name, tally) in enumerate(rows):
        top = _KEY + index * _PITCH
        shapes.append(Text(left - _GAP, baseline(top, _BAR, _SIZE), name, _SIZE, INK, "end", bold=not index))
        x = left
        for status, width in _lengths(tally, room, largest).items():
            fill, ink = FILLS[status]
            shapes.append(Box(x, top, width, _BAR, fill, BLUE))
            number = str(parts(tally)[status])
            shapes.append(Text(x + width / 2, baseline(top, _BAR, _SIZE), number, _SIZE, ink, "middle"))
            x += width
        shapes.append(Text(x + _GAP, baseline(top, _BAR, _SIZE), str(tally.expected), _SIZE))
    height = _KEY + len(rows) * _PITCH
    alt = "；".join(f"{name}应报 {tally.expected}：{_said(tally)}" for name, tally in rows) + "。"
    svg = write_svg(Drawing(_WIDTH, height, tuple(shapes)), "board", _CAPTION, alt)
    return Figure("board", f"{_CAPTION}；条末是应报数", alt, svg, _WIDTH, height)


def _said(tally: Tally) -> str:
    """A tally in words: 已报 7，退回 1 …"""
    return "，".join(f"{status.label} {number}" for status, number in parts(tally).items())


def _lengths(tally: Tally, room: float, largest: int) -> dict[Status, float]:
    """How wide each part is: as its number says, but none too narrow for it, nor all together wider than the room."""
    numbers = {status: number for status, number in parts(tally).items() if number}
    lengths = {status: max(number * room / largest, _LEAST) for status, number in numbers.items()}
    over = sum(lengths.values()) - room
    if over > 0:
        longest = max(lengths, key=lambda status: lengths[status])
        lengths[longest] -= over
    return lengths


def _key(left: float) -> list[Shape]:
    shapes: list[Shape] = []
    x = left
    for status in Status:
        shapes.append(Box(x, 3, 9, 9, FILLS[status][0], BLUE))
        shapes.append(Text(x + 12, baseline(0, 15, _SIZE), status.label, _SIZE))
        x += 12 + text_width(status.label, _SIZE) + 3 * _GAP
    return shapes
