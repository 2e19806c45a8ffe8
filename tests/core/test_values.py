"""The one grammar for numbers that people type: cases seen in published reports, and properties of all text."""

from __future__ import annotations

import math
import sys
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.forms.model import Kind
from xl_tools.values import (
    BLANK,
    MAX_DIGITS,
    Amount,
    BadValue,
    Blank,
    Count,
    NotApplicable,
    Value,
    is_number,
    parse,
    plain_decimal,
    show,
    strip,
    to_plain,
)

COUNT, SIGNED, AMOUNT, TOTAL = Kind.COUNT, Kind.SIGNED, Kind.AMOUNT, Kind.TOTAL
UNITS = {COUNT: "件", SIGNED: "项", AMOUNT: "万元", TOTAL: "件"}


def amount(text: str) -> Amount:
    return Amount(Decimal(text))


READABLE = [
    # typed, kind, unit, number
    ("12", COUNT, "件", 12),
    ("0", COUNT, "件", 0),
    ("12", TOTAL, "件", 12),
    ("12.0", COUNT, "件", 12),
    ("007", COUNT, "件", 7),
    ("１２", COUNT, "件", 12),
    ("１2", COUNT, "件", 12),
    ("0　", COUNT, "件", 0),
    (" 5 ", COUNT, "件", 5),
    ("\ufeff5\u200b", COUNT, "件", 5),
    ("\xa05\xa0", COUNT, "件", 5),
    ("5\n", COUNT, "件", 5),
    ("1,036", COUNT, "件", 1036),
    ("１，０３６", COUNT, "件", 1036),
    ("1,234,567", COUNT, "件", 1234567),
    ("12件", COUNT, "件", 12),
    ("12 件", COUNT, "件", 12),
    ("24个", COUNT, "个", 24),
    ("24个", COUNT, "件", 24),
    ("3项", COUNT, "项", 3),
    ("1.2万件", COUNT, "件", 12000),
    ("2358万", COUNT, "件", 23_580_000),
    ("+12", COUNT, "件", 12),
    ("-3", COUNT, "件", -3),
    ("－3", COUNT, "件", -3),
    ("+1036", SIGNED, "项", 1036),
    ("＋1036", SIGNED, "项", 1036),
    ("1036", SIGNED, "项", 1036),
    ("-8", SIGNED, "项", -8),
    ("−8", SIGNED, "项", -8),
    ("减8", SIGNED, "项", -8),
    ("减少8项", SIGNED, "项", -8),
    ("增8", SIGNED, "项", 8),
    ("增加 8 项", SIGNED, "项", 8),
    ("-0", SIGNED, "项", 0),
]
AMOUNTS = [
    # typed, printed unit, 万元, unit given
    ("2358万", "", "2358", True),
    ("2358 万", "", "2358", True),
    ("2358万元", "", "2358", True),
    ("251000元", "", "25.1", True),
    ("152790元", "", "15.279", True),
    ("1元", "", "0.0001", True),
    ("８０４０元", "", "0.804", True),
    ("8040", "", "8040", False),
    ("8,040", "", "8040", False),
    ("0", "", "0", True),
    ("0.00", "", "0", True),
    ("59237.2449", "万元", "59237.2449", True),
    ("59,237.2449", "万元", "59237.2449", True),
    ("26.55", "万元", "26.55", True),
    ("26.55万元", "万元", "26.55", True),
    ("265500元", "万元", "26.55", True),
    ("8040", "万元", "8040", True),
    ("-5", "万元", "-5", True),
]
EMPTY = ["", " ", "　", "\t\r\n", "\u200b\ufeff", "\xa0"]
NOT_APPLICABLE = ["—", "／", "/", "无", "不适用", "-", "－", "−", "——", "--", "–", "\\", "＼", " / ", "　无　"]
UNREADABLE = [
    # typed, kind, reason
    ("3 5", COUNT, "不是数字"),
    ("1 0", COUNT, "不是数字"),
    ("1\u200b0", COUNT, "不是数字"),
    ("十二", COUNT, "不是数字"),
    ("1,03", COUNT, "不是数字"),
    ("1,0366", COUNT, "不是数字"),
    ("1036,", COUNT, "不是数字"),
    ("1＇036", COUNT, "不是数字"),
    ("①", COUNT, "不是数字"),
    ("²", COUNT, "不是数字"),
    ("½", COUNT, "不是数字"),
    ("Ⅳ", COUNT, "不是数字"),
    ("𝟏𝟐", COUNT, "不是数字"),
    ("١٢", COUNT, "不是数字"),
    ("१२", COUNT, "不是数字"),
    ("〇", COUNT, "不是数字"),
    ("O", COUNT, "不是数字"),
    ("l0", COUNT, "不是数字"),
    ("1e3", COUNT, "不是数字"),
    ("0x1F", COUNT, "不是数字"),
    ("1_000", COUNT, "不是数字"),
    ("1.", COUNT, "不是数字"),
    (".5", AMOUNT, "不是数字"),
    ("1..5", AMOUNT, "不是数字"),
    ("--5", COUNT, "不是数字"),
    ("(5)", COUNT, "不是数字"),
    ("约12", COUNT, "不是数字"),
    ("12余件", COUNT, "不是数字"),
    ("12/13", COUNT, "不是数字"),
    ("50%", COUNT, "不是数字"),
    ("nan", COUNT, "不是数字"),
    ("inf", AMOUNT, "不是数字"),
    ("#REF!", COUNT, "不是数字"),
    ("2024-01-05", COUNT, "不是数字"),
    ("1.5", COUNT, "应为整数"),
    ("1.23456万件", COUNT, "应为整数"),
    ("1.00000000000000000000000000000000000001", COUNT, "超过 15 位数字"),
    ("1234567890123456", COUNT, "超过 15 位数字"),
    ("123456789012万件", COUNT, "超过 15 位数字"),
    ("12元", COUNT, "这一格是数量，不是金额"),
    ("2358万元", COUNT, "这一格是数量，不是金额"),
    ("3项", COUNT, "这一格的单位是件"),
    ("增8", COUNT, "这一格不填增减"),
    ("减8", TOTAL, "这一格不填增减"),
    ("减8", AMOUNT, "这一格不填增减"),
    ("12件", AMOUNT, "金额的单位应为万元"),
    ("2358亿", AMOUNT, "不是数字"),
    ("0.00000000000000000000000000000000000001", AMOUNT, "超过 15 位数字"),
]


