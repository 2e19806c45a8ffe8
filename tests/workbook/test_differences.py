"""What two reports say differently: each thing by place, label, old and new words; and when two codes differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.ready import report_ready
from test_seal import odd_report
from workbook_files import filled_report, write

from xl_tools import tasks
from xl_tools.datafile import read_data, write_data
from xl_tools.forms.load import form_for_edition
from xl_tools.report import PREVIOUS, Explanation, Report
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, Value
from xl_tools.workbook.differences import Difference, differences
from xl_tools.workbook.layout import INDEX
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.seal import seal_code
from xl_tools.workbook.template import build_workbook

EXPLANATION = Explanation(
    "C2", ("proactive.normative_documents.in_force",), "县里划入三件。", "张三", "2025-01-12", "0" * 16
)
CELL = "requests.received.business"


def whole_report() -> Report:
    return replace(filled_report(), explanations=(EXPLANATION,))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build_workbook(whole_report())


@pytest.fixture(scope="module")
def opened(book: bytes, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return read_workbook(write(tmp_path_factory.mktemp("differences"), book))


def shown(found: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    return [(str(one.place), one.label, one.old, one.new) for one in found]


def test_a_workbook_does_not_differ_from_itself(opened: Opened) -> None:
    assert differences(opened, opened) == ()
    assert differences(opened.report, opened.report) == ()


Typed = int | float | str | None
CHANGES: tuple[tuple[str, Typed, str, str, str, str], ...] = (
    ("report.unit", "示例局", "封面!B5", "填报单位（全称）", "示例市示例区人民政府", "示例局"),
    ("report.level", Level.TOWNSHIP.label, "封面!B6", "单位级别", Level.COUNTY_GOVERNMENT.label, Level.TOWNSHIP.label),
    ("report.scope", Scope.OWN.label, "封面!B8", "报告范围", Scope.CONSOLIDATED.label, Scope.OWN.label),
    ("report.preparer", "王五", "封面!B9", "填报人", "张三", "王五"),
    ("report.reviewer", None, "封面!B10", "审核人", "李四", "（空白）"),
    ("report.published_on", "2025-01-21", "封面!B11", "发布日期", "2025-01-20", "2025-01-21"),
    ("fact.address", "示例路 2 号", "封面!B17", "联系地址", "示例路 1 号", "示例路 2 号"),
    ("fact.website_posts", 96, "一、总体情况!B6", "政府网站公开条数", "95条", "96条"),
    (
        "text.overview.own",
        "另一句。",
        "一、总体情况!C34",
        "未分部分的文字·本单位文字（手写）",
        "开头一句。↵第二行 {本年新收} 件 & <b>",
        "另一句。",
    ),
    ("proactive.fees.amount", "约5万", "二、主动公开!B16", "行政事业性收费·收费金额", "7", "约5万"),
    ("requests.received.total", 3, "三、申请情况!J6", "本年新收·总计", "254331", "3"),
    (
        "text.problems.problems.result",
        "成稿。",
        "五、问题与改进!D12",
        "存在的主要问题·成稿（由“填充”写入）",
        "（空白）",
        "成稿。",
    ),
    ("last.unit", "示例局", "上年数据!B7", "上年填报单位", "示例市示例区人民政府", "示例局"),
    (f"{PREVIOUS}{CELL}", None, "上年数据!D26", "上年 本年新收·商业企业", "267", "（空白）"),
)
"""Defined name, what is typed there, and the place, label, old and new words that are told."""


def test_each_thing_that_people_enter_is_told_with_place_label_and_both_values_in_the_order_of_the_workbook(
    book: bytes, opened: Opened, tmp_path: Path
) -> None:
    after = changed_book(book, opened, {name: typed for name, typed, *_ in reversed(CHANGES)}, tmp_path)
    expected = [(name, place, label, old, new) for name, _, place, label, old, new in CHANGES]
    assert [(one.name, *line) for one in differences(opened, after) for line in shown((one,))] == expected
    back = [(place, label, new, old) for _, place, label, old, new in expected]
    assert shown(differences(after, opened)) == back


def changed_book(book: bytes, opened: Opened, typed: dict[str, Typed], folder: Path) -> Opened:
    """The workbook with other contents in some cells, by defined name."""
    edits: dict[tuple[str, str], Edit] = {}
    for name, content in typed.items():
        edits[opened.spots[name].sheet, opened.spots[name].address] = content
    return read_workbook(write(folder, patch_workbook(book, edits), "另一份.xlsx"))


def test_a_formula_takes_the_totals_along(book: bytes, opened: Opened, tmp_path: Path) -> None:
    found = differences(opened, changed_book(book, opened, {CELL: 1}, tmp_path))
    assert [one.name for one in found] == [CELL, "requests.received.total"]


def test_another_year_of_last_year_is_one_line(book: bytes, opened: Opened, tmp_path: Path) -> None:
    [one] = differences(opened, changed_book(book, opened, {"last.year": 2022}, tmp_path))
    assert (one.name, one.label, str(one.place)) == ("previous", "上年数据", "上年数据!B5")
    assert one.old.startswith("示例市示例区人民政府，")
    assert one.old.endswith("格有数")
    assert one.new == "没有可用的数"


def test_cells_that_one_edition_lacks_are_said_to_be_missing() -> None:
    found = {one.name: (one.label, one.old, one.new) for one in differences(filled_report("2019"), filled_report())}
    assert found["edition"] == ("格式版本", "2019 版", "2021 版")
    assert found["proactive.regulations.made"] == ("规章·新制作", "0", "（没有这一格）")
    assert found["proactive.regulations.issued"] == ("规章·制发", "（没有这一格）", "0")


def test_a_unit_that_was_written_or_not_is_a_difference() -> None:
    form = form_for_edition("2019")
    given = replace(filled_report("2019"), cells={"proactive.procurement.amount": Amount(Decimal(5))}, form=form)
    bare = given.with_cells({"proactive.procurement.amount": Amount(Decimal(5), unit_given=False)})
    assert [(one.old, one.new) for one in differences(given, bare)] == [("5", "5（没有写单位）")]


# --- 审核说明


def test_explanations_are_told_with_their_rule_and_where_they_stand(
    book: bytes, opened: Opened, tmp_path: Path
) -> None:
    spot = opened.layout.result(0, "explanation")
    other = patch_workbook(book, {(spot.sheet, spot.address): "县里划入四件。"})
    after = read_workbook(write(tmp_path, other))
    assert shown(differences(opened, after)) == [
        (f"{INDEX}!{spot.address}", "审核说明（规则 C2）", "县里划入三件。（张三）", "县里划入四件。（张三）")
    ]
    assert seal_code(after) != seal_code(opened)
    gone = read_workbook(write(tmp_path, patch_workbook(book, {(spot.sheet, spot.address): None})))
    assert shown(differences(opened, gone)) == [
        (f"{INDEX}!{spot.address}", "审核说明（规则 C2）", "县里划入三件。（张三）", "（空白）")
    ]


# --- how texts are shown

LONG = "本年新收政府信息公开申请，" * 20


@pytest.mark.parametrize(
    ("old", "new", "shown_old", "shown_new"),
    [
        ("甲。", "乙。", "甲。", "乙。"),
        ("", "甲\n乙", "（空白）", "甲↵乙"),
        (
            f"{LONG}48件。{LONG}",
            f"{LONG}49件。{LONG}",
            "…信息公开申请，48件。本年新收政府信息公开申请，本年…",
            "…信息公开申请，49件。本年新收政府信息公开申请，本年…",
        ),
        (LONG, "", "本年新收政府信息公开申请，本年新收政…", "（空白）"),
        (LONG, f"{LONG}完。", "…府信息公开申请，", "…府信息公开申请，完。"),
        ("甲\u3000乙", "甲 乙", "甲〔U+3000〕乙", "甲 乙"),
        ("甲\u200b乙", "甲乙", "甲〔U+200B〕乙", "甲乙"),
    ],
)
def test_of_a_text_the_words_are_shown_where_it_parts(old: str, new: str, shown_old: str, shown_new: str) -> None:
    first, second = (replace(report_ready(), narrative={"other": text}) for text in (old, new))
    [one] = differences(first, second)
    assert (one.name, one.place.sheet) == ("text.other.own", "六、其他事项")
    assert (one.old, one.new) == (shown_old, shown_new)


# --- beside a data file


@pytest.mark.parametrize("seed", range(examples(2)))
def test_a_workbook_made_of_a_data_file_says_what_the_file_says(seed: int, tmp_path: Path) -> None:
    source = tmp_path / "数据.json"
    source.write_text(write_data(odd_report(seed)), encoding="utf-8")
    opened = read_workbook(tasks.import_report(source, tmp_path / "年报.xlsx"))
    data = read_data(source.read_text(encoding="utf-8"))
    assert shown(differences(data, opened)) == []
    assert shown(differences(opened, data)) == []


def test_the_data_file_that_is_exported_says_what_the_workbook_says(
    book: bytes, opened: Opened, tmp_path: Path
) -> None:
    """Its texts are the finished ones, with the slots of the office's own filled."""
    path = write(tmp_path, book)
    exported = tmp_path / "导出.json"
    tasks.export(path, ["json"], out=exported, draft=True)
    data = read_data(exported.read_text(encoding="utf-8"))
    assert data.narrative != opened.report.narrative
    assert shown(differences(data, opened)) == []


