"""SVG read back with xml.etree: its texts with the room they take, its bars, and reports to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, cycle
from typing import Any
from xml.etree import ElementTree

from document_samples import YEARS, report_data, sample_report
from hypothesis import strategies as st

from xl_tools.datafile import report_from_data
from xl_tools.report import Report

LONG_UNIT = "示例省示例市示例自治县人民政府示例乡人民政府驻示例经济技术开发区工作委员会综合办公室"
ENTRIES = st.lists(
    st.one_of(st.integers(0, 9), st.integers(0, 10**8 - 1), st.sampled_from([None, "/", "许多", "-12"])),
    min_size=1,
    max_size=23,
)
"""What cells may hold in a draft, from nothing to eight digits."""
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Placed:
    """A rectangle on the drawing, and the text in it or the colour of a bar."""

    left: float
    top: float
    right: float
    bottom: float
    content: str

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def overlaps(self, other: Placed) -> bool:
        beside = self.right <= other.left + 0.02 or other.right <= self.left + 0.02
        return not (beside or self.bottom <= other.top + 0.02 or other.bottom <= self.top + 0.02)


def texts(svg: str) -> list[Placed]:
    """Every text: a wide character takes 1 em, a digit 0.59, what Noto Sans CJK bold needs, and so on."""
    found: list[Placed] = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        text, size = element.text or "", float(element.get("font-size", ""))
        x, y = float(element.get("x", "")), float(element.get("y", ""))
        width = size * sum(_em(character) for character in text)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
        found.append(Placed(left, y - 0.88 * size, left + width, y + 0.12 * size, text))
    return found


def _em(character: str) -> float:
    if character in " ,.":
        return 0.33
    if character == "%":
        return 0.97
    return 0.59 if character.isascii() else 1


def boxes(svg: str) -> list[Placed]:
    """Every rectangle but the paper, with its fill."""
    found = [
        Placed(x, y, x + width, y + height, element.get("fill", ""))
        for element in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        for x, y, width, height in [[float(element.get(name, "")) for name in ("x", "y", "width", "height")]]
    ]
    return found[1:]


def size_of(svg: str) -> tuple[float, float]:
    left, top, width, height = map(float, ElementTree.fromstring(svg).get("viewBox", "").split())
    assert (left, top) == (0, 0)
    return width, height


def faults(svg: str) -> list[str]:
    """Texts that overlap each other or leave the drawing, and boxes that leave it or have no size."""
    width, height = size_of(svg)
    found = texts(svg)
    outside = [
        f"outside: {one}"
        for one in (*found, *boxes(svg))
        if one.left < -0.02 or one.top < -0.02 or one.right > width + 0.02 or one.bottom > height + 0.02
    ]
    empty = [f"no size: {one}" for one in boxes(svg) if one.width < 0 or one.height <= 0]
    return [
        *outside,
        *empty,
        *(f"overlap: {one.content} / {two.content}" for one, two in combinations(found, 2) if one.overlaps(two)),
    ]


def with_last_year(edition: str, earlier: str, **changes: Any) -> Report:
    """The sample with last year's report, of the same or of the other edition."""
    previous = report_data(earlier) | {"year": YEARS[edition] - 1}
    report = sample_report(edition, **changes)
    return replace(report, previous=report_from_data(previous))


def filled(edition: str, entries: Sequence[Any], last_year: str = "") -> Report:
    """A report whose count cells hold the entries, over and over; `last_year` is the edition of last year's."""
    report = _filled(edition, entries)
    return replace(report, previous=_filled(last_year, entries[::-1]), year=YEARS["2021"]) if last_year else report


def _filled(edition: str, entries: Sequence[Any]) -> Report:
    data = report_data(edition)
    kept = {"proactive.fees.amount", "proactive.procurement.amount"}
    data["cells"] |= dict(zip((cell for cell in data["cells"] if cell not in kept), cycle(entries), strict=False))
    return report_from_data(data)


def nil_report(edition: str, entry: Any = 0) -> Report:
    """A report with the same entry in every cell."""
    return sample_report(edition, cells=dict.fromkeys(report_data(edition)["cells"], entry))


def numbers_in(svg: str) -> Iterator[str]:
    """The texts, and the last word of each, which is the number where a name stands before it."""
    for placed in texts(svg):
        yield placed.content
        yield placed.content.rpartition(" ")[2]
