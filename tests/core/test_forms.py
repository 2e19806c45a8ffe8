"""The two editions of the form against independent statements of what is printed, and the loader against mistakes."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from support.reports import EDITIONS, TESTS

from xl_tools.errors import SpecError, TemplateMismatch
from xl_tools.expression import Equation
from xl_tools.finding import Place
from xl_tools.forms.grid import Grid, Role, table_grid
from xl_tools.forms.load import FORMS_FOLDER, all_forms, form_for_edition, form_for_year, load_form
from xl_tools.forms.model import Form, Section
from xl_tools.report import Report, Unit
from xl_tools.rule import Rule
from xl_tools.rules import load_rules
from xl_tools.validation.engine import validate
from xl_tools.values import Count

SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)

# --- cells


def listed_cells(edition: str) -> list[tuple[str, ...]]:
    with (TESTS / "data" / "cell-ids.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    assert rows[0] == ("edition", "id", "section", "row_labels", "column_labels", "unit", "kind")
    return [row for row in rows[1:] if row[0] == edition]


@pytest.mark.parametrize(("edition", "count"), [("2019", 198), ("2021", 200)])
def test_cells_are_those_of_the_independent_list_in_its_order(edition: str, count: int) -> None:
    form = form_for_edition(edition)
    titles = {section.id: section.title for section in form.sections}
    cells = [
        (
            edition,
            cell.id,
            titles[cell.table],
            "|".join(cell.row_labels),
            "|".join(cell.column_labels),
            cell.unit,
            cell.kind.value,
        )
        for cell in form.cells.values()
    ]
    assert len(cells) == count
    assert cells == listed_cells(edition)


def test_no_cell_is_listed_for_an_edition_that_does_not_exist() -> None:
    with (TESTS / "data" / "cell-ids.csv").open(encoding="utf-8", newline="") as file:
        assert {row["edition"] for row in csv.DictReader(file)} == {form.edition for form in all_forms()}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_id_names_table_item_and_measure(edition: str) -> None:
    form = form_for_edition(edition)
    for cell_id, cell in form.cells.items():
        assert cell_id == cell.id == f"{cell.table}.{cell.item}.{cell.measure}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_cells_of_the_tables_follow_each_other_as_all_cells_do(edition: str) -> None:
    form = form_for_edition(edition)
    together = [cell for section in form.sections for cell in form.cells_of(section.id)]
    assert together == list(form.cells.values())
    assert [form.positions[cell.id] for cell in together] == list(range(len(together)))
    assert form.cells_of("overview") == ()
    with pytest.raises(KeyError):
        form.cells_of("no_such_section")


def test_short_names_are_unique_in_an_edition() -> None:
    for form in all_forms():
        names = [cell.name for cell in form.cells.values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("edition", EDITIONS)
def test_six_sections_stand_in_the_official_order_under_the_official_titles(edition: str) -> None:
    form = form_for_edition(edition)
    assert tuple(section.title for section in form.sections) == SECTIONS
    assert [section.table_name for section in form.sections] == ["", "表二", "表三", "表四", "", ""]
    assert [section.id for section in form.tables] == ["proactive", "requests", "review"]
    assert [section.id for section in form.narratives] == ["overview", "problems", "other"]


def test_five_parts_of_the_overview_carry_headings_from_2021_on() -> None:
    parts = form_for_edition("2021").section("overview").parts
    assert [part.heading for part in parts] == [
        "（一）主动公开",
        "（二）依申请公开",
        "（三）政府信息管理",
        "（四）政府信息公开平台建设",
        "（五）监督保障",
    ]
    assert [part.heading for part in form_for_edition("2019").section("overview").parts] == [""] * 5


def test_editions_name_the_official_documents() -> None:
    assert str(form_for_edition("2019").source) == "国办公开办函〔2019〕60号 附件"
    assert str(form_for_edition("2021").source) == "国办公开办函〔2021〕30号 附件"


# --- years


@pytest.mark.parametrize(
    ("year", "edition"),
    [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2022, "2021"), (2025, "2021"), (2040, "2021")],
)
def test_year_decides_the_edition(year: int, edition: str) -> None:
    assert form_for_year(year).edition == edition


def test_a_year_before_the_first_edition_is_refused_with_the_years_there_are() -> None:
    with pytest.raises(TemplateMismatch) as caught:
        form_for_year(2018)
    assert str(caught.value) == (
        "没有适用于 2018 年度的年报格式；本软件收有：2019 版（2019—2020 年度）、2021 版（2021 年度起）。"
    )
    assert caught.value.code == "T01"


def test_an_unknown_edition_is_refused_with_the_editions_there_are() -> None:
    with pytest.raises(TemplateMismatch) as caught:
        form_for_edition("2017")
    assert str(caught.value) == "不认识“2017”版年报格式；本软件收有：2019、2021 版。"
    assert caught.value.code == "T02"


def test_an_edition_is_also_found_by_its_form_id() -> None:
    assert form_for_edition("gov_disclosure_2021") is form_for_edition("2021")


# --- the printed grid, drawn by hand: “text rows×columns” (1×1 where it says nothing), “·” is a value cell

DRAWINGS = {
    ("2021", "proactive"): """
    第二十条第（一）项 1×4
    信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
    规章 | · | · | ·
    行政规范性文件 | · | · | ·
    第二十条第（五）项 1×4
    信息内容 | 本年处理决定数量 1×3
    行政许可 | · 1×3
    第二十条第（六）项 1×4
    信息内容 | 本年处理决定数量 1×3
    行政处罚 | · 1×3
    行政强制 | · 1×3
    第二十条第（八）项 1×4
    信息内容 | 本年收费金额（单位：万元） 1×3
    行政事业性收费 | · 1×3
    """,
    ("2019", "proactive"): """
    第二十条第（一）项 1×5
    信息内容 | 本年新制作数量 | 本年新公开数量 1×2 | 对外公开总数量
    规章 | · | · 1×2 | ·
    规范性文件 | · | · 1×2 | ·
    第二十条第（五）项 1×5
    信息内容 | 上一年项目数量 | 本年增/减 1×2 | 处理决定数量
    行政许可 | · | · 1×2 | ·
    其他对外管理服务事项 | · | · 1×2 | ·
    第二十条第（六）项 1×5
    信息内容 | 上一年项目数量 | 本年增/减 1×2 | 处理决定数量
    行政处罚 | · | · 1×2 | ·
    行政强制 | · | · 1×2 | ·
    第二十条第（八）项 1×5
    信息内容 | 上一年项目数量 1×2 | 本年增/减 1×2
    行政事业性收费 | · 1×2 | · 1×2
    第二十条第（九）项 1×5
    信息内容 | 采购项目数量 1×2 | 采购总金额 1×2
    政府集中采购 | · 1×2 | · 1×2
    """,
    ("2021", "requests"): """
    （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 3×3 | 申请人情况 1×7
    自然人 2×1 | 法人或其他组织 1×5 | 总计 2×1
    商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
    一、本年新收政府信息公开申请数量 1×3 | · | · | · | · | · | · | ·
    二、上年结转政府信息公开申请数量 1×3 | · | · | · | · | · | · | ·
    三、本年度办理结果 22×1 | （一）予以公开 1×2 | · | · | · | · | · | · | ·
    （二）部分公开（区分处理的，只计这一情形，不计其他情形） 1×2 | · | · | · | · | · | · | ·
    （三）不予公开 8×1 | 1.属于国家秘密 | · | · | · | · | · | · | ·
    2.其他法律行政法规禁止公开 | · | · | · | · | · | · | ·
    3.危及“三安全一稳定” | · | · | · | · | · | · | ·
    4.保护第三方合法权益 | · | · | · | · | · | · | ·
    5.属于三类内部事务信息 | · | · | · | · | · | · | ·
    6.属于四类过程性信息 | · | · | · | · | · | · | ·
    7.属于行政执法案卷 | · | · | · | · | · | · | ·
    8.属于行政查询事项 | · | · | · | · | · | · | ·
    （四）无法提供 3×1 | 1.本机关不掌握相关政府信息 | · | · | · | · | · | · | ·
    2.没有现成信息需要另行制作 | · | · | · | · | · | · | ·
    3.补正后申请内容仍不明确 | · | · | · | · | · | · | ·
    （五）不予处理 5×1 | 1.信访举报投诉类申请 | · | · | · | · | · | · | ·
    2.重复申请 | · | · | · | · | · | · | ·
    3.要求提供公开出版物 | · | · | · | · | · | · | ·
    4.无正当理由大量反复申请 | · | · | · | · | · | · | ·
    5.要求行政机关确认或重新出具已获取信息 | · | · | · | · | · | · | ·
    （六）其他处理 3×1 | 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 | · | · | · | · | · | · | ·
    2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 | · | · | · | · | · | · | ·
    3.其他 | · | · | · | · | · | · | ·
    （七）总计 1×2 | · | · | · | · | · | · | ·
    四、结转下年度继续办理 1×3 | · | · | · | · | · | · | ·
    """,
    ("2021", "review"): """
    行政复议 1×5 | 行政诉讼 1×10
    结果维持 2×1 | 结果纠正 2×1 | 其他结果 2×1 | 尚未审结 2×1 | 总计 2×1 | 未经复议直接起诉 1×5 | 复议后起诉 1×5
    结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
    · | · | · | · | · | · | · | · | · | · | · | · | · | · | ·
    """,
}
DRAWINGS["2019", "review"] = DRAWINGS["2021", "review"]
# “（六）其他处理” of 2019 is one row, which makes “三、本年度办理结果” two rows lower.
_sixth = DRAWINGS["2021", "requests"].index("（六）其他处理")
_seventh = DRAWINGS["2021", "requests"].index("（七）总计")
DRAWINGS["2019", "requests"] = (
    DRAWINGS["2021", "requests"][:_sixth].replace("三、本年度办理结果 22×1", "三、本年度办理结果 20×1")
    + "（六）其他处理 1×2 | · | · | · | · | · | · | ·\n        "
    + DRAWINGS["2021", "requests"][_seventh:]
)
TABLES = sorted(DRAWINGS)


def drawn(edition: str, table: str) -> list[list[str]]:
    lines = [line.strip() for line in DRAWINGS[edition, table].strip().splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def as_drawn(grid: Grid) -> list[list[str]]:
    def text(cell) -> str:
        span = f" {cell.row_span}×{cell.column_span}" if (cell.row_span, cell.column_span) != (1, 1) else ""
        return ("·" if cell.role is Role.VALUE else cell.text) + span

    return [[text(cell) for cell in row] for row in grid.by_row()]


@pytest.mark.parametrize(("edition", "table"), TABLES)
def test_merged_cells_are_those_of_the_official_form(edition: str, table: str) -> None:
    assert as_drawn(table_grid(form_for_edition(edition).section(table))) == drawn(edition, table)


@pytest.mark.parametrize(
    ("edition", "table", "rows", "columns", "label_columns", "head_rows"),
    [
        ("2019", "proactive", 18, 5, 1, 0),
        ("2021", "proactive", 14, 4, 1, 0),
        ("2019", "requests", 26, 10, 3, 3),
        ("2021", "requests", 28, 10, 3, 3),
        ("2019", "review", 4, 15, 0, 3),
        ("2021", "review", 4, 15, 0, 3),
    ],
)
def test_size_of_each_table(
    edition: str, table: str, rows: int, columns: int, label_columns: int, head_rows: int
) -> None:
    grid = table_grid(form_for_edition(edition).section(table))
    assert (grid.rows, grid.columns, grid.label_columns, grid.head_rows) == (rows, columns, label_columns, head_rows)
    assert sum(grid.weights) == 1


@pytest.mark.parametrize(("edition", "table"), TABLES)
def test_cells_cover_the_grid_exactly_once(edition: str, table: str) -> None:
    grid = table_grid(form_for_edition(edition).section(table))
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(covered) == len(set(covered))
    assert set(covered) == {(row, column) for row in range(grid.rows) for column in range(grid.columns)}


@pytest.mark.parametrize(("edition", "table"), TABLES)
def test_value_cells_of_the_grid_are_the_cells_of_the_table_in_order(edition: str, table: str) -> None:
    form = form_for_edition(edition)
    grid = table_grid(form.section(table))
    assert [cell.cell_id for cell in grid.cells if cell.role is Role.VALUE] == [
        cell.id for cell in form.cells_of(table)
    ]
    assert not any(cell.cell_id for cell in grid.cells if cell.role is not Role.VALUE)


@pytest.mark.parametrize("edition", EDITIONS)
def test_note_on_the_balance_stands_at_the_top_left_of_table_three(edition: str) -> None:
    first = table_grid(form_for_edition(edition).section("requests")).cells[0]
    assert (first.role, first.row, first.column, first.row_span, first.column_span) == (Role.CORNER, 0, 0, 3, 3)
    assert first.text == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


# --- rules, stated again by hand

RESULTS_2019 = [
    "granted",
    "partially_granted",
    "denied_state_secret",
    "denied_prohibited_by_law",
    "denied_security_stability",
    "denied_third_party_rights",
    "denied_internal_affairs",
    "denied_process_information",
    "denied_enforcement_files",
    "denied_administrative_inquiry",
    "unavailable_not_held",
    "unavailable_needs_creation",
    "unavailable_still_unclear",
    "rejected_petition",
    "rejected_duplicate",
    "rejected_publication",
    "rejected_excessive",
    "rejected_reconfirmation",
]
RESULTS = {
    "2019": [*RESULTS_2019, "other_handling"],
    "2021": [*RESULTS_2019, "other_not_corrected", "other_fee_unpaid", "other_misc"],
}
LEGAL_PERSONS = ["business", "research", "public_welfare", "legal_services", "other"]


def stated_rules(edition: str) -> dict[tuple[str, str], tuple[str, dict[str, int]]]:
    """(rule, instance) → relation and coefficients of left minus right; “previous.” stands before last year's cells."""
    stated: dict[tuple[str, str], tuple[str, dict[str, int]]] = {}
    for column in ["natural_person", *LEGAL_PERSONS, "total"]:
        balance = {f"requests.{row}.{column}": 1 for row in ("received", "carried_in")}
        stated["A1", column] = (
            "=",
            balance | {f"requests.{row}.{column}": -1 for row in ("results_total", "carried_out")},
        )
        parts = {f"requests.{row}.{column}": -1 for row in RESULTS[edition]}
        stated["A2", column] = "=", {f"requests.results_total.{column}": 1} | parts
        stated["A7", column] = "<=", dict.fromkeys(balance, -1) | {f"requests.carried_out.{column}": 1}
        stated["C1", column] = (
            "=",
            {f"requests.carried_in.{column}": 1, f"previous.requests.carried_out.{column}": -1},
        )
    for row in ["received", "carried_in", *RESULTS[edition], "results_total", "carried_out"]:
        people = {f"requests.{row}.{column}": -1 for column in ["natural_person", *LEGAL_PERSONS]}
        stated["A3", row] = "=", {f"requests.{row}.total": 1} | people
    for group in ("reconsideration", "direct_litigation", "litigation_after_reconsideration"):
        cases = {f"review.{group}.{outcome}": -1 for outcome in ("upheld", "corrected", "other_result", "pending")}
        stated["B1", group] = "=", {f"review.{group}.total": 1} | cases
        stated["B5", group] = ">=", dict.fromkeys(cases, 1) | {f"previous.review.{group}.pending": -1}
    stated["B3", ""] = "<=", {"review.litigation_after_reconsideration.total": 1}
    totals = ("reconsideration", "direct_litigation", "litigation_after_reconsideration")
    stated["B4", ""] = "<=", {f"review.{group}.total": 1 for group in totals}
    if edition == "2019":
        documents = "proactive.normative_documents."
        stated["D4", "normative_documents"] = "<=", {f"{documents}disclosed": 1, f"{documents}made": -1}
        stated["D4", "normative_documents#2"] = ">=", {f"{documents}public_total": 1, f"{documents}disclosed": -1}
    else:
        for row in ("regulations", "normative_documents"):
            issued, repealed, in_force = (f"proactive.{row}.{one}" for one in ("issued", "repealed", "in_force"))
            before = f"previous.{in_force}"
            stated["C2", row] = "=", {in_force: 1, before: -1, issued: -1, repealed: 1}
            stated["D2", row] = ">=", {in_force: 1, issued: -1, repealed: 1}
            stated["D3", row] = "<=", {repealed: 1, before: -1, issued: -1}
    measures = ("made", "disclosed", "public_total") if edition == "2019" else ("issued", "repealed", "in_force")
    stated["D1", ""] = "<=", {f"proactive.regulations.{measure}": 1 for measure in measures}
    return stated


