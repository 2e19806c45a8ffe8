"""Tables of a Word file: merges, frames, and cells in places where Word allows them."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from merged_grids import grids
from support.examples import examples
from word_parts import lines as lines_of
from word_parts import p, r, tbl, tc, tr, word

from xl_tools.published.source import Box, Line
from xl_tools.published.word import read_word


def control(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def only_table(body: str) -> list[tuple[str, int, int, int, int]]:
    (table,) = read_word(word(body)).tables
    return [(box.text, box.row, box.column, box.rows, box.columns) for box in table.boxes]


# ---- tables


def test_merged_cells_are_laid_out_and_rows_may_begin_or_end_late() -> None:
    body = tbl(
        tr(tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:vMerge w:val="restart"/>')),
        tr(tc("丙", '<w:vMerge w:val="restart"/>'), tc("丁"), tc("", "<w:vMerge/>")),
        tr(tc("", '<w:vMerge w:val="continue"/>'), tc("戊"), tc("己")),
        tr(tc("庚"), tc("辛"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert only_table(body) == [
        ("甲", 0, 0, 1, 2),
        ("乙", 0, 2, 2, 1),
        ("丙", 1, 0, 2, 1),
        ("丁", 1, 1, 1, 1),
        ("戊", 2, 1, 1, 1),
        ("己", 2, 2, 1, 1),
        ("庚", 3, 1, 1, 1),
        ("辛", 3, 2, 1, 1),
    ]


def test_old_merges_deleted_rows_controls_and_hidden_rows() -> None:
    body = tbl(
        tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("乙")),
        tr(tc("删"), tc("删"), tc("删"), properties="<w:del/>"),
        tr(tc("藏"), tc("藏"), tc("藏"), properties="<w:hidden/>"),
        control(tr(tc("丙"), control(tc("丁")), tc("戊"))),
    )
    assert only_table(body) == [
        ("甲", 0, 0, 1, 2),
        ("乙", 0, 2, 1, 1),
        ("丙", 1, 0, 1, 1),
        ("丁", 1, 1, 1, 1),
        ("戊", 1, 2, 1, 1),
    ]


def test_a_merge_without_its_beginning_is_a_cell_and_what_it_hides_is_kept() -> None:
    body = tbl(
        tr(tc("甲", "<w:vMerge/>"), tc("乙")),
        tr(tc("丙"), tc("丁", "<w:vMerge/>")),
        tr(tc("戊", '<w:gridSpan w:val="2"/><w:vMerge/>')),
    )
    assert only_table(body) == [("甲", 0, 0, 1, 1), ("乙\n丁", 0, 1, 2, 1), ("丙", 1, 0, 1, 1), ("戊", 2, 0, 1, 2)]


def test_blocks_stand_in_order_with_places_and_tables_within_cells_behind_theirs() -> None:
    small = tbl(tr(tc("7"), tc("8")))
    rows = (tr(tc("甲"), tc("1")), tr(tc("乙"), tc(f"{small}<w:p/>")), tr(tc("丙"), tc("3")))
    source = read_word(word(p("前") + tbl(*rows) + p("") + p("后")))
    kinds = [(type(block).__name__, block.where) for block in source.blocks]
    assert kinds == [("Line", "第 1 段"), ("Table", "第 1 个表"), ("Table", "第 2 个表"), ("Line", "第 2 段")]
    assert source.tables[0].boxes[3] == Box("〔内嵌表格〕", 1, 1, "第 1 个表第 2 行第 2 栏")
    assert [box.text for box in source.tables[1].boxes] == ["7", "8"]


def test_raised_and_lowered_characters_make_no_number_with_those_beside_them() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    empty = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r>'
    note, below = r("2", '<w:rStyle w:val="Note"/>'), r("3", '<w:vertAlign w:val="subscript"/>')
    plain = r("4", '<w:vertAlign w:val="baseline"/>')
    body = p("每平方米", note) + tbl(
        tr(tc("甲"), tc(p("12", note))), tr(tc("乙"), tc(p(below, "12"))), tr(tc("丙"), tc(p("12", plain, empty, "5")))
    )
    source = read_word(word(body, styles=styles))
    assert [box.text for box in source.tables[0].boxes] == ["甲", "12 2", "乙", "3 12", "丙", "1245"]
    assert source.lines[0].text == "每平方米2"


def test_a_picture_in_a_cell_is_no_empty_cell() -> None:
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    picture, old = f"<w:r><w:drawing>{blip}</w:drawing></w:r>", "<w:r><w:pict><v:imagedata/></w:pict></w:r>"
    drawn = "<w:r><w:pict><v:line/></w:pict></w:r>"
    rows = [tr(tc("甲"), tc(p(one))) for one in (picture, old, "<w:r><w:object/></w:r>", drawn)]
    found = only_table(tbl(*rows, tr(tc("乙"), tc(p("5", picture)))))
    assert [text for text, _, column, *_ in found if column] == ["〔图片〕", "〔图片〕", "〔图片〕", "", "5"]


def test_a_table_that_frames_the_report_is_walked_through() -> None:
    inner = tbl(*(tr(tc(f"行{row}"), tc(str(row)), tc("0")) for row in range(4)))
    source = read_word(word(tbl(tr(tc(p("一、总体情况") + inner + p("完"))), tr(tc("日期")))))
    found = [block.text if isinstance(block, Line) else len(block.boxes) for block in source.blocks]
    assert found == ["一、总体情况", 12, "完", "日期"]


def test_a_report_in_two_columns_is_read_as_lines() -> None:
    body = tbl(tr(tc("一、总体情况"), tc("公开工作稳步推进。" * 40)), tr(tc("六、其他"), tc("无。")))
    assert [line[:5] for line in lines_of(body)] == ["一、总体情", "公开工作稳", "六、其他", "无。"]


def as_word(boxes: list[Box]) -> str:
    rows: list[str] = []
    for row in range(max(box.row + box.rows for box in boxes)):
        cells: list[str] = []
        for box in sorted((box for box in boxes if box.row <= row < box.row + box.rows), key=lambda box: box.column):
            span = f'<w:gridSpan w:val="{box.columns}"/>'
            merge = "" if box.rows == 1 else f'<w:vMerge w:val="{"restart" if row == box.row else "continue"}"/>'
            cells.append(tc(box.text if row == box.row else "", span + merge))
        rows.append(tr(*cells))
    return tbl(*rows)


@settings(max_examples=examples(40), deadline=None)
@given(grids())
def test_any_merged_table_comes_back_as_it_was_laid_out(boxes: list[Box]) -> None:
    source = read_word(word(as_word(boxes)))
    if max(sum(other.row == box.row for other in boxes) for box in boxes) == 1:
        assert [line.text for line in source.lines] == [box.text for box in boxes]
        return
    (table,) = source.tables
    assert [replace(box, where="") for box in table.boxes] == boxes


def test_a_table_of_five_hundred_rows_is_read_in_a_moment() -> None:
    data = word(tbl(*(tr(*(tc(str(row)) for _ in range(10))) for row in range(500))))
    begin = time.perf_counter()
    (table,) = read_word(data).tables
    assert len(table.boxes) == 5_000
    assert time.perf_counter() - begin < 3
