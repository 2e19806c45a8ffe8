"""What a file says and what it could do, read by programs that know nothing of ours.

Each reader gives all the text of a file and fails on whatever could run, fetch, submit or carry something along.
"""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree, html
from support.payloads import forbidden, squeezed


def words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_ACTIVE = words(
    "script iframe frame frameset object embed applet form input button textarea select base link foreignobject use "
    "image animate set animatemotion animatetransform handler audio video source track portal template slot math img "
    "picture area map noscript isindex marquee dialog param plaintext xmp listing"
)
_NOT_IN_STYLE = re.compile(r"url\s*\(|@import|expression|javascript|behavior|-moz-binding|<", re.IGNORECASE)
_ADDRESS = re.compile(r"#[\w.-]+|[^:/?#\\]+")
"""A place in the page, or a file beside it."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CONTRACT = words("edition year unit cells narrative facts published_on preparer reviewer explanations previous")
_BEGINNING = 40
"""Characters of a field within which a formula begins, if it is one."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_PART_KINDS = re.compile(
    "vba|macro|activeX|ctrlProp|externalLink|oleObject|embedding|customUI|connection|queryTable|webPublish|ddeLink"
    "|printerSettings|comment|altChunk|afchunk|attachedTemplate|frame|hyperlink|control|xmlMaps|volatile",
    re.IGNORECASE,
)
Cell = tuple[str, str]
"""Part and address."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def plain(text: str, where: str) -> str:
    """The text, if nothing stands in it that may stand in nothing that goes out."""
    found = {f"U+{ord(letter):04X}" for letter in set(text) if forbidden(letter)}
    assert not found, (where, found)
    return text


def page_text(content: bytes) -> str:
    """All text of a web page. Fails on anything active."""
    text = plain(content.decode("utf-8"), "page")
    # With lxml in XML mode as well: both readers must see the same elements.
    root = html.document_fromstring(text)
    for element in root.iter():
        assert isinstance(element.tag, str), f"comment or instruction: {element}"
        assert element.tag.lower() not in _ACTIVE, element.tag
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (element.tag, name)
            assert "xlink" not in name and name not in ("src", "srcdoc", "action", "formaction", "ping", "data"), name
            if name == "href":
                assert _ADDRESS.fullmatch(value), value
            if name == "style":
                assert not _NOT_IN_STYLE.search(value), value
            if name == "http-equiv":
                assert value == "X-UA-Compatible"
        if element.tag == "style":
            assert not _NOT_IN_STYLE.search(element.text or "")
            element.text = ""
    labels = [value for element in root.iter() for name, value in element.attrib.items() if name == "content"]
    return "\n".join([*labels, *root.itertext()])


def svg_text(content: bytes) -> str:
    """All text of a drawing. Fails on anything but shapes and texts."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    assert not root.getroottree().docinfo.doctype
    for element in root.iter():
        assert isinstance(element.tag, str), f"comment or instruction: {element}"
        name = etree.QName(element).localname
        assert name in ("svg", "title", "desc", "rect", "line", "text"), name
        for attribute, value in element.attrib.items():
            assert "href" not in attribute and not attribute.startswith("on") and attribute != "style", attribute
            assert "url(" not in value, value
    return plain("\n".join(root.itertext()), "drawing")


