"""A report that somebody pasted into a worksheet: rows of cells are tables, cells alone in their row are lines."""

from __future__ import annotations

import pytest

from xl_tools.intake.refusal import Refusal
from xl_tools.published.sheet import source_of_grid
from xl_tools.published.source import Box, Line, SourceKind, Table


def grid(*rows: tuple[str, ...], top: int = 0, left: int = 0) -> dict[tuple[int, int], str]:
    return {
        (top + row, left + column): text for row, cells in enumerate(rows) for column, text in enumerate(cells) if text
    }


def test_rows_with_several_cells_are_tables_and_the_rest_lines() -> None:
    cells = grid(
        ("某街道年度报告",),
        ("",),
        ("二、主动公开政府信息情况",),
        ("信息内容", "制发"),
        ("规章", "", "2"),
        ("第二十条第（五）项",),
        ("行政许可", "3"),
        ("三、申请情况",),
        ("自然人", "总计"),
        top=4,
        left=1,
    )
    source = source_of_grid(cells, "粘贴")
    assert source.kind is SourceKind.SHEET
    assert source.blocks == (
        Line("某街道年度报告", "粘贴!B5"),
        Line("", "粘贴!第 6 行"),
        Line("二、主动公开政府信息情况", "粘贴!B7"),
        Table(
            (
                Box("信息内容", 0, 1, "粘贴!B8"),
                Box("制发", 0, 2, "粘贴!C8"),
                Box("规章", 1, 1, "粘贴!B9"),
                Box("2", 1, 3, "粘贴!D9"),
                Box("第二十条第（五）项", 2, 1, "粘贴!B10"),
                Box("行政许可", 3, 1, "粘贴!B11"),
                Box("3", 3, 2, "粘贴!C11"),
            ),
            "粘贴!第 8—11 行",
        ),
        Line("三、申请情况", "粘贴!B12"),
        Table((Box("自然人", 0, 1, "粘贴!B13"), Box("总计", 0, 2, "粘贴!C13")), "粘贴!第 13 行"),
    )


def test_a_flattened_text_keeps_its_tabs_and_the_empty_row_behind_each_row() -> None:
    source = source_of_grid(grid(("二、情况",), ("", "规章"), ("", "　1"), ("",), ("",), ("", "总\n计")), "粘贴")
    assert [line.text for line in source.lines] == ["二、情况", "\t规章", "\t1", "", "\t总", "\t计"]


def test_columns_beyond_z_and_blank_cells() -> None:
    cells = {(0, 0): "甲", (0, 26): "乙", (0, 701): "丙", (0, 702): "丁", (1, 0): " 　\n", (2, 0): "\u202e戊\x07"}
    source = source_of_grid(cells, "粘贴")
    assert [box.where for box in source.tables[0].boxes] == ["粘贴!A1", "粘贴!AA1", "粘贴!ZZ1", "粘贴!AAA1"]
    assert [line.text for line in source.lines] == ["", "戊"]


@pytest.mark.parametrize("cells", [{}, {(0, 0): "", (3, 3): " "}])
def test_an_empty_sheet_is_refused(cells: dict[tuple[int, int], str]) -> None:
    with pytest.raises(Refusal) as refusal:
        source_of_grid(cells, "粘贴")
    assert refusal.value.code == "N31"
