"""The page of the 图解, read back with lxml.html and in a real browser."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_pages import OpenPage
from document_samples import EDITIONS, UNIT, passage, sample_passages, sample_report
from lxml import html
from lxml.html import HtmlElement
from picture_boxes import LONG_UNIT, filled, nil_report, with_last_year

from xl_tools.documents.clean import clean_line
from xl_tools.documents.guard import check_published
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.infographic import Infographic, infographic
from xl_tools.documents.web.infographic_page import write_infographic
from xl_tools.report import Report, Unit

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
HOSTILE = "<script>alert(1)</script></style><img src=x onerror=alert(1)>\"'&lt;i&gt;\u202e</title></svg>]]><!--"

in_chromium = [
    pytest.mark.chromium,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]


def told(report: Report, *, draft: bool = False) -> Infographic:
    return infographic(report, sample_passages(report.edition), draft=draft)


def fullest() -> Infographic:
    """A draft with a long name, long sentences and large numbers that contradict each other."""
    report = replace(filled("2021", [98765432, 87654321, 12345678], "2019"), unit=Unit(LONG_UNIT))
    passages = [passage(section.id, f"{'示例' * 29}。") for section in report.form.narratives]
    return infographic(report, passages, draft=True)


def page(info: Infographic) -> HtmlElement:
    return html.document_fromstring(write_infographic(info))


def said(element: HtmlElement) -> str:
    return "".join(element.itertext())


def plain(text: str) -> str:
    """Without blanks; a PDF may name a character by a radical of the same shape."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("edition", EDITIONS)
def test_page_says_the_same_as_the_poster(edition: str) -> None:
    info = told(with_last_year(edition, "2019"))
    root = page(info)
    assert [said(span) for span in root.find(".//h1")] == [UNIT, info.title]
    assert [said(card) for card in root.find_class("card")] == [
        f"{one.label}（{one.unit}）{one.large}{one.change}" for one in info.headlines
    ]
    assert [(said(item[0]), said(item[1])) for item in root.find_class("points")[0]] == [
        (one.name, one.text) for one in info.summaries
    ]
    assert said(root.find_class("closing")[0]) == info.closing
    for figure, panel in zip(root.iter("figure"), info.panels, strict=True):
        assert isinstance(panel, Chart)
        assert said(figure.find("figcaption")) == panel.caption
        picture = figure.find("svg")
        assert picture.get("role") == "img"
        title, description = (root.get_element_by_id(name) for name in picture.get("aria-labelledby").split())
        assert (said(title), said(description)) == (panel.caption, panel.alt)


def test_page_of_a_nil_report_has_sentences_in_place_of_charts() -> None:
    root = page(told(nil_report("2021")))
    assert [said(one) for one in root.find_class("statement")] == [
        "本年度未收到政府信息公开申请",
        "本年度未发生政府信息公开行政复议、行政诉讼",
    ]
    assert not list(root.iter("figure"))


def test_headings_ids_and_landmarks_are_in_order() -> None:
    root = page(told(with_last_year("2021", "2021")))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert [said(heading) for heading in root.iter("h2")] == ["主要数字", "图说数字", "各部分要点"]
    for section in root.iter("section"):
        assert said(root.get_element_by_id(section.get("aria-labelledby"))) == said(section.find("h2"))
    assert root.get("lang") == "zh-CN"
    assert not list(root.iter("script"))


def test_only_a_draft_is_marked_and_kept_from_search() -> None:
    for draft in (True, False):
        root = page(told(sample_report("2021"), draft=draft))
        assert bool(root.find_class("draft")) is draft
        assert bool(root.xpath("//meta[@name='robots'][@content='noindex']")) is draft
        assert ("草稿" in root.findtext("head/title")) is draft


def test_hostile_name_is_text_and_the_same_report_gives_the_same_page() -> None:
    plain = told(replace(sample_report("2021"), unit=Unit("示例街道办事处")))
    hostile = told(replace(sample_report("2021"), unit=Unit(HOSTILE)))
    assert said(page(hostile).find(".//h1/span")) == clean_line(HOSTILE)
    # A longer name may be broken in more places.
    tags, expected = ([one.tag for one in page(info).iter() if one.tag != "wbr"] for info in (hostile, plain))
    assert tags == expected
    assert write_infographic(plain) == write_infographic(
        told(replace(sample_report("2021"), unit=Unit("示例街道办事处")))
    )


@pytest.mark.parametrize("info", [told(sample_report("2019")), fullest()], ids=["final", "draft"])
def test_page_passes_the_last_look_at_published_files(info: Infographic) -> None:
    check_published("infographic", write_infographic(info).encode())


@pytest.mark.parametrize(
    "info",
    [told(with_last_year("2021", "2019")), told(nil_report("2019")), fullest()],
    ids=["full", "nil", "fullest"],
)
class TestInChromium:
    pytestmark = in_chromium

    def test_axe_finds_no_violation(self, info: Infographic, open_page: OpenPage) -> None:
        for width in (1280, 390):
            opened = open_page(write_infographic(info), width=width)
            options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
            assert Axe().run(opened, options=options).response["violations"] == []

    def test_strong_contrast_is_seven_to_one(self, info: Infographic, open_page: OpenPage) -> None:
        opened = open_page(write_infographic(info), contrast="more")
        options = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}, "resultTypes": ["violations"]}
        assert Axe().run(opened, options=options).response["violations"] == []

    def test_nothing_stands_out_of_a_phone(self, info: Infographic, open_page: OpenPage) -> None:
        opened = open_page(write_infographic(info), width=390)
        for width, letters in ((390, 100), (320, 100), (390, 200), (1280, 200), (800, 100)):
            opened.set_viewport_size({"width": width, "height": 844})
            opened.evaluate("size => document.documentElement.style.fontSize = size", f"{letters}%")
            outside = opened.evaluate(
                """() => [...document.querySelectorAll('main *')].filter(one => {
                    const box = one.getBoundingClientRect();
                    const cut = one.matches('span, p, h3') && getComputedStyle(one).display !== 'inline'
                        && one.scrollWidth > one.clientWidth + 1;
                    return box.width > 0 && (box.right > innerWidth + .5 || box.left < -.5 || cut);
                }).map(one => one.outerHTML.slice(0, 90))"""
            )
            assert outside == [], (width, letters)

    def test_it_is_printed_on_one_page(self, info: Infographic, open_page: OpenPage) -> None:
        printed = open_page(write_infographic(info)).pdf(prefer_css_page_size=True)
        with pdfplumber.open(BytesIO(printed)) as pdf:
            [only] = pdf.pages
            assert (round(only.width), round(only.height)) == (595, 842)
            words = plain(only.extract_text())
        assert "主要数字" in words
        assert plain(info.closing) in words
        assert ("草稿" in words) is info.draft
