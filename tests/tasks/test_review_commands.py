"""accept, explain, prose, finalize, --pack and --compare on the command line: text, JSON, exit status."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from support.ready import report_ready
from support.reports import published, report_of

from xl_tools import cli, tasks
from xl_tools.datafile import write_data
from xl_tools.report import Report
from xl_tools.values import Count, Value
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.reader import read_workbook

GRANTED, NOT_HELD = "requests.granted.natural_person", "requests.unavailable_not_held.business"
IN_FORCE = "proactive.normative_documents.in_force"
PENDING = "review.reconsideration.pending"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def data_of(folder: Path, report: Report, name: str = "数据") -> Path:
    path = folder / f"{name}.json"
    path.write_text(write_data(report), encoding="utf-8")
    return path


def book_of(folder: Path, cells: dict[str, Value], name: str = "年报") -> Path:
    return tasks.import_report(
        data_of(folder, published("suqian-2024").with_cells(cells), name), folder / f"{name}.xlsx"
    )


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Two cells typed wrong, each with its totals as they were reported."""
    return book_of(tmp_path, {GRANTED: Count(1480), NOT_HELD: Count(3)})


def test_validate_tells_the_probable_cell_once_a_group(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "validate", wrong)
    assert status == cli.FOUND_ERRORS
    assert out.count("建议：最可能是三、申请情况!D8：1480 应为 1408") == 1
    assert out.count("应为 33") == 1


def test_json_suggestions_come_best_first_and_name_their_group(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "validate", wrong, "--format", "json")
    data = json.loads(out)
    first = data["suggestions"][0]
    assert list(first)[:6] == ["group", "cell", "where", "current", "proposed", "reason"]
    found = {one["cell"]: one for one in data["suggestions"]}
    assert (found[GRANTED]["current"], found[GRANTED]["proposed"]) == (1480, 1408)
    assert found[GRANTED]["where"] == "三、申请情况!D8"
    assert found[GRANTED]["reason"]
    broken = [one for one in data["findings"] if one["severity"] == "error"]
    assert {one["group"] for one in broken} == {found[GRANTED]["group"], found[NOT_HELD]["group"]}
    assert all(found[GRANTED]["group"] == one["group"] for one in broken if GRANTED in one["cells"])


