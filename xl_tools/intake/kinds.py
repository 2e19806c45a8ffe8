"""What kind of file this is, by its first bytes, whatever its name says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from xl_tools.intake.refusal import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div", b"mime-version:")
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_SAVED_PAGE = b"\nmime-version: 1.0"
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_MORE_PICTURES = (b"II*\0", b"MM\0*", b"BM")


class Kind(Enum):
    """Kinds of file that people send, told apart by content."""

    EMPTY = "空文件"
    ZIP = "zip"
    PACKED = "压缩包"
    PICTURE = "图片"
    LOCKED = "加密的 Office 文件"
    OLD_EXCEL = "旧式的 Excel 工作簿"
    OLD_WORD = "旧式的 Word 文档"
    OLD_OFFICE = "旧式的 Office 文件"
    PDF = "PDF 文件"
    RTF = "RTF 文档"
    PAGE = "网页"
    XML_SHEET = "XML 电子表格"
    TEXT = "文本"
    PROGRAM = "程序文件"
    UNKNOWN = "无法识别的文件"


_NO_WORKBOOK: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.EMPTY: ("W04", ""),
        Kind.PACKED: ("W13", ""),
        Kind.PICTURE: ("W08", "图片"),
        Kind.LOCKED: ("W06", ""),
        Kind.OLD_EXCEL: ("W07", ""),
        Kind.OLD_WORD: ("W12", ""),
        Kind.OLD_OFFICE: ("W08", "旧式的 Office 文件"),
        Kind.PDF: ("W11", ""),
        Kind.RTF: ("W12", ""),
        Kind.PAGE: ("W09", ""),
        Kind.XML_SHEET: ("W08", "“XML 电子表格 2003”文件，请在 Excel 中另存为 .xlsx"),
        Kind.TEXT: ("W10", ""),
        Kind.PROGRAM: ("W08", "程序文件"),
        Kind.UNKNOWN: ("W08", "无法识别的文件"),
    }
)


def refuse_other_kinds(data: bytes) -> None:
    """Return if the bytes begin like a zip archive. Raises: Refusal that says what the file is instead."""
    kind = kind_of(data)
    if kind is not Kind.ZIP:
        code, what = _NO_WORKBOOK[kind]
        raise Refusal(code, **({"what": what} if what else {}))


def kind_of(data: bytes) -> Kind:
    """What the bytes are; ZIP for every zip archive that holds something, an Office package among them."""
    if data.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if not data:
        return Kind.EMPTY
    if data.startswith((b"PK\x05\x06", *_PACKED)):
        return Kind.PACKED
    if data.startswith(_PICTURES):
        return Kind.PICTURE
    if data.startswith(_OLE):
        return _old_office(data)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if data.startswith(_OLD_EXCEL):
        return Kind.OLD_EXCEL
    if head.startswith(b"%pdf"):
        return Kind.PDF
    if head.startswith(b"{\\rtf"):
        return Kind.RTF
    if head.startswith(_HTML) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head) or _SAVED_PAGE in head:
        return Kind.PAGE
    if head.startswith(b"<?xml") and b"office:spreadsheet" in head:
        return Kind.XML_SHEET
    if is_text(data):
        return Kind.TEXT
    if data.startswith(b"MZ"):
        return Kind.PROGRAM
    return Kind.PICTURE if data.startswith(_MORE_PICTURES) else Kind.UNKNOWN


def _old_office(data: bytes) -> Kind:
    """An OLE file, told apart by the names of its streams, which its directory holds as UTF-16."""
    if _wide("EncryptedPackage") in data:
        return Kind.LOCKED
    if _wide("Workbook") in data or _wide("Book") + b"\0\0" in data:
        return Kind.OLD_EXCEL
    return Kind.OLD_WORD if _wide("WordDocument") in data else Kind.OLD_OFFICE


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def is_text(data: bytes) -> bool:
    """Whether the beginning of a file is text in UTF-8, UTF-16 with a mark, or GB 18030."""
    sample = data[:65536]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if b"\0" in sample:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            sample.decode(encoding)
        except UnicodeDecodeError as error:
            # The sample may end within a character.
            if error.start < len(sample) - 4:
                continue
        return True
    return False
