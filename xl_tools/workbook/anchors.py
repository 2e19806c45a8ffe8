"""Finds each declared cell by three anchors: its defined name, its address, and the labels printed around it.

Two that agree are enough; every disagreement is an issue. Nothing is read by position alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from xl_tools.errors import TemplateMismatch
from xl_tools.forms.model import Form
from xl_tools.rules import load_rules
from xl_tools.workbook.labels import LONGEST, Labels, expected_labels, normal
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.spot import Spot

Raw = int | float | str | bool | dict[str, str]
Grid = Mapping[tuple[int, int], Raw]
"""Used cells of one sheet by (row, column), as the worker sends them."""
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!#]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MOST_KNOWN = 4096


class AnchorKind(Enum):
    """What is wrong with the anchors of a cell that was found all the same."""

    MOVED = "moved"
    """Name and labels stand together at another address."""
    NAME = "name"
    """Address and labels agree; the defined name is gone or points elsewhere."""
    LABEL = "label"
    """Name and address agree; the labels around them read differently."""
    SORTED = "sorted"
    """The labels stand in another row of the same list, and its cells with them."""


@dataclass(frozen=True, slots=True)
class AnchorIssue:
    """One declared cell whose anchors disagree; `name` is its defined name, for number cells the cell id."""

    name: str
    kind: AnchorKind
    expected: Spot
    found: Spot


@dataclass(frozen=True)
class Located:
    """Where each declared cell of a layout stands in one workbook."""

    form: Form
    spots: Mapping[str, Spot]
    issues: tuple[AnchorIssue, ...]

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        """The template's formula of each total, as it reads at the places found."""
        rules, found = load_rules(self.form), dict[str, Total]()
        for cell_id in self.form.cells:
            equation = rules.total_formula(cell_id)
            if equation is not None:
                text = equation.right.to_excel(lambda other: self.spots[other].address)
                found[cell_id] = Total(text, equation.right.cells, self._places(equation.right.cells))
        return found

    def number_places(self, sheet: str) -> frozenset[tuple[int, int]]:
        """All number cells of one sheet."""
        return self._places(cell_id for cell_id in self.form.cells if self.spots[cell_id].sheet == sheet)

    def _places(self, cells: Iterable[str]) -> frozenset[tuple[int, int]]:
        return frozenset((self.spots[cell_id].row, self.spots[cell_id].column) for cell_id in cells)


@dataclass(frozen=True, slots=True)
class Total:
    """A total of the template: its formula without “=”, the cells it adds up, and where they stand."""

    text: str
    operands: tuple[str, ...]
    places: frozenset[tuple[int, int]]


_Words = Mapping[str, Mapping[tuple[int, int], str]]
"""By sheet: the cells that hold a printed label, in normal form."""


