"""Tables of a PDF that lack vertical rules: where they would stand, told from the text between the horizontal ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from xl_tools.published.pdf_glyphs import Glyph

_NEAR = 3.0
_OVER = 2.0
_LEAST = 3
"""Rules of the same width, one below the other, that make a table."""
_MOST = 1_500
"""Rules on a page: every cell of 表三 with its own, and as many again."""
_RULED = 0.2
"""Of the height of a table: vertical rules within it, all together, of one that has them."""
_FINE, _COARSE = 0.3, 1.2
"""Of the size of the characters: a gap through which a rule can pass, and one that parts two cells."""
_FULL = 0.8
"""Of the most pieces that a row has: rows that show all columns."""
_LARGER = 1.25
"""Times the size of the rows above and below: a heading between two tables."""
Interval = tuple[float, float]


@dataclass(slots=True)
class _Band:
    """What stands between two horizontal rules; `fine` and `coarse` are the pieces that its text is made of."""

    top: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    fine: list[Interval] = field(default_factory=list[Interval])
    coarse: list[Interval] = field(default_factory=list[Interval])
    size: float = 0.0


def missing_rules(edges: Sequence[Any], glyphs: Sequence[Glyph]) -> list[dict[str, Any]]:
    """The vertical rules that the tables of a page lack, as pdfplumber takes them.

    Args:
        edges: of the page, as pdfplumber joins them.
        glyphs: the characters of the page.
    """
    rules = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    if len(rules) > _MOST:
        return []
    found: list[dict[str, Any]] = []
    for left, right, heights in _stacks(rules):
        for bands in _tables(left, right, heights, rules, glyphs):
            if len(bands) < _LEAST - 1:
                continue
            top, bottom = bands[0].top, bands[-1].bottom
            inner = [edge for edge in upright if left + _NEAR < edge["x0"] < right - _NEAR]
            if sum(_common(edge, top, bottom) for edge in inner) >= _RULED * (bottom - top):
                sides = [x for x in (left, right) if not _has_side(upright, x, top, bottom)]
                found += [_rule(x, top, bottom) for x in sides]
            elif sum(len(band.coarse) > 1 for band in bands) > 1:
                found += _rules(left, right, bands, rules)
    return found


def _stacks(rules: Sequence[Any]) -> Iterator[tuple[float, float, list[float]]]:
    """(left, right, heights) of rules of the same width; shorter ones between them are theirs."""
    rest: list[Any] = sorted(rules, key=lambda rule: rule["x0"] - rule["x1"])
    while rest:
        left, right = float(rest[0]["x0"]), float(rest[0]["x1"])
        same = {
            id(rule): float(rule["top"])
            for rule in rest
            if abs(rule["x0"] - left) <= _NEAR and abs(rule["x1"] - right) <= _NEAR
        }
        heights = _distinct(same.values())
        rest = [rule for rule in rest if id(rule) not in same]
        if len(heights) >= _LEAST:
            top, bottom = heights[0] - _NEAR, heights[-1] + _NEAR
            rest = [rule for rule in rest if not (_within(rule, left, right) and top <= rule["top"] <= bottom)]
            yield left, right, heights


def _within(rule: Any, left: float, right: float) -> bool:
    return left - _NEAR <= rule["x0"] <= rule["x1"] <= right + _NEAR


def _tables(
    left: float, right: float, heights: Sequence[float], rules: Sequence[Any], glyphs: Sequence[Glyph]
) -> Iterator[list[_Band]]:
    """The rows between rules of the same width, cut where a heading stands between two of them."""
    top, bottom = heights[0], heights[-1]
    inner = [float(rule["top"]) for rule in rules if _within(rule, left, right)]
    edges = _distinct(height for height in inner if top - _NEAR <= height <= bottom + _NEAR)
    bands = [_Band(above, below) for above, below in zip(edges, edges[1:], strict=False)]
    for glyph in glyphs:
        if glyph.text.strip() and left <= glyph.center <= right and not glyph.turn:
            band = next((band for band in bands if band.top <= glyph.middle < band.bottom), None)
            if band is not None:
                band.glyphs.append(glyph)
    written = [band for band in bands if band.glyphs]
    for band in written:
        band.size = median(glyph.size for glyph in band.glyphs)
        band.fine, band.coarse = _pieces(band.glyphs, _FINE), _pieces(band.glyphs, _COARSE)
    headings = {
        band.top
        for above, band, below in zip(written, written[1:], written[2:], strict=False)
        if len(band.coarse) == 1 and band.size > _LARGER * max(above.size, below.size)
    }
    table: list[_Band] = []
    for band in bands:
        if band.top not in headings:
            table.append(band)
            continue
        yield table
        table = []
    yield table


def _rules(left: float, right: float, bands: Sequence[_Band], rules: Sequence[Any]) -> Iterator[dict[str, Any]]:
    top, bottom = bands[0].top, bands[-1].bottom
    ends = [
        float(rule[side])
        for rule in rules
        for side in ("x0", "x1")
        if top - _NEAR <= rule["top"] <= bottom + _NEAR and left + _NEAR < rule[side] < right - _NEAR
    ]
    most = max(len(band.coarse) for band in bands)
    full = [band for band in bands if len(band.coarse) >= _FULL * most]
    gaps = [gap for gap in _gaps(full) if not any(gap[0] - _NEAR <= end <= gap[1] + _NEAR for end in ends)]
    columns = _distinct((*ends, *((low + high) / 2 for low, high in gaps)))
    yield from (_rule(x, top, bottom) for x in (left, right))
    for band in bands:
        # A rule that is shorter than the table ends where the cell above it does.
        below = [rule for rule in rules if abs(rule["top"] - band.bottom) <= _NEAR]
        spans = [span for piece in band.fine if (span := _span(piece, band.fine, (left, *columns, right), below))]
        here = [x for x in columns if not any(_crosses(piece, x) for piece in (*band.fine, *spans))]
        for (_, low), (high, _) in zip(band.coarse, band.coarse[1:], strict=False):
            if not any(low <= x <= high for x in here):
                here.append((low + high) / 2)
        yield from (_rule(x, band.top, band.bottom) for x in here)


def _span(piece: Interval, pieces: Sequence[Interval], edges: Sequence[float], below: Sequence[Any]) -> Interval | None:
    """The columns in whose middle a text stands that is wider than one of them: a heading above several."""
    low, high = piece
    if not any(_crosses(piece, edge) for edge in edges):
        return None
    ends = [(rule["x0"] - _NEAR, rule["x1"] + _NEAR) for rule in below]
    others = [other for other in pieces if other != piece]
    spans = [
        (first, last)
        for first in edges
        for last in edges
        if first <= low and last >= high and abs(first + last - low - high) <= 2 * _NEAR
        if not ends or any(begin <= first and last <= end for begin, end in ends)
        if not any(other[0] < last and other[1] > first for other in others)
    ]
    return max(spans, key=lambda span: span[1] - span[0], default=None)


def _crosses(piece: Interval, x: float) -> bool:
    """Whether a rule at `x` would run through a text; a little of it may stand over its cell."""
    return piece[0] + _OVER < x < piece[1] - _OVER


def _gaps(bands: Sequence[_Band]) -> Iterator[Interval]:
    """Where no row has text, between what has."""
    end: float | None = None
    for low, high in sorted(piece for band in bands for piece in band.fine):
        if end is not None and low > end:
            yield end, low
        end = high if end is None else max(end, high)


def _pieces(glyphs: Sequence[Glyph], gap: float) -> list[Interval]:
    """What of a row is covered with text, all its lines together, cut where a gap is wider than so many characters."""
    pieces: list[Interval] = []
    for glyph in sorted(glyphs, key=lambda one: one.left):
        if pieces and glyph.left - pieces[-1][1] <= gap * glyph.size:
            pieces[-1] = (pieces[-1][0], max(pieces[-1][1], glyph.right))
        else:
            pieces.append((glyph.left, glyph.right))
    return pieces


def _has_side(upright: Sequence[Any], x: float, top: float, bottom: float) -> bool:
    beside = [edge for edge in upright if abs(edge["x0"] - x) <= _NEAR]
    return sum(_common(edge, top, bottom) for edge in beside) >= (bottom - top) / 2


def _common(edge: Any, top: float, bottom: float) -> float:
    return max(0.0, min(edge["bottom"], bottom) - max(edge["top"], top))


def _rule(x: float, top: float, bottom: float) -> dict[str, Any]:
    return {"object_type": "line", "x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0, "height": bottom - top}


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found
