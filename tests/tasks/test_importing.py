"""import: published documents become workbooks and data files, with a page for the person who confirms them."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from support.reports import PUBLISHED, published

from xl_tools import cli, running, running_sources, tasks
from xl_tools.documents.formats import FORMATS
from xl_tools.errors import DataFileError, FileExists, PublishedError, XlToolsError
from xl_tools.finding import Severity
from xl_tools.importing import UNSURE, counted, document_locator, judge_extraction, review_page, to_check
from xl_tools.inputs import PICTURE_SUFFIXES, PUBLISHED_SUFFIXES
from xl_tools.judging import Standard
from xl_tools.published import fetch
from xl_tools.report import Unit
from xl_tools.units import Level

RECEIVED = "requests.received.natural_person"
NAMES = ("suqian-2024", "wolongshan-2019")


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The Word file of a published report, exported once."""
    folder = tmp_path_factory.mktemp("word")

    def made(name: str) -> Path:
        path = folder / f"{name}.docx"
        if not path.exists():
            tasks.export(PUBLISHED[name], ["word"], out=path, draft=True)
        return path

    return made


def edited(source: Path, target: Path, changes: dict[str, str]) -> Path:
    """A copy of a Word file with some words of its text changed; each must be there."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                text = data.decode()
                for before, after in changes.items():
                    assert text.count(before) >= 1, before
                    text = text.replace(before, after)
                data = text.encode()
            new.writestr(item, data)
    return target


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


# --- what is written


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", [".xlsx", ".json"])
def test_word_file_becomes_a_workbook_or_data_file_with_the_same_report(
    name: str, suffix: str, word: Callable[[str], Path], tmp_path: Path
) -> None:
    out = tmp_path / f"年报{suffix}"
    made = tasks.import_document(word(name), out)
    report, back = published(name), tasks.read_report(out)
    assert (made.file, made.review) == (out, tmp_path / "年报-提取核对.html")
    assert (back.cells, back.year, back.unit.name) == (report.cells, report.year, report.unit.name)
    assert back.edition == report.edition
    assert made.imported.sentence == f"共 {len(report.form.cells)} 格：可靠 {len(report.form.cells)}、待核 0、未找到 0"


def test_what_a_document_does_not_say_can_be_given(word: Callable[[str], Path], tmp_path: Path) -> None:
    unit = Unit("示例县示例镇人民政府", Level.TOWNSHIP)
    made = tasks.import_document(word("suqian-2024"), tmp_path / "年报.json", unit=unit, year=2023)
    report = made.imported.extraction.report
    assert (report.unit, report.year) == (unit, 2023)


def test_nothing_is_overwritten_without_force(word: Callable[[str], Path], tmp_path: Path) -> None:
    out, page = tmp_path / "年报.json", tmp_path / "年报-提取核对.html"
    page.write_text("我的")
    with pytest.raises(FileExists) as caught:
        tasks.import_document(word("suqian-2024"), out)
    assert caught.value.code == "F01"
    assert page.read_text() == "我的"
    assert not out.exists()
    assert tasks.import_document(word("suqian-2024"), out, force=True).review == page
    assert "提取核对" in page.read_text(encoding="utf-8")


def test_source_is_never_the_target(word: Callable[[str], Path]) -> None:
    with pytest.raises(FileExists) as caught:
        tasks.import_document(word("suqian-2024"), word("suqian-2024"), force=True)
    assert caught.value.code == "F02"


def test_review_is_a_web_page(word: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="提取核对是网页，不能写成“核对") as caught:
        tasks.import_document(word("suqian-2024"), tmp_path / "a.json", review=tmp_path / "核对.docx")
    assert caught.value.code == "N45"


def test_review_never_takes_the_place_of_the_source_nor_stops_half_way(tmp_path: Path) -> None:
    source = tmp_path / "年报.html"
    tasks.export(PUBLISHED["suqian-2024"], ["html"], out=source, draft=True)
    before, out = source.read_bytes(), tmp_path / "a.json"
    for page in (source, tmp_path / "核对.docx"):
        with pytest.raises(XlToolsError) as caught:
            tasks.import_document(source, out, review=page, force=True)
        assert caught.value.code in ("F02", "N45")
    assert source.read_bytes() == before
    assert not out.exists()


def test_other_kinds_of_files_are_not_imported(tmp_path: Path) -> None:
    path = tmp_path / "数据.csv"
    path.write_text("1,2")
    with pytest.raises(DataFileError, match="不能导入") as caught:
        tasks.import_report(path, tmp_path / "a.xlsx")
    assert caught.value.code == "J03"
    assert ".docx" in caught.value.hint


def test_endings_are_those_that_the_reader_takes() -> None:
    assert set(fetch.SUFFIXES) == PUBLISHED_SUFFIXES
    assert fetch.PICTURES == PICTURE_SUFFIXES
    assert PUBLISHED_SUFFIXES | PICTURE_SUFFIXES | {".json"} == running._NO_WORKBOOKS


def test_picture_of_a_report_is_told_why_it_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "年报.jpg"
    path.write_bytes(b"\xff\xd8\xff")
    status, _, err = run(capsys, "import", path, "-o", tmp_path / "a.xlsx")
    assert (status, "（N12）" in err) == (cli.CANNOT, True)


# --- validation


def test_published_document_is_validated_as_its_report_is(word: Callable[[str], Path]) -> None:
    result = tasks.validate_file(word("wolongshan-2019"))
    assert [(one.rule, one.severity) for one in result.findings if one.severity is Severity.ERROR] == [
        ("D1", Severity.ERROR)
    ]
    (finding,) = [one for one in result.findings if one.rule == "D1"]
    assert "（第 1 个表第 3 行第 2 栏）" in finding.message
    assert finding.places[0].address == "第 1 个表第 3 行第 2 栏"


def test_frame_of_a_document_is_judged(word: Callable[[str], Path], tmp_path: Path) -> None:
    wrong = {"一、总体情况": "一、工作基本情况", "5.属于三类内部事务信息": "5.属于三类内容事务信息"}
    path = edited(word("suqian-2024"), tmp_path / "改.docx", wrong)
    found = {one.rule: one.message for one in tasks.validate_file(path).findings}
    assert "一级标题“一、工作基本情况”" in found["F1"]
    assert "行标题“5.属于三类内容事务信息”" in found["F6"]
    assert "F7" not in found


def test_misread_number_is_told_before_the_rules_speak(word: Callable[[str], Path], tmp_path: Path) -> None:
    """A table that is gone: its cells are not found, and that stands before what its blanks break."""
    path = edited(word("suqian-2024"), tmp_path / "改.docx", {"行政许可": "某某某某"})
    extraction = tasks.read_document(path).extraction
    judged = judge_extraction(extraction, Standard())
    first = judged.findings[0]
    assert (first.rule, first.severity) == (UNSURE, Severity.NOTICE)
    assert first.cells == ("proactive.licensing.decisions",)
    assert "请先对照原件" in first.message
    assert first.places == ()


def test_places_are_those_of_the_document(word: Callable[[str], Path]) -> None:
    extraction = tasks.read_document(word("suqian-2024")).extraction
    locate = document_locator(extraction)
    assert str(locate(RECEIVED)) == "三、申请情况!第 2 个表第 4 行第 4 栏"
    assert locate("overview/requests").address == locate("overview").address
    assert locate("overview").address.startswith("第 ")
    assert locate("year").sheet == "封面"


def test_folder_holds_documents_of_many_kinds_so_they_are_judged_only_when_named(
    word: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "年报.docx").write_bytes(word("suqian-2024").read_bytes())
    err = run(capsys, "validate", tmp_path)[2]
    assert "没有找到可以校验的文件" in err
    assert "另有 1 个 Word、网页、PDF 或文本文件没有校验" in err
    assert run(capsys, "validate", tmp_path / "年报.docx")[0] == cli.OK


def test_check_report_and_number_check_of_a_document(word: Callable[[str], Path], tmp_path: Path) -> None:
    made = tasks.check_report(word("wolongshan-2019"), tmp_path / "校验报告.html")
    assert "规章" in made.file.read_text(encoding="utf-8")
    check = tasks.prose(word("suqian-2024"))
    assert check.numbers


# --- the page


def test_every_number_links_to_its_place_in_the_source(word: Callable[[str], Path]) -> None:
    imported = tasks.read_document(word("suqian-2024"))
    page = html.document_fromstring(review_page(imported))
    targets = {node.get("id"): node for node in page.iter() if node.get("id")}
    numbers = page.xpath("//td[@class='certain']/a")
    assert len(numbers) == len(imported.extraction.evidence)
    for link in numbers:
        assert targets[link.get("href")[1:]].text_content().strip() == link.text


def test_what_has_to_be_looked_at_is_listed_with_its_reason(word: Callable[[str], Path], tmp_path: Path) -> None:
    path = edited(word("suqian-2024"), tmp_path / "改.docx", {"行政许可": "某某某某"})
    imported = tasks.read_document(path)
    (open_cell,) = to_check(imported.extraction)
    assert counted(imported.extraction) == "共 200 格：可靠 199、待核 0、未找到 1"
    page = html.document_fromstring(review_page(imported))
    (row,) = page.xpath("//table[@class='check']/tbody/tr")
    texts = [cell.text_content() for cell in row]
    assert texts[0] == "表二“行政许可·处理决定”"
    assert texts[4] == open_cell.note
    assert len(page.xpath("//td[@class='missing']")) == 1


def test_words_of_a_stranger_are_text_on_the_page(word: Callable[[str], Path], tmp_path: Path) -> None:
    hostile = "一、总体情况&lt;script&gt;alert(1)&lt;/script&gt;"
    path = edited(word("suqian-2024"), tmp_path / "改.docx", {"一、总体情况": hostile})
    page = review_page(tasks.read_document(path))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


# --- command line


def test_command_says_what_was_read_and_written(
    word: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "import", word("suqian-2024"), "-o", tmp_path / "年报.xlsx")
    assert status == cli.OK
    assert out.splitlines() == [
        f"{word('suqian-2024')}（Word 文件，宿迁市，2024 年度，2021 版）：共 200 格：可靠 200、待核 0、未找到 0",
        f"已写入：{tmp_path / '年报.xlsx'}",
        f"提取核对：{tmp_path / '年报-提取核对.html'}",
    ]


def test_json_holds_the_evidence_of_every_cell(word: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "import", word("suqian-2024"), "--format", "json")
    data = json.loads(out)
    assert (status, data["year"], data["kind"], len(data["cells"])) == (cli.OK, 2024, "word", 200)
    cells = {one["cell"]: one for one in data["cells"]}
    assert cells[RECEIVED] == {
        "cell": RECEIVED,
        "value": published("suqian-2024").number(RECEIVED),
        "confidence": "certain",
        "text": str(published("suqian-2024").number(RECEIVED)),
        "where": "第 2 个表第 4 行第 4 栏",
        "note": "",
        "proposed": None,
    }
    assert data["narrative"]["overview"]


def test_pasted_page_is_read_from_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tasks.export(PUBLISHED["suqian-2024"], ["html"], out=tmp_path / "年报.html", draft=True)
    content = page.files[0].read_bytes()
    for encoding in ("utf-8", "gb18030"):
        pasted = content.decode("utf-8").encode(encoding)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted)))
        out = tmp_path / f"{encoding}.json"
        assert run(capsys, "import", "-", "-o", out)[0] == cli.OK
        assert tasks.read_report(out).number(RECEIVED) == published("suqian-2024").number(RECEIVED)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("数据.json",), "X05"), (("数据.xlsx", "-o", "a.xlsx"), "J03"), (("没有.docx", "-o", "a.xlsx"), "N01")],
)
def test_command_says_what_is_missing(
    arguments: tuple[str, ...],
    code: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, "import", *arguments)
    assert (status, f"（{code}）" in err) == (cli.CANNOT, True)


def test_standard_input_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xff\xff\xff")))
    with pytest.raises(XlToolsError) as caught:
        running_sources._standard_input()
    assert caught.value.code == "X06"


@pytest.mark.parametrize("command", ["fill", "zero", "finalize", "verify"])
def test_document_is_no_workbook(command: str, word: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, command, word("suqian-2024"))
    assert (status, "（J10）" in err) == (cli.CANNOT, True)


def test_formats_that_are_published_are_read_again() -> None:
    """A new format of documents needs a reader here, or a reason."""
    unread = {"csv", "json", "infographic-png", "infographic-svg"}
    assert {name for name in FORMATS if FORMATS[name].suffix not in PUBLISHED_SUFFIXES} == unread
