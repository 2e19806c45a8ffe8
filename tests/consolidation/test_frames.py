"""Where every number comes from, units × cells, findings by unit and by rule, as tables of pandas."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from side_by_side import FORM, collected_of, names, unit_of
from support.examples import examples
from support.reports import balanced_report, locator, report_of

from xl_tools.consolidation.arrival import Origin
from xl_tools.consolidation.frames import (
    PROVENANCE,
    coverage,
    provenance,
    provenance_csv,
)
from xl_tools.documents.cell_list import safe_text
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Kind
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.validation.context import Context
from xl_tools.validation.explanations import apply, explain
from xl_tools.validation.linear import undecided
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, is_number

MONEY = next(cell.id for cell in FORM.cells.values() if cell.kind is Kind.AMOUNT)
RECEIVED = "requests.received.total"


def random_reports(seed: int, count: int) -> list[Report]:
    """Reports of both editions with blanks, “/” and text among their figures."""
    rng = random.Random(seed)
    found: list[Report] = []
    for name in names(count):
        report = balanced_report(form_for_edition(rng.choice(("2019", "2021", "2021", "2021"))), rng, year=2024)
        odd = {cell: rng.choice((BLANK, NotApplicable("/"), BadValue("若干"))) for cell in rng.sample([*FORM.cells], 9)}
        report = report.with_cells({cell: value for cell, value in odd.items() if cell in report.form.cells})
        found.append(unit_of(report, name))
    return found


@settings(max_examples=examples(8), deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_what_is_added_makes_the_total_to_the_last_digit(seed: int, count: int):
    collected = collected_of(random_reports(seed, count))
    frame = provenance(collected)
    sums: dict[str, object] = defaultdict(int)
    for row in frame.itertuples():
        assert type(row.value) in ((int, Decimal) if row.added else (int, Decimal, str, type(None)))
        if row.added:
            sums[row.cell] += row.value
    total = collected.total.report.numbers
    assert dict(sums) == {cell: number for cell, number in total.items() if number or cell in sums}
    lost = Counter((one.unit, one.cell, one.why) for one in collected.total.not_added)
    told = frame[~frame["added"].astype(bool)]
    assert Counter(zip(told["unit"], told["cell"], told["why"], strict=True)) == lost


def test_lines_come_in_the_order_of_the_form_and_then_of_the_roster():
    collected = collected_of(random_reports(5, 6))
    roster = [unit.name for unit in collected.roster.units]
    frame = provenance(collected)
    last = len(FORM.positions)
    keys = [(FORM.positions.get(row.cell, last), roster.index(row.unit)) for row in frame.itertuples()]
    within = [key for key in keys if key[0] < last]
    assert within == sorted(within)
    assert all(key[0] == last for key in keys[len(within) :])
    assert len(keys) > 100


def test_a_line_names_file_sheet_address_digest_and_explanation():
    name, carried = names(1)[0], "requests.carried_in.natural_person"
    report = unit_of(report_of(cells={RECEIVED: 5, carried: 1, MONEY: "1.25"}), name)
    report = replace(report, previous=report_of(cells={"requests.carried_out.natural_person": 3}))
    origin = Origin(Path("收件/打包.zip"), ("一", "年报.xlsx"))
    collected = collected_of([report], judged=True, origins={name: origin})
    (line,) = collected.inbox.lines
    assert line.reading is not None
    (query,) = [one for one in line.reading.findings if one.rule == "C1" and carried in one.cells]
    findings = apply(line.reading.findings, [explain(report, query, "机构调整", by="", on="2025-01-20")], report)
    (contribution,) = collected.total.contributions
    told = replace(contribution, line=replace(line, reading=replace(line.reading, findings=findings)))
    frame = provenance(replace(collected, total=replace(collected.total, contributions=(told,)))).set_index("cell")
    received, money = frame.loc[RECEIVED], frame.loc[MONEY]
    place = locator(FORM)(RECEIVED)
    assert list(frame.index) == list(FORM.cells)
    assert (received.value, money.value) == (5, Decimal("1.25"))
    assert (received.file, received.path) == ("打包.zip › 一 › 年报.xlsx", str(Path("收件/打包.zip")))
    assert (received.sheet, received.address, received.digest) == (place.sheet, place.address, line.arrival.digest)
    assert [cell for cell, said in frame["explanation"].items() if said] == [carried]
    assert frame.loc[carried].explanation.startswith("C1：机构调整")


def test_a_cell_of_the_old_edition_is_traced_to_where_it_stands_in_the_old_file():
    name, made = names(1)[0], "proactive.normative_documents.made"
    report = unit_of(replace(report_of("2019", cells={RECEIVED: 7, made: 3}), year=2024), name)
    frame = provenance(collected_of([report])).set_index("cell")
    for cell, source, value in ((RECEIVED, RECEIVED, 7), ("proactive.normative_documents.issued", made, 3)):
        line, place = frame.loc[cell], locator(report.form)(source)
        assert (line.value, line.added, line.sheet, line.address) == (value, True, place.sheet, place.address)
    lost = frame.loc["proactive.normative_documents.disclosed"]
    assert (lost.value, lost.added) == (0, False)
    assert "没有对应的格" in lost.why


def test_coverage_says_to_how_many_reports_a_rule_applies_and_in_how_many_it_can_be_told():
    reports = random_reports(11, 8)
    reports[3] = unit_of(report_of(cells={RECEIVED: 3}), reports[3].unit.name)
    reports[4] = replace(reports[4], cells={}, unit=Unit(reports[4].unit.name, Level.COUNTY_DEPARTMENT))
    known = coverage(collected_of(reports, judged=True), load_rules)
    assert known["A1"][0] == 8
    for rule, (_, decided) in known.items():
        told = 0
        for report in reports:
            book = load_rules(report.form)
            context = Context(report, book, locator(report.form))
            instances = [one for owner, one in book.instances if owner.id == rule]
            told += any(not undecided(one, context) for one in instances)
        assert decided == told


def test_a_collection_without_a_report_gives_tables_without_lines():
    collected = collected_of([])
    assert [list(frame.columns) for frame in (provenance(collected),)] == [list(PROVENANCE)]
    assert coverage(collected, load_rules) == {}
    assert provenance_csv(collected, safe_text).decode("utf-8-sig").strip() == ",".join(PROVENANCE.values())


HOSTILE = ('=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(1)", "\tx", "\r=1", "＝1", "2024-1-2")


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_a_unit_wrote_becomes_a_formula_in_the_csv(typed: str):
    name = names(1)[0]
    report = unit_of(report_of(cells={MONEY: "-0.5"}).with_cells({RECEIVED: BadValue(typed)}), name)
    origin = Origin(Path("收件/a.zip"), (typed,))
    data = provenance_csv(collected_of([report], origins={name: origin}), safe_text)
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    (entry,) = [row for row in rows if row["单元格编号"] == RECEIVED]
    assert entry["数值"] == safe_text(typed)
    assert entry["数值"][:1] not in "=+-@\t\r＝2"
    assert entry["是否计入"] == "否"
    (money,) = [row for row in rows if row["单元格编号"] == MONEY]
    assert (money["数值"], money["是否计入"]) == ("-0.5", "是")
    assert all(row["文件"].startswith("a.zip") and row["SHA-256"].isalnum() for row in rows)


def test_the_csv_holds_the_table_line_by_line_and_is_the_same_every_time():
    reports = random_reports(3, 5)
    collected = collected_of(reports)
    frame = provenance(collected)
    data = provenance_csv(collected, safe_text)
    assert data == provenance_csv(collected_of(reports), safe_text)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == len(frame) + 1
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(PROVENANCE.values())
    added = [row for row in rows[1:] if row[5] == "是"]
    assert [Decimal(row[4]) for row in added] == list(frame[frame["added"].astype(bool)]["value"])


def test_numbers_as_large_as_cells_can_hold_stay_exact():
    one, two = names(2)
    most, least = 10**15 - 1, Decimal("0.0001")
    reports = [
        unit_of(report_of().with_cells({RECEIVED: Count(most), MONEY: Amount(Decimal("99999999999.9999"))}), one),
        unit_of(report_of().with_cells({RECEIVED: Count(1), MONEY: Amount(least)}), two),
    ]
    frame = provenance(collected_of(reports)).set_index("cell")["value"]
    assert list(frame[RECEIVED]) == [most, 1]
    assert sum(frame[MONEY]) == Decimal(100000000000)
    assert is_number(reports[0].value(RECEIVED))
