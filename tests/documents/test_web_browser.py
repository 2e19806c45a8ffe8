"""The pages in a real browser: accessible, whole on a phone, with large letters, strong contrast and the keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_pages import DOWNLOADS, OpenPage, bare_page, hostile_document, requests_box, whole_document
from document_samples import EDITIONS, sample_document, sealed
from playwright.sync_api import Page

from xl_tools.documents.blocks import PlainTable, TableBlock
from xl_tools.documents.clean import clean_line
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html
from xl_tools.documents.web.rule_page import write_rule_page
from xl_tools.forms.load import form_for_edition
from xl_tools.rules import load_rules
from xl_tools.validation.rulebook import entries

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
HOSTILE = (
    "<script>alert(1)</script></style><img src=x onerror=alert(1)>\"'><b onclick=alert(1)>&lt;i&gt;&#60;i&#62;"
    "\u202e\u2066<svg/onload=alert(1)></title></textarea></svg><p>]]><!--"
)


def violations(page: Page, **run_only: Any) -> dict[str, list[str]]:
    """What axe-core finds: rule id and the elements concerned."""
    chosen = run_only or {"type": "tag", "values": WCAG}
    found = Axe().run(page, options={"runOnly": chosen, "resultTypes": ["violations"]})
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found.response["violations"]}


def rule_page() -> str:
    return write_rule_page("校验规则", entries(load_rules(form_for_edition("2021"))))


PAGES: dict[str, Callable[[], str]] = {
    **{
        f"{edition} {'draft' if draft else 'final'}": lambda edition=edition, draft=draft: write_html(
            whole_document(edition, draft=draft) if draft else sealed(whole_document(edition)), downloads=DOWNLOADS
        )
        for edition in EDITIONS
        for draft in (False, True)
    },
    **{
        f"fragment {edition}": lambda edition=edition: bare_page(
            write_fragment(sealed(whole_document(edition, draft=True)))
        )
        for edition in EDITIONS
    },
    "rules": rule_page,
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(name: str, open_page: OpenPage) -> None:
    assert violations(open_page(PAGES[name](), width=390)) == {}


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (' lang="zh-CN">', ">", "html-has-lang"),
        (' tabindex="0"', "", "scrollable-region-focusable"),
        ("color: #4a5361", "color: #b0b7c0", "color-contrast"),
        ('headers="', 'headers="no-such-', "td-headers-attr"),
    ],
)
def test_axe_finds_a_planted_fault(before: str, after: str, rule: str, open_page: OpenPage) -> None:
    text = write_html(sample_document("2021"))
    assert before in text
    assert rule in violations(open_page(text.replace(before, after), width=390))


def test_text_has_seven_to_one_contrast_for_everyone(open_page: OpenPage) -> None:
    text = write_html(sample_document("2021", draft=True, cells={"review.reconsideration.upheld": None}))
    enhanced = {"type": "rule", "values": ["color-contrast-enhanced"]}
    assert violations(open_page(text), **enhanced) == {}
    assert violations(open_page(text.replace("color: #4a5361", "color: #5f6a7a"), width=390), **enhanced)


def test_readers_who_ask_for_more_contrast_get_black_letters_and_lines_on_white(open_page: OpenPage) -> None:
    page = open_page(write_html(sample_document("2021")), contrast="more")
    colours = page.locator("td, th.row, caption").evaluate_all(
        """cells => cells.map(cell => {
            const style = getComputedStyle(cell);
            return [style.color, style.borderBottomColor, style.backgroundColor];
        })"""
    )
    black, white, none = "rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"
    assert {tuple(one) for one in colours} == {(black, black, white), (black, black, none)}


def test_tables_keep_their_lines_in_the_readers_own_colours(open_page: OpenPage) -> None:
    page = open_page(write_html(whole_document("2021", draft=True)), forced_colors="active")
    lines = page.evaluate(
        """[...document.querySelectorAll('th, td, .draft, nav')].map(cell => {
            const style = getComputedStyle(cell);
            return [parseFloat(style.borderBottomWidth) >= 1, style.borderBottomColor !== style.backgroundColor];
        })"""
    )
    assert len(lines) > 200
    assert all(wide and seen for wide, seen in lines)


def overhanging(page: Page) -> list[str]:
    """The elements that stand out of the window, and the cells whose text stands out of them."""
    return page.evaluate(
        """() => {
            const found = [];
            for (const one of document.querySelectorAll('body *')) {
                const box = one.getBoundingClientRect();
                const apart = one.closest('[tabindex="0"] *, .skip') || box.width === 0;
                if (!apart && (box.right > innerWidth + .5 || box.left < -.5)) found.push(one.outerHTML.slice(0, 90));
                const text = one.matches('th, td, p, h1, h2, h3, li, a');
                if (text && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
                    found.push('cut: ' + one.outerHTML.slice(0, 90));
            }
            if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
            return found;
        }"""
    )


def resize(page: Page, width: int, letters: int) -> None:
    """Give the window a width in pixels and the letters a size in per cent."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("size => document.documentElement.style.fontSize = size", f"{letters}%")


@pytest.mark.parametrize("name", ["2019 draft", "2021 final", "fragment 2021", "rules"])
def test_nothing_is_cut_on_a_phone_or_with_large_letters(name: str, open_page: OpenPage) -> None:
    page = open_page(PAGES[name]())
    for width, letters in ((390, 100), (320, 100), (390, 200), (1280, 200)):
        resize(page, width, letters)
        assert overhanging(page) == [], (width, letters)


# What is left of the box, right of the labels, and how the labels lie after the box was scrolled to its end.
SCROLLED = """box => {
    const table = box.querySelector('table');
    const places = () => [...table.querySelectorAll('th.row, th.note')].map(label => {
        const at = label.getBoundingClientRect();
        return [at.left, at.right];
    });
    const before = places();
    box.scrollLeft = 10000;
    const inside = box.getBoundingClientRect();
    const last = [...table.querySelectorAll('th.last')];
    const numbers = [...table.querySelectorAll('td:last-child')].map(cell => cell.getBoundingClientRect());
    return {
        scrolled: box.scrollLeft,
        moved: places().some((place, index) => Math.abs(place[0] - before[index][0]) > .6),
        left: Math.min(...places().map(place => place[0])) - inside.left,
        ends: last.map(label => label.getBoundingClientRect().right - inside.left),
        room: inside.right - Math.max(...last.map(label => label.getBoundingClientRect().right)),
        number: Math.max(...numbers.map(cell => cell.width)),
        overlap: Math.min(...numbers.map(cell => cell.left))
            - Math.max(...last.map(label => label.getBoundingClientRect().right)),
        gaps: [...table.querySelectorAll('tbody tr')].flatMap(row => {
            const labels = [...row.querySelectorAll('th')].map(label => label.getBoundingClientRect());
            return labels.slice(1).map((label, index) => label.left - labels[index].right);
        }),
        opaque: last.every(label => {
            const at = label.getBoundingClientRect();
            label.scrollIntoView({block: 'center'});
            const now = label.getBoundingClientRect();
            const hit = document.elementFromPoint(now.right - 2, (now.top + now.bottom) / 2);
            return hit === label && !/rgba|transparent/.test(getComputedStyle(label).backgroundColor);
        }),
    };
}"""


@pytest.mark.parametrize("edition", EDITIONS)
def test_labels_of_the_big_table_stay_while_its_numbers_scroll(edition: str, open_page: OpenPage) -> None:
    document = whole_document(edition)
    page = open_page(write_html(document))
    box = page.locator(requests_box(document))
    for width, letters in ((390, 100), (320, 100), (390, 200), (480, 100), (1280, 200)):
        resize(page, width, letters)
        box.evaluate("box => box.scrollLeft = 0")
        found = box.evaluate(SCROLLED)
        assert found["scrolled"] > 20, (width, letters)
        assert not found["moved"], (width, letters)
        assert abs(found["left"]) < 0.6, (width, letters)
        assert max(found["ends"]) - min(found["ends"]) < 0.6, (width, letters)
        assert all(abs(gap) < 0.6 for gap in found["gaps"]), (width, letters)
        assert found["opaque"], (width, letters)
        assert found["room"] >= found["number"], (width, letters)
        assert found["overlap"] > -0.6, (width, letters)


def test_big_table_fits_without_scrolling_on_a_desk(open_page: OpenPage) -> None:
    document = whole_document("2021")
    page = open_page(write_html(document))
    for box in page.locator(".scroll").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_captions_are_seen_where_a_table_scrolls_and_read_aloud_everywhere(open_page: OpenPage) -> None:
    document = sample_document("2021")
    page = open_page(write_html(document))
    seen = "all => all.map(one => one.getBoundingClientRect().width > 2)"
    assert page.locator("caption").evaluate_all(seen) == [False, False, False]
    for block in (block for block in document.blocks if isinstance(block, TableBlock)):
        assert page.get_by_role("table", name=block.caption, exact=True).count() == 1
    resize(page, 390, 100)
    assert page.locator("caption").evaluate_all(seen) == [False, True, True]


def test_short_heads_and_first_texts_of_lists_stand_on_one_line(open_page: OpenPage) -> None:
    rows = (("填报单位", "示例县" * 30), ("发现的问题", "无"))
    document = replace(sample_document("2021"), blocks=(PlainTable("校验对象", ("项目", "内容"), rows, (0.1, 0.9)),))
    page = open_page(write_html(document), width=320)
    heights = page.locator(".short").evaluate_all(
        """all => all.map(one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return range.getClientRects().length;
        })"""
    )
    # The short text of a second column may break.
    assert heights == [1, 1, 1, 1]
    assert overhanging(page) == []


def test_figures_fit_on_a_phone_without_scrolling(open_page: OpenPage) -> None:
    page = open_page(write_html(whole_document("2021")), width=390)
    boxes = [figure.bounding_box() for figure in page.locator("figure svg").all()]
    assert len(boxes) > 1
    assert all(box["x"] >= 0 and 350 < box["width"] <= 390 - 2 * box["x"] + 1 for box in boxes)
    resize(page, 1280, 100)
    assert all(one.bounding_box()["width"] < 700 for one in page.locator("figure svg").all())


def test_wide_tables_of_a_fragment_scroll_instead_of_being_squeezed(open_page: OpenPage) -> None:
    page = open_page(PAGES["fragment 2021"](), width=390)
    boxes = page.locator("[role=region]").evaluate_all("all => all.map(box => box.scrollWidth > box.clientWidth + 200)")
    assert boxes == [False, True, True, False]
    assert set(page.locator("h4, h5").evaluate_all("all => all.map(one => getComputedStyle(one).fontSize)")) == {"16px"}


def test_box_scrolls_by_keyboard_and_shows_that_it_has_the_focus(open_page: OpenPage) -> None:
    document = whole_document("2021")
    page = open_page(write_html(document), width=390)
    box = page.locator(requests_box(document))
    while not box.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
    assert box.evaluate("box => parseFloat(getComputedStyle(box).outlineWidth)") >= 2
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())


