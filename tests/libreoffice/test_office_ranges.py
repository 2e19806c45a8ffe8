"""Ranges: addresses and navigation, and the operations that move cells."""

from __future__ import annotations

import pytest

from xl_tools.libreoffice.addresses import Area, format_area, parse_area, quoted_sheet, rectangles, split_sheet
from xl_tools.libreoffice.parts import HostError

soffice = pytest.mark.soffice


@pytest.mark.parametrize(
    ("text", "area", "address"),
    [
        ("A1", Area(1, 1), "$A$1"),
        ("$b$2:C9", Area(2, 2, 8, 2), "$B$2:$C$9"),
        ("C9:B2", Area(2, 2, 8, 2), "$B$2:$C$9"),
        ("A:C", Area(1, 1, 1_048_576, 3), "$A:$C"),
        ("2:3", Area(2, 1, 2, 16_384), "$2:$3"),
        ("XFD1048576", Area(1_048_576, 16_384), "$XFD$1048576"),
    ],
)
def test_addresses_are_read_and_written(text, area, address):
    assert parse_area(text) == area
    assert format_area(area) == address


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "XFE1", "AAAA1", "A1,B2", "name", "A1:B", "A:2"])
def test_what_is_no_address_is_told_apart(text):
    assert parse_area(text) is None


def test_sheet_names_are_quoted_where_excel_quotes_them():
    names = ["表一", "Sheet1", "表 一", "it's", "2024", "A1", "三、申请"]
    assert [quoted_sheet(name) for name in names] == [
        "表一", "Sheet1", "'表 一'", "'it''s'", "'2024'", "'A1'", "'三、申请'"
    ]  # fmt: skip
    assert split_sheet("'it''s'!A1") == ("it's", "A1")


def test_cells_are_gathered_into_rectangles():
    places = [(0, 0), (0, 1), (1, 0), (1, 1), (3, 0), (1, 3)]
    assert sorted(rectangles(places), key=lambda a: (a.row, a.column)) == [Area(1, 1, 2, 2), Area(2, 4), Area(4, 1)]


@soffice
def test_ranges_are_made_in_all_the_ways_xlwings_knows(sheet):
    same = [
        sheet["A1:B2"], sheet.range("A1:B2"), sheet.range((1, 1), (2, 2)), sheet.range("A1", "B2"), sheet[:2, :2],
        sheet.range(sheet["A1"], sheet["B2"]), sheet.range((1, 1)).resize(2, 2), sheet["Sheet1!A1:B2"],
    ]  # fmt: skip
    assert all(item == same[0] for item in same)
    assert sheet["B2:D5"].offset(1, 1).address == "$C$3:$E$6"
    assert sheet["B2:D5"](2, 3).address == "$D$3" and sheet["B2:D5"](5).address == "$C$3"
    assert sheet["B2:D5"][-1, 0].address == "$B$5"
    assert sheet["B2:D5"].last_cell.address == "$D$5"
    assert [cell.address for cell in sheet["A1:B2"]] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    assert [row.address for row in sheet["A1:B2"].rows] == ["$A$1:$B$1", "$A$2:$B$2"]
    assert [column.address for column in sheet["A1:B2"].columns] == ["$A$1:$A$2", "$B$1:$B$2"]
    assert (sheet["B2:D5"].row, sheet["B2:D5"].column, sheet["B2:D5"].shape, sheet["B2:D5"].size) == (2, 2, (4, 3), 12)
    assert len(sheet["B2:D5"]) == sheet["B2:D5"].count == 12
    assert sheet["B2"].get_address(False, False) == "B2"
    assert sheet["B2"].get_address(external=True) == "'[Untitled 1]Sheet1'!$B$2"
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(HostError):
        sheet["A1"].offset(-1, 0)
    with pytest.raises(NotImplementedError, match="several areas"):
        sheet["A1,B2"]
    assert sheet["A1"][0:0, :].value is None or sheet["A1"][0:0, :].shape[0] == 0


