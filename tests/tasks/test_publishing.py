"""Exports as a task: which files, under which names, how they look, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from support.ready import report_ready
from support.reports import PUBLISHED, published

from xl_tools import cli, tasks
from xl_tools.datafile import write_data
from xl_tools.documents import formats
from xl_tools.documents.blocks import Document
from xl_tools.documents.formats import FORMATS, USUAL
from xl_tools.documents.typesetting import fonts
from xl_tools.errors import FontsMissing, LookError, UnsafeOutput, WorkbookError
from xl_tools.outcomes import Exported, FinalizeRefused
from xl_tools.report import Explanation, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, Count
from xl_tools.workbook.layout import layout_for_year

STEM = "示例县示例镇人民政府2024年政府信息公开工作年度报告"
NAMES = {
    "word": f"{STEM}.docx",
    "html": f"{STEM}.html",
    "pdf": f"{STEM}.pdf",
    "infographic": f"{STEM}（图解）.html",
    "json": f"{STEM}.json",
    "fragment": f"{STEM}（网页片段）.html",
    "csv": f"{STEM}.csv",
    "infographic-png": f"{STEM}（图解）.png",
    "infographic-svg": f"{STEM}（图解）.svg",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "年报.json"
    file.write_text(write_data(report_ready()), encoding="utf-8")
    return file


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans"}))


def headings(file: Path) -> list[str]:
    return [one.text for one in docx.Document(str(file)).paragraphs if one.style.name.startswith("Heading")]


def test_every_format_has_a_name_of_its_own(source: Path, tmp_path: Path) -> None:
    assert set(NAMES) == set(FORMATS)
    made = tasks.export(source, list(NAMES), out=tmp_path / "成品")
    assert [file.name for file in made.files] == list(NAMES.values())
    assert all(file.stat().st_size > 500 for file in made.files)
    drafts = tasks.export(source, list(NAMES), out=tmp_path / "草稿", draft=True)
    assert [file.name for file in drafts.files] == [name.replace(STEM, f"{STEM}（草稿）") for name in NAMES.values()]


def test_without_a_choice_the_usual_formats_are_made(source: Path, tmp_path: Path) -> None:
    made = tasks.export(source, out=tmp_path / "成品")
    assert [file.name for file in made.files] == [NAMES[name] for name in USUAL]
    assert USUAL == ("word", "html", "pdf", "infographic")
    assert made.remarks == ("封面没有发布日期，文件末尾没有落款和日期。",)


def test_a_report_with_a_date_of_publication_needs_no_remark(tmp_path: Path) -> None:
    source = tmp_path / "年报.json"
    source.write_text(write_data(replace(report_ready(), published_on=date(2025, 1, 20))), encoding="utf-8")
    assert tasks.export(source, out=tmp_path / "成品").remarks == ()


def test_control_characters_of_a_pasted_text_are_left_out(tmp_path: Path) -> None:
    pasted = replace(report_ready(), narrative={**report_ready().narrative, "other": "第一行。\v第二行\x07。"})
    made = tasks.export_report(pasted, (), ["word", "json"], path=tmp_path / "年报.xlsx", draft=True)
    assert json.loads(made.files[1].read_text(encoding="utf-8"))["narrative"]["other"] == "第一行。\n第二行。"


def test_a_name_in_a_file_name_reads_as_it_is_stored(tmp_path: Path) -> None:
    source = tmp_path / "年报.json"
    odd = Unit("示例\u202e街道  办\u202c事处")
    source.write_text(write_data(replace(report_ready(), unit=odd)), encoding="utf-8")
    (file,) = tasks.export(source, ["html"], draft=True).files
    assert file.name == "示例街道  办事处2024年政府信息公开工作年度报告（草稿）.html"


@pytest.mark.parametrize("name", ["年报.xlsx", "年报.htm", "年报.jpg", "年报.txt"])
def test_an_output_with_an_unknown_ending_is_no_folder(source: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbookError, match="不符") as caught:
        tasks.export(source, out=tmp_path / "成品" / name)
    assert caught.value.code == "W54"
    assert not (tmp_path / "成品").exists()


@pytest.mark.parametrize("draft", [False, True])
def test_the_web_page_links_to_what_is_exported_beside_it(source: Path, tmp_path: Path, draft: bool) -> None:
    from urllib.parse import unquote

    from lxml import html

    def links(made: Exported) -> list[str]:
        page = next(file for file in made.files if file.suffix == ".html")
        found = html.parse(str(page)).getroot().iter("a")
        return [unquote(one.get("href")) for one in found if not one.get("href").startswith("#")]

    both = tasks.export(source, ["word", "html", "pdf"], out=tmp_path / "一", draft=draft)
    assert links(both) == [both.files[0].name, both.files[2].name]
    assert links(tasks.export(source, ["html", "json"], out=tmp_path / "二", draft=draft)) == []


def test_the_same_report_gives_the_same_bytes_in_another_process(source: Path, tmp_path: Path) -> None:
    names = list(NAMES)
    made = tasks.export(source, names, out=tmp_path / "一")
    command = [sys.executable, "-m", "xl_tools", "export", str(source), "--to", *names, "-o", str(tmp_path / "二")]
    (tmp_path / "二").mkdir()
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for file in made.files:
        assert (tmp_path / "二" / file.name).read_bytes() == file.read_bytes(), file.name


def test_charts_follow_the_report_unless_they_are_not_wanted(tmp_path: Path) -> None:
    city = PUBLISHED["suqian-2024"]
    with_charts = tasks.export(city, ["word"], out=tmp_path / "一")
    assert "附：数据图示" in headings(with_charts.files[0])
    assert len(docx.Document(str(with_charts.files[0])).inline_shapes) >= 3
    bare = tasks.export(city, ["word"], out=tmp_path / "二", setting=tasks.publishing_setting(charts=False))
    assert "附：数据图示" not in headings(bare.files[0])
    assert not docx.Document(str(bare.files[0])).inline_shapes


def test_a_report_of_zeros_has_no_appendix(source: Path, tmp_path: Path) -> None:
    assert "附：数据图示" not in headings(tasks.export(source, ["word"], out=tmp_path).files[0])


def test_a_style_file_is_taken_by_name_or_from_this_computer(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = tmp_path / "版式.toml"
    style.write_text("[page]\nleft = 31\n", encoding="utf-8")

    def left(setting: formats.Setting | None) -> int:
        made = tasks.export(source, ["word"], out=tmp_path / "成品", force=True, setting=setting)
        return round(docx.Document(str(made.files[0])).sections[0].left_margin.mm)

    assert left(None) == 28
    assert left(tasks.publishing_setting(style)) == 31
    monkeypatch.setenv("XL_TOOLS_STYLE", str(style))
    assert left(None) == 31
    style.write_text("[page]\nleft = 99\n", encoding="utf-8")
    with pytest.raises(LookError, match="第 2 行"):
        tasks.export(source, ["word"], out=tmp_path / "另一处")
    assert not (tmp_path / "另一处").exists()


def test_a_font_of_the_style_file_that_is_not_there_is_said(source: Path, tmp_path: Path) -> None:
    style = tmp_path / "版式.toml"
    style.write_text(
        '[styles]\nbody = { font = "没有的字体", size = 16 }\ntitle = { font = "宋体", size = 22 }\n', encoding="utf-8"
    )
    setting = tasks.publishing_setting(style)
    made = tasks.export(source, ["word"], out=tmp_path / "成品", setting=setting)
    assert [line for line in made.remarks if "字体" in line] == [
        "这台电脑没有版式里的字体“没有的字体”，用相近的字体代替。请核对字体名称，或先安装这种字体。"
    ]
    assert tasks.export(source, ["json"], setting=setting, out=tmp_path / "数据").remarks == ()


def test_without_chinese_fonts_what_can_be_made_is_made(no_fonts: None, tmp_path: Path) -> None:
    made = tasks.export(PUBLISHED["suqian-2024"], out=tmp_path)
    assert [file.suffix for file in made.files] == [".docx", ".html", ".html"]
    no_pdf, no_date, no_charts = made.remarks
    assert "没有导出 PDF" in no_pdf and "没有中文字体" in no_pdf and "apt install" in no_pdf
    assert "落款" in no_date
    assert no_charts == "这台电脑没有中文字体，Word 文件里没有附图。"
    assert "附：数据图示" not in headings(made.files[0])


@pytest.mark.parametrize("name", ["pdf", "infographic-png"])
def test_without_chinese_fonts_a_format_that_was_asked_for_is_refused(
    no_fonts: None, source: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(FontsMissing, match="没有中文字体") as caught:
        tasks.export(source, ["word", name], out=tmp_path / "成品")
    assert caught.value.code == "Y02"
    assert not (tmp_path / "成品").exists()


def test_a_character_that_no_font_has_is_said(tmp_path: Path) -> None:
    source = tmp_path / "年报.json"
    ready = report_ready()
    other = ready.narrative["other"].replace("没有其他", "\ue823没有其他")
    source.write_text(write_data(replace(ready, narrative={**ready.narrative, "other": other})), encoding="utf-8")
    made = tasks.export(source, ["pdf"], out=tmp_path / "成品")
    _, remark = made.remarks
    assert "\ue823" in remark and "“□”" in remark


def test_a_file_with_anything_foreign_in_it_is_not_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = FORMATS["html"]

    def with_script(document: Document, report: Report, setting: formats.Setting) -> formats.Written:
        made = page.write(document, report, setting)
        return replace(made, content=made.content.replace(b"</body>", b"<script>1</script></body>"))

    monkeypatch.setitem(FORMATS, "html", replace(page, write=with_script))
    with pytest.raises(UnsafeOutput, match="script"):
        tasks.export(source, ["word", "html"], out=tmp_path / "成品")
    assert not (tmp_path / "成品").exists()


def test_nothing_that_may_be_published_names_people(tmp_path: Path) -> None:
    people = ("填报人子丑", "审核人寅卯", "说明人辰巳")
    explained = Explanation("C2", ("proactive.licensing.decisions",), "机构改革。", people[2], "2025-01-10", "0")
    report = replace(report_ready(), preparer=people[0], reviewer=people[1], explanations=(explained,))
    source = tmp_path / "年报.json"
    source.write_text(write_data(report), encoding="utf-8")
    for file in tasks.export(source, [name for name in NAMES if name != "json"], out=tmp_path / "成品").files:
        content = file.read_bytes()
        if file.suffix == ".docx":
            with ZipFile(file) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        if file.suffix == ".pdf":
            with pdfplumber.open(file) as pdf:
                content = "".join(page.extract_text() for page in pdf.pages).encode() + repr(pdf.metadata).encode()
        assert not [name for name in people if name.encode() in content], file.name


def test_a_file_that_is_open_elsewhere_stops_all_before_the_first_is_written(source: Path, tmp_path: Path) -> None:
    made = tasks.export(source, ["word", "html", "pdf"], out=tmp_path / "成品")
    before = {file: file.read_bytes() for file in made.files}
    pdf = made.files[2]
    pdf.with_name(f".~lock.{pdf.name}#").write_text(",某人,电脑,,;", encoding="utf-8")
    changed = report_ready().with_cells({"proactive.licensing.decisions": Count(7)})
    source.write_text(write_data(changed), encoding="utf-8")
    with pytest.raises(WorkbookError, match="LibreOffice"):
        tasks.export(source, ["word", "html", "pdf"], out=tmp_path / "成品", force=True)
    assert {file: file.read_bytes() for file in made.files} == before


def test_a_format_named_twice_is_written_once(source: Path, tmp_path: Path) -> None:
    assert len(tasks.export(source, ["html", "html"], out=tmp_path / "成品").files) == 1


def test_the_name_of_the_output_says_the_format(source: Path, tmp_path: Path) -> None:
    for name in ("成品.pdf", "成品.docx", "成品.html", "成品.csv", "成品.PNG"):
        assert cli.main(["export", str(source), "-o", str(tmp_path / name)]) == cli.OK
        assert (tmp_path / name).is_file()
    assert (tmp_path / "成品.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(WorkbookError, match=r"成品\.docx"):
        tasks.export(source, ["pdf"], out=tmp_path / "成品.docx")


# --- 校验报告


def texts_of(file: Path) -> str:
    document = docx.Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_check_report_tells_what_validation_finds(tmp_path: Path) -> None:
    source = PUBLISHED["yanghe-2023"]
    file = tasks.check_report(source, tmp_path / "校验报告.docx").file
    found = tasks.validate_file(source).findings
    text = texts_of(file)
    assert "逻辑性错误" in text and "须改正后再定稿" in text
    assert source.name in text
    for finding in found:
        assert finding.places[0].address in text
    assert "签字" in text


def test_check_report_of_a_final_workbook_says_since_when_and_with_which_code(source: Path, tmp_path: Path) -> None:
    workbook = tasks.import_report(source, tmp_path / "年报.xlsx")
    tasks.fill(workbook)
    before = texts_of(tasks.check_report(workbook, tmp_path / "一.docx").file)
    assert "草稿" in before and "封存码" not in before
    made = tasks.finalize(workbook)
    after = texts_of(tasks.check_report(workbook, tmp_path / "二.docx").file)
    assert f"定稿，{made.on}，封存码 {made.code}" in after
    assert "已经定稿" in after


@pytest.mark.parametrize("name", ["校验报告.html", "校验报告.pdf", "校验报告.docx"])
def test_validate_writes_the_check_report_as_the_name_says(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["validate", str(PUBLISHED["huiyi-2021"]), "--report", str(tmp_path / name)]
    assert cli.main(arguments) == cli.FOUND_ERRORS
    assert f"已写出校验报告：{tmp_path / name}" in capsys.readouterr().out
    content = (tmp_path / name).read_bytes()
    assert content.startswith({".html": b"<!DOCTYPE", ".pdf": b"%PDF", ".docx": b"PK"}[Path(name).suffix])
    assert cli.main(arguments) == cli.CANNOT
    assert "已经存在" in capsys.readouterr().err
    assert cli.main([*arguments, "--force"]) == cli.FOUND_ERRORS


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"preparer": ""},
        {"narrative": {}},
        {"unit": Unit("示例县示例镇人民政府", Level.TOWNSHIP, Scope.CONSOLIDATED)},
        {"cells": {**report_ready().cells, "proactive.regulations.issued": Count(1)}},
        {"cells": {**report_ready().cells, "requests.received.business": Count(1)}},
        {"cells": {**report_ready().cells, "proactive.fees.amount": BLANK}},
        {"published_on": date(2025, 3, 1)},
    ],
)
def test_verdict_of_the_check_report_and_finalize_say_the_same(tmp_path: Path, changes: dict[str, Any]) -> None:
    source = tmp_path / "年报.json"
    source.write_text(write_data(replace(report_ready(), **changes)), encoding="utf-8")
    workbook = tasks.import_report(source, tmp_path / "年报.xlsx")
    verdict = texts_of(tasks.check_report(workbook, tmp_path / "校验报告.docx").file)
    ready = "，可以定稿。" in verdict
    try:
        tasks.finalize(workbook)
    except FinalizeRefused:
        assert not ready
    else:
        assert ready


def test_check_report_needs_a_year(tmp_path: Path) -> None:
    from xl_tools.workbook.patch import patch_workbook

    workbook = tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "年报.xlsx")
    year = layout_for_year(published("huiyi-2021").form, 2021).cover["year"]
    workbook.write_bytes(patch_workbook(workbook.read_bytes(), {(year.sheet, year.address): None}))
    with pytest.raises(WorkbookError, match="没有可以识别的年度") as caught:
        tasks.check_report(workbook, tmp_path / "校验报告.docx")
    assert caught.value.code == "W52"
    assert not (tmp_path / "校验报告.docx").exists()


def test_check_report_says_what_it_could_not_print(tmp_path: Path) -> None:
    source = tmp_path / "年报.json"
    source.write_text(write_data(replace(report_ready(), unit=Unit("示例县\U00031360镇人民政府"))), encoding="utf-8")
    (remark,) = tasks.check_report(source, tmp_path / "校验报告.pdf").remarks
    assert "□" in remark and "U+31360" in remark


def test_check_report_leaves_json_on_standard_output_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "校验报告.html"
    assert cli.main(["validate", str(PUBLISHED["suqian-2024"]), "--format", "json", "--report", str(out)]) == cli.OK
    captured = capsys.readouterr()
    assert json.loads(captured.out)["status"] == "clean"
    assert "已写出校验报告" in captured.err


def test_check_report_refuses_other_endings_and_several_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(PUBLISHED["huiyi-2021"])
    for name in ("校验报告.json", "校验报告.xlsx", "校验报告"):
        assert cli.main(["validate", source, "--report", str(tmp_path / name)]) == cli.CANNOT
        assert f"校验报告不能写成“{name}”。（W55）" in capsys.readouterr().err
    two = [source, str(PUBLISHED["suqian-2024"])]
    assert cli.main(["validate", *two, "--report", str(tmp_path / "a.docx")]) == cli.CANNOT
    assert "校验报告一次只做一份，请只写一个文件。（X03）" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
