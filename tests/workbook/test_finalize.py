"""定稿: only without errors and open queries; stamped; reopened by any later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.ready import report_ready
from support.reports import published

from xl_tools import tasks
from xl_tools.datafile import write_data
from xl_tools.finding import Severity
from xl_tools.outcomes import FinalizeRefused
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.values import Count
from xl_tools.workbook.finalize import CHANGED, DRAFT, FINAL, is_final, standing_seal
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.seal import seal_code


def book_of(folder: Path, report: Report) -> Path:
    source = folder / "数据.json"
    source.write_text(write_data(report), encoding="utf-8")
    return tasks.import_report(source, folder / "年报.xlsx", force=True)


def type_into(path: Path, edits: dict[tuple[str, str], Edit]) -> None:
    path.write_bytes(patch_workbook(path.read_bytes(), edits))


def cover(opened: Opened, name: str) -> tuple[str, str]:
    spot = opened.spots[f"report.{name}"]
    return spot.sheet, spot.address


@pytest.fixture
def final(tmp_path: Path) -> Path:
    path = book_of(tmp_path, report_ready())
    tasks.finalize(path)
    return path


def test_a_clean_workbook_becomes_final_with_time_and_code(tmp_path: Path) -> None:
    path = book_of(tmp_path, report_ready())
    made = tasks.finalize(path)
    opened = read_workbook(path)
    assert (opened.state.word, opened.state.finalized_on, opened.state.seal) == (FINAL, made.on, made.code)
    assert is_final(opened)
    assert standing_seal(opened) == made.code
    assert len(made.code) == 24
    assert CHANGED not in {one.rule for one in tasks.validate_file(path).findings}


def test_the_code_depends_on_content_alone(tmp_path: Path, final: Path) -> None:
    (tmp_path / "另一份").mkdir()
    other = book_of(tmp_path / "另一份", report_ready())
    code = tasks.finalize(other).code
    assert code == read_workbook(final).state.seal
    assert tasks.finalize(final).code == code


def change_cell(path: Path) -> dict[tuple[str, str], Edit]:
    spot = read_workbook(path).spots["requests.received.natural_person"]
    return {(spot.sheet, spot.address): 1}


def change_text(path: Path) -> dict[tuple[str, str], Edit]:
    spot = read_workbook(path).spots["text.overview.management.own"]
    return {(spot.sheet, spot.address): "换了一句话。"}


def change_fact(path: Path) -> dict[tuple[str, str], Edit]:
    spot = read_workbook(path).spots["fact.website_posts"]
    return {(spot.sheet, spot.address): 96}


def change_name(path: Path) -> dict[tuple[str, str], Edit]:
    return {cover(read_workbook(path), "unit"): "示例县另一镇人民政府"}


def change_last_year(path: Path) -> dict[tuple[str, str], Edit]:
    spot = read_workbook(path).spots["previous.requests.received.total"]
    return {(spot.sheet, spot.address): 3}


def change_last_name(path: Path) -> dict[tuple[str, str], Edit]:
    spot = read_workbook(path).spots["last.unit"]
    return {(spot.sheet, spot.address): "示例县从前的镇"}


@pytest.mark.parametrize("change", [change_cell, change_text, change_fact, change_name, change_last_year])
def test_any_later_change_is_noticed_and_makes_it_a_draft_again(final: Path, change) -> None:
    type_into(final, change(final))
    (note,) = [one for one in tasks.validate_file(final).findings if one.rule == CHANGED]
    assert note.severity is Severity.NOTICE
    assert "定稿以后有改动" in note.message
    assert standing_seal(read_workbook(final)) == ""
    tasks.validate_file(final, mark=True)
    state = read_workbook(final).state
    assert (state.word, state.finalized_on, state.seal) == (DRAFT, "", "")


def test_validating_a_final_workbook_leaves_it_final(final: Path) -> None:
    tasks.validate_file(final, mark=True)
    assert is_final(read_workbook(final))


def test_a_state_chosen_by_hand_is_no_final_state(tmp_path: Path) -> None:
    path = book_of(tmp_path, report_ready())
    type_into(path, {cover(read_workbook(path), "state"): FINAL})
    (note,) = [one for one in tasks.validate_file(path).findings if one.rule == CHANGED]
    assert "手工选的“定稿”" in note.message
    assert standing_seal(read_workbook(path)) == ""


def test_a_time_that_was_deleted_leaves_a_whole_sentence(final: Path) -> None:
    type_into(final, {cover(read_workbook(final), "finalized_on"): None} | change_cell(final))
    (note,) = [one for one in tasks.validate_file(final).findings if one.rule == CHANGED]
    assert "：定稿以后有改动，" in note.message


def test_errors_are_in_the_way(tmp_path: Path) -> None:
    path = book_of(tmp_path, published("huiyi-2021"))
    before = path.read_bytes()
    with pytest.raises(FinalizeRefused) as caught:
        tasks.finalize(path)
    assert caught.value.code == "E13"
    assert {one.severity for one in caught.value.findings} == {Severity.ERROR}
    assert path.read_bytes() == before


def test_texts_that_an_export_would_still_ask_for_are_in_the_way(tmp_path: Path) -> None:
    path = book_of(tmp_path, replace(report_ready(), narrative={}, facts={}))
    with pytest.raises(FinalizeRefused) as caught:
        tasks.finalize(path)
    assert caught.value.code == "E13"
    assert {one.rule for one in caught.value.findings} >= {"F13"}


def test_open_queries_are_in_the_way_until_they_are_explained(tmp_path: Path) -> None:
    report = report_ready()
    previous = replace(report, year=2023, narrative={}, facts={}, preparer="", previous=None)
    in_force = "proactive.normative_documents.in_force"
    path = book_of(tmp_path, replace(report.with_cells({in_force: Count(3)}), previous=previous))
    with pytest.raises(FinalizeRefused) as caught:
        tasks.finalize(path)
    assert caught.value.code == "E14"
    assert [one.rule for one in caught.value.findings] == ["C2"]
    tasks.explain(path, "C2", "县里划入三件。")
    assert tasks.finalize(path).code
    assert is_final(read_workbook(path))


def test_somebody_must_be_named(tmp_path: Path) -> None:
    path = book_of(tmp_path, replace(report_ready(), preparer=""))
    with pytest.raises(FinalizeRefused) as caught:
        tasks.finalize(path)
    assert caught.value.code == "E15"


def test_a_late_date_is_an_error_that_nothing_cures_and_stops_neither_export_nor_final(tmp_path: Path) -> None:
    report = report_ready()
    late = replace(report, unit=Unit("示例县示例局", Level.COUNTY_DEPARTMENT), published_on=date(2025, 2, 18))
    path = book_of(tmp_path, late)
    (error,) = [one for one in tasks.validate_file(path).findings if one.severity is Severity.ERROR]
    assert error.rule == "G4"
    assert tasks.validate_file(path).status == "errors"
    assert not tasks.export(path, ["json"], out=tmp_path).draft
    assert tasks.finalize(path).code


def test_the_name_of_last_years_unit_belongs_to_what_is_final(tmp_path: Path) -> None:
    report = report_ready()
    path = book_of(tmp_path, replace(report, previous=replace(report, year=2023, narrative={}, facts={}, preparer="")))
    tasks.finalize(path)
    type_into(path, change_last_name(path))
    assert CHANGED in {one.rule for one in tasks.validate_file(path).findings}


def test_another_kind_of_line_end_changes_nothing(final: Path) -> None:
    opened = read_workbook(final)
    place = ("problems", "")
    lines = {end: replace(opened.texts[place], own=f"一{end}二") for end in ("\n", "\r\n", "\r")}
    codes = {seal_code(replace(opened, texts={**opened.texts, place: state})) for state in lines.values()}
    assert len(codes) == 1


def test_a_finished_text_older_than_the_own_one_is_in_the_way(tmp_path: Path) -> None:
    path = book_of(tmp_path, report_ready())
    tasks.fill(path)
    type_into(path, change_text(path))
    with pytest.raises(FinalizeRefused) as caught:
        tasks.finalize(path)
    assert (caught.value.code, [one.rule for one in caught.value.findings]) == ("E14", ["W6"])
    tasks.fill(path)
    assert tasks.finalize(path).code
    assert tasks.validate_file(path).status == "clean"


def test_a_final_workbook_made_final_again_keeps_its_time_and_its_bytes(final: Path) -> None:
    first, before = read_workbook(final).state, final.read_bytes()
    made = tasks.finalize(final)
    assert (made.on, made.code) == (first.finalized_on, first.seal)
    assert final.read_bytes() == before