@pytest.mark.parametrize("edition", EDITIONS)
def test_linear_rules_are_those_stated_by_hand(edition: str) -> None:
    book = load_rules(form_for_edition(edition))
    loaded = {
        (rule.id, instance.key): (instance.equation.relation, instance.equation.coefficients())
        for rule, instance in book.instances
    }
    assert loaded == stated_rules(edition)
    assert not any(instance.equation.constant for _, instance in book.instances)


@pytest.mark.parametrize(("edition", "equations", "instances"), [("2019", 40, 62), ("2021", 42, 68)])
def test_number_of_equations_and_of_all_linear_conditions(edition: str, equations: int, instances: int) -> None:
    book = load_rules(form_for_edition(edition))
    assert (len(book.equations), len(book.instances)) == (equations, instances)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_total_has_the_formula_that_defines_it(edition: str) -> None:
    form = form_for_edition(edition)
    book = load_rules(form)
    stated = stated_rules(edition)

    def coefficients(equation: Equation | None) -> dict[str, int] | None:
        return None if equation is None else equation.coefficients()

    for cell in form.cells.values():
        if cell.item == "results_total":
            expected = stated["A2", cell.measure][1]
        elif cell.measure == "total":
            expected = stated["A3" if cell.table == "requests" else "B1", cell.item][1]
        else:
            expected = None
        assert coefficients(book.total_formula(cell.id)) == expected, cell.id


