"""The Word file as LibreOffice prints it: pages, page breaks, contents, and pictures compared with stored ones.

After a change that is meant to be seen, look at the pages, then renew the stored pictures:

    XL_TOOLS_RENEW_PAGES=1 pytest tests/documents/test_word_pages.py
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pdfplumber
import pypdfium2
import pytest
from document_samples import EDITIONS, SEAL, UNIT, sample_document
from PIL import Image
from word_pages import TOLERANCE, moved_ink, pictures, store
from word_samples import FULL, SOFFICE, full_document, lengthened, print_all, tables

from xl_tools.documents.blocks import Document, Figure, Heading, Paragraph, SealLine, TableBlock
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.word.writer import write_word

pytestmark = SOFFICE
STORED = Path(__file__).parent / "pages"
RENEW = "XL_TOOLS_RENEW_PAGES"
REPORTS = {"2019-draft": full_document("2019", draft=True), "2021": full_document("2021")}
PAGES = 6
"""Of each of REPORTS: four of the report, two of its appendix."""
LENGTHS = (0, *range(8, 15))
"""Sentences added before the signature, so that the last page ends at each line in turn."""
SEALS = {"2019": "", "2021": SEAL}


def without(document: Document, index: int, kind: type) -> Document:
    """The document without one of its blocks of a kind."""
    gone = [block for block in document.blocks if isinstance(block, kind)][index]
    return replace(document, blocks=tuple(block for block in document.blocks if block is not gone))


def with_a_line_before_the_first_table(document: Document) -> Document:
    at = next(index for index, block in enumerate(document.blocks) if isinstance(block, TableBlock))
    return replace(document, blocks=(*document.blocks[:at], Paragraph("短。"), *document.blocks[at:]))


def in_one_face(font: str) -> Look:
    look = standard_look().settled()
    return replace(look, styles=MappingProxyType({n: replace(style, font=font) for n, style in look.styles.items()}))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of every document of these tests, by name."""
    whole = REPORTS["2021"]
    documents = {
        **REPORTS,
        "no table": without(whole, 2, TableBlock),
        "no figure": without(whole, 1, Figure),
        "a line lower": with_a_line_before_the_first_table(whole),
        **{
            f"{edition} {length}": lengthened(sample_document(edition, seal=SEALS[edition]), length)
            for edition in EDITIONS
            for length in LENGTHS
        },
    }
    files = {name: write_word(document) for name, document in documents.items()}
    files["other face"] = write_word(whole, in_one_face("Noto Serif CJK SC"))
    return print_all(files, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def stored(printed: dict[str, Path]) -> dict[str, list[Image.Image]]:
    if os.environ.get(RENEW):
        for name in REPORTS:
            for number, picture in enumerate(pictures(printed[name]), 1):
                store(picture, STORED / f"{name}-{number}.png")
    return {name: [Image.open(STORED / f"{name}-{number}.png") for number in range(1, PAGES + 1)] for name in REPORTS}


@pytest.mark.parametrize("name", REPORTS)
def test_pages_look_like_the_stored_pictures(
    name: str, printed: dict[str, Path], stored: dict[str, list[Image.Image]]
) -> None:
    pages = pictures(printed[name])
    assert len(pages) == PAGES
    assert [page.size for page in pages] == [page.size for page in stored[name]]
    moved = [round(moved_ink(page, picture), 2) for page, picture in zip(pages, stored[name], strict=True)]
    assert max(moved) <= TOLERANCE, moved


def test_another_face_of_the_same_size_still_looks_like_the_stored_pictures(
    printed: dict[str, Path], stored: dict[str, list[Image.Image]]
) -> None:
    pages = pictures(printed["other face"])
    moved = [round(moved_ink(page, picture), 2) for page, picture in zip(pages, stored["2021"], strict=True)]
    assert 0 < max(moved) <= TOLERANCE, moved


@pytest.mark.parametrize(("change", "page"), [("no table", 4), ("no figure", 5), ("a line lower", 2)])
def test_missing_or_moved_block_does_not_look_like_the_stored_picture(
    change: str, page: int, printed: dict[str, Path], stored: dict[str, list[Image.Image]]
) -> None:
    assert moved_ink(pictures(printed[change])[page - 1], stored["2021"][page - 1]) > TOLERANCE


def test_page_in_the_place_of_another_does_not_look_like_the_stored_picture(
    printed: dict[str, Path], stored: dict[str, list[Image.Image]]
) -> None:
    for at, page in enumerate(pictures(printed["2021"])):
        for other, picture in enumerate(stored["2021"]):
            assert (moved_ink(page, picture) > TOLERANCE) == (at != other)


@pytest.mark.parametrize("name", REPORTS)
def test_contents_of_the_pdf_are_the_headings_with_their_levels(name: str, printed: dict[str, Path]) -> None:
    with pypdfium2.PdfDocument(printed[name]) as pdf:
        contents = [(entry.level + 1, entry.get_title()) for entry in pdf.get_toc()]
    headings = [(block.level, block.text) for block in REPORTS[name].blocks if isinstance(block, Heading)]
    assert contents == headings
    assert {level for level, _ in contents} == {1, 2, 3, 4}


def lines_of(page: pdfplumber.page.Page) -> list[str]:
    """The lines of the text's area, without blanks, header and page number."""
    look = standard_look().page
    top, bottom = (look.top - 1) / 25.4 * 72, page.height - (look.bottom - 1) / 25.4 * 72
    text = page.crop((0, top, page.width, bottom)).extract_text()
    return ["".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("length", LENGTHS)
def test_no_page_holds_a_single_line_or_ends_in_a_heading_and_neither_signature_nor_seal_is_alone(
    edition: str, length: int, printed: dict[str, Path]
) -> None:
    document = sample_document(edition)
    headings = {block.text.replace(" ", "") for block in document.blocks if isinstance(block, Heading)}
    with pdfplumber.open(printed[f"{edition} {length}"]) as pdf:
        pages = [lines_of(page) for page in pdf.pages]
    assert all(len(page) > 1 for page in pages)
    assert not [page[-1] for page in pages if page[-1] in headings]
    # Name and date, the 封存码 if there is one, and at least two lines of the paragraph before them.
    ending = [UNIT, f"{document.subject.year + 1}年1月20日", *([SealLine(SEAL).text] if SEALS[edition] else [])]
    assert pages[-1][-len(ending) :] == ending
    assert len(pages[-1]) >= 2 + len(ending)


@pytest.mark.parametrize("edition", EDITIONS)
def test_lengths_bring_the_signature_to_a_new_page(edition: str, printed: dict[str, Path]) -> None:
    counts = {len(pypdfium2.PdfDocument(printed[f"{edition} {length}"])) for length in LENGTHS}
    assert counts == {4, 5}


@pytest.mark.parametrize("name", REPORTS)
def test_each_table_stands_whole_on_one_page_and_table_three_is_readable(name: str, printed: dict[str, Path]) -> None:
    with pdfplumber.open(printed[name]) as pdf:
        found = [(number, len(table.rows)) for number, page in enumerate(pdf.pages, 1) for table in page.find_tables()]
        sizes = {round(char["size"], 1) for char in pdf.pages[2].chars if char["text"] == "0"}
    rows = [block.grid.rows for block in tables(REPORTS[name])]
    assert found[:3] == list(zip((2, 3, 4), rows, strict=True))
    assert min(sizes) >= 9


@pytest.mark.parametrize("name", REPORTS)
def test_page_number_stands_outside(name: str, printed: dict[str, Path]) -> None:
    with pdfplumber.open(printed[name]) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            words = [word for word in page.extract_words() if word["top"] > page.height - 99]
            assert [word["text"] for word in words] == ["—", str(number), "—"]
            assert (words[0]["x0"] > page.width / 2) == (number % 2 == 1)


@pytest.mark.parametrize("name", REPORTS)
def test_only_a_draft_says_so_at_the_head_of_every_page(name: str, printed: dict[str, Path]) -> None:
    with pdfplumber.open(printed[name]) as pdf:
        heads = [page.crop((0, 0, page.width, 90)).extract_text() for page in pdf.pages]
    assert [head.startswith("草稿") for head in heads] == [name.endswith("draft")] * PAGES


def test_appendix_begins_a_page(printed: dict[str, Path]) -> None:
    (first, *_) = FULL
    assert isinstance(first, Heading)
    with pdfplumber.open(printed["2021"]) as pdf:
        assert lines_of(pdf.pages[4])[0] == first.text
