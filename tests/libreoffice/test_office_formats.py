"""How cells look: number formats, colours, fonts, borders, alignment, sizes, merging, and rules."""

from __future__ import annotations

import datetime as dt

import pytest
from xlwings.main import Table

from xl_tools.libreoffice.numberformats import excel_format
from xl_tools.libreoffice.parts import HostError

soffice = pytest.mark.soffice


@pytest.mark.parametrize(
    ("calc", "excel"),
    [
        ("YYYY-MM-DD", "yyyy-mm-dd"),
        ("#,##0.00_ ;[RED]-#,##0.00 ", "#,##0.00_ ;[Red]-#,##0.00 "),
        ('YYYY"年"M"月"D"日"', 'yyyy"年"m"月"d"日"'),
        ("[HH]:MM:SS", "[hh]:mm:ss"),
        ("General", "General"),
        ("0.00E+00", "0.00E+00"),
        ("[$-804]YYYY", "[$-804]yyyy"),
    ],
)
def test_format_codes_have_excels_capitals(calc, excel):
    assert excel_format(calc) == excel


@soffice
@pytest.mark.parametrize(
    "code", ["General", "0.00", "#,##0", "0%", "yyyy-mm-dd", 'yyyy"年"m"月"', "@", "0.00;[Red]-0.00"]
)
def test_a_number_format_comes_back(sheet, code):
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


@soffice
def test_number_formats_that_differ_or_make_no_sense(sheet):
    sheet["A1"].number_format = "0.00"
    assert sheet["A1:B1"].number_format is None
    with pytest.raises(HostError, match="not a number format"):
        sheet["A1"].number_format = "[foo]0"


