"""What the tool writes back into a workbook: findings, marks and finished texts, as edits of single cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xl_tools.finding import Finding, Severity
from xl_tools.narrative.compose import compose
from xl_tools.validation.engine import status
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.layout import INDEX, MARK_ROWS, RESULT_COLUMNS, RESULT_ROWS, Layout
from xl_tools.workbook.live import link_cell, live_cells
from xl_tools.workbook.patch import Edit, Stored
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.texts import digest, is_edited, part_name

Edits = dict[tuple[str, str], Edit]
Subject = tuple[str, str, str]
"""What an explanation is about: rule, sheet, address."""
_MARKS = {Severity.ERROR: "E", Severity.QUERY: "Q"}
_VERDICTS = {
    "errors": "有错误，改正后才能导出正式文件",
    "queries": "没有错误，有需要核实的地方",
    "clean": "没有发现错误",
}
_GONE = "以前写过审核说明的问题，这次校验没有再出现"


def result_edits(opened: Opened, findings: Sequence[Finding], checked_on: str) -> Edits:
    """The verdict, the findings table and the marks on 目录与审核.

    Explanations that people wrote beside earlier findings move with their rule and place; one whose
    finding is gone is kept below the others. Findings beyond the table are counted in the last row.
    """
    old = _Old(opened.layout, opened.index)
    counts = [sum(finding.severity is severity for finding in findings) for severity in Severity]
    verdict = (_VERDICTS[status(findings)], checked_on, *counts)
    return _table(opened.layout, verdict, _rows(findings, old.explanations), _marks(findings), old)


def clear_edits(layout: Layout, index: Grid) -> Edits:
    """No verdict, no findings, no marks on 目录与审核; lines with an explanation that somebody wrote are kept.

    Args:
        index: what stands on 目录与审核 now.
    """
    old = _Old(layout, index)
    return _table(layout, (None,) * len(layout.verdict), _rows((), old.explanations), (), old)


def _table(
    layout: Layout, verdict: Sequence[Edit], rows: Sequence[dict[str, Edit]], marks: Sequence[str], old: _Old
) -> Edits:
    edits: Edits = {}

    def put(spot: Spot, value: Edit) -> None:
        edits[spot.sheet, spot.address] = value

    for spot, value in zip(layout.verdict.values(), verdict, strict=True):
        put(spot, value)
    for index in range(max(len(rows), old.results)):
        values = rows[index] if index < len(rows) else {}
        for column in (*RESULT_COLUMNS, "sheet", "address"):
            if column != "link":
                put(layout.result(index, column), values.get(column))
        link = link_cell(layout, index, str(values.get("sheet") or ""), str(values.get("address") or ""))
        put(link.spot, Stored(link.value))
    for index in range(max(len(marks), old.marks)):
        put(layout.mark(index), marks[index] if index < len(marks) else None)
    return edits


def fill_edits(opened: Opened) -> tuple[Edits, list[str], list[str], list[str]]:
    """The finished text of every part whose text is generated.

    Returns: edits; names of the parts written; names of the parts kept because somebody edited the
    finished text by hand; all texts that now stand in the workbook.
    """
    layout = opened.layout
    passages = {(passage.section, passage.part): passage.text for passage in compose(opened.report)}
    edits: Edits = {}
    written: list[str] = []
    kept: list[str] = []
    texts: dict[tuple[str, str], str] = {}
    for place, row in layout.texts.items():
        text, state = passages.get(place, ""), opened.texts[place]
        name = part_name(opened.report, *place)
        if is_edited(opened, place):
            texts[place] = state.result
            kept.append(name)
            continue
        texts[place] = text
        if text:
            written.append(name)
        if text != state.result or (digest(text) if text else "") != state.digest:
            result = opened.spots[f"text.{'.'.join(filter(None, place))}.result"]
            edits[result.sheet, result.address] = text or None
            beside = replace(result, column=result.column + row.digest.column - row.result.column)
            edits[beside.sheet, beside.address] = digest(text) if text else None
    edits |= _refreshed(opened, texts)
    return edits, written, kept, [text for text in texts.values() if text]


class _Old:
    """What the last validation left: lines and marks in use, and the explanations typed beside findings."""

    def __init__(self, layout: Layout, cells: Grid) -> None:
        def at(spot: Spot) -> str:
            raw = cells.get((spot.row, spot.column))
            return "" if raw is None else str(raw)

        columns = ("rule", "sheet", "address", "explanation", "message")
        lines = [{name: at(layout.result(index, name)) for name in columns} for index in range(RESULT_ROWS)]
        used = [index for index, line in enumerate(lines) if any(line.values())]
        marked = [index for index in range(MARK_ROWS) if at(layout.mark(index))]
        self.results = max(used, default=-1) + 1
        self.marks = max(marked, default=-1) + 1
        self.explanations: dict[Subject, str] = {}
        for line in lines:
            if line["explanation"].strip():
                subject = line["rule"], line["sheet"], line["address"]
                known = self.explanations.get(subject)
                self.explanations[subject] = f"{known}\n{line['explanation']}" if known else line["explanation"]


def _refreshed(opened: Opened, texts: Mapping[tuple[str, str], str]) -> Edits:
    """Stored values of the formulas that depend on finished texts.

    Sheets in which cells were moved are left alone: the template makes Excel calculate on opening, and a
    value in the wrong place would be worse than an old one.
    """
    names = opened.layout.names
    moved = {spot.sheet for name, spot in opened.spots.items() if name in names and names[name] != spot}
    totals = set(opened.layout.cells.values())
    own = {place: state.own for place, state in opened.texts.items()}
    return {
        (cell.spot.sheet, cell.spot.address): Stored(cell.value)
        for cell in live_cells(opened.layout, opened.report, texts, own)
        if cell.spot not in totals and cell.spot.sheet not in moved
    }


def _rows(findings: Sequence[Finding], old: Mapping[Subject, str]) -> list[dict[str, Edit]]:
    explanations = dict(old)
    rows: list[dict[str, Edit]] = []
    for number, finding in enumerate(findings, start=1):
        place = finding.places[0] if finding.places else None
        sheet, address = (place.sheet, place.address) if place else ("", "")
        rows.append(
            {
                "number": number,
                "severity": finding.severity.label,
                "rule": finding.rule,
                "message": finding.message,
                "left": finding.left,
                "right": finding.right,
                "difference": finding.difference,
                "group": finding.group or None,
                "explanation": explanations.pop((finding.rule, sheet, address), None),
                "sheet": sheet or None,
                "address": address or None,
            }
        )
    if len(rows) > RESULT_ROWS - len(explanations):
        keep = RESULT_ROWS - len(explanations) - 1
        rows[keep:] = [{"message": f"另有 {len(findings) - keep} 条没有列出，请先改正以上问题再校验"}]
    for (rule, sheet, address), text in explanations.items():
        rows.append({"rule": rule, "message": _GONE, "explanation": text, "sheet": sheet, "address": address})
    return rows


def _marks(findings: Sequence[Finding]) -> list[str]:
    marks = {
        f"{_MARKS[finding.severity]}|{place}": None
        for finding in findings
        if finding.severity in _MARKS
        for place in finding.places
        if place.sheet != INDEX
    }
    return list(marks)[:MARK_ROWS]
