"""Cells of which the two readings of a workbook say different things: told, and not believed (W8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_tools.characters import escaped
from xl_tools.finding import Finding, Place, Severity
from xl_tools.report import PREVIOUS
from xl_tools.workbook.anchors import AnchorKind, Grid, Located, Raw
from xl_tools.workbook.cellvalues import BASIS, as_date
from xl_tools.workbook.labels import expected_labels
from xl_tools.workbook.layout import PROPOSED, Layout
from xl_tools.workbook.spot import Spot

DIFFERS = "W8"
_EACH = 12
"""Cells of a sheet that are told one by one."""
_LONGEST, _COMMON = 40, 10
"""Characters of a content that are shown, and of what two long ones have in common before they part."""
_REASON = "有两种读法，不知道以哪个为准"
_FACT = "fact."
"""Begins the defined name of a fact."""


def unread_twice(located: Located) -> dict[str, list[tuple[int, int]]]:
    """Declared cells by sheet that were read once only, because no defined name points at them."""
    found: dict[str, list[tuple[int, int]]] = {}
    for issue in located.issues:
        if issue.kind in (AnchorKind.NAME, AnchorKind.SORTED):
            found.setdefault(issue.found.sheet, []).append((issue.found.row, issue.found.column))
    return found


class Doubtful:
    """What the differences between two readings mean for a workbook.

    Args:
        grids: by sheet, as calamine gave them.
        readings: what extract() said, each time that cells were read twice.

    Attributes:
        grids: without what cannot be believed: numbers of both years are errors, facts are gone; texts stay as they
            are, for nothing is reckoned with them.
        notes: an error for each cell, and for each sheet read once.
    """

    def __init__(
        self, layout: Layout, located: Located, grids: Mapping[str, Grid], readings: Sequence[Mapping[str, Any]]
    ) -> None:
        self.grids: dict[str, Grid] = dict(grids)
        once = dict.fromkeys(sheet for reading in readings for sheet in reading.get("once", ()))
        self.notes: list[Finding] = [_read_once(sheet) for sheet in once]
        differs: list[tuple[str, Any]] = [one for reading in readings for one in reading.get("differs", {}).items()]
        if not differs:
            return
        self._form, self._labels = layout.form, expected_labels(layout)
        names = {spot: name for name, spot in located.spots.items()}
        for sheet, found in differs:
            grid: dict[tuple[int, int], Raw] = dict(self.grids.get(sheet, {}))
            ours = [
                (spot, names[spot], one, other)
                for row, column, one, other in found
                if (spot := Spot(sheet, row, column)) in names
            ]
            # What is an error in itself is told by the rule on numbers.
            ours = [each for each in ours if each[1] not in self._form.cells or not _is_error(grid, each[0])]
            for spot, name, one, other in ours:
                self._disbelieve(grid, spot, name, one, other)
            self.grids[sheet] = grid
            self.notes += [self._note(*each) for each in ours[:_EACH]]
            if rest := [spot.place for spot, *_ in ours[_EACH:]]:
                message = f"“{sheet}”里另有 {len(rest)} 格（{rest[0].address} 等）{_REASON}"
                self.notes.append(_error(message, (), tuple(rest)))

    def _disbelieve(self, grid: dict[tuple[int, int], Raw], spot: Spot, name: str, one: Raw, other: Raw) -> None:
        if self._is_number(name):
            grid[spot.row, spot.column] = {"error": " 或 ".join(_shown(one, other)), "reason": _REASON}
        elif name.startswith(_FACT):
            grid.pop((spot.row, spot.column), None)

    def _note(self, spot: Spot, name: str, one: Raw, other: Raw) -> Finding:
        number = self._is_number(name)
        first, second = _shown(one, other)
        found = f"“{spot.sheet}”的“{self._labels[name].title}”（{spot.address}）{_REASON}：“{first}”和“{second}”"
        ignored = "，没有采用" if number or name.startswith(_FACT) else ""
        return _error(found + ignored, (name,) if number else (), (spot.place,))

    def _is_number(self, name: str) -> bool:
        return name in self._form.cells or name.startswith((PREVIOUS, PROPOSED))


def _is_error(grid: Grid, spot: Spot) -> bool:
    raw = grid.get((spot.row, spot.column))
    return isinstance(raw, dict) and "error" in raw


def _read_once(sheet: str) -> Finding:
    return _error(
        f"“{sheet}”里有读不懂的内容，其余各格只能读一遍，没有核对", (), (), "请在 Excel 中打开，按提示修复，保存后再试"
    )


def _error(
    message: str,
    cells: tuple[str, ...],
    places: tuple[Place, ...],
    advice: str = "请在 Excel 中打开，核对并重新输入，保存后再试",
) -> Finding:
    text = f"{message}。{advice}。（{DIFFERS}）"
    return Finding(DIFFERS, Severity.ERROR, cells, places, None, None, None, text, BASIS)


def _shown(one: Raw, other: Raw) -> tuple[str, str]:
    """Two contents for a message, long texts from where they part."""
    first, second = _words(one), _words(other)
    same = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
    start = max(same - _COMMON, 0)
    return _cut(first, start), _cut(second, start)


def _words(raw: Raw | None) -> str:
    if raw is None or raw == "":
        return "（空白）"
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, dict):
        return str(as_date(raw)) if "date" in raw else escaped(raw["error"])
    return escaped(str(raw))


def _cut(text: str, start: int) -> str:
    if len(text) <= _LONGEST:
        return text
    return ("…" if start else "") + text[start : start + _LONGEST] + ("…" if len(text) > start + _LONGEST else "")
