"""Every place of the template stands once, inside its sheet, and under a name that spreadsheets accept."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from support.reports import report_of

from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.report import NARRATIVE_KEYS
from xl_tools.rules import load_rules
from xl_tools.workbook.layout import (
    COVER,
    INDEX,
    MARK_ROWS,
    PREVIOUS,
    RESULT_ROWS,
    TALLIES,
    Layout,
    layout_for,
    layout_for_year,
)
from xl_tools.workbook.spot import Spot, boxes, column_letters, rectangles

LAYOUTS = [layout_for(form, earlier) for form in all_forms() for earlier in all_forms()]
EACH = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.stamp)
CELL_LIKE = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*c[0-9]*|r|c", re.IGNORECASE)


@EACH
def test_no_cell_is_given_out_twice(layout: Layout) -> None:
    rows = [
        spot
        for row in layout.texts.values()
        for spot in (row.label, row.sentence, row.own, row.result, row.digest, row.state)
    ]
    results = [
        layout.result(index, column)
        for index in range(RESULT_ROWS)
        for column in ("number", "link", "explanation", "sheet", "address")
    ]
    marks = [layout.mark(index) for index in range(MARK_ROWS)]
    groups = [layout.cells, layout.checks, layout.tallies, layout.status, layout.verdict, layout.cover, layout.facts]
    groups += [layout.previous, layout.previous_fields, layout.proposed]
    groups += [
        {cell: layout.beside(spot, column) for cell, spot in layout.proposed.items()}
        for column in ("reason", "confirmed")
    ]
    groups += [{str(spot): spot for spots in layout.last_texts.values() for spot in spots}]
    spots = [*rows, *results, *marks, *(spot for group in groups for spot in group.values())]
    assert len(spots) == len(set(spots))
    assert {spot.sheet for spot in spots} <= set(layout.sheets)


@EACH
def test_every_declared_cell_check_and_counter_has_a_place(layout: Layout) -> None:
    assert list(layout.cells) == list(layout.form.cells)
    assert list(layout.previous) == list(layout.proposed) == list(layout.previous_form.cells)
    assert all(layout.beside(layout.proposed[cell], "figure") == spot for cell, spot in layout.previous.items())
    assert tuple(layout.last_texts) == NARRATIVE_KEYS
    assert set(layout.checks) == {(rule.id, one.key) for rule, one in load_rules(layout.form).live}
    assert set(layout.tallies) == {(table.id, tally) for table in layout.form.tables for tally in TALLIES}
    assert set(layout.status) == {section.id for section in layout.form.sections}


@EACH
def test_names_are_names_and_no_addresses(layout: Layout) -> None:
    lowered = [name.lower() for name in layout.names]
    assert len(lowered) == len(set(lowered)), "Excel does not tell upper from lower case in names"
    for name in layout.names:
        assert re.fullmatch(r"[a-z_][a-z0-9_.]*", name) and len(name) <= 255
        assert not CELL_LIKE.fullmatch(name)
    assert len(set(layout.names.values())) == len(layout.names)


def test_sheet_order() -> None:
    form = all_forms()[-1]
    sheets = layout_for(form, form).sheets
    assert sheets[:2] == (INDEX, COVER)
    assert sheets[2:8] == tuple(section.sheet for section in form.sections)
    assert sheets[8:] == (PREVIOUS, "台账", "复议诉讼台账", "图表", "修改记录", "填报说明")


def test_checks_stand_outside_the_printed_table() -> None:
    for layout in LAYOUTS:
        for table in layout.form.tables:
            grid = layout.grids[table.id]
            inside = {spot for spot in layout.cells.values() if spot.sheet == table.sheet}
            bottom, right = max(spot.row for spot in inside), grid.columns - 1
            for spot in [*layout.checks.values(), *layout.tallies.values()]:
                assert spot.sheet != table.sheet or spot.row > bottom or spot.column > right


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)
def test_last_year_is_listed_in_the_edition_of_its_year(form: Form) -> None:
    first = layout_for_year(form, form.first_year)
    assert first.previous_form is all_forms()[max(all_forms().index(form) - 1, 0)]
    assert layout_for_year(form, form.first_year + 1).previous_form is form


def test_locate_and_address() -> None:
    layout = LAYOUTS[-1]
    assert str(layout.locate("requests.received.natural_person")) == "三、申请情况!D6"
    assert layout.locate("overview").sheet == "一、总体情况"
    assert layout.address("year") == layout.cover["year"].reference
    assert layout.address("previous.requests.received.total").startswith("'上年数据'!$D$")
    for unknown in ("nothing", "previous.nothing", "fact:nothing"):
        with pytest.raises(KeyError):
            layout.address(unknown)
    with pytest.raises(KeyError):
        layout.locate("nothing")
    with pytest.raises(ValueError):
        layout.entry(INDEX)


def test_ranges_cover_exactly_the_cells_given() -> None:
    spots = [Spot("s", row, column) for row, column in ((0, 0), (0, 1), (1, 0), (1, 1), (3, 1), (4, 1), (4, 3))]
    assert rectangles(spots) == ["A1:B2", "B4:B5", "D5"]
    covered = [
        (row, column)
        for top, left, bottom, right in boxes(spots)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted((spot.row, spot.column) for spot in spots)
    assert rectangles(spots[:2], absolute=True) == ["$A$1:$B$1"]
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_reading_and_judging_do_not_load_the_writer() -> None:
    """XlsxWriter costs time at every press of 校验, which only needs places and values."""
    code = "import sys, xl_tools.workbook.live, xl_tools.workbook.layout; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_layout_belongs_to_the_form_of_its_report() -> None:
    report = report_of("2019")
    assert layout_for_year(report.form, report.year).form is report.form
