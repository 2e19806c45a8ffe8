"""The whole work of a collecting office, once: a county's inbox with everything that goes wrong, to the last number.

What must come out is added up by the makers of the county (tests/support/county.py), not by the code that is tested.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import zipfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from county_office import (
    Office,
    board_of_run,
    expected_board,
    expected_remarks,
    lines_of,
    remarks_of,
    sent_lines,
    summed,
)
from support.county import AS_OF, county, deliver, expected_units
from support.county_figures import EXPLANATION
from support.county_files import BIDI

from xl_tools import tasks
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.decisions import OUT, Decision, Decisions
from xl_tools.consolidation.rosters import roster_of
from xl_tools.consolidation.sorted_inbox import Verdict
from xl_tools.letters.ticking import Outcome as Became
from xl_tools.letters.writing import LettersMade
from xl_tools.report import Report
from xl_tools.summary.roster_book import build_roster
from xl_tools.units import Scope
from xl_tools.values import Count
from xl_tools.workbook.layout import layout_for_year

COUNTY = "青禾县"
LICENSING = "proactive.licensing.decisions"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("县"))


# --- the first run


def test_every_file_that_came_has_its_line(office: Office) -> None:
    assert lines_of(office.collected.inbox) == sent_lines(office.county)


def test_who_counts_for_what_is_told_by_number(office: Office) -> None:
    """A duplicate and a replaced file name the file that counts in their place."""
    by_number = {line.arrival.number: line for line in office.collected.inbox.lines}
    told = [line for line in by_number.values() if line.verdict in (Verdict.DUPLICATE, Verdict.REPLACED)]
    assert len(told) == 3
    for line in told:
        assert by_number[line.by].verdict is Verdict.TAKEN
        assert by_number[line.by].unit == line.unit
        assert str(line.by) in line.sentence


def test_the_inbox_is_as_it_was(office: Office) -> None:
    """Nothing is moved, changed or added there."""
    files = {path for path in office.inbox.rglob("*") if path.is_file()}
    assert files == set(office.delivered)
    again = {path: path.read_bytes() for path in files}
    office.deliver()
    assert again == {path: path.read_bytes() for path in office.delivered}


def test_the_board_says_where_each_unit_stands(office: Office) -> None:
    assert board_of_run(office.collected.board) == expected_board(office.county)


def test_the_board_adds_up(office: Office) -> None:
    board, county = office.collected.board, office.county
    for level, tally in [(None, board.total), *board.by_level]:
        units = [one.name for one in county.units if level in (None, one.level)]
        outcomes = [county.outcomes[name] for name in units]
        counts = Counter(one.status for one in outcomes)
        late = sum(one.late_days > 0 for one in outcomes)
        assert (tally.expected, tally.received, tally.returned, tally.waiting, tally.missing, tally.late) == (
            *(len(units), counts[Status.RECEIVED], counts[Status.RETURNED], counts[Status.WAITING]),
            *(counts[Status.MISSING], late),
        )
    assert {level for level, _ in board.by_level} == {one.level for one in county.units}


def test_the_total_is_the_sum_of_the_numbers_that_were_made_up(office: Office) -> None:
    total = office.collected.total
    assert dict(total.report.numbers) == office.county.total()
    assert {one.unit for one in total.contributions} == set(office.county.added)
    assert {(one.unit, one.cell) for one in total.not_added} == office.county.not_added


def test_the_workbook_shows_the_total_cell_by_cell(office: Office) -> None:
    """As another program reads it."""
    report = office.collected.total.report
    layout = layout_for_year(report.form, report.year)
    shown = openpyxl.load_workbook(office.made.workbook, read_only=True, data_only=True)
    sheets = {spot.sheet for spot in layout.cells.values()}
    rows = {sheet: list(shown[sheet].iter_rows(values_only=True)) for sheet in sheets}
    found = {id_: Decimal(str(rows[spot.sheet][spot.row][spot.column])) for id_, spot in layout.cells.items()}
    assert found == office.county.total()


def test_every_number_of_the_total_is_traced_to_its_files(office: Office) -> None:
    """溯源: the lines that count add up to the total, and each names a file that came, its digest and its cell."""
    with office.made.provenance.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    counted = [line for line in lines if line["是否计入"] == "是"]
    traced = summed({line["单元格编号"]: Decimal(line["数值"])} for line in counted)
    assert traced == office.county.total()
    contents = {hashlib.sha256(one.content).hexdigest() for some in office.county.sent.values() for one in some}
    assert {line["SHA-256"] for line in lines} <= contents
    assert {line["文件位置"] for line in lines} <= set(map(str, office.delivered))
    report = office.collected.total.report
    layout = layout_for_year(report.form, report.year)
    for line in counted:
        # A data file has no sheets, and one of another edition has others.
        if line["工作表"] and "林业局" not in line["单位"]:
            spot = layout.cells[line["单元格编号"]]
            assert (line["工作表"], line["地址"]) == (spot.sheet, spot.address)
    said = {(line["单位"], line["单元格编号"]) for line in lines if EXPLANATION in line["审核说明"]}
    assert said == {(f"{COUNTY}龙门镇人民政府", LICENSING)}
    assert {line["单位"] for line in lines if line["是否计入"] == "否" and line["数值"].startswith("'=cmd")} == {
        f"{COUNTY}白塔镇人民政府"
    }


def test_a_number_of_the_total_names_who_is_behind_it(office: Office) -> None:
    found = tasks.trace(office.made.workbook, "三、申请情况!J6")
    assert found.cell == "requests.received.total"
    wanted = {name: str(numbers.get(found.cell, 0)) for name, numbers in office.county.added.items()}
    assert {one.unit: one.value for one in found.lines} == wanted


def test_the_county_can_publish_its_total(office: Office, tmp_path: Path) -> None:
    """汇总.xlsx is a workbook like any other: exported, it gives the same numbers."""
    made = tasks.export(office.made.workbook, ["json"], out=tmp_path, draft=True)
    (file,) = made.files
    assert dict(tasks.read_report(file).numbers) == office.county.total()


def test_no_text_of_a_unit_runs_or_turns_round_in_what_is_written(office: Office) -> None:
    with zipfile.ZipFile(office.made.workbook) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    formulas = [one for text in parts.values() for one in re.findall(r"<f[^>]*>([^<]*)</f>", text)]
    assert len(formulas) > 1000
    assert not [one for one in formulas if "evil" in one or "cmd" in one]
    page = office.made.board.read_text(encoding="utf-8")
    for text in (*parts.values(), page, office.made.provenance.read_text(encoding="utf-8-sig")):
        assert BIDI not in text
    assert "cmd|" in "".join(parts.values()), "what was filled in is shown, as a text"


def test_the_page_names_every_unit_and_what_is_wrong_with_it(office: Office) -> None:
    page = office.made.board.read_text(encoding="utf-8")
    for name in office.county.outcomes:
        assert name in page


def test_what_validation_says_of_each_unit(office: Office) -> None:
    county = office.county
    found = {
        line.unit: frozenset((one.rule, one.cells) for one in line.reading.findings)
        for line in office.collected.inbox.lines
        if line.verdict is Verdict.TAKEN and line.scope is Scope.OWN and line.reading
    }
    assert found == {name: county.outcomes[name].found for name in found}
    own = {
        one.unit
        for several in county.sent.values()
        for one in several
        if one.verdict is Verdict.TAKEN and one.scope is Scope.OWN
    }
    assert found.keys() == own


def test_the_rules_are_run_on_the_total_as_well(office: Office) -> None:
    """One wrong total among the units is one in the sum, and nothing else is wrong with its tables."""
    wrong = office.county.outcomes[f"{COUNTY}卫生健康局"].found
    judged = {(one.rule, one.cells) for one in office.collected.judged.findings}
    assert {one for one in judged if one[0][0] in "AB"} == {one for one in wrong if one[0][0] in "AB"}
    assert {one[0][0] for one in judged} <= {"A", "C"}, "there are no texts yet, and no dates"


def test_what_shows_between_units(office: Office) -> None:
    assert remarks_of(office.collected, office.county) == expected_remarks(office.county)


def test_letters_go_to_whom_they_must(office: Office) -> None:
    made = tasks.write_letters(office.made.workbook, deadline=date(2026, 2, 20), as_of=AS_OF)
    kinds = {one.letter.unit.name: one.letter.kind.label for one in made.listed}
    wanted = {name: one.letter for name, one in office.county.outcomes.items() if one.letter}
    assert kinds == wanted
    for one in made.listed:
        outcome = office.county.outcomes[one.letter.unit.name]
        if outcome.status is Status.RETURNED and outcome.found:
            assert frozenset((item.finding.rule, item.finding.cells) for item in one.letter.items) == outcome.found
    for one in made.listed:
        assert all((made.folder / name).is_file() for name in one.files)


def test_a_run_over_the_same_inbox_reads_nothing_and_writes_the_same(office: Office) -> None:
    before = [path.read_bytes() for path in (office.made.workbook, office.made.provenance, office.made.board)]
    again = office.run()
    assert again.read == 0
    assert [path.read_bytes() for path in (again.workbook, again.provenance, again.board)] == before


def test_of_a_county_in_which_nothing_went_wrong_there_is_nothing_to_say(tmp_path: Path) -> None:
    made = county(tmp_path / "草稿.xlsx", faults=False)
    deliver(made, tmp_path / "收件")
    roster = tmp_path / "名单.xlsx"
    roster.write_bytes(build_roster(roster_of(expected_units(made.units))))
    found = tasks.consolidate([tmp_path / "收件"], tmp_path / "汇总.xlsx", roster=roster, as_of=AS_OF)
    collected = found.collected
    assert (collected.remarks, collected.judged.findings, found.notes) == ((), (), ())
    assert collected.board.total.received == len(made.units)
    assert dict(collected.total.report.numbers) == made.total()
    last = collected.total.report.previous
    assert last is not None
    assert dict(last.numbers) == summed(one.previous.numbers for one in made.reports.values() if one.previous)
    assert tasks.write_letters(found.workbook, as_of=AS_OF).listed == ()


# --- corrected workbooks arrive


CORRECTED = datetime(2026, 2, 12, 9, 30)
NOW = date(2026, 2, 15)


@pytest.fixture(scope="module")
def corrected(office: Office) -> Office:
    """The same desk a few days later: six units sent again, one reported at last."""
    made = office.county
    letters = tasks.write_letters(office.made.workbook, deadline=date(2026, 2, 20), as_of=AS_OF)
    health = f"{COUNTY}卫生健康局"
    made.correct(health, made.reports[health], CORRECTED, content=_accepted(letters, health, office.folder))
    for name in ("供销合作社联合社", "林业局"):
        made.correct(COUNTY + name, made.reports[COUNTY + name], CORRECTED)
    town = f"{COUNTY}双井镇人民政府"
    made.correct(town, made.reports[town], CORRECTED, late_days=23)
    half = _half_corrected(made.reports[f"{COUNTY}经济开发区管理委员会"])
    found = made.outcomes[f"{COUNTY}经济开发区管理委员会"].found
    made.correct(
        f"{COUNTY}经济开发区管理委员会", half, CORRECTED, status=Status.RETURNED, found=found, letter="退回通知"
    )
    made.correct(f"{COUNTY}信访局", made.reports[f"{COUNTY}信访局"], CORRECTED, late_days=12)
    office.deliver()
    office.run(as_of=NOW)
    return office


def _accepted(letters: LettersMade, name: str, folder: Path) -> bytes:
    """What the unit sends back: the marked-up workbook of the letter, with what is proposed there accepted."""
    (files,) = (one.files for one in letters.listed if one.letter.unit.name == name)
    (marked,) = (letters.folder / one for one in files if one.endswith(".xlsx"))
    copy = folder / "改好的.xlsx"
    copy.write_bytes(marked.read_bytes())
    tasks.accept(copy, everything=True)
    return copy.read_bytes()


def _half_corrected(report: Report) -> Report:
    """Carried in is one too many now, after two."""
    cells = [f"requests.{row}.{column}" for row in ("carried_in", "received") for column in ("natural_person", "total")]
    by = (1, 1, -1, -1)
    return report.with_cells({id_: Count(int(report.number(id_)) + n) for id_, n in zip(cells, by, strict=True)})


def test_only_new_files_are_read(corrected: Office) -> None:
    assert corrected.made.read == 6


def test_what_was_corrected_takes_the_place_of_what_it_corrects(corrected: Office) -> None:
    made = corrected.county
    assert lines_of(corrected.collected.inbox) == sent_lines(made)
    assert board_of_run(corrected.collected.board) == expected_board(made)
    assert dict(corrected.collected.total.report.numbers) == made.total()
    assert remarks_of(corrected.collected, made) == expected_remarks(made)


def test_earlier_findings_are_ticked_off_one_by_one(corrected: Office) -> None:
    made = tasks.write_letters(corrected.made.workbook, as_of=NOW)
    became = {one.unit.removeprefix(COUNTY): [each.outcome for each in one.ticked] for one in made.follow_ups}
    assert became == {
        # What concerns it and the office that was split off it still stands.
        "卫生健康局": [*[Became.CORRECTED] * 3, Became.STANDING],
        "供销合作社联合社": [Became.CORRECTED],
        "林业局": [Became.CORRECTED],
        "双井镇人民政府": [Became.CORRECTED],
        "经济开发区管理委员会": [Became.CHANGED] * 2,
    }


# --- decisions


def test_decisions_are_applied_and_the_total_is_redone(corrected: Office) -> None:
    """A unit left out, reports with errors out, a name confirmed, one of two files chosen: nothing is read again."""
    made = corrected.county
    out, road, farm = (COUNTY + one for one in ("龙门镇人民政府", "交通运输局", "农业农村局"))
    chosen = next(one for one in corrected.collected.inbox.lines if one.arrival.origin.name == "交通局年报.xlsx")
    assert chosen.reading is not None
    assert chosen.reading.report is not None
    changes = Decisions(
        aliases={"青禾县农业农材局": Decision(farm)},
        chosen={(road, Scope.OWN.value): Decision(chosen.arrival.digest)},
        left_out={out: Decision("", "数待核")},
        errors=Decision(OUT, "等更正"),
    )
    assert corrected.run(changes, NOW).read == 0
    added = dict(made.added)
    added |= {road: chosen.reading.report.numbers, farm: made.reports[farm].numbers}
    for name in (out, *(name for name, one in made.outcomes.items() if one.status is Status.RETURNED)):
        added.pop(name, None)
    total = corrected.collected.total
    assert {one.unit for one in total.contributions} == set(added)
    assert dict(total.report.numbers) == summed(added.values())
    rows = {row.unit.name: row for row in corrected.collected.board.rows}
    assert [rows[name].status for name in (road, farm)] == [Status.RECEIVED] * 2
    assert not rows[out].counted
    assert "数待核" in rows[out].why
    assert not any(one.finding.rule == "H5" for one in corrected.collected.remarks)
    corrected.run(as_of=NOW)
    assert corrected.collected.total.report == total.report, "what was decided stays decided"


@pytest.mark.skipif(not os.environ.get("XL_TOOLS_LONG"), reason="only with XL_TOOLS_LONG=1")
@pytest.mark.parametrize("seed", range(2, 6))
def test_other_figures_and_the_same_faults(tmp_path: Path, seed: int) -> None:
    office = Office(tmp_path, seed)
    collected, made = office.collected, office.county
    assert lines_of(collected.inbox) == sent_lines(made)
    assert board_of_run(collected.board) == expected_board(made)
    assert dict(collected.total.report.numbers) == made.total()
    assert remarks_of(collected, made) == expected_remarks(made)
