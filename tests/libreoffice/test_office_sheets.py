"""Sheets: adding, moving, copying, hiding, protecting, and what belongs to their view."""

from __future__ import annotations

import pytest

from xl_tools.libreoffice.bridge import struct
from xl_tools.libreoffice.parts import HostError, NotFound

pytestmark = pytest.mark.soffice


def test_sheets_are_added_where_excel_adds_them(book):
    first = book.sheets[0]
    book.sheets.add("后", after=first)
    book.sheets.add("前", before="Sheet1")
    assert book.sheet_names == ["前", "Sheet1", "后"]
    assert book.sheets.active.name == "前"
    assert book.sheets.add().name == "Sheet2"
    assert book.sheet_names == ["Sheet2", "前", "Sheet1", "后"]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("前")


def test_sheets_are_found_by_name_and_number(book):
    book.sheets.add("目录与审核")
    assert book.sheets["目录与审核"] == book.sheets[0] == book.sheets(1)
    assert book.sheets["SHEET1"].name == "Sheet1"
    assert "目录与审核" in book.sheets and "无" not in book.sheets
    with pytest.raises(NotFound, match="无"):
        book.sheets["无"]
    with pytest.raises(IndexError):
        book.sheets[5]


def test_sheets_are_renamed_moved_copied_and_deleted(book):
    sheet = book.sheets[0]
    sheet["A1"].value = "x"
    sheet.name = "原表"
    copy = sheet.copy()
    assert (copy.name, copy["A1"].value) == ("原表 (2)", "x")
    assert sheet.copy(before=sheet, name="首").index == 1
    sheet.move(before=book.sheets["首"])
    assert book.sheet_names == ["原表", "首", "原表 (2)"]
    sheet.move(after=copy)
    assert book.sheet_names == ["首", "原表 (2)", "原表"]
    del book.sheets["首"]
    copy.delete()
    with pytest.raises(HostError, match="at least one"):
        sheet.delete()
    other = book.app.books.add()
    moved = sheet.copy(after=other.sheets[-1])
    assert moved.book == other and moved["A1"].value == "x"
    book.sheets.add("b")
    with pytest.raises(HostError, match="already present"):
        book.sheets["b"].name = "原表"


def test_hidden_sheets_are_readable_and_cannot_be_activated(book):
    hidden = book.sheets.add("隐藏", after=book.sheets[-1])
    hidden["A1"].value = 7
    book.sheets[0].activate()
    hidden.visible = False
    assert not hidden.visible and book.sheets[0].visible
    hidden["A2"].value = "=A1+1"
    assert hidden["A1:A2"].value == [7.0, 8.0]
    with pytest.raises(HostError, match="hidden"):
        hidden.activate()
    with pytest.raises(HostError, match="at least one visible"):
        book.sheets[0].visible = False
    hidden.visible = True
    hidden.select()
    assert book.sheets.active == hidden


def test_the_used_range_begins_at_the_first_used_cell(sheet):
    assert sheet.used_range.address == "$A$1"
    sheet["C3"].value = [[1, 2], [3, 4]]
    assert sheet.used_range.address == "$C$3:$D$4"
    assert sheet.cells.shape == (1_048_576, 16_384)


def test_locked_cells_of_a_protected_sheet_refuse_and_unlocked_ones_accept(sheet):
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1"].api.CellProtection = struct("com.sun.star.util.CellProtection", IsLocked=False)
    sheet.api.protect("")
    sheet["A1"].value = 10
    sheet["A1"].formula = "=B1*2"
    assert sheet["A1"].value == 4.0
    refusals = [
        lambda: setattr(sheet["B1"], "value", 5),
        lambda: setattr(sheet["A1:B1"], "value", [5, 6]),
        lambda: setattr(sheet["B1"], "formula", "=1"),
        lambda: setattr(sheet["B1"], "formula_array", "=1"),
        lambda: sheet["B1"].clear_contents(),
        lambda: sheet["B1"].clear(),
        lambda: sheet.clear_contents(),
        lambda: setattr(sheet["A1"], "color", (255, 0, 0)),
        lambda: setattr(sheet["A1"], "number_format", "0.00"),
        lambda: setattr(sheet["A1"].font, "bold", True),
        lambda: sheet["A1"].borders.set(line_style="continuous"),
        lambda: sheet["A1:B1"].merge(),
        lambda: sheet["1:1"].insert("down"),
        lambda: sheet["1:1"].delete("up"),
        lambda: sheet["A1"].copy(sheet["B2"]),
        lambda: sheet["B1"].add_hyperlink("http://x.org"),
        lambda: sheet["A1"].add_note("x"),
        lambda: sheet["A1"].conditional_formats.add_custom("=TRUE"),
        lambda: sheet["A1"].data_validation.set_custom("=TRUE"),
        lambda: sheet["B1:B2"].sort(1),
        lambda: setattr(sheet["A1"], "column_width", 30),
        lambda: setattr(sheet["A1"].rows, "hidden", True),
        lambda: sheet.autofit(),
    ]
    for refusal in refusals:
        with pytest.raises(HostError, match="protected"):
            refusal()
    assert sheet["A1:B2"].value == [[4.0, 2.0], [3.0, 4.0]]