def test_texts_of_a_data_file_are_told_by_their_part(tmp_path: Path) -> None:
    opened = read_workbook(write(tmp_path, build_workbook(report_ready())))
    report = report_ready()
    other = replace(
        report, narrative=report.narrative | {"overview": report.narrative["overview"].replace("95条", "96条")}
    )
    [one] = differences(other, opened)
    assert (one.name, one.label) == ("text.overview.proactive.own", "（一）主动公开·本单位文字（手写）")
    assert (one.place, (one.old, one.new)) == (
        opened.spots[one.name].place,
        ("全年主动公开政府信息96条，都发布在政府网站。", "全年主动公开政府信息95条，都发布在政府网站。"),
    )


# --- the code and the differences are of one mind

CELLS = st.sampled_from((CELL, "requests.received.total", "proactive.fees.amount", "review.reconsideration.upheld"))
VALUES = st.sampled_from((BLANK, Count(0), Count(7), NotApplicable("/"), NotApplicable("—"), BadValue("约3")))
WORDS = st.sampled_from(("", " ", "甲", " 甲\n", "cafe\u0301", "caf\u00e9", "甲\r\n乙", "甲\n乙"))
PARTS = st.sampled_from((("lead", ""), ("overview", "requests"), ("other", "matters")))
Step = Callable[[Opened], Opened]


