"""xl-tools rules: text, page and file, one rule with the numbers of a report, packs, and the exit status of each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.reports import PUBLISHED, report_of

from xl_tools import cli, judging, tasks
from xl_tools.datafile import report_to_data, write_data
from xl_tools.errors import FileExists, PackError, TemplateMismatch, XlToolsError
from xl_tools.forms.load import form_for_edition
from xl_tools.rules import load_rules

EXAMPLE = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"


@pytest.fixture(autouse=True)
def no_pack_of_this_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XL_TOOLS_PACK", raising=False)
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main(["rules", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_rules_prints_the_book_of_the_latest_edition(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys)
    rules = load_rules(form_for_edition("2021")).rules
    assert (status, err) == (cli.OK, "")
    assert out.startswith(f"2021 版年度报告格式的校验规则（{len(rules)} 条）\n")
    assert "\n== A　表三内部 ==\n\nA1（R-BAL）本年新收加上年结转，等于办理结果总计加结转下年\n  公式：" in out
    assert all(f"\n{rule.id}（{rule.alias}）" in out for rule in rules)


def test_edition_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--edition", "2019")
    assert status == cli.OK
    assert out.startswith("2019 版年度报告格式的校验规则（")
    assert "\nD4（P-DISCLOSED）" in out
    assert "\nC2（" not in out


def test_unknown_edition_cannot_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--edition", "2017")
    assert (status, out) == (cli.CANNOT, "")
    assert "不认识“2017”版" in err


def test_one_rule_alone_by_id_or_alias_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--explain", "A1")
    assert status == cli.OK
    assert out.startswith("校验规则 A1（2021 版年度报告格式）\n\n== A　表三内部 ==\n\nA1（R-BAL）")
    assert "A2" not in out
    assert run(capsys, "--explain", "r-bal") == (status, out, "")
    assert run(capsys, "--explain", "a1") == (status, out, "")


def test_unknown_rule_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--explain", "Z9")
    assert (status, out) == (cli.CANNOT, "")
    assert err.startswith("2021 版没有规则“Z9”。（R11）\n可用的规则号：A1、A2、")


def test_rule_that_a_report_breaks_exits_1_and_shows_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--explain", "A3", PUBLISHED["huiyi-2021"])
    assert status == cli.FOUND_ERRORS
    assert (
        "\n绥江县会仪镇人民政府，2021 年度的数：\n  “本年新收”行：不成立，相差 1。总计 0；法律服务机构 1、其余为 0。\n"
        in out
    )


def test_rule_that_a_report_keeps_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--explain", "A1", PUBLISHED["huiyi-2021"])
    assert status == cli.OK
    assert "不成立" not in out


def test_query_leaves_the_exit_status_at_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(cells={"proactive.normative_documents.issued": 5})
    file = tmp_path / "年报.json"
    file.write_text(write_data(report), encoding="utf-8")
    status, out, _ = run(capsys, "--explain", "D2", file)
    assert status == cli.OK
    assert "“行政规范性文件”行：不成立，相差 5。" in out


def test_edition_follows_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--explain", "D1", PUBLISHED["wolongshan-2019"])
    assert status == cli.FOUND_ERRORS
    assert out.startswith("校验规则 D1（2019 版年度报告格式）")
    status, _, err = run(capsys, "--edition", "2021", "--explain", "D1", PUBLISHED["wolongshan-2019"])
    assert status == cli.CANNOT
    assert "这份年报是 2019 版，不是 2021 版。（T08）" in err


def test_workbook_is_explained_as_its_data_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tasks.import_report(PUBLISHED["yanghe-2023"], tmp_path / "洋河.xlsx")
    before = book.read_bytes()
    of_file = run(capsys, "--explain", "A1", PUBLISHED["yanghe-2023"])
    of_book = run(capsys, "--explain", "A1", book)
    assert of_book == of_file
    assert of_book[0] == cli.FOUND_ERRORS
    assert book.read_bytes() == before


def test_last_year_in_an_edition_of_its_own_choice_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = report_to_data(report_of(cells={"proactive.normative_documents.in_force": 45}))
    last = report_to_data(report_of("2019", {"proactive.normative_documents.public_total": 130}))
    file = tmp_path / "年报.json"
    file.write_text(json.dumps(data | {"previous": last | {"year": data["year"] - 1}}), encoding="utf-8")
    status, out, _ = run(capsys, "--explain", "C3", file)
    assert status == cli.OK
    assert "对外公开总数量 130（“上年数据”" in out


def test_file_that_cannot_be_read_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--explain", "A1", tmp_path / "没有.json")[0] == cli.CANNOT
    assert run(capsys, "--explain", "A1", tmp_path / "没有.xlsx")[0] == cli.CANNOT
    status, _, err = run(capsys, "--explain", "A1", "甲.json", "乙.json")
    assert status == cli.CANNOT
    assert err == "--explain 后面写一条规则，再写至多一个文件。（R12）\n"


def test_book_is_written_to_a_file_as_text_or_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, page = tmp_path / "规则.txt", tmp_path / "规则.html"
    assert run(capsys, "-o", text) == (cli.OK, f"已写入：{text}\n", "")
    assert text.read_text(encoding="utf-8").startswith("2021 版年度报告格式的校验规则")
    assert run(capsys, "-o", page)[0] == cli.OK
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run(capsys, "--format", "html") == (cli.OK, page.read_text(encoding="utf-8") + "\n", "")


def test_nothing_is_overwritten_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "规则.txt"
    out.write_text("旧", encoding="utf-8")
    status, _, err = run(capsys, "-o", out)
    assert status == cli.CANNOT
    assert "已经存在" in err
    assert out.read_text(encoding="utf-8") == "旧"
    assert run(capsys, "-o", out, "--force")[0] == cli.OK
    source = tmp_path / "年报.json"
    source.write_text(write_data(report_of()), encoding="utf-8")
    with pytest.raises(FileExists):
        tasks.rules(rule="A1", path=source, out=source, force=True)


def test_pack_is_named_and_its_changes_show(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--pack", EXAMPLE)
    assert status == cli.OK
    assert "\n规则包“示例省政府信息公开年度报告规则包（举例）”（示例省（虚构），2026-01-05）：" in out
    assert "\n== 规则包增加的规则 ==\n\nP1 其他处理的“其他”不多于予以公开和部分公开\n" in out
    assert "  界限：突变：本年为上年的倍数：3\n" in out
    assert "\nB5（" not in out
    assert "试行规则，按核实处理" in out


def test_pack_rule_is_explained_with_a_report_and_stays_a_query_on_trial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "年报.json"
    cells = {"requests.other_misc.other": 2}
    file.write_text(write_data(report_of(cells=cells)), encoding="utf-8")
    status, out, _ = run(capsys, "--explain", "P1", file, "--pack", EXAMPLE)
    assert status == cli.OK
    assert "“其他”栏：不成立，相差 2。" in out


def test_pack_that_is_wrong_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "错.toml"
    pack.write_text('name = "错"\nissuer = "试验"\ndate = 2026-01-05\n[[off]]\nid = "A1"\n', encoding="utf-8")
    status, out, err = run(capsys, "--pack", pack)
    assert (status, out) == (cli.CANNOT, "")
    assert "规则包“错.toml”第 4 行：缺少“reason”" in err


def test_task_says_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(XlToolsError) as caught:
        tasks.rules(path=PUBLISHED["huiyi-2021"])
    assert (caught.value.code, str(caught.value)) == ("R12", "要用一份年报的数来讲解，请写明是哪条规则。")
    with pytest.raises(TemplateMismatch):
        tasks.rules("1999")
    with pytest.raises(PackError):
        judging.standard(tmp_path / "没有.toml")


def test_task_returns_the_rules_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    listed = tasks.rules("2019")
    assert [entry.id for entry in listed.entries] == [rule.id for rule in load_rules(form_for_edition("2019")).rules]
    assert not listed.broken
    assert tasks.rules(rule="A3", path=PUBLISHED["huiyi-2021"]).broken
    assert capsys.readouterr().out == ""


def test_listing_rules_loads_no_heavy_library() -> None:
    code = "import sys; from xl_tools import cli; cli.main(['rules']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert loaded.isdisjoint({"lxml", "docx", "xlsxwriter", "python_calamine", "rich", "openpyxl", "rapidfuzz"})
