"""The 校验报告: what it says of a report, in which order, and that it can be printed as it stands."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from document_samples import UNIT, sample_report

from xl_tools.documents.blocks import Document, Heading, Lines, Paragraph, PlainTable
from xl_tools.documents.check_report import FACTS_HEAD, HEAD, Check, check_report
from xl_tools.documents.word.writer import write_word
from xl_tools.finding import Finding, Place, Severity
from xl_tools.inputs import read_data_file
from xl_tools.judging import Standard, judge_report
from xl_tools.report import Report
from xl_tools.validation.explanations import REOPENED
from xl_tools.validation.judgement import Judgement, Suggestion

DATA = Path(__file__).parents[1] / "data"
PREPARED = sample_report("2021", preparer="填报人甲", reviewer="审核人乙")
CHECK = Check(
    file="示例年报.xlsx",
    on=date(2025, 1, 18),
    rules=72,
    pack="规则包“示例”：没有改动。",
    state="定稿",
    finalized_on="2025-01-18 09:30",
    seal="ABCD-EFGH-IJKL-MNOP-QRST",
)


def finding(severity: Severity, group: int = 1, **changes: Any) -> Finding:
    places = (Place("三、申请情况", "D6"), Place("三、申请情况", "D7"))
    made = Finding("A1", severity, (), places, 61, 60, 1, "两边不等，相差 1。（A1，格式）", "格式", group=group)
    return replace(made, **changes)


def suggestion(group: int) -> Suggestion:
    return Suggestion(group, "requests.granted.natural_person", Place("三、申请情况", "D8"), 59, 58, "错了一位")


def document(*findings: Finding, suggestions: tuple[Suggestion, ...] = (), report: Report = PREPARED) -> Document:
    return check_report(report, Judgement(findings, suggestions), CHECK)


def verdict(*findings: Finding, report: Report = PREPARED, check: Check | None = None) -> str:
    blocks = check_report(report, Judgement(findings), check).blocks
    return next(block.text for block in blocks if isinstance(block, Paragraph))


def facts(made: Document) -> dict[str, str]:
    table = made.blocks[0]
    assert isinstance(table, PlainTable)
    assert table.head == FACTS_HEAD
    return {row[0]: row[1] for row in table.rows}


def rows(made: Document) -> list[dict[str, str]]:
    tables = [block for block in made.blocks if isinstance(block, PlainTable) and block.head == HEAD]
    return [dict(zip(HEAD, row, strict=True)) for table in tables for row in table.rows]


def headings(made: Document) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Heading)]


def test_title_names_the_office_and_says_what_the_paper_is() -> None:
    made = document()
    assert made.title == (UNIT, "2024年政府信息公开工作年度报告校验报告")
    assert made.subject.published_on == CHECK.on
    assert not made.draft


def test_facts_say_what_was_checked_when_and_by_what() -> None:
    assert facts(document()) == {
        "填报单位": f"{UNIT}，街道办事处",
        "年度和范围": "2024年度，本级",
        "格式版本": "2021版，国办公开办函〔2021〕30号",
        "填报和审核": "填报人填报人甲，审核人审核人乙",
        "校验文件": "示例年报.xlsx",
        "状态": "定稿，2025-01-18 09:30，封存码 ABCD-EFGH-IJKL-MNOP-QRST",
        "校验日期": "2025年1月18日，规则72条",
        "规则包": "“示例”：没有改动。",
        "校验结果": "逻辑性错误0条，核实性提示0条，格式提醒0条",
    }


def test_what_is_not_known_is_not_printed() -> None:
    made = check_report(sample_report("2021"), Judgement(()))
    assert list(facts(made)) == ["填报单位", "年度和范围", "格式版本", "校验结果"]


ERROR, QUERY, NOTICE = (finding(severity) for severity in Severity)
EXPLAINED = replace(QUERY, explained=True, explanation="机构改革划入一件（填报人甲，2025-01-12）")
LATE = replace(ERROR, blocks=False)


@pytest.mark.parametrize(
    ("findings", "sentence"),
    [
        ((), "没有逻辑性错误，可以定稿。"),
        ((NOTICE,), "没有逻辑性错误，可以定稿。"),
        ((EXPLAINED, NOTICE), "没有逻辑性错误，1条核实性提示都已作审核说明，可以定稿。"),
        ((QUERY, EXPLAINED), "没有逻辑性错误；还有1条核实性提示没有说明，改正或写审核说明后可以定稿。"),
        ((ERROR, ERROR), "还有2处逻辑性错误，须改正后再定稿。"),
        ((ERROR, QUERY, EXPLAINED), "还有1处逻辑性错误，须改正后再定稿；另有1条核实性提示，须改正或写审核说明。"),
        ((LATE,), "没有须改正的逻辑性错误（1处超过规定期限，已无法改正），可以定稿。"),
    ],
)
def test_verdict_says_whether_the_report_can_be_made_final(findings: tuple[Finding, ...], sentence: str) -> None:
    assert verdict(*findings) == sentence


def test_verdict_knows_what_else_stands_before_and_after_the_final_state() -> None:
    assert verdict(report=sample_report("2021")) == "没有逻辑性错误，填写填报人后可以定稿。"
    assert verdict(check=CHECK) == "没有逻辑性错误，已经定稿。"


def test_findings_stand_by_severity_and_then_by_cause_under_one_count() -> None:
    mixed = (
        finding(Severity.NOTICE, 3),
        finding(Severity.ERROR, 1),
        finding(Severity.QUERY, 2),
        finding(Severity.ERROR, 3),
    )
    again = finding(Severity.ERROR, 1, rule="A2")
    made = document(*mixed, again)
    assert headings(made) == ["一、校验结论", "二、签字", "三、逻辑性错误", "四、核实性提示", "五、格式提醒"]
    assert [(row["序号"], row["规则"]) for row in rows(made)] == [
        ("1", "A1"),
        ("2", "A1"),
        ("3", "A2"),
        ("4", "A1"),
        ("5", "A1"),
    ]
    assert facts(made)["校验结果"] == "逻辑性错误3条，核实性提示1条，格式提醒1条"
    assert [block.caption for block in made.blocks if isinstance(block, PlainTable)][1:] == [
        "逻辑性错误共3条，须改正",
        "核实性提示共1条，须改正或写审核说明",
        "格式提醒共1条，供参考",
    ]


def test_advice_is_said_once_a_cause_and_the_others_refer_to_it() -> None:
    made = document(ERROR, ERROR, finding(Severity.QUERY, 1), finding(Severity.ERROR, 2), suggestions=(suggestion(1),))
    assert [row[HEAD[-1]] for row in rows(made)] == [
        "最可能是三、申请情况!D8：59 应为 58（错了一位）。",
        "与第1条同一原因，见第1条。",
        "请改正。",
        "与第1条同一原因，见第1条。",
    ]


def test_what_the_reader_notes_has_no_cause_and_no_advice() -> None:
    noted = [
        finding(Severity.NOTICE, 0, rule=rule, message=f"搬动了一格（{rule}）", basis="工作簿读取检查") for rule in "WX"
    ]
    made = document(*noted, suggestions=(suggestion(0),))
    assert [row[HEAD[-1]] for row in rows(made)] == ["", ""]
    assert rows(made)[0]["发现的问题"] == "搬动了一格\n依据：工作簿读取检查"


def test_explanations_stand_with_who_and_when_and_open_queries_are_named() -> None:
    made = document(EXPLAINED, QUERY, suggestions=(suggestion(1),))
    assert [row[HEAD[-1]] for row in rows(made)] == [
        "已作审核说明：机构改革划入一件（填报人甲，2025-01-12）",
        "最可能是三、申请情况!D8：59 应为 58（错了一位）。\n尚未说明。",
    ]
    assert rows(document(QUERY))[0][HEAD[-1]] == "尚未说明。"


def test_rule_and_basis_are_taken_out_of_the_sentence_and_said_beside_it() -> None:
    lapsed = replace(QUERY, message=QUERY.message + REOPENED)
    assert [row["发现的问题"] for row in rows(document(QUERY, lapsed))] == [
        "两边不等，相差 1。\n依据：格式",
        f"两边不等，相差 1。{REOPENED}\n依据：格式",
    ]


def test_places_name_each_sheet_once_and_count_what_is_too_much() -> None:
    many = (*(Place("三、申请情况", f"D{row}") for row in range(6, 16)), Place("封面", "B4"))
    assert (
        rows(document(replace(ERROR, places=many)))[0]["位置"] == "三、申请情况\nD6 D7 D8 D9 D10 D11 等10格\n封面\nB4"
    )


def test_answers_of_a_real_report_stand_one_a_line() -> None:
    report = read_data_file(DATA / "yanghe-2023.json")
    made = check_report(report, judge_report(report, Standard()), CHECK)
    answers = rows(made)[0][HEAD[-1]].splitlines()
    assert len(answers) == 5
    assert answers[0].startswith("从数字本身不能断定是哪一格，可能是三、申请情况!D8：59 应为 58")
    assert all(line.startswith("也可能是") for line in answers[1:])


def test_lines_to_sign_on_follow_the_verdict() -> None:
    blocks = document(ERROR).blocks
    (signing,) = (block for block in blocks if isinstance(block, Lines))
    assert blocks.index(signing) < blocks.index(
        next(one for one in blocks if isinstance(one, PlainTable) and one.head == HEAD)
    )
    assert [line.partition("（")[0] for line in signing.lines] == ["填报人", "审核人", "负责人", "单位"]


def test_same_judgement_gives_the_same_paper() -> None:
    assert document(ERROR, QUERY) == document(ERROR, QUERY)
    assert write_word(document(ERROR)) == write_word(document(ERROR))


def test_three_hundred_findings_are_all_in_the_word_file() -> None:
    many = [finding(Severity.ERROR, group, rule=f"A{group}") for group in range(1, 301)]
    table = docx.Document(BytesIO(write_word(document(*many)))).tables[1]
    assert [cell.text for cell in table.columns[1].cells] == ["规则", *(f"A{group}" for group in range(1, 301))]


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_a_clean_paper_has_one_page_and_all_are_signed_on_the_first(tmp_path: Path) -> None:
    many = [finding(Severity.ERROR, group) for group in range(1, 12)]
    for name, made in {"clean": document(), "long": document(*many)}.items():
        (tmp_path / f"{name}.docx").write_bytes(write_word(made))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    sources = [str(tmp_path / f"{name}.docx") for name in ("clean", "long")]
    convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *sources]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    for name in ("clean", "long"):
        done = subprocess.run(["pdftotext", str(tmp_path / f"{name}.pdf"), "-"], check=True, capture_output=True)
        found = done.stdout.decode().split("\f")[:-1]
        assert (len(found) == 1) is (name == "clean")
        assert all(words in found[0] for words in ("签字", "填报人（", "审核人（", "负责人（", "单位（盖章）"))