@pytest.mark.parametrize(("typed", "kind", "unit", "number"), READABLE)
def test_text_is_read_as_the_number_a_person_means(typed: str, kind: Kind, unit: str, number: int) -> None:
    assert parse(typed, kind, unit) == Count(number)


@pytest.mark.parametrize(("typed", "unit", "number", "unit_given"), AMOUNTS)
def test_money_is_read_in_ten_thousands_of_yuan(typed: str, unit: str, number: str, unit_given: bool) -> None:
    value = parse(typed, AMOUNT, unit)
    assert value == amount(number)
    assert isinstance(value, Amount)
    assert value.unit_given is unit_given


@pytest.mark.parametrize("typed", EMPTY)
@pytest.mark.parametrize("kind", Kind)
def test_invisible_text_is_blank(typed: str, kind: Kind) -> None:
    assert parse(typed, kind) is BLANK


@pytest.mark.parametrize("typed", NOT_APPLICABLE)
@pytest.mark.parametrize("kind", Kind)
def test_slashes_and_words_of_absence_are_not_applicable(typed: str, kind: Kind) -> None:
    value = parse(typed, kind)
    assert isinstance(value, NotApplicable)
    assert value.typed == strip(typed)


@pytest.mark.parametrize(("typed", "kind", "reason"), UNREADABLE)
def test_text_that_is_no_number_keeps_its_characters_and_a_reason(typed: str, kind: Kind, reason: str) -> None:
    value = parse(typed, kind, UNITS[kind])
    assert isinstance(value, BadValue)
    assert (value.typed, value.reason) == (typed, reason)


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (None, COUNT, BLANK),
        (12, COUNT, Count(12)),
        (-12, COUNT, Count(-12)),
        (12.0, COUNT, Count(12)),
        (-0.0, COUNT, Count(0)),
        (Decimal(12), COUNT, Count(12)),
        (Decimal("1.5E+3"), COUNT, Count(1500)),
        (Decimal("0E+999999"), COUNT, Count(0)),
        (10**MAX_DIGITS - 1, COUNT, Count(10**MAX_DIGITS - 1)),
        (12, AMOUNT, amount("12")),
        (26.55, AMOUNT, amount("26.55")),
        (0.1 + 0.2, AMOUNT, amount("0.3")),
        (59237.2449, AMOUNT, amount("59237.2449")),
        (Decimal("59237.2449"), AMOUNT, amount("59237.2449")),
        (Decimal("1." + "0" * 40), AMOUNT, amount("1")),
    ],
)
def test_plain_numbers_are_taken_as_they_are(raw: object, kind: Kind, value: Value) -> None:
    read = parse(raw, kind, UNITS[kind])
    assert read == value
    assert not isinstance(read, Count | Amount) or read.typed == ""


