"""Whatever text an office types, the PDF opens, is tagged, and gives the text back as far as fonts can draw it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

import pytest
from document_samples import one_text_document, sample_document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdf_reading import ReadBack, cells_of
from support.examples import examples
from word_samples import FIGURE

from xl_tools.documents.blocks import Document, Heading, Lines, Paragraph, PlainTable
from xl_tools.documents.clean import clean_line, clean_lines
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import set_document
from xl_tools.documents.typesetting.compiler import STAND_IN, Pages

ANY_TEXT = st.text(st.characters(categories=None), max_size=60)
CHINESE = st.text("政府信息公开年度报告，。；：《》（）“”、0123456789.%+-—…〔〕 AZaz", min_size=1, max_size=200)
TITLE_SIZE = round(standard_look().styles["title"].size)
PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def set_of(document: Document) -> Pages:
    return set_document(document, standard_look())


def letters(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text, whatever the direction it is read in."""
    return Counter(char for char in unicodedata.normalize("NFKD", text) if char.isalnum())


@settings(max_examples=examples(6))
@given(ANY_TEXT)
@example('#let x = 1; $ * _ ` <a> @b \\ " // /* */ ]')
@example("\ud800\x00\u202e\ufeff")
@example("x" * 300)
@example("家👩‍👩‍👧庭")
@example("\ue000")
@example("\u200d\ufe0f")
@example("e\u0301 中\u20dd \u0489")
@example("ئۇيغۇر مرحبا")
@example('"\u1ac5\\\u1ac5')
def test_any_text_gives_a_pdf_that_says_pdf_ua_and_holds_the_letters_that_fonts_have(text: str) -> None:
    document = one_text_document(text)
    done = set_of(document)
    with ReadBack(done.pdf) as read:
        assert read.metadata.findtext(f".//{PART}") == "1"
        assert len(list(read.tags.all("Table"))) == 3
        title = "".join(char["text"] for page in read.pages for char in page.chars if round(char["size"]) == TITLE_SIZE)
    expected = document.title_text
    for lacking in done.missing:
        expected = expected.replace(lacking, STAND_IN)
    assert letters(expected) - letters(title) == Counter()


@settings(max_examples=examples(6))
@given(CHINESE)
@example("1234567890" * 8)
@example("https://www.example.gov.cn/zwgk/index.html?a=1&b=2#c")
@example("……——“”《》" * 12)
def test_text_that_the_fonts_have_comes_back_whole(text: str) -> None:
    document = one_text_document(text)
    done = set_of(document)
    assert done.missing == ()
    with ReadBack(done.pdf) as read:
        shown = [tag.text for tag in read.tags.all("P")][1:]
        titles = [tag.text for tag in read.tags.all("P")][:1]
        texts = [cell.text for table in read.tags.all("Table") for *_, cell in cells_of(table)]
    expected = list(clean_lines(text))
    assert [line.replace(" ", "") for line in shown[: len(expected)]] == [line.replace(" ", "") for line in expected]
    assert titles[0].replace(" ", "") == document.title_text.replace(" ", "")
    assert [one.replace(" ", "") for one in texts].count(clean_line(text).replace(" ", "")) >= bool(expected)


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("甲\ue000乙", f"甲{STAND_IN}乙", ("\ue000",)),
        ("姓\U00020000，名\U00020000", f"姓{STAND_IN}，名{STAND_IN}", ("\U00020000",)),
        ("家👩‍👩‍👧庭", f"家{STAND_IN * 3}庭", ("👩", "👧")),
        ("好\U0001f44d\U0001f3fd的", f"好{STAND_IN}的", ("\U0001f44d",)),
    ],
)
def test_character_that_no_font_has_is_a_visible_box_and_is_reported(
    text: str, shown: str, missing: tuple[str, ...]
) -> None:
    done = set_of(replace(sample_document("2021"), blocks=(Heading(1, text), Paragraph(text))))
    with ReadBack(done.pdf) as read:
        assert [tag.text for tag in read.tags.all("H1", "P")][1:] == [shown, shown]
        assert read.metadata.findtext(f".//{PART}") == "1"
    assert done.missing == missing


