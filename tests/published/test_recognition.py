"""Whole sources → reports: every cell certain and equal, texts as they were, and what is refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published.source_samples import (
    FLATTENINGS,
    TABLES,
    TEXTS,
    glued,
    parts_of,
    published_texts,
    relabelled,
    table_of,
    with_table,
    without_column,
)
from published.study import read, source_of
from support.examples import examples
from support.reports import EDITIONS, balance, balanced_report, balanced_reports, published

from xl_tools.errors import PublishedError, TemplateMismatch
from xl_tools.forms.load import form_for_edition
from xl_tools.printed import TableState
from xl_tools.published.extraction import Confidence, Extraction
from xl_tools.published.recognition import MOST_TEXTS, recognise
from xl_tools.published.source import Box, Line, Source, SourceKind, Table, from_plain, to_plain
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.values import Amount, BadValue, Count
from xl_tools.values import to_plain as plain_value


def report_of(edition: str, seed: int = 7, year: int | None = None) -> Report:
    return balanced_report(form_for_edition(edition), random.Random(seed), year=year)


def unsure(extraction: Extraction) -> dict[str, str]:
    """Cell → note of every cell that is not certain."""
    return {cell: one.note for cell, one in extraction.evidence.items() if one.confidence is not Confidence.CERTAIN}


def assert_read(extraction: Extraction, report: Report) -> None:
    assert unsure(extraction) == {}
    assert dict(extraction.report.cells) == dict(report.cells)
    assert extraction.report.edition == report.edition
    assert extraction.report.year == report.year
    assert extraction.report.unit.name == report.unit.name
    assert extraction.editions == dict.fromkeys(TABLES, report.edition)
    assert list(extraction.evidence) == list(report.form.cells)


# --- clean sources


@pytest.mark.parametrize("flattening", ["", *FLATTENINGS])
@pytest.mark.parametrize("edition", EDITIONS)
def test_any_balanced_report_comes_back_certain_and_equal(edition: str, flattening: str) -> None:
    @settings(max_examples=examples(6), deadline=None)
    @given(balanced_reports(edition))
    def comes_back(report: Report) -> None:
        extraction = recognise(parts_of(report, flattening).source())
        assert_read(extraction, report)
        printed = extraction.report.printed
        assert printed is not None
        for section in TABLES:
            table = printed.tables[section]
            assert (table.labels, table.notes, table.edition) == ((), (), edition)
            assert table.state is (TableState.TEXT if flattening else TableState.TABLE)
        assert extraction.remarks == ()

    comes_back()


@pytest.mark.parametrize("name", ["wolongshan-2019", "suqian-2024", "suqian-2023", "yanghe-2023", "huiyi-2021"])
def test_published_reports_come_back_with_their_texts(name: str) -> None:
    report = published(name)
    texts = published_texts(report)
    extraction = recognise(parts_of(report, texts=texts).source())
    assert_read(extraction, report)
    assert dict(extraction.report.narrative) == texts


def test_a_source_read_back_from_plain_data_gives_the_same() -> None:
    source = parts_of(report_of("2021")).source()
    assert from_plain(to_plain(source)) == source
    assert recognise(from_plain(to_plain(source))).report == recognise(source).report


def test_evidence_has_text_and_place_of_every_cell() -> None:
    report = report_of("2021")
    extraction = recognise(parts_of(report).source())
    for cell, one in extraction.evidence.items():
        assert one.text == str(plain_value(report.value(cell)))
        assert one.where.startswith("第 ")
        assert one.note == ""
        assert one.proposed is None


@pytest.mark.parametrize("typed", ["/", "—", "无", ""])
def test_blanks_and_signs_stay_what_they_are(typed: str) -> None:
    report = report_of("2021")
    table = table_of(report, "review")
    boxes = tuple(replace(box, text=typed) if box.row == 3 and box.column == 4 else box for box in table.boxes)
    extraction = recognise(with_table(parts_of(report), "review", Table(boxes, table.where)).source())
    one = extraction.evidence["review.reconsideration.total"]
    assert (one.confidence, plain_value(one.value)) == (Confidence.CERTAIN, typed or None)


def test_padding_is_layout_and_a_unit_is_typed() -> None:
    report = published("wolongshan-2019")
    table = table_of(report, "proactive")
    boxes = tuple(
        replace(box, text="2358万") if box.text == "2358万元" else replace(box, text=f"\u3000{box.text} ")
        for box in table.boxes
    )
    extraction = recognise(with_table(parts_of(report), "proactive", Table(boxes, table.where)).source())
    assert_read(extraction, report)
    amount = extraction.report.value("proactive.procurement.amount")
    made = extraction.report.value("proactive.regulations.made")
    assert isinstance(amount, Amount)
    assert isinstance(made, Count)
    assert (amount.typed, made.typed) == ("2358万", "")


# --- unit, year, dates


def test_the_year_comes_from_the_text_where_the_title_has_none() -> None:
    report = report_of("2021")
    lead = "本报告统计期限为2024年1月1日至2024年12月31日。2023年的情况见上年报告。"
    parts = replace(
        parts_of(report), title=(f"{report.unit.name}政府信息公开工作", "年度报告"), texts={**TEXTS, "lead": lead}
    )
    extraction = recognise(parts.source())
    assert (extraction.report.year, extraction.report.unit.name) == (2024, report.unit.name)
    assert extraction.remarks == ("标题里没有年份，年度 2024 取自正文，请核对。",)


def test_given_unit_and_year_win() -> None:
    unit = Unit("另一县人民政府", Level.COUNTY_GOVERNMENT)
    extraction = recognise(parts_of(report_of("2021")).source(), unit=unit, year=2023)
    assert (extraction.report.unit, extraction.report.year) == (unit, 2023)
    assert extraction.remarks == (
        "标题写的是 2024 年，按指明的 2023 年读入。",
        "标题里的单位是“示例镇人民政府”，按指明的“另一县人民政府”读入。",
    )


def test_the_title_that_the_file_declares_helps_where_none_is_printed() -> None:
    parts = replace(parts_of(report_of("2021")), title=())
    source = replace(parts.source(), title="示例县示例镇人民政府2024年政府信息公开工作年度报告 - 示例县人民政府网")
    report = recognise(source).report
    assert (report.unit, report.year) == (Unit("示例县示例镇人民政府", Level.TOWNSHIP), 2024)


@pytest.mark.parametrize("line", ["2025年1月20日", "2025-01-20", "示例镇人民政府 2025年1月20日"])
def test_the_signature_gives_the_date_and_is_no_text(line: str) -> None:
    report = report_of("2021")
    parts = replace(parts_of(report), after=("示例镇人民政府", line))
    extraction = recognise(parts.source())
    assert extraction.report.published_on == date(2025, 1, 20)
    assert dict(extraction.report.narrative) == TEXTS


def test_the_page_around_the_report_is_left_out() -> None:
    report = report_of("2021")
    before = (
        "首页 > 政务公开 > 政府信息公开年报",
        "【打印】【关闭】",
        "上一篇：示例镇人民政府2023年政府信息公开工作年度报告",
    )
    data = ("发布日期：2025-01-20 来源：示例镇人民政府", "字号：大 中 小")
    after = ("【打印】 【关闭】", "下一篇：关于招聘的公告", "版权所有：示例县人民政府", "网站标识码：0000000000")
    parts = replace(parts_of(report), before=before, after=after)
    source = replace(parts, title=(*parts.title, *data)).source()
    extraction = recognise(source)
    assert_read(extraction, report)
    assert dict(extraction.report.narrative) == TEXTS
    assert extraction.report.published_on == date(2025, 1, 20)


def test_a_report_inside_the_boxes_of_a_layout_table_is_found() -> None:
    report = report_of("2021")
    source = parts_of(report, "one a line").source()
    lines = [block.text for block in source.blocks if isinstance(block, Line)]
    frame = Table(
        (Box("导航", 0, 0, "第 1 个表第 1 行第 1 栏"), Box("\n".join(lines), 0, 1, "第 1 个表第 1 行第 2 栏")),
        "第 1 个表",
    )
    assert_read(recognise(Source(SourceKind.PAGE, (frame,))), report)


# --- refusals


def refused(source: Source, **given: object) -> PublishedError:
    with pytest.raises(PublishedError) as caught:
        recognise(source, **given)  # type: ignore[arg-type]
    assert caught.value.hint
    return caught.value


def test_no_report_is_refused() -> None:
    source = Source(SourceKind.TEXT, (Line("一、总体情况", "第 1 行"), Line("今年的工作已经完成。", "第 2 行")))
    error = refused(source)
    assert error.code == "N40"
    assert "没有找到政府信息公开工作年度报告" in str(error)


def test_an_empty_source_is_refused() -> None:
    assert refused(Source(SourceKind.PDF, ())).code == "N40"


def test_a_report_without_a_year_is_refused_until_it_is_given() -> None:
    parts = replace(parts_of(report_of("2021")), title=("示例镇人民政府政府信息公开工作年度报告",))
    assert refused(parts.source()).code == "N41"
    assert recognise(parts.source(), year=2022).report.year == 2022


def test_a_report_without_a_unit_is_refused_until_it_is_given() -> None:
    parts = replace(parts_of(report_of("2021")), title=("2024年政府信息公开工作年度报告",))
    assert refused(parts.source()).code == "N43"
    assert recognise(parts.source(), unit=Unit("示例镇")).report.unit == Unit("示例镇")


def test_several_reports_in_one_source_need_a_year() -> None:
    last, this = report_of("2021", 1, 2023), report_of("2021", 2, 2024)
    blocks = [*parts_of(last).source().blocks, *parts_of(this).source().blocks]
    source = Source(SourceKind.WORD, tuple(blocks))
    error = refused(source)
    assert error.code == "N42"
    assert "2023年" in str(error)
    assert "2024年" in str(error)
    assert_read(recognise(source, year=2023), last)
    assert_read(recognise(source, year=2024), this)
    assert refused(source, year=2022).code == "N42"


def test_a_year_without_an_edition_is_refused() -> None:
    with pytest.raises(TemplateMismatch) as caught:
        recognise(parts_of(report_of("2021")).source(), year=2015)
    assert caught.value.code == "T01"


# --- editions


def mixed(first: Report, second: Report) -> Extraction:
    """表二 and 表四 of one report with 表三 of another."""
    parts = with_table(parts_of(first), "requests", table_of(second, "requests"))
    return recognise(parts.source())


def test_a_new_table_2_with_an_old_table_3_of_zeros() -> None:
    new, old = report_of("2021"), balance(form_for_edition("2019"), {})
    extraction = mixed(new, old)
    assert extraction.report.edition == "2021"
    assert extraction.editions == {"proactive": "2021", "requests": "2019", "review": "2021"}
    one = extraction.evidence["requests.other_fee_unpaid.business"]
    assert (one.confidence, one.value, one.text) == (Confidence.LIKELY, Count(0), "0")
    assert one.note == "原件这张表是 2019 版，（六）其他处理不分小项，填的是 0，各小项只能是 0"
    assert extraction.evidence["requests.granted.business"].confidence is Confidence.CERTAIN
    assert "各表的版本不一：表二是 2021 版、表三是 2019 版、表四是 2021 版。" in extraction.remarks[0]
    assert len(unsure(extraction)) == 21


def test_a_number_that_belongs_to_no_one_row_is_not_divided() -> None:
    new, old = report_of("2021"), balance(form_for_edition("2019"), {"requests.other_handling.business": 3})
    extraction = mixed(new, old)
    one = extraction.evidence["requests.other_misc.business"]
    assert (one.confidence, one.text) == (Confidence.MISSING, "3")
    assert one.note == "原件这张表是 2019 版，（六）其他处理不分小项，填的是 3，分不清是哪一小项的"
    assert "requests.other_misc.business" not in extraction.report.cells


def test_an_old_table_2_with_a_new_table_3() -> None:
    rows = {
        f"requests.{row}.research": number
        for row, number in (("other_not_corrected", 1), ("other_fee_unpaid", 2), ("other_misc", 4))
    }
    old, new = report_of("2019"), balance(form_for_edition("2021"), rows)
    extraction = mixed(old, new)
    assert extraction.report.edition == "2019"
    one = extraction.evidence["requests.other_handling.research"]
    assert (one.confidence, one.value, one.text) == (Confidence.LIKELY, Count(7), "1＋2＋4")
    assert one.note == "原件这张表是 2021 版，这里是 3 个小项之和"


def test_a_sum_of_rows_is_not_made_where_one_of_them_is_unreadable() -> None:
    old, new = report_of("2019"), balance(form_for_edition("2021"), {"requests.other_misc.research": 4})
    label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    table = table_of(new, "requests")
    row = next(box.row for box in table.boxes if box.text == label)
    boxes = tuple(replace(box, text="见附件") if (box.row, box.column) == (row, 5) else box for box in table.boxes)
    extraction = recognise(with_table(parts_of(old), "requests", Table(boxes, table.where)).source())
    one = extraction.evidence["requests.other_handling.research"]
    assert (one.confidence, one.text) == (Confidence.MISSING, "0＋见附件＋4")
    assert one.note == "原件这张表是 2021 版，这里是 3 个小项之和，有的读不出数"


def test_without_table_2_the_edition_of_the_year_counts() -> None:
    report = report_of("2021")
    extraction = recognise(with_table(parts_of(report), "proactive").source())
    assert extraction.report.edition == "2021"
    assert extraction.editions == {"requests": "2021", "review": "2021"}
    notes = unsure(extraction)
    assert set(notes) == {cell.id for cell in report.form.cells_of("proactive")}
    assert set(notes.values()) == {"原件里没有找到表二"}
    assert extraction.report.printed
    assert extraction.report.printed.tables["proactive"].state is TableState.MISSING


def test_an_old_form_in_a_later_year_is_read_as_what_it_is() -> None:
    report = report_of("2019", year=2023)
    assert_read(recognise(parts_of(report).source()), report)


def test_an_edition_can_be_asked_for() -> None:
    report = report_of("2019", year=2023)
    extraction = recognise(parts_of(report).source(), edition="2021")
    assert extraction.report.edition == "2021"
    assert extraction.editions["proactive"] == "2019"
    assert extraction.evidence["proactive.licensing.decisions"].confidence is Confidence.CERTAIN
    one = extraction.evidence["proactive.regulations.issued"]
    assert (one.confidence, one.note) == (Confidence.MISSING, "原件这张表是 2019 版，没有这一格")


# --- what must never happen


WORDS = st.sampled_from(
    [
        *("一、总体情况", "二、主动公开政府信息情况", "六、其他需要报告的事项", "2024年政府信息公开工作年度报告"),
        *(
            "第二十条第（一）项",
            "信息内容",
            "规章",
            "行政许可",
            "本年处理决定数量",
            "自然人",
            "总计",
            "其他",
            "行政复议",
        ),
        *(
            "结果维持",
            "（七）总计",
            "3.其他",
            "四、结转下年度继续办理",
            "0",
            "1 0",
            "",
            "/",
            "12",
            "2358万",
            "示例镇",
            "\t0",
        ),
    ]
)


@st.composite
def any_tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 6))
    boxes = [
        Box(draw(WORDS | st.text(max_size=6)), row, column, "某处")
        for row in range(draw(st.integers(1, 8)))
        for column in range(draw(st.integers(0, width)))
    ]
    return Table(tuple(boxes), "某表")


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(any_tables() | st.builds(Line, WORDS | st.text(max_size=20), st.just("某行")), max_size=12))
def test_no_source_is_answered_with_a_bug(blocks: list[Line | Table]) -> None:
    try:
        extraction = recognise(Source(SourceKind.PAGE, tuple(blocks)), unit=Unit("示例镇"), year=2024)
    except PublishedError as error:
        assert error.code in {"N40", "N42"}
    else:
        assert extraction.evidence.keys() == extraction.report.form.cells.keys()


def test_three_tables_in_one() -> None:
    report = report_of("2021")
    whole = glued([table_of(report, section) for section in TABLES])
    parts = replace(parts_of(report), tables={"proactive": [whole]})
    assert_read(recognise(parts.source()), report)


def test_two_tables_that_disagree_make_the_cell_unsure() -> None:
    report = report_of("2021")
    other = relabelled(table_of(report, "review"), {})
    changed = Table(
        tuple(replace(box, text="99") if box.row == 3 and box.column == 2 else box for box in other.boxes), "第 9 个表"
    )
    extraction = recognise(with_table(parts_of(report), "review", table_of(report, "review"), changed).source())
    assert set(unsure(extraction)) == {"review.reconsideration.other_result"}
    assert "另有一张同样的表" in unsure(extraction)["review.reconsideration.other_result"]
    assert extraction.remarks == ("原件里有不止一张表四，有 1 格的数不同；读的是第 3 个表。",)


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_two_copies_of_flattened_tables_that_disagree_make_the_cells_unsure(flattening: str) -> None:
    report = report_of("2021")
    first = parts_of(report, flattening).source().lines
    assert_read(recognise(Source(SourceKind.TEXT, _twice(first, first))), report)
    cells = dict(report.cells)
    cell = "review.reconsideration.upheld"
    cells[cell] = Count(report.number(cell) + 1)
    cells["review.reconsideration.total"] = Count(report.number("review.reconsideration.total") + 1)
    second = parts_of(replace(report, cells=cells), flattening).source().lines
    extraction = recognise(Source(SourceKind.TEXT, _twice(first, second)))
    assert dict(extraction.report.cells) == dict(report.cells)
    assert set(unsure(extraction)) == {cell, "review.reconsideration.total"}
    assert "另有一张同样的表" in unsure(extraction)[cell]
    assert len(extraction.remarks) == 1
    assert extraction.remarks[0].startswith("原件里有不止一张表四，有 2 格的数不同")


def _twice(first: Sequence[Line], second: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, where=f"第 {at} 行") for at, line in enumerate((*first, *second), start=1))


@pytest.mark.parametrize("text", ["〔图片〕", "〔输入框〕", "〔内嵌表格〕", "12 3"])
def test_what_a_reader_could_not_read_in_a_cell_is_no_number_and_unsure(text: str) -> None:
    report = report_of("2021")
    table = table_of(report, "review")
    boxes = tuple(replace(box, text=text) if box.row == 3 and box.column == 2 else box for box in table.boxes)
    extraction = recognise(with_table(parts_of(report), "review", Table(boxes, table.where)).source())
    one = extraction.evidence["review.reconsideration.other_result"]
    assert (one.confidence, one.text) == (Confidence.LIKELY, text)
    assert isinstance(one.value, BadValue)


@pytest.mark.parametrize("seed", [0, 1, 5])
@pytest.mark.parametrize("format_", ["word", "page"])
def test_labels_that_stand_in_every_place_of_their_group_are_no_other_labels(format_: str, seed: int) -> None:
    printed = read(format_, source_of(format_, "unmerged", seed)[1]).report.printed
    assert printed
    assert {key: table.labels for key, table in printed.tables.items()} == dict.fromkeys(TABLES, ())


def test_a_missing_column_is_named_with_its_group_and_a_label_stands_on_one_line() -> None:
    report = report_of("2021")
    table = without_column(relabelled(table_of(report, "review"), {"未经复议直接起诉": "未经复议\n直接诉讼"}), 0)
    extraction = recognise(with_table(parts_of(report), "review", table).source())
    assert extraction.report.printed
    labels = extraction.report.printed.tables["review"].labels
    assert [(one.expected, one.found) for one in labels] == [
        ("未经复议直接起诉", "未经复议直接诉讼"),
        ("行政复议·结果维持", ""),
    ]


def test_headings_in_rows_of_a_table_are_headings_and_no_notes() -> None:
    report = report_of("2021")
    titles = {section.id: section.title for section in report.form.sections}
    tables: list[Table] = []
    for section in TABLES:
        table = table_of(report, section)
        width = max(box.column + box.columns for box in table.boxes)
        tables += [Table((Box(titles[section], 0, 0, "某行", 1, width),), section), table]
    whole = glued(tables)
    parts = replace(parts_of(report), tables={"overview": [whole]}, headings=dict.fromkeys(TABLES, ""))
    parts = replace(parts, texts={**TEXTS, "overview": ""})
    extraction = recognise(parts.source())
    assert unsure(extraction) == {}
    assert extraction.report.printed
    assert [one.section for one in extraction.report.printed.headings] == list(titles)
    assert all(table.notes == () and table.labels == () for table in extraction.report.printed.tables.values())


@pytest.mark.parametrize(
    ("section", "expected", "found", "line"),
    [
        ("proactive", "第二十条第（五）项", "第二十条第项", "row"),
        ("proactive", "第二十条第（六）项", "第二十条（六）项", "row"),
        ("requests", "法人或其他组织", "法人及其他组织", "column"),
        ("requests", "（三）不予公开", "（三）不公开", "row"),
        ("requests", "三、本年度办理结果", "三、本年度办理情况", "row"),
        ("review", "未经复议直接起诉", "未经复议直接诉讼", "column"),
    ],
)
def test_groups_and_banners_that_differ_are_reported_and_read(
    section: str, expected: str, found: str, line: str
) -> None:
    report = report_of("2021")
    table = relabelled(table_of(report, section), {expected: found})
    extraction = recognise(with_table(parts_of(report), section, table).source())
    assert_read(extraction, report)
    assert extraction.report.printed
    labels = extraction.report.printed.tables[section].labels
    assert [(one.expected, one.found, one.line) for one in labels] == [(expected, found, line)]


def test_many_tables_of_a_page_are_left_out_in_one_remark() -> None:
    menu = [Table((Box("首页", 0, 0, ""), Box("政务公开", 0, 1, "")), f"第 {at} 个表") for at in range(1, 6)]
    source = parts_of(report_of("2021")).source()
    extraction = recognise(replace(source, blocks=(*menu, *source.blocks), notes=("网页不完整。",)))
    assert unsure(extraction) == {}
    assert extraction.remarks == ("网页不完整。", "另有 5 个表不是年报的表，没有读入。")


@pytest.mark.parametrize(("kind", "state"), [(SourceKind.WORD, TableState.TABLE), (SourceKind.TEXT, TableState.TEXT)])
def test_a_table_that_lost_its_merges_is_still_a_table_except_in_a_text(kind: SourceKind, state: TableState) -> None:
    report = report_of("2021")
    rows: dict[int, list[Box]] = {}
    for box in table_of(report, "review").boxes:
        rows.setdefault(box.row, []).append(box)
    boxes = [replace(box, column=at, rows=1, columns=1) for row in rows.values() for at, box in enumerate(row)]
    parts = replace(with_table(parts_of(report), "review", Table(tuple(boxes), "第 3 个表")), kind=kind)
    extraction = recognise(parts.source())
    assert_read(extraction, report)
    assert extraction.report.printed
    assert extraction.report.printed.tables["review"].state is state


def test_more_text_than_any_report_has_is_refused_at_once() -> None:
    lines = tuple(Line(f"第{number}条", f"第 {number} 行") for number in range(MOST_TEXTS + 1))
    with pytest.raises(PublishedError, match="20001 段文字和格子") as caught:
        recognise(Source(SourceKind.TEXT, lines))
    assert caught.value.code == "N44"


@pytest.mark.parametrize("line", ["1 " * 10_000, "x\u3000" * 10_000, "-" * 20_000])
def test_one_endless_line_costs_nothing(line: str) -> None:
    with pytest.raises(PublishedError):
        recognise(Source(SourceKind.PAGE, (Line(line, "第 1 段"),), title=f"x{chr(0x3000) * 40_000}y"))
