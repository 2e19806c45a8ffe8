"""The fragment for a portal's editor: whole without a style sheet, and nothing that could clash with the portal."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from browser_pages import whole_document
from document_samples import EDITIONS, YEARS, sample_document
from lxml import html
from lxml.html import HtmlElement

from xl_tools.documents.blocks import APPENDIX, Document, Figure, TableBlock
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html


def fragment(document: Document) -> HtmlElement:
    return html.fragment_fromstring(write_fragment(document))


def test_fragment_is_one_element_in_chinese_without_a_page_around_it() -> None:
    document = whole_document("2021")
    root = fragment(document)
    assert (root.tag, root.get("lang")) == ("div", "zh-CN")
    text = write_fragment(document).lower()
    assert not re.search(r"<(!doctype|html|head|body|style|script|link|meta|title|h1|nav|svg|img)\b", text)
    assert document.title_text not in root.text_content()


def test_classes_give_way_to_style_in_each_element() -> None:
    root = fragment(whole_document("2021", draft=True))
    assert not [element for element in root.iter() if element.get("class")]
    for cell in root.iter("th", "td"):
        assert "border:1px solid" in cell.get("style")
        assert "text-align:" in cell.get("style")
    banners = [cell for cell in root.iter("th") if cell.text_content().startswith("第二十条")]
    assert len(banners) == 4
    assert all("background: #C6D9F1; color: #000" in cell.get("style") for cell in banners)
    assert {table.get("border") for table in root.iter("table")} == {"1"}
    paragraphs = [element for element in root.iter("p") if element.text.startswith("全年")]
    assert all("text-indent:2em" in element.get("style") for element in paragraphs)


@pytest.mark.parametrize("edition", EDITIONS)
def test_tables_are_those_of_the_page(edition: str) -> None:
    document = whole_document(edition)
    ids = f"xl-tools-{YEARS[edition]}-"

    def shape(root: HtmlElement, prefix: str) -> list[tuple[str | None, ...]]:
        names = ("rowspan", "colspan", "scope")
        return [
            (
                *(cell.tag, "|".join(cell.itertext())),
                *(cell.get(name) for name in names),
                (cell.get("id") or "").removeprefix(prefix),
                " ".join(one.removeprefix(prefix) for one in (cell.get("headers") or "").split()),
            )
            for cell in root.iter("th", "td")
        ]

    assert shape(fragment(document), ids) == shape(html.document_fromstring(write_html(document)), "")


def test_ids_are_those_of_this_report_alone_and_every_reference_is_met() -> None:
    root = fragment(whole_document("2021"))
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert max(ids.values()) == 1
    assert all(id_.startswith("xl-tools-2024-") for id_ in ids)
    for cell in root.iter("td"):
        assert set((cell.get("headers") or "").split()) <= set(ids)
    other = {element.get("id") for element in fragment(whole_document("2019")).iter()} - {None}
    assert not other & set(ids)


def test_figures_and_their_appendix_are_left_out() -> None:
    document = whole_document("2021")
    assert [block for block in document.blocks if isinstance(block, Figure)]
    assert write_fragment(document) == write_fragment(document.without_figures())
    assert APPENDIX.text not in fragment(document).text_content()


def test_headings_begin_below_the_portals_own_title() -> None:
    root = fragment(whole_document("2021"))
    levels = [element.tag for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == "h2"
    assert set(levels) == {"h2", "h3", "h4", "h5"}


def test_draft_is_marked_and_a_final_one_is_not() -> None:
    blank = {"review.reconsideration.upheld": None}
    draft = fragment(sample_document("2021", draft=True, cells=blank))
    assert draft[0].text == "草稿　未定稿，请勿发布"
    assert "注：表四有 1 格空白，定稿前请补齐。" in draft.text_content()
    assert "草稿" not in write_fragment(sample_document("2021"))


def test_same_document_gives_the_same_fragment_with_every_number() -> None:
    document = sample_document("2019")
    assert write_fragment(document) == write_fragment(document)
    numbers = Counter(cell.text or "" for cell in fragment(document).iter("td"))
    expected = Counter(
        text for block in document.blocks if isinstance(block, TableBlock) for text in block.texts.values()
    )
    assert numbers == expected
