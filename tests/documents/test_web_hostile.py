"""Whatever text stands in a document, it makes no element of the page or the fragment."""

from __future__ import annotations

import re

import pytest
from browser_pages import hostile_document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from support.examples import examples

from xl_tools.documents.clean import clean, clean_line, clean_lines
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import Download, write_html

PIECES = (
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "`",
        "/",
        "=",
        "\n",
        "\t",
        "\u3000",
        "]]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&lt;",
        "&#x3c;",
    ),
    *("</style>", "<script>", "</script>", "</title>", "</svg>", "</table>", "<b onclick=alert(1)>", "<?xml ?>"),
    *("\u202e", "\u2066", "\u200f", "\ud800", "\x00", "\ufeff", "url(#a)", "javascript:", "年报", "0", "1.5"),
)
HOSTILE = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters(categories=None), max_size=30),
)


def page(text: str) -> str:
    return write_html(hostile_document(text), downloads=(Download(text, text),))


def fragment(text: str) -> str:
    return write_fragment(hostile_document(text))


def elements(markup: str) -> list[str]:
    return [element.tag for element in html.document_fromstring(markup).iter()]


def harmless(text: str) -> str:
    """A text with the same lines and spaces, all else letters."""
    return re.sub(r"\\S", "a", clean(text))


@pytest.mark.parametrize("write", [page, fragment])
@settings(max_examples=examples(40), deadline=None)
@given(HOSTILE)
@example("<script>alert(1)</script>")
@example("]]></style><!--")
@example("\ud800\x00\u202e\"'")
def test_text_makes_no_element_and_can_be_read_back(write: object, text: str) -> None:
    assert callable(write)
    markup = write(text)
    assert elements(markup) == elements(write(harmless(text)))
    shown = clean_line(text)
    root = html.document_fromstring(markup)
    assert shown == next(root.iter("h5")).text_content()
    assert list(list(root.iter("table"))[-1].find("tbody/tr/td").itertext()) == list(clean_lines(text))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", markup)