def with_report(opened: Opened, **changes: object) -> Opened:
    return replace(opened, report=replace(opened.report, **changes))


def with_last_year(opened: Opened, cell: str, value: Value) -> Opened:
    last = opened.report.previous
    return opened if last is None else with_report(opened, previous=last.with_cells({cell: value}))


def with_text(opened: Opened, place: tuple[str, str], column: str, text: str) -> Opened:
    return replace(opened, texts={**opened.texts, place: replace(opened.texts[place], **{column: text})})


STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda cell, value: lambda one: replace(one, report=one.report.with_cells({cell: value})), CELLS, VALUES),
    st.builds(lambda cell, value: lambda one: with_last_year(one, cell, value), CELLS, VALUES),
    st.builds(lambda *text: lambda one: with_text(one, *text), PARTS, st.sampled_from(("own", "result")), WORDS),
    st.builds(lambda text: lambda one: with_report(one, preparer=text), WORDS),
    st.builds(lambda text: lambda one: with_report(one, facts={**one.report.facts, "address": text}), WORDS),
    st.builds(lambda day: lambda one: with_report(one, published_on=day), st.sampled_from((None, date(2025, 1, 21)))),
    st.just(lambda one: with_report(one, previous=None)),
)


@settings(max_examples=examples(25))
@given(st.lists(STEPS, max_size=3), st.lists(STEPS, max_size=3))
def test_two_codes_differ_if_and_only_if_a_difference_is_found(
    opened: Opened, first: list[Step], second: list[Step]
) -> None:
    one, other = opened, opened
    for step in first:
        one = step(one)
    for step in second:
        other = step(other)
    assert (seal_code(one) == seal_code(other)) == (differences(one, other) == ())
