"""审核说明 on 目录与审核: what people wrote beside findings, read as explanations bound to values.

A line remembers two things in hidden columns: `seen`, the digest of the values its finding was made on, and
`bound`, the digests of values and words of an explanation that was taken in. Words that are new, or were changed
since, belong to the values last seen; words that stayed as they were keep the values they were written on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xl_tools.finding import Finding
from xl_tools.report import PREVIOUS, Explanation
from xl_tools.validation.explanations import plain_words, text_digest
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.contents import clean
from xl_tools.workbook.layout import RESULT_ROWS, Layout
from xl_tools.workbook.spot import Spot

if TYPE_CHECKING:
    from xl_tools.workbook.patch import Edit
    from xl_tools.workbook.reader import Opened

EXPLAINED = "已说明"
"""Stands in the column 性质 for a query that somebody explained."""
GONE = "以前写过审核说明的问题，这次校验没有再出现"
CLEARED = "以前写的审核说明，下次校验后回到所说明的问题旁边"
CAME_ALONG = "随数据带来的审核说明，校验后回到所说明的问题旁边"
_COLUMNS = ("rule", "code", "sheet", "address", "explanation", "by", "on", "seen", "bound")


@dataclass(frozen=True, slots=True)
class Note:
    """One explanation as it stands on the sheet, and the place its finding pointed to."""

    explanation: Explanation
    sheet: str
    address: str

    @property
    def bound(self) -> str:
        """What the hidden column `bound` remembers of it."""
        return f"{self.explanation.digest}|{text_digest(self.explanation.text)}"

    def cells(self) -> dict[str, Edit]:
        """Its own columns of the findings table."""
        one = self.explanation
        return {"explanation": one.text, "by": one.by or None, "on": one.on or None, "bound": self.bound}

    def line(self, message: str) -> dict[str, Edit]:
        """A line of the findings table for it alone, where there is no finding."""
        place = {"sheet": self.sheet or None, "address": self.address or None, "code": self.explanation.rule}
        return {"message": message, **place, **self.cells()}


def read_notes(layout: Layout, index: Grid, *, by: str, today: str) -> tuple[Note, ...]:
    """The explanations on 目录与审核, downwards.

    Args:
        index: what stands on the sheet.
        by, today: who and when, for words that were typed since the last validation.
    """
    return tuple(_notes(layout, index, by, today))


def notes_of(opened: Opened, today: str) -> tuple[Note, ...]:
    """The explanations of an opened workbook, with the cells they are about; reads one more sheet of it."""
    layout = opened.layout
    notes = read_notes(layout, opened.index, by=opened.report.preparer, today=today)
    if not notes:
        return ()
    cells = (*layout.cells, *(PREVIOUS + cell for cell in layout.previous))
    by_place = {(spot.sheet, spot.address): cell for cell in cells for spot in (opened.spots[cell],)}
    return tuple(_with_cells(note, by_place.get((note.sheet, note.address), "")) for note in notes)


def carried_lines(layout: Layout, explanations: Iterable[Explanation]) -> list[dict[str, Edit]]:
    """Lines of the findings table for explanations that came with a report, before any validation."""
    lines: list[dict[str, Edit]] = []
    for one in explanations:
        spot = layout.names.get(one.cells[0]) if one.cells else None
        note = Note(one, spot.sheet if spot else "", spot.address if spot else "")
        lines.append(note.line(CAME_ALONG) | {"explanation": clean(one.text)})
    return lines[:RESULT_ROWS]


def beside(
    notes: Sequence[Note], findings: Sequence[tuple[Finding, str]]
) -> tuple[tuple[Note | None, ...], tuple[Note, ...]]:
    """The note that belongs beside each finding, and the notes that belong to none.

    Notes on the very values of a finding come first; one of the same rule and place is what was said of them before.

    Args:
        findings: each with the digest of what it is about now.
    """
    left = list(notes)
    found: list[Note | None] = [None] * len(findings)
    for exact in (True, False):
        for index, (finding, digest) in enumerate(findings):
            place = (finding.places[0].sheet, finding.places[0].address) if finding.places else ("", "")
            for note in left if found[index] is None else ():
                same = note.explanation.digest == digest if exact else (note.sheet, note.address) == place
                if note.explanation.rule == finding.rule and same:
                    found[index] = note
                    left.remove(note)
                    break
    return tuple(found), tuple(left)


def text_at(grid: Grid, spot: Spot) -> str:
    """What a cell of 目录与审核 shows; empty if it is blank."""
    raw = grid.get((spot.row, spot.column))
    if isinstance(raw, dict):
        return str(next(iter(raw.values()), ""))[:10]
    return "" if raw is None else plain_words(str(raw))


def is_error(grid: Grid, spot: Spot) -> bool:
    """Whether a cell holds a formula that went wrong: “-同上” typed into it is no explanation of anything."""
    raw = grid.get((spot.row, spot.column))
    return isinstance(raw, dict) and "error" in raw


def _notes(layout: Layout, index: Grid, by: str, today: str) -> Iterator[Note]:
    for line in range(RESULT_ROWS) if index else ():
        # Few lines have one, and a batch has thousands of lines.
        if not text_at(index, layout.result(line, "explanation")).strip():
            continue
        cells = {name: text_at(index, layout.result(line, name)) for name in _COLUMNS}
        text = cells["explanation"].strip()
        values, _, words = cells["bound"].partition("|")
        fresh = words != text_digest(text)
        broken = is_error(index, layout.result(line, "explanation"))
        yield Note(
            Explanation(
                rule=cells["code"] or cells["rule"],
                cells=(),
                text=text,
                # Whoever writes the words anew answers for them, not whoever wrote the old ones.
                by=(by if fresh and words else "") or cells["by"].strip() or by,
                on=today if fresh or not cells["on"] else cells["on"],
                digest="" if broken else cells["seen"] if fresh else values,
            ),
            cells["sheet"],
            cells["address"],
        )


def _with_cells(note: Note, name: str) -> Note:
    return replace(note, explanation=replace(note.explanation, cells=(name,))) if name else note
