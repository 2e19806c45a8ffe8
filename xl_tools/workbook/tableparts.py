"""The tables of a workbook: which cells a structured reference to one of them means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.sheetindex import Box, Place, box_of

_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPED = re.compile(r"'(.)", re.DOTALL)
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        box: all its cells.
        headings, totals: rows at its top and at its bottom that are no data.
    """

    name: str
    sheet: str
    box: Box
    headings: int
    totals: int
    columns: tuple[str, ...]

    def holds(self, sheet: str, place: Place) -> bool:
        """Whether a cell lies in the table."""
        top, left, bottom, right = self.box
        return sheet == self.sheet and top <= place[0] <= bottom and left <= place[1] <= right

    def box_of(self, text: str, place: Place | None) -> Box | None:
        """The cells of a structured reference to this table; None if it names a column that there is not.

        Args:
            place: the cell that refers to it, if it lies in the table.
        """
        inner = text.partition("[")[2].removesuffix("]")
        items = _ITEM.findall(inner) or [inner.removeprefix("@")]
        parts = [item.casefold() for item in items if item.startswith("#")]
        columns = [_ESCAPED.sub(r"\1", item).casefold() for item in items if item and not item.startswith("#")]
        known = [name.casefold() for name in self.columns]
        if not all(column in known for column in columns):
            return None
        top, bottom = self._rows(["#this row"] if inner.startswith("@") else parts, place)
        at = [known.index(column) for column in columns] or [0, self.box[3] - self.box[1]]
        return (top, self.box[1] + min(at), bottom, self.box[1] + max(at)) if top <= bottom else None

    def _rows(self, parts: list[str], place: Place | None) -> tuple[int, int]:
        top, _, bottom, _ = self.box
        data = (top + self.headings, bottom - self.totals)
        rows = {
            "#all": (top, bottom),
            "#data": data,
            "#headers": (top, data[0] - 1),
            "#totals": (data[1] + 1, bottom),
            "#this row": (place[0], place[0]) if place else data,
        }
        chosen = [rows[part] for part in parts if part in rows] or [data]
        return min(first for first, _ in chosen), max(last for _, last in chosen)


def read_table(sheet: str, part: str, content: bytes) -> Table:
    """The table of a table part. Raises: Refusal W16 if it is no XML or says nothing of where the table stands."""
    head: dict[str, str] = {}
    columns: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" table") and not head:
            head.update(attributes)
        elif name.endswith(" tableColumn"):
            columns.append(_CODED.sub(lambda found: chr(int(found[1], 16)), attributes.get("name", "")))

    run(new_parser(start), part, content)
    headings, totals = (head.get(key, usual) for key, usual in (("headerRowCount", "1"), ("totalsRowCount", "0")))
    return Table(
        head.get("displayName") or head.get("name", ""),
        sheet,
        box_of(head.get("ref", "")),
        int(headings) if headings.isdecimal() else 1,
        int(totals) if totals.isdecimal() else 0,
        tuple(columns),
    )