@pytest.mark.parametrize("edition", EDITIONS)
def test_two_rules_are_asked_for_only_under_conditions(edition: str) -> None:
    book = load_rules(form_for_edition(edition))
    conditions = {
        rule.id: [(one.relation, one.coefficients(), one.constant) for one in instance.when]
        for rule, instance in book.instances
        if instance.when
    }
    asked = {"requests.received.total": 1, "requests.carried_in.total": 1}
    assert conditions == {
        "B3": [
            ("<=", {"review.reconsideration.total": 1}, 0),
            ("<=", {"previous.review.reconsideration.total": 1}, 0),
        ],
        "B4": [("<=", asked, 0), ("<=", {f"previous.{cell}": weight for cell, weight in asked.items()}, 0)],
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_workbook_shows_the_equations_of_the_form_and_no_query(edition: str) -> None:
    live = {rule.id for rule, _ in load_rules(form_for_edition(edition)).live}
    assert live == {"A1", "A2", "A3", "A7", "B1", "D1"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_official_rules_are_those_of_the_printed_form_and_of_law(edition: str) -> None:
    official = {rule.id for rule in load_rules(form_for_edition(edition)).rules if rule.official and rule.table}
    assert official == {"A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "D1", "D10"}


def test_rules_are_found_by_id_and_by_alias() -> None:
    book = load_rules(form_for_edition("2021"))
    assert book.rule("A1") is book.rule("R-BAL")
    with pytest.raises(KeyError):
        book.rule("Z9")


# --- short names and texts, which messages, slots and help are made of

SHORT_ROWS = """
received 本年新收
carried_in 上年结转
granted 予以公开
partially_granted 部分公开
denied_state_secret 国家秘密
denied_prohibited_by_law 法律行政法规禁止公开
denied_security_stability 三安全一稳定
denied_third_party_rights 第三方合法权益
denied_internal_affairs 三类内部事务信息
denied_process_information 四类过程性信息
denied_enforcement_files 行政执法案卷
denied_administrative_inquiry 行政查询事项
unavailable_not_held 本机关不掌握
unavailable_needs_creation 需要另行制作
unavailable_still_unclear 补正后仍不明确
rejected_petition 信访举报投诉
rejected_duplicate 重复申请
rejected_publication 公开出版物
rejected_excessive 大量反复申请
rejected_reconfirmation 确认或重新出具
other_handling 其他处理
other_not_corrected 逾期不补正
other_fee_unpaid 逾期未缴费
other_misc 其他处理其他项
results_total 办理结果总计
carried_out 结转下年
regulations 规章
normative_documents 行政规范性文件
licensing 行政许可
other_services 其他对外管理服务事项
penalties 行政处罚
coercion 行政强制
fees 行政事业性收费
procurement 政府集中采购
"""
SHORT_COLUMNS = """
natural_person 自然人
business 商业企业
research 科研机构
public_welfare 社会公益组织
legal_services 法律服务机构
other 其他
total 总计
issued 制发
repealed 废止
in_force 现行有效
made 新制作
disclosed 新公开
public_total 对外公开总数
last_year_items 上一年项目
change 本年增减
decisions 处理决定
projects 采购项目
upheld 结果维持
corrected 结果纠正
other_result 其他结果
pending 尚未审结
reconsideration 行政复议
direct_litigation 未经复议直接起诉
litigation_after_reconsideration 复议后起诉
"""
SHORT_AMOUNTS = {"fees": "收费金额", "procurement": "采购总金额"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_short_names_are_those_stated_by_hand(edition: str) -> None:
    rows = dict(line.split() for line in SHORT_ROWS.split("\n") if line)
    columns = dict(line.split() for line in SHORT_COLUMNS.split("\n") if line)
    if edition == "2019":
        rows["normative_documents"] = "规范性文件"
    for cell in form_for_edition(edition).cells.values():
        if cell.table == "review":
            expected = f"{columns[cell.item]}·{columns[cell.measure]}"
        elif cell.measure == "amount":
            expected = f"{rows[cell.item]}·{SHORT_AMOUNTS[cell.item]}"
        else:
            expected = f"{rows[cell.item]}·{columns[cell.measure]}"
        assert cell.name == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_sheets_and_parts_are_called_as_people_know_them(edition: str) -> None:
    form = form_for_edition(edition)
    assert [section.sheet for section in form.sections] == [
        "一、总体情况",
        "二、主动公开",
        "三、申请情况",
        "四、复议诉讼",
        "五、问题与改进",
        "六、其他事项",
    ]
    assert [(part.id, part.title) for section in form.narratives for part in section.parts] == [
        ("proactive", "主动公开"),
        ("requests", "依申请公开"),
        ("management", "政府信息管理"),
        ("platforms", "政府信息公开平台建设"),
        ("supervision", "监督保障"),
        ("problems", "存在的主要问题"),
        ("improvements", "改进情况"),
        ("fees", "信息处理费"),
        ("matters", "其他事项"),
    ]
    assert form.title == "{unit}{year}年政府信息公开工作年度报告"


FORMULA_HELP = "请核对有关各格；总计格的公式可用“恢复公式”找回"
ZERO_HELP = "没有的请填 0，可用“空白补零”"
FORM_DOCUMENT = {
    "2019": "国办公开办函〔2019〕60号 年度报告格式（试行）",
    "2021": "国办公开办函〔2021〕30号 年度报告格式",
}
RULE_TEXTS = {
    # rule: (title, advice, clause) of a rule whose source is the form itself
    "A1": (
        "本年新收加上年结转，等于办理结果总计加结转下年",
        "请核对有关各格",
        "表三表内注“第一项加第二项之和，等于第三项加第四项之和”",
    ),
    "A2": ("办理结果总计等于（一）至（六）各项之和", FORMULA_HELP, "表三第三项（七）总计"),
    "A3": ("每行总计等于自然人与法人或其他组织五栏之和", FORMULA_HELP, "表三“总计”栏"),
    "A4": ("行内有数时，总计栏不得空白", "请填上，或用“恢复公式”找回公式", "表三“总计”栏"),
    "A5": ("表三各格为非负整数，没有的填 0", ZERO_HELP, "表三表样"),
    "A6": (
        "一件申请只进一个结果格",
        "请只留一行、一种结果",
        "表三“（二）部分公开（区分处理的，只计这一情形，不计其他情形）”",
    ),
    "A7": (
        "结转下年不大于本年新收加上年结转",
        "结转的只能是本年新收或上年结转而未办结的申请，请核对有关各格",
        "表三表内注，由定义推出",
    ),
    "B1": ("每组总计等于维持、纠正、其他结果、尚未审结之和", FORMULA_HELP, "表四“总计”栏"),
    "B2": ("表四各格为非负整数，没有的填 0", ZERO_HELP, "表四表样"),
    "D10": ("表二各格为非负整数；金额为非负数，至多四位小数", ZERO_HELP, "表二表样"),
}


STOCK = "表二第二十条第（一）项列名的含义"
OTHER_TEXTS = {
    # rule: (title, advice, source)
    "B3": (
        "本年和上年都没有行政复议的，一般也没有复议后起诉",
        "请核对有关各格，以及行政复议各格；复议在更早年度办结的，请写审核说明",
        "年度报告格式 表四 “复议后起诉”的含义，推断",
    ),
    "B4": (
        "本年和上年都没有申请的，一般没有政府信息公开的复议、诉讼",
        "请核对有关各格，以及表三；案件由更早的申请或主动公开引起的，请写审核说明",
        "年度报告格式 表三、表四 两表的含义，推断",
    ),
    "B5": (
        "上年尚未审结的案件，本年应在结果或尚未审结中",
        "请核对有关各格；只统计本年新收案件的，请写审核说明",
        "年度报告格式 表四 “尚未审结”的含义，推断；各地口径不一",
    ),
    "C1": (
        "本年的上年结转等于上年年报的结转下年",
        "请核对有关各格；上年公布的数有误的，不改“上年数”，在旁边的“建议值”写明理由并确认",
        "年度报告格式 表三 第二项“上年结转”、第四项“结转下年度继续办理”的含义，由定义推出",
    ),
    "C4": (
        "主要数字与上年相比没有突变",
        "请核对两年的数；确有变化的，请在审核说明中写明原因",
        "已有年报比对系统的同比异常检查 实践依据",
    ),
    "D1": (
        "规章只由国务院部门、省级政府和设区的市（自治州）政府制定",
        "没有规章制定权的请改为 0，转发、执行上级规章不算",
        "中华人民共和国立法法 规章的制定主体",
    ),
    "D6": (
        "许可、处罚、强制的件数与单位职责相称",
        "请核对本单位职责和统计口径：许可、处罚、强制填全部处理决定的件数，含依法不公开的",
        "单位职责 推断，单位类别由规则包设定",
    ),
}
EDITION_TEXTS = {
    "2019": {
        "D4": (
            "规范性文件：本年新公开一般不多于本年新制作，对外公开总数量不少于本年新公开",
            "请核对有关各格；含往年制作、本年公开的，请在审核说明中写明",
            f"{FORM_DOCUMENT['2019']} {STOCK}，推断",
        ),
        "D7": (
            "金额须写明单位",
            "请写成“…万元”或“…元”",
            f"{FORM_DOCUMENT['2019']} 表二第二十条第（九）项“采购总金额”，表样未印单位",
        ),
    },
    "2021": {
        "C2": (
            "现行有效等于上年现行有效加本年制发减本年废止",
            "请核对有关各格；确有机构改革、清理、失效等情况的，请写审核说明",
            f"{FORM_DOCUMENT['2021']} {STOCK}，由定义推出",
        ),
        "C3": (
            "换版第一年：现行有效与上年对外公开总数量口径不同，不作增减核对",
            "这一年不核对 C2；现行有效请按文件台账填，从下一年起按“上年＋制发－废止”核对",
            "2019 版、2021 版年度报告格式 表二第二十条第（一）项列名不同，推断",
        ),
        "D2": (
            "现行有效一般不少于本年制发减本年废止",
            "请核对有关各格",
            f"{FORM_DOCUMENT['2021']} {STOCK}，推断",
        ),
        "D3": (
            "本年废止不多于上年现行有效加本年制发",
            "请核对有关各格",
            f"{FORM_DOCUMENT['2021']} {STOCK}，由定义推出",
        ),
        "D7": (
            "收费金额以万元计，数额与单位相称",
            "请核对单位",
            f"{FORM_DOCUMENT['2021']} 表二第二十条第（八）项“本年收费金额（单位：万元）”；数额的界限是推断",
        ),
        "D8": (
            "部门的现行有效不像是填了全县、全市的总数",
            "只填本机关制发的；确是本机关的，请写审核说明",
            "已发布年报的实例 实践依据，界限由规则包设定",
        ),
    },
}


def table_rules(edition: str) -> list[Rule]:
    """Rules about tables; those about texts and dates are stated with their own tests."""
    return [rule for rule in load_rules(form_for_edition(edition)).rules if rule.table or rule.id == "C4"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_rules_say_what_is_stated_by_hand(edition: str) -> None:
    texts = {rule.id: (rule.title, rule.advice, str(rule.source)) for rule in table_rules(edition)}
    stated = {
        id_: (title, advice, f"{FORM_DOCUMENT[edition]} {clause}")
        for id_, (title, advice, clause) in RULE_TEXTS.items()
    }
    stated |= OTHER_TEXTS | EDITION_TEXTS[edition]
    if edition == "2019":
        title, advice, source = stated["D10"]
        stated["D10"] = (title.replace("；金额", "；本年增/减可为负；金额"), advice, source)
    assert texts == stated


ALIASES = {
    "A1": "R-BAL",
    "A2": "R-COL",
    "A3": "R-ROW",
    "A4": "R-ROW-BLANK",
    "A5": "R-COUNT-3",
    "A6": "R-ONE",
    "A7": "R-CARRY-MAX",
    "B1": "R-T4",
    "B2": "R-COUNT-4",
    "B3": "R-T4-AFTER",
    "B4": "R-T4-NONE",
    "B5": "X-PENDING",
    "C1": "X-CARRY",
    "C2": "X-NORM",
    "C3": "X-EDITION",
    "C4": "X-JUMP",
    "D1": "P-REG",
    "D2": "P-STOCK",
    "D3": "P-REPEAL",
    "D4": "P-DISCLOSED",
    "D6": "P-ENFORCE",
    "D7": "P-UNIT",
    "D8": "P-NORM",
    "D10": "R-COUNT-2",
}


def test_rules_keep_their_aliases() -> None:
    aliases = {rule.id: rule.alias for edition in EDITIONS for rule in table_rules(edition)}
    assert aliases == ALIASES


# --- frozen


def test_forms_and_rules_cannot_be_changed() -> None:
    form = form_for_edition("2021")
    rule = load_rules(form).rule("D1")
    cell = form.cells["requests.received.total"]
    for thing, name in (
        (form, "edition"),
        (form.sections[1], "title"),
        (cell, "unit"),
        (cell.row, "id"),
        (rule, "title"),
    ):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, "x")
    with pytest.raises(TypeError):
        form.cells["new"] = cell  # type: ignore[index]
    with pytest.raises(TypeError):
        rule.severity[next(iter(rule.severity))] = None  # type: ignore[index]


# --- mistakes in the data


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A copy of both editions that may be edited."""
    for form in all_forms():
        shutil.copytree(form.folder, tmp_path / form.id)
    return tmp_path


def line_of(text: str, wanted: str, after: str = "") -> int:
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if after in line) if after else 0
    return next(i for i, line in enumerate(lines[start:], start + 1) if wanted in line)


def broken(forms: Path, file: str, old: str, new: str) -> tuple[Path, str]:
    """Replace the first `old` by `new` in a file of the 2021 edition; the file and its new text."""
    path = forms / "gov_disclosure_2021" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path, text


MISTAKES = {
    # name: (file, old, new, text in the line reported, message)
    "unknown key": (
        "form.toml",
        'edition = "2021"',
        'edition = "2021"\nediton = "2021"',
        "editon",
        "unknown key “editon”",
    ),
    "missing key": (
        "form.toml",
        'sheet = "二、主动公开"\n',
        "",
        "[[sections]]@二、主动",
        "“sheet” is missing; expected a string",
    ),
    "missing key of a column": (
        "form.toml",
        'short = "废止", ',
        "",
        'id = "repealed"',
        "“short” is missing; expected a string",
    ),
    "wrong type": ("form.toml", "first_year = 2021", 'first_year = "2021"', "first_year", "expected a whole number"),
    "true for a number": (
        "form.toml",
        "first_year = 2021",
        "first_year = true",
        "first_year",
        "expected a whole number",
    ),
    "empty text": ("form.toml", 'title = "二、主动公开政府信息情况"', 'title = ""', 'title = ""', "“title” is empty"),
    "number among labels": (
        "form.toml",
        'label = ["本年废止件数"]',
        "label = [7]",
        "label = [7]",
        "“label” holds 7; expected a list of strings",
    ),
    "no label on a column": (
        "form.toml",
        'label = ["本年废止件数"]',
        "label = []",
        "label = []@repealed",
        "“label” is empty",
    ),
    "row that is no table": (
        "form.toml",
        '  { id = "penalties", label = ["行政处罚"], short = "行政处罚" },\n',
        "  42,\n",
        "  42,",
        "found 42; expected a table",
    ),
    "two items on a line": (
        "form.toml",
        '"penalties", label = ["行政处罚"], short = "行政处罚" },\n  { id = "coercion", label = ["行政强制"]',
        '"penalties", label = ["行政处罚"], short = "行政处罚" },  { id = "coercion", labels = ["行政强制"]',
        "labels =",
        "unknown key “labels”",
    ),
    "duplicate row id": (
        "form.toml",
        '{ id = "coercion", ',
        '{ id = "penalties", ',
        '{ id = "penalties", label = ["行政强制"]',
        "cell id “proactive.penalties.decisions” is used twice",
    ),
    "duplicate column id": (
        "form.toml",
        '{ id = "direct_litigation.upheld"',
        '{ id = "reconsideration.upheld"',
        '{ id = "reconsideration.upheld", label = ["行政诉讼"',
        "cell id “review.reconsideration.upheld” is used twice",
    ),
    "duplicate short name": (
        "form.toml",
        'short = "上年结转"',
        'short = "本年新收"',
        '{ id = "carried_in"',
        "share the short name “本年新收·自然人”",
    ),
    "duplicate section id": (
        "form.toml",
        'id = "problems"',
        'id = "overview"',
        'id = "overview"@五、',
        "is used twice",
    ),
    "duplicate sheet": (
        "form.toml",
        'sheet = "五、问题与改进"',
        'sheet = "一、总体情况"',
        'sheet = "一、总体情况"@五、存在',
        "sheet “一、总体情况” is used twice",
    ),
    "duplicate table": (
        "form.toml",
        'table = "表四"',
        'table = "表三"',
        'table = "表三"@四、政府',
        "table “表三” is used twice",
    ),
    "duplicate part": (
        "form.toml",
        '{ id = "improvements"',
        '{ id = "problems"',
        '{ id = "problems", title = "改进情况"',
        "part id “problems” is used twice",
    ),
    "id that rules cannot name": (
        "form.toml",
        '{ id = "carried_in"',
        '{ id = "Carried-In"',
        "Carried-In",
        "is not made of three parts",
    ),
    "bad kind": (
        "form.toml",
        'kind = "amount"',
        'kind = "money"',
        'kind = "money"',
        "kind is “money”; expected one of count",
    ),
    "sheet name of 32 characters": (
        "form.toml",
        'sheet = "二、主动公开"',
        'sheet = "' + "二" * 32 + '"',
        "二" * 32,
        "is no sheet name",
    ),
    "sheet name with a slash": (
        "form.toml",
        'sheet = "二、主动公开"',
        'sheet = "二/主动公开"',
        "二/主动",
        "is no sheet name",
    ),
    "section of both kinds": (
        "form.toml",
        'id = "proactive"\ntitle = "二',
        'id = "proactive"\nparts = [\n  { id = "a", title = "a", heading = "" },\n]\ntitle = "二',
        "[[sections]]@二、主动",
        "needs either parts (narrative) or blocks (table)",
    ),
    "table without name": ("form.toml", 'table = "表二"\n', "", "[[sections]]@二、主动", "needs a “table” name"),
    "several rows without label": (
        "form.toml",
        'label = ["行政强制"]',
        "label = []",
        "rows = [@行政处罚",
        "needs a label on each",
    ),
    "bad TOML": ("form.toml", 'edition = "2021"', "edition = 2021 2022", "edition = 2021 2022", "not TOML"),
    "wrong folder name": (
        "form.toml",
        'id = "gov_disclosure_2021"',
        'id = "gov_disclosure_2022"',
        "gov_disclosure_2022",
        "expected the name of the folder, “gov_disclosure_2021”",
    ),
    "years upside down": (
        "form.toml",
        "first_year = 2021",
        "first_year = 2021\nlast_year = 2020",
        "last_year",
        "last_year 2020 lies before first_year 2021",
    ),
    "form without source": (
        "form.toml",
        'document = "国办公开办函〔2021〕30号"\n',
        "",
        "[source]",
        "“document” is missing",
    ),
    "rule naming an unknown cell": (
        "rules.toml",
        'expr = "received + carried_in',
        'expr = "recieved + carried_in',
        "recieved",
        "no cell is called “requests.recieved.natural_person”",
    ),
    "pattern that fits nothing": (
        "rules.toml",
        "sum(denied_*)",
        "sum(refused_*)",
        "refused",
        "no cell is called “requests.refused_*.natural_person”",
    ),
    "pattern without sum()": (
        "rules.toml",
        "sum(regulations.*) <= 0",
        "regulations.* <= 0",
        "regulations.* <= 0",
        "expected a cell name, found “regulations.*”",
    ),
    "rule without relation": (
        "rules.toml",
        "sum(regulations.*) <= 0",
        "sum(regulations.*)",
        'expr = "sum(regulations.*)"',
        "ends too early",
    ),
    "unknown level": (
        "rules.toml",
        '"township", "subdistrict"]',
        '"township", "village"]',
        "village",
        "“village” is no level, or stands twice",
    ),
    "level that stands twice": (
        "rules.toml",
        'query = ["province_department"',
        'query = ["township", "province_department"',
        'query = ["township"',
        "“township” is no level, or stands twice",
    ),
    "unknown severity": (
        "rules.toml",
        'severity = "error"',
        'severity = "fatal"',
        "fatal",
        "severity is “fatal”; expected one of error, notice, query",
    ),
    "rule without severity": (
        "rules.toml",
        'severity = "error"\n',
        "",
        "[[rules]]",
        "“severity” is missing",
    ),
    "rule without source": (
        "rules.toml",
        'source = { document = "已发布年报的实例", clause = "实践依据，界限由规则包设定" }',
        "",
        "[[rules]]@D8",
        "“source” is missing; expected a table",
    ),
    "rule with an empty source": (
        "rules.toml",
        'source = { document = "已发布年报的实例", clause = "实践依据，界限由规则包设定" }',
        'source = { document = "" }',
        'source = { document = "" }',
        "“document” is empty",
    ),
    "unknown check": (
        "rules.toml",
        'check = "total_missing"',
        'check = "guess"',
        'check = "guess"',
        "check is “guess”; expected one of amount_unit, ",
    ),
    "unknown table": (
        "rules.toml",
        'table = "review"',
        'table = "reviews"',
        "reviews",
        "the form has no table “reviews”",
    ),
    "table check without table": (
        "rules.toml",
        'check = "numbers"\ntable = "review"\n',
        'check = "numbers"\n',
        "[[rules]]@B2",
        "a rule of check “numbers” needs a “table”",
    ),
    "linear rule without table": (
        "rules.toml",
        'alias = "P-REG"\ntable = "proactive"\n',
        'alias = "P-REG"\n',
        "[[rules]]@D1",
        "a rule of check “linear” needs a “table”",
    ),
    "unknown axis": (
        "rules.toml",
        'each = "row"',
        'each = "line"',
        'each = "line"',
        "each is “line”; expected one of column",
    ),
    "expression of a check that has none": (
        "rules.toml",
        'check = "total_missing"',
        'check = "total_missing"\nexpr = "1 = 1"',
        'expr = "1 = 1"',
        "“expr” belongs to linear rules",
    ),
    "duplicate rule id": ("rules.toml", 'id = "A2"', 'id = "A1"', 'id = "A1"@R-COL', "“A1” is used twice"),
    "duplicate alias": (
        "rules.toml",
        'alias = "R-COL"',
        'alias = "R-BAL"',
        'alias = "R-BAL"@id = "A2"',
        "“R-BAL” is used twice",
    ),
    "id that is no code": ("rules.toml", 'id = "A2"', 'id = "sum"', 'id = "sum"', "expected a code of the catalogue"),
    "unknown key of a rule": ("rules.toml", "advice = ", "advise = ", "advise", "unknown key “advise”"),
    "unknown key of the file": (
        "rules.toml",
        "# Rules of the 2021 edition.",
        "rule = 1\n# Rules of the 2021 edition.",
        "rule = 1",
        "unknown key “rule”; expected one of rules, without",
    ),
    "example naming an unknown cell": (
        "rules.toml",
        "good_cells = { received = 12,",
        "good_cells = { recieved = 12,",
        "recieved",
        "no cell is called “requests.recieved.natural_person”",
    ),
    "example with something that cannot be typed": (
        "rules.toml",
        "good_cells = { received = 12,",
        "good_cells = { received = true,",
        "received = true",
        "“received” is True; expected what is typed into the cell",
    ),
    "direction of a limit that the rule does not have": (
        "rules.toml",
        "limits = { at_least = 0 }",
        'limits = { at_least = 0 }\nstricter = { most = "less" }',
        "most",
        "unknown key “most”; expected one of at_least",
    ),
    "direction that is none": (
        "rules.toml",
        "limits = { at_least = 0 }",
        'limits = { at_least = 0 }\nstricter = { at_least = "down" }',
        "down",
        "“at_least” is 'down'; expected less or more",
    ),
    "limit that is no threshold": (
        "rules.toml",
        "limits = { at_least = 0 }",
        "limits = { at_least = 0.5 }",
        "at_least = 0.5",
        "“at_least” is 0.5; expected a whole number, a text or texts",
    ),
    "unknown cell of a check": (
        "rules.toml",
        'cells = ["proactive.normative_documents.in_force"]',
        'cells = ["proactive.normative_documents.valid"]',
        "documents.valid",
        "no cell is called “proactive.normative_documents.valid”",
    ),
}


def expected_line(text: str, place: str) -> int:
    """“needle”, or “needle@neighbour”: the line with the needle nearest to the one with the neighbour."""
    needle, _, neighbour = place.partition("@")
    lines = text.splitlines()
    hits = [number for number, line in enumerate(lines, 1) if needle in line]
    if not neighbour:
        assert len(hits) == 1 or needle == "[[rules]]", hits
        return hits[0]
    near = next(number for number, line in enumerate(lines, 1) if neighbour in line)
    return min(hits, key=lambda number: abs(number - near))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_in_the_data_is_told_with_file_and_line(forms: Path, mistake: str) -> None:
    file, old, new, place, message = MISTAKES[mistake]
    path, text = broken(forms, file, old, new)
    with pytest.raises(SpecError) as caught:
        load_rules(load_form(path.parent))
    error = caught.value
    assert message in str(error)
    assert (error.file, error.line) == (str(path), expected_line(text, place))
    assert str(error).startswith(f"{path}:{error.line}: ")
    assert error.code == "S00"


def test_broken_last_line_of_toml_is_told_with_its_line(forms: Path) -> None:
    path = forms / "gov_disclosure_2021" / "form.toml"
    text = path.read_text(encoding="utf-8") + 'x = "unfinished'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match="not TOML") as caught:
        load_form(path.parent)
    assert caught.value.line == len(text.splitlines())


def test_file_that_is_not_utf8_is_told_with_its_line(forms: Path) -> None:
    path = forms / "gov_disclosure_2021" / "form.toml"
    path.write_bytes(b'id = "gov_disclosure_2021"\nname = "\xb9\xab"\n')
    with pytest.raises(SpecError, match="not UTF-8") as caught:
        load_form(path.parent)
    assert caught.value.line == 2


def test_missing_file_is_told(forms: Path) -> None:
    (forms / "gov_disclosure_2021" / "rules.toml").unlink()
    with pytest.raises(SpecError, match="cannot be read") as caught:
        load_rules(load_form(forms / "gov_disclosure_2021"))
    assert caught.value.file.endswith("rules.toml")


def test_editions_that_claim_the_same_year_are_refused(forms: Path) -> None:
    path = forms / "gov_disclosure_2019" / "form.toml"
    text = path.read_text(encoding="utf-8").replace("last_year = 2020", "last_year = 2021")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        SpecError, match="last_year must lie before 2021, the first year of gov_disclosure_2021"
    ) as caught:
        all_forms(forms)
    assert (caught.value.file, caught.value.line) == (str(path), line_of(text, "last_year"))


def test_edition_name_used_twice_is_refused(forms: Path) -> None:
    path, text = broken(forms, "form.toml", 'edition = "2021"', 'edition = "2019"')
    with pytest.raises(SpecError, match="edition “2019” is used twice") as caught:
        all_forms(forms)
    assert (caught.value.file, caught.value.line) == (str(path), line_of(text, "edition ="))


def test_same_form_with_other_rules_in_another_folder_keeps_its_own_rules(forms: Path) -> None:
    broken(forms, "rules.toml", 'alias = "R-BAL"', 'alias = "R-OTHER"')
    assert load_rules(load_form(forms / "gov_disclosure_2021")).rule("R-OTHER").id == "A1"
    assert load_rules(form_for_edition("2021")).rule("A1").alias == "R-BAL"


def test_an_edition_may_leave_out_rules_that_all_editions_share(forms: Path) -> None:
    path, _ = broken(forms, "rules.toml", "[[rules]]", 'without = ["C1", "D6"]\n\n[[rules]]')
    left = [rule.id for rule in load_rules(load_form(path.parent)).rules]
    assert sorted({rule.id for rule in load_rules(form_for_edition("2021")).rules} - set(left)) == ["C1", "D6"]


def test_an_edition_and_the_rules_all_share_cannot_both_use_one_id(forms: Path) -> None:
    path, _ = broken(forms, "rules.toml", 'id = "C2"', 'id = "C1"')
    with pytest.raises(SpecError, match="rule id or alias “C1” is used twice") as caught:
        load_rules(load_form(path.parent))
    assert Path(caught.value.file).name == "rules_years.toml"


# --- a third edition is a folder of data and no code

THIRD_FORM = """
id = "third"
edition = "2030"
name = "试验格式"
title = "{unit}{year}年报告"
first_year = 2030
template_version = 1
source = { document = "试验", clause = "" }

[[sections]]
id = "text"
title = "一、说明"
sheet = "说明"
parts = [
  { id = "all", title = "说明", heading = "" },
]

[[sections]]
id = "staff"
title = "二、人员"
sheet = "人员"
table = "表一"

[[sections.blocks]]
corner = "人员"
columns = [
  { id = "women", label = ["人数", "女"], short = "女", unit = "人", kind = "count" },
  { id = "men", label = ["人数", "男"], short = "男", unit = "人", kind = "count" },
  { id = "total", label = ["总计"], short = "总计", unit = "人", kind = "total" },
]
rows = [
  { id = "full_time", label = ["专职"], short = "专职" },
  { id = "part_time", label = ["兼职"], short = "兼职" },
]

[[sections]]
id = "money"
title = "三、经费"
sheet = "经费"
table = "表二"

[[sections.blocks]]
banner = "年度经费"
corner = "项目"
columns = [
  { id = "spent", label = ["支出"], short = "支出", unit = "万元", kind = "amount" },
  { id = "budget", label = ["预算"], short = "预算", unit = "万元", kind = "amount" },
]
rows = [
  { id = "training", label = ["培训"], short = "培训" },
]
"""
WITHOUT_PROSE = f"without = {['C5', 'D9', *(f'E{number}' for number in range(1, 17))]}\n"
"""The prose is read by words for the tables of the yearly report, which this edition does not have."""
THIRD_RULES = (
    WITHOUT_PROSE
    + """
[[rules]]
id = "A1"
table = "staff"
each = "row"
expr = "total = women + men"
severity = "error"
title = "总计等于女加男"
advice = "请核对{cells}"
source = { document = "试验" }

[[rules]]
id = "D1"
table = "money"
expr = "training.spent <= training.budget"
severity = "query"
title = "支出不大于预算"
advice = "请核对{cells}"
source = { document = "试验", clause = "第一条" }

[[rules]]
id = "D2"
table = "money"
expr = "2*training.spent - training.budget <= 10"
severity = "notice"
title = "支出不宜过大"
advice = "请核对{cells}"
source = { document = "试验" }
"""
)


@pytest.fixture
def third(tmp_path: Path) -> Form:
    folder = tmp_path / "third"
    folder.mkdir()
    (folder / "form.toml").write_text(THIRD_FORM, encoding="utf-8")
    (folder / "rules.toml").write_text(THIRD_RULES, encoding="utf-8")
    return form_for_year(2031, tmp_path)


def test_a_third_edition_loads_and_lays_out_without_any_code(third: Form) -> None:
    assert list(third.cells) == [
        "staff.full_time.women",
        "staff.full_time.men",
        "staff.full_time.total",
        "staff.part_time.women",
        "staff.part_time.men",
        "staff.part_time.total",
        "money.training.spent",
        "money.training.budget",
    ]
    assert [as_drawn(table_grid(section)) for section in third.tables] == [
        [["人员 2×1", "人数 1×2", "总计 2×1"], ["女", "男"], ["专职", "·", "·", "·"], ["兼职", "·", "·", "·"]],
        [["年度经费 1×3"], ["项目", "支出", "预算"], ["培训", "·", "·"]],
    ]


def test_a_third_edition_validates_without_any_code(third: Form) -> None:
    numbers = dict(zip(third.cells, (1, 2, 3, 4, 5, 6, 30, 20), strict=True))
    report = Report(third, 2031, Unit("某局"), {key: Count(number) for key, number in numbers.items()})
    places = {key: Place("表", f"C{row}") for row, key in enumerate(third.cells, 4)}
    assert [finding.message for finding in validate(report, places.__getitem__)] == [
        "表一“兼职”行：总计 6；女 4 ＋ 男 5 ＝ 9，相差 3，两边应相等。请核对 C9、C7、C8。（A1，试验）",
        "表二：培训·支出 30；培训·预算 20，相差 10，前者不应大于后者。请核对 C10、C11。（D1，试验 第一条）",
        "表二：2×培训·支出 30 － 培训·预算 20 ＝ 40，合计不应大于 10。支出不宜过大。请核对 C10、C11。（D2，试验）",
    ]


@pytest.mark.parametrize(
    ("table", "expr", "said"),
    [
        (
            "money",
            "training.spent + 1 = training.budget",
            "培训·支出 30 ＋ 1 ＝ 31；培训·预算 20，相差 11，两边应相等。",
        ),
        (
            "money",
            "training.spent - 1 = training.budget",
            "培训·支出 30 － 1 ＝ 29；培训·预算 20，相差 9，两边应相等。",
        ),
        ("money", "2*training.spent = training.budget", "2×培训·支出 30 ＝ 60；培训·预算 20，相差 40，两边应相等。"),
        ("money", "-training.spent = training.budget", "－ 培训·支出 30 ＝ -30；培训·预算 20，相差 50，两边应相等。"),
        ("money", "training.budget >= training.spent", "培训·预算 20；培训·支出 30，相差 10，前者不应小于后者。"),
        ("money", "0 = training.spent", "0；培训·支出 30，相差 30，两边应相等。"),
        ("money", "7 = training.spent", "7；培训·支出 30，相差 23，两边应相等。"),
        ("money", "training.budget >= 100", "培训·预算 20（C11），合计不应小于 100。条件。"),
        (
            "money",
            "training.spent + training.budget <= 10",
            "培训·支出 30（C10）、培训·预算 20（C11），合计不应大于 10。条件。",
        ),
        ("money", "sum(training.*) = 0", "培训·支出 30（C10）、培训·预算 20（C11），应为 0。条件。"),
        ("money", "training.spent - training.budget = 0", "培训·支出 30 － 培训·预算 20 ＝ 10，应为 0。条件。"),
        ("money", "training.spent + 5 <= 30", "培训·支出 30 ＋ 5 ＝ 35，合计不应大于 30。条件。"),
        ("staff", "part_time.men >= 1", "各项都为 0，合计不应小于 1。条件。"),
        (
            "staff",
            "full_time.total = full_time.women + part_time.men + full_time.men",
            "专职·总计 4；专职·女 1 ＋ 兼职·男 0 ＋ 专职·男 2 ＝ 3，相差 1，两边应相等。",
        ),
        (
            "staff",
            "full_time.total = full_time.women + part_time.men + full_time.men + 2*part_time.women",
            "专职·总计 4；专职·女 1 ＋ 专职·男 2 ＋ 2×兼职·女 6 ＝ 15，相差 11，两边应相等。",
        ),
        (
            "staff",
            "full_time.total = part_time.men + part_time.men + part_time.men + part_time.men",
            "专职·总计 4；各项都为 0，相差 4，两边应相等。",
        ),
    ],
)
def test_any_linear_rule_reads_as_a_sentence(tmp_path: Path, table: str, expr: str, said: str) -> None:
    folder = tmp_path / "third"
    folder.mkdir()
    (folder / "form.toml").write_text(THIRD_FORM, encoding="utf-8")
    rule = f"""
        [[rules]]
        id = "D1"
        table = "{table}"
        expr = "{expr}"
        severity = "error"
        title = "条件"
        advice = "请核对"
        source = {{ document = "试验" }}
    """
    (folder / "rules.toml").write_text(WITHOUT_PROSE + dedent(rule), encoding="utf-8")
    form = load_form(folder)
    numbers = dict(zip(form.cells, (1, 2, 4, 6, 0, 6, 30, 20), strict=True))
    report = Report(form, 2031, Unit("某局"), {key: Count(number) for key, number in numbers.items()})
    places = {key: Place("表", f"C{row}") for row, key in enumerate(form.cells, 4)}
    name = "表一" if table == "staff" else "表二"
    assert [finding.message for finding in validate(report, places.__getitem__)] == [
        f"{name}：{said}请核对。（D1，试验）"
    ]


def test_only_a_cell_that_stands_alone_is_defined_by_an_equation(tmp_path: Path) -> None:
    folder = tmp_path / "third"
    folder.mkdir()
    (folder / "form.toml").write_text(THIRD_FORM, encoding="utf-8")
    old = "training.spent <= training.budget"
    for expr in ("2*training.spent = training.budget", "training.spent + 1 = training.budget", old):
        (folder / "rules.toml").write_text(THIRD_RULES.replace(old, expr), encoding="utf-8")
        load_rules.cache_clear()
        assert load_rules(load_form(folder)).total_formula("money.training.spent") is None
    (folder / "rules.toml").write_text(THIRD_RULES.replace(old, old.replace("<=", "=")), encoding="utf-8")
    load_rules.cache_clear()
    assert load_rules(load_form(folder)).total_formula("money.training.spent") is not None


def test_row_without_a_short_name_is_called_by_its_label(tmp_path: Path) -> None:
    folder = tmp_path / "third"
    folder.mkdir()
    form_text = THIRD_FORM.replace('label = ["兼职"], short = "兼职"', 'label = ["兼职"], short = ""')
    (folder / "form.toml").write_text(form_text, encoding="utf-8")
    (folder / "rules.toml").write_text(THIRD_RULES, encoding="utf-8")
    instances = load_rules(load_form(folder)).rule("A1").instances
    assert [instance.label for instance in instances] == ["专职", "兼职"]


def test_both_editions_live_in_the_package() -> None:
    assert sorted(entry.name for entry in FORMS_FOLDER.iterdir() if (entry / "form.toml").is_file()) == [
        form.id for form in all_forms()
    ]


def test_an_unknown_section_is_a_key_error() -> None:
    form = form_for_edition("2021")
    with pytest.raises(KeyError):
        form.section("no_such_section")
    assert isinstance(form.section("requests"), Section)
