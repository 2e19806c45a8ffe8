"""The workbook checks itself: what LibreOffice reckons is what the Python engine says, cell by cell."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.reports import PUBLISHED, balanced_report, published
from template_office import Values, has_office, recalculated

from xl_tools.finding import Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form, Kind
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import validate
from xl_tools.values import BLANK, BadValue, Count, NotApplicable, Value
from xl_tools.workbook.layout import Layout, layout_for, layout_for_year
from xl_tools.workbook.live import live_cells
from xl_tools.workbook.template import build_workbook

pytestmark = [
    pytest.mark.soffice,
    pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed"),
]
LONG = bool(os.environ.get("XL_TOOLS_LONG"))
COUNT = 200 if LONG else 6
FORMS = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)


@FORMS
def test_live_checks_and_engine_agree_on_random_reports(form: Form, tmp_path: Path) -> None:
    """Balanced reports, and as many with one cell changed: the same verdict for every equation."""
    rng = random.Random(20210926)
    reports: dict[str, Report] = {}
    for index in range(COUNT):
        report = balanced_report(form, rng, level=rng.choice(list(Level)))
        reports[f"balanced-{index}"] = report
        reports[f"changed-{index}"] = _changed(report, rng)
    values = recalculated({name: build_workbook(report) for name, report in reports.items()}, tmp_path)
    broken = 0
    for name, report in reports.items():
        layout = _layout(report)
        live = {place for place, spot in layout.checks.items() if _is_broken(values[name], layout, place)}
        assert live == _violated(report, layout), name
        assert not live or name.startswith("changed") or report.unit.level in load_rules(form).rule("D1").severity, name
        broken += bool(live)
    # A change that no equation covers is possible, that most changes are of that kind is not.
    assert broken > COUNT // 3


@FORMS
def test_live_checks_and_engine_agree_where_cells_hold_no_numbers(form: Form, tmp_path: Path) -> None:
    """Blanks, “/”, unreadable text and missing totals: undecided in the workbook where they are in the engine."""
    rng = random.Random(7)
    reports: dict[str, Report] = {}
    for index in range(COUNT // 3):
        report = balanced_report(form, rng, level=Level.SUBDISTRICT)
        kinds = (BLANK, NotApplicable("/"), NotApplicable("—"), BadValue("abc"), Count(5))
        cells = {cell: rng.choice(kinds) for cell in rng.sample(list(form.cells), rng.choice((1, 2, 5, 30)))}
        # In 表二 only: sentences with shares are not promised to be equal for negative counts.
        cells["proactive.licensing.decisions"] = rng.choice((Count(-1), Count(0), BadValue("1.5")))
        reports[f"holes-{index}"] = report.with_cells(cells)
    reports["slashes"] = Report(form, form.first_year + 1, Unit("甲县", Level.TOWNSHIP), _all(form, NotApplicable("/")))
    reports["blank"] = Report(form, form.first_year + 1, Unit("甲县", Level.TOWNSHIP), {})
    values = recalculated({name: build_workbook(report) for name, report in reports.items()}, tmp_path)
    for name, report in reports.items():
        layout = _layout(report)
        live = {place for place in layout.checks if _is_broken(values[name], layout, place)}
        assert live == _violated(report, layout), name
        _compare(report, values[name], name)


def test_stored_values_are_what_libreoffice_reckons(tmp_path: Path) -> None:
    """Every formula that depends on inputs, for published and random reports with last year's data."""
    reports = dict(_varied())
    values = recalculated({name: build_workbook(report) for name, report in reports.items()}, tmp_path)
    for name, report in reports.items():
        _compare(report, values[name], name)


def _varied() -> Iterator[tuple[str, Report]]:
    for name in PUBLISHED:
        yield name, published(name)
    yield "suqian-with-last-year", replace(published("suqian-2024"), previous=published("suqian-2023"))
    rng = random.Random(3)
    for form in all_forms():
        for index in range(12 if LONG else 3):
            has_previous = form is not all_forms()[0]
            report = balanced_report(form, rng, level=rng.choice(list(Level)), with_previous=has_previous)
            facts = {
                "disclosed_total": 120,
                "website_posts": 80,
                "telephone": "010-00000000",
                "training_sessions": "三场",
            }
            texts = {
                "overview": "（一）主动公开\n全年新收{本年新收}件。\n（五）监督保障\n〔待填：考核〕",
                "problems": "力量不足。",
            }
            yield f"{form.edition}-{index}", replace(report, facts=facts, narrative=texts if index % 2 else {})
        # The first year of an edition: last year's cells are those of another one.
        first = balanced_report(form, rng, level=Level.CITY_GOVERNMENT, year=form.first_year)
        earlier = balanced_report(all_forms()[0], rng, year=form.first_year - 1)
        yield f"{form.edition}-first", replace(first, previous=earlier)


def _compare(report: Report, values: Values, name: str) -> None:
    for cell in live_cells(_layout(report), report):
        assert values.get(cell.spot, "") == cell.value, f"{name} {cell.spot.place} {cell.formula[:200]}"


def _layout(report: Report) -> Layout:
    if report.previous is not None:
        return layout_for(report.form, report.previous.form)
    return layout_for_year(report.form, report.year)


def _is_broken(values: Values, layout: Layout, place: tuple[str, str]) -> bool:
    shown = values[layout.checks[place]]
    return isinstance(shown, float) and shown != 0


def _violated(report: Report, layout: Layout) -> set[tuple[str, str]]:
    """Equations that the engine reports as errors."""
    found = {(f.rule, f.cells) for f in validate(report, layout.locate) if f.severity is Severity.ERROR}
    pairs = load_rules(report.form).instances
    return {(rule.id, one.key) for rule, one in pairs if (rule.id, one.equation.cells) in found}


def _changed(report: Report, rng: random.Random) -> Report:
    cells = [cell for cell in report.form.cells.values() if cell.kind in (Kind.COUNT, Kind.TOTAL)]
    cell = rng.choice(cells)
    number = int(report.number(cell.id))
    return report.with_cells(
        {cell.id: Count(rng.choice([number + 1, number + 10, max(number - 1, 0) or 7, 2 * number + 3]))}
    )


def _all(form: Form, value: Value) -> dict[str, Value]:
    return dict.fromkeys(form.cells, value)