def picture_text(content: bytes) -> str:
    """No text: a picture has only chunks that draw it."""
    at, kinds = 8, list[bytes]()
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        kinds.append(kind)
        at += length + 12
    assert content.startswith(b"\x89PNG") and kinds[-1] == b"IEND"
    assert not {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"} & set(kinds)
    return ""


def word_text(content: bytes) -> str:
    """All text of a Word file and its properties. Fails on fields but the page number, links, objects, other parts."""
    texts: list[str] = []
    for name, root in _office_parts(content):
        for element in root.iter():
            tag = etree.QName(element).localname
            assert tag not in ("instrText", "fldChar", "hyperlink", "object", "pict", "altChunk", "subDoc", "control")
            if tag == "fldSimple":
                assert element.get(f"{_WORD}instr") == " PAGE "
        texts += root.itertext()
        said = (element.get(key, "") for element in root.iter() for key in ("descr", "title"))
        texts += filter(None, said)
        texts += [element.get(f"{_WORD}val", "") for element in root.iter(f"{_WORD}tblCaption")]
        plain("\n".join(texts), name)
    return "\n".join(texts)


def pdf_text(content: bytes) -> str:
    """All text of a PDF file. Fails on actions, forms, attachments, and links to anywhere but the document."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        catalogue = pdf.doc.catalog
        assert not {"AA", "AcroForm", "OpenAction", "Collection", "URI"} & catalogue.keys(), catalogue.keys()
        names = catalogue.get("Names") or {}
        assert not {"JavaScript", "EmbeddedFiles"} & (names.resolve() if hasattr(names, "resolve") else names).keys()
        for annotation in pdf.annots:
            assert not annotation.get("uri"), annotation
        # Numbers of pages stand between the lines of a text that goes on.
        pages = [re.sub(r"—\s*\d+\s*—", "", page.extract_text() or "") for page in pdf.pages]
        tables = (table for page in pdf.pages for table in page.extract_tables())
        cells = [cell for table in tables for row in table for cell in row if cell]
        return plain("\n".join([*pages, *cells, str(pdf.metadata.get("Title", ""))]), "pdf")


def csv_text(content: bytes) -> str:
    """All fields of a list. Fails on one that a spreadsheet program would run or split into one that it would run."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    fields = dict.fromkeys(field for row in rows for field in row)
    plain("\n".join(fields), "csv")
    assert {len(row) for row in rows} == {len(rows[0])}
    for field in fields:
        assert "\n" not in field and "\t" not in field, field
        for piece in (field, *re.split("[,;|]", field)):
            assert not starts_formula(piece) or _NUMBER.fullmatch(field), piece
    return "\n".join(field.replace("'", "") for field in fields)


def starts_formula(text: str) -> bool:
    """Whether a program sees one that skips blanks, quotes and what is unseen, and reads wide letters as plain."""
    if text.startswith("'"):
        return False
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", text[:_BEGINNING]) if not _invisible(letter))
    return seen.lstrip(" \t\r\n\"'").startswith(("=", "+", "-", "@", "\u2212"))


def json_text(content: bytes) -> str:
    """All texts of a data file. Fails where it is not as one would write its content."""
    text = plain(content.decode("utf-8"), "json")
    data = json.loads(text)
    assert set(data) <= _CONTRACT
    return plain("\n".join(_strings(data)), "json")


def workbook_text(content: bytes) -> str:
    """All texts in the cells of a workbook and in its properties. Fails on parts that act or lead elsewhere."""
    texts = list(cell_texts(content).values())
    for name, root in _office_parts(content):
        texts += root.itertext() if name.startswith("docProps/") else ()
    return plain("\n".join(texts), "workbook")


@lru_cache(maxsize=2)
def cells(content: bytes) -> tuple[dict[Cell, str], dict[Cell, str]]:
    """Every text, results of formulas among them, as Excel decodes it, and every formula; by part and address."""
    parts = dict(_office_parts(content))
    shared = [_decoded(item) for item in parts["xl/sharedStrings.xml"].iter(f"{_SHEET}si")]
    texts: dict[Cell, str] = {}
    formulas: dict[Cell, str] = {}
    for name, root in parts.items():
        if not name.startswith("xl/worksheets/"):
            continue
        for cell in root.iter(f"{_SHEET}c"):
            place = name, cell.get("r")
            inside = {child.tag.removeprefix(_SHEET): child for child in cell}
            value = inside["v"].text or "" if "v" in inside else ""
            if "f" in inside:
                formulas[place] = inside["f"].text or ""
            match cell.get("t"):
                case "s":
                    texts[place] = shared[int(value)]
                case "inlineStr":
                    texts[place] = _decoded(inside["is"])
                case "str":
                    texts[place] = _unescaped(value)
    return texts, formulas


def cell_texts(content: bytes) -> dict[Cell, str]:
    return cells(content)[0]


def cell_formulas(content: bytes) -> dict[Cell, str]:
    return cells(content)[1]


def other_formulas(content: bytes) -> list[str]:
    """Every formula that stands elsewhere: names, formats, validations, charts; and headers, which have codes."""
    kinds = (
        "f",
        "formula",
        "formula1",
        "formula2",
        "definedName",
        "oddHeader",
        "oddFooter",
        "evenHeader",
        "evenFooter",
    )
    return [
        element.text or ""
        for _, root in _office_parts(content)
        for element in root.iter()
        if etree.QName(element).localname in kinds and element.getparent().get("r") is None
    ]


def _decoded(item: Any) -> str:
    """The text of an item with its runs, but for the phonetic ones."""
    return "".join(
        _unescaped(text.text or "")
        for text in item.iter(f"{_SHEET}t")
        if etree.QName(text.getparent()).localname != "rPh"
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


@lru_cache(maxsize=2)
def _office_parts(content: bytes) -> tuple[tuple[str, Any], ...]:
    """Every XML part of an Office file. Fails on parts, types and relationships of the kinds that act or lead out."""
    return tuple(_parts(content))


def _parts(content: bytes) -> Iterator[tuple[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        for name in archive.namelist():
            assert not _PART_KINDS.search(name), name
            if not name.endswith((".xml", ".rels")):
                assert name.endswith(".png"), name
                continue
            root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
            assert not root.getroottree().docinfo.doctype, name
            if name == "[Content_Types].xml":
                kinds = [item.get("ContentType", "") for item in root]
                assert not any(_PART_KINDS.search(kind) for kind in kinds), kinds
            if name.endswith(".rels"):
                for item in root:
                    assert item.get("TargetMode") in (None, "Internal"), (name, item.get("Target"))
                    assert not _PART_KINDS.search(item.get("Type", "")), (name, item.get("Type"))
                    assert ":" not in item.get("Target", ""), item.get("Target")
            yield name, root


def _invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in "\u034f\u115f\u1160\u2800\u3164\ufe0f\uffa0"


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
    elif isinstance(data, str):
        yield data


READERS: Mapping[str, Callable[[bytes], str]] = {
    "word": word_text,
    "html": page_text,
    "fragment": page_text,
    "infographic": page_text,
    "infographic-svg": svg_text,
    "infographic-png": picture_text,
    "pdf": pdf_text,
    "json": json_text,
    "csv": csv_text,
}
"""A reader for each format of `export`."""


def lost(said: str, wanted: Iterable[str]) -> list[str]:
    """The texts whose remainder does not stand in what a file says; blanks do not count."""
    kept = squeezed(said)
    return [squeezed(text) for text in wanted if squeezed(text) not in kept]
