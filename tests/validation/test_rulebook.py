"""The rule book: complete, in words that agree with the rules, and with examples that the engine judges as they say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.reports import EDITIONS, locator, published, report_of

from xl_tools.documents.web.rule_page import write_rule_page
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.tomlsource import TomlSource
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import CONSOLIDATION_CHECKS, LEVELS, LINEAR, Rule
from xl_tools.rules import COMMON, RuleBook, limit_name, limit_text, load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import validate
from xl_tools.validation.rulebook import GROUPS, entries, entry_of, on_report, to_text

RULES = [
    pytest.param(edition, rule, id=f"{edition} {rule.id}")
    for edition in EDITIONS
    for rule in load_rules(form_for_edition(edition)).rules
]
LATIN = re.compile(r"[A-Za-z]{2,}")


# --- complete


@pytest.mark.parametrize(("edition", "rule"), RULES)
def test_every_rule_says_why_and_gives_a_good_and_a_bad_example_with_numbers(edition: str, rule: Rule) -> None:
    assert rule.why.endswith("。")
    for text in (rule.example.good, rule.example.bad):
        assert text.endswith(("。", "”", "……"))
    assert rule.example.good != rule.example.bad
    if rule.table:
        assert re.search(r"[0-9]", rule.example.good + rule.example.bad)


@pytest.mark.parametrize(("edition", "rule"), RULES)
def test_every_threshold_has_a_chinese_name_and_value(edition: str, rule: Rule) -> None:
    for name, value in rule.limits.items():
        assert limit_name(name) != name, name
        assert limit_text(name, value)
        if name == LEVELS:
            assert isinstance(value, tuple)
            assert {level.value for level in Level} >= set(value)


def test_no_threshold_is_named_that_no_rule_has() -> None:
    used = {
        name for edition in EDITIONS for rule in load_rules(form_for_edition(edition)).rules for name in rule.limits
    }
    assert set(TomlSource(COMMON / "limits.toml").data) == used


def test_words_of_a_threshold() -> None:
    assert limit_text("factor", 5) == "5"
    assert limit_text("due_townships", "99-99") == "没有设定"
    assert limit_text("with", ()) == "（没有）"
    assert limit_text("with", ("公安局", "交警")) == "公安局、交警"
    assert limit_text("levels", ("township", "subdistrict")) == "乡镇政府、街道办事处"


# --- examples


def cells_of(edition: str, cells: Mapping[str, int | str], level: Level) -> Report:
    """A report of zeros with the cells of an example; those of last year in last year's report."""
    now = {cell: value for cell, value in cells.items() if not cell.startswith(PREVIOUS)}
    last = {cell.removeprefix(PREVIOUS): value for cell, value in cells.items() if cell.startswith(PREVIOUS)}
    report = report_of(edition, now, level=level)
    if not last:
        return report
    previous = report_of(edition, last, level=level)
    return dataclasses.replace(report, previous=dataclasses.replace(previous, year=report.year - 1))


WITH_CELLS = [param for param in RULES if param.values[1].example.bad_cells]  # type: ignore[union-attr]


@pytest.mark.parametrize(("edition", "rule"), WITH_CELLS)
def test_example_is_judged_as_it_says(edition: str, rule: Rule) -> None:
    alone = RuleBook(form_for_edition(edition), (rule,))
    for level in rule.severity:
        good, bad = (
            validate(cells_of(edition, cells, level), locator(alone.form), rules=alone)
            for cells in (rule.example.good_cells, rule.example.bad_cells)
        )
        assert good == ()
        if rule.check == "amount_unit" and edition == "2021" and level.value not in rule.words(LEVELS):
            assert bad == ()
        else:
            assert {finding.rule for finding in bad} == {rule.id}


