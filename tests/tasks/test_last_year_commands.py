"""Last year, ledgers and older templates on the command line."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from support.reports import PUBLISHED, TESTS, published

from xl_tools import cli, tasks
from xl_tools.datafile import write_data
from xl_tools.report import Report, Unit
from xl_tools.values import Count

OUT, CARRIED = "requests.carried_out.natural_person", "requests.carried_in.natural_person"
LAST = published("suqian-2023")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def workbook(folder: Path, report: Report | None = None, name: str = "年报") -> Path:
    """A workbook of this year's report without last year's."""
    data = folder / f"{name}.json"
    data.write_text(write_data(report or replace(published("suqian-2024"), previous=None)), encoding="utf-8")
    return tasks.import_report(data, folder / f"{name}.xlsx")


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last year's report as it was published."""
    path = tmp_path_factory.mktemp("last") / "2023年报.docx"
    tasks.export(PUBLISHED["suqian-2023"], ["word"], out=path, draft=True)
    return path


# --- import --into


@pytest.mark.parametrize("kind", ["word", "workbook", "data"])
def test_last_year_comes_from_whatever_the_office_has(
    kind: str, word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path)
    last = workbook(tmp_path, LAST, "上年")
    source = {"word": word, "workbook": last, "data": PUBLISHED["suqian-2023"]}[kind]
    status, out, _ = run(capsys, "import", source, "--into", path)
    assert status == cli.OK
    assert "提取上年数据：已填数" in out
    previous = tasks.read_report(path).previous
    assert previous is not None
    assert (previous.cells, previous.year) == (LAST.cells, 2023)
    assert (tmp_path / "年报-提取核对.html").is_file() is (kind == "word")


