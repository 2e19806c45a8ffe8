"""Numbers in prose, with their units: what is one and what is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.forms.load import form_for_edition
from xl_tools.validation.prose.lexiconfile import load_lexicon
from xl_tools.validation.prose.numerals import Numeral, parse_chinese
from xl_tools.validation.prose.sentences import fold, sentences

READER = load_lexicon(form_for_edition("2021")).numerals


def numbers(text: str) -> list[Numeral]:
    return list(READER.find(fold(text, 2024)))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("收到12件", 12, "件"),
        ("收到１２件", 12, "件"),
        ("发布1,234条", 1234, "条"),
        ("发布1，234条", 1234, "条"),
        ("发布１，２３４，５６７条", 1234567, "条"),
        ("办理1.2万件", 12000, "件"),
        ("发布3千条", 3000, "条"),
        ("收到二十三件", 23, "件"),
        ("收到一百零二件", 102, "件"),
        ("收到一百二十件", 120, "件"),
        ("发布两万三千条", 23000, "条"),
        ("收到〇件", 0, "件"),
        ("收到十件", 10, "件"),
        ("参加培训 120 人次", 120, "人次"),
        ("收费2950元", 2950, "元"),
        ("收费59237.2449万元", 592372449, "元"),
        ("出版12期", 12, "期"),
        ("占42.86%", Decimal("42.86"), "%"),
        ("占42.86％", Decimal("42.86"), "%"),
        ("增长百分之三十", 30, "%"),
        ("增长百分之三点五", Decimal("3.5"), "%"),
    ],
)
def test_a_number_is_read_in_every_writing(text: str, number: int | Decimal, unit: str) -> None:
    (found,) = numbers(text)
    assert (found.number, found.unit, found.approximate) == (number, unit, False)


@pytest.mark.parametrize(
    "text",
    [
        "约30件",
        "近30件",
        "30余件",
        "三十余件",
        "两百多条",
        "18万余条",
        "10余万条",
        "30件左右",
        "超过30件",
        "3至5件",
        "不少于30件",
    ],
)
def test_a_number_that_is_only_about_right_says_so(text: str) -> None:
    assert [one.approximate for one in numbers(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "2024年1月1日起",
        "第3条、第二十条第（一）项",
        "国办公开办函〔2021〕30号",
        "电话：0527-84368123，邮编223800",
        "12345热线",
        "20个工作日内",
        "提高5个百分点",
        "一是加强学习，二是完善制度",
        "与群众一起学习",
        "每一件申请都有答复，任一项都不遗漏",
        "1.主动公开情况",
        "三安全一稳定、四类过程性信息",
        "一体化、万众一心、千方百计",
        "2024元旦期间",
        "（一）主动公开",
        "比例为3:2",
    ],
)
def test_dates_ordinals_documents_and_telephones_are_no_counts(text: str) -> None:
    assert numbers(text) == []


def test_together_is_a_count_only_before_a_case() -> None:
    assert numbers("与各部门一起办理") == []
    assert [one.number for one in numbers("发生一起行政复议案件")] == [1]


def test_a_number_rounded_to_ten_thousands_agrees_with_what_it_may_stand_for() -> None:
    (about,) = numbers("1.2万件")
    assert about.agrees(12345) and about.agrees(11999) and not about.agrees(13500)
    (exact,) = numbers("12000件")
    assert exact.agrees(12000) and not exact.agrees(12001)


@given(st.integers(0, 99_999))
def test_chinese_numbers_come_back_as_they_were_written(number: int) -> None:
    assert parse_chinese(_chinese(number)) == number


def test_what_is_no_chinese_number_gives_none() -> None:
    assert [parse_chinese(text) for text in ("三五", "一一", "十百")] == [None, None, None]


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_in_order(text: str) -> None:
    places = [(one.start, one.end) for one in numbers(text)]
    assert places == sorted(places)
    for sentence in sentences("overview", "", text, 2024):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


def _chinese(number: int) -> str:
    if number == 0:
        return "零"
    text, zero = "", False
    for scale, word in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + word
        zero = not digit
    return text
