"""roster, consolidate, board, trace and letters on the command line."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.small_county import EAST, FINANCE, RECEIVED, TOP, WEST, YEAR, lay_out, put, reports, wrong

from xl_tools import cli, tasks
from xl_tools.errors import XlToolsError
from xl_tools.letters.ticking import Outcome
from xl_tools.units import Scope
from xl_tools.workbook import reader
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.reader import Opened, read_workbook

LATER = datetime(2026, 1, 20, 9)
FACT = "disclosed_total"
AS_OF = ("--as-of", "2026-02-10")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """FINANCE has an error, EAST a name that is only near, WEST has sent nothing."""
    made = reports()
    east = replace(made[EAST], unit=replace(made[EAST].unit, name="示例县东山镇人民政俯"))
    lay_out(tmp_path, {"县政府.xlsx": made[TOP], "财政.xlsx": wrong(made[FINANCE]), "东山.xlsx": east})
    return tmp_path


def collect(capsys: pytest.CaptureFixture[str], folder: Path, *more: object) -> dict[str, Any]:
    out = folder / "汇总.xlsx"
    given = () if out.exists() else (folder / "收件", "--roster", folder / "名单.xlsx")
    _, said, told = run(capsys, "consolidate", *given, "-o", out, *AS_OF, "--format", "json", *more)
    assert not told
    return json.loads(said)


def _write(workbook: Path, key: str, text: str) -> None:
    """Type a text into a closed workbook."""
    spot = next(row.own for (name, _), row in read_workbook(workbook).layout.texts.items() if name == key)
    workbook.write_bytes(patch_workbook(workbook.read_bytes(), {(spot.sheet, spot.address): text}))


def test_an_inbox_becomes_a_total_with_its_board_and_provenance(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = reports()
    first = collect(capsys, folder)
    verdicts = {Path(one["path"]).name: one["verdict"] for one in first["files"]}
    assert verdicts == {"县政府.xlsx": "taken", "财政.xlsx": "taken", "东山.xlsx": "unconfirmed"}
    assert first["tally"] == {
        "expected": 4, "received": 1, "returned": 1, "waiting": 1, "missing": 1, "late": 0,
    }  # fmt: skip
    assert first["total"]["units"] == [TOP, FINANCE]
    assert (first["read"], first["known"]) == (3, 0)
    second = collect(capsys, folder, "--same", f"示例县东山镇人民政俯={EAST}", "--errors", "out")
    assert (second["read"], second["known"]) == (0, 3)
    assert second["total"]["units"] == [TOP, EAST]
    assert second["total"]["cells"][RECEIVED] == made[TOP].number(RECEIVED) + made[EAST].number(RECEIVED)
    assert [one["unit"] for one in second["left_out"]] == [FINANCE]
    with (folder / "汇总_溯源.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["单元格编号"] == RECEIVED]
    assert {row["单位"]: row["数值"] for row in rows if row["是否计入"] == "是"} == {
        unit: str(made[unit].number(RECEIVED)) for unit in (TOP, EAST) if made[unit].number(RECEIVED)
    }
    assert WEST in (folder / "汇总_报送情况.html").read_text(encoding="utf-8")


def test_a_unit_is_left_out_and_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys, folder)
    made = collect(capsys, folder, "--leave-out", f"{FINANCE}=另行核实")
    assert made["total"]["units"] == [TOP]
    assert [one["unit"] for one in made["left_out"]] == [FINANCE]
    assert "另行核实" in made["left_out"][0]["why"]
    assert collect(capsys, folder)["total"]["units"] == [TOP]
    assert collect(capsys, folder, "--put-back", FINANCE)["total"]["units"] == [TOP, FINANCE]


def test_texts_written_into_the_summary_are_carried_over_and_changes_are_not_lost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(capsys, folder)
    out = folder / "汇总.xlsx"
    _write(out, "overview", "全县共清理文件三件。")
    status, _, told = run(capsys, "consolidate", "-o", out, *AS_OF)
    assert status == 2 and "改动过" in told and "F01" in told
    collect(capsys, folder, "--force")
    assert "全县共清理文件三件。" in read_workbook(out).report.narrative["overview"]


def test_explanations_of_the_total_are_carried_over_and_judged_with_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = collect(capsys, folder)
    (query, *_) = [one for one in first["findings"] if one["severity"] == "query"]
    out = folder / "汇总.xlsx"
    status, *_ = run(
        capsys, "explain", out, "--rule", query["rule"], "--where", query["where"][0].partition("!")[2],
        "--text", "机构调整", "--by", "经办人甲",
    )  # fmt: skip
    assert status == 0
    again = collect(capsys, folder, "--force")
    (same,) = [one for one in again["findings"] if (one["rule"], one["cells"]) == (query["rule"], query["cells"])]
    assert same["explained"] and "机构调整" in same["explanation"]
    written = [one for one in tasks.validate_file(out).findings if one.rule == query["rule"] and one.explained]
    assert written


def test_the_total_is_judged_with_the_texts_that_were_written_into_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(capsys, folder)
    out = folder / "汇总.xlsx"
    number = int(read_workbook(out).report.number("requests.received.total")) + 7
    _write(out, "overview", f"本年新收政府信息公开申请{number}件。")
    again = collect(capsys, folder, "--force")
    assert "E1" in {one["rule"] for one in again["findings"]}
    assert {one["rule"] for one in again["findings"]} == {one.rule for one in tasks.validate_file(out).findings}


def test_a_collection_that_was_copied_reads_the_inbox_that_came_along(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(capsys, folder)
    copy = tmp_path_factory.mktemp("copy") / "移走的"
    shutil.copytree(folder, copy)
    (copy / "收件" / "县政府.xlsx").unlink()
    paths = {Path(one["path"]) for one in collect(capsys, copy)["files"]}
    assert paths == {copy / "收件" / name for name in ("财政.xlsx", "东山.xlsx")}


def test_a_report_of_the_whole_is_held_against_the_sum(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys, folder)
    total = read_workbook(folder / "汇总.xlsx").report
    handed = put(folder / "已公布.xlsx", wrong(replace(total, previous=None)), LATER)
    said = run(capsys, "consolidate", "-o", folder / "汇总.xlsx", *AS_OF, "--against", handed)[1]
    right = int(total.number("requests.received.total"))
    assert f"与“已公布.xlsx”核对：199 格相同，1 格不同：本年新收·总计 {right + 10}（各份之和 {right}）。" in said


def test_without_a_roster_a_report_of_a_whole_beside_others_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = reports()[EAST]
    put(folder / "收件" / "东山汇总.xlsx", replace(part, unit=replace(part.unit, scope=Scope.CONSOLIDATED)), LATER)
    said = run(capsys, "consolidate", folder / "收件", "-o", folder / "汇总.xlsx", *AS_OF)[1]
    assert f"“{EAST}”报来的是汇总年报；没有名单" in said


def test_a_wrong_roster_is_told_before_anything_is_read(folder: Path) -> None:
    (folder / "坏名单.xlsx").write_bytes((folder / "收件" / "县政府.xlsx").read_bytes())
    told: list[object] = []
    with pytest.raises(XlToolsError) as caught:
        tasks.consolidate([folder / "收件"], folder / "汇总.xlsx", roster=folder / "坏名单.xlsx", progress=told.append)
    assert caught.value.code == "K02"
    assert not told


def test_a_source_that_is_missing_leaves_nothing_behind(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(XlToolsError) as caught:
        tasks.consolidate([folder / "没有"], folder / "汇总.xlsx")
    assert caught.value.code == "M01"
    assert sorted(folder.rglob("*")) == before


def test_a_sum_of_the_last_run_is_no_word_of_anybody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = {name: replace(one, facts={FACT: 5}) for name, one in reports().items()}
    late = made.pop(WEST)
    _, inbox = lay_out(tmp_path, {f"{name}.xlsx": report for name, report in made.items()})
    collect(capsys, tmp_path)
    out = tmp_path / "汇总.xlsx"
    assert read_workbook(out).report.facts[FACT] == 15
    put(inbox / "西河.xlsx", replace(late, facts={}), LATER)
    collect(capsys, tmp_path)
    assert FACT not in read_workbook(out).report.facts


def test_a_second_workbook_of_the_same_collection_gets_the_texts_and_the_first_may_be_written_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(capsys, folder)
    _write(folder / "汇总.xlsx", "overview", "全县共清理文件三件。")
    status, *_ = run(capsys, "consolidate", "-o", folder / "汇总（2）.xlsx", *AS_OF, "--force")
    assert status in (0, 1)
    assert "全县共清理文件三件。" in read_workbook(folder / "汇总（2）.xlsx").report.narrative["overview"]
    assert run(capsys, "consolidate", "-o", folder / "汇总（2）.xlsx", *AS_OF)[0] in (0, 1)
    assert run(capsys, "consolidate", "-o", folder / "汇总.xlsx", *AS_OF, "--force")[0] in (0, 1)
    assert run(capsys, "consolidate", "-o", folder / "汇总（2）.xlsx", *AS_OF)[0] in (0, 1)


def test_equal_runs_give_equal_bytes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys, folder)
    names = ("汇总.xlsx", "汇总_溯源.csv", "汇总_报送情况.html")
    first = [(folder / name).read_bytes() for name in names]
    collect(capsys, folder)
    assert [(folder / name).read_bytes() for name in names] == first


def test_the_summary_is_exported_as_the_countys_own_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys, folder, "--errors", "out")
    report = read_workbook(folder / "汇总.xlsx").report
    assert (report.unit.name, report.unit.scope.value, report.year) == (TOP, "consolidated", YEAR)
    status, said, _ = run(
        capsys, "export", folder / "汇总.xlsx", "--to", "word", "json", "--draft", "-o", folder / "成品"
    )
    assert status == 0 and ".docx" in said


def test_next_year_takes_the_summary_as_last_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = reports()
    lay_out(tmp_path, {f"{name}.xlsx": report for name, report in made.items()})
    collect(capsys, tmp_path)
    later = tmp_path / "2026年"
    later.mkdir()
    following = {name: replace(one, year=YEAR + 1, previous=replace(one, previous=None)) for name, one in made.items()}
    roster, inbox = lay_out(later, {f"{name}.xlsx": report for name, report in following.items()})
    summary, out = tmp_path / "汇总.xlsx", later / "汇总.xlsx"
    _, said, _ = run(
        capsys, "consolidate", inbox, "-o", out, "--roster", roster, "--previous", summary, *AS_OF, "--format", "json"
    )  # fmt: skip
    total = read_workbook(out).report
    assert total.previous is not None and total.previous.cells == read_workbook(summary).report.cells
    # The figures of each unit came along as well: nobody says anything else of last year than what was collected.
    assert not [one for one in json.loads(said)["remarks"] if one["rule"] in ("V5", "V6")]


def test_board_trace_and_letters_of_a_consolidation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys, folder)
    out = folder / "汇总.xlsx"
    status, said, _ = run(capsys, "board", out, "--format", "json")
    assert status == 0 and json.loads(said)["tally"]["missing"] == 1
    assert "应报 4，已报 1，退回 1，待决定 1，未报 1" in run(capsys, "board", out)[1]
    report = reports()[TOP]
    assert report.previous is not None
    place = layout_for(report.form, report.previous.form).cells[RECEIVED].place
    status, said, _ = run(capsys, "trace", out, place, "--format", "json")
    assert status == 0
    traced = json.loads(said)
    assert traced["cell"] == RECEIVED
    assert {one["unit"] for one in traced["sources"]} <= {TOP, FINANCE} and traced["sources"]
    assert f"{TOP}：{report.number(RECEIVED)}" in run(capsys, "trace", out, RECEIVED)[1]
    status, said, _ = run(capsys, "letters", out, *AS_OF, "--deadline", "2026-02-20")
    assert status == 0 and "退回通知 1 份" in said
    # Of what comes corrected, what was asked for is ticked off one by one.
    put(folder / "收件" / "财政（改）.xlsx", reports()[FINANCE], LATER)
    assert "上次退回以后重新报送的有 1 个单位" in run(capsys, "letters", out, *AS_OF)[1]
    (followed,) = tasks.write_letters(out, as_of=date(2026, 2, 10)).follow_ups
    outcomes = {one.earlier.rule: one.outcome for one in followed.ticked if one.earlier}
    assert {outcomes["A1"], outcomes["A3"]} == {Outcome.CORRECTED}
    assert outcomes["C4"] is Outcome.STANDING


def test_a_roster_is_begun_and_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "名单.xlsx"
    assert run(capsys, "roster", new, "--new")[0] == 0
    status, _, told = run(capsys, "roster", new)
    assert status == 2 and "K04" in told
    roster, _ = lay_out(tmp_path, {})
    status, said, _ = run(capsys, "roster", roster, "--year", YEAR)
    assert status == 0 and f"4 个单位，汇总单位是“{TOP}”" in said
    again = tmp_path / "明年名单.xlsx"
    assert run(capsys, "roster", again, "--new", "--from", roster)[0] == 0
    assert again.read_bytes() == roster.read_bytes()
    assert run(capsys, "roster", again, "--new")[0] == 2


def _without_sources(folder: Path) -> None:
    tasks.consolidate([], folder / "汇总.xlsx")


def _board_before(folder: Path) -> None:
    tasks.board(folder / "汇总.xlsx")


def _nothing_came(folder: Path) -> None:
    empty = folder / "空"
    empty.mkdir()
    tasks.consolidate([empty], folder / "汇总.xlsx")


def _no_workbook(folder: Path) -> None:
    tasks.consolidate([folder / "收件"], folder / "汇总.csv")


def _wrong_last_year(folder: Path) -> None:
    tasks.consolidate([folder / "收件"], folder / "汇总.xlsx", previous=folder / "收件" / "县政府.xlsx")


def _no_summary(folder: Path) -> None:
    tasks.trace(folder / "收件" / "县政府.xlsx", RECEIVED)


def _no_cell(folder: Path) -> None:
    tasks.consolidate([folder / "收件"], folder / "汇总.xlsx", roster=folder / "名单.xlsx")
    tasks.trace(folder / "汇总.xlsx", "封面!A1")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_without_sources, "K81"),
        (_board_before, "K81"),
        (_nothing_came, "K83"),
        (_no_workbook, "K84"),
        (_wrong_last_year, "K85"),
        (_no_summary, "K86"),
        (_no_cell, "K87"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Path, act: Callable[[Path], None], code: str) -> None:
    with pytest.raises(XlToolsError) as caught:
        act(folder)
    assert caught.value.code == code
    assert caught.value.hint


def test_without_the_libraries_of_a_collecting_office_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(XlToolsError) as caught:
        tasks.consolidate([folder / "收件"], folder / "汇总.xlsx")
    assert caught.value.code == "K82"


def test_a_total_that_does_not_read_back_is_not_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reader.read_workbook

    def wrong_again(path: Path) -> Opened:
        opened = read(path)
        return replace(opened, report=wrong(opened.report))

    monkeypatch.setattr(reader, "read_workbook", wrong_again)
    with pytest.raises(XlToolsError) as caught:
        tasks.consolidate([folder / "收件"], folder / "汇总.xlsx", roster=folder / "名单.xlsx")
    assert caught.value.code == "K88"
    assert "本年新收·总计" in str(caught.value)
