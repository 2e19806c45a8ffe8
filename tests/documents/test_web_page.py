"""The web page, read back with lxml.html, cell by cell and header by header."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from document_samples import EDITIONS, YEARS, one_text_document, sample_document
from lxml import html
from lxml.html import HtmlElement

from xl_tools.documents.blocks import Document, Heading, Paragraph, TableBlock
from xl_tools.documents.html import write_html
from xl_tools.forms.grid import Role


def tables(document: Document) -> list[TableBlock]:
    return [block for block in document.blocks if isinstance(block, TableBlock)]


def page(document: Document) -> HtmlElement:
    return html.document_fromstring(write_html(document))


def placed_cells(table: HtmlElement) -> Iterator[tuple[int, int, int, int, HtmlElement]]:
    """Each cell with its place and spans, by the table model of HTML."""
    taken: set[tuple[int, int]] = set()
    for row, element in enumerate(table.iter("tr")):
        column = 0
        for cell in element:
            while (row, column) in taken:
                column += 1
            height, width = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
            taken |= {(row + r, column + c) for r in range(height) for c in range(width)}
            yield row, column, height, width, cell
            column += width


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_and_every_merge_of_the_tables_is_as_in_the_grid(edition: str) -> None:
    document = sample_document(edition)
    printed = list(page(document).iter("table"))
    assert len(printed) == 3
    for table, block in zip(printed, tables(document), strict=True):
        found = [(r, c, h, w, cell.tag, cell.text or "") for r, c, h, w, cell in placed_cells(table)]
        assert found == [
            (
                *(cell.row, cell.column, cell.row_span, cell.column_span),
                "td" if cell.role is Role.VALUE else "th",
                block.texts[cell.cell_id] if cell.cell_id else cell.text,
            )
            for cell in block.grid.cells
        ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_names_its_row_and_column_headers(edition: str) -> None:
    document = sample_document(edition, draft=True)
    cells = dict(_headers(document))
    report_cells = {cell_id for table in tables(document) for cell_id in table.texts}
    assert set(cells) == report_cells
    assert cells["requests.denied_state_secret.business"] == {
        *("三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "申请人情况", "法人或其他组织", "商业企业"),
    }
    assert cells["review.direct_litigation.total"] == {"行政诉讼", "未经复议直接起诉", "总计"}
    decisions = "本年处理决定数量" if edition == "2021" else "处理决定数量"
    assert cells["proactive.licensing.decisions"] == {"第二十条第（五）项", "行政许可", decisions}


def _headers(document: Document) -> Iterator[tuple[str, set[str]]]:
    """Cell id and the texts of its headers; fails if a header id does not exist."""
    root = page(document)
    for table, block in zip(root.iter("table"), tables(document), strict=True):
        cells = [cell for *_, cell in placed_cells(table)]
        for grid_cell, cell in zip(block.grid.cells, cells, strict=True):
            if grid_cell.role is Role.VALUE:
                ids = cell.get("headers", "").split()
                assert ids
                yield grid_cell.cell_id, {root.get_element_by_id(name).text for name in ids}


@pytest.mark.parametrize("edition", EDITIONS)
def test_headers_have_a_scope_and_ids_are_unique(edition: str) -> None:
    root = page(sample_document(edition))
    assert {cell.get("scope") for cell in root.iter("th")} <= {"col", "colgroup", "row", "rowgroup"}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for table in list(root.iter("table"))[1:]:
        assert len(table.findall("thead/tr")) == 3


def test_page_has_language_title_landmarks_and_working_links() -> None:
    document = sample_document("2021")
    root = page(document)
    assert write_html(document).startswith("<!DOCTYPE html>")
    assert root.get("lang") == "zh-CN"
    assert root.findtext("head/title") == document.title_text
    assert root.find("head/meta[@charset]").get("charset") == "utf-8"
    assert len(list(root.iter("main"))) == len(list(root.iter("h1"))) == 1
    assert [element.text for element in root.find(".//h1")] == list(document.title)
    for link in root.iter("a"):
        assert root.get_element_by_id(link.get("href").removeprefix("#")) is not None


def test_headings_and_paragraphs_stand_in_order() -> None:
    document = sample_document("2021")
    root = page(document)
    found = [(e.tag, e.text) for e in root.iter("h2", "h3", "p") if e.getparent().get("class") != "signature"]
    expected = [
        (f"h{block.level + 1}", block.text) if isinstance(block, Heading) else ("p", block.text)
        for block in document.blocks
        if isinstance(block, Heading | Paragraph)
    ]
    assert found == expected
    signature = root.find_class("signature")[0]
    assert [line.text for line in signature] == [document.subject.unit, "2025年1月20日"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_wide_tables_scroll_in_a_box_the_keyboard_reaches(edition: str) -> None:
    for table in page(sample_document(edition)).iter("table"):
        box = table.getparent()
        assert (box.get("role"), box.get("tabindex")) == ("region", "0")
        assert box.get("aria-label").startswith(table.findtext("caption"))
        assert table.findtext("caption").startswith(f"{YEARS[edition]}年")


def test_page_stands_alone_without_script_or_other_files() -> None:
    root = page(sample_document("2021", draft=True))
    assert not list(root.iter("script", "link", "img", "iframe", "object"))
    assert "url(" not in root.findtext("head/style")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or name == "src"]


def test_draft_is_marked_on_the_page_in_the_title_and_for_search_engines() -> None:
    root = page(sample_document("2021", draft=True, cells={"review.reconsideration.upheld": None}))
    assert root.find_class("draft")[0].text.startswith("草稿")
    assert "草稿" in root.findtext("head/title")
    assert root.find("head/meta[@name='robots']").get("content") == "noindex"
    assert root.find_class("remark")[0].text == "注：表四有 1 格空白，定稿前请补齐。"


def test_final_page_carries_no_draft_mark() -> None:
    assert "草稿" not in write_html(sample_document("2021"))
    assert "noindex" not in write_html(sample_document("2021"))


def test_same_document_gives_the_same_page() -> None:
    assert write_html(sample_document("2019")) == write_html(sample_document("2019"))


def test_hostile_text_arrives_cleaned_and_as_text() -> None:
    hostile = "<script>alert(1)</script>\x00\u202e\ud800\"'&lt;"
    clean = "<script>alert(1)</script>\"'&lt;"
    text = write_html(one_text_document(hostile))
    assert "<script" not in text
    root = html.document_fromstring(text)
    assert root.findtext("head/title").startswith(f"单位{clean}")
    assert root.find(".//h3").text == f"（一）{clean}"
    assert [cell.text for cell in root.iter("td")].count(clean) == 3
