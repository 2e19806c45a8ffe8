"""What a formula refers to: cells, names, tables, and the formulas that may reach any cell."""

from __future__ import annotations

import time

import pytest

from xl_tools.workbook.references import Area, references, same_formula, tokens
from xl_tools.workbook.tableparts import Table

FIXED, LOOSE = (True,) * 4, (False,) * 4


@pytest.mark.parametrize(
    ("text", "boxes", "others"),
    [
        ("A1+$B$2", [("", (1, 1, 1, 1)), ("", (2, 2, 2, 2))], ()),
        ("SUM(B2:A1,C:C,3:5)", [("", (1, 1, 2, 2)), ("", (1, 3, 1048576, 3)), ("", (3, 1, 5, 16384))], ()),
        ("三、申请情况!D6*2", [("三、申请情况", (6, 4, 6, 4))], ()),
        ("'三、申请情况'!$D$6", [("三、申请情况", (6, 4, 6, 4))], ()),
        ("'it''s'!a1", [("it's", (1, 1, 1, 1))], ()),
        ("SUM(一:三!A1)", [("一:三", (1, 1, 1, 1))], ()),
        ("SUM('一 :三 '!A1)", [("一 :三 ", (1, 1, 1, 1))], ()),
        ('"A1"&"!B2"&"a""A3"', [], ()),
        ("LOG10(A1)+1E5-1.5E-3", [("", (1, 1, 1, 1))], ()),
        ("单价*Sheet1!税率+\\x.y", [], ("单价", "Sheet1!税率", "\\x.y")),
        ("甲A1+A1B+XYZ1+A9999999", [], ("甲A1", "A1B", "XYZ1", "A9999999")),
        ("#REF!+Sheet1!#REF!+#N/A+#DIV/0!", [], ()),
        ("IF(TRUE,_xlpm.x,FALSE)", [], ()),
        ("表甲[[#This Row],[数量]]*表甲[[a]:[b]]", [], ("表甲[[#This Row],[数量]]", "表甲[[a]:[b]]")),
        ('{1,"A1";2,3}', [], ()),
    ],
)
def test_references_of_a_formula(text: str, boxes: list[tuple[str, tuple[int, ...]]], others: tuple[str, ...]) -> None:
    found = references(text)
    named = [(area.first if area.first == area.last else f"{area.first}:{area.last}", area.box) for area in found.areas]
    assert (named, (*found.names, *found.tables), found.roams) == (boxes, others, False)


@pytest.mark.parametrize("text", ["INDIRECT(A1)", "OFFSET(A1,1,1)", "A1:INDEX(B:B,3)", "A1#", "cmd|'/c'!A1", '"open'])
def test_formulas_that_may_reach_any_cell(text: str) -> None:
    assert references(text).roams


@pytest.mark.parametrize(
    "piece", ["'", "A", "$", "[", "A1:", "SUM(", "[1]", "'a'!", "甲", "1", ".", '"', "#", "A1!", "T[[a],"]
)
def test_tokens_lose_nothing_of_a_formula_and_nonsense_is_not_tried_again_and_again(piece: str) -> None:
    text = piece * (8192 // len(piece))
    assert "".join(token.text for token in tokens(text)) == text
    assert not references(text).clock


def test_a_copy_refers_to_cells_as_far_away_and_goes_on_where_the_sheet_ends() -> None:
    area = Area("", "", (1, 1, 1, 1), LOOSE, external=False)
    assert area.moved(2, 3) == (3, 4, 3, 4)
    assert area.moved(-1, 0) == (1048576, 1, 1048576, 1)
    assert area._replace(fixed=FIXED).moved(2, 3) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=SUM(A1:B2)", "sum( $A$1:B2 )", True),
        ("'三、申请情况'!D6", "三、申请情况!D6", True),
        ("_xlfn.CONCAT(A1)", "=CONCAT(A1)", True),
        ("SUM(A1:B2)", "SUM(A1:B3)", False),
        ('IF(A1="a","b","")', 'IF(A1="A","b","")', False),
    ],
)
def test_formulas_are_compared_as_programs_write_them(one: str, other: str, same: bool) -> None:
    assert same_formula(one, other) is same


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("T[]", (3, 2, 5, 4)),
        ("T[#All]", (2, 2, 6, 4)),
        ("T[[#Headers],[b c]]", (2, 3, 2, 3)),
        ("T[#Totals]", (6, 2, 6, 4)),
        ("T[A]", (3, 2, 5, 2)),
        ("T[[a]:[b c]]", (3, 2, 5, 3)),
        ("T[[#This Row],[x'[1']]]", (4, 4, 4, 4)),
        ("T[@a]", (4, 2, 4, 2)),
        ("T[@]", (4, 2, 4, 4)),
        ("T[[#Headers],[#Data],[a]]", (2, 2, 5, 2)),
        ("T[nothing]", None),
    ],
)
def test_structured_references(text: str, box: tuple[int, ...] | None) -> None:
    assert Table("T", "表", (2, 2, 6, 4), 1, 1, ("a", "b c", "x[1]")).box_of(text, (4, 9)) == box


@pytest.mark.parametrize("piece", ["(", "+", "; ", "@ "])
def test_a_long_row_of_operators_is_read_once(piece: str) -> None:
    started = time.perf_counter()
    for formula in (piece * 400_000, f"A1+{piece * 400_000}"):
        assert len(references(formula).areas) == formula.count("A1")
    assert time.perf_counter() - started < 10
