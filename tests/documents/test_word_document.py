"""The Word file, read back with python-docx and as XML, cell by cell."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from document_samples import EDITIONS, one_text_document, sample_document
from docx.oxml.ns import qn
from lxml import etree
from word_samples import NAMES, part, tables

from xl_tools.documents.blocks import Heading, Paragraph, TableBlock
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.measures.page import text_width, twips
from xl_tools.documents.measures.table import table_layout
from xl_tools.documents.word.writer import write_word
from xl_tools.forms.grid import Role

PARTS = {
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/fontTable.xml",
    "word/footer1.xml",
    "word/footer2.xml",
    "word/settings.xml",
    "word/styles.xml",
    "word/theme/theme1.xml",
}
PROPERTIES = {"creator", "title", "subject", "language", "created", "modified"}


def expected_cells(block: TableBlock) -> list[tuple[int, int, int, int, str]]:
    return [
        (
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            block.texts[cell.cell_id] if cell.cell_id else cell.text,
        )
        for cell in block.grid.cells
    ]


def printed_cells(table: etree._Element) -> Iterator[tuple[int, int, int, int, str]]:
    """(row, column, row span, column span, text) of each merged cell, from gridSpan and vMerge alone."""
    rows = []
    for row in table.iterchildren(qn("w:tr")):
        column, cells = 0, {}
        for cell in row.iterchildren(qn("w:tc")):
            span = cell.find(f".//{qn('w:gridSpan')}")
            width = 1 if span is None else int(span.get(qn("w:val")))
            merge = cell.find(f".//{qn('w:vMerge')}")
            state = "" if merge is None else merge.get(qn("w:val"), "continue")
            cells[column] = (width, state, "".join(cell.itertext()))
            column += width
        rows.append(cells)
    for index, cells in enumerate(rows):
        for column, (width, state, text) in cells.items():
            if state == "continue":
                assert not text
                continue
            height = 1
            while (
                state
                and index + height < len(rows)
                and rows[index + height].get(column, (0, "", ""))[:2] == (width, "continue")
            ):
                height += 1
            yield index, column, height, width, text


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_and_every_merge_of_the_tables_is_as_in_the_grid(edition: str) -> None:
    document = sample_document(edition)
    # Not through python-docx, whose elements answer for their text differently.
    printed = list(part(write_word(document), "word/document.xml").iter(qn("w:tbl")))
    assert len(printed) == 3
    for table, block in zip(printed, tables(document), strict=True):
        assert list(printed_cells(table)) == expected_cells(block)


@pytest.mark.parametrize("edition", EDITIONS)
def test_python_docx_finds_each_text_at_its_row_and_column(edition: str) -> None:
    document = sample_document(edition)
    word = docx.Document(BytesIO(write_word(document)))
    for table, block in zip(word.tables, tables(document), strict=True):
        rows = [row.cells for row in table.rows]
        for row, column, height, width, text in expected_cells(block):
            for r in range(row, row + height):
                for c in range(column, column + width):
                    assert rows[r][c].text == text


@pytest.mark.parametrize("edition", EDITIONS)
def test_header_rows_repeat_and_no_row_splits(edition: str) -> None:
    document = sample_document(edition)
    word = docx.Document(BytesIO(write_word(document)))
    for table, block in zip(word.tables, tables(document), strict=True):
        heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table._tbl.tr_lst]
        assert heads == [index < block.grid.head_rows for index in range(block.grid.rows)]
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == block.caption


def test_banners_are_blue_and_read_from_the_left() -> None:
    document = sample_document("2021")
    table = docx.Document(BytesIO(write_word(document))).tables[0]
    banners = {cell.row for cell in tables(document)[0].grid.cells if cell.role is Role.BANNER}
    for index, row in enumerate(table._tbl.tr_lst):
        fills = [shade.get(qn("w:fill")) for shade in row.iter(qn("w:shd"))]
        assert fills == (["C6D9F1"] if index in banners else [])
        first = row.find(f".//{qn('w:jc')}").get(qn("w:val"))
        assert index not in banners or first == "left"


def test_headings_are_heading_styles_with_chinese_fonts_and_no_theme() -> None:
    document = sample_document("2021")
    word = docx.Document(BytesIO(write_word(document)))
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {b.level}", b.text) for b in document.blocks if isinstance(b, Heading)]
    texts = [p.text for p in word.paragraphs if p.style.style_id == "BodyText"]
    assert texts == [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert word.paragraphs[0].style.name == "Title"
    assert word.paragraphs[0].text == "\n".join(document.title)
    for style, font in {"Heading1": "黑体", "Heading2": "楷体", "BodyText": "仿宋", "Title": "宋体"}.items():
        fonts = part(write_word(document), "word/styles.xml").find(
            f"w:style[@w:styleId='{style}']/w:rPr/w:rFonts", NAMES
        )
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {font}
        assert not [name for name in fonts.keys() if "Theme" in name]  # noqa: SIM118


def test_page_is_a4_with_the_margins_of_the_standard_look() -> None:
    data = write_word(sample_document("2021"))
    section = docx.Document(BytesIO(data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


def test_package_holds_nothing_but_the_known_parts_and_properties() -> None:
    data = write_word(sample_document("2021"))
    with ZipFile(BytesIO(data)) as archive:
        assert set(archive.namelist()) == PARTS
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
    core = part(data, "docProps/core.xml")
    assert {etree.QName(child).localname for child in core} == PROPERTIES
    assert b"lastModifiedBy" not in etree.tostring(core)
    assert "".join(part(data, "docProps/app.xml").itertext()) == "xl_tools"
    properties = docx.Document(BytesIO(data)).core_properties
    assert (properties.author, properties.language, properties.last_modified_by) == ("xl_tools", "zh-CN", "")
    assert properties.title == sample_document("2021").title_text


def test_same_document_gives_the_same_bytes() -> None:
    assert write_word(sample_document("2021")) == write_word(sample_document("2021"))


@pytest.mark.parametrize(
    ("epoch", "published_on", "made"),
    [
        ("", "2025-01-20", datetime(2025, 1, 20)),
        ("", None, datetime(2024, 12, 31)),
        ("86400", "2025-01-20", datetime(1970, 1, 2)),
    ],
)
def test_times_come_from_the_report_or_the_build(
    monkeypatch: pytest.MonkeyPatch, epoch: str, published_on: str | None, made: datetime
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    data = write_word(sample_document("2021", published_on=published_on))
    properties = docx.Document(BytesIO(data)).core_properties
    for time in (properties.created, properties.modified):
        assert time is not None
        assert time.replace(tzinfo=None) == made


def test_draft_is_marked_in_the_header_of_every_page_and_its_text_is_that_of_the_final_document() -> None:
    draft, final = (write_word(sample_document("2021", draft=draft)) for draft in (True, False))
    word = docx.Document(BytesIO(draft))
    texts = [[p.text for p in docx.Document(BytesIO(data)).paragraphs] for data in (draft, final)]
    assert texts[0] == texts[1]
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text.startswith("草稿")
    assert not section.different_first_page_header_footer
    assert word.core_properties.content_status == "草稿"


def test_final_document_carries_no_draft_mark() -> None:
    data = write_word(sample_document("2021"))
    with ZipFile(BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "草稿" in archive.read(name).decode()]


def test_hostile_text_arrives_cleaned_and_as_text() -> None:
    word = docx.Document(BytesIO(write_word(one_text_document("<w:p/>&amp;\x00\u202e\ud800</script>"))))
    clean = "<w:p/>&amp;</script>"
    assert word.paragraphs[0].text.splitlines()[0] == f"单位{clean}"
    assert clean in [p.text for p in word.paragraphs]
    assert word.tables[0].rows[2].cells[1].text == clean


@pytest.mark.parametrize("digits", [1, 4, 5, 6])
@pytest.mark.parametrize("edition", EDITIONS)
def test_tables_fit_the_text_width_and_numbers_fit_their_columns(edition: str, digits: int) -> None:
    document = sample_document(edition)
    numbers = {cell_id: int("8" * digits) for table in tables(document) for cell_id in table.texts}
    for block in tables(sample_document(edition, cells=numbers)):
        layout = table_layout(block, standard_look())
        assert sum(layout.widths) == twips(text_width(standard_look()))
        assert layout.size >= 9
        assert min(layout.widths) / 20 >= 2 * 9 + 2 * layout.margin
        if digits <= 5 or block.name != "表四":
            room = min(layout.widths[block.grid.label_columns :]) / 20 - 2 * layout.margin
            assert room >= digits * 0.5 * layout.size


def test_number_too_wide_for_its_column_is_printed_smaller() -> None:
    wide = {"review.reconsideration.upheld": 12345678}
    table = docx.Document(BytesIO(write_word(sample_document("2021", cells=wide)))).tables[2]
    sizes = [int(size.get(qn("w:val"))) for size in table._tbl.tr_lst[-1].iter(qn("w:sz"))]
    assert sizes[0] < sizes[1]


def test_writing_a_report_loads_no_library() -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]; from document_samples import sample_document;"
        "from xl_tools.documents.word.writer import write_word; write_word(sample_document('2021'));"
        "print(*{'lxml', 'docx', 'typst', 'PIL'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
