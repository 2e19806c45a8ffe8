"""The main job end to end: data file → workbook → validated, filled → documents, and back to the same numbers."""

from __future__ import annotations

import json
import random
from pathlib import Path

import openpyxl
import pytest
from support.reports import EDITIONS, PUBLISHED, balanced_report, published

from xl_tools import cli, tasks
from xl_tools.datafile import report_to_data, write_data
from xl_tools.errors import XlToolsError
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.values import BLANK, Blank, Count, NotApplicable, parse
from xl_tools.workbook.layout import layout_for_year

LINEAR = {"A1", "A2", "A3", "A7", "B1"}


def workbook_of(report: Report, folder: Path, name: str = "年报") -> Path:
    source = folder / f"{name}.json"
    source.write_text(write_data(report), encoding="utf-8")
    return tasks.import_report(source, folder / f"{name}.xlsx")


def broken(path: Path) -> list[tuple[str, str]]:
    return [
        (finding.rule, finding.cells[0]) for finding in tasks.validate_file(path).findings if finding.rule in LINEAR
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wolongshan-2019", []),
        ("suqian-2023", []),
        ("suqian-2024", []),
        (
            "huiyi-2021",
            [
                ("A3", "requests.received.total"),
                ("A3", "requests.granted.total"),
                ("A3", "requests.results_total.total"),
            ],
        ),
        (
            "yanghe-2023",
            [("A1", "requests.received.natural_person"), ("A1", "requests.received.total")],
        ),
    ],
)
def test_published_figures_survive_the_workbook_with_exactly_their_own_errors(
    name: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    report = published(name)
    workbook = tasks.import_report(PUBLISHED[name], tmp_path / f"{name}.xlsx")
    again = tasks.read_report(workbook)
    assert report_to_data(again)["cells"] == report_to_data(report)["cells"]
    assert again.unit == report.unit
    assert again.facts == report.facts
    assert again.narrative == report.narrative
    assert (again.previous is None) == (report.previous is None)
    if report.previous and again.previous:
        assert again.previous.cells == report.previous.cells
    assert broken(workbook) == expected
    assert broken(PUBLISHED[name]) == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_random_balanced_reports_come_back_from_the_workbook_clean_and_equal(edition: str, tmp_path: Path) -> None:
    rng = random.Random(20260101)
    for index in range(8):
        report = balanced_report(form_for_edition(edition), rng, with_previous=index % 2 == 0)
        workbook = workbook_of(report, tmp_path, f"年报{index}")
        result = tasks.validate_file(workbook)
        assert result.report is not None
        assert result.report.cells == report.cells
        assert [finding for finding in result.findings if finding.severity is Severity.ERROR] == []


def test_an_empty_workbook_says_once_a_table_that_it_is_blank(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "空白.xlsx", Unit("某局"), 2025)
    result = tasks.validate_file(path)
    assert [(finding.rule, finding.severity) for finding in result.findings] == [
        ("D10", Severity.ERROR),
        ("A5", Severity.ERROR),
        ("B2", Severity.ERROR),
    ]
    assert result.report is not None
    assert result.report.is_blank


def test_a_wrong_total_is_kept_as_reported_and_no_formula_hides_it(tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "会仪.xlsx")
    sheet = openpyxl.load_workbook(path)["三、申请情况"]
    assert sheet["J6"].value == 0
    assert str(sheet["J7"].value).startswith("=SUM(")


@pytest.mark.parametrize("value", [BLANK, NotApplicable("/")])
def test_blank_and_slash_stay_what_they_are_in_the_workbook(value: Blank | NotApplicable, tmp_path: Path) -> None:
    report = balanced_report(form_for_edition("2021"), random.Random(1))
    report = report.with_cells({"requests.carried_in.research": value})
    again = tasks.read_report(workbook_of(report, tmp_path))
    assert again.value("requests.carried_in.research") == value


def test_a_total_of_0_beside_blanks_stays_a_0(tmp_path: Path) -> None:
    form = form_for_edition("2021")
    cells = {
        cell_id: parse(0, cell.kind, cell.unit)
        for cell_id, cell in form.cells.items()
        if not cell_id.startswith("requests.received.")
    }
    report = Report(form, 2024, Unit("某乡"), cells | {"requests.received.total": Count(0)})
    again = tasks.read_report(workbook_of(report, tmp_path))
    assert again.cells == report.cells


def test_results_are_written_into_the_workbook_and_cleared_again(tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["yanghe-2023"], tmp_path / "洋河.xlsx")
    layout = layout_for_year(form_for_edition("2021"), 2023)
    result = tasks.validate_file(path, mark=True)
    sheet = openpyxl.load_workbook(path)["目录与审核"]
    rules = [sheet[layout.result(index, "code").address].value for index in range(len(result.findings) + 1)]
    assert rules == [*(finding.rule for finding in result.findings), None]
    assert sheet[layout.result(0, "message").address].value == result.findings[0].message
    assert sheet[layout.mark(0).address].value == f"E|{result.findings[0].places[0]}"
    explanation = layout.result(1, "explanation").address
    book = openpyxl.load_workbook(path)
    assert book["目录与审核"][explanation].protection.locked is False
    fixed = {"requests.results_total.natural_person": 60, "requests.results_total.total": 62}
    fixed |= {"requests.other_misc.natural_person": 0, "requests.other_misc.total": 0}
    repaired = published("yanghe-2023").with_cells({cell: Count(number) for cell, number in fixed.items()})
    second = workbook_of(repaired, tmp_path, "改后")
    assert tasks.validate_file(second, mark=True).status == "clean"


def test_explanations_typed_beside_findings_move_with_them(tmp_path: Path) -> None:
    from xl_tools.workbook.patch import patch_workbook

    path = tasks.import_report(PUBLISHED["yanghe-2023"], tmp_path / "洋河.xlsx")
    layout = layout_for_year(form_for_edition("2021"), 2023)
    tasks.validate_file(path, mark=True)
    explanation, cell = layout.result(1, "explanation"), layout.cells["proactive.licensing.decisions"]
    edits = {(explanation.sheet, explanation.address): "总计按原表抄录", (cell.sheet, cell.address): None}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    findings = tasks.validate_file(path, mark=True).findings
    assert [finding.rule for finding in findings] == ["D10", "A1", "A1"]
    sheet = openpyxl.load_workbook(path)["目录与审核"]
    assert sheet[layout.result(2, "explanation").address].value == "总计按原表抄录"
    assert sheet[layout.result(1, "explanation").address].value is None


def test_fill_updates_what_it_wrote_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    from xl_tools.workbook.patch import patch_workbook

    report = balanced_report(form_for_edition("2021"), random.Random(5), with_previous=True)
    path = workbook_of(report, tmp_path)
    layout = layout_for_year(report.form, report.year)
    first = tasks.fill(path)
    assert len(first.written) > 5
    assert first.kept == ()
    before = path.read_bytes()
    tasks.fill(path)
    assert path.read_bytes() == before
    own = layout.texts["overview", "management"].own
    edited = layout.texts["overview", "platforms"].result
    licensing = layout.cells["proactive.licensing.decisions"]
    edits = {
        (own.sheet, own.address): "我单位本年收到申请{本年新收}件。",
        (edited.sheet, edited.address): "平台情况由经办人手写。",
        (licensing.sheet, licensing.address): 987654,
    }
    path.write_bytes(patch_workbook(before, edits))
    second = tasks.fill(path)
    assert second.kept == ("“一、总体情况”政府信息公开平台建设",)
    sheet = openpyxl.load_workbook(path)["一、总体情况"]
    received = report.number("requests.received.total")
    assert sheet[layout.texts["overview", "management"].result.address].value == f"我单位本年收到申请{received}件。"
    assert sheet[own.address].value == "我单位本年收到申请{本年新收}件。"
    assert sheet[edited.address].value == "平台情况由经办人手写。"
    assert "987654" in sheet[layout.texts["overview", "proactive"].result.address].value


def test_export_is_refused_while_errors_stand_and_a_draft_says_so(tmp_path: Path) -> None:
    source = PUBLISHED["wolongshan-2019"]
    with pytest.raises(tasks.ExportRefused, match="不能导出正式文件") as refused:
        tasks.export(source, ["word"], out=tmp_path)
    assert [finding.rule for finding in refused.value.findings if finding.severity is Severity.ERROR] == ["D1"]
    assert list(tmp_path.iterdir()) == []
    exported = tasks.export(source, ["word", "html", "json"], out=tmp_path, draft=True)
    assert [file.suffix for file in exported.files] == [".docx", ".html", ".json"]
    assert all("草稿" in file.name for file in exported.files)
    assert "草稿" in exported.files[1].read_text(encoding="utf-8")


def test_exported_data_reads_back_as_the_same_report(tmp_path: Path) -> None:
    exported = tasks.export(PUBLISHED["suqian-2024"], ["json"], out=tmp_path / "宿迁.json")
    data = json.loads(exported.files[0].read_text(encoding="utf-8"))
    assert data["cells"] == report_to_data(published("suqian-2024"))["cells"]
    assert "{" not in "".join(data["narrative"].values())


def test_missing_facts_leave_a_gap_that_stops_the_final_export(tmp_path: Path) -> None:
    report = balanced_report(form_for_edition("2021"), random.Random(3))
    path = workbook_of(report, tmp_path)
    filled = tasks.fill(path)
    assert "〔待填：主动公开政府信息总条数〕" in filled.missing
    assert {finding.rule for finding in tasks.validate_file(path).findings if finding.severity is Severity.ERROR} == {
        "F13"
    }
    with pytest.raises(tasks.ExportRefused):
        tasks.export(path, ["word"], out=tmp_path)


def test_nothing_is_overwritten_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "年报.xlsx"
    target.write_bytes(b"precious")
    arguments = ["import", str(PUBLISHED["suqian-2023"]), "-o", str(target)]
    assert cli.main(arguments) == cli.CANNOT
    assert "年报.xlsx”已经存在，没有覆盖。（F01）" in capsys.readouterr().err
    assert target.read_bytes() == b"precious"
    assert cli.main([*arguments, "--force"]) == cli.OK
    assert target.read_bytes() != b"precious"


def edited(path: Path, *changes: tuple[object, object]) -> None:
    """Write values into a workbook as a person would: (spot of the layout, value)."""
    from xl_tools.workbook.patch import patch_workbook

    edits = {(spot.sheet, spot.address): value for spot, value in changes}  # type: ignore[attr-defined]
    path.write_bytes(patch_workbook(path.read_bytes(), edits))  # type: ignore[arg-type]


@pytest.mark.parametrize("column", ["own", "result"])
def test_text_in_one_part_of_a_section_without_headings_leaves_the_others(column: str, tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["suqian-2024"], tmp_path / "宿迁.xlsx")
    tasks.fill(path)
    row = layout_for_year(form_for_edition("2021"), 2024).texts["other", "matters"]
    edited(path, (getattr(row, column), "其他事项由经办人写。"))
    tasks.fill(path)
    file = tasks.export(path, ["json"], out=tmp_path / "成品").files[0]
    other = json.loads(file.read_text(encoding="utf-8"))["narrative"]["other"]
    assert "2230元" in other
    assert other.endswith("其他事项由经办人写。")
    assert "〔部分" not in other
    sheet = openpyxl.load_workbook(path)["六、其他事项"]
    assert sheet[row.result.address].value == "其他事项由经办人写。"


def test_a_finished_text_older_than_the_numbers_is_a_query_until_filled_again(tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["suqian-2024"], tmp_path / "宿迁.xlsx")
    tasks.fill(path)
    assert tasks.validate_file(path).status == "clean"
    licensing = layout_for_year(form_for_edition("2021"), 2024).cells["proactive.licensing.decisions"]
    edited(path, (licensing, 1500000))
    result = tasks.validate_file(path)
    assert [(finding.rule, finding.severity) for finding in result.findings] == [("W6", Severity.QUERY)]
    tasks.fill(path)
    assert tasks.validate_file(path).status == "clean"


def test_an_unknown_slot_stops_the_final_export(tmp_path: Path) -> None:
    report = published("suqian-2024")
    report = Report(
        **{name: getattr(report, name) for name in ("form", "year", "unit", "cells", "facts", "previous")},
        narrative={**report.narrative, "lead": "导语{没有这个}。"},
    )
    source = tmp_path / "年报.json"
    source.write_text(write_data(report), encoding="utf-8")
    findings = tasks.validate_file(source).findings
    assert [finding.rule for finding in findings] == ["F13"]
    assert "{没有这个}" in findings[0].message
    with pytest.raises(tasks.ExportRefused):
        tasks.export(source, ["word"], out=tmp_path)
    workbook = tasks.import_report(source, tmp_path / "年报.xlsx")
    assert [finding.rule for finding in tasks.validate_file(workbook).findings] == ["F13"]


def test_no_result_is_ever_written_over_its_source(tmp_path: Path) -> None:
    source = tmp_path / "宿迁市2024年政府信息公开工作年度报告.json"
    source.write_bytes(PUBLISHED["suqian-2024"].read_bytes())
    with pytest.raises(XlToolsError, match="来源文件"):
        tasks.export(source, ["json"], force=True)
    with pytest.raises(XlToolsError, match="就地填充") as caught:
        tasks.fill(source)
    assert caught.value.code == "J12"
    with pytest.raises(XlToolsError, match="来源文件"):
        tasks.fill(source, out=source, force=True)
    assert source.read_bytes() == PUBLISHED["suqian-2024"].read_bytes()
    last = tasks.import_report(source, tmp_path / "上年.xlsx")
    before = last.read_bytes()
    with pytest.raises(XlToolsError, match="来源文件") as caught:
        tasks.new(last, Unit("宿迁市"), 2025, previous=last, force=True)
    assert caught.value.code == "F02"
    assert last.read_bytes() == before


def test_without_a_year_nothing_is_written_about_one(tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["suqian-2024"], tmp_path / "宿迁.xlsx")
    edited(path, (layout_for_year(form_for_edition("2021"), 2024).cover["year"], "二〇二四"))
    assert tasks.validate_file(path).status == "errors"
    for job in (lambda: tasks.fill(path), lambda: tasks.export(path, ["word"], out=tmp_path, draft=True)):
        with pytest.raises(XlToolsError, match="没有可以识别的年度") as caught:
            job()
        assert caught.value.code == "W52"


@pytest.mark.parametrize(
    ("unit", "year", "edition", "words", "code"),
    [
        ("  ", 2025, "", "单位名称", "J06"),
        ("某局", 2020, "2021", "2020 年度用 2019 版", "T07"),
        ("某局", 2200, "", "2008 至 2100", "J09"),
    ],
)
def test_new_refuses_what_no_report_can_be(
    unit: str, year: int, edition: str, words: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(XlToolsError, match=words) as caught:
        tasks.new(tmp_path / "新.xlsx", Unit(unit), year, edition=edition)
    assert caught.value.code == code
    with pytest.raises(XlToolsError, match="不是上年") as caught:
        tasks.new(tmp_path / "新.xlsx", Unit("某局"), 2022, previous=PUBLISHED["suqian-2024"])
    assert caught.value.code == "J11"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [("年报.xlsx", "新.xlsx", "J03"), ("数据.json", "新.xls", "W50"), ("数据.json", "新.xlsm", "W50")],
)
def test_import_makes_workbooks_of_data_files_alone(source: str, target: str, code: str, tmp_path: Path) -> None:
    (tmp_path / source).write_bytes(PUBLISHED["suqian-2024"].read_bytes())
    with pytest.raises(XlToolsError, match=r"“\S+\.(?:xlsx?|xlsm)”") as caught:
        tasks.import_report(tmp_path / source, tmp_path / target)
    assert caught.value.code == code
    assert [file.name for file in tmp_path.iterdir()] == [source]


def test_last_year_of_another_year_is_a_query_and_not_compared(tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED["suqian-2024"], tmp_path / "宿迁.xlsx")
    edited(path, (layout_for_year(form_for_edition("2021"), 2024).previous_fields["year"], 2018))
    result = tasks.validate_file(path)
    assert [(finding.rule, finding.severity) for finding in result.findings] == [("W5", Severity.QUERY)]
    assert result.report is not None
    assert result.report.previous is None
