"""The Word package around the text: a template of our own making, and bytes that depend on the text alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING, Document
from xl_tools.documents.markup import Node, WordFile, w, w_text, xml_bytes
from xl_tools.documents.word_styles import (
    DRAFT_RED,
    HEI,
    MARGINS,
    PAGE_HEIGHT,
    PAGE_NUMBER_SIZE,
    PAGE_WIDTH,
    font_table,
    run_properties,
    settings,
    style_sheet,
)

CREATOR = "xl_tools"
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = (
    f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)
_APP = (
    f'{_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{CREATOR}</Application></Properties>"
)


def open_template(document: Document) -> WordFile:
    """An empty Word file with styles, page, footer, and in a draft the header; properties filled in."""
    file = WordFile(_template(document.draft))
    texts = {
        "author": CREATOR,
        "title": document.title_text[:255],
        "subject": f"{document.subject.year}年度 {document.subject.form_name}",
        "language": "zh-CN",
        "content_status": DRAFT_MARK if document.draft else "定稿",
    }
    file.set_properties(texts, made_at(document))
    return file


def made_at(document: Document) -> datetime:
    """The time that the file claims to be made at, so that the same report always gives the same bytes.

    SOURCE_DATE_EPOCH if set, else the date of publication, else the last day of the year reported on.
    """
    epoch = os.environ.get(EPOCH_VARIABLE, "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    subject = document.subject
    day = subject.published_on
    return datetime(day.year, day.month, day.day) if day else datetime(subject.year, 12, 31)


def pack(file: WordFile) -> bytes:
    """The package with fixed times and a fixed order of parts."""
    with ZipFile(BytesIO(file.save())) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    return _zip(parts)


@cache
def _template(draft: bool) -> bytes:
    parts = {
        "word/document.xml": xml_bytes(w("document", w("body", _section(draft)))),
        "word/styles.xml": xml_bytes(style_sheet()),
        "word/settings.xml": xml_bytes(settings()),
        "word/fontTable.xml": xml_bytes(font_table()),
        "word/footer1.xml": xml_bytes(_footer()),
        "docProps/core.xml": _CORE.encode(),
        "docProps/app.xml": _APP.encode(),
    }
    inner = {"styles": "styles", "settings": "settings", "fontTable": "fontTable", "footer": "footer1"}
    if draft:
        parts["word/header1.xml"] = xml_bytes(_header())
        inner["header"] = "header1"
    types = {
        "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    types |= {f"/word/{name}.xml": f"{_WORD_TYPE}.{kind}+xml" for kind, name in inner.items()}
    parts["[Content_Types].xml"] = _content_types(types)
    parts["_rels/.rels"] = _relationships(
        ("document", f"{_OFFICE}/officeDocument", "word/document.xml"),
        ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("app", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    )
    parts["word/_rels/document.xml.rels"] = _relationships(
        *((kind, f"{_OFFICE}/{kind}", f"{name}.xml") for kind, name in inner.items())
    )
    return _zip(parts)


def _section(draft: bool) -> Node:
    """The page: A4, margins, footer, and a header on drafts only."""
    properties = w("sectPr")
    for kind in ("header", "footer") if draft else ("footer",):
        reference = w(f"{kind}Reference", type="default")
        reference.set(f"{{{_OFFICE}}}id", kind)
        properties.append(reference)
    properties.append(w("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT))
    properties.append(w("pgMar", **MARGINS))
    return properties


def _footer() -> Node:
    field = w("fldSimple", w("r", w_text("1")), instr=" PAGE ")
    line = w("p", w("pPr", w("pStyle", val="Footer")), w("r", w_text("— ")), field, w("r", w_text(" —")))
    return w("ftr", line)


def _header() -> Node:
    look = run_properties(HEI, PAGE_NUMBER_SIZE, color=DRAFT_RED)
    text = w_text(f"{DRAFT_MARK}　{DRAFT_WARNING}")
    return w("hdr", w("p", w("pPr", w("pStyle", val="Header")), w("r", look, text)))


def _content_types(types: dict[str, str]) -> bytes:
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'.encode()


def _relationships(*items: tuple[str, str, str]) -> bytes:
    inner = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in items)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST_PARTS, name)):
            info = ZipInfo(name, _ZIP_TIME)
            info.compress_type = ZIP_DEFLATED
            # The system field differs between Windows and others, and would differ in the bytes.
            info.create_system = 0
            archive.writestr(info, parts[name])
    return stream.getvalue()
