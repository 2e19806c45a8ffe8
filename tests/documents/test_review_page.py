"""提取核对 in a browser: both sides beside each other, links that mark their place, nothing out of reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from xl_tools.documents.web.review_page import ReadTable, ReadValue, SourceReview, SourceText, write_review_page
from xl_tools.forms.grid import table_grid
from xl_tools.forms.load import form_for_edition

if TYPE_CHECKING:
    from browser_pages import OpenPage

FORM = form_for_edition("2021")
SECTION = FORM.section("proactive")
CELLS = [cell.id for cell in FORM.cells_of("proactive")]
MARKS = ("certain", "likely", "missing")


def review(words: str = "行政许可") -> SourceReview:
    """A table of which one cell is doubtful and one was not found."""
    boxes = tuple(
        SourceText(f"{words}{number}", f"at-{number}", MARKS[min(number % 4, 1)], row=number, column=0)
        for number in range(len(CELLS))
    )
    values = {
        cell: ReadValue("3", MARKS[number % 3], f"at-{number}" if number % 3 < 2 else "")
        for number, cell in enumerate(CELLS)
    }
    rows = [
        ("at-1", ("表二“行政许可”", "3", words, "第 1 行", "行标题有错字", "")),
        ("", ("表二", "", "", "", words, "4")),
    ]
    return SourceReview(
        f"提取核对：{words}",
        ["来源：年报.docx", words],
        ("格", "读出的数", "原文", "位置", "为什么要核对", "可能是"),
        rows,
        [SourceText(words * 40), boxes, SourceText("二、主动公开")],
        [ReadTable(SECTION.title, table_grid(SECTION), values)],
        [("一、总体情况", f"{words}\n第二段")],
    )


@pytest.mark.chromium
def test_both_sides_stand_beside_each_other_and_a_link_marks_its_place(open_page: OpenPage) -> None:
    page = open_page(write_review_page(review()), 1500, 1000)
    left, right = (page.locator(".sides > section").nth(side).bounding_box() for side in (0, 1))
    assert left and right
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2
    page.locator(".check a").first.click()
    outline = page.locator("#at-1").evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.chromium
def test_on_a_phone_one_side_follows_the_other(open_page: OpenPage) -> None:
    page = open_page(write_review_page(review()), 390, 800)
    left, right = (page.locator(".sides > section").nth(side).bounding_box() for side in (0, 1))
    assert left and right
    assert left["y"] + left["height"] <= right["y"] + 1


@pytest.mark.chromium
def test_axe_finds_no_violation(open_page: OpenPage) -> None:
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(open_page(write_review_page(review()), 1500, 1000))
    assert results.violations_count == 0, results.generate_report()


def test_cells_that_a_source_leaves_out_keep_their_place() -> None:
    """甲 | 乙 | 丙 over a | (nothing) | 3, a cell over two rows, and a row in which no cell begins."""
    boxes = (
        *(SourceText(text, row=0, column=column) for column, text in enumerate("甲乙丙")),
        SourceText("a", row=1, column=0, rows=3),
        SourceText("3", row=1, column=2),
        SourceText("9", row=3, column=2),
    )
    page = html.document_fromstring(write_review_page(replace(review(), source=[boxes])))
    table = page.xpath("//section[@aria-label='原文']//table")[0]
    assert [[cell.text or "" for cell in row] for row in table.iter("tr")] == [
        ["甲", "乙", "丙"],
        ["a", "", "3"],
        [],
        ["", "9"],
    ]


def test_words_of_a_source_are_text() -> None:
    page = write_review_page(review('<script>alert("1")</script>'))
    assert "<script" not in page
    assert page == write_review_page(review('<script>alert("1")</script>'))
