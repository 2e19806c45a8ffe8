"""Word files: the parts, elements and properties that our writer makes, and no others."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile, ZipInfo

from xl_tools.documents.guard.lists import XML, Names, local, names, read
from xl_tools.documents.guard.picture import check_png
from xl_tools.documents.stamp import CREATOR
from xl_tools.errors import UnsafeOutput

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = f"{_OFFICE}/relationships"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_CP = f"{_PACKAGE}/metadata/core-properties"
_EXTENDED = f"{_OFFICE}/extended-properties"

TEXT = names(
    {
        _W: "document body hdr ftr p pPr pStyle keepNext pageBreakBefore spacing ind jc r rPr sz szCs t br fldSimple "
        "drawing sectPr headerReference footerReference pgSz pgMar tbl tblPr tblW tblBorders top left bottom right "
        "insideH insideV tblLayout tblCellMar tblLook tblCaption tblDescription tblGrid gridCol tr trPr cantSplit "
        "trHeight tblHeader tc tcPr tcW gridSpan vMerge shd vAlign",
        f"{_DRAWING}/wordprocessingDrawing": "inline extent docPr cNvGraphicFramePr",
        f"{_DRAWING}/main": "graphic graphicData graphicFrameLocks blip stretch fillRect xfrm off ext prstGeom avLst",
        f"{_DRAWING}/picture": "pic nvPicPr cNvPr cNvPicPr blipFill spPr",
    },
    {
        _W: "val instr before after line lineRule left leftChars right rightChars type w h top bottom header footer "
        "gutter sz space color fill hRule firstRow firstColumn lastRow lastColumn noHBand noVBand",
        _R: "id embed",
        XML: "space",
        "": "cx cy distT distB distL distR id name descr title noChangeAspect uri x y prst",
    },
)
"""The document itself, headers and footers: no comment, no change that is tracked, no rsid, no field but the page."""
STYLES = names(
    {
        _W: "styles docDefaults rPrDefault pPrDefault rPr pPr style name basedOn next uiPriority semiHidden qFormat "
        "keepNext keepLines widowControl overflowPunct autoSpaceDE autoSpaceDN spacing ind jc outlineLvl rFonts b bCs "
        "i color sz szCs lang tblPr tblInd",
    },
    {
        _W: "type styleId default customStyle val ascii hAnsi eastAsia cs bidi before after line lineRule "
        "firstLine firstLineChars w",
    },
)
SETTINGS = names(
    {
        _W: "settings zoom evenAndOddHeaders defaultTabStop characterSpacingControl compat compatSetting themeFontLang",
    },
    {_W: "percent val name uri eastAsia"},
)
FONTS = names({_W: "fonts font altName charset family pitch"}, {_W: "name val"})
THEME = names(
    {
        f"{_DRAWING}/main": "theme themeElements clrScheme dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 "
        "accent6 hlink folHlink srgbClr schemeClr fontScheme majorFont minorFont latin ea cs fmtScheme fillStyleLst "
        "lnStyleLst effectStyleLst bgFillStyleLst effectStyle effectLst solidFill ln",
    },
    {"": "name val typeface w"},
)
CORE = names(
    {_CP: "coreProperties contentStatus", _DC: "creator title subject language", _TERMS: "created modified"},
    {"http://www.w3.org/2001/XMLSchema-instance": "type"},
)
APP = names({_EXTENDED: "Properties Application"}, {})
TYPES = names({f"{_PACKAGE}/content-types": "Types Default Override"}, {"": "Extension PartName ContentType"})
RELATIONSHIPS = names({f"{_PACKAGE}/relationships": "Relationships Relationship"}, {"": "Id Type Target"})
"""Without TargetMode: all targets are parts of the package."""


class _Kind(NamedTuple):
    """A kind of part: how it is named, its content type and the type of the relationship to it, what may be in it."""

    name: re.Pattern[str]
    content: str
    relation: str
    names: Names | None


def _kind(name: str, content: str, relation: str, names: Names | None) -> _Kind:
    return _Kind(re.compile(name), f"application/vnd.openxmlformats-{content}+xml", relation, names)


_PNG = _Kind(re.compile(r"word/media/image[0-9]+\.png"), "image/png", f"{_R}/image", None)
_RELS = _kind(r"(_rels/|word/_rels/document\.xml)\.rels", "package.relationships", "", RELATIONSHIPS)
_WORD = "officedocument.wordprocessingml"
_KINDS = (
    _kind(r"\[Content_Types\]\.xml", "", "", TYPES),
    _RELS,
    _kind(r"docProps/core\.xml", "package.core-properties", f"{_PACKAGE}/relationships/metadata/core-properties", CORE),
    _kind(r"docProps/app\.xml", "officedocument.extended-properties", f"{_R}/extended-properties", APP),
    _kind(r"word/document\.xml", f"{_WORD}.document.main", f"{_R}/officeDocument", TEXT),
    _kind(r"word/header[12]\.xml", f"{_WORD}.header", f"{_R}/header", TEXT),
    _kind(r"word/footer[12]\.xml", f"{_WORD}.footer", f"{_R}/footer", TEXT),
    _kind(r"word/styles\.xml", f"{_WORD}.styles", f"{_R}/styles", STYLES),
    _kind(r"word/settings\.xml", f"{_WORD}.settings", f"{_R}/settings", SETTINGS),
    _kind(r"word/fontTable\.xml", f"{_WORD}.fontTable", f"{_R}/fontTable", FONTS),
    _kind(r"word/theme/theme1\.xml", "officedocument.theme", f"{_R}/theme", THEME),
    _PNG,
)
_DEFAULT_TYPES = (_RELS.content, _PNG.content)


def check_word(content: bytes) -> None:
    """Refuse a .docx file with any part, element, attribute, relationship or property that is not on the lists."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_archive(archive)
            kinds = {info.filename: _kind_of(info.filename) for info in archive.infolist()}
            parts = {name: archive.read(name) for name in kinds}
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # The last two: a way of compressing that nobody knows, a password.
        raise UnsafeOutput("Word 文件：不是有效的压缩包") from error
    for name, kind in kinds.items():
        data = parts[name]
        if kind.names is None:
            check_png(data, name)
            continue
        root = read(name, data, kind.names)
        if kind.names is TYPES:
            _check_types(root, parts)
        elif kind.names is RELATIONSHIPS:
            _check_relationships(root, "word/" if name.startswith("word/") else "", parts)
        elif kind.names is CORE:
            _check_ours(name, root, f"{{{_DC}}}creator")
        elif kind.names is APP:
            _check_ours(name, root, f"{{{_EXTENDED}}}Application")
        elif any(field.get(f"{{{_W}}}instr") != " PAGE " for field in root.iter(f"{{{_W}}}fldSimple")):
            raise UnsafeOutput(f"{name}：域")