@pytest.mark.parametrize(("edition", "rule"), WITH_CELLS)
def test_numbers_of_an_example_stand_in_its_words(edition: str, rule: Rule) -> None:
    example = rule.example
    for text, cells in ((example.good, example.good_cells), (example.bad, example.bad_cells)):
        numbers = re.findall(r"-?[0-9]+(?:\.[0-9]+)?", text)
        for cell, value in cells.items():
            if value not in (0, ""):
                assert str(value) in numbers or str(value) in text, cell


def test_every_linear_rule_has_an_example_for_the_engine() -> None:
    without = [rule.id for _, rule in (param.values for param in RULES) if rule.check == LINEAR]  # type: ignore[union-attr]
    judged = [rule.id for _, rule in (param.values for param in WITH_CELLS) if rule.check == LINEAR]  # type: ignore[union-attr]
    assert without == judged


# --- words


def test_entry_of_the_balance_rule() -> None:
    book = load_rules(form_for_edition("2021"))
    entry = entry_of(book.form, book.rule("A1"))
    assert entry.heading == "A1（R-BAL）本年新收加上年结转，等于办理结果总计加结转下年"
    assert entry.group == "A　表三内部"
    assert entry.table == "表三"
    assert entry.formula == ("表三每栏：本年新收＋上年结转＝办理结果总计＋结转下年",)
    assert entry.severity == "错误"
    assert entry.basis.startswith("国办公开办函〔2021〕30号 年度报告格式 表三表内注")
    assert entry.standing == "法定格式或法律规定，规则包不能放宽"
    assert [name for name, _ in entry.details] == [
        *("公式", "级别", "为什么", "符合", "不符合", "怎么办", "依据"),
    ]


@pytest.mark.parametrize(
    ("edition", "rule", "formula"),
    [
        ("2021", "A3", ("表三每行：总计＝自然人＋商业企业＋科研机构＋社会公益组织＋法律服务机构＋其他",)),
        (
            "2021",
            "B1",
            ("表四每组（行政复议、未经复议直接起诉、复议后起诉）：总计＝结果维持＋结果纠正＋其他结果＋尚未审结",),
        ),
        ("2021", "C2", ("表二每行（规章、行政规范性文件）：现行有效＝上年“现行有效”＋制发－废止",)),
        ("2021", "D1", ("表二：规章·制发＋规章·废止＋规章·现行有效≤0",)),
        ("2019", "D4", ("表二每行（规范性文件）：新公开≤新制作", "表二每行（规范性文件）：对外公开总数≥新公开")),
        ("2019", "A5", ()),
    ],
)
def test_formula_in_words(edition: str, rule: str, formula: tuple[str, ...]) -> None:
    book = load_rules(form_for_edition(edition))
    assert entry_of(book.form, book.rule(rule)).formula == formula


def test_conditions_name_table_cells_in_full() -> None:
    book = load_rules(form_for_edition("2021"))
    assert entry_of(book.form, book.rule("B4")).conditions == (
        "本年新收·总计＋上年结转·总计≤0",
        "上年“本年新收·总计”＋上年“上年结转·总计”≤0",
    )


def test_severity_in_words() -> None:
    book = load_rules(form_for_edition("2021"))
    assert entry_of(book.form, book.rule("D1")).severity == (
        "错误：县级政府、县级部门、乡镇政府、街道办事处；核实：省级部门、市级部门、其他单位；"
        "不核对：国务院部门、省级政府、设区的市（自治州）政府"
    )
    assert entry_of(book.form, book.rule("C1")).severity == (
        "错误；自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他不合的只需核实"
    )
    trial = dataclasses.replace(book.rule("A7"), trial=True)
    assert entry_of(book.form, trial).severity == "错误；试行规则，按核实处理"


