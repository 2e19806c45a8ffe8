"""What kind of file this is, by its first bytes: a zip package, or something else under an Excel name."""

from __future__ import annotations

from xl_tools.intake.refusal import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div", b"mime-version:")
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_SAVED_PAGE = b"\nmime-version: 1.0"
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def refuse_other_kinds(data: bytes) -> None:
    """Return if the bytes begin like a zip archive. Raises: Refusal that says what the file is instead."""
    if data.startswith(b"PK\x03\x04"):
        return
    if not data:
        raise Refusal("W04")
    if data.startswith((b"PK\x05\x06", *_PACKED)):
        raise Refusal("W13")
    if data.startswith(_PICTURES):
        raise Refusal("W08", what="图片")
    if data.startswith(_OLE):
        raise _old_office(data)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if data.startswith(_OLD_EXCEL):
        raise Refusal("W07")
    if head.startswith(b"%pdf"):
        raise Refusal("W11")
    if head.startswith(b"{\\rtf"):
        raise Refusal("W12")
    if head.startswith(_HTML) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head) or _SAVED_PAGE in head:
        raise Refusal("W09")
    if head.startswith(b"<?xml") and b"office:spreadsheet" in head:
        raise Refusal("W08", what="“XML 电子表格 2003”文件，请在 Excel 中另存为 .xlsx")
    if _is_text(data):
        raise Refusal("W10")
    if data.startswith(b"MZ"):
        raise Refusal("W08", what="程序文件")
    raise Refusal("W08", what="无法识别的文件")


def _old_office(data: bytes) -> Refusal:
    """An OLE file, told apart by the names of its streams, which its directory holds as UTF-16."""
    if _wide("EncryptedPackage") in data:
        return Refusal("W06")
    if _wide("Workbook") in data or _wide("Book") + b"\0\0" in data:
        return Refusal("W07")
    if _wide("WordDocument") in data:
        return Refusal("W12")
    return Refusal("W08", what="旧式的 Office 文件")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _is_text(data: bytes) -> bool:
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
