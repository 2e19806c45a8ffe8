"""The Word package around the text: all its parts made here, so that the bytes depend on the document alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xl_tools.documents.blocks import DRAFT_MARK, Document
from xl_tools.documents.look import Look
from xl_tools.documents.stamp import CREATOR, made_at
from xl_tools.documents.word.page import section_properties, surround
from xl_tools.documents.word.styles import font_table, settings, style_sheet
from xl_tools.documents.word.theme import theme
from xl_tools.documents.word.wordml import DECLARATION, NOTHING, OFFICE, Xml, element, escape, part, w

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")
_LONGEST_TITLE = 255
"""Characters that Word keeps of a title."""

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_DEFAULT_TYPES = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
_PICTURE_TYPES = {"png": "image/png"}
_OUTER_TYPES = {
    "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_OUTER_RELATIONSHIPS = (
    ("document", f"{OFFICE}/officeDocument", "word/document.xml"),
    ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("app", f"{OFFICE}/extended-properties", "docProps/app.xml"),
)

Relationship = tuple[str, str, str]
"""Id, type and target."""


def package(document: Document, look: Look, body: Xml, pictures: Sequence[bytes]) -> bytes:
    """The whole .docx file: fixed times, a fixed order of parts.

    Args:
        body: the paragraphs and tables; a picture in it is related to by `picture_id`.
        pictures: PNG files in the order in which the body shows them.
    """
    frame = _frame(_Wanted(look, document.draft, document.sealed))
    images = {picture_id(number): data for number, data in enumerate(pictures, 1)}
    related = (
        *((inner.id, f"{OFFICE}/{inner.kind}", inner.file) for inner in frame.parts),
        *((name, f"{OFFICE}/image", f"media/{name}.png") for name in images),
    )
    parts = {
        **{f"word/{inner.file}": inner.data for inner in frame.parts},
        **{f"word/media/{name}.png": data for name, data in images.items()},
        "[Content_Types].xml": _content_types(frame.parts, pictures=bool(images)),
        "_rels/.rels": _relationships(_OUTER_RELATIONSHIPS),
        "docProps/app.xml": _app(),
        "docProps/core.xml": _core(document),
        "word/_rels/document.xml.rels": _relationships(related),
        "word/document.xml": part("w:document", w("body", body, frame.section)),
    }
    return _zip(parts)


def picture_id(number: int) -> str:
    """The id of the relationship to a picture, and the name of its file; they count from 1."""
    return f"image{number}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A look, and whether with the marks of a draft, or with a 封存码."""

    look: Look
    draft: bool
    sealed: bool

    def __hash__(self) -> int:
        # A look holds mappings and has no hash of its own; equality, which compares all of it, decides.
        return hash((self.look.name, self.look.page, self.draft, self.sealed))


class _Inner(NamedTuple):
    """A part that the main part relates to, by the id that also names its file."""

    id: str
    kind: str
    data: bytes

    @property
    def file(self) -> str:
        return f"theme/{self.id}.xml" if self.kind == "theme" else f"{self.id}.xml"

    @property
    def content_type(self) -> str:
        return _THEME_TYPE if self.kind == "theme" else f"{_WORD_TYPE}.{self.kind}+xml"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What documents of one look share; `section`, the page, ends the body."""

    parts: tuple[_Inner, ...]
    section: Xml


@lru_cache(maxsize=8)
def _frame(wanted: _Wanted) -> _Frame:
    look, draft = wanted.look, wanted.draft
    parts = (
        _Inner("styles", "styles", part("w:styles", *style_sheet(look, sealed=wanted.sealed))),
        _Inner("settings", "settings", part("w:settings", *settings(look))),
        _Inner("fontTable", "fontTable", part("w:fonts", *font_table(look, sealed=wanted.sealed))),
        _Inner("theme1", "theme", part("a:theme", theme(look), name=look.name)),
        *(_Inner(name, name.rstrip("12"), data) for name, data in surround(look, draft=draft).items()),
    )
    return _Frame(parts, section_properties(look, draft=draft))


def _core(document: Document) -> bytes:
    """The core properties; Word shows the title, readers by voice announce it."""
    subject, time = document.subject, f"{made_at(document).isoformat()}Z"
    spaces = {
        "xmlns:cp": f"{_PACKAGE}/metadata/core-properties",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:dcterms": "http://purl.org/dc/terms/",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    dated = {"xsi:type": "dcterms:W3CDTF"}
    properties = element(
        "cp:coreProperties",
        element("dc:creator", escape(CREATOR)),
        element("dc:title", escape(document.title_text[:_LONGEST_TITLE])),
        element("dc:subject", escape(f"{subject.year}年度 {subject.form_name}")),
        element("dc:language", escape("zh-CN")),
        # Whether a document is final is said by people, not by its file; that it is a draft is known here.
        element("cp:contentStatus", escape(DRAFT_MARK)) if document.draft else NOTHING,
        element("dcterms:created", escape(time), **dated),
        element("dcterms:modified", escape(time), **dated),
        **spaces,
    )
    return (DECLARATION + properties).encode()


def _app() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (DECLARATION + element("Properties", element("Application", escape(CREATOR)), xmlns=space)).encode()


def _content_types(parts: Iterable[_Inner], *, pictures: bool) -> bytes:
    endings = _DEFAULT_TYPES | (_PICTURE_TYPES if pictures else {})
    types = _OUTER_TYPES | {f"/word/{inner.file}": inner.content_type for inner in parts}
    items = (
        *(element("Default", Extension=ending, ContentType=kind) for ending, kind in endings.items()),
        *(element("Override", PartName=name, ContentType=kind) for name, kind in types.items()),
    )
    return (DECLARATION + element("Types", *items, xmlns=f"{_PACKAGE}/content-types")).encode()


def _relationships(items: Iterable[Relationship]) -> bytes:
    inner = (element("Relationship", Id=name, Type=kind, Target=target) for name, kind, target in items)
    return (DECLARATION + element("Relationships", *inner, xmlns=f"{_PACKAGE}/relationships")).encode()


def _zip(parts: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST_PARTS, name)):
            info = ZipInfo(name, _ZIP_TIME)
            info.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            # The system field differs between Windows and others, and would differ in the bytes.
            info.create_system = 0
            archive.writestr(info, parts[name])
    return stream.getvalue()
