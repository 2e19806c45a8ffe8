"""The template read back with an independent reader: names, locks, validations, formulas, formats, print set-up."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.reports import EDITIONS, published, report_of

from xl_tools.forms.load import all_forms, form_for_edition, load_form
from xl_tools.forms.model import Form, Kind
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.values import Amount, Count
from xl_tools.workbook.layout import CHANGE_COLUMNS, COVER, HELP, INDEX, RESULT_COLUMNS, Layout, layout_for
from xl_tools.workbook.live import live_cells
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_template, build_workbook, main, template_name

TEMPLATES = Path(__file__).parents[2] / "workbook_templates"
FORMS = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)
# Every one of these is in Excel 2007, WPS and LibreOffice.
FUNCTIONS = {
    "ADDRESS",
    "AND",
    "COLUMN",
    "COUNT",
    "COUNTA",
    "COUNTBLANK",
    "COUNTIF",
    "FALSE",
    "FIND",
    "HYPERLINK",
    "IF",
    "IFERROR",
    "MATCH",
} | {
    "ISNUMBER",
    "ISTEXT",
    "LEN",
    "MAX",
    "MID",
    "MIN",
    "N",
    "OR",
    "REPLACE",
    "REPT",
    "ROUND",
    "ROW",
    "SUBSTITUTE",
    "SUM",
}
FUNCTIONS |= {"SUMPRODUCT", "TEXT", "TODAY", "TRUE"}
FONTS = {"宋体", "黑体", "仿宋", "楷体"}


@cache
def template(form: Form) -> bytes:
    return build_template(form)


@cache
def opened(form: Form) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(form)))


@cache
def values(form: Form) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(form)), data_only=True)


def layout_of(form: Form) -> Layout:
    return layout_for(form, form)


def at(book: Workbook, spot: Spot):
    return book[spot.sheet][spot.address]


def validations(sheet: Worksheet, address: str):
    return [rule for rule in sheet.data_validations.dataValidation if address in rule.sqref]


# --- the templates that are kept


@FORMS
def test_the_kept_template_is_what_the_form_gives(form: Form) -> None:
    """Part by part, so that a difference names the part; `make templates` writes them anew."""
    with (
        zipfile.ZipFile(TEMPLATES / template_name(form)) as kept,
        zipfile.ZipFile(io.BytesIO(template(form))) as built,
    ):
        assert kept.namelist() == built.namelist()
        # Names of parts alone: to show what differs in a sheet would take minutes.
        different = [part for part in kept.namelist() if kept.read(part) != built.read(part)]
    assert different == [], "run make templates"


def test_main_writes_every_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {template_name(form) for form in all_forms()}
    assert main([]) == 2
    assert "用法" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["suqian-2024", "wolongshan-2019"])
def test_equal_reports_give_equal_bytes_and_no_names_of_people(name: str) -> None:
    first, second = build_workbook(published(name)), build_workbook(published(name))
    assert first == second
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert not book.properties.creator and not book.properties.lastModifiedBy
    assert book.properties.created == book.properties.modified
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert not any("vba" in part.lower() or "externalLink" in part for part in archive.namelist())


# --- identity and names


@FORMS
def test_sheets_stand_in_order_and_are_coloured(form: Form) -> None:
    book = opened(form)
    assert tuple(book.sheetnames) == layout_of(form).sheets
    assert all(sheet.sheet_properties.tabColor is not None for sheet in book)
    assert all(sheet.sheet_view.zoomScale in (None, 100) and not sheet.sheet_view.showGridLines for sheet in book)


@FORMS
def test_edition_and_version_are_stamped(form: Form) -> None:
    book = opened(form)
    stamp = book.defined_names["xl_tools.stamp"]
    assert stamp.hidden and stamp.value == f'"{layout_of(form).stamp}"'
    found = {item.name: item.value for item in book.custom_doc_props.props}
    assert found == {
        "xl_tools_form": form.id,
        "xl_tools_edition": form.edition,
        "xl_tools_template_version": str(form.template_version),
    }


@FORMS
def test_every_cell_has_its_name(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    named = {name: item.value for name, item in book.defined_names.items() if not name.startswith("xl_")}
    assert named == {name: spot.reference for name, spot in layout.names.items()}
    assert set(form.cells) <= set(named)


@FORMS
def test_labels_around_each_cell_are_those_of_the_form(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    for section in form.tables:
        sheet, grid = book[section.sheet], layout.grids[section.id]
        assert sheet["A1"].value == section.title
        merges = {str(area) for area in sheet.merged_cells.ranges}
        for cell in grid.cells:
            spot = Spot(section.sheet, 2 + cell.row, cell.column)
            if not cell.cell_id:
                assert (at(book, spot).value or "") == cell.text
            if cell.row_span * cell.column_span > 1:
                end = Spot(section.sheet, spot.row + cell.row_span - 1, spot.column + cell.column_span - 1)
                assert f"{spot.address}:{end.address}" in merges
        for cell in form.cells_of(section.id):
            spot = layout.cells[cell.id]
            if cell.row.label:
                left = [sheet.cell(spot.row + 1, column).value for column in range(1, grid.label_columns + 1)]
                assert cell.row.label[-1] in left


@FORMS
def test_table_three_has_its_corner_note(form: Form) -> None:
    assert (
        opened(form)["三、申请情况"]["A3"].value
        == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    )


# --- protection and validation


def _writable(layout: Layout) -> set[Spot]:
    rows = layout.texts.values()
    spots = {*layout.cells.values(), *layout.previous.values(), *layout.previous_fields.values()}
    spots |= {
        *layout.cover.values(),
        *layout.facts.values(),
        *layout.verdict.values(),
        layout.mark(0),
        layout.mark(499),
    }
    spots |= {spot for row in rows for spot in (row.own, row.result, row.digest)}
    spots |= {layout.result(index, name) for index in (0, 299) for name in (*RESULT_COLUMNS, "sheet", "address")}
    for index in (0, 299):
        first = layout.change(index)
        spots |= {replace(first, column=column) for column in range(len(CHANGE_COLUMNS))}
    return spots


@FORMS
def test_what_people_and_handlers_write_is_unlocked_and_the_rest_locked(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    writable = _writable(layout)
    for spot in writable:
        assert not at(book, spot).protection.locked, spot
    formulas = {cell.spot for cell in live_cells(layout, Report(form, form.first_year, Unit(""), {}))}
    for spot in formulas - writable:
        assert at(book, spot).protection.locked, spot
    for section in form.tables:
        for cell in layout.grids[section.id].cells:
            if not cell.cell_id:
                assert at(book, Spot(section.sheet, 2 + cell.row, cell.column)).protection.locked
    for sheet in book:
        assert sheet.protection.sheet and not sheet.protection.password
        assert not sheet.protection.formatColumns and not sheet.protection.formatRows


@FORMS
def test_every_input_has_a_validation_with_chinese_words(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    expected = {Kind.COUNT: "whole", Kind.SIGNED: "whole", Kind.AMOUNT: "decimal", Kind.TOTAL: "custom"}
    fields = [*layout.cover.values(), *layout.previous_fields.values(), *layout.facts.values()]
    fields += [row.own for row in layout.texts.values()]
    for spot in [*fields, *layout.previous.values()]:
        rules = validations(book[spot.sheet], spot.address)
        assert len(rules) == 1 and rules[0].prompt and rules[0].promptTitle, spot
    for cell in form.cells.values():
        spot = layout.cells[cell.id]
        (rule,) = validations(book[spot.sheet], spot.address)
        assert rule.prompt and rule.promptTitle and len(rule.promptTitle) <= 32 and len(rule.prompt) <= 255
        if cell.kind is Kind.AMOUNT and not cell.unit:
            assert rule.type is None, "an amount whose unit the form does not print is written with its unit"
            continue
        assert rule.type == expected[cell.kind], cell.id
        assert rule.error and rule.errorTitle
        assert (rule.errorStyle or "stop") == ("warning" if cell.kind is Kind.TOTAL else "stop")
        if cell.kind is Kind.SIGNED:
            assert rule.formula1.startswith("-")
        elif cell.kind is not Kind.TOTAL:
            assert (rule.operator, rule.formula1) == ("greaterThanOrEqual", "0")
    lists = {name: validations(book[COVER], layout.cover[name].address)[0] for name in ("level", "scope", "state")}
    assert lists["level"].formula1 == '"' + ",".join(level.label for level in Level) + '"'
    assert {rule.type for rule in lists.values()} == {"list"}


# --- formulas and formats


def formulas_of(data: bytes) -> list[tuple[str, str]]:
    """(part, formula) of every cell, conditional format and validation."""
    found: list[tuple[str, str]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/sheet"):
                text = archive.read(part).decode()
                found += [(part, formula) for formula in re.findall(r"<f>([^<]*)</f>|<formula>([^<]*)</formula>", text)]
    return [(part, (first or second).replace("&quot;", '"').replace("&amp;", "&")) for part, (first, second) in found]


@FORMS
def test_only_functions_that_every_host_has(form: Form) -> None:
    for part, formula in formulas_of(template(form)):
        bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= FUNCTIONS, (part, formula)
        assert len(formula) <= 8192
        assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula)), (part, formula)


@FORMS
def test_conditional_formats_name_no_other_sheet(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    for sheet in book:
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                for formula in rule.formula:
                    assert "!" not in re.sub(r'"[^"]*"', "", formula), (sheet.title, formula)
    assert book.defined_names["xl_marks"].value == "'目录与审核'!$S$24:$S$523"
    for (rule_id, key), spot in layout.checks.items():
        formulas = [f for area in book[spot.sheet].conditional_formatting for r in area.rules for f in r.formula]
        assert f"N({spot.absolute})<>0" in formulas, (rule_id, key)


@FORMS
def test_formulas_carry_their_values(form: Form) -> None:
    """Nothing recalculates in a mail preview or a reader: what is stored is what is seen."""
    book, stored, layout = opened(form), values(form), layout_of(form)
    blank = Report(form, form.first_year, Unit(""), {})
    for cell in live_cells(layout, blank):
        assert at(book, cell.spot).value == cell.formula
    totals = [layout.cells[cell.id] for cell in form.cells.values() if cell.kind is Kind.TOTAL]
    assert all(at(stored, spot).value == 0 and at(book, spot).value.startswith("=SUM(") for spot in totals)
    assert at(stored, layout.status["requests"]).value == "缺填"
    assert at(stored, Spot(COVER, 1, 0)).value == "（单位全称）（年度）年政府信息公开工作年度报告"
    assert at(stored, layout.cover["year"]).value is None


@FORMS
def test_links_lead_to_every_sheet_and_back(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    for name in layout.sheets[1:]:
        cell = at(book, replace(layout.entry(name), column=1))
        assert cell.value.startswith(f"=HYPERLINK(\"#'{name}'!A1\"")
        back = {book[name]["A1"].value, book[name]["A2"].value}
        assert any(str(value).startswith(f"=HYPERLINK(\"#'{INDEX}'!A1\"") for value in back), name


@FORMS
def test_charts_are_there_from_the_start(form: Form) -> None:
    with zipfile.ZipFile(io.BytesIO(template(form))) as archive:
        charts = [part for part in archive.namelist() if part.startswith("xl/charts/chart")]
        text = "".join(archive.read(part).decode() for part in charts)
    assert len(charts) == 3
    assert all(f"'图表'!{column}" in text or f"图表!{column}" in text for column in ("$B$", "$C$"))
    assert "本年度办理结果" in text and "本年新收政府信息公开申请数量" in text


@FORMS
def test_fonts_and_print_set_up(form: Form) -> None:
    book, layout = opened(form), layout_of(form)
    with zipfile.ZipFile(io.BytesIO(template(form))) as archive:
        assert set(re.findall(r'<name val="([^"]*)"', archive.read("xl/styles.xml").decode())) <= FONTS
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_area
    for section in form.tables:
        sheet, grid = book[section.sheet], layout.grids[section.id]
        assert sheet.freeze_panes
        if grid.head_rows:
            assert sheet.print_title_rows.replace("$", "") == f"3:{2 + grid.head_rows}"
    assert book["三、申请情况"].freeze_panes == "D6"


@FORMS
def test_rows_are_high_enough_for_their_labels(form: Form) -> None:
    """A label that wraps in its cell must have the lines it needs: 表三 cells are merged and do not grow."""
    book, layout = opened(form), layout_of(form)
    for section in form.tables:
        sheet = book[section.sheet]
        for cell in layout.grids[section.id].cells:
            columns = [
                sheet.column_dimensions[Spot("", 0, cell.column + i).address[:-1]] for i in range(cell.column_span)
            ]
            width = sum(column.width for column in columns)
            height = sum(sheet.row_dimensions[3 + cell.row + i].height for i in range(cell.row_span))
            # At 10.5 points a Chinese character is 14 pixels wide, a unit of width at least 7.
            lines = -(-len(cell.text) * 14 // max(width * 7 - 4, 14))
            assert lines * 14 <= height, (cell.text, lines, height)


# --- another edition

THIRD = {
    "form.toml": """
