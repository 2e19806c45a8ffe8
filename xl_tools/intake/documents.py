"""What the gates of published documents share: which ending a file should have by what is in it."""

from __future__ import annotations

from xl_tools.intake.kinds import Kind, kind_of
from xl_tools.intake.refusal import Refusal

WORD, PAGE, TEXT, PDF, OLD_WORD = "Word 文档", "网页", "文本", "PDF 文件", "旧式的 Word 文档"
_ENDINGS = {Kind.OLD_WORD: ".doc", Kind.PDF: ".pdf", Kind.PAGE: ".html", Kind.TEXT: ".txt"}
_RTF = "RTF 文档，请在 Word 或 WPS 中另存为 .docx"
SHEET = "Excel 工作簿，年报的工作簿不是已公布的文件"


def refuse_unless(data: bytes, expected: str, *kinds: Kind) -> Kind:
    """The kind of the bytes, if it is one of `kinds`.

    Args:
        expected: what the name promises, in Chinese.

    Raises: Refusal that says what the file is instead: N08 if only its ending is wrong, N09 and others if it is nothing
        that is read here.
    """
    kind = kind_of(data)
    if kind in kinds:
        return kind
    if kind is Kind.EMPTY:
        raise Refusal("N04")
    if kind is Kind.LOCKED:
        raise Refusal("N06")
    if kind in _ENDINGS:
        raise Refusal("N08", what=spaced(kind.value), ending=_ENDINGS[kind])
    if kind is Kind.PICTURE:
        raise Refusal("N12")
    if kind is Kind.ZIP:
        raise _packed(data, expected)
    if kind is Kind.PACKED:
        raise Refusal("N10", expected=spaced(expected))
    raise no_document(expected, {Kind.RTF: _RTF, Kind.OLD_EXCEL: SHEET}.get(kind, kind.value))


def no_document(expected: str, what: str = "") -> Refusal:
    """What is said of a file that looks like its kind at first and is not."""
    return Refusal("N09", expected=spaced(expected), what=spaced(what or Kind.UNKNOWN.value))


def _packed(data: bytes, expected: str) -> Refusal:
    """A zip archive where none is expected; the names of its parts stand in it unpacked."""
    if b"word/document" in data:
        return Refusal("N08", what=spaced(WORD), ending=".docx")
    if b"xl/workbook" in data:
        return no_document(expected, SHEET)
    return Refusal("N10", expected=spaced(expected))


def spaced(what: str) -> str:
    """A word as it follows a Chinese one: Latin letters with a blank before them."""
    return f" {what}" if what[:1].isascii() else what