def test_accept_repairs_one_cell_all_or_asks_which(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = wrong.read_bytes()
    status, out, err = run(capsys, "accept", wrong)
    assert (status, out) == (cli.CANNOT, "")
    assert "要采纳哪一条不明确" in err and "（E22）" in err
    assert wrong.read_bytes() == before
    status, out, _ = run(capsys, "accept", wrong, "--cell", "三、申请情况!D8")
    assert status == cli.OK
    assert "采纳建议：已把 三、申请情况!D8 由 1480 改为 1408。" in out
    assert tasks.read_report(wrong).number(GRANTED) == 1408
    status, out, _ = run(capsys, "accept", wrong)
    assert "由 3 改为 33" in out
    assert run(capsys, "validate", wrong)[0] == cli.OK
    status, _, err = run(capsys, "accept", wrong)
    assert status == cli.CANNOT
    assert "没有可以采纳的建议。（E21）" in err
    for number in (3, 1480):
        assert run(capsys, "undo", wrong)[0] == cli.OK
        assert number in tasks.read_report(wrong).numbers.values()
    assert run(capsys, "accept", wrong, "--all")[0] == cli.OK
    assert run(capsys, "validate", wrong)[0] == cli.OK


def test_accept_by_group_and_for_a_cell_without_suggestion(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = tasks.validate_file(wrong)
    group = next(one.group for one in result.suggestions if one.cell == NOT_HELD)
    assert run(capsys, "accept", wrong, "--group", group)[0] == cli.OK
    assert tasks.read_report(wrong).number(NOT_HELD) == 33
    status, _, err = run(capsys, "accept", wrong, "--cell", "requests.received.other")
    assert status == cli.CANNOT
    assert "对“requests.received.other”没有建议值" in err
    status, _, err = run(capsys, "accept", wrong, "--group", 99)
    assert "第 99 组没有建议值" in err


def test_accept_leaves_to_people_what_is_not_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = book_of(tmp_path, {"requests.received.natural_person": Count(3450), PENDING: Count(63)}, "两处")
    doubtful = book_of(tmp_path, {PENDING: Count(56)}, "难定")
    for path, choice, words in (
        (twice, ("--cell", "D6"), "“D6”有几处：三、申请情况!D6、四、复议诉讼!D6。"),
        (doubtful, ("--group", 1), "也可能是E6：170 应为 190"),
    ):
        before = path.read_bytes()
        status, _, err = run(capsys, "accept", path, *choice)
        assert status == cli.CANNOT
        assert words in err and "（E22）" in err
        assert path.read_bytes() == before


def test_a_total_typed_wrong_gets_its_formula_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book_of(tmp_path, {"requests.granted.total": Count(1413)})
    status, out, _ = run(capsys, "accept", path)
    assert status == cli.OK
    assert "恢复合计公式 1 格（三、申请情况!J8）" in out
    assert tasks.read_report(path).number("requests.granted.total") == 1431


def test_explain_prints_what_was_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book_of(tmp_path, {IN_FORCE: Count(421)})
    status, out, _ = run(capsys, "explain", path, "--rule", "C2", "--text", "县里划入一件", "--by", "填报人甲")
    assert status == cli.OK
    assert "已记下 填报人甲 对 C2（二、主动公开!" in out
    _, out, _ = run(capsys, "validate", path)
    assert "[核实，已说明 C2]" in out
    assert "条已作说明" in out
    assert f"说明：县里划入一件（填报人甲，{datetime.now():%Y-%m-%d}）" in out
    _, out, _ = run(capsys, "validate", path, "--format", "json")
    found = {one["rule"]: one for one in json.loads(out)["findings"]}
    assert found["C2"]["explanation"].startswith("县里划入一件（填报人甲，")
    assert all("explanation" not in one for one in found.values() if not one["explained"])
    status, _, err = run(capsys, "explain", path, "--rule", "A1", "--text", "就这样", "--by", "填报人甲")
    assert status == cli.CANNOT
    assert "（E26）" in err


def test_finalize_prints_the_code_or_what_is_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tasks.import_report(data_of(tmp_path, report_ready(), "好"), tmp_path / "好.xlsx")
    status, out, _ = run(capsys, "finalize", path)
    assert status == cli.OK
    assert "已定稿：" in out
    assert "封存码" in out
    broken = tasks.import_report(data_of(tmp_path, published("huiyi-2021"), "坏"), tmp_path / "坏.xlsx")
    status, out, err = run(capsys, "finalize", broken)
    assert status == cli.FOUND_ERRORS
    assert "[错误 A3]" in out
    assert "不能定稿。（E13）" in err


def test_texts_of_other_units_are_compared_where_they_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = report_ready()
    other = replace(mine, unit=replace(mine.unit, name="示例县另一镇人民政府"))
    first, second = data_of(tmp_path, mine, "甲"), data_of(tmp_path, other, "乙")
    _, alone, _ = run(capsys, "validate", first)
    assert "C6" not in alone
    _, compared, _ = run(capsys, "validate", first, "--compare", second)
    assert "[核实 C6]" in compared
    assert "示例县另一镇人民政府" in compared


def test_a_pack_is_named_and_judged_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"
    path = data_of(tmp_path, report_ready())
    status, out, _ = run(capsys, "validate", path, "--pack", pack)
    assert status in (cli.OK, cli.FOUND_ERRORS)
    assert out.startswith("规则包：")
    bad = tmp_path / "坏包.toml"
    bad.write_text('name = "坏包"\n[[off]]\nid = "A1"\n', encoding="utf-8")
    status, _, err = run(capsys, "validate", path, "--pack", bad)
    assert status == cli.CANNOT
    assert "坏包.toml" in err


def test_a_number_typed_as_text_is_repaired_and_its_totals_follow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book_of(tmp_path, {})
    spot = read_workbook(path).spots[GRANTED]
    path.write_bytes(patch_workbook(path.read_bytes(), {(spot.sheet, spot.address): "1480"}))
    status, out, err = run(capsys, "accept", path, "--cell", spot.place)
    assert (status, err) == (cli.OK, "")
    assert f"已把 {spot.place} 由 1480 改为 1408" in out
    opened = read_workbook(path)
    assert opened.raw["requests.granted.total"] == 1431
    assert opened.formulas["requests.granted.total"].text == "SUM(D8:I8)"


@pytest.mark.parametrize("typed", ["三、申请情况!D8", "三、申请情况！Ｄ８", "'三、申请情况'!$d$8", "d8", GRANTED])
def test_a_cell_may_be_named_as_people_write_it(wrong: Path, capsys: pytest.CaptureFixture[str], typed: str) -> None:
    status, out, _ = run(capsys, "accept", wrong, "--cell", typed)
    assert (status, "由 1480 改为 1408" in out) == (cli.OK, True)


def test_an_address_on_two_sheets_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book_of(
        tmp_path, {"requests.received.natural_person": Count(3404), "review.reconsideration.pending": Count(99)}
    )
    places = {str(one.place): one.place.address for one in tasks.validate_file(path).suggestions}
    twice = [address for address in places.values() if list(places.values()).count(address) > 1]
    assert twice, places
    before = path.read_bytes()
    status, _, err = run(capsys, "accept", path, "--cell", twice[0])
    assert status == cli.CANNOT
    assert "请连工作表名一起写" in err
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["accept", "undo", "zero", "nil", "restore-formulas", "finalize"])
def test_a_data_file_is_told_from_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    status, out, err = run(capsys, command, data_of(tmp_path, report_ready()))
    assert (status, out) == (cli.CANNOT, "")
    assert "是数据文件，这一步要在工作簿里做。（J10）" in err
    assert "xl-tools import" in err


def test_results_that_could_not_be_written_say_what_to_do(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong.chmod(0o444)
    status, out, _ = run(capsys, "validate", wrong, "--write")
    assert status == cli.CANNOT
    assert "结果没有写进工作簿" in out
    assert "请取消文件的只读属性" in out


def test_totals_that_follow_the_accepted_cell_become_formulas_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every total of the published table was typed, and holds what the wrong cell made of it."""
    path = tasks.import_report(data_of(tmp_path, published("yanghe-2023")), tmp_path / "年报.xlsx")
    status, out, _ = run(capsys, "accept", path, "--cell", "三、申请情况!D8")
    assert status == cli.OK
    assert "把 三、申请情况!D8 由 59 改为 58" in out
    report = tasks.read_report(path)
    assert (report.number("requests.granted.total"), report.number("requests.results_total.total")) == (60, 62)
    assert run(capsys, "validate", path)[0] == cli.OK


def test_numbers_are_checked_where_last_years_report_is_of_another_edition_than_its_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = report_ready()
    old = report_of("2019", fill=0)
    odd = replace(old, year=2023, unit=report.unit, narrative={})
    path = data_of(tmp_path, replace(report, previous=odd))
    status, out, _ = run(capsys, "prose", path)
    assert status == cli.OK
    assert "[一致]" in out
