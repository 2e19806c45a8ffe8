"""How a small office really works: everything in one folder, files that go away, a summary that is written upon."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from support.county import expected_units
from support.county_books import bare, book
from support.county_inbox import put
from support.county_units import TOP, YEAR, offices, reports

from xl_tools import tasks
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.deciding import Typed
from xl_tools.consolidation.rosters import roster_of
from xl_tools.consolidation.sorted_inbox import Verdict
from xl_tools.errors import FileExists, XlToolsError
from xl_tools.judging import standard
from xl_tools.report import Report
from xl_tools.summary.roster_book import build_roster
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.patch import patch_workbook

AS_OF = date(2026, 1, 20)
CAME = datetime(2026, 1, 12, 9)
_UNITS = offices()
SOME = (_UNITS[0], *_UNITS[2:6])
"""The county and four departments."""
REPORTS = {one.name: report for one in SOME if (report := reports(_UNITS)[one.name])}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a roster and the workbooks of everybody on it."""
    for one in SOME:
        put(tmp_path / f"{one.name}.xlsx", book(REPORTS[one.name]), CAME)
    put(tmp_path / "名单.xlsx", build_roster(roster_of(expected_units(SOME))), CAME)
    return tmp_path


def _run(desk: Path, **asked: object) -> tasks.Consolidated:
    given = {"roster": desk / "名单.xlsx", "as_of": AS_OF, **asked}
    return tasks.consolidate([desk], desk / "汇总.xlsx", **given)  # type: ignore[arg-type]


def _total(left_out: str = "") -> dict[str, object]:
    cells = next(iter(REPORTS.values())).numbers
    return {cell: sum(one.numbers[cell] for name, one in REPORTS.items() if name != left_out) for cell in cells}


def test_what_was_written_is_not_collected_the_next_time(desk: Path) -> None:
    """Summary, provenance, board, letters and attachments may stand in the very folder that is collected."""
    first = _run(desk)
    written = {path: path.read_bytes() for path in (first.workbook, first.provenance, first.board)}
    tasks.write_letters(first.workbook, as_of=AS_OF)
    again = _run(desk)
    assert sorted(one.arrival.origin.name for one in again.collected.inbox.lines) == sorted(
        f"{one.name}.xlsx" for one in SOME
    )
    assert {path: path.read_bytes() for path in written} == written
    assert dict(again.collected.total.report.numbers) == _total()


def test_a_file_that_went_away_is_not_added_any_more(desk: Path) -> None:
    _run(desk)
    gone = SOME[2].name
    (desk / f"{gone}.xlsx").unlink()
    made = _run(desk)
    assert made.read == 0
    assert dict(made.collected.total.report.numbers) == _total(gone)
    assert [one.units for one in made.collected.remarks if one.finding.rule == "H2"] == [(gone,)]


