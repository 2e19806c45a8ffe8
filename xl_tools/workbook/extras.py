"""What people put into a workbook beside the cells that it declares: sheets, pictures, comments, cells of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xl_tools.finding import Place
from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import read_book, sheet_parts
from xl_tools.intake.package import main_part, related
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.layout import CHARTS
from xl_tools.workbook.spot import Spot

_KINDS = {
    "comments": "批注",
    "threadedComment": "批注会话",
    "image": "图片",
    "chart": "图表",
    "oleObject": "嵌入的对象",
    "control": "控件",
    "table": "表格对象",
    "pivotTable": "数据透视表",
}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Extra:
    """One thing of the user's own: where it is, and what it is, in words."""

    place: Place
    what: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands on one sheet: its cells, the places of its formulas, and whether formulas outside are looked at."""

    cells: Grid
    formulas: Collection[tuple[int, int]]
    outside: bool = True


def foreign_sheets(sheets: Sequence[str], ours: Collection[str]) -> Iterator[Extra]:
    """Sheets that no template has."""
    for sheet in sheets:
        if sheet not in ours:
            yield Extra(Place(sheet, ""), "自己加的工作表")


def drawn_things(data: bytes, ours: Collection[str]) -> Iterator[Extra]:
    """Comments, pictures, charts and the like on the sheets of the template.

    Args:
        data: a workbook that the gate has let through.
    """
    container = Container(data)
    main, _ = main_part(container)
    for sheet, part in sheet_parts(container, main, read_book(container.part(main))).items():
        if sheet not in ours:
            continue
        kinds = Counter(_things(container, part, own_charts=sheet == CHARTS))
        for kind, number in kinds.items():
            yield Extra(Place(sheet, ""), f"{_KINDS[kind]} {number} 处" if number > 1 else _KINDS[kind])


def typed_beside(
    old: Typed, new: Typed, sheet: str, declared: Collection[Spot], printed: Collection[str]
) -> list[Extra]:
    """Cells of a sheet that people filled although the template declares no cell there.

    A formula counts where the template has nothing at all: within it, nobody could tell it from the template's.

    Args:
        new: the same sheet of the present template.
        printed: texts that an older template printed.
    """
    known = {text for text in new.cells.values() if isinstance(text, str)} | set(printed)
    bottom = max((row for row, _ in new.cells), default=0)
    right = max((column for _, column in new.cells), default=0)
    found: list[Extra] = []
    for place, value in sorted(old.cells.items()):
        spot = Spot(sheet, *place)
        if spot in declared or (isinstance(value, str) and value in known):
            continue
        inside = place[0] <= bottom and place[1] <= right
        if place in old.formulas and (inside or not old.outside):
            continue
        shown = str(next(iter(value.values()), "")) if isinstance(value, dict) else str(value)
        found.append(Extra(spot.place, shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"))
    return found


def _things(container: Container, part: str, *, own_charts: bool) -> Iterator[str]:
    for target, kind in related(container, part).values():
        name = kind.rpartition("/")[2]
        if name == "drawing" and target in container.by_name:
            inner: Mapping[str, tuple[str, str]] = related(container, target)
            names = [one.rpartition("/")[2] for _, one in inner.values()]
            yield from (one for one in names if one in _KINDS and not (own_charts and one == "chart"))
        elif name in _KINDS:
            yield name