id = "third"
edition = "2030"
name = "试验格式"
title = "{unit}{year}年报告"
first_year = 2030
template_version = 1
source = { document = "试验" }

[[sections]]
id = "other"
title = "一、说明"
sheet = "说明"
parts = [{ id = "all", title = "说明", heading = "" }]

[[sections]]
id = "staff"
title = "二、人员"
sheet = "人员"
table = "表一"

[[sections.blocks]]
corner = "人员"
columns = [
  { id = "women", label = ["人数", "女"], short = "女", unit = "人", kind = "count" },
  { id = "total", label = ["总计"], short = "总计", unit = "人", kind = "total" },
]
rows = [{ id = "full_time", label = ["专职"], short = "专职" }]

[[sections]]
id = "money"
title = "三、经费"
sheet = "经费"
table = "表二"

[[sections.blocks]]
columns = [
  { id = "spent", label = ["支出"], short = "支出", unit = "万元", kind = "amount" },
  { id = "budget", label = ["预算"], short = "预算", unit = "万元", kind = "amount" },
]
rows = [{ id = "training", label = [], short = "培训" }]
""",
    "rules.toml": """
[[rules]]
id = "A1"
table = "staff"
each = "row"
expr = "total = women"
severity = "error"
title = "总计等于女"
advice = "请核对{cells}"
source = { document = "试验" }