def test_panes_freeze_and_move_again(sheet):
    other = sheet.book.sheets.add("b")
    sheet.freeze_panes.freeze_at(sheet["A1:B2"])
    assert sheet.book.sheets.active == other
    sheet.activate()
    view = sheet.book.api.CurrentController
    assert view.hasFrozenPanes() and (view.SplitColumn, view.SplitRow) == (2, 2)
    sheet.freeze_panes.unfreeze()
    assert not view.hasFrozenPanes()
    sheet.freeze_panes.freeze_at("1:3")
    assert (view.SplitColumn, view.SplitRow) == (0, 3)


def test_grid_lines_are_switched_for_the_whole_window(sheet):
    other = sheet.book.sheets.add("b")
    assert sheet.show_gridlines is True
    sheet.show_gridlines = False
    assert (sheet.show_gridlines, other.show_gridlines) == (False, False)


def test_the_print_area_is_kept(sheet):
    assert sheet.page_setup.print_area is None
    sheet.page_setup.print_area = "A1:C9"
    assert sheet.page_setup.print_area == "$A$1:$C$9"
    sheet.page_setup.print_area = None
    assert sheet.page_setup.print_area is None


def test_a_sheet_is_cleared_step_by_step(sheet):
    sheet["A1"].value = 1
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].add_note("n")
    sheet.clear_contents()
    assert (sheet["A1"].value, sheet["A1"].color) == (None, (255, 0, 0))
    sheet.clear_formats()
    assert sheet["A1"].color is None and sheet["A1"].note is not None
    sheet.clear()
    assert sheet["A1"].note is None


def test_names_of_one_sheet_and_of_the_book(book):
    sheet, other = book.sheets[0], book.sheets.add("表 二")
    book.names.add("全册", "=Sheet1!$A$1:$B$2")
    sheet.names.add("本表", "='表 二'!$C$3")
    assert [name.name for name in book.names] == ["Sheet1!本表", "全册"]
    assert book.names["全册"].refers_to == "=Sheet1!$A$1:$B$2"
    assert sheet.names["本表"].refers_to == "='表 二'!$C$3"
    assert book.names["全册"].refers_to_range == sheet["A1:B2"]
    assert sheet["本表"] == other["C3"]
    assert sheet["全册"].address == "$A$1:$B$2"
    assert "全册" in book.names and "无" not in book.names and book.names.contains(1)
    assert len(book.names) == book.names.count == 2
    other["D4"].name = "格"
    assert other["D4"].name.name == "格" and other["E5"].name is None
    book.names["格"].refers_to = "=Sheet1!$F$6"
    book.names["格"].name = "格子"
    assert book.names["格子"].refers_to_range.address == "$F$6"
    book.names["格子"].delete()
    del book.names["全册"]
    assert [name.name for name in book.names] == ["Sheet1!本表"]
    book.names.add("率", "=0.05")
    sheet["A1"].formula = "=率*2"
    assert sheet["A1"].value == 0.1
    assert book.names(1).name == "Sheet1!本表"
    for bad in ("A1", "1x", "a b", "R"):
        with pytest.raises(HostError):
            book.names.add(bad, "=1")
    with pytest.raises(KeyError):
        book.names["无"]
    with pytest.raises(HostError, match="does not refer to cells"):
        _ = book.names["率"].refers_to_range
    with pytest.raises(NotFound, match="neither"):
        sheet["无此名"]
