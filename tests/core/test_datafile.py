"""The data file: its contract, its schema, exact numbers, and errors that name the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reports import EDITIONS, PUBLISHED, published, report_of

import xl_tools
from xl_tools.datafile import read_data, report_from_data, report_to_data, write_data
from xl_tools.errors import DataFileError, TemplateMismatch, XlToolsError
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Dispute, Explanation, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable

Change = Callable[[dict[str, Any]], object]
TOTAL = "requests.carried_out.total"


def sample() -> dict[str, Any]:
    """The example of the contract, with every optional key in use."""
    return {
        "edition": "2021",
        "year": 2024,
        "unit": {"name": "示例街道办事处", "level": "subdistrict", "scope": "own"},
        "cells": {"requests.received.natural_person": 12, "proactive.fees.amount": "59237.2449"},
        "narrative": {"lead": "导语", "overview": "总体\n情况", "problems": "问题", "other": "无"},
        "facts": {"website_posts": 95, "growth": 1.05, "website": "www.example.gov.cn"},
        "published_on": "2025-01-20",
        "preparer": "甲",
        "reviewer": "乙",
        "explanations": [
            {
                "rule": "D1",
                "cells": ["proactive.regulations.issued"],
                "text": "已核",
                "by": "甲",
                "on": "2025-01-10",
                "digest": "9f",
            }
        ],
        "previous": {
            "edition": "2021",
            "year": 2023,
            "unit": {"name": "示例街道办事处"},
            "cells": {},
            "disputes": [{"cell": TOTAL, "proposed": 5, "reason": "漏计", "confirmed": True}],
        },
    }


def read(data: object) -> Report:
    return read_data(json.dumps(data, ensure_ascii=False))


def minimal(**changes: object) -> dict[str, Any]:
    return {"edition": "2021", "year": 2024, "unit": {"name": "某局"}, "cells": {}} | changes


@pytest.fixture(scope="module")
def validator() -> Iterator[jsonschema.Draft202012Validator]:
    schema = json.loads((Path(xl_tools.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    yield jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


# --- what the contract promises


def test_every_key_of_the_contract_is_read() -> None:
    report = read(sample())
    assert (report.edition, report.year) == ("2021", 2024)
    assert report.unit == Unit("示例街道办事处", Level.SUBDISTRICT, Scope.OWN)
    assert report.value("requests.received.natural_person") == Count(12)
    assert report.value("proactive.fees.amount") == Amount(Decimal("59237.2449"))
    assert report.value("review.reconsideration.total") is BLANK
    assert dict(report.narrative) == {"lead": "导语", "overview": "总体\n情况", "problems": "问题", "other": "无"}
    assert dict(report.facts) == {"website_posts": 95, "growth": Decimal("1.05"), "website": "www.example.gov.cn"}
    assert report.published_on == date(2025, 1, 20)
    assert (report.preparer, report.reviewer) == ("甲", "乙")
    assert report.explanations == (
        Explanation("D1", ("proactive.regulations.issued",), "已核", "甲", "2025-01-10", "9f"),
    )
    assert report.previous is not None
    assert (report.previous.year, report.previous.is_blank) == (2023, True)


def test_only_edition_year_unit_and_cells_are_required() -> None:
    report = read(minimal())
    assert report.unit == Unit("某局", Level.OTHER, Scope.OWN)
    assert report.is_blank
    assert report.previous is None


def test_null_stands_for_nothing_everywhere_it_may_stand() -> None:
    nothing = dict.fromkeys(("narrative", "facts", "published_on", "preparer", "reviewer", "explanations", "previous"))
    assert read(minimal(**nothing)) == read(minimal())
    assert read(minimal(narrative={"lead": None}, facts={"x": None}, published_on="")) == read(minimal())


def test_cell_is_a_number_a_text_as_typed_or_null() -> None:
    cells = {
        "requests.received.natural_person": 12,
        "requests.received.business": "１２件",
        "requests.received.research": None,
        "requests.received.other": "/",
        "requests.received.total": "二十四",
        "requests.granted.total": 3.0,
    }
    report = read(minimal(cells=cells))
    read_values = [report.value(cell) for cell in cells]
    assert read_values == [Count(12), Count(12), BLANK, NotApplicable("/"), BadValue("二十四"), Count(3)]
    assert [report_to_data(report)["cells"][cell] for cell in cells] == [12, "１２件", None, "/", "二十四", 3]


def test_text_typed_in_a_published_report_stays_as_typed() -> None:
    report = published("wolongshan-2019")
    assert report.value("proactive.procurement.amount") == Amount(Decimal(2358))
    assert report_to_data(report)["cells"]["proactive.procurement.amount"] == "2358万"


@pytest.mark.parametrize("written", ["59237.2449", '"59237.2449"'])
def test_amount_is_exact_as_number_and_as_text(written: str) -> None:
    text = json.dumps(minimal(cells={"proactive.fees.amount": 0})).replace(": 0}", f": {written}}}")
    value = read_data(text).value("proactive.fees.amount")
    assert value == Amount(Decimal("59237.2449"))
    assert isinstance(value, Amount)
    assert value.unit_given


def test_a_number_is_never_rounded_on_the_way_in() -> None:
    text = json.dumps(minimal(cells={"proactive.fees.amount": 0})).replace(": 0}", ": 0.1000000000000000055}")
    assert read_data(text).value("proactive.fees.amount") == BadValue("0.1000000000000000055")


def test_amount_is_written_as_text_without_exponent() -> None:
    report = report_of(cells={"proactive.fees.amount": Decimal("1E+3")})
    assert report_to_data(report)["cells"]["proactive.fees.amount"] == "1000"


def test_keys_are_written_in_the_order_of_the_contract_and_cells_in_the_order_of_the_form() -> None:
    for edition in EDITIONS:
        data = json.loads(write_data(report_of(edition)))
        assert list(data) == [
            "edition",
            "year",
            "unit",
            "cells",
            "narrative",
            "facts",
            "published_on",
            "preparer",
            "reviewer",
            "explanations",
            "previous",
        ]
        assert list(data["cells"]) == list(form_for_edition(edition).cells)
        assert list(data["unit"]) == ["name", "level", "scope"]
        assert list(data["narrative"]) == ["lead", "overview", "problems", "other"]


def test_written_text_is_readable_utf8_and_ends_in_a_newline() -> None:
    text = write_data(read(sample()))
    assert text.endswith("}\n")
    assert "示例街道办事处" in text
    assert "\\u" not in text


def test_levels_and_scopes_are_the_words_of_the_contract() -> None:
    assert [level.value for level in Level] == [
        "state_department",
        "province_government",
        "province_department",
        "city_government",
        "city_department",
        "county_government",
        "county_department",
        "township",
        "subdistrict",
        "other",
    ]
    assert [scope.value for scope in Scope] == ["own", "consolidated"]


# --- there and back


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_report_comes_back_identical(name: str) -> None:
    report = published(name)
    text = write_data(report)
    assert read_data(text) == report
    assert write_data(read_data(text)) == text


def test_report_with_everything_in_use_comes_back_identical() -> None:
    report = read(sample())
    assert read_data(write_data(report)) == report


def test_disputes_of_last_year_are_kept_apart_from_what_was_published() -> None:
    report = read(sample())
    last = report.previous
    assert last and last.disputes == (Dispute(TOTAL, Count(5), "漏计", confirmed=True),)
    assert last.value(TOTAL) == BLANK and last.numbers == {}
    assert report.value(f"previous.{TOTAL}") == Count(5) and report.operands[f"previous.{TOTAL}"] == 5
    for wrong in ({"confirmed": False}, {"proposed": "五件"}):
        data = sample()
        data["previous"]["disputes"][0] |= wrong
        assert read(data).value(f"previous.{TOTAL}") == BLANK and f"previous.{TOTAL}" not in read(data).operands
    assert "disputes" not in report_to_data(report)
    assert report_to_data(report)["previous"]["disputes"] == sample()["previous"]["disputes"]


def test_empty_report_comes_back_identical() -> None:
    report = Report(form_for_edition("2019"), 2020, Unit("某局"), {})
    assert read_data(write_data(report)) == report


raw_cells = st.one_of(
    st.none(), st.integers(-10, 10**6), st.text(max_size=6), st.sampled_from(["/", "１２", "2358万", "8040元", "减8"])
)


@given(
    st.sampled_from(EDITIONS),
    st.data(),
    st.dictionaries(st.text("abc_", min_size=1), st.integers() | st.text(max_size=5) | st.decimals(-9, 9, places=3)),
)
def test_whatever_is_read_is_written_and_read_back_the_same(edition: str, data: st.DataObject, facts: dict) -> None:
    form = form_for_edition(edition)
    cells = data.draw(st.dictionaries(st.sampled_from(list(form.cells)), raw_cells, max_size=12))
    file = minimal(edition=edition, year=int(edition), cells=cells, facts=facts)
    try:
        report = report_from_data(file)
    except DataFileError as error:
        assert "不能使用的字符" in str(error) or "不超过 15 位" in str(error)
        return
    text = write_data(report)
    assert read_data(text) == report
    assert write_data(read_data(text)) == text


# --- the schema and the reader agree


@pytest.mark.parametrize("name", PUBLISHED)
def test_schema_accepts_published_reports_and_what_is_written(
    name: str, validator: jsonschema.Draft202012Validator
) -> None:
    validator.validate(json.loads(PUBLISHED[name].read_text(encoding="utf-8")))
    validator.validate(json.loads(write_data(published(name))))


def test_schema_names_the_levels_and_scopes_of_the_program(validator: jsonschema.Draft202012Validator) -> None:
    unit = validator.schema["$defs"]["report"]["properties"]["unit"]["properties"]
    assert unit["level"]["enum"] == [level.value for level in Level]
    assert unit["scope"]["enum"] == [scope.value for scope in Scope]


def change(*path: str | int, to: object = ..., drop: bool = False) -> Change:
    def apply(data: dict[str, Any]) -> None:
        item: Any = data
        for key in path[:-1]:
            item = item[key]
        if drop:
            del item[path[-1]]
        else:
            item[path[-1]] = to

    return apply


ACCEPTED: dict[str, Change] = {
    "as it is": lambda data: None,
    "without optional keys": lambda data: [data.pop(key) for key in list(data)[4:]],
    "no cells": change("cells", to={}),
    "blank cell": change("cells", "requests.received.total", to=None),
    "text in a cell": change("cells", "requests.received.total", to="十二"),
    "fraction in a cell": change("cells", "requests.received.total", to=1.5),
    "unit by name only": change("unit", to={"name": "某局"}),
    "empty text": change("narrative", "lead", to=""),
    "no date": change("published_on", to=None),
    "empty date": change("published_on", to=""),
    "explanation of two keys": change("explanations", to=[{"rule": "D1", "text": "已核"}]),
    "explanation without a name": change("explanations", 0, "by", to=None),
    "no last year": change("previous", to=None),
    "no disputes": change("previous", "disputes", to=None),
    "dispute of two keys": change("previous", "disputes", to=[{"cell": TOTAL, "proposed": "五件"}]),
    "edition of another year": lambda data: data.update(year=2022, previous=None),
}
REJECTED: dict[str, tuple[Change, str]] = {
    # name: (what is broken, message after “数据文件的”)
    "no edition": (change("edition", drop=True), "“edition”有误：缺少这一项。"),
    "no year": (change("year", drop=True), "“year”有误：缺少这一项。"),
    "no unit": (change("unit", drop=True), "“unit”有误：缺少这一项。"),
    "no cells": (change("cells", drop=True), "“cells”有误：缺少这一项。"),
    "unknown key": (
        change("cell", to={}),
        "“cell”有误：不认识的项；可用的项是 edition、year、unit、cells、narrative、facts、published_on、preparer、"
        "reviewer、explanations、previous。",
    ),
    "disputes of this year": (
        change("disputes", to=[]),
        "“disputes”有误：不认识的项；可用的项是 edition、year、unit、cells、narrative、facts、published_on、preparer、"
        "reviewer、explanations、previous。",
    ),
    "disputes as one": (change("previous", "disputes", to={}), "“previous.disputes”有误：应为列表。"),
    "dispute without a figure": (
        change("previous", "disputes", 0, "proposed", drop=True),
        "“previous.disputes[0].proposed”有误：缺少这一项。",
    ),
    "dispute with a blank": (
        change("previous", "disputes", 0, "proposed", to=" "),
        "“previous.disputes[0].proposed”有误：缺少这一项。",
    ),
    "dispute confirmed by a word": (
        change("previous", "disputes", 0, "confirmed", to="是"),
        "“previous.disputes[0].confirmed”有误：应为 true 或 false。",
    ),
    "dispute of no cell": (
        change("previous", "disputes", 0, "cell", drop=True),
        "“previous.disputes[0].cell”有误：2021 版没有这个单元格。",
    ),
    "unknown key of a dispute": (
        change("previous", "disputes", 0, "by", to="甲"),
        "“previous.disputes[0].by”有误：不认识的项；可用的项是 cell、proposed、reason、confirmed。",
    ),
    "year as text": (change("year", to="2024"), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "year true": (change("year", to=True), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "year out of range": (change("year", to=20240), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "year before the Regulation": (change("year", to=2007), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "huge year": (change("year", to=10**4000), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "year with a fraction": (change("year", to=2024.5), "“year”有误：应为 2008 至 2100 之间的年份。"),
    "edition as number": (change("edition", to=2021), "“edition”有误：应为文字，例如“2021”。"),
    "edition null": (change("edition", to=None), "“edition”有误：应为文字，例如“2021”。"),
    "unit as text": (change("unit", to="某局"), "“unit”有误：应为一组“名称: 值”。"),
    "unit without name": (change("unit", "name", drop=True), "“unit.name”有误：缺少单位名称。"),
    "unit with an empty name": (change("unit", "name", to="  "), "“unit.name”有误：缺少单位名称。"),
    "unit name as number": (change("unit", "name", to=5), "“unit.name”有误：应为文字。"),
    "unknown level": (
        change("unit", "level", to="village"),
        "“unit.level”有误：应为 state_department、province_government、province_department、city_government、"
        "city_department、county_government、county_department、township、subdistrict、other 之一。",
    ),
    "level null": (change("unit", "level", to=None), "“unit.level”有误：应为 state_department、"),
    "level as list": (change("unit", "level", to=["other"]), "“unit.level”有误：应为 state_department、"),
    "unknown scope": (change("unit", "scope", to="all"), "“unit.scope”有误：应为 own、consolidated 之一。"),
    "misspelt key of unit": (
        change("unit", "lvel", to="other"),
        "“unit.lvel”有误：不认识的项；可用的项是 name、level、scope。",
    ),
    "cells as list": (change("cells", to=[]), "“cells”有误：应为一组“名称: 值”。"),
    "cells null": (change("cells", to=None), "“cells”有误：应为一组“名称: 值”。"),
    "cell true": (
        change("cells", "requests.received.total", to=True),
        "“cells.requests.received.total”有误：应为数字、文字或 null。",
    ),
    "cell as list": (
        change("cells", "requests.received.total", to=[1]),
        "“cells.requests.received.total”有误：应为数字、文字或 null。",
    ),
    "cell as object": (
        change("cells", "requests.received.total", to={"v": 1}),
        "“cells.requests.received.total”有误：应为数字、文字或 null。",
    ),
    "cell id that is none": (change("cells", "A1", to=1), "“cells.A1”有误：2021 版没有这个单元格。"),
    "narrative as text": (change("narrative", to="正文"), "“narrative”有误：应为一组“名称: 值”。"),
    "unknown text": (
        change("narrative", "preface", to="x"),
        "“narrative.preface”有误：不认识的项；可用的项是 lead、overview、problems、other。",
    ),
    "text as number": (change("narrative", "lead", to=1), "“narrative.lead”有误：应为文字。"),
    "facts as list": (change("facts", to=[1]), "“facts”有误：应为一组“名称: 值”。"),
    "fact true": (change("facts", "x", to=True), "“facts.x”有误：应为文字，或不超过 15 位的数字。"),
    "fact as list": (change("facts", "x", to=[]), "“facts.x”有误：应为文字，或不超过 15 位的数字。"),
    "date as number": (change("published_on", to=20250120), "“published_on”有误：应为日期，例如 2025-01-20。"),
    "date without dashes": (change("published_on", to="20250120"), "“published_on”有误：应为日期，例如 2025-01-20。"),
    "date in Chinese": (change("published_on", to="2025年1月20日"), "“published_on”有误：应为日期，例如 2025-01-20。"),
    "date that does not exist": (
        change("published_on", to="2025-02-30"),
        "“published_on”有误：应为日期，例如 2025-01-20。",
    ),
    "preparer as list": (change("preparer", to=["甲"]), "“preparer”有误：应为文字。"),
    "explanations as object": (change("explanations", to={}), "“explanations”有误：应为列表。"),
    "explanation as text": (change("explanations", to=["x"]), "“explanations[0]”有误：应为一组“名称: 值”。"),
    "explanation without rule": (
        change("explanations", 0, "rule", drop=True),
        "“explanations[0].rule”有误：缺少这一项。",
    ),
    "explanation without text": (
        change("explanations", 0, "text", drop=True),
        "“explanations[0].text”有误：缺少这一项。",
    ),
    "unknown key of an explanation": (
        change("explanations", 0, "who", to="x"),
        "“explanations[0].who”有误：不认识的项；可用的项是 rule、text、by、on、digest、cells。",
    ),
    "cells of an explanation as text": (
        change("explanations", 0, "cells", to="A1"),
        "“explanations[0].cells”有误：应为单元格编号的列表。",
    ),
    "cells of an explanation as numbers": (
        change("explanations", 0, "cells", to=[1]),
        "“explanations[0].cells”有误：应为单元格编号的列表。",
    ),
    "last year as list": (change("previous", to=[]), "“previous”有误：应为一组“名称: 值”。"),
    "last year without cells": (change("previous", "cells", drop=True), "“previous.cells”有误：缺少这一项。"),
    "unknown key in last year": (
        change("previous", "cell", to={}),
        "“previous.cell”有误：不认识的项；可用的项是 edition、",
    ),
    "last year of last year": (
        change("previous", "previous", to={"edition": "2021", "year": 2022, "unit": {"name": "某局"}, "cells": {}}),
        "“previous.previous”有误：上年数据里不能再带上年数据。",
    ),
}
BEYOND_THE_SCHEMA: dict[str, tuple[Change, str]] = {
    "dispute of a cell of another edition": (
        change("previous", "disputes", 0, "cell", to="requests.other_handling.total"),
        "“previous.disputes[0].cell”有误：2021 版没有这个单元格。",
    ),
    "two disputes of one cell": (
        change("previous", "disputes", to=[{"cell": TOTAL, "proposed": 5}] * 2),
        "“previous.disputes[1].cell”有误：这一格已有建议值。",
    ),
    # What JSON Schema cannot say, or says only with the whole form in it.
    "cell of no edition": (
        change("cells", "requests.received.nobody", to=1),
        "“cells.requests.received.nobody”有误：2021 版没有这个单元格。",
    ),
    "cell of another edition": (
        change("cells", "proactive.procurement.amount", to=1),
        "“cells.proactive.procurement.amount”有误：2021 版没有这个单元格。",
    ),
    "same year as last year": (change("previous", "year", to=2024), "“previous.year”有误：应为上一年度 2023。"),
    "two years ago as last year": (change("previous", "year", to=2022), "“previous.year”有误：应为上一年度 2023。"),
    "control character": (change("unit", "name", to="某\0局"), "“unit.name”有误：含有不能使用的字符 U+0000。"),
    "half an emoji": (change("narrative", "lead", to="\ud83d"), "“narrative.lead”有误：含有不能使用的字符 U+D83D。"),
    "half an emoji in a cell": (
        change("cells", "requests.received.total", to="1\ud83d"),
        "“cells.requests.received.total”有误：含有不能使用的字符 U+D83D。",
    ),
    "half an emoji in an explanation": (
        change("explanations", 0, "cells", to=["\udfff"]),
        "“explanations[0].cells”有误：含有不能使用的字符 U+DFFF。",
    ),
    "half an emoji as a key": (change("\ud83d", to=1), "“\ufffd”有误：不认识的项"),
    "fact of many digits": (change("facts", "x", to=10**15), "“facts.x”有误：应为文字，或不超过 15 位的数字。"),
    "very long key": (change("钥" * 1000, to=1), f"“{'钥' * 80}…”有误：不认识的项"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_reader_and_schema_accept_the_same(name: str, validator: jsonschema.Draft202012Validator) -> None:
    data = sample()
    ACCEPTED[name](data)
    validator.validate(data)
    read(data)


@pytest.mark.parametrize("name", REJECTED)
def test_reader_and_schema_reject_the_same_and_the_reader_names_the_key(
    name: str, validator: jsonschema.Draft202012Validator
) -> None:
    breaks, message = REJECTED[name]
    data = sample()
    breaks(data)
    assert not validator.is_valid(data)
    with pytest.raises(DataFileError) as caught:
        read(data)
    assert str(caught.value).startswith(f"数据文件的{message}")
    assert caught.value.code == "J02"


@pytest.mark.parametrize("name", BEYOND_THE_SCHEMA)
def test_reader_refuses_what_the_schema_cannot_say(name: str, validator: jsonschema.Draft202012Validator) -> None:
    breaks, message = BEYOND_THE_SCHEMA[name]
    data = sample()
    breaks(data)
    with pytest.raises(DataFileError) as caught:
        read_data(json.dumps(data))
    assert str(caught.value).startswith(f"数据文件的{message}")
    str(caught.value).encode()  # can be printed


def test_whole_emoji_is_welcome() -> None:
    data = minimal(narrative={"lead": "好😀"})
    assert read_data(json.dumps(data)).narrative["lead"] == "好😀"


@pytest.mark.parametrize("edition", ["2017", "", "２０２１"])
def test_unknown_edition_is_told_with_the_editions_there_are(edition: str) -> None:
    with pytest.raises(TemplateMismatch, match="本软件收有：2019、2021 版"):
        read(minimal(edition=edition))


def test_year_before_all_editions_is_told_with_the_years_there_are() -> None:
    with pytest.raises(TemplateMismatch, match="没有适用于 2010 年度的年报格式"):
        read(minimal(year=2010))


def test_wrong_edition_for_the_year_is_read_and_left_to_the_rules() -> None:
    report = read(minimal(edition="2019", year=2024))
    assert (report.edition, report.year) == ("2019", 2024)


# --- text that is no data file

NO_DATA = {
    "empty": "",
    "no JSON": "年报",
    "cut off": '{"edition": "2021"',
    "trailing comma": '{"edition": "2021",}',
    "two documents": "{} {}",
    "NaN": json.dumps(minimal(cells={"proactive.fees.amount": float("nan")})),
    "Infinity": json.dumps(minimal(cells={"proactive.fees.amount": float("inf")})),
    "minus Infinity": json.dumps(minimal(facts={"x": -float("inf")})),
    "integer of 5000 digits": '{"year": ' + "9" * 5000 + "}",
    "deep list": "[" * 100_000,
    "deep objects": '{"previous":' * 100_000 + "1" + "}" * 100_000,
    "single quotes": "{'edition': '2021'}",
    "zero bytes": "\0\0\0",
    "zip": "PK\x03\x04",
}


@pytest.mark.parametrize("name", NO_DATA)
def test_text_that_is_no_json_is_told_so(name: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_data(NO_DATA[name])
    assert str(caught.value).startswith("数据文件不是有效的 JSON")
    assert caught.value.code == "J01"


def test_place_of_a_slip_in_json_is_named() -> None:
    with pytest.raises(DataFileError, match=r"数据文件不是有效的 JSON（第 2 行第 20 列）。"):
        read_data('{\n "edition": "2021" "year": 2024}')


@pytest.mark.parametrize("text", ["[]", "1", "null", '"年报"', "true"])
def test_json_of_another_kind_is_told_what_is_expected(text: str) -> None:
    with pytest.raises(DataFileError, match="数据文件的“整个文件”有误：应为一组“名称: 值”。"):
        read_data(text)


def test_key_written_twice_is_refused() -> None:
    text = json.dumps(minimal()).replace('"year": 2024', '"year": 2024, "year": 2025')
    with pytest.raises(DataFileError, match="数据文件的“year”有误：这一项出现了两次。"):
        read_data(text)
    text = json.dumps(minimal(cells={"requests.received.total": 1})).replace(
        '"requests.received.total": 1', '"requests.received.total": 1, "requests.received.total": 1'
    )
    with pytest.raises(DataFileError, match=r"“requests\.received\.total”有误：这一项出现了两次。"):
        read_data(text)


def test_byte_order_mark_of_windows_editors_is_no_obstacle() -> None:
    assert read_data("\ufeff" + json.dumps(minimal())) == read(minimal())


@pytest.mark.parametrize("written", ["1e400", "1e-400", "9" * 4000, "0." + "9" * 4000, "-1e999999"])
def test_number_beyond_all_measure_is_a_bad_value_not_a_crash(written: str) -> None:
    text = json.dumps(minimal(cells={"proactive.fees.amount": 0})).replace(": 0}", f": {written}}}")
    report = read_data(text)
    assert isinstance(report.value("proactive.fees.amount"), BadValue)
    assert read_data(write_data(report)) == report


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(sample())), json_values)
def test_any_value_under_any_key_is_read_or_refused_in_a_sentence(key: str, value: object) -> None:
    data = sample() | {key: value}
    try:
        read_data(json.dumps(data))
    except XlToolsError as error:
        assert str(error).endswith("。")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_data(text)
    assert str(caught.value).endswith("。")


# --- decoded JSON from elsewhere


def test_plain_floats_of_another_decoder_are_read_by_their_shortest_digits() -> None:
    report = report_from_data(minimal(cells={"proactive.fees.amount": 26.55}, facts={"growth": 1.05}))
    assert report.value("proactive.fees.amount") == Amount(Decimal("26.55"))
    assert report.facts["growth"] == Decimal("1.05")


def test_report_cannot_be_changed_through_the_mappings_it_was_made_from() -> None:
    cells: dict[str, Any] = {"requests.received.total": Count(1)}
    report = Report(form_for_edition("2021"), 2024, Unit("某局"), cells)
    cells["requests.received.total"] = Count(2)
    assert report.number("requests.received.total") == 1
    for mapping in (report.cells, report.narrative, report.facts):
        with pytest.raises(TypeError):
            mapping["x"] = 1  # type: ignore[index]


def test_blanks_given_and_blanks_left_out_make_the_same_report() -> None:
    form = form_for_edition("2021")
    given_blank = Report(form, 2024, Unit("某局"), {"requests.received.total": BLANK}, {"lead": ""})
    assert given_blank == Report(form, 2024, Unit("某局"), {})
    assert (
        given_blank.with_cells({"requests.received.total": Count(1)})
        .with_cells({"requests.received.total": BLANK})
        .is_blank
    )