@pytest.mark.parametrize(
    ("raw", "typed", "reason"),
    [
        (True, "TRUE", "是逻辑值，不是数字"),
        (False, "FALSE", "是逻辑值，不是数字"),
        (date(2024, 1, 5), "2024-01-05", "是日期或时间，不是数字"),
        (datetime(2024, 1, 5, 6, 7), "2024-01-05 06:07:00", "是日期或时间，不是数字"),
        (time(6, 7), "06:07:00", "是日期或时间，不是数字"),
        (timedelta(1), "（timedelta）", "不是数字"),
        ([1], "（list）", "不是数字"),
        (b"12", "（bytes）", "不是数字"),
        (1j, "（complex）", "不是数字"),
        (math.nan, "NaN", "不是有限的数"),
        (math.inf, "Infinity", "不是有限的数"),
        (-math.inf, "-Infinity", "不是有限的数"),
        (Decimal("sNaN"), "sNaN", "不是有限的数"),
        (Decimal("1e999"), "1E+999", "超过 15 位数字"),
        (Decimal("1.00000000000000000000000000000000001"), "1.00000000000000000000000000000000001", "超过 15 位数字"),
        (1e300, "1E+300", "超过 15 位数字"),
        (10**15, "1000000000000000", "超过 15 位数字"),
        pytest.param(10**10_000, "（很长的整数）", "超过 15 位数字", id="10**10_000"),
        (1.5, "1.5", "应为整数"),
    ],
)
def test_other_things_than_numbers_are_bad_values(raw: object, typed: str, reason: str) -> None:
    value = parse(raw, COUNT, "件")
    assert isinstance(value, BadValue)
    assert (value.typed, value.reason) == (typed, reason)


def test_an_object_whose_text_fails_is_still_only_a_bad_value() -> None:
    class Hostile:
        def __str__(self) -> str:
            raise RuntimeError

        __repr__ = __str__

    assert parse(Hostile(), COUNT) == BadValue("（Hostile）")


@pytest.mark.parametrize("typed", ["１２", "12件", "1,036", " 12", "2358万", "007", "减8"])
def test_text_that_is_not_plain_is_kept(typed: str) -> None:
    value = parse(typed, SIGNED, "件")
    assert isinstance(value, Count)
    assert value.typed == typed
    assert to_plain(value) == typed


def test_plus_sign_is_plain_where_a_change_is_asked_for() -> None:
    assert to_plain(parse("+1036", SIGNED, "项")) == 1036
    assert to_plain(parse("+1036", COUNT, "件")) == "+1036"


def test_text_cell_of_a_workbook_is_kept_even_where_it_is_plain() -> None:
    value = parse("12", COUNT, "件", as_text=True)
    assert isinstance(value, Count)
    assert (value, value.typed) == (Count(12), "12")


