"""PDF files: what our routes make passes, what acts or was carried along is refused, also in compressed objects."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral
from published_samples import published

from xl_tools.documents.guard import check_published
from xl_tools.documents.guard.pdfobjects import Name, Reference, Value, objects
from xl_tools.documents.pdf.office import convert_word
from xl_tools.errors import UnsafeOutput

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
BODY = {
    1: b"<</Type/Catalog/Pages 2 0 R>>",
    2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    4: b"<</Title(a)/Author(xl_tools)/Creator(b)>>",
}
INFO = 4


def pdf(changes: dict[int, bytes] | None = None, streams: dict[int, tuple[bytes, bytes]] | None = None) -> bytes:
    """A small file, its objects changed or added; streams as (entries of the dictionary, bytes)."""
    found = BODY | (changes or {})
    for number, (entries, data) in (streams or {}).items():
        found[number] = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
    return with_table(found, b"/Info %d 0 R" % INFO)


def with_table(found: dict[int, bytes], trailer: bytes) -> bytes:
    content, offsets = HEADER, {}
    for number, value in found.items():
        offsets[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    rows = b"".join(
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 00000 f \n"
        for number in range(1, max(found) + 1)
    )
    size = max(found) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(content))
    return content + table + end


def compressed(changes: dict[int, bytes]) -> bytes:
    """The same objects in a compressed object stream, with a cross-reference stream, as Word writes them."""
    found = BODY | changes
    offsets, body = [], b""
    for value in found.values():
        offsets.append(len(body))
        body += value + b" "
    index = b" ".join(b"%d %d" % pair for pair in zip(found, offsets, strict=True)) + b"\n"
    data = zlib.compress(index + body)
    container, table = max(found) + 1, max(found) + 2
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(found), len(index))
    content = HEADER + b"%d 0 obj\n<<%s/Length %d>>stream\r\n%s\r\nendstream\nendobj\n" % (
        container,
        entries,
        len(data),
        data,
    )
    places = {number: (2, container, at) for at, number in enumerate(found)}
    places |= {0: (0, 0, 65535), container: (1, len(HEADER), 0), table: (1, len(content), 0)}
    rows = b"".join(
        bytes([kind]) + middle.to_bytes(4, "big") + last.to_bytes(2, "big")
        for kind, middle, last in (places.get(number, (0, 0, 0)) for number in range(table + 1))
    )
    entries = b"/Type/XRef/W[1 4 2]/Size %d/Root 1 0 R/Info %d 0 R/Length %d" % (table + 1, INFO, len(rows))
    content += b"%d 0 obj\n<<%s>>stream\n%s\nendstream\nendobj\n" % (table, entries, rows)
    return content + b"startxref\n%d\n%%%%EOF\n" % places[table][1]


def refused(content: bytes, match: str) -> None:
    with pytest.raises(UnsafeOutput, match=match):
        check_published("pdf", content)


def plain(value: Value) -> Any:
    """A value as pdfminer gives it: names with a slash, numbers as numbers, strings left out."""
    match value:
        case Name():
            return f"/{value}"
        case Reference(number):
            return number
        case bytes():
            return ""
        case str():
            return {"true": True, "false": False, "null": None}.get(value, value) if value.isalpha() else float(value)
        case list():
            return [plain(one) for one in value]
        case dict():
            return {key: plain(one) for key, one in value.items()}


def as_pdfminer_reads(value: Any) -> Any:
    match value:
        case PSLiteral():
            return f"/{value.name}"
        case PDFObjRef():
            return value.objid
        case bytes():
            return ""
        case bool() | None:
            return value
        case int() | float():
            return float(value)
        case PDFStream():
            return as_pdfminer_reads(value.attrs)
        case dict():
            return {key: as_pdfminer_reads(one) for key, one in value.items()}
        case list():
            return [as_pdfminer_reads(one) for one in value]
        case _:
            raise AssertionError(value)


def compared(content: bytes) -> Iterator[tuple[Any, Any]]:
    """What our reader and pdfminer say of each object that the file's own table knows."""
    ours = {one.number: one for one in objects(content) if one.number}
    document = PDFDocument(PDFParser(BytesIO(content)))
    numbers = {number for table in document.xrefs for number in table.get_objids()} - {0}
    assert numbers <= set(ours)
    for number in sorted(numbers):
        yield plain(ours[number].value), as_pdfminer_reads(document.getobj(number))


@pytest.mark.parametrize(
    "make", [pdf, lambda: compressed({}), lambda: published("pdf")[0]], ids=["small", "compressed", "report"]
)
def test_every_object_reads_as_pdfminer_reads_it(make: Callable[[], bytes]) -> None:
    content = make()
    check_published("pdf", content)
    pairs = list(compared(content))
    assert len(pairs) >= len(BODY)
    for ours, theirs in pairs:
        assert ours == theirs


