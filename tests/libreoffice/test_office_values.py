"""Values in and out of cells: the types of Excel's COM interface, in every shape."""

from __future__ import annotations

import datetime as dt

import pytest

pytestmark = pytest.mark.soffice


@pytest.mark.parametrize(
    "value",
    [1.0, -0.5, 1e-05, 123456789.123, "文字", "a\nb", True, False, dt.datetime(2024, 1, 31, 13, 45, 30), None, " "],
)
def test_a_value_comes_back_as_it_was_written(sheet, value):
    sheet["B2"].value = value
    assert sheet["B2"].value == value
    assert type(sheet["B2"].value) is type(value)


def test_integers_and_dates_become_what_excel_makes_of_them(sheet):
    sheet["A1"].value = [7, dt.date(2024, 2, 29), dt.time(6, 0)]
    assert sheet["A1:C1"].value == [7.0, dt.datetime(2024, 2, 29), 0.25]
    assert sheet["B1"].number_format == "m/d/yyyy"


@pytest.mark.parametrize(
    ("typed", "value", "number_format"),
    [
        ("007", 7.0, "General"),
        ("1,234", 1234.0, "#,##0"),
        ("12.5%", 0.125, "0.00%"),
        ("5%", 0.05, "0%"),
        ("true", True, "General"),
        ("2024-01-31", dt.datetime(2024, 1, 31), "m/d/yyyy"),
        ("'007", "007", "General"),
        ("'=1+1", "=1+1", "General"),
        ("１２", "１２", "General"),
        ("2358万", "2358万", "General"),
        ("一、", "一、", "General"),
        ("1-2", "1-2", "General"),
        ("/", "/", "General"),
        ("=1+1", 2.0, "General"),
    ],
)
def test_text_means_what_it_means_when_typed_into_excel(sheet, typed, value, number_format):
    sheet["A1"].value = typed
    assert (sheet["A1"].value, sheet["A1"].number_format) == (value, number_format)


def test_a_cell_formatted_as_text_keeps_text_and_turns_numbers_into_it(sheet):
    sheet["A1:A3"].number_format = "@"
    sheet["A1"].value = [["007"], [5], ["=1+1"]]
    assert sheet["A1:A3"].value == ["007", "5", "=1+1"]
    assert sheet["A1:A3"].number_format == "@"


def test_blocks_keep_their_shape(sheet):
    block = [[1.0, "二", None], [True, dt.datetime(2024, 1, 1), "=A1+1"]]
    sheet["A1"].value = block
    assert sheet["A1:C2"].value == [[1.0, "二", None], [True, dt.datetime(2024, 1, 1), 2.0]]
    assert sheet["A1:C1"].value == [1.0, "二", None]
    assert sheet["A1:A2"].value == [1.0, True]
    assert sheet["A1:A2"].options(ndim=2).value == [[1.0], [True]]
    sheet["E1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["E1:E3"].value == [1.0, 2.0, 3.0]


def test_one_value_fills_the_range_and_relative_formulas_move(sheet):
    sheet["A1:B2"].value = 3
    sheet["C1:C2"].value = "=A1+$B$1"
    assert sheet["A1:C2"].value == [[3.0, 3.0, 6.0]] * 2
    assert sheet["C1:C2"].formula == (("=A1+$B$1",), ("=A2+$B$1",))


def test_a_number_over_a_truth_value_is_a_number_again(sheet):
    sheet["A1"].value = [True, False]
    sheet["A1"].value = [1, 0]
    assert sheet["A1:B1"].value == [1.0, 0.0]
    assert not isinstance(sheet["A1"].value, bool)
    sheet["A2"].formula = "=1>0"
    assert sheet["A2"].value is True
    sheet["A2"].formula = "=2-1"
    assert type(sheet["A2"].value) is float


def test_blank_cells_and_empty_text_read_as_none(sheet):
    sheet["A1"].value = ["x", "y"]
    sheet["A1"].value = [None, ""]
    sheet["C1"].formula = '=""'
    assert sheet["A1:C1"].value == [None, None, None]
    assert sheet["A1:C1"].options(empty="-").value == ["-", "-", "-"]
    assert sheet["A1:C1"].raw_value == ((None, None, None),)


def test_errors_read_as_none_or_by_name(sheet):
    sheet["A1"].value = ["=1/0", "#N/A", "=nosuch", "=EXP(1000)", '="a"+1', "=INDEX(A1:B2,9,9)"]
    assert sheet["A1:F1"].value == [None] * 6
    names = ["#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#VALUE!"]
    assert sheet["A1:E1"].options(err_to_str=True).value == names
    assert sheet["A1"].raw_value == -2146826281


def test_a_formula_with_an_error_among_values_survives_a_write_beside_it(sheet):
    sheet["A1"].value = ["=1/0", 2]
    sheet["B1"].value = 3
    assert sheet["A1:B1"].formula == (("=1/0", "3"),)


def test_options_convert_numbers_dates_and_dictionaries(sheet):
    sheet["A1"].value = [["a", 1], ["b", 2]]
    assert sheet["A1:B2"].options(dict).value == {"a": 1.0, "b": 2.0}
    assert sheet["B1:B2"].options(numbers=int).value == [1, 2]
    sheet["C1"].value = dt.datetime(2024, 1, 31)
    assert sheet["C1"].options(dates=dt.date).value == dt.date(2024, 1, 31)
    sheet["D1"].options(dict).value = {"x": 1}
    assert sheet["D1:E1"].value == ["x", 1.0]


def test_pandas_and_numpy_go_in_and_out(sheet):
    np = pytest.importorskip("numpy")
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"甲": [1.5, np.nan], "乙": ["x", None], "丙": pd.to_datetime(["2024-01-31", None])})
    sheet["A1"].value = frame
    assert sheet["B1:D3"].value == [
        ["甲", "乙", "丙"],
        [1.5, "x", dt.datetime(2024, 1, 31)],
        [None, None, None],
    ]
    back = sheet["A1"].options(pd.DataFrame, expand="table").value
    assert list(back.columns) == ["甲", "乙", "丙"]
    sheet["G1"].value = np.arange(6.0).reshape(2, 3)
    assert (sheet["G1:I2"].options(np.array).value == np.arange(6.0).reshape(2, 3)).all()
    sheet["G4"].value = [np.int64(3), np.float64("nan"), np.datetime64("2024-02-01"), np.bool_(True), pd.NA, pd.NaT]
    assert sheet["G4:L4"].value == [3.0, None, dt.datetime(2024, 2, 1), True, None, None]
    sheet["A9"].value = pd.Series([1, 2], name="s")
    assert sheet["B10:B11"].value == [1.0, 2.0]


def test_large_block_is_one_write_and_one_read(sheet):
    rows = [[float(r * 10 + c) for c in range(10)] for r in range(2000)]
    sheet["A1"].value = rows
    assert sheet["A1:J2000"].value == rows


def test_clearing_leaves_formats_alone(sheet):
    sheet["A1:B1"].value = [5, "x"]
    sheet["A1"].number_format = "0.00"
    sheet["A1:B1"].clear_contents()
    assert sheet["A1:B1"].value == [None, None]
    assert sheet["A1"].number_format == "0.00"
    sheet["A1"].value = 5
    sheet["A1"].value = None
    assert sheet["A1"].formula == ""
    sheet["A1"].clear_formats()
    assert sheet["A1"].number_format == "General"
