"""Ruled tables of a PDF: their merges, what stands in their cells, and how they go on over pages."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from published.drawn_pdf import (
    FOOT,
    LEFT,
    PROSE,
    TOP,
    Mark,
    drawn,
    places,
    prose,
    rows_of,
    ruled,
    squeezed,
    steps,
    text,
)
from published.merged_grids import grids
from support.examples import examples

from xl_tools.published.pdf import read_pdf
from xl_tools.published.source import Box, Source

XS = steps(LEFT, 60, 120, 50, 50, 50)
HEAD = (
    Box("项目", 0, 0, "", 2, 2),
    Box("数量", 0, 2, "", 1, 3),
    *(Box(one, 1, column, "") for column, one in enumerate(("甲", "乙", "丙"), 2)),
)


def plain(boxes: list[Box]) -> list[tuple[str, int, int, int, int]]:
    found = ((squeezed(box.text), box.row, box.column, box.rows, box.columns) for box in boxes)
    return sorted(found, key=lambda box: box[1:3])


# ---- tables


@settings(max_examples=examples(10), deadline=None)
@given(grids())
def test_any_ruled_table_comes_back_with_its_merges(boxes: list[Box]) -> None:
    rows, columns = (max(box.row + box.rows for box in boxes), max(box.column + box.columns for box in boxes))
    # A column that no box ends is none for a reader of rules.
    if any(all(box.column + box.columns != at for box in boxes) for at in range(1, columns + 1)):
        return
    if any(all(box.row + box.rows != at for box in boxes) for at in range(1, rows + 1)):
        return
    source = read_pdf(drawn([*ruled(boxes, steps(LEFT, *[55] * columns), steps(TOP, *[30] * rows))]))
    if len(boxes) < 2:
        return
    assert places(source) == plain(boxes)


def test_digits_drawn_apart_keep_their_gap_and_wrapped_ones_are_one_number() -> None:
    boxes = rows_of(("甲", "1 0", "1854\n2", "", ""), ("乙", "12,345", "7\n8", "/", "-3"))
    xs = steps(LEFT, 60, 120, 32, 50, 50)
    (table,) = read_pdf(drawn(ruled(boxes, xs, steps(TOP, 40, 40)))).tables
    found = {(box.row, box.column): box.text for box in table.boxes}
    assert [found[0, column] for column in range(5)] == ["甲", "1 0", "18542", "", ""]
    assert [found[1, column] for column in range(5)] == ["乙", "12,345", "7\n8", "/", "-3"]


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    xs = steps(LEFT, 60, 60, 20, 40)
    marks = [*ruled(rows_of(("甲", "7", "", "")), xs, [TOP, TOP + 30]), text(xs[2] - 7, TOP + 10, "12345", size=10)]
    assert [box.text for box in read_pdf(drawn(marks)).tables[0].boxes] == ["甲", "7", "12345", ""]


def test_figures_that_touch_over_a_rule_stay_in_their_cells() -> None:
    xs = steps(LEFT, 60, 40, 40)
    figures = (text(xs[2] - 38, TOP + 8, "1097242", size=10), text(xs[2], TOP + 8, "2386237", size=10))
    marks = [*ruled(rows_of(("甲", "", "")), xs, [TOP, TOP + 30]), *figures]
    assert [box.text for box in read_pdf(drawn(marks)).tables[0].boxes] == ["甲", "1097242", "2386237"]


def test_a_row_printed_as_one_text_is_divided_among_its_cells() -> None:
    xs = steps(LEFT, 40, 40, 40)
    row = text(LEFT + 12, TOP + 8, (" " * 12).join(("12", "34", "56")), size=10)
    marks = [*ruled(rows_of(("", "", "")), xs, [TOP, TOP + 30]), row]
    assert [box.text for box in read_pdf(drawn(marks)).tables[0].boxes] == ["12", "34", "56"]


def test_labels_set_from_above_to_below_are_read_so() -> None:
    upright, turned, back = "三、本年度办理结果", "结果维持情况", "（五）不予处理"
    labels = [Box(one, 0, column, "", 2) for column, one in enumerate(("\n".join(upright), turned, back))]
    boxes = [*labels, Box("1", 0, 3, ""), Box("2", 1, 3, "")]
    marks = ruled(boxes, steps(LEFT, 25, 30, 30, 60), steps(TOP, 80, 80), turns={turned: 90, back: -90})
    assert [box.text for box in read_pdf(drawn([*marks])).tables[0].boxes][:3] == [upright, turned, back]


def test_a_frame_around_a_text_is_no_table() -> None:
    frame = ruled([Box("", 0, 0, "")], [40, 555], [40, 800])
    marks = [*frame, *prose(PROSE, TOP), *ruled(rows_of(("甲", "1")), XS[:3], [300, 330])]
    source = read_pdf(drawn(marks))
    assert [one.text for one in source.lines] == [PROSE]
    assert places(source) == [("甲", 0, 0, 1, 1), ("1", 0, 1, 1, 1)]


# ---- tables that lack rules


FIGURES = (("规章", "0", "12", "3"), ("规范性文件", "2", "1", "1234"), ("其他", "0", "0", "7"))
OPEN_XS = steps(LEFT, 120, 60, 60, 60)


def across(boxes: list[Box], ys: list[float], xs: list[float] = OPEN_XS) -> list[Mark]:
    """A table with rules from left to right only; none runs through a merged cell."""
    marks = [mark for mark in ruled(boxes, xs, ys) if mark["kind"] == "cell" or mark["width"]]
    return [mark for mark in marks if mark["kind"] == "cell" or mark["y"] in ys]


def test_columns_are_told_from_the_text_where_no_rule_parts_them() -> None:
    ys = steps(TOP, 30, 30, 30)
    source = read_pdf(drawn(across(rows_of(*FIGURES), ys)))
    assert places(source) == plain(rows_of(*FIGURES))


def test_merged_heads_and_labels_of_a_table_without_vertical_rules() -> None:
    head = [Box("项目", 0, 0, "", 2), Box("本年新收政府信息公开申请", 0, 1, "", 1, 3)]
    boxes = [*head, *(Box(one, 1, column, "") for column, one in enumerate("甲乙丙", 1)), *rows_of(*FIGURES, first=2)]
    marks = across(boxes, steps(TOP, 30, 30, 30, 30, 30))
    assert places(read_pdf(drawn(marks))) == plain(boxes)


def test_a_head_over_several_columns_reaches_as_far_as_its_middle_tells() -> None:
    xs = steps(LEFT, 120, 50, 50, 50, 50, 50)
    head = [Box("项目", 0, 0, "", 2), Box("法人或其他组织", 0, 1, "", 1, 5)]
    row = ("规章", "0", "12", "3", "4", "5")
    boxes = [
        *head,
        *(Box(one, 1, column, "") for column, one in enumerate("甲乙丙丁戊", 1)),
        *rows_of(row, row, first=2),
    ]
    assert places(read_pdf(drawn(across(boxes, steps(TOP, 30, 30, 30, 30), xs)))) == plain(boxes)


def test_a_row_with_columns_of_its_own_is_parted_where_its_text_is() -> None:
    xs = steps(LEFT, 120, 60, 30, 30, 60)
    rows = [
        Box(one, row, column, "", 1, 2 if column == 2 else 1)
        for row, cells in enumerate(FIGURES)
        for column, one in zip((0, 1, 2, 4), cells, strict=True)
    ]
    boxes = [*rows, Box("收费", 3, 0, ""), Box("上一年项目数量", 3, 1, "", 1, 2), Box("本年增减数量", 3, 3, "", 1, 2)]
    assert places(read_pdf(drawn(across(boxes, steps(TOP, 30, 30, 30, 30), xs)))) == plain(boxes)


def test_figures_in_a_table_without_vertical_rules_never_share_a_cell() -> None:
    rows = (("规章", "31243", "31260", "62503"), ("规范性文件", "1", "", "1"), ("其他", "", "/", "3"))
    (table,) = read_pdf(drawn(across(rows_of(*rows), steps(TOP, 30, 30, 30)))).tables
    boxes = {(box.row, box.column): box.text for box in table.boxes}
    assert [[boxes.get((row, column), "") for column in range(4)] for row in range(3)] == [list(row) for row in rows]


def test_a_heading_in_larger_print_parts_two_tables_without_vertical_rules() -> None:
    first = across(rows_of(*FIGURES), steps(TOP, 30, 30, 30))
    second = across(rows_of(*FIGURES), steps(TOP + 140, 30, 30, 30))
    source = read_pdf(drawn([*first, *prose("三、申请情况", TOP + 105), *second]))
    assert [len(table.boxes) for table in source.tables] == [12, 12]
    assert [one.text for one in source.lines] == ["三、申请情况"]


def test_a_table_open_at_its_sides_keeps_its_outer_columns() -> None:
    boxes = rows_of(*FIGURES)
    marks = ruled(boxes, OPEN_XS, steps(TOP, 30, 30, 30))
    outer = [mark for mark in marks if mark["kind"] == "cell" or mark["width"] or LEFT < mark["x"] < OPEN_XS[-1]]
    assert places(read_pdf(drawn(outer))) == plain(boxes)


# ---- tables over pages


def over_pages(first: list[Box], second: list[Box]) -> Source:
    """A table at the foot of one page and at the head of the next."""
    above, below = ([30.0] * max(box.row + box.rows for box in boxes) for boxes in (first, second))
    top = FOOT - sum(above)
    number = text(280, 775, "- 1 -", size=12)
    return read_pdf(
        drawn(
            [*prose(PROSE, TOP), *ruled(first, XS, steps(top, *above)), number],
            [*ruled(second, XS, steps(TOP, *below)), *prose("完", 700), number],
        )
    )


ROW = ("（一）", "1.国家秘密", "1", "2", "3")


def test_a_table_goes_on_and_its_head_is_not_read_twice() -> None:
    first = [*HEAD, *rows_of(ROW, first=2)]
    second = [*HEAD, *rows_of(("（二）", "2.其他", "4", "5", "6"), first=2)]
    source = over_pages(first, second)
    assert len(source.tables) == 1
    assert places(source) == plain([*first, *rows_of(("（二）", "2.其他", "4", "5", "6"), first=3)])
    assert source.tables[0].boxes[-1].where == "第 2 页第 1 个表第 4 行第 5 栏"


def test_a_merged_label_goes_on_whether_printed_again_or_not() -> None:
    def part(label: str, first: int) -> list[Box]:
        rows = [(f"{number}.项目", "1", "2", "3") for number in (first, first + 1)]
        inner = (replace(box, column=box.column + 1) for box in rows_of(*rows))
        return [Box(label, 0, 0, "", 2), *inner]

    for again in ("", "（三）不予公开"):
        source = over_pages(part("（三）不予公开", 1), part(again, 3))
        assert places(source)[0] == ("（三）不予公开", 0, 0, 4, 1)
        assert len(source.tables[0].boxes) == 17
    for above, below in (("（三）不予", "公开"), ("", "（三）不予公开")):
        source = over_pages(part(above, 1), part(below, 3))
        assert places(source)[0] == ("（三）不予公开", 0, 0, 4, 1)
    source = over_pages(part("（三）不予公开", 1), part("（四）无法提供", 3))
    assert [box[:3] for box in places(source) if box[2] == 0] == [("（三）不予公开", 0, 0), ("（四）无法提供", 2, 0)]


def test_a_row_torn_by_the_end_of_the_page_is_one_row() -> None:
    before = [ROW, ("（一）", "2.其他法律", "1", "2", "3"), ("（一）", "3.三安全", "1", "2", "3")]
    torn = [*rows_of(*before, ("（一）", "4.保护第三方合法权益的申请事", "7", "8", "9"))]
    source = over_pages(torn, rows_of(("", "项", "", "", ""), ("（二）", "5.内部", "4", "5", "6")))
    assert places(source)[15:] == [
        *(("（一）", 3, 0, 1, 1), ("4.保护第三方合法权益的申请事项", 3, 1, 1, 1)),
        *((figure, 3, column, 1, 1) for column, figure in ((2, "7"), (3, "8"), (4, "9"))),
        *(("（二）", 4, 0, 1, 1), ("5.内部", 4, 1, 1, 1)),
        *((figure, 4, column, 1, 1) for column, figure in ((2, "4"), (3, "5"), (4, "6"))),
    ]


def test_a_row_of_its_own_is_not_taken_for_the_rest_of_another() -> None:
    after = ("行政强制", "项", "4", "5", "6")
    for second in (("", "行政处罚", "4", "", ""), ("", "2.其他", "", "", ""), ("项", "行政处罚", "", "", "")):
        source = over_pages(rows_of(("项", "行政许可", "1", "2", "3")), rows_of(second, after))
        assert max(box.row for box in source.tables[0].boxes) == 2, second


def test_an_empty_strip_at_the_edge_of_a_page_is_no_row() -> None:
    empty, other = ("", "", "", "", ""), ("（二）", "2.其他", "4", "5", "6")
    for source in (over_pages(rows_of(ROW, empty), rows_of(other)), over_pages(rows_of(ROW), rows_of(empty, other))):
        assert places(source)[5:] == plain(rows_of(other, first=1))


def test_a_banner_left_alone_at_the_foot_of_a_page_belongs_to_its_table() -> None:
    banner = [Box("第二十条第（一）项", 0, 0, "", 1, 5)]
    source = over_pages(banner, rows_of(ROW, ROW))
    assert places(source) == plain([*banner, *rows_of(ROW, ROW, first=1)])


def test_tables_with_text_between_them_or_with_other_edges_are_two() -> None:
    first, second = rows_of(ROW), rows_of(("（二）", "2.其他", "4", "5", "6"))
    data = drawn(
        [*ruled(first, XS, [FOOT - 30, FOOT])],
        [*prose("四、复议诉讼", TOP), *ruled(second, XS, [TOP + 60, TOP + 90])],
    )
    assert len(read_pdf(data).tables) == 2
    otherwise = [LEFT, *(x + 20 for x in XS[1:-1]), XS[-1]]
    data = drawn([*ruled(first, XS, [FOOT - 30, FOOT])], [*ruled(second, otherwise, [TOP, TOP + 30])])
    assert len(read_pdf(data).tables) == 2
    wider = [x + (x - LEFT) * 0.2 for x in XS]
    data = drawn([*ruled(first, XS, [FOOT - 30, FOOT])], [*ruled(second, wider, [TOP, TOP + 30])])
    assert len(read_pdf(data).tables) == 2
