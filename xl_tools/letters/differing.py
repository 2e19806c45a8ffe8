"""Where several files of one unit differ, so that it can say which of them counts; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.judging import layout_of
from xl_tools.report import Report
from xl_tools.values import show

_MOST = 20
"""Cells that are listed."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Number, place, name of the cell, and what each file has there; `more` cells are not listed."""

    rows: tuple[tuple[str, str, str, str], ...]
    more: int


def differing_cells(lines: Sequence[Line]) -> Differing:
    """The cells in which the files are not all alike, in the order of the form; those of the first file's edition."""
    reports = {
        number: line.reading.report
        for number, line in enumerate(lines, start=1)
        if line.reading and line.reading.report
    }
    if len(reports) < 2:
        return Differing((), 0)
    first = next(iter(reports.values()))
    form = first.form
    found = [
        (cell.id, cell.name)
        for cell in form.cells.values()
        if len({_held(report, cell.id) for report in reports.values()}) > 1
    ]
    rows = tuple(
        (str(number), _place(lines, first, cell_id), name, "\n".join(_held_by(reports, cell_id)))
        for number, (cell_id, name) in enumerate(found[:_MOST], start=1)
    )
    return Differing(rows, len(found) - len(rows))


def _held(report: Report, cell_id: str) -> str:
    return show(report.value(cell_id)) if cell_id in report.form.cells else "（表式没有这一格）"


def _held_by(reports: Mapping[int, Report], cell_id: str) -> list[str]:
    return [f"第 {number} 份 {_held(report, cell_id)}" for number, report in reports.items()]


def _place(lines: Sequence[Line], report: Report, cell_id: str) -> str:
    """Where the cell stands in a file that has it; in a data file, where it would stand in a workbook."""
    places = (line.reading.places.get(cell_id) for line in lines if line.reading)
    return str(next((place for place in places if place), None) or layout_of(report).locate(cell_id))