def test_texts_of_last_year_come_along_and_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was copied from last year's Word file is noticed in the workbook, which holds last year's words now."""
    problems = (
        "栏目更新不够及时，政策解读的形式单一，基层公开的渠道还不多。"
        "下一步给每个栏目定责任人，按月检查更新情况，增加图表和问答。"
    )
    report = replace(published("suqian-2024"), previous=None, narrative={"problems": problems})
    path = workbook(tmp_path, report)
    data = tmp_path / "上年.json"
    data.write_text(write_data(replace(LAST, narrative={"problems": problems})), encoding="utf-8")
    word = tasks.export(data, ["word"], out=tmp_path / "上年.docx", draft=True).files[0]
    assert "C6" not in {one.rule for one in tasks.validate_file(path).findings}
    run(capsys, "import", word, "--into", path)
    assert "C6" in {one.rule for one in tasks.validate_file(path).findings}


def test_differing_numbers_stay_until_replace_is_said(
    word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = replace(LAST, cells={**LAST.cells, OUT: Count(7)})
    path = workbook(tmp_path, replace(published("suqian-2024"), previous=wrong))
    _, out, _ = run(capsys, "import", word, "--into", path)
    assert "原填 7，按上年数据是" in out
    assert "这些格保留了原来的数" in out
    assert tasks.read_report(path).value(f"previous.{OUT}") == Count(7)
    _, out, _ = run(capsys, "import", word, "--into", path, "--replace")
    assert "这些格保留了原来的数" not in out
    assert tasks.read_report(path).value(f"previous.{OUT}") == LAST.value(OUT)


def test_carry_in_fills_the_row_of_this_year(word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = replace(published("suqian-2024"), previous=None)
    kept = {id_: value for id_, value in report.cells.items() if not id_.startswith("requests.carried_in")}
    path = workbook(tmp_path, replace(report, cells=kept))
    _, out, _ = run(capsys, "import", word, "--into", path, "--carry-in")
    assert "接转上年：已填数" in out
    assert tasks.read_report(path).value(CARRIED) == LAST.value(OUT)


def test_what_goes_with_into_is_refused_without_it(word: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "要与 --into 一起用。（X05）" in run(capsys, "import", word, "--carry-in")[2]


def test_carry_over_of_another_unit_waits_for_a_second_word(
    word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = replace(published("suqian-2024"), previous=None, unit=Unit("示例县示例镇人民政府"))
    path = workbook(tmp_path, report)
    before = path.read_bytes()
    status, _, err = run(capsys, "import", word, "--into", path, "--carry-in")
    assert (status, "没有写入，也没有接转。（E19）" in err) == (cli.CANNOT, True)
    assert path.read_bytes() == before
    assert not (tmp_path / "年报-提取核对.html").exists()
    status, out, _ = run(capsys, "import", word, "--into", path, "--carry-in", "--replace")
    assert (status, "请核对是不是同一单位" in out) == (cli.OK, True)


def test_refused_import_leaves_the_page_of_the_one_before(
    word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path)
    run(capsys, "import", word, "--into", path)
    page = tmp_path / "年报-提取核对.html"
    before = page.read_bytes()
    other = tmp_path / "2021年报.docx"
    tasks.export(PUBLISHED["huiyi-2021"], ["word"], out=other, draft=True)
    assert run(capsys, "import", other, "--into", path, "--force")[0] == cli.CANNOT
    assert page.read_bytes() == before
    assert run(capsys, "import", word, "--into", tmp_path / "没有.xlsx")[0] == cli.CANNOT
    assert not (tmp_path / "没有-提取核对.html").exists()


def test_report_of_another_year_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path)
    before = path.read_bytes()
    status, _, err = run(capsys, "import", PUBLISHED["huiyi-2021"], "--into", path)
    assert (status, "不是上年（2023 年度）" in err) == (cli.CANNOT, True)
    assert path.read_bytes() == before


def test_new_workbook_begins_with_last_years_document(
    word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "2024.xlsx"
    arguments = ("--year", 2024, "--unit", "宿迁市", "--level", "city_government", "--previous", word)
    status, said, _ = run(capsys, "new", out, *arguments)
    assert status == cli.OK
    previous = tasks.read_report(out).previous
    assert previous is not None
    assert previous.cells == LAST.cells
    assert "共 200 格：可靠 200" in said
    assert (tmp_path / "2024-提取核对.html").is_file()


# --- ledger


def filled_ledger(folder: Path) -> Path:
    """A ledger workbook with two requests, one answered, and a row without a date."""
    from openpyxl import load_workbook

    path = folder / "台账.xlsx"
    tasks.new_ledger(path, 2024)
    book = load_workbook(path)
    sheet = book["台账"]
    titles = {cell.value: cell for row in sheet.iter_rows(max_row=40) for cell in row if cell.value}
    top = titles["收到日期"].row
    rows = [
        {"编号": "2024-1", "收到日期": "2024-03-01", "申请人类型": "自然人"},
        {
            "编号": "2024-2",
            "收到日期": "2024-03-04",
            "申请人类型": "商业企业",
            "办理结果": "（一）予以公开",
            "答复日期": "2024-03-11",
        },
        {"编号": "2024-3", "申请人类型": "自然人"},
    ]
    for number, row in enumerate(rows, start=1):
        for title, value in row.items():
            sheet.cell(top + number, titles[title].column, value)
    book.save(path)
    return path


def test_ledger_is_counted_compared_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path, replace(published("suqian-2024"), previous=None, cells={}))
    ledger = filled_ledger(tmp_path)
    status, out, _ = run(capsys, "ledger", path, "--ledger", ledger, "--today", "2024-12-31")
    assert status == cli.FOUND_ERRORS
    assert "台账共 3 行：计入 2 行" in out
    assert "1 行有问题未计入" in out
    assert "表三：本年新收·自然人 1，本年新收·商业企业 1，本年新收·总计 2" in out
    assert not tasks.read_report(path).cells
    trace = tmp_path / "来源.csv"
    run(capsys, "ledger", path, "--ledger", ledger, "--write", "--trace", trace)
    report = tasks.read_report(path)
    assert report.number("requests.received.total") == 2
    assert report.number("requests.carried_out.natural_person") == 1
    rows = list(csv.reader(trace.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == list(tasks.TRACE_HEAD)
    assert [row[6] for row in rows if row[0] == "requests.received.total"] == ["'2024-1", "'2024-2"]


def test_ledger_as_json_names_the_rows_behind_every_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path, replace(published("suqian-2024"), previous=None, cells={}))
    _, out, _ = run(capsys, "ledger", path, "--ledger", filled_ledger(tmp_path), "--format", "json")
    data = json.loads(out)
    cells = data["cells"]
    assert cells["requests.received.total"]["number"] == len(cells["requests.received.total"]["rows"]) == 2
    assert data["rows"]["台账"]["all"] == 3
    assert len(data["rows"]["台账"]["unusable"]) == 1
    assert any(one["rule"].startswith("L") for one in data["findings"])


def test_ledger_takes_over_what_was_open_last_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = filled_ledger(tmp_path)
    status, out, _ = run(capsys, "ledger", tmp_path / "2025.xlsx", "--new", "--year", 2025, "--ledger", last)
    assert (status, "带入上年没有办结的申请 1 件" in out) == (cli.OK, True)
    assert "上年台账有 1 处问题，这些行没有带入，请改正后补登：台账!第 12 行（2024-3）" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--new",), "没有写台账的年度。（X05）"),
        (("--today", "去年"), "应写成 2025-12-31 这样的日期，不能是“去年”"),
    ],
)
def test_what_the_ledger_command_lacks_is_said(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        cli.main(["ledger", str(tmp_path / "a.xlsx"), *arguments])
    except SystemExit as end:
        assert end.code == cli.CANNOT
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("options", [(), ("--write",), ("--ledger", "年报.xlsx")])
def test_ledger_in_the_place_of_the_report_is_told(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path)
    filled_ledger(tmp_path)
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, "ledger", "台账.xlsx", *options)
    assert status == cli.CANNOT
    assert "“台账.xlsx”是单独的台账，不是年报工作簿。（T03）" in err
    assert "xl-tools ledger 年报.xlsx --ledger 台账.xlsx" in err


def test_other_workbook_in_the_place_of_the_report_is_no_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "别的.xlsx")
    status, _, err = run(capsys, "ledger", tmp_path / "别的.xlsx")
    assert status == cli.CANNOT
    assert "不是用本软件的模板填报的工作簿" in err


def test_ledger_of_another_year_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path, replace(LAST, previous=None))
    ledger, before = filled_ledger(tmp_path), path.read_bytes()
    status, _, err = run(capsys, "ledger", path, "--ledger", ledger, "--write")
    assert status == cli.CANNOT
    assert "“台账.xlsx”的台账里没有一行计入 2023 年度（2 行在本年度之后收到，1 行有问题），没有改动。（W59）" in err
    assert path.read_bytes() == before


def test_trace_is_a_csv_file(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    result = tasks.tally_ledger(path, ledger=filled_ledger(tmp_path))
    with pytest.raises(Exception, match=r"以 \.csv 结尾"):
        tasks.write_trace(result, tmp_path / "a.xlsx")


# --- migrate


@pytest.mark.parametrize("version", [1, 2])
def test_older_workbook_is_migrated_and_every_thing_told(
    version: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "旧.xlsx"
    shutil.copy(TESTS / "data" / "templates" / f"filled-2021-{version}.xlsx", old)
    status, _, err = run(capsys, "validate", old)
    assert status == cli.CANNOT
    status, out, _ = run(capsys, "migrate", old)
    made = tmp_path / "旧（第3版模板）.xlsx"
    assert (status, f"已写入工作簿：{made}" in out) == (cli.OK, True)
    assert f"第 {version} 版模板 → 第 3 版模板" in out
    assert tasks.validate_file(made).error is None
    _, out, _ = run(capsys, "migrate", old, "--format", "json", "--force")
    data = json.loads(out)
    assert (data["old_version"], data["version"]) == (version, 3)
    assert {one["fate"] for one in data["things"]} <= {"same", "moved", "lost"}
    assert err == ""
