"""Workbooks of many units, written fast: one empty workbook a form, with the cells of each unit put into a copy.

Totals that add up keep their formula and get its result. Live checks, sentences and charts keep what they had in the
empty workbook, as a program leaves them that does not calculate; nothing that is read depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from support.reports import YEARS, balance
from xl_tools.forms.load import form_for_year
from xl_tools.forms.model import Form
from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import read_book, sheet_parts
from xl_tools.intake.package import main_part
from xl_tools.report import Report, Unit
from xl_tools.workbook.archivepatch import rebuilt
from xl_tools.workbook.contents import Contents, entry
from xl_tools.workbook.layout import Layout, layout_for
from xl_tools.workbook.patch import Edit, Stored
from xl_tools.workbook.sheetindex import SheetIndex
from xl_tools.workbook.sheetpatch import patch_sheet
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_workbook

Edits = dict[tuple[str, str], Edit]
TAKEN_ON = "2026-01-04 09:00"


class Stencil:
    """The empty workbook of a form and of last year's, taken apart once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        last = balance(layout.previous_form, {}, year=YEARS[layout.previous_form.edition])
        zeros = balance(layout.form, {}, year=last.year + 1, previous=last)
        self._container = Container(build_workbook(zeros, layout=layout, source="上年年报", taken_on=TAKEN_ON))
        main, _ = main_part(self._container)
        self._parts = sheet_parts(self._container, main, read_book(self._container.part(main)))
        self._indexes: dict[str, SheetIndex] = {}

    def filled(self, edits: Mapping[tuple[str, str], Edit]) -> bytes:
        """A copy with some cells written, by sheet and address."""
        by_sheet: dict[str, dict[str, Edit]] = {}
        for (sheet, address), edit in edits.items():
            by_sheet.setdefault(sheet, {})[address] = edit
        changed = {
            self._parts[sheet]: patch_sheet(self._index(sheet), some).content for sheet, some in by_sheet.items()
        }
        return rebuilt(self._container, changed)

    def _index(self, sheet: str) -> SheetIndex:
        if sheet not in self._indexes:
            part = self._parts[sheet]
            self._indexes[sheet] = SheetIndex(self._container.part(part), sheet)
        return self._indexes[sheet]


@cache
def stencil(form: Form, previous_form: Form) -> Stencil:
    return Stencil(layout_for(form, previous_form))


def book(report: Report, more: Mapping[tuple[str, str], Edit] | None = None) -> bytes:
    """The workbook of a report: a draft, its texts as the office's own. Last year's report may be missing.

    Args:
        more: further cells to write, or the same ones otherwise.
    """
    previous_form = report.previous.form if report.previous else form_for_year(report.year - 1)
    made = stencil(report.form, previous_form)
    return made.filled({**_edits(made.layout, report), **(more or {})})


def final_book(report: Report, on: str, scratch: Path) -> bytes:
    """The same after 定稿, which the product alone can do for it: with state, time and 封存码."""
    from xl_tools.workbook.finalize import final_edits
    from xl_tools.workbook.reader import read_workbook

    scratch.write_bytes(book(report))
    opened = read_workbook(scratch)
    return book(report, final_edits(opened, on))


def spot_of(report: Report, cell: str) -> tuple[str, str]:
    """Sheet and address of a cell of a report's workbook."""
    previous_form = report.previous.form if report.previous else form_for_year(report.year - 1)
    spot = layout_for(report.form, previous_form).cells[cell]
    return spot.sheet, spot.address


def _edits(layout: Layout, report: Report) -> Edits:
    contents = Contents(layout, report)
    found: dict[Spot, Edit] = {
        layout.cover["unit"]: report.unit.name,
        layout.cover["level"]: report.unit.level.label,
        layout.cover["year"]: report.year,
        layout.cover["scope"]: report.unit.scope.label,
        layout.cover["preparer"]: report.preparer or None,
    }
    for cell, spot in layout.cells.items():
        total = contents.totals.get(cell)
        found[spot] = contents.entered.get(cell) if total is None else Stored(total)
    for place, text in contents.own_texts.items():
        found[layout.texts[place].own] = text
    found |= _previous_edits(layout, report)
    return {(spot.sheet, spot.address): edit for spot, edit in found.items()}


def _previous_edits(layout: Layout, report: Report) -> dict[Spot, Edit]:
    last = report.previous or Report(layout.previous_form, report.year - 1, Unit(""), {})
    known = report.previous is not None
    fields: dict[str, Edit] = {
        "year": last.year if known else None,
        "edition": last.edition if known else None,
        "unit": last.unit.name or None,
        "level": last.unit.level.label if known else None,
        "scope": last.unit.scope.label if known else None,
        "source": f"{last.year} 年度的工作簿" if known else None,
        "taken_on": TAKEN_ON if known else None,
    }
    found = {layout.previous_fields[name]: value for name, value in fields.items()}
    return found | {spot: entry(last.value(cell)) for cell, spot in layout.previous.items()}


def bare(report: Report) -> Report:
    """A report as last year's of another: without the one before it, and without its texts."""
    return replace(report, previous=None, narrative={})
