"""The line with the 封存码: it ends a final document in every format, small, and nothing else has a trace of it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from document_samples import EDITIONS, FIGURE, SEAL, sample_document, sample_passages, sample_report, sealed
from lxml import html
from pdf_reading import ReadBack
from test_word_look import one
from word_samples import NAMES, full_document, part

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Block, Document, Figure, Heading, Paragraph, SealLine, Signature, TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html
from xl_tools.documents.word.writer import write_word

LINE = f"封存码：{SEAL}（供与填报工作簿核对，不作防伪之用）"
W = f"{{{NAMES['w']}}}"
POINTS_PER_MM = 72 / 25.4


# ---- the neutral document


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_ends_a_final_document_behind_signature_and_figures(edition: str) -> None:
    report, passages = sample_report(edition), sample_passages(edition)
    plain = assemble(report, passages, draft=False, figures=[FIGURE])
    document = assemble(report, passages, draft=False, figures=[FIGURE], seal=SEAL)
    assert document.blocks == (*plain.blocks, SealLine(SEAL))
    assert SealLine(SEAL).text == LINE
    assert (document.sealed, plain.sealed) == (True, False)
    assert document.without_figures().blocks[-2:] == (plain.without_figures().blocks[-1], SealLine(SEAL))


def test_a_draft_has_none() -> None:
    assert sample_document("2021", draft=True, seal=SEAL) == sample_document("2021", draft=True)


# ---- Word


def test_in_word_it_has_a_style_of_its_own_and_stays_with_what_stands_above() -> None:
    data = write_word(sample_document("2021", seal=SEAL))
    paragraphs = part(data, "word/document.xml").findall(f"{W}body/{W}p")
    kept = [paragraph.find(f"{W}pPr/{W}keepNext") is not None for paragraph in paragraphs]
    assert kept[-4:] == [True, True, True, False]
    styles = [paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for paragraph in paragraphs[-4:]]
    assert styles == ["BodyText", "Signature", "Signature", "Seal"]
    assert "".join(paragraphs[-1].itertext()) == LINE
    style = one(part(data, "word/styles.xml"), "w:style[@w:styleId='Seal']")
    assert (style.find(f"{W}name").get(f"{W}val"), style.get(f"{W}customStyle")) == ("封存码", "1")
    size = style.find(f"{W}rPr/{W}sz").get(f"{W}val")
    assert float(size) / 2 == standard_look().styles["seal"].size < standard_look().styles["note"].size


def test_a_word_file_without_it_knows_neither_style_nor_font_of_it() -> None:
    look = standard_look().settled()
    other = replace(look.styles["seal"], font="示例体")
    look = replace(look, styles=MappingProxyType({**look.styles, "seal": other}))
    assert write_word(sample_document("2021"), look) == write_word(sample_document("2021"))
    fonts = part(write_word(sample_document("2021", seal=SEAL), look), "word/fontTable.xml")
    assert "示例体" in [font.get(f"{W}name") for font in fonts]


# ---- web page and fragment


@pytest.mark.parametrize("figures", [True, False])
def test_in_the_page_it_is_the_last_of_main_and_belongs_to_no_section(figures: bool) -> None:
    document = full_document("2021") if figures else sample_document("2021", published_on=None)
    root = html.document_fromstring(write_html(sealed(document)))
    main = next(root.iter("main"))
    assert (main[-1].tag, main[-1].get("class"), main[-1].text_content()) == ("p", "seal", LINE)
    assert len(root.find_class("seal")) == 1


def test_a_page_without_it_has_no_rule_for_it() -> None:
    plain, with_line = (write_html(sample_document("2021", seal=seal)) for seal in ("", SEAL))
    assert "seal" not in plain
    assert ".seal { margin: 2.5rem 0 0; color: #4a5361; font-size: .85rem;" in with_line
    assert "font-size: 9pt" in with_line.rpartition("@media print")[2]


def test_in_a_fragment_its_style_stands_in_the_element() -> None:
    root = html.fragment_fromstring(write_fragment(sealed(full_document("2021"))))
    assert root[-1].text_content() == LINE
    assert root[-1].get("class") is None
    assert "font-size:0.8em" in root[-1].get("style")
    assert "text-indent" not in root[-1].get("style")


# ---- PDF


def printed(document: Document, look: Look | None = None) -> ReadBack:
    return ReadBack(write_pdf(document, look or standard_look()))


def ending_of(read: ReadBack, look: Look) -> list[tuple[str, float]]:
    """The lines of the last page's text, each with the size of its first letter."""
    page = read.pages[-1]
    margins = look.page.top * POINTS_PER_MM, page.height - look.page.bottom * POINTS_PER_MM
    lines = page.crop((0, margins[0] - 1, page.width, margins[1] + 1)).extract_text_lines()
    return [(line["text"], round(line["chars"][0]["size"], 1)) for line in lines]