@soffice
def test_expand_end_and_current_region_stop_where_excel_stops(sheet):
    sheet["B2"].value = [[1, 2, 3], [4, None, 6], [7, 8, 9]]
    assert sheet["B2"].expand().address == "$B$2:$D$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["B2"].expand("right").address == "$B$2:$D$2"
    assert sheet["F9"].expand().address == "$F$9"
    assert sheet["B3"].current_region.address == "$B$2:$D$4"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$1048576"
    assert sheet["B1"].end("down").address == "$B$2"
    assert sheet["C2"].end("down").address == "$C$4"
    assert sheet["D4"].end("left").address == "$B$4"
    assert sheet["B3"].end("right").address == "$D$3"
    assert sheet["A9"].end("up").address == "$A$1"
    assert sheet["B9"].end("up").address == "$B$4"
    assert sheet["XFD2"].end("left").address == "$D$2"
    assert sheet["B2"].options(expand="table").value == [[1.0, 2.0, 3.0], [4.0, None, 6.0], [7.0, 8.0, 9.0]]


@soffice
def test_only_cells_of_the_active_sheet_can_be_selected(sheet):
    other = sheet.book.sheets.add("b")
    with pytest.raises(HostError, match="another sheet"):
        sheet["A1"].select()
    other["C4:D5"].select()
    assert sheet.book.selection == other["C4:D5"]


@soffice
def test_cells_rows_and_columns_are_inserted_and_deleted(sheet):
    sheet["A1"].value = [[1, 2], [3, 4], ["=SUM(A1:A2)", None]]
    sheet["A1"].insert("down")
    assert sheet["A2"].value == 1.0 and sheet["A4"].formula == "=SUM(A2:A3)" and sheet["B1"].value == 2.0
    sheet["A1"].delete("up")
    sheet["1:1"].insert("down")
    sheet["A:A"].insert("right")
    assert sheet["B2:C4"].formula == (("1", "2"), ("3", "4"), ("=SUM(B2:B3)", ""))
    sheet["B2:B3"].insert("right")
    assert sheet["C2"].value == 1.0
    sheet["B2:B3"].delete()
    sheet["A:A"].delete()
    sheet["1:1"].delete()
    assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(NotImplementedError, match="right_or_below"):
        sheet["A1"].insert("down", "format_from_right_or_below")


@soffice
def test_cells_are_copied_moved_and_pasted(sheet):
    sheet["A1"].value = [[1, "=A1*2"], ["'007", True]]
    sheet["A1"].color = (255, 0, 0)
    sheet["A1:B2"].copy(sheet["D1"])
    assert sheet["D1:E2"].formula == (("1", "=D1*2"), ("007", "TRUE"))
    assert sheet["D1"].color == (255, 0, 0)
    sheet["A1"].copy(sheet["G1:H2"])
    assert sheet["G1:H2"].value == [[1.0, 1.0], [1.0, 1.0]]
    sheet["J1"].copy_from(sheet["A1:B2"], "values")
    assert sheet["J1:K2"].formula == (("1", "2"), ("007", "TRUE")) and sheet["J1"].color is None
    sheet["J5"].copy_from(sheet["A1:B2"], "formulas", transpose=True)
    assert sheet["J5:K6"].value[0] == [1.0, "007"]
    sheet["M1"].value = 9
    sheet["M1"].copy_from(sheet["A1"], "formats")
    assert (sheet["M1"].value, sheet["M1"].color) == (9.0, (255, 0, 0))
    sheet["B1"].number_format = "0.00"
    sheet["B1"].copy()
    assert sheet.book.app.cut_copy_mode == "copy"
    sheet["O1"].paste("values_and_number_formats")
    assert (sheet["O1"].formula, sheet["O1"].number_format) == ("2", "0.00")
    sheet["O2"].paste()
    assert sheet["O2"].formula == "=N2*2"
    sheet.book.app.cut_copy_mode = False
    with pytest.raises(HostError, match="Nothing was copied"):
        sheet["O3"].paste()
    sheet["A1"].move(sheet["A9"])
    assert sheet["B1"].formula == "=A9*2"
    with pytest.raises(NotImplementedError, match="operation"):
        sheet["B1"].copy()
        sheet["O4"].paste(operation="add")
    with pytest.raises(NotImplementedError, match="validation"):
        sheet["O4"].paste("validation")
    other = sheet.book.app.books.add()
    sheet["B2"].copy(other.sheets[0]["C3"])
    assert other.sheets[0]["C3"].value is True


