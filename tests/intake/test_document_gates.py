"""The gates of published documents: limits to the unit, what is let through, and what the parser gets in the end."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hostile.papers import (
    BELOW,
    CORE,
    DOCUMENT,
    MAIN_TYPE,
    NUMBERING,
    OFFICE,
    STYLES,
    TYPES,
    compound,
    old_word,
    page,
    pdf,
    pdf_file,
    pdf_objects,
    word,
    word_file,
    word_parts,
)
from intake.document_cases import DOCUMENTS, Reached

from xl_tools.intake import refusal
from xl_tools.intake.gates import PUBLISHED
from xl_tools.intake.limits import CODES, DEFAULT, MEBI
from xl_tools.intake.oldword import OldWordGate
from xl_tools.intake.refusal import TWINS, Refusal
from xl_tools.intake.wordfile import WordPackage
from xl_tools.refusals import refuse

GOOD = {
    ".docx": word_file(),
    ".html": page().encode(),
    ".txt": "一、总体情况".encode(),
    ".pdf": pdf_file(pdf_objects()),
    ".doc": compound(old_word()),
}


@pytest.mark.parametrize("case", DOCUMENTS, ids=str)
def test_limit_of_a_document_is_exact(case: Reached) -> None:
    gate, data = PUBLISHED[case.ending], case.data()
    gate.check(data, DEFAULT._replace(**{case.limit: case.most}))
    with pytest.raises(Refusal) as caught:
        gate.check(data, DEFAULT._replace(**{case.limit: case.most - 1}))
    code = CODES[case.limit]
    assert caught.value.code == TWINS["N"].get(code, code)
    error = refuse(caught.value.code, "年报" + case.ending, **caught.value.details)
    assert "上限" in str(error)
    assert error.hint.endswith("。")


def test_part_of_a_word_file_may_pack_so_well_and_no_better() -> None:
    WordPackage(word({"word/media/a.bin": bytes(DEFAULT.free_of_ratio)})())
    with pytest.raises(Refusal) as caught:
        WordPackage(word({"word/media/a.bin": bytes(DEFAULT.free_of_ratio + 1)})())
    assert caught.value.code == "N63"


@pytest.mark.parametrize("ending", PUBLISHED)
def test_good_document_passes_its_gate_and_no_other(ending: str) -> None:
    kind = {".docm": ".docx", ".htm": ".html", ".mht": ".html", ".mhtml": ".html", ".wps": ".doc"}.get(ending, ending)
    PUBLISHED[ending].check(GOOD[kind])
    for other, data in GOOD.items():
        if other != kind:
            with pytest.raises(Refusal) as caught:
                PUBLISHED[ending].check(data)
            assert caught.value.code == "N08"
            assert caught.value.details["ending"] == other
            assert f"应当是 {other}" in str(refuse("N08", "a", **caught.value.details))


def test_every_code_that_documents_share_with_workbooks_has_its_sentence() -> None:
    for code, twin in TWINS["N"].items():
        words = {"found": 1, "limit": 1, "reason": "磁盘已满", "method": 14}
        mine, theirs = refuse(twin, "a.docx", **words), refuse(code, "a.docx", **words)
        assert (mine.code[1:], type(mine).__name__) == (code[1:], "PublishedError")
        assert mine.hint
        assert "xlsx" not in str(mine) + mine.hint, theirs


def test_a_workbook_keeps_its_own_codes() -> None:
    with pytest.raises(Refusal) as caught, refusal.Published():
        raise Refusal("W07")
    assert caught.value.code == "W07"


# --- Word


def test_parser_gets_the_document_and_what_belongs_to_it_and_nothing_else() -> None:
    image = f'<Relationship Id="i" Type="{OFFICE}/image" Target="media/a.png"/>'
    away = f'<Relationship Id="x" Type="{OFFICE}/hyperlink" Target="http://127.0.0.1/" TargetMode="External"/>'
    data = word_file(
        {
            BELOW: lambda text: text.replace("</Relationships>", f"{image}{away}</Relationships>"),
            "word/media/a.png": b"1",
            "word/vbaProject.bin": b"1",
            "customXml/item1.xml": b"<a/>",
            TYPES: lambda text: text.replace(MAIN_TYPE, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        }
    )
    package = WordPackage(data)
    assert (package.macros, package.template) == (True, False)
    plain = package.plain()
    with zipfile.ZipFile(io.BytesIO(plain)) as file:
        assert file.testzip() is None
        assert {DOCUMENT, STYLES, NUMBERING, CORE} < set(file.namelist())
        assert not {"word/media/a.png", "word/vbaProject.bin", "customXml/item1.xml"} & set(file.namelist())
        assert "127.0.0.1" not in file.read(BELOW).decode()
    read = docx.Document(io.BytesIO(plain))
    assert [one.text for one in read.paragraphs] == ["一、总体情况"]
    assert len(read.tables) == 1
    assert read.core_properties.title == "年报"


def test_template_is_told_apart() -> None:
    package = WordPackage(word({TYPES: lambda text: text.replace("document.main", "template.main")})())
    assert (package.macros, package.template) == (False, True)


def test_part_names_with_marks_of_xml_come_through() -> None:
    name = "word/a&amp;b'.xml"
    data = word_file(
        {
            BELOW: lambda text: text.replace("styles.xml", "a&amp;b'.xml"),
            TYPES: lambda text: text.replace("word/styles.xml", name),
            "word/a&b'.xml": word_parts()[STYLES],
        },
        without=(STYLES,),
    )
    assert docx.Document(io.BytesIO(WordPackage(data).plain())).styles is not None


# --- compound files


@pytest.mark.parametrize("size", [12, 600, 5000])
def test_document_stream_is_found_whatever_its_size(size: int) -> None:
    OldWordGate().check(compound(old_word(size=size)))
    with pytest.raises(Refusal) as caught:
        OldWordGate().check(compound(old_word(flags=0x0100, size=size)))
    assert caught.value.code == "N06"


def test_directory_far_behind_in_a_large_file_is_found() -> None:
    # Beyond the 109 sectors of the table that the header lists, the rest is listed elsewhere.
    data = bytearray(compound(old_word()))
    sectors = 110 * 128 + 4
    data = data.ljust(512 * (sectors + 1), b"\0")

    def put(sector: int, content: bytes) -> None:
        data[512 * (sector + 1) : 512 * (sector + 1) + len(content)] = content

    def number(value: int) -> bytes:
        return value.to_bytes(4, "little")

    directory = bytes(data[512 * 2 : 512 * 3])
    far = 109 * 128 + 1
    put(1, bytes(512))
    put(far, bytes(512))
    put(far + 1, directory)
    # The table of tables in sector 20 names the 110th sector of the table, 21: there the far sector leads on.
    put(20, number(21) + b"\xff" * 504 + number(0xFFFFFFFE))
    put(21, number(0xFFFFFFFE) + number(far + 1) + number(0xFFFFFFFE))
    data[44:48], data[48:52] = number(110), number(far)
    data[68:72], data[72:76] = number(20), number(1)
    for at in range(109):
        data[76 + 4 * at : 80 + 4 * at] = number(0)
    OldWordGate().check(bytes(data))
    data[72 - 4 : 72] = number(0xFFFFFFFE)
    with pytest.raises(Refusal) as caught:
        OldWordGate().check(bytes(data))
    assert caught.value.code == "N16"


# --- PDF


def test_pdf_with_much_that_is_drawn_costs_no_more_than_its_length() -> None:
    # “stream” again and again, each followed by what looks packed.
    data = pdf({9: b"<<>> " + b"stream\nx\x9c" * 60_000})()
    with pytest.raises(Refusal) as caught:
        PUBLISHED[".pdf"].check(data, DEFAULT._replace(inflated=20 * MEBI))
    assert caught.value.code == "N61"


def test_gate_needs_no_parser() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(refusal.__file__).parent.glob("*.py"))
    for name in ("lxml", "docx", "pdfplumber", "pdfminer", "oxmsg", "olefile"):
        assert f"import {name}" not in source
        assert f"from {name}" not in source
