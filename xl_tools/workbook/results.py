"""What validation writes into a workbook: verdict, findings, explanations and marks, as edits of single cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_tools.finding import Finding, Severity
from xl_tools.validation.engine import status
from xl_tools.validation.explanations import REOPENED, digest
from xl_tools.validation.judgement import Judgement
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.explained import CLEARED, EXPLAINED, GONE, Note, beside, notes_of, read_notes
from xl_tools.workbook.finalize import CHANGED, draft_edits
from xl_tools.workbook.layout import HIDDEN_COLUMNS, INDEX, MARK_ROWS, RESULT_COLUMNS, RESULT_ROWS, Layout
from xl_tools.workbook.live import link_cell, rule_cell
from xl_tools.workbook.patch import Edit, Stored
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.texts import judged_report

Edits = dict[tuple[str, str], Edit]
FORMULAS = ("link", "rule")
"""Columns of the findings table that are formulas of the template."""
_MARKS = {Severity.ERROR: "E", Severity.QUERY: "Q"}
_VERDICTS = {
    "errors": "有错误，改正后才能导出正式文件",
    "queries": "没有错误，有需要核实的地方",
    "clean": "没有发现错误",
}


def result_edits(
    opened: Opened, judgement: Judgement, checked_on: str, *, notes: Sequence[Note] | None = None
) -> Edits:
    """The verdict, the findings table and the marks on 目录与审核; a final workbook that was changed is a draft again.

    Explanations that people wrote move with their finding; one whose finding is gone is kept below the others.
    Findings beyond the table are counted in the last row.

    Args:
        notes: the explanations, where they are others than those on the sheet.
    """
    findings = judgement.findings
    explained = sum(finding.explained for finding in findings)
    counts = [sum(finding.severity is severity for finding in findings) for severity in Severity]
    counts[1] -= explained
    conclusion = _VERDICTS[status(findings)] + (f"；另有 {explained} 条核实已作说明" if explained else "")
    rows = _rows(opened, judgement, notes_of(opened, checked_on[:10]) if notes is None else notes)
    used = _used(opened.layout, opened.index)
    edits = _table(opened.layout, (conclusion, checked_on, *counts), rows, _marks(findings), used)
    return edits | (draft_edits(opened) if any(finding.rule == CHANGED for finding in findings) else {})


def clear_edits(layout: Layout, index: Grid) -> Edits:
    """No verdict, no findings, no marks on 目录与审核; lines with an explanation that somebody wrote are kept.

    Args:
        index: what stands on 目录与审核 now.
    """
    notes = read_notes(layout, index, by="", today="")
    return _table(
        layout, (None,) * len(layout.verdict), [note.line(CLEARED) for note in notes], (), _used(layout, index)
    )


def row_edits(layout: Layout, index: int, values: Mapping[str, Edit]) -> Edits:
    """One line of the findings table; columns that are not named become blank."""
    edits: Edits = {}
    for column in (*RESULT_COLUMNS, *HIDDEN_COLUMNS):
        if column not in FORMULAS:
            spot = layout.result(index, column)
            edits[spot.sheet, spot.address] = values.get(column)
    sheet, address, code = (str(values.get(name) or "") for name in ("sheet", "address", "code"))
    for cell in (link_cell(layout, index, sheet, address), rule_cell(layout, index, code)):
        edits[cell.spot.sheet, cell.spot.address] = Stored(cell.value, cell.formula)
    return edits


def _table(
    layout: Layout,
    verdict: Sequence[Edit],
    rows: Sequence[Mapping[str, Edit]],
    marks: Sequence[str],
    used: tuple[int, int],
) -> Edits:
    edits: Edits = {
        (spot.sheet, spot.address): value for spot, value in zip(layout.verdict.values(), verdict, strict=True)
    }
    for index in range(max(len(rows), used[0])):
        edits |= row_edits(layout, index, rows[index] if index < len(rows) else {})
    for index in range(max(len(marks), used[1])):
        spot = layout.mark(index)
        edits[spot.sheet, spot.address] = marks[index] if index < len(marks) else None
    return edits


def _used(layout: Layout, cells: Grid) -> tuple[int, int]:
    """How many lines and how many marks the last validation left, counted from the first."""

    def filled(spot: Spot) -> bool:
        return cells.get((spot.row, spot.column)) not in (None, "")

    columns = ("code", "rule", "sheet", "message", "explanation", "by")
    lines = [i for i in range(RESULT_ROWS) if any(filled(layout.result(i, name)) for name in columns)]
    marks = [i for i in range(MARK_ROWS) if filled(layout.mark(i))]
    return max(lines, default=-1) + 1, max(marks, default=-1) + 1


def _rows(opened: Opened, judgement: Judgement, notes: Sequence[Note]) -> list[dict[str, Edit]]:
    report, _ = judged_report(opened)
    findings = [(finding, digest(report, finding)) for finding in judgement.findings]
    written, others = beside(notes, findings)
    rows: list[dict[str, Edit]] = []
    advised: set[int] = set()
    for number, ((finding, seen), note) in enumerate(zip(findings, written, strict=True), start=1):
        place = finding.places[0] if finding.places else None
        rows.append(
            {
                "number": number,
                "severity": EXPLAINED if finding.explained else finding.severity.label,
                "message": finding.message + _reopened(finding, note),
                "left": finding.left,
                "right": finding.right,
                "difference": finding.difference,
                "suggestion": None if finding.group in advised else judgement.advice(finding.group) or None,
                "group": finding.group or None,
                "sheet": place.sheet if place else None,
                "address": place.address if place else None,
                "code": finding.rule,
                "seen": seen,
                **(note.cells() if note else {}),
            }
        )
        advised.add(finding.group)
    return _fitted(rows, RESULT_ROWS - len(others)) + [note.line(GONE) for note in others]


def _fitted(rows: list[dict[str, Edit]], room: int) -> list[dict[str, Edit]]:
    """As many lines as there is room for, and one that counts the others; none with an explanation is left out."""
    if len(rows) <= room:
        return rows
    free = room - 1 - sum("explanation" in row for row in rows)
    kept: list[dict[str, Edit]] = []
    for row in rows:
        if "explanation" in row or free > 0:
            kept.append(row)
            free -= "explanation" not in row
    kept.append({"message": f"另有 {len(rows) - len(kept)} 条没有列出，请先改正以上问题再校验"})
    return kept[:room]


def _reopened(finding: Finding, note: Note | None) -> str:
    lapsed = note is not None and finding.severity is Severity.QUERY and not finding.explained
    return REOPENED if lapsed and not finding.message.endswith(REOPENED) else ""


def _marks(findings: Sequence[Finding]) -> list[str]:
    """Cells to be coloured; a query that has been explained needs no attention any more."""
    marks = {
        f"{_MARKS[finding.severity]}|{place}": None
        for finding in findings
        if finding.severity in _MARKS and not finding.explained
        for place in finding.places
        if place.sheet != INDEX
    }
    return list(marks)[:MARK_ROWS]
