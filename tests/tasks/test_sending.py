"""寄出前检查: every step says what the collecting office would say; the verdict is the worst of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.reports import published
from workbook.workbook_files import changed, filled, with_cell, write

from xl_tools import cli, tasks
from xl_tools.finding import Severity
from xl_tools.sending import (
    CONTENT,
    FILE,
    LAST_YEAR,
    STATE,
    STEPS,
    STRUCTURE,
    TEMPLATE,
    UNIT,
    SendingCheck,
    Verdict,
)
from xl_tools.values import BLANK, Count
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.template import build_workbook

TABLE = "三、申请情况"
REPORT = replace(published("suqian-2024"), preparer="填报人")


def ready(folder: Path, name: str = "年报.xlsx") -> Path:
    """A workbook that is right in every respect and final."""
    path = write(folder, build_workbook(REPORT), name)
    tasks.finalize(path)
    return path


def verdicts(check: SendingCheck) -> dict[str, Verdict]:
    return {step.name: step.verdict for step in check.steps}


def said(check: SendingCheck, name: str) -> str:
    return next(step.sentence for step in check.steps if step.name == name)


def test_final_workbook_may_be_sent(tmp_path: Path) -> None:
    path = ready(tmp_path)
    before = path.read_bytes()
    check = tasks.check_before_sending(path)
    assert set(verdicts(check).values()) == {Verdict.PASSED}
    assert [step.name for step in check.steps] == list(STEPS)
    assert check.sentence == "可以寄出。"
    assert check.seal in said(check, STATE)
    assert "宿迁市，2024 年度" in said(check, UNIT)
    assert "2021 版格式" in said(check, TEMPLATE)
    assert path.read_bytes() == before


def test_draft_may_be_sent_with_a_warning(tmp_path: Path) -> None:
    check = tasks.check_before_sending(write(tmp_path, build_workbook(REPORT)))
    assert [name for name, verdict in verdicts(check).items() if verdict is not Verdict.PASSED] == [STATE]
    assert "草稿" in said(check, STATE)
    assert check.verdict is Verdict.DOUBTFUL


def test_workbook_changed_since_it_was_final_is_told(tmp_path: Path) -> None:
    path = ready(tmp_path)
    spot = layout_for_year(REPORT.form, 2024).cover["reviewer"]
    path.write_bytes(with_cell(path.read_bytes(), spot.sheet, spot.address, "<is><t>王五</t></is>", "inlineStr"))
    check = tasks.check_before_sending(path)
    assert verdicts(check)[STATE] is Verdict.DOUBTFUL
    assert "定稿以后有改动" in said(check, STATE)


def _wrong_total(folder: Path) -> Path:
    return write(folder, build_workbook(REPORT.with_cells({"requests.received.total": Count(1)})))


def _blank(folder: Path) -> Path:
    return write(folder, build_workbook(REPORT.with_cells({"requests.received.natural_person": BLANK})))


def _no_unit(folder: Path) -> Path:
    return write(folder, build_workbook(replace(REPORT, unit=replace(REPORT.unit, name=""))))


def _no_last_year(folder: Path) -> Path:
    return write(folder, build_workbook(replace(REPORT, previous=None)))


def _macros(folder: Path) -> Path:
    plain, macro = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main"
    data = changed(build_workbook(REPORT), {"[Content_Types].xml": lambda text: text.replace(plain, macro)})
    return write(folder, data, "年报.xlsm")


def _own_formula(folder: Path) -> Path:
    return write(folder, with_cell(build_workbook(REPORT), TABLE, "D6", "<f>1+1</f><v>2</v>"))


@pytest.mark.parametrize(
    ("make", "step", "verdict", "words"),
    [
        (_wrong_total, CONTENT, Verdict.REFUSED, "错误 3 处"),
        (_blank, CONTENT, Verdict.REFUSED, "未填"),
        (_no_unit, UNIT, Verdict.REFUSED, "没有填写单位名称"),
        (_no_last_year, LAST_YEAR, Verdict.DOUBTFUL, "不能核对上年结转"),
        (_macros, FILE, Verdict.DOUBTFUL, "宏"),
        (_own_formula, STRUCTURE, Verdict.DOUBTFUL, "自己写的公式"),
    ],
)
def test_each_step_names_what_is_wrong(
    tmp_path: Path, make: Callable[[Path], Path], step: str, verdict: Verdict, words: str
) -> None:
    check = tasks.check_before_sending(make(tmp_path))
    assert verdicts(check)[step] is verdict
    assert words in said(check, step)
    assert check.verdict is verdict or check.verdict is Verdict.REFUSED
    errors = [one for one in check.findings if one.severity is Severity.ERROR]
    assert bool(errors) == (Verdict.REFUSED in verdicts(check).values())


@pytest.mark.parametrize(
    ("data", "step", "code"),
    [
        (b"%PDF-1.7", FILE, "W11"),
        (b"", FILE, "W04"),
        (filled()[:40000], FILE, "W15"),
        (
            changed(filled(), {"xl/workbook.xml": lambda text: text.replace("|2021|3|", "|2021|99|")}),
            TEMPLATE,
            "T04",
        ),
        (
            changed(filled(), {"xl/workbook.xml": lambda text: text.replace(f'name="{TABLE}"', 'name="表"')}),
            STRUCTURE,
            "T06",
        ),
    ],
)
def test_file_that_cannot_be_read_stops_at_its_step(tmp_path: Path, data: bytes, step: str, code: str) -> None:
    check = tasks.check_before_sending(write(tmp_path, data))
    assert check.error is not None
    assert check.error.code == code
    assert check.steps[-1].name == step
    assert check.verdict is Verdict.REFUSED
    assert check.steps[-1].sentence.startswith(str(check.error))
    assert all(one.verdict is Verdict.PASSED for one in check.steps[:-1])


def test_file_that_is_open_somewhere_is_told(tmp_path: Path) -> None:
    path = ready(tmp_path)
    path.with_name(f".~lock.{path.name}#").write_text(",zhao,pc,20.01.2025,x;", encoding="utf-8")
    assert "zhao" in said(tasks.check_before_sending(path), FILE)
    assert verdicts(tasks.check_before_sending(path, open_here=True))[FILE] is Verdict.PASSED


def test_command_prints_steps_and_gives_the_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    good, wrong = ready(tmp_path), _wrong_total(tmp_path / "a")
    assert cli.main(["check", str(good)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{good}：可以寄出。\n  [通过] 文件：")
    assert cli.main(["check", str(wrong)]) == 1
    assert "现在不要寄出" in capsys.readouterr().out
    (tmp_path / "b.xlsx").write_bytes(b"%PDF")
    assert cli.main(["check", str(tmp_path), "--format", "json"]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["verdict"] for line in lines] == ["refused", "refused", "passed"]
    assert {line.get("code") for line in lines} == {"W11", None}
    assert lines[2]["seal"] == tasks.check_before_sending(good).seal


def test_data_file_is_no_workbook_to_send(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "a.json")]) == 2
    assert "（J10）" in capsys.readouterr().out
    assert cli.main(["check", str(tmp_path)]) == 2
    assert "（X01）" in capsys.readouterr().err