def test_in_a_pdf_it_is_the_last_paragraph_in_small_type() -> None:
    look = standard_look()
    with printed(sample_document("2021", seal=SEAL)) as read:
        last = [tag.text for child in read.tags.children for tag in child.all("P")][-1]
        lines = ending_of(read, look)
    assert last == LINE
    assert lines[-1] == (LINE, look.styles["seal"].size)
    assert lines[-2][0] == "2025年1月20日"


@pytest.mark.parametrize("sentences", range(42, 54))
def test_in_a_pdf_without_signature_it_stays_with_the_last_line(sentences: int) -> None:
    """Alone on a page it looks as if the page had lost its text."""
    blocks = (Paragraph("没有其他需要报告的事项。" * sentences), SealLine(SEAL))
    with printed(replace(sample_document("2021"), blocks=blocks)) as read:
        *lines, last = (text for text, _ in ending_of(read, standard_look()))
    assert last == LINE
    assert lines
    assert "".join(lines).endswith("项。")


@pytest.mark.parametrize("height", [100.0, 500.0, 560.0, 575.0, 600.0])
def test_in_a_pdf_it_stays_with_the_last_figure(height: float) -> None:
    figure = replace(FIGURE, height=height)
    document = sample_document("2021")
    blocks = (*document.blocks, Heading(1, "附：数据图示", new_page=True), figure, SealLine(SEAL))
    with printed(replace(document, blocks=blocks)) as read:
        captions = [tag.place.page for tag in read.tags.all("Caption")]
        assert captions == [len(read.pages)]
        assert ending_of(read, standard_look())[-1][0] == LINE


@pytest.mark.parametrize("last", [Heading, TableBlock, Signature, Figure])
def test_it_may_follow_any_block(last: type[Block]) -> None:
    blocks = (*full_document("2021").blocks,)
    at = max(index for index, block in enumerate(blocks) if isinstance(block, last))
    document = sealed(replace(sample_document("2021"), blocks=blocks[: at + 1]))
    with printed(document) as read:
        assert ending_of(read, standard_look())[-1][0] == LINE
    assert LINE in "".join(part(write_word(document), "word/document.xml").itertext())


@pytest.mark.parametrize(("margin", "size"), [(60.0, 9.0), (60.0, 26.0)])
def test_in_a_narrow_look_it_goes_on_in_the_next_line(margin: float, size: float) -> None:
    look = standard_look()
    page = replace(look.page, top=margin, right=margin, bottom=margin, left=margin)
    styles = {name: replace(style, size=size) for name, style in look.styles.items()}
    other = replace(look, page=page, styles=MappingProxyType(styles))
    with printed(sample_document("2021", seal=SEAL), other) as read:
        edge = read.pages[0].width - margin * POINTS_PER_MM + 1
        assert max(char["x1"] - char["size"] / 2 for page in read.pages for char in page.chars) <= edge
        assert LINE in "".join(text for text, _ in ending_of(read, other))