@pytest.mark.parametrize("edition", EDITIONS)
def test_rule_book_names_every_rule_once_under_its_group(edition: str) -> None:
    book = load_rules(form_for_edition(edition))
    text = to_text(entries(book))
    headings = re.findall(r"(?m)^== (.+) ==$", text)
    assert headings == list(dict.fromkeys(GROUPS[rule.id[0]] for rule in book.rules))
    assert re.findall(r"(?m)^([A-H][0-9]+)（", text) == [rule.id for rule in book.rules]
    assert text.count("\n  为什么：") == text.count("\n  符合：") == text.count("\n  不符合：") == len(book.rules)


@pytest.mark.parametrize("edition", EDITIONS)
def test_rule_book_is_chinese_and_holds_no_template_marks(edition: str) -> None:
    book = load_rules(form_for_edition(edition))
    for entry in entries(book):
        for name, text in entry.details:
            assert "{" not in text, entry.id
            assert not set(LATIN.findall(text)) - {"XX", "DB"}, (entry.id, name, text)


# --- with the numbers of a report


def shown(rule: str, report: Report) -> tuple[str, ...]:
    book = load_rules(report.form)
    return on_report(book.rule(rule), report, locator(report.form)).lines


def test_rule_is_shown_column_by_column_with_the_numbers_of_the_report() -> None:
    lines = shown("A1", published("yanghe-2023"))
    assert lines[0] == (
        "“自然人”栏：不成立，相差 1。本年新收 60 ＋ 上年结转 0 ＝ 60；办理结果总计 61 ＋ 结转下年 0 ＝ 61。"
    )
    assert lines[1] == "“商业企业”栏：成立。本年新收 2 ＋ 上年结转 0 ＝ 2；办理结果总计 2 ＋ 结转下年 0 ＝ 2。"
    assert len(lines) == 7


def test_stock_rule_is_shown_with_last_year() -> None:
    assert shown("C2", published("suqian-2024")) == (
        "“规章”行：成立。现行有效 12；上年“现行有效” 11 ＋ 制发 2 － 废止 1 ＝ 12。",
        "“行政规范性文件”行：成立。现行有效 420；上年“现行有效” 597 ＋ 制发 50 － 废止 227 ＝ 420。",
    )


def test_reasons_why_a_rule_is_undecided() -> None:
    assert {line.partition("：")[2] for line in shown("C1", published("huiyi-2021"))} == {"无法判断，没有上年数据。"}
    unread = report_of(cells={"requests.received.other": "一件"})
    assert shown("A1", unread)[5] == "“其他”栏：无法判断，本年新收（I6）填的“一件”读不出。"
    missing = report_of(cells={"requests.granted.other": 1, "requests.granted.total": None})
    assert shown("A3", missing)[2] == "“予以公开”行：无法判断，总计（J8）空白，见规则 A4。"
    assert shown("B1", report_of(fill=None))[0] == "“行政复议”组：无法判断，有关各格没有填数。"
    last = report_of("2019")
    first = report_of()
    first = dataclasses.replace(first, year=2021, previous=dataclasses.replace(last, year=2020))
    assert shown("C2", first)[0] == "“规章”行：无法判断，上年数据里没有“现行有效”的数。"
    assert shown("C4", report_of()) == ("无法判断，没有上年数据。",)


def test_conditions_and_levels_that_do_not_apply_are_said() -> None:
    assert shown("B4", published("suqian-2024")) == ("前提不成立，不核对。",)
    assert shown("D1", published("suqian-2024")) == ("不适用于本级别（设区的市（自治州）政府）。",)


def test_check_that_is_no_equation_shows_what_it_found() -> None:
    assert shown("A5", report_of()) == ("没有发现。",)
    [line] = shown("A5", report_of(cells={"requests.received.other": None}))
    assert line.startswith("表三有 1 个空白格（I6）。")