@soffice
def test_a_range_is_continued(sheet):
    sheet["A1"].value = [[1], [2]]
    sheet["A1:A2"].autofill(sheet["A1:A5"])
    assert sheet["A1:A5"].value == [1.0, 2.0, 3.0, 4.0, 5.0]
    sheet["B1"].formula = "=A1*10"
    sheet["B1"].autofill(sheet["B1:B5"])
    assert sheet["B5"].value == 50.0
    sheet["C1"].value = 7
    sheet["C1"].autofill(sheet["C1:E1"])
    assert sheet["C1:E1"].value == [7.0, 7.0, 7.0]
    with pytest.raises(NotImplementedError, match="fill_months"):
        sheet["C1"].autofill(sheet["C1:E1"], "fill_months")


@soffice
def test_rows_are_sorted_and_duplicates_removed(sheet):
    sheet["A1"].value = [["n", "v"], ["b", 2], ["A", 3], ["b", 1]]
    sheet["A1:B4"].sort([1, 2], ascending=[True, False], has_headers=True)
    assert sheet["A1:B4"].value == [["n", "v"], ["A", 3.0], ["b", 2.0], ["b", 1.0]]
    sheet["A5"].value = ["below", 0]
    sheet["A1:B4"].remove_duplicates(1, has_headers=True)
    assert sheet["A1:B5"].value == [["n", "v"], ["A", 3.0], ["b", 2.0], [None, None], ["below", 0.0]]


@soffice
def test_text_is_found_and_replaced(sheet):
    sheet["A1"].value = [["合计", "小计"], ["合计数", '="合"&"计"']]
    used = sheet.used_range
    assert used.find("合计").address == "$A$1"
    assert used.find("合计", direction="backward").address == "$B$2"
    assert used.find("合计", whole=True, order="columns", direction="backward").address == "$B$2"
    assert used.find("合*数").address == "$A$2"
    assert used.find("没有") is None
    sheet["A1:A2"].replace_all("合计", "总计")
    assert sheet["A1:A2"].value == ["总计", "总计数"]
    sheet["A1:A2"].replace_all("总计", "x", whole=True)
    assert sheet["A1:A2"].value == ["x", "总计数"]


@soffice
def test_special_cells_are_listed(sheet):
    sheet["A1"].value = [[1, "x", None], ["=1+1", True, "=1/0"]]

    def addresses(*kind):
        return [area.address for area in sheet["A1:C2"].get_special_cells(*kind)]

    assert addresses("blanks") == ["$C$1"]
    assert addresses("constants") == ["$A$1:$B$1", "$B$2"]
    assert addresses("constants", "numbers") == ["$A$1"]
    assert addresses("constants", "logical") == ["$B$2"]
    assert addresses("formulas", "errors") == ["$C$2"]
    assert addresses("formulas", "text") == []
    sheet["B1"].columns.hidden = True
    assert addresses("visible") == ["$A$1:$A$2", "$C$1:$C$2"]


@soffice
def test_hyperlinks_are_added_and_read(sheet, tmp_path):
    sheet["A1"].add_hyperlink("www.gov.cn", "政府网")
    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("政府网", "http://www.gov.cn")
    sheet["A2"].formula = '=HYPERLINK("#Sheet1!B2","去")'
    assert (sheet["A2"].value, sheet["A2"].hyperlink) == ("去", "#Sheet1!B2")
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["A3"].hyperlink
    sheet.book.save(tmp_path / "l.xlsx")
    sheet.book.close()


@soffice
def test_notes_are_added_changed_listed_and_deleted(sheet):
    assert sheet["B2"].note is None
    note = sheet["B2"].add_note("请核实")
    note.text = "请核实：合计"
    assert sheet["B2"].note.text == "请核实：合计" and note.location == sheet["B2"]
    assert isinstance(note.author, str)
    sheet["A1"].add_note("x")
    assert [n.location.address for n in sheet.notes] == ["$A$1", "$B$2"]
    assert len(sheet.book.notes) == sheet.notes.count == 2
    assert sheet.notes["B2"].text == "请核实：合计"
    with pytest.raises(ValueError, match="already"):
        sheet["B2"].add_note("y")
    note.delete()
    assert sheet["B2"].note is None and len(sheet.notes) == 1