def _check_archive(archive: ZipFile) -> None:
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnsafeOutput("Word 文件：有两个同名的部件")
    if archive.comment or any(map(_has_more, entries)) or (entries and entries[0].header_offset):
        raise UnsafeOutput("Word 文件：压缩包里有附加信息")


def _has_more(entry: ZipInfo) -> bool:
    """Whether an entry says more than its name: when, on which system, with which remark it was made."""
    return bool(entry.date_time != _ZIP_TIME or entry.extra or entry.comment or entry.create_system)


def _kind_of(name: str) -> _Kind:
    for kind in _KINDS:
        if kind.name.fullmatch(name):
            return kind
    raise UnsafeOutput(f"Word 文件的部件：{name}")


def _check_types(root: Element, parts: dict[str, bytes]) -> None:
    for item in root:
        name, kind = item.get("PartName", "").removeprefix("/"), item.get("ContentType")
        if name and name not in parts:
            raise UnsafeOutput(f"Word 文件的类型：{name}")
        if kind not in ((_kind_of(name).content,) if name else _DEFAULT_TYPES):
            raise UnsafeOutput(f"Word 文件的类型：{kind}")


def _check_relationships(root: Element, folder: str, parts: dict[str, bytes]) -> None:
    for item in root:
        target = folder + item.get("Target", "")
        if target not in parts or item.get("Type") != _kind_of(target).relation:
            raise UnsafeOutput(f"Word 文件的关系：{item.get('Target')}")


def _check_ours(name: str, root: Element, tag: str) -> None:
    if [element.text for element in root.iter(tag)] != [CREATOR]:
        raise UnsafeOutput(f"{name}：{local(tag)}")