def test_character_that_the_first_font_lacks_is_taken_from_the_next() -> None:
    # 镕 and 䶮 are not among the 6763 characters of old fonts.
    done = set_of(replace(sample_document("2021"), blocks=(Heading(1, "一"), Heading(2, "镕䶮同志"))))
    assert done.missing == ()
    with ReadBack(done.pdf) as read:
        (heading,) = read.tags.all("H2")
        assert heading.text == "镕䶮同志"
        used = {char["fontname"] for page in read.pages for char in page.chars if char["text"] in heading.text}
    assert all(read.fonts.values())
    assert len(used) >= 1


def test_pdf_that_cannot_be_pdf_ua_is_tagged_all_the_same_and_claims_nothing() -> None:
    accents = FIGURE.svg.replace("予以公开", "x\u0489\u20dd")
    done = set_of(replace(sample_document("2021"), blocks=(replace(FIGURE, svg=accents),)))
    with ReadBack(done.pdf) as read:
        assert read.metadata.find(f".//{PART}") is None
        assert [tag.alt for tag in read.tags.all("Figure")] == [FIGURE.alt]


def test_empty_texts_are_left_out_and_keep_their_room() -> None:
    blocks = (
        Heading(1, ""),
        Paragraph(""),
        Lines(("第一行", "", "第三行")),
        PlainTable("表", ("甲", "乙"), (("", "一"),), (0.5, 0.5)),
    )
    with ReadBack(set_of(replace(sample_document("2021"), blocks=blocks)).pdf) as read:
        assert read.bookmarks == []
        first, third = [tag.place for tag in read.tags.all("P") if tag.text.endswith("行")]
        assert third.top - first.top == pytest.approx(2 * standard_look().pitch, abs=0.1)


def test_paragraph_of_a_hundred_thousand_characters_keeps_them_all() -> None:
    text = "政府信息公开，" * 14_300
    with ReadBack(set_of(replace(sample_document("2021"), blocks=(Paragraph(text),))).pdf) as read:
        assert len(read.pages) > 150
        assert len(text) > 100_000
        for page in (read.pages[0], read.pages[-1]):
            assert "政府信息公开，" in page.extract_text().replace("\n", "")
        assert sum(len(page.chars) for page in read.pages) > len(text)


def test_cell_taller_than_a_page_is_printed_whole_on_several() -> None:
    text = "很长的说明" * 800
    row = ("1", text)
    for block in (PlainTable("表", ("序号", "说明"), (row,), (0.2, 0.8)),):
        with ReadBack(set_of(replace(sample_document("2021"), blocks=(block,))).pdf) as read:
            (table,) = read.tags.all("Table")
            assert [cell.text for *_, cell in cells_of(table)] == ["序号", "说明", *row]
            bottom = standard_look().page.bottom / 25.4 * 72
            assert all(
                char["bottom"] < page.height - bottom for page in read.pages for char in page.chars if char["mcid"]
            )
    with ReadBack(set_of(one_text_document(text)).pdf) as read:
        texts = [cell.text for table in read.tags.all("Table") for *_, cell in cells_of(table)]
        assert texts.count(text) == 3


@pytest.mark.parametrize("word", ["x" * 300, "1" * 300, "https://www.example.gov.cn/" + "path/" * 60])
def test_word_longer_than_a_line_breaks_inside_the_margins(word: str) -> None:
    look = standard_look().page
    with ReadBack(set_of(one_text_document(word)).pdf) as read:
        for page in read.pages:
            assert max(char["x1"] for char in page.chars) <= page.width - look.right / 25.4 * 72 + 1
            for table in page.find_tables():
                for cell in table.cells:
                    inside = page.crop(cell)
                    assert all(char["x1"] <= cell[2] + 0.5 for char in inside.chars)
        assert [tag.text for tag in read.tags.all("P")][1] == word
