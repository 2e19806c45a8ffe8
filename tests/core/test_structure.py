"""What the structure of a table tells: of both editions, and of a form that nobody has printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xl_tools.forms import structure
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.forms.model import Block, Column, Kind, Row, Section, cell_id
from xl_tools.forms.structure import Counted

EDITIONS = tuple(form.edition for form in all_forms())


def column(id_: str, *label: str, kind: Kind = Kind.COUNT) -> Column:
    return Column(id_, label, label[-1], kind, "件")


def row(id_: str, *label: str, total: bool = False) -> Row:
    return Row(id_, label, label[-1] if label else "", total)


REQUESTS = Block(
    "",
    "",
    (
        column("citizen", "申请人", "个人"),
        column("firm", "申请人", "单位", "企业"),
        column("all", "申请人", "合计", kind=Kind.TOTAL),
    ),
    (
        row("new", "一、新收"),
        row("yes", "二、结果", "（一）同意公开（含部分同意）"),
        row("no_secret", "二、结果", "（二）不同意公开", "1.涉密"),
        row("no_other", "二、结果", "（二）不同意公开", "2.其他"),
        row("done", "二、结果", "（三）合计", total=True),
        row("open", "三、未办结"),
    ),
)
REVIEWS = Block(
    "",
    "",
    (
        column("appeal.kept", "申诉", "维持"),
        column("appeal.total", "申诉", "总计", kind=Kind.TOTAL),
        column("court.first.kept", "诉讼", "一审", "维持"),
        column("court.first.total", "诉讼", "一审", "总计", kind=Kind.TOTAL),
    ),
    (row(""),),
)
"""Tables of an edition to come: other words, another number of rows and columns."""


def ids(items: tuple[Row, ...] | tuple[Column, ...]) -> list[str]:
    return [item.id for item in items]


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_edition_counts_requests_and_reviews_once_and_something_else_in_table_two(edition: str) -> None:
    found = {
        (section.table_name, structure.counted(block))
        for section in form_for_edition(edition).tables
        for block in section.blocks
    }
    assert found == {("表二", Counted.OTHER), ("表三", Counted.REQUESTS), ("表四", Counted.REVIEWS)}


@pytest.mark.parametrize("edition", EDITIONS)
def test_rows_and_columns_of_requests(edition: str) -> None:
    (block,) = form_for_edition(edition).section("requests").blocks
    assert ids(structure.applicants(block)) == [
        *("natural_person", "business", "research", "public_welfare", "legal_services", "other")
    ]
    assert structure.total_column(block).id == "total"
    assert ids(structure.coming_in(block)) == ["received", "carried_in"]
    assert ids(structure.balance(block)) == ["received", "carried_in", "results_total", "carried_out"]
    assert structure.results_total(block).id == "results_total"
    assert structure.balance(block)[-1].id == "carried_out"
    groups = structure.results(block)
    assert list(groups)[:5] == ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理"]
    listed = [row for rows in groups.values() for row in rows]
    assert [*structure.coming_in(block), *listed] == [
        row for row in block.rows if not row.total and row is not structure.balance(block)[-1]
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_groups_of_reviews_each_with_one_total(edition: str) -> None:
    (block,) = form_for_edition(edition).section("review").blocks
    groups = structure.outcomes(block)
    assert list(groups) == ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    assert [sum(column.kind is Kind.TOTAL for column in columns) for columns in groups.values()] == [1, 1, 1]
    assert tuple(column for columns in groups.values() for column in columns) == block.columns


def test_requests_in_other_words_are_told_by_their_structure_alone() -> None:
    assert structure.counted(REQUESTS) is Counted.REQUESTS
    assert ids(structure.applicants(REQUESTS)) == ["citizen", "firm"]
    assert structure.total_column(REQUESTS).id == "all"
    assert ids(structure.coming_in(REQUESTS)) == ["new"]
    assert ids(structure.balance(REQUESTS)) == ["new", "done", "open"]
    assert (structure.results_total(REQUESTS).id, structure.balance(REQUESTS)[-1].id) == ("done", "open")
    assert {name: ids(rows) for name, rows in structure.results(REQUESTS).items()} == {
        "同意公开": ["yes"],
        "不同意公开": ["no_secret", "no_other"],
    }


def test_reviews_in_other_words_are_told_by_their_structure_alone() -> None:
    assert structure.counted(REVIEWS) is Counted.REVIEWS
    assert {name: ids(columns) for name, columns in structure.outcomes(REVIEWS).items()} == {
        "申诉": ["appeal.kept", "appeal.total"],
        "诉讼（一审）": ["court.first.kept", "court.first.total"],
    }


def test_without_a_total_or_with_labels_it_is_something_else() -> None:
    counts = tuple(replace(one, kind=Kind.COUNT) for one in REQUESTS.columns)
    assert structure.counted(replace(REQUESTS, columns=counts)) is Counted.OTHER
    assert structure.counted(replace(REVIEWS, rows=(row("cases", "案件"),))) is Counted.OTHER


def test_label_is_plain_without_its_number_and_its_note() -> None:
    assert structure.plain("（三）不予公开") == "不予公开"
    assert structure.plain("十二、其他（须说明）") == "其他"
    assert structure.plain("三级以上") == "三级以上"


def test_id_of_a_cell_leaves_out_what_has_none() -> None:
    section = Section("review", "四、", "四、")
    assert cell_id(section, REVIEWS.rows[0], REVIEWS.columns[0]) == "review.appeal.kept"
    assert cell_id(section, REQUESTS.rows[0], REQUESTS.columns[2]) == "review.new.all"