def test_blank_not_applicable_and_zero_are_three_values() -> None:
    values = [parse(raw, COUNT, "件") for raw in ("", "/", "0")]
    assert values == [BLANK, NotApplicable("/"), Count(0)]
    assert len({type(value) for value in values}) == 3
    assert [is_number(value) for value in values] == [False, False, True]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Count(12, "１２"), "12"),
        (amount("26.50"), "26.5"),
        (amount("1E+3"), "1000"),
        (BLANK, "（空白）"),
        (NotApplicable("无"), "无"),
        (BadValue("十二"), "十二"),
        (BadValue("长" * 50), "长" * 40 + "…"),
    ],
)
def test_values_are_shown_as_a_person_reads_them(value: Value, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize(
    ("number", "text"),
    [("0", "0"), ("0.0000", "0"), ("26.50", "26.5"), ("1E+3", "1000"), ("-0.5", "-0.5"), ("100", "100")],
)
def test_plain_decimal_has_neither_exponent_nor_trailing_zeros(number: str, text: str) -> None:
    assert plain_decimal(Decimal(number)) == text


# --- properties

kinds = st.sampled_from(list(Kind))
units = st.sampled_from(["", "件", "项", "个", "万元"])
near_numbers = st.text(st.sampled_from("0123456789０１２,.，．+-－减增件万元个项 　/—e①²"), max_size=12)
texts = st.one_of(st.text(max_size=20), near_numbers)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.binary(),
    st.lists(st.integers()),
    texts,
)


@given(anything, kinds, units, st.booleans())
def test_nothing_makes_parse_raise(raw: object, kind: Kind, unit: str, as_text: bool) -> None:
    value = parse(raw, kind, unit, as_text=as_text)
    assert isinstance(value, Count | Amount | Blank | NotApplicable | BadValue)
    if isinstance(value, Amount):
        assert kind is AMOUNT
        assert value.number.is_finite()
    if isinstance(value, Count):
        assert kind is not AMOUNT
        assert abs(value.number) < 10**MAX_DIGITS
    assert len(show(value)) <= 41


@given(st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1), kinds)
def test_every_written_out_integer_reads_as_itself(number: int, kind: Kind) -> None:
    value = parse(str(number), kind, UNITS[kind])
    assert isinstance(value, Count | Amount)
    assert (value.number, value.typed) == (number, "")
    assert parse(number, kind, UNITS[kind]) == value
    if number >= 0:
        assert parse(f"{number:,}", kind, UNITS[kind]) == value


@given(st.decimals(-(10**10), 10**10, places=4))
def test_every_written_out_amount_reads_as_itself(number: Decimal) -> None:
    value = parse(str(number), AMOUNT, "万元")
    assert value == Amount(number)
    assert parse(float(number), AMOUNT, "万元") == value


@given(anything, kinds, units)
def test_what_a_value_is_written_as_reads_as_that_value(raw: object, kind: Kind, unit: str) -> None:
    value = parse(raw, kind, unit)
    written = to_plain(value)
    again = parse(written, kind, unit)
    assert again == value
    assert to_plain(again) == written


@given(texts, kinds)
def test_only_ascii_and_full_width_digits_are_read(text: str, kind: Kind) -> None:
    value = parse(text, kind, UNITS[kind])
    if is_number(value):
        digits = [character for character in text if unicodedata.numeric(character, None) is not None]
        assert all(character in "0123456789０１２３４５６７８９万" for character in digits)


@pytest.mark.parametrize("kind", Kind)
def test_no_look_alike_of_a_digit_is_ever_read_silently(kind: Kind) -> None:
    allowed = set("0123456789０１２３４５６７８９")
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        alike = unicodedata.normalize("NFKC", character)
        if character not in allowed and any(part.isnumeric() for part in alike):
            assert isinstance(parse(character, kind), BadValue), hex(code)
            assert isinstance(parse(f"1{character}", kind), BadValue) or character == "万", hex(code)


@pytest.mark.parametrize(
    "raw",
    [
        "9" * 1_000_000,
        "1" + " " * 1_000_000 + "1",
        " " * 1_000_000 + "1",
        "1," * 500_000,
        "0." + "0" * 1_000_000 + "1",
        "-" * 1_000_000,
        Decimal("9" * 100_000),
        Decimal("1e-100000"),
        1 << 1_000_000,
    ],
    ids=["digits", "inner blanks", "leading blanks", "commas", "fraction", "dashes", "Decimal", "tiny Decimal", "int"],
)
@pytest.mark.parametrize("kind", [COUNT, AMOUNT])
def test_huge_input_is_answered(raw: object, kind: Kind) -> None:
    assert isinstance(parse(raw, kind, ""), BadValue | Count | Amount)
