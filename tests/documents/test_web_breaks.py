"""Where titles, labels and addresses of the page may break: nowhere else, and the text stays as it was written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from browser_pages import OpenPage, bare_page, whole_document
from document_samples import EDITIONS, sample_document
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Page

from xl_tools.documents.blocks import Document, Paragraph, Signature
from xl_tools.documents.markup import Node
from xl_tools.documents.web.breaks import label_parts, running_text, title_parts
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html

needs_chromium = pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")

LONG_ADDRESS = "http://www.example.gov.cn/zwgk/zfxxgk/list.html?year=2024&type=annual"


def parts(broken: Iterator[Node | str]) -> str:
    """The text with a bar at each place where it may break."""
    return "".join(part if isinstance(part, str) else "|" for part in broken)


@pytest.mark.parametrize(
    "expected",
    [
        "示例市|示例县|青石镇|人民政府",
        "示例省|示例市|示例街道|办事处",
        "示例自治州|示例市|市中区|人民政府|办公室",
        "2024年|政府信息公开|工作|年度|报告",
        "2024年|政府信息公开|工作|年度|报告|图解",
        "示例大学",
    ],
)
def test_title_breaks_after_divisions_and_between_words(expected: str) -> None:
    assert parts(title_parts(expected.replace("|", ""))) == expected


@pytest.mark.parametrize(
    "expected",
    [
        "邮箱：office@|example.|gov.|cn。",
        "见 http://|www.|example.|cn/|list?|year=|2024&|type=|1，另见附件",
        "www.|example.|cn",
        "共 1.5 万元，A/B 两类，Word 文件 a.docx",
    ],
)
def test_only_addresses_break_after_their_signs(expected: str) -> None:
    assert parts(running_text(expected.replace("|", ""))) == expected


TEXT = st.text(st.one_of(st.sampled_from("示例省市县年度@./?&= w"), st.characters(exclude_categories=("C",))))


@given(TEXT)
@example("@")
@example("www.")
@example("2024年政府信息公开工作年度报告")
@example("（三）不予公开")
def test_breaks_leave_every_text_as_it_was(text: str) -> None:
    assert parts(running_text(text)).replace("|", "") == text.replace("|", "")
    assert parts(title_parts(text)).replace("|", "") == text.replace("|", "")
    said = (part if isinstance(part, str) else part.text or "" for part in label_parts(text))
    assert "".join(said) == text


# The lines of each element as the browser has set them, blanks left out.
LINES = """elements => elements.map(element => {
    const lines = [];
    let last = null;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (let at = 0; at < node.data.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            if (last === null || box.top > last + 3) lines.push('');
            last = box.top;
            lines[lines.length - 1] += node.data[at];
        }
    return lines;
})"""


def lines(page: Page, selector: str) -> dict[str, list[str]]:
    return {"".join(one): one for one in page.locator(selector).evaluate_all(LINES)}


@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("setting", ["390", "360", "1280", "print", "fragment"])
def test_no_label_of_the_tables_breaks_within_a_word(edition: str, setting: str, open_page: OpenPage) -> None:
    document = whole_document(edition)
    if setting == "fragment":
        page = open_page(bare_page(write_fragment(document)), width=390)
    else:
        page = open_page(write_html(document), width=590 if setting == "print" else int(setting))
    if setting == "print":
        page.emulate_media(media="print")
    found = lines(page, "th")
    words = {"三、", "本年度", "办理", "结果", "本年度办理", "办理结果", "三、本年度"}
    assert set(found["三、本年度办理结果"]) <= words
    assert set(found["（三）不予公开"]) <= {"（三）", "不予", "公开", "不予公开"}
    assert set(found["社会公益组织"]) <= {"社会", "公益", "组织", "社会公益", "公益组织"}
    assert found["自然人"] in (["自", "然", "人"], ["自然人"])


@pytest.mark.chromium
@needs_chromium
def test_title_on_a_phone_breaks_between_words(open_page: OpenPage) -> None:
    document = replace(sample_document("2021"), title=("示例市示例县青石镇人民政府", "2024年政府信息公开工作年度报告"))
    page = open_page(write_html(document), width=320)
    found = lines(page, "h1 span")
    assert found["示例市示例县青石镇人民政府"] == ["示例市示例县", "青石镇人民政府"]
    assert found["2024年政府信息公开工作年度报告"] == ["2024年政府信息公开", "工作年度报告"]


@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("write", [write_html, lambda document: bare_page(write_fragment(document))])
def test_line_before_a_long_address_is_not_stretched(write: Callable[[Document], str], open_page: OpenPage) -> None:
    text = f"如有疑问，请与本机关联系，或者登录网站查阅，网址为{LONG_ADDRESS}，也可以来电来函。"
    page = open_page(write(replace(sample_document("2021"), blocks=(Paragraph(text),))), width=700)
    [(said, found)] = lines(page, "main > p, main > div > p").items()
    assert said == text
    # Without its places to break, the whole address begins a line of its own.
    assert not any(line.startswith("http") for line in found)


@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("unit", ["示例局", "示例省示例市示例区人民政府示例街道办事处"])
@pytest.mark.parametrize("as_page", [True, False], ids=["page", "fragment"])
def test_shorter_line_of_the_signature_is_centred_at_the_longer(unit: str, as_page: bool, open_page: OpenPage) -> None:
    document = sample_document("2021")
    blocks = tuple(replace(b, unit=unit) if isinstance(b, Signature) else b for b in document.blocks)
    document = replace(document, blocks=blocks)
    page = open_page(write_html(document) if as_page else bare_page(write_fragment(document)))
    name, date = page.locator("p").evaluate_all(
        """all => all.slice(-2).map(line => {
            const range = document.createRange();
            range.selectNodeContents(line);
            const box = range.getBoundingClientRect();
            return [box.left, box.right];
        })"""
    )
    assert sum(name) == pytest.approx(sum(date), abs=1)
    assert min(name[0], date[0]) > 640
    assert abs(name[1] - date[1]) > 10