@soffice
def test_colours_are_rgb_however_they_were_given(sheet):
    assert sheet["A1"].color is None
    for given in ((255, 128, 0), "#ff8000", 0x0080FF):
        sheet["A1:B2"].color = given
        assert sheet["A1:B2"].color == (255, 128, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None and sheet["A1:B2"].color is None
    sheet["C1:D1"].set_colors([["#00ff00", ...]])
    assert (sheet["C1"].color, sheet["D1"].color) == ((0, 255, 0), None)


@soffice
def test_fonts_hold_for_chinese_letters_too(sheet):
    font = sheet["A1:B1"].font
    assert (font.bold, font.italic, font.color) == (False, False, (0, 0, 0))
    font.set(bold=True, italic=True, size=16, color="#ff0000", name="仿宋_GB2312")
    assert (font.bold, font.italic, font.size, font.color, font.name) == (True, True, 16, (255, 0, 0), "仿宋_GB2312")
    assert sheet["A1"].api.CharFontNameAsian == "仿宋_GB2312" and sheet["A1"].api.CharHeightAsian == 16
    sheet["A1"].font.bold = False
    assert sheet["A1:B1"].font.bold is None


@soffice
def test_some_letters_of_a_cell_look_different(sheet):
    sheet["A1"].value = "合计数"
    letters = sheet["A1"].characters
    letters[0:2].font.bold = True
    assert (letters.text, letters[0:2].text, letters[2].text, letters[-1].text) == ("合计数", "合计", "数", "数")
    assert (letters[0:2].font.bold, letters[2].font.bold) == (True, False)


@soffice
def test_borders_of_single_sides_and_of_all(sheet):
    borders = sheet["B2:C3"].borders
    assert borders["edge_top"].line_style is None and borders["edge_top"].weight == "thin"
    borders.set("outside", line_style="continuous", weight="medium", color=(255, 0, 0))
    assert [borders[side].weight for side in ("edge_top", "edge_left", "inside_vertical")] == [
        "medium",
        "medium",
        "thin",
    ]
    assert (borders["edge_top"].line_style, borders["edge_top"].color) == ("continuous", (255, 0, 0))
    assert borders["inside_horizontal"].line_style is None
    borders.line_style = "dash"
    assert borders.line_style == "dash"
    borders.weight = "thin"
    borders.color = "#0000ff"
    assert (borders.weight, borders.color) == ("thin", (0, 0, 255))
    borders["diagonal_up"].line_style = "dot"
    assert borders["diagonal_up"].line_style == "dot"
    borders["inside_vertical"].color = (0, 255, 0)
    borders["edge_bottom"].weight = "thick"
    assert borders["edge_bottom"].weight == "thick"
    borders.clear()
    assert all(border.line_style is None for border in borders)
    assert len(borders) == 8
    with pytest.raises(NotImplementedError, match="slant_dash_dot"):
        borders.line_style = "slant_dash_dot"
    for style in ("double", "dash_dot", "dash_dot_dot", "dot"):
        borders["edge_top"].line_style = style
        assert borders["edge_top"].line_style == style


@soffice
def test_alignment_wrapping_and_indent(sheet):
    cell = sheet["A1"]
    assert (cell.horizontal_alignment, cell.vertical_alignment, cell.wrap_text) == ("general", "bottom", False)
    for value in ("left", "center", "right", "fill", "justify", "distributed", "general"):
        cell.horizontal_alignment = value
        assert cell.horizontal_alignment == value
    for value in ("top", "center", "bottom", "justify", "distributed"):
        cell.vertical_alignment = value
        assert cell.vertical_alignment == value
    cell.wrap_text = True
    assert cell.wrap_text and sheet["A1:B1"].wrap_text is None
    cell.adjust_indent(2)
    assert cell.api.ParaIndent == 706 and cell.horizontal_alignment == "left"
    with pytest.raises(NotImplementedError, match="merging"):
        cell.horizontal_alignment = "center_across_selection"


@soffice
def test_sizes_are_in_excels_units(sheet):
    sheet["A1:B1"].column_width = 20
    assert sheet["A1:B1"].column_width == pytest.approx(20, abs=0.05)
    sheet["A1:A2"].row_height = 30
    assert sheet["A1:A2"].row_height == pytest.approx(30, abs=0.1)
    assert sheet["A1:C1"].column_width is None and sheet["A1:A3"].row_height is None
    assert sheet["A1"].width == pytest.approx(108.75, abs=0.1) and sheet["A1"].height == pytest.approx(30, abs=0.1)
    assert sheet["B2"].left == pytest.approx(108.75, abs=0.1) and sheet["B2"].top == pytest.approx(30, abs=0.1)
    sheet["A1"].value = "一段比较长的文字，列宽要自动适应"
    before = sheet["A1"].width
    sheet["A1"].columns.autofit()
    sheet["A1"].rows.autofit()
    sheet["A1"].autofit()
    sheet.autofit()
    sheet.autofit("rows")
    assert sheet["A1"].width != before and sheet["A1"].height < 30


@soffice
def test_rows_and_columns_hide_and_group(sheet):
    sheet["A2:A3"].rows.hidden = True
    assert sheet["A2:A3"].rows.hidden is True and sheet["A1:A2"].rows.hidden is None
    sheet["2:3"].rows.hidden = False
    sheet["B:B"].columns.hidden = True
    assert sheet["B1"].columns.hidden is True and sheet["A1"].columns.hidden is False
    sheet["5:6"].group()
    sheet["C:D"].group()
    sheet["5:6"].ungroup()
    sheet["C1:D1"].ungroup(by="columns")


@soffice
def test_merging_keeps_the_first_value_only(sheet):
    sheet["A1"].value = [[None, "x"], ["y", 1]]
    sheet["A1:B2"].merge()
    assert sheet["A1:B2"].value == [["x", None], [None, None]]
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert (sheet["A1"].merge_cells, sheet["A1:C1"].merge_cells, sheet["D1"].merge_cells) == (True, None, False)
    sheet["B1"].unmerge()
    assert sheet["A1"].merge_area.address == "$A$1" and sheet["A1:B2"].merge_cells is False
    sheet["D1:E2"].merge(across=True)
    assert sheet["D2"].merge_area.address == "$D$2:$E$2"


@soffice
def test_conditional_formats_by_value_and_by_formula(sheet):
    target = sheet["B2:C4"]
    rule = target.conditional_formats.add_custom('=$A2="错"', fill_color="#ffc7ce", font_bold=True)
    assert (rule.type, rule.formula, rule.fill_color, rule.font_bold, rule.font_italic) == (
        "custom", '=$A2="错"', (255, 199, 206), True, None,
    )  # fmt: skip
    second = target.conditional_formats.add_cell_value("between", 1, "=SUM(Sheet1!$D$1,5)", font_color=(255, 0, 0))
    assert (second.type, second.operator, second.formula1, second.formula2, second.font_color) == (
        "cell_value", "between", "=1", "=SUM(Sheet1!$D$1,5)", (255, 0, 0),
    )  # fmt: skip
    assert [r.type for r in sheet["C4"].conditional_formats] == ["cell_value", "custom"]
    assert len(sheet["D9"].conditional_formats) == 0
    second.set(operator="greater_than", formula1=7, fill_color=(0, 0, 255), font_italic=True)
    assert (second.operator, second.formula1, second.fill_color, second.font_italic) == (
        "greater_than", "=7", (0, 0, 255), True,
    )  # fmt: skip
    rule.set(formula="=$A2>0")
    assert rule.formula == "=$A2>0" and rule.stop_if_true is False
    sheet["B2:C2"].conditional_formats.clear()
    assert len(sheet["B2"].conditional_formats) == 0 and len(sheet["B3"].conditional_formats) == 2
    for item in list(sheet["B3"].conditional_formats):
        item.delete()
        break
    assert len(sheet["B3"].conditional_formats) == 1
    with pytest.raises(NotImplementedError, match="stop_if_true"):
        target.conditional_formats.add_custom("=TRUE", stop_if_true=True)
    with pytest.raises(NotImplementedError):
        target.conditional_formats.add_data_bar("#00ff00")


@soffice
def test_data_validation_by_list_comparison_and_formula(sheet):
    validation = sheet["A1:A3"].data_validation
    assert validation.type == "none" and validation.operator is None
    validation.set_list(["是", "否"])
    assert (validation.type, validation.source, validation.in_cell_dropdown) == ("list", "是,否", True)
    validation.set_list(sheet["D1:D3"], in_cell_dropdown=False)
    assert (validation.source, validation.in_cell_dropdown) == ("=Sheet1!$D$1:$D$3", False)
    sheet["D1:D3"].name = "选项"
    validation.set_list(sheet.book.names["选项"])
    assert validation.source == "=选项"
    validation.set_whole_number("between", 0, "=SUM($E$1,9)")
    assert (validation.type, validation.operator, validation.formula1, validation.formula2) == (
        "whole_number", "between", "=0", "=SUM($E$1,9)",
    )  # fmt: skip
    validation.set_custom("=A1>$B$1")
    assert (validation.type, validation.formula) == ("custom", "=A1>$B$1")
    validation.set_date("greater_than", dt.date(2024, 1, 31))
    assert (validation.type, validation.formula1) == ("date", "=DATE(2024,1,31)")
    validation.set_time("less_than", dt.time(12, 30))
    assert (validation.type, validation.formula1) == ("time", "=TIME(12,30,0)")
    validation.set_decimal("greater_than", 0.5)
    validation.set_text_length("less_than_or_equal", 10)
    assert (validation.type, validation.operator, validation.formula1) == ("text_length", "less_than_or_equal", "=10")
    assert validation.alert_style == "stop" and validation.show_error is True
    assert validation.ignore_blank is True and validation.show_input in (True, False)
    assert validation.error_title == "" and validation.error_message == "" and validation.input_title == ""
    assert validation.input_message == ""
    assert sheet["A1:B1"].data_validation.type == "mixed_criteria"
    with pytest.raises(HostError, match="different validation rules"):
        sheet["A1:B1"].data_validation.set_custom("=TRUE")
    validation.delete()
    assert validation.type == "none"


@soffice
def test_tables_are_calcs_database_ranges(sheet):
    sheet["B2"].value = [["名", "数"], ["甲", 2], ["乙", 1]]
    table = sheet.tables.add(sheet["B2:C4"], name="台账")
    assert (table.name, table.display_name, table.range.address) == ("台账", "台账", "$B$2:$C$4")
    assert (table.header_row_range.address, table.data_body_range.address) == ("$B$2:$C$2", "$B$3:$C$4")
    assert (table.totals_row_range, table.insert_row_range) == (None, None)
    assert table.show_headers and table.show_autofilter and not table.show_totals
    assert sheet["C3"].table == table and sheet["A1"].table is None
    assert "台账" in sheet.tables and sheet.tables["台账"] == sheet.tables[0] == Table(1) and len(sheet.tables) == 1
    assert sheet["台账"].address == "$B$3:$C$4"
    table.sort(2)
    assert table.data_body_range.value == [["乙", 1.0], ["甲", 2.0]]
    row = table.rows.add(["丙", 3])
    assert (row.index, row.range.address, len(table.rows)) == (3, "$B$5:$C$5", 3)
    table.rows.add(index=1)
    table.rows[0].delete()
    column = table.columns.add("注")
    assert (column.name, column.index, table.range.address) == ("注", 3, "$B$2:$D$5")
    assert table.columns["数"].data_body_range.value == [1.0, 2.0, 3.0]
    assert table.columns[0].range.address == "$B$2:$B$5"
    column.delete()
    table.show_totals = True
    assert table.totals_row_range.address == "$B$6:$C$6"
    table.show_totals = False
    table.resize(sheet["B2:C4"])
    assert table.range.address == "$B$2:$C$4" and table.parent == sheet
    table.name = "新台账"
    table.show_autofilter = False
    assert [t.name for t in sheet.tables] == ["新台账"] and not table.show_autofilter
    with pytest.raises(HostError, match="overlap"):
        sheet.tables.add(sheet["A1:B2"])
    with pytest.raises(NotImplementedError, match="table styles"):
        table.table_style = "TableStyleLight1"


@soffice
def test_a_table_takes_over_a_frame(sheet):
    pd = pytest.importorskip("pandas")
    sheet["A1"].value = [["a", "b"], [1, 2], [3, 4], [5, 6]]
    table = sheet.tables.add(sheet["A1:B4"])
    table.update(pd.DataFrame({"x": [7.0], "y": [8.0]}), index=False)
    assert table.range.value == [["x", "y"], [7.0, 8.0]] and sheet["A4"].value is None
