"""报送情况 as a web page: everything on it, accessible, without anything from outside; words of strangers are text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html
from support.collected import ATTACK, CIVIL, FINANCE, POLICE, WEST, large_city, small_county

from xl_tools.consolidation.board import BoardRow, Status
from xl_tools.consolidation.collected import Collected
from xl_tools.summary.board_chart import board_chart
from xl_tools.summary.board_page import board_page

if TYPE_CHECKING:
    from browser_pages import OpenPage


def page_of(collected: Collected):
    return html.document_fromstring(board_page(collected).decode())


def rows_of(page, section: str) -> list[list[str]]:
    """The lines of the list in a section, cell by cell."""
    rows = page.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [[cell.text_content() for cell in row] for row in rows]


def test_it_counts_by_level_and_in_all() -> None:
    board = small_county().board
    rows = rows_of(page_of(small_county()), "tally")
    expected = [(level.label, tally) for level, tally in board.by_level] + [("合计", board.total)]
    assert rows == [
        [name, *map(str, (one.expected, one.received, one.returned, one.waiting, one.missing, one.late))]
        for name, one in expected
    ]


def test_it_says_whom_to_ask_and_what_to_do() -> None:
    page = page_of(small_county())
    assert rows_of(page, "missing") == [
        [WEST, "乡镇政府", "2025-01-31", "20", "", "联系人七", "0000-7777777", "seven@example.invalid"]
    ]
    (waiting,) = rows_of(page, "waiting")
    assert waiting[0] == CIVIL
    assert "5. 05" in waiting[3]
    (returned,) = rows_of(page, "returned")
    assert returned[0] == POLICE
    assert returned[3] == "有错误，按决定不计入"
    assert "987" in returned[4]
    assert [row[:5] for row in rows_of(page, "late")] == [[FINANCE, "县级部门", "2025-01-31", "2025-02-12", "12"]]
    assert [row[4] for row in rows_of(page, "files")] == ["不在名单", "读不出", "读不出"]
    assert len(rows_of(page, "all")) == small_county().board.total.expected


def test_sections_without_a_line_say_so() -> None:
    page = page_of(large_city(3))
    for section in ("missing", "waiting", "returned", "late", "files"):
        assert rows_of(page, section) == []
        assert page.xpath(f"string(//section[@aria-labelledby='{section}']/p)") == "没有。"


def test_without_a_roster_it_says_what_cannot_be_seen() -> None:
    assert "没有来的看不出来" in board_page(replace(small_county(), given_roster=False)).decode()


def test_the_chart_says_every_number_in_words() -> None:
    board = small_county().board
    figure = board_chart(board.by_level, board.total)
    assert "全部应报 10：已报 7，退回 1，待决定 1，未报 1" in figure.alt
    assert "乡镇政府应报 2：已报 1，退回 0，待决定 0，未报 1" in figure.alt


def test_words_of_strangers_are_text() -> None:
    def attacked(row: BoardRow) -> BoardRow:
        unit = replace(row.unit, contact="<script>alert(1)</script>", note=ATTACK)
        return replace(row, unit=unit, why=f"<img src=x onerror=alert(1)>{ATTACK}", status=Status.MISSING)

    county = small_county()
    board = replace(county.board, rows=tuple(attacked(row) for row in county.board.rows))
    text = board_page(replace(county, board=board)).decode()
    assert "<script" not in text
    assert "<img" not in text
    page = html.document_fromstring(text)
    assert not page.xpath("//script | //img | //link | //iframe | //*[@src]")
    assert all(link.get("href").startswith("#") for link in page.xpath("//a"))


def test_equal_runs_give_equal_bytes() -> None:
    assert board_page(small_county()) == board_page(small_county())


@pytest.mark.chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation_and_nothing_is_out_of_reach(open_page: OpenPage, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(board_page(small_county()).decode(), width, 900)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_no_date_number_or_address_is_broken(open_page: OpenPage, width: int) -> None:
    county = small_county()
    email = "gongkai-bangongshi@mail.example.invalid"
    rows = tuple(replace(row, unit=replace(row.unit, email=email)) for row in county.board.rows)
    page = open_page(board_page(replace(county, board=replace(county.board, rows=rows))).decode(), width, 900)
    lines = page.evaluate(
        """[...document.querySelectorAll('td')].map(cell => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return [cell.textContent, new Set([...range.getClientRects()].map(one => Math.round(one.top))).size];
        })"""
    )
    whole = [(text, count) for text, count in lines if re.fullmatch(r"\d{4}-\d\d-\d\d|\d+|\S+@\S+", text)]
    assert {"2025-01-31", "20", email} <= {text for text, _ in whole}
    assert {count for _, count in whole} == {1}
