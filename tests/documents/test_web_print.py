"""The page printed to PDF by Chromium, read back with pdfplumber: what paper shows, and that nothing is cut."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace
from io import BytesIO
from itertools import count

import pdfplumber
import pytest
from browser_pages import DOWNLOADS, OpenPage, whole_document
from document_samples import SEAL
from pdfplumber.page import Page

from xl_tools.documents.blocks import APPENDIX, Document, Figure, Paragraph, SealLine, TableBlock
from xl_tools.documents.look import DRAFT_RED, Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.web.page import write_html
from xl_tools.documents.web.table import ROOM
from xl_tools.forms.grid import Role

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

MM = 72 / 25.4
NARROW = replace(standard_look(), page=replace(standard_look().page, top=60, right=45, bottom=60, left=45))
LOW = replace(standard_look(), page=replace(standard_look().page, top=60, bottom=60))
CENTRED = replace(standard_look(), page=replace(standard_look().page, number="centre"))


def printed(document: Document, open_page: OpenPage, look: Look | None = None) -> list[Page]:
    data = open_page(write_html(document, look=look, downloads=DOWNLOADS)).pdf(prefer_css_page_size=True)
    with pdfplumber.open(BytesIO(data)) as pdf:
        return pdf.pages


def plain(text: str) -> str:
    """The text as typed: a PDF of Chromium may give 人 and 示 back as the radicals that look alike."""
    return unicodedata.normalize("NFKC", text)


def numbered(document: Document) -> tuple[Document, TableBlock]:
    """The document with a number of its own in each cell of 表三, and that table."""
    numbers = count(10001)
    table = next(block for block in document.blocks if isinstance(block, TableBlock) and block.name == "表三")
    changed = replace(table, texts={cell_id: str(next(numbers)) for cell_id in table.texts})
    return replace(document, blocks=tuple(changed if block is table else block for block in document.blocks)), changed


@pytest.mark.parametrize("look", [standard_look(), NARROW, CENTRED], ids=["standard", "narrow", "centred"])
def test_every_letter_lies_within_the_margins_of_the_look(look: Look, open_page: OpenPage) -> None:
    document, table = numbered(whole_document("2021"))
    pages = printed(document, open_page, look)
    left, right = look.page.left * MM, (210 - look.page.right) * MM
    top, bottom = look.page.top * MM, (297 - look.page.bottom) * MM
    found: list[str] = []
    for number, page in enumerate(pages, start=1):
        assert (round(page.width), round(page.height)) == (595, 842)
        for letter in page.chars:
            assert left - 0.5 <= letter["x0"], letter["text"]
            assert letter["x1"] <= right + 0.5, letter["text"]
        body = page.crop((0, top - 1, page.width, bottom + 1))
        found += [word["text"] for word in body.extract_words()]
        [foot] = page.crop((0, bottom + 1, page.width, page.height)).extract_text_lines()
        assert foot["text"].split() == ["—", str(number), "—"]
        middle = (foot["x0"] + foot["x1"]) / 2
        if look.page.number == "centre":
            assert abs(middle - (left + right) / 2) < 2
        else:
            assert (middle > 400) is (number % 2 == 1)
            assert (middle < 200) is (number % 2 == 0)
    texts = list(table.texts.values())
    assert [word for word in found if word in texts] == texts


def test_big_table_repeats_its_head_and_parts_no_row(open_page: OpenPage) -> None:
    document, table = numbered(whole_document("2021"))
    pages = printed(document, open_page, LOW)
    rows = {cell.cell_id: cell.row for cell in table.grid.cells if cell.role is Role.VALUE}
    places: dict[int, set[tuple[int, int]]] = {}
    for page in pages:
        words = {plain(word["text"]): word for word in page.extract_words()}
        on_page = [cell_id for cell_id, text in table.texts.items() if text in words]
        assert ("申请人情况" in words) is bool(on_page)
        for cell_id in on_page:
            places.setdefault(rows[cell_id], set()).add((page.page_number, round(words[table.texts[cell_id]]["top"])))
    assert len({number for found in places.values() for number, _ in found}) > 1
    assert len(places) == 25
    assert all(len(found) == 1 for found in places.values())


def test_big_table_stands_on_one_page_in_the_standard_look(open_page: OpenPage) -> None:
    document, table = numbered(whole_document("2021"))
    pages = printed(document, open_page)
    on = [page.page_number for page in pages if set(table.texts.values()) & {w["text"] for w in page.extract_words()}]
    assert len(on) == 1


def test_widest_numbers_that_never_break_still_fit(open_page: OpenPage) -> None:
    document = whole_document("2021")
    blocks = []
    for block in document.blocks:
        if isinstance(block, TableBlock):
            columns = len(block.grid.weights)
            wide = [cell.cell_id for cell in block.grid.cells if cell.role is Role.VALUE][:columns]
            block = replace(block, texts=block.texts | dict.fromkeys(wide, "8" * (ROOM // columns)))
        blocks.append(block)
    text = write_html(replace(document, blocks=tuple(blocks)))
    assert "packed" not in text[text.index("<body") :]
    with pdfplumber.open(BytesIO(open_page(text).pdf(prefer_css_page_size=True))) as pdf:
        right = (210 - standard_look().page.right) * MM
        assert max(letter["x1"] for page in pdf.pages for letter in page.chars) <= right + 0.5


def test_paper_has_neither_links_nor_contents_and_a_draft_says_so_on_each_page(open_page: OpenPage) -> None:
    final = [plain(page.extract_text()) for page in printed(whole_document("2021"), open_page)]
    assert not any(word in text for text in final for word in ("下载", "目录", "跳到正文", "草稿", "滑动"))
    assert final[-1].startswith(plain("附：数据图示"))
    draft = [plain(page.extract_text()) for page in printed(whole_document("2021", draft=True), open_page)]
    assert all(text.startswith("草稿") for text in draft)


def test_small_table_stays_whole_wherever_the_text_before_it_ends(open_page: OpenPage) -> None:
    document = whole_document("2021")
    at = next(at for at, block in enumerate(document.blocks) if isinstance(block, TableBlock)) - 1
    starts = set()
    for lines in (4, 10, 16):
        before = (Paragraph("文字"),) * lines
        pages = printed(replace(document, blocks=(*before, *document.blocks[at : at + 2])), open_page)
        on = [page for page in pages if "行政" in plain(page.extract_text())]
        assert len(on) == 1
        assert plain(on[0].extract_text()).count("第二十条") == 4
        starts.add(on[0].page_number)
    assert starts == {1, 2}


def test_four_figures_and_the_code_stand_on_the_page_of_their_heading(open_page: OpenPage) -> None:
    document = whole_document("2021")
    # Four as tall as the tallest need more room than the four of a report.
    figure = max((block for block in document.blocks if isinstance(block, Figure)), key=lambda one: one.height)
    captions = [f"示例图{number}" for number in range(4)]
    figures = (replace(figure, id=f"chart-{number}", caption=each) for number, each in enumerate(captions))
    blocks = (*document.without_figures().blocks, APPENDIX, *figures, SealLine(SEAL))
    last = plain(printed(replace(document, blocks=blocks), open_page)[-1].extract_text())
    assert last.startswith(plain(APPENDIX.text))
    assert [line for line in last.split("\n") if line in captions] == captions
    assert plain(SealLine(SEAL).text) in last


def test_code_stays_with_the_signature(open_page: OpenPage) -> None:
    document = whole_document("2021")
    end = document.blocks.index(APPENDIX)
    counts = set()
    for lines in (12, 13, 15, 16):
        blocks = (*(Paragraph("文字"),) * lines, *document.blocks[end - 2 : end], SealLine(SEAL))
        pages = printed(replace(document, blocks=blocks), open_page)
        last = plain(pages[-1].extract_text()).split("\n")
        at = last.index(plain(SealLine(SEAL).text))
        assert last[at - 1] == "2025年1月20日"
        # Neither do the two stand by themselves.
        assert at > 2
        counts.add(len(pages))
    assert counts == {1, 2}


def test_draft_mark_of_each_page_is_red(open_page: OpenPage) -> None:
    red = tuple(int(DRAFT_RED[at : at + 2], 16) / 255 for at in (0, 2, 4))
    for page in printed(whole_document("2021", draft=True), open_page):
        top = page.crop((0, 0, page.width, standard_look().page.top * MM)).chars
        assert plain("".join(letter["text"] for letter in top)).startswith("草稿")
        assert all(letter["non_stroking_color"] == pytest.approx(red, abs=0.01) for letter in top)