class Anchors:
    """The anchors of one layout, ready for many workbooks."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._labels = expected_labels(layout)
        self.expected: Mapping[str, Spot] = {name: spot for name, spot in layout.names.items() if name in self._labels}
        self._references = {name: spot.reference for name, spot in self.expected.items()}
        # Of all sheets together: a renamed sheet is still searched upwards for its headers.
        self._headers = frozenset(word for labels in self._labels.values() for word in labels.above)
        self._words = self._headers | {word for labels in self._labels.values() for word in labels.left}
        self._known: dict[str, str] = {}
        """Printed labels as workbooks have them → in normal form."""
        self._latest: tuple[Mapping[str, str], _Words, Located] | None = None

    def locate(self, names: Mapping[str, str], grids: Mapping[str, Grid]) -> Located:
        """Find every declared cell.

        Args:
            names: defined names → references as the workbook has them.

        Raises: TemplateMismatch naming a cell of which two anchors are gone.
        """
        words = {sheet: self._printed(grid) for sheet, grid in grids.items()}
        # Nothing else decides, and most workbooks of a batch agree in both.
        if self._latest and (self._latest[0] is names or self._latest[0] == names) and self._latest[1] == words:
            return self._latest[2]
        sheets = {sheet: _Sheet(printed, self._headers) for sheet, printed in words.items()}
        spots: dict[str, Spot] = {}
        issues: list[AnchorIssue] = []
        for name, address in self.expected.items():
            reference = names.get(name, "")
            named = address if reference == self._references[name] else parse_reference(reference)
            spot, kind = self._decide(name, address, named, sheets)
            spots[name] = spot
            if kind is not None:
                issues.append(AnchorIssue(name, kind, address, spot))
        located = Located(self.layout.form, spots, tuple(issues))
        self._latest = names, words, located
        return located

    def _printed(self, grid: Grid) -> dict[tuple[int, int], str]:
        known, found = self._known, dict[tuple[int, int], str]()
        for place, value in grid.items():
            if not isinstance(value, str):
                continue
            text = known.get(value)
            if text is None:
                if len(value) > LONGEST or (text := normal(value)) not in self._words:
                    continue
                # Of words alone, which are few, but may be written with any blanks.
                if len(known) < _MOST_KNOWN:
                    known[value] = text
            found[place] = text
        return found

    def _decide(
        self, name: str, address: Spot, named: Spot | None, sheets: Mapping[str, _Sheet]
    ) -> tuple[Spot, AnchorKind | None]:
        labels = self._labels[name]
        if named is not None and named.sheet in sheets and sheets[named.sheet].fits(named, labels):
            return named, None if named == address else AnchorKind.MOVED
        if address.sheet in sheets and sheets[address.sheet].fits(address, labels):
            return address, AnchorKind.NAME
        if named == address and address.sheet in sheets:
            # Sorting moves texts and values but neither names nor addresses, so the two are one witness
            # then. It shows by the label standing in another row while this row carries another's label.
            row = sheets[address.sheet].moved_row(address, labels, self._row_labels(address.sheet))
            if row is None:
                return address, AnchorKind.LABEL
            return Spot(address.sheet, row, address.column), AnchorKind.SORTED
        raise self._lost(name, address, named, sheets)

    def _row_labels(self, sheet: str) -> Iterable[tuple[str, ...]]:
        return {labels.left for name, labels in self._labels.items() if self.expected[name].sheet == sheet}

    def _lost(self, name: str, address: Spot, named: Spot | None, sheets: Mapping[str, _Sheet]) -> TemplateMismatch:
        if address.sheet not in sheets and named is None:
            return TemplateMismatch(
                f"工作簿里找不到工作表“{address.sheet}”。",
                code="T05",
                hint="请用本软件的模板填报，不要删除工作表或同时改动表名和名称。",
            )
        title = self._labels[name].title
        return TemplateMismatch(
            f"工作表“{address.sheet}”里找不到“{title}”（应在 {address.address}）：名称和行、列标题都对不上。",
            code="T06",
            hint="请恢复这一格的行、列标题，或把数字转填到新的模板里。",
        )


class _Sheet:
    """The printed labels of one sheet as it is now."""

    def __init__(self, words: Mapping[tuple[int, int], str], headers: frozenset[str]) -> None:
        self._rows: dict[int, dict[str, int]] = {}
        """Labels of each row with the leftmost column where they stand."""
        self._columns: dict[int, list[int]] = {}
        """Rows of each column where a header stands, downwards."""
        self._headers = {place: text for place, text in words.items() if text in headers}
        self._paths: dict[tuple[int, int], list[str]] = {}
        for (row, column), text in words.items():
            texts = self._rows.setdefault(row, {})
            texts[text] = min(column, texts.get(text, column))
            if text in headers:
                insort(self._columns.setdefault(column, []), row)

    def fits(self, spot: Spot, labels: Labels) -> bool:
        """Whether the labels stand around a cell: the row's to its left, the column's above it."""
        return self._fits_left(spot.row, spot.column, labels.left) and self._fits_above(spot, labels.above)

    def moved_row(self, spot: Spot, labels: Labels, others: Iterable[tuple[str, ...]]) -> int | None:
        """The one other row that carries the labels, if the cell's own row carries those of another cell."""
        if not labels.left:
            return None
        rows = [row for row in self._rows if self._fits_left(row, spot.column, labels.left)]
        if len(rows) != 1 or not any(other and self._fits_left(spot.row, spot.column, other) for other in others):
            return None
        return rows[0]

    def _fits_left(self, row: int, column: int, wanted: tuple[str, ...]) -> bool:
        texts = self._rows.get(row)
        return not wanted or (texts is not None and all(texts.get(word, column) < column for word in wanted))

    def _fits_above(self, spot: Spot, wanted: tuple[str, ...]) -> bool:
        if not wanted:
            return True
        rows = self._columns.get(spot.column, [])
        at = bisect_left(rows, spot.row)
        if not at:
            return False
        place = (rows[at - 1], spot.column)
        path = self._paths.get(place)
        if path is None:
            path = self._paths[place] = self._path(*place)
        return path[-len(wanted) :] == list(wanted)

    def _path(self, row: int, column: int) -> list[str]:
        """The header at a place and those above it, outermost first.

        An outer header is merged over several columns: its text stands at or left of the inner one.
        """
        path = [self._headers[row, column]]
        for above in range(row - 1, -1, -1):
            found = [at for (line, at) in self._headers if line == above and at <= column]
            if found:
                path.insert(0, self._headers[above, max(found)])
        return path


def parse_reference(reference: str) -> Spot | None:
    """'三、申请情况'!$D$6 → Spot; None for anything that is not a single cell (#REF!$D$6, ranges, constants)."""
    found = _REFERENCE.fullmatch(reference.lstrip("="))
    if not found:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    column = 0
    for letter in found[3]:
        column = column * 26 + ord(letter) - 64
    return Spot(sheet, int(found[4]) - 1, column - 1) if found[4].strip("0") else None