PLANTED = {
    "script when opened": ({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>>>"}, "JS"),
    "escaped name": ({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Java#53cript>>>>"}, "JavaScript"),
    "script by name": ({1: b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript 5 0 R>>>>"}, "JavaScript"),
    "embedded files": ({1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 5 0 R>>>>"}, "EmbeddedFiles"),
    "names elsewhere": ({1: b"<</Type/Catalog/Pages 2 0 R/Names 5 0 R>>"}, "Names"),
    "form": ({1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"}, "AcroForm"),
    "portfolio": ({1: b"<</Type/Catalog/Pages 2 0 R/Collection 5 0 R>>"}, "Collection"),
    "unknown entry": ({1: b"<</Type/Catalog/Pages 2 0 R/SpiderInfo 5 0 R>>"}, "SpiderInfo"),
    "action of a page": ({3: b"<</Type/Page/Parent 2 0 R/AA 5 0 R>>"}, "AA"),
    "data of a program": ({3: b"<</Type/Page/Parent 2 0 R/PieceInfo 5 0 R>>"}, "PieceInfo"),
    "file": ({5: b"<</Type/Filespec/F(a)>>"}, "Filespec"),
    "file without type": ({5: b"<</F(a)/EF<</F 6 0 R>>>>"}, "EF"),
    "link to the web": ({5: b"<</Type/Annot/Subtype/Link/A<</S/URI/URI(http://example.org)>>>>"}, "URI"),
    "program started": ({5: b"<</S/Launch/F(a)>>"}, "Launch"),
    "other file": ({5: b"<</S/GoToR/F(a)>>"}, "GoToR"),
    "remark": ({5: b"<</Type/Annot/Subtype/Text/Contents(a)>>"}, "Text"),
    "field": ({5: b"<</Type/Annot/Subtype/Widget>>"}, "Widget"),
    "attachment": ({5: b"<</Type/Annot/Subtype/FileAttachment>>"}, "FileAttachment"),
    "object of no table": ({5: b"[<</K[<</JS(1)>>]>>]"}, "JS"),
    "person": ({4: b"<</Author(A. Person)>>"}, "Author"),
    "person in UTF-16": ({4: b"<</Author<FEFF793A4F8B>>>"}, "Author"),
    "person by reference": ({4: b"<</Author 5 0 R>>", 5: b"(a)"}, "Author"),
    "company": ({4: b"<</Author(xl_tools)/Company(a)>>"}, "Company"),
    "keywords": ({4: b"<</Keywords(a)>>"}, "Keywords"),
}


@pytest.mark.parametrize("make", [pdf, compressed], ids=["plain", "compressed"])
@pytest.mark.parametrize("name", PLANTED)
def test_what_acts_or_was_carried_along_is_refused(name: str, make: Callable[..., bytes]) -> None:
    changes, match = PLANTED[name]
    refused(make(changes), match)


@pytest.mark.parametrize("make", [pdf, compressed], ids=["plain", "compressed"])
def test_what_only_leads_within_the_document_passes(make: Callable[..., bytes]) -> None:
    opening = b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/XYZ null null 0]/Names<</Dests 5 0 R>>>>"
    link = b"<</Type/Annot/Subtype/Link/A<</S/GoTo/D[3 0 R/Fit]>>/Contents(\\(JS\\) (/JavaScript) /URI)>>"
    check_published(
        "pdf", make({1: opening, 5: b"<</Names[]>>", 6: link, 4: b"<</Author<FEFF0078006C005F0074006F006F006C0073>>>"})
    )


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photo="http://example.org/" {}>'
    "{}</rdf:Description></rdf:RDF></x:xmpmeta>"
)
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"


@pytest.mark.parametrize("squeezed", [False, True])
@pytest.mark.parametrize(
    ("attribute", "inner", "match"),
    [
        ("", CREATOR.format("示例"), "creator"),
        ("", "<dc:publisher/>", "publisher"),
        ("", "<photo:AuthorsPosition/>", "AuthorsPosition"),
        ('photo:Author="1"', "", "Author"),
        ("", "<!-- 1 -->", "注释"),
        ("", "<dc:title>", "XML"),
    ],
)
def test_foreign_names_in_the_metadata_are_refused(attribute: str, inner: str, match: str, squeezed: bool) -> None:
    def made(text: str) -> bytes:
        data = b'<?xpacket begin="" id="1"?>' + text.encode() + b'   <?xpacket end="w"?>'
        entries = b"/Type/Metadata/Subtype/XML" + (b"/Filter/FlateDecode" if squeezed else b"")
        return pdf(streams={5: (entries, zlib.compress(data) if squeezed else data)})

    check_published("pdf", made(XMP.format("", CREATOR.format("xl_tools"))))
    refused(made(XMP.format(attribute, inner)), match)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R"), "Encrypt"),
        (pdf().replace(b"/Info 4 0 R", b"/Info<</Author(a)>>"), "Info"),
        (pdf() + b"<script>", "PDF"),
        (pdf().replace(b"endobj\nxref", b"xref"), "PDF"),
        (pdf() + pdf({5: b"<</JS(1)>>"})[len(HEADER) :], "JS"),
        (pdf(streams={5: (b"/Type/ObjStm/N 1/First 4/Filter/LZWDecode", b"1")}), "LZWDecode"),
        (pdf(streams={5: (b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", b"1")}), "不完整"),
        (pdf(streams={5: (b"/N 1/First 4", b"6 0 <</JS(1)>>")}), "JS"),
    ],
)
def test_what_cannot_be_looked_into_or_stands_between_objects_is_refused(content: bytes, match: str) -> None:
    refused(content, match)


def test_a_file_cut_anywhere_is_refused() -> None:
    content = published("pdf")[0]
    for cut in range(0, len(content) - 2, len(content) // 40):
        refused(content[:cut], "PDF")


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_file_by_libreoffice_passes_and_one_with_an_author_does_not() -> None:
    pictured = next(content for content in published("word") if b"word/media/" in content)
    content = convert_word(pictured, "libreoffice")
    check_published("pdf", content)
    ours = "".join(f"{ord(letter):04X}" for letter in "xl_tools").encode()
    assert ours in content
    refused(content.replace(ours, b"0041" + ours[4:]), "Author")
    for one, theirs in compared(content):
        assert one == theirs
