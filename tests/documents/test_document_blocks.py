"""The neutral document: order, titles, cell texts, and text that is clean before any writer sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from document_samples import EDITIONS, FIGURE, UNIT, YEARS, passage, sample_document, sample_passages, sample_report

from xl_tools.documents.assemble import assemble, cell_text
from xl_tools.documents.blocks import (
    APPENDIX,
    Document,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    Signature,
    Subject,
    TableBlock,
)
from xl_tools.documents.clean import clean, clean_line, clean_lines
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable


def _tables(document: Document) -> list[TableBlock]:
    return [block for block in document.blocks if isinstance(block, TableBlock)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_title_has_the_office_and_the_year_on_two_lines(edition: str) -> None:
    document = sample_document(edition)
    assert document.title == (UNIT, f"{YEARS[edition]}年政府信息公开工作年度报告")
    assert document.title_text == f"{UNIT}{YEARS[edition]}年政府信息公开工作年度报告"


@pytest.mark.parametrize("edition", EDITIONS)
def test_six_sections_stand_in_the_order_of_the_form_after_the_lead(edition: str) -> None:
    report = sample_report(edition)
    document = sample_document(edition)
    sections = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert sections == [section.title for section in report.form.sections]
    assert isinstance(document.blocks[0], Paragraph)
    assert [table.name for table in _tables(document)] == ["表二", "表三", "表四"]


def test_part_headings_are_printed_only_where_the_form_prints_them() -> None:
    parts = [block.text for block in sample_document("2021").blocks if isinstance(block, Heading) and block.level == 2]
    assert parts == [part.heading for part in sample_report("2021").form.section("overview").parts]
    assert not [block for block in sample_document("2019").blocks if isinstance(block, Heading) and block.level == 2]


def test_each_line_of_a_text_is_a_paragraph_without_typed_indents() -> None:
    document = assemble(
        sample_report("2021"), [passage("lead", "　　第一段。\r\n\r\n  第二段。\v第三段。")], draft=False
    )
    assert document.blocks[:3] == (Paragraph("第一段。"), Paragraph("第二段。"), Paragraph("第三段。"))


def test_passage_of_a_section_the_form_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="appendix"):
        assemble(sample_report("2021"), [passage("appendix", "x")], draft=False)


def test_signature_closes_a_report_with_a_date_of_publication() -> None:
    closing = sample_document("2021").blocks[-1]
    assert closing == Signature(UNIT, date(2025, 1, 20))
    assert isinstance(closing, Signature)
    assert closing.date_text == "2025年1月20日"
    undated = sample_document("2021", published_on=None)
    assert not isinstance(undated.blocks[-1], Signature)


def test_figures_stand_in_an_appendix_on_a_page_of_its_own_behind_the_signature() -> None:
    report, passages = sample_report("2021"), sample_passages("2021")
    document = assemble(report, passages, draft=False, figures=[FIGURE])
    assert isinstance(document.blocks[-3], Signature)
    assert document.blocks[-2:] == (APPENDIX, FIGURE)
    assert APPENDIX.new_page
    plain = assemble(report, passages, draft=False)
    assert APPENDIX not in plain.blocks
    assert document.without_figures() == plain == plain.without_figures()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_value_cell_of_the_form_has_its_text(edition: str) -> None:
    report = sample_report(edition)
    texts = {cell_id: text for table in _tables(sample_document(edition)) for cell_id, text in table.texts.items()}
    assert list(texts) == list(report.form.cells)
    assert texts["requests.received.total"] == "48"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Count(12, typed="１２"), "件", "12"),
        (Count(-8), "项", "-8"),
        (Amount(Decimal("59237.2449")), "万元", "59237.2449"),
        (Amount(Decimal("26.50")), "万元", "26.5"),
        (Amount(Decimal("1E+3")), "万元", "1000"),
        (Amount(Decimal(2358), typed="2358万"), "", "2358万元"),
        (Amount(Decimal(8040), unit_given=False), "", "8040"),
        (BLANK, "件", ""),
        (NotApplicable("—"), "件", "—"),
        (BadValue("见附件"), "件", "见附件"),
    ],
)
def test_cell_text(value: Count | Amount | NotApplicable | BadValue, unit: str, text: str) -> None:
    assert cell_text(value, unit) == text


def test_draft_says_at_a_table_what_is_missing_and_a_final_document_does_not() -> None:
    gaps = {"proactive.regulations.issued": None, "requests.received.research": "/", "requests.received.other": "许多"}
    notes = [table.note for table in _tables(sample_document("2021", draft=True, cells=gaps))]
    assert notes == ["注：表二有 1 格空白，定稿前请补齐。", "注：表三有 2 格不是数字，定稿前请补齐。", ""]
    assert not any(table.note for table in _tables(sample_document("2021", cells=gaps)))


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("甲\x00乙\x1f丙\x7f丁", "甲乙丙丁"),
        ("甲\ud83d乙\udc00丙", "甲乙丙"),
        ("甲\u202e乙\u2066丙\u200f丁\u061c", "甲乙丙丁"),
        ("甲\ufffe乙\uffff丙\U0001fffe\ufdd0", "甲乙丙"),
        ("甲\ufeff乙\U000e0041", "甲乙"),
        ("𠮷田，“引号”—— ①", "𠮷田，“引号”—— ①"),
        ("甲\r\n乙\r丙\v丁\u2028戊", "甲\n乙\n丙\n丁\n戊"),
    ],
)
def test_clean_drops_what_no_document_may_carry(dirty: str, text: str) -> None:
    assert clean(dirty) == text


def test_clean_lines_drop_padding_and_blank_lines() -> None:
    assert clean_lines(" 甲 \n\n　\n\t乙　") == ("甲", "乙")
    assert clean_line(" 甲\r\n乙 ") == "甲 乙"


def test_blocks_clean_their_own_text_and_cannot_be_changed() -> None:
    subject = Subject("某\u202e局", 2024, "2021", "格式")
    document = Document(("某\x00局\n", "", "年报"), False, subject, (Heading(1, "一\x07、"), Paragraph("甲\n乙")))
    assert document.title == ("某局", "年报")
    assert document.subject.unit == "某局"
    assert document.blocks == (Heading(1, "一、"), Paragraph("甲 乙"))
    assert PlainTable("表\x07", ("规\n则",), (("甲 \n\n乙\u202e",),), (1.0,)).rows == (("甲\n乙",),)
    assert Lines(("填报人：\x00",)).lines == ("填报人：",)
    table = _tables(sample_document("2021"))[0]
    with pytest.raises(TypeError):
        table.texts["proactive.regulations.issued"] = "1"  # type: ignore[index]


def test_assembling_twice_gives_equal_documents() -> None:
    report, passages = sample_report("2021"), sample_passages("2021")
    assert assemble(report, passages, draft=True) == assemble(report, passages, draft=True)
