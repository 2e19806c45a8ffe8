"""The PDF, read back with pdfplumber and pdfminer: every cell and sentence, tags, bookmarks, fonts, metadata, page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pytest
from document_samples import EDITIONS, SEAL, UNIT, sample_document, sample_report
from pdf_reading import ReadBack, cells_of
from pdfminer.pdftypes import resolve1
from word_samples import FIGURE, FULL, LIST, full_document, lengthened, tables

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import (
    DRAFT_MARK,
    DRAFT_WARNING,
    Document,
    Figure,
    Heading,
    Lines,
    Paragraph,
    SealLine,
    Signature,
)
from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.stamp import CREATOR
from xl_tools.forms.grid import Role

DRAFT_LINE = f"{DRAFT_MARK}　{DRAFT_WARNING}"
REPORTS = [(edition, draft) for edition in EDITIONS for draft in (False, True)]
each_report = pytest.mark.parametrize(("edition", "draft"), REPORTS)
DRAFT_RED = (192 / 255, 0, 0)
UA = "{http://www.aiim.org/pdfua/ns/id/}part"
POINTS_PER_MM = 72 / 25.4


@cache
def report_pdf(edition: str, draft: bool = False) -> bytes:
    return write_pdf(full_document(edition, draft=draft), standard_look())


@pytest.fixture
def read(edition: str, draft: bool) -> Iterator[ReadBack]:
    with ReadBack(report_pdf(edition, draft)) as found:
        yield found


def read_back(document: Document, look: Look | None = None) -> ReadBack:
    return ReadBack(write_pdf(document, look or standard_look()))


def squeezed(text: str) -> str:
    """The text without blanks and line ends, which an extractor makes up or leaves out as it likes."""
    return "".join(text.split())


# ---- content


@each_report
def test_every_cell_and_every_merge_of_the_tables_is_as_in_the_grid(edition: str, draft: bool, read: ReadBack) -> None:
    printed = list(read.tags.all("Table"))
    blocks = tables(full_document(edition, draft=draft))
    assert len(blocks) == 3
    for table, block in zip(printed, blocks, strict=False):
        cells = [(*place, cell.text) for *place, cell in cells_of(table)]
        assert cells == [
            (cell.row, cell.column, cell.row_span, cell.column_span, block.texts.get(cell.cell_id, cell.text))
            for cell in block.grid.cells
        ]


@each_report
def test_lines_around_the_cells_give_the_same_texts(edition: str, draft: bool, read: ReadBack) -> None:
    drawn = [table for page in read.pages for table in page.find_tables()]
    for table, block in zip(drawn, tables(full_document(edition, draft=draft)), strict=False):
        texts = [squeezed(text) for row in table.extract() for text in row if text is not None]
        assert texts == [squeezed(block.texts.get(cell.cell_id, cell.text)) for cell in block.grid.cells]


@each_report
def test_every_sentence_stands_in_the_extracted_text_without_blanks_in_it(
    edition: str, draft: bool, read: ReadBack
) -> None:
    look = standard_look().page
    whole = "".join(
        page.crop((0, look.top * POINTS_PER_MM, page.width, page.height - look.bottom * POINTS_PER_MM)).extract_text()
        for page in read.pages
    ).replace("\n", "")
    texts = [b.text for b in full_document(edition, draft=draft).blocks if isinstance(b, Paragraph | Heading)]
    assert len(texts) > 15
    # A blank between 48 and 件 would hide “48件” from whoever searches for it.
    assert [text for text in texts if text not in whole] == []


@each_report
def test_tags_tell_the_blocks_in_their_order(edition: str, draft: bool, read: ReadBack) -> None:
    document = full_document(edition, draft=draft)
    expected = [("P", document.title_text)]
    for block in document.blocks:
        match block:
            case Heading(level, text):
                expected.append((f"H{level}", text))
            case Paragraph(text):
                expected.append(("P", text))
            case Signature(unit):
                expected += [("P", unit), ("P", block.date_text)]
            case Lines(lines):
                expected += [("P", line) for line in lines]
            case Figure():
                expected += [("P", block.caption), ("Figure", block.alt)]
            case _:
                note = getattr(block, "note", "")
                expected += [("Table", "")] + ([("P", note)] if note else [])
    kinds = ("P", "Table", "Figure", *(f"H{level}" for level in range(1, 5)))
    found = [
        (tag.kind, tag.alt if tag.kind == "Figure" else "" if tag.kind == "Table" else tag.text)
        for child in read.tags.children
        for tag in child.all(*kinds)
    ]
    assert found == expected


def test_lists_keep_their_lines_and_repeat_their_head_on_every_page() -> None:
    rows = tuple((str(number), "表三", f"第{number}处问题。\n请改正。") for number in range(1, 60))
    document = replace(sample_document("2021"), blocks=(Heading(1, "一、校验结果"), replace(LIST, rows=rows)))
    with read_back(document) as read:
        (table,) = read.tags.all("Table")
        cells = [cell.text for *_, cell in cells_of(table)]
        assert cells == [*LIST.head, *(text.replace("\n", "") for row in rows for text in row)]
        assert len(read.pages) > 1
        drawn = [page.find_tables()[0].extract() for page in read.pages]
    assert [squeezed("".join(lines[0])) for lines in drawn] == [squeezed("".join(LIST.head))] * len(drawn)
    assert sum(len(lines) - 1 for lines in drawn) == len(rows)
    assert drawn[0][1][2] == rows[0][2]


# ---- what readers by voice and viewers need


@each_report
def test_bookmarks_are_the_headings_with_their_levels(edition: str, draft: bool, read: ReadBack) -> None:
    blocks = full_document(edition, draft=draft).blocks
    assert read.bookmarks == [(block.level, block.text) for block in blocks if isinstance(block, Heading)]
    assert {level for level, _ in read.bookmarks} == {1, 2, 3, 4}


def test_levels_of_headings_have_no_gap_in_the_tags_whatever_they_look_like() -> None:
    headings = tuple(Heading(level, f"第{level}级") for level in (3, 1, 4, 2, 3))
    with read_back(replace(sample_document("2021"), blocks=headings)) as read:
        assert [level for level, _ in read.bookmarks] == [1, 1, 2, 2, 3]
        assert read.metadata.find(f".//{UA}") is not None


@each_report
def test_every_font_is_embedded(edition: str, draft: bool, read: ReadBack) -> None:
    assert len(read.fonts) >= 3
    assert all(read.fonts.values()), read.fonts


@each_report
def test_file_is_tagged_says_pdf_ua_its_language_and_its_title(edition: str, draft: bool, read: ReadBack) -> None:
    assert resolve1(read.catalog["MarkInfo"])["Marked"] is True
    assert read.catalog["Lang"] == b"zh-CN"
    assert resolve1(read.catalog["ViewerPreferences"])["DisplayDocTitle"] is True
    assert read.metadata.findtext(f".//{UA}") == "1"
    assert read.pdf.metadata["Title"] == sample_document(edition).title_text


@each_report
def test_properties_hold_only_the_fixed_creator_and_the_time_of_the_report(
    edition: str, draft: bool, read: ReadBack
) -> None:
    properties = dict(read.pdf.metadata)
    published = sample_document(edition).subject.published_on
    assert published is not None
    assert properties.pop("CreationDate") == properties.pop("ModDate") == f"D:{published:%Y%m%d}000000Z"
    assert properties.pop("Author") == CREATOR
    assert properties.pop("Creator").startswith("Typst")
    assert set(properties) == {"Title", "Subject"}


@each_report
def test_labels_above_and_beside_the_numbers_are_header_cells(edition: str, draft: bool, read: ReadBack) -> None:
    blocks = tables(full_document(edition, draft=draft))
    scopes = {Role.ROW: "Row", Role.VALUE: None}
    for table, block in zip(read.tags.all("Table"), blocks, strict=False):
        found = [(cell.kind, cell.attributes.get("Scope")) for *_, cell in cells_of(table)]
        expected = [scopes.get(cell.role, "Column") for cell in block.grid.cells]
        assert found == [("TH" if scope else "TD", scope) for scope in expected]


def test_cells_that_list_their_headers_list_all_of_them() -> None:
    with read_back(sample_document("2021")) as read:
        two, three, four = read.tags.all("Table")
    for table in (two, three):
        assert not [cell for *_, cell in cells_of(table) if cell.kind == "TD" and "Headers" in cell.attributes]
    values = [cell for *_, cell in cells_of(four) if cell.kind == "TD"]
    assert {len(cell.attributes["Headers"]) for cell in values} == {2, 3}


@each_report
def test_figure_has_its_words_and_its_caption_and_stays_inside_the_text(
    edition: str, draft: bool, read: ReadBack
) -> None:
    figures = list(read.tags.all("Figure"))
    captions = list(read.tags.all("Caption"))
    blocks = [block for block in FULL if isinstance(block, Figure)]
    assert [figure.alt for figure in figures] == [block.alt for block in blocks]
    assert [caption.text for caption in captions] == [block.caption for block in blocks]
    for figure, caption in zip(figures, captions, strict=True):
        left, _, right, _ = figure.attributes["BBox"]
        assert right - left <= standard_look().page.text_width * POINTS_PER_MM + 1
        assert figure.place.page == caption.place.page
        assert figure.place.bottom < caption.place.top


def test_numbers_in_a_picture_can_be_searched_for() -> None:
    with read_back(replace(sample_document("2021"), blocks=(FIGURE,))) as read:
        (figure,) = read.tags.all("Figure")
        assert "予以公开19" in figure.text


# ---- page


@each_report
def test_pages_are_a4_and_the_text_keeps_to_the_margins(edition: str, draft: bool, read: ReadBack) -> None:
    page_look = standard_look().page
    left, right = (side * POINTS_PER_MM for side in (page_look.left, page_look.right))
    for page in read.pages:
        assert (round(page.width / POINTS_PER_MM), round(page.height / POINTS_PER_MM)) == (210, 297)
        # Brackets and stops may stand half a character out; that half has no ink.
        assert min(char["x0"] + char["size"] / 2 for char in page.chars) >= left
        assert max(char["x1"] - char["size"] / 2 for char in page.chars) <= page.width - right
        body = [char for char in page.chars if char["mcid"] is not None]
        assert min(char["top"] for char in body) >= page_look.top * POINTS_PER_MM - 1
        assert max(char["bottom"] for char in body) <= page.height - page_look.bottom * POINTS_PER_MM + 1


def test_baselines_are_exactly_one_pitch_apart_and_every_paragraph_is_indented() -> None:
    look = standard_look()
    size = look.styles["body"].size
    document = replace(sample_document("2021"), blocks=(Paragraph("政府信息公开工作年度报告，" * 15),) * 3)
    with read_back(document) as read:
        chars = [char for char in read.pages[0].chars if char["mcid"] is not None and round(char["size"], 1) == size]
        lines = sorted({round(char["matrix"][5], 2) for char in chars}, reverse=True)
        starts = [min(char["x0"] for char in chars if round(char["matrix"][5], 2) == line) for line in lines]
    assert {round(above - below, 2) for above, below in zip(lines, lines[1:], strict=False)} == {look.pitch}
    indents = [round((start - look.page.left * POINTS_PER_MM) / size, 1) for start in starts]
    assert indents.count(look.indent) == 3
    assert indents.count(0) == len(lines) - 3 > 10


@each_report
def test_page_number_stands_outside(edition: str, draft: bool, read: ReadBack) -> None:
    for number, page in enumerate(read.pages, 1):
        chars = [char for char in page.chars if char["mcid"] is None and char["top"] > page.height - 99]
        assert squeezed("".join(char["text"] for char in chars)) == f"—{number}—"
        assert (chars[0]["x0"] > page.width / 2) == (number % 2 == 1)


def test_page_number_stands_in_the_centre_where_the_look_says_so() -> None:
    look = standard_look()
    with read_back(full_document("2021"), replace(look, page=replace(look.page, number="centre"))) as read:
        for page in read.pages:
            chars = [char for char in page.chars if char["mcid"] is None and char["top"] > page.height - 99]
            middle = (chars[0]["x0"] + chars[-1]["x1"]) / 2
            assert middle == pytest.approx((page.width + (look.page.left - look.page.right) * POINTS_PER_MM) / 2, abs=2)


@each_report
def test_only_a_draft_says_so_in_red_at_the_head_of_every_page_and_nowhere_else(
    edition: str, draft: bool, read: ReadBack
) -> None:
    heads = ["".join(char["text"] for char in page.chars if char["bottom"] < 90) for page in read.pages]
    assert heads == [DRAFT_LINE if draft else ""] * len(read.pages)
    red = [char for page in read.pages for char in page.chars if char["non_stroking_color"] == pytest.approx(DRAFT_RED)]
    assert squeezed("".join(char["text"] for char in red)) == squeezed(DRAFT_LINE) * len(read.pages) * draft


@pytest.mark.parametrize(("edition", "bottom", "count"), [("2019", 35, 1), ("2021", 35, 1), ("2021", 60, 2)])
@pytest.mark.parametrize("sentences", range(0, 24, 6))
def test_table_three_has_its_head_on_each_of_at_most_two_pages_and_can_be_read(
    edition: str, bottom: float, count: int, sentences: int
) -> None:
    look = standard_look()
    document = sample_document(edition)
    first = Paragraph("为方便群众查阅，" * sentences + "。")
    whole = replace(document, blocks=(first, *document.blocks))
    with read_back(whole, replace(look, page=replace(look.page, bottom=bottom))) as read:
        drawn = [
            (page.page_number, table.extract(), page.crop(table.bbox))
            for page in read.pages
            for table in page.find_tables()
        ]
        tagged = [cell.text for *_, cell in cells_of(list(read.tags.all("Table"))[1])]
    block = tables(document)[1]
    head = squeezed(block.grid.cells[0].text)
    parts = [(number, cells, area) for number, cells, area in drawn if squeezed(cells[0][0] or "") == head]
    assert [number for number, *_ in parts] == list(range(parts[0][0], parts[0][0] + count))
    assert sum(len(cells) - block.grid.head_rows for _, cells, _ in parts) == block.grid.rows - block.grid.head_rows
    assert min(char["size"] for _, _, area in parts for char in area.chars) >= 9
    assert tagged == [block.texts.get(cell.cell_id, cell.text) for cell in block.grid.cells]


@pytest.mark.parametrize(("margin", "size", "pitch"), [(10.0, 26.0, 20.0), (60.0, 9.0, 12.0), (60.0, 26.0, 60.0)])
def test_whatever_the_look_nothing_leaves_the_text_area(margin: float, size: float, pitch: float) -> None:
    look = standard_look()
    page = replace(look.page, top=margin, right=margin, bottom=margin, left=margin)
    styles = {name: replace(style, size=size) for name, style in look.styles.items()}
    other = replace(look, page=page, styles=MappingProxyType(styles), pitch=pitch, title_pitch=pitch)
    edge = margin * POINTS_PER_MM
    with read_back(full_document("2021", draft=True), other) as read:
        assert read.metadata.findtext(f".//{UA}") == "1"
        for page in read.pages:
            body = [char for char in page.chars if char["mcid"] is not None]
            assert min(char["top"] for char in body) >= edge - 1
            assert max(char["bottom"] for char in body) <= page.height - edge + 1
            assert max(char["x1"] - char["size"] / 2 for char in body) <= page.width - edge + 1


def test_numbers_stand_in_the_middle_of_their_columns() -> None:
    with read_back(sample_document("2021")) as read:
        page = next(page for page in read.pages if "申请人情况" in page.extract_text())
        (table,) = page.find_tables()
        for box, row in zip(table.rows, table.extract(), strict=True):
            for cell, text in zip(box.cells, row, strict=True):
                if cell and text and text.isdecimal():
                    chars = page.crop(cell).chars
                    middle = (chars[0]["x0"] + chars[-1]["x1"]) / 2
                    assert middle == pytest.approx((cell[0] + cell[2]) / 2, abs=0.6)


@pytest.mark.parametrize("number", [123456, 1234567])
def test_wide_numbers_stay_on_one_line_inside_their_cells(number: int) -> None:
    cells = {"requests.received.natural_person": number, "review.reconsideration.upheld": number}
    document = assemble(sample_report("2021", cells=cells), (), draft=True)
    with read_back(document) as read:
        found = [text for page in read.pages for table in page.find_tables() for row in table.extract() for text in row]
        boxes = [word for page in read.pages for word in page.extract_words() if word["text"] == str(number)]
    assert found.count(str(number)) == 2
    assert len(boxes) == 2


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("sentences", (0, *range(8, 15)))
def test_neither_signature_nor_code_is_alone_and_no_page_ends_in_a_heading(edition: str, sentences: int) -> None:
    code = {"2019": "", "2021": SEAL}[edition]
    document = lengthened(sample_document(edition, seal=code), sentences)
    headings = {squeezed(block.text) for block in document.blocks if isinstance(block, Heading)}
    with read_back(document) as read:
        pages = [
            [squeezed(line) for line in page.crop((0, 100, page.width, page.height - 99)).extract_text().splitlines()]
            for page in read.pages
        ]
    assert not [page[-1] for page in pages if page[-1] in headings]
    ending = [UNIT, f"{document.subject.year + 1}年1月20日", *([SealLine(code).text] if code else [])]
    assert pages[-1][-len(ending) :] == ending
    assert len(pages[-1]) >= 2 + len(ending)


def test_appendix_begins_a_page() -> None:
    with read_back(full_document("2021")) as read:
        (place,) = (tag.place for tag in read.tags.all("H1") if tag.text == FULL[0].text)
    assert place.top == pytest.approx(standard_look().page.top * POINTS_PER_MM + 6, abs=3)


# ---- the same bytes


def test_same_document_gives_the_same_bytes_also_in_other_processes() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests/documents')\n"
        "from word_samples import full_document\n"
        "from xl_tools.documents.lookfile import standard_look\n"
        "from xl_tools.documents.pdf.writer import write_pdf\n"
        "print(hashlib.sha256(write_pdf(full_document('2021'), standard_look())).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment(seed)
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1
    assert write_pdf(full_document("2021"), standard_look()) == report_pdf("2021")


def environment(seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": seed}


def test_time_in_the_file_is_that_of_source_date_epoch_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    with read_back(sample_document("2021")) as read:
        assert read.pdf.metadata["CreationDate"] == "D:19700102000000Z"