@pytest.mark.parametrize("rule", sorted(CONSOLIDATION_CHECKS))
def test_a_rule_on_many_reports_is_explained_and_says_nothing_of_one(rule: str) -> None:
    book = load_rules(form_for_edition("2021"))
    [known] = [one for one in book.rules if one.check == rule]
    assert known.official is False
    assert shown(known.id, published("suqian-2024")) == ("只看一份年报无法判断，汇总各单位的年报时核对。",)
    assert entry_of(book.form, known).group == "H　汇总"


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules(form_for_edition("2021")).rules])
def test_every_rule_can_be_shown_on_a_published_report(rule: str) -> None:
    for name in ("huiyi-2021", "suqian-2024", "yanghe-2023"):
        report = published(name)
        lines = shown(rule, report)
        assert lines
        assert all(line.endswith(("。", "）")) for line in lines)


def test_verdict_of_every_line_is_that_of_the_engine() -> None:
    for name in ("huiyi-2021", "suqian-2024", "yanghe-2023"):
        report = published(name)
        book = load_rules(report.form)
        for rule in book.rules:
            if rule.check != LINEAR or report.unit.level not in rule.severity:
                continue
            found = on_report(rule, report, locator(report.form))
            assert sum("不成立" in line for line in found.lines) - sum(
                "前提不成立" in line for line in found.lines
            ) == len(found.findings)


def test_findings_of_a_shown_rule_carry_its_severity() -> None:
    found = on_report(
        load_rules(form_for_edition("2021")).rule("A3"), published("huiyi-2021"), locator(form_for_edition("2021"))
    )
    assert [finding.severity for finding in found.findings] == [Severity.ERROR] * 3


# --- the page


def test_page_holds_every_rule_and_runs_no_script() -> None:
    book = load_rules(form_for_edition("2021"))
    page = write_rule_page("校验规则", entries(book))
    assert page == write_rule_page("校验规则", entries(book))
    for rule in book.rules:
        assert f'<article id="{rule.id}"' in page
        assert f'href="#{rule.id}"' in page
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page
    assert "http" not in page


def test_page_escapes_what_it_shows() -> None:
    book = load_rules(form_for_edition("2021"))
    rule = dataclasses.replace(book.rule("A1"), title="一<b>&二", why="<script>")
    page = write_rule_page("规则<1>", [entry_of(book.form, rule)], pack="包<2>")
    assert "一&lt;b&gt;&amp;二" in page
    assert "&lt;script&gt;" in page
    assert "规则&lt;1&gt;" in page
    assert "包&lt;2&gt;" in page
    assert "<b>" not in page


def test_page_shows_the_numbers_of_a_report_below_the_rule() -> None:
    report = published("yanghe-2023")
    book = load_rules(report.form)
    found = on_report(book.rule("A1"), report, locator(report.form))
    page = write_rule_page("规则", [found.entry], shown=[found], about="洋河新区的数：")
    assert "洋河新区的数：" in page
    assert page.count("<li>") == 7
    assert "“自然人”栏：不成立，相差 1。" in page


# --- the page for engineers

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("edition", "rule"), RULES)
def test_documented_line_of_a_rule_has_its_title_and_says_whether_it_is_official(edition: str, rule: Rule) -> None:
    [line] = re.findall(rf"(?m)^\| {rule.id} \| .*$", PAGE)
    assert rule.title in line
    assert ("| official |" in line) is rule.official


def test_documented_number_of_linear_conditions_is_that_of_the_rules() -> None:
    new, old = (len(load_rules(form_for_edition(edition)).instances) for edition in ("2021", "2019"))
    assert f"there are {new} linear conditions in the 2021 edition and {old} in the 2019 one" in PAGE.replace("\n", " ")


def test_labels_of_the_study_are_answered_by_rules_that_there_are_or_by_none_yet() -> None:
    rules = {rule.id for edition in EDITIONS for rule in load_rules(form_for_edition(edition)).rules}
    table = PAGE.partition("## The labels of the study")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    for label, _, answer in rows:
        named = set(re.findall(r"\b[A-H][0-9]+\b", answer))
        assert named <= rules or "not judged yet" in answer, label
        assert named or answer.startswith("no rule"), label
