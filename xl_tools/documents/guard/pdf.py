"""PDF files: pages to read and print, made by typst, LibreOffice or Word, and nothing that acts or was carried along.

Three programs in many versions describe pages in many ways, so the list is kept where a file can act, carry other
files or name people: catalogue, types, annotations, actions, properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xl_tools.documents.guard.lists import XML, names, read, words
from xl_tools.documents.guard.pdfobjects import Object, Reference, Value, inflated, objects
from xl_tools.documents.stamp import CREATOR
from xl_tools.errors import UnsafeOutput

_CATALOGUE = words(
    "Type Version Extensions Pages PageLabels PageLayout PageMode Outlines OpenAction Names Dests Lang Metadata "
    "StructTreeRoot MarkInfo ViewerPreferences OutputIntents"
)
_NAME_TREES = words("Dests")
_PROPERTIES = words("Title Subject Author Creator Producer CreationDate ModDate")
"""Keys of the document information; Author may only be our own name."""
_TYPES = words(
    "Catalog Pages Page PageLabel Outlines Font FontDescriptor Encoding CMap XObject Pattern ExtGState Mask Group "
    "Metadata OutputIntent ObjStm XRef StructTreeRoot StructElem Namespace MCR OBJR Annot Action Border"
)
_SUBTYPES = words(
    "Type0 Type1 MMType1 Type3 TrueType CIDFontType0 CIDFontType2 Type1C CIDFontType0C OpenType Image Form XML Link"
)
"""Kinds of fonts, of drawings and of annotations: of these only links, which lead nowhere but into the document."""
_FORBIDDEN = words(
    "AA JS JavaScript URI Launch EF EmbeddedFiles AF FS UF AcroForm XFA Encrypt Collection RichMediaContent RichMedia "
    "Rendition Renditions Movie Sound PieceInfo Perms Requirements LastModified Popup"
)
_ACTIONS = words(
    "URI Launch JavaScript SubmitForm ResetForm ImportData GoToR GoToE GoToDp GoTo3DView Thread Sound Movie Hide Named "
    "SetOCGState Rendition Trans RichMediaExecute"
)
"""All kinds of actions but GoTo."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = names(
    {
        "adobe:ns:meta/": "xmpmeta",
        _RDF: "RDF Description Alt Seq Bag li",
        _DC: "title description creator language format date",
        "http://ns.adobe.com/xap/1.0/": "CreatorTool CreateDate ModifyDate MetadataDate",
        "http://ns.adobe.com/xap/1.0/mm/": "DocumentID InstanceID RenditionClass",
        "http://ns.adobe.com/xap/1.0/t/pg/": "NPages",
        "http://ns.adobe.com/pdf/1.3/": "Producer PDFVersion",
        "http://www.aiim.org/pdfua/ns/id/": "part rev",
        "http://www.aiim.org/pdfa/ns/id/": "part conformance rev",
    },
    {_RDF: "about parseType", XML: "lang", "adobe:ns:meta/": "xmptk"},
)
_PACKET = re.compile(rb"<\?xpacket [^?]*\?>")


def check_pdf(content: bytes) -> None:
    """Refuse a PDF file with scripts, actions, links to elsewhere, embedded files, forms, remarks, foreign names."""
    found = list(objects(content))
    for one in found:
        for entries in _dictionaries(one.value):
            _check_entries(entries)
        if one.entries.get("Type") == "Metadata":
            _check_metadata(one)
    for number in {_number(one.entries.get("Info")) for one in found} - {0}:
        for one in (one for one in found if one.number == number):
            _check_properties(one.entries)


def _dictionaries(value: Value) -> Iterator[dict[str, Value]]:
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            yield one
            rest += one.values()
        elif isinstance(one, list):
            rest += one


def _check_entries(entries: dict[str, Value]) -> None:
    _refuse("项", entries.keys() & _FORBIDDEN)
    if "Type" in entries:
        _refuse("类型", {str(entries["Type"])} - _TYPES)
    if "Subtype" in entries:
        _refuse("类型", {str(entries["Subtype"])} - _SUBTYPES)
    if entries.get("S") in _ACTIONS:
        raise UnsafeOutput(f"PDF 的动作：{entries['S']}")
    if isinstance(entries.get("Info"), dict):
        raise UnsafeOutput("PDF 的属性：Info")
    if entries.get("Type") == "Catalog":
        _refuse("目录", entries.keys() - _CATALOGUE)
        trees = entries.get("Names", {})
        if not isinstance(trees, dict):
            raise UnsafeOutput("PDF 的目录：Names")
        _refuse("目录", trees.keys() - _NAME_TREES)


def _check_properties(entries: dict[str, Value]) -> None:
    _refuse("属性", entries.keys() - _PROPERTIES)
    author = entries.get("Author", b"()")
    if not isinstance(author, bytes) or _text(author) not in ("", CREATOR):
        raise UnsafeOutput("PDF 的属性：Author")


def _check_metadata(one: Object) -> None:
    root = read("PDF 的属性", _PACKET.sub(b"", inflated(one)).strip(b"\0 \t\r\n"), _XMP, instructions=0)
    people = (item.text or "" for creator in root.iter(f"{{{_DC}}}creator") for item in creator.iter(f"{{{_RDF}}}li"))
    if set(people) - {CREATOR, ""}:
        raise UnsafeOutput("PDF 的属性：creator")


def _text(written: bytes) -> str:
    """What a string says: hexadecimal or between parentheses, in UTF-16 with its mark or in Latin letters."""
    inner = written[1:-1]
    plain = bytes.fromhex(inner.decode()) if written.startswith(b"<") else re.sub(rb"\\([()\\])", rb"\1", inner)
    return plain[2:].decode("utf-16-be", "replace") if plain.startswith(b"\xfe\xff") else plain.decode("latin-1")


def _number(value: Value | None) -> int:
    return value.number if isinstance(value, Reference) else 0


def _refuse(kind: str, foreign: set[str]) -> None:
    if foreign:
        raise UnsafeOutput(f"PDF 的{kind}：{min(foreign)}")
