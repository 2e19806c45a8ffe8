"""The PDF beside the Word file as LibreOffice prints it: the same content on the same pages in the same places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pdfplumber
import pytest
from document_samples import EDITIONS, SEAL, report_data, sample_document, sample_passages, sample_report
from word_samples import SOFFICE, full_document, lengthened, print_all

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document, Figure, Heading, Paragraph, SealLine
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.pictures.charts import charts
from xl_tools.documents.typesetting.fonts import settled
from xl_tools.documents.word.writer import write_word

pytestmark = SOFFICE
Pairs = tuple[Document, list[tuple[pdfplumber.page.Page, pdfplumber.page.Page]]]


def with_charts(edition: str) -> Document:
    data = report_data(edition)
    report = sample_report(edition, previous=data | {"year": data["year"] - 1})
    return assemble(report, sample_passages(edition), draft=False, figures=charts(report), seal=SEAL)


DOCUMENTS = {
    **{f"{edition} full": full_document(edition) for edition in EDITIONS},
    **{f"{edition} draft": full_document(edition, draft=True) for edition in EDITIONS},
    **{f"{edition} charts": with_charts(edition) for edition in EDITIONS},
    **{f"{edition} long": lengthened(sample_document(edition, seal=SEAL), 40) for edition in EDITIONS},
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Path, Path]]]:
    """By name, the PDF of ours and the one that LibreOffice makes of the Word file."""
    folder = tmp_path_factory.mktemp("like-word")
    look = settled(standard_look())
    theirs = print_all({name: write_word(document, look) for name, document in DOCUMENTS.items()}, folder)
    ours = {}
    for name, document in DOCUMENTS.items():
        ours[name] = folder / f"ours {name}.pdf"
        ours[name].write_bytes(write_pdf(document, look))
    yield {name: (ours[name], theirs[name]) for name in DOCUMENTS}


def squeezed(text: str) -> str:
    return "".join(text.split())


def headings_on(page: pdfplumber.page.Page, document: Document) -> list[str]:
    lines = {squeezed(line) for line in page.extract_text().splitlines()}
    return [block.text for block in document.blocks if isinstance(block, Heading) and squeezed(block.text) in lines]


def captions_on(page: pdfplumber.page.Page, document: Document) -> list[str]:
    text = squeezed(page.extract_text())
    captions = [block.caption for block in document.blocks if isinstance(block, Figure)]
    return [caption for caption in captions if squeezed(caption) in text]


def tables_on(page: pdfplumber.page.Page) -> list[tuple[list[list[str | None]], list[float]]]:
    """(texts, edges of the columns) of each table."""
    return [
        (
            [[None if text is None else squeezed(text) for text in row] for row in table.extract()],
            sorted({round(edge) for cell in table.cells for edge in (cell[0], cell[2])}),
        )
        for table in page.find_tables()
    ]


def starts_on(page: pdfplumber.page.Page, document: Document) -> dict[str, tuple[float, float]]:
    """(left edge, middle) of the lines with which paragraphs and headings begin."""
    starts = {squeezed(block.text)[:4] for block in document.blocks if isinstance(block, Heading | Paragraph)}
    lines = {squeezed(line["text"])[:4]: line for line in page.extract_text_lines()}
    return {start: (line["x0"], (line["top"] + line["bottom"]) / 2) for start, line in lines.items() if start in starts}


@pytest.fixture(params=DOCUMENTS)
def pairs(request: pytest.FixtureRequest, printed: dict[str, tuple[Path, Path]]) -> Iterator[Pairs]:
    """A document, and each of its pages as we and as LibreOffice set it."""
    ours, theirs = printed[request.param]
    with pdfplumber.open(ours) as our, pdfplumber.open(theirs) as their:
        yield DOCUMENTS[request.param], list(zip_longest(our.pages, their.pages))


def test_headings_and_pictures_stand_on_the_same_pages(pairs: Pairs) -> None:
    document, pages = pairs
    for our, their in pages:
        assert headings_on(our, document) == headings_on(their, document)
        assert captions_on(our, document) == captions_on(their, document)


def test_tables_stand_on_the_same_pages_row_by_row_in_columns_of_the_same_width(pairs: Pairs) -> None:
    document, pages = pairs
    compared = 0
    for our, their in pages:
        # The bars of a picture look like lines of a table.
        if captions_on(our, document):
            continue
        for (texts, edges), (others, other_edges) in zip_longest(tables_on(our), tables_on(their)):
            assert texts == others
            assert edges == pytest.approx(other_edges, abs=1.5)
            compared += 1
    assert compared >= 3


def test_paragraphs_of_the_report_begin_at_the_same_places(pairs: Pairs) -> None:
    document, pages = pairs
    look = standard_look()
    compared = 0
    for our, their in pages[:4]:
        ours, theirs = starts_on(our, document), starts_on(their, document)
        for start in ours.keys() & theirs.keys():
            (left, middle), (other_left, other_middle) = ours[start], theirs[start]
            assert left == pytest.approx(other_left, abs=1)
            # In a font with wider digits a paragraph above may have one line more.
            lines = round((other_middle - middle) / look.pitch)
            assert 0 <= lines <= 2
            # How tall the line of a note below a table is, is left to its font in the Word file.
            assert other_middle - middle == pytest.approx(lines * look.pitch, abs=4)
            compared += 1
    assert compared > 10


@pytest.mark.parametrize("name", [name for name, document in DOCUMENTS.items() if document.sealed])
def test_the_code_ends_the_last_page_as_far_below_what_stands_above(
    name: str, printed: dict[str, tuple[Path, Path]]
) -> None:
    found = []
    for file in printed[name]:
        with pdfplumber.open(file) as pdf:
            body = pdf.pages[-1].crop((0, 0, pdf.pages[-1].width, pdf.pages[-1].height - 99))
            before, line = body.extract_text_lines()[-2:]
            said = (len(pdf.pages), squeezed(line["text"]), line["chars"][0]["size"])
            found.append((said, line["x0"], line["top"] - before["top"]))
    (said, left, distance), (other, other_left, other_distance) = found
    assert said == other
    assert said[1:] == (squeezed(SealLine(SEAL).text), standard_look().styles["seal"].size)
    assert left == pytest.approx(other_left, abs=1)
    assert distance == pytest.approx(other_distance, abs=4)