def test_first_key_offers_to_skip_to_the_text(open_page: OpenPage) -> None:
    page = open_page(write_html(whole_document("2021")))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.locator(".skip").bounding_box()["x"] >= 0


def test_download_links_lead_to_the_files_beside_the_page(open_page: OpenPage) -> None:
    page = open_page(write_html(whole_document("2021"), downloads=DOWNLOADS))
    folder = page.url.rpartition("/")[0]
    links = page.locator(".downloads a").evaluate_all("links => links.map(link => [link.textContent, link.href])")
    names = ("%E7%A4%BA%E4%BE%8B%20%E5%B9%B4%E6%8A%A5.docx", "%E7%A4%BA%E4%BE%8B%20%E5%B9%B4%E6%8A%A5.pdf")
    assert links == [[f"下载 {one.label}", f"{folder}/{name}"] for one, name in zip(DOWNLOADS, names, strict=True)]


@pytest.mark.parametrize("as_page", [True, False], ids=["page", "fragment"])
def test_hostile_text_makes_no_element_and_runs_nothing(as_page: bool, open_page: OpenPage) -> None:
    def elements(text: str) -> int:
        document = hostile_document(text)
        page = open_page(write_html(document) if as_page else bare_page(write_fragment(document)))
        assert clean_line(text) in page.locator("main").inner_text()
        return page.evaluate("document.querySelectorAll('*').length")

    assert elements(HOSTILE) == elements("文字")


def test_page_asks_for_nothing_but_itself(open_page: OpenPage) -> None:
    page = open_page(write_html(whole_document("2021", draft=True), downloads=DOWNLOADS))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert asked == [page.url]