def test_last_year_is_compared_with_the_units_that_are_there(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As long as somebody is missing, last year's total of all units says nothing about this year's."""
    before = tmp_path_factory.mktemp("上年")
    for number, one in enumerate(REPORTS.values()):
        assert one.previous is not None
        put(before / "收件" / f"{number}.xlsx", book(bare(one.previous)), CAME)
    office = (TOP, SOME[0].level)
    last = tasks.consolidate([before / "收件"], before / "汇总.xlsx", office=office, as_of=date(2025, 1, 20))
    whole = _run(desk, previous=last.workbook).collected
    assert whole.judged.findings == ()
    assert whole.total.report.previous is not None
    assert dict(whole.total.report.previous.numbers) == dict(last.collected.total.report.numbers)
    gone = SOME[0].name
    (desk / f"{gone}.xlsx").unlink()
    short = _run(desk).collected
    assert short.judged.findings == ()
    assert dict(short.total.report.numbers) == _total(gone)
    assert "1 个单位没有计入" in short.total.previous_source


def test_texts_that_were_written_into_the_summary_are_kept(desk: Path) -> None:
    """The county's own report is finished in the summary workbook, while files still come in."""
    first = _run(desk)
    written = "存在的主要问题是部门报送不够及时，已逐个通知；改进情况是把报送时间提前到一月上旬，由专人催办和复核。"
    layout = layout_for_year(first.collected.total.report.form, YEAR)
    spot = layout.texts["problems", ""].own
    first.workbook.write_bytes(patch_workbook(first.workbook.read_bytes(), {(spot.sheet, spot.address): written}))
    with pytest.raises(FileExists) as told:
        _run(desk)
    assert told.value.code == "F01"
    again = _run(desk, force=True)
    report = tasks.read_report(again.workbook)
    assert written in report.narrative["problems"]
    assert dict(report.numbers) == _total()


def test_without_a_roster_everybody_who_came_counts(desk: Path) -> None:
    (desk / "名单.xlsx").unlink()
    made = tasks.consolidate([desk], desk / "汇总.xlsx", as_of=AS_OF)
    assert dict(made.collected.total.report.numbers) == _total()
    assert made.collected.roster.top.name == TOP
    assert not [one for one in made.collected.remarks if one.finding.rule == "H2"]


def test_a_choice_is_typed_by_number_and_taken_back(desk: Path) -> None:
    """Of two files that came at once, one is named; the decision is withdrawn again."""
    name = SOME[1].name
    other: Report = REPORTS[name].with_cells(
        {"proactive.licensing.decisions": REPORTS[SOME[2].name].value("proactive.coercion.decisions")}
    )
    put(desk / "另一份.xlsx", book(other), CAME)
    made = _run(desk)
    waiting = [one for one in made.collected.inbox.lines if one.verdict is Verdict.CONFLICT]
    assert {one.unit for one in waiting} == {name}
    number = next(one.arrival.number for one in waiting if one.arrival.origin.name == f"{name}.xlsx")
    chosen = _run(desk, typed=Typed(chosen=[f"{name}={number}"]))
    assert dict(chosen.collected.total.report.numbers) == _total()
    back = _run(desk, typed=Typed(put_back=[name]))
    assert dict(back.collected.total.report.numbers) == _total(name)


def test_a_number_that_means_another_file_by_now_is_refused(desk: Path) -> None:
    """Numbers of files shift whenever one comes: a file that is surely another unit's is not taken for this one's."""
    lines = _run(desk).collected.inbox.lines
    other = next(one for one in lines if one.unit == SOME[2].name)
    with pytest.raises(XlToolsError) as told:
        _run(desk, typed=Typed(chosen=[f"{SOME[1].name}={other.arrival.number}"]))
    assert told.value.code == "K08"
    assert SOME[2].name in str(told.value)
    assert dict(_run(desk).collected.total.report.numbers) == _total()


PACK = """
name = "某省规则包"
issuer = "某省"
date = 2026-01-05
[[rules]]
id = "P1"
editions = ["2021"]
table = "proactive"
expr = "licensing.decisions <= 3"
severity = "error"
title = "行政许可不多于三件"
why = "举例。"
advice = "请核对{cells}"
source = { document = "某省", clause = "举例" }
[rules.example]
good = "行政许可 2 件。"
bad = "行政许可 4 件。"
good_cells = { "licensing.decisions" = 2 }
bad_cells = { "licensing.decisions" = 4 }
"""


def test_board_and_letters_go_by_the_rules_of_the_run(desk: Path) -> None:
    """The pack that was named stands, as the roster does, until another one is named."""
    pack = desk / "某省.toml"
    pack.write_text(PACK, encoding="utf-8")
    made = tasks.consolidate([desk], desk / "汇总.xlsx", roster=desk / "名单.xlsx", as_of=AS_OF, by=standard(pack))
    returned = {row.unit.name for row in made.collected.board.rows if row.status is Status.RETURNED}
    assert returned == {name for name, one in REPORTS.items() if one.number("proactive.licensing.decisions") > 3}
    shown = tasks.board(made.workbook, as_of=AS_OF)
    assert {row.unit.name for row in shown.rows if row.status is Status.RETURNED} == returned
    letters = tasks.write_letters(made.workbook, as_of=AS_OF)
    assert {one.letter.unit.name for one in letters.listed} == returned - {TOP}
    assert {finding.rule for one in letters.listed for finding in one.letter.findings} == {"P1"}
