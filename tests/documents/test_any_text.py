"""Whatever text an office types, both writers make documents that can be read back."""

from __future__ import annotations

from io import BytesIO

import docx
from document_samples import one_text_document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from support.examples import examples

from xl_tools.documents.clean import clean, clean_line, clean_lines
from xl_tools.documents.web.page import write_html
from xl_tools.documents.word.writer import write_word

ANY_TEXT = st.text(st.characters(categories=None), max_size=60)
"""All code points, lone surrogates and controls included."""


@given(ANY_TEXT)
def test_cleaning_is_final_and_leaves_text_that_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    once.encode("utf-8")


@settings(max_examples=examples(25), deadline=None)
@given(ANY_TEXT)
@example("]]></w:t><!--")
@example("</style><script>")
@example("\ud800\x00\u202e")
def test_both_writers_produce_documents_that_give_the_text_back(text: str) -> None:
    document = one_text_document(text)
    word = docx.Document(BytesIO(write_word(document)))
    page = html.document_fromstring(write_html(document).encode())
    # A line of the title that is wider than the page is broken, nothing of it is lost.
    assert word.paragraphs[0].text.replace("\n", "") == document.title_text
    assert page.find(".//h1")[0].text_content() == clean_line(f"单位{text}")
    lead = list(clean_lines(text))
    assert [p.text for p in word.paragraphs if p.style.style_id == "BodyText"][: len(lead)] == lead
    assert [p.text_content() for p in page.find("body/main").findall("p")] == lead
    assert len(word.tables) == len(list(page.iter("table"))) == 3
