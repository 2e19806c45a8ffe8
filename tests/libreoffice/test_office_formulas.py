"""Formulas: Excel's notation in and out, in blocks."""

from __future__ import annotations

import pytest

from xl_tools.libreoffice.formulas import shifted, to_calc, to_excel

PAIRS = [
    ("=SUM(A1:B2,$C$3)", "=SUM(A1:B2;$C$3)"),
    ('=IF(A1="a,b;c","=x!y",TRUE)', '=IF(A1="a,b;c";"=x!y";TRUE())'),
    ("=SUM('表 一'!A1:B2)", "=SUM($'表 一'.A1:B2)"),
    ("=表一!$A$1", "=$'表一'.$A$1"),
    ("='it''s'!A1", "=$'it''s'.A1"),
    ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
    ("=SUM(Sheet1:Sheet3!A1)", "=SUM($'Sheet1'.A1:$'Sheet3'.A1)"),
    ("=SUM(Sheet1:Sheet3!A1:B2)", "=SUM($'Sheet1'.A1:$'Sheet3'.B2)"),
    ("=CEILING(A1,1)+FLOOR(A1,1)", "=CEILING.XCL(A1;1)+FLOOR.XCL(A1;1)"),
    ("=STDEV.S(A1:A9)", "=STDEV.S(A1:A9)"),
    ("=IF(#N/A,#REF!,#DIV/0!)", "=IF(#N/A;#REF!;#DIV/0!)"),
    ("=SUM(A:A,1:3)", "=SUM(A:A;1:3)"),
    ("=SUM(表一!A:A)", "=SUM($'表一'.A:A)"),
    ("=1.5*A1%", "=1.5*A1%"),
]


@pytest.mark.parametrize(("excel", "calc"), PAIRS)
def test_excel_notation_becomes_calc_notation_and_returns(excel, calc):
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


def test_what_calc_writes_by_itself_is_understood():
    assert to_excel("=$Sheet1.$A$1+TRUE()*SUM(A1~B2)") == "=Sheet1!$A$1+TRUE*SUM(A1,B2)"
    assert to_excel("=$Sheet1.C1:$Sheet1.D2") == "=Sheet1!C1:D2"
    assert to_calc("=_xlfn.STDEV.S(A1)+_xlfn._xlws.SORT(A1)") == "=STDEV.S(A1)+SORT(A1)"


def test_another_workbook_is_refused_by_name():
    with pytest.raises(NotImplementedError, match="another workbook"):
        to_calc("=[Book2.xlsx]Sheet1!A1")


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", "=B3+$A3+B$1+$A$1"),
        ("=SUM(A:A,1:1,\"A1\",Sheet1!A1,'A1 b'!A1)", "=SUM(B:B,3:3,\"A1\",Sheet1!B3,'A1 b'!B3)"),
        ("=LOG10(A1)+ABC1234567X", "=LOG10(B3)+ABC1234567X"),
        ("=Rate_A1*2", "=Rate_A1*2"),
    ],
)
def test_relative_references_move(formula, moved):
    assert shifted(formula, 2, 1) == moved


@pytest.mark.soffice
@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B2,$C$3)",
        '=IF(A1="a,b",1,FALSE)',
        "=SUM('表 一'!A1:B2)",
        "=SUM(表二!$A$1,{1,2;3,4})",
        "=SUM(Sheet1:表二!A1:B2)",
        '=HYPERLINK("#表二!A1","去")',
        "=CEILING(A1,1)",
        "=IFERROR(VLOOKUP(1,A:B,2,FALSE),TRUE)",
        '=COUNTIFS(A1:A9,">0")+SUMPRODUCT((A1:A9>0)*1)',
        "=INDEX(A1:B9,MATCH(1,A1:A9,0),2)",
        "=-A1^2%",
    ],
)
def test_a_formula_reads_back_as_it_was_written(book, formula):
    for name in ("表 一", "表二"):
        book.sheets.add(name, after=book.sheets[-1])
    cell = book.sheets[0]["D5"]
    cell.formula = formula
    assert cell.formula == formula


@pytest.mark.soffice
def test_a_block_of_formulas_goes_in_and_out_at_once(sheet):
    block = [[f"=ROW()*{c}" for c in range(5)] for _ in range(20)]
    sheet["A1"].formula = block
    assert sheet["A1:E20"].formula == tuple(tuple(row) for row in block)
    assert sheet["B2:C3"].value == [[2.0, 4.0], [3.0, 6.0]]


@pytest.mark.soffice
def test_constants_read_as_excel_tells_them(sheet):
    sheet["A1"].value = [[1, 2.5, 1e-7, 1e20], ["文", True, None, "2024-01-31"]]
    assert sheet["A1:D2"].formula == (("1", "2.5", "0.0000001", "1E+20"), ("文", "TRUE", "", "45322"))
    assert sheet["A1"].formula == "1"
    sheet["A3"].value = "'=not a formula"
    assert sheet["A3"].formula == "=not a formula"
    assert sheet["A3"].value == "=not a formula"


@pytest.mark.soffice
def test_array_formulas(sheet):
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula_array = "=A1:A3*2"
    assert sheet["B1:B3"].value == [2.0, 4.0, 6.0]
    assert sheet["B1:B3"].formula_array == "=A1:A3*2"
    assert sheet["B1"].has_array and not sheet["A1"].has_array
    assert sheet["B2"].formula == "=A1:A3*2"
    with pytest.raises(Exception, match="refused"):
        sheet["B1"].value = 1


@pytest.mark.soffice
def test_formula2_is_formula(sheet):
    sheet["A1"].formula2 = "=1+1"
    assert (sheet["A1"].formula2, sheet["A1"].value) == ("=1+1", 2.0)


@pytest.mark.soffice
def test_calculation_can_be_put_off(app, sheet):
    app.calculation = "manual"
    sheet["A1"].value = [1, "=A1*2"]
    sheet["A1"].value = 5
    assert app.calculation == "manual"
    app.calculate()
    assert sheet["B1"].value == 10.0
    app.calculation = "automatic"
    sheet["A1"].value = 6
    assert sheet["B1"].value == 12.0
