"""The web page, read back with lxml.html, cell by cell and header by header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pandas
import pytest
from browser_pages import whole_document
from document_samples import EDITIONS, YEARS, sample_document
from lxml import html
from lxml.html import HtmlElement

from xl_tools.documents.blocks import APPENDIX, Document, Figure, Heading, Paragraph, TableBlock
from xl_tools.documents.lookfile import load_look
from xl_tools.documents.web.page import Download, write_html
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
        found = [(r, c, h, w, cell.tag, cell.text_content()) for r, c, h, w, cell in placed_cells(table)]
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
                yield grid_cell.cell_id, {root.get_element_by_id(name).text_content() for name in ids}


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
    assert [element.text_content() for element in root.find(".//h1")] == list(document.title)
    for link in root.iter("a"):
        assert root.get_element_by_id(link.get("href").removeprefix("#")) is not None


def test_headings_and_paragraphs_stand_in_order() -> None:
    document = sample_document("2021")
    root = page(document)
    found = [
        (e.tag, e.text_content())
        for e in root.iter("h2", "h3", "p")
        if not e.get("class") and e.getparent().tag != "nav"
    ]
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
        caption = table.findtext("caption/span")
        assert box.get("aria-label").startswith(caption)
        assert caption.startswith(f"{YEARS[edition]}年")


def test_page_stands_alone_without_script_or_other_files() -> None:
    root = page(whole_document("2021", draft=True))
    assert not list(root.iter("script", "link", "img", "iframe", "object"))
    assert not re.search(r"url\(|@import|@font-face", root.findtext("head/style"))
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or name == "src"]
    assert {link.get("href")[0] for link in root.iter("a")} == {"#"}


def test_old_browsers_of_portals_get_nothing_they_cannot_do_without() -> None:
    root = page(whole_document("2021"))
    metas = {meta.get("http-equiv") or meta.get("name"): meta.get("content") for meta in root.iter("meta")}
    assert metas["X-UA-Compatible"] == "IE=edge"
    assert metas["renderer"] == "webkit"
    style = root.findtext("head/style")
    always = style[: style.index("@supports")] + style[style.index("\nbody { background", style.index("@supports")) :]
    assert not re.search(r"var\(|display: (?:grid|flex)|min\(|max\(|sticky|calc\(", always)


def test_downloads_are_linked_below_the_title_by_encoded_names() -> None:
    files = (Download("Word", "一 &二#?:%.docx"), Download("<PDF>", "a/b\udc80.pdf"))
    root = html.document_fromstring(write_html(sample_document("2021"), downloads=files))
    [line] = root.find_class("downloads")
    assert line.getprevious().tag == "h1"
    found = [(link.text, unquote(link.get("href"), errors="surrogatepass")) for link in line.iter("a")]
    assert found == [(f"下载 {one.label}", one.file_name) for one in files]
    assert not re.search(r"[^A-Za-z0-9%._-]", "".join(link.get("href") for link in line.iter("a")))
    assert not page(sample_document("2021")).find_class("downloads")


def test_figures_stand_in_the_page_with_name_description_and_ids_of_their_own() -> None:
    document = whole_document("2021")
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    text = write_html(document)
    root = html.document_fromstring(text)
    assert len(figures) > 1
    for figure, element in zip(figures, root.iter("figure"), strict=True):
        picture = element.find("svg")
        assert picture.get("role") == "img"
        named = [root.get_element_by_id(id_) for id_ in picture.get("aria-labelledby").split()]
        assert [(one.tag, one.text) for one in named] == [("title", figure.caption), ("desc", figure.alt)]
        assert element.findtext("figcaption") == figure.caption
    twice = replace(document, blocks=(*figures, replace(figures[0], id="again")))
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert write_html(twice).count("<figure>") == len(figures) + 1


def test_picture_that_is_not_well_formed_is_refused() -> None:
    document = replace(sample_document("2021"), blocks=(Figure("one", "图", "图", "<svg><g></svg>", 10, 10),))
    with pytest.raises(ValueError, match="not well-formed"):
        write_html(document)


def test_plain_tables_lines_and_all_levels_of_headings_are_written() -> None:
    root = page(whole_document("2021"))
    [table] = root.find_class("plain")
    assert [cell.get("scope") for cell in table.findall("thead/tr/th")] == ["col"] * 4
    cells = [[list(cell.itertext()) for cell in row] for row in table.findall("tbody/tr")]
    assert cells[0] == [["党政办公室"], ["公开信息426条"], ["已核对", "无差错"], ["——"]]
    assert [col.get("style") for col in table.iter("col")] == ["width: 30%", "width: 30%", "width: 20%", "width: 20%"]
    assert [list(line.itertext()) for line in root.find_class("lines")] == [
        ["示例省示例市示例街道办事处", "联系单位：党政办公室"]
    ]
    assert [element.text for element in root.iter("h4", "h5")] == ["1.政策文件", "（1）行政规范性文件"]


def test_appendix_begins_a_new_page_in_print() -> None:
    root = page(whole_document("2021"))
    assert [element.text for element in root.find_class("new-page")] == [APPENDIX.text]
    assert ".new-page { page-break-before: always; break-before: page; }" in root.findtext("head/style")


@pytest.mark.parametrize("edition", EDITIONS)
def test_pandas_reads_every_number_at_its_place(edition: str) -> None:
    document = sample_document(edition)
    for table, block in zip(page(document).iter("table"), tables(document), strict=True):
        texts = dict.fromkeys(range(block.grid.columns), str)
        [frame] = pandas.read_html(StringIO(html.tostring(table, encoding="unicode")), flavor="lxml", converters=texts)
        rows = frame.to_numpy().tolist()
        # What pandas takes for column names are the leading rows of headers, with or without a thead.
        head = block.grid.rows - len(rows)
        assert head == (block.grid.head_rows or 2)
        for cell in block.grid.cells:
            if cell.role is Role.VALUE:
                places = rows[cell.row - head][cell.column : cell.column + cell.column_span]
                assert places == [block.texts[cell.cell_id]] * cell.column_span


def test_print_follows_the_look(tmp_path: Path) -> None:
    file = tmp_path / "版式.toml"
    file.write_text(
        'banner = "102030"\n[page]\nleft = 31.5\nnumber = "centre"\n[lines]\ntext = 26\n'
        '[styles]\nbody = { font = "示例体", size = 15 }\n'
        '[[faces]]\nname = "示例体"\nfamilies = [\'x"}</style><script>alert(1)</script>\']\n',
        encoding="utf-8",
    )
    text = write_html(sample_document("2021"), look=load_look(file))
    style = html.document_fromstring(text).findtext("head/style")
    assert "margin: 37mm 26mm 35mm 31.5mm" in style
    assert "@bottom-center" in style
    assert "@bottom-right" not in style
    assert "font-size: 15pt; font-weight: normal; line-height: 26pt" in style
    # Black letters would not be seen on the dark banner.
    assert ".banner { background: #102030; color: #fff }" in style
    assert "<script" not in text
    # Lines of the headings, 16 points high, would touch at a pitch of 10.
    file.write_text("[lines]\ntext = 10\n", encoding="utf-8")
    assert "font-size: 16pt; font-weight: normal; line-height: 19.2pt" in write_html(
        sample_document("2021"), look=load_look(file)
    )


def test_numbers_break_only_where_a_table_would_not_fit_otherwise() -> None:
    columns = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
    for number, packed in ((123_456_789, False), (12_345_678_901, True)):
        root = page(sample_document("2021", cells={f"requests.received.{column}": number for column in columns}))
        assert ["packed" in table.get("class").split() for table in root.iter("table")] == [False, packed, False]
