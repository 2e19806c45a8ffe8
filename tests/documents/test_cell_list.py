"""The list of cells as CSV: every id once with its value, and nothing that a spreadsheet would run or rewrite."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO

import pandas as pd
import pytest
from document_samples import EDITIONS, UNIT, YEARS, sample_report
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from xl_tools.documents.cell_list import HEAD, safe_text, write_cell_list
from xl_tools.documents.clean import clean_line
from xl_tools.report import Report, Unit
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, Value

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DATE_CELL = "requests.received.natural_person"


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(write_cell_list(report).decode("utf-8-sig"), newline="")))


def shown(value: Value) -> str:
    report = sample_report("2021").with_cells({DATE_CELL: value})
    return next(row["数值"] for row in rows(report) if row["单元格编号"] == DATE_CELL)


@pytest.mark.parametrize("edition", EDITIONS)
def test_pandas_reads_every_cell_of_the_form_once_with_its_value(edition: str) -> None:
    report = sample_report(edition)
    frame = pd.read_csv(BytesIO(write_cell_list(report)), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert tuple(frame.columns) == HEAD
    assert list(frame["单元格编号"]) == list(report.form.cells)
    numbers = {row["单元格编号"]: Decimal(row["数值"]) for _, row in frame.iterrows()}
    assert numbers == {cell_id: Decimal(report.number(cell_id)) for cell_id in report.form.cells}
    assert set(frame["年度"]) == {str(YEARS[edition])}
    assert set(frame["填报单位"]) == {UNIT}
    assert set(frame["格式版本"]) == {edition}
    assert set(frame["报告范围"]) == {"本级"}


def test_labels_say_where_a_number_stands_on_the_printed_form() -> None:
    row = next(
        row for row in rows(sample_report("2021")) if row["单元格编号"] == "requests.denied_state_secret.business"
    )
    assert (row["表"], row["行"], row["栏"], row["单位"]) == (
        "表三",
        "三、本年度办理结果 → （三）不予公开 → 1.属于国家秘密",
        "申请人情况 → 法人或其他组织 → 商业企业",
        "件",
    )
    review = next(row for row in rows(sample_report("2021")) if row["单元格编号"] == "review.reconsideration.total")
    assert (review["行"], review["栏"]) == ("", "行政复议 → 总计")


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_label_of_the_form_is_changed_by_the_guard(edition: str) -> None:
    assert not any("'" in row["行"] + row["栏"] for row in rows(sample_report(edition)))


def test_money_has_its_unit_only_where_it_is_known() -> None:
    amount = "proactive.procurement.amount"
    units = [
        next(row["单位"] for row in rows(sample_report("2019", cells={amount: typed})) if row["单元格编号"] == amount)
        for typed in ("251.6万元", 8040)
    ]
    assert units == ["万元", ""]
    assert {row["单位"] for row in rows(sample_report("2021")) if row["单元格编号"] == "proactive.fees.amount"} == {
        "万元"
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Count(-8), "-8"),
        (Count(999999999999999), "999999999999999"),
        (Amount(Decimal("59237.2449")), "59237.2449"),
        (Amount(Decimal("1E+3")), "1000"),
        (BLANK, ""),
        (NotApplicable("/"), "/"),
        (NotApplicable("—"), "—"),
        (NotApplicable("-"), "'-"),
        (BadValue("见附件3"), "见附件3"),
        (BadValue("甲\r\n乙"), "甲 乙"),
        (BadValue("=HYPERLINK(1)"), "'=HYPERLINK(1)"),
        (BadValue(' "=1+1'), "'\"=1+1"),
        (BadValue("\t＋1"), "'＋1"),
        (BadValue("＠甲"), "'＠甲"),
        (BadValue("\u2003-甲"), "'\u2003-甲"),
        (BadValue("甲;=1+1"), "甲;'=1+1"),
        (BadValue("1-2"), "'1-2"),
        (BadValue("3月5日"), "'3月5日"),
        (BadValue("1E5"), "'1E5"),
        (BadValue("１２"), "'１２"),
        (BadValue("1234567890123456"), "'1234567890123456"),
        (BadValue("￥5"), "'￥5"),
        (BadValue("TRUE"), "'TRUE"),
        (BadValue("#N/A"), "'#N/A"),
    ],
)
def test_values_as_they_stand_in_the_file(value: Value, text: str) -> None:
    assert shown(value) == text


def test_file_is_utf8_with_mark_and_lines_end_as_windows_ends_them() -> None:
    content = write_cell_list(sample_report("2021"))
    assert content.startswith("\ufeff单元格编号,".encode())
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(sample_report("2021").form.cells) + 1


ANY_TEXT = st.text(st.characters(categories=None), max_size=30) | st.text("=+-@\t\r \"'甲1,;|＝－0.Ee/", max_size=8)


@settings(max_examples=examples(60), deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_whatever_is_typed_comes_back_and_no_field_starts_a_formula(typed: str, unit: str) -> None:
    report = replace(sample_report("2021").with_cells({DATE_CELL: BadValue(typed)}), unit=Unit(unit))
    found = rows(report)
    assert [row["单元格编号"] for row in found] == list(report.form.cells)
    row = next(row for row in found if row["单元格编号"] == DATE_CELL)
    assert row["数值"].replace("'", "") == clean_line(typed).replace("'", "")
    assert row["填报单位"].replace("'", "") == clean_line(unit).replace("'", "")
    for text in (text for row in found for text in row.values()):
        for part in re.split("[,;|]", text):
            start = unicodedata.normalize("NFKC", part).lstrip(' \t\r\n"\xa0\u3000')
            assert NUMBER.fullmatch(text) or not start.startswith(("=", "+", "-", "@"))


LIKE_NUMBER = st.from_regex(r"[+-]?[0-9０-９]{1,20}([.．/:-][0-9]{1,4}){0,2}(E[0-9]{1,2})?%?", fullmatch=True)


@given(LIKE_NUMBER)
def test_text_that_could_be_a_number_or_a_date_is_marked_as_text(text: str) -> None:
    assert safe_text(f" {text}") == f"'{text}"