[[rules]]
id = "D1"
table = "money"
expr = "training.spent + 1 <= training.budget"
severity = "error"
title = "支出不大于预算"
advice = "请核对{cells}"
source = { document = "试验" }
""",
    "phrases.toml": """
facts = []

[[phrases]]
id = "staff"
section = "other"
part = "all"
in_sheet = true
source = { document = "试验" }
variants = [{ text = "{year}年专职{staff.full_time.total}人。" }]
""",
}


def test_a_new_edition_is_a_folder_of_data_and_no_code(tmp_path: Path) -> None:
    """Labels, checks, sentences and charts come from the data; a table without row labels has its checks below."""
    folder = tmp_path / "third"
    folder.mkdir()
    for name, text in THIRD.items():
        (folder / name).write_text(text, encoding="utf-8")
    form = load_form(folder)
    cells = {"staff.full_time.women": Count(2), "staff.full_time.total": Count(2)}
    amounts = {"money.training.spent": Amount(Decimal("1.1")), "money.training.budget": Amount(Decimal("0.4"))}
    report = Report(form, 2031, Unit("某局", Level.TOWNSHIP), {**cells, **amounts})
    layout = layout_for(form, form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report, layout=layout)), data_only=True)
    assert at(book, layout.cells["staff.full_time.total"]).value == 2
    assert at(book, layout.checks["D1", ""]).value == pytest.approx(1.7)
    assert at(book, layout.status["money"]).value == "勾稽不符"
    assert at(book, layout.texts["other", "all"].sentence).value == "2031年专职2人。"
    assert book["图表"]["A4"].value == "专职（人）"


# --- filled workbooks


def test_a_filled_workbook_holds_numbers_as_numbers_and_text_as_typed() -> None:
    report = replace(published("wolongshan-2019"), facts={"website_posts": 95, "address": '=HYPERLINK("http://x")'})
    layout = layout_for(report.form, report.form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report, layout=layout)))
    assert at(book, layout.cells["proactive.procurement.amount"]).value == "2358万"
    assert at(book, layout.cells["proactive.procurement.projects"]).value == 24
    assert at(book, layout.facts["website_posts"]).value == 95
    data = build_workbook(report, layout=layout)
    assert not any("http://x" in formula for _, formula in formulas_of(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "http://x" in archive.read("xl/sharedStrings.xml").decode()


def test_wrong_and_missing_totals_stay_and_are_recorded() -> None:
    report = published("huiyi-2021")
    layout = layout_for(report.form, report.form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report, layout=layout)))
    for cell_id in ("requests.received.total", "requests.granted.total"):
        cell = at(book, layout.cells[cell_id])
        assert cell.value == 0 and not cell.protection.locked
        (rule,) = validations(book["三、申请情况"], cell.coordinate)
        assert rule.promptTitle == "报送原数（非公式）" and "应为 1" in rule.prompt
    lines = [[book["修改记录"].cell(row, column).value for column in range(2, 8)] for row in (4, 5, 6)]
    assert lines[0][:5] == ["报送总计", "三、申请情况", "J6", "0", "公式应为 1"]
    assert lines[1][2] == "J8" and lines[2] == [None] * 6
    right = at(book, layout.cells["requests.carried_in.total"])
    assert right.value == "=SUM(D7:I7)"
    assert right.fill.fgColor.rgb != at(book, layout.cells["requests.received.total"]).fill.fgColor.rgb


def test_cover_texts_and_last_year_are_filled_in() -> None:
    last = published("suqian-2023")
    report = replace(
        published("suqian-2024"), previous=last, preparer="甲", narrative={"overview": "（五）监督保障\n已开展。"}
    )
    layout = layout_for(report.form, last.form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report)), data_only=True)
    cover = {name: at(book, spot).value for name, spot in layout.cover.items()}
    assert (cover["unit"], cover["level"], cover["year"], cover["scope"]) == (
        "宿迁市",
        "设区的市（自治州）政府",
        2024,
        "汇总",
    )
    assert (cover["preparer"], cover["state"], cover["seal"]) == ("甲", "草稿", None)
    assert at(book, layout.previous["proactive.fees.amount"]).value == pytest.approx(59237.2449)
    assert at(book, layout.previous["requests.carried_out.total"]).value == 121
    assert at(book, layout.previous_fields["year"]).value == 2023
    assert at(book, layout.texts["overview", "supervision"].own).value == "已开展。"
    sentence = at(book, layout.texts["overview", "requests"].sentence).value
    assert "新收政府信息公开申请3525件" in sentence and "121件" in sentence


@pytest.mark.parametrize("edition", EDITIONS)
def test_last_year_of_another_edition_is_listed_in_its_own_form(edition: str) -> None:
    last = report_of("2019", {"proactive.procurement.projects": 3})
    report = replace(report_of(edition), year=2021, previous=last)
    layout = layout_for(report.form, last.form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report)))
    assert at(book, layout.previous["proactive.procurement.projects"]).value == 3
    assert book.defined_names["xl_tools.stamp"].value.endswith('|gov_disclosure_2019"')


def test_an_older_edition_in_a_later_year_still_builds() -> None:
    report = replace(report_of("2019"), year=2024)
    assert build_workbook(report) != build_workbook(replace(report, year=2020))


def test_large_and_negative_numbers_are_kept() -> None:
    report = report_of("2019", {"proactive.licensing.change": -8}).with_cells(
        {"proactive.licensing.decisions": Count(123456789012345)}
    )
    layout = layout_for(report.form, report.form)
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(report, layout=layout)))
    assert at(book, layout.cells["proactive.licensing.decisions"]).value == 123456789012345
    assert at(book, layout.cells["proactive.licensing.change"]).value == -8


@FORMS
def test_the_guide_names_every_rule_with_its_source(form: Form) -> None:
    text = "\n".join(str(cell.value) for row in opened(form)[HELP].iter_rows() for cell in row if cell.value)
    assert str(form.source) in text and form.name in text
    assert "WPS" in text and "校验" in text and "没有插件" in text
    assert form_for_edition(form.edition).id in text


@FORMS
def test_relative_conditional_formats_cover_one_range(form: Form) -> None:
    """Programs differ in which cell of several ranges a relative reference counts from."""
    for sheet in opened(form):
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                bare = re.sub(r'"[^"]*"|\$[A-Z]+\$[0-9]+|[A-Z]+\(|xl_marks', "", rule.formula[0])
                relative = re.search(r"[A-Z]+\$?[0-9]+", bare)
                assert not relative or len(area.sqref.ranges) == 1, (sheet.title, str(area.sqref), rule.formula)
