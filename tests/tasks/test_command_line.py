"""The command line: exit statuses, Chinese text, JSON by the contract, files that cannot be read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.reports import PUBLISHED

from xl_tools import cli, tasks


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_validate_exits_0_1_2_and_over_several_files_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean, wrong = PUBLISHED["suqian-2023"], PUBLISHED["huiyi-2021"]
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert run(capsys, "validate", clean)[0] == cli.OK
    assert run(capsys, "validate", wrong)[0] == cli.FOUND_ERRORS
    assert run(capsys, "validate", broken)[0] == cli.CANNOT
    assert run(capsys, "validate", clean, wrong)[0] == cli.FOUND_ERRORS
    assert run(capsys, "validate", clean, broken, wrong)[0] == cli.CANNOT


def test_json_output_keeps_the_contract_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"")
    status, out, _ = run(capsys, "validate", PUBLISHED["huiyi-2021"], broken, "--format", "json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert status == cli.CANNOT
    assert list(first) == ["file", "edition", "year", "unit", "status", "findings", "suggestions"]
    assert (first["edition"], first["year"], first["status"]) == ("2021", 2021, "errors")
    finding = first["findings"][0]
    assert list(finding) == [
        *("rule", "severity", "cells", "where", "left", "right", "difference", "message", "basis", "group", "explained")
    ]
    assert finding["rule"] == "A3"
    assert finding["left"] - finding["right"] == finding["difference"] == -1
    assert finding["where"][0] == "三、申请情况!J6"
    assert second["status"] == "unreadable"
    assert second["code"] and second["message"]


def test_a_folder_is_searched_and_litter_is_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(PUBLISHED["suqian-2023"], tmp_path / "甲.json")
    (tmp_path / "子").mkdir()
    shutil.copy(PUBLISHED["huiyi-2021"], tmp_path / "子" / "乙.json")
    for litter in ("~$甲.xlsx", ".~lock.甲.xlsx#", "._甲.json", ".DS_Store", "说明.txt"):
        (tmp_path / litter).write_bytes(b"x")
    status, out, _ = run(capsys, "validate", tmp_path, "--format", "json")
    assert status == cli.FOUND_ERRORS
    assert sorted(Path(json.loads(line)["file"]).name for line in out.splitlines()) == ["乙.json", "甲.json"]


def test_validate_does_not_touch_the_file_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "会仪.xlsx")
    before = path.read_bytes()
    assert run(capsys, "validate", path)[0] == cli.FOUND_ERRORS
    assert path.read_bytes() == before
    assert run(capsys, "validate", path, "--write")[0] == cli.FOUND_ERRORS
    with (
        zipfile.ZipFile(path) as book,
        zipfile.ZipFile(tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "b.xlsx")) as old,
    ):
        changed = [name for name in book.namelist() if book.read(name) != old.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_the_whole_job_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "宿迁 年报.xlsx"
    assert run(capsys, "import", PUBLISHED["suqian-2024"], "-o", book)[0] == cli.OK
    assert run(capsys, "fill", book)[0] == cli.OK
    status, out, _ = run(capsys, "validate", book)
    assert status == cli.OK
    assert "没有发现错误" in out
    status, out, _ = run(capsys, "export", book, "--to", "docx", "html", "-o", tmp_path / "成品")
    assert status == cli.OK
    assert {file.suffix for file in (tmp_path / "成品").iterdir()} == {".docx", ".html"}
    status, _, err = run(capsys, "export", book, "--to", "word", "-o", tmp_path / "成品")
    assert status == cli.CANNOT
    assert "已经存在" in err


def test_a_refused_export_shows_the_findings_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "export", PUBLISHED["wolongshan-2019"], "-o", tmp_path)
    assert status == cli.FOUND_ERRORS
    assert "D1" in out
    assert "不能导出正式文件" in err
    assert list(tmp_path.iterdir()) == []


def test_new_makes_the_workbook_of_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "新.xlsx"
    arguments = ["new", book, "--year", 2025, "--unit", "某某镇人民政府", "--level", "township"]
    status, out, _ = run(capsys, *arguments, "--previous", PUBLISHED["suqian-2024"])
    assert status == cli.OK
    assert str(book) in out
    report = tasks.read_report(book)
    assert (report.edition, report.year, report.unit.name, report.unit.level.value) == (
        "2021",
        2025,
        "某某镇人民政府",
        "township",
    )
    assert report.previous is not None
    assert report.previous.number("requests.carried_out.total") == 125
    assert run(capsys, "new", tmp_path / "旧.xlsx", "--year", 2015, "--unit", "某局")[0] == cli.CANNOT


@pytest.mark.parametrize("command", [[], *([command.name] for command in cli.COMMANDS)])
def test_help_is_chinese_and_has_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "用法：" in text
    assert "usage" not in text and "positional" not in text and "show this" not in text
    if command:
        assert f"例如：\n  xl-tools {command[0]}" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["validate"], "缺少"),
        (["export", "a.xlsx", "--to", "pdfx"], "不能是"),
        (["new", "a.xlsx", "--year", "二〇二五", "--unit", "某局"], "应为整数"),
        (["frobnicate"], "不能是"),
    ],
)
def test_wrong_arguments_are_answered_in_chinese_with_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == cli.CANNOT
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("没有.xlsx", None),
        ("没有.json", None),
        ("空.json", b""),
        ("乱.json", b"\xff\xfe{"),
        ("列表.json", b"[1]"),
        ("网页.xlsx", b"<html><table></table></html>"),
        ("旧版.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("文字.xlsx", "序号,单位\n1,某局\n".encode("gbk")),
    ],
)
@pytest.mark.parametrize("verb", ["validate", "fill", "export"])
def test_a_wrong_file_is_a_sentence_not_a_traceback(
    verb: str, name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status, out, err = run(capsys, verb, path)
    assert status == cli.CANNOT
    assert "Traceback" not in out + err
    assert any("一" <= character <= "鿿" for character in out + err)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_data_file_that_cannot_be_had_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "文件夹.json").mkdir()
    for name, words in (("没有.json", "找不到文件"), ("文件夹.json", "无法读取")):
        status, _, err = run(capsys, "import", tmp_path / name, "-o", tmp_path / "新.xlsx")
        assert status == cli.CANNOT
        assert words in err and name in err and "（J04）" in err


def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "xl_tools", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("xl_tools ")


def test_the_demo_notices_the_known_errors_and_refuses_the_final_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "demo", "-o", tmp_path)
    assert status == cli.OK
    assert "[错误 D1]" in out and "规章·新制作 1" in out
    assert "2358万" in out
    assert "不能导出正式文件" in out
    names = {file.name for file in tmp_path.rglob("*")}
    assert "嘉祥县卧龙山街道2019年政府信息公开工作年度报告（草稿）.docx" in names
    for name in (".docx", ".html", ".pdf", "（图解）.html"):
        assert f"宿迁市2024年政府信息公开工作年度报告{name}" in names
    assert {"wolongshan-2019-校验报告.docx", "suqian-2024-校验报告.docx"} <= names
    assert status == run(capsys, "demo", "-o", tmp_path)[0]


def test_places_that_cannot_be_written_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "文件"
    file.write_bytes(b"x")
    source = PUBLISHED["suqian-2024"]
    for words, *arguments in (
        ("（W34）", "new", file / "x.xlsx", "--year", 2025, "--unit", "某局"),
        ("（W34）", "new", tmp_path / ("长" * 120 + ".xlsx"), "--year", 2025, "--unit", "某局"),
        ("长.xlsx", "validate", tmp_path / ("长" * 120 + ".xlsx")),
        ("（W34）", "export", source, "--to", "word", "-o", file / "里"),
        ("（W54）", "export", source, "--to", "word", "html", "-o", tmp_path / "a.docx"),
        ("（W53）", "fill", source, "-o", tmp_path / "a.xlsx"),
    ):
        status, out, err = run(capsys, *arguments)
        assert status == cli.CANNOT, arguments
        assert "Traceback" not in out + err
        assert words in out + err
    assert file.read_bytes() == b"x"
    assert [item.name for item in tmp_path.iterdir()] == ["文件"]


def test_findings_are_printed_even_if_they_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tasks.import_report(PUBLISHED["huiyi-2021"], tmp_path / "会仪.xlsx")
    (tmp_path / "~$会仪.xlsx").write_bytes(b"\x05admin" + b" " * 48)
    status, out, _ = run(capsys, "validate", path, "--write")
    assert status == cli.CANNOT
    assert "错误 A3" in out
    assert "没有写进工作簿" in out


def test_no_spreadsheet_in_a_folder_is_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "表.csv").write_bytes("序号\n".encode("gbk"))
    shutil.copy(PUBLISHED["suqian-2023"], tmp_path / "甲.json")
    status, out, _ = run(capsys, "validate", tmp_path, tmp_path / "甲.json", "--format", "json")
    assert status == cli.CANNOT
    assert [json.loads(line)["status"] for line in out.splitlines()].count("unreadable") == 2
    assert len(out.splitlines()) == 3


def test_a_terminal_shows_the_whole_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from xl_tools import screen

    monkeypatch.setenv("COLUMNS", "80")
    result = tasks.validate_file(PUBLISHED["huiyi-2021"])
    screen.table([(finding, "") for finding in result.findings])
    shown = "".join(line.split("│")[-2].strip() if "│" in line else "" for line in capsys.readouterr().out.splitlines())
    assert "".join(result.findings[0].message.split()) in "".join(shown.split())


def test_both_add_ins_are_built_byte_for_byte_and_never_over_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "addin", "build", "-o", tmp_path / "甲")[0] == cli.OK
    assert run(capsys, "addin", "build", "-o", tmp_path / "乙")[0] == cli.OK
    names = ["xl_tools.xlam", "年报工具.oxt"]
    assert sorted(file.name for file in (tmp_path / "甲").iterdir()) == names
    for name in names:
        assert (tmp_path / "甲" / name).read_bytes() == (tmp_path / "乙" / name).read_bytes()
    status, _, err = run(capsys, "addin", "build", "-o", tmp_path / "甲")
    assert status == cli.CANNOT
    assert "没有覆盖" in err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Excel may be here, and its settings are the user's")
def test_installing_into_excel_where_there_is_none_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "addin", "install")
    assert status == cli.CANNOT
    assert "--libreoffice" in err and "（P11）" in err


def test_the_edits_of_the_ribbon_are_commands_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "新.xlsx"
    assert run(capsys, "new", book, "--year", 2025, "--unit", "某乡人民政府", "--level", "township")[0] == cli.OK
    assert run(capsys, "validate", book)[0] == cli.FOUND_ERRORS
    status, out, _ = run(capsys, "nil", book)
    assert status == cli.OK
    assert "166 格" in out
    assert run(capsys, "validate", book)[0] == cli.OK
    assert run(capsys, "undo", book)[0] == cli.OK
    assert run(capsys, "validate", book)[0] == cli.FOUND_ERRORS
    assert run(capsys, "zero", book)[0] == cli.OK
    assert run(capsys, "restore-formulas", book)[0] == cli.OK


def test_name_that_no_file_system_takes_is_said_with_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", "年" * 300 + ".json"]) == 2
    captured = capsys.readouterr()
    assert "文件名太长" in captured.out + captured.err
    assert cli.main(["check", "年" * 300]) == 2
    captured = capsys.readouterr()
    assert "文件名太长" in captured.out + captured.err
    assert "（X04）" in captured.err
